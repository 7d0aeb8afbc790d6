"""How rules are written: a regular expression in which `@name` stands for a class of words from the lexicon.

`pattern("@delete (?:the )?@task (?P<ref>.+)")` reads as it is said. Patterns match the lower-case copy of a clause from
its start; anything searched for anywhere is kept free of leading wildcards, so that no rule is quadratic in the text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from core.language import lexicon
from core.language.normalise import Said
from core.language.operations import Context, Operation


@dataclass(frozen=True)
class Clause:
    """One request cut free of fillers, with how it was put."""

    said: Said
    asked: bool  # "can you …", "could I …": put as a question to the assistant
    wished: bool  # "I need to …", "I want to …", "I should …"
    obliged: bool  # of these, the ones that name a duty: "I need to …", "I should …"
    context: Context


Operations = tuple[Operation, ...]
Build = Callable[["re.Match[str]", Clause], Operations | None]


@dataclass(frozen=True)
class Rule:
    """A phrase and what to make of it; a builder that returns None leaves the clause to the next rule."""

    name: str
    phrase: re.Pattern[str]
    build: Build


_CLASS = re.compile(r"(?<!\\)@([a-z_]+)")
_PIECES = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?!\?)")


def expand(template: str) -> str:
    """The regular expression a template stands for."""
    named = template
    while "@" in named and (found := _CLASS.search(named)):
        named = f"{named[: found.start()]}({lexicon.CLASSES[found.group(1)]}){named[found.end() :]}"
    named = re.sub(r"(?<!\?P)<([a-z]+)(\.\.\.)?>", lambda m: f"(?P<{m.group(1)}>.+{'' if m.group(2) else '?'})", named)
    return _PIECES.sub(lambda m: "(?:" if m.group() == "(" else m.group(), named)


def pattern(template: str) -> re.Pattern[str]:
    """A compiled pattern with the lexicon's classes filled in."""
    return re.compile(expand(template), re.DOTALL)


def apply(rules: tuple[Rule, ...], clause: Clause) -> Operations | None:
    """What the first fitting rule makes of the clause."""
    for rule in rules:
        match = rule.phrase.match(clause.said.low)
        if match and (operations := rule.build(match, clause)):
            return operations
    return None

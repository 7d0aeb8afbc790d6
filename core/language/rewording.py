"""Requests to change what a task says: its title, its description and its tags."""

import re

from core.language.changes import new_words, update, update_rules
from core.language.grammar import Clause, Operations, Rule
from core.language.lexicon import CHORES
from core.language.slots import as_title
from core.language.tasks_or_not import reference_of


def retitled(match: re.Match[str], clause: Clause) -> Operations | None:
    """A new title, with a capital unless it was quoted."""
    new = new_words(match, clause)
    title = new.quote if new.is_quote and new.quote else as_title(new)
    return update("gives a new title", reference_of(match, clause), {"title": title})


_JOB = "|".join(sorted(CHORES - {"change", "set", "update"}))
WORDING_RULES: tuple[Rule, ...] = update_rules(
    (
        ("title", r"(@update) (the )?(title|name) (of|for|on) <ref> (to|as|into|with) <new...>", retitled),
        ("title", r"(@update) <ref>('s)? (title|name) (to|as|into|with) <new...>", retitled),
        (
            "title",
            r"<ref>('s)? (title|name) (should|must|needs to|ought to|has to) (be|read|say)(:| called)? <new...>",
            retitled,
        ),
        ("title", r"the (title|name) (of|for) <ref> (should|must|needs to) (be|read|say)(:)? <new...>", retitled),
        ("told", r"<ref> (should|must|ought to|needs to) (say|read|be called|be named|be titled) <new...>", retitled),
        (
            "rename",
            r"(call|name) (?P<ref>it|that one|this one|(the|that|this) task) (?!a day|quits|off|back)<new...>",
            retitled,
        ),
        ("rename", r"(@rename) <ref> (to|as|into|with) <new...>", retitled),
        (
            "rename",
            rf"(change|replace|edit|correct) (?P<ref>({_JOB}) .+?) (to|into|with) (?P<new>({_JOB}) .+)",
            retitled,
        ),
        ("rename", r"(@update) <ref> to (say|read|be called|be named)(:)? <new...>", retitled),
    )
)

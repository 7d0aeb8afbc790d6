"""Requests to change what a task says: its title, or some words of it."""

import re

from core.language.changes import new_words, unquoted, update, update_rules
from core.language.grammar import Clause, Operations, Rule, pattern
from core.language.lexicon import CHORES
from core.language.slots import as_title, read_slots
from core.language.tasks_or_not import reference_of


def retitled(match: re.Match[str], clause: Clause) -> Operations | None:
    """A new title, with a capital unless it was quoted."""
    new = new_words(match, clause)
    title = new.quote if new.is_quote and new.quote else as_title(new)
    return update("gives a new title", reference_of(match, clause), {"title": title})


def _rewords(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Replace mum with dad in task 2": some words of the title."""
    words = (unquoted(clause.said.group(match, "old")), unquoted(clause.said.group(match, "new")))
    return update("changes words of the title", reference_of(match, clause), {}, reword=words)


def _should_be(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Call mum should be call dad": a whole title, and another one."""
    is_title = match.group("ref") in {title.lower() for title in clause.context.titles}
    new = new_words(match, clause)
    slots = read_slots(new, clause.context.now)
    if not is_title or slots.due or slots.priority or slots.repeat or slots.tags or _STATE.match(new.low):
        return None
    return retitled(match, clause)


_STATE = pattern(r"(@done|@undone|done|doing|in progress|started|first|last|next|next up)\b")
_OLD = r"(the (word|words|name|part) )?(?P<old>.{1,60}?)"
_NEW = r"(?P<new>.{1,60}?)"
REWORD_RULES: tuple[Rule, ...] = update_rules(
    (
        (
            "reword",
            rf"(replace|change|swap|switch|correct|fix) {_OLD} (with|to|by|for|into) {_NEW} "
            r"(in|on|of) ((the )?(title|name) of )?<ref...>",
            _rewords,
        ),
        (
            "reword",
            rf"(in|on) <ref>,? (replace|change|swap|switch|correct|fix) {_OLD} (with|to|by|for|into) {_NEW}$",
            _rewords,
        ),
    )
)
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
        ("rename", r"(@rename) (?P<ref>(the )?(task |#|number )*\d+)(:| -)? <new...>", retitled),
        ("renamed", r"(@rename|call|name) (?P<ref>(the |my )?([\w'-]+ ){1,4}(task|one))(:| -)? <new...>", retitled),
        ("should be", r"<ref> should (really )?be(:)? <new...>", _should_be),
        (
            "rename",
            rf"(change|replace|edit|correct) (?P<ref>({_JOB}) .+?) (to|into|with) (?P<new>({_JOB}) .+)",
            retitled,
        ),
        ("rename", r"(@update) <ref> to (say|read|be called|be named)(:)? <new...>", retitled),
    )
)

"""Requests to write something to a task: its description, or a note below it."""

import re

from core.language.changes import unquoted, update, update_rules
from core.language.grammar import Clause, Operations, Rule, pattern
from core.language.tasks_or_not import reference_of


def _describes(match: re.Match[str], clause: Clause) -> Operations | None:
    text = unquoted(clause.said.group(match, "new"))
    verb = (match.groupdict().get("how") or "to").strip()
    if match.group(0).startswith(("add ", "append ", "attach ")):
        verb = "add"
    reference = reference_of(match, clause)
    if verb.startswith(("to include", "to also", "include", "add", "to mention", "to add")):
        return update("adds to the description", reference, {}, append_description=text)
    return update("gives a new description", reference, {"description": text})


def _appends(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Add a note bring photos to the passport"; "add a note to buy cake for mum" is a task of its own."""
    new = clause.said.group(match, "new")
    if not new.is_quote and _A_JOB.match(new.low):
        return None
    return _notes(match, clause)


def _notes(match: re.Match[str], clause: Clause) -> Operations | None:
    text = unquoted(clause.said.group(match, "new"))
    return update("adds a note", reference_of(match, clause), {}, append_description=text)


_A_JOB = pattern(r"(to|about|for|that i (need|have|must|should)) ")
_DESCRIPTION = r"(description|notes?|details?|comment)"
_SAYING = r"(:| -| saying| that says| which says| reading| to say|,)"
NOTE_RULES: tuple[Rule, ...] = update_rules(
    (
        (
            "description",
            rf"(@update|add) (the |a )?{_DESCRIPTION} (of|for|on|to) <ref>"
            r"(?P<how> to include| to also include| to mention| to add| to say| to read| to| as| with|:| saying|"
            r" that says| which says| that) <new...>",
            _describes,
        ),
        (
            "description",
            rf"(@update) <ref>('s)? {_DESCRIPTION} "
            r"(?P<how>to include|to also include|to mention|to add|to say|to read|to|as|with|include) <new...>",
            _describes,
        ),
        (
            "description",
            rf"(for|on|in) <ref>,? (@update) (the |its )?{_DESCRIPTION} "
            r"(?P<how>to include|to mention|to say|to read|to|as|with) <new...>",
            _describes,
        ),
        (
            "note",
            rf"(add|append|attach|put|include|write|note) <new...> (to|in|on|into|as) (the )?({_DESCRIPTION}|a note) "
            r"(of|for|on|to|in) <ref...>",
            _notes,
        ),
        (
            "note",
            rf"(add|append|attach|put|include|write|note) <new...> (to|in|on|into) <ref>('s)? {_DESCRIPTION}$",
            _notes,
        ),
        (
            "note",
            r"(for|on) <ref>,? (add|append|put|make) (a |the )?(note|comment)( saying| that says| to say)?:? <new...>",
            _notes,
        ),
        (
            "noted",
            rf"(add|append|attach|put|include|write|leave|make|stick) (a |an |the |this |another )?(quick |short )?"
            rf"{_DESCRIPTION}( to| on| for)?{_SAYING}? <new> (to|on|onto|under) <ref...>",
            _appends,
        ),
        (
            "noted",
            rf"(add|append|attach|put|write|leave|make|stick) (a |an |the |another )?(quick |short )?{_DESCRIPTION} "
            rf"(to|on|for|in|under) <ref>{_SAYING} <new...>",
            _notes,
        ),
        ("noted", rf"(a |quick )?(note|comment) (to|on|for|about) <ref>{_SAYING} <new...>", _notes),
        ("noted", rf"<ref>,? (note|comment){_SAYING} <new...>", _notes),
        (
            "noted",
            rf"(note|comment) (to|on|for|about) (?P<ref>(the )?(task|number|#) ?\d+){_SAYING}? <new...>",
            _notes,
        ),
        (
            "noted",
            r"(write|note|put|mention|jot|add)( down)? (in|on|under|to|for) <ref>,? that <new...>",
            _notes,
        ),
        ("noted", r"(write|note|put|add|append)( down)? (to|on|in|under) <ref>: <new...>", _notes),
        ("noted", r"describe <ref> as <new...>", _describes),
        (
            "noted",
            rf"(the )?{_DESCRIPTION} (of|for|on) <ref> (should (be|say|read)|is)(:| now)? <new...>",
            _describes,
        ),
    )
)

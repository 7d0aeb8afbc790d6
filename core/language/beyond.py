"""Requests that are about tasks there but that no task list of one person can carry out, and two that this one can.

"Assign task 3 to Bob" deserves a better answer than "I only keep tasks". Copying a task and swapping dates are done.
"""

import re

from core.language.changes import before_adding, update
from core.language.dates import find_date
from core.language.grammar import Build, Clause, Operations, Rule, pattern
from core.language.operations import Intent, Operation
from core.language.pointing import read_reference
from core.language.split import split_names
from core.language.tasks_or_not import reference_of, references_of


def _beyond(topic: str) -> Build:
    def build(match: re.Match[str], clause: Clause) -> Operations | None:
        return (Operation(Intent.OUT_OF_SCOPE, f"asks for what a task list cannot do ({topic})", topic=topic),)

    return build


def _copies(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Duplicate task 3", "copy the essay for friday"."""
    when = find_date(match.group("when"), clause.context.now) if match.groupdict().get("when") else None
    if match.groupdict().get("when") and when is None:
        return None
    return (
        Operation(
            Intent.ADD,
            "copies a task",
            reference=reference_of(match, clause),
            due=when.due if when else None,
            due_text=when.text if when else None,
            due_note=when.note if when else None,
        ),
    )


def _swaps(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Swap the dates of task 1 and 2"."""
    named = [read_reference(piece, clause.context) for piece in split_names(clause.said.group(match, "ref"))]
    if len(named) != 2 or None in named:
        return None
    return update("swaps the due dates", named[0], {}, swap_with=named[1])


_WHO = (
    r"(?!(me|myself|the|my|a|an|do|doing|today|tomorrow|tonight|high|low|medium|p\d)\b)[a-z][\w@.'-]*( [a-z][\w.'-]*)?"
)
_DATES = r"((due )?(dates?|times?)|deadlines?|days?)"
_SWAP = "(swap|switch|exchange|trade|flip)"
_COPY = (
    r"(duplicate|clone|(make|add) (a |another )?(copy|duplicate) of|copy(?= (task|#|number|it|that|this)\b| .* task\b))"
)
_A_NUMBER = r"(?P<ref>(the )?(task |number |#)+\d+|it|that|this)"
_PARTS = r"(sub-?tasks?|sub tasks?|checklists?)"
_ON_A_TASK = tuple(
    Rule(name, pattern(phrase), build)
    for name, phrase, build in (
        ("copy", rf"{_COPY} <ref> (to|for|on) <when...>", _copies),
        ("copy", rf"{_COPY} <ref>( please| again)*$", _copies),
        ("assign", rf"(assign|delegate|reassign) <ref>( over| on)? to {_WHO}$", _beyond("assigning")),
        ("assign", rf"(hand|give|pass)( over)? {_A_NUMBER}( over| on)? to {_WHO}$", _beyond("assigning")),
        ("assign", rf"share <ref> with {_WHO}$", _beyond("assigning")),
        (
            "split",
            r"(split|break|divide|cut)( up| down)? <ref>( up| down)? (into|in) (\d|two|three|four|several|more|parts|"
            r"pieces|steps|smaller|bits|chunks|half|sub).{0,60}$",
            _beyond("splitting"),
        ),
        ("split", rf"(split|break|divide)( up| down)? {_A_NUMBER}( up| down)?$", _beyond("splitting")),
        (
            "subtask",
            rf"(add|create|make|give) .{{0,60}}?\b{_PARTS}\b.{{0,60}}? (to|for|of|under) <ref...>",
            _beyond("subtasks"),
        ),
        ("subtask", rf"(add|give) <ref> .{{0,20}}?\b{_PARTS}\b.*$", _beyond("subtasks")),
        ("link", r"(link|connect) <ref> (to|with) (task |#|number )?\d+$", _beyond("linking")),
        ("link", r"make <ref> (depend on|wait for|block|blocked by) (task |#|number )?\d+$", _beyond("linking")),
        (
            "attach",
            r"(attach|upload) ((a|an|the|this|my) )?(file|photo|picture|image|document|pdf|link|screenshot|receipt)s? "
            r"to <ref...>",
            _beyond("attaching"),
        ),
        (
            "order",
            r"(move|put|pin|bring|drag|send) <ref> (to|at|on) (the )?(very )?(top|bottom)"
            r"( of (the |my )?(list|board))?$",
            _beyond("ordering"),
        ),
        ("order", r"(move|put|drag) <ref> (above|below|before|after) (task |#|number )\d+$", _beyond("ordering")),
        ("time", r"(track|log|record) (my |the )?(time|hours) (on|for|spent on) <ref...>", _beyond("timing")),
    )
)


def _of_several(topic: str) -> Build:
    def build(match: re.Match[str], clause: Clause) -> Operations | None:
        first, *more = references_of(match, clause)
        return _beyond(topic)(match, clause) if more or (first is not None and first.plural) else None

    return build


BEYOND_RULES: tuple[Rule, ...] = (
    *before_adding(_ON_A_TASK),
    *(
        Rule(name, pattern(phrase), build)
        for name, phrase, build in (
            (
                "swap",
                rf"{_SWAP}( round| around)? (the |their )?{_DATES} (of|on|for|between) <ref>( over| round)?$",
                _swaps,
            ),
            ("swap", rf"{_SWAP} <ref>('s|s'|')? {_DATES}( over| round)?$", _swaps),
            ("swap", rf"{_SWAP}( round| around)? <ref>( round| around| over)?$", _of_several("ordering")),
            (
                "merge",
                r"(merge|combine|join|group|bundle) <ref>( together| into (one|a single)( task| one)?)*$",
                _of_several("merging"),
            ),
        )
    ),
)

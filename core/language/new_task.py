"""A new task made of the words that name it: its title cut free of every other part, or several tasks named at once.

`adding` and `jobs` find those words in what was said.
"""

import re
from dataclasses import replace
from datetime import datetime

from core.language.grammar import Operations, pattern
from core.language.normalise import Said
from core.language.operations import Context, Intent, Operation
from core.language.slots import Slots, as_title, clean_title, read_priority, read_slots
from core.language.split import split_dated, split_names, split_numbered, split_titles

_MY_DUTY = pattern(  # "that I have to return the drill": what is to be done is the task
    r"(that )?(i|we)('ve|'m| am| have| really| still| also)* "
    r"(need|have|ought|got|must|should|had better|gotta|meant|supposed|due)( to)? (?!(no|not|a|an|the|my)\b)(?=\w)"
)
_COUNTED = pattern(
    r"((the|these|this) )?((following|a few|some|several|two|three|four|five|six|\d{1,2}) )?(new )?"
    r"(things|tasks|items|jobs|reminders|to-?dos|stuff)( to do| for me)?(:| -) ?(?=\S)"
)
_OTHER_WORDS = pattern(r",? ?\b(i mean|i meant|or rather),? (?P<new>[a-z'-]+( [a-z'-]+)?)$")
_PUT_RIGHT = pattern(
    r" ?(\.\.\.|[,;])? ?\b(no|sorry|actually|wait|i mean|i meant|or rather|make that)[, ]+(?P<new>.+)$"
)
_TWICE = pattern(r",? and (also )?(to |remind me to )(?=[a-z]+ )")
VAGUE = pattern(
    r"((a|an|the|my|some|for|to|about|of|on|do|new|something|it) )*"
    r"(that|this|it|something|one|them|@task|@item|me|something else|later|again|please|someone|stuff|somewhere|"
    r"sometime|in sometime|in future|current time)?$"
)
_TIME = pattern(
    r"(\b(at|by|around|from|starting|beginning)|@|^) ?"
    r"(\d{1,2}(:\d\d|\.\d\d)? ?([ap]\.?m\b\.?|o'clock)?|noon|midnight|midday|today|tomorrow|"
    r"(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)( ?[ap]\.?m\b\.?| o'clock)?)(?![\w])"
)
_OWNER = pattern(r"(a|an|my|our|the upcoming|upcoming) (?=\w)")


def new_tasks(body: Said, context: Context, rule: str, *, event: bool = False, to_buy: bool = False) -> Operations:
    """One or several add operations from the words of a task.

    `event`: said as a thing, "for my haircut". `to_buy`: meant for a shopping list.
    """
    if (better := _PUT_RIGHT.search(body.low)) and (right := _parts_only(_said_last(body, better), context.now)):
        tasks = new_tasks(body.part(0, better.start()), context, rule, event=event, to_buy=to_buy)
        return tuple(_put_right(task, right) for task in tasks)
    if other := _OTHER_WORDS.search(body.low):  # "get bread, i mean buns"
        kept = body.part(0, other.start()).text.split()[: -len(other.group("new").split())]
        body = Said.of(" ".join([*kept, body.group(other, "new").text]))
    if (duty := _MY_DUTY.match(body.low)) and not body.quote:
        body = body.part(duty.end())
    counted = _COUNTED.match(body.low)
    listed = body.part(counted.end()) if counted else body
    if len(numbered := split_numbered(listed)) > 1:
        pieces = numbered
    elif counted:
        pieces = split_names(listed)
    elif twice := _TWICE.search(body.low):
        pieces = (body.part(0, twice.start()), body.part(twice.end()))
    else:
        pieces = split_dated(body, context.now)
        urgency, rest = read_priority(body)
        if len(pieces) == 1 and urgency and body.low.startswith(rest.low):  # said last, it is said of all of them
            pieces = split_dated(rest, context.now)
            if len(pieces) > 1:
                each = _together([new_tasks(piece, context, rule, event=event) for piece in pieces])
                return tuple(replace(task, priority=task.priority or urgency) for task in each)
    if len(pieces) > 1:
        return _together([new_tasks(piece, context, rule, event=event) for piece in pieces])
    slots = read_slots(body, context.now)
    title = clean_title(slots.title)
    if event and (match := _OWNER.match(title.low)) and match.end() < len(title.low):
        title = title.part(match.end())
    return tuple(
        _operation(replace(slots, title=clean_title(part)), rule) for part in split_titles(title, to_buy=to_buy)
    )


def put_right(task: Operation, said: Said, now: datetime) -> Operation | None:
    """The task with what these words say of it ("at 4", "high priority"); None where they are anything else."""
    bare = re.fullmatch(r"\d{1,2}(?:[:.]\d\d)?", said.low)
    right = _parts_only(Said(f"at {said.text}", f"at {said.low}") if bare else said, now)
    return _put_right(task, right) if right else None


def _parts_only(said: Said, now: datetime) -> Slots | None:
    """The parts of a task these words are, where they are nothing else."""
    slots = read_slots(said, now)
    return slots if (slots.due or slots.repeat or slots.priority) and not slots.title else None


def _said_last(body: Said, match: re.Match[str]) -> Said:
    """The words said last; a bare hour is one ("at 6, no, 7")."""
    words = body.group(match, "new")
    return Said(f"at {words.text}", f"at {words.low}") if re.fullmatch(r"\d{1,2}(?:[:.]\d\d)?", words.low) else words


def _put_right(task: Operation, right: Slots) -> Operation:
    """The task with what was said last about it."""
    due, repeat = right.due, right.repeat
    if due and task.due and isinstance(task.due, datetime) and isinstance(due.due, datetime) and "at" in due.text:
        due = replace(due, due=datetime.combine(task.due.date(), due.due.time()))
    return replace(
        task,
        priority=right.priority or task.priority,
        due=due.due if due else task.due,
        due_text=due.text if due else task.due_text,
        due_note=due.note if due else task.due_note,
        repeat=repeat.rrule if repeat else task.repeat,
        repeat_text=repeat.text if repeat else task.repeat_text,
    )


def _together(each: list[Operations]) -> Operations:
    """Tasks named in one sentence; one without a date of its own shares that of the task before it."""
    tasks: list[Operation] = []
    for operation in (one for operations in each for one in operations):
        before = tasks[-1] if tasks else None
        if before and before.due and not (operation.due or operation.repeat):
            operation = replace(operation, due=before.due, due_text=before.due_text, due_note=before.due_note)
        tasks.append(operation)
    return tuple(tasks)


def _operation(slots: Slots, rule: str) -> Operation:
    due, repeat = slots.due, slots.repeat
    return Operation(
        Intent.ADD,
        rule,
        title=None if VAGUE.match(slots.title.low) else as_title(slots.title) or None,
        description=slots.description,
        priority=slots.priority,
        due=due.due if due else repeat.first if repeat else None,
        due_text=due.text if due else _time_in(repeat.text) if repeat else None,
        due_note=due.note if due else None,
        repeat=repeat.rrule if repeat else None,
        repeat_text=repeat.text if repeat else None,
        tags=slots.tags,
    )


def _time_in(repeat_text: str) -> str | None:
    """The time of day, or the day it starts, within the words of a repeat: they tell when the first one is due."""
    match = _TIME.search(repeat_text)
    return match.group().strip() if match else None

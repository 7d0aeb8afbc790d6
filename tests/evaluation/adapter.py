"""What the measuring scripts call: the agent's own understanding, its values translated into the scripts' names.

No parsing happens here. `parse` understands the text as the offline agent does, with an empty task list; where the last
thing the assistant said asks for something, that is the pending question.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from core.language import dates, recurrence
from core.language.commands import understand
from core.language.operations import Context, Intent, Operation, Question, Reference, TaskFilter, Turn

_NOW = datetime(2026, 3, 2, 9, 0)  # a Monday morning; the scripts give no clock
_NAMES = {
    Intent.REOPEN: "update_task",
    Intent.UNDO: "update_task",
    Intent.WHY: "help",
}


# What an assistant says once it has changed a task; anything else it says last is taken as asking for something.
_DID = "added|created|deleted|removed|updated|marked|set|completed|moved|renamed|saved"
_REPORTS = re.compile(
    rf"\b(?:i(?:'ve| have)|has been|have been|was|is now) (?:now |just |also )?(?:{_DID})\b|"
    rf"^(?:ok(?:ay)?[,.!]? |all )?(?:done|{_DID})\b",
    re.IGNORECASE,
)


def parse(text: str, context: Sequence[dict[str, str]]) -> dict[str, Any]:
    """Intent and slots of the first operation understood."""
    turns = tuple(Turn("user" if turn["role"] == "user" else "assistant", turn["text"]) for turn in context)
    last = turns[-1] if turns else None
    told = last is not None and last.role == "assistant"
    reports = told and bool(_REPORTS.search(last.text)) and "?" not in last.text
    situation = Context(
        now=_NOW,
        question=Question("confirm") if told and not reports else None,
        history=turns[-10:],
        touched=(1,) if reports else (),
    )
    operation = understand(text, situation)[0]
    return {"intent": intent_name(operation), "slots": slots(operation)}


def intent_name(operation: Operation) -> str:
    """The scripts' name. An offer ("I did the laundry") only congratulates and asks, so it counts as talk."""
    if operation.is_offer:
        return "casual"
    if operation.intent is Intent.PICK:
        return "complete_task"
    return _NAMES.get(operation.intent, str(operation.intent))


def slots(operation: Operation) -> dict[str, str]:
    """The operation's fields as the scripts name them; empty ones left out."""
    found = {
        "title": operation.title,
        "ref": operation.reference and reference_text(operation.reference),
        "new_title": operation.changes.get("title"),
        "due_text": operation.due_text,
        "priority": operation.priority or operation.changes.get("priority"),
        "filter": operation.filter and filter_text(operation.filter),
    }
    return {name: str(value) for name, value in found.items() if value}


def reference_text(reference: Reference) -> str:
    """Numbers as digits, whole sets as "all", otherwise the words used."""
    if reference.kind == "number":
        return " ".join(map(str, reference.numbers))
    if reference.kind == "set" and re.match(r"(?:all|every|each)\b", reference.text.lower()):
        return "all"
    return reference.text


def filter_text(filter_: TaskFilter) -> str | None:
    """The first thing that narrows the list."""
    return filter_.due or filter_.status or filter_.priority or filter_.tag or filter_.search


def find_date(text: str, reference: datetime) -> dict[str, Any] | None:
    """The first date found, and the text without it."""
    found = dates.find_date(text, reference)
    if found is None:
        return None
    answer: dict[str, Any] = {"start": found.start, "title": found.rest}
    if found.end is not None:
        end: date | datetime = found.end
        answer["end"] = end
    return answer


def find_recurrence(text: str, reference: datetime) -> dict[str, Any] | None:
    """The recurrence found, and the text without it."""
    found = recurrence.find_recurrence(text, reference)
    return {"rrule": found.rrule, "title": found.rest} if found else None

"""Less than a whole yes to a plan: "only the garage", "yes, but not the report". What is left is asked for anew."""

import re
from collections.abc import Sequence
from datetime import datetime

from core.agent.pending import read_due
from core.agent.protocol import Decision, Outcome
from core.agent.task_book import TaskBook
from core.language.normalise import Said, tidy
from core.language.operations import Context, Intent, Operation, Reference
from core.language.pointing import read_reference
from core.language.references import TitleIndex
from core.language.split import split_names

_LONGEST = 300  # characters
_BEFORE = r"(?:(?:no|nope|yes|yeah|yep|ok|okay|sure|actually|wait|well|oh|sorry|please|but|and|do it)[ ,.!]+)*"
_DO = r"(?:(?:delete|remove|complete|finish|tick off|tick|mark|do|change|move|update|take)[ ,]+)?"
_ONLY = re.compile(rf"{_BEFORE}{_DO}(?:only|just)[ ,]+{_DO}(?P<these>.+?)[.! ]*")
_NOT = re.compile(
    rf"{_BEFORE}{_DO}(?:(?:all|everything|both|them|these|those|the (?:others?|rest))[ ,]+)?"
    r"(?:but not|but|not|except for|except|apart from|excluding|without|keep|leave out|leave|spare)[ ,]+"
    r"(?P<these>.+?)[.! ]*"
)
_SAID_LAST = re.compile(r"(?: (?:please|thanks|thank you|though|out|alone|as (?:it is|is|done)|done))+$")
_INTENTS = {"delete_task": Intent.DELETE, "complete_task": Intent.COMPLETE, "update_task": Intent.UPDATE}


def narrowed(text: str, decision: Decision, book: TaskBook, now: datetime) -> Operation | None:
    """The request for those rows of a declined plan that are still wanted; None where the text says nothing of them."""
    rows = decision.outcomes
    is_of_tasks = all(isinstance(row.arguments.get("number"), int) for row in rows)
    if len(text) > _LONGEST or len(rows) < 2 or not is_of_tasks or len({row.name for row in rows}) > 1:
        return None
    low = tidy(text).lower()
    only = _ONLY.fullmatch(low)
    match = only or _NOT.fullmatch(low)
    if not match:
        return None
    named = _named(_SAID_LAST.sub("", match.group("these")), rows, book, now)
    numbers = [row.arguments["number"] for row in rows]
    kept = tuple(number for number in numbers if (number in named) is bool(only))
    if not named or not 0 < len(kept) < len(numbers):
        return None
    return _request(rows, kept)


def _named(words: str, rows: Sequence[Outcome], book: TaskBook, now: datetime) -> set[int]:
    """The rows these words mean: all of the words must mean one."""
    said = Said.of(words).part(0)
    numbers = [row.arguments["number"] for row in rows]
    reference = read_reference(said, Context(now))
    if reference is None:
        return set()
    if reference.kind == "number":
        return set(reference.numbers) if set(reference.numbers) <= set(numbers) else set()
    if reference.kind == "ordinal":
        places = [place - 1 if place > 0 else len(numbers) + place for place in reference.numbers]
        return {numbers[place] for place in places} if all(0 <= place < len(numbers) for place in places) else set()
    index = TitleIndex([(row.arguments["number"], book.titles.get(row.arguments["number"], "")) for row in rows])
    found = [index.find(part.text).best for part in (said, *split_names(said))]
    whole, *parts = [{candidate.number for candidate in best} for best in found]
    return whole or (set().union(*parts) if all(parts) else set())


def _request(rows: Sequence[Outcome], numbers: tuple[int, ...]) -> Operation | None:
    intent = _INTENTS.get(rows[0].name)
    changes = [{name: value for name, value in row.arguments.items() if name != "number"} for row in rows]
    if intent is None or any(each != changes[0] for each in changes):  # dates moved by so much differ from row to row
        return None
    wanted = changes[0] if intent is Intent.UPDATE else {}
    if wanted.get("due"):
        wanted = wanted | {"due": read_due(wanted["due"])}
    if intent is Intent.COMPLETE and changes[0].get("completed") is False:
        intent = Intent.REOPEN
    reference = Reference("number", "these", numbers=numbers, plural=len(numbers) > 1)
    return Operation(intent, "takes a part of the plan", reference=reference, changes=wanted)

"""From the way a person pointed at tasks to the numbers of those tasks, or to the doubt that has to be asked about.

`Focus` is what the talk is about: what changed last, what was listed last. Which titles a person has is in `task_book`.
Nothing here changes a task or decides what to say.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from core.agent.protocol import Outcome, PastMessage, TurnInput
from core.agent.task_book import TaskBook
from core.language.operations import Intent, Reference, TaskFilter
from core.language.references import Match
from core.store.models import MessageRole, ToolCallStatus

SHOWN_OPTIONS = 6
MOST_AT_ONCE = 50  # tasks one sentence may touch; stays below what a turn may call
_JUST_ADDED = re.compile(r"\b(?:new|newest|latest|added|made|created|set)\b")
_I_ADDED = re.compile(r"\b(?:i|you|we)(?: have|'ve)?(?: just)? (?:added|created)\b")
_TWO = re.compile(r"\b(?:both|two)\b")
_WRITES = frozenset(["add_task", "complete_task", "update_task", "delete_task"])

# -- what the talk is about ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Focus:
    """What pronouns and places in a list point at. All numbers are of tasks that are there."""

    touched: tuple[int, ...] = ()  # by changes, newest first
    listed: tuple[int, ...] = ()  # in the order of the list shown last
    subject: tuple[int, ...] = ()  # "it" or "them": what was changed, offered, listed or told of last
    last_list: Outcome | None = None  # what the last answer listed, so that "only the urgent ones" can go on from it


def focus_of(turn: TurnInput, book: TaskBook) -> Focus:
    """What the conversation is about, read from its newest messages back."""
    touched: dict[int, None] = {}
    listed: tuple[int, ...] = ()
    subject: tuple[int, ...] = ()
    newest = next((message for message in reversed(turn.history) if message.role is MessageRole.ASSISTANT), None)
    last_list = next((call for call in reversed(newest.calls) if _is_list(call)), None) if newest else None
    for message in reversed(turn.history):
        here = _subject(message, book)
        subject = subject or here
        listed = listed or _shown(message, book)
        for call in reversed(message.calls):
            if _changed(call) and (number := _number(call)):
                touched.setdefault(number)
    return Focus(_there(touched, book), listed, subject, last_list)


def _subject(message: PastMessage, book: TaskBook) -> tuple[int, ...]:
    if message.role is MessageRole.USER:  # the answer to it, which comes first, had nothing to point at
        mentioned = book.open_index.mentions(message.text).best
        return tuple(candidate.number for candidate in mentioned)
    if message.question and (numbers := message.question.get("state", {}).get("numbers")):
        return _there(numbers, book)
    changed = tuple(dict.fromkeys(number for call in message.calls if _changed(call) and (number := _number(call))))
    if changed := _there(changed, book):
        return changed
    lists = [_listed(call) for call in message.calls if call.name == "list_tasks"]
    spoken_of = [number for call in message.calls if call.name in _WRITES and (number := _number(call))]
    return _there(spoken_of or (lists[-1] if lists else ()), book)


def _shown(message: PastMessage, book: TaskBook) -> tuple[int, ...]:
    """The tasks a message showed in an order: as options, as the rows of a plan, as a list."""
    question = message.question or {}
    rows = [row.get("number") for row in question.get("plan", {}).get("rows", ())]
    options = question.get("state", {}).get("numbers", ())
    lists = [_listed(call) for call in message.calls if call.name == "list_tasks"]
    return _there(options or rows or (lists[-1] if lists else ()), book)


def _changed(call: Outcome) -> bool:
    return call.name in _WRITES and call.status is ToolCallStatus.SUCCESS


def _is_list(call: Outcome) -> bool:
    return call.name == "list_tasks" and call.status is ToolCallStatus.SUCCESS


def _number(call: Outcome) -> int | None:
    number = call.output.get("number") or call.arguments.get("number")
    return number if isinstance(number, int) else None


def _listed(call: Outcome) -> tuple[int, ...]:
    return tuple(task["number"] for task in call.output.get("tasks", ()))


def _there(numbers: Iterable[int], book: TaskBook) -> tuple[int, ...]:
    return tuple(number for number in numbers if number in book.titles)


# -- which tasks are meant -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """These tasks. `how` says why, for the log and for "why?". A number the person said may be of no task."""

    numbers: tuple[int, ...]
    how: str


@dataclass(frozen=True)
class Unclear:
    """One or several of these: ask."""

    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Missing:
    """None; these are the nearest, best first."""

    nearest: tuple[int, ...] = ()


Resolved = Found | Unclear | Missing
Find = Callable[[TaskFilter], list[int]]  # the owner's tasks that match, in the order of a list


@dataclass(frozen=True)
class Scene:
    """What a reference is resolved against. `options` are the tasks offered by the last question."""

    book: TaskBook
    focus: Focus
    find: Find
    options: tuple[int, ...] = ()


def resolve(reference: Reference | None, intent: Intent, scene: Scene) -> Resolved:
    """The tasks meant; the intent says where to look first (done tasks to reopen, open ones otherwise)."""
    if reference is None:
        return _by_pronoun(Reference("pronoun", "it"), scene)
    if reference.leaves_out:
        return _all_but(reference, intent, scene)
    match reference.kind:
        case "number":
            return Found(tuple(dict.fromkeys(reference.numbers)), "by number")
        case "ordinal":
            return _by_place(reference, scene)
        case "pronoun":
            return _by_pronoun(reference, scene)
        case "set":
            return _by_filter(reference, intent, scene)
    return _by_title(reference, intent, scene)


def _all_but(reference: Reference, intent: Intent, scene: Scene) -> Resolved:
    """A set without some of it. Whatever the words may mean is left out; where they mean nothing, nothing is found."""
    many = resolve(replace(reference, leaves_out=()), intent, scene)
    left_out = [resolve(each, intent, scene) for each in reference.leaves_out]
    unsaid = any(each.kind == "pronoun" for each in reference.leaves_out) and not scene.focus.subject
    if isinstance(many, Missing) or unsaid or any(isinstance(each, Missing) for each in left_out):
        return Missing()
    kept = {number for each in left_out if not isinstance(each, Missing) for number in each.numbers}
    numbers = tuple(number for number in many.numbers if number not in kept)
    if not numbers or numbers == many.numbers:
        return Missing()
    return Found(numbers, f"“{reference.text}” fits {_all_named(numbers, scene)}")


def _by_place(reference: Reference, scene: Scene) -> Resolved:
    shown = scene.options or scene.focus.listed
    if not shown and len(scene.focus.subject) > 1:  # several that were just added or changed
        shown = scene.focus.subject
    if not shown:
        if reference.numbers == (-1,) and _JUST_ADDED.search(reference.text.lower()) and scene.book.titles:
            newest = max(scene.book.titles)
            return Found((newest,), f"“{reference.text}” is the newest, {_named(newest, scene)}")
        return Unclear(tuple(scene.find(TaskFilter(status="open"))))
    places = [place - 1 if place > 0 else len(shown) + place for place in reference.numbers]
    numbers = tuple(dict.fromkeys(shown[place] for place in places if 0 <= place < len(shown)))
    if not numbers:
        return Missing(shown[:3])
    return Found(numbers, f"“{reference.text}” in the list shown is {_all_named(numbers, scene)}")


def _by_pronoun(reference: Reference, scene: Scene) -> Resolved:
    subject = scene.options or scene.focus.subject
    if not reference.plural and _I_ADDED.search(reference.text.lower()) and scene.book.titles:
        subject = (max(scene.book.titles),)
    if _TWO.search(reference.text.lower()) and len(subject) != 2:  # "both": the two that were changed last
        subject = scene.focus.touched[:2]
        if len(subject) < 2:
            return Unclear(tuple(scene.find(TaskFilter(status="open"))))
    if len(subject) > 1 and not reference.plural:
        return Unclear(subject)
    if not subject:
        return Unclear(tuple(scene.find(TaskFilter(status="open"))))
    return Found(subject, f"“{reference.text}” is {_all_named(subject, scene)}, which we talked about last")


def _by_filter(reference: Reference, intent: Intent, scene: Scene) -> Resolved:
    asked = reference.filter or TaskFilter()
    if asked.status is None and intent in (Intent.COMPLETE, Intent.UPDATE):
        asked = replace(asked, status="open")
    elif asked.status is None and intent is Intent.REOPEN:
        asked = replace(asked, status="done")
    numbers = tuple(scene.find(asked))
    if not numbers and asked.search:  # "both invoices": in other forms of the words than the titles have
        numbers = tuple(candidate.number for candidate in scene.book.open_index.find(asked.search).best)
    if not numbers:
        return Missing()
    if len(numbers) > 1 and not reference.plural:
        return Unclear(numbers)
    return Found(numbers, f"“{reference.text}” fits {_all_named(numbers, scene)}")


def _by_title(reference: Reference, intent: Intent, scene: Scene) -> Resolved:
    book = scene.book
    if reference.filter and not reference.text:
        numbers = tuple(scene.find(replace(reference.filter, status=reference.filter.status or "open")))
        return _one_of(numbers, reference, scene) if numbers else Missing()
    first, second = book.open_index, book.done_index
    if intent is Intent.REOPEN:
        first, second = second, first
    matches = [index.find(reference.text, quoted=reference.quoted) for index in (first, second)]
    best = next((match.best for match in matches if match.best), ())
    if reference.quoted:  # the very title wins over one that only contains the words
        exact = (match.best for match in matches if match.best and match.best[0].score == 1.0)
        best = next(exact, best)
    if not best and intent is Intent.COMPLETE:
        best = first.mentions(reference.text).best
    numbers = tuple(candidate.number for candidate in best)
    if reference.filter and numbers:
        narrowed = set(scene.find(reference.filter))
        kept = tuple(number for number in numbers if number in narrowed)
        if not kept:  # the words fit and the date does not: worth a question
            return Missing(numbers[:3])
        numbers = kept
    if not numbers:
        return Missing(_nearest(matches))
    return _one_of(numbers, reference, scene)


def _one_of(numbers: tuple[int, ...], reference: Reference, scene: Scene) -> Resolved:
    if len(numbers) > 1:
        return Unclear(numbers)
    return Found(numbers, f"“{reference.text or 'that one'}” fits {_named(numbers[0], scene)}")


def _nearest(matches: list[Match]) -> tuple[int, ...]:
    candidates = sorted((one for match in matches for one in match.nearest), key=lambda one: -one.score)
    return tuple(candidate.number for candidate in candidates[:3])


def nearest_numbers(number: int, book: TaskBook) -> tuple[int, ...]:
    """Up to three open tasks that somebody who said this number may have meant: a digit off, then the next ones."""
    said = str(number)

    def distance(other: int) -> tuple[int, int]:
        return (0 if sorted(said) == sorted(str(other)) else 1, abs(other - number))

    return tuple(sorted(book.open_numbers, key=distance)[:3])


def _named(number: int, scene: Scene) -> str:
    return f"#{number} “{scene.book.titles.get(number, '')}”"


def _all_named(numbers: tuple[int, ...], scene: Scene) -> str:
    return _named(numbers[0], scene) if len(numbers) == 1 else f"{len(numbers)} tasks"

"""What to do about one operation: calls to make, a question to ask, or only something to say. Changes nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.agent import wording
from core.agent.calls import (
    ReadTask,
    add_request,
    copied,
    list_request,
    look_up_request,
    narrowed_request,
    next_page_request,
    overview_requests,
    reworded,
    says_what_to_change,
    task_request,
)
from core.agent.listing import due_of, lines_shown
from core.agent.pending import to_json
from core.agent.protocol import Ask
from core.agent.resolving import MOST_AT_ONCE, SHOWN_OPTIONS, Found, Missing, Scene, Unclear, nearest_numbers, resolve
from core.agent.wording import Voice, quote
from core.language.normalise import Said
from core.language.operations import Due, Intent, Operation, Reference
from core.language.progress import STOPS
from core.language.say import say_due
from core.language.slots import clean_title
from core.tools.registry import Request
from core.tools.tasks import LAST_YEAR

_DID = re.compile(r"^(?:did|done|made|finished)\s+(?:the |my |our |some |a )?(?=\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Deed:
    """A call to make, and what the reply may want to know about it."""

    request: Request
    operation: Operation
    old_title: str = ""
    about: int | None = None  # the one task a list was asked for


@dataclass(frozen=True)
class Decision:
    """What one operation comes to. A question stops the deletes of the same message until it is answered."""

    deeds: tuple[Deed, ...] = ()
    remark: str = ""
    ask: Ask | None = None


@dataclass(frozen=True)
class Situation:
    """Everything a decision looks at. `task` reads one task as tools show it; None where there is none."""

    scene: Scene
    voice: Voice
    now: datetime  # naive local time
    task: ReadTask
    past_is_fine: bool = False  # the person has confirmed a date in the past


def decide(operation: Operation, situation: Situation) -> Decision:
    """What to do about a request for tasks, or an offer to undo (not for talk, nor for undoing itself)."""
    match operation.intent:
        case Intent.ADD if operation.reference:
            return _copy(operation, situation)
        case Intent.ADD:
            return _add(operation, situation)
        case Intent.UNDO:
            return _offer_to_undo(operation, situation)
        case Intent.LIST:
            return _list(operation, situation)
    return _on_tasks(operation, situation)


# -- add and list ----------------------------------------------------------------------------------------------------


def _add(operation: Operation, situation: Situation) -> Decision:
    if not operation.title:
        return Decision(remark=wording.ask_title(situation.voice), ask=Ask("title", {"operation": to_json(operation)}))
    if operation.is_offer:
        return offer_to_add([operation], situation)
    if _is_past(operation, operation.due, situation):
        return _ask_about_past(operation, operation.title, situation)
    remark = ""
    if operation.due and operation.due.year > LAST_YEAR:
        remark = wording.too_far_away(operation.due.year)
        operation = replace(operation, due=None, due_text=None, due_note=None)
    return Decision((Deed(add_request(operation), operation),), remark)


def offer_to_add(operations: Sequence[Operation], situation: Situation) -> Decision:
    """Words that name something to do and ask for nothing: noted down only after a yes. Each has a title."""
    first, *more = (replace(operation, is_offer=False, topic=None) for operation in operations)
    state = {"operation": to_json(first), "later": [to_json(operation) for operation in more]}
    titles = [operation.title or "" for operation in operations]
    due = say_due(first.due, situation.now) if first.due and not more else ""
    add = f"Add “{wording.short(titles[0])}”" if not more else "Add both" if len(more) == 1 else "Add them all"
    remark = wording.offer_to_add(situation.voice, titles, due)
    return Decision(remark=remark, ask=Ask("offer", state, ((add, "yes"), ("No thanks", "no"))))


def offer_to_add_done(deed: str, situation: Situation) -> Decision:
    """Something done that no task is for: noted down as done after a yes. `deed` is in the person's words."""
    title = clean_title(Said.of(_DID.sub("", deed))).text
    title = title[:1].upper() + title[1:]
    add = Operation(Intent.ADD, "was done without being on the list", title=title)
    tick = Operation(Intent.COMPLETE, "was done without being on the list", reference=Reference("pronoun", "it"))
    state = {"operation": to_json(add), "later": [to_json(tick)]}
    options = ((f"Add “{wording.short(title)}” as done", "yes"), ("No thanks", "no"))
    return Decision(remark=wording.offer_to_add_done(situation.voice, title), ask=Ask("offer", state, options))


def _copy(operation: Operation, situation: Situation) -> Decision:
    """A new task like one that is there."""
    resolved = resolve(operation.reference, Intent.UPDATE, situation.scene)
    match resolved:
        case Found(numbers) if len(numbers) == 1 and (view := situation.task(numbers[0])):
            return _add(copied(operation, view), situation)
        case Unclear(numbers):
            return _ask_which(operation, numbers, situation)
        case Found(numbers):
            return _not_found(operation, nearest_numbers(numbers[0], situation.scene.book), situation)
    return _not_found(operation, resolved.nearest, situation)


def _offer_to_undo(operation: Operation, situation: Situation) -> Decision:
    state = {"operation": to_json(replace(operation, is_offer=False))}
    options = (("Undo it", "undo"), ("No, leave it", "no"))
    return Decision(remark=wording.offer_to_undo(situation.voice), ask=Ask("offer", state, options))


def _list(operation: Operation, situation: Situation) -> Decision:
    last = situation.scene.focus.last_list
    if operation.is_overview:
        requests = overview_requests(operation, situation.now)
        return Decision(tuple(Deed(request, operation) for request in requests))
    if operation.reference and situation.scene.book.titles:
        return _show(operation, situation)
    if operation.goes_on == "narrower" and last:
        return Decision((Deed(narrowed_request(operation, last), operation),))
    if operation.goes_on == "more" and last:
        next_page = next_page_request(operation, last, lines_shown(last.arguments.get("limit")))
        return (
            Decision((Deed(next_page, operation),))
            if next_page
            else Decision(remark=wording.that_was_all(situation.voice))
        )
    return Decision((Deed(list_request(operation), operation),))


def _show(operation: Operation, situation: Situation) -> Decision:
    """A question about one task: looked up by its title, because a list knows no numbers."""
    resolved = resolve(operation.reference, operation.intent, situation.scene)
    titles = situation.scene.book.titles
    if operation.filter and not (isinstance(resolved, Found) and len(resolved.numbers) == 1):
        found = situation.scene.find(operation.filter)
        if not isinstance(resolved, Unclear) or set(resolved.numbers) <= set(found):
            return Decision((Deed(list_request(operation), operation),))
    match resolved:
        case Found(numbers) if len(numbers) == 1 and numbers[0] in titles:
            request = look_up_request(operation, titles[numbers[0]], resolved.how)
            return Decision((Deed(request, operation, about=numbers[0]),))
        case Unclear(numbers):
            return _ask_which(operation, numbers, situation)
        case Found(numbers):
            return _not_found(operation, nearest_numbers(numbers[0], situation.scene.book), situation)
    return _not_found(operation, resolved.nearest, situation)


# -- tasks that are there --------------------------------------------------------------------------------------------


def _on_tasks(operation: Operation, situation: Situation) -> Decision:
    scene, voice = situation.scene, situation.voice
    if operation.is_offer:
        return _offer(operation, situation)
    if not scene.book.titles:
        return Decision(remark=wording.nothing_on_the_list(voice))
    resolved = resolve(operation.reference, operation.intent, scene)
    match resolved:
        case Found(numbers, how):
            return _act(operation, numbers, how, situation)
        case Unclear(numbers):
            return _ask_which(operation, numbers, situation)
    return _not_found(operation, resolved.nearest, situation)


def _act(operation: Operation, numbers: tuple[int, ...], how: str, situation: Situation) -> Decision:
    voice, book = situation.voice, situation.scene.book
    remark = ""
    if operation.intent is Intent.REOPEN and all(_is_started(number, situation) for number in numbers):
        operation = replace(operation, intent=Intent.UPDATE, changes={"status": "todo"})
    if operation.intent in (Intent.COMPLETE, Intent.REOPEN):
        wants_done = operation.intent is Intent.COMPLETE
        already = [number for number in numbers if number in book.titles and book.is_done(number) is wants_done]
        if already:
            remark = wording.already(voice, [book.titles[number] for number in already], wants_done)
            numbers = tuple(number for number in numbers if number not in already)
    elif operation.intent is Intent.UPDATE:
        if operation.swap_with:
            return _swap(operation, numbers, how, situation)
        operation = _as_it_stands(operation, numbers, situation)
        if operation.intent is Intent.DELETE:
            return _act(operation, numbers, how, situation)
        if not says_what_to_change(operation):
            return _ask_what_to_change(operation, numbers, situation)
        known = tuple(number for number in numbers if number in book.titles)
        if known and operation.shift and operation.shift[1] in ("minutes", "hours"):
            view = situation.task(known[0])
            if view and view["due_at"] and not view["due_has_time"]:  # an hour later than which hour?
                return _ask_what_to_change(operation, numbers, situation)
        if known and operation.shift and operation.shift[0] < 0:
            view = situation.task(known[0])
            if view and not view["due_at"]:  # a day earlier than no day at all?
                return _ask_what_to_change(replace(operation, shift=None, missing="due"), numbers, situation)
        if "title" in operation.changes and len(known) > 1:
            return _ask_which(operation, known, situation)
        if (due := operation.changes.get("due")) and due.year > LAST_YEAR:
            return Decision(remark=wording.too_far_away(due.year))
        if known and _is_past(operation, operation.changes.get("due"), situation):
            return _ask_about_past(_pointed(operation, known), book.titles[known[0]], situation)
    if len(numbers) > MOST_AT_ONCE:
        remark = f"{remark} {wording.only_so_many(voice, len(numbers), MOST_AT_ONCE)}".strip()
        numbers = numbers[:MOST_AT_ONCE]
    deeds = tuple(
        Deed(
            task_request(operation, number, situation.task, situation.now, how),
            operation,
            old_title=book.titles.get(number, ""),
        )
        for number in numbers
    )
    return Decision(deeds, remark)


def _as_it_stands(operation: Operation, numbers: tuple[int, ...], situation: Situation) -> Operation:
    """The update where what it comes to depends on the task: "stop the report", "untag the essay"."""
    view = situation.task(numbers[0]) if len(numbers) == 1 else None
    if view is None:
        return operation
    if operation.rule.startswith(STOPS) and view["status"] != "doing":
        if view["rrule"]:
            return replace(operation, changes={"repeat": None})
        return replace(operation, intent=Intent.DELETE, changes={})
    if operation.reword:
        title = reworded(view["title"], *operation.reword)
        return replace(operation, changes={"title": title}) if title else replace(operation, missing="title")
    if operation.missing == "untag" and len(view["tags"]) <= 1:
        return replace(operation, changes={"tags": []}, missing=None)
    return operation


def _swap(operation: Operation, numbers: tuple[int, ...], how: str, situation: Situation) -> Decision:
    """Each of two tasks gets the other's due date."""
    other = resolve(operation.swap_with, operation.intent, situation.scene)
    if isinstance(other, Unclear):
        return _ask_which(
            replace(operation, reference=operation.swap_with, swap_with=_at(numbers)), other.numbers, situation
        )
    pair = (*numbers[:1], *(other.numbers[:1] if isinstance(other, Found) else ()))
    views = [situation.task(number) for number in pair]
    if len(views) != 2 or not all(views):
        unknown = replace(operation, reference=operation.swap_with) if isinstance(other, Missing) else operation
        return _not_found(unknown, other.nearest if isinstance(other, Missing) else (), situation)
    deeds = []
    for number, view in zip(pair, reversed(views), strict=True):
        one = replace(operation, changes={"due": due_of(view or {})}, swap_with=None)
        request = task_request(one, number, lambda _: None, situation.now, how)  # the hour moves with the day
        deeds.append(Deed(request, one, old_title=situation.scene.book.titles[number]))
    return Decision(tuple(deeds))


def _at(numbers: tuple[int, ...]) -> Reference:
    return Reference("number", " ".join(f"#{number}" for number in numbers), numbers=numbers)


def _is_started(number: int, situation: Situation) -> bool:
    view = situation.task(number)
    return view is not None and view["status"] == "doing"


def _offer(operation: Operation, situation: Situation) -> Decision:
    """Congratulate; where one open task fits, offer to tick it, and where several do, ask which."""
    scene, voice = situation.scene, situation.voice
    said = operation.reference.text if operation.reference else ""
    found = tuple(candidate.number for candidate in scene.book.open_index.mentions(said).best)[:SHOWN_OPTIONS]
    certain = replace(operation, is_offer=False)
    if not found:
        return Decision(remark=wording.well_done(voice))
    titles = scene.book.titles
    state = {"operation": to_json(_pointed(certain, found)), "numbers": list(found)}
    if len(found) == 1:
        options = ((f"Mark “{wording.short(titles[found[0]])}” done", "mark it done"), ("Not yet", "no"))
        return Decision(remark=wording.offer_to_tick(voice, titles[found[0]]), ask=Ask("offer", state, options))
    buttons = (*_buttons(found, situation), ("None of these", "no"))
    return Decision(remark=wording.offer_to_tick_one(voice), ask=Ask("choose", state, buttons))


def offer_to_tick(operations: Sequence[Operation], situation: Situation) -> Decision:
    """Several deeds told at once: one question about all of them, where it is clear which tasks they are."""
    index = situation.scene.book.open_index
    found = [index.mentions(one.reference.text if one.reference else "").best for one in operations]
    if not all(len(best) == 1 for best in found):
        return _offer(operations[0], situation)
    numbers = tuple(dict.fromkeys(best[0].number for best in found))
    state = {"operation": to_json(_pointed(replace(operations[0], is_offer=False), numbers)), "numbers": list(numbers)}
    label = "Mark both done" if len(numbers) == 2 else "Mark them done"
    remark = wording.offer_to_tick_all(situation.voice, [situation.scene.book.titles[number] for number in numbers])
    return Decision(remark=remark, ask=Ask("offer", state, ((label, "mark them done"), ("Not yet", "no"))))


# -- questions -------------------------------------------------------------------------------------------------------


def _ask_which(operation: Operation, numbers: tuple[int, ...], situation: Situation) -> Decision:
    if not numbers:
        return Decision(remark=wording.nothing_open(situation.voice))
    shown = numbers[:SHOWN_OPTIONS]
    titles = situation.scene.book.titles
    buttons = _buttons(shown, situation)
    state = {"operation": to_json(operation), "numbers": list(shown)}
    if len(numbers) == 1:
        (label, sends) = buttons[0]
        remark = wording.did_you_mean([(shown[0], titles[shown[0]])])
        return Decision(remark=remark, ask=Ask("choose", state, ((f"Yes, {label}", sends), ("No", "no"))))
    if 1 < len(numbers) == len(shown) and "title" not in operation.changes and operation.reference:
        buttons = (*buttons, ("Both", "both") if len(shown) == 2 else ("All of these", "all of them"))
    remark = wording.ask_which(
        situation.voice,
        [(number, titles[number]) for number in shown],
        len(numbers) - len(shown),
        operation.reference.text if operation.reference and operation.reference.kind == "title" else "",
    )
    return Decision(remark=remark, ask=Ask("choose", state, buttons))


def _not_found(operation: Operation, nearest: tuple[int, ...], situation: Situation) -> Decision:
    voice, titles = situation.voice, situation.scene.book.titles
    reference = operation.reference or Reference("pronoun", "it")
    if reference.kind == "set" and not situation.scene.book.open_numbers and _is_everything(reference):
        return Decision(remark=wording.nothing_open(voice))
    if reference.kind == "set":
        return Decision(remark=wording.no_such_set(voice, reference.text))
    told_a_deed = operation.intent is Intent.COMPLETE and operation.rule.startswith(("says it is", "tells"))
    if not nearest:
        return Decision(remark=wording.not_found(voice, reference.text, told_a_deed=told_a_deed))
    near = [(number, titles[number]) for number in nearest]
    buttons = _buttons(nearest, situation)
    if len(near) == 1:
        buttons = ((f"Yes, {buttons[0][0]}", buttons[0][1]),)
    state = {"operation": to_json(operation), "numbers": list(nearest)}
    remark = wording.not_found(voice, reference.text, near, told_a_deed=told_a_deed)
    return Decision(remark=remark, ask=Ask("choose", state, (*buttons, ("No", "no"))))


def _is_everything(reference: Reference) -> bool:
    return reference.filter is None or reference.filter.is_empty


def offer_instead(operation: Operation, number: int, situation: Situation) -> Decision:
    """After a number that names no task: the tasks that may have been meant."""
    nearest = nearest_numbers(number, situation.scene.book)
    if not nearest:
        return Decision()
    remark = wording.did_you_mean([(near, situation.scene.book.titles[near]) for near in nearest])
    state = {"operation": to_json(operation), "numbers": list(nearest)}
    return Decision(remark=remark, ask=Ask("choose", state, (*_buttons(nearest, situation), ("No", "no"))))


def _ask_what_to_change(operation: Operation, numbers: tuple[int, ...], situation: Situation) -> Decision:
    titles = situation.scene.book.titles
    known = tuple(number for number in numbers if number in titles)
    if not known:
        return _not_found(operation, nearest_numbers(numbers[0], situation.scene.book), situation)
    state = {"operation": to_json(_pointed(operation, known)), "numbers": list(known), "about": "change"}
    what = quote(titles[known[0]]) if len(known) == 1 else f"these {len(known)} tasks"
    options = wording.CHOICES.get(operation.missing or "", ())
    if operation.missing == "untag":
        view = situation.task(known[0]) or {}
        options = (*((f"#{tag}", f"#{tag}") for tag in view.get("tags", ())[:SHOWN_OPTIONS]), ("All of them", "all"))
    return Decision(
        remark=wording.ask_what_to_change(situation.voice, what, operation.missing), ask=Ask("other", state, options)
    )


def _is_past(operation: Operation, due: Due | None, situation: Situation) -> bool:
    """True where the date has passed; "tonight", said late in the evening, has not."""
    if due is None or situation.past_is_fine:
        return False
    if not isinstance(due, datetime):
        return due < situation.now.date()
    has_clock = any(character.isdigit() for character in operation.due_text or "0")
    return due < situation.now and (has_clock or due.date() < situation.now.date())


def _ask_about_past(operation: Operation, title: str, situation: Situation) -> Decision:
    due = operation.due or operation.changes.get("due")
    assert due is not None
    when = say_due(due, situation.now)
    is_new = operation.intent is Intent.ADD
    without = ("Add it without a date", "without a date") if is_new else ("No, leave it", "no")
    return Decision(
        remark=wording.ask_about_past(situation.voice, title, when, is_new=is_new),
        ask=Ask(
            "other",
            {"operation": to_json(operation), "about": "past"},
            ((f"Yes, {when}", "yes"), without),
        ),
    )


def _buttons(numbers: tuple[int, ...], situation: Situation) -> tuple[tuple[str, str], ...]:
    titles = situation.scene.book.titles
    return tuple((f"#{number} {wording.short(titles[number])}", f"#{number}") for number in numbers)


def _pointed(operation: Operation, numbers: tuple[int, ...]) -> Operation:
    """The operation with its tasks settled."""
    text = " and ".join(quote(f"#{number}") for number in numbers)
    return replace(operation, reference=Reference("number", text, numbers=numbers, plural=len(numbers) > 1))

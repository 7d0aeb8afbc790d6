"""What the offline agent says about what was done: from the outcomes of calls to a few sentences."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from core.agent.listing import details, due_of, say_list, say_overview
from core.agent.pending import read_due
from core.agent.protocol import Decision, Outcome
from core.agent.wording import Voice, counted, named, one_line, quote, reading_note
from core.language.operations import Operation
from core.language.say import listed as in_words
from core.language.say import say_due, say_repeat
from core.store.models import ToolCallStatus
from core.text import shorten

_DONE, _FAILED, _PENDING = ToolCallStatus.SUCCESS, ToolCallStatus.ERROR, ToolCallStatus.PENDING


@dataclass(frozen=True)
class Done:
    """An outcome, with what was asked for where that is known (after a restart it is not)."""

    outcome: Outcome
    operation: Operation | None = None
    old_title: str = ""
    finished: int = 0  # tasks that are done, for a list with nothing open
    about: int | None = None  # the one task a list was asked for


def report(done: Sequence[Done], voice: Voice, now: datetime) -> str:
    """What happened, in order, calls of one kind together."""
    parts = [
        _speak(name, status, list(group), voice, now)
        for (name, status), group in groupby(done, key=lambda each: (_kind(each.outcome), each.outcome.status))
    ]
    return join(parts)


def join(parts: Sequence[str]) -> str:
    """Sentences one after the other; a part of several lines stands on its own."""
    text = ""
    for part in filter(None, parts):
        gap = "" if not text else "\n\n" if "\n" in part or "\n" in text else " "
        text += gap + part
    return text


def decided(decision: Decision, voice: Voice, now: datetime) -> str:
    """How a plan that waited was settled."""
    if decision.kind == "moved_on":
        return voice.pick("Okay, I left those alone.", "All right, I left that as it was.")
    if decision.kind == "no":
        if len(decision.outcomes) == 1:
            return voice.pick("Okay, it stays.", "No problem, I left it alone.", "All right, I kept it.")
        return voice.pick("Kept them all.", "Okay, all of them stay.", "No problem, nothing was changed.")
    made = [Done(outcome) for outcome in decision.outcomes if outcome.status is not ToolCallStatus.DECLINED]
    kept = len(decision.outcomes) - len(made)
    return join(
        [report(made, voice, now), f"The {'other one stays' if kept == 1 else f'other {kept} stay'}." * bool(kept)]
    )


def _kind(outcome: Outcome) -> str:
    reopens = outcome.name == "complete_task" and outcome.arguments.get("completed") is False
    return "reopen_task" if reopens else outcome.name


def _speak(kind: str, status: ToolCallStatus, done: list[Done], voice: Voice, now: datetime) -> str:
    if status is _FAILED:
        return " ".join(dict.fromkeys(_sentence(each.outcome.error) for each in done[:3]))
    if status is _PENDING:
        return _ask_first(kind, done, voice, now)
    if status is ToolCallStatus.DECLINED:
        return ""
    match kind:
        case "add_task":
            return _added(done, voice, now)
        case "complete_task":
            return _completed(done, voice, now)
        case "reopen_task":
            titles = _titles(done)
            return voice.pick(
                f"{named(titles)} {_is(titles)} open again.",
                f"Reopened {named(titles)}.",
                f"{named(titles)} {_is(titles)} back on your list.",
            )
        case "update_task":
            return _updated(done, voice, now)
        case "delete_task":
            titles = _titles(done)
            if len(titles) == 1:
                return voice.pick(
                    f"Deleted {named(titles)}. It stays in the trash for 30 days.",
                    f"{named(titles)} is gone from your list. “Undo” brings it back.",
                )
            return voice.pick(
                f"Deleted {counted(len(titles))}. They stay in the trash for 30 days.",
                f"{counted(len(titles)).capitalize()} deleted. “Undo” brings them back.",
            )
        case "undo_turn":
            return " ".join(_undone(each.outcome, voice) for each in done)
    if len(done) == 2 and all(each.operation and each.operation.is_overview for each in done):
        return say_overview(done[1].outcome, done[0].outcome, voice, now)
    return join(
        [say_list(each.outcome, voice, now, each.operation, finished=each.finished, about=each.about) for each in done]
    )


def _sentence(error: str | None) -> str:
    text = shorten(one_line(error or "That didn't work."), 160)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?", "…")) else ".")


def _ask_first(kind: str, done: list[Done], voice: Voice, now: datetime) -> str:
    one = quote(done[0].old_title) if done[0].old_title else "it"
    what = one if len(done) == 1 else f"these {len(done)} tasks"
    deed = {
        "delete_task": f"delete {what}",
        "complete_task": f"mark {what} as done",
        "reopen_task": f"reopen {what}",
        "add_task": f"add {what}",
    }.get(kind) or _change_to_ask(done, what, now)
    return voice.pick(f"Before I {deed}, please have a look: yes or no?", f"Just to be sure: shall I {deed}?")


def _change_to_ask(done: list[Done], what: str, now: datetime) -> str:
    """ "Move these 9 tasks to Monday 30 Nov", "change the priority and tags of “Milk”"."""
    changed = {name for each in done for name in each.outcome.arguments} - {"number"}
    dates = {each.outcome.arguments.get("due") for each in done}
    if changed == {"due"} and len(dates) == 1:
        due = dates.pop()
        return f"move {what} to {say_due(read_due(due), now)}" if due else f"take the due date off {what}"
    return f"change the {_fields(changed)} of {what}"


def _fields(changed: set[str]) -> str:
    return in_words(["due date" if name == "due" else name for name in sorted(changed)])


# -- each kind of call -----------------------------------------------------------------------------------------------


def _added(done: list[Done], voice: Voice, now: datetime) -> str:
    views = [each.outcome.output for each in done]
    if len(done) > 1:
        details = _shared_details(views, now) + _notes(done)
        return voice.pick(
            f"Added {counted(len(done))}: {named(_titles(done))}{details}.",
            f"{named(_titles(done))} are on your list now{details}.",
        )
    title = f"{quote(views[0]['title'])} (#{views[0]['number']})"
    details = _details(views[0], now) + _notes(done)
    return voice.pick(
        f"Added {title}{details}.",
        f"Got it: {title} is on your list{details}.",
        f"Noted: {title}{details}.",
        f"{title} is on your list now{details}.",
    )


def _details(view: dict[str, Any], now: datetime) -> str:
    """ ", due Friday 27 Nov, high priority, every week, with your note"."""
    facts = [*details(view, now), *(["with your note"] if view.get("description") else [])]
    return "".join(f", {fact}" for fact in facts)


def _shared_details(views: list[dict[str, Any]], now: datetime) -> str:
    details = {_details(view, now) for view in views}
    together = "both" if len(views) == 2 else "all"
    return details.pop().replace(", due", f", {together} due", 1) if len(details) == 1 else ""


def _notes(done: list[Done]) -> str:
    notes = dict.fromkeys(each.operation.due_note for each in done if each.operation and each.operation.due_note)
    return "".join(reading_note(note) for note in notes)


def _completed(done: list[Done], voice: Voice, now: datetime) -> str:
    titles = _titles(done)
    following = [each.outcome.output["next"] for each in done if each.outcome.output.get("next")]
    if len(titles) == 1:
        said = voice.pick(
            f"{named(titles)} is done. Nice work!",
            f"Ticked off {named(titles)}. Well done!",
            f"Done: {named(titles)}. One less to think about.",
            f"{named(titles)} is off your plate 🎉",
        )
    else:
        said = voice.pick(
            f"{named(titles)} are done. Nice work!",
            f"Ticked off {counted(len(titles))}: {named(titles)}.",
        )
    if len(following) == 1 and (due := due_of(following[0])):
        said += f" The next one is due {say_due(due, now)}."
    elif following:
        said += f" {counted(len(following), 'repeating task').capitalize()} will come round again."
    return said


_EACH_SAID = 4  # tasks changed each in its own way; more than that are only named


def _updated(done: list[Done], voice: Voice, now: datetime) -> str:
    done = _by_task(done)
    dates = {each.outcome.output["due_at"] for each in done if "due" in each.outcome.output["changed"]}
    if 1 < len(done) <= _EACH_SAID and len(dates) > 1:
        return " ".join(_updated([each], voice, now) for each in done)
    if len(done) > 1:
        changed = {name for each in done for name in each.outcome.output["changed"]}
        if not changed:
            return f"{named(_titles(done))} were like that already."
        if changed == {"due"} and len({each.outcome.output["due_at"] for each in done}) == 1:
            due = due_of(done[0].outcome.output)
            return (
                f"Moved {counted(len(done))} to {say_due(due, now)}."
                if due
                else f"Took the date off {counted(len(done))}."
            )
        return f"Changed the {_fields(changed)} of {counted(len(done))}: {named(_titles(done))}."
    (each,) = done
    view, changed = each.outcome.output, set(each.outcome.output["changed"])
    title, old = quote(view["title"]), quote(each.old_title or view["title"])
    if not changed:
        return voice.pick(f"{title} is like that already.", f"Nothing to change: {title} already says so.")
    parts = []
    if "title" in changed:
        parts.append(voice.pick(f"{old} is now called {title}.", f"Renamed {old} to {title}."))
    if facts := _new_facts(view, changed, now):
        subject = "It" if parts else title
        parts.append(f"{subject} {in_words(facts)}{_notes(done)}.")
    if "description" in changed:
        what = "its description" if parts else f"the description of {title}"
        parts.append(f"Updated {what}." if view["description"] else f"Cleared {what}.")
    return " ".join(parts)


def _by_task(done: list[Done]) -> list[Done]:
    """One a task: two changes of the same one in a message are told together."""
    found: dict[int, Done] = {}
    for each in done:
        output = each.outcome.output
        if first := found.get(output["number"]):
            changed = list(dict.fromkeys([*first.outcome.output["changed"], *output["changed"]]))
            merged = replace(each.outcome, output=output | {"changed": changed})
            found[output["number"]] = replace(each, outcome=merged, old_title=first.old_title)
        else:
            found[output["number"]] = each
    return list(found.values())


def _new_facts(view: dict[str, Any], changed: set[str], now: datetime) -> list[str]:
    """What a changed task is now, as ends of a sentence that begins with its title."""
    facts, due = [], due_of(view)
    if "due" in changed:
        facts.append(f"is now due {say_due(due, now)}" if due else "has no due date any more")
    if "priority" in changed:
        facts.append(f"has {view['priority']} priority now" if view["priority"] else "has no priority any more")
    if "repeat" in changed:
        facts.append(f"repeats {say_repeat(view['rrule'])}" if view["rrule"] else "no longer repeats")
    if "tags" in changed:
        facts.append(
            "is tagged " + in_words([f"#{tag}" for tag in view["tags"]]) if view["tags"] else "has no tags any more"
        )
    if "status" in changed:
        facts.append({"todo": "is to do again", "doing": "is in progress", "done": "is done"}[view["status"]])
    return facts


def _undone(outcome: Outcome, voice: Voice) -> str:
    tasks, deeds = outcome.output.get("tasks", []), set(outcome.output.get("undone", []))
    titles = [task["title"] for task in tasks if not task["removed"]] or [task["title"] for task in tasks]
    if deeds == {"add_task"}:
        what = f"{named(titles)} {_is(titles)} off your list again"
    elif deeds == {"delete_task"}:
        what = f"{named(titles)} {_is(titles)} back on your list"
    elif len(titles) == 1:
        what = f"{named(titles)} is as it was before"
    else:
        what = f"{counted(len(titles))} are as they were before"
    return voice.pick(f"Undone: {what}.", f"All right, {what}.")


# -- small pieces ----------------------------------------------------------------------------------------------------


def _titles(done: Sequence[Done]) -> list[str]:
    return [str(each.outcome.output.get("title", "")) for each in done]


def _is(titles: Sequence[str]) -> str:
    return "is" if len(titles) == 1 else "are"

"""How the offline agent reads out a list: one line a task, the number of tasks, or that there are none."""

from datetime import date, datetime, timedelta
from typing import Any

from core.agent.list_words import how_many, nothing, you_have
from core.agent.protocol import Outcome
from core.agent.wording import TITLE_SHOWN, Voice, counted, named, quote
from core.language.days_meant import as_day
from core.language.operations import Operation
from core.language.say import listed, say_due, say_due_short, say_repeat
from core.text import clean_line, shorten

SHOWN_LINES, MOST_LINES = 10, 15
LIST_LIMIT, MOST_LISTED = 25, 100  # tasks a list asks for where nobody said how many, and at most


def say_list(
    outcome: Outcome,
    voice: Voice,
    now: datetime,
    operation: Operation | None = None,
    *,
    finished: int = 0,
    about: int | None = None,
) -> str:
    """What was found, one line a task; only how many where that was asked, and only the task it was `about`.

    `finished` tasks are there besides.
    """
    arguments, total, tasks = outcome.arguments, outcome.output["total"], outcome.output["tasks"]
    if (one := next((task for task in tasks if task["number"] == about), None)) is not None:
        return _say_one(one, now, operation.asks if operation else None)
    if not total:
        return nothing(arguments, voice, now, finished)
    yours, what = you_have(total, arguments, now), how_many(total, arguments, now)
    if operation and operation.wants_count:
        few = f": {named([task['title'] for task in tasks])}." if total == len(tasks) <= 3 else "."
        return f"{yours}{few}"
    if operation and operation.limit == 1:
        lead = {"number": "The oldest one is ", "created": "The newest one is "}.get(operation.sort or "")
        return (lead or voice.pick("Next up: ", "First in line: ")) + f"{_line(tasks[0], now)}."
    before = int(arguments.get("cursor") or 0)
    wanted = min(operation.limit, MOST_LINES) if operation and operation.limit else lines_shown(arguments.get("limit"))
    shown = tasks[:wanted]
    lead = voice.pick(f"{yours}:", f"{what[:1].upper()}{what[1:]}:")
    if before:
        lead = voice.pick("Here is what comes next:", "The next ones:")
    more = total - before - len(shown)
    rest = f"\n… and {more} more: say “show more”, or see the board." if more > 0 else ""
    return lead + "".join(f"\n{_line(task, now)}" for task in shown) + rest


def lines_shown(limit: int | None) -> int:
    """How many tasks of a list are read out: as many as were asked for, within reason."""
    return SHOWN_LINES if limit in (None, LIST_LIMIT, MOST_LISTED) else min(limit or SHOWN_LINES, MOST_LINES)


def say_overview(open_ones: Outcome, finished: Outcome, voice: Voice, now: datetime) -> str:
    """How things stand: what is open and by when, what was finished this week, and what comes first."""
    total, tasks = open_ones.output["total"], open_ones.output["tasks"]
    done = finished.output["total"]
    week = f"You finished {counted(done)} this week" if done else "Nothing finished this week yet"
    if not total:
        return voice.pick("Nothing is open: all clear!", "All clear, nothing left to do.") + f" {week}."
    sunday = now.date() + timedelta(days=6 - now.weekday())
    late = [task for task in tasks if (due := due_of(task)) and is_late(due, now)]
    soon = [task for task in tasks if task not in late and (due := due_of(task)) and as_day(due) <= sunday]
    today = [task for task in soon if (due := due_of(task)) and as_day(due) == now.date()]
    parts = [
        f"{len(late)} overdue" if late else "",
        f"{len(today)} due today" if today else "",
        f"{len(soon) - len(today)} {'more ' if late or today else 'due '}this week" if len(soon) > len(today) else "",
    ]
    open_tasks = f"You have {counted(total, 'open task')}"
    standing = (
        f"{open_tasks}: {listed(list(filter(None, parts)))}." if any(parts) else f"{open_tasks}, none due this week."
    )
    first = (late + today)[:5] or tasks[:1]
    lead = "First in line:" if late or today else "Next up:"
    return f"{standing} {week}.\n{lead}" + "".join(f"\n{_line(task, now)}" for task in first)


def _say_one(task: dict[str, Any], now: datetime, asks: str | None) -> str:
    """One task: when it is due or whether it is done, where only that was asked, otherwise all there is of it."""
    name, status, due = f"{quote(task['title'])} (#{task['number']})", task["status"], due_of(task)
    if asks == "done":
        if status == "done":
            return f"Yes, {name} is done."
        so_far = {"todo": "still to do", "doing": "in progress"}[status]
        return f"Not yet: {name} is {so_far}{f', due {say_due(due, now)}' if due else ''}."
    if asks == "when" and status == "done":
        return f"{name} is done already."
    if asks == "when" and due:
        late = ", overdue" if is_late(due, now) else ""
        repeats = f", {say_repeat(task['rrule'])}" if task.get("rrule") else ""
        return f"{name} is due {say_due(due, now)}{late}{repeats}."
    if asks == "when":
        return f"{name} has no due date yet."
    facts = [{"todo": "to do", "doing": "in progress", "done": "done"}[status], *details(task, now)]
    about = f" {shorten(clean_line(task['description']), 200)}" if task["description"] else ""
    return f"{name} is {', '.join(facts)}.{about}"


def details(task: dict[str, Any], now: datetime) -> list[str]:
    """ "due Friday 27 Nov", "high priority", "every week", "tagged #home": what there is of it."""
    due = due_of(task)
    facts = [
        f"due {say_due(due, now)}" if due else "",
        f"{task['priority']} priority" if task.get("priority") else "",
        say_repeat(task["rrule"]) if task.get("rrule") else "",
        "tagged " + listed([f"#{tag}" for tag in task["tags"]]) if task.get("tags") else "",
    ]
    return [fact for fact in facts if fact]


def _line(task: dict[str, Any], now: datetime) -> str:
    due = due_of(task) if task["status"] != "done" else None
    facts = [
        say_due_short(due, now) if due else "",
        task["priority"] or "",
        "in progress" if task["status"] == "doing" else "",
    ]
    return " · ".join(filter(None, [f"#{task['number']} {shorten(clean_line(task['title']), TITLE_SHOWN)}", *facts]))


def is_late(due: date | datetime, now: datetime) -> bool:
    """True where a due date has passed; a day has when it is over."""
    return due < now if isinstance(due, datetime) else due < now.date()


def due_of(view: dict[str, Any]) -> date | datetime | None:
    """A task's due date in the person's zone, naive: what `say` takes."""
    text = view.get("due_at")
    if not text:
        return None
    if not view["due_has_time"]:
        return date.fromisoformat(text)
    return datetime.fromisoformat(text).replace(tzinfo=None)

"""How the offline agent reads out a list: one line a task, the number of tasks, or that there are none."""

from datetime import date, datetime
from typing import Any

from core.agent.protocol import Outcome
from core.agent.wording import TITLE_SHOWN, Voice, named, quote
from core.language.operations import Operation
from core.language.say import listed, say_due, say_due_short, say_repeat
from core.text import clean_line, shorten

SHOWN_LINES, MOST_LINES = 10, 15
_STATUS_WORDS = {"open": "open", "done": "finished", "doing": "started", "todo": "waiting"}
_DUE_WORDS = {"today": "due today", "tomorrow": "due tomorrow", "week": "due this week", "none": "without a due date"}


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
        return _nothing(arguments, voice, finished)
    if operation and operation.wants_count:
        few = f": {named([task['title'] for task in tasks])}." if total == len(tasks) <= 3 else "."
        return f"You have {_how_many(total, arguments)}{few}"
    if operation and operation.limit == 1:
        return voice.pick("Next up: ", "First in line: ") + f"{_line(tasks[0], now)}."
    shown = tasks[: min((operation and operation.limit) or SHOWN_LINES, MOST_LINES)]
    lead = voice.pick(f"You have {_how_many(total, arguments)}:", f"{_how_many(total, arguments).capitalize()}:")
    more = total - len(shown)
    rest = f"\n… and {more} more on the board." if more else ""
    return lead + "".join(f"\n{_line(task, now)}" for task in shown) + rest


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


def _how_many(total: int, arguments: dict[str, Any]) -> str:
    """ "3 open tasks", "one overdue high priority task", "2 tasks due today", "4 tasks tagged #home"."""
    due, priority, status = arguments.get("due"), arguments.get("priority"), arguments.get("status", "")
    narrowed = priority or due or arguments.get("due_from") or arguments.get("due_to")
    words = ["one" if total == 1 else str(total)]
    if due == "overdue":
        words.append("overdue")
    elif status != "open" or not narrowed:
        words.append(_STATUS_WORDS.get(status, ""))
    words.append({"none": "unprioritised", None: ""}.get(priority, f"{priority} priority"))
    words.append("task" if total == 1 else "tasks")
    words.append(_DUE_WORDS.get(due or "", "due then" if narrowed and not (due or priority) else ""))
    if tag := arguments.get("tag"):
        words.append(f"tagged #{shorten(clean_line(tag), 40)}")
    if search := arguments.get("search"):
        words.append(f"about {quote(search)}")
    return " ".join(filter(None, words))


def _nothing(arguments: dict[str, Any], voice: Voice, finished: int) -> str:
    """An empty list, kindly."""
    due, status = arguments.get("due"), arguments.get("status")
    if arguments.get("search"):
        among = "finished" if status == "done" else "open"
        return f"I found nothing about {quote(arguments['search'])} among your {among} tasks."
    if arguments.get("tag"):
        return f"No open task is tagged #{shorten(arguments['tag'], 40)}."
    if due == "overdue":
        return voice.pick("Nothing is overdue. Well kept!", "Nothing overdue: you are on top of things.")
    if due == "none":
        return "Every open task has a due date."
    if due or arguments.get("due_from") or arguments.get("due_to"):
        when = {"today": "today", "tomorrow": "tomorrow", "week": "this week"}.get(due or "", "then")
        return voice.pick(f"Nothing is due {when}. Enjoy the calm!", f"You have nothing due {when}.")
    if arguments.get("priority"):
        return f"No open task has {arguments['priority'].replace('none', 'no')} priority."
    if status == "done":
        return voice.pick("Nothing finished there yet, but that can change.", "No finished tasks yet.")
    if status == "doing":
        return "Nothing is in progress right now."
    if finished:
        done = f"{finished} finished {'task is' if finished == 1 else 'tasks are'}"
        return voice.pick(
            f"Nothing left to do, well done! {done} there to look back on: say “show done tasks”.",
            f"All clear, everything is done. {done} kept under “show done tasks”.",
        )
    return voice.pick(
        "Your list is empty so far. Tell me what to add, for example “buy milk tomorrow”.",
        "There is nothing on your list yet. What would you like to add?",
        "All clear: nothing on your list. Tell me when something comes up.",
    )


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

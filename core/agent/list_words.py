"""What a list holds, in words: "3 open tasks", "2 tasks due Friday 27 Nov", or kindly that there is nothing."""

from datetime import date, datetime, timedelta
from typing import Any

from core.agent.wording import Voice, quote
from core.language.say import say_due
from core.text import clean_line, shorten

_DUE_WORDS = {"today": "due today", "tomorrow": "due tomorrow", "week": "due this week", "none": "without a due date"}


def you_have(total: int, arguments: dict[str, Any], now: datetime) -> str:
    """ "You have 3 open tasks"; of what was done in some days, "You finished 2 tasks this week"."""
    for verb, deed in (("finished", "completed"), ("added", "created")):
        if when := period_words(arguments, deed, now):
            rest = {name: value for name, value in arguments.items() if not name.startswith(deed)}
            status = "" if verb == "finished" else rest.get("status", "")
            return f"You {verb} {how_many(total, rest | {'status': status}, now)} {when}"
    return f"You have {how_many(total, arguments, now)}"


def how_many(total: int, arguments: dict[str, Any], now: datetime) -> str:
    """ "3 open tasks", "one overdue high priority task", "2 tasks due today", "4 tasks tagged #home"."""
    due, priority, status = arguments.get("due"), arguments.get("priority"), arguments.get("status", "")
    when = due_words(arguments, now)
    finished = period_words(arguments, "completed", now)
    words = ["one" if total == 1 else str(total)]
    if due == "overdue":
        words.append("overdue")
    elif status == "done":
        words.append("" if finished else "finished")
    elif status == "open" and not (when or priority):
        words.append("open")
    elif status == "todo":
        words.append("waiting")
    words.append({"none": "unprioritised", None: ""}.get(priority, f"{priority} priority"))
    words.append("repeating" if arguments.get("repeats") else "")
    words.append("task" if total == 1 else "tasks")
    words.append("in progress" if status == "doing" else "")
    words.append(when)
    words.append(f"finished {finished}" if finished else "")
    words.append(f"added {added}" if (added := period_words(arguments, "created", now)) else "")
    if tag := arguments.get("tag"):
        words.append(f"tagged #{shorten(clean_line(tag), 40)}")
    if search := arguments.get("search"):
        words.append(f"about {quote(search)}")
    return " ".join(filter(None, words))


def due_words(arguments: dict[str, Any], now: datetime) -> str:
    """ "due today", "due Friday 27 Nov", "due by Thursday 26 Nov"; empty where no due date narrows the list."""
    if due := arguments.get("due"):
        return _DUE_WORDS.get(due, "")
    first, last = _day(arguments, "due_from"), _day(arguments, "due_to")
    if first and last:
        if next_week := _whole_week(first, last, now):
            return f"due {next_week}"
        same = first == last
        return f"due {say_due(first, now)}" if same else f"due from {say_due(first, now)} to {say_due(last, now)}"
    if last:
        return f"due by {say_due(last, now)}"
    return f"due from {say_due(first, now)} on" if first else ""


def period_words(arguments: dict[str, Any], deed: str, now: datetime) -> str:
    """When it was "completed" or "created": "today", "this week", "on Friday 20 Nov", "since Monday 16 Nov"."""
    first, last = _day(arguments, f"{deed}_from"), _day(arguments, f"{deed}_to")
    today = now.date()
    if first is None:
        return f"until {say_due(last, now)}" if last else ""
    if first == last:
        near = abs((first - today).days) <= 1
        return say_due(first, now) if near else f"on {say_due(first, now)}"
    if last and (week := _whole_week(first, last, now)):
        return week
    if last in (today, None):
        monday = today - timedelta(days=today.weekday())
        running = {monday: "this week", today.replace(day=1): "this month", today.replace(month=1, day=1): "this year"}
        return running.get(first, f"since {say_due(first, now)}")
    return f"from {say_due(first, now)} to {say_due(last, now)}"


def _whole_week(first: date, last: date, now: datetime) -> str:
    """ "last week", "next week" or "this weekend", where these are the days."""
    monday = now.date() - timedelta(days=now.weekday())
    spans = {
        (monday - timedelta(7), monday - timedelta(1)): "last week",
        (monday + timedelta(7), monday + timedelta(13)): "next week",
        (monday + timedelta(5), monday + timedelta(6)): "this weekend",
    }
    return spans.get((first, last), "")


def _day(arguments: dict[str, Any], name: str) -> date | None:
    text = arguments.get(name)
    return date.fromisoformat(text) if text else None


def nothing(arguments: dict[str, Any], voice: Voice, now: datetime, finished: int) -> str:
    """An empty list, kindly. `finished` tasks are there besides."""
    due, status = arguments.get("due"), arguments.get("status")
    when = due_words(arguments, now)
    if arguments.get("search"):
        among = {"done": "finished", "open": "open"}.get(status or "")
        return f"I found nothing about {quote(arguments['search'])} among your {f'{among} ' if among else ''}tasks."
    if arguments.get("tag"):
        which = (
            "finished task" if status == "done" else "high priority task" if arguments.get("priority") else "open task"
        )
        also = f" and {when}" if when else ""
        return f"No {which} is tagged #{shorten(arguments['tag'], 40)}{also}."
    if added := period_words(arguments, "created", now):
        return f"No task was added {added}."
    if arguments.get("repeats"):
        return "None of your tasks repeats."
    if due == "overdue":
        return voice.pick("Nothing is overdue. Well kept!", "Nothing overdue: you are on top of things.")
    if due == "none":
        return "Every open task has a due date."
    if when:
        what = f"with {arguments['priority']} priority " if arguments.get("priority") else ""
        if (last := _day(arguments, "due_to")) and last < now.date():
            return f"Nothing {what}was {when}."
        return voice.pick(f"Nothing {what}is {when}. Enjoy the calm!", f"You have nothing {what}{when}.")
    if arguments.get("priority"):
        return f"No open task has {arguments['priority'].replace('none', 'no')} priority."
    if status == "done":
        then = f" {done}" if (done := period_words(arguments, "completed", now)) else " there"
        return voice.pick(f"Nothing finished{then} yet, but that can change.", f"No finished tasks{then} yet.")
    if status == "doing":
        return "Nothing is in progress right now."
    if finished:
        kept = f"{finished} finished {'task is' if finished == 1 else 'tasks are'}"
        return voice.pick(
            f"Nothing left to do, well done! {kept} there to look back on: say “show done tasks”.",
            f"All clear, everything is done. {kept} kept under “show done tasks”.",
        )
    return voice.pick(
        "Your list is empty so far. Tell me what to add, for example “buy milk tomorrow”.",
        "There is nothing on your list yet. What would you like to add?",
        "All clear: nothing on your list. Tell me when something comes up.",
    )

"""Scores whole conversations with the offline agent: `python -m tests.evaluation.score_conversations [--errors N]`.

`conversations.toml` says which tasks there are, what the person says, and what must be true after each turn. Everything
runs through the real turn loop on a migrated SQLite file with the clock standing still, so that the figures are the
same each time. What a turn did is read from the tasks before and after it, not from what the reply claims.

A task is written as one line, its parts behind bars: `Pay rent | due 2026-11-30 | high | doing | #home | repeat
FREQ=MONTHLY | done 2026-11-20 | note bring the form`. `due *` and `repeat *` stand for any; `A // B` for either title.
"""

import argparse
import shutil
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from core.agent.offline import OfflineAgent
from core.clock import clock_at
from core.store.database import make_engine, reading
from core.store.models import Priority, TaskStatus
from core.store.tasks import TaskQuery, find_tasks
from core.tools.tasks import task_view
from tests.databases import make_migrated, settings_for
from tests.people import add_person
from tests.talking import Reply, Talk

TABLE = Path(__file__).with_name("conversations.toml")
BLIND_TABLE = Path(__file__).with_name("conversations_blind.toml")  # measured before anything was mended for them
LONDON = ZoneInfo("Europe/London")
_FIELDS = ("title", "due", "priority", "status", "tags", "repeat", "note")
_WRITES = ("add", "done", "reopened", "change", "gone", "back", "waits")
_ANYTHING = "*"


@dataclass(frozen=True)
class Effects:
    """What a turn did to the tasks: each as one comparable item."""

    added: tuple[dict[str, Any], ...] = ()
    changed: frozenset[tuple[int, str, Any]] = frozenset()  # (number, field, value after)
    gone: frozenset[int] = frozenset()
    back: frozenset[int] = frozenset()  # out of the trash again
    waits: frozenset[int] = frozenset()  # would be deleted, or changed with many others, on a yes

    def __len__(self) -> int:
        return len(self.added) + len(self.changed) + len(self.gone) + len(self.back) + len(self.waits)


@dataclass
class Score:
    """What happened to the turns; the list holds one line for each that went wrong."""

    turns: int = 0
    right: int = 0
    wrong_writes: int = 0  # turns that wrote what nobody asked for, or made ready to
    missed_writes: int = 0  # turns that left out something asked for
    per_category: dict[str, Counter[str]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    @property
    def percent_right(self) -> float:
        return 100 * self.right / max(self.turns, 1)


def load(table: Path | None = None) -> list[dict[str, Any]]:
    """The conversations, with their turns."""
    with (table or TABLE).open("rb") as file:
        found: list[dict[str, Any]] = tomllib.load(file)["talk"]
    return found


@contextmanager
def a_database() -> Iterator[Engine]:
    """A migrated SQLite file that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="violet-eval-"))
    url = f"sqlite:///{folder / 'violet.db'}"
    make_migrated(url)
    engine = make_engine(settings_for(url, sqlite_sync="normal"))
    try:
        yield engine
    finally:
        engine.dispose()
        shutil.rmtree(folder, ignore_errors=True)


def score(engine: Engine, conversations: list[dict[str, Any]]) -> Score:
    """Runs every conversation with a person of its own."""
    result = Score()
    for place, conversation in enumerate(conversations, 1):
        _run(engine, conversation, place, result)
    return result


def _run(engine: Engine, conversation: dict[str, Any], place: int, result: Score) -> None:
    user = add_person(engine, f"Person{place}", time_zone=LONDON.key)
    now = conversation["clock"].replace(tzinfo=LONDON)
    talk = Talk(engine, user, OfflineAgent(engine), LONDON, now)
    for line in conversation.get("tasks", ()):
        _create(talk, read_task(line), now)
    for turn in conversation["turns"]:
        before = _tasks(talk, now)
        reply = talk.say(turn["say"])
        did = _effects(before, _tasks(talk, now), reply)
        wanted = _wanted(turn, before)
        wrong, missed = _differences(wanted, did)
        odd = [] if wrong or missed else _reply_faults(turn, reply)
        category = turn.get("in", conversation["about"])
        counted = result.per_category.setdefault(category, Counter())
        result.turns += 1
        counted["turns"] += 1
        if not (wrong or missed or odd):
            result.right += 1
            counted["right"] += 1
            continue
        result.wrong_writes += bool(wrong)
        result.missed_writes += bool(missed)
        counted["wrong write"] += bool(wrong)
        counted["missed write"] += bool(missed)
        faults = [f"did {each}" for each in wrong] + [f"left out {each}" for each in missed] + odd
        result.errors.append(f"{category}: {turn['say']!r}: {'; '.join(faults)}\n      -> {reply.text!r}")


# -- reading the table -----------------------------------------------------------------------------------------------


def read_task(line: str) -> dict[str, Any]:
    """ "Pay rent | due 2026-11-30 | high" -> the fields it names."""
    title, *parts = (part.strip() for part in line.split(" | "))
    task: dict[str, Any] = {"title": title}
    for part in parts:
        word, _, rest = part.partition(" ")
        match word:
            case "due" | "repeat" | "note":
                task[word] = rest
            case "high" | "medium" | "low":
                task["priority"] = word
            case "doing":
                task["status"] = word
            case "done":
                task["status"] = word
                task["completed"] = rest
            case _ if word.startswith("#"):
                task["tags"] = " ".join(sorted(part.replace("#", "").split()))
            case _:
                raise ValueError(f"{part!r} in {line!r} is no part of a task")
    return task


def _create(talk: Talk, task: dict[str, Any], now: datetime) -> None:
    fields: dict[str, Any] = {"description": task.get("note", ""), "rrule": task.get("repeat")}
    if due := task.get("due"):
        has_time = "T" in due
        moment = datetime.fromisoformat(due)
        fields |= {"due_at": moment.replace(tzinfo=LONDON if has_time else UTC), "due_has_time": has_time}
    if priority := task.get("priority"):
        fields["priority"] = Priority(priority)
    if status := task.get("status"):
        fields["status"] = TaskStatus(status)
    if completed := task.get("completed"):
        fields["completed_at"] = datetime.combine(date.fromisoformat(completed), now.time(), LONDON)
    with clock_at(now):
        talk.has(task["title"], tags=task.get("tags", "").split(), **fields)


def _wanted(turn: dict[str, Any], before: dict[int, dict[str, Any]]) -> Effects:
    changed: set[tuple[int, str, Any]] = set()
    for line in turn.get("change", ()):
        number, _, rest = line.partition(" ")
        name, _, value = rest.partition("=")
        if name not in _FIELDS:
            raise ValueError(f"{name!r} in {line!r} is no field of a task")
        changed.add((int(number), name, " ".join(sorted(value.split())) if name == "tags" else value))
    changed |= {(number, "status", "done") for number in turn.get("done", ())}
    changed |= {(number, "status", "todo") for number in turn.get("reopened", ())}
    return Effects(
        tuple(read_task(line) for line in turn.get("add", ())),
        frozenset(changed),
        frozenset(turn.get("gone", ())),
        frozenset(turn.get("back", ())),
        frozenset(turn.get("waits", ())),
    )


# -- what a turn did -------------------------------------------------------------------------------------------------


def _tasks(talk: Talk, now: datetime) -> dict[int, dict[str, Any]]:
    with reading(talk.engine) as session:
        rows = find_tasks(session, talk.user.id, TaskQuery(limit=500), LONDON, now).tasks
        return {task.number: _fields(task_view(task, LONDON)) for task in rows}


def _fields(view: dict[str, Any]) -> dict[str, Any]:
    due = view["due_at"]
    return {
        "title": view["title"],
        "due": (due[:16] if view["due_has_time"] else due) or "",
        "priority": view["priority"] or "",
        "status": view["status"],
        "tags": " ".join(sorted(view["tags"])),
        "repeat": view["rrule"] or "",
        "note": view["description"],
    }


def _effects(before: dict[int, dict[str, Any]], after: dict[int, dict[str, Any]], reply: Reply) -> Effects:
    undone = any(call.tool_name == "undo_turn" for call in reply.calls)
    new = sorted(after.keys() - before.keys())
    plan = (reply.message.question or {}).get("plan") or {}
    return Effects(
        () if undone else tuple(after[number] for number in new),
        frozenset(
            (number, name, after[number][name])
            for number in before.keys() & after.keys()
            for name in _FIELDS
            if before[number][name] != after[number][name]
        ),
        frozenset(before.keys() - after.keys()),
        frozenset(new) if undone else frozenset(),
        frozenset(row["number"] for row in plan.get("rows", ()) if row.get("number")),
    )


def _differences(wanted: Effects, did: Effects) -> tuple[list[str], list[str]]:
    """What was done that should not be, and what was not done that should be."""
    wrong: list[str] = []
    missed: list[str] = []
    left = list(did.added)
    for task in wanted.added:
        match = next((each for each in left if _is_that(each, task)), None)
        if match is None:
            missed.append(f"adding {_line(task)}")
        else:
            left.remove(match)
    wrong += [f"add {_line(task)}" for task in left]
    free = {(number, name) for number, name, value in wanted.changed if value == _ANYTHING}
    changed = {each for each in did.changed if each[:2] not in free}
    done_free = {each[:2] for each in did.changed if each[:2] in free}
    asked = {each for each in wanted.changed if each[:2] not in free}
    wrong += [f"change {each}" for each in sorted(changed - asked, key=str)]
    missed += [f"changing {each}" for each in sorted(asked - changed, key=str)]
    missed += [f"changing {each}" for each in sorted(free - done_free)]
    for name in ("gone", "back", "waits"):
        wanted_numbers, numbers = getattr(wanted, name), getattr(did, name)
        wrong += [f"{name} {number}" for number in sorted(numbers - wanted_numbers)]
        missed += [f"{name} {number}" for number in sorted(wanted_numbers - numbers)]
    return wrong, missed


def _is_that(task: dict[str, Any], wanted: dict[str, Any]) -> bool:
    titles = [title.strip().lower() for title in wanted["title"].split(" // ")]
    if task["title"].lower() not in titles:
        return False
    blank = {"status": "todo"}
    return all(
        wanted.get(name) == _ANYTHING or task[name].lower() == wanted.get(name, blank.get(name, "")).lower()
        for name in _FIELDS
        if name != "title"
    )


def _are_offered(adds: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> bool:
    """The titles in order, and the due dates that are named."""
    return [one["title"].lower() for one in adds] == [task["title"].lower() for task in wanted] and all(
        one.get("due", "")[:16] == task["due"] for one, task in zip(adds, wanted, strict=True) if "due" in task
    )


def _line(task: dict[str, Any]) -> str:
    rest = [f"{name} {task[name]}" for name in _FIELDS[1:] if task.get(name) and task[name] != "todo"]
    return " | ".join([repr(task["title"]), *rest])


# -- what a turn answered --------------------------------------------------------------------------------------------


def _reply_faults(turn: dict[str, Any], reply: Reply) -> list[str]:
    """What is odd about the reply of a turn that wrote what it should."""
    faults: list[str] = []
    if reply.status == "failed" or not reply.text.strip():
        return [f"the turn {reply.status}"]
    question = reply.message.question or {}
    kind = question.get("kind")
    state = question.get("state") or {}
    offered = set(state.get("numbers", ()))
    lists = [call for call in reply.calls if call.tool_name == "list_tasks"]
    about = state.get("about")
    if "options" in turn:
        if kind != "choose" or offered != set(turn["options"]):
            faults.append(f"asked {kind} {sorted(offered)}, not which of {turn['options']}")
    elif "offers" in turn:
        if kind not in ("offer", "choose") or offered != set(turn["offers"]):
            faults.append(f"offered {kind} {sorted(offered)}, not {turn['offers']}")
    elif "offers_to_add" in turn:
        adds = [one for one in (state.get("operation") or {}, *state.get("later", ())) if one.get("title")]
        lines = turn["offers_to_add"]
        wanted = [read_task(line) for line in ([lines] if isinstance(lines, str) else lines)]
        if kind != "offer" or not _are_offered(adds, wanted):
            faults.append(f"offered {kind} {adds}, not to add {lines!r}")
    elif "asks" in turn:
        if turn["asks"] not in (kind, about):
            faults.append(f"asked {kind}/{about}, not {turn['asks']}")
    elif turn.get("missing"):
        if lists or kind not in (None, "choose"):
            faults.append(f"asked {kind} and listed {len(lists)}, instead of saying that there is none")
    elif turn.get("careful") or turn.get("waits"):
        pass
    elif question:
        faults.append(f"asked {kind}/{about} {sorted(offered)}")
    if "lists" in turn:
        shown = [task["number"] for task in (lists[-1].tool_output or {}).get("tasks", ())] if lists else None
        wanted = turn["lists"] if turn.get("in_order") else sorted(turn["lists"])
        if shown is None or wanted != (shown if turn.get("in_order") else sorted(shown)):
            faults.append(f"listed {shown}, not {turn['lists']}")
    elif "tells" in turn:
        shown = [task["number"] for call in lists for task in (call.tool_output or {}).get("tasks", ())]
        if turn["tells"] not in shown or len(shown) > 3:
            faults.append(f"told of {shown}, not of {turn['tells']}")
    elif lists and not turn.get("careful"):
        faults.append("listed tasks")
    for words in turn.get("says", ()):
        if words.lower() not in reply.text.lower():
            faults.append(f"did not say {words!r}")
    return faults


def report(result: Score, errors: int) -> None:
    """The figures, then the first turns that went wrong."""
    print(f"{result.turns} sentences: right {result.percent_right:.1f} %")
    print(f"  wrong writes: {result.wrong_writes}, missed writes: {result.missed_writes}")
    for name, counted in sorted(result.per_category.items()):
        more = "".join(f", {what}: {counted[what]}" for what in ("wrong write", "missed write") if counted[what])
        print(f"  {name}: {counted['right']} of {counted['turns']}{more}")
    for line in result.errors[:errors]:
        print(line)


def main(errors: int = 20, table: Path | None = None) -> None:
    """Prints the figures, per category too, and the turns that went wrong."""
    with a_database() as engine:
        report(score(engine, load(table)), errors)


def blind(errors: int = 20) -> None:
    """The same for the conversations that were measured before anything was mended for them."""
    main(errors, BLIND_TABLE)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Score conversations with the offline agent.")
    parser.add_argument("--errors", type=int, default=20, help="how many wrong turns to print")
    main(parser.parse_args().errors)

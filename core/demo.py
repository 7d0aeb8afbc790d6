"""The demo: a new account lives through the six weeks of `core.demo_script` in a moment.

Everything said goes through the real turn loop with the offline agent, and everything done on the board through the
real tools, each at the moment the script names: what a visitor explores is what Violet writes. The clock, the people
and the replies hold no chance, so the same `now` makes the same demo.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session

from core.agent.offline import OfflineAgent
from core.agent.protocol import Agent, Person
from core.agent.turn import run_turn
from core.auth import people
from core.clock import clock_at
from core.demo_script import GOALS, SCRIPT, Deed, Goal, Talk
from core.store import conversations, tasks, turns
from core.store.database import begin, reading
from core.store.models import Task
from core.store.tasks import TaskQuery
from core.tools import registry
from core.tools.registry import Caller
from core.tools.tasks import due_in

_MOMENT = re.compile(r"(?P<minutes>\d+)m|(?P<days>\d+)d (?P<hour>\d\d):(?P<minute>\d\d)")
_WORDS = re.compile(r"\{([^}]+)\}")
_ALL = 1_000  # more tasks than any demo has
_BEFORE_NOW = timedelta(minutes=5)  # when the board got its last touches


def seed(engine: Engine, user_id: UUID, time_zone: str, now: datetime) -> None:
    """Fill a new account with tasks and conversations that end at `now`, an aware time. Raises DatabaseUnavailable."""
    zone = ZoneInfo(time_zone)
    with reading(engine) as session:
        name = people.get_user(session, user_id).name
    stage = Stage(engine, OfflineAgent(engine), Person(user_id, name, zone), now.astimezone(zone))
    for index, entry in enumerate(SCRIPT):
        match entry:
            case Talk():
                stage.hold(entry, uuid5(user_id, f"demo {index}"))
            case Deed():
                stage.do(entry)
    stage.reach(GOALS)


def moment_of(when: str, now: datetime) -> datetime:
    """The script's "12d 18:30" or "35m", seen from a local `now`."""
    read = _MOMENT.fullmatch(when)
    assert read is not None, when
    if read["minutes"]:
        return (now.astimezone(UTC) - timedelta(minutes=int(read["minutes"]))).astimezone(now.tzinfo)
    day = now.date() - timedelta(int(read["days"]))
    return datetime.combine(day, time(int(read["hour"]), int(read["minute"])), now.tzinfo)


def due_on(due: str, now: datetime) -> str:
    """The script's "+2" or "-1 15:00" as the tools take it: an ISO date or date-time in the person's zone."""
    days, _, clock = due.partition(" ")
    day = (now.date() + timedelta(int(days))).isoformat()
    return f"{day}T{clock}" if clock else day


@dataclass(frozen=True)
class Stage:
    """Where the script plays: one account, seen from one moment of its local time."""

    engine: Engine
    agent: Agent
    person: Person
    now: datetime

    def hold(self, talk: Talk, conversation_id: UUID) -> None:
        """One conversation, with as long between its turns as typing them takes."""
        moment = moment_of(talk.when, self.now)
        message_ids = []
        for number, sentence in enumerate(talk.said):
            text = self.with_numbers(sentence)
            moment += timedelta(seconds=8 + 0.3 * len(text))
            with clock_at(moment):
                message_ids.append(self._turn(conversation_id, text, f"demo-{number}"))
        if not (talk.name or talk.is_archived or talk.thumbs):
            return
        with clock_at(moment + timedelta(minutes=1)), begin(self.engine) as session:
            for thumb in talk.thumbs:
                rating = 1 if thumb.is_up else -1
                conversations.rate(session, self.person.id, message_ids[thumb.turn], rating, thumb.comment)
            if talk.name:
                conversations.rename(session, self.person.id, conversation_id, talk.name)
            if talk.is_archived:
                conversations.archive(session, self.person.id, conversation_id)

    def do(self, deed: Deed) -> None:
        """One thing done on the board; nothing where its task isn't there."""
        arguments = dict(deed.arguments)
        if "due" in arguments:
            arguments["due"] = due_on(arguments["due"], self.now)
        with clock_at(moment_of(deed.when, self.now)), begin(self.engine) as session:
            if deed.tool != "add_task":
                number = self._number(session, deed.task)
                if number is None:
                    return
                arguments["number"] = number
            registry.call(session, self._caller, deed.tool, arguments)

    def reach(self, goals: tuple[Goal, ...]) -> None:
        """Bring the board to where the demo should open, whatever the talks made of it."""
        everything = TaskQuery(sort="number", limit=_ALL)
        with clock_at(self.now.astimezone(UTC) - _BEFORE_NOW), begin(self.engine) as session:
            found = tasks.find_tasks(session, self.person.id, everything, self.person.zone).tasks
            by_title = {task.title.casefold(): task for task in found}
            for goal in goals:
                due = due_on(goal.due, self.now) if goal.due else None
                task = by_title.get(goal.title.casefold())
                changes: dict[str, Any] = {}
                if task is None:
                    added = registry.call_or_raise(session, self._caller, "add_task", {"title": goal.title, "due": due})
                    number = (added.tool_output or {})["number"]
                    changes = {"status": goal.status} if goal.status != "todo" else {}
                else:
                    number = task.number
                    if task.status != goal.status:
                        changes["status"] = goal.status
                    if due and due != _due_of(task, self.person.zone):
                        changes["due"] = due
                if changes:
                    registry.call_or_raise(session, self._caller, "update_task", {"number": number, **changes})

    @property
    def _caller(self) -> Caller:
        return Caller(self.person.id, "board", self.person.zone)

    def _turn(self, conversation_id: UUID, text: str, request_id: str) -> int:
        with begin(self.engine) as session:
            record = turns.begin_turn(
                session, self.person.id, conversation_id, text, request_id, agent=self.agent.name, create=True
            )
        run_turn(self.engine, self.agent, self.person, record.message_id, lambda event: None)
        return record.message_id

    def with_numbers(self, sentence: str) -> str:
        """The sentence with `{words}` made the number of the task they mean, or left as words where there is none."""
        if "{" not in sentence:
            return sentence
        with reading(self.engine) as session:
            return _WORDS.sub(lambda words: str(self._number(session, words[1]) or words[1]), sentence)

    def _number(self, session: Session, words: str) -> int | None:
        """The newest task with these words in its title."""
        titles = tasks.titles(session, self.person.id)
        return max((number for number, title, *_ in titles if words.casefold() in title.casefold()), default=None)


def _due_of(task: Task, zone: ZoneInfo) -> str | None:
    """As `due_on` writes it."""
    due = due_in(task, zone)
    if isinstance(due, datetime):
        return f"{due:%Y-%m-%dT%H:%M}"
    return due.isoformat() if due else None

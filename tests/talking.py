"""Conversations for the tests: whole turns on a real database, with the offline agent or a scripted one."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from core.agent.events import Event, TextDelta
from core.agent.plans import Answer, settle
from core.agent.protocol import Agent, AgentEvent, Outcome, Person, Response, TurnInput
from core.agent.turn import run_turn
from core.attachments import NewAttachment
from core.clock import clock_at, utc_now
from core.store import conversations, turns
from core.store import tasks as store
from core.store.database import begin, reading
from core.store.models import Message, Task, ToolCall, User
from core.tools import registry
from core.tools.registry import Caller

BERLIN = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True)
class Reply:
    """What one turn left behind."""

    text: str
    status: str
    events: tuple[Event, ...]
    calls: tuple[ToolCall, ...]  # made or confirmed by this turn
    message: Message

    @property
    def tools(self) -> list[str]:
        return [call.tool_name for call in self.calls]

    @property
    def options(self) -> list[str]:
        """What the buttons under the reply send."""
        return [sends for _, sends in (self.message.question or {}).get("options", ())]

    @property
    def event_names(self) -> list[str]:
        """The events in order, a run of text as one."""
        names = [event.to_json()["event"] for event in self.events]
        return [name for at, name in enumerate(names) if name != "text_delta" or names[at - 1 : at] != ["text_delta"]]


@dataclass
class Talk:
    """One conversation of one person."""

    engine: Engine
    user: User
    agent: Agent
    zone: ZoneInfo = BERLIN
    now: datetime | None = None  # where the clock stands, if not at the present
    conversation_id: UUID | None = None
    message_ids: list[int] = field(default_factory=list)

    @property
    def person(self) -> Person:
        return Person(self.user.id, self.user.name, self.zone)

    def say(
        self,
        text: str,
        answer: Answer | None = None,
        *,
        files: Sequence[NewAttachment] = (),
        is_stopped: Callable[[], bool] = lambda: False,
    ) -> Reply:
        """One turn, from what is said to its stored end."""
        message_id = self.begin(text, answer, files=files)
        return self.run(message_id, is_stopped=is_stopped)

    def begin(self, text: str, answer: Answer | None = None, *, files: Sequence[NewAttachment] = ()) -> int:
        """Store what is said, as the runner does; returns the id of the answer to come."""
        with begin(self.engine) as session:
            record = turns.begin_turn(
                session, self.user.id, self.conversation_id, text, uuid4().hex, agent=self.agent.name, files=files
            )
            settle(session, self.user.id, record.conversation_id, record.message_id, answer)
        self.conversation_id = record.conversation_id
        self.message_ids.append(record.message_id)
        return record.message_id

    def run(self, message_id: int, *, is_stopped: Callable[[], bool] = lambda: False) -> Reply:
        """Run the turn of this answer."""
        events: list[Event] = []
        with clock_at(self.now) if self.now else nullcontext():
            run_turn(self.engine, self.agent, self.person, message_id, events.append, is_stopped)
        with reading(self.engine) as session:
            message = conversations.get_message(session, self.user.id, message_id)
            calls = tuple(conversations.calls_run_by(session, message_id))
        text = "".join(event.text for event in events if isinstance(event, TextDelta))
        return Reply(text, message.status.value, tuple(events), calls, message)

    def retry(self, message_id: int) -> Reply:
        """Run a turn again that failed, was stopped or interrupted."""
        with begin(self.engine) as session:
            turns.resume_turn(session, self.user.id, message_id, agent=self.agent.name)
        return self.run(message_id)

    def interrupt(self, message_id: int) -> None:
        """Leave the turn as a killed server does, once its heartbeat is found missing."""
        with begin(self.engine) as session:
            message = conversations.get_message(session, self.user.id, message_id)
            message.heartbeat_at = utc_now() - 2 * turns.STALE_AFTER
            session.add(message)
            session.flush()
            assert turns.mark_interrupted(session, message.conversation_id) == 1

    def new(self) -> "Talk":
        """Another conversation of the same person."""
        return Talk(self.engine, self.user, self.agent, self.zone, self.now)

    @property
    def title(self) -> str:
        assert self.conversation_id
        with reading(self.engine) as session:
            return conversations.get_conversation(session, self.user.id, self.conversation_id).title

    # -- the person's tasks ------------------------------------------------------------------------------------------

    def has(self, *titles: str, **fields: Any) -> list[int]:
        """Put tasks on the list, behind the agent's back; returns their numbers."""
        with begin(self.engine) as session:
            return [store.create_task(session, self.user.id, title=title, **fields).number for title in titles]

    def task(self, number: int, *, trashed: bool = False) -> Task:
        with reading(self.engine) as session:
            return store.get_task(session, self.user.id, number, trashed=trashed)

    def call(self, name: str, **arguments: Any) -> ToolCall:
        """Somebody changes a task on the board in the meantime."""
        with begin(self.engine) as session:
            return registry.call(session, Caller(self.user.id, "board", self.zone), name, arguments)

    @property
    def tasks(self) -> dict[str, str]:
        """Every task outside the trash: title and status, by number."""
        with reading(self.engine) as session:
            rows = store.titles(session, self.user.id)
        return {title: status.value for _, title, status, _ in sorted(rows)}


Script = Iterable[AgentEvent | Exception | Callable[[], None]]


class ScriptedAgent:
    """Says and does what the queue holds: one list of events a turn. An exception is raised, a function called."""

    name = "scripted"
    model: str | None = None

    def __init__(self, *turns: Script) -> None:
        self.queue = deque(turns)
        self.seen: list[TurnInput] = []
        self.outcomes: list[tuple[Outcome, ...]] = []

    def respond(self, turn: TurnInput) -> Response:
        self.seen.append(turn)
        for each in self.queue.popleft():
            if isinstance(each, Exception):
                raise each
            if callable(each):
                each()
                continue
            if (answer := (yield each)) is not None:
                self.outcomes.append(answer)

"""Turns on worker threads, one at a time in each conversation. Pages, terminal and MCP only follow.

A turn's events are kept in a log that any number of followers replay from any point: closing the tab, a rerun or a cut
connection loses a follower and nothing else. The database is the truth; this is who works on it and who watches.
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

from sqlalchemy import Engine

from core.agent.events import Event, TextDelta, TurnFailed, TurnFinished, TurnStarted
from core.agent.plans import Answer, settle
from core.agent.protocol import Agent, MayRest, Person
from core.agent.turn import run_turn
from core.errors import AppError, DatabaseUnavailable, InvalidInput
from core.store import conversations
from core.store.conversations import TurnRecord
from core.store.database import begin, reading

WORKERS = 16
STAND_IN = "offline"  # who answers while a model can't be reached
HEARTBEAT_S = 5.0
KEPT_LOGS = 500  # finished turns whose events can still be replayed; later followers read the database

log = logging.getLogger("violet.runner")


class Turn:
    """A turn somebody may follow."""

    def __init__(self, record: TurnRecord) -> None:
        self.conversation_id = record.conversation_id
        self.user_message_id = record.user_message_id
        self.message_id = record.message_id
        self._events: list[Event] = []
        self._changed = threading.Condition()
        self._stop = threading.Event()
        self._is_over = False

    @property
    def is_running(self) -> bool:
        return not self._is_over

    @property
    def events(self) -> tuple[Event, ...]:
        """What happened so far."""
        with self._changed:
            return tuple(self._events)

    @property
    def text(self) -> str:
        """The reply so far."""
        return "".join(event.text for event in self.events if isinstance(event, TextDelta))

    def follow(self, start: int = 0, *, beat_s: float = 0.5) -> Iterator[Event | None]:
        """Every event from number `start` on, then the new ones as they come; ends with the turn.

        Yields None every `beat_s` seconds of silence, which gives an abandoned page the chance to leave.
        """
        position = start
        while True:
            with self._changed:
                if position >= len(self._events) and not self._is_over:
                    self._changed.wait(beat_s)
                new, is_over = self._events[position:], self._is_over
            position += len(new)
            yield from new
            if is_over and position >= len(self._events):
                return
            if not new:
                yield None

    def wait(self, timeout_s: float) -> bool:
        """Wait at most so long for the end; True where it has come."""
        with self._changed:
            return self._changed.wait_for(lambda: self._is_over, timeout_s)

    def stop(self) -> None:
        """Ask the turn to end at its next chance."""
        self._stop.set()

    def is_stopped(self) -> bool:
        return self._stop.is_set()

    def emit(self, event: Event) -> None:
        """Add to the log and wake the followers. For the runner."""
        with self._changed:
            self._events.append(event)
            if isinstance(event, TurnFinished | TurnFailed):
                self._is_over = True
            self._changed.notify_all()


class Runner:
    """Starts turns and keeps track of those under way in this process."""

    def __init__(self, engine: Engine, agents: Mapping[str, Agent], default: str) -> None:
        self._engine = engine
        self.agents = dict(agents)
        self.default = default
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="turn")
        self._lock = threading.Lock()
        self._turns: OrderedDict[int, Turn] = OrderedDict()
        self._closing = threading.Event()
        self._heart: threading.Thread | None = None

    def start(
        self,
        person: Person,
        conversation_id: UUID | None,
        text: str,
        *,
        request_id: str | None = None,
        agent: str | None = None,
        answer: Answer | None = None,
        create: bool = False,
    ) -> Turn:
        """Store the message and begin the turn; the same `request_id` again returns the turn it began.

        Raises InvalidInput, NotFound, DatabaseUnavailable: then nothing was stored, and the text is still the page's.
        """
        chosen = self.who_answers(agent)
        with begin(self._engine) as session:
            record = conversations.begin_turn(
                session,
                person.id,
                conversation_id,
                text,
                request_id or uuid4().hex,
                agent=chosen.name,
                model=chosen.model,
                create=create,
            )
            if record.is_new:
                settle(session, person.id, record.conversation_id, record.message_id, answer)
        return self._launch(record, person, chosen)

    def retry(self, person: Person, message_id: int, *, agent: str | None = None) -> Turn:
        """Run a failed, interrupted or stopped turn again; calls that were made are not repeated.

        Raises NotFound, Conflict, DatabaseUnavailable.
        """
        chosen = self.who_answers(agent)
        with begin(self._engine) as session:
            record = conversations.resume_turn(session, person.id, message_id, agent=chosen.name, model=chosen.model)
        with self._lock:
            self._turns.pop(message_id, None)
        return self._launch(record, person, chosen)

    def who_answers(self, name: str | None = None) -> Agent:
        """The agent of this name, or the default; the offline one in place of an agent that is out of reach for now.

        Raises InvalidInput for a name nobody has.
        """
        try:
            agent = self.agents[name or self.default]
        except KeyError:
            raise InvalidInput(f"There is no agent called {name}. There are: {', '.join(self.agents)}.") from None
        is_away = isinstance(agent, MayRest) and agent.is_resting
        return self.agents.get(STAND_IN, agent) if is_away else agent

    def turn(self, message_id: int) -> Turn | None:
        """The turn of this assistant message, if this process ran it lately."""
        with self._lock:
            return self._turns.get(message_id)

    def running(self, conversation_id: UUID) -> Turn | None:
        """The turn under way in this conversation in this process; the oldest if several wait."""
        with self._lock:
            return next(
                (turn for turn in self._turns.values() if turn.conversation_id == conversation_id and turn.is_running),
                None,
            )

    def close(self, timeout_s: float = 8.0) -> None:
        """Take no more turns and wait a little for those under way."""
        self._closing.set()
        with self._lock:
            under_way = [turn for turn in self._turns.values() if turn.is_running]
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline and any(turn.is_running for turn in under_way):
            time.sleep(0.05)
        for turn in under_way:
            turn.stop()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _launch(self, record: TurnRecord, person: Person, agent: Agent) -> Turn:
        with self._lock:
            if known := self._turns.get(record.message_id):
                return known
            turn = Turn(record)
            if not record.is_new:  # another process or an earlier life began it: its end is in the database
                return turn_from_database(self._engine, person, turn)
            self._turns[record.message_id] = turn
            while len(self._turns) > KEPT_LOGS and not next(iter(self._turns.values())).is_running:
                self._turns.popitem(last=False)
            self._keep_beating()
        turn.emit(TurnStarted(str(record.conversation_id), record.user_message_id, record.message_id))
        self._pool.submit(self._run, turn, person, agent)
        return turn

    def _run(self, turn: Turn, person: Person, agent: Agent) -> None:
        try:
            self._wait_for_earlier(turn)
            run_turn(self._engine, agent, person, turn.message_id, turn.emit, turn.is_stopped)
        except AppError as failure:
            turn.emit(TurnFailed(failure.code, failure.sentence))
        finally:
            if turn.is_running:  # whatever happened, nobody follows for ever
                turn.emit(TurnFailed("error", "Something went wrong on my side. Please try again."))

    def _wait_for_earlier(self, turn: Turn) -> None:
        """Turns of one conversation run one after the other, also when another server has the earlier one."""
        with self._lock:
            earlier = [
                each
                for each in self._turns.values()
                if each.conversation_id == turn.conversation_id and each.message_id < turn.message_id
            ]
        for each in earlier:
            for _ in each.follow():
                pass
        while not self._closing.is_set():
            with reading(self._engine) as session:
                if not conversations.is_anyone_before(session, turn.conversation_id, turn.message_id):
                    return
            time.sleep(0.1)

    def _keep_beating(self) -> None:
        """Start the heartbeat thread with the first turn. The caller holds the lock."""
        if self._heart is None:
            self._heart = threading.Thread(target=self._beat, name="turn-heartbeat", daemon=True)
            self._heart.start()

    def _beat(self) -> None:
        while not self._closing.wait(HEARTBEAT_S):
            with self._lock:
                ids = [turn.message_id for turn in self._turns.values() if turn.is_running]
            if not ids:
                continue
            try:
                with begin(self._engine) as session:
                    conversations.beat(session, ids)
            except DatabaseUnavailable:
                log.warning("heartbeat missed", extra={"turns": len(ids)})


def turn_from_database(engine: Engine, person: Person, turn: Turn) -> Turn:
    """Fill the log of a turn that ran elsewhere from what it left in the database."""
    with reading(engine) as session:
        message = conversations.get_message(session, person.id, turn.message_id)
    turn.emit(TurnStarted(str(turn.conversation_id), turn.user_message_id, turn.message_id))
    if message.content:
        turn.emit(TextDelta(message.content))
    turn.emit(TurnFinished(message.status.value, message.tokens))
    return turn

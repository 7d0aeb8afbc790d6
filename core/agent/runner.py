"""Turns on worker threads, one at a time in each conversation. Pages, terminal and MCP only follow.

A turn's events are kept in a log that any number of followers replay from any point: closing the tab, a rerun or a cut
connection loses a follower and nothing else. The database is the truth; this is who works on it and who watches.
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from core.agent.events import Event, TextDelta, TurnFailed, TurnFinished, TurnStarted
from core.agent.lanes import Lanes
from core.agent.naming import NamesConversations, name_conversation
from core.agent.plans import Answer, settle
from core.agent.protocol import Agent, MayRest, Person
from core.agent.turn import run_turn
from core.attachments import NewAttachment
from core.errors import AppError, Conflict, DatabaseUnavailable, InvalidInput, NotSignedIn
from core.store import conversations, throttles, turns
from core.store.database import begin, reading
from core.store.throttles import Limit
from core.store.turns import TurnRecord

WORKERS = 16
GUEST_MESSAGES = 20
STAND_IN = "offline"  # who answers while a model can't be reached
HEARTBEAT_S = 5.0
SILENT_S = 12.0  # a turn found running at the start that misses two heartbeats lost its server
KEPT_LOGS = 500  # finished turns whose events can still be replayed; later followers read the database

log = logging.getLogger("violet.runner")


class Turn:
    """A turn somebody may follow."""

    def __init__(self, record: TurnRecord, user_id: UUID | None = None) -> None:
        self.user_id = user_id
        self.conversation_id = record.conversation_id
        self.user_message_id = record.user_message_id
        self.message_id = record.message_id
        self._events: list[Event] = []
        self._changed = threading.Condition()
        self._stop = threading.Event()
        self._is_over = False
        self.is_queued = True  # until a worker is free for it

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

    def __init__(
        self, engine: Engine, agents: Mapping[str, Agent], default: str, *, messages_per_minute: int = 0
    ) -> None:
        self._engine = engine
        self.agents = dict(agents)
        self.default = default
        self._limit = Limit(messages_per_minute, 60 / messages_per_minute) if messages_per_minute else None
        self._lanes = Lanes(WORKERS, "turn")
        self._lock = threading.Lock()
        self._turns: OrderedDict[int, Turn] = OrderedDict()
        self._unsettled: set[int] = set()  # turns that ended while the database was away: their rows say running
        self._left_behind: dict[int, datetime | None] | None = None  # running rows found at the start, with their beat
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
        files: Sequence[NewAttachment] = (),
        files_of: int | None = None,
    ) -> Turn:
        """Store the message and begin the turn; the same `request_id` again returns the turn it began.

        `files` come with it; `files_of` is an earlier message of the conversation whose files come along once more.

        Raises InvalidInput, NotFound, NotSignedIn, TooFast, DatabaseUnavailable: then nothing was stored, and the text
        is still the page's.
        """
        self._refuse_while_closing()
        chosen = self.who_answers(agent, person)
        request_id = request_id or uuid4().hex

        def store() -> TurnRecord:
            with begin(self._engine) as session:
                record = turns.begin_turn(
                    session,
                    person.id,
                    conversation_id,
                    text,
                    request_id,
                    agent=chosen.name,
                    model=chosen.model,
                    create=create,
                    files=files,
                    files_of=files_of,
                )
                if record.is_new:
                    self._count_message(session, person)
                    settle(session, person.id, record.conversation_id, record.message_id, answer)
                return record

        try:
            record = store()
        except IntegrityError:  # another server made this conversation at the same moment: now it is there
            try:
                record = store()
            except IntegrityError as error:  # no, it is the account that is gone
                raise NotSignedIn() from error
        return self._launch(record, person, chosen)

    def retry(self, person: Person, message_id: int, *, agent: str | None = None) -> Turn:
        """Run a failed, interrupted or stopped turn again; calls that were made are not repeated.

        Raises NotFound, Conflict, TooFast, DatabaseUnavailable.
        """
        self._refuse_while_closing()
        chosen = self.who_answers(agent, person)
        known = self.turn(message_id)
        if known and known.is_running:
            raise Conflict("I am still working on that one.")
        self._settle_ends()
        with begin(self._engine) as session:
            record = turns.resume_turn(session, person.id, message_id, agent=chosen.name, model=chosen.model)
            self._count_message(session, person)
        with self._lock:
            self._turns.pop(message_id, None)
        return self._launch(record, person, chosen)

    def who_answers(self, name: str | None = None, person: Person | None = None) -> Agent:
        """The agent of this name, or the default; the offline one in place of an agent that is out of reach for now,
        and of a model for a guest who has had their share of it.

        Raises InvalidInput for a name nobody has, DatabaseUnavailable.
        """
        try:
            agent = self.agents[name or self.default]
        except KeyError:
            hint = " For Gemini, set GEMINI_API_KEY." if name == "gemini" else ""
            raise InvalidInput(f"There is no agent called {name}. There are: {', '.join(self.agents)}.{hint}") from None
        is_away = isinstance(agent, MayRest) and agent.is_resting
        return self.agents.get(STAND_IN, agent) if is_away or self._is_used_up(agent, person) else agent

    def _is_used_up(self, agent: Agent, person: Person | None) -> bool:
        """True for a guest who had GUEST_MESSAGES answers of a model: it costs money, and anybody may be a guest."""
        if person is None or agent.name == STAND_IN or STAND_IN not in self.agents:
            return False
        with reading(self._engine) as session:
            return turns.count_for_guest(session, person.id, agent.name) >= GUEST_MESSAGES

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

    @property
    def load(self) -> tuple[int, int]:
        """(turns under way, how many of them wait for a worker) in this process."""
        with self._lock:
            return sum(turn.is_running for turn in self._turns.values()), self._lanes.waiting

    @property
    def is_closing(self) -> bool:
        return self._closing.is_set()

    def forget(self, user_id: UUID, timeout_s: float = 2.0) -> None:
        """Stop this person's turns, wait a little for their ends, and keep nothing of what they said."""
        with self._lock:
            theirs = [turn for turn in self._turns.values() if turn.user_id == user_id]
        for turn in theirs:
            turn.stop()
        _wait_for(theirs, time.monotonic() + timeout_s)
        with self._lock:
            for turn in theirs:
                self._turns.pop(turn.message_id, None)

    def recover(self) -> None:
        """Look after the turns a killed server left running: those that do not beat become interrupted.

        Whether a heartbeat moved is judged by comparing it with itself, so that a clock that jumped changes nothing.
        """
        with self._lock:
            self._left_behind = {}
            self._keep_beating()

    def close(self, timeout_s: float = 8.0) -> None:
        """Take no more turns, wait a little for those under way, and leave none of them as running."""
        self._closing.set()
        with self._lock:
            under_way = [turn for turn in self._turns.values() if turn.is_running]
        deadline = time.monotonic() + timeout_s
        _wait_for(under_way, deadline - 1)
        for turn in under_way:
            turn.stop()
        _wait_for([turn for turn in under_way if not turn.is_queued], deadline)
        self._lanes.close()
        self._unsettled.update(turn.message_id for turn in under_way if turn.is_running)
        try:
            self._settle_ends()
        except DatabaseUnavailable:
            log.warning("turns left without an end", extra={"turns": len(self._unsettled)})
        for turn in under_way:
            if turn.is_running:
                turn.emit(TurnFailed("interrupted", "I had to stop for a restart. Your message is safe."))

    def _refuse_while_closing(self) -> None:
        if self._closing.is_set():
            raise DatabaseUnavailable("Violet is just restarting. Please send it again in a moment.")

    def _count_message(self, session: Session, person: Person) -> None:
        """Raises TooFast where the person sent too many lately, on whichever server."""
        if self._limit:
            throttles.require(session, f"messages:{person.id.hex}", self._limit)

    def _launch(self, record: TurnRecord, person: Person, agent: Agent) -> Turn:
        with self._lock:
            if known := self._turns.get(record.message_id):
                return known
            turn = Turn(record, person.id)
            if not record.is_new:  # another process or an earlier life began it: its end is in the database
                return turn_from_database(self._engine, person, turn)
            self._turns[record.message_id] = turn
            while len(self._turns) > KEPT_LOGS and not next(iter(self._turns.values())).is_running:
                self._turns.popitem(last=False)
            self._keep_beating()
        turn.emit(TurnStarted(str(record.conversation_id), record.user_message_id, record.message_id))
        self._lanes.put(turn.conversation_id, turn.message_id, lambda: self._run(turn, person, agent))
        return turn

    def _run(self, turn: Turn, person: Person, agent: Agent) -> bool:
        """One turn on a worker; True where an earlier turn of the conversation must end first, here or elsewhere."""
        is_stored, must_wait = False, False
        try:
            with reading(self._engine) as session:
                must_wait = turns.is_anyone_before(session, turn.conversation_id, turn.message_id)
            if not must_wait:
                turn.is_queued = False
                is_stored = run_turn(self._engine, agent, person, turn.message_id, turn.emit, turn.is_stopped)
                if is_stored and isinstance(agent, NamesConversations):
                    self._name_later(agent, person, turn.message_id)
        except AppError as failure:
            turn.emit(TurnFailed(failure.code, failure.sentence))
        finally:
            if not must_wait:
                if not is_stored:
                    self._unsettled.add(turn.message_id)
                if turn.is_running:  # whatever happened, nobody follows for ever
                    turn.emit(TurnFailed("error", "Something went wrong on my side. Please try again."))
        return must_wait

    def _name_later(self, agent: NamesConversations, person: Person, message_id: int) -> None:
        """Let the model think of a title in a lane of its own, so that the next message need not wait for it."""

        def name() -> bool:
            name_conversation(self._engine, agent, person, message_id)
            return False

        self._lanes.put(("title", message_id), message_id, name)

    def _settle_ends(self) -> None:
        """Mark turns whose end could not be written as interrupted, with a retry. Raises DatabaseUnavailable."""
        ids = list(self._unsettled)
        if ids:
            with begin(self._engine) as session:
                turns.interrupt(session, ids)
            self._unsettled.difference_update(ids)

    def _keep_beating(self) -> None:
        """Start the heartbeat thread with the first turn. The caller holds the lock."""
        if self._heart is None:
            self._heart = threading.Thread(target=self._beat, name="turn-heartbeat", daemon=True)
            self._heart.start()

    def _beat(self) -> None:
        watched_since = time.monotonic()
        while True:
            try:
                self._settle_ends()
                self._beat_once()
                watched_since = self._watch_left_behind(watched_since)
            except DatabaseUnavailable:
                log.warning("heartbeat missed")
            except Exception:  # without this thread every turn would soon look interrupted
                log.exception("heartbeat broke")
            if self._closing.wait(min(HEARTBEAT_S, 1.0) if self._unsettled else HEARTBEAT_S):
                return

    def _beat_once(self) -> None:
        with self._lock:
            under_way = {turn.message_id: turn for turn in self._turns.values() if turn.is_running}
        if not under_way:
            return
        with begin(self._engine) as session:
            beating = turns.beat(session, list(under_way))
        for message_id in under_way.keys() - beating:
            under_way[message_id].stop()  # declared interrupted elsewhere: somebody may be retrying it there

    def _watch_left_behind(self, since: float) -> float:
        """Compare what was found at the start with how it is now; returns since when it is being watched."""
        if self._left_behind is None:
            return since
        if not self._left_behind:
            with reading(self._engine) as session:
                found = turns.running_beats(session)
            with self._lock:
                self._left_behind = {each: beat for each, beat in found.items() if each not in self._turns} or None
            return time.monotonic()
        if time.monotonic() - since < SILENT_S:
            return since
        with begin(self._engine) as session:
            now = turns.running_beats(session, list(self._left_behind))
            lost = [each for each, beat in self._left_behind.items() if each in now and now[each] == beat]
            with self._lock:
                lost = [each for each in lost if each not in self._turns]  # retried here in the meantime
            turns.interrupt(session, lost)
        if lost:
            log.warning("turns of a lost server marked as interrupted", extra={"turns": len(lost)})
        self._left_behind = None
        return since


def _wait_for(turns: list[Turn], deadline: float) -> None:
    for turn in turns:
        turn.wait(max(0.0, deadline - time.monotonic()))


def turn_from_database(engine: Engine, person: Person, turn: Turn) -> Turn:
    """Fill the log of a turn that ran elsewhere from what it left in the database."""
    with reading(engine) as session:
        message = conversations.get_message(session, person.id, turn.message_id)
    turn.emit(TurnStarted(str(turn.conversation_id), turn.user_message_id, turn.message_id))
    if message.content:
        turn.emit(TextDelta(message.content))
    turn.emit(TurnFinished(message.status.value, message.tokens))
    return turn

"""The one loop. It runs a turn from its stored beginning to its stored end, whichever agent answers.

What holds at every line: what happened is in the database before anybody is told, no transaction is open while an agent
thinks, a call is made once however often the turn is started, and only the person's yes lets a destructive call run.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, update

from core import metrics
from core.agent.context import Opening, outcome_of, read_opening
from core.agent.events import (
    ChoiceRequested,
    ConfirmationRequested,
    Event,
    TextDelta,
    ToolCallFinished,
    ToolCallStarted,
    TurnFailed,
    TurnFinished,
)
from core.agent.plans import settle
from core.agent.protocol import (
    Agent,
    Ask,
    Call,
    Outcome,
    Person,
    Report,
    Say,
    Undo,
    Waiting,
)
from core.errors import AppError, Conflict, DatabaseUnavailable, NotFound, ToolFailed
from core.store import conversations, turns
from core.store.database import begin, reading
from core.store.models import (
    TOOL_CALL,
    MessageStatus,
    ToolCall,
    ToolCallStatus,
    utc_now,
)
from core.text import clean, clean_json
from core.tools import registry
from core.tools.confirmation import Plan, make_plan, must_ask
from core.tools.registry import Caller, Request
from core.tools.undo import UNDO, last_change, undo_turn

MAX_STEPS = 8
MAX_CALLS = 60
MAX_TOKENS = 300_000  # each step sends all before it again: three steps over a voice note of forty minutes
DEADLINE_S = 120.0

log = logging.getLogger("violet.turn")


class Stopped(Exception):
    """The person pressed Stop."""


@dataclass
class _Progress:
    """What a turn has gathered so far."""

    conversation_id: UUID | None = None
    request_id: str | None = None
    text: str = ""
    asked: Ask | None = None
    plan: Plan | None = None
    tokens: dict[str, Any] | None = None
    model: str | None = None
    title: str | None = None
    wire: list[Any] = field(default_factory=list)
    next_number: int = 0
    requested: list[Request] = field(default_factory=list)  # every call of the turn so far


def run_turn(
    engine: Engine,
    agent: Agent,
    person: Person,
    message_id: int,
    emit: Callable[[Event], None],
    is_stopped: Callable[[], bool] = lambda: False,
    clock: Callable[[], datetime] = utc_now,
) -> bool:
    """Run the turn of this stored assistant message to its end. Never raises: a failure is the turn's recorded end.

    Returns False where the end could not be recorded, because the database was away.
    """
    began = time.perf_counter()
    progress = _Progress()
    status, error = MessageStatus.DONE, None
    try:
        _respond(engine, agent, person, message_id, emit, is_stopped, clock, progress)
        if progress.plan or (progress.asked and progress.asked.options):
            status = MessageStatus.WAITING
    except Stopped:
        status = MessageStatus.STOPPED
    except AppError as failure:
        status, error = MessageStatus.FAILED, failure
    except Exception as bug:  # the one place where a bug ends as a failed turn instead of a lost one
        status, error = MessageStatus.FAILED, AppError("Something went wrong on my side. Please try again.")
        log.error("turn broke", exc_info=bug, extra={"message_id": message_id})
    duration_ms = round(1000 * (time.perf_counter() - began), 3)
    is_stored = False
    try:
        if not _finish(engine, message_id, progress, status, error, duration_ms):
            status, error = MessageStatus.INTERRUPTED, AppError("This answer was interrupted. Your message is safe.")
        is_stored = True
    except DatabaseUnavailable as failure:
        # The row still says running; whoever runs turns must see to it, or it reads as interrupted without a heartbeat.
        status, error = MessageStatus.FAILED, failure
    except Exception as bug:
        status, error = MessageStatus.FAILED, AppError("Something went wrong on my side. Please try again.")
        log.error("the end of a turn broke", exc_info=bug, extra={"message_id": message_id})
    _tell_operators(person, agent, message_id, progress, status, error, duration_ms)
    if error:
        emit(TurnFailed(error.code, error.sentence))
    else:
        if progress.plan:
            emit(ConfirmationRequested(progress.plan))
        if progress.asked and progress.asked.options:
            emit(ChoiceRequested(progress.asked.options))
        emit(TurnFinished(status.value, progress.tokens))
    return is_stored


def _tell_operators(
    person: Person,
    agent: Agent,
    message_id: int,
    progress: _Progress,
    status: MessageStatus,
    error: AppError | None,
    duration_ms: float,
) -> None:
    """The one line a turn leaves in the log, and its place in the metrics: ids, codes and times, never a text."""
    metrics.turn_ended(agent.name, status.value, duration_ms)
    log.log(
        logging.WARNING if error else logging.INFO,
        "turn ended",
        extra={
            "status": status.value,
            "code": error.code if error else None,
            "user_id": str(person.id),
            "conversation_id": str(progress.conversation_id),
            "message_id": message_id,
            "request_id": progress.request_id,
            "agent": agent.name,
            "calls": progress.next_number,
            "duration_ms": duration_ms,
        },
    )


def _respond(
    engine: Engine,
    agent: Agent,
    person: Person,
    message_id: int,
    emit: Callable[[Event], None],
    is_stopped: Callable[[], bool],
    clock: Callable[[], datetime],
    progress: _Progress,
) -> None:
    caller = Caller(person.id, agent.name, person.zone)
    deadline = time.monotonic() + DEADLINE_S
    opening = _open(engine, caller, person, message_id, emit, is_stopped, clock, progress)
    progress.conversation_id, progress.request_id = opening.conversation_id, opening.request_id
    progress.wire, progress.tokens = list(opening.turn.wire), opening.turn.tokens
    progress.next_number = max((row.call_number + 1 for row in opening.own if row.call_number is not None), default=0)
    progress.requested = [Request(row.tool_name, row.tool_input) for row in opening.own]
    steps, spent_before = 0, _tokens(opening.turn.tokens)  # a retry has a budget of its own
    response = agent.respond(opening.turn)
    reply: tuple[Outcome, ...] | None = None
    try:
        while True:
            if is_stopped():
                raise Stopped
            if time.monotonic() > deadline:
                raise ToolFailed("That took too long, so I stopped. What was done so far is listed above.")
            try:
                said = response.send(reply)
            except StopIteration:
                break
            reply = None
            match said:
                case Say(text):
                    text = clean(text)  # a model may say what no database can hold
                    progress.text += text
                    emit(TextDelta(text))
                case Call():
                    steps += 1
                    if steps > MAX_STEPS or progress.next_number + len(said.requests) > MAX_CALLS:
                        raise ToolFailed("That needed more steps than I may take in one go, so I stopped.")
                    if _tokens(progress.tokens) - spent_before > MAX_TOKENS:
                        raise ToolFailed("That used more of the model than I may use in one go, so I stopped.")
                    reply = _call(engine, caller, message_id, said, progress, emit, is_stopped)
                case Undo():
                    reply = (_undo(engine, caller, message_id, progress, emit),)
                case Ask():
                    progress.asked = said
                case Report():
                    progress.tokens = said.tokens or progress.tokens
                    progress.model = said.model or progress.model
                    progress.title = said.title or progress.title
                    progress.wire.extend(clean_json(said.wire))
                case Waiting():
                    pass  # the checks above are what it is for
    finally:
        with suppress(Exception):
            response.close()  # closes a model's stream
    if progress.plan and not progress.text:
        progress.text = progress.plan.title
        emit(TextDelta(progress.text))


def _tokens(used: dict[str, Any] | None) -> int:
    return int((used or {}).get("total", 0))


def _open(
    engine: Engine,
    caller: Caller,
    person: Person,
    message_id: int,
    emit: Callable[[Event], None],
    is_stopped: Callable[[], bool],
    clock: Callable[[], datetime],
    progress: _Progress,
) -> Opening:
    """Read the turn, and do what comes before the agent: a decision to carry out, a step a restart cut short."""

    def look() -> Opening:
        with reading(engine) as session:
            return read_opening(session, person, message_id, clock())

    opening = look()
    if opening.must_settle:
        with begin(engine) as session:
            settle(session, person.id, opening.conversation_id, message_id, None)
        opening = look()
    if any(row.status is ToolCallStatus.PENDING for row in opening.decided):
        _run_confirmed(engine, caller, opening.decided, emit, is_stopped)
        opening = look()
    if opening.own:
        progress.plan = _finish_step(engine, caller, opening.own, emit)
        opening = look()
    return opening


def _call(
    engine: Engine,
    caller: Caller,
    message_id: int,
    step: Call,
    progress: _Progress,
    emit: Callable[[Event], None],
    is_stopped: Callable[[], bool],
) -> tuple[Outcome, ...]:
    """Record one step's calls, run those that need no yes, and leave the others waiting as a plan.

    The first call runs in the transaction that records them all: one commit for the usual step of one call.
    """
    progress.wire.extend(clean_json(step.wire))
    with begin(engine) as session:
        asks = must_ask(session, caller.user_id, step.requests, progress.requested)
        rows = registry.record(session, caller, step.requests, message_id=message_id, first_number=progress.next_number)
        if any(asks):
            waiting = [row for row, asked in zip(rows, asks, strict=True) if asked]
            progress.plan = make_plan(session, caller.user_id, waiting)
        if progress.wire:
            turns.save_wire(session, message_id, progress.wire)
        if rows and not asks[0]:
            emit(_started(rows[0]))
            registry.run(session, caller, rows[0])
    if rows and not asks[0]:
        emit(_finished(rows[0]))
    progress.next_number += len(rows)
    progress.requested += step.requests
    outcomes = []
    for row, asked, request in zip(rows, asks, step.requests, strict=True):
        if is_stopped():
            _decline(engine, [each.id or 0 for each in rows])
            raise Stopped
        if not asked and row.status is ToolCallStatus.PENDING:
            row = _execute(engine, caller, row.id or 0, emit)
        outcomes.append(outcome_of(row, request.provider_id))
    return tuple(outcomes)


def _execute(engine: Engine, caller: Caller, call_id: int, emit: Callable[[Event], None]) -> ToolCall:
    """Run a recorded call in a transaction of its own, unless it has run already."""
    with begin(engine) as session:
        row = registry.lock(session, caller, call_id)
        if row.status is not ToolCallStatus.PENDING:
            return row
        emit(_started(row))
        registry.run(session, caller, row)
    emit(_finished(row))
    return row


def _started(row: ToolCall) -> ToolCallStarted:
    return ToolCallStarted(row.id or 0, row.tool_name, row.tool_input)


def _finished(row: ToolCall) -> ToolCallFinished:
    return ToolCallFinished(
        row.id or 0, row.tool_name, row.status.value, row.tool_output or {}, row.execution_time_ms or 0.0
    )


def _decline(engine: Engine, call_ids: list[int]) -> None:
    with begin(engine) as session:
        session.execute(
            update(TOOL_CALL)
            .where(TOOL_CALL.id.in_(call_ids), TOOL_CALL.status == ToolCallStatus.PENDING)
            .values(status=ToolCallStatus.DECLINED, completed_at=utc_now())
        )


def _undo(
    engine: Engine, caller: Caller, message_id: int, progress: _Progress, emit: Callable[[Event], None]
) -> Outcome:
    """Undo the newest undoable turn of the conversation, as an entry of this turn."""
    try:
        with begin(engine) as session:
            message = conversations.get_message(session, caller.user_id, message_id)
            turn_id = last_change(session, caller.user_id, message.conversation_id)
            if turn_id is None:
                raise NotFound("There is nothing to undo in this conversation.")
            row = undo_turn(session, caller, turn_id, message_id=message_id, call_number=progress.next_number)
    except (NotFound, Conflict) as refused:
        return Outcome(UNDO, {}, ToolCallStatus.ERROR, {"error": refused.sentence}, refused.sentence)
    progress.next_number += 1
    emit(_started(row))
    emit(_finished(row))
    return outcome_of(row)


def _run_confirmed(
    engine: Engine,
    caller: Caller,
    decided: list[ToolCall],
    emit: Callable[[Event], None],
    is_stopped: Callable[[], bool],
) -> None:
    """Carry out what this turn's person said yes to."""
    for row in decided:
        if row.status is not ToolCallStatus.PENDING:
            continue
        if is_stopped():
            _decline(engine, [each.id or 0 for each in decided])
            raise Stopped
        _execute(engine, caller, row.id or 0, emit)


def _finish_step(engine: Engine, caller: Caller, rows: list[ToolCall], emit: Callable[[Event], None]) -> Plan | None:
    """Run the calls a restart left over that need no yes; returns the plan of those that need one."""
    with reading(engine) as session:
        asks = must_ask(session, caller.user_id, [Request(row.tool_name, row.tool_input) for row in rows])
        pending = [(row, asked) for row, asked in zip(rows, asks, strict=True) if row.status is ToolCallStatus.PENDING]
        waiting = [row for row, asked in pending if asked]
        plan = make_plan(session, caller.user_id, waiting) if waiting else None
    for row, asked in pending:
        if not asked:
            _execute(engine, caller, row.id or 0, emit)
    return plan


def _finish(
    engine: Engine,
    message_id: int,
    progress: _Progress,
    status: MessageStatus,
    error: AppError | None,
    duration_ms: float,
) -> bool:
    """Write the turn's end; False where it had been declared interrupted meanwhile."""
    question: dict[str, Any] | None = None
    if progress.plan:
        question = {"kind": "confirm", "plan": progress.plan.to_json()}
    elif progress.asked:
        question = {
            "kind": progress.asked.kind,
            "state": progress.asked.state,
            "options": [list(option) for option in progress.asked.options],
        }
    with begin(engine) as session:
        ended = turns.finish_turn(
            session,
            message_id,
            status=status,
            content="\n\n".join(part for part in (progress.text, error.sentence if error else "") if part),
            error_code=error.code if error else None,
            tokens=progress.tokens,
            model=progress.model,
            wire=progress.wire or None,
            question=question,
            duration_ms=duration_ms,
        )
        if ended and progress.title and progress.conversation_id:
            conversations.set_smart_title(session, progress.conversation_id, progress.title)
    return ended


def calls_of_turn(engine: Engine, message_id: int) -> Iterator[ToolCall]:
    """Every call the turn made or confirmed, in order, for doors that report a finished turn."""
    with reading(engine) as session:
        yield from conversations.calls_run_by(session, message_id)

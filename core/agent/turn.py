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

from sqlalchemy import Engine, select, update
from sqlmodel import Session

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
from core.agent.protocol import (
    Agent,
    Ask,
    Call,
    Decision,
    Outcome,
    PastMessage,
    Person,
    Report,
    Say,
    TurnInput,
    Undo,
)
from core.errors import AppError, Conflict, DatabaseUnavailable, NotFound, ToolFailed
from core.language.answers import read_answer
from core.language.operations import Intent, Question
from core.store import conversations
from core.store.database import begin, reading
from core.store.models import (
    CONVERSATION,
    MESSAGE,
    TOOL_CALL,
    Message,
    MessageRole,
    MessageStatus,
    ToolCall,
    ToolCallStatus,
    utc_now,
)
from core.tools import registry
from core.tools.confirmation import Plan, make_plan, must_ask
from core.tools.registry import Caller, Request
from core.tools.undo import UNDO, last_change, undo_turn

MAX_STEPS = 8
MAX_CALLS = 60
DEADLINE_S = 120.0

log = logging.getLogger("violet.turn")


@dataclass(frozen=True)
class Answer:
    """A plan card's buttons: yes to these calls (the others were unticked), or no."""

    is_yes: bool
    call_ids: tuple[int, ...] = ()


class Stopped(Exception):
    """The person pressed Stop."""


@dataclass
class _Progress:
    """What a turn has gathered so far."""

    text: str = ""
    asked: Ask | None = None
    plan: Plan | None = None
    tokens: dict[str, Any] | None = None
    model: str | None = None
    title: str | None = None
    wire: list[Any] = field(default_factory=list)
    next_number: int = 0


def settle(session: Session, user_id: Any, conversation_id: Any, message_id: int, answer: Answer | None) -> None:
    """Decide the plan that waits in this conversation, if one does, in favour of the turn that now begins.

    Ticked rows are marked as confirmed by that turn, the others declined, in the same transaction that stores what the
    person said: neither a crash nor a second tab can lose or double the decision.
    """
    waiting = session.scalars(
        select(MESSAGE)
        .join(CONVERSATION, CONVERSATION.id == MESSAGE.conversation_id)
        .where(
            MESSAGE.conversation_id == conversation_id,
            CONVERSATION.user_id == user_id,
            MESSAGE.status == MessageStatus.WAITING,
            MESSAGE.id < message_id,
        )
        .with_for_update()
    ).all()
    said = _said(session, message_id) if waiting else ""
    for message in waiting:
        pending = session.scalars(
            select(TOOL_CALL).where(TOOL_CALL.message_id == message.id, TOOL_CALL.status == ToolCallStatus.PENDING)
        ).all()
        is_yes = answer.is_yes if answer else _means_yes(said)
        ticked = set(answer.call_ids) if answer else {row.id for row in pending}
        now = utc_now()
        for row in pending:
            row.decided_in_message_id = message_id
            if is_yes and row.id in ticked:
                row.confirmed_at = now
            else:
                row.status, row.completed_at = ToolCallStatus.DECLINED, max(now, row.created_at)
            session.add(row)
        message.status = MessageStatus.DONE
        session.add(message)
    _drop_abandoned_plans(session, conversation_id, message_id)


def _drop_abandoned_plans(session: Session, conversation_id: Any, message_id: int) -> None:
    """Decline what an interrupted or failed turn had planned: the talk has moved on without it."""
    ended = select(MESSAGE.id).where(
        MESSAGE.conversation_id == conversation_id,
        MESSAGE.id < message_id,
        MESSAGE.status.not_in((MessageStatus.RUNNING, MessageStatus.WAITING)),
    )
    session.execute(
        update(TOOL_CALL)
        .where(
            TOOL_CALL.message_id.in_(ended),
            TOOL_CALL.status == ToolCallStatus.PENDING,
            TOOL_CALL.confirmed_at.is_(None),
        )
        .values(status=ToolCallStatus.DECLINED, decided_in_message_id=message_id, completed_at=utc_now())
        .execution_options(synchronize_session=False)
    )


def _means_yes(text: str) -> bool:
    answer = read_answer(text, Question(kind="confirm"))
    return answer is not None and answer.intent is Intent.YES


def _means_no(text: str) -> bool:
    answer = read_answer(text, Question(kind="confirm"))
    return answer is not None and answer.intent is Intent.NO


def _said(session: Session, message_id: int) -> str:
    """What the person said in the turn of this assistant message."""
    answer = session.get(Message, message_id)
    assert answer is not None
    return (
        session.scalar(
            select(MESSAGE.content)
            .where(
                MESSAGE.conversation_id == answer.conversation_id,
                MESSAGE.role == MessageRole.USER,
                MESSAGE.sequence_number < answer.sequence_number,
            )
            .order_by(MESSAGE.sequence_number.desc())
            .limit(1)
        )
        or ""
    )


def run_turn(
    engine: Engine,
    agent: Agent,
    person: Person,
    message_id: int,
    emit: Callable[[Event], None],
    is_stopped: Callable[[], bool] = lambda: False,
    clock: Callable[[], datetime] = utc_now,
) -> None:
    """Run the turn of this stored assistant message to its end. Never raises: a failure is the turn's recorded end."""
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
        log.warning("turn failed", extra={"message_id": message_id, "code": failure.code})
    except Exception as bug:  # the one place where a bug ends as a failed turn instead of a lost one
        status, error = MessageStatus.FAILED, AppError("Something went wrong on my side. Please try again.")
        log.error("turn broke", exc_info=bug, extra={"message_id": message_id})
    duration_ms = round(1000 * (time.perf_counter() - began), 3)
    try:
        _finish(engine, message_id, progress, status, error, duration_ms)
    except DatabaseUnavailable as failure:
        # The row still says running; without a heartbeat it reads as interrupted, with a retry.
        status, error = MessageStatus.FAILED, failure
        log.warning("turn could not be finished", extra={"message_id": message_id, "code": failure.code})
    if error:
        emit(TurnFailed(error.code, error.sentence))
    else:
        if progress.plan:
            emit(ConfirmationRequested(progress.plan))
        if progress.asked and progress.asked.options:
            emit(ChoiceRequested(progress.asked.options))
        emit(TurnFinished(status.value, progress.tokens))


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
    with begin(engine) as session:  # a plan that began to wait while this turn was queued is settled by its words
        message = conversations.get_message(session, person.id, message_id)
        settle(session, person.id, message.conversation_id, message_id, None)
    decided = _run_confirmed(engine, caller, message_id, emit, is_stopped)
    turn = _read_input(engine, person, message_id, decided, clock)
    progress.wire, progress.next_number = list(turn.wire), _next_number(engine, message_id)
    if turn.done:  # a restart came during this turn: do what is missing, and let the rest wait for its yes again
        progress.plan = _finish_step(engine, caller, message_id, emit)
        turn = _read_input(engine, person, message_id, decided, clock)
    steps = 0
    response = agent.respond(turn)
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
                    progress.text += text
                    emit(TextDelta(text))
                case Call():
                    steps += 1
                    if steps > MAX_STEPS or progress.next_number + len(said.requests) > MAX_CALLS:
                        raise ToolFailed("That needed more steps than I may take in one go, so I stopped.")
                    reply = _call(engine, caller, message_id, said, progress, emit, is_stopped)
                case Undo():
                    reply = (_undo(engine, caller, message_id, progress, emit),)
                case Ask():
                    progress.asked = said
                case Report():
                    progress.tokens = said.tokens or progress.tokens
                    progress.model = said.model or progress.model
                    progress.title = said.title or progress.title
    finally:
        with suppress(Exception):
            response.close()  # closes a model's stream
    if progress.plan and not progress.text:
        progress.text = progress.plan.title
        emit(TextDelta(progress.text))


def _call(
    engine: Engine,
    caller: Caller,
    message_id: int,
    step: Call,
    progress: _Progress,
    emit: Callable[[Event], None],
    is_stopped: Callable[[], bool],
) -> tuple[Outcome, ...]:
    """Record one step's calls, run those that need no yes, and leave the others waiting as a plan."""
    progress.wire.extend(step.wire)
    with begin(engine) as session:
        asks = must_ask(session, caller.user_id, step.requests)
        rows = registry.record(session, caller, step.requests, message_id=message_id, first_number=progress.next_number)
        if any(asks):
            waiting = [row for row, asked in zip(rows, asks, strict=True) if asked]
            progress.plan = make_plan(session, caller.user_id, waiting)
        if progress.wire:
            conversations.save_wire(session, message_id, progress.wire)
    progress.next_number += len(rows)
    outcomes = []
    for row, asked, request in zip(rows, asks, step.requests, strict=True):
        if is_stopped():
            _decline(engine, [each.id or 0 for each in rows])
            raise Stopped
        if not asked:
            row = _execute(engine, caller, row.id or 0, emit)
        outcomes.append(_outcome(row, request.provider_id))
    return tuple(outcomes)


def _execute(engine: Engine, caller: Caller, call_id: int, emit: Callable[[Event], None]) -> ToolCall:
    with begin(engine) as session:
        planned = session.get(ToolCall, call_id)
        assert planned is not None
        if planned.status is not ToolCallStatus.PENDING:
            return planned
        emit(ToolCallStarted(call_id, planned.tool_name, planned.tool_input))
        row = registry.execute(session, caller, call_id)
    emit(
        ToolCallFinished(call_id, row.tool_name, row.status.value, row.tool_output or {}, row.execution_time_ms or 0.0)
    )
    return row


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
    call_id, output = row.id or 0, row.tool_output or {}
    emit(ToolCallStarted(call_id, UNDO, row.tool_input))
    emit(ToolCallFinished(call_id, UNDO, row.status.value, output, row.execution_time_ms or 0.0))
    return _outcome(row)


def _run_confirmed(
    engine: Engine,
    caller: Caller,
    message_id: int,
    emit: Callable[[Event], None],
    is_stopped: Callable[[], bool],
) -> list[ToolCall]:
    """Carry out what this turn's person said yes to; returns every call the turn decided, in order."""
    with reading(engine) as session:
        decided = session.scalars(
            select(TOOL_CALL).where(TOOL_CALL.decided_in_message_id == message_id).order_by(TOOL_CALL.id)
        ).all()
    rows = []
    for row in decided:
        if is_stopped() and row.status is ToolCallStatus.PENDING:
            _decline(engine, [each.id for each in decided])
            raise Stopped
        rows.append(_execute(engine, caller, row.id, emit))
    return rows


def _finish_step(engine: Engine, caller: Caller, message_id: int, emit: Callable[[Event], None]) -> Plan | None:
    """Run this turn's recorded calls that neither ran nor need a yes; returns the plan of those that need one."""
    with reading(engine) as session:
        rows = session.scalars(
            select(TOOL_CALL).where(TOOL_CALL.message_id == message_id).order_by(TOOL_CALL.call_number)
        ).all()
        asks = must_ask(session, caller.user_id, [Request(row.tool_name, row.tool_input) for row in rows])
        pending = [(row, asked) for row, asked in zip(rows, asks, strict=True) if row.status is ToolCallStatus.PENDING]
        waiting = [row for row, asked in pending if asked]
        plan = make_plan(session, caller.user_id, waiting) if waiting else None
    for row, asked in pending:
        if not asked:
            _execute(engine, caller, row.id, emit)
    return plan


def _next_number(engine: Engine, message_id: int) -> int:
    with reading(engine) as session:
        numbers = session.scalars(select(TOOL_CALL.call_number).where(TOOL_CALL.message_id == message_id)).all()
    return max((number + 1 for number in numbers), default=0)


def _read_input(
    engine: Engine, person: Person, message_id: int, decided: list[ToolCall], clock: Callable[[], datetime]
) -> TurnInput:
    """Read everything the agent may know about this turn."""
    with reading(engine) as session:
        message = conversations.get_message(session, person.id, message_id)
        thread = conversations.read_thread(
            session,
            person.id,
            message.conversation_id,
            before=message.sequence_number,
            limit=conversations.CONTEXT_MESSAGES + 1,
        )
        own = conversations.calls_run_by(session, message_id)
        can_undo = last_change(session, person.id, message.conversation_id) is not None
        title = conversations.get_conversation(session, person.id, message.conversation_id).title
    *earlier, said = thread.messages
    history = tuple(_past(each, thread.tool_calls.get(each.id or 0, [])) for each in earlier)
    last = earlier[-1] if earlier else None
    return TurnInput(
        person=person,
        text=said.content,
        now=clock().astimezone(person.zone),
        history=history,
        question=last.question if last and last.role is MessageRole.ASSISTANT else None,
        decision=_decision(said.content, decided),
        done=tuple(_outcome(row) for row in own if row.message_id == message_id),
        wire=tuple(message.wire or ()),
        can_undo=can_undo,
        title=title,
    )


def _decision(said: str, decided: list[ToolCall]) -> Decision | None:
    if not decided:
        return None
    outcomes = tuple(_outcome(row) for row in decided)
    if any(row.confirmed_at for row in decided):
        return Decision("yes", outcomes)
    return Decision("no" if _means_no(said) else "moved_on", outcomes)


def _past(message: Message, calls: list[ToolCall]) -> PastMessage:
    return PastMessage(
        role=message.role,
        text=message.content,
        status=message.status,
        agent=message.agent,
        wire=tuple(message.wire or ()),
        question=message.question,
        calls=tuple(_outcome(call) for call in calls),
    )


def _outcome(row: ToolCall, provider_id: str | None = None) -> Outcome:
    return Outcome(
        row.tool_name,
        row.tool_input,
        row.status,
        row.tool_output or {},
        row.error_message,
        provider_id,
        row.reasoning,
    )


def _finish(
    engine: Engine,
    message_id: int,
    progress: _Progress,
    status: MessageStatus,
    error: AppError | None,
    duration_ms: float,
) -> None:
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
        ended = conversations.finish_turn(
            session,
            message_id,
            status=status,
            content=progress.text or (error.sentence if error else ""),
            error_code=error.code if error else None,
            tokens=progress.tokens,
            model=progress.model,
            wire=progress.wire or None,
            question=question,
            duration_ms=duration_ms,
        )
        if ended and progress.title:
            message = session.get(Message, message_id)
            assert message is not None
            conversations.set_smart_title(session, message.conversation_id, progress.title)


def calls_of_turn(engine: Engine, message_id: int) -> Iterator[ToolCall]:
    """Every call the turn made or confirmed, in order, for doors that report a finished turn."""
    with reading(engine) as session:
        yield from conversations.calls_run_by(session, message_id)

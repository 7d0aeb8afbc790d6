"""Plans that wait for a yes: how the next turn of the conversation decides them.

The decision is stored in the transaction that stores what the person said: neither a crash nor a second tab can lose or
double it. Carrying it out is the turn's work (`core.agent.turn`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import Session

from core.clock import utc_now
from core.language.answers import more_than_yes, read_answer
from core.language.operations import Intent, Question
from core.store.models import (
    CONVERSATION,
    MESSAGE,
    TOOL_CALL,
    Message,
    MessageRole,
    MessageStatus,
    ToolCall,
    ToolCallStatus,
)


@dataclass(frozen=True)
class Answer:
    """A plan card's buttons: yes to these calls (the others were unticked), or no."""

    is_yes: bool
    call_ids: tuple[int, ...] = ()


def settle(session: Session, user_id: UUID, conversation_id: UUID, message_id: int, answer: Answer | None) -> None:
    """Decide the plan that waits in this conversation, if one does, in favour of the turn that now begins.

    Ticked rows are marked as confirmed by that turn, the others declined. Without an `answer` from the buttons the
    person's words decide, and anything but a yes declines.
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
        is_yes = answer.is_yes if answer else _means_yes(said, pending)
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


def _drop_abandoned_plans(session: Session, conversation_id: UUID, message_id: int) -> None:
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


_ABOUT = {"delete_task": Intent.DELETE, "complete_task": Intent.COMPLETE, "add_task": Intent.ADD}


def _means_yes(text: str, pending: Sequence[ToolCall]) -> bool:
    """True for a yes to these calls; "ok, mark it done" is none to a delete."""
    tools = {call.tool_name for call in pending}
    about = _ABOUT.get(tools.pop(), Intent.UPDATE) if len(tools) == 1 else None
    answer = read_answer(text, Question(kind="confirm", about=about))
    return (answer is not None and answer.intent is Intent.YES) or more_than_yes(text) is not None


def means_no(text: str) -> bool:
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

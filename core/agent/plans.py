"""Plans that wait for a yes: how the next turn of the conversation decides them.

The decision is stored in the transaction that stores what the person said: neither a crash nor a second tab can lose or
double it. Carrying it out is the turn's work (`core.agent.turn`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select, update
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

# Both run in every turn, so they are built once (see `core.store.turns`).
_WAITING = (
    select(MESSAGE)
    .join(CONVERSATION, CONVERSATION.id == MESSAGE.conversation_id)
    .where(
        MESSAGE.conversation_id == bindparam("conversation_id"),
        CONVERSATION.user_id == bindparam("user_id"),
        MESSAGE.status == MessageStatus.WAITING,
        MESSAGE.id < bindparam("turn_id"),
    )
    .with_for_update()
)
_CALLS = TOOL_CALL.__table__
# What an interrupted or failed turn had planned is declined: the talk has moved on without it.
_DROP_ABANDONED = (
    update(_CALLS)
    .where(
        _CALLS.c.message_id.in_(
            select(MESSAGE.__table__.c.id).where(
                MESSAGE.__table__.c.conversation_id == bindparam("conversation_id"),
                MESSAGE.__table__.c.id < bindparam("turn_id"),
                MESSAGE.__table__.c.status.not_in((MessageStatus.RUNNING, MessageStatus.WAITING)),
            )
        ),
        _CALLS.c.status == ToolCallStatus.PENDING,
        _CALLS.c.confirmed_at.is_(None),
    )
    .values(status=ToolCallStatus.DECLINED, decided_in_message_id=bindparam("turn_id"), completed_at=bindparam("now"))
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
    here = {"conversation_id": conversation_id, "turn_id": message_id}
    waiting: Sequence[Message] = session.scalars(_WAITING, here | {"user_id": user_id}).all()
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
    session.flush()
    session.execute(_DROP_ABANDONED, here | {"now": utc_now()})


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

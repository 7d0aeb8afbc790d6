"""The rows of a turn: beginning it, keeping it alive, ending it, and what becomes of one that lost its server.

Callers own the transaction. Every turn of everybody passes through here, so the statements are built once: building
one, and keeping objects in step with rows, cost five times what the database takes to run it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, bindparam, func, insert, or_, select, update
from sqlmodel import Session

from core.attachments import NewAttachment
from core.errors import Conflict, NotFound
from core.store import attachments
from core.store.conversations import get_message
from core.store.models import CONVERSATION, MESSAGE, USER, MessageRole, MessageStatus, utc_now
from core.text import message_text

STALE_AFTER = timedelta(seconds=30)  # a running turn without a heartbeat for so long lost its server
_RETRYABLE = (MessageStatus.FAILED, MessageStatus.INTERRUPTED, MessageStatus.STOPPED)

_CONVERSATIONS = CONVERSATION.__table__
_MESSAGES = MESSAGE.__table__

_LOCK_CONVERSATION = (
    select(_CONVERSATIONS.c["user_id", "deleted_at"])
    .where(_CONVERSATIONS.c.id == bindparam("conversation_id"))
    .with_for_update()  # two messages at once get different sequence numbers
)
_ADD_CONVERSATION = insert(_CONVERSATIONS)
_WAKE_CONVERSATION = (
    update(_CONVERSATIONS)
    .where(_CONVERSATIONS.c.id == bindparam("conversation_id"))
    .values(updated_at=bindparam("now"), archived_at=None)  # talking takes it out of the archive
)
_TOUCH_CONVERSATION = (
    update(_CONVERSATIONS)
    .where(_CONVERSATIONS.c.id == bindparam("conversation_id"))
    .values(updated_at=bindparam("now"))
)
_OF_REQUEST = select(_MESSAGES.c["id", "role"]).where(
    _MESSAGES.c.conversation_id == bindparam("conversation_id"), _MESSAGES.c.request_id == bindparam("request_id")
)
_LAST_NUMBER = select(func.max(_MESSAGES.c.sequence_number)).where(
    _MESSAGES.c.conversation_id == bindparam("conversation_id")
)
_ADD_MESSAGES = insert(_MESSAGES).returning(_MESSAGES.c["role", "id"])
_READ = (
    select(
        *_MESSAGES.c["id", "conversation_id", "sequence_number", "request_id", "wire", "tokens"],
        _CONVERSATIONS.c.title.label("conversation_title"),
    )
    .join(_CONVERSATIONS, _CONVERSATIONS.c.id == _MESSAGES.c.conversation_id)
    .where(
        _MESSAGES.c.id == bindparam("message_id"),
        _CONVERSATIONS.c.user_id == bindparam("user_id"),
        _CONVERSATIONS.c.deleted_at.is_(None),
    )
)
_FINISH = (
    update(_MESSAGES)
    .where(_MESSAGES.c.id == bindparam("message_id"), _MESSAGES.c.status == MessageStatus.RUNNING)
    .values(
        {
            name: bindparam(f"new_{name}", type_=_MESSAGES.c[name].type)
            for name in "status content error_code tokens wire question duration_ms heartbeat_at".split()
        }
        | {"model": func.coalesce(bindparam("new_model", type_=_MESSAGES.c.model.type), _MESSAGES.c.model)}
    )
    .returning(_MESSAGES.c.conversation_id)
)
_SAVE_WIRE = update(_MESSAGES).where(_MESSAGES.c.id == bindparam("message_id")).values(wire=bindparam("new_wire"))


@dataclass(frozen=True)
class TurnRecord:
    """The rows of one turn; `is_new` is False where the same request had started it before."""

    conversation_id: UUID
    user_message_id: int
    message_id: int
    is_new: bool


def begin_turn(
    session: Session,
    user_id: UUID,
    conversation_id: UUID | None,
    text: str,
    request_id: str,
    *,
    agent: str,
    model: str | None = None,
    create: bool = False,
    files: Sequence[NewAttachment] = (),
    files_of: int | None = None,
) -> TurnRecord:
    """Store what the person said and the answer that is about to come, before anything else happens.

    The same `request_id` again returns the turn it started. With `create` a conversation that isn't there is made
    (its id was drawn by a page). `files` come with the message, and those of the earlier message `files_of` once more.
    Raises InvalidInput for a message that is too long, or empty and without files, NotFound for a conversation that
    isn't theirs.
    """
    content = message_text(text, may_be_empty=bool(files) or files_of is not None)
    now = utc_now()
    conversation_id, is_made = _conversation_for_turn(session, user_id, conversation_id, create, now)
    first = 0
    if not is_made:
        where = {"conversation_id": conversation_id}
        known = session.execute(_OF_REQUEST, where | {"request_id": request_id}).all()
        if known:
            ids = {MessageRole(role): int(message_id) for message_id, role in known}
            return TurnRecord(conversation_id, ids[MessageRole.USER], ids[MessageRole.ASSISTANT], is_new=False)
        last = session.scalar(_LAST_NUMBER, where)
        first = 0 if last is None else last + 1
        session.execute(_WAKE_CONVERSATION, where | {"now": now})
    attached = None
    if files or files_of is not None:
        attached = attachments.keep(session, user_id, conversation_id, files, files_of)
        message_text(text, may_be_empty=attached is not None)
    both = {"conversation_id": conversation_id, "request_id": request_id, "created_at": now}
    said = both | {
        "sequence_number": first,
        "role": MessageRole.USER,
        "content": content,
        "status": MessageStatus.DONE,
        "agent": None,
        "model": None,
        "heartbeat_at": None,
        "attachments": attached,
    }
    answer = both | {
        "sequence_number": first + 1,
        "role": MessageRole.ASSISTANT,
        "content": "",
        "status": MessageStatus.RUNNING,
        "agent": agent,
        "model": model,
        "heartbeat_at": now,
        "attachments": None,
    }
    made = {MessageRole(role): int(message_id) for role, message_id in session.execute(_ADD_MESSAGES, [said, answer])}
    return TurnRecord(conversation_id, made[MessageRole.USER], made[MessageRole.ASSISTANT], is_new=True)


def resume_turn(
    session: Session, user_id: UUID, message_id: int, *, agent: str, model: str | None = None
) -> TurnRecord:
    """Set a failed, interrupted or stopped turn running again. Raises NotFound, or Conflict where it isn't one."""
    message = get_message(session, user_id, message_id)
    if message.role is not MessageRole.ASSISTANT:
        raise NotFound("I can't find that turn.")
    resumed = session.scalar(
        update(MESSAGE)
        .where(MESSAGE.id == message_id, MESSAGE.status.in_(_RETRYABLE))
        .values(
            status=MessageStatus.RUNNING,
            content="",
            error_code=None,
            agent=agent,
            model=model,
            heartbeat_at=utc_now(),
        )
        .returning(MESSAGE.id)
    )
    if resumed is None:
        raise Conflict("That turn is not waiting for a retry any more.")
    said = session.scalar(
        select(MESSAGE.id)
        .where(
            MESSAGE.conversation_id == message.conversation_id,
            MESSAGE.role == MessageRole.USER,
            MESSAGE.sequence_number < message.sequence_number,
        )
        .order_by(MESSAGE.sequence_number.desc())
        .limit(1)
    )
    return TurnRecord(message.conversation_id, said or 0, message_id, is_new=True)


def read_turn(session: Session, user_id: UUID, message_id: int) -> Row[Any]:
    """What the loop needs of the owner's turn: id, conversation_id, sequence_number, request_id, wire and tokens of its
    assistant message, and the conversation_title. Raises NotFound.
    """
    found: Row[Any] | None = session.execute(_READ, {"message_id": message_id, "user_id": user_id}).one_or_none()
    if found is None:
        raise NotFound("I can't find that message.")
    return found


def finish_turn(
    session: Session,
    message_id: int,
    *,
    status: MessageStatus,
    content: str,
    error_code: str | None = None,
    tokens: dict[str, Any] | None = None,
    model: str | None = None,
    wire: list[Any] | None = None,
    question: dict[str, Any] | None = None,
    duration_ms: float | None = None,
) -> bool:
    """Write the end of a running turn; False where it had ended already (another worker, or declared interrupted)."""
    now = utc_now()
    values = {
        "message_id": message_id,
        "new_status": status,
        "new_content": content,
        "new_error_code": error_code,
        "new_tokens": tokens,
        "new_model": model,
        "new_wire": wire,
        "new_question": question,
        "new_duration_ms": duration_ms,
        "new_heartbeat_at": now,
    }
    ended = session.execute(_FINISH, values).scalar()
    if ended is None:
        return False
    session.execute(_TOUCH_CONVERSATION, {"conversation_id": ended, "now": now})
    return True


def count_for_guest(session: Session, user_id: UUID, agent: str) -> int:
    """How many answers of this agent a guest has had; 0 for everybody who is no guest."""
    return (
        session.scalar(
            select(func.count())
            .select_from(MESSAGE)
            .join(CONVERSATION, CONVERSATION.id == MESSAGE.conversation_id)
            .join(USER, USER.id == CONVERSATION.user_id)
            .where(USER.id == user_id, USER.is_guest.is_(True), MESSAGE.agent == agent)
        )
        or 0
    )


def save_wire(session: Session, message_id: int, wire: list[Any]) -> None:
    """Keep the provider's parts of a running turn, so that it can go on after a restart."""
    session.execute(_SAVE_WIRE, {"message_id": message_id, "new_wire": wire})


def beat(session: Session, message_ids: Sequence[int]) -> set[int]:
    """Show that these turns are still being worked on; returns those that are still to be worked on."""
    return set(
        session.scalars(
            update(MESSAGE)
            .where(MESSAGE.id.in_(message_ids), MESSAGE.status == MessageStatus.RUNNING)
            .values(heartbeat_at=utc_now())
            .returning(MESSAGE.id)
        )
    )


def running_beats(session: Session, message_ids: Sequence[int] | None = None) -> dict[int, datetime | None]:
    """The last heartbeat of every running turn, or of these. Reads the whole table where no ids are given."""
    query = select(MESSAGE.id, MESSAGE.heartbeat_at).where(MESSAGE.status == MessageStatus.RUNNING)
    if message_ids is not None:
        query = query.where(MESSAGE.id.in_(message_ids))
    return {int(message_id): beat for message_id, beat in session.execute(query)}


def interrupt(session: Session, message_ids: Sequence[int]) -> None:
    """Declare these turns interrupted if they still count as running."""
    session.execute(
        update(MESSAGE)
        .where(MESSAGE.id.in_(message_ids), MESSAGE.status == MessageStatus.RUNNING)
        .values(status=MessageStatus.INTERRUPTED, error_code="interrupted")
    )


def mark_interrupted(session: Session, conversation_id: UUID) -> int:
    """Declare turns interrupted that lost their server; returns how many."""
    rows = session.scalars(
        update(MESSAGE)
        .where(
            MESSAGE.conversation_id == conversation_id,
            MESSAGE.status == MessageStatus.RUNNING,
            or_(MESSAGE.heartbeat_at.is_(None), MESSAGE.heartbeat_at < utc_now() - STALE_AFTER),
        )
        .values(status=MessageStatus.INTERRUPTED, error_code="interrupted")
        .returning(MESSAGE.id)
    ).all()
    return len(rows)


def is_anyone_before(session: Session, conversation_id: UUID, message_id: int) -> bool:
    """True while an earlier turn of the conversation is still being worked on, here or on another server."""
    return (
        session.scalar(
            select(MESSAGE.id)
            .where(
                MESSAGE.conversation_id == conversation_id,
                MESSAGE.id < message_id,
                MESSAGE.status == MessageStatus.RUNNING,
                MESSAGE.heartbeat_at >= utc_now() - STALE_AFTER,
            )
            .limit(1)
        )
        is not None
    )


def _conversation_for_turn(
    session: Session, user_id: UUID, conversation_id: UUID | None, create: bool, now: datetime
) -> tuple[UUID, bool]:
    """The conversation, held until the transaction ends; True where it was made for this turn."""
    found = (
        session.execute(_LOCK_CONVERSATION, {"conversation_id": conversation_id}).one_or_none()
        if conversation_id
        else None
    )
    if found is None and (conversation_id is None or create):
        made = conversation_id or uuid4()
        session.execute(
            _ADD_CONVERSATION,
            {
                "id": made,
                "user_id": user_id,
                "title": "",
                "title_is_manual": False,
                "created_at": now,
                "updated_at": now,
            },
        )
        return made, True
    if conversation_id is None or found is None or found.user_id != user_id or found.deleted_at is not None:
        raise NotFound("I can't find that conversation. It may have been deleted, or it belongs to somebody else.")
    return conversation_id, False

"""Conversations and their messages: starting and ending a turn, reading a thread, and the owner's list of sessions.

Every function takes the owner; somebody else's conversation is NotFound. Callers own the transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, func, or_, select, update
from sqlmodel import Session

from core.errors import Conflict, InvalidInput, NotFound
from core.store.models import (
    CONVERSATION,
    MESSAGE,
    TOOL_CALL,
    USER,
    Conversation,
    Message,
    MessageRole,
    MessageStatus,
    ToolCall,
    utc_now,
)
from core.text import CONVERSATION_TITLE_LIMIT, clean_line, message_text

CONTEXT_MESSAGES = 10
PAGE_MESSAGES = 50
STALE_AFTER = timedelta(seconds=30)  # a running turn without a heartbeat for so long lost its server
TRASH_DAYS = 30
_RETRYABLE = (MessageStatus.FAILED, MessageStatus.INTERRUPTED, MessageStatus.STOPPED)


@dataclass(frozen=True)
class TurnRecord:
    """The rows of one turn; `is_new` is False where the same request had started it before."""

    conversation_id: UUID
    user_message_id: int
    message_id: int
    is_new: bool


@dataclass(frozen=True)
class ConversationRow:
    """A line of the sidebar's list."""

    id: UUID
    title: str
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None
    message_count: int


@dataclass(frozen=True)
class Thread:
    """A stretch of messages, oldest first, with their tool calls by message id."""

    messages: list[Message]
    tool_calls: dict[int, list[ToolCall]]
    has_earlier: bool


# -- a turn ----------------------------------------------------------------------------------------------------------


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
) -> TurnRecord:
    """Store what the person said and the answer that is about to come, before anything else happens.

    The same `request_id` again returns the turn it started. With `create` a conversation that isn't there is made
    (its id was drawn by a page). Raises InvalidInput for an empty or too long message, NotFound for a conversation
    that isn't theirs.
    """
    content = message_text(text)
    conversation = _conversation_for_turn(session, user_id, conversation_id, create)
    known = session.execute(
        select(MESSAGE.id, MESSAGE.role).where(
            MESSAGE.conversation_id == conversation.id, MESSAGE.request_id == request_id
        )
    ).all()
    if known:
        ids = {MessageRole(role): int(message_id) for message_id, role in known}
        return TurnRecord(conversation.id, ids[MessageRole.USER], ids[MessageRole.ASSISTANT], is_new=False)
    now = utc_now()
    last = session.scalar(select(func.max(MESSAGE.sequence_number)).where(MESSAGE.conversation_id == conversation.id))
    first = 0 if last is None else last + 1
    said = Message(
        conversation_id=conversation.id,
        sequence_number=first,
        role=MessageRole.USER,
        content=content,
        request_id=request_id,
        created_at=now,
    )
    answer = Message(
        conversation_id=conversation.id,
        sequence_number=first + 1,
        role=MessageRole.ASSISTANT,
        status=MessageStatus.RUNNING,
        request_id=request_id,
        agent=agent,
        model=model,
        heartbeat_at=now,
        created_at=now,
    )
    session.add_all([said, answer])
    conversation.updated_at, conversation.archived_at = now, None  # talking takes it out of the archive
    session.add(conversation)
    session.flush()
    assert said.id is not None and answer.id is not None
    return TurnRecord(conversation.id, said.id, answer.id, is_new=True)


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
    values: dict[str, Any] = {
        "status": status,
        "content": content,
        "error_code": error_code,
        "tokens": tokens,
        "wire": wire,
        "question": question,
        "duration_ms": duration_ms,
        "heartbeat_at": utc_now(),
    }
    if model:
        values["model"] = model
    ended = session.execute(
        update(MESSAGE)
        .where(MESSAGE.id == message_id, MESSAGE.status == MessageStatus.RUNNING)
        .values(**values)
        .returning(MESSAGE.conversation_id)
    ).scalar()
    if ended is None:
        return False
    session.execute(update(CONVERSATION).where(CONVERSATION.id == ended).values(updated_at=utc_now()))
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
    session.execute(update(MESSAGE).where(MESSAGE.id == message_id).values(wire=wire))


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


# -- reading a thread ------------------------------------------------------------------------------------------------


def get_conversation(session: Session, user_id: UUID, conversation_id: UUID, *, deleted: bool = False) -> Conversation:
    """The owner's conversation; with `deleted` also one in the trash. Raises NotFound."""
    found: Conversation | None = session.get(Conversation, conversation_id)
    if found is None or found.user_id != user_id or (found.deleted_at is not None and not deleted):
        raise NotFound("I can't find that conversation. It may have been deleted, or it belongs to somebody else.")
    return found


def get_message(session: Session, user_id: UUID, message_id: int) -> Message:
    """One message of the owner's. Raises NotFound."""
    found: Message | None = session.scalars(
        select(MESSAGE)
        .join(CONVERSATION, CONVERSATION.id == MESSAGE.conversation_id)
        .where(MESSAGE.id == message_id, CONVERSATION.user_id == user_id, CONVERSATION.deleted_at.is_(None))
    ).one_or_none()
    if found is None:
        raise NotFound("I can't find that message.")
    return found


def read_thread(
    session: Session, user_id: UUID, conversation_id: UUID, *, before: int | None = None, limit: int = PAGE_MESSAGES
) -> Thread:
    """The newest `limit` messages, or those before sequence number `before`. Raises NotFound."""
    get_conversation(session, user_id, conversation_id)
    return read_messages(session, conversation_id, before=before, limit=limit)


def read_messages(session: Session, conversation_id: UUID, *, before: int | None = None, limit: int) -> Thread:
    """As `read_thread`, for a caller that has checked whose conversation it is."""
    query = select(MESSAGE).where(MESSAGE.conversation_id == conversation_id)
    if before is not None:
        query = query.where(MESSAGE.sequence_number < before)
    newest_first = session.scalars(query.order_by(MESSAGE.sequence_number.desc()).limit(limit + 1)).all()
    messages = list(reversed(newest_first[:limit]))
    return Thread(messages, _calls_of(session, messages), has_earlier=len(newest_first) > limit)


def _calls_of(session: Session, messages: Sequence[Message]) -> dict[int, list[ToolCall]]:
    """Tool calls by the message they belong to, in order; a confirmed call is with the message that planned it."""
    ids = [message.id for message in messages if message.role is MessageRole.ASSISTANT]
    calls: dict[int, list[ToolCall]] = {}
    if ids:
        for call in session.scalars(
            select(TOOL_CALL).where(TOOL_CALL.message_id.in_(ids)).order_by(TOOL_CALL.message_id, TOOL_CALL.call_number)
        ):
            calls.setdefault(call.message_id, []).append(call)
    return calls


def calls_run_by(session: Session, message_id: int) -> list[ToolCall]:
    """Every call the turn with this assistant message made or confirmed, in order."""
    return list(
        session.scalars(
            select(TOOL_CALL)
            .where(or_(TOOL_CALL.message_id == message_id, TOOL_CALL.decided_in_message_id == message_id))
            .order_by(TOOL_CALL.id)
        )
    )


# -- the owner's list ------------------------------------------------------------------------------------------------


def list_conversations(
    session: Session,
    user_id: UUID,
    *,
    archived: bool = False,
    limit: int = 30,
    after: tuple[datetime, UUID] | None = None,
) -> list[ConversationRow]:
    """The owner's conversations, last active first; `after` is (updated_at, id) of the last row of the page before."""
    count = (
        select(func.count()).where(MESSAGE.conversation_id == CONVERSATION.id).correlate(CONVERSATION).scalar_subquery()
    )
    query = (
        select(
            CONVERSATION.id,
            CONVERSATION.title,
            CONVERSATION.created_at,
            CONVERSATION.updated_at,
            CONVERSATION.archived_at,
            count,
        )
        .where(
            CONVERSATION.user_id == user_id,
            CONVERSATION.deleted_at.is_(None),
            CONVERSATION.archived_at.is_not(None) if archived else CONVERSATION.archived_at.is_(None),
        )
        .order_by(CONVERSATION.updated_at.desc(), CONVERSATION.id.desc())
        .limit(limit)
    )
    if after:
        moment, last_id = after
        same_moment = (CONVERSATION.updated_at == moment) & (CONVERSATION.id < last_id)
        query = query.where((CONVERSATION.updated_at < moment) | same_moment)
    return [ConversationRow(*row) for row in session.execute(query)]


def rename(session: Session, user_id: UUID, conversation_id: UUID, title: str) -> Conversation:
    """Give a conversation a title by hand; a smart title never overwrites it. Raises InvalidInput, NotFound."""
    title = clean_line(title)
    if not title:
        raise InvalidInput("Give the session a name first.")
    if len(title) > CONVERSATION_TITLE_LIMIT:
        raise InvalidInput(f"A name has at most {CONVERSATION_TITLE_LIMIT} characters; this one has {len(title):,}.")
    conversation = get_conversation(session, user_id, conversation_id)
    conversation.title, conversation.title_is_manual = title, True
    session.add(conversation)
    return conversation


def set_smart_title(session: Session, conversation_id: UUID, title: str) -> None:
    """Set a title made by an agent, unless a person named the conversation."""
    session.execute(
        update(CONVERSATION)
        .where(CONVERSATION.id == conversation_id, CONVERSATION.title_is_manual.is_(False))
        .values(title=clean_line(title)[:CONVERSATION_TITLE_LIMIT])
    )


def archive(session: Session, user_id: UUID, conversation_id: UUID, *, archived: bool = True) -> Conversation:
    """Put a conversation away, or back. Raises NotFound."""
    conversation = get_conversation(session, user_id, conversation_id)
    conversation.archived_at = utc_now() if archived else None
    session.add(conversation)
    return conversation


def trash(session: Session, user_id: UUID, conversation_id: UUID) -> Conversation:
    """Delete a conversation; it can be restored for 30 days. Raises NotFound."""
    conversation = get_conversation(session, user_id, conversation_id)
    conversation.deleted_at = utc_now()
    session.add(conversation)
    return conversation


def restore(session: Session, user_id: UUID, conversation_id: UUID) -> Conversation:
    """Take a conversation out of the trash. Raises NotFound."""
    conversation = get_conversation(session, user_id, conversation_id, deleted=True)
    conversation.deleted_at = None
    session.add(conversation)
    return conversation


def rate(session: Session, user_id: UUID, message_id: int, rating: int | None, comment: str | None = None) -> Message:
    """Thumbs up (1), down (-1) or none, with a comment. Raises NotFound."""
    message = get_message(session, user_id, message_id)
    message.rating, message.rating_comment = rating, comment
    session.add(message)
    return message


def purge_trash(session: Session, before: datetime | None = None) -> int:
    """Really delete conversations that went into the trash before this time (30 days ago); returns how many."""
    limit = before or utc_now() - timedelta(days=TRASH_DAYS)
    gone = session.scalars(
        delete(CONVERSATION)
        .where(CONVERSATION.deleted_at.is_not(None), CONVERSATION.deleted_at < limit)
        .returning(CONVERSATION.id)
    ).all()
    return len(gone)


def _conversation_for_turn(session: Session, user_id: UUID, conversation_id: UUID | None, create: bool) -> Conversation:
    """The conversation, locked so that two messages at once get different sequence numbers."""
    found: Conversation | None = None
    if conversation_id is not None:
        found = session.scalars(
            select(CONVERSATION).where(CONVERSATION.id == conversation_id).with_for_update()
        ).one_or_none()
    if found is None and (conversation_id is None or create):
        found = Conversation(id=conversation_id or uuid4(), user_id=user_id)
        session.add(found)
        session.flush()
    if found is None or found.user_id != user_id or found.deleted_at is not None:
        raise NotFound("I can't find that conversation. It may have been deleted, or it belongs to somebody else.")
    return found

"""Conversations and their messages: reading a thread, and the owner's list of sessions. Turns are written by `turns`.

Every function takes the owner; somebody else's conversation is NotFound. Callers own the transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session

from core.errors import InvalidInput, NotFound
from core.store.models import (
    CONVERSATION,
    MESSAGE,
    TOOL_CALL,
    Conversation,
    Message,
    MessageRole,
    ToolCall,
    utc_now,
)
from core.text import CONVERSATION_TITLE_LIMIT, clean, clean_line

CONTEXT_MESSAGES = 10
PAGE_MESSAGES = 50
TRASH_DAYS = 30
_AFTER_ALL = 2**31 - 1  # no message has such a sequence number

# Read in every turn, so built once: building a statement costs more than running it.
_NEWEST = (
    select(MESSAGE)
    .where(
        MESSAGE.conversation_id == bindparam("conversation_id"),
        MESSAGE.sequence_number < bindparam("before"),
        MESSAGE.sequence_number >= bindparam("since"),
    )
    .order_by(MESSAGE.sequence_number.desc())
    .limit(bindparam("at_most", type_=Integer))
)
_CALLS_OF = (
    select(TOOL_CALL)
    .where(TOOL_CALL.message_id.in_(bindparam("message_ids", expanding=True)))
    .order_by(TOOL_CALL.message_id, TOOL_CALL.call_number)
)
_RUN_BY = (
    select(TOOL_CALL)
    .where(
        or_(
            TOOL_CALL.message_id == bindparam("message_id"),
            TOOL_CALL.decided_in_message_id == bindparam("message_id"),
        )
    )
    .order_by(TOOL_CALL.id)
)
_SET_TITLE = (
    update(CONVERSATION.__table__)
    .where(
        CONVERSATION.__table__.c.id == bindparam("conversation_id"),
        CONVERSATION.__table__.c.title_is_manual.is_(False),
    )
    .values(title=bindparam("new_title"))
)


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


# -- reading a thread ------------------------------------------------------------------------------------------------


def get_conversation(session: Session, user_id: UUID, conversation_id: UUID, *, deleted: bool = False) -> Conversation:
    """The owner's conversation; with `deleted` also one in the trash. Raises NotFound."""
    found = session.scalar(
        select(Conversation).where(CONVERSATION.id == conversation_id, CONVERSATION.user_id == user_id)
    )
    if found is None or (found.deleted_at is not None and not deleted):
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
    session: Session,
    user_id: UUID,
    conversation_id: UUID,
    *,
    before: int | None = None,
    since: int = 0,
    limit: int = PAGE_MESSAGES,
) -> Thread:
    """The newest `limit` messages, of those from sequence number `since` on and before `before`. Raises NotFound."""
    get_conversation(session, user_id, conversation_id)
    return read_messages(session, conversation_id, before=before, since=since, limit=limit)


def read_messages(
    session: Session, conversation_id: UUID, *, before: int | None = None, since: int = 0, limit: int
) -> Thread:
    """As `read_thread`, for a caller that has checked whose conversation it is."""
    newest_first = session.scalars(
        _NEWEST,
        {
            "conversation_id": conversation_id,
            "before": _AFTER_ALL if before is None else before,
            "since": since - 1,  # one more, to know whether there are earlier ones
            "at_most": limit + 1,
        },
    ).all()
    messages = [message for message in reversed(newest_first[:limit]) if message.sequence_number >= since]
    return Thread(messages, _calls_of(session, messages), has_earlier=len(newest_first) > len(messages))


def _calls_of(session: Session, messages: Sequence[Message]) -> dict[int, list[ToolCall]]:
    """Tool calls by the message they belong to, in order; a confirmed call is with the message that planned it."""
    ids = [message.id for message in messages if message.role is MessageRole.ASSISTANT]
    calls: dict[int, list[ToolCall]] = {}
    if ids:
        for call in session.scalars(_CALLS_OF, {"message_ids": ids}):
            calls.setdefault(call.message_id or 0, []).append(call)
    return calls


def calls_run_by(session: Session, message_id: int) -> list[ToolCall]:
    """Every call the turn with this assistant message made or confirmed, in order."""
    return list(session.scalars(_RUN_BY, {"message_id": message_id}))


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
    new_title = clean_line(title)[:CONVERSATION_TITLE_LIMIT]
    session.execute(_SET_TITLE, {"conversation_id": conversation_id, "new_title": new_title})


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
    message.rating, message.rating_comment = rating, clean(comment) if comment else None
    session.add(message)
    return message


def purge_trash(session: Session, before: datetime | None = None, *, at_most: int | None = None) -> int:
    """Really delete conversations that went into the trash before this time (30 days ago); returns how many."""
    limit = before or utc_now() - timedelta(days=TRASH_DAYS)
    return _delete(session, CONVERSATION.deleted_at < limit, at_most)


def delete_untouched(session: Session, before: datetime, *, at_most: int | None = None) -> int:
    """Really delete conversations in which nobody talked since this time, archived ones too; returns how many."""
    return _delete(session, CONVERSATION.updated_at < before, at_most)


def delete_calls_outside(session: Session, before: datetime, *, at_most: int | None = None) -> int:
    """Delete entries of the log that are older than this and were made outside conversations; returns how many.

    An undo stays as long as the calls it reverted: without it they would look as if they still held.
    """
    reverted = aliased(TOOL_CALL)
    is_needed = exists().where(reverted.undone_by == TOOL_CALL.id).correlate(TOOL_CALL)
    is_due = (TOOL_CALL.message_id.is_(None), TOOL_CALL.created_at < before, ~is_needed)
    due = select(TOOL_CALL.id).where(*is_due).limit(at_most)
    return len(session.scalars(delete(TOOL_CALL).where(TOOL_CALL.id.in_(due)).returning(TOOL_CALL.id)).all())


def _delete(session: Session, is_due: ColumnElement[bool], at_most: int | None) -> int:
    """Delete conversations with their messages and tool calls; one that is touched meanwhile stays."""
    due = select(CONVERSATION.id).where(is_due).limit(at_most)
    gone = delete(CONVERSATION).where(CONVERSATION.id.in_(due), is_due).returning(CONVERSATION.id)
    return len(session.scalars(gone).all())

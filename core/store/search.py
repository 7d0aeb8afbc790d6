"""Finding sessions: an owner's conversations by words and filters, a page at a time, with what each row counts.

Words are looked for in titles, messages, tool names, and the values inside tool inputs and outputs; all of them must
occur in one place. Every query is bounded to the owner's rows. Changing a conversation is left to `conversations`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlmodel import Session

from core.errors import NotFound
from core.store.containing import call_holds_all, holds_all, words_of
from core.store.excerpts import Excerpt, excerpt, excerpt_of_json
from core.store.models import (
    CONVERSATION,
    MESSAGE,
    TOOL_CALL,
    Conversation,
    Message,
    MessageRole,
    MessageStatus,
    ToolCall,
    ToolCallStatus,
)

_BATCH = 500  # sessions counted at once


class Shelf(StrEnum):
    """Which sessions: those at hand, those put away, or both."""

    CURRENT = "current"
    ARCHIVED = "archived"
    ALL = "all"


class Rated(StrEnum):
    """A thumb that at least one reply of the session got."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True)
class SessionFilter:
    """What to look for; a field left alone asks for nothing. `tool` and `status` must hold for one and the same call.

    `since` and `until` (exclusive) are aware times: the session has a message between them.
    """

    words: str = ""
    agent: str | None = None
    tool: str | None = None
    status: ToolCallStatus | None = None
    has_errors: bool = False
    rated: Rated | None = None
    shelf: Shelf = Shelf.CURRENT
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Hit:
    """Where the words were found first: `place` is "you", "reply" or a tool's name."""

    place: str
    excerpt: Excerpt


@dataclass(frozen=True)
class SessionRow:
    """A line of the sessions table. `errors` are failed tool calls and failed turns; `duration_ms` is time in turns."""

    id: UUID
    title: str
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None
    messages: int = 0
    tool_calls: int = 0
    errors: int = 0
    agents: tuple[str, ...] = ()
    thumbs_up: int = 0
    thumbs_down: int = 0
    duration_ms: float = 0.0
    hit: Hit | None = None


@dataclass(frozen=True)
class SessionPage:
    """Some sessions, last active first, and how many there are in all."""

    rows: list[SessionRow]
    total: int


@dataclass(frozen=True)
class FoundCall:
    """A tool call and the assistant message that made it; None for one made on the board, in a terminal or by MCP."""

    call: ToolCall
    message: Message | None


def find_sessions(
    session: Session, user_id: UUID, wanted: SessionFilter, *, offset: int = 0, limit: int = 25
) -> SessionPage:
    """One page of the owner's sessions that fit, each with its counts and where the words were found."""
    dialect = session.get_bind().dialect.name
    query = _matching(user_id, wanted, dialect)
    found = session.execute(query.add_columns(func.count().over()).offset(offset).limit(limit)).all()
    total = int(found[0][-1]) if found else 0
    if not found and offset:  # a page after the last one still tells how many there are
        total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    ids = [row.id for row in found]
    counts = _counts(session, ids)
    hits = _hits(session, user_id, ids, words_of(wanted.words), dialect)
    rows = [replace(SessionRow(*row[:5], **counts.get(row.id, {})), hit=hits.get(row.id)) for row in found]
    return SessionPage(rows, total)


def every_session(session: Session, user_id: UUID, wanted: SessionFilter) -> Iterator[SessionRow]:
    """All the owner's sessions that fit, for an export; without excerpts."""
    found = session.execute(_matching(user_id, wanted, session.get_bind().dialect.name)).all()
    for first in range(0, len(found), _BATCH):
        batch = found[first : first + _BATCH]
        counts = _counts(session, [row.id for row in batch])
        yield from (SessionRow(*row, **counts.get(row.id, {})) for row in batch)


def get_session(session: Session, user_id: UUID, conversation_id: UUID) -> SessionRow:
    """One of the owner's sessions with its counts. Raises NotFound."""
    found = session.scalar(
        select(Conversation).where(
            CONVERSATION.id == conversation_id, CONVERSATION.user_id == user_id, CONVERSATION.deleted_at.is_(None)
        )
    )
    if found is None:
        raise NotFound("I can't find that session. It may have been deleted, or it belongs to somebody else.")
    counts = _counts(session, [conversation_id]).get(conversation_id, {})
    return SessionRow(found.id, found.title, found.created_at, found.updated_at, found.archived_at, **counts)


def get_call(session: Session, user_id: UUID, call_id: int) -> FoundCall:
    """One of the owner's tool calls, unless its session was deleted. Raises NotFound."""
    found = session.execute(
        select(TOOL_CALL, MESSAGE)
        .outerjoin(MESSAGE, MESSAGE.id == TOOL_CALL.message_id)
        .outerjoin(CONVERSATION, CONVERSATION.id == MESSAGE.conversation_id)
        .where(TOOL_CALL.id == call_id, TOOL_CALL.user_id == user_id, CONVERSATION.deleted_at.is_(None))
    ).one_or_none()
    if found is None:
        raise NotFound("I can't find that tool call. It may have been deleted, or it belongs to somebody else.")
    return FoundCall(*found)


# -- which sessions --------------------------------------------------------------------------------------------------


def _matching(user_id: UUID, wanted: SessionFilter, dialect: str) -> Select[Any]:
    conditions: list[Any] = [CONVERSATION.user_id == user_id, CONVERSATION.deleted_at.is_(None)]
    match wanted.shelf:
        case Shelf.CURRENT:
            conditions.append(CONVERSATION.archived_at.is_(None))
        case Shelf.ARCHIVED:
            conditions.append(CONVERSATION.archived_at.is_not(None))
        case Shelf.ALL:
            pass
    if wanted.since:
        conditions.append(CONVERSATION.updated_at >= wanted.since)  # spares most sessions the look at their messages
    if wanted.until:
        conditions.append(CONVERSATION.created_at < wanted.until)
    if wanted.since or wanted.until:
        conditions.append(_has_message(*_between(wanted.since, wanted.until)))
    if wanted.agent:
        conditions.append(_has_message(MESSAGE.agent == wanted.agent))
    if wanted.rated:
        conditions.append(_has_message(MESSAGE.rating == (1 if wanted.rated is Rated.UP else -1)))
    if wanted.has_errors:
        failed_call = TOOL_CALL.status == ToolCallStatus.ERROR
        failed_turn = _has_message(MESSAGE.status == MessageStatus.FAILED)
        conditions.append(or_(failed_turn, CONVERSATION.id.in_(_with_calls(user_id, failed_call))))
    if wanted.tool or wanted.status:
        about_call = [TOOL_CALL.tool_name == wanted.tool] if wanted.tool else []
        about_call += [TOOL_CALL.status == wanted.status] if wanted.status else []
        conditions.append(CONVERSATION.id.in_(_with_calls(user_id, *about_call)))
    if words := words_of(wanted.words):
        conditions.append(
            or_(
                holds_all(CONVERSATION.title, words, dialect),
                CONVERSATION.id.in_(_with_messages(user_id, holds_all(MESSAGE.content, words, dialect))),
                CONVERSATION.id.in_(_with_calls(user_id, call_holds_all(words, dialect))),
            )
        )
    return (
        select(
            CONVERSATION.id,
            CONVERSATION.title,
            CONVERSATION.created_at,
            CONVERSATION.updated_at,
            CONVERSATION.archived_at,
        )
        .where(*conditions)
        .order_by(CONVERSATION.updated_at.desc(), CONVERSATION.id.desc())
    )


def _between(since: datetime | None, until: datetime | None) -> list[Any]:
    conditions = [MESSAGE.created_at >= since] if since else []
    return conditions + ([MESSAGE.created_at < until] if until else [])


def _has_message(*conditions: Any) -> ColumnElement[bool]:
    """True for a conversation of the outer query with such a message."""
    return exists().where(MESSAGE.conversation_id == CONVERSATION.id, *conditions).correlate(CONVERSATION)


def _with_messages(user_id: UUID, condition: Any) -> Select[Any]:
    """The owner's conversations with such a message: one pass over the messages, where `_has_message` looks each up."""
    owned = select(CONVERSATION.id).where(CONVERSATION.user_id == user_id)
    return select(MESSAGE.conversation_id).where(MESSAGE.conversation_id.in_(owned), condition)


def _with_calls(user_id: UUID, *conditions: Any) -> Select[Any]:
    """The conversations in which the owner had such a call made.

    Each call looks its message up: PostgreSQL expects a word to be in one call or none, and would join by reading all
    messages for every call.
    """
    conversation_id = (
        select(MESSAGE.conversation_id).where(MESSAGE.id == TOOL_CALL.message_id).correlate(TOOL_CALL).scalar_subquery()
    )
    return select(conversation_id).where(TOOL_CALL.user_id == user_id, *conditions)


# -- what a row says -------------------------------------------------------------------------------------------------


def _counts(session: Session, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """The counted fields of SessionRow, by conversation."""
    if not ids:
        return {}
    counts: dict[UUID, dict[str, Any]] = {}
    by_agent = session.execute(
        select(
            MESSAGE.conversation_id,
            MESSAGE.agent,
            func.count(),
            func.count().filter(MESSAGE.status == MessageStatus.FAILED),
            func.count().filter(MESSAGE.rating == 1),
            func.count().filter(MESSAGE.rating == -1),
            func.coalesce(func.sum(MESSAGE.duration_ms), 0.0),
        )
        .where(MESSAGE.conversation_id.in_(ids))
        .group_by(MESSAGE.conversation_id, MESSAGE.agent)
        .order_by(MESSAGE.agent)
    )
    for conversation_id, agent, messages, failed, up, down, duration_ms in by_agent:
        row = counts.setdefault(
            conversation_id,
            {"messages": 0, "errors": 0, "agents": (), "thumbs_up": 0, "thumbs_down": 0, "duration_ms": 0.0},
        )
        row["messages"] += messages
        row["errors"] += failed
        row["agents"] += (agent,) if agent else ()
        row["thumbs_up"] += up
        row["thumbs_down"] += down
        row["duration_ms"] += duration_ms
    calls = session.execute(
        select(MESSAGE.conversation_id, func.count(), func.count().filter(TOOL_CALL.status == ToolCallStatus.ERROR))
        .join(TOOL_CALL, TOOL_CALL.message_id == MESSAGE.id)
        .where(MESSAGE.conversation_id.in_(ids))
        .group_by(MESSAGE.conversation_id)
    )
    for conversation_id, made, failed in calls:
        counts[conversation_id]["tool_calls"] = made
        counts[conversation_id]["errors"] += failed
    return counts


def _hits(session: Session, user_id: UUID, ids: Sequence[UUID], words: Sequence[str], dialect: str) -> dict[UUID, Hit]:
    """The first message of each conversation that holds the words, or else the first call."""
    if not ids or not words:
        return {}
    first_calls = (
        select(func.min(TOOL_CALL.id))
        .join(MESSAGE, MESSAGE.id == TOOL_CALL.message_id)
        .where(MESSAGE.conversation_id.in_(ids), TOOL_CALL.user_id == user_id, call_holds_all(words, dialect))
        .group_by(MESSAGE.conversation_id)
    )
    first_messages = (
        select(func.min(MESSAGE.id))
        .where(MESSAGE.conversation_id.in_(ids), holds_all(MESSAGE.content, words, dialect))
        .group_by(MESSAGE.conversation_id)
    )
    hits: dict[UUID, Hit] = {}
    for conversation_id, name, given, returned in session.execute(
        select(MESSAGE.conversation_id, TOOL_CALL.tool_name, TOOL_CALL.tool_input, TOOL_CALL.tool_output)
        .join(TOOL_CALL, TOOL_CALL.message_id == MESSAGE.id)
        .where(TOOL_CALL.id.in_(first_calls))
    ):
        hits[conversation_id] = Hit(name, excerpt_of_json((given, returned), words))
    for conversation_id, role, content in session.execute(
        select(MESSAGE.conversation_id, MESSAGE.role, MESSAGE.content).where(MESSAGE.id.in_(first_messages))
    ):
        hits[conversation_id] = Hit("you" if role is MessageRole.USER else "reply", excerpt(content, words))
    return hits

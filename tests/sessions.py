"""Sessions for the tests, put straight into the tables: a title, what was said, and the calls that were made."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Engine

from core.store.database import begin
from core.store.models import Conversation, Message, MessageRole, ToolCall, ToolCallStatus, User

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def add_session(
    engine: Engine,
    user: User,
    title: str = "A session",
    *said: str,
    at: datetime = NOON,
    replies: dict[str, Any] | None = None,
    calls: list[dict[str, Any]] | None = None,
) -> UUID:
    """A session with one turn for each sentence; `calls` are made in the last turn, `replies` are fields of it."""
    with begin(engine) as session:
        conversation = Conversation(user_id=user.id, title=title, created_at=at, updated_at=at)
        session.add(conversation)
        session.flush()
        answer: Message | None = None
        for number, text in enumerate(said or ("hello",)):
            fields = {"content": "Done.", "agent": "offline", "duration_ms": 5.0, **(replies or {})}
            answer = Message(
                conversation_id=conversation.id,
                sequence_number=2 * number + 1,
                role=MessageRole.ASSISTANT,
                created_at=at,
                **fields,
            )
            question = Message(
                conversation_id=conversation.id,
                sequence_number=2 * number,
                role=MessageRole.USER,
                content=text,
                created_at=at,
            )
            session.add_all([question, answer])
            session.flush()
        assert answer is not None
        for number, fields in enumerate(calls or []):
            values = {"tool_name": "add_task", "status": ToolCallStatus.SUCCESS, **fields}
            session.add(ToolCall(user_id=user.id, actor="offline", message_id=answer.id, call_number=number, **values))
        return conversation.id

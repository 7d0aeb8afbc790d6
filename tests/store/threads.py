"""Turns and conversations as the tests of the store make and read them."""

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine

from core.store import turns
from core.store.database import begin, reading
from core.store.models import Conversation, Message, MessageStatus, User
from core.store.turns import TurnRecord


def start(
    engine: Engine, user: User, conversation_id: UUID | None = None, text: str = "hello", **more: Any
) -> TurnRecord:
    options = {"request_id": uuid4().hex, "agent": "offline"} | more
    with begin(engine) as session:
        return turns.begin_turn(session, user.id, conversation_id, text, **options)


def finish(engine: Engine, message_id: int, content: str = "hi", **more: Any) -> bool:
    with begin(engine) as session:
        values = {"status": MessageStatus.DONE, "content": content} | more
        return turns.finish_turn(session, message_id, **values)


def talk(engine: Engine, user: User, count: int, conversation_id: UUID | None = None) -> UUID:
    """A conversation of so many finished turns."""
    for number in range(count):
        record = start(engine, user, conversation_id, f"said {number}")
        conversation_id = record.conversation_id
        finish(engine, record.message_id, f"answered {number}")
    assert conversation_id
    return conversation_id


def message(engine: Engine, message_id: int) -> Message:
    with reading(engine) as session:
        found = session.get(Message, message_id)
    assert found
    return found


def conversation(engine: Engine, conversation_id: UUID) -> Conversation:
    with reading(engine) as session:
        found = session.get(Conversation, conversation_id)
    assert found
    return found

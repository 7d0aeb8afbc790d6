"""Titles by a model: asked for in the background once a first turn has ended, in place of the one the rules gave.

Nothing waits for it and nothing depends on it: where it fails, the title of the rules stays.
"""

import logging
from typing import Protocol, runtime_checkable

from sqlalchemy import Engine

from core.agent.protocol import Person
from core.errors import AppError
from core.store import conversations
from core.store.database import begin, reading
from core.store.models import MessageRole, MessageStatus

log = logging.getLogger("violet.naming")


@runtime_checkable
class NamesConversations(Protocol):
    """An agent that can think of a title."""

    def suggest_title(self, said: str, answered: str) -> str | None:
        """A few words for a conversation that began like this. Raises ModelUnavailable."""
        ...


def name_conversation(engine: Engine, agent: NamesConversations, person: Person, message_id: int) -> None:
    """Give a conversation a title by the model, if this was its first turn, it ended well, and nobody named it."""
    try:
        with reading(engine) as session:
            answer = conversations.get_message(session, person.id, message_id)
            if answer.sequence_number != 1 or answer.status not in (MessageStatus.DONE, MessageStatus.WAITING):
                return
            if conversations.get_conversation(session, person.id, answer.conversation_id).title_is_manual:
                return
            thread = conversations.read_thread(session, person.id, answer.conversation_id, before=1, limit=1)
        said = next((each.content for each in thread.messages if each.role is MessageRole.USER), "")
        said = said or "(only a photo or a voice note)"
        if title := agent.suggest_title(said, answer.content):
            with begin(engine) as session:
                conversations.set_smart_title(session, answer.conversation_id, title)
    except AppError as failure:
        log.info("no title by the model", extra={"message_id": message_id, "code": failure.code})

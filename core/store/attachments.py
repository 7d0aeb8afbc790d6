"""The bytes of photos and voice notes. The caller owns the transaction.

They belong to their conversation and go with it; the messages say which of them came with which words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlmodel import Session

from core.attachments import Described, NewAttachment, described
from core.errors import InvalidInput, NotFound
from core.store.models import ATTACHMENT, CONVERSATION, MESSAGE, Attachment, MessageRole

ROOM_MB = 200  # a person, with what is in the trash


@dataclass(frozen=True)
class StoredFile:
    """What a browser gets."""

    media_type: str
    data: bytes


def get_file(session: Session, user_id: UUID, attachment_id: UUID) -> StoredFile:
    """The bytes, for their owner. Raises NotFound."""
    row = session.execute(
        select(ATTACHMENT.media_type, ATTACHMENT.data)
        .join(CONVERSATION, CONVERSATION.id == ATTACHMENT.conversation_id)
        .where(ATTACHMENT.id == attachment_id, CONVERSATION.user_id == user_id, CONVERSATION.deleted_at.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFound("I can't find that file. It may have been deleted, or it belongs to somebody else.")
    return StoredFile(row.media_type, bytes(row.data))


def keep(
    session: Session, user_id: UUID, conversation_id: UUID, new: Sequence[NewAttachment], again: int | None
) -> list[dict[str, Any]] | None:
    """Store what comes with a message; returns what the message keeps of it.

    `again` is an earlier message of the same conversation whose photos and voice notes come along once more. Raises
    InvalidInput where there is no room, NotFound for a message that isn't there.
    """
    kept = list(_those_of(session, user_id, conversation_id, again)) if again is not None else []
    if new:
        _require_room(session, user_id, sum(len(each.data) for each in new))
    for each in new:
        attachment_id = uuid4()
        session.add(
            Attachment(
                id=attachment_id,
                conversation_id=conversation_id,
                media_type=each.media_type,
                size=len(each.data),
                data=each.data,
            )
        )
        kept.append(Described(attachment_id, each.kind, each.name, each.media_type, len(each.data)))
    return [each.to_json() for each in kept] or None


def read_bytes(session: Session, conversation_id: UUID, ids: Sequence[UUID]) -> dict[UUID, bytes]:
    """The bytes of these files of the conversation, for a turn in it."""
    rows = session.execute(
        select(ATTACHMENT.id, ATTACHMENT.data).where(
            ATTACHMENT.conversation_id == conversation_id, ATTACHMENT.id.in_(ids)
        )
    )
    return {attachment_id: bytes(data) for attachment_id, data in rows}


def _those_of(session: Session, user_id: UUID, conversation_id: UUID, message_id: int) -> tuple[Described, ...]:
    row = session.execute(
        select(MESSAGE.attachments)
        .join(CONVERSATION, CONVERSATION.id == MESSAGE.conversation_id)
        .where(
            MESSAGE.id == message_id,
            MESSAGE.role == MessageRole.USER,
            CONVERSATION.id == conversation_id,
            CONVERSATION.user_id == user_id,
        )
    ).one_or_none()
    if row is None:
        raise NotFound("I can't find that message.")
    return described(row.attachments)


def _require_room(session: Session, user_id: UUID, size: int) -> None:
    used = session.scalar(
        select(func.coalesce(func.sum(ATTACHMENT.size), 0))
        .join(CONVERSATION, CONVERSATION.id == ATTACHMENT.conversation_id)
        .where(CONVERSATION.user_id == user_id)
    )
    if int(used or 0) + size > ROOM_MB * 1024 * 1024:
        raise InvalidInput(
            f"Your photos and voice notes fill the {ROOM_MB} MB there are for them. Deleting sessions with old ones "
            "makes room, once they have left the trash after 30 days."
        )

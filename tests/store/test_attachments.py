"""Photos and voice notes in the database: with their message, whole, once, and gone with the conversation."""

from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from core.attachments import NewAttachment, described
from core.errors import InvalidInput, NotFound
from core.store import attachments, conversations, turns
from core.store.database import begin, reading
from core.store.models import ATTACHMENT, Message, User, utc_now
from core.store.turns import TurnRecord

EVERY_BYTE = bytes(range(256)) * 40
LIST = NewAttachment("photo", "list.jpg", "image/jpeg", EVERY_BYTE)
NOTE = NewAttachment("voice", "Voice note.wav", "audio/wav", b"RIFF")


def say(engine: Engine, user: User, text: str = "add these", to: UUID | None = None, **files: object) -> TurnRecord:
    with begin(engine) as session:
        return turns.begin_turn(session, user.id, to, text, uuid4().hex, agent="gemini", **files)  # type: ignore[arg-type]


def said(engine: Engine, record: TurnRecord) -> Message:
    with reading(engine) as session:
        found: Message = session.get_one(Message, record.user_message_id)
        return found


def count(engine: Engine) -> int:
    with reading(engine) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(ATTACHMENT)) or 0


def test_what_comes_with_a_message_is_described_in_it_and_read_by_its_owner(engine: Engine, user: User) -> None:
    first, second = described(said(engine, say(engine, user, files=[LIST, NOTE])).attachments)
    assert (first.kind, first.name, first.media_type, first.size) == ("photo", "list.jpg", "image/jpeg", 10_240)
    assert second.kind == "voice"
    with reading(engine) as session:
        file = attachments.get_file(session, user.id, first.id)
    assert (file.media_type, file.data) == ("image/jpeg", EVERY_BYTE)


def test_a_message_may_be_nothing_but_a_photo(engine: Engine, user: User) -> None:
    assert said(engine, say(engine, user, "  ", files=[LIST])).content == ""
    with pytest.raises(InvalidInput):
        say(engine, user, "  ")


def test_the_same_request_again_keeps_nothing_twice(engine: Engine, user: User) -> None:
    record = say(engine, user, files=[LIST])
    with begin(engine) as session:
        request = session.get_one(Message, record.message_id).request_id
        again = turns.begin_turn(
            session, user.id, record.conversation_id, "add these", request or "", agent="gemini", files=[LIST]
        )
    assert again.message_id == record.message_id and count(engine) == 1


def test_sent_again_the_same_photo_comes_along(engine: Engine, user: User) -> None:
    first = say(engine, user, files=[LIST])
    again = say(engine, user, "add those", to=first.conversation_id, files_of=first.user_message_id)
    assert said(engine, again).attachments == said(engine, first).attachments
    assert count(engine) == 1
    alone = say(engine, user, "", to=first.conversation_id, files_of=first.user_message_id)
    assert said(engine, alone).content == ""


def test_nothing_comes_along_from_elsewhere(engine: Engine, user: User, other_user: User) -> None:
    mine, theirs = say(engine, user, files=[LIST]), say(engine, other_user, files=[NOTE])
    elsewhere = say(engine, user)
    for message_id in (theirs.user_message_id, mine.user_message_id, elsewhere.message_id, 999_999):
        with pytest.raises(NotFound):
            say(engine, user, to=elsewhere.conversation_id, files_of=message_id)
    plain = say(engine, user, to=elsewhere.conversation_id, files_of=elsewhere.user_message_id)
    assert said(engine, plain).attachments is None
    with pytest.raises(InvalidInput):
        say(engine, user, " ", to=elsewhere.conversation_id, files_of=elsewhere.user_message_id)


def test_they_are_gone_with_their_conversation(engine: Engine, user: User) -> None:
    record, kept = say(engine, user, files=[LIST]), say(engine, user, files=[NOTE])
    (file,) = described(said(engine, record).attachments)
    with begin(engine) as session:
        conversations.trash(session, user.id, record.conversation_id)
        with pytest.raises(NotFound):
            attachments.get_file(session, user.id, file.id)
    with begin(engine) as session:
        conversations.restore(session, user.id, record.conversation_id)
        assert attachments.get_file(session, user.id, file.id).data == EVERY_BYTE
        conversations.trash(session, user.id, record.conversation_id)
        conversations.purge_trash(session, utc_now())
    assert count(engine) == 1
    assert said(engine, kept).attachments


def test_there_is_so_much_room_and_no_more(
    engine: Engine, user: User, other_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "ROOM_MB", 0.015)
    say(engine, other_user, files=[LIST])
    say(engine, user, files=[LIST])
    with pytest.raises(InvalidInput, match="MB there are for them"):
        say(engine, user, files=[LIST])
    say(engine, user, files=[NOTE])
    assert count(engine) == 3

"""Photos and voice notes on the pages: sent, shown, kept when sent again, and fetched by their owner only."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from core import attachment_route
from core.attachments import NewAttachment, described
from core.auth import logins
from core.config import Settings
from core.errors import AppError
from core.services import Services
from core.store import conversations, turns
from core.store.database import begin, reading
from core.store.models import MESSAGE, Message, MessageRole, User
from tests.gemini_server import GeminiServer, Refusal, calls, gemini_server, says
from tests.pages.conftest import LogIn, serving
from tests.pages.test_chat_gemini import PAGE, markdown, press, reached_at, say
from tests.people import add_person
from tests.test_attachments import photo, recording

SOUND = bytes(range(250)) * 4


# -- the route -------------------------------------------------------------------------------------------------------


@pytest.fixture
def client(ours: Services) -> Iterator[TestClient]:
    import app as launcher

    web = Starlette(
        routes=[Route("/attachments/{id}", attachment_route.attachment)],
        exception_handlers={AppError: launcher.say_error},
    )
    with TestClient(web, base_url="http://violet.example") as client:
        yield client


def sent_by(ours: Services, user: User) -> tuple[UUID, UUID]:
    """(conversation, attachment) of a voice note this person sent."""
    note = NewAttachment("voice", "Voice note.wav", "audio/wav", SOUND)
    with begin(ours.engine) as session:
        record = turns.begin_turn(session, user.id, None, "", uuid4().hex, agent="gemini", files=[note])
        (file,) = described(session.get_one(Message, record.user_message_id).attachments)
    return record.conversation_id, file.id


def test_its_owner_gets_a_file_and_may_keep_a_copy_that_asks_first(
    ours: Services, client: TestClient, ana: User, log_in: LogIn
) -> None:
    _, file = sent_by(ours, ana)
    client.cookies.set("violet", log_in(ana)[1])
    answer = client.get(f"/attachments/{file}")
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, SOUND, "audio/wav")
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    again = client.get(f"/attachments/{file}", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "status", "part", "said"),
    [
        ("bytes=0-", 206, SOUND, "bytes 0-999/1000"),
        ("bytes=10-19", 206, SOUND[10:20], "bytes 10-19/1000"),
        ("bytes=-5", 206, SOUND[-5:], "bytes 995-999/1000"),
        ("bytes=990-5000", 206, SOUND[990:], "bytes 990-999/1000"),
        ("bytes=1000-", 416, b"", "bytes */1000"),
        ("bytes=-", 200, SOUND, None),
        ("bytes=0-1,5-6", 200, SOUND, None),
        ("lines=1-2", 200, SOUND, None),
    ],
)
def test_a_player_may_ask_for_a_part(
    ours: Services, client: TestClient, ana: User, log_in: LogIn, asked: str, status: int, part: bytes, said: str | None
) -> None:
    _, file = sent_by(ours, ana)
    client.cookies.set("violet", log_in(ana)[1])
    answer = client.get(f"/attachments/{file}", headers={"range": asked})
    assert (answer.status_code, answer.content, answer.headers.get("content-range")) == (status, part, said)


def test_a17_nobody_else_gets_it(ours: Services, client: TestClient, ana: User, log_in: LogIn) -> None:
    conversation, file = sent_by(ours, ana)

    def ask(token: str, path: str = str(file)) -> tuple[int, str]:
        client.cookies.clear()
        client.cookies.set("violet", token)
        answer = client.get(f"/attachments/{path}", headers={"if-none-match": f'"{file}"'})
        assert SOUND[:20] not in answer.content
        return answer.status_code, answer.json()["error"]

    _, hers = log_in(add_person(ours.engine, "Grace"))
    login, mine = log_in(ana)
    assert ask("") == ask("made up") == (401, "not_signed_in")
    assert ask(hers) == ask(mine, str(uuid4())) == ask(mine, "1") == (404, "not_found")
    with begin(ours.engine) as session:
        conversations.trash(session, ana.id, conversation)
    assert ask(mine) == (404, "not_found")
    with begin(ours.engine) as session:
        conversations.restore(session, ana.id, conversation)
        logins.revoke(session, ana.id, login.sid)
    assert ask(mine) == (401, "not_signed_in")


# -- the chat with a key ---------------------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[GeminiServer]:
    with gemini_server() as running:
        yield running
        assert running.problems == []


@pytest.fixture
def ours(request: pytest.FixtureRequest, sqlite_settings: Settings) -> Iterator[Services]:
    """With Gemini where a test asks for its server, else without a key."""
    settings = sqlite_settings
    if "server" in request.fixturenames:
        settings = reached_at(request.getfixturevalue("server"), settings)
    with serving(settings) as ours:
        yield ours


@pytest.fixture
def chat(ours: Services, ana: User, jar: dict[str, str], log_in: LogIn) -> AppTest:
    _, jar["violet"] = log_in(ana)
    return AppTest.from_file(PAGE, default_timeout=20).run()


def upload(page: AppTest, name: str, data: bytes, text: str = "") -> AppTest:
    page.chat_input[0].set_value(text).upload(name, data, "application/octet-stream").run()
    assert not page.exception
    return page


def messages(ours: Services, role: MessageRole = MessageRole.USER) -> list[Message]:
    with reading(ours.engine) as session:
        query = session.query(Message).where(MESSAGE.role == role).order_by(MESSAGE.id)
        return list(query)


def test_a_photo_is_sent_stored_and_there_after_a_reload(server: GeminiServer, chat: AppTest, ours: Services) -> None:
    server.will(calls(("add_task", {"title": "Milk"})), says("Added milk."))
    upload(chat, "list.png", photo("PNG"), "add these")
    (said,) = messages(ours)
    (file,) = described(said.attachments)
    assert (said.content, file.kind, file.name, file.media_type) == ("add these", "photo", "list.png", "image/jpeg")
    assert "inlineData" in server.requests[0]["contents"][0]["parts"][1]
    chat.run()
    assert "Added milk" in markdown(chat)


def test_a_voice_note_alone_is_a_message(server: GeminiServer, chat: AppTest, ours: Services) -> None:
    server.will(says("I heard you."))
    upload(chat, "note.wav", recording())
    (said,) = messages(ours)
    assert (said.content, described(said.attachments)[0].kind) == ("", "voice")
    assert "I heard you" in markdown(chat)


@pytest.mark.parametrize(("name", "data", "hint"), [("a.png", b"<svg/>", "can't read"), ("b.jpg", b"", "can't read")])
def test_what_is_refused_is_said_and_the_text_is_kept(
    server: GeminiServer, chat: AppTest, ours: Services, name: str, data: bytes, hint: str
) -> None:
    upload(chat, name, data, "add these")
    assert any(hint in each.value for each in chat.warning)
    assert chat.chat_input[0].proto.value == "add these"
    assert messages(ours) == []


def test_a_file_too_large_is_refused_with_the_limit(
    server: GeminiServer, chat: AppTest, ours: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.attachments.VOICE_MB", 0)
    upload(chat, "long.wav", recording(), "do this")
    assert any("up to 0 MB" in each.value for each in chat.warning)
    assert chat.chat_input[0].proto.value == "do this" and messages(ours) == []


def test_editing_a_message_keeps_its_photo(server: GeminiServer, chat: AppTest, ours: Services) -> None:
    server.will(says("A list."), says("Two things."))
    upload(chat, "list.jpg", photo(), "what is this?")
    chat.session_state["chat-editing"] = messages(ours)[0].id
    chat.run()
    chat.text_area[0].set_value("")
    press(chat, "Send")
    first, second = messages(ours)
    assert (second.content, second.attachments) == ("", first.attachments)
    assert "inlineData" in server.requests[1]["contents"][-1]["parts"][0]


def test_offline_answering_a_photo_offers_gemini(server: GeminiServer, chat: AppTest, ours: Services) -> None:
    chat.segmented_control[0].set_value("offline").run()
    upload(chat, "list.jpg", photo(), "add these")
    assert any("can't look at photos" in each.value for each in chat.text)
    labels = [button.label for button in chat.button]
    assert "Let Gemini answer" in labels and "Answer with the offline agent" not in labels
    server.will(calls(("add_task", {"title": "Milk"})), says("Added milk."))
    press(chat, "Let Gemini answer")
    assert "Added milk" in markdown(chat)
    assert len(messages(ours)) == 1


def test_gemini_failing_on_a_photo_does_not_offer_who_cannot_see(server: GeminiServer, chat: AppTest) -> None:
    server.will(Refusal(400, "INVALID_ARGUMENT"))
    upload(chat, "list.jpg", photo(), "add these")
    labels = [button.label for button in chat.button]
    assert "Try again" in labels and "Answer with the offline agent" not in labels


# -- without a key ---------------------------------------------------------------------------------------------------


def test_without_a_key_there_are_no_buttons_for_it_and_a_word_says_why(chat: AppTest) -> None:
    box = chat.chat_input[0].proto
    assert (box.accept_file, box.accept_audio) == (0, False)
    say(chat, "what can you do?")
    assert any("Photos and voice notes need Gemini" in each.value for each in chat.text)


def test_with_a_key_there_are(server: GeminiServer, chat: AppTest) -> None:
    box = chat.chat_input[0].proto
    assert (box.accept_file, box.accept_audio) == (2, True)

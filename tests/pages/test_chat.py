"""The chat page over a real database and the offline agent: what is sent, kept, refused, asked and undone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select, update
from streamlit.testing.v1 import AppTest

from core.agent.protocol import Person
from core.auth import logins, people
from core.clock import utc_now
from core.services import Services
from core.store import conversations, turns
from core.store.database import begin, reading
from core.store.models import (
    CONVERSATION,
    MESSAGE,
    TASK,
    Conversation,
    Message,
    MessageRole,
    MessageStatus,
    Task,
    TaskStatus,
    ToolCallStatus,
    User,
)
from core.text import MESSAGE_LIMIT
from pages.components.sign_in import SignedIn
from pages.components.starters import salutation
from pages.components.steps import say_duration
from tests.pages.conftest import PASSWORD, LogIn

PAGE = str(Path(__file__).parents[2] / "pages" / "chat.py")


@pytest.fixture
def chat(ours: Services, ana: User, jar: dict[str, str], log_in: LogIn) -> AppTest:
    """The chat page, opened by Ana, with an empty conversation."""
    _, jar["violet"] = log_in(ana)
    return AppTest.from_file(PAGE, default_timeout=20).run()


def say(page: AppTest, text: str) -> AppTest:
    page.chat_input[0].set_value(text).run()
    return page


def press(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label.replace("\\", "") == label).click().run()


def link_of(page: AppTest) -> str:
    value = page.query_params["session"]
    return value if isinstance(value, str) else value[0]


def labels(page: AppTest) -> list[str]:
    return [button.label.replace("\\", "") for button in page.button]


def shown(page: AppTest) -> list[str]:
    assert not page.exception
    return [element.value for element in page.text]


def messages(engine: Engine, role: MessageRole = MessageRole.USER) -> list[Message]:
    with reading(engine) as session:
        return list(session.scalars(select(MESSAGE).where(MESSAGE.role == role).order_by(MESSAGE.id)))


def tasks(engine: Engine) -> dict[str, Task]:
    with reading(engine) as session:
        return {task.title: task for task in session.scalars(select(TASK).where(TASK.deleted_at.is_(None)))}


def talk(ours: Services, user: User, *texts: str) -> Iterator[Message]:
    """Turns made without the page."""
    person, conversation_id = Person(user.id, user.name, ZoneInfo("UTC")), None
    for text in texts:
        turn = ours.runner.start(person, conversation_id, text)
        conversation_id = turn.conversation_id
        list(turn.follow())
        with reading(ours.engine) as session:
            yield conversations.get_message(session, user.id, turn.message_id)


def test_an_empty_chat_greets_and_offers_starters_that_go_after_the_first_message(chat: AppTest) -> None:
    assert any("Ana" in header.value for header in chat.header)
    starters = [button for button in chat.button if (button.key or "").startswith("starter-")]
    assert 4 <= len(starters) <= 6
    starters[0].click().run()
    assert not chat.exception
    assert not [button for button in chat.button if (button.key or "").startswith("starter-")]


def test_a_sent_message_is_stored_answered_and_its_task_added(chat: AppTest, engine: Engine) -> None:
    said = say(chat, "add task to water the ferns")
    assert "add task to water the ferns" in shown(said)
    assert "Water the ferns" in tasks(engine)
    assert "#1 Water the ferns" in labels(said)
    assert any("add_task" in step.label for step in said.expander)


def test_reopening_the_link_shows_everything_again(
    chat: AppTest, ours: Services, jar: dict[str, str], ana: User
) -> None:
    say(chat, "add task to water the ferns")
    again = AppTest.from_file(PAGE, default_timeout=20)
    again.query_params["session"] = link_of(chat)
    again.run()
    assert shown(again)[-2:] == shown(chat)[-2:]
    assert any("add_task" in step.label for step in again.expander)


def test_a_too_long_message_is_refused_with_its_length(chat: AppTest, engine: Engine) -> None:
    long = "x" * (MESSAGE_LIMIT + 500)
    say(chat, long)
    assert f"{MESSAGE_LIMIT + 500:,} characters" in chat.warning[0].value
    assert messages(engine) == []


@pytest.mark.parametrize("text", ["", "   ", "\n\t "])
def test_an_empty_message_stores_nothing(chat: AppTest, engine: Engine, text: str) -> None:
    say(chat, text)
    assert not chat.exception
    assert messages(engine) == []


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script><img src=x onerror=alert(2)>",
        "![beacon](http://elsewhere.example/x.png) [link](javascript:alert(1))",
        ":red[loud] :material/home: $x^2$ **bold** `code`",
        "'; DROP TABLE tasks; --",
        "שלום \u202eabc עולם 👩‍👩‍👧‍👦 z̷̢͝a̴l̵g̶o",
    ],
)
def test_hostile_text_is_shown_and_stored_as_it_was_typed(chat: AppTest, engine: Engine, hostile: str) -> None:
    say(chat, hostile)
    assert hostile in shown(chat)
    assert [message.content for message in messages(engine)] == [hostile]


def test_nul_does_no_harm(chat: AppTest, engine: Engine) -> None:
    say(chat, "add task to a\x00b")
    assert not chat.exception
    assert [message.content for message in messages(engine)] == ["add task to ab"]


def test_deleting_waits_for_the_card_and_reload_keeps_it_waiting(
    chat: AppTest, engine: Engine, ours: Services, ana: User
) -> None:
    say(chat, "add task to water the ferns")
    say(chat, "Delete task 1")
    assert "Water the ferns" in tasks(engine)
    again = AppTest.from_file(PAGE, default_timeout=20)
    again.query_params["session"] = link_of(chat)
    press(again.run(), "Delete")
    assert tasks(engine) == {}
    assert messages(engine)[-1].content == "Yes, delete it"


def test_unticked_rows_of_a_plan_are_kept(chat: AppTest, engine: Engine) -> None:
    say(chat, "add milk, eggs and bread")
    say(chat, "mark them all as done")
    say(chat, "Delete all completed tasks")
    ticks = [box for box in chat.checkbox if (box.key or "").startswith("tick-")]
    assert len(ticks) == 3
    kept = ticks[1].label.split(" ", 1)[1]
    ticks[1].uncheck().run()
    press(chat, "Delete 2")
    assert list(tasks(engine)) == [kept]


def test_keeping_them_declines_every_call(chat: AppTest, engine: Engine) -> None:
    say(chat, "add task to water the ferns")
    say(chat, "Delete task 1")
    press(chat, "Keep it")
    assert "Water the ferns" in tasks(engine)
    with reading(engine) as session:
        calls = conversations.calls_run_by(session, messages(engine, MessageRole.ASSISTANT)[1].id or 0)
    assert [call.status for call in calls] == [ToolCallStatus.DECLINED]


def test_a_choice_is_answered_by_its_button(chat: AppTest, engine: Engine) -> None:
    say(chat, "add task to buy oat milk")
    say(chat, "add task to return the milk crate")
    say(chat, "Complete the milk task")
    options = [button for button in chat.button if (button.key or "").startswith("option-")]
    assert len(options) >= 2
    options[0].click().run()
    assert [task.status for task in tasks(engine).values()].count(TaskStatus.DONE) == 1


def test_a_failed_turn_offers_another_try_that_answers_it(
    chat: AppTest, ours: Services, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = ours.runner.agents["offline"]
    broken = monkeypatch.context()
    with broken as patch:
        patch.setattr(agent, "respond", lambda turn: iter([1 / 0]))
        say(chat, "add task to water the ferns")
    assert messages(engine, MessageRole.ASSISTANT)[0].status is MessageStatus.FAILED
    assert not any("ZeroDivision" in text or "Traceback" in text for text in shown(chat))
    press(chat, "Try again")
    assert "Water the ferns" in tasks(engine)
    assert len(messages(engine)) == 1


def test_an_interrupted_turn_is_recognised_and_can_be_tried_again(
    chat: AppTest, ours: Services, engine: Engine, ana: User
) -> None:
    say(chat, "hello")
    with begin(engine) as session:
        begun = turns.begin_turn(
            session, ana.id, messages(engine)[0].conversation_id, "add task to fly a kite", uuid4().hex, agent="offline"
        )
        session.execute(
            update(MESSAGE)
            .where(MESSAGE.id == begun.message_id)
            .values(heartbeat_at=utc_now() - turns.STALE_AFTER - timedelta(seconds=1))
        )
    chat.run()
    assert "Your message is safe" in " ".join(caption.value for caption in chat.caption)
    press(chat, "Try again")
    assert "Fly a kite" in tasks(engine)


def test_somebody_elses_link_shows_nothing_of_theirs(chat: AppTest, ours: Services, engine: Engine) -> None:
    with begin(engine) as session:
        other = people.create_user(session, email="ben@example.com", password=PASSWORD, name="Ben")
    (theirs,) = talk(ours, other, "add task to hide the treasure")
    for link in (str(theirs.conversation_id), str(uuid4()), "not-an-id"):
        chat.query_params["session"] = link
        chat.run()
        assert any("can’t find that conversation" in warning.value for warning in chat.warning)
        assert not any("treasure" in text for text in shown(chat))
        assert "session" not in chat.query_params


def test_long_conversations_show_the_newest_messages_first(
    chat: AppTest, ours: Services, ana: User, engine: Engine
) -> None:
    with begin(engine) as session:
        conversation = Conversation(user_id=ana.id, title="Long")
        session.add(conversation)
        session.flush()
        session.add_all(
            Message(
                conversation_id=conversation.id,
                sequence_number=number,
                role=MessageRole.ASSISTANT if number % 2 else MessageRole.USER,
                content=f"line {number}",
            )
            for number in range(120)
        )
        link = str(conversation.id)
    chat.query_params["session"] = link
    chat.run()
    assert "line 119" in shown(chat) and "line 70" in shown(chat) and "line 69" not in shown(chat)
    press(chat, "Earlier messages")
    assert "line 20" in shown(chat) and "line 19" not in shown(chat)


def test_what_is_drawn_keeps_its_beginning_until_it_has_grown_by_a_page(
    chat: AppTest, ours: Services, ana: User, engine: Engine
) -> None:
    """Otherwise every turn puts another message in every place, which the browser then draws anew."""

    def add(conversation_id: UUID, numbers: range) -> None:
        with begin(engine) as session:
            session.add_all(
                Message(
                    conversation_id=conversation_id,
                    sequence_number=number,
                    role=MessageRole.ASSISTANT if number % 2 else MessageRole.USER,
                    content=f"line {number}",
                )
                for number in numbers
            )

    with begin(engine) as session:
        conversation = Conversation(user_id=ana.id, title="Long")
        session.add(conversation)
        session.flush()
        conversation_id = conversation.id
    add(conversation_id, range(120))
    chat.query_params["session"] = str(conversation_id)
    chat.run()
    assert "line 70" in shown(chat) and "line 69" not in shown(chat)
    add(conversation_id, range(120, 168))
    chat.run()
    assert "line 70" in shown(chat) and "line 69" not in shown(chat) and "line 167" in shown(chat)
    assert "Earlier messages" in labels(chat)
    add(conversation_id, range(168, 170))
    chat.run()
    assert "line 120" in shown(chat) and "line 119" not in shown(chat), "it begins with the newest page again"
    press(chat, "Earlier messages")
    assert "line 70" in shown(chat) and "line 69" not in shown(chat)
    press(chat, "New chat")
    chat.query_params["session"] = str(conversation_id)
    chat.run()
    assert "line 120" in shown(chat) and "line 119" not in shown(chat)


def test_sessions_are_renamed_archived_deleted_and_brought_back(
    chat: AppTest, engine: Engine, ours: Services, ana: User
) -> None:
    say(chat, "add task to water the ferns")
    session_id = link_of(chat)
    with begin(engine) as session:
        conversations.rename(session, ana.id, messages(engine)[0].conversation_id, "Ferns <b>only</b>")
    chat.run()
    assert any(label.startswith("Ferns <b>only</b>") for label in labels(chat))
    press(chat, "New chat")
    assert "session" not in chat.query_params
    next(button for button in chat.button if button.key == f"session-{session_id}").click().run()
    assert "add task to water the ferns" in shown(chat)


def test_a_revoked_login_cannot_send_from_an_open_page(chat: AppTest, engine: Engine, ana: User) -> None:
    with begin(engine) as session:
        logins.revoke_all(session, ana.id)
    say(chat, "add task to sneak in")
    assert messages(engine) == []
    assert tasks(engine) == {}


def test_a_conversation_keeps_its_smart_title(chat: AppTest, engine: Engine) -> None:
    say(chat, "Hello")
    say(chat, "add task to water the ferns")
    with reading(engine) as session:
        (conversation,) = session.scalars(select(CONVERSATION)).all()
    assert "ferns" in conversation.title.lower()


def test_a_chip_of_what_an_undo_took_away_opens_nothing(chat: AppTest) -> None:
    say(chat, "add task to fly a kite")
    say(chat, "add task to water the ferns")
    say(chat, "delete task 2")
    press(chat, "Delete")
    say(chat, "undo")
    chips = {button.label.replace("\\", ""): button for button in chat.button if (button.key or "").startswith("chip-")}
    assert not chips["#2 Water the ferns"].disabled, "it is back"
    say(chat, "add task to buy bread")
    say(chat, "undo")
    (first, _) = [button for button in chat.button if "bread" in button.label.lower()]
    assert first.disabled
    assert first.help == "This task isn’t on your list any more"


@pytest.mark.parametrize(
    ("milliseconds", "said"), [(0.2, "1 ms"), (93, "93 ms"), (271, "271 ms"), (1250, "1.25 s"), (12_400, "12.4 s")]
)
def test_durations_keep_to_one_unit_below_a_second(milliseconds: float, said: str) -> None:
    assert say_duration(milliseconds) == said


@pytest.mark.parametrize(
    ("name", "is_guest", "said"), [("Ana Example", False, ", Ana"), ("Demo guest", True, ""), (" ", False, "")]
)
def test_a_guest_is_not_called_by_a_name(name: str, is_guest: bool, said: str) -> None:
    assert salutation(SignedIn(uuid4(), "a@example.com", name, "UTC", is_guest, "sid")) == said

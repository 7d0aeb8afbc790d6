"""The chat page with a Gemini key: who answers, how its words are drawn, and the ways out when it fails."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from streamlit.testing.v1 import AppTest

from core.config import Settings
from core.services import Services
from core.store.models import User
from tests.gemini_server import KEY, GeminiServer, Refusal, calls, gemini_server, says
from tests.pages.conftest import LogIn, serving

PAGE = str(Path(__file__).parents[2] / "pages" / "chat.py")
OVERLOADED = Refusal(400, "INVALID_ARGUMENT")


@pytest.fixture
def server() -> Iterator[GeminiServer]:
    with gemini_server() as running:
        yield running
        assert running.problems == []


def reached_at(server: GeminiServer, settings: Settings) -> Settings:
    """These settings, with Gemini at the test's server."""
    return settings.model_copy(update={"gemini_api_key": SecretStr(KEY), "gemini_base_url": server.url})


@pytest.fixture
def ours(sqlite_settings: Settings, server: GeminiServer) -> Iterator[Services]:
    """The process's services, with Gemini at the test's server."""
    with serving(reached_at(server, sqlite_settings)) as ours:
        yield ours


@pytest.fixture
def chat(ours: Services, ana: User, jar: dict[str, str], log_in: LogIn) -> AppTest:
    _, jar["violet"] = log_in(ana)
    return AppTest.from_file(PAGE, default_timeout=20).run()


def say(page: AppTest, text: str) -> AppTest:
    page.chat_input[0].set_value(text).run()
    assert not page.exception
    return page


def press(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click().run()
    assert not page.exception
    return page


def markdown(page: AppTest) -> str:
    return "\n".join(element.value for element in page.markdown)


def test_gemini_answers_by_default_and_its_words_are_drawn(server: GeminiServer, chat: AppTest) -> None:
    server.will(calls(("add_task", {"title": "Buy milk"})), says("Added **Buy milk** ![x](https://evil.example/a.png)"))
    say(chat, "add milk")
    assert r"Added **Buy milk** \!\[x\]" in markdown(chat)
    assert "`add_task`" in chat.expander[0].label


def test_gemini_or_offline_can_be_chosen(server: GeminiServer, chat: AppTest) -> None:
    (choice,) = chat.segmented_control
    assert (choice.value, choice.options) == ("gemini", ["Gemini", "Offline"])
    choice.set_value("offline").run()
    say(chat, "hello")
    assert server.requests == []
    server.will(says("Hi, this is Gemini."))
    chat.segmented_control[0].set_value("gemini").run()
    say(chat, "hello")
    assert "this is Gemini" in markdown(chat)


def test_gemini_failing_offers_another_try_and_the_offline_agent(server: GeminiServer, chat: AppTest) -> None:
    server.will(OVERLOADED)
    say(chat, "add call the dentist")
    assert "did not understand the request" in markdown(chat).replace("\\", "")
    server.will(OVERLOADED)
    press(chat, "Try again")
    press(chat, "Answer with the offline agent")
    assert any("Call the dentist" in element.value for element in chat.text)
    assert "Try again" not in [button.label for button in chat.button]
    assert len(server.requests) == 2


def test_gemini_out_of_reach_is_said_in_the_header(server: GeminiServer, ours: Services, chat: AppTest) -> None:
    server.otherwise = Refusal(403, "PERMISSION_DENIED")
    for _ in range(3):
        say(chat, "hello")
    assert "Gemini is unreachable, using the offline agent" in markdown(chat)
    say(chat, "hello")
    assert len(server.requests) == 3
    assert ours.runner.who_answers("gemini").name == "offline"

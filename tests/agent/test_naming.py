"""Titles by the model: in the background, after the first turn, never over a name somebody gave."""

import time
from collections.abc import Iterator
from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine

from core.agent.gemini import GeminiAgent
from core.agent.offline import OfflineAgent
from core.agent.protocol import Person
from core.agent.runner import Runner
from core.config import Settings
from core.store import conversations
from core.store.database import begin, reading
from core.store.models import User
from tests.gemini_server import KEY, GeminiServer, Refusal, Silence, gemini_server, says
from tests.talking import BERLIN

BY_RULES = "A quick hello"


class Chat:
    """Turns through the runner, as a page starts them."""

    def __init__(self, runner: Runner, engine: Engine, user: User) -> None:
        self.runner, self.engine = runner, engine
        self.person = Person(user.id, user.name, BERLIN)
        self.conversation_id: UUID | None = None

    def say(self, text: str) -> None:
        turn = self.runner.start(self.person, self.conversation_id, text)
        self.conversation_id = turn.conversation_id
        for _ in turn.follow():
            pass

    @property
    def title(self) -> str:
        assert self.conversation_id
        with reading(self.engine) as session:
            return conversations.get_conversation(session, self.person.id, self.conversation_id).title

    def title_within(self, seconds: float, wanted: str) -> bool:
        until = time.monotonic() + seconds
        while self.title != wanted and time.monotonic() < until:
            time.sleep(0.02)
        return self.title == wanted


@pytest.fixture
def server() -> Iterator[GeminiServer]:
    with gemini_server() as running:
        running.otherwise = says("Hello!")
        yield running
        assert running.problems == []


@pytest.fixture
def chat(server: GeminiServer, sqlite_settings: Settings, sqlite_engine: Engine, sqlite_user: User) -> Iterator[Chat]:
    reached = {"gemini_api_key": SecretStr(KEY), "gemini_base_url": server.url}
    gemini = GeminiAgent(sqlite_settings.model_copy(update=reached))
    runner = Runner(sqlite_engine, {"gemini": gemini, "offline": OfflineAgent(sqlite_engine)}, "gemini")
    yield Chat(runner, sqlite_engine, sqlite_user)
    runner.close()
    gemini.close()


def test_gemini_names_a_conversation_after_its_first_turn(server: GeminiServer, chat: Chat) -> None:
    server.title = says("“Plans for the garden.”\n")
    chat.say("hello")
    assert chat.title_within(10, "Plans for the garden")
    chat.say("hello again")
    chat.say("and again")
    assert len(server.titles) == 1
    assert "hello" in str(server.titles[0]["contents"])


def test_gemini_thinking_of_a_title_holds_nobody_up(server: GeminiServer, chat: Chat) -> None:
    server.title = [Silence(3), *says("Late")]
    began = time.monotonic()
    chat.say("hello")
    chat.say("hello again")
    assert time.monotonic() - began < 2.5
    assert chat.title == BY_RULES


def test_gemini_failing_to_name_leaves_the_title_of_the_rules(server: GeminiServer, chat: Chat) -> None:
    server.title = Refusal(503, "UNAVAILABLE")
    chat.say("hello")
    until = time.monotonic() + 10
    while not server.titles and time.monotonic() < until:
        time.sleep(0.02)
    assert not chat.title_within(0.3, "A title by the model")
    assert chat.title == BY_RULES


def test_gemini_never_overwrites_a_name_somebody_gave(server: GeminiServer, chat: Chat) -> None:
    server.title = [Silence(0.5), *says("By the model")]
    chat.say("hello")
    assert chat.conversation_id
    with begin(chat.engine) as session:
        conversations.rename(session, chat.person.id, chat.conversation_id, "Mine")
    assert not chat.title_within(1.5, "By the model")
    assert chat.title == "Mine"

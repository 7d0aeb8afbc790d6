"""F4, F26, F28 as a person meets them on the chat page: what they see, and what is still in the box."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from core import services as services_module
from core.agent import runner as runner_module
from core.agent.protocol import Person
from core.agent.runner import Runner
from core.auth import logins, tokens
from core.services import Services
from core.store.database import begin
from core.store.models import User
from tests.databases import PostgresServer, settings_for
from tests.faults.obedient import Obedient
from tests.faults.test_killed import thread_of, until
from tests.people import add_person

PAGE = str(Path(__file__).parents[2] / "pages" / "chat.py")


@pytest.fixture
def ours(postgresql_server: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """The process's services on PostgreSQL, with an agent that waits where it is told to."""
    monkeypatch.setattr(runner_module, "HEARTBEAT_S", 0.2)
    with postgresql_server.database(migrated=True) as url:
        built = services_module.build(settings_for(url))
        built.runner.close(1)
        runner = Runner(built.engine, {"offline": Obedient()}, "offline")
        ours = Services(built.settings, built.engine, runner)
        services_module.install(ours)
        yield ours
        services_module.install(None)
        runner.close(1)
        built.engine.dispose()


@pytest.fixture
def ada(ours: Services) -> User:
    return add_person(ours.engine, "Ada")


@pytest.fixture
def chat(ours: Services, ada: User, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    with begin(ours.engine) as session:
        login = logins.start(session, ada, "")
    jar = {"violet": tokens.issue(login, ours.settings.cookie_key.get_secret_value())}
    monkeypatch.setattr(ContextProxy, "cookies", property(lambda _: jar))
    return AppTest.from_file(PAGE, default_timeout=30).run()


def everything_on(page: AppTest) -> str:
    parts = [*page.text, *page.markdown, *page.warning, *page.error, *page.subheader, *page.caption]
    return " ".join(str(part.value) for part in parts)


def test_f4_what_was_typed_while_the_database_was_away_is_still_there(
    chat: AppTest, ours: Services, ada: User, postgresql_server: PostgresServer
) -> None:
    assert "Connected" in everything_on(chat)
    postgresql_server.stop()
    try:
        chat.chat_input[0].set_value("add Alpha; say Added.").run()
    finally:
        postgresql_server.start()
    shown = everything_on(chat) + " ".join(str(error.value) for error in chat.exception)
    assert shown and "psycopg" not in shown and "Traceback" not in shown and "127.0.0.1" not in shown
    chat.run()
    assert thread_of(ours.engine, ada) == []
    assert chat.chat_input[0].proto.value == "add Alpha; say Added." and chat.chat_input[0].proto.set_value
    chat.chat_input[0].set_value("add Alpha; say Added.").run()
    until(lambda: len(thread_of(ours.engine, ada)) == 2)
    assert "can't be reached" not in everything_on(chat.run())


def test_f4_a_turn_cut_off_by_the_database_offers_another_try(
    chat: AppTest, ours: Services, ada: User, postgresql_server: PostgresServer
) -> None:
    agent = ours.runner.agents["offline"]
    assert isinstance(agent, Obedient)
    turn = ours.runner.start(Person(ada.id, "Ada", ZoneInfo("UTC")), None, "wait; say Here I am.")
    assert agent.is_waiting.wait(10)
    postgresql_server.stop()
    agent.gate.set()
    assert turn.wait(10)
    postgresql_server.start()
    until(lambda: thread_of(ours.engine, ada)[1][1] == "interrupted")
    chat.query_params["session"] = str(turn.conversation_id)
    chat.run()
    assert "Your message is safe" in everything_on(chat)
    next(button for button in chat.button if button.label == "Try again").click().run()
    until(lambda: thread_of(ours.engine, ada)[1] == ("assistant", "done", "Here I am."))

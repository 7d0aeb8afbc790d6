"""A short real conversation with Gemini, for whoever has a key: `pytest --live` (a few thousand tokens)."""

import os
from collections.abc import Iterator

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine

from core.agent.gemini import GeminiAgent
from core.config import Settings
from core.store.models import User
from tests.talking import Talk

KEY = os.environ.get("GEMINI_API_KEY", "")  # read before the tests' own settings hide it

pytestmark = pytest.mark.skipif(not KEY, reason="GEMINI_API_KEY is not set.")


@pytest.fixture
def talk(sqlite_settings: Settings, sqlite_engine: Engine, sqlite_user: User) -> Iterator[Talk]:
    agent = GeminiAgent(sqlite_settings.model_copy(update={"gemini_api_key": SecretStr(KEY)}))
    yield Talk(sqlite_engine, sqlite_user, agent)
    agent.close()


def test_gemini_keeps_tasks_for_real(talk: Talk) -> None:
    added = talk.say("Please add two tasks: buy oat milk (important), and call the dentist tomorrow at 3pm.")
    assert added.status == "done", added.message.content
    milk, dentist = talk.task(1), talk.task(2)
    assert "milk" in milk.title.lower() and milk.priority is not None
    assert dentist.due_has_time
    assert talk.say("I finished the milk one").status == "done"
    assert talk.task(1).status.value == "done"
    asked = talk.say("Delete the dentist task, please.")
    assert asked.status == "waiting", asked.message.content
    assert talk.say("yes").status == "done"
    assert list(talk.tasks.values()) == ["done"]
    before = talk.tasks
    chatted = talk.say("I had a rough day.")
    assert chatted.status == "done" and chatted.text and talk.tasks == before
    assert chatted.message.tokens and chatted.message.tokens["total"] > 0

"""Conversations with Gemini: the real SDK and the real loop, against a server of our own on a real socket.

The server refuses a request that breaks the protocol, and every test ends by asking whether it had to.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine

from core.agent.gemini import GeminiAgent, Retries
from core.config import Settings
from core.store.models import User
from tests.databases import settings_for
from tests.gemini_server import KEY, GeminiServer, gemini_server
from tests.talking import Talk

FAST = Retries(attempts=3, first_wait_s=0.02, longest_wait_s=2.0)


@pytest.fixture
def server() -> Iterator[GeminiServer]:
    with gemini_server() as running:
        yield running
        assert running.problems == []
        assert running.planned == 0


def gemini_at(url: str, settings: Settings, **options: Any) -> GeminiAgent:
    reached = settings.model_copy(update={"gemini_api_key": SecretStr(KEY), "gemini_base_url": url})
    return GeminiAgent(reached, **{"retries": FAST} | options)


@pytest.fixture
def gemini(server: GeminiServer, settings: Settings) -> Iterator[GeminiAgent]:
    agent = gemini_at(server.url, settings)
    yield agent
    agent.close()


@pytest.fixture
def talk(engine: Engine, user: User, gemini: GeminiAgent) -> Talk:
    """A conversation with Gemini, once on each database."""
    return Talk(engine, user, gemini)


@pytest.fixture
def lite(server: GeminiServer, sqlite_settings: Settings, sqlite_engine: Engine, sqlite_user: User) -> Iterator[Talk]:
    """The same on SQLite only, where the database is not the subject."""
    agent = gemini_at(server.url, sqlite_settings)
    yield Talk(sqlite_engine, sqlite_user, agent)
    agent.close()


def sent(server: GeminiServer, number: int = -1) -> list[dict[str, Any]]:
    """The contents of a request."""
    contents: list[dict[str, Any]] = server.requests[number]["contents"]
    return contents


def responses(server: GeminiServer, number: int = -1) -> list[dict[str, Any]]:
    """What the newest content of a request answers to calls."""
    return [part["functionResponse"]["response"] for part in sent(server, number)[-1]["parts"]]


def lite_settings(talk: Talk) -> Settings:
    """The settings behind a conversation on SQLite."""
    return settings_for(str(talk.engine.url))


def stopped_after(server: GeminiServer, seconds: float = 0.2) -> Callable[[], bool]:
    """The person presses Stop so long after the newest request has reached the server."""
    before = len(server.arrived)
    return lambda: len(server.arrived) > before and time.monotonic() - server.arrived[-1] > seconds

"""Pages run by AppTest over a real database: the process's services, a person with a password, and the cookie jar."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine
from streamlit.runtime.context import ContextProxy

from core import services as services_module
from core.agent.gemini import GeminiAgent
from core.auth import logins, passwords, people, tokens
from core.config import Settings
from core.services import Services
from core.store.database import begin
from core.store.models import Login, User

PASSWORD = "violets are blue"

LogIn = Callable[..., tuple[Login, str]]


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hashing a password takes a fifth of a second on purpose; here it may be quick."""
    monkeypatch.setattr(passwords, "ROUNDS", 4)
    passwords.nobodys_hash.cache_clear()
    yield
    passwords.nobodys_hash.cache_clear()


@contextmanager
def serving(settings: Settings) -> Iterator[Services]:
    """The process's services, with these settings, until the end of the block."""
    ours = services_module.build(settings)
    services_module.install(ours)
    yield ours
    services_module.install(None)
    ours.runner.close()
    for agent in ours.runner.agents.values():
        if isinstance(agent, GeminiAgent):
            agent.close()
    ours.engine.dispose()


@pytest.fixture
def ours(sqlite_settings: Settings) -> Iterator[Services]:
    """The process's services, on this test's database."""
    with serving(sqlite_settings) as ours:
        yield ours


@pytest.fixture
def engine(ours: Services) -> Engine:
    """The engine the pages use."""
    return ours.engine


@pytest.fixture
def ana(engine: Engine) -> User:
    """Somebody with an account and PASSWORD."""
    with begin(engine) as session:
        return people.create_user(session, email="ana@example.com", password=PASSWORD, name="Ana")


@pytest.fixture
def jar(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The browser's cookies, as the next run sees them; `jar["violet"]` is the sign-in."""
    jar: dict[str, str] = {}
    monkeypatch.setattr(ContextProxy, "cookies", property(lambda _: jar))
    return jar


@pytest.fixture
def log_in(ours: Services) -> LogIn:
    """Opens a login for a person; returns it with its token."""

    def log_in(user: User, user_agent: str = "") -> tuple[Login, str]:
        with begin(ours.engine) as session:
            login = logins.start(session, user, user_agent)
        return login, tokens.issue(login, ours.settings.cookie_key.get_secret_value())

    return log_in

"""What one process holds: the settings, the engine and the runner, made once and shared by every page and route.

Module-level on purpose: an anonymous websocket can empty Streamlit's own resource cache for everybody.
"""

import threading
from dataclasses import dataclass

from sqlalchemy import Engine

from core.agent.agents import make_agents
from core.agent.runner import Runner
from core.config import Settings, load_settings
from core.logs import set_up
from core.store.database import make_engine
from core.store.migrations import migrate


@dataclass(frozen=True)
class Services:
    """The three things an entry point needs."""

    settings: Settings
    engine: Engine
    runner: Runner


_installed: Services | None = None
_lock = threading.Lock()


def build(settings: Settings) -> Services:
    """Make the services for these settings, with the database brought up to date.

    Raises Misconfigured or DatabaseUnavailable.
    """
    set_up(settings.log)
    engine = make_engine(settings)
    migrate(engine)
    return Services(settings, engine, Runner(engine, *make_agents(engine, settings)))


def services() -> Services:
    """This process's services, built from the environment on the first call; a failed build is tried again."""
    global _installed
    with _lock:
        if _installed is None:
            _installed = build(load_settings())
        return _installed


def install(replacement: Services | None) -> None:
    """Put these in place of the process's own (tests, the terminal); None builds afresh on the next call."""
    global _installed
    with _lock:
        _installed = replacement

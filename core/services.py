"""What one process holds: the settings, the engine and the runner, made once and shared by every page and route.

Module-level on purpose: an anonymous websocket can empty Streamlit's own resource cache for everybody.
"""

import threading
import time
from dataclasses import dataclass

from sqlalchemy import Engine

from core.agent.agents import make_agents
from core.agent.runner import Runner
from core.config import Settings, load_settings
from core.errors import AppError, DatabaseUnavailable
from core.logs import set_up
from core.store.database import make_engine
from core.store.migrations import check_and_migrate


@dataclass(frozen=True)
class Services:
    """The three things an entry point needs."""

    settings: Settings
    engine: Engine
    runner: Runner


_installed: Services | None = None
_lock = threading.Lock()
_rest_s = 0.0  # how long the last failure keeps the next try away: it doubles, so that pages fail at once meanwhile
_next_try = 0.0
LONGEST_REST_S = 8.0


def build(settings: Settings) -> Services:
    """Make the services for these settings, with the database brought up to date.

    Raises Misconfigured or DatabaseUnavailable.
    """
    set_up(settings.log)
    engine = make_engine(settings)
    try:
        check_and_migrate(engine)
    except AppError:
        engine.dispose()
        raise
    runner = Runner(engine, *make_agents(engine, settings), messages_per_minute=settings.messages_per_minute)
    runner.recover()
    return Services(settings, engine, runner)


def services() -> Services:
    """This process's services, built from the environment on the first call; a failed build is tried again.

    Raises Misconfigured, or DatabaseUnavailable: then the next tries come after 0.5, 1, 2, … 8 seconds.
    """
    global _installed, _rest_s, _next_try
    with _lock:
        if _installed is None:
            if time.monotonic() < _next_try:
                raise DatabaseUnavailable()
            try:
                _installed = build(load_settings())
            except DatabaseUnavailable:
                _rest_s = min(max(2 * _rest_s, 0.5), LONGEST_REST_S)
                _next_try = time.monotonic() + _rest_s
                raise
            _rest_s = 0.0
        return _installed


def install(replacement: Services | None) -> None:
    """Put these in place of the process's own (tests, the terminal); None builds afresh on the next call."""
    global _installed, _rest_s, _next_try
    with _lock:
        _installed, _rest_s, _next_try = replacement, 0.0, 0.0

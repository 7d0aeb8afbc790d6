"""How well a running Violet is: its database and the work at hand, for the chat and for operators."""

import time
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Engine, text

from core.agent.runner import Runner
from core.errors import DatabaseUnavailable
from core.store.database import reading

SLOW_MS = 500.0


@dataclass(frozen=True)
class Health:
    """What one look at the database found. `latency_ms` is None where it did not answer."""

    is_reachable: bool
    latency_ms: float | None = None

    @property
    def is_slow(self) -> bool:
        return self.latency_ms is not None and self.latency_ms > SLOW_MS


@dataclass(frozen=True)
class Standing:
    """Health in a few words: "good" is ready, "fair" works with a restriction, "poor" cannot work."""

    level: Literal["good", "fair", "poor"]
    words: str


def check(engine: Engine) -> Health:
    """Ask the database for the least there is. Never raises for one that is away."""
    began = time.perf_counter()
    try:
        with reading(engine) as session:
            session.execute(text("SELECT 1"))
    except DatabaseUnavailable:
        return Health(False)
    return Health(True, round(1000 * (time.perf_counter() - began), 3))


def standing(health: Health, runner: Runner) -> Standing:
    """What the indicator in the chat says. Who answers, and whether a model rests, is beside it."""
    if not health.is_reachable:
        return Standing("poor", "No connection to the database")
    if runner.is_closing:
        return Standing("poor", "Restarting")
    if runner.load[1]:
        return Standing("fair", "Busy")
    if health.is_slow:
        return Standing("fair", "Slow connection")
    return Standing("good", "Connected")


def gauges(health: Health, runner: Runner) -> dict[str, tuple[str, float]]:
    """What `/metrics` says besides the counts."""
    under_way, waiting = runner.load
    return {
        "violet_turns_under_way": ("Turns begun and not ended in this process.", under_way),
        "violet_turns_waiting": ("Turns that wait for a worker in this process.", waiting),
        "violet_database_up": ("1 where the database answers.", int(health.is_reachable)),
        "violet_database_latency_seconds": ("How long the database took to answer.", (health.latency_ms or 0) / 1000),
    }

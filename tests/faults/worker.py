"""A server without pages, in a process of its own: it runs the turns that it is sent.

It answers each with the message's id, then with every event. With a point it kills itself there, as a power cut would:
in the middle of a transaction, just after it, or between two steps of a turn.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from core.agent import runner as runner_module
from core.agent import turn as loop
from core.agent.protocol import Person
from core.agent.runner import Runner, Turn
from core.auth.people import find_by_email
from core.store import turns
from core.store.database import make_engine, reading
from core.tools import registry
from tests.databases import settings_for
from tests.faults.obedient import Obedient

POINTS = (
    "begun",  # the message is stored, no worker has it yet
    "answering",  # the agent is about to speak
    "in the call",  # the task is written, its transaction is not committed
    "after the call",  # committed, nobody told
    "second call",  # the next call is recorded, not committed
    "in the end",  # the end is written, not committed
    "after the end",  # committed, nobody told
)


def die(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(point: str) -> None:
    """Put the end of this process at that point."""
    calls = 0

    def wrap(module: Any, name: str, before: Callable[..., None] | None, after: Callable[..., None] | None) -> None:
        real = getattr(module, name)

        def wrapped(*args: Any, **kwargs: Any) -> Any:
            if before:
                before()
            result = real(*args, **kwargs)
            if after:
                after()
            return result

        setattr(module, name, wrapped)

    def die_at_second() -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            die()

    match point:
        case "begun":
            wrap(runner_module, "run_turn", die, None)
        case "answering":
            wrap(loop, "read_opening", None, die)
        case "in the call":
            wrap(registry, "run", None, die)
        case "after the call":
            wrap(loop, "_finished", die, None)
        case "second call":
            wrap(registry, "record", None, die_at_second)
        case "in the end":
            wrap(turns, "finish_turn", None, die)
        case "after the end":
            wrap(loop, "_tell_operators", die, None)


def main(database_url: str, emails: Sequence[str], point: str, orders: Connection, news: Connection) -> None:
    """Run the turns that come by `orders` until no more can come."""
    telling = threading.Lock()

    def tell(**line: Any) -> None:
        with telling:
            news.send(line)

    def follow(turn: Turn) -> None:
        for event in turn.follow():
            if event is not None:
                tell(**event.to_json() | {"message_id": turn.message_id})

    engine = make_engine(settings_for(database_url))
    # Time runs ten times as fast here, so that tests need not wait for a lost server to be noticed.
    runner_module.HEARTBEAT_S, runner_module.SILENT_S = 0.5, 1.2
    runner = Runner(engine, {"offline": Obedient()}, "offline")
    runner.recover()

    def person(email: str) -> Person:
        with reading(engine) as session:
            user = find_by_email(session, email)
        assert user is not None
        return Person(user.id, user.name, ZoneInfo("UTC"))

    people = {email: person(email) for email in emails}
    if point:
        die_at(point)

    def leave(*_: Any) -> None:
        runner.close()
        sys.exit(0)

    signal.signal(signal.SIGTERM, leave)
    tell(ready=True)
    while True:
        try:
            wanted = orders.recv()
        except EOFError:
            break
        turn = runner.start(
            people[wanted["email"]],
            UUID(wanted["conversation"]),
            wanted["text"],
            request_id=wanted["request"],
            create=True,
        )
        tell(message_id=turn.message_id, event="accepted")
        threading.Thread(target=follow, args=(turn,), daemon=True).start()
    runner.close()

"""One server's share of the load: `python -m tests.soak.load DATABASE_URL TURNS EMAIL…` talks for these people at once.

Everybody sends their turns as fast as the answers come, every other one twice, as a browser does that lost its answer.
"""

import sys
import threading
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from core.agent.events import TurnFinished
from core.agent.protocol import Call, Person, Report, Response, Say, TurnInput
from core.agent.runner import Runner
from core.auth.people import find_by_email
from core.store.database import make_engine, reading
from core.tools.registry import Request
from tests.databases import settings_for


class AddsWhatIsSaid:
    """Makes a task of every message: the smallest agent that writes."""

    name = "offline"
    model = None

    def respond(self, turn: TurnInput) -> Response:
        yield Report(title=f"{turn.person.name}'s tasks")
        (added,) = (yield Call((Request("add_task", {"title": turn.text}),))) or ()
        yield Say(f"Added {added.output['number']}: ")
        yield Say(turn.text)


def talk(engine: Engine, runner: Runner, email: str, turns: int) -> None:
    """Send this person's turns in one conversation; raises AssertionError for a turn that did not end well."""
    with reading(engine) as session:
        user = find_by_email(session, email)
    assert user is not None
    person, conversation_id = Person(user.id, user.name, ZoneInfo("UTC")), None
    for number in range(turns):
        text = f"{user.name} wants {number}"
        turn = runner.start(person, conversation_id, text, request_id=f"{number}")
        conversation_id = turn.conversation_id
        if number % 2:
            again = runner.start(person, conversation_id, text, request_id=f"{number}")
            assert again.message_id == turn.message_id
        last = [event for event in turn.follow() if event is not None][-1]
        assert isinstance(last, TurnFinished) and last.status == "done", last


def run(database_url: str, turns: int, emails: list[str]) -> list[str]:
    """Let everybody talk at once; returns what went wrong."""
    engine = make_engine(settings_for(database_url))
    runner = Runner(engine, {"offline": AddsWhatIsSaid()}, "offline")
    wrong: list[str] = []

    def one(email: str) -> None:
        try:
            talk(engine, runner, email, turns)
        except Exception as error:  # noqa: BLE001 - whatever it is, the report must carry it
            wrong.append(f"{email}: {error!r}")

    threads = [threading.Thread(target=one, args=(email,)) for email in emails]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    runner.close()
    engine.dispose()
    return wrong


if __name__ == "__main__":
    failures = run(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
    sys.exit("\n".join(failures) or 0)

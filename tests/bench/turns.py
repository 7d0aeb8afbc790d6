"""What a turn costs: storing one, against the bare driver; and a whole one, from the message to the last event."""

from collections.abc import Callable, Iterator
from itertools import count
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from core.agent.agents import make_agents
from core.agent.events import TurnFinished
from core.agent.plans import settle
from core.agent.protocol import Person
from core.agent.runner import Runner
from core.agent.turn import run_turn
from core.config import Settings
from core.store import turns
from core.store.database import begin
from tests.bench.figures import Figure, median_ms
from tests.bench.floors import raw_turn
from tests.people import add_person
from tests.soak.load import AddsWhatIsSaid


def measure(settings: Settings, engine: Engine, database: str) -> Iterator[Figure]:
    """The figures of this database."""
    user, raw_user = add_person(engine, "Ada"), add_person(engine, "Grace")
    person = Person(user.id, user.name, ZoneInfo("UTC"))
    raw = raw_turn(settings, raw_user.id, "Water the plants")
    yield median_ms(f"store/persist turn/{database}", stored_turn(engine, person), raw)
    runner = Runner(engine, *make_agents(engine, settings))
    yield median_ms(f"agent/offline turn/{database}", offline_turn(runner, person), n=100)
    runner.close()


def stored_turn(engine: Engine, person: Person) -> Callable[[], None]:
    """One turn that adds a task, in a new conversation, with an agent that needs no time to think."""
    agent = AddsWhatIsSaid()

    def turn() -> None:
        with begin(engine) as session:
            record = turns.begin_turn(session, person.id, None, "Water the plants", uuid4().hex, agent=agent.name)
            settle(session, person.id, record.conversation_id, record.message_id, None)
        ends: list[object] = []
        run_turn(engine, agent, person, record.message_id, ends.append)
        assert isinstance(ends[-1], TurnFinished), ends[-1]

    return turn


def offline_turn(runner: Runner, person: Person) -> Callable[[], None]:
    """One turn of a conversation of ten with the offline agent, through the runner, as a page does it."""
    numbers = count()
    conversation: list[UUID | None] = [None]

    def turn() -> None:
        number = next(numbers)
        started = runner.start(person, conversation[0] if number % 10 else None, f"add task to call client {number}")
        conversation[0] = started.conversation_id
        last = [event for event in started.follow() if event is not None][-1]
        assert isinstance(last, TurnFinished) and last.status == "done", last

    return turn

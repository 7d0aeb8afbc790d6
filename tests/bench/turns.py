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
from core.text import MESSAGE_LIMIT
from tests.bench.figures import Figure, median_ms
from tests.bench.floors import raw_turn
from tests.people import add_person
from tests.soak.load import AddsWhatIsSaid

# Texts that make rules look twice: many requests, many dates, brackets and quotes that never close, no words at all.
PIECES = (
    "lorem ipsum ",
    "add milk, ",
    "delete task 3 and ",
    "every second monday of the month ",
    "by friday ",
    "([",
    "'a' ",
    "1/2/",
    "👩‍👩‍👧",
    "买",
)


def measure(settings: Settings, engine: Engine, database: str) -> Iterator[Figure]:
    """The figures of this database."""
    user, raw_user = add_person(engine, "Ada"), add_person(engine, "Grace")
    person = Person(user.id, user.name, ZoneInfo("UTC"))
    raw = raw_turn(settings, raw_user.id, "Water the plants")
    yield median_ms(f"store/persist turn/{database}", stored_turn(engine, person), raw)
    runner = Runner(engine, *make_agents(engine, settings))
    yield median_ms(f"agent/offline turn/{database}", offline_turn(runner, person), n=100)
    yield long_texts(f"agent/4,000 characters of anything/{database}", runner, person)
    runner.close()


def long_texts(name: str, runner: Runner, person: Person) -> Figure:
    """The work of a whole turn on the longest message there is, of the kind of text that takes longest."""
    worst = max(median_ms(name, long_turn(runner, person, piece), n=10).violet for piece in PIECES)
    return Figure(name, "ms", worst, n=10 * len(PIECES))


def long_turn(runner: Runner, person: Person, piece: str) -> Callable[[], None]:
    """One turn on so many repeats of a piece of text as a message takes."""
    text = (piece * MESSAGE_LIMIT)[:MESSAGE_LIMIT]

    def turn() -> None:
        last = [event for event in runner.start(person, None, text).follow() if event is not None][-1]
        assert isinstance(last, TurnFinished), last

    return turn


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

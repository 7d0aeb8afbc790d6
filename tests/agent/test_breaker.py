"""The circuit breaker, with a clock of the test's own, and who answers while it is open."""

from collections.abc import Iterator

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine

from core.agent.breaker import Breaker
from core.agent.gemini import GeminiAgent, Retries
from core.agent.offline import OfflineAgent
from core.agent.protocol import Person
from core.agent.runner import GUEST_MESSAGES, Runner
from core.config import Settings
from core.errors import InvalidInput
from core.store import conversations
from core.store.database import begin, reading
from core.store.models import Revision, User
from tests.gemini_server import INVALID_KEY, KEY, GeminiServer, Refusal, chunk, gemini_server, says
from tests.talking import BERLIN


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(limit=3, rest_s=60, clock=clock)


def test_it_opens_after_failures_in_a_row(breaker: Breaker) -> None:
    for _ in range(2):
        breaker.failed()
    assert not breaker.is_open
    breaker.failed()
    assert breaker.is_open


def test_a_success_in_between_begins_the_count_again(breaker: Breaker) -> None:
    for _ in range(5):
        breaker.failed()
        breaker.failed()
        breaker.succeeded()
    assert not breaker.is_open


def test_it_closes_after_a_while_and_opens_at_the_next_failure(breaker: Breaker, clock: Clock) -> None:
    for _ in range(3):
        breaker.failed()
    clock.now += 59
    assert breaker.is_open
    clock.now += 1
    assert not breaker.is_open
    breaker.failed()
    assert breaker.is_open
    clock.now += 60
    breaker.succeeded()
    breaker.failed()
    assert not breaker.is_open


# -- who answers -----------------------------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[GeminiServer]:
    with gemini_server() as running:
        yield running
        assert running.problems == []


@pytest.fixture
def runner(
    server: GeminiServer, breaker: Breaker, sqlite_settings: Settings, sqlite_engine: Engine
) -> Iterator[Runner]:
    reached = sqlite_settings.model_copy(update={"gemini_api_key": SecretStr(KEY), "gemini_base_url": server.url})
    gemini = GeminiAgent(reached, retries=Retries(attempts=1), breaker=breaker)
    runner = Runner(sqlite_engine, {"gemini": gemini, "offline": OfflineAgent(sqlite_engine)}, "gemini")
    yield runner
    runner.close()
    gemini.close()


def answer(runner: Runner, engine: Engine, user: User, text: str, agent: str | None = None) -> tuple[str, str]:
    """(the agent that answered, how the turn ended)."""
    person = Person(user.id, user.name, BERLIN)
    turn = runner.start(person, None, text, agent=agent)
    for _ in turn.follow():
        pass
    with reading(engine) as session:
        message = conversations.get_message(session, user.id, turn.message_id)
    return message.agent or "", message.status.value


def test_gemini_out_of_reach_lets_the_offline_agent_answer(
    server: GeminiServer, runner: Runner, clock: Clock, sqlite_engine: Engine, sqlite_user: User
) -> None:
    def say(agent: str | None = None) -> tuple[str, str]:
        return answer(runner, sqlite_engine, sqlite_user, "hello", agent)

    server.otherwise = Refusal(503, "UNAVAILABLE")
    assert [say() for _ in range(3)] == [("gemini", "failed")] * 3
    assert (say(), say("gemini")) == (("offline", "done"), ("offline", "done"))
    assert runner.who_answers().name == "offline"
    assert len(server.requests) == 3
    clock.now += 60
    server.otherwise = says("I am back.")
    assert say() == ("gemini", "done")
    assert runner.who_answers().name == "gemini"


def test_gemini_refusing_the_key_counts_as_out_of_reach(
    server: GeminiServer, runner: Runner, sqlite_engine: Engine, sqlite_user: User
) -> None:
    server.otherwise = INVALID_KEY
    for _ in range(3):
        answer(runner, sqlite_engine, sqlite_user, "hello")
    assert runner.who_answers().name == "offline"


def test_gemini_declining_a_message_is_no_outage(
    server: GeminiServer, runner: Runner, sqlite_engine: Engine, sqlite_user: User
) -> None:
    server.otherwise = [chunk(finish="SAFETY")]
    for _ in range(5):
        assert answer(runner, sqlite_engine, sqlite_user, "hello") == ("gemini", "failed")
    assert runner.who_answers().name == "gemini"


def test_offline_can_be_chosen_beside_gemini(
    server: GeminiServer, runner: Runner, sqlite_engine: Engine, sqlite_user: User
) -> None:
    assert answer(runner, sqlite_engine, sqlite_user, "hello", "offline") == ("offline", "done")
    assert server.requests == []
    with pytest.raises(InvalidInput, match="gemini, offline"):
        runner.who_answers("nobody")


def test_gemini_answers_a_guest_twenty_times(
    server: GeminiServer, runner: Runner, sqlite_engine: Engine, sqlite_user: User
) -> None:
    server.otherwise = says("Hello.")
    with begin(sqlite_engine) as session:
        guest = User(email="guest@example.org", name="Guest", password_hash="!", is_guest=True)
        session.add(guest)
        session.flush()
        session.add(Revision(user_id=guest.id))
    agents = [answer(runner, sqlite_engine, guest, "hello")[0] for _ in range(GUEST_MESSAGES + 1)]
    assert agents == ["gemini"] * GUEST_MESSAGES + ["offline"]
    for _ in range(GUEST_MESSAGES + 1):
        assert answer(runner, sqlite_engine, sqlite_user, "hello")[0] == "gemini"

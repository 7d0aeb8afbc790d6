"""F18, F20–F25, F28, L5: what people, models and clocks do to a turn that a person should not notice."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, func, select

from core.agent import runner as runner_module
from core.agent.protocol import Call, Person, Say
from core.clock import clock_at, utc_now
from core.config import Settings
from core.store import conversations
from core.store import tasks as store
from core.store.database import begin, reading
from core.store.models import CONVERSATION, MESSAGE, TOOL_CALL, ToolCallStatus, User
from core.tools import registry
from core.tools.registry import Caller, Request
from tests.faults.obedient import Obedient
from tests.faults.test_database_away import person_of, running
from tests.faults.test_killed import thread_of, titles_of
from tests.people import add_person
from tests.talking import ScriptedAgent, Talk

EngineFor = Callable[[Settings], Engine]


# -- a model that asks for what it must not have ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("drop_everything", {}),
        ("complete_tasks", {"number": 1}),  # nearly a tool
        ("Complete_Task", {"number": 1}),
        ("complete_task", {"number": 1, "user_id": "{other}"}),
        ("delete_task", {"number": 1, "owner": "{other}"}),
        ("update_task", {"number": 1, "title": "Mine now", "user_id": "{other}"}),
        ("add_task", {"title": "In their list", "user_id": "{other}"}),
        ("complete_task", {"number": "one"}),
        ("complete_task", {"number": 10**30}),
        ("add_task", {"title": "x" * 10_000_000}),
        ("add_task", {"title": "Odd", "tags": [float("nan")]}),
    ],
)
def test_f18_calls_a_model_must_not_make_change_nothing(
    engine: Engine, user: User, other_user: User, name: str, arguments: dict[str, Any]
) -> None:
    theirs = Talk(engine, other_user, ScriptedAgent())
    theirs.has("Theirs")
    asked = {key: str(other_user.id) if value == "{other}" else value for key, value in arguments.items()}
    talk = Talk(engine, user, ScriptedAgent([Call((Request(name, asked),)), Say("I could not do that.")]))
    reply = talk.say("go on")
    assert reply.status == "done"
    (call,) = reply.calls
    assert (call.status, call.task_id) == (ToolCallStatus.ERROR, None) and call.error_message
    assert (talk.tasks, theirs.tasks) == ({}, {"Theirs": "todo"})


def test_f20_deleting_everything_waits_and_is_undone(engine: Engine, user: User) -> None:
    titles = [f"Task {number}" for number in range(30)]
    talk = Talk(engine, user, ScriptedAgent())
    numbers = talk.has(*titles)
    talk.agent.queue.append([Call(tuple(Request("delete_task", {"number": number}) for number in numbers))])
    assert talk.say("tidy up").status == "waiting" and len(talk.tasks) == 30
    talk.agent.queue.append([Say("Gone.")])
    talk.say("yes")
    assert talk.tasks == {}
    from core.tools.undo import undo_turn

    with begin(engine) as session:
        undo_turn(session, Caller(user.id, "chat", talk.zone), talk.message_ids[-1])
    assert set(talk.tasks) == set(titles)


@pytest.mark.parametrize("steps", [1, 4])
def test_f20_many_new_tasks_at_once_wait(engine: Engine, user: User, steps: int) -> None:
    """In one step, or a few at a time: beyond ten somebody is asked."""
    requests = [Request("add_task", {"title": f"Task {number}"}) for number in range(40)]
    size = len(requests) // steps
    plan = [Call(tuple(requests[start : start + size])) for start in range(0, len(requests), size)]
    talk = Talk(engine, user, ScriptedAgent(plan))
    reply = talk.say("plan my year")
    assert reply.status == "waiting" and len(talk.tasks) <= 10


def test_f20_two_hundred_new_tasks_are_refused(engine: Engine, user: User) -> None:
    talk = Talk(
        engine, user, ScriptedAgent([Call(tuple(Request("add_task", {"title": f"Task {n}"}) for n in range(200)))])
    )
    assert talk.say("plan my life").status == "failed" and talk.tasks == {}


# -- clocks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [timedelta(hours=-1), timedelta(days=-400), timedelta(hours=30)])
def test_f21_a_clock_that_jumps_changes_no_order(engine: Engine, user: User, step: timedelta) -> None:
    """Between two turns, and in the middle of one: its call ends before it began, by the clock on the wall."""
    talk = Talk(engine, user, ScriptedAgent(), now=datetime(2026, 10, 25, 0, 59, tzinfo=UTC))
    for number in range(3):
        talk.agent.queue.append([Call((Request("add_task", {"title": f"Task {number}"}),)), Say(f"Answer {number}")])
        talk.say(f"message {number}")
        assert talk.now is not None
        talk.now += step
    assert talk.conversation_id is not None
    with reading(engine) as session:
        thread = conversations.read_thread(session, user.id, talk.conversation_id)
        calls = session.execute(select(TOOL_CALL.created_at, TOOL_CALL.completed_at)).all()
    said = [message.content for message in thread.messages]
    assert said == ["message 0", "Answer 0", "message 1", "Answer 1", "message 2", "Answer 2"]
    assert all(ended >= began for began, ended in calls)


def test_f21_a_clock_set_back_during_a_call_does_not_break_its_record(engine: Engine, user: User) -> None:
    caller = Caller(user.id, "board", ZoneInfo("UTC"))
    with begin(engine) as session:
        (row,) = registry.record(session, caller, [Request("add_task", {"title": "Alpha"})])
        with clock_at(utc_now() - timedelta(hours=1)):
            registry.run(session, caller, row)
        assert row.status is ToolCallStatus.SUCCESS and row.completed_at == row.created_at


@pytest.mark.parametrize(
    ("zone", "now", "tomorrow"),
    [
        ("Europe/Berlin", "2026-03-28T23:30+01:00", "2026-03-29"),  # the night that loses an hour
        ("Europe/Berlin", "2026-10-24T23:30+02:00", "2026-10-25"),  # the one that has one more
        ("Pacific/Kiritimati", "2026-06-30T10:30+00:00", "2026-07-02"),  # it is tomorrow there already
        ("Pacific/Niue", "2026-07-01T10:30+00:00", "2026-07-01"),
        ("UTC", "2038-01-18T23:59:59+00:00", "2038-01-19"),  # the last second but one day of 32-bit clocks
    ],
)
def test_f21_tomorrow_is_the_persons_own(engine: Engine, user: User, zone: str, now: str, tomorrow: str) -> None:
    from core.agent.offline import OfflineAgent

    moment = datetime.fromisoformat(now)
    talk = Talk(engine, user, OfflineAgent(engine), zone=ZoneInfo(zone), now=moment)
    talk.say("add call the plumber tomorrow")
    due = talk.task(1).due_at
    assert due is not None and due.date().isoformat() == tomorrow


# -- people in a hurry -----------------------------------------------------------------------------------------------


def test_f22_whoever_leaves_loses_nothing(engine: Engine, user: User) -> None:
    """A closed tab, a click elsewhere and a rerun all end in a follower that goes away."""
    agent = Obedient()
    with running(engine, agent) as runner:
        turn = runner.start(person_of(user), None, "add Alpha; wait; add Beta; say Both are there.")
        follower = turn.follow()
        next(follower)
        assert agent.is_waiting.wait(10)
        follower.close()
        agent.gate.set()
        assert turn.wait(10)
    assert thread_of(engine, user)[1] == ("assistant", "done", "Both are there.")
    assert titles_of(engine, user) == ["Alpha", "Beta"]


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each returns or raises, all begun at the same moment."""
    barrier, results = threading.Barrier(len(deeds)), [None] * len(deeds)

    def do(place: int) -> None:
        barrier.wait(10)
        try:
            results[place] = deeds[place]()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            results[place] = error

    threads = [threading.Thread(target=do, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_f23_two_tabs_send_at_once(engine: Engine, user: User) -> None:
    """Two servers, one conversation, five messages each at the same moments: all there, whole, one after the other."""
    conversation_id = uuid4()
    with running(engine, Obedient()) as one, running(engine, Obedient()) as other:
        turns = []
        for number in range(5):
            turns += at_once(
                *(
                    lambda runner=runner, name=name, number=number: runner.start(
                        person_of(user), conversation_id, f"add {name}{number}; say {name}{number}", create=True
                    )
                    for name, runner in (("one", one), ("other", other))
                )
            )
        assert all(turn.wait(60) for turn in turns)
    thread = thread_of(engine, user)
    assert len(thread) == 20 and {status for _, status, _ in thread} == {"done"}
    with reading(engine) as session:
        rows = session.execute(select(MESSAGE.sequence_number, MESSAGE.content).order_by(MESSAGE.sequence_number)).all()
    assert [number for number, _ in rows] == list(range(20))
    for (_, said), (_, answer) in zip(rows[::2], rows[1::2], strict=True):
        assert said.endswith(f"say {answer}")
    assert len(set(titles_of(engine, user))) == 10


def test_f24_two_tabs_change_one_task_at_once(engine: Engine, user: User) -> None:
    """Both saw the same version: one wins, the other is told, and nothing is overwritten in silence."""
    talk = Talk(engine, user, ScriptedAgent())
    talk.has("Draft")
    for round_ in range(5):
        seen = talk.task(1).version

        def save(title: str, seen: int = seen) -> str:
            with begin(engine) as session:
                task = store.get_task(session, user.id, 1, for_update=True)
                return store.change_task(session, task, {"title": title}, expected_version=seen).title

        results = at_once(lambda r=round_: save(f"Left {r}"), lambda r=round_: save(f"Right {r}"))
        (won,) = [result for result in results if isinstance(result, str)]
        (lost,) = [result for result in results if not isinstance(result, str)]
        assert type(lost).__name__ == "Conflict" and "changed in the meantime" in str(lost)
        assert talk.task(1).title == won and talk.task(1).version == seen + 1


def test_f24_completing_a_repeating_task_twice_leaves_one_next(engine: Engine, user: User) -> None:
    talk = Talk(engine, user, ScriptedAgent())
    talk.call("add_task", title="Water the plants", due="2026-11-23", repeat="FREQ=DAILY")
    rows = at_once(*([lambda: talk.call("complete_task", number=1)] * 4))
    assert {row.status for row in rows} == {ToolCallStatus.SUCCESS}
    with reading(engine) as session:
        assert len(store.titles(session, user.id)) == 2


@pytest.mark.parametrize("servers", [1, 2])
def test_f25_a_double_click_is_one_turn(engine: Engine, user: User, servers: int) -> None:
    """Also where the browser's second try reaches another server, and the conversation is not there yet."""
    for number in range(4):
        talk, request = uuid4(), f"r{number}"
        with running(engine, Obedient()) as one, running(engine, Obedient()) as other:
            turns = at_once(
                *(
                    lambda runner=runner, talk=talk, request=request: runner.start(
                        person_of(user), talk, "add Alpha; say Added.", request_id=request, create=True
                    )
                    for runner in ((one, other) if servers == 2 else (one, one))
                )
            )
            assert len({turn.message_id for turn in turns}) == 1
            deadline = time.monotonic() + 20
            while len(titles_of(engine, user)) <= number and time.monotonic() < deadline:
                time.sleep(0.02)
    assert titles_of(engine, user) == ["Alpha"] * 4
    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(CONVERSATION)) == 4
        assert session.scalar(select(func.count()).select_from(MESSAGE)) == 8


# -- a full house ----------------------------------------------------------------------------------------------------


def test_f28_a_full_pool_queues_with_a_notice(
    sqlite_engine: Engine, sqlite_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "WORKERS", 2)
    agent, person = Obedient(), person_of(sqlite_user)
    from core.health import check, standing

    with running(sqlite_engine, agent) as runner:
        slow = [runner.start(person, None, "wait; say At last.") for _ in range(2)]
        until_began(agent, 2)
        third = runner.start(person_of(add_person(sqlite_engine, "Grace")), None, "add Hers; say Hello.")
        time.sleep(0.2)
        assert third.is_queued and third.is_running and not any(turn.is_queued for turn in slow)
        assert standing(check(sqlite_engine), runner).words == "Busy"
        agent.gate.set()
        assert third.wait(10) and third.text == "Hello."
        assert all(turn.wait(10) for turn in slow)


def until_began(agent: Obedient, count: int) -> None:
    deadline = time.monotonic() + 10
    while len(agent.began) < count and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(agent.began) >= count


def test_f28_one_busy_conversation_keeps_nobody_else_waiting(
    sqlite_engine: Engine, sqlite_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forty messages wait behind a slow one; a pool they sat in would be full."""
    monkeypatch.setattr(runner_module, "WORKERS", 3)
    agent = Obedient()
    with running(sqlite_engine, agent) as runner:
        first = runner.start(person_of(sqlite_user), None, "wait; say First.")
        behind = [runner.start(person_of(sqlite_user), first.conversation_id, f"add {number}") for number in range(40)]
        hers = runner.start(person_of(add_person(sqlite_engine, "Grace")), None, "say Hello.")
        assert hers.wait(10) and hers.text == "Hello."
        agent.gate.set()
        assert all(turn.wait(60) for turn in behind)
    assert titles_of(sqlite_engine, sqlite_user) == [str(number) for number in range(40)]


def test_f28_a_retry_goes_before_what_was_sent_after_it(sqlite_engine: Engine, sqlite_user: User) -> None:
    person = Person(sqlite_user.id, "Ada", ZoneInfo("UTC"))
    agent = Obedient()
    with running(sqlite_engine, agent) as runner:
        failed = runner.start(person, None, "wait; say One.")
        until_began(agent, 1)
        later = [runner.start(person, failed.conversation_id, f"say {number}") for number in range(3)]
        failed.stop()
        assert failed.wait(10)
        agent.gate.set()
        assert all(turn.wait(20) for turn in later)
        again = runner.retry(person, failed.message_id)
        assert again.wait(10) and again.text == "One."


def test_l5_a_slow_model_does_not_slow_the_others(sqlite_engine: Engine, sqlite_user: User) -> None:
    agent, grace = Obedient(), person_of(add_person(sqlite_engine, "Grace"))

    def p95(runner: Any) -> float:
        times = []
        for number in range(40):
            began = time.perf_counter()
            turn = runner.start(grace, None, f"add Task {number}; say Added.")
            assert turn.wait(20)
            times.append(time.perf_counter() - began)
        return sorted(times)[37]

    with running(sqlite_engine, agent) as runner:
        p95(runner)  # warm
        alone = p95(runner)
        slow = runner.start(person_of(sqlite_user), None, "wait; say At last.")
        until_began(agent, 121 - 40)
        beside = p95(runner)
        assert slow.is_running
    assert beside <= 1.5 * alone + 0.1  # the tenth of a second is for whatever else this machine does

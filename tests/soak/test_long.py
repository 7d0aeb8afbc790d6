"""L3, L4: what must not grow. Turn after turn takes no more memory, threads or files; long lists stay quick."""

import gc
import os
import threading
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from uuid import uuid4

import pytest
from sqlalchemy import Engine, insert, text

from core.agent.runner import Runner
from core.config import Settings
from core.store import conversations
from core.store.database import begin, reading
from core.store.models import Conversation, utc_now
from tests.faults.obedient import Obedient
from tests.faults.test_database_away import person_of
from tests.people import add_person


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


def connections_of(settings: Settings, engine: Engine) -> int:
    """How many connections the server has for this database; 0 for a file."""
    if settings.sqlite_path:
        return 0
    with reading(engine) as session:
        return int(
            session.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")) or 0
        )


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads Linux's /proc")
@pytest.mark.parametrize(
    ("turns", "grows_mb"),
    [pytest.param(150, 12, id="small"), pytest.param(2000, 12, id="full", marks=pytest.mark.soak)],
)
def test_l3_turn_after_turn_leaves_nothing_behind(
    settings: Settings, engine: Engine, turns: int, grows_mb: float
) -> None:
    """Every conversation has five turns. The first 200 turns fill what is kept on purpose: caches and event logs."""
    runner, person = Runner(engine, {"offline": Obedient()}, "offline"), person_of(add_person(engine, "Ada"))
    warm = 200 if turns < 1000 else 700  # a runner keeps the logs of 500 turns

    def talk(count: int) -> None:
        conversation_id = None
        for number in range(count):
            if number % 5 == 0:
                conversation_id = None
            turn = runner.start(person, conversation_id, f"add Task {number}; say Added.")
            conversation_id = turn.conversation_id
            assert turn.wait(30)

    talk(warm)
    gc.collect()
    memory, threads, files = resident_mb(), threading.active_count(), open_files()
    connections = connections_of(settings, engine)
    talk(turns)
    gc.collect()
    print(f"\n{turns} turns: {resident_mb() - memory:+.1f} MB, {connections_of(settings, engine)} connections")
    assert threading.active_count() <= threads + 1
    assert open_files() <= files + 2
    assert resident_mb() - memory < grows_mb
    assert connections_of(settings, engine) <= max(connections, 4)
    if settings.sqlite_path:
        assert Path(f"{settings.sqlite_path}-wal").stat().st_size <= 17_000_000
    else:
        with reading(engine) as session:
            idle = "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"
            assert session.scalar(text(f"{idle} AND datname = current_database()")) == 0
    runner.close(1)


@pytest.mark.parametrize(
    "many", [pytest.param(10_000, id="small"), pytest.param(100_000, id="full", marks=pytest.mark.soak)]
)
def test_l4_the_list_of_sessions_does_not_care_how_many_there_are(engine: Engine, many: int) -> None:
    few, rich = add_person(engine, "Ada"), add_person(engine, "Grace")
    now = utc_now()
    with begin(engine) as session:
        for user, count in ((few, 1_000), (rich, many)):
            rows = [
                {"id": uuid4(), "user_id": user.id, "title": f"Talk {n}", "updated_at": now - timedelta(seconds=n)}
                for n in range(count)
            ]
            session.execute(insert(Conversation), rows)
    with engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()

    def typical(user_id: object) -> float:
        times = []
        for _ in range(31):
            began = time.perf_counter()
            with reading(engine) as session:
                assert len(conversations.list_conversations(session, user_id)) == 30  # type: ignore[arg-type]
            times.append(time.perf_counter() - began)
        return median(times)

    typical(few.id), typical(rich.id)
    assert typical(rich.id) <= 1.5 * typical(few.id) + 0.005

"""Rows of tasks: numbers, order, filters, snapshots, the trash, and that nobody reaches anybody else's."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from core.errors import Conflict, NotFound
from core.store import tasks
from core.store.database import begin, reading
from core.store.models import Priority, Task, TaskStatus, User
from core.store.tasks import TaskQuery

BERLIN, HONOLULU, KIRITIMATI = (ZoneInfo(name) for name in ("Europe/Berlin", "Pacific/Honolulu", "Pacific/Kiritimati"))
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)  # a Wednesday
MAY_DAY = datetime(2020, 5, 1, 22, 30, tzinfo=UTC)  # in Berlin, it is the second of May


def day(month: int, number: int) -> datetime:
    """A due date without a time, as it is stored."""
    return datetime(2026, month, number, tzinfo=UTC)


def make(engine: Engine, user: User, title: str, **fields: Any) -> int:
    with begin(engine) as session:
        return tasks.create_task(session, user.id, title=title, **fields).number


def found(engine: Engine, user: User, zone: ZoneInfo = BERLIN, now: datetime = NOON, **query: Any) -> list[str]:
    with reading(engine) as session:
        page = tasks.find_tasks(session, user.id, TaskQuery(**query), zone, now)
    return [task.title for task in page.tasks]


def task(engine: Engine, user: User, number: int, **options: Any) -> Task:
    with reading(engine) as session:
        return tasks.get_task(session, user.id, number, **options)


# -- numbers and owners ----------------------------------------------------------------------------------------------


def test_numbers_count_per_person_and_are_never_reused(engine: Engine, user: User, other_user: User) -> None:
    assert [make(engine, user, f"Task {n}") for n in range(3)] == [1, 2, 3]
    assert make(engine, other_user, "Hers") == 1
    with begin(engine) as session:
        last = tasks.get_task(session, user.id, 3)
        tasks.change_task(session, last, {"deleted_at": datetime(2020, 1, 1, tzinfo=UTC)})
    with begin(engine) as session:
        assert tasks.purge_trash(session) == 1
    assert make(engine, user, "After the purge") == 4


def test_two_adds_at_once_get_different_numbers(engine: Engine, user: User) -> None:
    numbers: list[int] = []
    ready = threading.Barrier(4)

    def add(name: int) -> None:
        ready.wait()
        numbers.append(make(engine, user, f"Task {name}"))

    threads = [threading.Thread(target=add, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == [1, 2, 3, 4]


def test_a1_somebody_elses_task_looks_like_none(engine: Engine, user: User, other_user: User) -> None:
    for number in range(1, 3):
        make(engine, other_user, f"Secret {number}", tags=["private"])
    make(engine, user, "Mine")
    with reading(engine) as session:
        with pytest.raises(NotFound) as theirs:
            tasks.get_task(session, user.id, 2)
        with pytest.raises(NotFound) as nobodys:
            tasks.get_task(session, user.id, 99)
        assert str(theirs.value).replace("2", "99") == str(nobodys.value)
        assert [title for _, title, _, _ in tasks.titles(session, user.id)] == ["Mine"]
        assert tasks.tags_in_use(session, user.id) == []
        assert tasks.count_by_status(session, user.id)[TaskStatus.TODO] == 1
    assert found(engine, user) == ["Mine"] and found(engine, user, search="Secret") == []


def test_numbers_too_large_for_any_database_are_not_there(engine: Engine, user: User) -> None:
    for number in (2**31, 2**70, 10**30, 0, -1):
        with reading(engine) as session, pytest.raises(NotFound):
            tasks.get_task(session, user.id, number)


def test_nobody_adds_to_an_account_that_is_gone(engine: Engine) -> None:
    with pytest.raises(NotFound, match="account"), begin(engine) as session:
        tasks.create_task(session, User(email="x", name="x", password_hash="!").id, title="Lost")


# -- changing --------------------------------------------------------------------------------------------------------


def test_a_change_counts_the_version_and_moves_the_revision(engine: Engine, user: User) -> None:
    make(engine, user, "Draft")
    with reading(engine) as session:
        before = tasks.revision(session, user.id)
    with begin(engine) as session:
        tasks.change_task(session, tasks.get_task(session, user.id, 1), {"title": "Final"}, expected_version=1)
    changed = task(engine, user, 1)
    assert (changed.title, changed.version) == ("Final", 2)
    with reading(engine) as session:
        assert tasks.revision(session, user.id) == before + 1


def test_f24_a_change_of_an_old_version_is_refused(engine: Engine, user: User) -> None:
    make(engine, user, "Draft")
    with begin(engine) as session:
        tasks.change_task(session, tasks.get_task(session, user.id, 1), {"title": "Theirs"})
    with pytest.raises(Conflict), begin(engine) as session:
        tasks.change_task(session, tasks.get_task(session, user.id, 1), {"title": "Mine"}, expected_version=1)
    assert task(engine, user, 1).title == "Theirs"


def test_done_and_open_again_keep_completed_at_true(engine: Engine, user: User) -> None:
    make(engine, user, "Walk")
    with begin(engine) as session:
        tasks.change_task(session, tasks.get_task(session, user.id, 1), {"status": TaskStatus.DONE})
    assert task(engine, user, 1).completed_at is not None
    with begin(engine) as session:
        tasks.change_task(session, tasks.get_task(session, user.id, 1), {"status": TaskStatus.DOING})
    assert task(engine, user, 1).completed_at is None
    make(engine, user, "Born done", status=TaskStatus.DONE)
    assert task(engine, user, 2).completed_at is not None


def test_the_trash_hides_a_task_and_gives_it_back(engine: Engine, user: User) -> None:
    make(engine, user, "Walk")
    with begin(engine) as session:
        tasks.change_task(session, tasks.get_task(session, user.id, 1), {"deleted_at": NOON})
    assert found(engine, user) == [] and found(engine, user, trashed=True) == ["Walk"]
    with pytest.raises(NotFound):
        task(engine, user, 1)
    assert task(engine, user, 1, trashed=True).title == "Walk"
    with begin(engine) as session:
        assert tasks.purge_trash(session, NOON) == 0  # what went there at that very time stays
        assert tasks.purge_trash(session, NOON + timedelta(seconds=1)) == 1
    with pytest.raises(NotFound):
        task(engine, user, 1, trashed=True)


# -- places on the board ---------------------------------------------------------------------------------------------


def place(engine: Engine, user: User, number: int, status: TaskStatus, **neighbours: int | None) -> None:
    with begin(engine) as session:
        mine = tasks.get_task(session, user.id, number)
        tasks.place_task(session, mine, status, neighbours.get("before"), neighbours.get("after"))


def column(engine: Engine, user: User, status: str) -> list[str]:
    return found(engine, user, status=status, sort="position")


def test_a_new_task_stands_on_top(engine: Engine, user: User) -> None:
    for title in ("One", "Two", "Three"):
        make(engine, user, title)
    assert column(engine, user, "todo") == ["Three", "Two", "One"]


def test_moves_between_neighbours_edges_and_columns(engine: Engine, user: User) -> None:
    for title in ("One", "Two", "Three"):
        make(engine, user, title)
    place(engine, user, 1, TaskStatus.TODO, before=2, after=3)
    assert column(engine, user, "todo") == ["Three", "One", "Two"]
    place(engine, user, 3, TaskStatus.TODO, after=2)
    assert column(engine, user, "todo") == ["One", "Two", "Three"]
    place(engine, user, 3, TaskStatus.TODO, before=1)
    assert column(engine, user, "todo") == ["Three", "One", "Two"]
    place(engine, user, 1, TaskStatus.DOING)
    assert (column(engine, user, "todo"), column(engine, user, "doing")) == (["Three", "Two"], ["One"])


def test_a_thousand_moves_into_the_same_gap_keep_the_order(sqlite_engine: Engine, sqlite_user: User) -> None:
    for title in ("Top", "Left", "Right", "Bottom"):
        make(sqlite_engine, sqlite_user, title)
    with begin(sqlite_engine) as session:
        one, two = (tasks.get_task(session, sqlite_user.id, number) for number in (2, 3))
        for turn in range(120):
            mover, other = (one, two) if turn % 2 else (two, one)
            tasks.place_task(session, mover, TaskStatus.TODO, other.number, 4)
    assert column(sqlite_engine, sqlite_user, "todo") == ["Bottom", "Left", "Right", "Top"]


# -- finding ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def many(engine: Engine, user: User) -> Engine:
    """Tasks in all states around Wednesday 25 November 2026."""
    for title, fields in {
        "Overdue": {"due_at": day(11, 20), "priority": Priority.LOW, "created_at": MAY_DAY},
        "Overdue but done": {"due_at": day(11, 19), "status": TaskStatus.DONE, "completed_at": NOON},
        "Today": {"due_at": day(11, 25), "priority": Priority.HIGH},
        "This morning": {"due_at": datetime(2026, 11, 25, 8, 0, tzinfo=BERLIN), "due_has_time": True},
        "This evening": {"due_at": datetime(2026, 11, 25, 20, 0, tzinfo=BERLIN), "due_has_time": True},
        "Tomorrow": {"due_at": day(11, 26), "status": TaskStatus.DOING, "tags": ["home", "garden"]},
        "Sunday": {"due_at": day(11, 29), "tags": ["home"], "rrule": "FREQ=WEEKLY"},
        "Monday": {"due_at": day(11, 30), "description": "Bring the 100% wool_socks"},
        "Some day": {"priority": Priority.MEDIUM},
    }.items():
        make(engine, user, title, **fields)
    return engine


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        (
            {"status": "open"},
            ["Overdue", "Today", "This morning", "This evening", "Tomorrow", "Sunday", "Monday", "Some day"],
        ),
        ({"status": "doing"}, ["Tomorrow"]),
        ({"status": "done"}, ["Overdue but done"]),
        ({"priority": "high"}, ["Today"]),
        ({"priority": "none", "status": "doing"}, ["Tomorrow"]),
        ({"due": "overdue"}, ["Overdue", "This morning"]),
        ({"due": "today"}, ["Today", "This morning", "This evening"]),
        ({"due": "tomorrow"}, ["Tomorrow"]),
        ({"due": "week"}, ["Today", "This morning", "This evening", "Tomorrow", "Sunday"]),
        ({"due": "none"}, ["Some day"]),
        ({"due_from": date(2026, 11, 26), "due_to": date(2026, 11, 29)}, ["Tomorrow", "Sunday"]),
        ({"completed_from": date(2026, 11, 25), "completed_to": date(2026, 11, 25)}, ["Overdue but done"]),
        ({"completed_to": date(2026, 11, 24)}, []),
        ({"created_from": date(2020, 5, 2), "created_to": date(2020, 5, 2)}, ["Overdue"]),
        ({"created_to": date(2020, 5, 1)}, []),
        ({"repeats": True}, ["Sunday"]),
        ({"repeats": False, "status": "open", "tag": "home"}, ["Tomorrow"]),
        ({"tag": "home"}, ["Tomorrow", "Sunday"]),
        ({"tag": "HOME"}, ["Tomorrow", "Sunday"]),
        ({"tag": "hom"}, []),
        ({"search": "day this"}, []),
        ({"search": "SUN day"}, ["Sunday"]),
        ({"search": "wool"}, ["Monday"]),
        ({"search": "100%"}, ["Monday"]),
        ({"search": "%"}, ["Monday"]),
        ({"search": "_"}, ["Monday"]),
        ({"search": "'; DROP TABLE tasks"}, []),
        ({"sort": "priority", "priority": None, "limit": 2}, ["Today", "Some day"]),
        ({"sort": "number", "limit": 2}, ["Overdue", "Overdue but done"]),
        ({"sort": "created", "limit": 2}, ["Some day", "Monday"]),
        ({"sort": "completed", "limit": 1}, ["Overdue but done"]),
    ],
)
def test_filters(many: Engine, user: User, query: dict[str, Any], titles: list[str]) -> None:
    assert found(many, user, **query) == titles


@pytest.mark.parametrize(
    ("zone", "now", "today"),
    [
        (KIRITIMATI, datetime(2026, 11, 24, 10, 30, tzinfo=UTC), ["Today"]),  # already Wednesday there
        (HONOLULU, datetime(2026, 11, 26, 9, 30, tzinfo=UTC), ["Today"]),  # still Wednesday there
        (HONOLULU, datetime(2026, 11, 26, 10, 30, tzinfo=UTC), []),
    ],
)
def test_i14_today_is_the_persons_own_day(
    engine: Engine, user: User, zone: ZoneInfo, now: datetime, today: list[str]
) -> None:
    make(engine, user, "Today", due_at=day(11, 25))
    assert found(engine, user, zone, now, due="today") == today


def test_pages_follow_each_other_with_the_total(engine: Engine, user: User) -> None:
    for number in range(7):
        make(engine, user, f"Task {number}")
    seen, offset = [], 0
    while offset is not None:
        with reading(engine) as session:
            page = tasks.find_tasks(session, user.id, TaskQuery(sort="number", limit=3, offset=offset), BERLIN, NOON)
        assert page.total == 7
        seen += [task.number for task in page.tasks]
        offset = page.next_offset
    assert seen == [1, 2, 3, 4, 5, 6, 7]


def test_counts_titles_and_tags(many: Engine, user: User) -> None:
    with reading(many) as session:
        assert tasks.count_by_status(session, user.id) == {
            TaskStatus.TODO: 7,
            TaskStatus.DOING: 1,
            TaskStatus.DONE: 1,
        }
        assert tasks.tags_in_use(session, user.id) == ["garden", "home"]
        assert (6, "Tomorrow", TaskStatus.DOING, None) in tasks.titles(session, user.id)


# -- snapshots -------------------------------------------------------------------------------------------------------


def test_a_snapshot_restores_everything_a_person_can_see(engine: Engine, user: User) -> None:
    make(
        engine,
        user,
        "Before",
        description="d",
        priority=Priority.HIGH,
        due_at=NOON,
        due_has_time=True,
        rrule="FREQ=DAILY",
        tags=["a"],
    )
    earlier = tasks.snapshot(task(engine, user, 1))
    with begin(engine) as session:
        mine = tasks.get_task(session, user.id, 1)
        changes = {"title": "After", "description": "", "priority": None, "due_at": None, "due_has_time": False}
        tasks.change_task(session, mine, changes | {"rrule": None, "tags": [], "status": TaskStatus.DONE})
    assert not tasks.is_unchanged_since(task(engine, user, 1), earlier)
    with begin(engine) as session:
        tasks.restore(session, tasks.get_task(session, user.id, 1), earlier)
    restored = task(engine, user, 1)
    assert tasks.is_unchanged_since(restored, earlier)
    assert restored.version == 3 and tasks.snapshot(restored)["position"] == earlier["position"]


def test_a_move_within_its_column_is_no_change_that_undo_would_lose(engine: Engine, user: User) -> None:
    make(engine, user, "One")
    make(engine, user, "Two")
    earlier = tasks.snapshot(task(engine, user, 1))
    place(engine, user, 1, TaskStatus.TODO, before=2)
    assert tasks.is_unchanged_since(task(engine, user, 1), earlier)

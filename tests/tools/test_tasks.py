"""The five tools: what they change, what they return, and what they refuse in words an agent can act on."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from core.clock import clock_at
from core.store import tasks as store
from core.store.database import begin, reading
from core.store.models import Priority, Task, TaskStatus, ToolCall, ToolCallStatus, User
from core.text import DESCRIPTION_LIMIT, TITLE_LIMIT
from core.tools import registry
from core.tools.registry import Caller
from core.tools.tasks import due_in

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=BERLIN)


class Door:
    """One person's door to the tools."""

    def __init__(self, engine: Engine, user: User, zone: ZoneInfo = BERLIN) -> None:
        self.engine, self.user, self.zone = engine, user, zone

    def __call__(self, name: str, **arguments: Any) -> ToolCall:
        with begin(self.engine) as session:
            return registry.call(session, Caller(self.user.id, "board", self.zone), name, arguments)

    def does(self, name: str, **arguments: Any) -> dict[str, Any]:
        """The output of a call that must succeed."""
        row = self(name, **arguments)
        assert row.status is ToolCallStatus.SUCCESS, row.error_message
        return row.tool_output or {}

    def fails(self, name: str, **arguments: Any) -> str:
        """The sentence of a call that must not."""
        row = self(name, **arguments)
        assert row.status is ToolCallStatus.ERROR and row.tool_output == {"error": row.error_message}
        return row.error_message or ""

    def task(self, number: int, **options: Any) -> Task:
        with reading(self.engine) as session:
            return store.get_task(session, self.user.id, number, **options)


@pytest.fixture
def door(engine: Engine, user: User) -> Door:
    return Door(engine, user)


@pytest.fixture
def one(sqlite_engine: Engine, sqlite_user: User) -> Door:
    """A door on SQLite only, for what is not about the database."""
    return Door(sqlite_engine, sqlite_user)


# -- add -------------------------------------------------------------------------------------------------------------


def test_a_task_with_everything(door: Door) -> None:
    added = door.does(
        "add_task",
        title="  Call   the dentist ",
        description="About the crown",
        priority="high",
        due="2026-11-27T17:00",
        repeat="FREQ=MONTHLY",
        tags=["#Health", "new tooth", "health", " "],
    )
    assert added | {"created_at": "", "updated_at": ""} == {
        "number": 1,
        "title": "Call the dentist",
        "description": "About the crown",
        "status": "todo",
        "priority": "high",
        "tags": ["health", "new-tooth"],
        "due_at": "2026-11-27T17:00:00+01:00",
        "due_has_time": True,
        "rrule": "FREQ=MONTHLY",
        "created_at": "",
        "updated_at": "",
        "completed_at": None,
    }
    assert door.task(1).due_at == datetime(2026, 11, 27, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Honolulu", "UTC"])
def test_a_day_stays_that_day_in_every_zone(door: Door, zone: str) -> None:
    door.zone = ZoneInfo(zone)
    assert door.does("add_task", title="x", due="2026-11-27")["due_at"] == "2026-11-27"
    assert due_in(door.task(1), door.zone) == date(2026, 11, 27)


def test_a_time_with_an_offset_means_that_moment(one: Door) -> None:
    assert one.does("add_task", title="x", due="2026-11-27T10:00:00Z")["due_at"] == "2026-11-27T11:00:00+01:00"


def test_a_repeat_without_a_date_starts_on_the_first_day_it_names(one: Door) -> None:
    with clock_at(MONDAY):
        assert one.does("add_task", title="x", repeat="FREQ=WEEKLY;BYDAY=WE")["due_at"] == "2026-11-25"
        assert one.does("add_task", title="x", repeat="FREQ=DAILY")["due_at"] == "2026-11-23"
        ended = one.does("add_task", title="x", repeat="FREQ=DAILY;UNTIL=20200101")
    assert ended["due_at"] is None


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ({}, "title: Field required"),
        ({"title": " \n "}, "needs a title"),
        ({"title": "x" * (TITLE_LIMIT + 1)}, "at most 500 characters, this one has 501"),
        ({"title": "x", "description": "x" * (DESCRIPTION_LIMIT + 1)}, "at most 5,000 characters"),
        ({"title": "x", "priority": "urgent"}, "priority"),
        ({"title": "x", "due": "31 February"}, "is not a date I know"),
        ({"title": "x", "due": "2026-02-31"}, "is not a date I know"),
        ({"title": "x", "due": "0001-01-01"}, "is not a date I know"),
        ({"title": "x", "due": "9999-12-31"}, "is not a date I know"),
        ({"title": "x", "due": "2026-11-27T25:00"}, "is not a date I know"),
        ({"title": "x", "repeat": "FREQ=SOMETIMES"}, "repeat"),
        ({"title": "x", "tags": "home"}, "tags"),
        ({"title": 5}, "title"),
        ({"title": "x", "user_id": "somebody else"}, "user_id: Extra inputs are not permitted"),
    ],
)
def test_what_cannot_be_added_is_explained_and_adds_nothing(one: Door, arguments: dict[str, Any], part: str) -> None:
    assert part in one.fails("add_task", **arguments)
    assert one.does("list_tasks")["total"] == 0


@pytest.mark.parametrize(
    "title", ["<script>alert(1)</script>", "'; DROP TABLE tasks; --", "👩‍👩‍👧 مرحبا \u202e", "%_\\"]
)
def test_i5_odd_titles_are_kept_exactly(door: Door, title: str) -> None:
    assert door.does("add_task", title=title)["title"] == title
    assert door.task(1).title == title


def test_i3_i4_characters_no_database_can_hold_are_cleaned(door: Door) -> None:
    added = door.does("add_task", title="a\x00b\ud800c", description="line\r\ntwo\x07")
    assert (added["title"], added["description"]) == ("ab\ufffdc", "line\ntwo")


# -- list ------------------------------------------------------------------------------------------------------------


def test_pages_by_cursor(one: Door) -> None:
    for number in range(5):
        one.does("add_task", title=f"Task {number}")
    first = one.does("list_tasks", limit=2, sort="number")
    second = one.does("list_tasks", limit=2, sort="number", cursor=first["next_cursor"])
    last = one.does("list_tasks", limit=2, sort="number", cursor=second["next_cursor"])
    assert [task["number"] for page in (first, second, last) for task in page["tasks"]] == [1, 2, 3, 4, 5]
    assert (first["total"], last["next_cursor"]) == (5, None)


@pytest.mark.parametrize(
    "arguments", [{"limit": 0}, {"limit": 101}, {"cursor": "-1"}, {"cursor": "x"}, {"due": "soon"}]
)
def test_lists_out_of_range_are_refused(one: Door, arguments: dict[str, Any]) -> None:
    assert one.fails("list_tasks", **arguments)


def test_filters_reach_the_store(door: Door) -> None:
    door.does("add_task", title="High", priority="high", due="2020-01-01")
    door.does("add_task", title="Tagged", tags=["home"], description="wool socks")
    done = door.does("add_task", title="Done")
    door.does("complete_task", number=done["number"])
    for arguments, titles in (
        ({"status": "open"}, ["High", "Tagged"]),
        ({"priority": "high"}, ["High"]),
        ({"due": "overdue"}, ["High"]),
        ({"due_from": "2019-12-31", "due_to": "2020-01-02"}, ["High"]),
        ({"tag": "home"}, ["Tagged"]),
        ({"search": "wool"}, ["Tagged"]),
        ({"status": "done", "completed_from": "2020-01-01"}, ["Done"]),
        ({"status": "open", "created_from": "2020-01-01", "repeats": False}, ["High", "Tagged"]),
        ({"created_to": "2020-01-01"}, []),
        ({"repeats": True}, []),
    ):
        assert [task["title"] for task in door.does("list_tasks", **arguments)["tasks"]] == titles


# -- complete --------------------------------------------------------------------------------------------------------


def test_completing_and_opening_again(door: Door) -> None:
    door.does("add_task", title="Walk")
    done = door.does("complete_task", number=1)
    assert (done["status"], done["changed"]) == ("done", ["status"]) and done["completed_at"]
    again = door("complete_task", number=1)
    assert again.tool_output and again.tool_output["changed"] == [] and again.after is None
    opened = door.does("complete_task", number=1, completed=False)
    assert (opened["status"], opened["completed_at"]) == ("todo", None)


@pytest.mark.parametrize(
    ("due", "rule", "following", "rest"),
    [
        ("2026-11-23", "FREQ=WEEKLY", "2026-11-30", "FREQ=WEEKLY"),
        ("2026-11-25", "FREQ=DAILY", "2026-11-26", "FREQ=DAILY"),  # done early
        ("2026-11-02", "FREQ=WEEKLY", "2026-11-23", "FREQ=WEEKLY"),  # missed ones are skipped, the rhythm is kept
        ("2026-11-23T08:30", "FREQ=DAILY", "2026-11-24T08:30:00+01:00", "FREQ=DAILY"),
        ("2026-10-24T08:30", "FREQ=MONTHLY", "2026-11-24T08:30:00+01:00", "FREQ=MONTHLY"),  # over summer time's end
        ("2026-11-23", "FREQ=DAILY;COUNT=3", "2026-11-24", "FREQ=DAILY;COUNT=2"),
        ("2026-11-23", "FREQ=DAILY;COUNT=1", None, None),
        ("2026-11-23", "FREQ=DAILY;UNTIL=20261123", None, None),
    ],
)
def test_a_repeating_task_leaves_its_next(
    one: Door, due: str, rule: str, following: str | None, rest: str | None
) -> None:
    with clock_at(MONDAY):
        one.does("add_task", title="Water", due=due, repeat=rule, tags=["home"], priority="low", description="d")
        row = one("complete_task", number=1)
    assert row.tool_output
    successor = row.tool_output.get("next")
    if following is None:
        assert successor is None and one.does("list_tasks", status="open")["total"] == 0
        return
    assert (successor["number"], successor["due_at"], successor["rrule"]) == (2, following, rest)
    assert (successor["tags"], successor["priority"], successor["description"]) == (["home"], "low", "d")
    assert row.after and row.after["next"]["number"] == 2


# -- update ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "changed"),
    [
        ({"title": "New"}, ["title"]),
        ({"title": "Old"}, []),
        ({"description": "d", "priority": "high"}, ["description", "priority"]),
        ({"due": "2026-12-01"}, ["due"]),
        ({"due": "2026-12-01T10:00", "status": "doing"}, ["due", "status"]),
        ({"repeat": "FREQ=DAILY", "due": "2026-12-01"}, ["due", "repeat"]),
        ({"tags": ["b", "a"]}, ["tags"]),
        ({"status": "done"}, ["status"]),
    ],
)
def test_an_update_changes_what_is_given_and_names_it(one: Door, arguments: dict[str, Any], changed: list[str]) -> None:
    one.does("add_task", title="Old")
    row = one("update_task", number=1, **arguments)
    assert row.tool_output and row.tool_output["changed"] == changed
    assert (row.before is not None, row.after is not None) == (bool(changed), bool(changed))


def test_null_clears_a_field(door: Door) -> None:
    door.does("add_task", title="x", description="d", priority="low", due="2026-12-01", repeat="FREQ=DAILY", tags=["a"])
    cleared = door.does("update_task", number=1, description=None, priority=None, due=None, repeat=None, tags=None)
    assert cleared["changed"] == ["description", "due", "priority", "repeat", "tags"]
    task = door.task(1)
    assert (task.description, task.priority, task.due_at, task.rrule, task.tags) == ("", None, None, None, [])
    door.does("update_task", number=1, status="doing")
    assert door.does("update_task", number=1, status=None)["status"] == "todo"


def test_a_new_repeat_finds_its_first_day(one: Door) -> None:
    one.does("add_task", title="x")
    with clock_at(MONDAY):
        assert one.does("update_task", number=1, repeat="FREQ=WEEKLY;BYDAY=FR")["due_at"] == "2026-11-27"


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ({"number": 1}, "Say what to change"),
        ({"number": 1, "title": None}, "needs a title"),
        ({"number": 1, "title": "  "}, "needs a title"),
        ({"number": 7, "title": "x"}, "There is no task 7"),
        ({"number": 0, "title": "x"}, "number"),
        ({"number": "one", "title": "x"}, "number"),
        ({"title": "x"}, "number"),
        ({"number": 1, "due": "tomorrow"}, "is not a date I know"),
        ({"number": 1, "owner": "me"}, "owner"),
    ],
)
def test_what_cannot_be_updated_is_explained(one: Door, arguments: dict[str, Any], part: str) -> None:
    one.does("add_task", title="Old")
    assert part in one.fails("update_task", **arguments)
    assert one.task(1).version == 1


# -- delete and owners -----------------------------------------------------------------------------------------------


def test_deleting_moves_to_the_trash(door: Door) -> None:
    door.does("add_task", title="Walk")
    row = door("delete_task", number=1)
    assert row.tool_output and row.tool_output["title"] == "Walk"
    assert row.before and row.before["deleted_at"] is None and row.after and row.after["deleted_at"]
    assert door.task(1, trashed=True).title == "Walk"
    assert "no task 1" in door.fails("delete_task", number=1)


@pytest.mark.parametrize("name", ["complete_task", "update_task", "delete_task"])
def test_a1_a3_somebody_elses_task_is_not_there(door: Door, engine: Engine, other_user: User, name: str) -> None:
    theirs = Door(engine, other_user)
    for number in range(2):
        theirs.does("add_task", title=f"Secret {number}")
    door.does("add_task", title="Mine")
    more = {"title": "Taken"} if name == "update_task" else {}
    assert door.fails(name, number=2, **more) == "There is no task 2 on your list."
    assert door.does("list_tasks")["total"] == 1
    assert theirs.task(2).status is TaskStatus.TODO and theirs.task(2).version == 1


def test_lists_hold_only_ones_own(door: Door, engine: Engine, other_user: User) -> None:
    Door(engine, other_user).does("add_task", title="Secret")
    assert door.does("list_tasks", search="Secret")["total"] == 0


def test_every_change_can_be_read_from_the_log(door: Door) -> None:
    before = door("add_task", title="Walk", priority="low")
    assert before.before is None and before.after and before.after["title"] == "Walk"
    row = door("update_task", number=1, priority="high")
    assert row.before and row.after
    assert (row.before["priority"], row.after["priority"]) == ("low", "high")
    assert row.task_id == before.task_id == door.task(1).id and door.task(1).priority is Priority.HIGH
    assert row.completed_at and row.completed_at - row.created_at < timedelta(seconds=5)

"""Undo: all of a turn or nothing with the reason, whatever the turn did, and itself an entry of the log."""

from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from core.clock import utc_now
from core.errors import Conflict, NotFound
from core.store import tasks as store
from core.store import turns
from core.store.database import begin, reading
from core.store.models import MessageStatus, TaskStatus, ToolCall, ToolCallStatus, User
from core.tools import registry
from core.tools.registry import Caller, Request
from core.tools.undo import UNDO, last_change, undo_calls, undo_turn

ZONE = ZoneInfo("Europe/Berlin")


class Room:
    """One conversation of one person, in which turns make calls."""

    def __init__(self, engine: Engine, user: User) -> None:
        self.engine, self.user, self.caller = engine, user, Caller(user.id, "offline", ZONE)
        with begin(engine) as session:
            record = turns.begin_turn(session, user.id, None, "hello", uuid4().hex, agent="offline")
            turns.finish_turn(session, record.message_id, status=MessageStatus.DONE, content="hello")
        self.conversation_id = record.conversation_id
        self.silent_turn = record.message_id

    def turn(self, *calls: tuple[str, dict[str, Any]]) -> int:
        """A turn that makes these calls; returns the id of its answer."""
        with begin(self.engine) as session:
            record = turns.begin_turn(
                session, self.user.id, self.conversation_id, "do it", uuid4().hex, agent="offline"
            )
            rows = registry.record(
                session,
                self.caller,
                [Request(name, arguments) for name, arguments in calls],
                message_id=record.message_id,
            )
            for row in rows:
                registry.run(session, self.caller, row)
            turns.finish_turn(session, record.message_id, status=MessageStatus.DONE, content="ok")
        return record.message_id

    def alone(self, name: str, **arguments: Any) -> ToolCall:
        """A call from the board."""
        with begin(self.engine) as session:
            return registry.call(session, Caller(self.user.id, "board", ZONE), name, arguments)

    def undo(self, turn_id: int) -> ToolCall:
        with begin(self.engine) as session:
            return undo_turn(session, self.caller, turn_id)

    @property
    def last_change(self) -> int | None:
        with reading(self.engine) as session:
            return last_change(session, self.user.id, self.conversation_id)

    @property
    def tasks(self) -> dict[str, str]:
        with reading(self.engine) as session:
            return {title: status.value for _, title, status, _ in sorted(store.titles(session, self.user.id))}


@pytest.fixture
def room(engine: Engine, user: User) -> Room:
    return Room(engine, user)


def test_adding_is_undone_by_the_trash(room: Room) -> None:
    turn_id = room.turn(("add_task", {"title": "Walk"}))
    entry = room.undo(turn_id)
    assert room.tasks == {}
    assert (entry.tool_name, entry.tool_input, entry.status) == (UNDO, {"turn": turn_id}, ToolCallStatus.SUCCESS)
    assert entry.tool_output and entry.tool_output["undone"] == ["add_task"]
    assert [(task["title"], task["removed"]) for task in entry.tool_output["tasks"]] == [("Walk", True)]
    assert entry.execution_time_ms is not None and entry.completed_at
    with reading(room.engine) as session:
        assert store.get_task(session, room.user.id, 1, trashed=True).title == "Walk"


@pytest.mark.parametrize(
    ("call", "before"),
    [
        (("complete_task", {"number": 1}), {"Walk": "todo"}),
        (("update_task", {"number": 1, "title": "Run", "priority": "high", "due": "2026-12-01"}), {"Walk": "todo"}),
        (("update_task", {"number": 1, "status": "doing"}), {"Walk": "todo"}),
        (("delete_task", {"number": 1}), {"Walk": "todo"}),
    ],
)
def test_every_change_is_put_back(room: Room, call: tuple[str, dict[str, Any]], before: dict[str, str]) -> None:
    room.alone("add_task", title="Walk", description="d", tags=["a"], due="2026-11-30T10:00")
    with reading(room.engine) as session:
        earlier = store.snapshot(store.get_task(session, room.user.id, 1))
    room.undo(room.turn(call))
    assert room.tasks == before
    with reading(room.engine) as session:
        assert store.is_unchanged_since(store.get_task(session, room.user.id, 1), earlier)


def test_a_whole_turn_goes_back_at_once(room: Room) -> None:
    room.alone("add_task", title="Walk")
    turn_id = room.turn(
        ("add_task", {"title": "Swim"}),
        ("update_task", {"number": 1, "title": "Run"}),
        ("complete_task", {"number": 1}),
        ("complete_task", {"number": 99}),
        ("list_tasks", {}),
    )
    entry = room.undo(turn_id)
    assert room.tasks == {"Walk": "todo"}
    assert entry.tool_output and sorted(entry.tool_output["undone"]) == ["add_task", "complete_task", "update_task"]


def test_a_repeating_task_takes_its_next_back(room: Room) -> None:
    room.alone("add_task", title="Water", due="2030-01-01", repeat="FREQ=DAILY")
    turn_id = room.turn(("complete_task", {"number": 1}))
    assert len(room.tasks) == 1 and room.alone("list_tasks").tool_output["total"] == 2  # type: ignore[index]
    room.undo(turn_id)
    assert room.alone("list_tasks").tool_output["total"] == 1  # type: ignore[index]
    assert room.tasks == {"Water": "todo"}


@pytest.mark.parametrize(
    "meanwhile",
    [
        ("update_task", {"number": 1, "title": "Mine now"}),
        ("complete_task", {"number": 1, "completed": False}),
        ("delete_task", {"number": 1}),
    ],
)
def test_nothing_is_touched_where_somebody_changed_a_task_since(
    room: Room, meanwhile: tuple[str, dict[str, Any]]
) -> None:
    room.alone("add_task", title="Walk")
    turn_id = room.turn(("complete_task", {"number": 1}), ("add_task", {"title": "Swim"}))
    name, arguments = meanwhile
    room.alone(name, **arguments)
    before = room.tasks
    with pytest.raises(Conflict, match="changed again since"):
        room.undo(turn_id)
    assert room.tasks == before and room.last_change == turn_id


def test_the_next_of_a_repeat_counts_as_a_task_of_the_turn(room: Room) -> None:
    room.alone("add_task", title="Water", due="2030-01-01", repeat="FREQ=DAILY")
    turn_id = room.turn(("complete_task", {"number": 1}))
    room.alone("complete_task", number=2)
    with pytest.raises(Conflict):
        room.undo(turn_id)


def test_a_task_deleted_for_good_cannot_come_back(room: Room) -> None:
    turn_id = room.turn(("add_task", {"title": "Walk"}))
    room.alone("delete_task", number=1)
    with begin(room.engine) as session:
        assert store.purge_trash(session, utc_now()) == 1
    with pytest.raises(Conflict, match="for good"):
        room.undo(turn_id)


def test_a_move_on_the_board_within_its_column_is_in_nobodys_way(room: Room) -> None:
    room.alone("add_task", title="Swim")
    turn_id = room.turn(("add_task", {"title": "Walk"}))
    with begin(room.engine) as session:
        walk = store.get_task(session, room.user.id, 2)
        store.place_task(session, walk, TaskStatus.TODO, None, 1)
    room.undo(turn_id)
    assert room.tasks == {"Swim": "todo"}


def test_undo_walks_back_turn_by_turn(room: Room) -> None:
    first = room.turn(("add_task", {"title": "Walk"}))
    second = room.turn(("update_task", {"number": 1, "title": "Run"}))
    assert room.last_change == second
    room.undo(second)
    assert (room.tasks, room.last_change) == ({"Walk": "todo"}, first)
    with pytest.raises(NotFound, match="nothing to undo"):
        room.undo(second)
    room.undo(first)
    assert (room.tasks, room.last_change) == ({}, None)


def test_a_turn_that_changed_nothing_has_nothing_to_undo(room: Room) -> None:
    room.alone("add_task", title="Walk", priority="high")
    same = room.turn(("update_task", {"number": 1, "priority": "high"}), ("list_tasks", {}))
    for turn_id in (room.silent_turn, same):
        with pytest.raises(NotFound):
            room.undo(turn_id)
    assert room.last_change is None


def test_a1_somebody_elses_turn_is_not_there(room: Room, engine: Engine, other_user: User) -> None:
    turn_id = room.turn(("add_task", {"title": "Walk"}))
    with reading(engine) as session:
        assert last_change(session, other_user.id, room.conversation_id) is None
    for wrong in (turn_id, turn_id - 1, 10**12):
        with pytest.raises(NotFound, match="can't find that turn"), begin(engine) as session:
            undo_turn(session, Caller(other_user.id, "board", ZONE), wrong)
    assert room.tasks == {"Walk": "todo"}


def test_calls_of_any_door_are_undone_together(room: Room, engine: Engine, other_user: User) -> None:
    rows = [room.alone("add_task", title=title) for title in ("Walk", "Swim")]
    ids = [row.id or 0 for row in rows]
    with pytest.raises(NotFound), begin(engine) as session:
        undo_calls(session, Caller(other_user.id, "board", ZONE), ids)
    with begin(engine) as session:
        entry = undo_calls(session, room.caller, ids)
        assert entry.tool_input == {"calls": ids}
    assert room.tasks == {}
    with pytest.raises(NotFound, match="nothing left"), begin(engine) as session:
        undo_calls(session, room.caller, ids)


def test_a_refused_undo_leaves_the_log_readable(room: Room) -> None:
    """Looking at what a repeat left behind must not change the entry it is read from."""
    room.alone("add_task", title="Water", due="2030-01-01", repeat="FREQ=DAILY")
    turn_id = room.turn(("complete_task", {"number": 1}))
    room.alone("update_task", number=1, title="Water more")
    with begin(room.engine) as session:
        for _ in range(2):
            with pytest.raises(Conflict):
                undo_turn(session, room.caller, turn_id)

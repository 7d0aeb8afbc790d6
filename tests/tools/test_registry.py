"""One way to run a tool: schemas for models, arguments checked, the log entry together with the deed."""

import json
import math
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, func, select

from core.errors import DatabaseUnavailable, NotFound, ToolFailed
from core.store import tasks as store
from core.store.database import begin, reading
from core.store.models import TOOL_CALL, ToolCall, ToolCallStatus, User
from core.tools import confirmation, registry
from core.tools.confirmation import make_plan, must_ask
from core.tools.registry import Caller, Request

UTC_ZONE = ZoneInfo("UTC")


def caller_of(user: User, actor: str = "mcp:inspector") -> Caller:
    return Caller(user.id, actor, UTC_ZONE)


def call(engine: Engine, user: User, name: str, **arguments: Any) -> ToolCall:
    with begin(engine) as session:
        return registry.call(session, caller_of(user), name, arguments)


def logged(engine: Engine, user_id: UUID) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).where(TOOL_CALL.user_id == user_id)) or 0


# -- schemas ---------------------------------------------------------------------------------------------------------


def test_the_tools_are_the_five() -> None:
    assert list(registry.tools()) == ["add_task", "list_tasks", "complete_task", "update_task", "delete_task"]
    assert [name for name, tool in registry.tools().items() if tool.is_destructive] == ["delete_task"]
    assert [name for name, tool in registry.tools().items() if tool.is_read_only] == ["list_tasks"]


@pytest.mark.parametrize("name", list(registry.tools()))
def test_a3_a_schema_says_what_a_model_needs_and_names_no_owner(name: str) -> None:
    tool = registry.tools()[name]
    schema = tool.schema()
    json.dumps(schema)
    assert schema["type"] == "object" and schema["additionalProperties"] is False
    assert not {"user", "user_id", "owner"} & set(schema["properties"])
    assert len(tool.description) > 20
    assert not any("title" in field for field in schema["properties"].values())  # pydantic's own annotations


def test_a_property_called_title_survives() -> None:
    assert "title" in registry.tools()["add_task"].schema()["properties"]
    assert registry.tools()["add_task"].schema()["required"] == ["title"]


# -- the log ---------------------------------------------------------------------------------------------------------


def test_a_call_outside_a_turn_is_logged_with_its_actor(engine: Engine, user: User) -> None:
    row = call(engine, user, "add_task", title="Walk")
    assert (row.actor, row.message_id, row.call_number) == ("mcp:inspector", None, None)
    assert (row.status, row.error_message) == (ToolCallStatus.SUCCESS, None)
    assert row.execution_time_ms is not None and row.execution_time_ms >= 0
    assert len(row.input_hash) == 64 and row.task_id


def test_the_same_arguments_have_the_same_hash(engine: Engine, user: User) -> None:
    one, two, other = (
        call(engine, user, "add_task", **arguments)
        for arguments in (
            {"title": "Walk", "priority": "low"},
            {"priority": "low", "title": "Walk"},
            {"title": "Walk", "priority": "high"},
        )
    )
    assert one.input_hash == two.input_hash != other.input_hash


def test_a_deed_that_fails_half_way_leaves_only_its_entry(
    engine: Engine, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The task was written before the tool gave up: the savepoint takes it back, the log keeps the reason."""
    really_create = store.create_task

    def create_and_fail(*args: Any, **fields: Any) -> None:
        really_create(*args, **fields)
        raise ToolFailed("No room left.")

    monkeypatch.setattr(store, "create_task", create_and_fail)
    row = call(engine, user, "add_task", title="Walk")
    assert (row.status, row.error_message) == (ToolCallStatus.ERROR, "No room left.")
    monkeypatch.undo()
    assert call(engine, user, "list_tasks").tool_output == {"tasks": [], "total": 0, "next_cursor": None}


def test_a_bug_in_a_tool_keeps_neither_deed_nor_entry(
    engine: Engine, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(store, "create_task", broken)
    with pytest.raises(ZeroDivisionError):
        call(engine, user, "add_task", title="Walk")
    assert logged(engine, user.id) == 0


def test_a_database_that_is_away_is_no_tool_error(
    sqlite_engine: Engine, sqlite_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise DatabaseUnavailable

    monkeypatch.setattr(store, "create_task", away)
    with pytest.raises(DatabaseUnavailable):
        call(sqlite_engine, sqlite_user, "add_task", title="Walk")
    assert logged(sqlite_engine, sqlite_user.id) == 0


def test_a_recorded_call_runs_once(engine: Engine, user: User) -> None:
    with begin(engine) as session:
        (row,) = registry.record(session, caller_of(user), [Request("add_task", {"title": "Walk"}, "because")])
        assert (row.status, row.reasoning) == (ToolCallStatus.PENDING, "because")
        call_id = row.id or 0
    for _ in range(2):
        with begin(engine) as session:
            row = registry.run(session, caller_of(user), registry.lock(session, caller_of(user), call_id))
            assert row.status is ToolCallStatus.SUCCESS
    assert (call(engine, user, "list_tasks").tool_output or {})["total"] == 1


def test_a1_somebody_elses_recorded_call_is_not_there(engine: Engine, user: User, other_user: User) -> None:
    with begin(engine) as session:
        (row,) = registry.record(session, caller_of(other_user), [Request("add_task", {"title": "Walk"})])
        call_id = row.id or 0
    for wrong in (call_id, call_id + 999):
        with pytest.raises(NotFound), begin(engine) as session:
            registry.lock(session, caller_of(user), wrong)


def test_call_or_raise_takes_the_deed_and_its_entry_back(engine: Engine, user: User) -> None:
    with pytest.raises(ToolFailed, match="There is no task 4"), begin(engine) as session:
        registry.call_or_raise(session, caller_of(user), "add_task", {"title": "Walk"})
        registry.call_or_raise(session, caller_of(user), "complete_task", {"number": 4})
    assert logged(engine, user.id) == 0


# -- what a model may send -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["add_tasks", "", "delete_all_tasks", "x" * 500, "a\x00b"])
def test_f18_an_unknown_tool_is_refused_by_name(engine: Engine, user: User, name: str) -> None:
    row = call(engine, user, name)
    assert row.status is ToolCallStatus.ERROR and "add_task" in (row.error_message or "")
    assert len(row.tool_name) <= 64


@pytest.mark.parametrize(
    "arguments",
    [
        {"title": math.nan},
        {"title": ["a", "b"]},
        {"title": "x", "priority": math.inf},
        {"title": {"deep": [1, None, {"nan": -math.inf}]}},
        {"title": "x" * 10_000_000},
        {"title": "x", "tags": ["t"] * 50_000},
        {"title": "x", "surrogate \ud800": "\x00"},
        {"number": 2**80, "title": "x"},
    ],
)
def test_f17_arguments_no_database_can_hold_are_a_logged_error(
    engine: Engine, user: User, arguments: dict[str, Any]
) -> None:
    row = call(engine, user, "add_task", **arguments)
    assert row.status is ToolCallStatus.ERROR and row.error_message
    assert len(json.dumps(row.tool_input)) < registry.INPUT_LIMIT + 100
    assert (call(engine, user, "list_tasks").tool_output or {})["total"] == 0


def test_arguments_that_are_no_object_are_an_error(engine: Engine, user: User) -> None:
    with begin(engine) as session:
        row = registry.call(session, caller_of(user), "list_tasks", ["not", "an", "object"])  # type: ignore[arg-type]
    assert row.status is ToolCallStatus.ERROR and row.tool_input == {"value": ["not", "an", "object"]}


def test_at_most_three_problems_are_named(sqlite_engine: Engine, sqlite_user: User) -> None:
    row = call(sqlite_engine, sqlite_user, "add_task", title="", a=1, b=2, c=3, d=4)
    assert len((row.error_message or "").split("; ")) == 3


# -- what must be asked ----------------------------------------------------------------------------------------------


def requests(*calls: tuple[str, dict[str, Any]]) -> list[Request]:
    return [Request(name, arguments) for name, arguments in calls]


def asks(engine: Engine, user: User, *calls: tuple[str, dict[str, Any]]) -> list[bool]:
    with reading(engine) as session:
        return must_ask(session, user.id, requests(*calls))


def test_deletes_ask_unless_there_is_nothing_to_delete(engine: Engine, user: User, other_user: User) -> None:
    call(engine, user, "add_task", title="Walk")
    call(engine, other_user, "add_task", title="x")
    call(engine, other_user, "add_task", title="y")
    delete = [("delete_task", {"number": number}) for number in (1, 2, "1", None)]
    assert asks(engine, user, *delete, ("delete_task", {})) == [True, False, False, False, False]


@pytest.mark.parametrize(
    ("count", "name", "arguments", "expected"),
    [
        (4, "complete_task", {"number": 1}, False),
        (5, "complete_task", {"number": 1}, True),
        (5, "update_task", {"number": 1, "priority": "low"}, True),
        (10, "add_task", {"title": "x"}, False),
        (11, "add_task", {"title": "x"}, True),
        (30, "list_tasks", {}, False),
        (30, "unknown_tool", {}, False),
    ],
)
def test_bulk_changes_ask(
    sqlite_engine: Engine, sqlite_user: User, count: int, name: str, arguments: dict[str, Any], expected: bool
) -> None:
    assert asks(sqlite_engine, sqlite_user, *([(name, arguments)] * count)) == [expected] * count


def test_completing_and_updating_count_together(sqlite_engine: Engine, sqlite_user: User) -> None:
    mixed = [("complete_task", {"number": 1})] * 3 + [("update_task", {"number": 1})] * 2 + [("add_task", {})]
    assert asks(sqlite_engine, sqlite_user, *mixed) == [True] * 5 + [False]


@pytest.mark.parametrize(
    ("calls", "title", "verb"),
    [
        ([("delete_task", {"number": 1})], "Delete “Walk”?", "Delete"),
        ([("delete_task", {"number": 1}), ("delete_task", {"number": 9})], "Delete 2 tasks?", "Delete"),
        ([("complete_task", {"number": 1})] * 5, "Complete 5 tasks?", "Complete"),
        ([("complete_task", {"number": 1, "completed": False})] * 5, "Reopen 5 tasks?", "Reopen"),
        ([("update_task", {"number": 1})] * 5, "Change 5 tasks?", "Change"),
        ([("complete_task", {"number": 1}), ("update_task", {"number": 1})], "Change 2 tasks?", "Change"),
        ([("add_task", {"title": "Swim"})] * 11, "Add 11 tasks?", "Add"),
    ],
)
def test_plans_say_what_they_would_do(
    sqlite_engine: Engine, sqlite_user: User, calls: list[tuple[str, dict[str, Any]]], title: str, verb: str
) -> None:
    call(sqlite_engine, sqlite_user, "add_task", title="Walk")
    with begin(sqlite_engine) as session:
        rows = registry.record(session, caller_of(sqlite_user), requests(*calls))
        plan = make_plan(session, sqlite_user.id, rows)
    assert (plan.title, plan.verb, len(plan.rows)) == (title, verb, len(calls))
    json.dumps(plan.to_json())
    assert {row.title for row in plan.rows} <= {"Walk", "Swim", "a task"}


def test_a_plan_does_not_show_somebody_elses_title(engine: Engine, user: User, other_user: User) -> None:
    call(engine, other_user, "add_task", title="Secret")
    with begin(engine) as session:
        rows = registry.record(session, caller_of(user), requests(("complete_task", {"number": 1})))
        plan = make_plan(session, user.id, rows)
    assert plan.rows == (confirmation.PlanRow(rows[0].id or 0, "complete_task", 1, "a task"),)

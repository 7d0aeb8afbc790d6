"""What the board changes, and what it reads, on both databases."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select

from core.config import Settings
from core.errors import Conflict, NotFound, ToolFailed
from core.store import tasks as store
from core.store.board import changes_since, read_columns, read_trash, story_of
from core.store.database import begin, reading
from core.store.models import TOOL_CALL, Task, TaskStatus, ToolCall, User, utc_now
from core.store.tasks import TaskQuery, snapshot
from core.tools.registry import Caller, Request, lock, record, run
from pages.components import task_changes
from pages.components.board import Move

TODO, DOING, DONE = TaskStatus.TODO, TaskStatus.DOING, TaskStatus.DONE
UTC = ZoneInfo("UTC")


@pytest.fixture
def engine(settings: Settings, engine_for: Callable[[Settings], Engine]) -> Engine:
    """Once on each database, unlike the pages' own."""
    return engine_for(settings)


@pytest.fixture
def ada(user: User) -> Caller:
    return Caller(user.id, "board", UTC)


def add(engine: Engine, caller: Caller, *titles: str, **fields: Any) -> list[int]:
    """Adds tasks, the first one first; the last one ends up on top of its column."""
    calls = task_changes.add_cards(engine, caller, [{"title": title, **fields} for title in titles])
    return [call.tool_output["number"] for call in calls if call.tool_output]


def task(engine: Engine, caller: Caller, number: int) -> Task:
    with reading(engine) as session:
        return store.get_task(session, caller.user_id, number, trashed=True)


def log(engine: Engine, caller: Caller) -> list[tuple[str, str, str]]:
    with reading(engine) as session:
        rows = session.scalars(select(TOOL_CALL).where(TOOL_CALL.user_id == caller.user_id).order_by(TOOL_CALL.id))
        return [(row.actor, row.tool_name, row.status.value) for row in rows]


def order(engine: Engine, caller: Caller, status: TaskStatus, **query: Any) -> list[int]:
    return [each.number for each in columns(engine, caller, **query)[status].tasks]


def columns(engine: Engine, caller: Caller, limit: int = 50, **query: Any) -> Any:
    asked = TaskQuery(**{"sort": "position", **query})
    with reading(engine) as session:
        return read_columns(session, caller.user_id, asked, UTC, dict.fromkeys(TaskStatus, limit), utc_now())


def into(number: int, to: TaskStatus, above: int | None = None, below: int | None = None, placed: bool = True) -> Move:
    return Move(number, to, above, below, placed)


# -- moving -----------------------------------------------------------------------------------------------------------


def test_dropping_a_card_on_done_completes_it_and_the_log_says_the_board_did(engine: Engine, ada: Caller) -> None:
    (number,) = add(engine, ada, "Buy milk")
    call = task_changes.move_card(engine, ada, into(number, DONE))
    moved = task(engine, ada, number)
    assert moved.status is DONE
    assert moved.completed_at is not None
    assert call is not None
    assert log(engine, ada) == [("board", "add_task", "success"), ("board", "complete_task", "success")]


def test_dropping_a_repeating_card_on_done_leaves_the_next_one(engine: Engine, ada: Caller) -> None:
    (number,) = add(engine, ada, "Water the ferns", repeat="FREQ=DAILY", due="2027-01-04")
    task_changes.move_card(engine, ada, into(number, DONE))
    (following,) = order(engine, ada, TODO)
    assert following != number
    assert task(engine, ada, following).title == "Water the ferns"


def test_a_card_lands_between_its_new_neighbours(engine: Engine, ada: Caller) -> None:
    one, two, three = add(engine, ada, "one", "two", "three")
    for number in (two, one):
        task_changes.move_card(engine, ada, into(number, DOING, placed=False))
    assert order(engine, ada, DOING) == [one, two]
    task_changes.move_card(engine, ada, into(three, DOING, above=one, below=two))
    assert order(engine, ada, DOING) == [one, three, two]


def test_a_card_may_go_to_either_end(engine: Engine, ada: Caller) -> None:
    one, two, three = add(engine, ada, "one", "two", "three")
    task_changes.move_card(engine, ada, into(three, TODO, above=one))
    assert order(engine, ada, TODO) == [two, one, three]
    task_changes.move_card(engine, ada, into(one, TODO, below=two))
    assert order(engine, ada, TODO) == [one, two, three]


def test_a_new_order_within_a_column_is_no_entry_of_the_log(engine: Engine, ada: Caller) -> None:
    one, two = add(engine, ada, "one", "two")
    before = log(engine, ada)
    assert task_changes.move_card(engine, ada, into(two, TODO, above=one)) is None
    assert order(engine, ada, TODO) == [one, two]
    assert log(engine, ada) == before


def test_a_new_order_tells_other_pages_too(engine: Engine, ada: Caller) -> None:
    one, two = add(engine, ada, "one", "two")
    with reading(engine) as session:
        before = store.revision(session, ada.user_id)
    task_changes.move_card(engine, ada, into(two, TODO, above=one))
    with reading(engine) as session:
        assert store.revision(session, ada.user_id) > before


@pytest.mark.parametrize(("to", "tool"), [(TODO, "complete_task"), (DOING, "update_task")])
def test_taking_a_card_out_of_done_opens_it_again(engine: Engine, ada: Caller, to: TaskStatus, tool: str) -> None:
    (number,) = add(engine, ada, "Buy milk")
    task_changes.tick_card(engine, ada, number, True)
    task_changes.move_card(engine, ada, into(number, to))
    assert (task(engine, ada, number).status, task(engine, ada, number).completed_at) == (to, None)
    assert log(engine, ada)[-1][1] == tool


def test_somebody_elses_card_is_not_there(engine: Engine, ada: Caller, other_user: User) -> None:
    (number,) = add(engine, ada, "Buy milk")
    grace = Caller(other_user.id, "board", UTC)
    with pytest.raises(NotFound):
        task_changes.move_card(engine, grace, into(number, DONE))
    with pytest.raises(ToolFailed):
        task_changes.tick_card(engine, grace, number, True)
    with pytest.raises(ToolFailed):
        task_changes.delete_card(engine, grace, number)
    assert task(engine, ada, number).status is TODO
    assert log(engine, grace) == []


# -- adding, editing, deleting ----------------------------------------------------------------------------------------


def test_several_tasks_are_added_together_or_not_at_all(engine: Engine, ada: Caller) -> None:
    with pytest.raises(ToolFailed):
        task_changes.add_cards(engine, ada, [{"title": "Milk"}, {"title": "x" * 501}])
    assert order(engine, ada, TODO) == []
    assert log(engine, ada) == []


def test_saving_changes_only_what_was_edited(engine: Engine, ada: Caller) -> None:
    (number,) = add(engine, ada, "Buy milk", priority="high")
    seen = snapshot(task(engine, ada, number))
    task_changes.save_card(engine, ada, number, {"title": "Buy oat milk"}, seen)
    saved = task(engine, ada, number)
    assert (saved.title, saved.priority) == ("Buy oat milk", "high")
    assert log(engine, ada)[-1] == ("board", "update_task", "success")


def test_saving_nothing_is_no_entry_of_the_log(engine: Engine, ada: Caller) -> None:
    (number,) = add(engine, ada, "Buy milk")
    assert task_changes.save_card(engine, ada, number, {}, snapshot(task(engine, ada, number))) is None
    assert len(log(engine, ada)) == 1


def test_nothing_is_saved_over_somebody_elses_change(engine: Engine, ada: Caller) -> None:
    (number,) = add(engine, ada, "Buy milk")
    seen = snapshot(task(engine, ada, number))
    task_changes.save_card(engine, ada, number, {"description": "two litres"}, seen)
    before = log(engine, ada)
    with pytest.raises(Conflict):
        task_changes.save_card(engine, ada, number, {"title": "Buy oat milk"}, seen)
    saved = task(engine, ada, number)
    assert (saved.title, saved.description) == ("Buy milk", "two litres")
    assert log(engine, ada) == before


def test_another_place_in_the_column_is_no_conflict(engine: Engine, ada: Caller) -> None:
    one, two = add(engine, ada, "one", "two")
    seen = snapshot(task(engine, ada, two))
    task_changes.move_card(engine, ada, into(two, TODO, above=one))
    task_changes.save_card(engine, ada, two, {"title": "second"}, seen)
    assert task(engine, ada, two).title == "second"


def test_a_deleted_task_waits_in_the_trash_and_comes_back_as_it_was(engine: Engine, ada: Caller) -> None:
    (number,) = add(engine, ada, "Buy milk", tags=["home"])
    task_changes.delete_card(engine, ada, number)
    assert order(engine, ada, TODO) == []
    with reading(engine) as session:
        (trashed,) = read_trash(session, ada.user_id)
    assert trashed.task.number == number
    task_changes.undo(engine, ada, [trashed.call_id])
    assert order(engine, ada, TODO) == [number]
    assert task(engine, ada, number).tags == ["home"]
    with reading(engine) as session:
        assert read_trash(session, ada.user_id) == []


def test_the_trash_names_the_last_delete_of_a_task_deleted_twice(engine: Engine, ada: Caller) -> None:
    (number,) = add(engine, ada, "Buy milk")
    first = task_changes.delete_card(engine, ada, number)
    task_changes.undo(engine, ada, [first.id or 0])
    second = task_changes.delete_card(engine, ada, number)
    with reading(engine) as session:
        assert [each.call_id for each in read_trash(session, ada.user_id)] == [second.id]


# -- undo -------------------------------------------------------------------------------------------------------------


def test_undo_puts_a_moved_card_back_where_it_was(engine: Engine, ada: Caller) -> None:
    one, two, three = add(engine, ada, "one", "two", "three")
    call = task_changes.move_card(engine, ada, into(two, DONE))
    assert call is not None
    task_changes.undo(engine, ada, [call.id or 0])
    assert order(engine, ada, TODO) == [three, two, one]
    assert log(engine, ada)[-1] == ("board", "undo_turn", "success")


def test_undo_of_several_is_all_or_nothing(engine: Engine, ada: Caller) -> None:
    one, two = add(engine, ada, "one", "two")
    calls = [task_changes.tick_card(engine, ada, number, True) for number in (one, two)]
    task_changes.tick_card(engine, ada, two, False)
    with pytest.raises(Conflict, match="changed again"):
        task_changes.undo(engine, ada, [call.id or 0 for call in calls])
    assert (task(engine, ada, one).status, task(engine, ada, two).status) == (DONE, TODO)


def test_undo_happens_once_and_only_to_ones_own(engine: Engine, ada: Caller, other_user: User) -> None:
    (number,) = add(engine, ada, "Buy milk")
    call = task_changes.tick_card(engine, ada, number, True)
    with pytest.raises(NotFound):
        task_changes.undo(engine, Caller(other_user.id, "board", UTC), [call.id or 0])
    task_changes.undo(engine, ada, [call.id or 0])
    with pytest.raises(NotFound):
        task_changes.undo(engine, ada, [call.id or 0])


def test_undoing_a_completion_takes_the_next_occurrence_back_too(engine: Engine, ada: Caller) -> None:
    (number,) = add(engine, ada, "Water the ferns", repeat="FREQ=DAILY")
    call = task_changes.tick_card(engine, ada, number, True)
    task_changes.undo(engine, ada, [call.id or 0])
    assert order(engine, ada, TODO) == [number]


# -- reading ----------------------------------------------------------------------------------------------------------


def test_a_column_is_cut_off_and_still_counted(engine: Engine, ada: Caller) -> None:
    numbers = add(engine, ada, *(f"task {each}" for each in range(7)))
    column = columns(engine, ada, limit=3)[TODO]
    assert [each.number for each in column.tasks] == numbers[:-4:-1]
    assert column.total == 7


def test_done_begins_with_the_latest_whatever_the_order(engine: Engine, ada: Caller) -> None:
    one, two, three = add(engine, ada, "one", "two", "three")
    for number in (two, three, one):
        task_changes.tick_card(engine, ada, number, True)
    for sort in ("position", "due", "priority", "created"):
        assert order(engine, ada, DONE, sort=sort) == [one, three, two]


def test_filters_narrow_every_column(engine: Engine, ada: Caller) -> None:
    (milk,) = add(engine, ada, "Buy milk", tags=["home"], priority="high")
    (rent,) = add(engine, ada, "Pay the rent", tags=["money"], due="2020-01-01")
    (tea,) = add(engine, ada, "Drink tea", tags=["home"])
    task_changes.tick_card(engine, ada, tea, True)
    found = columns(engine, ada, tag="home")
    assert [[each.number for each in found[status].tasks] for status in TaskStatus] == [[milk], [], [tea]]
    assert order(engine, ada, TODO, priority="high") == [milk]
    assert order(engine, ada, TODO, due="overdue") == [rent]
    assert order(engine, ada, TODO, search="RENT pay") == [rent]
    assert columns(engine, ada, search="nothing of the kind")[TODO].total == 0


def test_a_column_holds_only_ones_own_and_no_trash(engine: Engine, ada: Caller, other_user: User) -> None:
    one, two = add(engine, ada, "one", "two")
    add(engine, Caller(other_user.id, "board", UTC), "theirs")
    task_changes.delete_card(engine, ada, one)
    assert order(engine, ada, TODO) == [two]


def test_changes_are_told_by_when_they_were_completed(engine: Engine, ada: Caller) -> None:
    (number,) = add(engine, ada, "Buy milk")
    with begin(engine) as session:  # planned, and waiting for a yes
        (planned,) = record(session, ada, [Request("delete_task", {"number": number})])
        record(session, ada, [Request("list_tasks", {})])
    since = utc_now()
    assert told(engine, ada, since) == []
    with begin(engine) as session:
        row = session.get(ToolCall, planned.id)
        assert row is not None
        row.created_at -= timedelta(days=1)
    with begin(engine) as session:
        run(session, ada, lock(session, ada, planned.id or 0))
    assert told(engine, ada, since) == ["delete_task"]


def told(engine: Engine, caller: Caller, since: Any) -> list[str]:
    with reading(engine) as session:
        return [call.tool_name for call in changes_since(session, caller.user_id, since)]


def test_a_story_is_told_newest_first_without_failures(engine: Engine, ada: Caller) -> None:
    (number,) = add(engine, ada, "Buy milk")
    task_changes.tick_card(engine, ada, number, True)
    with pytest.raises(ToolFailed):
        task_changes.save_card(engine, ada, number, {"title": " "}, snapshot(task(engine, ada, number)))
    with reading(engine) as session:
        story = story_of(session, ada.user_id, task(engine, ada, number).id or 0)
    assert [entry.call.tool_name for entry in story] == ["complete_task", "add_task"]
    assert [entry.conversation_id for entry in story] == [None, None]

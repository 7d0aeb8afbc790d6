"""A1: every function that takes an owner, tried with their own ids, somebody else's, deleted ones and made-up ones.

The table is checked against the code: a public function of the store, the tools or sign-in that takes an owner and is
not in it fails this file, and so does one that takes an id without an owner and isn't known for it.
"""

import importlib
import inspect
import io
import pkgutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Table, select
from sqlmodel import Session

import core.auth
import core.store
import core.tools
from core import demo, erasure, export, housekeeping, takeout
from core.auth import logins, passwords, people, tries
from core.clock import utc_now
from core.errors import AppError, NotFound, ToolFailed
from core.store import attachments, board, conversations, ownership, search, tasks, turns
from core.store.database import begin
from core.store.models import TaskStatus
from core.store.search import SessionFilter
from core.store.tasks import TaskQuery
from core.tools import confirmation, registry, undo
from core.tools.registry import Request
from tests.access.life import KINDS, World, make_world, rows_of
from tests.conftest import BOTH
from tests.databases import PostgresServer, make_migrated, settings_for

OWNERS = {"user_id", "caller", "work", "person", "owner_id"}


@dataclass(frozen=True)
class Row:
    """How to try a function as Ada. `ids` names the kind of id it takes; None where it takes none.

    With `reaches_deleted` her own deleted row may be reached: that is what the function is for.
    """

    act: Callable[[Session, World, Any], Any]
    ids: str | None = None
    reaches_deleted: bool = False


def _act(session: Session, w: World, name: str, arguments: dict[str, Any]) -> Any:
    return registry.call_or_raise(session, w.caller, name, arguments)


LIMITS = dict.fromkeys(TaskStatus, 50)
UTC = ZoneInfo("UTC")

MATRIX: dict[str, Row] = {
    # -- conversations and messages
    "turns.begin_turn": Row(
        lambda s, w, i: turns.begin_turn(s, w.ada.id, i, "hello", "r", agent="offline"), "conversation"
    ),
    "turns.resume_turn": Row(lambda s, w, i: turns.resume_turn(s, w.ada.id, i, agent="offline"), "failed"),
    "conversations.get_conversation": Row(
        lambda s, w, i: conversations.get_conversation(s, w.ada.id, i), "conversation"
    ),
    "conversations.get_message": Row(lambda s, w, i: conversations.get_message(s, w.ada.id, i), "message"),
    "conversations.read_thread": Row(lambda s, w, i: conversations.read_thread(s, w.ada.id, i), "conversation"),
    "conversations.list_conversations": Row(lambda s, w, _: conversations.list_conversations(s, w.ada.id)),
    "conversations.rename": Row(lambda s, w, i: conversations.rename(s, w.ada.id, i, "Mine"), "conversation"),
    "conversations.archive": Row(lambda s, w, i: conversations.archive(s, w.ada.id, i), "conversation"),
    "conversations.trash": Row(lambda s, w, i: conversations.trash(s, w.ada.id, i), "conversation"),
    "conversations.restore": Row(
        lambda s, w, i: conversations.restore(s, w.ada.id, i), "conversation", reaches_deleted=True
    ),
    "conversations.rate": Row(lambda s, w, i: conversations.rate(s, w.ada.id, i, 1, "good"), "message"),
    "turns.read_turn": Row(lambda s, w, i: turns.read_turn(s, w.ada.id, i), "message"),
    "turns.count_for_guest": Row(lambda s, w, _: turns.count_for_guest(s, w.ada.id, "offline")),
    # -- photos and voice notes
    "attachments.get_file": Row(lambda s, w, i: attachments.get_file(s, w.ada.id, i), "attachment"),
    "attachments.keep": Row(lambda s, w, i: attachments.keep(s, w.ada.id, w.lives["Ada"].conversation, (), i), "said"),
    # -- history
    "search.find_sessions": Row(lambda s, w, _: search.find_sessions(s, w.ada.id, SessionFilter(words="secret"))),
    "search.every_session": Row(lambda s, w, _: list(search.every_session(s, w.ada.id, SessionFilter()))),
    "search.get_session": Row(lambda s, w, i: search.get_session(s, w.ada.id, i), "conversation"),
    "search.get_call": Row(lambda s, w, i: search.get_call(s, w.ada.id, i), "call"),
    # -- tasks and the board
    "tasks.create_task": Row(lambda s, w, _: tasks.create_task(s, w.ada.id, title="new")),
    "tasks.get_task": Row(lambda s, w, i: tasks.get_task(s, w.ada.id, i), "number"),
    "tasks.find_tasks": Row(lambda s, w, _: tasks.find_tasks(s, w.ada.id, TaskQuery(), UTC)),
    "tasks.count_by_status": Row(lambda s, w, _: tasks.count_by_status(s, w.ada.id)),
    "tasks.titles": Row(lambda s, w, _: tasks.titles(s, w.ada.id)),
    "tasks.tags_in_use": Row(lambda s, w, _: tasks.tags_in_use(s, w.ada.id)),
    "tasks.revision": Row(lambda s, w, _: tasks.revision(s, w.ada.id)),
    "tasks.bump_revision": Row(lambda s, w, _: tasks.bump_revision(s, w.ada.id)),
    "tasks.conditions": Row(lambda s, w, _: tasks.conditions(s, w.ada.id, TaskQuery(), UTC, utc_now())),
    "board.read_columns": Row(lambda s, w, _: board.read_columns(s, w.ada.id, TaskQuery(), UTC, LIMITS, utc_now())),
    "board.changes_since": Row(lambda s, w, _: board.changes_since(s, w.ada.id, utc_now().replace(year=2020))),
    "board.story_of": Row(lambda s, w, i: board.story_of(s, w.ada.id, i), "task", reaches_deleted=True),
    "board.read_trash": Row(lambda s, w, _: board.read_trash(s, w.ada.id)),
    # -- tools
    "registry.record": Row(lambda s, w, _: registry.record(s, w.caller, [Request("list_tasks", {})])),
    "registry.lock": Row(lambda s, w, i: registry.lock(s, w.caller, i), "call", reaches_deleted=True),
    "registry.run": Row(
        lambda s, w, i: registry.run(s, w.caller, *registry.record(s, w.caller, [Request("list_tasks", {})]))
    ),
    "registry.call": Row(lambda s, w, _: registry.call(s, w.caller, "list_tasks", {})),
    "registry.call_or_raise": Row(lambda s, w, i: _act(s, w, "complete_task", {"number": i}), "number"),
    "confirmation.must_ask": Row(
        lambda s, w, i: any(confirmation.must_ask(s, w.ada.id, [Request("delete_task", {"number": i})])), "number"
    ),
    "confirmation.make_plan": Row(
        lambda s, w, i: [
            row.title
            for row in confirmation.make_plan(
                s, w.ada.id, registry.record(s, w.caller, [Request("delete_task", {"number": i})])
            ).rows
            if row.title != "a task"  # what a plan says where it finds none
        ],
        "number",
    ),
    "undo.last_change": Row(lambda s, w, i: undo.last_change(s, w.ada.id, i), "conversation", reaches_deleted=True),
    "undo.undo_turn": Row(lambda s, w, i: undo.undo_turn(s, w.caller, i), "turn", reaches_deleted=True),
    "undo.undo_calls": Row(lambda s, w, i: undo.undo_calls(s, w.caller, [i]), "call", reaches_deleted=True),
    # -- people and their logins
    "logins.open_logins": Row(lambda s, w, _: logins.open_logins(s, w.ada.id)),
    "logins.revoke": Row(lambda s, w, i: logins.revoke(s, w.ada.id, i), "login"),
    "logins.revoke_all": Row(lambda s, w, _: logins.revoke_all(s, w.ada.id)),
    "people.get_user": Row(lambda s, w, _: people.get_user(s, w.ada.id)),
    "people.keep_guest": Row(lambda s, w, _: _refused(people.keep_guest, s, w.ada.id, email=w.grace.email)),
    "people.rename": Row(lambda s, w, _: people.rename(s, w.ada.id, "Ada L.")),
    "people.change_time_zone": Row(lambda s, w, _: people.change_time_zone(s, w.ada.id, "Asia/Tokyo")),
    "people.change_password": Row(lambda s, w, _: people.change_password(s, w.ada.id, "violets are blue")),
    "people.renew_hash": Row(lambda s, w, _: people.renew_hash(s, w.ada.id, "!", "$2b$")),
    "tries.check_password_try": Row(lambda s, w, _: tries.check_password_try(s, w.ada.id)),
    "tries.password_was_right": Row(lambda s, w, _: tries.password_was_right(s, w.ada.id)),
    "tries.forget_person": Row(lambda s, w, _: tries.forget_person(s, w.ada.id, w.ada.email)),
    # -- taking everything along, and leaving
    "ownership.belongs_to": Row(
        lambda s, w, _: [s.execute(select(t).where(ownership.belongs_to(t, w.ada.id))).all() for t in _owned()]
    ),
    "takeout.count_export": Row(lambda s, w, _: takeout.count_export(s, w.ada.id)),
    "takeout.write": Row(lambda s, w, _: _unpacked(takeout.write, s, w.ada.id)),
    "erasure.what_goes": Row(lambda s, w, _: erasure.what_goes(s, w.ada.id)),
    "erasure.close_account": Row(lambda s, w, _: erasure.close_account(s, w.ada.id)),
    "erasure.delete_some": Row(lambda s, w, _: erasure.delete_some(s, w.ada.id, 10_000)),
}

# Take an owner, and are tried elsewhere.
ELSEWHERE = {
    "demo.seed": "fills a new guest's account; tests/test_demo.py",
    "takeout.make": "count_export and write; tests/privacy/test_export.py",
    "takeout.save": "write, to a file; tests/privacy/test_export.py",
    "erasure.erase": "close_account, then delete_some to the last row; tests/privacy/test_deletion.py",
    "erasure.erase_closed": "delete_some to the last row; tests/privacy/test_deletion.py",
}

# Take an id without an owner: their callers have read the row as its owner, or are the runner and the clock.
TRUSTED = {
    "turns.finish_turn": "the runner, of a turn it began",
    "turns.save_wire": "the runner, of a turn it began",
    "turns.beat": "the runner, of turns it began",
    "turns.running_beats": "the runner, of turns whose server went away",
    "turns.interrupt": "the runner, of turns whose server went away",
    "turns.mark_interrupted": "moves what is stale, whoever asks",
    "turns.is_anyone_before": "the runner, of a turn it began",
    "attachments.read_bytes": "the turn's own conversation",
    "conversations.read_messages": "read_thread checked the owner",
    "conversations.calls_run_by": "the turn's own message",
    "conversations.set_smart_title": "the turn's own conversation",
}


def _owned() -> list[Table]:
    return ownership.owned_tables()


def _unpacked(write: Callable[..., None], session: Session, user_id: Any) -> list[str]:
    """The files in the ZIP, as text."""
    file = io.BytesIO()
    write(session, user_id, file)
    with zipfile.ZipFile(file) as archive:
        return [archive.read(name).decode() for name in archive.namelist()]


def _refused(function: Callable[..., Any], session: Session, user_id: Any, **arguments: Any) -> str:
    """Ada is no guest: she cannot take an address this way, whosever it is."""
    with pytest.raises(AppError) as refusal:
        function(session, user_id, password="violets are blue", **arguments)
    return refusal.value.sentence


# -- the table against the code --------------------------------------------------------------------------------------


def _modules() -> Iterator[ModuleType]:
    for package in (core.store, core.tools, core.auth):
        for found in pkgutil.iter_modules(package.__path__):
            if found.name not in ("models", "mcp_server"):  # columns; and a door of its own, with tests of its own
                yield importlib.import_module(f"{package.__name__}.{found.name}")
    yield from (export, demo, takeout, erasure, housekeeping)


def _functions() -> Iterator[tuple[str, set[str]]]:
    """Every public function with the names of its parameters."""
    tool_functions = {tool.run for tool in registry.tools().values()}
    for module in _modules():
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_") and function not in tool_functions:
                yield f"{module.__name__.rpartition('.')[2]}.{name}", set(inspect.signature(function).parameters)


def test_a1_every_function_with_an_owner_is_in_the_table() -> None:
    owned = {name for name, parameters in _functions() if parameters & OWNERS}
    assert owned - set(MATRIX) - set(ELSEWHERE) == set(), "no row in the table"
    assert (set(MATRIX) | set(ELSEWHERE)) - owned == set(), "a row without its function"


def test_a1_no_other_function_takes_an_id() -> None:
    ids = ("conversation_id", "message_id", "message_ids", "task_id", "call_id", "call_ids", "turn_id", "sid", "number")
    ids += ("attachment_id", "ids")
    unowned = {name for name, parameters in _functions() if parameters & set(ids) and not parameters & OWNERS}
    unowned -= {"logins.person", "logins.is_valid"}  # a login's id is the secret itself
    assert unowned - set(TRUSTED) == set(), "takes an id and no owner"
    assert set(TRUSTED) - unowned == set(), "a row without its function"


# -- the cases -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=BOTH)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world a database: every case is rolled back."""
    from core.store.database import make_engine

    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('matrix') / 'violet.db'}"
        make_migrated(url)
        engine = make_engine(settings_for(url))
        yield make_world(engine)
        engine.dispose()
        return
    server: PostgresServer = request.getfixturevalue("postgresql_server")
    with server.database(migrated=True) as url:
        engine = make_engine(settings_for(url))
        yield make_world(engine)
        engine.dispose()


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "ROUNDS", 4)


class _RollBack(Exception):
    """Ends a case."""


def outcome(world: World, act: Callable[[Session, World, Any], Any], given: Any) -> Any:
    """What Ada gets: a value, or the type and sentence of the refusal. Grace's rows stay as they are, and unseen."""
    result: Any = None
    try:
        with begin(world.engine) as session:
            before = rows_of(session, world.grace)
            try:
                result = act(session, world, given)
                session.flush()
            except AppError as refusal:
                result = (type(refusal), refusal.sentence.replace(str(given), "…"))
                session.rollback()
            else:
                assert rows_of(session, world.grace) == before
                assert "Grace" not in repr(_plain(result))
            raise _RollBack
    except _RollBack:
        pass
    return result


def _plain(value: Any) -> Any:
    """Everything that can be read off a value, rows included."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(each) for each in value]
    if hasattr(value, "model_dump"):
        return value.model_dump()
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value


def check(world: World, row: Row) -> None:
    if row.ids is None:
        outcome(world, row.act, None)
        return
    seen = {kind: outcome(world, row.act, given) for kind, given in world.ids(row.ids).items()}
    assert tuple(seen) == KINDS
    assert not _is_nothing(seen["own"]), seen["own"]
    assert _is_nothing(seen["random"]), seen["random"]
    assert seen["other"] == seen["random"], "somebody else's looks different from one that never was"
    assert row.reaches_deleted or seen["deleted"] == seen["random"]


def _is_nothing(value: Any) -> bool:
    refused = isinstance(value, tuple) and value and value[0] in (NotFound, ToolFailed)
    return refused or value in (None, False) or value == []


@pytest.mark.parametrize("name", MATRIX)
def test_a1_only_the_owner_reaches_it(world: World, name: str) -> None:
    check(world, MATRIX[name])


# -- the tools, by name ----------------------------------------------------------------------------------------------

TOOL_ARGUMENTS: dict[str, dict[str, Any]] = {
    "complete_task": {},
    "update_task": {"title": "Mine now"},
    "delete_task": {},
}


def test_a1_every_tool_that_takes_a_number_is_tried() -> None:
    numbered = {name for name, tool in registry.tools().items() if "number" in tool.schema().get("properties", {})}
    assert set(TOOL_ARGUMENTS) == numbered


@pytest.mark.parametrize("name", TOOL_ARGUMENTS)
def test_a1_a_tool_reaches_its_callers_tasks_only(world: World, name: str) -> None:
    numbers = world.ids("number")
    act = lambda s, w, i: _act(s, w, name, {"number": i, **TOOL_ARGUMENTS[name]})  # noqa: E731
    sentences = {kind: str(outcome(world, act, number)).replace(str(number), "N") for kind, number in numbers.items()}
    assert sentences["other"] == sentences["random"] == sentences["deleted"]
    assert "can't find" in sentences["random"] or "no task" in sentences["random"].lower(), sentences["random"]
    assert sentences["own"] != sentences["random"]


@pytest.mark.parametrize("extra", ["user_id", "owner", "caller", "as_user", "person_id"])
@pytest.mark.parametrize("name", sorted(registry.tools()))
def test_a3_no_tool_takes_an_owner(world: World, name: str, extra: str) -> None:
    """However a model spells it, an owner is no argument: the call is refused and nothing changes."""
    properties = registry.tools()[name].schema()["properties"]
    assert not [field for field in properties if "user" in field or "owner" in field]
    arguments = {"title": "x", "number": world.lives["Ada"].number} | TOOL_ARGUMENTS.get(name, {})
    arguments = {key: value for key, value in arguments.items() if key in properties} | {extra: str(world.grace.id)}
    refused = outcome(world, lambda s, w, _: _act(s, w, name, arguments), None)
    assert refused[0] is ToolFailed
    assert extra in refused[1]


# -- exports: made of rows that were read as their owner --------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a1_an_export_has_its_owners_rows_only(world: World, kind: str) -> None:
    given = world.ids("conversation")[kind]

    def make(session: Session, w: World, conversation_id: Any) -> list[str]:
        everything = list(search.every_session(session, w.ada.id, SessionFilter()))
        whole = export.sessions_json(everything) + export.sessions_csv(everything, UTC)
        row = search.get_session(session, w.ada.id, conversation_id)
        thread = conversations.read_thread(session, w.ada.id, conversation_id)
        return [text.decode() for text in (whole, export.session_json(row, thread), export.session_csv(thread, UTC))]

    made = outcome(world, make, given)
    if kind == "own":
        assert all("Ada's open secret" in text for text in made)
    else:
        assert made[0] is NotFound

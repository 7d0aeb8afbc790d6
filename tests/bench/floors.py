"""The floors: the rows of a turn written by hand with the bare driver, in as few transactions as keep the promise.

Three commits: what was said with the answer to come; the call with its effect; the end. Fewer would tell the person
something before it is stored, or lose it when the server dies.
"""

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import psycopg

from core.config import Settings

_Run = Callable[[str, tuple[object, ...]], object]

_CONVERSATION = """INSERT INTO conversations (id, user_id, title, title_is_manual, created_at, updated_at)
VALUES (?, ?, '', ?, ?, ?)"""
_MESSAGE = """INSERT INTO messages (conversation_id, sequence_number, role, content, status, request_id, created_at)
VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id"""
_NUMBER = """UPDATE revisions SET last_task_number = last_task_number + 1, tasks_rev = tasks_rev + 1
WHERE user_id = ? RETURNING last_task_number"""
_TASK = """INSERT INTO tasks (user_id, number, title, description, status, tags, due_has_time, position, version,
created_at, updated_at) VALUES (?, ?, ?, '', 'todo', '[]', ?, 0, 1, ?, ?) RETURNING id"""
_CALL = """INSERT INTO tool_calls (user_id, actor, message_id, call_number, tool_name, tool_input, tool_output, status,
execution_time_ms, input_hash, task_id, after, created_at, completed_at)
VALUES (?, 'offline', ?, 0, 'add_task', ?, ?, 'success', 1, '', ?, ?, ?, ?)"""
_END = "UPDATE messages SET status = 'done', content = ?, duration_ms = 1 WHERE id = ? AND status = 'running'"
_TOUCH = "UPDATE conversations SET updated_at = ?, title = ? WHERE id = ?"


def raw_turn(settings: Settings, user_id: UUID, text: str) -> Callable[[], None]:
    """A function that stores one turn, on a connection of its own, set up as Violet's are."""
    run, commit = _sqlite(settings) if settings.sqlite_path else _postgresql(settings)
    owner = user_id.hex

    def turn() -> None:
        now, conversation, request = datetime.now(UTC).isoformat(sep=" "), uuid4().hex, uuid4().hex
        task = json.dumps({"title": text, "status": "todo"})
        run(_CONVERSATION, (conversation, owner, False, now, now))
        run(_MESSAGE, (conversation, 0, "user", text, "done", request, now))
        answer = run(_MESSAGE, (conversation, 1, "assistant", "", "running", request, now))
        commit()
        number = run(_NUMBER, (owner,))
        task_id = run(_TASK, (owner, number, text, False, now, now))
        run(_CALL, (owner, answer, json.dumps({"title": text}), task, task_id, task, now, now))
        commit()
        run(_END, (f"Added “{text}”.", answer))
        run(_TOUCH, (now, text, conversation))
        commit()

    return turn


def _sqlite(settings: Settings) -> tuple[_Run, Callable[[], None]]:
    connection = sqlite3.connect(settings.sqlite_path or "", isolation_level=None)
    for pragma in ("journal_mode=WAL", f"synchronous={settings.sqlite_sync}", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")

    def run(statement: str, values: tuple[object, ...]) -> object:
        if not connection.in_transaction:
            connection.execute("BEGIN IMMEDIATE")
        row = connection.execute(statement, values).fetchone()
        return row[0] if row else None

    def commit() -> None:
        connection.execute("COMMIT")

    return run, commit


def _postgresql(settings: Settings) -> tuple[_Run, Callable[[], None]]:
    connection = psycopg.connect(settings.database_url.replace("+psycopg", ""))

    def run(statement: str, values: tuple[object, ...]) -> object:
        cursor = connection.execute(statement.replace("?", "%s"), values)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None

    return run, connection.commit

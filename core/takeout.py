"""Everything Violet has of one person, as one ZIP: what "Export my data" gives.

Rows and columns are read off the tables (`core.store.ownership`), so nothing is left out by being forgotten; only what
could be used to sign in stays behind. Written a few rows at a time, however many there are.
"""

import io
import json
import os
import secrets
import tempfile
import threading
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Engine, RowMapping, Table, select
from sqlmodel import Session

from core.auth import people
from core.clock import utc_now
from core.errors import InvalidInput, TooFast
from core.export import local_time, write_csv
from core.store import throttles
from core.store.database import begin, reading
from core.store.models import CONVERSATION, MESSAGE, Base
from core.store.ownership import belongs_to
from core.store.throttles import Limit

FILE_NAME = "violet-my-data.zip"  # ours alone: nothing typed is part of it
EXPORTS = Limit(at_once=5, forgets_s=300)
_ROWS = 500  # read at once
_CONVERSATIONS = 50
_BUFFER = 256 * 1024  # bytes compressed at once
_AT_ONCE = threading.BoundedSemaphore(2)  # a large one takes seconds of a processor
_WAIT_S = 10

NESTED = "conversations.json"


@dataclass(frozen=True)
class Part:
    """Where a table's rows go, the columns that stay behind because they open an account, and one that holds a file."""

    file: str
    keys: frozenset[str] = frozenset()
    bytes: str | None = None


# One for every table with rows of people: a test fails for a table that has none.
PARTS: dict[str, Part] = {
    "users": Part("profile.json", frozenset({"password_hash"})),
    "logins": Part("sign-ins.json", frozenset({"sid"})),
    "tasks": Part("tasks.json"),
    "conversations": Part(NESTED),
    "messages": Part(NESTED),  # each in its conversation
    "attachments": Part("files.json", bytes="data"),  # each a file of its own in files/
    "tool_calls": Part("tool-calls.json"),  # each in its message, and here those made outside conversations
    "revisions": Part("counters.json"),
}

_README = """What Violet has of you, as of {moment}.

profile.json        your account
sign-ins.json       the browsers you are or lately were signed in on
tasks.json          every task, those in the trash too
tasks.csv           the same for a spreadsheet
conversations.json  every conversation with its messages, ratings and tool calls, those in the trash too
sessions.csv        a list of the conversations for a spreadsheet
files.json          the photos and voice notes that came with your messages, each in files/
tool-calls.json     what was done on the board, in a terminal or by another program
counters.json       the numbers behind the numbers of your tasks

Times in JSON are UTC, in CSV those of {zone}. Your password and the keys of your sign-ins are not here: Violet has
only a digest of the one, and whoever had the others could sign in as you.
"""

_TASK_COLUMNS = (
    "number",
    "title",
    "description",
    "status",
    "priority",
    "tags",
    "due",
    "repeat",
    "created",
    "updated",
    "completed",
    "deleted",
)
_SESSION_COLUMNS = ("session id", "title", "started", "last activity", "messages", "tool calls", "archived", "deleted")


def count_export(session: Session, user_id: UUID, now: datetime | None = None) -> None:
    """Count an export. Raises TooFast where there were many lately; then none is to be made."""
    if throttles.take(session, {f"export:{user_id.hex}": EXPORTS}, now) > 0:
        raise TooFast("You exported your data several times just now. Please try again in five minutes.")


def make(engine: Engine, user_id: UUID) -> IO[bytes]:
    """The ZIP, in a file without a name that is gone once closed. Raises NotFound, TooFast, DatabaseUnavailable."""
    with begin(engine) as session:
        count_export(session, user_id)
    if not _AT_ONCE.acquire(timeout=_WAIT_S):
        raise TooFast("Others are exporting just now. Please try again in a minute.")
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller reads and closes it
    try:
        with reading(engine) as session:
            write(session, user_id, file)
    except BaseException:
        file.close()
        raise
    finally:
        _AT_ONCE.release()
    file.seek(0)
    return file


def save(session: Session, user_id: UUID, path: Path) -> None:
    """Write the ZIP to a new file that only its owner can read; it appears whole or not at all.

    Raises NotFound, or InvalidInput for a file that is there already or a place that can't be written.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        if path.exists():
            raise InvalidInput(f"{path} is there already: please name a new file.")
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            write(session, user_id, file)
        draft.rename(path)
    except OSError as error:
        raise InvalidInput(f"{path} can't be written ({error.strerror}).") from error
    finally:
        draft.unlink(missing_ok=True)


def write(session: Session, user_id: UUID, file: IO[bytes]) -> None:
    """Write the person's ZIP into this file. Raises NotFound."""
    zone, tables = ZoneInfo(people.get_user(session, user_id).time_zone), Base.metadata.tables
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        with _entry(archive, "README.txt") as out:
            out.write(_README.format(moment=f"{utc_now():%Y-%m-%d %H:%M} UTC", zone=zone).encode())
        for name, part in PARTS.items():
            if part.file != NESTED:
                with _entry(archive, part.file) as out:
                    _write_array(out, (_json(name, row) for row in _rows(session, tables[name], user_id)))
        for row in _files(session, user_id):
            with _entry(archive, f"files/{row['id']}.{row['media_type'].rpartition('/')[2]}") as out:
                out.write(row["data"])
        with _entry(archive, "tasks.csv") as out:
            write_csv(out, _TASK_COLUMNS, (_task_line(row, zone) for row in _rows(session, tables["tasks"], user_id)))
        with _entry(archive, NESTED) as out:
            lines = _write_conversations(out, session, user_id, zone)
        with _entry(archive, "sessions.csv") as out:
            write_csv(out, _SESSION_COLUMNS, lines)


@contextmanager
def _entry(archive: zipfile.ZipFile, name: str) -> Iterator[IO[bytes]]:
    """A new file in the ZIP, readable by whoever unpacks it only."""
    entry = zipfile.ZipInfo(name, utc_now().timetuple()[:6])
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    with archive.open(entry, "w", force_zip64=True) as raw:
        out = io.BufferedWriter(raw, _BUFFER)
        yield out
        out.flush()
        out.detach()


def _write_array(out: IO[bytes], values: Iterable[str]) -> None:
    """A JSON array, a line a value."""
    before = "[\n"
    for value in values:
        out.write(f"{before}{value}".encode())
        before = ",\n"
    out.write(b"[]\n" if before == "[\n" else b"\n]\n")


# -- rows ------------------------------------------------------------------------------------------------------------


def _rows(session: Session, table: Table, user_id: UUID) -> Iterator[RowMapping]:
    """The person's rows of a table, as they come; of the tool calls those made outside conversations."""
    columns = [column for column in table.c if column.name != PARTS[table.name].bytes]
    query = select(*columns).where(belongs_to(table, user_id)).order_by(*table.primary_key.columns)
    if table.name == "tool_calls":
        query = query.where(table.c.message_id.is_(None))
    yield from session.execute(query, execution_options={"yield_per": _ROWS}).mappings()


def _files(session: Session, user_id: UUID) -> Iterator[RowMapping]:
    """The person's photos and voice notes with their bytes, one at a time."""
    table = Base.metadata.tables["attachments"]
    for attachment_id in session.scalars(
        select(table.c.id).where(belongs_to(table, user_id)).order_by(table.c.id)
    ).all():
        yield from session.execute(select(table).where(table.c.id == attachment_id)).mappings()


def _write_conversations(out: IO[bytes], session: Session, user_id: UUID, zone: ZoneInfo) -> list[tuple[Any, ...]]:
    """Every conversation with everything in it, the last active first; returns the lines of sessions.csv."""
    newest_first = (CONVERSATION.updated_at.desc(), CONVERSATION.id.desc())
    ids = session.scalars(select(CONVERSATION.id).where(CONVERSATION.user_id == user_id).order_by(*newest_first)).all()
    table, lines = Base.metadata.tables["conversations"], []
    before = "[\n"
    for some in _pieces(ids, _CONVERSATIONS):
        rows = {row["id"]: row for row in _found(session, table.c.id, some)}
        message_ids = _message_ids(session, some)
        messages = _messages(session, [each for one in some for each in message_ids.get(one, ())])
        for conversation_id in some:
            row, count, calls = rows[conversation_id], 0, 0
            out.write(f'{before}{_json(table.name, row)[:-1]}, "messages": ['.encode())
            for _ in message_ids.get(conversation_id, ()):
                text, made = next(messages)
                out.write(f"{',' if count else ''}\n  {text}".encode())
                count, calls = count + 1, calls + made
            out.write(b"]}")
            before = ",\n"
            times = [local_time(row[name], zone) for name in ("created_at", "updated_at", "archived_at", "deleted_at")]
            lines.append((str(row["id"]), row["title"], *times[:2], count, calls, *times[2:]))
    out.write(b"\n]\n" if lines else b"[]\n")
    return lines


def _message_ids(session: Session, conversation_ids: Sequence[UUID]) -> dict[UUID, list[int]]:
    """The ids of the messages of these conversations, in their order."""
    found: dict[UUID, list[int]] = {}
    query = select(MESSAGE.conversation_id, MESSAGE.id).where(MESSAGE.conversation_id.in_(conversation_ids))
    for conversation_id, message_id in session.execute(query.order_by(MESSAGE.sequence_number)):
        found.setdefault(conversation_id, []).append(message_id)
    return found


def _messages(session: Session, ids: Sequence[int]) -> Iterator[tuple[str, int]]:
    """Each of these messages as JSON with its tool calls, and how many those are."""
    tables = Base.metadata.tables
    for some in _pieces(ids, _ROWS):
        messages = {row["id"]: row for row in _found(session, tables["messages"].c.id, some)}
        calls: dict[int, list[str]] = {}
        for call in _found(session, tables["tool_calls"].c.message_id, some, tables["tool_calls"].c.call_number):
            calls.setdefault(call["message_id"], []).append(_json("tool_calls", call))
        for message_id in some:
            made = calls.get(message_id, [])
            inside = "".join(f"\n    {call}," for call in made).removesuffix(",")
            yield f'{_json("messages", messages[message_id])[:-1]}, "tool_calls": [{inside}]}}', len(made)


def _found(session: Session, column: Column[Any], values: Sequence[Any], *order: Column[Any]) -> Sequence[RowMapping]:
    """The rows whose column has one of these values."""
    return session.execute(select(column.table).where(column.in_(values)).order_by(*order)).mappings().all()


def _pieces(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (values[start : start + size] for start in range(0, len(values), size))


# -- as text ---------------------------------------------------------------------------------------------------------


def _json(table: str, row: RowMapping) -> str:
    """A row on one line, without the keys that open an account."""
    hidden = PARTS[table].keys
    told = {name: value for name, value in row.items() if name not in hidden}
    return json.dumps(told, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _task_line(row: RowMapping, zone: ZoneInfo) -> tuple[Any, ...]:
    due = row["due_at"]
    times = [local_time(row[name], zone) for name in ("created_at", "updated_at", "completed_at", "deleted_at")]
    return (
        row["number"],
        row["title"],
        row["description"],
        row["status"].value,
        row["priority"].value if row["priority"] else None,
        " ".join(f"#{tag}" for tag in row["tags"]),
        due and (local_time(due, zone) if row["due_has_time"] else f"{due:%Y-%m-%d}"),
        row["rrule"],
        *times,
    )

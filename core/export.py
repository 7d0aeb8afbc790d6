"""What leaves as a file: the sessions of a filter, or one session with its tool calls, as CSV and as JSON.

Turns rows that were read before into bytes; reads nothing itself. A cell that a spreadsheet would run as a formula
starts with an apostrophe. File names are ours alone: no title or other typed text is part of one.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from core.attachments import described, say_size
from core.store.conversations import Thread
from core.store.models import Message, ToolCall
from core.store.search import SessionRow

# What Excel, LibreOffice and Google Sheets take for the beginning of a formula, after white space too; tab, carriage
# return and line feed because they may start a new cell (OWASP, "CSV Injection"); the wide forms because East Asian
# versions of Excel read them as the narrow ones.
_FORMULA = tuple("=+-@＝＋－＠")
_BREAKS = ("\t", "\r", "\n")

_SESSION_COLUMNS = (
    "session id",
    "title",
    "started",
    "last activity",
    "messages",
    "tool calls",
    "errors",
    "agents",
    "thumbs up",
    "thumbs down",
    "time in turns (ms)",
    "archived",
)
_STEP_COLUMNS = (
    "message",
    "time",
    "kind",
    "by",
    "text",
    "status",
    "tool",
    "input",
    "output",
    "why",
    "duration (ms)",
    "tool call id",
)


def file_name(kind: str, session_id: UUID | None = None) -> str:
    """ "violet-sessions.csv", or for one session "violet-session-1b4e28ba.csv"."""
    return f"violet-session-{session_id.hex[:8]}.{kind}" if session_id else f"violet-sessions.{kind}"


def sessions_csv(rows: Iterable[SessionRow], zone: ZoneInfo) -> bytes:
    """A line a session, times in the person's zone."""
    return _csv(
        _SESSION_COLUMNS,
        (
            (
                str(row.id),
                row.title,
                local_time(row.created_at, zone),
                local_time(row.updated_at, zone),
                row.messages,
                row.tool_calls,
                row.errors,
                " ".join(row.agents),
                row.thumbs_up,
                row.thumbs_down,
                row.duration_ms,
                local_time(row.archived_at, zone),
            )
            for row in rows
        ),
    )


def sessions_json(rows: Iterable[SessionRow]) -> bytes:
    """The same sessions as one array, times in UTC."""
    return _json([_session(row) for row in rows])


def session_csv(thread: Thread, zone: ZoneInfo) -> bytes:
    """A line a message and, below the message that made it, a line a tool call."""
    return _csv(_STEP_COLUMNS, _steps(thread, zone))


def session_json(row: SessionRow, thread: Thread) -> bytes:
    """The session with its messages, and each message with its tool calls, whole."""
    messages = [
        _message(message) | {"tool_calls": [_call(call) for call in thread.tool_calls.get(message.id or 0, [])]}
        for message in thread.messages
    ]
    return _json({"session": _session(row), "messages": messages})


def write_csv(file: IO[bytes], columns: Iterable[str], lines: Iterable[Iterable[Any]]) -> None:
    """Write lines as they come: RFC 4180, with the mark by which Excel knows UTF-8."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([neutral(cell) for cell in line] for line in lines)
    text.detach()


def local_time(moment: datetime | None, zone: ZoneInfo) -> str | None:
    """A moment as cells say it: "2026-11-20 09:05:00+01:00"."""
    return moment.astimezone(zone).isoformat(sep=" ", timespec="seconds") if moment else None


def neutral(cell: Any) -> Any:
    """A cell no spreadsheet runs: text that begins like a formula gets an apostrophe in front."""
    is_text = isinstance(cell, str)
    return f"'{cell}" if is_text and (cell.startswith(_BREAKS) or cell.lstrip().startswith(_FORMULA)) else cell


def _steps(thread: Thread, zone: ZoneInfo) -> Iterator[tuple[Any, ...]]:
    for message in thread.messages:
        yield (
            message.sequence_number,
            local_time(message.created_at, zone),
            message.role.value,
            message.agent,
            _with_files(message),
            message.status.value,
            *[None] * 4,
            message.duration_ms,
            None,
        )
        for call in thread.tool_calls.get(message.id or 0, []):
            yield (
                message.sequence_number,
                local_time(call.created_at, zone),
                "tool call",
                call.actor,
                call.error_message,
                call.status.value,
                call.tool_name,
                _compact(call.tool_input),
                _compact(call.tool_output),
                call.reasoning,
                call.execution_time_ms,
                call.id,
            )


def _session(row: SessionRow) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "title": row.title,
        "started": row.created_at.isoformat(),
        "last_activity": row.updated_at.isoformat(),
        "archived": row.archived_at.isoformat() if row.archived_at else None,
        "messages": row.messages,
        "tool_calls": row.tool_calls,
        "errors": row.errors,
        "agents": list(row.agents),
        "thumbs_up": row.thumbs_up,
        "thumbs_down": row.thumbs_down,
        "duration_ms": row.duration_ms,
    }


def _message(message: Message) -> dict[str, Any]:
    kept = message.model_dump(
        mode="json",
        include={
            "sequence_number",
            "role",
            "content",
            "status",
            "created_at",
            "agent",
            "model",
            "tokens",
            "duration_ms",
            "error_code",
            "rating",
            "rating_comment",
        },
    )
    files = [
        {"kind": each.kind, "name": each.name, "media_type": each.media_type, "size": each.size}
        for each in described(message.attachments)
    ]
    return {"message_id": message.id} | kept | ({"attachments": files} if files else {})


def _with_files(message: Message) -> str:
    """The text, and a line for each photo or voice note: its name, type and size."""
    files = [
        f"[{each.kind}: {each.name}, {each.media_type}, {say_size(each.size)}]"
        for each in described(message.attachments)
    ]
    return "\n".join(filter(None, [message.content, *files]))


def _call(call: ToolCall) -> dict[str, Any]:
    hidden = {"id", "user_id", "message_id", "input_hash", "task_id"}
    return {"tool_call_id": call.id} | call.model_dump(mode="json", exclude=hidden)


def _csv(columns: Iterable[str], lines: Iterable[Iterable[Any]]) -> bytes:
    file = io.BytesIO()
    write_csv(file, columns, lines)
    return file.getvalue()


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode()


def _compact(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)

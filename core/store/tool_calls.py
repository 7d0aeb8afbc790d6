"""Writing the log of calls: an entry is made before its call runs and closed with what came of it.

Callers own the transaction. The entries handled here belong to no session: they are written by statements built once,
as those of `turns` are, and stay readable after the transaction.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session

from core.store.models import TOOL_CALL, ToolCall

_TOOL_CALLS = TOOL_CALL.__table__
_AT_FIRST = (
    "user_id actor message_id call_number tool_name tool_input status input_hash reasoning created_at completed_at"
).split()
_AFTERWARDS = ("status tool_output error_message execution_time_ms task_id before after completed_at").split()

_OPEN = insert(_TOOL_CALLS).returning(_TOOL_CALLS.c.id)
_CLOSE = (
    update(_TOOL_CALLS)
    .where(_TOOL_CALLS.c.id == bindparam("call_id"))
    .values({name: bindparam(f"new_{name}", type_=_TOOL_CALLS.c[name].type) for name in _AFTERWARDS})
)


def open_calls(session: Session, rows: Sequence[ToolCall]) -> None:
    """Write these new entries down and give each its id."""
    for row in rows:
        row.id = session.scalar(_OPEN, {name: getattr(row, name) for name in _AT_FIRST})


def close_call(session: Session, row: ToolCall) -> None:
    """Write down how the call of this entry went."""
    values: dict[str, Any] = {f"new_{name}": getattr(row, name) for name in _AFTERWARDS}
    session.execute(_CLOSE, values | {"call_id": row.id})

"""One way to run a tool: check the arguments, do the deed and write the log entry, together or not at all.

The owner comes from the caller and is never an argument. A call may be recorded first and executed later (a plan that
waits for a yes; a turn that must survive a crash): executing it a second time returns what the first time did.
"""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import select
from sqlmodel import Session

from core import metrics
from core.errors import AppError, Conflict, DatabaseUnavailable, InvalidInput, NotFound, ToolFailed
from core.store.models import TOOL_CALL, ToolCall, ToolCallStatus, utc_now
from core.store.tool_calls import close_call, open_calls
from core.text import DESCRIPTION_LIMIT, TITLE_LIMIT, clean, clean_json

INPUT_LIMIT = 20_000  # characters of JSON kept of a call's arguments
_TOO_LARGE = "too_large"  # what is kept in place of more, with its size


@dataclass(frozen=True)
class Caller:
    """Who acts: the signed-in owner, through which door, in which time zone."""

    user_id: UUID
    actor: str
    zone: ZoneInfo


@dataclass(frozen=True)
class Work:
    """What a tool gets besides its arguments."""

    session: Session
    caller: Caller


@dataclass(frozen=True)
class Effect:
    """What a tool did. `before` and `after` are snapshots of the one task it changed; None where there is none."""

    output: dict[str, Any]
    task_id: int | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


class Arguments(BaseModel):
    """Base of every tool's arguments: unknown ones are refused, so that no made-up owner slips in."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


@dataclass(frozen=True)
class Tool:
    """A tool as agents and MCP clients see it. `description` is prompt text."""

    name: str
    description: str
    arguments: type[Arguments]
    run: Callable[[Work, Any], Effect]
    is_read_only: bool = False
    is_destructive: bool = False

    def schema(self) -> dict[str, Any]:
        """The JSON schema of the arguments, without pydantic's own annotations."""
        schema = self.arguments.model_json_schema()
        schema.pop("title", None)
        schema.pop("description", None)
        for field in schema.get("properties", {}).values():
            field.pop("title", None)
        return schema


@dataclass(frozen=True)
class Request:
    """A call that somebody wants made. `reasoning` says why, for the log; `provider_id` is the model's own id."""

    name: str
    arguments: dict[str, Any]
    reasoning: str | None = None
    provider_id: str | None = None


def _tools() -> dict[str, Tool]:
    from core.tools.tasks import TOOLS  # the tools import this module's types

    return TOOLS


def tools() -> dict[str, Tool]:
    """Every tool by name."""
    return dict(_tools())


def record(
    session: Session,
    caller: Caller,
    requests: Sequence[Request],
    *,
    message_id: int | None = None,
    first_number: int = 0,
) -> list[ToolCall]:
    """Write the calls down as pending, numbered from `first_number` within their message."""
    rows = []
    for number, request in enumerate(requests, first_number):
        arguments = _storable(request.arguments)
        rows.append(
            ToolCall(
                user_id=caller.user_id,
                actor=caller.actor,
                message_id=message_id,
                call_number=number if message_id is not None else None,
                tool_name=clean(request.name)[:64],
                tool_input=arguments,
                status=ToolCallStatus.PENDING,
                input_hash=hashlib.sha256(json.dumps(arguments, sort_keys=True).encode()).hexdigest(),
                reasoning=request.reasoning,
            )
        )
    open_calls(session, rows)
    return rows


def lock(session: Session, caller: Caller, call_id: int) -> ToolCall:
    """The recorded call, held until the transaction ends: nobody else runs it meanwhile. Raises NotFound."""
    row: ToolCall | None = session.scalars(
        select(TOOL_CALL).where(TOOL_CALL.id == call_id, TOOL_CALL.user_id == caller.user_id).with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()
    if row is None:
        raise NotFound("I can't find that step.")
    session.expunge(row)  # from here on `close_call` writes it
    return row


def run(session: Session, caller: Caller, row: ToolCall) -> ToolCall:
    """Run a call that this transaction recorded or locked, and record how it went; one that has run stays as it is.

    A tool that cannot comply is a recorded error, not an exception. Raises DatabaseUnavailable.
    """
    if row.status is not ToolCallStatus.PENDING:
        return row
    began = time.perf_counter()
    try:
        with session.begin_nested():
            effect = _run(Work(session, caller), row.tool_name, row.tool_input)
    except DatabaseUnavailable:
        raise
    except AppError as error:
        row.status, row.error_message = ToolCallStatus.ERROR, error.sentence
        row.tool_output = {"error": error.sentence}
    else:
        row.status, row.tool_output = ToolCallStatus.SUCCESS, effect.output
        row.task_id, row.before, row.after = effect.task_id, effect.before, effect.after
    row.execution_time_ms = round(1000 * (time.perf_counter() - began), 3)
    row.completed_at = max(utc_now(), row.created_at)  # a clock set back must not break the log
    close_call(session, row)
    # Names that a model made up must not each become a series of their own.
    known = row.tool_name if row.tool_name in _tools() else "unknown"
    metrics.tool_called(known, row.status.value, row.execution_time_ms)
    return row


def call(session: Session, caller: Caller, name: str, arguments: dict[str, Any]) -> ToolCall:
    """Record and run one call outside a turn (board, terminal, MCP); the row says how it went."""
    (row,) = record(session, caller, [Request(name, arguments)])
    return run(session, caller, row)


def call_or_raise(session: Session, caller: Caller, name: str, arguments: dict[str, Any]) -> ToolCall:
    """As `call`, but a call that failed raises ToolFailed with its sentence, which rolls the caller's deed back."""
    row = call(session, caller, name, arguments)
    if row.status is ToolCallStatus.ERROR:
        raise ToolFailed(row.error_message)
    return row


def _run(work: Work, name: str, arguments: dict[str, Any]) -> Effect:
    tool = _tools().get(name)
    if tool is None:
        raise ToolFailed(f"There is no tool called {name!r}. There are: {', '.join(_tools())}.")
    if arguments.keys() == {_TOO_LARGE}:
        raise ToolFailed(
            f"That is too much at once. A title may have {TITLE_LIMIT} characters, a description {DESCRIPTION_LIMIT:,}."
        )
    try:
        checked = tool.arguments.model_validate(arguments)
    except ValidationError as error:
        raise ToolFailed(_explained(error)) from error
    try:
        return tool.run(work, checked)
    except (NotFound, InvalidInput, Conflict) as error:
        raise ToolFailed(error.sentence) from error


def _explained(error: ValidationError) -> str:
    """What is wrong with the arguments, for the agent that gave them."""
    parts = []
    for problem in error.errors(include_url=False, include_input=False)[:3]:
        where = ".".join(str(step) for step in problem["loc"]) or "arguments"
        parts.append(f"{where}: {problem['msg'].removeprefix('Value error, ')}")
    return "; ".join(parts)


def _storable(value: Any) -> dict[str, Any]:
    """Arguments as both databases can keep them: clean text, finite numbers, a bounded size."""
    tidy = clean_json(value if isinstance(value, dict) else {"value": value})
    size = len(json.dumps(tidy))
    return tidy if size <= INPUT_LIMIT else {_TOO_LARGE: size}

"""A conversation in a terminal: starts turns through the runner and prints what they do, for people or as JSON."""

import json
import sys
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Engine

from core.agent.events import (
    ChoiceRequested,
    ConfirmationRequested,
    Event,
    TextDelta,
    ToolCallFinished,
    TurnFailed,
    TurnFinished,
)
from core.agent.protocol import Person
from core.agent.runner import Runner, Turn
from core.store import conversations
from core.store.database import reading
from core.store.models import Message, ToolCall


def converse(
    engine: Engine,
    runner: Runner,
    person: Person,
    conversation_id: UUID | None,
    said: Iterable[str],
    *,
    agent: str | None = None,
    as_json: bool = False,
) -> bool:
    """Run each text as one turn of the same conversation (a new one for None); True where none failed.

    Raises InvalidInput and NotFound before the turn they concern, DatabaseUnavailable.
    """
    all_went_well = True
    for text in said:
        turn = runner.start(person, conversation_id, text, agent=agent)
        conversation_id = turn.conversation_id
        all_went_well &= _follow(engine, person, turn, as_json)
    return all_went_well


def _follow(engine: Engine, person: Person, turn: Turn, as_json: bool) -> bool:
    """Show one turn to its end: as it streams, or each event as a line of JSON. False where it failed."""
    failed = False
    try:
        for event in turn.follow():
            if event is None:
                continue
            if isinstance(event, TurnFailed):
                failed = True
                print(event.sentence, file=sys.stderr, flush=True)
            if not as_json:
                _show(event)
            elif not isinstance(event, TurnFinished):  # the last line says more
                _print_json(event.to_json())
    except KeyboardInterrupt:
        turn.stop()
        raise
    if not as_json:
        print(flush=True)
        return not failed
    with reading(engine) as session:
        message = conversations.get_message(session, person.id, turn.message_id)
        calls = conversations.calls_run_by(session, turn.message_id)
    _print_json(_finished(message, calls))
    return not failed


def _show(event: Event) -> None:
    match event:
        case TextDelta(text):
            print(text, end="", flush=True)
        case ToolCallFinished(tool_name=name, status=status, duration_ms=duration):
            print(f"[{name}: {status}, {duration:.0f} ms]", file=sys.stderr, flush=True)
        case ConfirmationRequested(plan):
            for row in plan.rows:
                print(f"\n  #{row.number} {row.title}" if row.number else f"\n  {row.title}", end="")
        case ChoiceRequested(options):
            for label, _ in options:
                print(f"\n  - {label}", end="")


def _print_json(value: dict[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)


def _finished(message: Message, calls: list[ToolCall]) -> dict[str, Any]:
    """How the turn ended, as the database has it."""
    return {
        "event": "turn_finished",
        "conversation_id": str(message.conversation_id),
        "message_id": message.id,
        "status": message.status.value,
        "text": message.content,
        "tool_calls": [
            {
                "tool_name": call.tool_name,
                "tool_input": call.tool_input,
                "tool_output": call.tool_output,
                "status": call.status.value,
                "execution_time_ms": call.execution_time_ms,
            }
            for call in calls
        ],
        "usage": message.tokens,
    }

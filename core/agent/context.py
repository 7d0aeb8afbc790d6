"""What an agent may know about a turn, read from the database in one look."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.agent.plans import means_no
from core.agent.protocol import Decision, Outcome, PastMessage, Person, TurnInput
from core.store import conversations, turns
from core.store.models import Message, MessageRole, MessageStatus, ToolCall, ToolCallStatus
from core.tools.undo import last_change


@dataclass(frozen=True)
class Opening:
    """The turn as it stands: what the agent is given, and what the loop has to do before it may begin."""

    turn: TurnInput
    conversation_id: UUID
    request_id: str | None
    own: list[ToolCall]  # this turn's calls from before a restart
    decided: list[ToolCall]  # calls of an earlier plan that this turn confirmed or declined
    must_settle: bool  # the turn before this one began to wait only after this one was sent


def read_opening(session: Session, person: Person, message_id: int, now: datetime) -> Opening:
    """Read everything about the turn with this assistant message. Raises NotFound."""
    message = turns.read_turn(session, person.id, message_id)
    thread = conversations.read_messages(
        session,
        message.conversation_id,
        before=message.sequence_number,
        limit=conversations.CONTEXT_MESSAGES + 1,
    )
    run = conversations.calls_run_by(session, message_id)
    own = [row for row in run if row.message_id == message_id]
    decided = [row for row in run if row.decided_in_message_id == message_id]
    *earlier, said = thread.messages
    last = earlier[-1] if earlier else None
    has_calls = bool(thread.tool_calls) or thread.has_earlier
    turn = TurnInput(
        person=person,
        text=said.content,
        now=now.astimezone(person.zone),
        history=tuple(_past(each, thread.tool_calls.get(each.id or 0, [])) for each in earlier),
        question=last.question if last and last.role is MessageRole.ASSISTANT else None,
        decision=_decision(said.content, decided),
        done=tuple(outcome_of(row) for row in own),
        wire=tuple(message.wire or ()),
        can_undo=has_calls and last_change(session, person.id, message.conversation_id) is not None,
        title=message.conversation_title,
    )
    return Opening(
        turn, message.conversation_id, message.request_id, own, decided, _must_settle(earlier, thread.tool_calls)
    )


def outcome_of(row: ToolCall, provider_id: str | None = None) -> Outcome:
    """A recorded call as agents see it."""
    return Outcome(
        row.tool_name,
        row.tool_input,
        row.status,
        row.tool_output or {},
        row.error_message,
        provider_id,
        row.reasoning,
    )


def _must_settle(earlier: list[Message], calls: dict[int, list[ToolCall]]) -> bool:
    return any(
        each.status is MessageStatus.WAITING
        or any(call.status is ToolCallStatus.PENDING and not call.confirmed_at for call in calls.get(each.id or 0, []))
        for each in earlier
    )


def _decision(said: str, decided: list[ToolCall]) -> Decision | None:
    if not decided:
        return None
    outcomes = tuple(outcome_of(row) for row in decided)
    if any(row.confirmed_at for row in decided):
        return Decision("yes", outcomes)
    return Decision("no" if means_no(said) else "moved_on", outcomes)


def _past(message: Message, calls: list[ToolCall]) -> PastMessage:
    return PastMessage(
        role=message.role,
        text=message.content,
        status=message.status,
        agent=message.agent,
        wire=tuple(message.wire or ()),
        question=message.question,
        calls=tuple(outcome_of(call) for call in calls),
    )

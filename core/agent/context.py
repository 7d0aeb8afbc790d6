"""What an agent may know about a turn, read from the database in one look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.agent.plans import means_no
from core.agent.protocol import Attached, Decision, Outcome, PastMessage, Person, TurnInput
from core.attachments import described
from core.store import attachments, conversations, turns
from core.store.models import Message, MessageRole, MessageStatus, ToolCall, ToolCallStatus
from core.tools.undo import last_change

OLD_FILES_BYTES = 2_000_000  # of photos and voice notes of earlier messages that are looked at again, the newest first


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
    attached = _attached(session, message.conversation_id, thread.messages)
    has_calls = bool(thread.tool_calls) or thread.has_earlier
    turn = TurnInput(
        person=person,
        text=said.content,
        now=now.astimezone(person.zone),
        history=tuple(
            _past(each, thread.tool_calls.get(each.id or 0, []), attached.get(each.id, ())) for each in earlier
        ),
        question=last.question if last and last.role is MessageRole.ASSISTANT else None,
        decision=_decision(said.content, decided),
        done=tuple(outcome_of(row) for row in own),
        wire=tuple(message.wire or ()),
        can_undo=has_calls and last_change(session, person.id, message.conversation_id) is not None,
        title=message.conversation_title,
        attached=attached.get(said.id, ()),
        tokens=message.tokens,
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


def _attached(
    session: Session, conversation_id: UUID, messages: Sequence[Message]
) -> dict[int | None, tuple[Attached, ...]]:
    """What came with these messages; with the bytes of the last one's, and of as many earlier ones as there is room."""
    found = {message.id: described(message.attachments) for message in messages if message.attachments}
    if not found:
        return {}
    room, wanted = OLD_FILES_BYTES, set[UUID]()
    for message_id, files in reversed(found.items()):
        size = sum(each.size for each in files)
        if message_id != messages[-1].id:
            room -= size
        if room >= 0:
            wanted.update(each.id for each in files)
    data = attachments.read_bytes(session, conversation_id, list(wanted))
    return {
        message_id: tuple(Attached(each.kind, each.media_type, data.get(each.id)) for each in files)
        for message_id, files in found.items()
    }


def _past(message: Message, calls: list[ToolCall], attached: tuple[Attached, ...]) -> PastMessage:
    return PastMessage(
        role=message.role,
        text=message.content,
        status=message.status,
        agent=message.agent,
        wire=tuple(message.wire or ()),
        question=message.question,
        calls=tuple(outcome_of(call) for call in calls),
        attached=attached,
    )

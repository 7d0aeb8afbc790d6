"""Two people's lives in one database, row by row alike, so that every id has a counterpart that is somebody else's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session

from core.attachments import NewAttachment
from core.auth import logins
from core.store import conversations, turns
from core.store.database import begin
from core.store.models import ATTACHMENT, Base, Message, MessageRole, MessageStatus, ToolCall, User
from core.tools import registry
from core.tools.registry import Caller, Request
from tests.people import add_person

KINDS = ("own", "other", "deleted", "random")


@dataclass(frozen=True)
class Life:
    """Ids of one person's rows. The numbers of Grace's tasks are beyond Ada's: a number means its owner's task."""

    conversation: UUID
    deleted_conversation: UUID
    message: int
    deleted_message: int
    said: int
    deleted_said: int
    failed: int
    deleted_failed: int
    turn: int
    deleted_turn: int
    call: int
    deleted_call: int
    number: int
    deleted_number: int
    task: int
    deleted_task: int
    login: str
    deleted_login: str
    attachment: UUID
    deleted_attachment: UUID


RANDOM: Mapping[str, Any] = {
    "conversation": uuid4(),
    "message": 987_654_321,
    "said": 987_654_321,
    "failed": 987_654_321,
    "turn": 987_654_321,
    "call": 987_654_321,
    "number": 987_654,
    "task": 987_654_321,
    "login": "made-up",
    "attachment": uuid4(),
}


@dataclass(frozen=True)
class World:
    """Ada acts; Grace must notice nothing of it."""

    engine: Engine
    ada: User
    grace: User
    lives: Mapping[str, Life]

    @property
    def caller(self) -> Caller:
        return Caller(self.ada.id, "board", ZoneInfo("UTC"))

    def ids(self, kind: str) -> dict[str, Any]:
        """The id of each case."""
        mine, theirs = self.lives["Ada"], self.lives["Grace"]
        return {
            "own": getattr(mine, kind),
            "other": getattr(theirs, kind),
            "deleted": getattr(mine, f"deleted_{kind}"),
            "random": RANDOM[kind],
        }


def make_world(engine: Engine) -> World:
    ada, grace = add_person(engine, "Ada"), add_person(engine, "Grace")
    with begin(engine) as session:
        lives = {"Ada": _live(session, ada, 3), "Grace": _live(session, grace, 9)}
    return World(engine, ada, grace, lives)


def rows_of(session: Session, user: User) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in the database that is this person's."""
    tables, theirs = Base.metadata.tables, {}
    for name, table in tables.items():
        if "user_id" in table.c:
            query = sa.select(table).where(table.c.user_id == user.id)
        elif name == "users":
            query = sa.select(table).where(table.c.id == user.id)
        elif "conversation_id" in table.c:  # messages, attachments
            mine = sa.select(tables["conversations"].c.id).where(tables["conversations"].c.user_id == user.id)
            query = sa.select(table).where(table.c.conversation_id.in_(mine))
        else:
            assert name == "throttles", f"whose are the rows of {name}?"
            continue
        theirs[name] = [tuple(row) for row in session.execute(query.order_by(*table.primary_key.columns))]
    return theirs


def _live(session: Session, user: User, tasks: int) -> Life:
    """Conversations with a finished and a failed turn, tasks, calls and logins; one of each is deleted or ended."""
    caller = Caller(user.id, "offline", ZoneInfo("UTC"))
    kept, thrown = (_talk(session, user, caller, f"{user.name}'s {what} secret") for what in ("open", "thrown"))
    for number in range(tasks):
        registry.call_or_raise(session, caller, "add_task", {"title": f"{user.name}'s secret number {number}"})
    gone = registry.call_or_raise(session, caller, "add_task", {"title": f"{user.name}'s deleted secret"})
    assert gone.after is not None and gone.task_id is not None
    registry.call_or_raise(session, caller, "delete_task", {"number": gone.after["number"]})
    conversations.trash(session, user.id, thrown["conversation"])
    open_login, ended = logins.start(session, user), logins.start(session, user)
    logins.revoke(session, user.id, ended.sid)
    assert kept["call"].after is not None
    return Life(
        conversation=kept["conversation"],
        deleted_conversation=thrown["conversation"],
        message=kept["done"],
        deleted_message=thrown["done"],
        said=kept["said"],
        deleted_said=thrown["said"],
        failed=kept["failed"],
        deleted_failed=thrown["failed"],
        turn=kept["done"],
        deleted_turn=thrown["done"],
        call=kept["call"].id,
        deleted_call=thrown["call"].id,
        number=tasks + 2,  # two more were made in the conversations; of Grace's, Ada has no such number
        deleted_number=gone.after["number"],
        task=kept["call"].task_id,
        deleted_task=gone.task_id,
        login=open_login.sid,
        deleted_login=ended.sid,
        attachment=kept["attachment"],
        deleted_attachment=thrown["attachment"],
    )


def _talk(session: Session, user: User, caller: Caller, secret: str) -> dict[str, Any]:
    photo = NewAttachment("photo", f"{secret}.jpg", "image/jpeg", secret.encode())
    begun = turns.begin_turn(session, user.id, None, secret, f"{secret} 1", agent="offline", files=[photo])
    (row,) = registry.record(
        session, caller, [Request("add_task", {"title": secret}, reasoning=secret)], message_id=begun.message_id
    )
    call: ToolCall = registry.run(session, caller, row)
    turns.finish_turn(session, begun.message_id, status=MessageStatus.DONE, content=f"Added {secret}.")
    failed = turns.begin_turn(session, user.id, begun.conversation_id, secret, f"{secret} 2", agent="offline")
    turns.finish_turn(session, failed.message_id, status=MessageStatus.FAILED, content="", error_code="error")
    conversations.rename(session, user.id, begun.conversation_id, secret)
    message = session.get(Message, begun.message_id)
    assert message is not None and message.role is MessageRole.ASSISTANT
    return {
        "conversation": begun.conversation_id,
        "said": begun.user_message_id,
        "done": begun.message_id,
        "failed": failed.message_id,
        "call": call,
        "attachment": session.scalars(
            sa.select(ATTACHMENT.id).where(ATTACHMENT.conversation_id == begun.conversation_id)
        ).one(),
    }

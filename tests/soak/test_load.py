"""L1, L2: many people talk at once through two servers on one database; nothing is lost, doubled or mixed up."""

import subprocess
import sys

import pytest
from sqlalchemy import Engine, func, select

from core.config import Settings
from core.store.database import reading
from core.store.models import CONVERSATION, MESSAGE, REVISION, TASK, TOOL_CALL, USER
from tests.app_server import ROOT
from tests.people import add_person

SERVERS = 2


@pytest.mark.parametrize(
    ("people", "turns"),
    [pytest.param(6, 6, id="small"), pytest.param(50, 20, id="full", marks=pytest.mark.soak)],
)
def test_l2_two_servers_lose_and_mix_nothing(settings: Settings, engine: Engine, people: int, turns: int) -> None:
    users = [add_person(engine, f"Person{number}") for number in range(people)]
    servers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.soak.load", settings.database_url, str(turns)]
            + [user.email for user in users[share::SERVERS]],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        for share in range(SERVERS)
    ]
    said = [server.communicate(timeout=280)[1] for server in servers]
    assert [server.returncode for server in servers] == [0] * SERVERS, said

    with reading(engine) as session:
        for user in users:
            wanted = [f"{user.name} wants {number}" for number in range(turns)]
            numbered = session.execute(
                select(TASK.number, TASK.title).where(TASK.user_id == user.id).order_by(TASK.number)
            ).all()
            assert [tuple(row) for row in numbered] == list(enumerate(wanted, start=1))
            replies = [f"Added {number}: {text}" for number, text in numbered]
            thread = session.execute(
                select(MESSAGE.sequence_number, MESSAGE.content)
                .join(CONVERSATION, CONVERSATION.id == MESSAGE.conversation_id)
                .where(CONVERSATION.user_id == user.id)
                .order_by(MESSAGE.sequence_number)
            ).all()
            both = [text for pair in zip(wanted, replies, strict=True) for text in pair]
            assert [tuple(row) for row in thread] == list(enumerate(both))
            revision = session.execute(select(REVISION.tasks_rev).where(REVISION.user_id == user.id)).scalar_one()
            assert revision == turns
        calls = select(TOOL_CALL.user_id, TOOL_CALL.status, func.count()).group_by(TOOL_CALL.user_id, TOOL_CALL.status)
        assert {tuple(row) for row in session.execute(calls)} == {(user.id, "success", turns) for user in users}
        assert session.execute(select(func.count()).select_from(CONVERSATION)).scalar_one() == people
        assert session.execute(select(func.count()).select_from(USER)).scalar_one() == people

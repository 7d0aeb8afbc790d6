"""People at the running app, each in a tab of their own over a real websocket: what they say, and what must be stored.

Everybody adds tasks that only they have a name for, so that a word of one person on the page of another is found out.
"""

import asyncio
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, func, select

from core.store.database import reading
from core.store.models import CONVERSATION, MESSAGE, REVISION, TASK, TOOL_CALL, User
from tests.people import add_person
from tests.tab import Tab, sign_in


@dataclass(frozen=True)
class Guest:
    """Somebody with an account and a cookie. `mark` is a word that is in all they say, and in nothing else."""

    user: User
    cookie: str
    mark: str

    def title(self, turn: int) -> str:
        return f"Pack {self.mark} {_word(turn)}"

    def says(self, turn: int) -> str:
        return f"add task to pack {self.mark} {_word(turn)}"


def _word(number: int) -> str:
    """A word that is no number, date or priority, of which none is part of another."""
    return f"q{chr(97 + number // 26)}{chr(97 + number % 26)}q"


def invite(engine: Engine, count: int, first: int = 0) -> list[Guest]:
    """So many new people, signed in."""
    users = [add_person(engine, f"Person{number}") for number in range(first, first + count)]
    return [Guest(user, sign_in(engine, user), f"x{_word(first + at)}x") for at, user in enumerate(users)]


async def talk(url: str, guest: Guest, turns: int, pause_s: float = 0.0) -> list[float]:
    """One person's turns, one after the other, in one conversation; the seconds until each reply was on the page."""
    others = re.compile(rb"xq(?!%b)[a-z]{2}qx" % guest.mark[2:-1].encode())
    took = []
    async with Tab(url, guest.cookie, forbidden=others) as tab:
        await tab.visit()
        for turn in range(turns):
            title, said = guest.title(turn), guest.says(turn)
            took.append(await tab.say(said, lambda text, t=title: f"“{t}”" in text and not text.endswith("▌")))
            await asyncio.sleep(pause_s)
    return took


def talk_all(urls: Sequence[str], guests: Sequence[Guest], turns: int, pause_s: float = 0.0) -> list[float]:
    """Everybody at once, spread over the servers; all their waiting times. The first failure is raised."""

    async def together() -> list[float]:
        each = (talk(urls[at % len(urls)], guest, turns, pause_s) for at, guest in enumerate(guests))
        return [seconds for times in await asyncio.gather(*each) for seconds in times]

    return asyncio.run(together())


def p95(seconds: Sequence[float]) -> float:
    """What 95 of 100 did not exceed."""
    return sorted(seconds)[math.ceil(0.95 * len(seconds)) - 1]


def assert_nothing_lost(engine: Engine, guests: Sequence[Guest], turns: int) -> None:
    """Each has exactly their own conversation, messages, tasks and calls, numbered without gap or double."""
    titles = [range(turns)] * len(guests)
    with reading(engine) as session:
        for guest, numbers in zip(guests, titles, strict=True):
            owner = guest.user.id
            wanted = [guest.title(turn) for turn in numbers]
            tasks = select(TASK.number, TASK.title).where(TASK.user_id == owner).order_by(TASK.number)
            assert [tuple(row) for row in session.execute(tasks)] == list(enumerate(wanted, start=1))
            talked = session.execute(
                select(MESSAGE.sequence_number, MESSAGE.role, MESSAGE.status, MESSAGE.content, MESSAGE.conversation_id)
                .join(CONVERSATION, CONVERSATION.id == MESSAGE.conversation_id)
                .where(CONVERSATION.user_id == owner)
                .order_by(MESSAGE.sequence_number)
            ).all()
            assert [row.sequence_number for row in talked] == list(range(2 * turns))
            assert {row.conversation_id for row in talked} == {talked[0].conversation_id}
            assert [row.content for row in talked[::2]] == [guest.says(turn) for turn in numbers]
            assert all(row.status == "done" for row in talked)
            assert all(f"“{title}”" in row.content for row, title in zip(talked[1::2], wanted, strict=True))
            assert session.scalar(select(REVISION.tasks_rev).where(REVISION.user_id == owner)) == turns
        made = select(TOOL_CALL.user_id, TOOL_CALL.status, func.count()).group_by(TOOL_CALL.user_id, TOOL_CALL.status)
        counted = {tuple(row) for row in session.execute(made)}
        assert {(guest.user.id, "success", turns) for guest in guests} <= counted
        assert {status for _, status, _ in counted} == {"success"}

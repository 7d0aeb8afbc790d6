"""What this browser tab has seen of the board: when to look again, and what is news to it.

Kept in the session's state as plain values, which a hot reload leaves usable.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st
from sqlmodel import Session

from core.store.board import changes_since
from core.store.models import Task, TaskStatus, ToolCall, utc_now
from core.tools.registry import Caller
from pages.components.board_news import News, news_of

_STATE = "board_memory"
_LATE = timedelta(seconds=60)  # how late a transaction may show the calls it completed earlier
_SHOWN_FOR = timedelta(seconds=60)


def memory() -> dict[str, Any]:
    """This tab's memory, empty before the board was first drawn."""
    state: dict[str, Any] = st.session_state.setdefault(
        _STATE,
        {
            "revision": -1,
            "seen_at": None,
            "stale_at": None,
            "told": set(),  # ids of calls that were news already
            "own": set(),  # ids of calls made in this tab
            "news": None,
            "trouble": None,
            "flash": 0,  # counts the news
            "run": 0,  # counts the deeds
        },
    )
    return state


def note_own(*calls: ToolCall | None) -> None:
    """These calls were made in this tab. Also counts a deed, so that the board is drawn afresh even if it failed."""
    state = memory()
    state["own"] |= {call.id for call in calls if call}
    state["run"] += 1


def note_trouble(sentence: str) -> None:
    """A deed failed: its sentence is shown, before any news that came meanwhile."""
    state = memory()
    state["run"] += 1
    state["trouble"] = {"sentence": sentence, "call_ids": (), "until": utc_now() + _SHOWN_FOR, "is_trouble": True}


def look(session: Session, caller: Caller, revision: int, tasks: Iterable[Task], now: datetime) -> None:
    """Remember that the board is drawn as of now, and find out what is new since the last time."""
    state = memory()
    if state["revision"] != revision:
        since = (state["seen_at"] or now) - _LATE
        calls = changes_since(session, caller.user_id, since)
        is_first_look = state["seen_at"] is None
        fresh = [] if is_first_look else [call for call in calls if call.id not in state["told"]]
        state["told"] = {call.id for call in calls}
        if news := news_of(fresh, state["own"]):
            _announce(state, news, now)
    state["revision"], state["seen_at"] = revision, now
    state["stale_at"] = stale_at(tasks, caller.zone, now)


def _announce(state: dict[str, Any], news: News, now: datetime) -> None:
    state["flash"] += 1
    state["news"] = {
        "sentence": news.sentence,
        "numbers": news.numbers,
        "call_ids": news.call_ids,
        "until": now + _SHOWN_FOR,
        "is_trouble": False,
    }


def current_line(now: datetime) -> dict[str, Any] | None:
    """The line to show while it is fresh: what went wrong, or else the news."""
    state = memory()
    lines: list[dict[str, Any] | None] = [state["trouble"], state["news"]]
    return next((line for line in lines if line and line["until"] > now), None)


def flashing() -> tuple[tuple[int, ...], int]:
    """The cards the latest news is about, and the number of that news: the browser flashes them once."""
    state = memory()
    return (state["news"]["numbers"] if state["news"] else ()), state["flash"]


def drop_line() -> None:
    """The person has dealt with it."""
    state = memory()
    state["news"] = state["trouble"] = None


def is_behind(revision: int, now: datetime) -> bool:
    """True where the board on the screen no longer says what is true."""
    state = memory()
    return bool(revision != state["revision"] or (state["stale_at"] and now >= state["stale_at"]))


def stale_at(tasks: Iterable[Task], zone: ZoneInfo, now: datetime) -> datetime:
    """When the words on some card change by themselves: the next due time that passes, or midnight in the zone."""
    tomorrow = now.astimezone(zone).date() + timedelta(1)
    moments: Collection[datetime] = [
        task.due_at
        for task in tasks
        if task.due_at and task.due_has_time and task.due_at > now and task.status is not TaskStatus.DONE
    ]
    return min([*moments, datetime.combine(tomorrow, time(), zone)])

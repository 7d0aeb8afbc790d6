"""The empty conversation: a warm line, and starters that fit the tasks the person has."""

from datetime import datetime

import streamlit as st
from sqlmodel import Session

from core.agent.runner import STAND_IN
from core.services import services
from core.store.database import reading
from core.store.models import TaskStatus, utc_now
from core.store.tasks import TaskQuery, count_by_status, find_tasks
from core.text import shorten
from pages.components.agent_choice import chosen_agent
from pages.components.conversation import Desk
from pages.components.sign_in import SignedIn
from pages.components.text import plain


def draw_empty(desk: Desk) -> None:
    """Greet, and offer four to six first sentences as buttons."""
    now = utc_now().astimezone(desk.person.zone)
    with reading(services().engine) as session:
        line, starters = _fitting(session, desk, now)
    with st.container(key=f"empty-{desk.key}"):
        st.header(plain(f"{greeting(now)}{salutation(desk.user)}."), anchor=False)
        st.markdown(line)
        with st.container(horizontal=True, key=f"starters-{desk.key}"):
            for place, text in enumerate(starters):
                st.button(plain(text), key=f"starter-{desk.key}-{place}", on_click=desk.send, args=(text,))


def greeting(now: datetime) -> str:
    """By the person's own clock."""
    if 5 <= now.hour < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= now.hour < 18 else "Good evening"


def salutation(user: SignedIn) -> str:
    """What a colleague would call them: ", Ana"; nothing for a guest, whose name says no more than that."""
    names = [] if user.is_guest else user.name.split()
    return f", {names[0]}" if names else ""


def _fitting(session: Session, desk: Desk, now: datetime) -> tuple[str, list[str]]:
    user_id, zone = desk.user.id, desk.person.zone
    counts = count_by_status(session, user_id)
    open_count = counts[TaskStatus.TODO] + counts[TaskStatus.DOING]
    if not open_count and not counts[TaskStatus.DONE]:
        return "Tell me what’s on your mind and I’ll keep it for you.", [
            "Add buy milk and eggs",
            "Remind me to call mum on Sunday at 5",
            "Add a high priority task to pay the rent by Friday",
            "What can you do?",
        ]
    overdue = find_tasks(session, user_id, TaskQuery(due="overdue", limit=1), zone, now)
    today = find_tasks(session, user_id, TaskQuery(status="open", due="today", limit=1), zone, now)
    newest = find_tasks(session, user_id, TaskQuery(status="open", sort="created", limit=1), zone, now)
    starters = ["Show my tasks", "What's next?"]
    if overdue.total:
        starters.insert(0, "What's overdue?")
    if today.total:
        starters.append("What's due today?")
    if newest.tasks:
        starters.append(f"Mark task {newest.tasks[0].number} as done")
    if not counts[TaskStatus.DONE]:
        starters.append("What can you do?")
    else:  # a model writes a summary, the rules list
        is_model = services().runner.who_answers(chosen_agent(), desk.person).name != STAND_IN
        starters.append("Summarise my week" if is_model else "What did I finish this week?")
    line = "You have 1 open task" if open_count == 1 else f"You have {open_count} open tasks"
    if overdue.total:
        line += f", {overdue.total} of them overdue, the first “{shorten(overdue.tasks[0].title, 40)}”"
    return plain(f"{line}. What shall we do?"), starters[:6]

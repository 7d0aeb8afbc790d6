"""A summary of the week asked of the offline agent: an honest list, and a word on who could write one."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from core.agent.offline import OfflineAgent
from core.agent.weekly import NEEDS_GEMINI, read_summary
from core.clock import clock_at
from core.store.models import User
from tests.talking import Talk

THURSDAY = datetime(2026, 11, 26, 10, 0)


@pytest.mark.parametrize(
    "text",
    [
        "Summarise my week",
        "summarize this week please",
        "Could you recap my week?",
        "weekly summary",
        "give me a summary of my week",
        "a short weekly review, please",
        "How was my week?",
        "sum up the week",
    ],
)
def test_a_wish_for_a_summary_is_read_as_the_list_of_this_week(text: str) -> None:
    operation = read_summary(text, THURSDAY)
    assert operation is not None and operation.filter is not None
    asked = operation.filter
    assert (asked.status, asked.completed_from, asked.completed_to) == ("done", date(2026, 11, 23), date(2026, 11, 26))


@pytest.mark.parametrize(
    "text", ["Summarise last week", "give me a recap of the past week", "sum up the previous week"]
)
def test_last_week_is_the_one_before(text: str) -> None:
    operation = read_summary(text, THURSDAY)
    assert operation is not None and operation.filter is not None
    assert (operation.filter.completed_from, operation.filter.completed_to) == (date(2026, 11, 16), date(2026, 11, 22))


@pytest.mark.parametrize(
    "text",
    [
        "add write the weekly review",
        "write the weekly review by Friday",
        "the weekly summary is done",
        "remind me to review my week on Sunday",
        "review the contract next week",
        "how was your week?",
        "what did I finish this week?",
        "delete the weekly recap",
        "",
    ],
)
def test_tasks_about_summaries_are_tasks(text: str) -> None:
    assert read_summary(text, THURSDAY) is None


def test_the_list_of_the_week_says_that_a_summary_needs_gemini(engine: Engine, user: User) -> None:
    talk = Talk(engine, user, OfflineAgent(engine), now=datetime(2026, 11, 26, 9, tzinfo=UTC))
    talk.has("Old", "New", "Open")
    with clock_at(datetime(2026, 11, 18, 9, tzinfo=UTC)):
        talk.call("complete_task", number=1)
    talk.say("mark 2 done")
    reply = talk.say("Summarise my week")
    assert reply.text.startswith(NEEDS_GEMINI)
    assert "New" in reply.text and "Old" not in reply.text and "Open" not in reply.text
    assert reply.tools == ["list_tasks"]
    last = talk.say("summarise last week")
    assert "Old" in last.text and "New" not in last.text


@pytest.mark.parametrize("text", ["what did i finish this week?", "what did I do this week?"])
def test_the_plain_question_gets_the_plain_list(engine: Engine, user: User, text: str) -> None:
    talk = Talk(engine, user, OfflineAgent(engine))
    talk.has("Milk")
    talk.say("mark 1 done")
    reply = talk.say(text)
    assert "Milk" in reply.text and "Gemini" not in reply.text

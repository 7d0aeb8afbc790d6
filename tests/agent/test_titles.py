"""Smart titles: short, natural, from the first message that says something, and never over a name given by hand."""

import pytest
from sqlalchemy import Engine

from core.agent.offline import OfflineAgent
from core.agent.titles import TITLE_LENGTH, is_provisional, title_for
from core.errors import DatabaseUnavailable
from core.language.operations import Intent, Operation, Reference, TaskFilter
from core.store import conversations, turns
from core.store.database import begin
from core.store.models import User
from tests.talking import Talk


@pytest.fixture
def talk(sqlite_engine: Engine, sqlite_user: User) -> Talk:
    return Talk(sqlite_engine, sqlite_user, OfflineAgent(sqlite_engine))


def operation(intent: Intent, **fields: object) -> Operation:
    return Operation(intent, "rule", **fields)  # type: ignore[arg-type]  # the table below gives right ones


def pointing(intent: Intent, text: str, **fields: object) -> Operation:
    return operation(intent, reference=Reference("title", text), **fields)


NUMBER_3 = Reference("number", "task 3", numbers=(3,))


@pytest.mark.parametrize(
    ("operations", "title"),
    [
        ([operation(Intent.ADD, title="Buy milk")], "Buy milk"),
        ([operation(Intent.ADD, title="Milk"), operation(Intent.ADD, title="Eggs")], "Milk and eggs"),
        ([operation(Intent.ADD, title=each) for each in ("Milk", "Eggs", "NASA visit")], "Milk, eggs and NASA visit"),
        (
            [operation(Intent.ADD, title=f"A fairly long errand {n}") for n in range(5)],
            "A fairly long errand 0 and 4 more",
        ),
        ([operation(Intent.ADD, title="Milk"), pointing(Intent.COMPLETE, "report")], "Milk and 1 more"),
        ([operation(Intent.ADD)], "A new task"),
        ([operation(Intent.LIST)], "What is on the list"),
        ([operation(Intent.LIST, wants_count=True)], "How much is left"),
        ([operation(Intent.LIST, filter=TaskFilter(due="overdue"))], "What is overdue"),
        ([operation(Intent.LIST, filter=TaskFilter(due="today"))], "Due today"),
        ([operation(Intent.LIST, filter=TaskFilter(priority="high"))], "High priority tasks"),
        ([operation(Intent.LIST, filter=TaskFilter(status="done"))], "What is finished"),
        ([operation(Intent.LIST, filter=TaskFilter(search="milk"))], "Tasks about milk"),
        ([operation(Intent.LIST, filter=TaskFilter(tag="#home"))], "Tasks tagged #home"),
        ([pointing(Intent.COMPLETE, "homework")], "Done: homework"),
        ([pointing(Intent.COMPLETE, "groceries", is_offer=True)], "Groceries"),
        ([operation(Intent.COMPLETE, reference=NUMBER_3)], "Done: write the report"),
        ([operation(Intent.DELETE, reference=Reference("number", "8", numbers=(8,)))], "Deleting task 8"),
        ([operation(Intent.DELETE, reference=Reference("number", "8, 9", numbers=(8, 9)))], "Deleting tasks 8 and 9"),
        ([pointing(Intent.DELETE, "all completed tasks")], "Deleting all completed tasks"),
        ([operation(Intent.DELETE, reference=Reference("pronoun", "it"))], "Deleting a task"),
        ([pointing(Intent.REOPEN, "homework")], "Reopening homework"),
        ([pointing(Intent.UPDATE, "milk", changes={"title": "Oat milk"})], "Oat milk"),
        ([pointing(Intent.UPDATE, "the report", changes={"due": None})], "Moving the report"),
        ([pointing(Intent.UPDATE, "the report", changes={"priority": "high"})], "Priority of the report"),
        ([pointing(Intent.UPDATE, "the report", changes={"due": None, "priority": "low"})], "Changes to the report"),
        ([operation(Intent.UNDO)], "Undoing a change"),
        ([operation(Intent.WHY)], "Why Violet did that"),
        ([operation(Intent.HELP, topic="help")], "What Violet can do"),
        ([operation(Intent.CASUAL, topic="greeting")], "A quick hello"),
        ([operation(Intent.CASUAL, topic="feeling_bad")], "A rough day"),
        ([operation(Intent.OUT_OF_SCOPE, topic="weather")], "The weather"),
        ([operation(Intent.OUT_OF_SCOPE, topic="never heard of")], "A short chat"),
        ([operation(Intent.YES)], "A short chat"),
    ],
)
def test_titles(operations: list[Operation], title: str) -> None:
    assert title_for(operations, "", {3: "Write the report"}) == title
    assert len(title) <= TITLE_LENGTH


def test_a_long_title_is_cut_at_a_word() -> None:
    title = title_for([operation(Intent.ADD, title="Read " + "very " * 30 + "slowly")], "", {})
    assert title and len(title) <= TITLE_LENGTH and title.endswith("very…")


def test_talk_gives_way_to_tasks_and_tasks_to_nothing() -> None:
    milk = [operation(Intent.ADD, title="Buy milk")]
    hello, bad = [operation(Intent.CASUAL, topic="greeting")], [operation(Intent.CASUAL, topic="feeling_bad")]
    assert title_for(milk, "A quick hello", {}) == "Buy milk"
    assert title_for(milk, "A rough day", {}) == "Buy milk"
    assert title_for(bad, "A quick hello", {}) == "A rough day"
    assert title_for(hello, "A rough day", {}) is None
    assert title_for(hello, "A quick thank you", {}) is None
    assert title_for([operation(Intent.ADD, title="Bread")], "Buy milk", {}) is None
    assert not is_provisional("Buy milk")


def test_a_conversation_is_called_by_the_first_message_that_says_something(talk: Talk) -> None:
    talk.say("hello")
    assert talk.title == "A quick hello"
    talk.say("add a task to water the plants")
    assert talk.title == "Water the plants"
    talk.say("show my tasks")
    assert talk.title == "Water the plants"


def test_a_name_given_by_hand_stays(talk: Talk) -> None:
    talk.say("hello")
    with begin(talk.engine) as session:
        assert talk.conversation_id
        conversations.rename(session, talk.user.id, talk.conversation_id, "A quick hello")
    talk.say("add a task to water the plants")
    assert talk.title == "A quick hello"


def test_a_turn_told_after_a_restart_still_gives_a_title(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> bool:
        raise DatabaseUnavailable

    message_id = talk.begin("add a task to water the plants")
    monkeypatch.setattr(turns, "finish_turn", away)
    talk.run(message_id)
    monkeypatch.undo()
    assert talk.title == ""
    talk.interrupt(message_id)
    assert "“Water the plants”" in talk.retry(message_id).text
    assert list(talk.tasks) == ["Water the plants"]
    assert talk.title == "Water the plants"

"""The demo account: rich enough to explore, made by the real turns, the same every time, and nobody else's business."""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select

from core import cli, demo
from core.agent.protocol import Person, Response, Say, TurnInput
from core.auth import passwords, people
from core.config import Settings
from core.demo_script import GOALS, SCRIPT, Deed, Talk
from core.store import conversations, tasks
from core.store.database import begin, make_engine, reading
from core.store.models import (
    CONVERSATION,
    MESSAGE,
    TASK,
    TOOL_CALL,
    Conversation,
    Message,
    MessageRole,
    MessageStatus,
    Priority,
    Task,
    TaskStatus,
    ToolCall,
    ToolCallStatus,
    User,
)
from core.tools.tasks import due_in
from tests.conftest import BOTH
from tests.databases import COOKIE_KEY, settings_for
from tests.people import add_person

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 19, 15, 20, tzinfo=BERLIN)  # a Thursday afternoon
TODAY = NOW.date()


@dataclass(frozen=True)
class Account:
    """Everything one person has."""

    tasks: list[Task]
    trash: list[Task]
    conversations: list[Conversation]
    messages: list[Message]
    calls: list[ToolCall]

    def due(self, task: Task) -> date | None:
        due = due_in(task, BERLIN)
        return due.date() if isinstance(due, datetime) else due


def account_of(engine: Engine, user: User) -> Account:
    with reading(engine) as session:
        mine = select(CONVERSATION.id).where(CONVERSATION.user_id == user.id)
        found = session.scalars(select(TASK).where(TASK.user_id == user.id).order_by(TASK.number)).all()
        return Account(
            [task for task in found if task.deleted_at is None],
            [task for task in found if task.deleted_at is not None],
            list(
                session.scalars(
                    select(CONVERSATION).where(CONVERSATION.user_id == user.id).order_by(CONVERSATION.created_at)
                )
            ),
            list(session.scalars(select(MESSAGE).where(MESSAGE.conversation_id.in_(mine)).order_by(MESSAGE.id))),
            list(session.scalars(select(TOOL_CALL).where(TOOL_CALL.user_id == user.id).order_by(TOOL_CALL.id))),
        )


@pytest.fixture(scope="module", params=BOTH)
def seeded_engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database in which Ada's demo was made beside Grace's empty account, once on each."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            path = tmp_path_factory.mktemp("demo") / "violet.db"
            shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
            url = f"sqlite:///{path}"
        else:
            url = stack.enter_context(request.getfixturevalue("postgresql_server").database(migrated=True))
        engine = make_engine(settings_for(url))
        stack.callback(engine.dispose)
        ada = add_person(engine, "Ada", time_zone="Europe/Berlin")
        add_person(engine, "Grace")
        demo.seed(engine, ada.id, "Europe/Berlin", NOW)
        yield engine


def person(engine: Engine, name: str) -> User:
    with reading(engine) as session:
        found = people.find_by_email(session, f"{name}@example.org")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def ada(seeded_engine: Engine) -> Account:
    return account_of(seeded_engine, person(seeded_engine, "ada"))


# -- what a visitor finds --------------------------------------------------------------------------------------------


def test_the_board_is_full_in_every_column(ada: Account) -> None:
    assert len(ada.tasks) >= 30
    columns = Counter(task.status for task in ada.tasks)
    assert columns[TaskStatus.TODO] >= 12 and columns[TaskStatus.DOING] >= 3 and columns[TaskStatus.DONE] >= 8
    assert ada.trash


def test_the_open_tasks_are_overdue_due_today_later_and_any_time(ada: Account) -> None:
    due = [ada.due(task) for task in ada.tasks if task.status is not TaskStatus.DONE]
    assert sum(day is not None and day < TODAY for day in due) >= 2
    assert due.count(TODAY) >= 2
    assert sum(day is not None and TODAY < day <= TODAY + timedelta(7) for day in due) >= 4
    assert sum(day is not None and day > TODAY + timedelta(7) for day in due) >= 2
    assert due.count(None) >= 3
    assert any(task.due_has_time for task in ada.tasks)


def test_the_tasks_show_every_field(ada: Account) -> None:
    assert {task.priority for task in ada.tasks} == {*Priority, None}
    assert len({tag for task in ada.tasks for tag in task.tags}) >= 4
    assert len({task.rrule for task in ada.tasks if task.rrule and task.status is TaskStatus.TODO}) >= 3
    assert any(task.rrule and task.status is TaskStatus.DONE for task in ada.tasks)
    assert sum(bool(task.description) for task in ada.tasks) >= 3


def test_every_goal_of_the_script_is_reached(ada: Account) -> None:
    standing = {task.title: (task.status.value, ada.due(task)) for task in ada.tasks}
    for goal in GOALS:
        status, due = standing[goal.title]
        assert status == goal.status, goal
        if goal.due:
            assert due == TODAY + timedelta(int(goal.due.split()[0])), goal


def test_the_conversations_spread_over_six_weeks(ada: Account) -> None:
    assert len(ada.conversations) >= 40
    days = Counter((TODAY - talk.created_at.astimezone(BERLIN).date()).days for talk in ada.conversations)
    assert max(days) > 35
    assert days[0] >= 3 and days[1] >= 3
    weeks = Counter(day // 7 for day in days.elements())
    assert all(weeks[week] >= 3 for week in range(6))
    assert all(talk.title for talk in ada.conversations)
    assert sum(talk.archived_at is not None for talk in ada.conversations) >= 3


def test_one_conversation_is_longer_than_a_page(seeded_engine: Engine, ada: Account) -> None:
    longest, count = Counter(message.conversation_id for message in ada.messages).most_common(1)[0]
    assert count > conversations.PAGE_MESSAGES
    (talk,) = [talk for talk in ada.conversations if talk.id == longest]
    assert (talk.title, talk.title_is_manual) == ("Opening night", True)
    with reading(seeded_engine) as session:
        assert conversations.read_thread(session, person(seeded_engine, "ada").id, longest).has_earlier


def test_turns_are_rated_and_commented(ada: Account) -> None:
    ratings = Counter(message.rating for message in ada.messages if message.role is MessageRole.ASSISTANT)
    assert ratings[1] >= 4 and ratings[-1] >= 2
    assert sum(bool(message.rating_comment) for message in ada.messages) >= 3
    assert all(message.rating is None for message in ada.messages if message.role is MessageRole.USER)


def test_the_log_holds_every_kind_of_call(ada: Account) -> None:
    in_turns = [call for call in ada.calls if call.message_id]
    assert {call.actor for call in in_turns} == {"offline"}
    assert {call.actor for call in ada.calls if not call.message_id} == {"board"}
    assert {call.tool_name for call in in_turns} == {
        "add_task", "list_tasks", "complete_task", "update_task", "delete_task", "undo_turn",
    }  # fmt: skip
    statuses = Counter(call.status for call in in_turns)
    assert len(in_turns) >= 60
    assert statuses[ToolCallStatus.ERROR] >= 3
    assert statuses[ToolCallStatus.DECLINED] >= 5
    assert statuses[ToolCallStatus.PENDING] >= 1  # a plan card that still waits
    assert sum(call.confirmed_at is not None for call in in_turns) >= 3
    assert sum(call.undone_by is not None for call in in_turns) >= 3
    moved = [call for call in ada.calls if call.actor == "board" and call.tool_input.get("status") == "doing"]
    assert len(moved) >= 3


def test_no_turn_failed_or_was_left_behind(ada: Account) -> None:
    statuses = {message.status for message in ada.messages}
    assert statuses == {MessageStatus.DONE, MessageStatus.WAITING}
    assert all(message.content for message in ada.messages)
    assert [call.error_message for call in ada.calls if call.actor == "board" and call.error_message] == []


def test_everything_happened_at_its_time(ada: Account) -> None:
    first, last = NOW - timedelta(42), NOW
    moments = [task.created_at for task in ada.tasks]
    moments += [message.created_at for message in ada.messages]
    moments += [call.completed_at for call in ada.calls if call.completed_at]
    moments += [talk.updated_at for talk in ada.conversations]
    assert first < min(moments) and max(moments) <= last
    by_talk: dict[Any, list[Message]] = {}
    for message in ada.messages:
        by_talk.setdefault(message.conversation_id, []).append(message)
    for messages in by_talk.values():
        assert [message.sequence_number for message in messages] == list(range(len(messages)))
        times = [message.created_at for message in messages if message.role is MessageRole.USER]
        assert all(timedelta(seconds=8) < later - earlier for earlier, later in pairwise(times))


def test_nobody_else_gets_any_of_it(seeded_engine: Engine) -> None:
    grace = person(seeded_engine, "grace")
    assert account_of(seeded_engine, grace) == Account([], [], [], [], [])
    with reading(seeded_engine) as session:
        assert tasks.revision(session, grace.id) == 0


# -- how it is made --------------------------------------------------------------------------------------------------


def told(account: Account) -> list[Any]:
    """The account without what differs by nature: ids and how long things took."""
    return [
        [(t.number, t.title, t.status, t.priority, t.tags, t.due_at, t.rrule, t.description) for t in account.tasks],
        [(talk.title, talk.created_at.replace(microsecond=0)) for talk in account.conversations],
        [(message.role, message.content, message.status, message.rating) for message in account.messages],
        [(c.tool_name, c.status, c.actor, {**c.tool_input, "turn": None}, c.error_message) for c in account.calls],
    ]


def test_the_same_moment_makes_the_same_demo(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "SCRIPT", SCRIPT[:30])
    twins = [add_person(sqlite_engine, "Ada"), add_person(sqlite_engine, "Grace")]
    with begin(sqlite_engine) as session:
        for twin in twins:
            people.rename(session, twin.id, "Robin")  # replies say the name
    for twin in twins:
        demo.seed(sqlite_engine, twin.id, "Europe/Berlin", NOW)
    first, second = (told(account_of(sqlite_engine, twin)) for twin in twins)
    for one, other in zip(first, second, strict=True):
        assert one == other


class Puzzled:
    """Understands nothing at all."""

    name = "offline"
    model = None

    def __init__(self, engine: Engine) -> None:
        pass

    def respond(self, turn: TurnInput) -> Response:
        yield Say("Pardon?")


def test_a_board_is_worth_looking_at_even_if_no_sentence_was_understood(
    sqlite_engine: Engine, sqlite_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "OfflineAgent", Puzzled)
    demo.seed(sqlite_engine, sqlite_user.id, "UTC", NOW)
    account = account_of(sqlite_engine, sqlite_user)
    assert [message.content for message in account.messages].count("Pardon?") == len(account.messages) / 2
    standing = {task.title: task.status.value for task in account.tasks}
    assert {goal.title: goal.status for goal in GOALS}.items() <= standing.items()


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/Los_Angeles", "Europe/Berlin"])
@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 19, 0, 0, 30),
        datetime(2026, 11, 19, 12),
        datetime(2026, 11, 19, 23, 59, 59),
        datetime(2026, 3, 30, 1),  # the clocks of Berlin went forward a day before
        datetime(2024, 2, 29, 8),
    ],
    ids=str,
)
def test_the_script_runs_forward_and_ends_before_now(moment: datetime, zone: str) -> None:
    now = moment.replace(tzinfo=ZoneInfo(zone))
    at = [demo.moment_of(entry.when, now).astimezone(UTC) for entry in SCRIPT]
    assert at == sorted(at)
    assert at[-1] < now.astimezone(UTC) - timedelta(minutes=10)


def test_the_script_fits_what_it_is_made_for() -> None:
    for entry in SCRIPT:
        if isinstance(entry, Talk):
            assert entry.said and all(entry.said)
            assert all(thumb.turn < len(entry.said) for thumb in entry.thumbs)
    titles = [goal.title for goal in GOALS]
    assert len(set(titles)) == len(titles)


def test_words_that_name_no_task_are_left_as_words(sqlite_engine: Engine, sqlite_user: User) -> None:
    stage = demo.Stage(sqlite_engine, Puzzled(sqlite_engine), Person(sqlite_user.id, "Ada", ZoneInfo("UTC")), NOW)
    with begin(sqlite_engine) as session:
        tasks.create_task(session, sqlite_user.id, title="Call the Dentist")
        tasks.create_task(session, sqlite_user.id, title="Dentist again")
    assert stage.with_numbers("Mark task {dentist} and {tooth fairy} done") == "Mark task 2 and tooth fairy done"
    stage.do(Deed("1d 09:00", "complete_task", "tooth fairy"))
    assert account_of(sqlite_engine, sqlite_user).calls == []


# -- the command -----------------------------------------------------------------------------------------------------


def test_the_command_makes_the_account_afresh_and_says_how_to_sign_in(
    sqlite_settings: Settings,
    sqlite_engine: Engine,
    sqlite_user: User,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_settings.database_url)
    monkeypatch.setenv("VIOLET_COOKIE_KEY", COOKIE_KEY)
    monkeypatch.setattr(passwords, "ROUNDS", 4)
    for _ in range(2):
        monkeypatch.setattr(demo, "SCRIPT", SCRIPT[:5])
        with pytest.raises(SystemExit) as ended:
            cli.main(["demo"])
        printed = capsys.readouterr().out.split()
    assert ended.value.code == 0
    with reading(sqlite_engine) as session:
        made = people.find_by_email(session, cli.DEMO_EMAIL)
    assert made is not None
    assert passwords.matches(printed[-1], made.password_hash)
    assert made.email in printed
    with reading(sqlite_engine) as session:
        owners = set(session.scalars(select(TASK.user_id)))
    assert owners == {made.id}  # the first demo is gone
    assert account_of(sqlite_engine, sqlite_user).tasks == []

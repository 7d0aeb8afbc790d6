"""The board page: what cards say, what the address means, what the news tells, and the page run by AppTest."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from core.auth import logins
from core.errors import InvalidInput, ToolFailed
from core.store import tasks as store
from core.store.database import begin, reading
from core.store.models import Priority, Task, TaskStatus, ToolCall, ToolCallStatus, User, utc_now
from core.tools.registry import Caller, call_or_raise
from pages.components.board import Due, Move, card_of, read_move
from pages.components.board_filters import view_of
from pages.components.board_memory import stale_at
from pages.components.board_news import news_of
from pages.components.quick_add import add_arguments, preview, read_tasks, take
from pages.components.task_draft import Draft, changes_between
from pages.components.task_story import differences
from tests.app_server import ROOT
from tests.pages.conftest import LogIn

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)  # Wednesday, 11:00 in Berlin
LOCAL = datetime(2026, 11, 25, 11, 0)


def a_task(**fields: Any) -> Task:
    return Task(**{"number": 7, "title": "Pay the rent", "status": TaskStatus.TODO, "tags": [], **fields})


def on(day: date) -> datetime:
    """How a due date without a time is stored."""
    return datetime.combine(day, time(), UTC)


# -- cards ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "due"),
    [
        ({}, None),
        ({"due_at": on(date(2026, 11, 25))}, Due("today", "today")),
        ({"due_at": on(date(2026, 11, 26))}, Due("tomorrow", "later")),
        ({"due_at": on(date(2026, 11, 24))}, Due("yesterday · overdue", "overdue")),
        ({"due_at": on(date(2026, 11, 22))}, Due("3 days overdue", "overdue")),
        ({"due_at": NOW - timedelta(minutes=1), "due_has_time": True}, Due("today 10:59 · overdue", "overdue")),
        ({"due_at": NOW + timedelta(minutes=1), "due_has_time": True}, Due("today 11:01", "today")),
        ({"due_at": datetime(2026, 11, 25, 23, 30, tzinfo=UTC), "due_has_time": True}, Due("tomorrow 00:30", "later")),
    ],
)
def test_the_due_date_on_a_card_is_said_in_the_persons_zone(fields: dict[str, Any], due: Due | None) -> None:
    assert card_of(a_task(**fields), BERLIN, NOW).due == due


@pytest.mark.parametrize(
    ("finished", "words"),
    [
        (NOW, "today"),
        (datetime(2026, 11, 24, 22, 59, tzinfo=UTC), "yesterday"),
        (datetime(2026, 11, 24, 23, 1, tzinfo=UTC), "today"),
        (NOW - timedelta(days=3), "Sun"),
        (datetime(2026, 3, 1, 12, tzinfo=UTC), "1 Mar"),
        (datetime(2025, 3, 1, 12, tzinfo=UTC), "1 Mar 2025"),
    ],
)
def test_a_finished_card_says_when_and_is_never_overdue(finished: datetime, words: str) -> None:
    task = a_task(status=TaskStatus.DONE, completed_at=finished, due_at=on(date(2020, 1, 1)))
    assert card_of(task, BERLIN, NOW).due == Due(words, "done")


def test_a_card_is_read_aloud_with_all_that_matters() -> None:
    task = a_task(priority=Priority.HIGH, due_at=on(date(2026, 11, 26)), rrule="FREQ=DAILY", description="by card")
    card = card_of(task, BERLIN, NOW)
    assert card.spoken == "7: Pay the rent, high priority, due tomorrow, every day"
    assert card.has_notes


def test_the_board_is_stale_when_the_next_due_time_passes_or_at_midnight() -> None:
    soon = a_task(due_at=NOW + timedelta(hours=2), due_has_time=True)
    past = a_task(due_at=NOW - timedelta(hours=2), due_has_time=True)
    done = a_task(due_at=NOW + timedelta(hours=1), due_has_time=True, status=TaskStatus.DONE)
    assert stale_at([soon, past, done], BERLIN, NOW) == NOW + timedelta(hours=2)
    assert stale_at([past], BERLIN, NOW) == datetime(2026, 11, 25, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "said",
    [
        None,
        "7",
        {},
        {"number": "7", "to": "done"},
        {"number": True, "to": "done"},
        {"number": -1, "to": "done"},
        {"number": 7, "to": "gone"},
        {"number": 7},
    ],
)
def test_a_report_that_makes_no_sense_moves_nothing(said: Any) -> None:
    assert read_move(said) is None


def test_a_report_is_read_with_its_neighbours() -> None:
    said = {"number": 7, "to": "doing", "above": 3, "below": "x", "placed": True}
    assert read_move(said) == Move(7, TaskStatus.DOING, 3, None, True)


# -- the address ------------------------------------------------------------------------------------------------------


def test_an_empty_address_shows_everything_in_ones_own_order() -> None:
    view = view_of({})
    assert view.columns == tuple(TaskStatus)
    assert view.can_order
    assert not view.is_filtered


def test_an_address_names_filters_columns_and_order() -> None:
    view = view_of({"q": " milk ", "priority": "high", "due": "week", "tag": "home", "status": "open", "sort": "due"})
    assert (view.query.search, view.query.priority, view.query.due, view.query.tag) == ("milk", "high", "week", "home")
    assert view.columns == (TaskStatus.TODO, TaskStatus.DOING)
    assert not view.can_order
    assert view.is_filtered


def test_what_an_address_makes_up_is_left_out() -> None:
    assert view_of({"priority": "huge", "due": "never", "status": "lost", "sort": "luck", "q": "  "}) == view_of({})


# -- news -------------------------------------------------------------------------------------------------------------


def a_call(call_id: int, tool: str, title: str = "Buy milk", actor: str = "offline", **fields: Any) -> ToolCall:
    output = {"number": call_id, "title": title}
    return ToolCall(
        **{"id": call_id, "tool_name": tool, "actor": actor, "tool_output": output, "status": ToolCallStatus.SUCCESS}
        | fields
    )


def changed(before: str, after: str) -> dict[str, Any]:
    return {"before": {"status": before}, "after": {"status": after}}


@pytest.mark.parametrize(
    ("calls", "sentence"),
    [
        ([a_call(1, "add_task")], "“Buy milk” added from chat"),
        ([a_call(1, "add_task", actor="board")], "“Buy milk” added in another window"),
        ([a_call(1, "add_task", actor="mcp:claude")], "“Buy milk” added by claude"),
        ([a_call(1, "add_task", actor="cli")], "“Buy milk” added from the terminal"),
        ([a_call(1, "delete_task")], "“Buy milk” moved to the trash from chat"),
        ([a_call(1, "update_task", **changed("todo", "doing"))], "“Buy milk” started from chat"),
        ([a_call(1, "update_task", **changed("todo", "todo"))], "“Buy milk” changed from chat"),
        ([a_call(1, "complete_task", **changed("done", "todo"))], "“Buy milk” reopened from chat"),
        (
            [a_call(1, "add_task"), a_call(2, "complete_task", **changed("todo", "done")), a_call(3, "add_task")],
            "2 added, 1 done from chat",
        ),
        ([a_call(1, "add_task"), a_call(2, "add_task", actor="cli")], "2 added"),
        ([a_call(1, "undo_turn", tool_output={"tasks": [{"number": 4}, {"number": 5}]})], "2 put back from chat"),
    ],
)
def test_news_is_one_line(calls: list[ToolCall], sentence: str) -> None:
    news = news_of(calls, own=())
    assert news is not None
    assert news.sentence == sentence


def test_ones_own_deed_goes_without_saying_where() -> None:
    news = news_of([a_call(1, "complete_task", actor="board", **changed("todo", "done"))], own={1})
    assert news is not None
    assert (news.sentence, news.call_ids, news.numbers) == ("“Buy milk” done", (1,), (1,))


def test_an_undo_and_what_was_undone_already_offer_no_undo() -> None:
    undo = a_call(1, "undo_turn", tool_output={"tasks": [{"number": 4}]})
    for calls in ([undo], [a_call(2, "add_task", undone_by=1), a_call(3, "add_task")]):
        news = news_of(calls, own=())
        assert news is not None
        assert news.call_ids == ()


def test_no_calls_are_no_news() -> None:
    assert news_of([], own=()) is None


def test_the_next_occurrence_flashes_too() -> None:
    done = a_call(4, "complete_task", tool_output={"number": 4, "title": "Water", "next": {"number": 9}})
    news = news_of([done], own=())
    assert news is not None
    assert news.numbers == (4, 9)


# -- quick add --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("collect the parcel", {"title": "Collect the parcel"}),
        (
            "water the ferns every Tuesday !low #home",
            {
                "title": "Water the ferns",
                "repeat": "FREQ=WEEKLY;BYDAY=TU",
                "due": "2026-12-01",
                "priority": "low",
                "tags": ["home"],
            },
        ),
        ("ring Ottilie tomorrow at 4pm", {"title": "Ring Ottilie", "due": "2026-11-26T16:00:00"}),
        ("remind me to book the hall", {"title": "Book the hall"}),
        ("delete the old photos", {"title": "Delete the old photos"}),
        ("mark the essays as done with red ink", {"title": "Mark the essays as done with red ink"}),
        ("show Paula the garden", {"title": "Show Paula the garden"}),
        ("<b>![x](https://example.com/x.png)</b>", {"title": "<b>![x](https://example.com/x.png)</b>"}),
        ("🪴", {"title": "🪴"}),
        ("tomorrow", {"title": "tomorrow"}),
    ],
)
def test_every_line_is_a_task(text: str, arguments: dict[str, Any]) -> None:
    assert [add_arguments(operation) for operation in read_tasks(text, LOCAL)] == [arguments]


def test_an_empty_line_is_no_task() -> None:
    assert read_tasks("  \x00 ", LOCAL) == []
    assert preview("   ", LOCAL)["tasks"] == []


def test_the_preview_names_each_task_and_what_was_understood() -> None:
    shown = preview("post the letter on Friday !high", LOCAL)
    assert shown["text"] == "post the letter on Friday !high"
    (task,) = shown["tasks"]
    assert task["title"] == "Post the letter"
    assert [chip["text"] for chip in task["chips"]] == ["Friday 27 Nov", "high"]


def test_a_line_that_is_refused_comes_back_whole() -> None:
    def refuse(_adds: list[dict[str, Any]]) -> None:
        raise ToolFailed("Too long.")

    assert take("x" * 600, "e1", LOCAL, refuse) == {"id": "e1", "text": "x" * 600, "sentence": "Too long."}


# -- editing ----------------------------------------------------------------------------------------------------------

DRAFT = Draft("Pay the rent", "", "todo", None, date(2026, 12, 1), None, "every month", ("money",))


def test_an_untouched_card_changes_nothing() -> None:
    assert changes_between(DRAFT, Draft(**vars(DRAFT)), LOCAL) == {}


@pytest.mark.parametrize(
    ("edit", "changes"),
    [
        ({"title": "Pay it"}, {"title": "Pay it"}),
        ({"title": "  Pay   the rent "}, {}),
        ({"notes": "by card"}, {"description": "by card"}),
        ({"status": "doing"}, {"status": "doing"}),
        ({"priority": "low"}, {"priority": "low"}),
        ({"clock": time(9, 30)}, {"due": "2026-12-01T09:30:00"}),
        ({"day": None}, {"due": None}),
        ({"repeat": None}, {"repeat": None}),
        ({"repeat": "every 2 weeks"}, {"repeat": "FREQ=WEEKLY;INTERVAL=2"}),
        ({"tags": ()}, {"tags": []}),
    ],
)
def test_only_what_was_edited_is_changed(edit: dict[str, Any], changes: dict[str, Any]) -> None:
    assert changes_between(DRAFT, Draft(**(vars(DRAFT) | edit)), LOCAL) == changes


@pytest.mark.parametrize("edit", [{"day": None, "clock": time(9)}, {"repeat": "now and then"}])
def test_what_cannot_be_meant_is_refused_with_a_hint(edit: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        changes_between(DRAFT, Draft(**(vars(DRAFT) | edit)), LOCAL)


def test_a_story_says_what_differs() -> None:
    before = {
        "title": "Pay", "description": "", "status": "todo", "priority": None, "tags": [], "due_at": None,
        "due_has_time": False, "rrule": None,
    }  # fmt: skip
    after = before | {
        "title": "Pay the rent", "description": "by card", "priority": "high", "tags": ["money"],
        "due_at": "2026-11-26T00:00:00+00:00", "rrule": "FREQ=DAILY",
    }  # fmt: skip
    assert differences(before, after, BERLIN, LOCAL) == [
        "title “Pay” → “Pay the rent”",
        "priority none → high",
        "due none → tomorrow",
        "repeat none → every day",
        "tags none → #money",
        "notes written",
    ]


# -- the page ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def ana_in(log_in: LogIn, ana: User, jar: dict[str, str]) -> Caller:
    """Ana, signed in at this browser."""
    _, jar["violet"] = log_in(ana)
    return Caller(ana.id, "offline", ZoneInfo("UTC"))


def does(engine: Engine, caller: Caller, tool: str, **arguments: Any) -> ToolCall:
    with begin(engine) as session:
        return call_or_raise(session, caller, tool, arguments)


def visit(**address: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / "pages" / "board.py"), default_timeout=10)
    for name, value in address.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def press(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click().run()
    assert not page.exception
    return page


def labels(page: AppTest) -> set[str]:
    return {button.label for button in page.button}


def field(page: AppTest, name: str) -> Any:
    """A field of the open card, by the end of its key."""
    fields = [*page.text_input, *page.text_area, *page.button_group, *page.selectbox, *page.multiselect]
    return next(each for each in fields if each.key and each.key.startswith("card-") and each.key.endswith(name))


def stored(engine: Engine, caller: Caller, number: int = 1) -> Task:
    with reading(engine) as session:
        return store.get_task(session, caller.user_id, number, trashed=True)


def said(page: AppTest) -> str:
    return "\n".join(each.value for each in [*page.markdown, *page.text, *page.caption])


def test_the_page_file_alone_shows_a_stranger_only_the_gate(ana: User, engine: Engine, jar: dict[str, str]) -> None:
    does(engine, Caller(ana.id, "offline", ZoneInfo("UTC")), "add_task", title="Buy milk")
    page = visit(task="1")
    assert "Try the demo" in labels(page)
    assert "Save" not in labels(page)
    assert "Buy milk" not in said(page)


def test_filters_come_from_the_address_and_clear_from_it(ana_in: Caller, engine: Engine) -> None:
    does(engine, ana_in, "add_task", title="Buy milk", tags=["home"])
    page = visit(q="milk", tag="home", sort="due")
    assert page.text_input(key="board-by-q").value == "milk"
    assert page.selectbox(key="board-by-tag").value == "home"
    assert page.radio(key="board-by-sort").value == "due"
    assert dict(page.query_params) == {"q": "milk", "tag": "home", "sort": "due"}
    press(page, "Clear")
    assert dict(page.query_params) == {"sort": "due"}


def test_a_chosen_filter_goes_into_the_address_and_back_again_takes_it_off(ana_in: Caller) -> None:
    page = visit()
    page.selectbox(key="board-by-due").set_value("week").run()
    assert dict(page.query_params) == {"due": "week"}
    page.query_params.clear()
    page.run()
    assert page.selectbox(key="board-by-due").value is None


def test_an_address_with_nonsense_still_shows_the_board(ana_in: Caller) -> None:
    page = visit(priority="huge", tag="nobody-has-it", task="x", sort="luck")
    assert page.selectbox(key="board-by-priority").value is None
    assert "Save" not in labels(page)


def test_a_card_opens_by_its_number_and_saves_what_was_edited(ana_in: Caller, engine: Engine) -> None:
    does(engine, ana_in, "add_task", title="Buy milk", priority="high")
    page = visit(task="1")
    field(page, "title").set_value("Buy oat milk")
    field(page, "notes").set_value("two litres")
    press(page, "Save")
    task = stored(engine, ana_in)
    assert (task.title, task.description, task.priority) == ("Buy oat milk", "two litres", "high")
    assert "task" not in page.query_params


def test_a_card_that_is_not_there_or_not_theirs_says_so(ana_in: Caller, engine: Engine) -> None:
    page = visit(task="99")
    assert "There is no task 99 on your list." in said(page)
    press(page, "Close")
    assert "task" not in page.query_params


def test_a_title_that_is_refused_stays_in_the_open_card(ana_in: Caller, engine: Engine) -> None:
    does(engine, ana_in, "add_task", title="Buy milk")
    page = visit(task="1")
    field(page, "title").set_value("   ")
    press(page, "Save")
    assert page.error[0].value
    assert stored(engine, ana_in).title == "Buy milk"
    assert page.query_params["task"] == "1"


def test_somebody_elses_change_is_told_before_anything_is_saved(ana_in: Caller, engine: Engine) -> None:
    does(engine, ana_in, "add_task", title="Buy milk")
    page = visit(task="1")
    does(engine, ana_in, "update_task", number=1, priority="low")
    field(page, "title").set_value("Buy oat milk")
    press(page, "Save")
    assert "Nothing is saved yet" in said(page)
    assert (stored(engine, ana_in).title, stored(engine, ana_in).priority) == ("Buy milk", "low")
    assert field(page, "title").value == "Buy oat milk"
    press(page, "Save")
    assert (stored(engine, ana_in).title, stored(engine, ana_in).priority) == ("Buy oat milk", "low")


def test_the_card_can_start_again_from_how_the_task_is_now(ana_in: Caller, engine: Engine) -> None:
    does(engine, ana_in, "add_task", title="Buy milk")
    page = visit(task="1")
    does(engine, ana_in, "update_task", number=1, title="Buy bread")
    field(page, "notes").set_value("mine")
    page.run()
    press(page, "Show it as it is now")
    assert (field(page, "title").value, field(page, "notes").value) == ("Buy bread", "")


def test_deleting_asks_once_and_can_be_undone_from_the_news(ana_in: Caller, engine: Engine) -> None:
    does(engine, ana_in, "add_task", title="Buy milk")
    page = visit(task="1")
    press(page, "Delete…")
    assert stored(engine, ana_in).deleted_at is None
    press(page, "Delete it")
    assert stored(engine, ana_in).deleted_at is not None
    page.run()
    assert "“Buy milk” moved to the trash" in said(page)
    press(page, "Undo")
    assert stored(engine, ana_in).deleted_at is None


def test_keeping_a_task_after_all_changes_nothing(ana_in: Caller, engine: Engine) -> None:
    does(engine, ana_in, "add_task", title="Buy milk")
    page = press(press(visit(task="1"), "Delete…"), "Keep it")
    assert "Save" in labels(page)
    assert stored(engine, ana_in).deleted_at is None


def test_the_trash_gives_a_task_back(ana_in: Caller, engine: Engine) -> None:
    does(engine, ana_in, "add_task", title="Buy milk")
    does(engine, ana_in, "delete_task", number=1)
    page = press(visit(), "Open the trash")
    press(page, "Restore")
    assert stored(engine, ana_in).deleted_at is None


def test_a_change_from_the_chat_is_told_with_undo(ana_in: Caller, engine: Engine) -> None:
    does(engine, ana_in, "add_task", title="Buy milk")
    page = visit()
    assert "Undo" not in labels(page)
    does(engine, ana_in, "complete_task", number=1)
    page.run()
    assert "“Buy milk” done from chat" in said(page)
    press(page, "Undo")
    assert stored(engine, ana_in).status is TaskStatus.TODO


def test_an_undo_that_comes_too_late_says_why(ana_in: Caller, engine: Engine) -> None:
    does(engine, ana_in, "add_task", title="Buy milk")
    page = visit()
    does(engine, ana_in, "complete_task", number=1)
    page.run()
    does(engine, ana_in, "update_task", number=1, title="Buy oat milk")
    press(page, "Undo")
    page.run()
    assert "changed again since" in said(page)
    assert stored(engine, ana_in).status is TaskStatus.DONE


def test_markdown_in_a_title_is_only_text_in_the_news(ana_in: Caller, engine: Engine) -> None:
    page = visit()
    does(engine, ana_in, "add_task", title="![x](https://example.com/x.png)")
    page.run()
    assert "example" in said(page)
    assert "![x](" not in said(page)


def test_no_deed_is_done_for_a_login_that_was_ended_meanwhile(
    log_in: LogIn, ana: User, engine: Engine, jar: dict[str, str]
) -> None:
    _, jar["violet"] = log_in(ana)
    caller = Caller(ana.id, "offline", ZoneInfo("UTC"))
    does(engine, caller, "add_task", title="Buy milk")
    page = visit(task="1")
    with begin(engine) as session:
        logins.revoke_all(session, ana.id)
    field(page, "title").set_value("Taken over")
    press(page, "Save")
    assert stored(engine, caller).title == "Buy milk"
    assert "Try the demo" in labels(page)


def test_a_board_beyond_its_limits_is_drawn(ana_in: Caller, engine: Engine) -> None:
    with begin(engine) as session:
        for number in range(300):
            store.create_task(session, ana_in.user_id, title=f"task {number}", due_at=utc_now())
    assert "Open the chat" in labels(visit())

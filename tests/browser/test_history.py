"""History in Chromium: find a session by words in a tool call, open it, and what one may do with it."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Engine

from core.auth import people
from core.store.database import begin
from core.store.models import ToolCallStatus, User
from tests.browser.conftest import Arrive
from tests.browser.test_journey import PASSWORD, sign_in
from tests.people import add_stranger
from tests.sessions import add_session

BOTH = pytest.mark.parametrize("app_server", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def ana(engine: Engine) -> User:
    return add_stranger(engine, "Ana")


@pytest.fixture
def groceries(engine: Engine, ana: User) -> UUID:
    """A session whose last turn made two calls, one of them in vain."""
    calls = [
        {
            "tool_input": {"title": "Buy oat milk", "tags": ["errands"]},
            "tool_output": {"number": 1, "title": "Buy oat milk"},
            "after": {"number": 1, "title": "Buy oat milk"},
            "execution_time_ms": 2.0,
        },
        {
            "tool_name": "complete_task",
            "tool_input": {"number": 99},
            "tool_output": {"error": "There is no task 99."},
            "error_message": "There is no task 99.",
            "status": ToolCallStatus.ERROR,
            "execution_time_ms": 1.0,
        },
    ]
    return add_session(engine, ana, "Saturday", "put it on the list", at=datetime.now(UTC), calls=calls)


def search(page: Page) -> Locator:
    return page.get_by_role("searchbox", name="Search")


def links(page: Page, table: str) -> Locator:
    return page.get_by_role("table", name=table).get_by_role("link")


def menu(page: Page, option: str) -> None:
    page.get_by_role("button", name="Options for this session").click()
    page.get_by_role("menuitem", name=option).or_(page.get_by_role("option", name=option)).first.click()


@BOTH
def test_find_a_session_by_words_in_a_tool_input_and_see_its_calls(
    page: Page, engine: Engine, ana: User, groceries: UUID, arrive: Arrive
) -> None:
    add_session(engine, ana, "Another day", "hello")
    arrive(page, "/history", ana)
    expect(links(page, "Sessions")).to_have_count(2)
    search(page).fill("errands oat")
    expect(links(page, "Sessions")).to_have_text(["Saturday"])
    marks = page.get_by_role("table", name="Sessions").locator("mark")
    expect(marks).to_have_count(2)
    assert sorted(marks.all_inner_texts()) == ["errands", "oat"]  # PostgreSQL keeps the fields in an order of its own
    links(page, "Sessions").click()
    expect(links(page, "Tool calls")).to_have_text(["add_task", "complete_task"])
    expect(page.get_by_role("log", name="Transcript").get_by_text("put it on the list")).to_be_visible()
    links(page, "Tool calls").first.click()
    expect(page.get_by_test_id("stCode").first).to_contain_text('"title": "Buy oat milk"')
    expect(page.get_by_test_id("stCode").nth(1)).to_contain_text('+ title: "Buy oat milk"')
    expect(page).to_have_url(re.compile(rf"session={groceries}"))
    expect(page).to_have_url(re.compile(r"[?&]call=\d+"))  # the first call shows before it is in the address
    page.reload()
    expect(page.get_by_test_id("stCode").first).to_contain_text('"title": "Buy oat milk"')
    page.get_by_role("button", name="All sessions").click()
    expect(links(page, "Sessions")).to_have_text(["Saturday"])
    expect(search(page)).to_have_value("errands oat")


def test_a_link_to_a_session_opens_after_the_sign_in(page: Page, engine: Engine) -> None:
    with begin(engine) as session:
        user = people.create_user(session, email="history-link@example.com", password=PASSWORD, name="Ana")
    page.goto(f"/history?session={add_session(engine, user, 'Saturday', 'put it on the list')}")
    sign_in(page, user.email)
    expect(page.get_by_role("log", name="Transcript").get_by_text("put it on the list")).to_be_visible()


def test_somebody_elses_link_opens_nothing(
    page: Page, engine: Engine, ana: User, groceries: UUID, arrive: Arrive
) -> None:
    arrive(page, f"/history?session={groceries}", add_stranger(engine, "Grace"))
    expect(page.get_by_text("Not here")).to_be_visible()
    expect(page.get_by_text("Saturday")).to_have_count(0)
    expect(page.get_by_text("put it on the list")).to_have_count(0)


def test_a_step_in_the_transcript_opens_its_call_by_keyboard(
    page: Page, ana: User, groceries: UUID, arrive: Arrive
) -> None:
    arrive(page, f"/history?session={groceries}", ana)
    step = page.get_by_role("log", name="Transcript").get_by_role("button", name=re.compile("add_task"))
    step.focus()
    page.keyboard.press("Enter")
    expect(step).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_test_id("stCode").first).to_contain_text("errands")
    links(page, "Tool calls").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stCode").first).to_contain_text("99")


def test_back_and_forward_move_between_table_and_session(
    page: Page, ana: User, groceries: UUID, arrive: Arrive
) -> None:
    arrive(page, "/history?q=oat&errors=1", ana)
    links(page, "Sessions").click()
    expect(links(page, "Tool calls")).to_have_count(2)
    page.go_back()
    expect(links(page, "Sessions")).to_have_text(["Saturday"])
    expect(search(page)).to_have_value("oat")
    page.go_forward()
    expect(links(page, "Tool calls")).to_have_count(2)


def test_cleared_filters_stay_cleared(page: Page, engine: Engine, ana: User, groceries: UUID, arrive: Arrive) -> None:
    """A widget in a closed popover once wrote its old value back."""
    for number in range(30):
        add_session(engine, ana, f"Session {number}")
    arrive(page, "/history", ana)
    page.get_by_role("button", name="More").click()
    page.get_by_text("Only with errors").click()
    expect(page.get_by_text("Sessions · 1", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.get_by_text("Sessions · 31")).to_be_visible()
    page.get_by_role("button", name="Page 2").click()
    expect(links(page, "Sessions")).to_have_count(6)
    expect(page).to_have_url(re.compile(r"/history\?page=2$"))


def test_rename_archive_and_delete_with_undo(page: Page, ana: User, groceries: UUID, arrive: Arrive) -> None:
    arrive(page, f"/history?session={groceries}", ana)
    expect(links(page, "Tool calls")).to_have_count(2)
    menu(page, "Rename")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("   ")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Give the session a name first.")).to_be_visible()
    dialog.get_by_label("Name").fill("Big shopping")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Big shopping", exact=True)).to_be_visible()
    menu(page, "Archive")
    expect(page.get_by_text(re.compile(r"· archived"))).to_be_visible()
    menu(page, "Delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Deleted “Big shopping”.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("log", name="Transcript").get_by_text("put it on the list")).to_be_visible()


def test_continue_in_chat_goes_on_in_the_same_session(page: Page, ana: User, groceries: UUID, arrive: Arrive) -> None:
    arrive(page, f"/history?session={groceries}", ana)
    page.get_by_role("button", name="Continue in chat").click()
    expect(page.get_by_placeholder(re.compile("Tell me what to do"))).to_be_visible()
    expect(page.get_by_text("put it on the list")).to_be_visible()
    expect(page).to_have_url(re.compile(rf"session={groceries}"))


def test_the_chat_leads_to_the_history_of_its_session(page: Page, ana: User, groceries: UUID, arrive: Arrive) -> None:
    arrive(page, f"/?session={groceries}", ana)
    expect(page.get_by_text("put it on the list")).to_be_visible()
    page.locator(".st-key-chat-menu button").click()
    page.get_by_text("Show in history").click()
    expect(links(page, "Tool calls")).to_have_count(2)


def test_files_hold_what_is_shown_and_no_formula(
    page: Page, engine: Engine, ana: User, groceries: UUID, arrive: Arrive
) -> None:
    add_session(engine, ana, "=1+1", "oat")
    add_session(engine, ana, "Something else")
    arrive(page, "/history?q=oat", ana)
    expect(links(page, "Sessions")).to_have_count(2)
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as begun:
        page.get_by_role("link", name="CSV").click()
    assert begun.value.suggested_filename == "violet-sessions.csv"
    lines = list(csv.DictReader(io.StringIO(begun.value.path().read_text("utf-8-sig"))))
    assert sorted(line["title"] for line in lines) == ["'=1+1", "Saturday"]
    page.keyboard.press("Escape")

    page.goto(f"/history?session={groceries}")
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as begun:
        page.get_by_role("link", name="JSON").click()
    assert begun.value.suggested_filename == f"violet-session-{groceries.hex[:8]}.json"
    told = json.loads(begun.value.path().read_text())
    assert [call["tool_name"] for call in told["messages"][1]["tool_calls"]] == ["add_task", "complete_task"]


def test_earlier_messages_come_on_demand(page: Page, engine: Engine, ana: User, arrive: Arrive) -> None:
    session_id = add_session(engine, ana, "Long", *(f"word {number}" for number in range(40)))
    arrive(page, f"/history?session={session_id}", ana)
    transcript = page.get_by_role("log", name="Transcript")
    expect(transcript.get_by_role("article", name="You")).to_have_count(25)
    expect(transcript.get_by_text("word 39")).to_be_in_viewport()
    transcript.get_by_role("button", name="Earlier messages").click()
    expect(transcript.get_by_role("article", name="You")).to_have_count(40)
    expect(transcript.get_by_role("button", name="Earlier messages")).to_have_count(0)


def test_what_somebody_typed_is_never_markup(page: Page, engine: Engine, ana: User, arrive: Arrive) -> None:
    nasty = '<img src="http://127.0.0.1:9/x.png" onerror="document.title=1"> ![i](http://127.0.0.1:9/i.png) :red[r]'
    call = {"tool_input": {"title": nasty}, "status": ToolCallStatus.ERROR, "error_message": nasty, "reasoning": nasty}
    session_id = add_session(engine, ana, nasty, nasty, replies={"content": nasty}, calls=[call])
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    arrive(page, "/history?q=onerror", ana)
    expect(links(page, "Sessions")).to_have_text([nasty])
    page.goto(f"/history?session={session_id}")
    expect(page.get_by_role("log", name="Transcript").get_by_text(nasty, exact=True)).to_have_count(2)
    expect(page.get_by_test_id("stCode").first).to_contain_text("onerror")
    assert not [url for url in asked if ":9/" in url]


def test_on_a_phone_rows_are_cards_and_nothing_runs_off_the_side(
    phone: Page, ana: User, groceries: UUID, arrive: Arrive
) -> None:
    arrive(phone, "/history", ana)
    row = phone.get_by_role("table", name="Sessions").locator("tbody")
    expect(row).to_contain_text("2 messages")
    phone.get_by_role("button", name="Export").tap()
    expect(phone.get_by_role("link", name="CSV")).to_be_visible()
    phone.keyboard.press("Escape")
    links(phone, "Sessions").tap()
    expect(phone.get_by_role("log", name="Transcript")).to_be_visible()
    expect(phone.get_by_role("button", name="Continue in chat")).to_be_visible()
    assert phone.evaluate("document.scrollingElement.scrollWidth") <= 390


def test_a_row_opens_in_a_tab_of_its_own(
    page: Page, ana: User, groceries: UUID, new_page: Callable[..., Page], arrive: Arrive
) -> None:
    arrive(page, "/history", ana)
    with page.context.expect_page() as opened:
        links(page, "Sessions").click(modifiers=["Control"])
    expect(links(opened.value, "Tool calls")).to_have_count(2)
    expect(links(page, "Sessions")).to_have_count(1)

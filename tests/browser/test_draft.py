"""What was typed and not sent is there again: after a sign-in that ended, a reload, another page; for nobody else.

In the chat's box, in the board's quick add, and in the open card of a task.
"""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Engine, func, select

from core.auth import logins, people
from core.store import tasks
from core.store.database import begin, reading
from core.store.models import CONVERSATION, MESSAGE, User
from tests.browser.conftest import PATIENCE, Arrive
from tests.browser.test_journey import PASSWORD, say, sign_in
from tests.people import add_stranger

KEPT = "Object.keys(sessionStorage).filter((name) => name.startsWith('violet-draft')).length"
TYPED = "a long thought about ferns, not yet sent"


@pytest.fixture
def ana(engine: Engine) -> Callable[[str], User]:
    """Makes somebody who can sign in with PASSWORD."""

    def make(email: str) -> User:
        with begin(engine) as session:
            return people.create_user(session, email=email, password=PASSWORD, name="Ana")

    return make


def box(page: Page) -> Locator:
    return page.get_by_placeholder(re.compile("Tell me what to do"))


def end_sign_ins(engine: Engine, user: User) -> None:
    with begin(engine) as session:
        logins.revoke_all(session, user.id)


def wait_until_kept(page: Page, count: int) -> None:
    """Until so many drafts are in the tab's storage."""
    deadline = time.monotonic() + PATIENCE / 1000
    while (found := page.evaluate(KEPT)) != count and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    assert found == count


@pytest.mark.parametrize("is_sent", [False, True], ids=["typed", "sent too late"])
def test_a_text_outlives_the_sign_in_it_was_typed_in(
    page: Page, engine: Engine, arrive: Arrive, ana: Callable[[str], User], is_sent: bool
) -> None:
    user = ana(f"draft-{is_sent}@example.com")
    arrive(page, "/", user)
    say(page, "hello")
    expect(page).to_have_url(re.compile("session="))
    session = page.url
    box(page).fill(TYPED)
    end_sign_ins(engine, user)
    if is_sent:
        box(page).press("Enter")
    expect(page.get_by_text("You were signed out. Sign in again to go on where you were.")).to_be_visible()
    sign_in(page, user.email)
    expect(box(page)).to_have_value(TYPED)
    expect(page.get_by_text("hello", exact=True)).to_be_visible()
    assert page.url == session
    box(page).press("Enter")
    expect(page.get_by_text(TYPED, exact=True)).to_have_count(1)
    expect(box(page)).to_have_value("")
    with reading(engine) as database:
        stored = database.scalar(
            select(func.count(MESSAGE.id))
            .join(CONVERSATION, CONVERSATION.id == MESSAGE.conversation_id)
            .where(CONVERSATION.user_id == user.id, MESSAGE.content == TYPED)
        )
    assert stored == 1


def test_a_text_is_there_after_another_page_and_a_reload_until_it_is_sent(page: Page, arrive: Arrive) -> None:
    arrive(page)
    box(page).fill(TYPED)
    page.get_by_role("link", name="Board").click()
    expect(page.get_by_role("textbox", name="Add a task")).to_be_visible()
    page.get_by_role("link", name="Chat", exact=True).click()
    expect(box(page)).to_have_value(TYPED)
    page.reload()
    expect(box(page)).to_have_value(TYPED)
    box(page).press("Enter")
    expect(page.get_by_text(TYPED, exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Retry")).to_be_visible()
    wait_until_kept(page, 0)
    page.reload()
    expect(page.get_by_text(TYPED, exact=True)).to_be_visible()
    expect(box(page)).to_have_value("")


def test_a_text_is_nobody_elses_and_goes_with_a_sign_out(page: Page, engine: Engine, arrive: Arrive) -> None:
    user = arrive(page)
    box(page).fill(TYPED)
    end_sign_ins(engine, user)
    expect(page.get_by_role("tab", name="Sign in")).to_be_visible()
    arrive(page, "/", add_stranger(engine, "Grace"))
    expect(box(page)).to_be_visible()
    page.wait_for_timeout(500)
    expect(box(page)).to_have_value("")
    wait_until_kept(page, 0)
    box(page).fill(TYPED)
    wait_until_kept(page, 1)
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_role("tab", name="Sign in")).to_be_visible()
    wait_until_kept(page, 0)


def test_a_line_typed_on_the_board_outlives_the_sign_in(
    page: Page, engine: Engine, arrive: Arrive, ana: Callable[[str], User]
) -> None:
    user = ana("quick-add@example.com")
    arrive(page, "/board", user)
    line = page.get_by_role("textbox", name="Add a task")
    line.fill(TYPED)
    wait_until_kept(page, 1)
    end_sign_ins(engine, user)
    expect(page.get_by_text("You were signed out. Sign in again to go on where you were.")).to_be_visible()
    sign_in(page, user.email)
    expect(line).to_have_value(TYPED)
    line.press("Enter")
    expect(page.get_by_text("A long thought about ferns, not yet sent", exact=True)).to_be_visible()
    expect(line).to_have_value("")
    wait_until_kept(page, 0)


def test_what_is_typed_into_an_open_card_outlives_the_sign_in_until_the_card_is_closed(
    page: Page, engine: Engine, arrive: Arrive, ana: Callable[[str], User]
) -> None:
    user = ana("card@example.com")
    with begin(engine) as session:
        tasks.create_task(session, user.id, title="Water the ferns")
    arrive(page, "/board?task=1", user)
    title, notes = page.get_by_role("textbox", name="Title"), page.get_by_role("textbox", name="Notes")
    title.fill("Water the ferns and the moss")
    notes.fill(TYPED)
    wait_until_kept(page, 2)
    end_sign_ins(engine, user)
    expect(page.get_by_text("You were signed out. Sign in again to go on where you were.")).to_be_visible()
    sign_in(page, user.email)
    expect(notes).to_have_value(TYPED)
    expect(title).to_have_value("Water the ferns and the moss")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("Water the ferns and the moss", exact=True)).to_be_visible()
    with reading(engine) as session:
        assert tasks.get_task(session, user.id, 1).description == TYPED
    wait_until_kept(page, 0)
    page.goto("/board?task=1")
    title.fill("Something else")
    wait_until_kept(page, 1)
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    wait_until_kept(page, 0)
    page.goto("/board?task=1")
    expect(notes).to_have_value(TYPED)
    page.wait_for_timeout(500)
    expect(title).to_have_value("Water the ferns and the moss")
    wait_until_kept(page, 0)


def test_what_is_typed_over_a_title_is_not_put_over_another_one(
    page: Page, engine: Engine, arrive: Arrive, ana: Callable[[str], User]
) -> None:
    user = ana("card-changed@example.com")
    with begin(engine) as session:
        tasks.create_task(session, user.id, title="Water the ferns")
    arrive(page, "/board?task=1", user)
    title = page.get_by_role("textbox", name="Title")
    title.fill("Water the moss")
    wait_until_kept(page, 1)
    end_sign_ins(engine, user)
    expect(page.get_by_role("tab", name="Sign in")).to_be_visible()
    with begin(engine) as session:
        tasks.change_task(session, tasks.get_task(session, user.id, 1), {"title": "Water the lawn"})
    sign_in(page, user.email)
    expect(title).to_have_value("Water the lawn")
    page.wait_for_timeout(500)
    expect(title).to_have_value("Water the lawn")

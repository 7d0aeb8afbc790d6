"""What was typed and not sent is there again: after a sign-in that ended, a reload, another page; for nobody else."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Engine, func, select

from core.auth import logins, people
from core.store.database import begin, reading
from core.store.models import CONVERSATION, MESSAGE, User
from tests.browser.conftest import Arrive
from tests.browser.test_journey import PASSWORD, say, sign_in
from tests.people import add_stranger

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


def kept(page: Page) -> int:
    """How many drafts are in the tab's storage."""
    return int(page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('violet-draft')).length"))


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
    assert kept(page) == 0
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
    assert kept(page) == 0
    box(page).fill(TYPED)
    assert kept(page) == 1
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_role("tab", name="Sign in")).to_be_visible()
    assert kept(page) == 0

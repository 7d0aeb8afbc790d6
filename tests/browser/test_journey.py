"""The main journeys, as a new person makes them, on both databases."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from core.auth import people
from core.store.database import begin
from tests.app_server import AppServer
from tests.browser.conftest import Arrive

BOTH = pytest.mark.parametrize("app_server", ["sqlite", "postgresql"], indirect=True)
PASSWORD = "violets are blue"


def sign_up(page: Page, email: str, at: str = "/") -> None:
    """Make an account; tests share servers, so an address stands in one test alone."""
    page.goto(at)
    page.get_by_role("tab", name="Create account").click()
    panel = page.get_by_role("tabpanel", name="Create account")
    panel.get_by_label("Name").fill("Ana Example")
    panel.get_by_label("E-mail").fill(email)
    panel.get_by_role("textbox", name="Password").fill(PASSWORD)
    panel.get_by_role("button", name="Create account").click()


def sign_in(page: Page, email: str) -> None:
    panel = page.get_by_role("tabpanel", name="Sign in")
    panel.get_by_label("E-mail").fill(email)
    panel.get_by_role("textbox", name="Password").fill(PASSWORD)
    panel.get_by_role("button", name="Sign in").click()


def say(page: Page, text: str) -> None:
    box = page.get_by_placeholder(re.compile("Tell me what to do"))
    box.fill(text)
    box.press("Enter")
    expect(page.get_by_text(text, exact=True).first).to_be_visible()


def answer(page: Page) -> str:
    """The newest reply, once its actions are there."""
    newest = page.get_by_test_id("stChatMessage").last
    expect(newest.get_by_role("button", name="Retry")).to_be_visible()
    return newest.inner_text()


@BOTH
def test_sign_up_talk_drag_find_reload_and_sign_out(page: Page, app_server: AppServer) -> None:
    sign_up(page, "journey-journey@example.com")
    expect(page.get_by_text("Ana", exact=False).first).to_be_visible()
    say(page, "add task to water the ferns")
    expect(page.get_by_role("button", name="#1 Water the ferns")).to_be_visible()
    session = page.url

    page.get_by_role("link", name="Board").click()
    card = page.get_by_role("listitem").filter(has_text="Water the ferns")
    expect(card).to_be_visible()
    done = page.get_by_role("region", name=re.compile("Done"))
    card.drag_to(done)
    expect(done.get_by_text("Water the ferns")).to_be_visible()

    page.get_by_role("link", name="History").click()
    expect(page.get_by_text("add_task").or_(page.get_by_text(re.compile("ferns", re.I))).first).to_be_visible()

    page.goto(session)
    expect(page.get_by_text("add task to water the ferns")).to_be_visible()
    page.reload()
    expect(page.get_by_text("add task to water the ferns")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("tab", name="Create account")).to_be_visible()
    page.goto(session)
    expect(page.get_by_role("tab", name="Create account")).to_be_visible()
    expect(page.get_by_text("water the ferns")).to_have_count(0)


@pytest.mark.parametrize("path", ["/", "/board", "/history", "/account"])
def test_every_page_asks_for_a_sign_in_first_and_opens_after_it(page: Page, engine: Engine, path: str) -> None:
    email = f"journey-{path.strip('/') or 'chat'}@example.com"
    with begin(engine) as session:
        people.create_user(session, email=email, password=PASSWORD, name="Ana")
    page.goto(f"{path}?session=00000000-0000-4000-8000-000000000000")
    expect(page.get_by_role("tab", name="Sign in")).to_be_visible()
    sign_in(page, email)
    expect(page.get_by_role("button", name="Sign out").first).to_be_visible()
    assert page.url.split("?")[0].rstrip("/").endswith(path.rstrip("/"))


def test_signing_up_opens_the_page_one_came_for(page: Page) -> None:
    sign_up(page, "journey-first@example.com", at="/board?priority=high")
    expect(page.get_by_role("button", name="Sign out").first).to_be_visible()
    assert page.url.endswith("/board?priority=high")


def test_a_conversation_in_words(page: Page, arrive: Arrive) -> None:
    arrive(page)
    say(page, "Hello")
    assert "add_task" not in answer(page)
    say(page, "add task to buy groceries")
    say(page, "i did groceries today")
    expect(page.get_by_role("button", name=re.compile("groceries.*done"))).to_be_visible()
    say(page, "mark it as completed")
    expect(page.get_by_text("complete_task").last).to_be_visible()
    say(page, "Delete all completed tasks")
    expect(page.get_by_role("button", name="Keep it")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("delete_task").last).to_be_visible()
    say(page, "undo")
    expect(page.get_by_text("undo_turn").last).to_be_visible()
    page.locator("summary").filter(has_text="undo_turn").last.click()
    expect(page.get_by_text("Input", exact=True)).to_be_visible()


def test_what_is_refused_stays_in_the_box(page: Page, arrive: Arrive) -> None:
    arrive(page)
    box = page.get_by_placeholder(re.compile("Tell me what to do"))
    box.fill("x" * 4100)
    box.press("Enter")
    expect(page.get_by_text(re.compile("4,100 characters"))).to_be_visible()
    expect(box).to_have_value("x" * 4100)


def test_text_is_shown_as_it_was_typed_and_asks_nobody_for_anything(page: Page, arrive: Arrive) -> None:
    """`new_page` fails a test whose page asked another host for anything."""
    arrive(page)
    hostile = '<img src="http://elsewhere.example/a.png" onerror="window.hit=1"> ![b](http://elsewhere.example/b.png)'
    say(page, hostile)
    say(page, f"add task to read {hostile}")
    expect(page.get_by_text("add_task").last).to_be_visible()
    page.get_by_role("link", name="Board").click()
    expect(page.get_by_role("listitem").first).to_be_visible()
    page.get_by_role("link", name="History").click()
    page.wait_for_timeout(1500)
    assert page.evaluate("window.hit") is None

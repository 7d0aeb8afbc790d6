"""The sidebar and the bar on top: what they are called, that they can be read, and where the keyboard goes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Arrive
from tests.browser.test_journey import say

READABLE = 4.5  # the contrast WCAG asks of text
_CONTRAST = """(element) => {
    const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const light = (colour) => {
        const [r, g, b] = channels(colour).map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    };
    let ground = element;
    while ((channels(getComputedStyle(ground).backgroundColor)[3] ?? 1) < 1) ground = ground.parentElement;
    const both = [light(getComputedStyle(element).color), light(getComputedStyle(ground).backgroundColor)];
    return Math.max(...both) / Math.min(...both);
}"""


def box(page: Page) -> Locator:
    return page.get_by_placeholder(re.compile("Tell me what to do"))


@pytest.mark.parametrize("scheme", ["dark", pytest.param("light", marks=pytest.mark.soak)])
def test_a_sessions_menu_is_named_after_it_and_can_be_read(
    new_page: Callable[..., Page], scheme: str, arrive: Arrive
) -> None:
    page = new_page(color_scheme=scheme)
    arrive(page)
    say(page, "add task to water the ferns")
    page.locator('[class*="st-key-session-open-"]').hover()
    page.get_by_role("button", name="Options for “Water the ferns”").first.click()
    options = page.get_by_role("menuitem")
    expect(options).to_have_text(["Rename", "Archive", "Show in history", "Delete"])
    for option in options.get_by_role("paragraph").all():
        assert option.evaluate(_CONTRAST) >= READABLE, option.inner_text()


def test_every_page_has_a_heading_and_names_its_tab(page: Page, arrive: Arrive) -> None:
    arrive(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("New chat")
    for name in ("Board", "History", "Account"):
        page.get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        expect(page).to_have_title(f"{name} · Violet")


def test_one_can_type_at_once_on_opening_and_after_choosing(page: Page, arrive: Arrive) -> None:
    arrive(page)
    expect(box(page)).to_be_focused()
    say(page, "Hello")
    page.get_by_role("button", name="New chat").first.click()
    expect(box(page)).to_be_focused()
    page.get_by_role("link", name="Board").click()
    expect(page.get_by_label("Add a task")).to_be_visible()
    page.get_by_role("link", name="Chat", exact=True).click()
    expect(box(page)).to_be_focused()


def test_on_a_phone_the_sidebar_makes_room_for_what_was_chosen(phone: Page, arrive: Arrive) -> None:
    arrive(phone)
    say(phone, "add task to water the ferns")
    opens = phone.get_by_test_id("stExpandSidebarButton")
    for choice in (
        phone.get_by_role("button", name="New chat").first,
        phone.get_by_role("button", name=re.compile("^Water the ferns")).first,
        phone.get_by_role("link", name="Board"),
        phone.get_by_role("link", name="Account"),
    ):
        opens.tap()
        choice.tap()
        expect(phone.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
        expect(opens).to_be_visible()

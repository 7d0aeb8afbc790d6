"""I7, I8, I9, I13 where only a browser can tell: nothing runs, nothing is fetched, everything is shown as it was typed.

`new_page` fails a test whose page asked another host for anything.
"""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Dialog, Page, expect
from sqlalchemy import Engine, insert

from core.store import tasks as store
from core.store.database import begin
from core.store.models import Task, utc_now
from tests.browser.conftest import Arrive
from tests.browser.test_journey import PASSWORD, say
from tests.people import add_stranger
from tests.sessions import add_session

BEACONS = (
    "![b](http://elsewhere.example/1.png) <img src=http://elsewhere.example/2.png onerror=window.hit=1> "
    "<script>window.hit=2</script> [c](javascript:window.hit=3) <svg onload=window.hit=4> "
    "[d](data:text/html,<script>window.hit=5</script>) <iframe src=http://elsewhere.example/3></iframe>"
)
MARKUP = ":red[hot] :material/home: :smile: $x^2$ **bold** [^1] `code` # head --- a_b_c ~~gone~~ <b>tag</b>"


def watch(page: Page) -> list[str]:
    """What must not happen: dialogs and script errors that say something of ours ran."""
    happened: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        happened.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    return happened


@pytest.mark.parametrize("text", [BEACONS, MARKUP], ids=["i7 i8 beacons", "i9 markup"])
def test_i7_i8_i9_hostile_text_is_inert_on_every_page(page: Page, engine: Engine, arrive: Arrive, text: str) -> None:
    """As a message, a model's reply, a session's title, a task's title, tags, notes, a tool's input and output."""
    happened = watch(page)
    calls = [{"tool_input": {"title": text}, "tool_output": {"title": text, "number": 1}, "reasoning": text}]
    replies = {"content": text, "agent": "gemini", "rating": -1, "rating_comment": text}
    user = add_stranger(engine, text[:100])
    conversation = add_session(engine, user, text[:250], text, replies=replies, calls=calls)
    with begin(engine) as session:
        store.create_task(session, user.id, title=text, description=text, tags=[text[:40]])

    arrive(page, f"/?session={conversation}", user)
    said = page.get_by_text(text, exact=True)
    expect(said.first).to_be_visible()
    page.locator("summary").filter(has_text="add_task").first.click()
    page.goto("/board")
    card = page.get_by_role("listitem").filter(has_text=text.split()[0]).first
    expect(card).to_contain_text(text)
    card.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.goto(f"/history?session={conversation}")
    expect(page.get_by_text(text.split()[0]).first).to_be_visible()
    page.goto(f"/history?q={quote(text[:60])}")
    expect(page.get_by_role("button", name="Sign out").first).to_be_visible()
    page.goto("/account")
    expect(page.get_by_role("button", name="Sign out").first).to_be_visible()
    page.wait_for_timeout(300)
    assert page.evaluate("window.hit") is None
    assert happened == []
    for made in ("iframe[src*=elsewhere]", "img[src*=elsewhere]", "a[href^='javascript:']", "a[href*=elsewhere]"):
        assert page.locator(made).count() == 0


def test_i7_i11_a_hostile_name_and_address_at_the_door(page: Page) -> None:
    page.goto("/")
    page.get_by_role("tab", name="Create account").click()
    panel = page.get_by_role("tabpanel", name="Create account")
    panel.get_by_label("Name").fill(BEACONS[:100])
    panel.get_by_role("textbox", name="Password").fill(PASSWORD)
    panel.get_by_label("E-mail").fill("<img src=x onerror=window.hit=1>@example.org")
    panel.get_by_role("button", name="Create account").click()
    expect(panel.get_by_text(re.compile("valid email|look like an e-mail address"))).to_be_visible()
    panel.get_by_label("E-mail").fill("hostile-name@example.com")
    panel.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("button", name="Sign out").first).to_be_visible()
    assert page.evaluate("window.hit") is None


def test_i13_a_paste_of_ten_thousand_lines_is_refused_and_kept(page: Page, arrive: Arrive) -> None:
    arrive(page)
    text = "a line\n" * 10_000
    box = page.get_by_placeholder(re.compile("Tell me what to do"))
    # As a paste does it, at once: filling in key by key takes the browser a minute.
    box.evaluate(
        """(box, text) => {
      Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, text);
      box.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
    }""",
        text,
    )
    box.press("Enter")
    expect(page.get_by_text(re.compile("characters long; I can read up to 4,000"))).to_be_visible()
    assert len(box.input_value()) > 69_000
    box.fill("")
    say(page, "hello")


@pytest.mark.parametrize(
    "many", [pytest.param(10_000, id="small"), pytest.param(100_000, id="full", marks=pytest.mark.soak)]
)
def test_i13_very_many_tasks_and_a_long_thread_stay_usable(
    page: Page, engine: Engine, arrive: Arrive, many: int
) -> None:
    """They are drawn a page at a time: the cards of a board, and the messages of a conversation of a thousand."""
    now = utc_now()
    said = [f"line {number}" for number in range(500)]
    user = add_stranger(engine, "Hostile")
    conversation = add_session(engine, user, "Long", *said)
    with begin(engine) as session:
        fields = {"user_id": user.id, "created_at": now, "updated_at": now}
        rows = [{**fields, "number": n, "title": f"Task {n}", "position": n} for n in range(1, many + 1)]
        session.execute(insert(Task), rows)
    arrive(page, "/board", user)
    expect(page.get_by_text(f"{many - 200:,} more")).to_be_visible(timeout=45_000)
    assert page.get_by_role("listitem").count() < 300
    page.goto(f"/?session={conversation}")
    expect(page.get_by_text("line 499", exact=True)).to_be_visible()
    assert page.get_by_test_id("stChatMessage").count() <= 50
    page.get_by_role("button", name="Earlier messages").click()
    expect(page.get_by_text("line 460", exact=True)).to_be_visible()

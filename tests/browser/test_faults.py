"""F22, F26, F27 as a person sees them: leaving in the middle of a turn, a server that is killed, stopped and back."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.app_server import AppServer
from tests.browser.conftest import Arrive
from tests.browser.test_journey import say
from tests.gemini_server import KEY, GeminiServer, Silence, chunk, gemini_server, says

BOX = re.compile("Tell me what to do")
RECONNECTS = 30_000  # milliseconds: a browser tries again after growing pauses


@pytest.fixture(scope="module")
def gemini() -> Iterator[GeminiServer]:
    with gemini_server() as server:
        yield server


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory, gemini: GeminiServer) -> Iterator[AppServer]:
    """A server of this file's own, to kill; a model answers, which can be slow."""
    folder = tmp_path_factory.mktemp("faults")
    server = AppServer(
        folder,
        f"sqlite:///{folder / 'violet.db'}",
        {"GEMINI_API_KEY": KEY, "GEMINI_BASE_URL": gemini.url},
    )
    server.start()
    yield server
    server.stop()


@pytest.fixture
def app_server(own_server: AppServer) -> AppServer:
    return own_server


def slowly(text: str, seconds: float) -> list[object]:
    """An answer that begins, is silent, and ends."""
    return [chunk({"text": "Let me think. "}), Silence(seconds), *says(text)]


def test_f22_leaving_in_the_middle_of_a_turn_loses_nothing(page: Page, gemini: GeminiServer, arrive: Arrive) -> None:
    """The board after half a second, then the tab closed after half a second of the next one."""
    arrive(page)
    gemini.will(slowly("The first answer is whole.", 2.0), slowly("The second answer is whole.", 2.0))
    say(page, "think about ferns")
    expect(page.get_by_text("Let me think.").first).to_be_visible()
    session = page.url
    page.wait_for_timeout(500)
    page.get_by_role("link", name="Board").click()
    expect(page.get_by_role("group", name="Task board")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("The first answer is whole.").first).to_be_visible()

    say(page, "think about moss")
    page.wait_for_timeout(500)
    context = page.context
    page.close()
    back = context.new_page()
    back.goto(session)
    expect(back.get_by_text("The second answer is whole.").first).to_be_visible()
    expect(back.get_by_text("think about moss", exact=True)).to_have_count(1)
    expect(back.get_by_test_id("stChatMessage")).to_have_count(2)


def test_f22_stop_is_heard_while_the_model_is_silent(page: Page, gemini: GeminiServer, arrive: Arrive) -> None:
    arrive(page)
    gemini.will(slowly("Never said.", 30.0))
    say(page, "think for long")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped.").first).to_be_visible(timeout=5_000)
    expect(page.get_by_text("Never said.")).to_have_count(0)


def test_f26_a_killed_server_comes_back_under_an_open_page(
    page: Page, own_server: AppServer, gemini: GeminiServer, arrive: Arrive
) -> None:
    """Still signed in, the history there, what was being typed still in the box."""
    arrive(page)
    gemini.will(says("Noted before the crash."))
    say(page, "remember the crash")
    expect(page.get_by_text("Noted before the crash.").first).to_be_visible()
    page.get_by_placeholder(BOX).fill("a sentence that is not sent yet")
    own_server.kill()
    page.wait_for_timeout(1_500)
    own_server.start()
    gemini.will(says("And here again."))
    box = page.get_by_placeholder(BOX)
    expect(box).to_be_enabled(timeout=RECONNECTS)
    expect(box).to_have_value("a sentence that is not sent yet")
    expect(page.get_by_text("Noted before the crash.").first).to_be_visible()
    box.press("Enter")
    expect(page.get_by_text("And here again.").first).to_be_visible(timeout=RECONNECTS)
    expect(page.get_by_role("tab", name="Sign in")).to_have_count(0)


@pytest.mark.soak  # the same without a browser runs always: test_killed.py, test_running_app.py
def test_f27_a_stopped_server_finishes_or_marks_the_turn(
    page: Page, own_server: AppServer, gemini: GeminiServer, arrive: Arrive
) -> None:
    arrive(page)
    gemini.will(slowly("Too late.", 30.0))
    say(page, "think until the end")
    expect(page.get_by_text("Let me think.").first).to_be_visible()
    own_server.stop()
    own_server.start()
    expect(page.get_by_text(re.compile("interrupted|restart|Stopped", re.I)).first).to_be_visible(timeout=RECONNECTS)
    gemini.will(says("Thought again."))
    page.get_by_role("button", name=re.compile("Try again|Retry")).last.click()
    expect(page.get_by_text("Thought again.").first).to_be_visible()
    expect(page.get_by_text("think until the end", exact=True)).to_have_count(1)

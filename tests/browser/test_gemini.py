"""Gemini in the browser: words as they come, Stop down to the wire, photos and voice notes."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.app_server import AppServer
from tests.browser.conftest import Arrive
from tests.browser.test_journey import say
from tests.gemini_server import KEY, GeminiServer, Silence, calls, chunk, gemini_server, says
from tests.test_attachments import photo, recording


@pytest.fixture(scope="module")
def gemini() -> Iterator[GeminiServer]:
    with gemini_server() as running:
        yield running
        assert running.problems == []


@pytest.fixture(scope="module")
def gemini_app_server(gemini: GeminiServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    folder = tmp_path_factory.mktemp("gemini-app")
    environment = {"GEMINI_API_KEY": KEY, "GEMINI_BASE_URL": gemini.url}
    server = AppServer(folder, f"sqlite:///{folder / 'violet.db'}", environment)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def app_server(gemini_app_server: AppServer) -> AppServer:
    """The running app, with Gemini at the tests' server."""
    return gemini_app_server


def hold_uploads(page: Page, held: list[Route]) -> None:
    """From now on a file stays on its way until its route in `held` goes on."""

    def hold(route: Route) -> None:
        if route.request.method == "PUT":
            held.append(route)
        else:
            route.continue_()

    page.route("**/upload_file/**", hold)


def test_gemini_words_show_while_it_is_still_talking_and_stop_hangs_up(
    page: Page, gemini: GeminiServer, arrive: Arrive
) -> None:
    arrive(page)
    gemini.will([chunk({"text": "Once upon a time"}), Silence(60)])
    say(page, "tell me a story")
    expect(page.get_by_text("Once upon a time").first).to_be_visible()
    assert not gemini.left  # still connected, with a minute to go
    page.get_by_role("button", name="Stop").click()
    deadline = time.monotonic() + 15
    while not gemini.left and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    assert gemini.left, "the server still waits for its client"
    expect(page.get_by_text("Stopped.", exact=True).first).to_be_visible()
    expect(page.get_by_text("Once upon a time").first).to_be_visible()
    expect(page.get_by_text(re.compile("first word"))).to_be_visible()


def test_gemini_makes_tasks_of_a_photo_that_is_there_after_a_reload(
    page: Page, gemini: GeminiServer, new_page: Callable[..., Page], tmp_path: Path, arrive: Arrive
) -> None:
    arrive(page)
    expect(page.get_by_placeholder(re.compile("Tell me"))).to_be_visible()
    (tmp_path / "list.png").write_bytes(photo("PNG", (900, 600)))
    page.locator("input[type=file]").first.set_input_files(tmp_path / "list.png")
    expect(page.get_by_text("list.png")).to_be_visible()
    gemini.will(calls(("add_task", {"title": "Oat milk"})), says("Oat milk is on your list."))
    say(page, "add what is on this list")
    expect(page.get_by_role("button", name="#1 Oat milk")).to_be_visible()
    image = page.get_by_role("img", name="list.png")
    expect(image).to_have_js_property("naturalWidth", 900)
    page.reload()
    expect(image).to_have_js_property("naturalWidth", 900)
    address = image.get_attribute("src") or ""
    assert page.request.get(address).headers["content-type"] == "image/jpeg"
    assert new_page().request.get(address).status == 401
    page.goto(page.url.replace("/?", "/history?"))
    expect(page.get_by_role("img", name="list.png")).to_have_js_property("naturalWidth", 900)


def test_gemini_hears_what_was_recorded_here(page: Page, gemini: GeminiServer, arrive: Arrive) -> None:
    """Streamlit's recorder reads its own recording back as a blob, which the policy has to let it."""
    page.context.grant_permissions(["microphone"])
    arrive(page)
    page.get_by_role("button", name="Start recording").click()
    page.wait_for_timeout(1200)
    gemini.will(calls(("add_task", {"title": "Call mum"})), says("Call mum is on your list."))
    page.get_by_role("button", name="Submit recording").click()
    expect(page.get_by_role("button", name="#1 Call mum")).to_be_visible()
    player = page.locator("figure.voice audio")
    deadline = time.monotonic() + 15
    while not player.evaluate("player => player.duration > 0.5") and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    assert player.evaluate("player => [player.duration > 0.5, player.clientWidth > 200]") == [True, True]
    (part,) = gemini.requests[-1]["contents"][0]["parts"]
    assert part["inlineData"]["mimeType"] == "audio/wav"


def test_gemini_is_asked_again_with_the_same_photo(
    page: Page, gemini: GeminiServer, tmp_path: Path, arrive: Arrive
) -> None:
    arrive(page)
    expect(page.get_by_placeholder(re.compile("Tell me"))).to_be_visible()
    (tmp_path / "note.wav").write_bytes(recording(0.5))
    page.locator("input[type=file]").first.set_input_files(tmp_path / "note.wav")
    expect(page.get_by_text("note.wav")).to_be_visible()
    gemini.will(says("I heard a hum."), says("Still a hum."))
    say(page, "what is this?")
    expect(page.get_by_text("I heard a hum.").first).to_be_visible()
    page.get_by_role("button", name="Retry").last.click()
    expect(page.get_by_text("Still a hum.").first).to_be_visible()
    expect(page.locator("figure.voice audio")).to_have_count(2)


def test_gemini_gets_the_photo_that_was_still_on_its_way_at_enter(
    page: Page, gemini: GeminiServer, tmp_path: Path, arrive: Arrive
) -> None:
    held: list[Route] = []
    hold_uploads(page, held)
    arrive(page)
    box = page.get_by_placeholder(re.compile("Tell me"))
    expect(box).to_be_visible()
    (tmp_path / "list.png").write_bytes(photo("PNG", (90, 60)))
    page.locator("input[type=file]").first.set_input_files(tmp_path / "list.png")
    expect(page.get_by_role("button", name="Cancel upload of list.png")).to_be_visible()
    before = len(gemini.requests)
    gemini.will(says("Ferns and moss."))
    box.fill("what is on it?")
    box.press("Enter")
    box.press("Enter")
    page.wait_for_timeout(500)
    expect(box).to_have_value("what is on it?")
    held.pop().continue_()
    expect(page.get_by_text("Ferns and moss.").first).to_be_visible()
    expect(box).to_have_value("")
    (asked,) = gemini.requests[before:]
    assert [list(part) for part in asked["contents"][0]["parts"]] == [["text"], ["inlineData"]]


def test_gemini_is_not_sent_a_text_whose_photo_was_taken_out(
    page: Page, gemini: GeminiServer, tmp_path: Path, arrive: Arrive
) -> None:
    hold_uploads(page, [])
    arrive(page)
    box = page.get_by_placeholder(re.compile("Tell me"))
    expect(box).to_be_visible()
    (tmp_path / "list.png").write_bytes(photo("PNG", (90, 60)))
    page.locator("input[type=file]").first.set_input_files(tmp_path / "list.png")
    before = len(gemini.requests)
    box.fill("what is on it?")
    cancel = page.get_by_role("button", name="Cancel upload of list.png")
    expect(cancel).to_be_visible()
    box.press("Enter")
    cancel.click()
    expect(page.get_by_test_id("stFileChip")).to_have_count(0)
    page.wait_for_timeout(500)
    expect(box).to_have_value("what is on it?")
    assert len(gemini.requests) == before


def test_gemini_is_not_sent_what_is_too_large_and_the_text_stays(
    page: Page, gemini: GeminiServer, tmp_path: Path, arrive: Arrive
) -> None:
    arrive(page)
    box = page.get_by_placeholder(re.compile("Tell me"))
    expect(box).to_be_visible()
    (tmp_path / "long.wav").write_bytes(recording(0.1) + bytes(6 * 1024 * 1024))
    page.locator("input[type=file]").first.set_input_files(tmp_path / "long.wav")
    expect(page.get_by_text("long.wav")).to_be_visible()
    before = len(gemini.requests)
    page.wait_for_timeout(1500)  # the upload
    box.fill("what do I say here?")
    box.press("Enter")
    expect(page.get_by_text(re.compile("a voice note may have up to 5 MB"))).to_be_visible()
    expect(box).to_have_value("what do I say here?")
    assert len(gemini.requests) == before

"""How soon the first words of Gemini are on the page, from the moment they leave its server, in a real browser.

The server is the tests' own, on this machine: the figure holds the SDK, the loop, Streamlit, the websocket and the
browser's drawing.
"""

import shutil
import statistics
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.app_server import AppServer
from tests.bench.figures import Figure
from tests.browser.conftest import FLAGS
from tests.browser.test_journey import say, sign_up
from tests.gemini_server import KEY, GeminiServer, Silence, chunk, gemini_server, says

TURNS = 20
WARM_UP = 2

# Notes the wall clock at the first moment the word stands on the page, as the browser is about to paint it.
_WATCH = """word => {
  window.watcher?.disconnect();
  window.seenAt = null;
  const look = () => {
    if (!document.body.textContent.includes(word)) return;
    window.watcher.disconnect();
    requestAnimationFrame(() => { window.seenAt = Date.now(); });
  };
  window.watcher = new MutationObserver(look);
  window.watcher.observe(document.body, { childList: true, subtree: true, characterData: true });
}"""


def measure() -> Iterator[Figure]:
    """The figure; none where there is no browser."""
    executable = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if executable is None:
        print("No Chromium: the browser is not measured.")
        return
    with tempfile.TemporaryDirectory() as folder, gemini_server() as gemini, sync_playwright() as playwright:
        environment = {"GEMINI_API_KEY": KEY, "GEMINI_BASE_URL": gemini.url, "VIOLET_MESSAGES_PER_MINUTE": "0"}
        server = AppServer(Path(folder), f"sqlite:///{Path(folder) / 'violet.db'}", environment)
        server.start()
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        try:
            page = browser.new_page(base_url=server.url)
            sign_up(page, "bench@example.com")
            page.get_by_placeholder("Tell me what to do, or just talk").wait_for()
            page.get_by_role("button", name="Sign out").first.wait_for()
            page.wait_for_timeout(2_000)  # the page loads anew with its cookie
            times = [_one(page, gemini, number) for number in range(TURNS + WARM_UP)][WARM_UP:]
        finally:
            browser.close()
            server.stop()
        if gemini.problems:
            raise RuntimeError("; ".join(gemini.problems[:3]))
    yield Figure("browser/gemini first token", "ms", round(statistics.median(times), 1), n=len(times))
    slowest = sorted(times)[int(0.95 * len(times)) - 1]
    yield Figure("browser/gemini first token p95", "ms", round(slowest, 1), n=len(times))


def _one(page: Page, gemini: GeminiServer, number: int) -> float:
    """Milliseconds from leaving the server to standing on the page."""
    word = f"Word{number:03}"
    page.evaluate(_WATCH, word)
    gemini.pieces.clear()
    may_speak = threading.Event()
    gemini.will([may_speak, chunk({"text": f"{word} "}), Silence(0.3), *says("and so on.")])
    say(page, f"message {number}")
    page.get_by_text("Working on it…").wait_for()  # a model thinks first: the page has drawn its waiting by then
    page.wait_for_timeout(300)
    may_speak.set()
    page.wait_for_function("() => window.seenAt != null", timeout=15_000)
    page.get_by_role("button", name="Retry").nth(number).wait_for()
    return float(page.evaluate("() => window.seenAt")) - 1000 * gemini.pieces[0]

"""What a person waits for, in Chromium: a first visit with nothing cached, and a reply after Enter.

The floor is the least Streamlit app that does the same: no sign-in, no database, messages in a list, an echo for an
answer.
"""

import re
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.app_server import ROOT, AppServer
from tests.bench.figures import Figure
from tests.browser.conftest import FLAGS
from tests.databases import free_port
from tests.processes import Child

VISITS = 6
TURNS = 10  # measured, of each: in a new conversation, and beyond 50 messages
BOX = re.compile("Tell me what to do")

BARE = """
import streamlit as st

said = st.session_state.setdefault("said", [])
if text := st.chat_input("Tell me what to do"):
    said.append(text)
for text in said:
    st.text(text)
    with st.chat_message("assistant"):
        st.text(f"You said {text}")
"""

# In the page itself, so that nothing but the page is measured: Enter, then a look at every frame.
TYPE = """async (box) => {
    const replies = () => [...document.querySelectorAll('[data-testid="stChatMessage"]')];
    const before = replies().length, began = performance.now();
    box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", keyCode: 13, which: 13, bubbles: true }));
    const isThere = () => replies().length > before && !/^(Stop|Working|$)/.test(replies().at(-1).innerText);
    while (!isThere()) {
        if (performance.now() - began > 20000) throw new Error("no reply");
        await new Promise(requestAnimationFrame);
    }
    return performance.now() - began;
}"""


def measure() -> Iterator[Figure]:
    """The figures; none where there is no Chromium."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        print("Chromium is not installed: no figure of the browser.")
        return
    with violet() as ours, bare() as floor, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        state = sign_up(browser, ours)
        yield cold_page(browser, ours, floor, state)
        yield from type_to_reply(open_page(browser, ours, state), open_page(browser, floor))
        browser.close()


@contextmanager
def violet() -> Iterator[str]:
    """The address of the app, on a SQLite file of its own."""
    with tempfile.TemporaryDirectory() as folder:
        server = AppServer(Path(folder), f"sqlite:///{Path(folder) / 'violet.db'}", {"VIOLET_MESSAGES_PER_MINUTE": "0"})
        server.start()
        try:
            yield server.url
        finally:
            server.stop()


@contextmanager
def bare() -> Iterator[str]:
    """The address of the least app, with the same settings of Streamlit's."""
    with tempfile.TemporaryDirectory() as folder:
        script, port = Path(folder) / "bare.py", free_port()
        script.write_text(BARE)
        options = ["--server.headless", "true", "--server.address", "127.0.0.1", "--server.port", str(port)]
        log = Path(folder) / "bare.log"
        child = Child([sys.executable, "-m", "streamlit", "run", str(script), *options], log, cwd=ROOT)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            child.stop()


def sign_up(browser: Browser, url: str) -> Path:
    """Make an account; returns the file with its cookie, which the contexts of later visits start with."""
    page = open_page(browser, url, is_ready="Create account")
    page.get_by_role("tab", name="Create account").click()
    panel = page.get_by_role("tabpanel", name="Create account")
    for label, text in (("Name", "Ana Example"), ("E-mail", "ana@example.com")):
        panel.get_by_label(label).fill(text)
    panel.get_by_role("textbox", name="Password").fill("violets are blue")
    panel.get_by_role("button", name="Create account").click()
    page.get_by_placeholder(BOX).wait_for()
    state = ROOT / "build" / "bench-browser.json"
    page.context.storage_state(path=state)
    page.context.close()
    return state


def open_page(browser: Browser, url: str, state: Path | None = None, is_ready: str = "") -> Page:
    """A page of a context with an empty cache, once one could use it. A server that just starts is asked again."""
    page = browser.new_context(storage_state=state).new_page()
    for attempt in range(60):
        try:
            page.goto(url)
            break
        except PlaywrightError:
            if attempt == 59:
                raise
            page.wait_for_timeout(500)
    (page.get_by_role("tab", name=is_ready) if is_ready else page.get_by_placeholder(BOX)).wait_for()
    return page


def cold_page(browser: Browser, ours: str, floor: str, state: Path) -> Figure:
    """From asking for the chat until one can type, everything fetched anew."""
    times: dict[str, list[float]] = {ours: [], floor: []}
    for visit in range(VISITS + 1):
        for url, taken in times.items():
            page = open_page(browser, url, state if url == ours else None)
            if visit:  # the first one of each warms the server up
                taken.append(page.evaluate("performance.now()"))
            page.context.close()
    return figure("browser/cold page", times[ours], times[floor])


def type_to_reply(ours: Page, floor: Page) -> Iterator[Figure]:
    """From Enter until the reply is on the screen."""
    yield figure("browser/type to reply", *turns(ours, floor, warm_up=2))
    yield figure("browser/type to reply/50 messages", *turns(ours, floor, warm_up=14))


def turns(ours: Page, floor: Page, *, warm_up: int) -> tuple[list[float], list[float]]:
    """Milliseconds of the turns after the warm-up, on both pages in turn."""
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(warm_up + TURNS):
        for page, times in zip((ours, floor), taken, strict=True):
            box = page.get_by_placeholder(BOX)
            box.fill("hello")
            milliseconds = page.evaluate(TYPE, box.element_handle())
            page.wait_for_timeout(400)  # until the run that answered has ended
            if number >= warm_up:
                times.append(milliseconds)
    return taken


def figure(name: str, ours: list[float], floor: list[float]) -> Figure:
    return Figure(name, "ms", round(statistics.median(ours), 1), n=len(ours), floor=round(statistics.median(floor), 1))

"""Chromium and the running app. Every test gets a browser context of its own; servers are shared by the session.

A test that should run on both databases carries `@pytest.mark.parametrize("app_server", ["sqlite", "postgresql"],
indirect=True)`; any other gets SQLite. After a failure `build/browser/` has a picture and the text of every open page,
and the end of the server's log.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from sqlalchemy import Engine

from core.store.database import make_engine
from core.store.models import User
from tests.app_server import ROOT, AppServer
from tests.conftest import missing
from tests.databases import PostgresServer, settings_for
from tests.people import add_stranger
from tests.tab import sign_in

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",  # a microphone that hums, and nobody asks whether it may
    "--use-fake-ui-for-media-stream",
]
# Milliseconds. A busy machine may take its time: what is claimed here is that something happens, not how fast.
PATIENCE = 20_000
Arrive = Callable[..., User]
expect.set_options(timeout=PATIENCE)
_FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test: `pytest -m "not browser"` leaves it out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report: Any = yield
    if report.failed:
        item.stash[_FAILED] = True
    return report


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium. Of the module, not the session: Playwright's loop forbids `asyncio.run` elsewhere.

    The one without windows comes first: a page costs it half the processor time.
    """
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    executable = next(filter(None, map(shutil.which, names)), None)
    if executable is None:
        missing(f"No Chromium on PATH (looked for {', '.join(names)}).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sqlite_app_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """The app on a SQLite file that it makes and migrates itself."""
    folder = tmp_path_factory.mktemp("app")
    yield from _running(AppServer(folder, f"sqlite:///{folder / 'violet.db'}"))


@pytest.fixture(scope="session")
def postgresql_app_server(
    tmp_path_factory: pytest.TempPathFactory, postgresql_server: PostgresServer
) -> Iterator[AppServer]:
    """The app on an empty PostgreSQL database that it migrates itself."""
    with postgresql_server.database(migrated=False) as url:
        yield from _running(AppServer(tmp_path_factory.mktemp("app"), url))


def _running(server: AppServer) -> Iterator[AppServer]:
    server.start()
    yield server
    server.stop()


@pytest.fixture
def app_server(request: pytest.FixtureRequest) -> AppServer:
    """The running app: on SQLite unless the test names its databases."""
    return request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_app_server")


@pytest.fixture
def engine(app_server: AppServer) -> Iterator[Engine]:
    """An engine on the database of the running app."""
    engine = make_engine(settings_for(app_server.database_url))
    yield engine
    engine.dispose()


@pytest.fixture
def arrive(engine: Engine, app_server: AppServer) -> Arrive:
    """Opens an address as somebody new, or as `user`, who signed in here before: `arrive(page, "/board")`. Tells who.

    The sign-in itself, and what one sees on the way, have tests of their own.
    """

    def arrive(page: Page, path: str = "/", user: User | None = None) -> User:
        user = user or add_stranger(engine, "Ana")
        name, _, value = sign_in(engine, user).partition("=")
        page.context.add_cookies(
            [{"name": name, "value": value, "url": app_server.url, "httpOnly": True, "sameSite": "Lax"}]
        )
        page.goto(path)
        return user

    return arrive


@pytest.fixture
def new_page(request: pytest.FixtureRequest, browser: Browser, app_server: AppServer) -> Iterator[Callable[..., Page]]:
    """Opens a page in a context of its own, with Playwright's context options: `new_page(color_scheme="dark")`.

    At the end the test fails if any of its pages asked another host for anything.
    """
    contexts: list[BrowserContext] = []
    elsewhere: list[str] = []

    def note(asked: Request) -> None:
        parts = urlsplit(asked.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != f"127.0.0.1:{app_server.port}":
            elsewhere.append(asked.url)

    def open_page(**options: Any) -> Page:
        options = {"base_url": app_server.url, "viewport": {"width": 1280, "height": 900}, **options}
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        context.on("request", note)
        contexts.append(context)
        return context.new_page()

    yield open_page
    if request.node.stash.get(_FAILED, False):
        _keep(request.node.name, contexts, app_server)
    for context in contexts:
        context.close()
    assert not elsewhere, f"asked another host: {elsewhere[:3]}"


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A desktop page, not signed in; `page.goto("/board")` opens an address of the app."""
    return new_page()


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Page:
    """A page of a phone's width, with touch."""
    return new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)


def _keep(test: str, contexts: list[BrowserContext], server: AppServer) -> None:
    """Save what the person would have seen."""
    folder = ROOT / "build" / "browser"
    folder.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^\w-]+", "-", test).strip("-")
    for number, page in enumerate((page for context in contexts for page in context.pages), start=1):
        try:
            page.screenshot(path=folder / f"{name}-{number}.png", timeout=5_000)
            (folder / f"{name}-{number}.txt").write_text(f"{page.url}\n\n{page.inner_text('body', timeout=5_000)}")
        except PlaywrightError as error:
            (folder / f"{name}-{number}.txt").write_text(f"{page.url}\n\nno picture: {error}")
    (folder / f"{name}.log").write_text(server.log())

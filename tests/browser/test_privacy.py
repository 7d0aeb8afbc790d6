"""P1 and P2: one life lived with canaries for secrets, and the places where none may be; who is asked for anything.

A person signs up, mistypes the password, talks to Gemini (a server of the tests), meets its failures and ours,
searches, exports, changes the name and signs out; operators look at metrics and use the terminal. Everything the server
and the terminal write is kept, every address the browser asks for, every frame it gets, and every connection and name
look-up of the processes themselves (by Python's audit hook).
"""

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebSocket, expect
from sqlalchemy import text
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from core.store.database import begin, make_engine
from tests.app_server import ROOT, AppServer
from tests.browser.test_journey import say
from tests.databases import COOKIE_KEY, PostgresServer, settings_for
from tests.gemini_server import KEY, MODEL, Answer, GeminiServer, Refusal, calls, gemini_server, says
from tests.privacy.canaries import found_in_files, found_in_tables

EMAIL = "kanari-person@example.org"
PASSWORD, WRONG = "kanari-password-51", "kanari-mistyped-52"
DATABASE_PASSWORD = "kanari-database-53"
WORD = "Kanariwort"  # in everything the person says, and in what the model says
_BREAKS = "Kanaribruch"  # the database refuses rows with this word in them
_HOOK = """
import os, sys

def note(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        told = arguments[:1] if event.startswith("socket.get") else arguments[1:]
        with open(os.environ["CONNECTIONS"], "a") as file:
            file.write(f"{event} {told!r}\\n")

sys.addaudithook(note)
"""
_REFUSING = {
    "postgresql": (
        "ALTER TABLE tasks ADD CONSTRAINT no_break CHECK (title NOT LIKE '%{0}%')",
        "ALTER TABLE users ADD CONSTRAINT no_break CHECK (name NOT LIKE '%{0}%')",
    ),
    "sqlite": tuple(
        f"CREATE TRIGGER no_{table}_{moment} BEFORE {moment} ON {table} WHEN NEW.{column} LIKE '%{{0}}%'"
        " BEGIN SELECT RAISE(ABORT, 'refused'); END"
        for table, column, moment in (("tasks", "title", "INSERT"), ("users", "name", "UPDATE"))
    ),
}


# The commands one after the other in one process, whose imports take a while.
_TERMINAL = """
from contextlib import suppress
from core import cli

def run(commands):
    for command in commands:
        with suppress(SystemExit):
            cli.main(command)
"""
COMMANDS = [
    ["doctor"],
    ["chat", "--user", EMAIL, "--agent", "offline", f"add task to water the {WORD}", f"add task {_BREAKS} {WORD}"],
    ["create-user", EMAIL, "--password-stdin"],
    ["set-password", EMAIL],
    ["chat", "--user", EMAIL, "--conversation", "none", "hello"],
    ["export-data", EMAIL, "no/such/folder/mine.zip"],
]


@dataclass
class Life:
    """What was seen and written."""

    folder: Path
    database_url: str
    log: str = ""
    terminal: str = ""
    answers: list[str] = field(default_factory=list)  # of metrics, health and error routes
    urls: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)  # that the browser posted
    frames: list[bytes] = field(default_factory=list)  # that it got
    pages: list[str] = field(default_factory=list)  # their HTML
    kept_by_browser: str = ""
    token: str = ""
    exported: dict[str, str] = field(default_factory=dict)
    connections: list[str] = field(default_factory=list)
    own_ports: set[int] = field(default_factory=set)


def model(body: dict[str, Any]) -> Answer:
    """Adds what it is asked to, breaks where it is told to, and names conversations."""
    said = json.dumps(body["contents"][-1])
    if "functionResponse" in said or not body.get("tools"):
        return says(f"{WORD} is on your list.")
    if "fail" in said:
        return Refusal(400, "INVALID_ARGUMENT", f"Cannot read {WORD}")
    return calls(("add_task", {"title": f"{_BREAKS} {WORD}" if "break" in said else f"Feed the {WORD}"}))


@pytest.fixture(scope="module", params=["postgresql", pytest.param("sqlite", marks=pytest.mark.soak)])
def life(request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    folder = tmp_path_factory.mktemp("life")
    (folder / "hook").mkdir()
    (folder / "hook" / "sitecustomize.py").write_text(_HOOK)
    (folder / "data").mkdir()
    with gemini_server() as gemini:
        gemini.will(*[model] * 40)
        if request.param == "sqlite":
            yield live(Life(folder, f"sqlite:///{folder / 'data' / 'violet.db'}"), browser, gemini, "text")
            return
        server: PostgresServer = request.getfixturevalue("postgresql_server")
        with server.database(migrated=False) as url:
            with_password = url.replace("violet@", f"violet:{DATABASE_PASSWORD}@")  # the server trusts anybody
            lived = Life(folder, with_password, own_ports={server.port})
            yield live(lived, browser, gemini, "json")


def live(life: Life, browser: Browser, gemini: GeminiServer, log: str) -> Life:
    environment = {
        "GEMINI_API_KEY": KEY,
        "GEMINI_BASE_URL": gemini.url,
        "GEMINI_MODEL": MODEL,
        "VIOLET_LOG": log,
        "VIOLET_METRICS": "on",
        "PYTHONPATH": str(life.folder / "hook"),
        "CONNECTIONS": str(life.folder / "connections"),
    }
    server = AppServer(life.folder, life.database_url, environment)
    server.start()
    life.own_ports |= {server.port, int(gemini.url.rpartition(":")[2])}
    context = browser.new_context(base_url=server.url, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    try:
        be_a_person(life, context, server)
        be_an_operator(life, server)
    finally:
        context.close()
        server.stop()
    life.log = server.log_file.read_text()
    life.connections = (life.folder / "connections").read_text().splitlines()
    return life


def watch(life: Life, page: Page) -> None:
    def listen(socket: WebSocket) -> None:
        life.urls.append(socket.url)
        socket.on(
            "framereceived", lambda frame: life.frames.append(frame if isinstance(frame, bytes) else frame.encode())
        )

    page.on("websocket", listen)
    page.on("request", lambda asked: (life.urls.append(asked.url), life.bodies.append(asked.post_data or "")))


def as_bytes(frame: bytes | str) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame


def be_a_person(life: Life, context: BrowserContext, server: AppServer) -> None:
    page = context.new_page()
    watch(life, page)
    page.goto("/")
    panel = page.get_by_role("tabpanel", name="Sign in")
    panel.get_by_label("E-mail").fill(EMAIL)
    panel.get_by_role("textbox", name="Password").fill(WRONG)
    panel.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("don’t go together")).to_be_visible()
    page.get_by_role("tab", name="Create account").click()
    panel = page.get_by_role("tabpanel", name="Create account")
    panel.get_by_label("Name").fill(WORD)
    panel.get_by_label("E-mail").fill(EMAIL)
    panel.get_by_role("textbox", name="Password").fill(PASSWORD)
    panel.get_by_role("button", name="Create account").click()

    say(page, f"please feed the {WORD}")
    expect(page.get_by_text(f"{WORD} is on your list.").first).to_be_visible()
    make_the_database_refuse(life)
    say(page, f"now break the {WORD}")
    expect(page.get_by_text("Something went wrong on my side").first).to_be_visible()
    say(page, f"and fail for {WORD}")
    expect(page.get_by_role("button", name=re.compile("offline|Try again", re.I)).first).to_be_visible()
    life.pages.append(page.content())

    page.goto(f"/history?q={WORD}")
    expect(page.get_by_role("cell", name=re.compile("please feed"))).to_be_visible()
    life.pages.append(page.content())
    page.goto("/account")
    page.get_by_role("textbox", name="Name").fill(f"{_BREAKS} {WORD}")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Something went wrong on our side")).to_be_visible()
    life.pages.append(page.content())
    page.goto("/account")
    with page.expect_download() as download:
        page.get_by_role("link", name="Export my data").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        life.exported = {name: archive.read(name).decode() for name in archive.namelist()}
    (life.token,) = (cookie["value"] for cookie in context.cookies() if cookie["name"] == "violet")
    life.kept_by_browser = json.dumps(page.evaluate("[{...localStorage}, {...sessionStorage}, document.cookie]"))
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_role("tab", name="Create account")).to_be_visible()
    life.pages.append(page.content())


def make_the_database_refuse(life: Life) -> None:
    engine = make_engine(settings_for(life.database_url))
    with begin(engine) as session:
        for statement in _REFUSING[engine.dialect.name]:
            session.execute(text(statement.format(_BREAKS)))
    engine.dispose()


def be_an_operator(life: Life, server: AppServer) -> None:
    paths = ("/healthz", "/readyz", "/metrics", "/account/export", f"/account/export?word={WORD}", f"/no/{WORD}")
    paths += (f"/history/export?format=csv&q={WORD}",)
    for path in paths:
        try:
            with urlopen(server.url + path, timeout=20) as answer:
                life.answers.append(answer.read().decode())
        except HTTPError as refused:
            life.answers.append(refused.read().decode())
    with (
        pytest.raises(InvalidStatus),
        connect(  # Streamlit looks up where it is itself when it judges this
            f"ws://127.0.0.1:{server.port}/_stcore/stream",
            origin="https://elsewhere.example",  # type: ignore[arg-type]
        ),
    ):
        pass
    done = subprocess.run(
        [sys.executable, "-c", f"{_TERMINAL}\nrun({COMMANDS!r})"],
        cwd=ROOT,
        env=server.environment,
        input=f"{PASSWORD}\n" * len(COMMANDS),
        capture_output=True,
        text=True,
        timeout=60,
    )
    life.terminal = done.stderr


SECRETS: dict[str, Callable[[Life], str]] = {
    "password": lambda _: PASSWORD,
    "mistyped password": lambda _: WRONG,
    "key of the model": lambda _: KEY,
    "key of the cookie": lambda _: COOKIE_KEY,
    "cookie": lambda life: life.token,
    "database password": lambda _: DATABASE_PASSWORD,
}


@pytest.mark.parametrize("secret", SECRETS)
def test_p1_a_secret_is_only_where_it_must_be(life: Life, secret: str) -> None:
    canary = SECRETS[secret](life)
    assert canary
    assert canary not in life.log
    assert canary not in life.terminal
    assert not [answer for answer in life.answers if canary in answer]
    assert not [url for url in life.urls if canary in url]
    assert not [body for body in life.bodies if canary in body], "a form is sent over the websocket"
    assert not [page for page in life.pages if canary in page]
    assert canary not in life.kept_by_browser
    assert not [name for name, told in life.exported.items() if canary in told]
    if secret not in ("password", "mistyped password"):  # Streamlit tells a browser what its own fields hold
        assert not [frame for frame in life.frames if canary.encode() in frame]
    engine = make_engine(settings_for(life.database_url))
    assert found_in_tables(engine, canary) == set()
    engine.dispose()
    assert found_in_files(life.folder, canary) == []


def test_p1_the_life_was_lived(life: Life) -> None:
    """The canaries were where they belong, and what went wrong was logged: an empty log proves nothing."""
    assert WORD in life.exported["conversations.json"] and WORD in life.exported["tasks.csv"]
    assert any(WORD.encode() in frame for frame in life.frames)
    assert life.log.count("turn ended") == 3 and "turn broke" in life.log and "page failed, reference" in life.log
    assert life.log.count("IntegrityError") >= 2 and "Traceback" not in "".join(life.pages)
    assert "turn broke" in life.terminal and "There is already an account" in life.terminal
    assert any("violet_turn_seconds" in answer for answer in life.answers)
    assert len(life.token) > 100 and life.connections


@pytest.mark.parametrize("canary", [WORD, EMAIL, _BREAKS])
def test_p1_what_a_person_says_is_in_no_log(life: Life, canary: str) -> None:
    assert canary not in life.log
    assert not [answer for answer in life.answers if canary in answer]
    errors = [line for line in life.terminal.splitlines() if canary in line]
    assert all(canary == EMAIL for _ in errors), "an operator's own words come back to the operator, nobody else's"
    if life.database_url.startswith("sqlite"):
        assert set(found_in_files(life.folder, canary)) <= {"violet.db", "violet.db-wal"}


def test_p2_nobody_else_is_asked_for_anything(life: Life) -> None:
    own = {f"127.0.0.1:{port}" for port in life.own_ports}
    elsewhere = [url for url in life.urls if not re.match(rf"(https?|ws)://({'|'.join(own)})/|data:|blob:", url)]
    assert elsewhere == []
    strange = [line for line in life.connections if not any(is_ours(line, port) for port in life.own_ports)]
    assert strange == []


def is_ours(line: str, port: int) -> bool:
    """A connection to one of our own ports on this machine, or a look-up of this machine's name."""
    return bool(re.search(rf"connect .*'(127\.0\.0\.1|::1)', {port}\b", line)) or bool(
        re.search(r"(getaddrinfo|gethostbyname) \(b?'(127\.0\.0\.1|localhost)'", line)
    )

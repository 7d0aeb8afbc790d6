"""A second opinion on the protocol: turns against llmock, a fake of Gemini that nobody here wrote.

It knows nothing of thought signatures, but what it does know it learned from Google's documentation without us; and it
judges, from what it saw, whether its client dealt well with every fault. It runs in a process of its own.
"""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from core.agent.gemini import GeminiAgent
from core.config import Settings
from core.store.models import User
from tests.agent.conftest import gemini_at
from tests.app_server import ROOT
from tests.conftest import missing
from tests.databases import free_port
from tests.processes import Child
from tests.talking import Talk

PINNED = ROOT / "tests" / "llmock.txt"
WHERE = Path(sys.prefix) / "llmock"  # apart from the app's own packages


def install() -> None:
    """Fetch llmock into its folder, once. Skips with the reason where it can't be had; in CI that fails."""
    mark = WHERE / ".installed"
    if mark.is_file() and mark.read_text() == PINNED.read_text():
        return
    command = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps", "--upgrade"]
    made = subprocess.run(
        [*command, "--require-hashes", "--target", str(WHERE), "-r", str(PINNED)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if made.returncode:
        missing(f"llmock can't be installed: {(made.stderr.strip() or 'pip gave no reason').splitlines()[-1]}")
    mark.write_text(PINNED.read_text())


class Llmock:
    """The running fake."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        environment = {**os.environ, "PYTHONPATH": str(WHERE)}
        command = [sys.executable, "-m", "llmock.cli", "serve", "--host", "127.0.0.1", "--port", str(port)]
        self.child = Child(command, folder / "llmock.log", environment=environment, cwd=folder)
        deadline = time.monotonic() + 60
        while not self._answers():
            if not self.child.is_running or time.monotonic() > deadline:
                log = self.child.tail()
                self.child.stop()
                raise RuntimeError(f"llmock did not start:\n{log}")
            time.sleep(0.1)

    def will(self, *behaviours: dict[str, Any]) -> None:
        """Begin afresh and do these next, in order."""
        self.ask("/_llmock/reset", {})
        self.ask("/_llmock/scenario", {"behaviors": list(behaviours)})

    @property
    def complaints(self) -> list[Any]:
        """What its client did wrong, in its own opinion; its doubts about the short waits of a test are none."""
        return [each for each in self.ask("/_llmock/verdict")["findings"] if each["severity"] == "error"]

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(self.url + path, data=data), timeout=10) as answer:
            return json.loads(answer.read())

    def _answers(self) -> bool:
        try:
            return bool(self.ask("/_llmock/scenario"))
        except (urllib.error.URLError, OSError):
            return False


@pytest.fixture(scope="module")
def llmock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Llmock]:
    install()
    running = Llmock(tmp_path_factory.mktemp("llmock"))
    yield running
    running.child.stop()


@pytest.fixture
def talk(llmock: Llmock, sqlite_settings: Settings, sqlite_engine: Engine, sqlite_user: User) -> Iterator[Talk]:
    agent: GeminiAgent = gemini_at(f"{llmock.url}/gemini", sqlite_settings)
    yield Talk(sqlite_engine, sqlite_user, agent)
    agent.close()


def test_gemini_llmock_is_understood(llmock: Llmock, talk: Talk) -> None:
    llmock.will({"type": "reply", "text": "Hello from somebody else."})
    reply = talk.say("hi")
    assert (reply.status, reply.text) == ("done", "Hello from somebody else.")
    assert (reply.message.tokens or {})["total"] > 0
    assert llmock.complaints == []


def test_gemini_llmock_has_its_calls_made_and_answered(llmock: Llmock, talk: Talk) -> None:
    call = {"name": "add_task", "arguments": {"title": "Buy milk", "priority": "high"}}
    llmock.will({"type": "reply", "tool_calls": [call]}, {"type": "reply", "text": "Added."})
    reply = talk.say("add milk")
    assert (reply.status, reply.text, talk.tasks) == ("done", "Added.", {"Buy milk": "todo"})
    assert llmock.complaints == []


def test_gemini_llmock_cannot_delete_without_a_yes(llmock: Llmock, talk: Talk) -> None:
    talk.has("Taxes")
    llmock.will({"type": "reply", "tool_calls": [{"name": "delete_task", "arguments": {"number": 1}}]})
    assert talk.say("tidy up").status == "waiting"
    llmock.will({"type": "reply", "text": "Gone."})
    assert talk.say("yes").status == "done" and talk.tasks == {}


@pytest.mark.parametrize("status", [429, 500, 503])
def test_f14_gemini_llmock_refusing_twice_is_asked_again(llmock: Llmock, talk: Talk, status: int) -> None:
    llmock.will({"type": "fail", "status": status, "times": 2}, {"type": "reply", "text": "Here I am."})
    assert talk.say("hi").text == "Here I am."
    assert llmock.complaints == []


@pytest.mark.parametrize(
    ("kind", "code"),
    [("disconnect", "gemini_cut"), ("truncate", "gemini_unfinished"), ("malformed", "gemini_garbled")],
)
def test_f16_gemini_llmock_breaking_its_stream_is_not_believed(
    llmock: Llmock, talk: Talk, kind: str, code: str
) -> None:
    text = "A story that is long enough to be sent in many pieces, one word after the other, until it breaks."
    llmock.will({"type": "stream_fault", "kind": kind, "after_chunks": 2}, {"type": "reply", "text": text})
    reply = talk.say("tell me a story")
    assert (reply.status, reply.message.error_code) == ("failed", code)


def test_f17_gemini_llmock_calling_an_unknown_tool_hears_of_it(llmock: Llmock, talk: Talk) -> None:
    llmock.will(
        {"type": "reply", "tool_calls": [{"name": "send_rocket", "arguments": {}}]}, {"type": "reply", "text": "Oh."}
    )
    reply = talk.say("go")
    assert (reply.status, reply.text, talk.tasks) == ("done", "Oh.", {})
    assert [call.status.value for call in reply.calls] == ["error"]

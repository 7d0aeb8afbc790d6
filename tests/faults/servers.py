"""The workers of `tests.faults.worker` from outside: start one, give it turns, wait for what it tells, end it."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from tests.app_server import ROOT

_LONG_S = 60  # only catches a worker that hangs


class Worker:
    """A running worker. What it told is in `told`."""

    def __init__(self, database_url: str, emails: Sequence[str], point: str = "") -> None:
        self._first = emails[0]
        self.told: list[dict[str, Any]] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.worker", database_url, ",".join(emails), *([point] if point else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
        )
        threading.Thread(target=self._listen, daemon=True).start()
        self.wait_for(lambda line: "ready" in line)

    def send(self, conversation: UUID, text: str, request: str, *, email: str = "") -> None:
        """A turn of this person's, or of the first one's."""
        assert self._process.stdin is not None
        line = {"conversation": str(conversation), "text": text, "request": request, "email": email or self._first}
        try:
            self._process.stdin.write(json.dumps(line) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # it died meanwhile, as tests want it to

    def wait_for(self, is_it: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first line that fits; AssertionError where none comes."""
        deadline = time.monotonic() + _LONG_S
        while time.monotonic() < deadline:
            if found := next(filter(is_it, list(self.told)), None):
                return found
            time.sleep(0.01)
        raise AssertionError(f"the worker told only {self.told}")

    def wait_for_event(self, name: str) -> dict[str, Any]:
        return self.wait_for(lambda line: line.get("event") == name)

    def is_running(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        self._process.kill()
        self.wait_until_gone()

    def terminate(self) -> None:
        self._process.terminate()

    def wait_until_gone(self) -> int:
        return self._process.wait(_LONG_S)

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.endswith("\n"):
                self.told.append(json.loads(line))


@contextmanager
def worker(database_url: str, emails: Sequence[str], point: str = "") -> Iterator[Worker]:
    """A worker that is gone at the end, whatever happened."""
    running = Worker(database_url, emails, point)
    try:
        yield running
    finally:
        running.kill()

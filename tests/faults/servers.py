"""The workers of `tests.faults.worker` from outside: start one, give it turns, wait for what it tells, end it."""

import multiprocessing
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import ModuleType
from typing import Any
from unittest.mock import patch
from uuid import UUID

from tests.faults import worker as workers

_LONG_S = 60  # only catches a worker that hangs
# Each worker is a fork of one process that has imported everything, which takes longer than most of these tests.
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload([workers.__name__])


class Worker:
    """A running worker. What it told is in `told`."""

    def __init__(self, database_url: str, emails: Sequence[str], point: str = "") -> None:
        self._first = emails[0]
        self.told: list[dict[str, Any]] = []
        orders, self._orders = _processes.Pipe(duplex=False)
        self._news, news = _processes.Pipe(duplex=False)
        self._process = _processes.Process(target=workers.main, args=(database_url, emails, point, orders, news))
        # Streamlit's AppTest leaves a page behind as the main module, which a new process would run again.
        with patch.dict(sys.modules, {"__main__": ModuleType("__main__")}):
            self._process.start()
        orders.close()
        news.close()  # so that reading ends when the worker does
        threading.Thread(target=self._listen, daemon=True).start()
        self.wait_for(lambda line: "ready" in line)

    def send(self, conversation: UUID, text: str, request: str, *, email: str = "") -> None:
        """A turn of this person's, or of the first one's."""
        order = {"conversation": str(conversation), "text": text, "request": request, "email": email or self._first}
        with suppress(BrokenPipeError):  # it died meanwhile, as tests want it to
            self._orders.send(order)

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
        return self._process.is_alive()

    def kill(self) -> None:
        self._process.kill()
        self.wait_until_gone()

    def terminate(self) -> None:
        self._process.terminate()

    def wait_until_gone(self) -> int:
        self._process.join(_LONG_S)
        assert self._process.exitcode is not None, "the worker is still there"
        return self._process.exitcode

    def _listen(self) -> None:
        try:
            while True:
                self.told.append(self._news.recv())
        except (EOFError, OSError):
            pass  # it is gone, maybe in the middle of a word


@contextmanager
def worker(database_url: str, emails: Sequence[str], point: str = "") -> Iterator[Worker]:
    """A worker that is gone at the end, whatever happened."""
    running = Worker(database_url, emails, point)
    try:
        yield running
    finally:
        running.kill()

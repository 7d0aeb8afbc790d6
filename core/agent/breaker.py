"""A circuit breaker: after some failures in a row it keeps callers away for a while, instead of letting each one fail.

Per process and in memory: a restart, or another server, finds out for itself.
"""

import threading
import time
from collections.abc import Callable


class Breaker:
    """Opens after `limit` failures in a row, for `rest_s` seconds; then one more failure opens it again."""

    def __init__(self, limit: int = 3, rest_s: float = 60.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._rest_s, self._clock = limit, rest_s, clock
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_from = float("-inf")

    @property
    def is_open(self) -> bool:
        """True while callers should not even try."""
        with self._lock:
            return self._clock() < self._closed_from

    def succeeded(self) -> None:
        """It works (again)."""
        with self._lock:
            self._failures = 0
            self._closed_from = float("-inf")

    def failed(self) -> None:
        """It failed in a way that the next caller would most likely meet too."""
        with self._lock:
            self._failures += 1
            if self._failures >= self._limit:
                self._closed_from = self._clock() + self._rest_s

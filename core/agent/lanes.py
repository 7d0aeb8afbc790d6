"""A pool of worker threads where the jobs of one lane run one after the other, and a waiting job holds no worker.

Owns the threads and the order; knows nothing of turns. The threads are daemons on purpose: a job that never ends must
not keep the process alive after its last second.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Hashable

AGAIN_S = 0.2  # how soon a job that could not begin yet is asked again

Job = Callable[[], bool]  # returns True where it could not begin yet and wants to be asked again

log = logging.getLogger("violet.runner")


class Lanes:
    """Runs jobs on at most `size` threads, which are started when they are first needed."""

    def __init__(self, size: int, name: str) -> None:
        self._size, self._name = size, name
        self._changed = threading.Condition()
        self._behind: dict[Hashable, deque[Job]] = {}  # a lane is here while one of its jobs is ready or runs
        self._ready: deque[tuple[Hashable, Job]] = deque()
        self._threads = self._idle = 0
        self._is_closed = False

    @property
    def waiting(self) -> int:
        """Jobs that wait for a free thread."""
        with self._changed:
            return max(0, len(self._ready) - self._idle)

    def put(self, lane: Hashable, job: Job) -> None:
        """Run the job once the earlier ones of its lane have ended and a thread is free."""
        with self._changed:
            if lane in self._behind:
                self._behind[lane].append(job)
            else:
                self._behind[lane] = deque()
                self._make_ready(lane, job)

    def close(self) -> None:
        """Begin no further job. Those under way go on."""
        with self._changed:
            self._is_closed = True
            self._ready.clear()
            self._changed.notify_all()

    def _make_ready(self, lane: Hashable, job: Job) -> None:
        """Hand the job to the threads. The caller holds the lock."""
        if self._is_closed:
            return
        self._ready.append((lane, job))
        if len(self._ready) > self._idle and self._threads < self._size:
            self._threads += 1
            threading.Thread(target=self._work, name=f"{self._name}-{self._threads}", daemon=True).start()
        self._changed.notify()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._idle += 1
                self._changed.wait_for(lambda: self._ready or self._is_closed)
                self._idle -= 1
                if self._is_closed:
                    return
                lane, job = self._ready.popleft()
            try:
                wants_again = job()
            except BaseException:  # a job deals with its own failures; one that doesn't must not cost a thread
                log.exception("a job broke")
                wants_again = False
            self._advance(lane, job if wants_again else None)

    def _advance(self, lane: Hashable, again: Job | None) -> None:
        """Let the next job of the lane begin; one that must come again goes behind the others, or waits a moment."""
        with self._changed:
            behind = self._behind[lane]
            if again and not behind:
                timer = threading.Timer(AGAIN_S, self._come_again, (lane, again))
                timer.daemon = True
                timer.start()
                return
            if again:
                behind.append(again)
            if behind:
                self._make_ready(lane, behind.popleft())
            else:
                del self._behind[lane]

    def _come_again(self, lane: Hashable, job: Job) -> None:
        with self._changed:
            self._make_ready(lane, job)

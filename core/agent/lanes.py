"""A pool of worker threads where the jobs of one lane run one after the other, and a waiting job holds no worker.

Owns the threads and the order; knows nothing of turns. The threads are daemons on purpose: a job that never ends must
not keep the process alive after its last second.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Hashable
from heapq import heappop, heappush
from itertools import count

AGAIN_S = 0.2  # how soon a job that could not begin yet is asked again

Job = Callable[[], bool]  # returns True where it could not begin yet and wants to be asked again
Place = tuple[int, int, Job]  # its order in the lane, and the order of arrival among equals

log = logging.getLogger("violet.runner")


class Lanes:
    """Runs jobs on at most `size` threads, which are started when they are first needed."""

    def __init__(self, size: int, name: str) -> None:
        self._size, self._name = size, name
        self._changed = threading.Condition()
        self._behind: dict[Hashable, list[Place]] = {}  # a lane is here while one of its jobs is ready or runs
        self._ready: deque[tuple[Hashable, Place]] = deque()
        self._arrivals = count()
        self._threads = self._idle = 0
        self._is_closed = False

    @property
    def waiting(self) -> int:
        """Jobs that wait for a free thread."""
        with self._changed:
            return max(0, len(self._ready) - self._idle)

    def put(self, lane: Hashable, order: int, job: Job) -> None:
        """Run the job once those of its lane with a lower order have ended and a thread is free."""
        with self._changed:
            place = (order, next(self._arrivals), job)
            if lane in self._behind:
                heappush(self._behind[lane], place)
            else:
                self._behind[lane] = []
                self._make_ready(lane, place)

    def close(self) -> None:
        """Begin no further job. Those under way go on."""
        with self._changed:
            self._is_closed = True
            self._ready.clear()
            self._changed.notify_all()

    def _make_ready(self, lane: Hashable, place: Place) -> None:
        """Hand the job to the threads. The caller holds the lock."""
        if self._is_closed:
            return
        self._ready.append((lane, place))
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
                lane, place = self._ready.popleft()
            try:
                wants_again = place[2]()
            except BaseException:  # a job deals with its own failures; one that doesn't must not cost a thread
                log.exception("a job broke")
                wants_again = False
            if wants_again:  # the lane rests meanwhile, and its thread serves the others
                timer = threading.Timer(AGAIN_S, self._advance, (lane, place))
                timer.daemon = True
                timer.start()
            else:
                self._advance(lane)

    def _advance(self, lane: Hashable, again: Place | None = None) -> None:
        """Let the next job of the lane begin."""
        with self._changed:
            behind = self._behind[lane]
            if again:
                heappush(behind, again)
            if behind:
                self._make_ready(lane, heappop(behind))
            else:
                del self._behind[lane]

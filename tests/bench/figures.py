"""A measured figure and how it is taken: medians, the two sides in turns, so that a busy moment hits both."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One line of `bench.json`. `floor` is the raw cost below which nothing can go."""

    name: str
    unit: str
    violet: float
    n: int
    floor: float | None = None
    rivals: dict[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        line: dict[str, Any] = {"name": self.name, "unit": self.unit, "violet": self.violet, "n": self.n}
        if self.floor is not None:
            line["floor"] = self.floor
        if self.rivals:
            line["rivals"] = self.rivals
        return line


def median_ms(
    name: str,
    violet: Callable[[], object],
    floor: Callable[[], object] | None = None,
    n: int = 300,
    clock: Callable[[], float] = time.perf_counter,
) -> Figure:
    """Median milliseconds of both, measured alternately after a warm-up of a tenth; `clock` gives seconds."""
    ours: list[float] = []
    raw: list[float] = []
    gc.collect()
    for number in range(-n // 10, n):
        for times, deed in ((ours, violet), (raw, floor)):
            if deed is None:
                continue
            began = clock()
            deed()
            took = clock() - began
            if number >= 0:
                times.append(1000 * took)
    return Figure(
        name,
        "ms",
        violet=round(statistics.median(ours), 3),
        n=n,
        floor=round(statistics.median(raw), 3) if raw else None,
    )

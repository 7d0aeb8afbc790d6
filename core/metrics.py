"""What this process has done, counted for Prometheus and written in its text format (version 0.0.4).

Counts and times only: no name, id or text of a person ever becomes a label.
"""

import threading
from bisect import bisect_left
from dataclasses import dataclass, field

TURN_BUCKETS_S = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0)
CALL_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)

Labels = tuple[tuple[str, str], ...]


@dataclass
class _Histogram:
    counts: list[int]
    total_s: float = 0.0


@dataclass
class _Family:
    """One metric: a histogram of seconds for every set of labels."""

    name: str
    meaning: str
    buckets: tuple[float, ...]
    series: dict[Labels, _Histogram] = field(default_factory=dict)

    def observe(self, seconds: float, **labels: str) -> None:
        key = tuple(sorted(labels.items()))
        histogram = self.series.setdefault(key, _Histogram([0] * (len(self.buckets) + 1)))
        histogram.counts[bisect_left(self.buckets, seconds)] += 1
        histogram.total_s += seconds

    def lines(self) -> list[str]:
        lines = [f"# HELP {self.name} {self.meaning}", f"# TYPE {self.name} histogram"]
        for labels, histogram in sorted(self.series.items()):
            so_far = 0
            for bound, count in zip((*map(str, self.buckets), "+Inf"), histogram.counts, strict=True):
                so_far += count
                lines.append(f"{self.name}_bucket{_written((*labels, ('le', bound)))} {so_far}")
            lines.append(f"{self.name}_sum{_written(labels)} {histogram.total_s:.6f}")
            lines.append(f"{self.name}_count{_written(labels)} {so_far}")
        return lines


_lock = threading.Lock()
_turns = _Family("violet_turn_seconds", "Turns that ended, by agent and status.", TURN_BUCKETS_S)
_calls = _Family("violet_tool_call_seconds", "Tool calls that ran, by tool and status.", CALL_BUCKETS_S)


def turn_ended(agent: str, status: str, duration_ms: float) -> None:
    """Count a turn."""
    with _lock:
        _turns.observe(duration_ms / 1000, agent=agent, status=status)


def tool_called(tool: str, status: str, duration_ms: float | None) -> None:
    """Count a tool call."""
    with _lock:
        _calls.observe((duration_ms or 0.0) / 1000, tool=tool, status=status)


def as_text(gauges: dict[str, tuple[str, float]]) -> str:
    """Everything counted so far, with these gauges: {name: (meaning, value)}."""
    with _lock:
        lines = [*_turns.lines(), *_calls.lines()]
    for name, (meaning, value) in gauges.items():
        lines += [f"# HELP {name} {meaning}", f"# TYPE {name} gauge", f"{name} {value:g}"]
    return "\n".join(lines) + "\n"


def _written(labels: Labels) -> str:
    def quoted(value: str) -> str:
        return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

    return "{" + ",".join(f'{name}="{quoted(value)}"' for name, value in labels) + "}"

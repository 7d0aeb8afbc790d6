"""Where one process is full: `python -m tests.bench.saturation [sqlite|postgresql]`, about four minutes.

People at real websockets, each with an open page that polls, send a message every PAUSE_S seconds. Their number grows
until the slowest replies take twice as long as for a few, or the server's own processor time is all there is: on a
machine that others use too, the milliseconds of processor a turn and an idle tab cost are what can be compared.
"""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from core.store.database import make_engine
from tests.app_server import AppServer
from tests.bench.__main__ import databases
from tests.databases import settings_for
from tests.soak.online import Guest, invite, p95, talk_all
from tests.tab import Tab

PAUSE_S = 5.0
TURNS = 4
STEPS = (2, 5, 10, 20, 30, 40, 60, 80)
IDLE_TABS, IDLE_S = 20, 15.0


def processor_seconds(pid: int) -> float:
    """What this process has used so far, all threads, without its children."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _idle(url: str, guests: list[Guest]) -> None:
    """Everybody has the chat open and does nothing."""
    tabs = [Tab(url, guest.cookie) for guest in guests]
    for tab in tabs:
        await tab.__aenter__()
        await tab.visit()
    await asyncio.sleep(IDLE_S)
    for tab in tabs:
        await tab.__aexit__(None, None, None)


def measure(server: AppServer) -> None:
    """Print a line for each number of people."""
    engine = make_engine(settings_for(server.database_url))
    pid, invited = server.pid, 0

    def more(count: int) -> list[Guest]:
        nonlocal invited
        invited += count
        return invite(engine, count, invited - count)

    talk_all([server.url], more(3), 2)  # warms up
    used = processor_seconds(pid)
    asyncio.run(_idle(server.url, more(IDLE_TABS)))
    share = (processor_seconds(pid) - used) / IDLE_S / IDLE_TABS
    print(f"an idle chat page takes {100 * share:.2f} % of a core (its opening included)")
    few = 0.0
    for people in STEPS:
        guests = more(people)
        began, used = time.monotonic(), processor_seconds(pid)
        took = talk_all([server.url], guests, TURNS, PAUSE_S)
        seconds, used = time.monotonic() - began, processor_seconds(pid) - used
        print(
            f"{people:>3} people: {len(took) / seconds:5.2f} turns/s   p50 {median(took):5.2f} s   "
            f"p95 {p95(took):5.2f} s   {100 * used / seconds:4.0f} % of a core, "
            f"{1000 * used / len(took):4.0f} ms a turn",
            flush=True,
        )
        few = few or p95(took)
        if p95(took) > 2 * few and used > 0.6 * seconds:
            break
    began, used = time.monotonic(), processor_seconds(pid)
    took = talk_all([server.url], more(20), 10)
    seconds, used = time.monotonic() - began, processor_seconds(pid) - used
    print(
        f"20 people without a pause: {len(took) / seconds:5.2f} turns/s, p50 {median(took):.2f} s, "
        f"p95 {p95(took):.2f} s, {100 * used / seconds:.0f} % of a core, {1000 * used / len(took):.0f} ms a turn"
    )
    engine.dispose()


def main() -> None:
    with databases() as found, tempfile.TemporaryDirectory() as folder:
        server = AppServer(
            Path(folder),
            found[sys.argv[1] if sys.argv[1:] else "sqlite"].database_url,
            {"VIOLET_MESSAGES_PER_MINUTE": "0"},
        )
        server.start()
        try:
            measure(server)
        finally:
            server.stop()


if __name__ == "__main__":
    main()

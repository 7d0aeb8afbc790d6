"""Where Violet is full: `python -m tests.bench.saturation [sqlite|postgresql] [SERVERS]`, about four minutes.

People at real websockets, each with an open page that polls, send a message every PAUSE_S seconds. Their number grows
until the slowest replies take twice as long as for a few, or the server's own processor time is all there is: on a
machine that others use too, the milliseconds of processor a turn and an idle tab cost are what can be compared.
"""

import asyncio
import os
import sys
import tempfile
import time
from contextlib import ExitStack
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


def measure(servers: list[AppServer]) -> None:
    """Print a line for each number of people; they are spread over the servers, whose processor times are summed."""
    engine = make_engine(settings_for(servers[0].database_url))
    urls, invited = [server.url for server in servers], 0

    def used_so_far() -> float:
        return sum(processor_seconds(server.pid) for server in servers)

    def more(count: int) -> list[Guest]:
        nonlocal invited
        invited += count
        return invite(engine, count, invited - count)

    talk_all(urls, more(2 + len(servers)), 2)  # warms up
    used = used_so_far()
    asyncio.run(_idle(urls[0], more(IDLE_TABS)))
    share = (used_so_far() - used) / IDLE_S / IDLE_TABS
    print(f"an idle chat page takes {100 * share:.2f} % of a core (its opening included)")
    few = 0.0
    for people in STEPS:
        guests = more(people)
        began, used = time.monotonic(), used_so_far()
        took = talk_all(urls, guests, TURNS, PAUSE_S)
        seconds, used = time.monotonic() - began, used_so_far() - used
        print(
            f"{people:>3} people: {len(took) / seconds:5.2f} turns/s   p50 {median(took):5.2f} s   "
            f"p95 {p95(took):5.2f} s   {100 * used / seconds:4.0f} % of a core, "
            f"{1000 * used / len(took):4.0f} ms a turn",
            flush=True,
        )
        few = few or p95(took)
        if p95(took) > 2 * few and used > 0.6 * seconds * len(servers):
            break
    began, used = time.monotonic(), used_so_far()
    took = talk_all(urls, more(20), 10)
    seconds, used = time.monotonic() - began, used_so_far() - used
    print(
        f"20 people without a pause: {len(took) / seconds:5.2f} turns/s, p50 {median(took):.2f} s, "
        f"p95 {p95(took):.2f} s, {100 * used / seconds:.0f} % of a core, {1000 * used / len(took):.0f} ms a turn"
    )
    engine.dispose()


def main() -> None:
    name = sys.argv[1] if sys.argv[1:] else "sqlite"
    count = sys.argv[2] if sys.argv[2:] else "1"
    with databases() as found, ExitStack() as stack:
        servers = []
        for _ in range(int(count)):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            servers.append(AppServer(folder, found[name].database_url, {"VIOLET_MESSAGES_PER_MINUTE": "0"}))
            stack.callback(servers[-1].stop)
            servers[-1].start()
        measure(servers)


if __name__ == "__main__":
    main()

"""F22, slow clients and memory, at the running app: tabs that act at the wrong moment, send too much or read nothing.

Everything here goes through the real websocket; `tests/browser/test_faults.py` has what only a browser can show.
"""

import asyncio
import http.client
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine, select
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests

from core.store.database import make_engine, reading
from core.store.models import CONVERSATION, MESSAGE, User
from pages.components import reruns
from tests.app_server import AppServer
from tests.databases import settings_for
from tests.faults.test_killed import until
from tests.people import add_person
from tests.sessions import add_session
from tests.tab import Tab, sign_in

MEMORY_MB = 3_000  # address space: Python with these libraries and its threads takes about half of it


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    folder = tmp_path_factory.mktemp("tabs")
    unlimited = {"VIOLET_MESSAGES_PER_MINUTE": "0"}
    server = AppServer(folder, f"sqlite:///{folder / 'violet.db'}", unlimited, memory_mb=MEMORY_MB)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def engine(server: AppServer) -> Iterator[Engine]:
    engine = make_engine(settings_for(server.database_url))
    yield engine
    engine.dispose()


def said_by(engine: Engine, user: User) -> list[str]:
    """What is stored of what this person said, in order."""
    with reading(engine) as session:
        mine = select(MESSAGE.content).join(CONVERSATION, CONVERSATION.id == MESSAGE.conversation_id)
        rows = session.execute(
            mine.where(CONVERSATION.user_id == user.id, MESSAGE.role == "user").order_by(MESSAGE.sequence_number)
        )
        return [row.content for row in rows]


def resident_mb(server: AppServer) -> float:
    pages = int(Path(f"/proc/{server.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def is_about(title: str) -> Callable[[str], bool]:
    return lambda text: f"“{title}”" in text and not text.endswith("▌")


# -- F22: the wrong moment -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [0, 0.004, 0.015, 0.05])
def test_f22_another_click_right_after_a_message_does_not_lose_it(
    server: AppServer, engine: Engine, seconds: float
) -> None:
    """Streamlit's own way loses most of them: it stops the run that has the message for the run of the click."""
    user = add_person(engine, f"Quick{1000 * seconds:.0f}")
    words = ("alpha", "bravo", "delta", "gamma")

    async def hurry() -> None:
        async with Tab(server.url, sign_in(engine, user)) as tab:
            await tab.visit()
            for word in words:
                await tab.type(f"add task to fold napkin {word}")
                await asyncio.sleep(seconds)
                await tab.touch()
                await tab.until(lambda answer=f"“Fold napkin {word}”": answer in tab.text)
                await tab.at_rest()

    asyncio.run(hurry())
    assert said_by(engine, user) == [f"add task to fold napkin {word}" for word in words]


def test_f22_a_poll_waits_for_the_last_words_of_the_run_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit's own way throws away what a run drew last when a fragment's poll comes before that was sent."""
    heard: list[str] = []
    monkeypatch.setattr(reruns, "_rerun", lambda _session, state: heard.append(state.fragment_id or "click"))
    ended = SimpleNamespace(_scriptrunner=SimpleNamespace(_requests=ScriptRequests()))
    ended._scriptrunner._requests.request_stop()

    async def poll(state: ClientState) -> None:
        asyncio.get_running_loop().call_soon(heard.append, "the reply")
        reruns._request_rerun(ended, state)  # type: ignore[arg-type]
        await asyncio.sleep(0.01)

    asyncio.run(poll(ClientState(fragment_id="poll")))
    assert heard == ["the reply", "poll"]
    asyncio.run(poll(ClientState()))  # a click draws everything anew and need not wait
    assert heard[2:] == ["click", "the reply"]


def test_f22_polls_all_the_time_do_not_swallow_a_reply(server: AppServer, engine: Engine) -> None:
    user = add_person(engine, "Poll")
    words = ("alpha", "bravo", "delta", "gamma", "kappa", "sigma")

    async def keep_asking(tab: Tab, fragments: list[str]) -> None:
        while True:
            for fragment in fragments:
                await tab.poll(fragment)
                await asyncio.sleep(0.03)

    async def talk() -> None:
        async with Tab(server.url, sign_in(engine, user)) as tab:
            await tab.visit()
            asking = asyncio.create_task(keep_asking(tab, tab.fragments))
            for word in words:
                await tab.say(f"add task to polish spoon {word}", is_about(f"Polish spoon {word}"))
            asking.cancel()

    asyncio.run(talk())
    assert len(said_by(engine, user)) == len(words)


def test_f22_a_tab_that_leaves_at_once_loses_nothing(server: AppServer, engine: Engine) -> None:
    """Closed as soon as the message is on the server, before anything is drawn."""
    user = add_person(engine, "Leaver")

    async def leave() -> None:
        async with Tab(server.url, sign_in(engine, user)) as tab:
            await tab.visit()
            await tab.type("add task to shut the door")
            await tab.until(lambda: len(tab.frames) > 0)

    asyncio.run(leave())
    mine = select(MESSAGE.content, MESSAGE.status).join(CONVERSATION, CONVERSATION.id == MESSAGE.conversation_id)
    mine = mine.where(CONVERSATION.user_id == user.id).order_by(MESSAGE.sequence_number)

    def stored() -> list[tuple[str, str]]:
        with reading(engine) as session:
            return [(row.status, row.content) for row in session.execute(mine)]

    until(lambda: [status for status, _ in stored()] == ["done", "done"], 20)
    assert "“Shut the door”" in stored()[1][1]


# -- slow clients ----------------------------------------------------------------------------------------------------


def test_a_tab_that_stops_reading_holds_no_memory_and_nobody_up(server: AppServer, engine: Engine) -> None:
    """A page of a megabyte is asked for forty times and never read; somebody else is answered meanwhile."""
    slow, other = add_person(engine, "Slow"), add_person(engine, "Other")
    conversation = add_session(engine, slow, "A long talk", *["ink " * 900] * 25, replies={"content": "blot " * 8_000})

    async def stall() -> tuple[float, float]:
        async with (
            Tab(server.url, sign_in(engine, slow), polls=False) as tab,
            Tab(server.url, sign_in(engine, other)) as neighbour,
        ):
            assert "blot" in await tab.visit(session=str(conversation))
            assert sum(map(len, tab.frames)) > 900_000
            await neighbour.visit()
            await neighbour.say("add task to sweep floor alpha", is_about("Sweep floor alpha"))
            before = resident_mb(server)
            tab.stop_reading()
            waits = []
            for number in range(40):
                await tab.touch()
                if number % 20 == 10:
                    word = ("bravo", "delta", "gamma", "kappa", "sigma")[number // 20]
                    waits.append(
                        await neighbour.say(f"add task to sweep floor {word}", is_about(f"Sweep floor {word}"))
                    )
                await asyncio.sleep(0.02)
            return resident_mb(server) - before, max(waits)

    grown, waited = asyncio.run(stall())
    assert grown < 25, f"{grown:.0f} MB"
    assert waited < 10, f"{waited:.1f} s"


# -- what is too big -------------------------------------------------------------------------------------------------


def test_i2_a_message_of_a_megabyte_is_refused_with_the_limit_named(server: AppServer, engine: Engine) -> None:
    user = add_person(engine, "Big")

    async def send() -> str:
        async with Tab(server.url, sign_in(engine, user)) as tab:
            await tab.visit()
            await tab.type("x" * 1_000_000)
            await tab.at_rest()
            return tab.text

    shown = asyncio.run(send())
    assert "1,000,000 characters long; I can read up to 4,000" in shown
    assert said_by(engine, user) == []


def test_more_than_a_page_would_ever_send_ends_that_connection_only(server: AppServer, engine: Engine) -> None:
    """6 MB from six at the same time, and junk, by nobody in particular; then somebody talks as always."""
    user = add_person(engine, "After")

    async def send(data: bytes) -> None:
        async with Tab(server.url, polls=False) as tab:
            await tab.send(data)
            try:
                await asyncio.wait_for(tab.until(lambda: False), 20)
            except AssertionError:
                assert tab.is_closed
            else:
                pytest.fail("still open")

    async def flood() -> None:
        await asyncio.gather(*(send(data) for data in [b"\xff" * 6_000_000] * 6 + [b"\xff\xfe junk"] * 2))
        async with Tab(server.url, sign_in(engine, user)) as tab:
            await tab.visit()
            await tab.say("add task to mop up alpha", is_about("Mop up alpha"))

    before = resident_mb(server)
    asyncio.run(flood())
    assert resident_mb(server) - before < 100


def test_an_upload_is_refused_before_it_is_read(server: AppServer) -> None:
    """50 MB to a session that does not exist, and 50 MB where a ticket is expected, cost next to nothing."""
    before = resident_mb(server)
    for path in ("/_stcore/upload_file/nobody/file", "/auth/cookie"):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        try:
            connection.putrequest("PUT" if "upload" in path else "POST", path)
            connection.putheader("Content-Type", "application/json")
            connection.putheader("Content-Length", str(50_000_000))
            connection.endheaders()
            for _ in range(50):
                connection.send(b"x" * 1_000_000)
            assert connection.getresponse().status in (400, 403, 404, 413), path
        except (BrokenPipeError, ConnectionResetError):
            pass  # it did not even listen to the end
        finally:
            connection.close()
    assert resident_mb(server) - before < 30

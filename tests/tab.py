"""A browser tab without a browser: Streamlit's websocket protocol, spoken to the really running app.

It signs in by cookie, opens a page, types into the chat, and polls as a browser does: a fragment with `run_every` is
asked for again and again for as long as the tab is open.
"""

import asyncio
import re
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from sqlalchemy import Engine
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from core.auth import logins, tokens
from core.store.database import begin
from core.store.models import User
from tests.databases import COOKIE_KEY

_LONG_S = 60  # only catches a server that hangs
_READER = "reader"


def sign_in(engine: Engine, user: User) -> str:
    """A cookie header that proves who this is, with a login row of its own."""
    with begin(engine) as session:
        return f"violet={tokens.issue(logins.start(session, user), COOKIE_KEY)}"


class Tab:
    """One tab: `async with Tab(url, cookie) as tab: await tab.visit(); await tab.say("hello", …)`."""

    def __init__(
        self, url: str, cookie: str = "", *, polls: bool = True, forbidden: re.Pattern[bytes] | None = None
    ) -> None:
        """`forbidden` is what the server must never send here, whatever it is part of."""
        self._address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
        self._cookie = cookie
        self._polls = polls
        self._forbidden = forbidden
        self.socket: ClientConnection | None = None
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._page_hash = self._query = ""
        self._chat_input = ""
        self._frames = asyncio.Condition()
        self._finished = self._wanted = 0
        self.frames: list[bytes] = []  # what the server sent since the last deed
        self.elements: list[Element] = []  # what was drawn since
        self.is_closed = False

    async def __aenter__(self) -> Self:
        headers = {"Cookie": self._cookie} if self._cookie else {}
        self.socket = await connect(
            self._address,
            additional_headers=headers,
            subprotocols=["streamlit"],  # type: ignore[list-item]
            max_size=None,
            compression=None,
            open_timeout=_LONG_S,
        )
        self._tasks[_READER] = asyncio.create_task(self._read())
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        if self.socket:
            await self.socket.close()

    async def visit(self, page: str = "", **query: str) -> str:
        """Open a page and wait until it is drawn; returns what the server sent for it, as text."""
        self._query = urlencode(query)
        message = self._message()
        message.rerun_script.page_name = page
        await self._act(message)
        await self.at_rest()
        return self.text

    async def say(self, text: str, is_reply: Callable[[str], bool]) -> float:
        """Type into the chat and wait until a text that `is_reply` is on the page, then until the page is at rest.

        Returns the seconds from Enter to the reply.
        """
        began = time.monotonic()
        await self.type(text)
        await self.until(
            lambda: any(is_reply(each.text.body) for each in self.elements if each.WhichOneof("type") == "text")
        )
        took = time.monotonic() - began
        await self.at_rest()
        return took

    async def type(self, text: str) -> None:
        """Type into the chat and press Enter; waits for nothing."""
        message = self._message()
        widget = message.rerun_script.widget_states.widgets.add(id=self._chat_input)
        widget.chat_input_value.data = text
        await self._act(message)

    async def touch(self) -> None:
        """Any other interaction, which runs the page once more; waits for nothing."""
        await self._act(self._message())

    async def poll(self, fragment: str) -> None:
        """What a browser sends when a fragment's time has come; waits for nothing."""
        message = self._message()
        message.rerun_script.fragment_id = fragment
        message.rerun_script.is_auto_rerun = True
        await self.send(message.SerializeToString())

    async def send(self, data: bytes) -> None:
        """Send these bytes, whatever they are."""
        assert self.socket
        await self.socket.send(data)

    def stop_reading(self) -> None:
        """Stay connected and read nothing more, as a browser that hangs."""
        self._tasks.pop(_READER).cancel()

    async def at_rest(self) -> None:
        """Wait for the run that the last deed began to end."""
        await self.until(lambda: self._finished >= self._wanted)

    @property
    def fragments(self) -> list[str]:
        """The fragments of the page that want to be polled."""
        return [name for name in self._tasks if name != _READER]

    @property
    def text(self) -> str:
        """What the server sent since the last deed, texts readable among the rest."""
        return b"\n".join(self.frames).decode(errors="replace")

    async def until(self, is_it: Callable[[], bool]) -> None:
        """Wait for what the server sends to make this true; AssertionError where it never does."""
        try:
            async with asyncio.timeout(_LONG_S), self._frames:
                await self._frames.wait_for(lambda: self.is_closed or is_it())
        except TimeoutError:
            raise AssertionError(f"the server sent only this: {self.text[-2000:]}") from None
        if self.is_closed and not is_it():
            await self._tasks[_READER]
            raise AssertionError("the server closed the connection")

    def _message(self) -> BackMsg:
        message = BackMsg()
        message.rerun_script.query_string = self._query
        message.rerun_script.page_script_hash = self._page_hash
        return message

    async def _act(self, message: BackMsg) -> None:
        """A deed of the person: what was seen before no longer counts."""
        self.frames.clear()
        self.elements.clear()
        self._wanted = self._finished + 1
        await self.send(message.SerializeToString())

    async def _read(self) -> None:
        assert self.socket
        try:
            async for data in self.socket:
                assert isinstance(data, bytes)
                if self._forbidden and (found := self._forbidden.search(data)):
                    raise AssertionError(f"the server sent {found[0]!r} to somebody else")
                async with self._frames:
                    self.frames.append(data)
                    self._take(ForwardMsg.FromString(data))
                    self._frames.notify_all()
        except ConnectionClosed:
            pass
        finally:
            async with self._frames:
                self.is_closed = True
                self._frames.notify_all()

    def _take(self, frame: ForwardMsg) -> None:
        match frame.WhichOneof("type"):
            case "new_session":
                self._page_hash = frame.new_session.page_script_hash
                if not frame.metadata.run.fragment_ids:
                    self._stop_polling()
            case "delta":
                self._draw(frame)
            case "page_info_changed":
                self._query = frame.page_info_changed.query_string
            case "auto_rerun":
                self._poll(frame.auto_rerun.fragment_id, frame.auto_rerun.interval)
            case "script_finished":
                # A fragment that finished is a poll, not the page.
                if frame.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    self._finished += 1

    def _draw(self, frame: ForwardMsg) -> None:
        if frame.delta.WhichOneof("type") == "new_element":
            element = frame.delta.new_element
            self.elements.append(element)
            if element.WhichOneof("type") == "chat_input":
                self._chat_input = element.chat_input.id

    def _poll(self, fragment: str, interval: float) -> None:
        if self._polls and fragment not in self._tasks:
            self._tasks[fragment] = asyncio.create_task(self._keep_polling(fragment, interval))

    async def _keep_polling(self, fragment: str, interval: float) -> None:
        while True:
            await asyncio.sleep(interval)
            await self.poll(fragment)

    def _stop_polling(self) -> None:
        """A page that is drawn anew starts its fragments anew."""
        for name in self.fragments:
            self._tasks.pop(name).cancel()

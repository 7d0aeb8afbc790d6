"""A15: no other site may frame the app; a hosted Streamlit, which frames it under its own address, may.

There the app lies at /~/+/ of an address whose first page belongs to the host; the proxy takes that path off.
"""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import Browser, expect

from tests.app_server import AppServer

PREFIX = "/~/+"
FRAME = '<!doctype html><title>host</title><iframe src="{}" style="width: 1200px; height: 850px"></iframe>'


@contextmanager
def host(port: int, frame: str) -> Iterator[int]:
    """The port of a host: its own page frames an address, the app lies under PREFIX, and there is nothing else."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            with suppress(OSError):  # the listener was closed
                while True:
                    threading.Thread(target=serve, args=(listener.accept()[0], port, frame), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def serve(browser: socket.socket, port: int, frame: str) -> None:
    """One request, or one websocket."""
    with suppress(OSError), browser, socket.create_connection(("127.0.0.1", port)) as app:
        head = b""
        while b"\r\n\r\n" not in head:
            if not (more := browser.recv(65_536)):
                return
            head += more
        if head.startswith(b"GET / "):
            page = FRAME.format(frame).encode()
            browser.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n" + page)
            return
        if PREFIX.encode() not in head.partition(b"\r\n")[0]:
            browser.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        head = re.sub(rb"^(\w+) " + re.escape(PREFIX.encode()), rb"\1 ", head, count=1)
        if b"upgrade: websocket" not in head.lower():
            head = re.sub(rb"(?i)\r\nconnection: [^\r]*", b"", head).replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
        app.sendall(head)
        back = threading.Thread(target=pump, args=(app, browser), daemon=True)
        back.start()
        pump(browser, app)
        back.join()


def pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def test_a15_no_other_site_may_frame_it(browser: Browser, app_server: AppServer) -> None:
    context = browser.new_context()
    page = context.new_page()
    with host(app_server.port, frame=app_server.url) as port, page.expect_event("requestfailed") as failed:
        page.goto(f"http://localhost:{port}/")
    assert failed.value.url.startswith(app_server.url)
    assert failed.value.failure == "net::ERR_BLOCKED_BY_RESPONSE"
    context.close()


def test_a15_a_hosted_streamlit_may_and_one_can_sign_in(browser: Browser, app_server: AppServer) -> None:
    with host(app_server.port, frame=f"{PREFIX}/") as port:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{port}/")
        inside = page.frame_locator("iframe")
        inside.get_by_role("button", name="Try the demo").first.click()
        expect(inside.get_by_text("Demo guest").first).to_be_visible(timeout=30_000)
        assert "violet" in {cookie["name"] for cookie in context.cookies()}
        inside.get_by_text("Demo guest").first.click()
        inside.get_by_role("link", name="Account").click()
        with page.expect_download() as begun:
            inside.get_by_role("link", name="Export my data").click()
        assert begun.value.suggested_filename == "violet-my-data.zip"
        context.close()

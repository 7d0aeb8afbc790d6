"""The launcher: one ASGI app with the pages, cookie and export routes, health checks and security headers.

Runs under `streamlit run app.py`, `python app.py` and `uvicorn app:app`. Knows nothing of chats or tasks.
"""

import asyncio
import contextlib
import json
import logging
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import net_util

from core import metrics
from core.agent.gemini_stream import load_sdk
from core.attachment_route import attachment
from core.auth import tokens
from core.errors import AppError, DatabaseUnavailable, Forbidden, Misconfigured, NotFound
from core.export_route import export_data, export_sessions
from core.health import check, gauges
from core.housekeeping import EVERY_S, tidy_hourly
from core.services import services
from core.store.migrations import is_current
from pages.components import reruns
from pages.components.trouble import show_trouble

HERE = Path(__file__).resolve().parent
TRY_AGAIN_SECONDS = 60
SCRIPTS = 500  # kept compressed; Streamlit has fewer
TICKET_LIMIT = 1_000  # bytes of a request that asks for the cookie

# Stops what a reply could smuggle into a page: remote images, foreign scripts, frames.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        # The hash is that of the one inline script in Streamlit's page (`window.prerenderReady = false`).
        "script-src 'self' blob: 'sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA='",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        # A blob is the page's own memory: Streamlit's recorder of voice notes reads it back, nothing leaves by it.
        "connect-src 'self' blob:",
        "media-src 'self' blob:",
        "worker-src 'self' blob:",
        "frame-ancestors 'self'",  # not 'none': a hosted Streamlit shows the app in a frame of its own address
        "base-uri 'self'",
        "form-action 'self'",
        "object-src 'none'",
    )
)
_SECURITY_HEADERS = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
]

log = logging.getLogger("violet")


class SecurityHeaders:
    """Adds the headers to every response; Streamlit sends none of them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_SECURITY_HEADERS]
            await send(message)

        await self.app(scope, receive, send_with_headers)


class CompressedScripts:
    """Sends Streamlit's scripts and styles compressed: 0.7 MB instead of 2.0 on a first visit.

    Each is compressed once: anew for every visitor it would hold everybody up for 0.3 s. Nothing else is compressed: an
    answer that holds a secret beside something a stranger chose must not be.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.compressed = GZipMiddleware(app, compresslevel=9)
        self.kept: dict[str, list[Message]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/static/"):
            await self.app(scope, receive, send)
        elif not _wants_all_compressed(scope):
            await self.compressed(scope, receive, send)
        else:
            path = scope["path"]
            for message in self.kept.get(path) or await self._compress(scope, receive):
                await send(dict(message))  # a copy: whoever passes it on adds headers

    async def _compress(self, scope: Scope, receive: Receive) -> list[Message]:
        answer: list[Message] = []

        async def keep(message: Message) -> None:
            answer.append(message)

        await self.compressed(scope, receive, keep)
        if answer[0]["status"] == 200 and len(self.kept) < SCRIPTS:
            self.kept[scope["path"]] = answer
        return answer


def _wants_all_compressed(scope: Scope) -> bool:
    """A plain GET; a browser that asks whether its copy is still good, or for a part, gets an answer of its own."""
    headers = Headers(scope=scope)
    is_plain = not any(name in headers for name in ("if-none-match", "if-modified-since", "range"))
    return scope["method"] == "GET" and is_plain and "gzip" in headers.get("accept-encoding", "")


async def cookie(request: Request) -> Response:
    """Set or clear the sign-in cookie for a page's one-time ticket. Raises Forbidden for any other request."""
    if not _is_from_our_page(request):
        raise Forbidden()
    try:
        ticket = json.loads(await _small_body(request))["ticket"]
    except (ValueError, KeyError, TypeError):
        ticket = ""
    order = tokens.redeem(ticket) if isinstance(ticket, str) else None
    if order is None:
        raise Forbidden("This sign-in took too long. Please try again.")
    response = Response(status_code=204, headers={"cache-control": "no-store"})
    response.set_cookie(
        order.cookie_name,
        order.token or "",
        max_age=order.max_age,
        secure=order.is_secure,
        httponly=True,
        samesite="lax",
        path="/",
    )
    return response


async def _small_body(request: Request) -> bytes:
    """What was posted; raises Forbidden as soon as it is more than a ticket, whatever length was announced."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > TICKET_LIMIT:
            raise Forbidden()
    return body


def _is_from_our_page(request: Request) -> bool:
    """JSON makes a foreign page ask first (and be refused); browsers also say where a request comes from."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        return False
    if site := request.headers.get("sec-fetch-site"):
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


async def healthz(_request: Request) -> Response:
    """200 while the process lives: answered without a thread, which a database that hangs could hold."""
    return JSONResponse({"status": "ok"})


def readyz(_request: Request) -> Response:
    """200 while pages can work: the database answers and has this version's schema. 503 for any reason they cannot."""
    try:
        ours = services()
        if not is_current(ours.engine):
            raise DatabaseUnavailable("The database's schema is not this version's.")
        if ours.runner.is_closing:
            raise DatabaseUnavailable("Violet is just restarting.")
    except AppError as error:
        return JSONResponse({"error": error.code, "message": error.sentence}, status_code=503)
    return JSONResponse({"status": "ready"})


def metrics_page(_request: Request) -> Response:
    """Counts for Prometheus. Raises NotFound where VIOLET_METRICS is off."""
    ours = services()
    if not ours.settings.metrics:
        raise NotFound()
    text = metrics.as_text(gauges(check(ours.engine), ours.runner))
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")


def say_error(_request: Request, error: AppError) -> Response:
    """An expected failure as JSON."""
    return JSONResponse({"error": error.code, "message": error.sentence}, status_code=error.http_status)


def say_unexpected(_request: Request, error: Exception) -> Response:
    """A bug as JSON: only a reference that the log has too."""
    reference = uuid4().hex[:8]
    log.error("request failed, reference %s", reference, exc_info=error)
    return JSONResponse({"error": "unexpected", "reference": reference}, status_code=500)


def tidy() -> bool:
    """Really delete what has had its time, where no other server did lately; False where the database is away."""
    try:
        ours = services()
        tidy_hourly(ours.engine, ours.settings, lambda: ours.runner.is_closing)
    except AppError as error:
        log.warning("could not tidy up: %s", error.code)
        return False
    return True


def warm_up() -> None:
    """Load what the first turn would otherwise wait for: Gemini's SDK, where there is a key."""
    with contextlib.suppress(AppError):
        if services().settings.has_gemini:
            load_sdk()


@contextlib.asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Warm up, then tidy up at the start and every hour until the server stops."""

    async def keep_tidy() -> None:
        await run_in_threadpool(warm_up)
        while True:
            is_done = await run_in_threadpool(tidy)
            await asyncio.sleep(EVERY_S if is_done else TRY_AGAIN_SECONDS)

    housekeeping = asyncio.create_task(keep_tidy())
    try:
        yield
    finally:
        housekeeping.cancel()
        with contextlib.suppress(AppError):
            await run_in_threadpool(services().runner.close)


def keep_quiet() -> None:
    """Two things Streamlit does by itself: ask the internet for its own address, where a websocket comes from a foreign
    origin, and print an error of a page that `show_trouble` has logged already."""
    net_util.get_internal_ip = net_util.get_external_ip = lambda: None
    logging.getLogger("streamlit.error_util").addFilter(lambda record: record.msg != "Uncaught app execution")


def start() -> None:
    """Bring the database up to date. A wrong setting ends the process with one sentence and code 2; a database that
    is away does not: pages say so, and the next one tries again."""
    try:
        services()
    except Misconfigured as error:
        print(f"Violet can't start. {error.sentence}", file=sys.stderr)
        sys.exit(2)
    except DatabaseUnavailable as error:
        log.warning("starting without the database: %s", error.sentence)


def _server_options() -> dict[str, str | int]:
    """`App.run` does not read Streamlit's own variables for address and port."""
    options: dict[str, str | int] = {"server.address": os.environ.get("STREAMLIT_SERVER_ADDRESS", "127.0.0.1")}
    if port := os.environ.get("STREAMLIT_SERVER_PORT", ""):
        options["server.port"] = int(port)
    return options


keep_quiet()
start()
reruns.repair()
app = st.App(
    HERE / "pages" / "shell.py",
    routes=[
        Route("/auth/cookie", cookie, methods=["POST"]),
        Route("/account/export", export_data),
        Route("/history/export", export_sessions),
        Route("/attachments/{id}", attachment),
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/metrics", metrics_page),
    ],
    middleware=[Middleware(SecurityHeaders), Middleware(CompressedScripts)],
    lifespan=lifespan,
    on_script_error=show_trouble,
    exception_handlers={AppError: say_error, Exception: say_unexpected},
)

if __name__ == "__main__":
    app.run(config=_server_options())

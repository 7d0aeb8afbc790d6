"""Access to the running server without a browser: websockets, paths and headers as an attacker sends them."""

import base64
import http.client
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import jwt
import pytest
from sqlalchemy import Engine
from sqlmodel import Session
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from core.auth import logins, tokens
from core.store.database import begin, make_engine, reading
from core.store.models import Login, User
from tests.access.life import World, make_world, rows_of
from tests.app_server import AppServer
from tests.databases import COOKIE_KEY, settings_for

HEADERS = {
    "content-security-policy": "frame-ancestors 'self'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    folder = tmp_path_factory.mktemp("access")
    settings = {"STREAMLIT_SERVER_ALLOWED_HOSTS": "127.0.0.1 violet.example"}
    server = AppServer(folder, f"sqlite:///{folder / 'violet.db'}", settings)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def engine(server: AppServer) -> Iterator[Engine]:
    engine = make_engine(settings_for(server.database_url))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def world(engine: Engine) -> World:
    return make_world(engine)


def sign_in(engine: Engine, user: User) -> tuple[Login, str]:
    with begin(engine) as session:
        login = logins.start(session, user)
    return login, f"violet={tokens.issue(login, COOKIE_KEY)}"


# -- a browser's websocket, by hand ----------------------------------------------------------------------------------


@contextmanager
def browser(server: AppServer, cookie: str = "", **headers: str) -> Iterator[ClientConnection]:
    sent = {"Cookie": cookie} if cookie else {}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    with connect(
        f"ws://127.0.0.1:{server.port}/_stcore/stream",
        additional_headers=sent,
        subprotocols=["streamlit"],  # type: ignore[list-item]
        max_size=None,
    ) as socket:
        yield socket


def visit(socket: ClientConnection, page: str = "", **query: Any) -> str:
    """Run a page at this address; every text and value the server sent for it."""
    message = BackMsg()
    message.rerun_script.query_string = urlencode(query)
    message.rerun_script.page_name = page
    socket.send(message.SerializeToString())
    return until_finished(socket)


def until_finished(socket: ClientConnection) -> str:
    """Every text and value the server sends until the page has run."""
    said = []
    while True:
        frame = ForwardMsg.FromString(socket.recv(timeout=60))  # type: ignore[arg-type]
        said.append(str(frame))
        if frame.WhichOneof("type") == "script_finished":
            return "\n".join(said)


def test_a2_the_right_cookie_shows_the_right_persons_history(server: AppServer, engine: Engine, world: World) -> None:
    _, cookie = sign_in(engine, world.ada)
    with browser(server, cookie) as socket:
        seen = visit(socket, "history")
    assert "Ada" in seen
    assert "open secret" in seen
    assert "Grace" not in seen


@pytest.mark.parametrize(
    ("page", "parameter", "kind"),
    [
        ("", "session", "conversation"),
        ("history", "session", "conversation"),
        ("history", "call", "call"),
        ("board", "task", "number"),
    ],
)
def test_a2_a_link_of_somebody_else_leaks_nothing_on_the_wire(
    server: AppServer, engine: Engine, world: World, page: str, parameter: str, kind: str
) -> None:
    _, cookie = sign_in(engine, world.ada)
    with browser(server, cookie) as socket:
        assert "Grace" not in visit(socket, page, **{parameter: world.ids(kind)["other"]})


@pytest.mark.parametrize("page", ["", "history", "board"])
def test_a2_widgets_forged_on_the_wire_reach_nothing_of_somebody_else(
    server: AppServer, engine: Engine, world: World, page: str
) -> None:
    """Every widget the page has is sent back with another person's ids in it, as text, as a number, as an event."""
    with reading(engine) as session:
        before = rows_of(session, world.grace)
    _, cookie = sign_in(engine, world.ada)
    theirs = {world.ids(kind)["other"] for kind in ("conversation", "message", "call", "number")}
    with browser(server, cookie) as socket:
        widgets = set(re.findall(r"\$\$ID-[\w./:|+ -]+", visit(socket, page)))
        assert widgets
        for given in theirs:
            message = BackMsg()
            message.rerun_script.page_name = page
            for widget in sorted(widgets):
                for kind, value in (("string_value", str(given)), ("json_value", json.dumps(given, default=str))):
                    state = message.rerun_script.widget_states.widgets.add(id=widget)
                    setattr(state, kind, value)
            socket.send(message.SerializeToString())
            assert "Grace" not in until_finished(socket)
    with reading(engine) as session:
        assert rows_of(session, world.grace) == before


@pytest.mark.parametrize(
    "cookie", ["", "violet=junk", "violet=", "violet=a.b.c; violet=d.e.f", "__Host-violet=x", "violet=" + "x" * 7_000]
)
def test_a4_without_a_genuine_cookie_there_is_only_the_gate(server: AppServer, world: World, cookie: str) -> None:
    with browser(server, cookie) as socket:
        seen = visit(socket, "history")
    assert "Try the demo" in seen
    assert "secret" not in seen
    assert "Traceback" not in seen


def test_a4_a_forged_cookie_for_an_open_login_opens_nothing(server: AppServer, engine: Engine, world: World) -> None:
    """The login is real and open, and what names it is not ours: only the signature is missing."""
    _, cookie = sign_in(engine, world.ada)
    logged = len(server.log())
    header, payload, signature = cookie.partition("=")[2].split(".")
    claims = jwt.decode(cookie.partition("=")[2], options={"verify_signature": False})
    none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
    forged = {
        "alg none": f"{none}.{payload}.",
        "another key": jwt.encode(claims, "x" * 48, "HS256"),
        "HS512 by our key": jwt.encode(claims, COOKIE_KEY, "HS512"),
        "without an end": jwt.encode({k: v for k, v in claims.items() if k != "exp"}, COOKIE_KEY, "HS256"),
        "expired": jwt.encode(claims | {"exp": int(time.time()) - 3600}, COOKIE_KEY, "HS256"),
        "from the future": jwt.encode(claims | {"iat": int(time.time()) + 3600}, COOKIE_KEY, "HS256"),
        "somebody else under it": jwt.encode(claims | {"sub": str(world.grace.id)}, COOKIE_KEY, "HS256"),
        "another signature": f"{header}.{payload}.{signature[::-1]}",
        "under the other name": "",
    }
    for kind, token in forged.items():
        sent = f"violet={token}" if token else f"__Host-violet={cookie.partition('=')[2]}"
        with browser(server, sent) as socket:
            seen = visit(socket, "history")
        assert "Try the demo" in seen, kind
        assert "secret" not in seen and "Traceback" not in seen, kind
    with browser(server, cookie) as socket:
        assert "open secret" in visit(socket, "history"), "so that this test can fail"
    assert "Traceback" not in server.log()[logged:]


def all_but_here(session: Session, login: Login) -> None:
    logins.revoke_all(session, login.user_id, except_sid="another")


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(lambda session, login: logins.revoke(session, login.user_id, login.sid), id="signed out"),
        pytest.param(lambda session, login: logins.revoke_all(session, login.user_id), id="everywhere"),
        pytest.param(all_but_here, id="the password changed elsewhere"),
    ],
)
def test_a10_an_open_websocket_is_out_as_soon_as_its_login_ends(
    server: AppServer, engine: Engine, world: World, end: Callable[[Session, Login], Any]
) -> None:
    """Its cookie is frozen at the handshake and still genuine: the row decides."""
    login, cookie = sign_in(engine, world.ada)
    with browser(server, cookie) as here, browser(server, cookie) as elsewhere:
        assert "open secret" in visit(here, "history")
        assert "open secret" in visit(elsewhere, "history")
        with begin(engine) as session:
            end(session, login)
        for socket in (here, elsewhere):
            seen = visit(socket, "history")
            assert "Try the demo" in seen
            assert "open secret" not in seen
    with browser(server, cookie) as replayed:
        assert "open secret" not in visit(replayed, "history")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 101),
        ({"Host": "violet.example"}, 101),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1.evil.example"}, 403),
        ({"Host": "evil.example"}, 403),
        ({"Host": "evil.example", "Origin": "http://evil.example"}, 403),
        ({"Host": "violet.example.evil.test"}, 403),
    ],
    ids=str,
)
def test_a14_a_foreign_page_or_host_gets_no_websocket(
    server: AppServer, engine: Engine, world: World, headers: dict[str, str], status: int
) -> None:
    _, cookie = sign_in(engine, world.ada)
    handshake = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Protocol": "streamlit",
        "Cookie": cookie,
    }
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        connection.request("GET", "/_stcore/stream", headers=handshake | headers)
        assert connection.getresponse().status == status
    finally:
        connection.close()


def test_a14_our_own_page_gets_one(server: AppServer, world: World) -> None:
    with browser(server, Origin=server.url) as socket:
        assert "Try the demo" in visit(socket)


# -- paths and headers -----------------------------------------------------------------------------------------------


def ask(
    server: AppServer, path: str, method: str = "GET", body: str | None = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """A request whose path nobody tidies up on the way."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    "path",
    [
        "/../app.py",
        "/static/../../app.py",
        "/static/..%2f..%2fapp.py",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/static/%5c..%5c..%5capp.py",
        "//etc/passwd",
        "/app/static/../core/config.py",
        "/app/static/.env",
        "/media/../../data/violet.db",
        "/media/0000000000000000000000000000000000000000000000000000000a.csv",
        "/component/violet/../../app.py",
        "/component/streamlit.elements/../../../../etc/passwd",
        "/_stcore/bidi-components/violet/../../../app.py",
        "/.streamlit/config.toml",
        "/data/violet.db",
        "/data/cookie.key",
        "/.git/config",
        "/.env",
    ],
)
def test_a17_no_path_leads_to_a_file_of_ours(server: AppServer, path: str) -> None:
    """404, or the page itself, as for any unknown address; never a file's content."""
    status, _, body = ask(server, path)
    assert status in (200, 400, 403, 404), status
    if status == 200:
        assert b"<title>" in body, "only the empty page"
    for content in (b"root:x:", b"COOKIE_KEY", b"SQLite format", b"import streamlit", b"[core]", b"enableXsrf"):
        assert content not in body


@pytest.mark.parametrize("path", ["interact", "mcp"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a17_streamlits_own_agent_door_is_shut(server: AppServer, method: str, path: str) -> None:
    status, _, body = ask(
        server,
        f"/_stcore/agent/{path}",
        method,
        "{}" if method == "POST" else None,
        {"Content-Type": "application/json"},
    )
    assert status >= 400
    assert b"secret" not in body


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
def test_a13_only_a_post_reaches_the_cookie(server: AppServer, method: str) -> None:
    order = tokens.CookieOrder("t", 60, is_secure=False)
    _, headers, _ = ask(server, f"/auth/cookie?ticket={tokens.hand_out(order)}", method)
    assert "violet" not in headers.get("set-cookie", "")


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Type": "text/plain", "Origin": "https://evil.example"}, '{"ticket": "x"}'),
        ({"Content-Type": "application/x-www-form-urlencoded"}, "ticket=x"),
        ({"Content-Type": "application/json", "Origin": "https://evil.example"}, '{"ticket": "x"}'),
        ({"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"}, '{"ticket": "x"}'),
    ],
)
def test_a13_a_post_from_another_site_is_refused(server: AppServer, headers: dict[str, str], body: str) -> None:
    status, answered, text = ask(server, "/auth/cookie", "POST", body, headers)
    assert status == 403
    assert json.loads(text)["error"] == "forbidden"
    assert "set-cookie" not in answered


def test_a13_another_site_may_not_read_our_answers(server: AppServer) -> None:
    for path in ("/", "/healthz", "/_stcore/health", "/_stcore/host-config"):
        _, headers, _ = ask(server, path, headers={"Origin": "https://evil.example"})
        assert headers.get("access-control-allow-origin") not in ("*", "https://evil.example"), path


def test_a13_an_upload_without_our_pages_token_is_refused(server: AppServer) -> None:
    status, _, _ = ask(server, "/_stcore/upload_file/session/file", "PUT", "x", {"Origin": "https://evil.example"})
    assert status in (400, 403, 404)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/no/such/thing"),
        ("POST", "/auth/cookie"),
        ("GET", "/auth/cookie"),
        ("DELETE", "/healthz"),
        ("GET", "/_stcore/host-config"),
        ("GET", "/_stcore/stream"),
        ("GET", "/static/nothing.js"),
        ("GET", "/media/nothing.csv"),
        ("OPTIONS", "/auth/cookie"),
    ],
)
def test_a15_every_answer_has_every_header_once(server: AppServer, method: str, path: str) -> None:
    _, headers, _ = ask(server, path, method)
    for name, wanted in HEADERS.items():
        assert wanted in headers.get(name, ""), name
        assert headers[name].count(wanted) == 1


def test_a11_the_log_has_no_cookie_and_no_address_of_a_person(server: AppServer, engine: Engine, world: World) -> None:
    login, cookie = sign_in(engine, world.ada)
    with browser(server, cookie) as socket:
        visit(socket, "history")
    log = server.log()
    for secret in (login.sid, cookie.partition("=")[2], COOKIE_KEY, "Ada's open secret", "ada@example.org"):
        assert secret not in log


# -- A16: an error page ----------------------------------------------------------------------------------------------


def test_a16_a_bug_is_shown_as_a_reference_only(server: AppServer, engine: Engine, world: World) -> None:
    """A row no code of ours wrote makes the page fail; what it holds stays in the log at most as a type."""
    login, cookie = sign_in(engine, world.grace)
    with begin(engine) as session:
        session.connection().exec_driver_sql(
            "UPDATE conversations SET created_at = 'canary-in-a-row' WHERE user_id = ?", (world.grace.id.hex,)
        )
    with browser(server, cookie) as socket:
        seen = visit(socket, "history")
    assert "Something went wrong on our side" in seen
    for leak in ("canary-in-a-row", "Traceback", "ValueError", "SELECT", "core/store", "site-packages", login.sid):
        assert leak not in seen


# -- A17: files to download ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["", "history", "board", "account"])
def test_a17_no_page_leaves_a_file_where_an_address_alone_opens_it(
    server: AppServer, engine: Engine, world: World, page: str
) -> None:
    """Streamlit's own downloads lie under /media/ for whoever has their address; ours are made by our routes."""
    _, cookie = sign_in(engine, world.ada)
    with browser(server, cookie) as socket:
        seen = visit(socket, page)
        session = visit(socket, "history", session=world.ids("conversation")["own"])
    assert "history/export?format=csv&amp;session=" in session, "this test knows what a download looks like"
    for shown in (seen, session):
        assert "/media/" not in shown
        assert "deferred_file_id" not in shown


@pytest.mark.parametrize("kind", ["csv", "json"])
@pytest.mark.parametrize("whose", ["other", "deleted", "random"])
def test_a17_a_download_is_its_owners(server: AppServer, engine: Engine, world: World, kind: str, whose: str) -> None:
    login, cookie = sign_in(engine, world.ada)
    ids = world.ids("conversation")
    own, foreign = (f"/history/export?format={kind}&session={ids[name]}" for name in ("own", whose))
    everything = f"/history/export?format={kind}&shelf=all"
    for path in (own, everything):
        status, headers, body = ask(server, path, headers={"Cookie": cookie})
        assert status == 200 and b"Ada" in body and b"Grace" not in body
        assert headers["content-disposition"].startswith("attachment") and headers["cache-control"] == "no-store"
    status, _, body = ask(server, foreign, headers={"Cookie": cookie})
    assert (status, json.loads(body)["error"]) == (404, "not_found")
    assert ask(server, own, headers={"Cookie": cookie, "Sec-Fetch-Site": "cross-site"})[0] == 403
    with begin(engine) as session:
        logins.revoke(session, world.ada.id, login.sid)
    for headers in ({}, {"Cookie": cookie}, {"Cookie": "violet=x.y.z"}):
        for path in (own, foreign, everything):
            status, _, body = ask(server, path, headers=headers)
            assert (status, json.loads(body)["error"]) == (401, "not_signed_in")

"""The launcher, started the way the README says: its routes, its headers, and how it starts when something is wrong."""

import gzip
import io
import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient

from core.auth import logins, people, tokens
from core.auth.tokens import CookieOrder
from core.errors import AppError
from core.services import Services
from core.store.database import begin, reading
from core.store.models import User, utc_now
from tests.app_server import ROOT, AppServer
from tests.databases import free_port
from tests.pages.conftest import LogIn
from tests.people import add_person
from tests.sessions import add_session

SCRIPT = "const words = 1;\n" * 200


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    folder = tmp_path_factory.mktemp("launcher")
    server = AppServer(folder, f"sqlite:///{folder / 'violet.db'}")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def client_of_scripts(tmp_path: Path) -> Iterator[TestClient]:
    """One script behind the launcher's own middleware."""
    import app as launcher

    (tmp_path / "a.js").write_text(SCRIPT)
    web = Starlette(
        routes=[Mount("/static", StaticFiles(directory=tmp_path))],
        middleware=[Middleware(launcher.SecurityHeaders), Middleware(launcher.CompressedScripts)],
    )
    with TestClient(web) as client:
        yield client


def get(url: str, data: bytes | None = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, data=data, headers=names)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read()


def test_health_and_readiness(server: AppServer) -> None:
    assert get(f"{server.url}/healthz")[0] == 200
    status, _, body = get(f"{server.url}/readyz")
    assert (status, json.loads(body)) == (200, {"status": "ready"})


def test_scripts_come_compressed_and_nothing_else_does(server: AppServer) -> None:
    _, headers, page = get(f"{server.url}/", Accept_Encoding="gzip")
    assert "content-encoding" not in headers
    script = re.findall(r'src="\./(static/js/[^"]+\.js)"', page.decode())[0]
    _, headers, body = get(f"{server.url}/{script}", Accept_Encoding="gzip")
    assert headers["content-encoding"] == "gzip"
    assert "content-security-policy" in headers
    _, headers, plain = get(f"{server.url}/{script}")
    assert "content-encoding" not in headers
    assert gzip.decompress(body) == plain
    assert len(body) < len(plain) / 2


def test_a_script_is_compressed_once_and_answered_the_same_ever_after(client_of_scripts: TestClient) -> None:
    def get(**headers: str) -> Any:
        return client_of_scripts.get("/static/a.js", headers={name.replace("_", "-"): v for name, v in headers.items()})

    first, second = get(accept_encoding="gzip"), get(accept_encoding="gzip")
    assert first.headers["content-encoding"] == "gzip" and first.text == second.text == SCRIPT
    assert second.headers.raw == first.headers.raw, "each header once"
    assert get(accept_encoding="identity").text == SCRIPT
    assert get(accept_encoding="gzip", range="bytes=0-3").text == SCRIPT[:4]
    assert get(accept_encoding="gzip", if_none_match=first.headers["etag"]).status_code == 304
    assert client_of_scripts.head("/static/a.js").content == b""
    assert client_of_scripts.get("/static/none.js", headers={"accept-encoding": "gzip"}).status_code == 404


@pytest.mark.parametrize("path", ["/", "/board", "/history?session=x", "/healthz", "/_stcore/health", "/no/such/thing"])
def test_every_answer_carries_the_security_headers(server: AppServer, path: str) -> None:
    _, headers, _ = get(server.url + path)
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "img-src 'self' data: blob:" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe-eval" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"


def test_a_get_of_the_cookie_route_changes_nothing(server: AppServer) -> None:
    _, headers, _ = get(f"{server.url}/auth/cookie")
    assert "violet" not in headers.get("set-cookie", "")


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b'{"ticket": "made up"}', {"content_type": "application/json"}),
        (b"{}", {"content_type": "application/json"}),
        (b'{"ticket": ["x"]}', {"content_type": "application/json"}),
        (b"not json \xff", {"content_type": "application/json"}),
        (b"[]", {"content_type": "application/json"}),
    ],
)
def test_nonsense_gets_no_cookie_and_no_trace(server: AppServer, body: bytes, headers: dict[str, str]) -> None:
    status, answered, text = get(f"{server.url}/auth/cookie", body, **headers)
    assert status == 403
    assert "violet" not in answered.get("set-cookie", "")
    assert json.loads(text)["error"] == "forbidden"
    assert b"Traceback" not in text


@pytest.fixture
def client(ours: Services) -> Iterator[TestClient]:
    """The launcher's own cookie route, in this process, where a test can hand out tickets."""
    import app as launcher

    web = Starlette(
        routes=[
            Route("/auth/cookie", launcher.cookie, methods=["POST"]),
            Route("/account/export", launcher.export_data),
            Route("/history/export", launcher.export_sessions),
        ],
        middleware=[Middleware(launcher.SecurityHeaders)],
        exception_handlers={AppError: launcher.say_error},
    )
    with TestClient(web, base_url="http://violet.example") as client:
        yield client


def exchange(client: TestClient, order: CookieOrder, **headers: str) -> Any:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/auth/cookie", json={"ticket": tokens.hand_out(order)}, headers=names)


def test_a11_a_ticket_sets_a_cookie_script_cannot_read(client: TestClient) -> None:
    answer = exchange(client, CookieOrder("the-token", 3600, is_secure=False), origin="http://violet.example")
    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 204
    assert cookie.startswith("violet=the-token;")
    assert {"httponly", "samesite=lax", "path=/", "max-age=3600"} <= {
        part.strip().lower() for part in cookie.split(";")
    }
    assert "secure" not in cookie.lower()
    assert answer.headers["cache-control"] == "no-store"


def test_a11_over_https_the_cookie_is_bound_to_the_host(client: TestClient) -> None:
    cookie = exchange(client, CookieOrder("the-token", 3600, is_secure=True)).headers["set-cookie"]
    assert cookie.startswith("__Host-violet=the-token;")
    assert "secure" in cookie.lower()
    assert "domain" not in cookie.lower()


def test_signing_out_takes_the_cookie_away(client: TestClient) -> None:
    cookie = exchange(client, CookieOrder(None, 0, is_secure=False)).headers["set-cookie"]
    assert cookie.startswith(('violet="";', "violet=;"))
    assert "max-age=0" in cookie.lower()


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site", "origin": "http://violet.example"},
        {"content_type": "text/plain"},
        {"content_type": "application/x-www-form-urlencoded"},
    ],
)
def test_a12_another_site_cannot_plant_a_cookie(client: TestClient, headers: dict[str, str]) -> None:
    ticket = tokens.hand_out(CookieOrder("the-token", 60, is_secure=False))
    names = {"content-type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    answer = client.post("/auth/cookie", content=json.dumps({"ticket": ticket}), headers=names)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert tokens.redeem(ticket) is not None, "the refused request did not spend it"


def test_a13_whatever_changes_something_refuses_another_site(server: AppServer) -> None:
    """Every route of ours that takes more than a GET, those that are still to come too."""
    import app as launcher

    changing = [
        (route.path, method)
        for route in launcher.app._user_routes
        for method in sorted((getattr(route, "methods", None) or {"POST"}) - {"GET", "HEAD", "OPTIONS"})
    ]
    assert ("/auth/cookie", "POST") in changing
    for path, method in changing:
        url = server.url + re.sub(r"{.*?}", "x", path)
        headers = {"Origin": "https://evil.example", "Content-Type": "application/json"}
        asked = urllib.request.Request(url, b"{}", headers, method=method)
        with pytest.raises(urllib.error.HTTPError) as refused, urllib.request.urlopen(asked, timeout=20):
            pass
        assert refused.value.code in (401, 403, 404, 405, 421), path


def test_the_export_is_for_whom_the_cookie_proves(client: TestClient, engine: Engine, ana: User, log_in: LogIn) -> None:
    login, token = log_in(ana)
    with begin(engine) as session:
        other = people.create_guest(session)
    for name in ("violet", "__Host-violet"):
        answer = client.get("/account/export", headers={"cookie": f"{name}={token}"})
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
        assert answer.headers["content-disposition"] == 'attachment; filename="violet-my-data.zip"'
        assert answer.headers["cache-control"] == "no-store"
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            profile = archive.read("profile.json").decode()
        assert "ana@example.com" in profile and other.email not in profile
    with begin(engine) as session:
        logins.revoke(session, ana.id, login.sid)
    for cookie in (f"violet={token}", "violet=made.up.one", ""):
        answer = client.get("/account/export", headers={"cookie": cookie, "accept": "application/json"})
        assert (answer.status_code, answer.json()["error"]) == (401, "not_signed_in")


def test_a13_another_site_cannot_have_it_made(client: TestClient, ana: User, log_in: LogIn) -> None:
    _, token = log_in(ana)
    for site in ("cross-site", "same-site"):
        answer = client.get("/account/export", headers={"cookie": f"violet={token}", "sec-fetch-site": site})
        assert answer.status_code == 403


def test_a_browser_that_cannot_have_it_is_sent_back_to_the_page(client: TestClient, ana: User, log_in: LogIn) -> None:
    headers = {"cookie": f"violet={log_in(ana)[1]}", "accept": "text/html,*/*", "sec-fetch-site": "same-origin"}
    for _ in range(5):
        assert client.get("/account/export", headers=headers).status_code == 200
    answer = client.get("/account/export", headers=headers, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "../account?export=too_fast")
    answer = client.get("/account/export", headers={"accept": "text/html"}, follow_redirects=False)
    assert answer.headers["location"] == "../account?export=not_signed_in"


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_sessions_are_exported_as_the_page_shows_them(
    client: TestClient, engine: Engine, ana: User, log_in: LogIn, kind: str
) -> None:
    milk, rent = (add_session(engine, ana, title, title) for title in ("Milk", "Rent"))
    headers = {"cookie": f"violet={log_in(ana)[1]}"}

    def exported(**said: str) -> tuple[str, str]:
        answer = client.get("/history/export", params={"format": kind, **said}, headers=headers)
        assert answer.status_code == 200
        return answer.headers["content-disposition"].partition("=")[2], answer.text

    name, text = exported()
    assert name == f'"violet-sessions.{kind}"' and "Milk" in text and "Rent" in text
    _, text = exported(q="milk", page="7")
    assert "Milk" in text and "Rent" not in text
    assert "Milk" not in exported(status="error", q="milk")[1]
    name, text = exported(session=str(rent))
    assert name == f'"violet-session-{rent.hex[:8]}.{kind}"' and "Rent" in text and "Milk" not in text
    assert str(milk) not in text


def test_who_exports_many_times_is_sent_back_for_a_while(
    client: TestClient, engine: Engine, ana: User, log_in: LogIn
) -> None:
    headers = {"cookie": f"violet={log_in(ana)[1]}"}
    other = add_person(engine, "Grace")
    said = {"format": "csv", "q": "milk"}
    statuses = [client.get("/history/export", params=said, headers=headers).status_code for _ in range(20)]
    assert statuses == [200] * 20
    answer = client.get("/history/export", params=said, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (429, "too_fast")
    browser = headers | {"accept": "text/html"}
    answer = client.get("/history/export", params=said, headers=browser, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "../history?q=milk&export=too_fast")
    assert (
        client.get("/history/export", params=said, headers={"cookie": f"violet={log_in(other)[1]}"}).status_code == 200
    )


@pytest.mark.parametrize("said", [{"format": "exe"}, {}, {"format": "csv", "session": "../../etc/passwd"}])
def test_an_export_nobody_offers_is_not_found(
    client: TestClient, ana: User, log_in: LogIn, said: dict[str, str]
) -> None:
    answer = client.get("/history/export", params=said, headers={"cookie": f"violet={log_in(ana)[1]}"})
    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


def test_a_browser_without_a_sign_in_is_sent_to_the_history_it_wanted(client: TestClient) -> None:
    said = {"format": "csv", "q": "milk & more"}
    answer = client.get("/history/export", params=said, headers={"accept": "text/html"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "../history?q=milk+%26+more")


def test_tidying_up_deletes_yesterdays_guests(ours: Services, engine: Engine) -> None:
    import app as launcher

    with begin(engine) as session:
        old, new = people.create_guest(session), people.create_guest(session)
        old.created_at = utc_now().replace(year=2020)
    launcher.tidy()
    with reading(engine) as session:
        assert session.get(User, old.id) is None
        assert session.get(User, new.id) is not None


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1"], id="streamlit run"),
        pytest.param(["app.py"], id="python app.py"),
        pytest.param(["-m", "uvicorn", "app:app"], id="uvicorn"),
    ],
)
def test_a_wrong_setting_ends_the_start_with_one_sentence(command: list[str], tmp_path: Path) -> None:
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'violet.db'}", "VIOLET_SIGN_UP": "perhaps"}
    ended = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 2
    assert ended.stderr.strip() == "Violet can't start. VIOLET_SIGN_UP is not valid: use open, invite or closed."
    assert "Traceback" not in ended.stdout


def test_without_its_database_the_app_lives_and_says_it_is_not_ready(tmp_path: Path) -> None:
    nowhere = f"postgresql://violet:sesame-in-the-url@127.0.0.1:{free_port()}/violet"
    server = AppServer(tmp_path, nowhere)
    server.start()
    try:
        assert get(f"{server.url}/healthz")[0] == 200
        status, _, body = get(f"{server.url}/readyz")
        assert (status, json.loads(body)["error"]) == (503, "database_unavailable")
        assert "sesame" not in server.log() + body.decode()
    finally:
        server.stop()

"""Which agents there are under which settings, and how Gemini is reached through Vertex AI."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine

from core.agent.agents import make_agents
from core.agent.gemini import GeminiAgent
from core.agent.runner import Runner
from core.config import Settings
from core.errors import InvalidInput
from core.store.models import User
from tests.gemini_server import KEY, gemini_server, says
from tests.talking import Talk


def test_without_a_key_the_offline_agent_is_alone(sqlite_settings: Settings, sqlite_engine: Engine) -> None:
    agents, default = make_agents(sqlite_engine, sqlite_settings)
    assert (list(agents), default) == (["offline"], "offline")
    runner = Runner(sqlite_engine, agents, default)
    with pytest.raises(InvalidInput, match="set GEMINI_API_KEY"):
        runner.who_answers("gemini")
    runner.close()


@pytest.mark.parametrize(
    "given",
    [{"gemini_api_key": SecretStr(KEY)}, {"use_vertex": True, "vertex_project": "p"}],
    ids=["key", "vertex"],
)
def test_with_a_key_gemini_is_the_default(
    sqlite_settings: Settings, sqlite_engine: Engine, given: dict[str, Any]
) -> None:
    agents, default = make_agents(sqlite_engine, sqlite_settings.model_copy(update=given))
    assert (list(agents), default) == (["gemini", "offline"], "gemini")
    assert agents["gemini"].model == "gemini-flash-latest"


def test_gemini_key_of_the_settings_beats_the_sdks_own_variables(
    sqlite_settings: Settings, sqlite_engine: Engine, sqlite_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_API_KEY", "another key")
    monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")
    with gemini_server() as server:
        server.will(says("Hello."))
        reached = {"gemini_api_key": SecretStr(KEY), "gemini_base_url": server.url}
        agent = GeminiAgent(sqlite_settings.model_copy(update=reached))
        assert Talk(sqlite_engine, sqlite_user, agent).say("hi").text == "Hello."
        agent.close()


def test_gemini_through_vertex_signs_in_as_google_cloud_does(
    sqlite_settings: Settings, sqlite_engine: Engine, sqlite_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from google.oauth2.credentials import Credentials

    monkeypatch.setattr("google.auth.default", lambda *_, **__: (Credentials("cloud-token"), "my-project"))
    asked: list[tuple[str, str | None, str | None]] = []

    class Vertex(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((self.path, self.headers.get("Authorization"), self.headers.get("x-goog-api-key")))
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for event in says("Hello from the cloud."):
                self.wfile.write(b"data: " + json.dumps(event).encode() + b"\r\n\r\n")

    with HTTPServer(("127.0.0.1", 0), Vertex) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        given = {
            "use_vertex": True,
            "vertex_project": "my-project",
            "vertex_location": "europe-west4",
            "gemini_base_url": f"http://127.0.0.1:{server.server_port}",
        }
        agent = GeminiAgent(sqlite_settings.model_copy(update=given))
        assert Talk(sqlite_engine, sqlite_user, agent).say("hi").text == "Hello from the cloud."
        agent.close()
        server.shutdown()
    ((path, authorisation, key),) = asked
    assert "/projects/my-project/locations/europe-west4/publishers/google/models/gemini-flash-latest:" in path
    assert (authorisation, key) == ("Bearer cloud-token", None)

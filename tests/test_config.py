"""Settings: every variable is read, every wrong value is named with its fix, and no secret is ever repeated."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from core import config
from core.config import COOKIE_KEY_BYTES, Settings, load_settings
from core.errors import Misconfigured
from tests.app_server import ROOT

SECRET = "opensesame-" * 4
POSTGRESQL = "postgresql://violet:hunter2@db.example.org:5433/violet"


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'data' / 'violet.db'}"


@pytest.mark.parametrize(
    ("variable", "value", "field", "wanted"),
    [
        ("GEMINI_MODEL", "gemini-next", "gemini_model", "gemini-next"),
        ("GEMINI_BASE_URL", "https://proxy.example.org/gemini/", "gemini_base_url", "https://proxy.example.org/gemini"),
        ("GOOGLE_GENAI_USE_VERTEXAI", "false", "use_vertex", False),
        ("GOOGLE_GENAI_USE_VERTEXAI", "", "use_vertex", False),
        ("GOOGLE_CLOUD_LOCATION", "", "vertex_location", "global"),
        ("GOOGLE_CLOUD_PROJECT", "my-project", "vertex_project", "my-project"),
        ("GOOGLE_CLOUD_LOCATION", "europe-west4", "vertex_location", "europe-west4"),
        ("VIOLET_SIGN_UP", "closed", "sign_up", "closed"),
        ("VIOLET_EMAIL_DOMAINS", " @Example.org, example.com,", "allowed_domains", ("example.org", "example.com")),
        ("VIOLET_PROXIES", "2", "proxies", 2),
        ("VIOLET_MESSAGES_PER_MINUTE", "0", "messages_per_minute", 0),
        ("VIOLET_GUESTS", "off", "guests", False),
        ("VIOLET_GUESTS", "on", "guests", True),
        ("VIOLET_LOG", "json", "log", "json"),
        ("VIOLET_METRICS", "on", "metrics", True),
        ("VIOLET_SQLITE_SYNC", "normal", "sqlite_sync", "normal"),
        ("GEMINI_API_KEY", SECRET, "gemini_api_key", SecretStr(SECRET)),
        ("VIOLET_COOKIE_KEY", SECRET, "cookie_key", SecretStr(SECRET)),
        ("VIOLET_INVITE_CODE", "let me in", "invite_code", SecretStr("let me in")),
    ],
)
def test_every_variable_is_read(
    monkeypatch: pytest.MonkeyPatch, sqlite_url: str, variable: str, value: str, field: str, wanted: object
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv(variable, value)
    assert getattr(load_settings(), field) == wanted


def test_nothing_needs_to_be_set(monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> None:
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.validation_alias), raising=False)
    settings = Settings()
    assert settings.sqlite_path == config.DATA / "violet.db"
    assert (settings.sign_up, settings.guests, settings.log, settings.sqlite_sync) == ("open", True, "text", "full")
    assert settings.gemini_api_key.get_secret_value() == ""


@pytest.mark.parametrize(
    "url", [POSTGRESQL, POSTGRESQL.replace("postgresql", "postgres"), POSTGRESQL.replace("://", "+psycopg://")]
)
def test_postgresql_may_be_spelled_three_ways(url: str) -> None:
    settings = load_settings(database_url=url, cookie_key=SECRET)
    assert settings.database_url == "postgresql+psycopg://violet:hunter2@db.example.org:5433/violet"
    assert settings.is_postgresql
    assert settings.sqlite_path is None
    assert settings.database_label == "PostgreSQL (db.example.org)"


def test_sqlite_paths_may_be_relative(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings(database_url="sqlite:///here.db", cookie_key=SECRET)
    assert settings.sqlite_path == tmp_path / "here.db"
    assert settings.database_label == "SQLite (here.db)"


@pytest.mark.parametrize(
    ("variable", "value", "fix"),
    [
        ("DATABASE_URL", "mysql://root:hunter2@localhost/violet", "sqlite:///"),
        ("DATABASE_URL", "hunter2", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:", "sqlite:///"),
        ("DATABASE_URL", "sqlite://", "sqlite:///"),
        ("VIOLET_COOKIE_KEY", "hunter2", "openssl rand -hex 32"),
        ("GEMINI_BASE_URL", "http://hunter2.example.org", "https://"),
        ("GOOGLE_GENAI_USE_VERTEXAI", "hunter2", "true or false"),
        ("GOOGLE_GENAI_USE_VERTEXAI", "true", "GOOGLE_CLOUD_PROJECT"),
        ("VIOLET_SIGN_UP", "hunter2", "open, invite or closed"),
        ("VIOLET_SIGN_UP", "invite", "VIOLET_INVITE_CODE"),
        ("VIOLET_EMAIL_DOMAINS", "hunter2", "example.org"),
        ("VIOLET_PROXIES", "hunter2", "number of your own proxies"),
        ("VIOLET_MESSAGES_PER_MINUTE", "-1", "0 for no limit"),
        ("VIOLET_GUESTS", "hunter2", "on or off"),
        ("VIOLET_LOG", "hunter2", "text or json"),
        ("VIOLET_METRICS", "hunter2", "on or off"),
        ("VIOLET_SQLITE_SYNC", "hunter2", "full or normal"),
    ],
)
def test_a_wrong_value_names_the_variable_and_the_fix(
    monkeypatch: pytest.MonkeyPatch, sqlite_url: str, variable: str, value: str, fix: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv(variable, value)
    with pytest.raises(Misconfigured) as failure:
        load_settings()
    assert fix in failure.value.sentence
    asks_for_another = fix in ("VIOLET_INVITE_CODE", "GOOGLE_CLOUD_PROJECT")
    assert (fix if asks_for_another else variable) in failure.value.sentence
    assert "hunter2" not in failure.value.sentence
    assert failure.value.__cause__ is None  # pydantic's own error repeats what it was given


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    settings = load_settings(database_url=POSTGRESQL, cookie_key=SECRET, gemini_api_key=SECRET, invite_code=SECRET)
    assert SECRET not in repr(settings)
    assert "hunter2" not in settings.database_label


def test_settings_do_not_change(sqlite_url: str) -> None:
    settings = load_settings(database_url=sqlite_url, cookie_key=SECRET)
    with pytest.raises(ValueError, match="frozen"):
        settings.sign_up = "closed"


# Where settings come from


def test_the_environment_wins_over_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_url: str) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text(
        'VIOLET_LOG = "json"\nVIOLET_SIGN_UP = "closed"\nGEMINI_MODEL = "from-secrets"\n'
    )
    (tmp_path / ".env").write_text("VIOLET_SIGN_UP=invite\nVIOLET_INVITE_CODE=abc\nGEMINI_MODEL=from-dotenv\n")
    monkeypatch.setattr(config, "ROOT", tmp_path)
    monkeypatch.setitem(Settings.model_config, "env_file", tmp_path / ".env")
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("GEMINI_MODEL", "from-environment")
    settings = load_settings()
    assert settings.log == "json"
    assert settings.sign_up == "invite"
    assert settings.gemini_model == "from-environment"


def test_unknown_lines_in_the_files_are_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_url: str
) -> None:
    (tmp_path / ".env").write_text("SOMEBODY_ELSES=1\n")
    monkeypatch.setitem(Settings.model_config, "env_file", tmp_path / ".env")
    assert load_settings(database_url=sqlite_url, cookie_key=SECRET).sign_up == "open"


@pytest.mark.parametrize("document", [".env.example", "README.md"])
def test_every_variable_is_documented(document: str) -> None:
    text = (ROOT / document).read_text()
    for field in Settings.model_fields.values():
        assert re.search(rf"\b{field.validation_alias}\b", text), f"{field.validation_alias} is not in {document}"


def test_the_example_file_gives_the_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lines = re.findall(r"^# (\w+=.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert len(lines) == len(Settings.model_fields)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    example = tmp_path / ".env"
    example.write_text("\n".join(line for line in lines if not line.startswith("DATABASE_URL=")))
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    defaults = Settings()
    monkeypatch.setitem(Settings.model_config, "env_file", example)
    assert Settings() == defaults


# The cookie key


def test_the_first_start_makes_a_key_of_its_own(sqlite_url: str, tmp_path: Path) -> None:
    key = load_settings(database_url=sqlite_url).cookie_key.get_secret_value()
    file = tmp_path / "data" / "cookie.key"
    assert len(key) >= COOKIE_KEY_BYTES
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert load_settings(database_url=sqlite_url).cookie_key.get_secret_value() == key
    assert [path.name for path in file.parent.iterdir()] == ["cookie.key"]  # no draft is left behind


def test_two_installations_have_different_keys(tmp_path: Path) -> None:
    keys = {load_settings(database_url=f"sqlite:///{tmp_path / name / 'v.db'}").cookie_key for name in "ab"}
    assert len(keys) == 2


def test_processes_starting_at_once_agree_on_one_key(sqlite_url: str) -> None:
    code = (
        "import sys; from core.config import load_settings; print('ready', flush=True); sys.stdin.readline();"
        "print(load_settings(database_url=sys.argv[1]).cookie_key.get_secret_value())"
    )
    environment = {name: value for name, value in os.environ.items() if name != "VIOLET_COOKIE_KEY"}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, sqlite_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**environment, "VIOLET_COOKIE_KEY": ""},
        )
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
    keys = {process.communicate("go\n", timeout=30)[0] for process in processes}
    assert len(keys) == 1
    assert len(keys.pop().strip()) >= COOKIE_KEY_BYTES


def test_a_damaged_key_file_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "cookie.key").write_text("short")
    with pytest.raises(Misconfigured, match="delete it and start again") as failure:
        load_settings(database_url=sqlite_url)
    assert "cookie.key" in failure.value.sentence


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Misconfigured, match=r"can't be written .*DATABASE_URL"):
        load_settings(database_url=f"sqlite:///{tmp_path / 'file' / 'violet.db'}")


def test_postgresql_without_a_key_is_refused() -> None:
    with pytest.raises(Misconfigured, match="VIOLET_COOKIE_KEY is missing") as failure:
        load_settings(database_url=POSTGRESQL)
    assert "hunter2" not in failure.value.sentence

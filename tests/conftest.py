"""What every test may ask for: migrated databases on SQLite and PostgreSQL, and people in them.

`engine` and everything built on it run twice, once a database. A test whose subject is not the database asks for
`sqlite_engine` and `sqlite_user`.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import Engine

from core import config
from core.config import Settings
from core.store.database import make_engine
from core.store.models import User
from tests.databases import PostgresServer, make_migrated, postgresql_binaries, settings_for
from tests.people import add_person

BOTH = ("sqlite", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--live", action="store_true", help="also talk to the real Gemini, with your GEMINI_API_KEY")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Tests that spend somebody's money are not even there unless they are asked for."""
    is_live = collection_path.name.endswith("_live.py")
    return True if is_live and not config.getoption("--live") else None


def missing(what: str) -> NoReturn:
    """Skip and say why; in CI, where everything is installed, fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} CI installs it: see .ci/run.")
    pytest.skip(what)


@pytest.fixture(scope="session", autouse=True)
def _settings_of_the_tests_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A developer's own environment, `.env` and secrets.toml must not steer a test, nor get a test's rows."""
    empty = tmp_path_factory.mktemp("nobody")
    with pytest.MonkeyPatch.context() as patch:
        for field in Settings.model_fields.values():
            patch.delenv(str(field.validation_alias), raising=False)
        patch.delenv("GOOGLE_API_KEY", raising=False)
        patch.setitem(Settings.model_config, "env_file", None)
        patch.setattr(config, "ROOT", empty)
        patch.setenv("DATABASE_URL", f"sqlite:///{empty / 'violet.db'}")
        yield


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this test process, with one migrated template database."""
    binaries = postgresql_binaries()
    if binaries is None:
        missing("PostgreSQL is not installed (no initdb in /usr/lib/postgresql/*/bin or on PATH).")
    server = PostgresServer(binaries)
    try:
        server.start()
        server.make_template()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One migrated SQLite file, to copy."""
    path = tmp_path_factory.mktemp("template") / "violet.db"
    make_migrated(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_settings(tmp_path: Path, sqlite_template: Path) -> Settings:
    """Settings with a migrated SQLite file of this test's own."""
    path = tmp_path / "violet.db"
    shutil.copyfile(sqlite_template, path)
    return settings_for(f"sqlite:///{path}")


@pytest.fixture(params=BOTH)
def settings(request: pytest.FixtureRequest) -> Iterator[Settings]:
    """Settings with a migrated database of this test's own, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_settings")
        return
    server: PostgresServer = request.getfixturevalue("postgresql_server")
    with server.database(migrated=True) as url:
        yield settings_for(url)


@pytest.fixture(params=BOTH)
def empty_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings with a database in which nothing was ever made, once on each."""
    if request.param == "sqlite":
        yield settings_for(f"sqlite:///{tmp_path / 'empty.db'}")
        return
    server: PostgresServer = request.getfixturevalue("postgresql_server")
    with server.database(migrated=False) as url:
        yield settings_for(url)


@pytest.fixture
def engine_for() -> Iterator[Callable[[Settings], Engine]]:
    """Makes engines that are disposed of at the end of the test."""
    engines: list[Engine] = []

    def make(settings: Settings) -> Engine:
        engines.append(make_engine(settings))
        return engines[-1]

    yield make
    for engine in engines:
        engine.dispose()


@pytest.fixture
def engine(settings: Settings, engine_for: Callable[[Settings], Engine]) -> Engine:
    """An engine on a migrated database, once on each."""
    return engine_for(settings)


@pytest.fixture
def sqlite_engine(sqlite_settings: Settings, engine_for: Callable[[Settings], Engine]) -> Engine:
    """An engine on a migrated SQLite file."""
    return engine_for(sqlite_settings)


@pytest.fixture
def user(engine: Engine) -> User:
    """Ada, who owns what the test makes."""
    return add_person(engine, "Ada")


@pytest.fixture
def other_user(engine: Engine) -> User:
    """Grace, who must see none of it."""
    return add_person(engine, "Grace")


@pytest.fixture
def sqlite_user(sqlite_engine: Engine) -> User:
    """Ada again, in the database of `sqlite_engine`."""
    return add_person(sqlite_engine, "Ada")

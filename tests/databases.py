"""The databases of the tests: a PostgreSQL server of their own, and cheap migrated copies on both databases."""

import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import run
from uuid import uuid4

import psycopg
from psycopg import sql

from core.config import Settings, load_settings
from core.store.database import make_engine
from core.store.migrations import migrate
from tests.processes import Child

COOKIE_KEY = "a key for the tests only, longer than 32 bytes"
_OWNER = "violet"
_TEMPLATE = "violet_template"
_ROOM = 2 * 1024**3  # bytes; a server with some databases at a time takes 100 MB


def settings_for(database_url: str, **overrides: object) -> Settings:
    """Settings for this database, whatever the environment says."""
    return load_settings(**{"database_url": database_url, "cookie_key": COOKIE_KEY, **overrides})


def make_migrated(database_url: str) -> None:
    """Bring the database to the current schema and leave no connection behind."""
    engine = make_engine(settings_for(database_url))
    try:
        migrate(engine)
    finally:
        engine.dispose()


def postgresql_binaries() -> Path | None:
    """The folder with `initdb` and `postgres`: the newest of Debian's versions, or the one on PATH."""
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parent.parent.name), reverse=True
    )
    if versions:
        return versions[0].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def free_port() -> int:
    """A TCP port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _memory() -> Path | None:
    """A folder that is kept in memory, where there is one with room: a new database takes 0.05 s there, not 0.3."""
    shared = Path("/dev/shm")
    is_roomy = shared.is_dir() and os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > _ROOM
    return shared if is_roomy else None


class PostgresServer:
    """A throw-away server without passwords, reachable from this machine only.

    It forgets what a power cut would catch, which makes tests quick; a `durable` one waits for the disk, for measuring.
    """

    def __init__(self, binaries: Path, *, durable: bool = False) -> None:
        self._durable = durable
        # PostgreSQL refuses to run as root, so a root test session lends it to the user Debian made for it.
        self._user = "postgres" if os.geteuid() == 0 else None
        self._binaries = binaries
        # A short name: the socket's path may have 100 characters.
        self.folder = Path(tempfile.mkdtemp(prefix="violet-pg-", dir=None if durable else _memory()))
        self.port = free_port()
        self._child: Child | None = None
        if self._user:
            shutil.chown(self.folder, self._user, self._user)
        locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
        options = ["-U", _OWNER, "--auth=trust", "--encoding=UTF8", f"--locale={locale}", "--no-sync"]
        made = run(
            [binaries / "initdb", "-D", self.folder / "data", *options],
            user=self._user,
            group=self._user,
            extra_groups=[] if self._user else None,
            cwd=self.folder,
            capture_output=True,
            text=True,
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stderr}")

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self.folder),
            "shared_buffers": "32MB",
            "max_connections": "200",
        }
        if not self._durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        command = [str(self._binaries / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        log = self.folder.with_suffix(".log")
        self._child = Child(command, log, stop_signal=signal.SIGINT, user=self._user, cwd=self.folder)
        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
                return
            except psycopg.OperationalError as error:
                if not self._child.is_running or time.monotonic() > deadline:
                    raise RuntimeError(f"PostgreSQL did not start: {error}\n{self._child.tail()}") from error
                time.sleep(0.05)

    def stop(self) -> None:
        """Stop it, cutting open connections; `start` brings it back with its data."""
        if self._child is not None:
            self._child.stop()

    def remove(self) -> None:
        """Stop it and delete everything it wrote."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.with_suffix(".log").unlink(missing_ok=True)

    def url(self, database: str) -> str:
        return f"postgresql://{_OWNER}@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: sql.Composable) -> None:
        """Run one statement outside any transaction."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def make_template(self) -> None:
        """Migrate the one database that `copy` copies."""
        self.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_TEMPLATE)))
        make_migrated(self.url(_TEMPLATE))

    @contextmanager
    def database(self, *, migrated: bool) -> Iterator[str]:
        """The URL of a new database, dropped afterwards whoever is still connected."""
        name = f"t_{uuid4().hex}"
        template = sql.Identifier(_TEMPLATE if migrated else "template0")
        self.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), template))
        try:
            yield self.url(name)
        finally:
            self.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

"""The real app in a process of its own, started the way the README says, on a database of its own."""

import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from core.config import Settings
from tests.databases import COOKIE_KEY, free_port
from tests.processes import Child

ROOT = Path(__file__).resolve().parent.parent
_STARTS_WITHIN = 60  # seconds: only catches a server that hangs


class AppServer:
    """`streamlit run app.py` on 127.0.0.1; may be killed and started again on the same port and database."""

    def __init__(
        self,
        folder: Path,
        database_url: str,
        environment: Mapping[str, str] | None = None,
        *,
        memory_mb: int | None = None,
    ) -> None:
        """`memory_mb` is how much address space it may have: what is asked beyond that fails, as on a small machine."""
        self.database_url = database_url
        self._limit = ["sh", "-c", f'ulimit -v {1024 * memory_mb}; exec "$@"', "sh"] if memory_mb else []
        self.port = free_port()
        self._log = folder / "app.log"
        ours = {str(field.validation_alias): "" for field in Settings.model_fields.values()}
        ours |= {
            "DATABASE_URL": database_url,
            "VIOLET_COOKIE_KEY": COOKIE_KEY,
            "VIOLET_SIGN_UP": "open",
            "VIOLET_GUESTS": "on",
            "VIOLET_LOG": "text",
            "VIOLET_SQLITE_SYNC": "normal",
        }
        self.environment = {**os.environ, **ours, **(environment or {})}
        self._child: Child | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._child is not None
        return self._child.pid

    def start(self) -> None:
        """Start it and wait for `/healthz`; raises RuntimeError with the end of the log where it does not come up."""
        command = [*self._limit, sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
        address = ["--server.address", "127.0.0.1", "--server.port", str(self.port)]
        self._child = Child([*command, *address], self._log, environment=self.environment, cwd=ROOT)
        deadline = time.monotonic() + _STARTS_WITHIN
        while not self._answers():
            if not self._child.is_running or time.monotonic() > deadline:
                log = self.log()
                self.stop()
                raise RuntimeError(f"The app did not start:\n{log}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop it as a service supervisor would (SIGTERM)."""
        if self._child is not None:
            self._child.stop()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        assert self._child is not None
        self._child.kill()

    @property
    def log_file(self) -> Path:
        """All it wrote, from the first start on."""
        return self._log

    def log(self) -> str:
        """The end of what it wrote."""
        return self._child.tail() if self._child else ""

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, OSError):
            return False

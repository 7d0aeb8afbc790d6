"""`python -m tests.bench`: measures and writes `build/bench.json`, in the form that `interfaces.md` gives.

PostgreSQL is measured where its programs are installed, on a server that waits for the disk as a real one does.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.config import Settings
from core.store.database import make_engine
from core.store.migrations import migrate
from tests.app_server import ROOT
from tests.bench import browser, first_token, gemini, turns, visits
from tests.bench.figures import Figure
from tests.databases import PostgresServer, postgresql_binaries, settings_for

OUTPUT = ROOT / "build" / "bench.json"


@contextmanager
def databases() -> Iterator[dict[str, Settings]]:
    """Settings for an empty database of each kind that this machine has; SQLite on the project's own disk."""
    OUTPUT.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=OUTPUT.parent, prefix="bench-") as folder:
        found = {"sqlite": settings_for(f"sqlite:///{Path(folder) / 'violet.db'}")}
        binaries = postgresql_binaries()
        if binaries is None:
            print("PostgreSQL is not installed: only SQLite is measured.")
            yield found
            return
        server = PostgresServer(binaries, durable=True)
        try:
            server.start()
            with server.database(migrated=False) as url:
                yield {**found, "postgresql": settings_for(url)}
        finally:
            server.remove()


def measure() -> Iterator[Figure]:
    """Every figure, one after the other."""
    with databases() as found:
        for database, settings in found.items():
            engine = make_engine(settings)
            migrate(engine)
            yield from turns.measure(settings, engine, database)
            yield from gemini.measure(settings, engine, database)
            engine.dispose()
    if shutil.which("chromium") is None:
        print("Chromium is not installed: nothing in a browser is measured.")
        return
    yield from visits.measure()
    yield from browser.measure()
    yield from first_token.measure()


def main() -> None:
    """Measure, print a line each, and write the file."""
    figures = []
    for figure in measure():
        floor = "" if figure.floor is None else f"   floor {figure.floor:.3f}"
        print(f"{figure.name:<40} {figure.violet:>9.3f} {figure.unit}{floor}   n={figure.n}", flush=True)
        figures.append(figure.to_json())
    OUTPUT.write_text(json.dumps(figures, indent=2) + "\n")
    print(f"Written to {OUTPUT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()

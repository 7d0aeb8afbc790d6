"""The commands of the README: all there, kind when something is missing, closed to the network unless asked."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.app_server import ROOT

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


def make(*arguments: str, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    # `make test` runs these tests: its own flags and variables must not reach the makes they start.
    inherited = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "PORT", "FILE")}
    return subprocess.run(
        [shutil.which("make") or "make", *arguments],
        cwd=folder,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_every_target_the_documents_name_is_there() -> None:
    documents = (ROOT / "README.md").read_text() + make("help").stdout + (ROOT / ".ci" / "run").read_text()
    named = set(re.findall(r"(?:^|`)make ([a-z]+)\b", documents, re.MULTILINE))
    assert named >= set("run test check bench eval demo migrate backup soak lock licences audit".split())
    for target in named:
        done = make("--dry-run", target)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("arguments", "environment", "wanted"),
    [
        ([], {}, "--server.address 127.0.0.1 --server.port 8501"),
        ([], {"HOST": "x86_64-linux-gnu", "PORT": "9000"}, "--server.address 127.0.0.1 --server.port 9000"),
        (["HOST=0.0.0.0", "PORT=8080"], {}, "--server.address 0.0.0.0 --server.port 8080"),
    ],
)
def test_run_listens_on_this_machine_unless_asked(
    arguments: list[str], environment: dict[str, str], wanted: str
) -> None:
    assert wanted in make("--dry-run", "run", *arguments, **environment).stdout


def test_a_missing_python_is_explained(tmp_path: Path) -> None:
    (tmp_path / ".ci").mkdir()
    for name in ("Makefile", "requirements.lock", ".ci/installer.lock"):
        shutil.copy(ROOT / name, tmp_path / name)
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "sh").symlink_to(shutil.which("sh") or "/bin/sh")
    done = make("install", folder=tmp_path, PATH=str(programs))
    assert done.returncode != 0
    assert "Violet needs Python 3.11 or newer" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_backup_asks_where_to() -> None:
    recipe = make("--dry-run", "backup").stdout.splitlines()[-2]
    done = subprocess.run(["sh", "-c", recipe], capture_output=True, text=True)
    assert done.returncode == 2
    assert "make backup FILE=" in done.stderr


def test_ci_runs_what_people_run() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert re.findall(r"^make (\w+)$", script.read_text(), re.MULTILINE) == ["check", "audit", "test"]

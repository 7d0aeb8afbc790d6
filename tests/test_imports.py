"""Who may import whom, and what a turn may not have to load."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app_server import ROOT

CORE = ROOT / "core"
SLOW = ("pandas", "google.genai", "mcp", "streamlit")
# What reaches outside the process. Pure understanding needs none of it.
OUTSIDE = {"os", "io", "pathlib", "socket", "subprocess", "sqlite3", "urllib", "http", "httpx", "requests", "logging"}
OUTSIDE |= {"sqlalchemy", "sqlmodel", "psycopg", "threading", "asyncio", "tempfile", "shutil", "time", "random"}


def modules(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(path: Path) -> Iterator[str]:
    """Every module that the file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = "." * node.level + (node.module or "")
            yield package
            yield from (f"{package}.{alias.name}" for alias in node.names)


def is_in(module: str, packages: set[str]) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)


@pytest.mark.parametrize("path", modules(CORE), ids=name_of)
def test_core_knows_no_streamlit_and_no_pages(path: Path) -> None:
    assert [name for name in imported(path) if is_in(name, {"streamlit", "pages", "app"})] == []


@pytest.mark.parametrize("path", modules(CORE / "language"), ids=name_of)
def test_language_does_no_input_or_output(path: Path) -> None:
    assert [name for name in imported(path) if is_in(name, OUTSIDE)] == []
    opened = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Name) and n.id in ("open", "print")]
    assert opened == []


LAYERS = {
    "language": {"agent", "tools", "store", "auth", "services", "config"},
    "store": {"agent", "tools", "auth", "language", "services"},
    "tools": {"agent", "auth", "services"},
    "auth": {"agent", "tools", "language", "services"},
    "agent": {"auth", "services"},
}


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_point_down(layer: str) -> None:
    above = {f"core.{name}" for name in LAYERS[layer]}
    wrong = {name_of(path): name for path in modules(CORE / layer) for name in imported(path) if is_in(name, above)}
    assert wrong == {}


def test_a_turn_loads_nothing_slow() -> None:
    """google-genai and mcp take a third to half a second each, pandas as long: only who needs them waits."""
    wanted = [name_of(path) for path in modules(CORE) if path.stem not in ("gemini", "mcp_server", "__main__")]
    code = f"""
import importlib, sys
for name in {wanted!r}:
    importlib.import_module(name)
    loaded = [slow for slow in {SLOW!r} if slow in sys.modules]
    if loaded:
        sys.exit(f"{{name}} loads {{', '.join(loaded)}}")
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr

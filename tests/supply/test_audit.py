"""`make audit` fails on findings and on anything unclear; it lets pass only that nobody could be asked.

The outputs are pip-audit's own, as 2.10.1 wrote them; a small program says them in its place.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.supply import audit
from tests.supply.locks import RUNTIME, lock_of

Ran = Callable[..., tuple[int, str]]

SOUND = {"name": "jinja2", "version": "3.1.6", "vulns": []}
HOLE = {"id": "GHSA-h5c8-rqwp-cp95", "fix_versions": ["3.1.3"], "aliases": ["CVE-2024-22195"], "description": "…"}
BROKEN = {"name": "jinja2", "version": "3.1.2", "vulns": [HOLE]}
UNHEARD = {"name": "mako", "skip_reason": "Dependency not found on PyPI and could not be audited: mako (1.4.3)"}
TRACE = "Traceback (most recent call last):\n  File …\n"
NO_NAME = TRACE + (
    "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='example.org', port=443): Max retries exceeded with "
    "url: /x (Caused by NameResolutionError(\"Failed to resolve 'example.org'\"))"
)
BLOCKED = "ERROR:pip_audit._cli:Tip: your network may be blocking this service. Try another service with `-s SERVICE`"
DOWN = (
    TRACE
    + "requests.exceptions.HTTPError: 503 Server Error: Service Unavailable\npip_audit._service.interface.ServiceError"
)


def report(*packages: dict[str, object]) -> str:
    return json.dumps({"dependencies": list(packages), "fixes": []})


@pytest.fixture
def ran(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Ran:
    """Runs the audit with a program that behaves as pip-audit would; the exit code and what was said."""

    def run(code: int, output: str, complaints: str = "") -> tuple[int, str]:
        program = tmp_path / "pip_audit.py"
        program.write_text(
            "import sys\n"
            f"open({str(tmp_path / 'arguments')!r}, 'w').write('\\n'.join(sys.argv[1:]))\n"
            f"sys.stdout.write({output!r})\nsys.stderr.write({complaints!r})\nsys.exit({code})\n"
        )
        ended = audit.main((sys.executable, str(program)))
        said = capfd.readouterr()
        return ended, said.out + said.err

    return run


def test_a18_a_clean_lock_passes(ran: Ran, tmp_path: Path) -> None:
    code, said = ran(0, report(SOUND), "No known vulnerabilities found")
    assert (code, said) == (0, "No hole is known in the 1 packages that are locked.\n")
    arguments = (tmp_path / "arguments").read_text().splitlines()
    assert arguments[:2] == ["-r", str(lock_of(RUNTIME))]
    assert "--require-hashes" in arguments


@pytest.mark.parametrize("packages", [[BROKEN], [SOUND, BROKEN], [UNHEARD, BROKEN]])
def test_a18_a_known_hole_fails_and_is_named(ran: Ran, packages: list[dict[str, object]]) -> None:
    code, said = ran(1, report(*packages), "Found 1 known vulnerability in 1 package")
    assert code == 1
    assert "jinja2 3.1.2: GHSA-h5c8-rqwp-cp95, CVE-2024-22195; mended in 3.1.3" in said


@pytest.mark.parametrize(
    ("code", "output", "complaints"),
    [
        (1, "", NO_NAME),
        (1, "", BLOCKED),
        (1, "", DOWN),
        (0, report(UNHEARD, UNHEARD), "No known vulnerabilities found"),
    ],
    ids=["no such host", "blocked", "service down", "a registry without the service"],
)
def test_a18_nobody_to_ask_is_said_in_one_line_and_passes(ran: Ran, code: int, output: str, complaints: str) -> None:
    ended, said = ran(code, output, complaints)
    assert ended == 0
    assert said.startswith("Not audited: ") and said.count("\n") == 1


@pytest.mark.parametrize(
    ("code", "output", "complaints"),
    [
        (0, report(SOUND, UNHEARD), "No known vulnerabilities found"),
        (0, report(), ""),
        (0, "", ""),
        (1, "", TRACE + "KeyError: 'id'"),
        (2, "", "usage: pip-audit"),
        (1, report(SOUND), "something else"),
        (0, "[]", ""),
    ],
    ids=["some not audited", "no packages", "silence", "a bug", "wrong options", "code without a hole", "another form"],
)
def test_a18_anything_unclear_fails(ran: Ran, code: int, output: str, complaints: str) -> None:
    assert ran(code, output, complaints)[0] == 1

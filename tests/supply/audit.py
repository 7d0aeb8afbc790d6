"""`make audit`: asks pip-audit whether a hole is known in a package that comes with Violet.

pip-audit calls a package that its service has never heard of "skipped" and ends well, also where the whole service is
missing, as behind a registry of one's own. So its report is read here: all skipped means nobody was asked, some skipped
means that these were not.
"""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.supply.locks import RUNTIME, lock_of

PIP_AUDIT = (sys.executable, "-m", "pip_audit")
OPTIONS = ("--require-hashes", "--disable-pip", "--progress-spinner", "off", "--timeout", "10", "--format", "json")
# What pip-audit says where the service can't be reached, in its own words or in a traceback of requests.
_UNREACHABLE = re.compile(
    r"Could not connect to PyPI|not redirecting properly|network may be blocking|NameResolutionError|"
    r"requests\.exceptions\.(ConnectionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError)|"
    r"HTTPError: (403|429|5\d\d) "
)


@dataclass(frozen=True)
class Verdict:
    """What to say, and whether it ends the run."""

    is_fine: bool
    sentence: str


def judge(code: int, report: str, complaints: str) -> Verdict:
    """What an ended pip-audit means, by its exit code, standard output and standard error."""
    try:
        packages = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        if _UNREACHABLE.search(complaints):
            return _not_asked("the service can't be reached")
        return Verdict(False, f"pip-audit failed with code {code}:\n{complaints.strip()[-2000:]}")
    holes = [_hole(package, hole) for package in packages for hole in package.get("vulns", [])]
    skipped = [package for package in packages if "skip_reason" in package]
    if holes:
        return Verdict(False, "\n".join(["Known holes in what is locked:", *holes]))
    if not packages:
        return Verdict(False, "pip-audit looked at no package at all: is the lock empty?")
    if len(skipped) == len(packages):
        return _not_asked("the service knows none of the packages")
    if skipped:
        return Verdict(False, "\n".join(["Not audited:", *(f"  {package['skip_reason']}" for package in skipped)]))
    if code:
        return Verdict(False, f"pip-audit failed with code {code}:\n{complaints.strip()[-2000:]}")
    return Verdict(True, f"No hole is known in the {len(packages)} packages that are locked.")


def main(command: Sequence[str] = PIP_AUDIT) -> int:
    """Audit the lock of what people run; the exit code."""
    arguments = [*command, "-r", str(lock_of(RUNTIME)), *OPTIONS]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=600)
    verdict = judge(done.returncode, done.stdout, done.stderr)
    print(verdict.sentence, file=sys.stdout if verdict.is_fine else sys.stderr)
    return 0 if verdict.is_fine else 1


def _not_asked(why: str) -> Verdict:
    return Verdict(True, f"Not audited: {why}. Run `make audit` where the internet is.")


def _hole(package: dict[str, Any], hole: dict[str, Any]) -> str:
    names = ", ".join(dict.fromkeys([hole["id"], *hole.get("aliases", [])]))
    fixed = ", ".join(hole.get("fix_versions", [])) or "no version yet"
    return f"  {package['name']} {package['version']}: {names}; mended in {fixed}"


if __name__ == "__main__":
    sys.exit(main())

"""Reading requirements and locks: what is asked for, and what is installed where."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.app_server import ROOT

RUNTIME = ROOT / "requirements.txt"
TESTS = ROOT / "tests" / "requirements.txt"
INSTALLER = ROOT / ".ci" / "installer.txt"
# What `make install` and `make test` are for, and where the locks must hold.
MACHINES = [
    {"sys_platform": system, "platform_system": name, "platform_machine": machine, "python_version": python}
    | {"python_full_version": f"{python}.1", "implementation_name": "cpython", "os_name": "posix"}
    for system, name, machines in (("linux", "Linux", ("x86_64", "aarch64")), ("darwin", "Darwin", ("x86_64", "arm64")))
    for machine in machines
    for python in ("3.11", "3.12", "3.13")
]


@dataclass(frozen=True)
class Locked:
    """One entry of a lock: a package at one version, for the machines its marker fits."""

    name: str
    version: str
    marker: Marker | None
    hashes: frozenset[str]

    def is_for(self, machine: dict[str, str]) -> bool:
        return self.marker is None or self.marker.evaluate(machine)


def lock_of(requirements: Path) -> Path:
    return requirements.with_suffix(".lock")


def asked_for(requirements: Path) -> list[Requirement]:
    """The requirements that a person wrote down, those of the files it includes too."""
    found = []
    for line in requirements.read_text().splitlines():
        text = line.partition("#")[0].strip()
        if text.startswith("-r "):
            found += asked_for(requirements.parent / text.removeprefix("-r ").strip())
        elif text:
            found.append(Requirement(text))
    return found


def locked(lock: Path) -> list[Locked]:
    """Every entry of the lock, in its order."""
    return list(_entries(lock.read_text()))


def locked_for_us(lock: Path) -> list[Locked]:
    """Only what is installed on at least one of the machines Violet is for: nothing of Windows or the browser."""
    return [entry for entry in locked(lock) if any(entry.is_for(machine) for machine in MACHINES)]


def _entries(text: str) -> Iterator[Locked]:
    for line in text.replace("\\\n", " ").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        requirement = Requirement(re.sub(r"\s+--hash=\S+", "", line).strip())
        (pin,) = requirement.specifier
        yield Locked(
            canonicalize_name(requirement.name),
            pin.version,
            requirement.marker,
            frozenset(re.findall(r"--hash=(sha256:[0-9a-f]{64})(?:\s|$)", line)),
        )

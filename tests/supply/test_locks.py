"""The locks say for every machine what is installed, by the bytes, and agree with what was asked for."""

import re
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.app_server import ROOT
from tests.supply.locks import INSTALLER, MACHINES, RUNTIME, TESTS, asked_for, lock_of, locked, locked_for_us

EVERY = pytest.mark.parametrize(
    "requirements", [RUNTIME, TESTS, INSTALLER], ids=lambda path: str(path.relative_to(ROOT))
)


def installed_on(machine: dict[str, str], lock: Path) -> dict[str, str]:
    """Name and version of what the lock installs on this machine."""
    entries = [entry for entry in locked(lock) if entry.is_for(machine)]
    versions = {entry.name: entry.version for entry in entries}
    assert len(versions) == len(entries), "one package at two versions on one machine"
    return versions


def is_wanted(requirement: Requirement, machine: dict[str, str]) -> bool:
    return requirement.marker is None or requirement.marker.evaluate(machine)


@EVERY
def test_what_is_asked_for_is_pinned_to_one_version(requirements: Path) -> None:
    specifiers = {requirement.name: str(requirement.specifier) for requirement in asked_for(requirements)}
    assert {name: pin for name, pin in specifiers.items() if not re.fullmatch(r"==[\w.]+", pin)} == {}


@EVERY
def test_the_lock_has_what_is_asked_for_on_every_machine(requirements: Path) -> None:
    for machine in MACHINES:
        versions = installed_on(machine, lock_of(requirements))
        wanted = {
            canonicalize_name(requirement.name): str(requirement.specifier).removeprefix("==")
            for requirement in asked_for(requirements)
            if is_wanted(requirement, machine)
        }
        assert wanted.items() <= versions.items(), "run make lock"


@EVERY
def test_every_locked_package_has_hashes(requirements: Path) -> None:
    entries = locked(lock_of(requirements))
    assert entries
    assert [entry.name for entry in entries if not entry.hashes] == []


@EVERY
def test_nothing_names_where_packages_come_from(requirements: Path) -> None:
    """Whoever installs decides that; an address in here would overrule their settings."""
    for file in (requirements, lock_of(requirements)):
        assert re.findall(r"(?im)://|^\s*-(?:i|f)\b|-index|--find-links|--trusted-host", file.read_text()) == []


def test_the_tests_run_on_what_people_run() -> None:
    for machine in MACHINES:
        assert installed_on(machine, lock_of(RUNTIME)).items() <= installed_on(machine, lock_of(TESTS)).items()


def test_what_runs_here_is_what_is_locked() -> None:
    """Of the runtime's packages: an environment made by hand, or before the last `make lock`, proves nothing."""
    here = {entry.name: entry.version for entry in locked_for_us(lock_of(RUNTIME)) if entry.marker is None}
    assert {name: version(name) for name in here} == here, "run make install"

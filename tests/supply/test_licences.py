"""docs/licences.md is what is locked, and nothing in it takes Violet's own licence away."""

import re
import sys
from importlib.metadata import PackageNotFoundError
from itertools import groupby

import pytest

from tests.supply import licences
from tests.supply.locks import RUNTIME, lock_of, locked_for_us

NAMES = sorted({entry.name for entry in locked_for_us(lock_of(RUNTIME))})
COPYLEFT = re.compile(
    r"GPL|General Public|MPL|Mozilla|EUPL|European Union|EPL|CDDL|SSPL|Eclipse|share.?alike", re.IGNORECASE
)


def listed() -> dict[str, tuple[str, str]]:
    rows = re.findall(r"^\| ([\w.-]+) \| ([\w., ]+) \| (.+) \|$", licences.DOCUMENT.read_text(), re.MULTILINE)
    return {name: (version, licence) for name, version, licence in rows if name != "package"}


def test_the_list_is_what_is_locked() -> None:
    entries = groupby(locked_for_us(lock_of(RUNTIME)), lambda entry: entry.name)
    wanted = {name: ", ".join(entry.version for entry in found) for name, found in entries}
    assert {name: version for name, (version, _) in listed().items()} == wanted, "run make licences"


@pytest.mark.skipif(sys.platform != "linux", reason="not every package is installed elsewhere")
def test_the_page_is_what_the_installed_packages_say() -> None:
    assert licences.DOCUMENT.read_text() == licences.document(), "run make licences"


@pytest.mark.parametrize("name", NAMES)
def test_every_licence_is_known_and_asks_nothing_unexpected(name: str) -> None:
    _, licence = listed()[name]
    assert licence.strip()
    if name not in licences.EXPLAINED:
        assert not COPYLEFT.search(licence), "think about it, then say in EXPLAINED why it is fine"


def test_only_what_needs_it_is_explained() -> None:
    assert [name for name in licences.EXPLAINED if not COPYLEFT.search(listed()[name][1])] == []


def test_nothing_is_gpl() -> None:
    strong = re.compile(r"(?<!L)(?<!Lesser )\b(A?GPL|(Affero )?General Public)", re.IGNORECASE)
    assert {name: licence for name, (_, licence) in listed().items() if strong.search(licence)} == {}
    assert (
        strong.search("AGPL-3.0-only")
        and strong.search("GNU General Public License v3")
        and not strong.search("LGPL-3.0")
    )


def test_a_package_that_is_not_installed_is_no_blank_row() -> None:
    with pytest.raises(PackageNotFoundError):
        licences.licence_of("nobody-would-call-a-package-this")

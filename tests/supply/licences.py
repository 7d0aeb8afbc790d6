"""`make licences`: the licence of every package that comes with Violet, into docs/licences.md.

Read from what is installed, so it is made where everything is: on Linux. The tests hold the list against the lock.
"""

import sys
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from itertools import groupby

from tests.app_server import ROOT
from tests.supply.locks import RUNTIME, Locked, lock_of, locked_for_us

DOCUMENT = ROOT / "docs" / "licences.md"
# Licences that ask something of whoever passes Violet on, and why they are fine here.
EXPLAINED = {
    "psycopg": "used as it is, as a library that anybody can replace: nothing of Violet becomes LGPL",
    "psycopg-binary": "as psycopg; the libpq in it has PostgreSQL's own licence, the OpenSSL in it Apache-2.0",
    "certifi": "asks for its own file to stay open, and we change nothing in it",
}
_SHORT = {"Apache Software License": "Apache-2.0", "MIT License": "MIT", "BSD License": "BSD", "ISC License": "ISC"}
_HEAD = """\
# Licences

Violet itself is [MIT](../LICENSE). These packages are not part of it: `make install` fetches them, at these versions
(`requirements.lock`), each under the licence that its author wrote into it. `make licences` writes this page.

| package | version | licence |
|---|---|---|
"""


def licence_of(name: str) -> str:
    """What the installed package says its licence is: the expression, else the field, else the classifiers; or ""."""
    about = metadata(name)
    field = _field(about, "License")
    is_name = 0 < len(field) <= 60 and "\n" not in field and field != "UNKNOWN" and "Copyright" not in field
    classifiers = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or [] if "License ::" in line]
    return _field(about, "License-Expression") or (
        field if is_name else " OR ".join(_SHORT.get(c, c) for c in classifiers)
    )


def document() -> str:
    """The whole page. Raises PackageNotFoundError for a package that is locked but not installed here."""
    rows = [_row(name, list(entries)) for name, entries in groupby(locked_for_us(lock_of(RUNTIME)), lambda e: e.name)]
    notes = [f"- **{name}** ({licence_of(name)}): {why}." for name, why in EXPLAINED.items()]
    return "".join([_HEAD, *rows, "\n## Not just a notice\n\n", "\n".join(notes), "\n"])


def _row(name: str, entries: list[Locked]) -> str:
    return f"| {name} | {', '.join(entry.version for entry in entries)} | {licence_of(name)} |\n"


def _field(about: PackageMetadata, name: str) -> str:
    return (about.get(name) or "").strip()


if __name__ == "__main__":
    try:
        DOCUMENT.write_text(document())
    except PackageNotFoundError as error:
        sys.exit(f"{error.name} is locked but not installed here: run `make licences` on Linux, after `make install`.")
    print(f"Wrote {DOCUMENT.relative_to(ROOT)}")

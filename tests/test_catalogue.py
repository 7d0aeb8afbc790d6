"""Every promise of our catalogue of tests has a test that is named by its code, and every code in a name is one of it.

`pytest --collect-only -q | grep _f7_` shows what there is for one. In words: docs/reliability.md, docs/security.md.
"""

import ast
import re
from collections import defaultdict

import pytest

from tests.app_server import ROOT

CODES = {
    "f": 29,  # faults
    "i": 16,  # bad inputs
    "a": 18,  # access
    "l": 5,  # load
    "p": 3,  # privacy
}
ALL = [f"{letter}{number}" for letter, count in CODES.items() for number in range(1, count + 1)]


def named() -> dict[str, list[str]]:
    """The tests by the codes at the start of their names; a name may carry several: `test_f1_f2_…`."""
    found = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                codes = re.match(r"test_((?:[a-z]\d+_)*)", node.name)
                for code in codes.group(1).split("_")[:-1] if codes else ():
                    found[code].append(f"{path.relative_to(ROOT)}::{node.name}")
    return found


NAMED = named()


def test_the_catalogue_has_71_promises() -> None:
    assert len(ALL) == 71


@pytest.mark.parametrize("code", ALL)
def test_every_promise_has_a_test(code: str) -> None:
    assert NAMED.get(code), f"no test is called test_{code}_…"


def test_every_code_is_one_of_the_catalogue() -> None:
    assert {code: tests for code, tests in NAMED.items() if code not in ALL} == {}

"""The log's two styles."""

import json
import logging

import pytest

from core.logs import set_up


def test_json_entries_carry_their_extras_and_the_cause(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("json")
    try:
        raise ValueError("why")
    except ValueError:
        logging.getLogger("violet.turn").exception("turn broke", extra={"message_id": 7})
    entry = json.loads(capsys.readouterr().err)
    assert (entry["level"], entry["logger"], entry["message"], entry["message_id"]) == (
        "error",
        "violet.turn",
        "turn broke",
        7,
    )
    assert "ValueError: why" in entry["cause"]


def test_a_name_with_a_line_break_stays_on_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("text")
    logging.getLogger("violet").warning("hello %s", "Eve\n00:00:00 ERROR violet: forged\x1b[31m", extra={"who": "a\nb"})
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert "Eve\\n00:00:00" in lines[0] and "\x1b" not in lines[0] and "who=a\\nb" in lines[0]


def test_setting_up_twice_writes_every_entry_once(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("text")
    set_up("text")
    logging.getLogger("violet.pages").info("once")
    assert capsys.readouterr().err.count("once") == 1

"""The log's two styles."""

import json
import logging
from collections.abc import Callable

import pytest
from pydantic import BaseModel
from sqlalchemy import Engine

from core.errors import Conflict
from core.logs import set_up
from core.store.database import begin
from core.store.models import Task, User


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
    assert "test_logs.py" in entry["cause"] and entry["cause"].endswith("builtins.ValueError")


def test_a_cause_is_told_without_what_it_quotes(capsys: pytest.CaptureFixture[str], engine: Engine, user: User) -> None:
    """Databases quote the row they refuse, validators and parsers what they can't read, our sentences a title."""

    said = " ".join(("secret", "ferns"))  # a stack quotes the lines of the code

    class Form(BaseModel):
        count: int

    def break_a_rule() -> None:
        with begin(engine) as session:
            session.add(Task(user_id=user.id, number=0, title=said))

    def conflict() -> None:
        raise Conflict(f"Task 3, “{said}”, was changed.") from ValueError(said)

    breaks: list[Callable[[], object]] = [
        break_a_rule,
        conflict,
        lambda: Form.model_validate({"count": said}),
        lambda: int(said),
        lambda: {}[said],
        lambda: open(said),  # noqa: SIM115
    ]
    for style in ("text", "json"):
        set_up(style)  # type: ignore[arg-type]
        for each in breaks:
            with pytest.raises(Exception) as caught:
                each()
            logging.getLogger("violet").error("broke", exc_info=caught.value)
    told = capsys.readouterr().err
    assert said not in told
    assert "sqlalchemy.exc.IntegrityError" in told and ("23514 ck_tasks_number" in told or "CONSTRAINT_CHECK" in told)
    assert "core.errors.Conflict conflict" in told and "FileNotFoundError: No such file" in told
    assert told.count("which led to") >= 2, "the first cause comes first"


def test_a_bug_in_the_code_says_what_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("text")
    try:
        None.run()  # type: ignore[attr-defined]
    except AttributeError as bug:
        logging.getLogger("violet").error("broke", exc_info=bug)
    assert "'NoneType' object has no attribute 'run'" in capsys.readouterr().err


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

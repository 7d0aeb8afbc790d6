"""The log of a running Violet: one line an entry, for people or as JSON. Ids and durations, never what people wrote.

The cause of an error is told by its stack and its type. What it says is left out unless it can only speak of code:
a database quotes the row it refuses, and a parser the text it can't read.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any, Literal

from core.errors import AppError

_PLAIN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_SPEAK_OF_CODE = (AttributeError, ImportError, NameError, TypeError, RecursionError, AssertionError)


class DiscreetRecord(logging.LogRecord):
    """A record whose cause is told in our way, whichever logger and format it is written by."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.exc_info and self.exc_info[1]:
            self.exc_text = _told(self.exc_info[1])


def be_discreet() -> None:
    """From now on no log of this process, also of the libraries, tells what an error quotes."""
    logging.setLogRecordFactory(DiscreetRecord)


def set_up(style: Literal["text", "json"]) -> None:
    """Send Violet's own log to standard error in this style; calling it again changes the style."""
    be_discreet()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if style == "json" else TextLines())
    log = logging.getLogger("violet")
    log.handlers = [handler]
    log.propagate = False
    log.setLevel(logging.INFO)


def _told(error: BaseException) -> str:
    """The stacks and types of an error and of what caused it, the first cause first."""
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = f"{_told(earlier)}\n\nwhich led to:\n\n" if earlier else ""
    stack = "".join(traceback.format_tb(error.__traceback__))
    return f"{before}{stack}{type(error).__module__}.{type(error).__qualname__}{_detail(error)}"


def _detail(error: BaseException) -> str:
    if isinstance(error, _SPEAK_OF_CODE):
        return f": {_one_line(error)}"
    if isinstance(error, OSError):
        return f": {error.strerror}" if error.strerror else ""
    # A database's own code and the rule that was broken (psycopg); SQLite's error has the name of its code.
    cause = getattr(error, "orig", None) or error
    known = (
        getattr(cause, "sqlstate", None),
        getattr(getattr(cause, "diag", None), "constraint_name", None),
        getattr(cause, "sqlite_errorname", None),
        getattr(cause, "code", None) if isinstance(cause, AppError) else None,
    )
    return "".join(f" {each}" for each in known if each)


class TextLines(logging.Formatter):
    """ "21:05:11 WARNING violet.turn: turn failed code=conflict message_id=7"."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created).strftime("%H:%M:%S")
        extras = "".join(f" {name}={_one_line(value)}" for name, value in _extras(record).items())
        line = f"{when} {record.levelname} {record.name}: {_one_line(record.getMessage())}{extras}"
        return f"{line}\n{record.exc_text}" if record.exc_text else line


class JsonLines(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, message, the extras, and the cause of an error."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_extras(record),
        }
        if record.exc_text:
            entry["cause"] = record.exc_text
        return json.dumps(entry, default=str)


def _extras(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in record.__dict__.items() if name not in _PLAIN}


def _one_line(value: object) -> str:
    """So that nobody's name can pretend to be another entry, colour a terminal or turn a line round."""
    text = str(value)
    return text if text.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)

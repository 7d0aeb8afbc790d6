"""The log of a running Violet: one line an entry, for people or as JSON. Ids and durations, never what people wrote."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, Literal

_PLAIN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_LINE_BREAKS = str.maketrans({"\n": "\\n", "\r": "\\r", "\x1b": "\\x1b"})


def set_up(style: Literal["text", "json"]) -> None:
    """Send Violet's own log to standard error in this style; calling it again changes the style."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if style == "json" else TextLines())
    log = logging.getLogger("violet")
    log.handlers = [handler]
    log.propagate = False
    log.setLevel(logging.INFO)


class TextLines(logging.Formatter):
    """ "21:05:11 WARNING violet.turn: turn failed code=conflict message_id=7"."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created).strftime("%H:%M:%S")
        extras = "".join(f" {name}={_one_line(value)}" for name, value in _extras(record).items())
        line = f"{when} {record.levelname} {record.name}: {_one_line(record.getMessage())}{extras}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


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
        if record.exc_info:
            entry["cause"] = self.formatException(record.exc_info)
        return json.dumps(entry, default=str, ensure_ascii=False)


def _extras(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in record.__dict__.items() if name not in _PLAIN}


def _one_line(value: object) -> str:
    """So that nobody's name can pretend to be another entry."""
    return str(value).translate(_LINE_BREAKS)

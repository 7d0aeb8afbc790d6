"""Text at the door: what a person or a model typed, made safe to store, and the limits that hold everywhere."""

import math
import re
from typing import Any

from core.errors import InvalidInput

TITLE_LIMIT = 500
DESCRIPTION_LIMIT = 5_000
MESSAGE_LIMIT = 4_000
CONVERSATION_TITLE_LIMIT = 255
TAG_LIMIT = 40
SEARCH_LIMIT = 1_000  # what is looked for beyond it is left out; SQLite refuses a pattern of 50,000 bytes

_SURROGATES = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")


def clean(text: str) -> str:
    """Drop NUL and control characters, replace lone surrogates by U+FFFD, and unify line ends.

    psycopg refuses NUL, SQLite's length() stops at it, and both drivers raise on lone surrogates. Everything else
    (right-to-left marks, emoji, HTML) is kept exactly: pages show it as text.
    """
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", _SURROGATES.sub("\ufffd", text))


def clean_line(text: str) -> str:
    """`clean`, with every run of white space made one space: for titles and names."""
    return " ".join(clean(text).split())


def clean_json(value: Any) -> Any:
    """`clean` for every text in a JSON value; a number that JSON has no word for becomes an object.

    jsonb refuses NaN, and no tool's argument takes an object, so that NaN never becomes somebody's title.
    """
    match value:
        case str():
            return clean(value)
        case float() if not math.isfinite(value):
            return {"not_a_number": str(value)}
        case dict():
            return {clean(str(key)): clean_json(each) for key, each in value.items()}
        case list() | tuple():
            return [clean_json(each) for each in value]
        case None | bool() | int() | float():
            return value
    return clean(str(value))


def message_text(text: str, *, may_be_empty: bool = False) -> str:
    """A chat message ready to store; raises InvalidInput for an empty one or one over MESSAGE_LIMIT characters.

    One may be empty that a photo or a voice note came with.
    """
    text = clean(text).strip()
    if not text and not may_be_empty:
        raise InvalidInput("Type something first, then send it.")
    if len(text) > MESSAGE_LIMIT:
        raise InvalidInput(
            f"That message is {len(text):,} characters long; I can read up to {MESSAGE_LIMIT:,}. "
            "Please shorten it or send it in parts."
        )
    return text


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word where possible, with an ellipsis when something is missing."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > limit // 2 else cut).rstrip(" ,.;:-") + "…"

"""Looking for words: what was typed into a search box, as conditions that both databases understand.

Case is ignored in every script, and the signs of pattern languages stand for themselves. In JSON only values count.
"""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, exists, func, or_, text

from core.store.models import TOOL_CALL
from core.text import SEARCH_LIMIT, clean

MAX_WORDS = 8


def words_of(typed: str) -> list[str]:
    """The words of a search box, at most MAX_WORDS; a "quoted phrase" stays together."""
    found = re.findall(r'"([^"]+)"|([^\s"]+)', clean(typed)[:SEARCH_LIMIT])
    words = [" ".join((phrase or word).split()) for phrase, word in found]
    return [word for word in words if word][:MAX_WORDS]


def holds_all(column: Any, words: Sequence[str], dialect: str) -> ColumnElement[bool]:
    """True where the text contains every word."""
    return and_(*(_holds(column, word, dialect) for word in words))


def call_holds_all(words: Sequence[str], dialect: str) -> ColumnElement[bool]:
    """True where a tool call has every word, each in its name, its input or its output."""
    columns = (TOOL_CALL.tool_input, TOOL_CALL.tool_output)
    return and_(
        *(
            or_(_holds(TOOL_CALL.tool_name, word, dialect), *(_json_holds(each, word, dialect) for each in columns))
            for word in words
        )
    )


def _json_holds(column: Any, word: str, dialect: str) -> ColumnElement[bool]:
    """True where a text or number inside the JSON contains the word: names of fields are in every call."""
    leaf: Any
    value: Any
    if dialect == "sqlite":
        leaf = func.json_tree(column).table_valued("atom", "type")
        is_shown, value = leaf.c.type.in_(("text", "integer", "real")), leaf.c.atom
    else:
        leaf = func.jsonb_path_query(column, text("'strict $.**'")).column_valued("leaf")
        is_shown, value = func.jsonb_typeof(leaf).in_(("string", "number")), leaf.op("#>>")(text("'{}'"))
    inside = exists().where(is_shown, _holds(value, word, dialect)).correlate(TOOL_CALL)
    is_escaped = re.search(r'["\\\x00-\x1f]', word) or (dialect == "sqlite" and not word.isascii())
    if is_escaped:  # the JSON may spell it differently
        return inside
    return and_(_holds(cast(column, Text), word, dialect), inside)  # the plain look is far cheaper, and comes first


def _holds(column: Any, word: str, dialect: str) -> ColumnElement[bool]:
    """True where the text contains the word, whatever the case; `%`, `_` and the like are themselves."""
    if dialect == "sqlite" and not word.isascii():
        return column.op("GLOB", is_comparison=True)(_glob(word))  # type: ignore[no-any-return]
    escaped = re.sub(r"([%_\\])", r"\\\1", word)
    if dialect == "sqlite":
        like = column.like  # ignores the case of ASCII letters
    elif word.isascii():
        like = column.collate("C").ilike  # the same, in half the time
    else:
        like = column.ilike
    return like(f"%{escaped}%", escape="\\")  # type: ignore[no-any-return]


def _glob(word: str) -> str:
    """A GLOB pattern for SQLite that knows both cases of every letter, as its LIKE does not beyond ASCII."""
    pattern = ""
    for letter in word:
        cases = {each for each in (letter, letter.lower(), letter.upper()) if len(each) == 1}
        pattern += f"[{''.join(sorted(cases))}]" if len(cases) > 1 or letter in "*?[" else letter
    return f"*{pattern}*"

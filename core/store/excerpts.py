"""Excerpts: the bit of a text around the words somebody searched for, cut so that a page can mark them. Pure text."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

Excerpt = tuple[tuple[str, bool], ...]  # stretches of text, in order; True for one that is a searched word

WIDTH = 140  # characters
_LEAD = 40  # characters before the first word


def marked(text: str, words: Sequence[str]) -> Excerpt:
    """The whole text, with every occurrence of a word marked, whatever its case."""
    if not words or not text:
        return ((text, False),) if text else ()
    longest_first = sorted(words, key=len, reverse=True)
    parts = re.split("(" + "|".join(map(re.escape, longest_first)) + ")", text, flags=re.IGNORECASE)
    return tuple((part, bool(number % 2)) for number, part in enumerate(parts) if part)


def excerpt(text: str, words: Sequence[str]) -> Excerpt:
    """At most about WIDTH characters around the first word, on one line, with an ellipsis where something is cut."""
    line = " ".join(text.split())
    starts = [found.start() for word in words if (found := re.search(re.escape(word), line, re.IGNORECASE))]
    begin = max(0, min(starts, default=0) - _LEAD)
    if begin:
        space = line.find(" ", begin, begin + _LEAD // 2)
        begin = space + 1 if space >= 0 else begin
    end = begin + WIDTH
    if end < len(line):
        space = line.rfind(" ", end - _LEAD // 2, end)
        end = space if space >= 0 else end
    cut = ("…" if begin else "") + line[begin:end] + ("…" if end < len(line) else "")
    return marked(cut, words)


def excerpt_of_json(values: Sequence[Any], words: Sequence[str]) -> Excerpt:
    """The named values that hold a word, as in "title: Buy milk"; empty where none does."""
    held: dict[str, None] = {}
    for value in values:
        for name, leaf in _leaves(value):
            if any(word.casefold() in leaf.casefold() for word in words):
                held[f"{name}: {leaf}" if name else leaf] = None
    return excerpt(" · ".join(held), words) if held else ()


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    match value:
        case dict():
            for key, each in value.items():
                yield from _leaves(each, str(key))
        case list():
            for each in value:
                yield from _leaves(each, name)
        case None | bool():
            return
        case _:
            yield name, str(value)

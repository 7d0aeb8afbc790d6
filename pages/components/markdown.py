"""A model's reply as Markdown that can do no harm: bold, italics, lists, quotes and code, and everything else as text.

What is kept is listed here; whatever is not on the list is escaped, so a new trick of some Markdown dialect shows as
the characters it is made of. No image is fetched, no link leads anywhere, nothing is coloured, typeset or an icon.
"""

import re

from pages.components.text import literal

_FENCE = re.compile(r"^\s{0,3}(```+|~~~+)\s*([\w+#.-]{0,20})")
_ITEM = re.compile(r"^(?P<indent>[ \t]*)(?P<mark>[-*+]|\d{1,9}[.)])[ \t]+(?=\S)")
_QUOTE = re.compile(r"^[ \t]*>[ \t]?")
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]+(?P<title>.*?)[ \t#]*$")
_SPAN = re.compile(
    r"(?<!`)`(?P<code>[^`\n]+)`(?!`)"
    r"|\*\*(?=\S)(?P<bold>[^\n]+?)(?<=\S)\*\*(?!\*)"
    r"|(?<![\w*])\*(?=[^\s*])(?P<italic>[^*\n]+?)(?<=\S)\*(?![\w*])"
)
_DEEPEST = 3  # of marks within marks


def safe_markdown(text: str) -> str:
    """The text with its harmless Markdown kept and everything else escaped."""
    lines: list[str] = []
    fence: str | None = None
    for line in text.splitlines():
        if fence is not None:
            is_end = line.strip().startswith(fence) and not line.strip().strip(fence[0])
            lines.append(fence if is_end else line)
            fence = None if is_end else fence
        elif opened := _FENCE.match(line):
            fence = opened.group(1)
            lines.append(f"{fence}{opened.group(2)}")
        else:
            lines.append(_line(line))
    if fence is not None:  # still streaming, or never closed
        lines.append(fence)
    return "\n".join(lines)


def _line(line: str, depth: int = 0) -> str:
    if not line.strip():
        return ""
    if heading := _HEADING.match(line):
        return f"**{literal(heading.group('title'))}**  " if heading.group("title") else ""
    if depth < _DEEPEST and (quote := _QUOTE.match(line)):
        return f"> {_line(line[quote.end() :], depth + 1)}"
    if item := _ITEM.match(line):
        indent = " " * min(len(item.group("indent").expandtabs(4)), 12)
        return f"{indent}{item.group('mark')} {_spans(line[item.end() :])}"
    return f"{_spans(line.strip())}  "  # two spaces: a line stays a line


def _spans(text: str, depth: int = 0) -> str:
    """Bold, italics and code kept, the words escaped."""
    if depth >= _DEEPEST:
        return literal(text)
    parts, at = [], 0
    for found in _SPAN.finditer(text):
        parts.append(literal(text[at : found.start()]))
        at = found.end()
        if code := found.group("code"):
            parts.append(f"`{code}`")
        elif bold := found.group("bold"):
            parts.append(f"**{_spans(bold, depth + 1)}**")
        else:
            parts.append(f"*{_spans(found.group('italic'), depth + 1)}*")
    return "".join([*parts, literal(text[at:])])

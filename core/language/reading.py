"""A sentence evened out for the rules, with the way back to what was typed; and what is left when a phrase is cut out.

Knows nothing about dates. Rules match against `Reading.plain`; spans they find are turned back with `Reading.span`.
"""

import re
import unicodedata
from dataclasses import dataclass, field

_LOOKALIKES = {"’": "'", "‘": "'", "´": "'", "`": "'", "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-"}


def _plain_character(character: str) -> str:
    """One character for one: lower case, a plain space, quote, hyphen or digit where it looks like one."""
    if character in _LOOKALIKES:
        return _LOOKALIKES[character]
    if character.isspace():
        return " "
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    lower = character.lower()
    return lower if len(lower) == 1 else character


@dataclass(frozen=True)
class Reading:
    """`original` as typed, and `plain`: the same in lower case with single spaces and plain punctuation."""

    original: str
    plain: str = field(init=False)
    _positions: list[int] | None = field(init=False, repr=False)  # of each plain character; None where nothing moved

    def __post_init__(self) -> None:
        text = self.original
        plain = text.lower() if text.isascii() else "".join(map(_plain_character, text))
        plain = re.sub(r"[\t-\r\x1c-\x1f]", " ", plain)
        positions = None
        if "  " in plain:
            positions = [at for at, character in enumerate(plain) if character != " " or plain[at - 1 : at] != " "]
            plain = "".join(plain[at] for at in positions)
            positions.append(len(text))
        object.__setattr__(self, "plain", plain)
        object.__setattr__(self, "_positions", positions)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A span of `plain` as a span of `original`."""
        if self._positions is None or start == end:
            return start, end
        return self._positions[start], self._positions[end - 1] + 1


_JOINTS = " \t\r\n,;:-"
# Not "in", "by" and "on": "check in", "drop by", "carry on".
_DANGLING = frozenset(("at", "for", "from", "due", "until", "till", "starting", "around", "the", "@"))


def without(text: str, *spans: tuple[int, int]) -> str:
    """The text with spans (in their order, apart from each other) cut out, tidied into a title.

    Single spaces, and nothing left dangling where something was cut.
    """
    kept, after = [], text
    for start, end in reversed(spans):
        kept.append(after[end:].lstrip(_JOINTS + ".!?)"))
        after = _undangled(after[:start])
    return " ".join(" ".join([after, *reversed(kept)]).split())


def _undangled(text: str) -> str:
    text = text.rstrip(_JOINTS + "(@")
    while text.rpartition(" ")[2].lower() in _DANGLING:
        text = text.rpartition(" ")[0].rstrip(_JOINTS)
    return text

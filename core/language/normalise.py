"""What was typed, made comparable: clean characters, straight quotes, known spellings of command words, no fillers.

Nothing is decided here. A `Said` keeps the person's own words beside a lower-case copy of the same length in which
quoted words are hidden, so that a rule can match the copy and cut the original by the same positions.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from core.language import lexicon

HIDDEN = "¤"  # stands for a character inside quotes, where no command, date or comma may be read
_STRAIGHT = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u00b4": "'", "\u0060": "'",
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "\u2026": "...",
        HIDDEN: " ",
    }
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]{4,14}")
_CONTRACTED = re.compile(rf"\b(?:{'|'.join(lexicon.CONTRACTIONS)})\b", re.IGNORECASE)
_HASTY = "|".join(lexicon.HASTY)
_AT_THE_EDGE = re.compile(rf"^(?:{_HASTY})(?= )|(?<= )(?:{_HASTY})(?=[.!?]*$)", re.IGNORECASE)
_QUOTED = re.compile(r'"([^"\n]{1,500})"|(?<![\w\'])\'(?=\S)([^\n]{0,499}?\S)\'(?![\w\'])')
_HESITATION = re.compile(r"(?<=[\w,]),? (?:um+|uh+|uhm+|erm+)(?=[ ,])", re.IGNORECASE)  # "it's um done"
_EDGE = " ,;.:!?-\n"


def tidy(text: str) -> str:
    """The text with harmless characters only: no control or zero-width ones, straight quotes, single spaces."""
    text = str(text).translate(_STRAIGHT).replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    text = "".join(c for c in text if c == "\n" or not unicodedata.category(c).startswith("C"))
    text = re.sub(r"[^\S\n]+", " ", text)
    text = re.sub(r" ?\n[ \n]*", "\n", text)
    return text.strip()


@dataclass(frozen=True)
class Said:
    """Words as typed (`text`) and the lower-case copy that rules match (`low`, same length, quotes hidden)."""

    text: str
    low: str

    @classmethod
    def of(cls, text: str) -> "Said":
        """From tidy text."""
        text = _correct(text)
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
        for match in _QUOTED.finditer(low):
            group = 1 if match.group(1) is not None else 2
            start, end = match.span(group)
            low = low[:start] + HIDDEN * (end - start) + low[end:]
        return cls(text, low)

    def part(self, start: int, end: int | None = None) -> "Said":
        """The words from `start` to `end`, without spaces and stray punctuation around them."""
        end = len(self.low) if end is None else end
        while start < end and self.low[start] in _EDGE:
            start += 1
        while end > start and self.low[end - 1] in _EDGE:
            end -= 1
        return Said(self.text[start:end], self.low[start:end])

    def group(self, match: re.Match[str], name: str) -> "Said":
        """The words of one group of a match on `low`; empty where the group took no part."""
        start, end = match.span(name)
        return self.part(start, end) if start >= 0 else Said("", "")

    def without(self, start: int, end: int) -> "Said":
        """The words with a span cut out and the seam closed."""
        left, right = self.text[:start].rstrip(" ,;"), self.text[end:].lstrip(" ,;")
        low_left, low_right = self.low[:start].rstrip(" ,;"), self.low[end:].lstrip(" ,;")
        seam = " " if left and right else ""
        return Said(left + seam + right, low_left + seam + low_right)

    @property
    def quote(self) -> str | None:
        """The first quoted words, where there are any."""
        match = re.search(f"{HIDDEN}+", self.low)
        return self.text[match.start() : match.end()].strip() if match else None

    @property
    def is_quote(self) -> bool:
        """True where the words are one quotation and nothing else."""
        return bool(re.fullmatch(f"['\"]{HIDDEN}+['\"]", self.low))

    def __bool__(self) -> bool:
        return bool(self.text)


def _correct(text: str) -> str:
    """Command words that lost, doubled or swapped one letter, put right; other words stay as typed."""
    known = _misspellings()
    text = _CONTRACTED.sub(lambda match: lexicon.CONTRACTIONS[match.group().lower()], text)
    text = _AT_THE_EDGE.sub(lambda match: lexicon.HASTY[match.group().lower()], text)

    def put_right(match: re.Match[str]) -> str:
        return known.get(match.group().lower(), match.group())

    def tidied(piece: str) -> str:
        return _WORD.sub(put_right, _HESITATION.sub("", piece))

    pieces, at = [], 0
    for match in _QUOTED.finditer(text):
        pieces += [tidied(text[at : match.start()]), match.group()]
        at = match.end()
    return "".join([*pieces, tidied(text[at:])])


@lru_cache(maxsize=1)
def _misspellings() -> dict[str, str]:
    """Every one-slip spelling of the command words -> the word, except real words and spellings two words share."""
    found: dict[str, str] = dict(lexicon.SPELLINGS)
    shared: set[str] = set()
    for word in lexicon.SPELLED_WITH_CARE:
        slips = set()
        for i in range(len(word)):
            slips.add(word[:i] + word[i + 1 :])
            slips.add(word[:i] + word[i] + word[i:])
            slips.add(word[:i] + word[i + 1 : i + 2] + word[i : i + 1] + word[i + 2 :])
        for slip in slips - {word}:
            if slip[0] != word[0] or slip in lexicon.REAL_WORDS or slip in lexicon.SPELLED_WITH_CARE:
                continue
            if found.get(slip, word) != word:
                shared.add(slip)
            found[slip] = word
    return {slip: word for slip, word in found.items() if slip not in shared}

"""Whether one word is another with a slip of the finger, or a word of its own.

"Pasport" is "passport"; "Sonia" is not "Sofia" and "baker" is not "banker", though they differ as little. Swapped and
doubled letters are nearly always slips. Any other letter is one only where the word means nothing by itself, and a
short name with another letter is another name.
"""

from itertools import groupby

from core.language.everyday import is_common, is_everyday

_LONG = 9  # letters of a word in which two slips still leave no doubt
_LONG_NAME = 8  # letters of a name in which one wrong letter leaves no doubt
_FIRM_NAME = 7  # letters of a name in which one letter too many or too few does


def is_slip(written: str, meant: str, letters: int, is_name: bool) -> bool:
    """True where `written` is `meant` misspelt; they differ in `letters` letters, two swapped ones counting once."""
    shorter = min(len(written), len(meant))
    if shorter < 4 or letters > 2 or (is_everyday(written) and is_everyday(meant)):
        return False
    if letters == 1 and (_swapped(written, meant) or _undoubled(written) == _undoubled(meant)):
        return True
    if written[0] != meant[0] or is_everyday(written):
        return False
    if is_name and not is_common(meant):
        return letters == 1 and shorter >= (_LONG_NAME if len(written) == len(meant) else _FIRM_NAME)
    return max(len(written), len(meant)) > 4 if letters == 1 else len(meant) >= _LONG


def _swapped(written: str, meant: str) -> bool:
    return len(written) == len(meant) and sorted(written) == sorted(meant)


def _undoubled(word: str) -> str:
    return "".join(letter for letter, _ in groupby(word))

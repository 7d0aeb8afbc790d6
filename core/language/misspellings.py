"""Whether one word is another with a slip of the finger, or a word of its own.

"Pasport" is "passport"; "Sonia" is not "Sofia" and "baker" is not "banker", though they differ as little. Swapped and
doubled letters are nearly always slips. Any other letter is one only where the word means nothing by itself, and a
changed letter inside a name always makes another name.
"""

from itertools import groupby

from core.language.everyday import is_everyday

_LONG = 8  # letters from which two slips still leave no doubt
_FIRM = 7  # letters from which a name can bear a letter too many or too few


def is_slip(written: str, meant: str, letters: int, is_name: bool) -> bool:
    """True where `written` is `meant` misspelt; they differ in `letters` letters, two swapped ones counting once."""
    shorter = min(len(written), len(meant))
    if shorter < 4 or letters > 2 or (is_everyday(written) and is_everyday(meant)):
        return False
    if letters == 1 and (_swapped(written, meant) or _undoubled(written) == _undoubled(meant)):
        return True
    if written[0] != meant[0] or is_everyday(written):
        return False
    if letters == 2:
        return shorter >= _LONG and not is_name
    if is_name:
        return shorter >= _FIRM and len(written) != len(meant)
    return max(len(written), len(meant)) > 4


def _swapped(written: str, meant: str) -> bool:
    return len(written) == len(meant) and sorted(written) == sorted(meant)


def _undoubled(word: str) -> str:
    return "".join(letter for letter, _ in groupby(word))

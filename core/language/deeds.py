"""What a sentence about a deed is about: "i finally painted the nursery with my brother yesterday".

Owns leaving out when it was, taking the sentence apart at its prepositions, and telling a deed from a state ("the
water is cold"). Which task that means is decided in `references`.
"""

import re

from core.language.stems import FILLERS, LOOSE_VERBS, is_number, stem, words

_SAID_DONE = frozenset(["did", "done", "do", "doing", *LOOSE_VERBS])
_COPULAS = frozenset(["is", "are", "was", "were", "am", "im", "feel", "felt", "feeling"])
_TIMES = frozenset(
    """
    yesterday morning afternoon evening night noon midnight day week weekend month last next ago earlier later before
    after since until hour hours hrs minute minutes mins second seconds days weeks months half quarter couple
    monday tuesday wednesday thursday friday saturday sunday early late recently straight away right
    phew yay hooray woohoo whew yes yeah wow well so great btw guess
    """.split()
)
_BOUNDARY = re.compile(
    r"[,;.!?:()\n]|\b(?:and|or|but|with|without|for|on|at|in|from|to|by|after|before|during|while|because|since|"
    r"so|then|when|where|which|who|that|until|as|via|over|instead|using|near|next|about)\b"
)


def is_about_a_deed(spoken: list[str]) -> bool:
    """False for a sentence that only says how something is."""
    return _COPULAS.isdisjoint(spoken) or says_done(spoken)


def says_done(spoken: list[str]) -> bool:
    """True where a word such as "did" stands for the deed, so that the rest names the task: "i did the washing"."""
    return not _SAID_DONE.isdisjoint(spoken)


def parts_of(text: str) -> list[list[str]]:
    """The words of a sentence between its commas, conjunctions and prepositions."""
    return [part for part in (without_times(words(part)) for part in _BOUNDARY.split(text.casefold())) if part]


def without_times(spoken: list[str]) -> list[str]:
    """The words without those that say when or for how long: "for two hours", "yesterday evening"."""
    kept = [
        word
        for word, following in zip(spoken, [*spoken[1:], ""], strict=False)
        if word not in _TIMES and not (following in _TIMES and is_number(stem(word)))
    ]
    return [word for word in kept if word not in FILLERS]

"""The notation in which the rules for dates and repeats are written.

In a pattern `<name:fragment>` matches a fragment of `FRAGMENTS` and keeps the words under the name, `<month>` is short
for `<month:month>`, `<:month>` keeps nothing, and plain brackets only group. A pattern ends where a word ends.
"""

import re

from core.language import words

_TOMORROW = r"(?:tom+or+ows?|tomm?or?row|tmrw?|tmw|2mor+ow?|2moro)(?![a-z])"
_NEXT = "next|following|coming|upcoming|the coming|the following|this coming|this upcoming"
_LAST = "last|past|previous|prev|this past"
_UNDER_TEN = [word for word, value in words.CARDINALS.items() if 1 <= value <= 9]
_TEN_TO_FIFTY_NINE = [word for word, value in words.CARDINALS.items() if 10 <= value <= 59]
FRAGMENTS = {
    "month": words.MONTH,
    "weekday": words.WEEKDAY,
    "weekdays": words.WEEKDAYS,
    "ordinal": words.ORDINAL,
    "ordinal_digits": words.ORDINAL_DIGITS,
    "amount": words.AMOUNT,
    "cardinal": rf"(?:\d{{1,4}}|{words.CARDINAL_WORD}(?![a-z]))",
    "unit": words.UNIT,
    "year": r"(?:(?:19|20|21)\d\d|'\d\d)(?! ?(?:hours|hrs|h)\b)",
    "full_year": r"(?:19|20|21)\d\d",
    "day_number": r"(?:3[01]|[12]\d|0?[1-9])(?!\d)",
    "day_or_ordinal": rf"(?:{words.ORDINAL}|(?:3[01]|[12]\d|0?[1-9])(?!\d|:|[ap]m))",
    "month_digits": r"(?:1[0-2]|0?[1-9])(?!\d)",
    "two_digits": r"\d{1,2}",
    "hour": r"(?:2[0-4]|1\d|0?\d)(?!\d)",
    "hour_word": words.one_of(words.HOURS_OF_WORDS) + r"(?![a-z])",
    "minutes": r"[0-5]\d",
    "minute_words": rf"(?:(?:oh|o|zero)[ -]?{words.one_of(_UNDER_TEN)}|{words.one_of(_TEN_TO_FIFTY_NINE)})(?![a-z])",
    "half_of_day": r"[ap](?:\.? ?m\b\.?|\b(?!['.-]\w))",
    "amount_word": words.AMOUNT_WORD,
    "day_part": r"(?:morn(?:ing)?|afternoon|evening|eve|night|nite)(?![a-z])",
    "which": rf"(?:{_NEXT}|{_LAST}|this|current)",
    "next": rf"(?:{_NEXT})",
    "last": rf"(?:{_LAST})",
    "relative_day": (
        r"(?:(?:today|tonight|tonite|yesterday|yday|(?:the )?day before yesterday|(?:this|current) day|current date)"
        r"(?![a-z])"
        rf"|(?:the )?day after {_TOMORROW}|{_TOMORROW})"
    ),
    "season": r"(?:spring|summer|autumn|fall|winter)(?![a-z])",
    "half_or_quarter": r"(?:half|quarter|three[ -]quarters?|1/2|1/4|3/4)",
    "to": r"(?:-|to|till?|until|through|thru)(?: the)?",
}

_AFTER = r"(?![\w%]|[-/:.,](?=\d)|\.[a-z]|'(?!s\b)\w)"
_SLOT = re.compile(r"(?<!\?P)<(\w*)(?::(\w+))?>")


def _slot(match: re.Match[str]) -> str:
    name, fragment = match[1], match[2] or match[1]
    return f"(?P<{name}>{FRAGMENTS[fragment]})" if name else f"(?:{FRAGMENTS[fragment]})"


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """A pattern in the notation above as a regular expression that ends where a word ends."""
    return re.compile(_SLOT.sub(_slot, re.sub(r"(?<!\\)\((?!\?)", "(?:", pattern)) + _AFTER)


class Said(dict[str, str | None]):
    """The words a pattern kept, None for those it did not match, and the whole phrase as `text`."""

    def __init__(self, match: re.Match[str]) -> None:
        super().__init__(match.groupdict())
        self.text = match.group()

    def words(self, name: str) -> str:
        """The words kept under a name that every pattern of the rule has."""
        return self[name] or ""

    def __missing__(self, name: str) -> None:
        return None

"""Words for numbers, months, weekdays and units, as tables and as the regular-expression fragments made from them.

Both date and repeat rules are written with these fragments, so a new spelling is added once, here. The text they are
matched against has been evened out by `reading.Reading`: lower case, single spaces, straight quotes, plain hyphens.
"""

import re
from collections.abc import Iterable

MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")  # RFC 5545

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_ORDINALS = (
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
)  # fmt: skip
_ORDINAL_TENS = {"twentieth": 20, "thirtieth": 30}

CARDINALS: dict[str, int] = {word: value for value, word in enumerate(_ONES)} | _TENS
CARDINALS |= {f"{ten} {_ONES[one]}": value + one for ten, value in _TENS.items() for one in range(1, 10)}
ORDINALS: dict[str, int] = {word: value for value, word in enumerate(_ORDINALS) if value} | _ORDINAL_TENS
ORDINALS |= {f"{ten} {_ORDINALS[one]}": _TENS[ten] + one for ten in ("twenty", "thirty") for one in range(1, 10)}
SMALL_AMOUNTS = {"a": 1, "an": 1, "another": 1, "couple": 2, "pair": 2, "few": 3, "several": 3, "half": 0.5}

HOURS_OF_WORDS = {word: value for word, value in CARDINALS.items() if 1 <= value <= 12}


def one_of(words: Iterable[str]) -> str:
    """A fragment matching any of the words, the longest first; a space in a word also matches a hyphen.

    Words are folded by their common beginnings, so that a word which is none of them is left after a letter or two.
    """
    by_first: dict[str, list[str]] = {}
    for word in sorted(set(words), key=len, reverse=True):
        by_first.setdefault(word[:1], []).append(word[1:])
    branches = []
    for first, rests in by_first.items():
        letter = "[ -]" if first == " " else re.escape(first)
        if first:
            branches.append(letter + (one_of(rests) if rests != [""] else ""))
    if "" in by_first:
        branches.append("")  # a word ends here; the longer ones have been tried
    return "(?:" + "|".join(branches) + ")" if len(branches) > 1 else branches[0]


# Fragments. Each ends where a word ends, so "mon" is not found in "month".
MONTH = (
    r"(?:jan(?:uary)?|feb(?:r?uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_WEEKDAY_STEM = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday|nsday)?|thu(?:rs?(?:day)?)?"
    r"|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
WEEKDAY = _WEEKDAY_STEM + r"(?![a-z])\.?"
WEEKDAYS = _WEEKDAY_STEM + r"s?(?![a-z])\.?"  # also "mondays"
CARDINAL_WORD = one_of(CARDINALS)
ORDINAL_DIGITS = r"\d{1,3}(?:st|nd|rd|th)(?![a-z])"
ORDINAL = rf"(?:{ORDINAL_DIGITS}|{one_of(ORDINALS)}(?![a-z]))"
AMOUNT_WORD = (
    rf"(?:{CARDINAL_WORD}(?![a-z])|half an?|(?:a )?(?:couple|pair)(?: of)?|(?:a )?few|several|another|an?)(?![a-z])"
)
AMOUNT = rf"(?:\d{{1,4}}(?:\.\d)?|{AMOUNT_WORD})"
UNIT = (
    r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|fortnights?|months?|mos?|quarters?|qtrs?|years?|yrs?"
    r"|weekends?|decades?|[hdwmy])(?![a-z])"
)
_UNITS_BY_START = {  # in this order: "mo" before "m"
    "weekend": "weekend", "fortnight": "fortnight", "decade": "decade", "quarter": "quarter", "qtr": "quarter",
    "sec": "second", "mo": "month", "m": "minute", "h": "hour", "d": "day", "w": "week", "y": "year",
}  # fmt: skip


def month_number(word: str) -> int:
    """1 to 12 for a month's name or abbreviation."""
    return next(number for number, name in enumerate(MONTH_NAMES, 1) if name[:3] == word[:3])


def weekday_number(word: str) -> int:
    """0 (Monday) to 6 for a weekday's name or abbreviation."""
    return next(number for number, name in enumerate(WEEKDAY_NAMES) if name[:3] == word[:3])


def unit_name(word: str) -> str:
    """The singular, full name of a unit of time: "hrs" is "hour"."""
    return next(name for start, name in _UNITS_BY_START.items() if word.startswith(start))


def amount_value(words: str) -> float:
    """The number in an `AMOUNT`: "2", "twenty-five", "a couple of", "half an"."""
    words = words.strip().replace("-", " ")
    if words[0].isdigit():
        return float(words)
    if words in CARDINALS:
        return CARDINALS[words]
    return max((SMALL_AMOUNTS[word] for word in words.split() if word in SMALL_AMOUNTS and len(word) > 2), default=1)


def ordinal_value(words: str) -> int:
    """The number in an `ORDINAL`, or in plain digits: "21st", "twenty-first", "21"."""
    words = words.strip()
    if words[0].isdigit():
        return int(re.sub(r"\D", "", words))
    return ORDINALS[words.replace("-", " ")]


def ordinal_text(number: int) -> str:
    """1 -> "1st", 22 -> "22nd", 13 -> "13th"."""
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def ordinal_word(number: int) -> str:
    """1 -> "first", up to "nineteenth"; above, in digits."""
    return _ORDINALS[number] if 0 < number < len(_ORDINALS) else ordinal_text(number)

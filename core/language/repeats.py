"""What a repeat rule (an RRULE of RFC 5545) means once it is written: checked, stepped through, used up.

Finding one in a sentence is `core.language.recurrence`'s part, saying one is `core.language.say`'s.
"""

import re
from datetime import date, datetime, time
from typing import TypeVar

from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrulestr

D = TypeVar("D", date, datetime)

_ORDER = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYDAY", "BYSETPOS", "WKST")
# Which parts name days, by frequency. The time of day is no part of a rule: it comes with the due date.
_DAY_PARTS: dict[str, tuple[str, ...]] = {
    "HOURLY": (),
    "DAILY": ("BYDAY",),
    "WEEKLY": ("BYDAY",),
    "MONTHLY": ("BYMONTHDAY", "BYDAY", "BYSETPOS"),
    "YEARLY": ("BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYDAY", "BYSETPOS"),
}
_HIGHEST = {"INTERVAL": 999, "COUNT": 999, "BYMONTH": 12, "BYMONTHDAY": 31, "BYYEARDAY": 365, "BYSETPOS": 1}
_COUNTED_FROM_THE_END = ("BYMONTHDAY", "BYYEARDAY", "BYSETPOS")  # may be negative
_DAYS_OF_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_WEEKDAYS = re.compile(r"(?:[+-]?\d{1,2})?(?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:[+-]?\d{1,2})?(?:MO|TU|WE|TH|FR|SA|SU))*")
_LONGEST_RULE = 200  # characters; a rule that a person can say is far shorter


def parts_of(rrule: str) -> dict[str, str]:
    """The rule's parts, upper case: {"FREQ": "WEEKLY", "BYDAY": "MO"}."""
    text = rrule.strip().upper().removeprefix("RRULE:")
    return {name: value for name, _, value in (part.partition("=") for part in text.split(";") if part)}


def rule_of(parts: dict[str, str]) -> str:
    """Parts as canonical text: RFC order, no interval of one."""
    kept = {name: value for name, value in parts.items() if not (name == "INTERVAL" and value == "1")}
    return ";".join(f"{name}={kept[name]}" for name in _ORDER if name in kept)


def check_rrule(rrule: str) -> str:
    """The rule as canonical text. Raises ValueError, with a sentence for a person, where it is none or too frequent.

    A rule that passes has occurrences without end (but for COUNT and UNTIL), so that looking for the next is quick.
    """
    if len(rrule) > _LONGEST_RULE:
        raise ValueError("That repeat rule is too long.")
    parts = parts_of(rrule)
    frequency = parts.get("FREQ", "")
    if frequency in ("MINUTELY", "SECONDLY"):
        raise ValueError("Tasks can repeat once an hour at most.")
    if "BYHOUR" in parts or "BYMINUTE" in parts:
        raise ValueError("The time of day belongs to the due date, not to the repeat rule.")
    if unknown := sorted(set(parts) - set(_ORDER)):
        raise ValueError(f"I don't know {unknown[0][:20]!r} in a repeat rule. FREQ=WEEKLY;BYDAY=MO is one I know.")
    if frequency not in _DAY_PARTS:
        raise ValueError("A repeat rule starts with how often: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY.")
    for name, highest in _HIGHEST.items():
        for number in parts[name].split(",") if name in parts else ():
            _check_number(name, number, highest)
    if "BYDAY" in parts and not _WEEKDAYS.fullmatch(parts["BYDAY"]):
        raise ValueError(f"{parts['BYDAY'][:20]!r} are no weekdays. BYDAY=MO,TH and BYDAY=1FR are some I know.")
    check_days(parts)
    canonical = rule_of(parts)
    try:
        next_occurrence(canonical, datetime(2024, 1, 1))
    except (ValueError, TypeError, AttributeError, KeyError, IndexError):
        raise ValueError(f"{rrule.strip()[:80]!r} is not a repeat rule I can follow.") from None
    return canonical


def _check_number(name: str, text: str, highest: int) -> None:
    digits = text.removeprefix("-") if name in _COUNTED_FROM_THE_END else text
    if not (digits.isascii() and digits.isdigit() and 1 <= int(digits[:9]) <= highest):
        raise ValueError(f"{name} in a repeat rule is a number from 1 to {highest}.")


def check_days(parts: dict[str, str]) -> None:
    """Raises ValueError where the days that rule parts name don't go together or might never come."""
    frequency, is_every = parts["FREQ"], parts.get("INTERVAL", "1") == "1"
    names = [name for name in parts if name.startswith("BY")]
    if misplaced := [name for name in names if name not in _DAY_PARTS.get(frequency, ())]:
        raise ValueError(f"{misplaced[0]} doesn't go with FREQ={frequency} in a repeat rule.")
    is_numbered = any(character.isdigit() for character in parts.get("BYDAY", ""))
    if is_numbered and ("BYMONTHDAY" in parts or frequency in ("DAILY", "WEEKLY")):
        raise ValueError("The first or last of a weekday goes with months and years only.")
    highest = 53 if frequency == "YEARLY" and "BYMONTH" not in parts else 5
    if is_numbered and any(abs(int(code[:-2])) > highest for code in parts["BYDAY"].split(",") if code[:-2]):
        raise ValueError("That repeat rule names no day that ever comes.")
    if "BYYEARDAY" in parts and len(names) > 1:
        raise ValueError("BYYEARDAY stands alone in a repeat rule.")
    if "BYSETPOS" in parts and len(names) == 1:
        raise ValueError("BYSETPOS needs days to choose from in a repeat rule.")
    if frequency == "DAILY" and names and not is_every:
        raise ValueError("For certain weekdays, write FREQ=WEEKLY in a repeat rule.")
    if "BYMONTHDAY" in parts:
        longest = max(_DAYS_OF_MONTHS[int(month) - 1] for month in parts.get("BYMONTH", "1").split(","))
        if frequency == "MONTHLY" and not is_every:
            longest = 28  # every 12 months may be every February
        days = [abs(int(day)) for day in parts["BYMONTHDAY"].split(",")]
        is_leap_day = parts.get("BYMONTH") == "2" and 29 in days and is_every
        if min(days) > longest and not is_leap_day:
            raise ValueError("That repeat rule names no day that ever comes.")


def _until(text: str) -> datetime:
    """The last moment an UNTIL allows: the end of the day where it names one."""
    text = text.removesuffix("Z")
    if "T" in text:
        return datetime.strptime(text, "%Y%m%dT%H%M%S")
    return datetime.combine(datetime.strptime(text, "%Y%m%d").date(), time(23, 59, 59))


def next_occurrence(rrule: str, after: D) -> D | None:
    """The first occurrence strictly after, of the same type as `after`; None when the rule is used up.

    `after` is the occurrence the rule is counted from, so COUNT=1 (only this one) has no next. A monthly or yearly rule
    that names no day keeps the day of `after`, or the month's last day where it is shorter.
    """
    parts = parts_of(rrule)
    if parts.get("COUNT") == "1":
        return None
    is_timed = isinstance(after, datetime)
    start = after if isinstance(after, datetime) else datetime.combine(after, time(0))
    following = _following(parts, start, is_timed)
    if following is None or ("UNTIL" in parts and following > _until(parts["UNTIL"])):
        return None
    return following if is_timed else following.date()  # type: ignore[return-value]


def _following(parts: dict[str, str], start: datetime, is_timed: bool) -> datetime | None:
    frequency, interval = parts["FREQ"], int(parts.get("INTERVAL", "1"))
    if frequency in ("MONTHLY", "YEARLY") and not any(name.startswith("BY") for name in parts):
        step = relativedelta(months=interval) if frequency == "MONTHLY" else relativedelta(years=interval)
        stepped: datetime = start + step
        return stepped
    steps = {name: value for name, value in parts.items() if name not in ("COUNT", "UNTIL")}
    at = start if is_timed else datetime.combine(start.date(), time(23, 59, 59))
    following: datetime | None = rrulestr(rule_of(steps), dtstart=start).after(at)
    return following


def remaining_rule(rrule: str) -> str | None:
    """The rule for the task that follows a completed one: COUNT one less, None when used up."""
    parts = parts_of(rrule)
    if "COUNT" not in parts:
        return rrule
    left = int(parts["COUNT"]) - 1
    return rule_of(parts | {"COUNT": str(left)}) if left > 0 else None

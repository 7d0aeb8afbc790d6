"""What a repeat rule (an RRULE of RFC 5545) means once it is written: checked, stepped through, used up.

Finding one in a sentence is `core.language.recurrence`'s part, saying one is `core.language.say`'s.
"""

from datetime import date, datetime, time, timedelta
from typing import TypeVar

from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrulestr

D = TypeVar("D", date, datetime)

_ORDER = (
    "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYDAY", "BYHOUR", "BYMINUTE",
    "BYSETPOS", "WKST",
)  # fmt: skip
_FREQUENCIES = ("HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_MOST = {"INTERVAL": 999, "COUNT": 999}
_LONGEST_RULE = 200  # characters; a rule that a person can say is far shorter
# How far to look for the next occurrence, times the interval (a leap day comes within eight years).
_REACH = {"HOURLY": timedelta(days=370), "DAILY": timedelta(days=400)}
_REACH_OF_OTHERS = timedelta(days=3700)


def parts_of(rrule: str) -> dict[str, str]:
    """The rule's parts, upper case: {"FREQ": "WEEKLY", "BYDAY": "MO"}."""
    text = rrule.strip().upper().removeprefix("RRULE:")
    return {name: value for name, _, value in (part.partition("=") for part in text.split(";") if part)}


def rule_of(parts: dict[str, str]) -> str:
    """Parts as canonical text: RFC order, no interval of one."""
    kept = {name: value for name, value in parts.items() if not (name == "INTERVAL" and value == "1")}
    return ";".join(f"{name}={kept[name]}" for name in _ORDER if name in kept)


def check_rrule(rrule: str) -> str:
    """The rule as canonical text. Raises ValueError, with a sentence for a person, where it is none or too frequent."""
    if len(rrule) > _LONGEST_RULE:
        raise ValueError("That repeat rule is too long.")
    parts = parts_of(rrule)
    if unknown := sorted(set(parts) - set(_ORDER)):
        raise ValueError(f"I don't know {unknown[0][:20]!r} in a repeat rule. FREQ=WEEKLY;BYDAY=MO is one I know.")
    frequency = parts.get("FREQ", "")
    if frequency in ("MINUTELY", "SECONDLY") or len(parts.get("BYMINUTE", "").split(",")) > 1:
        raise ValueError("Tasks can repeat once an hour at most.")
    if frequency not in _FREQUENCIES:
        raise ValueError("A repeat rule starts with how often: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY.")
    for name, most in _MOST.items():
        if name in parts and not (parts[name].isascii() and parts[name].isdigit() and 1 <= int(parts[name]) <= most):
            raise ValueError(f"{name} in a repeat rule is a number from 1 to {most}.")
    canonical = rule_of(parts)
    try:
        first = next_occurrence(
            rule_of({name: value for name, value in parts.items() if name not in ("COUNT", "UNTIL")}),
            datetime(2023, 12, 31),
        )
        if "UNTIL" in parts:
            _until(parts["UNTIL"])
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, OverflowError):
        raise ValueError(f"{rrule.strip()[:80]!r} is not a repeat rule I can follow.") from None
    if first is None:
        raise ValueError("That repeat rule names no day that ever comes.")
    return canonical


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
    last = start + min(_REACH.get(frequency, _REACH_OF_OTHERS) * interval, datetime.max - start)
    steps = {name: value for name, value in parts.items() if name not in ("COUNT", "UNTIL")}
    rule = rrulestr(rule_of(steps), dtstart=start).replace(until=last)
    at = start if is_timed else datetime.combine(start.date(), time(23, 59, 59))
    following: datetime | None = rule.after(at)
    return following


def remaining_rule(rrule: str) -> str | None:
    """The rule for the task that follows a completed one: COUNT one less, None when used up."""
    parts = parts_of(rrule)
    if "COUNT" not in parts:
        return rrule
    left = int(parts["COUNT"]) - 1
    return rule_of(parts | {"COUNT": str(left)}) if left > 0 else None

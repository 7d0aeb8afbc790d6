"""Dates and repeats said to a person: "tomorrow, 17:00", "3 days overdue", "every 2 weeks on Monday and Thursday".

Values are naive local time, as everywhere in `core.language`.
"""

from datetime import date, datetime

from core.language.repeats import parts_of
from core.language.words import MONTH_NAMES, WEEKDAY_CODES, WEEKDAY_NAMES, ordinal_text, ordinal_word

_NEAR_DAYS = {-1: "yesterday", 0: "today", 1: "tomorrow"}
_UNITS = {
    "MINUTELY": "minute",
    "HOURLY": "hour",
    "DAILY": "day",
    "WEEKLY": "week",
    "MONTHLY": "month",
    "YEARLY": "year",
}
_LAST_WORDS = {-1: "last", -2: "second to last", -3: "third to last"}


def _day_and_clock(value: date | datetime) -> tuple[date, str]:
    if isinstance(value, datetime):
        return value.date(), f"{value:%H:%M}"
    return value, ""


def say_due(due: date | datetime, now: datetime) -> str:
    """For a sentence: "today, 17:00", "tomorrow", "Friday 27 Nov, 17:00", "Monday 3 Jan 2028"."""
    day, clock = _day_and_clock(due)
    near = _NEAR_DAYS.get((day - now.date()).days)
    words = near or f"{day:%A} {day.day} {day:%b}" + (f" {day.year}" if day.year != now.year else "")
    return f"{words}, {clock}" if clock else words


def say_due_short(due: date | datetime, now: datetime) -> str:
    """For a card: "17:00", "Fri 17:00", "3 days overdue", "in 2 weeks", "12 Mar 2027"."""
    day, clock = _day_and_clock(due)
    days = (day - now.date()).days
    if days < -1:
        return f"{_counted(-days)} overdue"
    if days in _NEAR_DAYS:
        return f"{_NEAR_DAYS[days]} {clock}".strip()
    if days < 7:
        return f"{day:%a} {clock}".strip()
    if days < 14:
        return f"{day:%a} {day.day} {day:%b}"
    if days < 60:
        return f"in {days // 7} weeks"
    return f"{day.day} {day:%b}" + (f" {day.year}" if day.year != now.year else "")


def _counted(days: int) -> str:
    for size, unit in ((365, "year"), (60, "month"), (14, "week")):
        if days >= size:
            count = days // {"year": 365, "month": 30, "week": 7}[unit]
            return f"{count} {unit}{'s' * (count > 1)}"
    return f"{days} days"


def listed(words: list[str]) -> str:
    """ "Monday", "Monday and Thursday", "Monday, Tuesday and Friday"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def say_repeat(rrule: str) -> str:
    """ "every weekday", "every month on the 1st", "every 2 weeks on Monday and Thursday, 5 times"."""
    parts = parts_of(rrule)
    interval = int(parts.get("INTERVAL", "1"))
    unit = _UNITS.get(parts.get("FREQ", ""), "day")
    every = f"every {unit}" if interval == 1 else f"every {interval} {unit}s"
    days = parts.get("BYDAY", "").split(",") if "BYDAY" in parts else []
    if unit == "week" and interval == 1 and days == list(WEEKDAY_CODES[:5]):
        words = "every weekday"
    elif unit == "week" and interval == 1 and days == list(WEEKDAY_CODES[5:]):
        words = "every weekend"
    elif unit == "week" and interval == 1 and len(days) == 1:
        words = f"every {_weekday(days[0])}"
    else:
        words = every + _on(parts, days)
    return words + _end(parts)


def _on(parts: dict[str, str], days: list[str]) -> str:
    months = [MONTH_NAMES[int(number) - 1].capitalize() for number in parts.get("BYMONTH", "").split(",") if number]
    month_days = [int(number) for number in parts.get("BYMONTHDAY", "").split(",") if number]
    year_days = [int(number) for number in parts.get("BYYEARDAY", "").split(",") if number]
    if month_days and parts.get("BYSETPOS") == "-1":
        month_days = month_days[-1:]
    if month_days and months and min(month_days) > 0:
        return " on " + listed([f"{day} {month}" for month in months for day in month_days])
    of_month = f" of {listed(months)}" if months else ""
    if month_days:
        return f" on the {listed([_nth_day(day) for day in month_days])}{of_month}"
    if year_days:
        return f" on the {listed([_nth_day(day) for day in year_days])}{' day' if min(year_days) > 0 else ''}"
    if days:
        numbered = any(day[:-2] for day in days)
        return (" on the " if numbered else " on ") + listed([_weekday(day) for day in days]) + of_month
    return f" in {listed(months)}" if months else ""


def _nth_day(number: int) -> str:
    if number > 0:
        return ordinal_text(number)
    return f"{_from_last(number)} day"


def _from_last(number: int) -> str:
    return _LAST_WORDS.get(number) or f"{ordinal_text(-number)} to last"


def _weekday(code: str) -> str:
    """ "MO" -> "Monday", "1FR" -> "first Friday", "-2FR" -> "second to last Friday"."""
    name = WEEKDAY_NAMES[WEEKDAY_CODES.index(code[-2:])].capitalize()
    if not code[:-2]:
        return name
    number = int(code[:-2])
    return f"{ordinal_word(number) if number > 0 else _from_last(number)} {name}"


def _end(parts: dict[str, str]) -> str:
    if "COUNT" in parts:
        return f", {parts['COUNT']} times" if parts["COUNT"] != "1" else ", once"
    if "UNTIL" in parts:
        until = datetime.strptime(parts["UNTIL"][:8], "%Y%m%d")
        return f", until {until.day} {until:%b %Y}"
    return ""

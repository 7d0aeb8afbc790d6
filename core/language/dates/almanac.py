"""Arithmetic on the calendar that several date rules share: which day is meant, seen from today."""

from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from core.language.dates.phrase import DayPart

_DAY_PARTS: dict[str, DayPart] = {
    "mor": "morning", "noo": "noon", "mid": "noon", "lun": "noon", "aft": "afternoon", "eve": "evening", "nig": "night",
    "nit": "night",
}  # fmt: skip


def part_of_day(word: str | None) -> DayPart | None:
    """The part of the day a word names."""
    return _DAY_PARTS[word[:3]] if word else None


def direction(which: str | None) -> int:
    """-1 for last, previous …; 1 for next, coming …; 0 for this, current and nothing."""
    which = (which or "").removeprefix("the ").strip()
    if which.endswith(("last", "past", "previous", "prev")):
        return -1
    return 1 if which.endswith(("next", "following", "coming", "upcoming")) else 0


def year_number(words: str) -> int:
    """A year of four digits, or of two: '26 is 2026, '87 is 1987."""
    year = int(words.lstrip("'"))
    if year > 99:
        return year
    return 2000 + year if year < 70 else 1900 + year


def monday_of(day: date, weeks: int = 0) -> date:
    """The Monday of the day's week, or of one some weeks later."""
    return day - timedelta(day.weekday()) + timedelta(weeks=weeks)


def weekday_after(day: date, weekday: int) -> date:
    """The first such weekday strictly after the day."""
    return day + timedelta((weekday - day.weekday() - 1) % 7 + 1)


def first_of_month(day: date, months: int = 0) -> date:
    """The first of the day's month, or of one some months later."""
    first: date = day.replace(day=1) + relativedelta(months=months)
    return first


def last_of_month(day: date) -> date:
    """The last day of the day's month."""
    return first_of_month(day, 1) - timedelta(1)


def next_month_day(month: int, day: int, now: datetime, year: str | None = None) -> date:
    """That day of that year; without a year, the next one from today on. Raises ValueError for 31 June."""
    if year is not None:
        return date(year_number(year), month, day)
    for later in range(9):  # 29 February comes within eight years
        try:
            candidate = date(now.year + later, month, day)
        except ValueError:
            continue
        if candidate >= now.date():
            return candidate
    raise ValueError(f"no {day}.{month}.")


def next_day_of_month(number: int, now: datetime) -> date:
    """The next such day of a month from today on, in the first month that has it."""
    for months in range(4):
        try:
            candidate = first_of_month(now.date(), months).replace(day=number)
        except ValueError:
            continue
        if candidate >= now.date():
            return candidate
    raise ValueError(f"no month has a day {number}")


def nth_day(month: date, number: int) -> date:
    """The nth day of the month, from its end where negative. Raises ValueError where the month has no such day."""
    if number < 0:
        return last_of_month(month) + timedelta(number + 1)
    return month.replace(day=number)


def nth_weekday(month: date, number: int, weekday: int) -> date:
    """The nth such weekday of the month, from its end where negative. Raises ValueError for a fifth there is not."""
    if number > 0:
        day = weekday_after(month - timedelta(1), weekday) + timedelta(weeks=number - 1)
    else:
        day = weekday_after(last_of_month(month) - timedelta(7), weekday) + timedelta(weeks=number + 1)
    if day.month != month.month:
        raise ValueError(f"no {number}. such weekday in {month:%B %Y}")
    return day


def period(unit: str, offset: int, today: date) -> tuple[date, date]:
    """First and last day of the unit of time today is in, or of one some units later."""
    if unit == "day":
        return today + timedelta(offset), today + timedelta(offset)
    if unit == "week":
        return monday_of(today, offset), monday_of(today, offset) + timedelta(6)
    if unit == "weekend":
        return monday_of(today, offset) + timedelta(5), monday_of(today, offset) + timedelta(6)
    if unit == "fortnight":
        return monday_of(today, 2 * offset), monday_of(today, 2 * offset) + timedelta(13)
    if unit == "month":
        first = first_of_month(today, offset)
        return first, last_of_month(first)
    if unit == "quarter":
        first = first_of_month(today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1), 3 * offset)
        return first, last_of_month(first_of_month(first, 2))
    if unit == "decade":
        first_year = today.year // 10 * 10 + 10 * offset
        return date(first_year, 1, 1), date(first_year + 9, 12, 31)
    return date(today.year + offset, 1, 1), date(today.year + offset, 12, 31)

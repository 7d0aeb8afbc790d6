"""On which day of a given year a holiday falls."""

from collections.abc import Callable
from datetime import date, timedelta

from dateutil.easter import easter

from core.language.dates.almanac import nth_weekday

DayOfYear = Callable[[int], date]


def fixed(month: int, day: int) -> DayOfYear:
    """The same date every year."""
    return lambda year: date(year, month, day)


def nth(number: int, weekday: int, month: int, plus: int = 0) -> DayOfYear:
    """The nth weekday (0 is Monday) of a month, or some days after it."""
    return lambda year: nth_weekday(date(year, month, 1), number, weekday) + timedelta(plus)


def from_easter(days: int) -> DayOfYear:
    """So many days after Western Easter Sunday."""
    return lambda year: easter(year) + timedelta(days)


HOLIDAYS: dict[str, DayOfYear] = {
    r"(christmas|xmas) eve": fixed(12, 24),
    r"(christmas|xmas)( day)?": fixed(12, 25),
    r"new year'?s? eve": fixed(12, 31),
    r"new year'?s?( day)?": fixed(1, 1),
    r"hallowe?'?en": fixed(10, 31),
    r"(st\.? |saint )?valentine'?s?( day)?": fixed(2, 14),
    r"(st\.?|saint) (patrick|paddy)'?s?( day)?": fixed(3, 17),
    r"boxing day": fixed(12, 26),
    r"independence day": fixed(7, 4),
    r"april fools?'?s?( day)?": fixed(4, 1),
    r"earth day": fixed(4, 22),
    r"thanksgiving( day)?": nth(4, 3, 11),
    r"black friday": nth(4, 3, 11, 1),
    r"easter( sunday)?": from_easter(0),
    r"good friday": from_easter(-2),
    r"easter monday": from_easter(1),
}

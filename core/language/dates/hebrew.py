"""Days of the Hebrew calendar in a Gregorian year, by arithmetic.

After Dershowitz and Reingold, *Calendrical Calculations*. The date given is the day itself, which begins at the sunset
before.
"""

from datetime import date

_HEBREW_EPOCH = -1373427  # ordinal (date.toordinal) of 1 Tishri, year 1
NISAN, IYAR, SIVAN, AV, TISHRI, KISLEV, SHEVAT, ADAR = 1, 2, 3, 5, 7, 9, 11, 12


def _is_hebrew_leap(year: int) -> bool:
    return (7 * year + 1) % 19 < 7


def _hebrew_new_year(year: int) -> int:
    """Ordinal of 1 Tishri."""

    def elapsed(of_year: int) -> int:
        months = (235 * of_year - 234) // 19
        day = 29 * months + (12084 + 13753 * months) // 25920
        return day + 1 if 3 * (day + 1) % 7 < 3 else day

    before, this, after = elapsed(year - 1), elapsed(year), elapsed(year + 1)
    delay = 2 if after - this == 356 else 1 if this - before == 382 else 0
    return _HEBREW_EPOCH + this + delay


def _hebrew_month_length(year: int, month: int) -> int:
    days = _hebrew_new_year(year + 1) - _hebrew_new_year(year)
    if month in (2, 4, 6, 10, 13) or (month == ADAR and not _is_hebrew_leap(year)):
        return 29
    if month == 8 and days not in (355, 385):
        return 29
    if month == KISLEV and days in (353, 383):
        return 29
    return 30


def hebrew(year: int, month: int, day: int) -> date:
    """The Hebrew date that falls in the Gregorian year; months count from Nisan. Adar is the second in a leap year."""
    for hebrew_year in (year + 3760, year + 3761):
        of_month = month
        if month == ADAR and _is_hebrew_leap(hebrew_year):
            of_month = 13
        last = 13 if _is_hebrew_leap(hebrew_year) else 12
        before = [*range(TISHRI, of_month)] if of_month >= TISHRI else [*range(TISHRI, last + 1), *range(1, of_month)]
        days = sum(_hebrew_month_length(hebrew_year, number) for number in before)
        found = date.fromordinal(_hebrew_new_year(hebrew_year) + days + day - 1)
        if found.year == year:
            return found
    raise ValueError(f"no such Hebrew day in {year}")

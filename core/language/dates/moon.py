"""Days of the Hindu and the Islamic calendar in a Gregorian year, from where sun and moon stand.

A Hindu month runs from new moon to new moon and is named by the sign of the (sidereal) zodiac the sun stands in as it
begins; a lunar day, or tithi, is 12 degrees of the moon's way from the sun, 1 to 15 waxing and 16 to 30 waning. A
festival falls on the day whose sunrise or evening lies in its tithi. Positions after Meeus, *Astronomical Algorithms*,
chapters 25 and 47, to about 0.1 degrees, and the Lahiri ayanamsa: a tithi that changes near the hour may be a day off.

An Islamic month begins on the day after the first sunset in Mecca that follows a new moon, close to the Umm al-Qura
calendar; where the crescent is looked for by eye it may begin a day later.
"""

from datetime import date, timedelta
from functools import lru_cache
from math import floor, radians, sin

SUNRISE, EVENING = 0.52, 13.0  # hours of universal time: 6:00 and 18:30 in India
CHAITRA, VAISHAKHA, ASHADHA, SHRAVANA, BHADRAPADA, ASHWIN, KARTIK, MAGHA, PHALGUNA = 0, 1, 3, 4, 5, 6, 7, 10, 11
FULL_MOON, NEW_MOON = 15, 30
MUHARRAM, RABI, RAJAB, SHABAN, RAMADAN, SHAWWAL, DHUL_HIJJA = 1, 3, 7, 8, 9, 10, 12
_BEIJING = 8  # hours ahead of universal time
_MECCA_SUNSET = 15.5  # hours of universal time
_ISLAMIC_EPOCH = 227015  # ordinal of 1 Muharram of year 1 in the tabular calendar, from which a new moon is looked for
_DEGREES_A_DAY = 12.19  # that the moon gains on the sun
_J2000 = date(2000, 1, 1).toordinal() + 0.5

# The moon's longitude: degrees, and multiples of elongation, sun's anomaly, moon's anomaly, argument of latitude.
_MOON_TERMS = (
    (6.288774, 0, 0, 1, 0), (1.274027, 2, 0, -1, 0), (0.658314, 2, 0, 0, 0), (0.213618, 0, 0, 2, 0),
    (-0.185116, 0, 1, 0, 0), (-0.114332, 0, 0, 0, 2), (0.058793, 2, 0, -2, 0), (0.057066, 2, -1, -1, 0),
    (0.053322, 2, 0, 1, 0), (0.045758, 2, -1, 0, 0), (-0.040923, 0, 1, -1, 0), (-0.034720, 1, 0, 0, 0),
    (-0.030383, 0, 1, 1, 0), (0.015327, 2, 0, 0, -2), (-0.012528, 0, 0, 1, 2), (0.010980, 0, 0, 1, -2),
)  # fmt: skip


def _sun(days: float) -> float:
    """The sun's longitude, in degrees, so many days after noon of 1 January 2000 (universal time)."""
    anomaly = radians(357.52911 + 0.98560028 * days)
    return (280.46646 + 0.98564736 * days + 1.914602 * sin(anomaly) + 0.019993 * sin(2 * anomaly)) % 360


def _moon(days: float) -> float:
    """The moon's longitude, in degrees."""
    angles = (
        radians(297.8501921 + 12.19074912 * days),
        radians(357.5291092 + 0.98560028 * days),
        radians(134.9633964 + 13.06499295 * days),
        radians(93.2720950 + 13.22935024 * days),
    )
    terms = sum(size * sin(sum(n * angle for n, angle in zip(ns, angles, strict=True))) for size, *ns in _MOON_TERMS)
    return (218.3164477 + 13.17639648 * days + terms) % 360


def _days(day: date, hour: float) -> float:
    return day.toordinal() + hour / 24 - _J2000


def _sidereal_sun(days: float) -> float:
    return (_sun(days) - 23.853 - 0.0000382 * days) % 360  # the Lahiri ayanamsa


def _elongation(days: float) -> float:
    return (_moon(days) - _sun(days)) % 360


def _tithi(day: date, hour: float) -> int:
    return floor(_elongation(_days(day, hour)) / 12) + 1


@lru_cache(maxsize=256)
def hindu(year: int, month: int, tithi: int, hour: float = SUNRISE) -> date:
    """The day in the Gregorian year whose sunrise (or other hour) lies in that tithi of that month (0 is Chaitra)."""
    day = date(year, 1, 1)
    while day.year == year:
        ahead = (tithi - _tithi(day, hour)) % 30
        if ahead > 2:  # a tithi lasts 0.8 to 1.1 days
            day += timedelta(max(1, ahead * 8 // 9 - 1))
            continue
        skipped = ahead and _tithi(day + timedelta(1), hour) not in (tithi, tithi - 1 or 30)
        if (ahead == 0 or (ahead == 1 and skipped)) and _month(day, hour) == month:
            return day
        day += timedelta(1)
    raise ValueError(f"no such Hindu day in {year}")


def _new_moon_near(days: float) -> float:
    """The new moon nearest to a moment, to within minutes."""
    for _ in range(4):
        days -= ((_elongation(days) + 180) % 360 - 180) / _DEGREES_A_DAY
    return days


def _month(day: date, hour: float) -> int | None:
    """The month the day lies in; None in a leap month, in which no festivals are kept."""
    at = _days(day, hour)
    new_moon = _new_moon_near(at - _elongation(at) / _DEGREES_A_DAY)
    next_new_moon = _new_moon_near(new_moon + 29.53)
    sign, next_sign = floor(_sidereal_sun(new_moon) / 30), floor(_sidereal_sun(next_new_moon) / 30)
    return None if sign == next_sign else (sign + 1) % 12


@lru_cache(maxsize=256)
def sun_enters(year: int, sign: int) -> date:
    """The day in the year on which the sun enters the sign (0 Aries, 9 Capricorn) before the evening, in India."""
    day = date(year, 1, 1)
    while day.year == year:
        to_go = (sign * 30 - _sidereal_sun(_days(day, EVENING))) % 360
        if to_go > 358.9:
            return day
        day += timedelta(max(1, int(to_go * 0.97)))
    raise ValueError(f"the sun does not enter sign {sign} in {year}")


@lru_cache(maxsize=256)
def chinese_new_year(year: int) -> date:
    """The day of the new moon, in Beijing, between 21 January and 20 February."""
    for guess in (date(year, 1, 25), date(year, 2, 16)):
        found = date.fromordinal(floor(_new_moon_near(_days(guess, 4)) + _J2000 + _BEIJING / 24))
        if date(year, 1, 21) <= found <= date(year, 2, 20):
            return found
    raise ValueError(f"no Chinese new year in {year}")


@lru_cache(maxsize=256)
def islamic(year: int, month: int, day: int) -> date:
    """The first such day of the Islamic month (1 is Muharram) in the Gregorian year."""
    guess = (year - 622) * 33 // 32
    for islamic_year in range(guess - 1, guess + 4):
        days_before = (islamic_year - 1) * 354 + (3 + 11 * islamic_year) // 30 + 29 * (month - 1) + month // 2
        new_moon = _new_moon_near(_ISLAMIC_EPOCH + days_before - 1.5 - _J2000)
        first = floor(new_moon + _J2000 - _MECCA_SUNSET / 24) + 2
        found = date.fromordinal(first + day - 1)
        if found.year == year:
            return found
    raise ValueError(f"no such Islamic day in {year}")

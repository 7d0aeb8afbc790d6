"""Phrases that name one day by its place in the calendar: today, 27 Nov, 11/27/2026, the 15th, 13 to 15 July.

Numeric dates put the month first, as American and most software does, unless only day first makes a date.
"""

import re
from datetime import date, datetime, time, timedelta

from core.language.dates.almanac import direction, first_of_month, next_day_of_month, next_month_day, part_of_day
from core.language.dates.phrase import Phrase, rule
from core.language.patterns import Said
from core.language.words import month_number, ordinal_value

_RELATIVE_DAYS = (
    (r"day after tom", 2),
    (r"day before yest", -2),
    (r"yest|yday|last", -1),
    (r"tod|toni|this|current", 0),
    (r"t|2", 1),
)


@rule(
    r"<day:relative_day>('s)?( (early |late )?(in the )?<part:day_part>)?",
    r"(early |late )?(?P<day>this|last) (early |late )?<part:day_part>",
    r"(early |late )?(?P<day>tonight|tonite)",
)
def _relative_day(said: Said, now: datetime) -> Phrase:
    name = said.words("day").removeprefix("the ")
    offset = next(days for pattern, days in _RELATIVE_DAYS if re.match(pattern, name))
    part = "night" if name.startswith("toni") else part_of_day(said["part"])
    return Phrase(day=now.date() + timedelta(offset), day_part=part)


@rule(r"right now|just now|at the moment|at this time|at the minute|asap|now")
def _now(said: Said, now: datetime) -> Phrase:
    return Phrase(moment=now, is_weak=True)


@rule(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(t(?P<hour>\d\d):(?P<minute>\d\d)(:\d\d(\.\d+)?)?z?)?",
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
    r"(?P<year>(19|20)\d\d) (?P<month>\d\d) (?P<day>\d\d)",
    r"(?P<year>\d{4}):(?P<month>\d\d):(?P<day>\d\d)",
)
def _year_first(said: Said, now: datetime) -> Phrase:
    """ISO 8601 and its looser kin; day and month are swapped where only that makes a date."""
    month, day = int(said.words("month")), int(said.words("day"))
    if month > 12:
        month, day = day, month
    clock = time(int(said["hour"]), int(said.words("minute"))) if said["hour"] else None
    return Phrase(day=date(int(said.words("year")), month, day), clock=clock)


@rule(
    r"(?P<a>\d{1,2})(?P<sign> ?[/-] ?|\.)(?P<b>\d{1,2})((?P=sign)(?P<year>'?\d\d|\d{4}))?",
    r"(?P<is_all>^(?P<a>\d{1,2}) ?- ?(?P<b>\d{1,2}))(?= ?$)",
)
def _numeric_date(said: Said, now: datetime) -> Phrase | None:
    if "-" in said.text and not said["year"] and not said["is_all"]:
        return None  # "6-8" is more often a stretch of hours or a number
    a, b, sign, year = int(said.words("a")), int(said.words("b")), said.words("sign").strip(), said["year"]
    if sign == "." and not year and len(said.text) != len("27.11"):
        return None  # 3.5 is a number
    month, day = (b, a) if sign == "." or a > 12 else (a, b)
    is_open = a <= 12 and b <= 12 and a != b
    note = f"{said.text} read as {day} {date(2000, month, 1):%B}" if is_open else None
    return Phrase(
        day=next_month_day(month, day, now, year), lacks_year=not year, is_weak=not (year or said["is_all"]), note=note
    )


@rule(
    r"<day:day_number>([-/]|,? )?<month>([-/]|,? )(?P<year>'?\d\d|\d{4})(?!:| ?[ap]\.?m| ?- ?\d)",
    r"<year:full_year>[-/ ](ad )?<month>[-/ ]<day:ordinal>",
    r"<year:full_year>[-/ ]<month>[-/ ]<day:day_number>",
    r"<month>[-/]<day:day_number>([-/](?P<year>\d{4}|\d\d))?",
    r"<month>[-/]<day:day_number>,? <year>",
    r"<month>,? ?(the )?<day:day_number>(?!:| ?[ap]\.?m|( ?-| ?/) ?\d{4})( ?, ?| (of )?)?<year>?",
    r"<month>,? (the )?<day:ordinal>(,? (of )?<year>)?",
    r"(the )?<day:ordinal>( day)?( of| in)? ?<month>(,? (of )?<year>)?",
    r"(the )?<day:day_number>( of)? ?<month>(,? (of )?<year>)?",
    r"(the )?<day:day_number>( of)? ?<month> of (?P<year>\d\d)",
)
def _month_and_day(said: Said, now: datetime) -> Phrase:
    month, day = month_number(said.words("month")), ordinal_value(said.words("day"))
    return Phrase(day=next_month_day(month, day, now, said["year"]), lacks_year=not said["year"])


@rule(
    r"(from )?(the )?<first:day_or_ordinal> ?<:to> ?(the )?<last:day_or_ordinal>( of)? <month>(,? (of )?<year>)?",
    r"between (the )?<first:day_or_ordinal> and (the )?<last:day_or_ordinal>( of)? <month>(,? (of )?<year>)?",
    r"(from )?<month>,? (the )?<first:day_or_ordinal> ?<:to> ?(the )?<last:day_or_ordinal>(,? (of )?<year>)?",
)
def _days_of_month(said: Said, now: datetime) -> Phrase | None:
    """ "13 to 15 July": from the first to the last."""
    month = month_number(said.words("month"))
    first = next_month_day(month, ordinal_value(said.words("first")), now, said["year"])
    last = first.replace(day=ordinal_value(said.words("last")))
    return Phrase(day=first, day_end=last, lacks_year=not said["year"]) if first < last else None


@rule(
    r"(the )?<n:ordinal>( day)? of (the )?(<which> )?month",
    r"(the )?<n:day_number> of (the )?<which> month",
    r"(from )?<n:day_number> ?<:to> ?<last:day_number> (of|in) (the )?<which> month",
)
def _day_of_month(said: Said, now: datetime) -> Phrase:
    number = ordinal_value(said.words("n"))
    if not said["which"]:
        return Phrase(day=next_day_of_month(number, now))
    month = first_of_month(now.date(), direction(said["which"]))
    last = month.replace(day=int(said["last"])) if said["last"] else None
    return Phrase(day=month.replace(day=number), day_end=last)


@rule(r"(the )?<n:ordinal_digits>", r"the <n:ordinal>", r"the <n:day_number>")
def _day_number_alone(said: Said, now: datetime) -> Phrase:
    return Phrase(day=next_day_of_month(ordinal_value(said.words("n")), now), is_weak=True)

"""Phrases that name one day: today, 27 Nov, 11/27/2026, the 15th, next Friday, the second Tuesday of May."""

import re
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from core.language.dates.almanac import (
    direction,
    first_of_month,
    monday_of,
    next_day_of_month,
    next_month_day,
    nth_day,
    nth_weekday,
    part_of_day,
    weekday_after,
    year_number,
)
from core.language.dates.phrase import Phrase, rule
from core.language.patterns import Said
from core.language.words import amount_value, month_number, ordinal_value, weekday_number

_RELATIVE_DAYS = (
    (r"day after tom", 2), (r"day before yest", -2), (r"yest|yday|last", -1), (r"tod|toni|this|current", 0), (r"t|2", 1),
)  # fmt: skip


@rule(
    r"<day:relative_day>('s)?( (early |late )?(in the )?<part:day_part>)?",
    r"(early |late )?(?P<day>this|last) (early |late )?<part:day_part>",
    r"(early |late )?(?P<day>tonight|tonite)",
)
def _relative_day(said: Said, now: datetime) -> Phrase:
    name = (said["day"] or "").removeprefix("the ")
    offset = next(days for pattern, days in _RELATIVE_DAYS if re.match(pattern, name))
    part = "night" if name.startswith("toni") else part_of_day(said["part"])
    return Phrase(day=now.date() + timedelta(offset), day_part=part)


@rule(r"(?P<clear>right now|just now|at the moment|at this time|at the minute|asap|now)")
def _now(said: Said, now: datetime) -> Phrase:
    return Phrase(moment=now, is_weak=True)


# ------------------------------------------------------------------------------------------------ calendar dates
@rule(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(t(?P<hour>\d\d):(?P<minute>\d\d)(:\d\d(\.\d+)?)?z?)?",
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
    r"(?P<year>(19|20)\d\d) (?P<month>\d\d) (?P<day>\d\d)",
    r"(?P<year>\d{4}):(?P<month>\d\d):(?P<day>\d\d)",
)
def _iso_date(said: Said, now: datetime) -> Phrase:
    """Year first (ISO 8601); day and month are swapped where only that makes a date."""
    month, day = int(said["month"] or 0), int(said["day"] or 0)
    if month > 12:
        month, day = day, month
    clock = time(int(said["hour"]), int(said["minute"] or 0)) if said["hour"] else None
    return Phrase(day=date(int(said["year"] or 0), month, day), clock=clock)


@rule(r"(?P<a>\d{1,2})(?P<sign> ?[/-] ?|\.)(?P<b>\d{1,2})((?P=sign)(?P<year>'?\d\d|\d{4}))?")
def _numeric_date(said: Said, now: datetime) -> Phrase | None:
    """Month first as in the United States, except with dots or where only day first makes a date."""
    a, b, sign, year = int(said["a"] or 0), int(said["b"] or 0), (said["sign"] or "").strip(), said["year"]
    if sign == "." and not year and len(said.text) != 5:
        return None  # 3.5 is a number
    is_day_first = sign == "." or a > 12
    month, day = (b, a) if is_day_first else (a, b)
    note = f"{said.text} read as {date(2000, month, day):%-d %B}" if max(a, b) <= 12 and a != b else None
    return Phrase(day=next_month_day(month, day, now, year), lacks_year=not year, is_weak=not year, note=note)


@rule(
    r"<day:day_number>[-/ ]?<month>[-/, ]+(?P<year>'?\d\d|\d{4})(?!:| ?[ap]\.?m)",
    r"<year:full_year>[-/ ](ad )?<month>[-/ ]<day:ordinal>",
    r"<year:full_year>[-/ ]<month>[-/ ]<day:day_number>",
    r"<month>[-/]<day:day_number>([-/](?P<year>\d{4}|\d\d))?",
    r"<month>[-/]<day:day_number>,? <year>",
    r"<month>,? ?(the )?<day:day_number>(?!:| ?[ap]\.?m|( ?-| ?/) ?\d{4})( ?, ?| (of )?)?<year>?",
    r"<month>,? (the )?<day:ordinal>(,? (of )?<year>)?",
    r"(the )?<day:ordinal>( day)?( of| in)? ?<month>(,? (of )?<year>)?",
    r"(the )?<day:day_number>( of)? ?<month>(,? (of )?(<year>|(?<=of )\d\d))?",
)
def _month_and_day(said: Said, now: datetime) -> Phrase:
    month, day = month_number(said["month"] or ""), ordinal_value(said["day"] or "")
    return Phrase(day=next_month_day(month, day, now, said["year"]), lacks_year=not said["year"])


@rule(
    r"(the )?<n:ordinal>( day)? of (the )?(<which> )?month",
    r"(the )?<n:day_number> of (the )?<which> month",
)
def _day_of_month(said: Said, now: datetime) -> Phrase:
    number = ordinal_value(said["n"] or "")
    if not said["which"]:
        return Phrase(day=next_day_of_month(number, now))
    month = first_of_month(now.date(), direction(said["which"]))
    return Phrase(day=month.replace(day=number))


@rule(r"(the )?<n:ordinal_digits>", r"(on |by |until |till |due |before |from )?the <n:ordinal>", r"the <n:day_number>")
def _ordinal_alone(said: Said, now: datetime) -> Phrase:
    return Phrase(day=next_day_of_month(ordinal_value(said["n"] or ""), now), is_weak=True)


# ------------------------------------------------------------------------------------------------ weekdays
@rule(
    r"(the )?<which> (week'?s? )?(on )?<weekday>( <part:day_part>)?",
)
def _which_weekday(said: Said, now: datetime) -> Phrase:
    """ "this" is the coming one (today counts), "next" the one of next calendar week, "last" the latest gone by."""
    number, which = weekday_number(said["weekday"] or ""), (said["which"] or "").removeprefix("the ")
    part = part_of_day(said["part"])
    if " week" in said.text:
        return Phrase(day=monday_of(now.date(), direction(which)) + timedelta(number), day_part=part)
    if which in ("next", "following"):
        return Phrase(day=monday_of(now.date(), 1) + timedelta(number), day_part=part)
    if direction(which) < 0:
        return Phrase(day=weekday_after(now.date() - timedelta(8), number), day_part=part)
    is_today_out = which != "this"
    return Phrase(day=weekday_after(now.date() - timedelta(not is_today_out), number), day_part=part)


@rule(r"<weekday>( <part:day_part>)?,? (of |in )?(the )?<which> week", r"<which> week,?( -)? (on )?<weekday>")
def _weekday_of_week(said: Said, now: datetime) -> Phrase:
    day = monday_of(now.date(), direction(said["which"])) + timedelta(weekday_number(said["weekday"] or ""))
    return Phrase(day=day, day_part=part_of_day(said["part"]))


@rule(r"<weekday> after next", r"a week (from |on )?<weekday>", r"<weekday> week", r"<n:cardinal> <weekday> from now")
def _weekday_further_on(said: Said, now: datetime) -> Phrase:
    weeks = int(amount_value(said["n"])) - 1 if said["n"] else 1
    return Phrase(day=weekday_after(now.date(), weekday_number(said["weekday"] or "")) + timedelta(weeks=weeks))


_ALSO_WORDS = frozenset("sun sat mon wed fri tue thu suns sats mons weds thus".split())


@rule(r"<weekday>('s)?( (early |late )?(in the )?<part:day_part>)?")
def _weekday(said: Said, now: datetime) -> Phrase:
    name = (said["weekday"] or "").rstrip(".")
    part = part_of_day(said["part"])
    return Phrase(weekday=weekday_number(name), day_part=part, is_weak=name in _ALSO_WORDS and not part)


@rule(
    r"(the )?<n:ordinal>( (to|from) (the )?last| last) (<weekday>|day) (of|in|from) (the )?((?P<which_month>this|next|last|following|current|previous) )?(month( of)? )?(<month>|month)(,? (of )?<year>)?",
    r"(the )?(<n:ordinal>|(?P<is_last>last)) (<weekday>|day)( <part:day_part>)? (of|in|from) (the )?"
    r"((?P<which_month>this|next|last|following|current|previous) )?(month of )?(<month>|month)(,? (of )?<year>)?",
    r"(the )?<n:ordinal> day (of|in|from) (the year )?<year:full_year>",
)
def _nth_in_month(said: Said, now: datetime) -> Phrase | None:
    number = ordinal_value(said["n"]) if said["n"] else 1
    if said["is_last"] or re.search(r" last (?!month)", said.text.removeprefix("the ")):
        number = -number
    if said["year"] and not said["month"]:
        return Phrase(day=date(int(said["year"]), 1, 1) + timedelta(number - 1)) if number > 0 else None

    def pick(month: date) -> date:
        if said["weekday"]:
            return nth_weekday(month, number, weekday_number(said["weekday"]))
        return nth_day(month, number)

    part = part_of_day(said["part"])
    today = now.date()
    if said["month"]:
        month = month_number(said["month"])
        if said["year"]:
            return Phrase(day=pick(date(year_number(said["year"]), month, 1)), day_part=part)
        day = pick(date(today.year, month, 1))
        return Phrase(day=day if day >= today else pick(date(today.year + 1, month, 1)), day_part=part)
    if said["which_month"]:
        return Phrase(day=pick(first_of_month(today, direction(said["which_month"]))), day_part=part)
    day = pick(first_of_month(today))
    return Phrase(day=day if day >= today else pick(first_of_month(today) + relativedelta(months=1)), day_part=part)

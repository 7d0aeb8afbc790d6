"""Phrases that name a day by its weekday: friday, next Tuesday, Monday week, the second Tuesday of May."""

from datetime import date, datetime, timedelta

from core.language.dates.almanac import (
    direction,
    first_of_month,
    monday_of,
    nth_day,
    nth_weekday,
    part_of_day,
    weekday_after,
    year_number,
)
from core.language.dates.phrase import Phrase, rule
from core.language.patterns import Said
from core.language.words import amount_value, month_number, ordinal_value, weekday_number

_ALSO_WORDS = frozenset(["sun", "sat", "mon", "wed", "fri", "tue", "thu"])  # "the cat sat", "wed Anna": weak alone


# What may follow "Friday's" and still be on that Friday; "Friday's restaurant" is a name.
_PLANS = (
    r"(?:meetings?|calls?|class|classes|lessons?|lectures?|exams?|tests?|interviews?|appointments?|presentations?|part(?:y|ies)|dinner"
    r"|lunch|breakfast|games?|match|matches|sessions?|shifts?|deadlines?|deliver(?:y|ies)|flights?|events?|demos?|reviews?|workshops?"
    r"|trips?|visits?|tasks?|reminders?|to-?dos?|to do|lists?|agenda|plans?|schedule|work|homework)\b"
)


@rule(rf"<weekday>('s(?= {_PLANS}))?( (early |late )?(in the )?<part:day_part>)?(?!')")
def _weekday(said: Said, now: datetime) -> Phrase:
    name, part = said.words("weekday").rstrip("."), part_of_day(said["part"])
    is_owner = said.text.endswith("'s")
    return Phrase(
        weekday=weekday_number(name), day_part=part, is_weak=name in _ALSO_WORDS and not part, is_name=not is_owner
    )


@rule(r"<weekday>,? (the )?<n:day_number>(?![:.]| ?[ap]\.?m|[-/ ](of )?<:month>)")
def _weekday_and_number(said: Said, now: datetime) -> Phrase | None:
    """ "fri 27", where that is a Friday of this month or the next; otherwise the number is something else."""
    number = int(said.words("n"))
    days = (first_of_month(now.date(), months) + timedelta(number - 1) for months in (0, 1))
    weekday = weekday_number(said.words("weekday"))
    fits = [day for day in days if day.day == number and day.weekday() == weekday and day >= now.date()]
    return Phrase(day=fits[0]) if fits else None


@rule(r"(the )?<which> (week'?s? )?(on )?<weekday>( <part:day_part>)?")
def _which_weekday(said: Said, now: datetime) -> Phrase:
    """ "this" is the coming one (today counts), "next" the one of next calendar week, "last" the latest gone by."""
    weekday, which, today = weekday_number(said.words("weekday")), said.words("which"), now.date()
    if " week" in said.text:
        day = monday_of(today, direction(which)) + timedelta(weekday)
    elif which in ("next", "following", "the following"):
        day = monday_of(today, 1) + timedelta(weekday)
    elif direction(which) < 0:
        day = weekday_after(today - timedelta(8), weekday)
    else:
        day = weekday_after(today - timedelta(1) if which == "this" else today, weekday)
    return Phrase(day=day, day_part=part_of_day(said["part"]))


@rule(r"<weekday>( <part:day_part>)?,? (of |in )?(the )?<which> week", r"<which> week,?( -)? (on )?<weekday>")
def _weekday_of_week(said: Said, now: datetime) -> Phrase:
    day = monday_of(now.date(), direction(said["which"])) + timedelta(weekday_number(said.words("weekday")))
    return Phrase(day=day, day_part=part_of_day(said["part"]))


@rule(
    r"(the )?<weekday> after next",
    r"a week (from |on )?<weekday>",
    r"<weekday> week",
    r"<n:cardinal> <weekday:weekdays> from now",
)
def _weekday_further_on(said: Said, now: datetime) -> Phrase:
    weeks = int(amount_value(said["n"])) - 1 if said["n"] else 1
    return Phrase(day=weekday_after(now.date(), weekday_number(said.words("weekday"))) + timedelta(weeks=weeks))


_OF_MONTH = r"(of|in|from) (the )?(<which> )?(month of )?(<month>|month)(,? (of )?<year>)?"


@rule(
    rf"(the )?(<n:ordinal>|(?P<is_last>last)) (<weekday>|day)( <part:day_part>)? {_OF_MONTH}",
    rf"(the )?<n:ordinal>(?P<is_last> (to |from )?(the )?last) (<weekday>|day) {_OF_MONTH}",
    r"(the )?<n:ordinal> day (of|in|from) (the year )?<year:full_year>",
    r"(the )?(?P<is_last>last) (<weekday>|day) (of|in) (the |this )?(?P<of_year>year)",
)
def _nth_in_month(said: Said, now: datetime) -> Phrase | None:
    """ "the second Tuesday of May", "last day of the month", "the 36th day of 2027"."""
    number = ordinal_value(said["n"]) if said["n"] else 1
    if said["is_last"]:
        number = -number
    if said["year"] and not said["month"]:
        return Phrase(day=date(int(said["year"]), 1, 1) + timedelta(number - 1)) if number > 0 else None

    def in_month(first: date) -> date:
        if said["weekday"]:
            return nth_weekday(first, number, weekday_number(said["weekday"]))
        return nth_day(first, number)

    today, part = now.date(), part_of_day(said["part"])
    if said["of_year"]:
        first, step = date(today.year, 12, 1), 12
    elif said["month"]:
        month, step = month_number(said["month"]), 12
        first = date(year_number(said["year"]) if said["year"] else today.year, month, 1)
    else:
        first, step = first_of_month(today, direction(said["which"])), 1
    day = in_month(first)
    is_fixed = bool(said["year"]) or (said["which"] is not None and not said["month"])
    if day < today and not is_fixed:
        day = in_month(first_of_month(first, step))
    return Phrase(day=day, day_part=part)

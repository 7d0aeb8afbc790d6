"""Phrases that name a stretch of time: this week, end of May, late March, Q3 2026, next summer, in 2027."""

from datetime import date, datetime, timedelta

from core.language.dates.almanac import (
    direction,
    first_of_month,
    last_of_month,
    monday_of,
    next_month_day,
    part_of_day,
    period,
    weekday_after,
    year_number,
)
from core.language.dates.phrase import Phrase, rule
from core.language.patterns import Said
from core.language.words import amount_value, month_number, ordinal_value, unit_name, weekday_number

_SHORT_ENDS = {"eod": "day", "cob": "day", "eow": "week", "eom": "month", "eoy": "year"}
_SEASON_STARTS = {"spring": (3, 20), "summer": (6, 21), "autumn": (9, 23), "fall": (9, 23), "winter": (12, 21)}


def _whole(first: date, last: date, now: datetime, is_week: bool = False) -> Phrase:
    """A period; one that has begun starts today and is due at its end."""
    if first <= now.date() <= last:
        return Phrase(day=now.date(), day_end=last, is_week=is_week, is_running=True)
    return Phrase(day=first, day_end=last, is_week=is_week)


@rule(
    r"(the )?<which> (?P<unit>week|week-?end|month|year|yr|quarter|qtr|fortnight|decade)( after next)?",
    r"(the )?week-?end",
)
def _which_period(said: Said, now: datetime) -> Phrase:
    unit = unit_name(said["unit"].replace("-", "")) if said["unit"] else "weekend"
    offset = direction(said["which"]) + ("after next" in said.text)
    if unit == "weekend" and offset < 0 and now.weekday() < 5:
        first, last = period(unit, offset, now.date())
        return Phrase(day=first, day_end=last)
    first, last = period(unit, offset, now.date())
    return _whole(first, last, now, is_week=unit == "week")


@rule(
    r"(the )?(very )?(?P<edge>end|start|beginning|middle|mid|early|late|later)[ -]?(of |in |on )?(around )?(the |of )*<which>? ?"
    r"(?P<unit>day|week|work ?week|month|year|quarter|weekend)",
    r"(the )?(?P<edge>end|start|beginning|middle|mid|early|late)[ -]?(of |in )?(the )?(?P<which_day>tomorrow|today)",
    r"(the )?(?P<edge>end|start|beginning|middle|mid|early|late)[ -]?(of |in )?(the )?(<which> )?<weekday>",
    r"(the )?(?P<edge>end|start|beginning|middle|mid|early|late)[ -]?(of |in )?(<which> )?<month>( <year>)?",
    r"(the )?(?P<edge>end|start|beginning|middle|mid|early|late)[ -]?(of |in )?<year:full_year>",
    r"(the )?(?P<short>eod|cob|eow|eom|eoy|close of (business|play))( (?P<which_day>tomorrow|today))?",
)
def _edge_of_period(said: Said, now: datetime) -> Phrase | None:
    """The end of a week is its Friday, unless that has gone by; of anything else its last day."""
    today = now.date()
    edge = said["edge"] or "end"
    offset = direction(said["which"])
    unit = _SHORT_ENDS.get(said["short"] or "", "day") if said["short"] else (said["unit"] or "").replace(" ", "")
    if said["weekday"] or said["which_day"]:
        day = weekday_after(today - timedelta(1), weekday_number(said["weekday"])) if said["weekday"] else today
        day += timedelta(1) if said["which_day"] == "tomorrow" else timedelta(0)
        return Phrase(day=day, day_part="evening" if edge in ("end", "late") else "morning")
    if unit == "day":
        if edge != "end":
            return None
        return Phrase(day=today + timedelta(offset), day_part="evening")
    if said["month"]:
        number = month_number(said["month"])
        year = year_number(said["year"]) if said["year"] else today.year + (number < today.month) + (offset > 0)
        first = date(year, number, 1)
        last = last_of_month(first)
    elif said["year"]:
        first, last = date(year_number(said["year"]), 1, 1), date(year_number(said["year"]), 12, 31)
    else:
        first, last = period("week" if "week" in unit and unit != "weekend" else unit, offset, today)
        if "week" in unit and unit != "weekend":
            friday = first + timedelta(4)
            last = friday if friday >= today or offset else last
    if edge in ("early", "start", "beginning"):
        return Phrase(day=first)
    if edge in ("mid", "middle"):
        return Phrase(day=first + (last - first) // 2)
    if edge == "later":
        return Phrase(day=min(today + timedelta(1), last), day_end=last, is_running=True)
    if edge == "late":
        return Phrase(day=last - (last - first) // 3, day_end=last)
    return Phrase(day=last)


@rule(
    r"(?P<lead>in|by|until|till|since|before|during|from|for|of) <month>(?! ?(the )?(\d{1,2}(?!\d)|<:ordinal>))( (of )?<year>)?",
    r"(?P<lead>this|next|last)( past)? <month>(?! ?\d{1,2}(?!\d))",
    r"<month>,? (of )?<year>",
    r"<year:full_year> (ad )?<month>",
    r"<year:full_year>[-/]<number:month_digits>",
    r"<number:month_digits>[-/]<year:full_year>",
    r"(?<![^ ])<month>(?= ?$)",
)
def _month(said: Said, now: datetime) -> Phrase | None:
    number = int(said["number"]) if said["number"] else month_number(said["month"] or "")
    lead = said["lead"]
    if said["year"]:
        first = date(year_number(said["year"]), number, 1)
        return Phrase(day=first, day_end=last_of_month(first))
    if lead in ("of", "for"):
        return None
    year = now.year + (number < now.month)
    if lead == "next" and number == now.month:
        year += 1
    if lead == "last":
        year = now.year - (number >= now.month)
    first = date(year, number, 1)
    # "may" and "march" alone are words too; only the whole of a text makes them months
    return Phrase(day=first, day_end=last_of_month(first), is_weak=lead is None, lacks_year=True)


@rule(
    r"(in |by |until |till |during |since |before |for )(the )?((calendar )?year )?<year:full_year>",
    r"(the )?(calendar )?year <year:full_year>",
)
def _year(said: Said, now: datetime) -> Phrase:
    year = int(said["year"] or 0)
    return Phrase(day=date(year, 1, 1), day_end=date(year, 12, 31))


@rule(
    r"q(?P<n>[1-4])[- ]?<year:full_year>?",
    r"<year:full_year>[- ]?q(?P<n>[1-4])",
    r"(the )?<ordinal> quarter( of)?( the| this)? (year|<year:full_year>)",
)
def _quarter(said: Said, now: datetime) -> Phrase:
    number = int(said["n"]) if said["n"] else ordinal_value(said["ordinal"] or "")
    if not 1 <= number <= 4:
        raise ValueError("a year has four quarters")
    year = int(said["year"]) if said["year"] else now.year
    first = date(year, 3 * number - 2, 1)
    last = last_of_month(first_of_month(first, 2))
    if not said["year"] and last < now.date():
        first, last = first.replace(year=year + 1), last_of_month(first_of_month(first.replace(year=year + 1), 2))
    return Phrase(day=first, day_end=last)


@rule(
    r"(in (the )?|(?P<which>this|next|last|current) )(?P<season>spring|summer|autumn|fall|winter)( (of )?<year:full_year>)?"
)
def _season(said: Said, now: datetime) -> Phrase:
    month, day = _SEASON_STARTS[said["season"] or ""]
    if said["year"]:
        first = date(int(said["year"]), month, day)
    else:
        first = next_month_day(month, day, now)
        if said["which"] == "last":
            first = first.replace(year=first.year - 1)
    return Phrase(day=first, day_end=first + timedelta(92))


@rule(
    r"(the )?(?P<which>last|first|<:ordinal>) (?P<unit>week(-| )?end|week|<weekday>) (of|in) (?P<month_of><:which> month|<month>)( <year>)?",
)
def _week_of_month(said: Said, now: datetime) -> Phrase | None:
    if said["weekday"]:
        return None
    today = now.date()
    if said["month"]:
        number = month_number(said["month"])
        first = date(year_number(said["year"]) if said["year"] else today.year + (number < today.month), number, 1)
    else:
        first = first_of_month(today, direction((said["month_of"] or "").removesuffix(" month")))
    is_weekend = "end" in (said["unit"] or "")
    if said["which"] == "last":
        start = monday_of(last_of_month(first) - timedelta(6 if not is_weekend else 0))
    else:
        start = monday_of(first, ordinal_value(said["which"] or "1") - 1)
    start += timedelta(5 if is_weekend else 0)
    return Phrase(day=start, day_end=start + timedelta(1 if is_weekend else 6), is_week=not is_weekend)


@rule(r"(the )?week (starting |beginning |commencing |of )(on )?(?=\S)")
def _week_starting(said: Said, now: datetime) -> Phrase:
    return Phrase(shift=lambda day: day)


@rule(
    r"(the )?<which> (?P<n>\d{1,3}|<:cardinal>|few|couple of|couple) <unit>",
    r"(the )?(?P<n>\d{1,3}|<:cardinal>) <which> <unit>",
)
def _next_few(said: Said, now: datetime) -> Phrase:
    """ "the next 3 days" begin tomorrow; the last 3 ended yesterday."""
    count, unit = int(amount_value(said["n"] or "1")), unit_name(said["unit"] or "")
    if unit in ("hour", "minute", "second"):
        step = timedelta(**{f"{unit}s": count})
        if direction(said["which"]) < 0:
            return Phrase(moment=now - step, moment_end=now)
        return Phrase(moment=now, moment_end=now + step)
    if direction(said["which"]) < 0:
        return Phrase(day=period(unit, -count, now.date())[0], day_end=period(unit, -1, now.date())[1])
    return Phrase(day=period(unit, 1, now.date())[0], day_end=period(unit, count, now.date())[1])


@rule(
    r"(early |late )?(in (the )?|at |this |the |early |late )?<part:day_part>s?( of(?= ))?", r"(after )<part:day_part>"
)
def _part_of_day(said: Said, now: datetime) -> Phrase:
    return Phrase(day_part=part_of_day(said["part"]), is_weak=True)

"""Phrases that name a stretch of time: this week, end of May, late March, Q3 2026, next summer, week 48, in 2027.

A period that has begun starts today and is marked as running: what is to be done within it is due at its end.
"""

from datetime import date, datetime, timedelta

from core.language.dates.almanac import (
    direction,
    first_of_month,
    last_of_month,
    monday_of,
    nth_weekday,
    part_of_day,
    period,
    weekday_after,
    year_number,
)
from core.language.dates.phrase import Phrase, rule
from core.language.patterns import Said
from core.language.words import amount_value, month_number, ordinal_value, unit_name, weekday_number

_SATURDAY = 5
_SEASON_MONTHS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # in which each begins
_SHORT_ENDS = {
    "yea": "year",
    "mon": "month",
    "eod": "day",
    "cob": "day",
    "clo": "day",
    "eow": "week",
    "eom": "month",
    "eoy": "year",
}


def _whole(first: date, last: date, now: datetime, is_week: bool = False, is_weak: bool = False) -> Phrase:
    if first <= now.date() <= last:
        return Phrase(day=now.date(), day_end=last, is_week=is_week, is_running=True, is_weak=is_weak)
    return Phrase(day=first, day_end=last, is_week=is_week, is_weak=is_weak)


@rule(
    r"(in (?=the ))?(the )?<which> (?P<unit>week|week-?end|month|year|yr|quarter|qtr|fortnight|decade)"
    r"(?P<further> after next)?('?s)?",
    r"(in (?=the ))?(the )?<which:next> (?P<unit>day|hour|hr|minute|min)",
    r"(over (?=the |this |next ))?(the )?(<which> )?(?P<unit>week-?end)",
)
def _which_period(said: Said, now: datetime) -> Phrase:
    unit, offset = unit_name(said.words("unit").replace("-", "")), direction(said["which"])
    if unit in ("hour", "minute"):
        return Phrase(moment=now + timedelta(**{f"{unit}s": offset}))
    first, last = period(unit, offset + (said["further"] is not None), now.date())
    if unit == "weekend" and first < now.date() <= last:
        first = now.date()  # said on Sunday
    is_weak = said["which"] is None and not said.text.startswith("over")
    return _whole(first, last, now, is_week=unit == "week", is_weak=is_weak)


_EDGE = r"(the )?(very )?(?P<edge>end|start|beginning|middle|mid|early|late|later)[ -]?((of|in|on|the|around) ){0,3}"


@rule(
    _EDGE + r"(<which> )?(?P<unit>day|week|work ?week|month|year|quarter|week-?end)",
    _EDGE + r"<which> (?P<unit>day|week|work ?week|month|year|quarter|week-?end)",
    _EDGE + r"(?P<near>today|tomorrow)",
    _EDGE + r"(<which> )?<weekday>",
    _EDGE + r"(<which> )?<month>( (of )?<year>)?",
    _EDGE + r"q(?P<quarter>[1-4])( <year:full_year>)?",
    _EDGE + r"<year:full_year>",
    r"(the )?(?P<short>eod|cob|eow|eom|eoy|close of (business|play)|(?P<whole>year|month)[ -]end)",
)
def _edge_of_period(said: Said, now: datetime) -> Phrase | None:
    """The end of a week is its Friday while that is to come, of others the last day; "late" is the last third."""
    today, edge, offset = now.date(), said["edge"] or "end", direction(said["which"])
    unit = _SHORT_ENDS[said["short"][:3]] if said["short"] else (said["unit"] or "").replace(" ", "").replace("-", "")
    if (said["short"] or edge == "end") and unit == "day" and not (said["near"] or said["which"]):
        return Phrase(day_part="evening", is_deadline=True)  # of today, or of the day said beside it
    if said["weekday"] or said["near"] or unit == "day":
        if unit == "day" and not said["near"] and edge != "end":
            return None  # "the early day"
        day = weekday_after(today - timedelta(1), weekday_number(said["weekday"])) if said["weekday"] else today
        if edge == "later" and said["near"]:
            return Phrase(day=day)
        day += timedelta(1 if said["near"] == "tomorrow" else offset if unit == "day" else 0)
        return Phrase(day=day, day_part="evening" if edge in ("end", "late", "later") else "morning")
    if said["month"]:
        month = month_number(said["month"])
        year = year_number(said["year"]) if said["year"] else today.year + (month < today.month) + (offset > 0)
        first, last = date(year, month, 1), last_of_month(date(year, month, 1))
    elif said["quarter"]:
        first, last = _quarter_days(int(said["quarter"]), said["year"], today)
    elif said["year"]:
        first, last = date(int(said["year"]), 1, 1), date(int(said["year"]), 12, 31)
    else:
        first, last = period(unit.removeprefix("work"), offset, today)
        friday = first + timedelta(4)
        if unit in ("week", "workweek") and (friday >= today or offset):
            last = friday
    if edge in ("early", "start", "beginning"):
        return Phrase(day=first)
    if edge in ("mid", "middle"):
        return Phrase(day=first + (last - first) // 2)
    if edge == "later" and first <= today:
        return Phrase(day=min(today + timedelta(1), last), day_end=last, is_running=True)
    if edge in ("late", "later"):
        return Phrase(day=last - (last - first) // 3, day_end=last)
    return Phrase(day=last, is_deadline=last >= today)


@rule(
    r"(?<!\d )(?<!\d(st|nd|rd|th) )<month>,? (of )?<year>",
    r"<year:full_year> (ad )?<month>",
    r"<year:full_year>[-/]<number:month_digits>",
    r"<number:month_digits>[-/]<year:full_year>",
)
def _month_of_year(said: Said, now: datetime) -> Phrase:
    month = int(said["number"]) if said["number"] else month_number(said.words("month"))
    first = date(year_number(said.words("year")), month, 1)
    return Phrase(day=first, day_end=last_of_month(first))


@rule(
    r"(?P<lead>in|by|until|till|since|before|during|from) <month>(?! ?(the )?(\d{1,2}(?!\d)|<:ordinal>))",
    r"(?P<lead>this|next|last)( past)? <month>(?! ?\d{1,2}(?!\d))",
    r"(?<![^ ])<month>",
)
def _month(said: Said, now: datetime) -> Phrase:
    """A month alone is weak: "may" and "march" are other words too."""
    month, lead = month_number(said.words("month")), said["lead"]
    year = now.year + (month < now.month)
    if lead == "next" and month == now.month:
        year += 1
    if lead == "last":
        year = now.year - (month >= now.month)
    first = date(year, month, 1)
    return Phrase(day=first, day_end=last_of_month(first), is_weak=lead is None, lacks_year=True)


@rule(
    r"(in |by |until |till |during |since |before )(the )?((calendar )?year )?<year:full_year>",
    r"(the )?(calendar )?year <year:full_year>",
)
def _year(said: Said, now: datetime) -> Phrase:
    year = int(said.words("year"))
    return Phrase(day=date(year, 1, 1), day_end=date(year, 12, 31))


@rule(
    r"q(?P<n>[1-4])[- ]?<year:full_year>?",
    r"<year:full_year>[- ]q(?P<n>[1-4])",
    r"(the )?<ordinal> quarter,? (of )?(the |this )?(year|<year:full_year>)",
    r"(the )?<ordinal> quarter",
)
def _quarter(said: Said, now: datetime) -> Phrase:
    number = int(said["n"]) if said["n"] else ordinal_value(said.words("ordinal"))
    first, last = _quarter_days(number, said["year"], now.date())
    return Phrase(day=first, day_end=last, is_weak=said.text.endswith("quarter"))


def _quarter_days(number: int, year: str | None, today: date) -> tuple[date, date]:
    """First and last day of that quarter of the year; without a year, of the one that has not gone by."""
    first = date(int(year) if year else today.year, 3 * number - 2, 1)
    if not year and last_of_month(first_of_month(first, 2)) < today:
        first = first_of_month(first, 12)
    return first, last_of_month(first_of_month(first, 2))


@rule(
    r"(in (the )?)?(early |late |mid )?<season> (of )?<year:full_year>",
    r"in (the )?(early |late |mid )?<season>",
    r"(?P<which>this|next|last|current) <season>",
    r"<alone:season>",
)
def _season(said: Said, now: datetime) -> Phrase:
    """Seasons of whole months, as weather services count them: summer is June to August."""
    month = _SEASON_MONTHS[said["season"] or said.words("alone")]
    first = date(int(said["year"]) if said["year"] else now.year, month, 1)
    last = last_of_month(first_of_month(first, 2))
    years = 0
    if not said["year"]:
        is_running = first <= now.date() <= last
        years = (last < now.date()) - (said["which"] == "last") + (said["which"] == "next" and is_running)
    first = first_of_month(first, 12 * years)
    return Phrase(day=first, day_end=last_of_month(first_of_month(first, 2)), is_weak=said["alone"] is not None)


@rule(
    r"(in |during )?(the )?(?P<nth>last|first|<:ordinal>) (?P<unit>week[ -]?end|week) (of|in) (the )?"
    r"(?P<month_of><:which> month|month|<month>)"
    r"(,? <year>)?"
)
def _week_of_month(said: Said, now: datetime) -> Phrase:
    today = now.date()
    if said["month"]:
        month = month_number(said["month"])
        first = date(year_number(said["year"]) if said["year"] else today.year + (month < today.month), month, 1)
    else:
        first = first_of_month(today, direction(said.words("month_of").removesuffix("month")))
    is_last = said["nth"] == "last"
    number = -1 if is_last else ordinal_value(said.words("nth"))
    if said.words("unit") != "week":
        start = nth_weekday(first, number, _SATURDAY)
        return Phrase(day=start, day_end=start + timedelta(1))
    start = monday_of(last_of_month(first) - timedelta(6)) if is_last else monday_of(first, number - 1)
    return Phrase(day=start, day_end=start + timedelta(6), is_week=True)


@rule(
    r"(in|by|on|during|before|until) (the )?(calendar )?(week|wk|cw|kw) ?(?P<n>\d{1,2})"
    r"( of (?P<which>this|next|last) year|,? (of )?<year:full_year>)?(?! of the)"
)
def _numbered_week(said: Said, now: datetime) -> Phrase:
    """ "in week 48": the ISO week of that number, this year's or, once it has gone by, the next year's."""
    number = int(said.words("n"))
    first = date.fromisocalendar(int(said["year"]) if said["year"] else now.year + direction(said["which"]), number, 1)
    if not said["year"] and not said["which"] and first + timedelta(6) < now.date():
        first = date.fromisocalendar(now.year + 1, number, 1)
    return Phrase(day=first, day_end=first + timedelta(6), is_week=True)


@rule(r"(the )?(?P<unit>week-?end|week|month|quarter|year) after next")
def _after_next(said: Said, now: datetime) -> Phrase:
    unit = said.words("unit").replace("-", "")
    first, last = period(unit, 2, now.date())
    return Phrase(day=first, day_end=last, is_week=unit == "week")


@rule(r"all (?P<unit>week-?end|week|month|year)( long)?")
def _all_through(said: Said, now: datetime) -> Phrase:
    return _whole(*period(said.words("unit").replace("-", ""), 0, now.date()), now)


@rule(r"after (the|this) week-?end")
def _after_the_weekend(said: Said, now: datetime) -> Phrase:
    return Phrase(day=monday_of(now.date(), 1))


@rule(r"(for )?(the )?(rest|remainder) of (the|this) (?P<unit>week|month|year)")
def _rest_of_period(said: Said, now: datetime) -> Phrase:
    return Phrase(day=now.date(), day_end=period(said.words("unit"), 0, now.date())[1], is_running=True)


@rule(r"(in |during )?(the )?(?P<half>first|second) half of (the )?<month>(,? <year>)?")
def _half_of_month(said: Said, now: datetime) -> Phrase:
    month = month_number(said.words("month"))
    year = year_number(said["year"]) if said["year"] else now.year + (month < now.month)
    first = date(year, month, 1)
    if said["half"] == "first":
        return Phrase(day=first, day_end=date(year, month, 15))
    return Phrase(day=date(year, month, 16), day_end=last_of_month(first))


@rule(r"(the )?week (starting|beginning|commencing|of)( on)?")
def _week_of(said: Said, now: datetime) -> Phrase:
    return Phrase(shift=monday_of)


@rule(r"(the )?week-?end (of|after|(?P<is_before>before))")
def _weekend_of(said: Said, now: datetime) -> Phrase:
    if said["is_before"]:
        return Phrase(shift=lambda day: weekday_after(day - timedelta(8), _SATURDAY))
    return Phrase(shift=lambda day: weekday_after(day - timedelta(1), _SATURDAY))


@rule(
    r"(the )?<which> (?P<n>\d{1,3}|<:cardinal>|few|couple of|couple) <unit>",
    r"(the )?(?P<n>\d{1,3}|<:cardinal>) <which> <unit>",
)
def _next_few(said: Said, now: datetime) -> Phrase:
    """The next 3 days begin tomorrow, the last 3 ended yesterday; 3 upcoming days name the third of them."""
    count, unit, today = int(amount_value(said.words("n"))), unit_name(said.words("unit")), now.date()
    is_past = direction(said["which"]) < 0
    if unit in ("hour", "minute", "second"):
        step = timedelta(**{f"{unit}s": count})
        return Phrase(moment=now - step, moment_end=now) if is_past else Phrase(moment=now, moment_end=now + step)
    if is_past:
        return Phrase(day=period(unit, -count, today)[0], day_end=period(unit, -1, today)[1])
    last_first, last_last = period(unit, count, today)
    first = last_first if said.words("which").endswith("coming") else period(unit, 1, today)[0]
    return Phrase(day=first, day_end=last_last)


@rule(r"<n:cardinal> week-?ends (ago|back)")
def _weekends_ago(said: Said, now: datetime) -> Phrase:
    first, last = period("weekend", -int(amount_value(said.words("n"))), now.date())
    return Phrase(day=first, day_end=last)


@rule(
    r"(?<!s' )(?<!'s )(early |late )?(in (the )?|at |this |the |early |late )?<part:day_part>s?( of)?",
    r"first thing( in the morning)?",
)
def _part_of_day(said: Said, now: datetime) -> Phrase:
    if said.text.startswith("first"):
        return Phrase(day_part="morning", is_weak=True)
    return Phrase(day_part=part_of_day(said["part"]), is_weak=True)

"""Phrases that count from now or from another day: in 2 hours, 3 weeks ago, two days after Easter."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from core.language.dates.almanac import weekday_after
from core.language.dates.phrase import Phrase, Shift, rule
from core.language.patterns import Said
from core.language.words import amount_value, ordinal_value, unit_name, weekday_number

_MINUTES_OF_PARTS = {"half": 30, "1/2": 30, "quarter": 15, "1/4": 15, "3/4": 45, "three": 45}
_COUNT = r"(?P<n{0}>\d{{1,4}}(\.\d)?|<:amount_word>)"
_MORE = r"(,? and |, ?| )" + _COUNT + r"[ -]?<unit{0}:unit>"
_SPAN = (
    r"(about |around )?(?P<n>\d{1,4}(\.\d)?(?= ?[a-z-])|<:amount_word>(?= ))"
    r"(?P<half_before>( and)? (an? )?half)?[ -]?<unit>"
    rf"({_MORE.format(2)}({_MORE.format(3)})?)?(?P<half_after> and a half)?"
)
_ANCHOR = r"(?= (the )?(tom|tod|yes|next|this|last|now|christ|easter|<:weekday>|<:month>|\d|[a-z]+ day|[a-z'’]+))"


def _steps(said: Said) -> list[tuple[float, str]]:
    half = 0.5 if said["half_before"] or said["half_after"] else 0
    steps = [(amount_value(said["n"] or "1") + half, unit_name(said["unit"] or "day"))]
    for number in ("2", "3"):
        if said["n" + number]:
            steps.append((amount_value(said["n" + number] or "1"), unit_name(said["unit" + number] or "day")))
    return steps


def moved(start: datetime, steps: list[tuple[float, str]], sign: int) -> tuple[datetime, bool]:
    """The moment so many units away, and whether its time of day means anything."""
    is_timed = False
    for count, unit in steps:
        count *= sign
        if unit in ("hour", "minute", "second"):
            start, is_timed = start + timedelta(**{f"{unit}s": count}), True
        elif unit == "day" and count != int(count):
            start, is_timed = start + timedelta(days=count), True
        elif unit in ("day", "week", "fortnight", "weekend"):
            start += timedelta(days=int(count * {"day": 1, "week": 7, "fortnight": 14, "weekend": 7}[unit]))
        else:
            months = count * {"month": 1, "quarter": 3, "year": 12, "decade": 120}[unit]
            start += relativedelta(months=int(months), days=int(30 * (months - int(months))))
    return start, is_timed


def _away(said: Said, now: datetime, sign: int) -> Phrase:
    steps = _steps(said)
    moment, is_timed = moved(now, steps, sign)
    return Phrase(moment=moment) if is_timed else Phrase(day=moment.date(), is_week=steps[0][1] == "week")


@rule(
    rf"(in|within|after|over)( (the )?next)? {_SPAN}( from (now|today)|'? time)?"
    r"(?! (after|before|from|since|past|late|ago)\b)",
    rf"\+ ?{_SPAN}",
)
def _in_a_while(said: Said, now: datetime) -> Phrase:
    return replace(_away(said, now, 1), is_deadline=said.text.startswith("within"))


@rule(
    r"in (a |an )?(?P<part><:half_or_quarter>)([ -](of )?an?)? ?(hour|hr|h)\b",
    r"(an? )?(?P<part><:half_or_quarter>) (of )?an? hour from now",
    r"in (?P<minutes>\d{1,3})'(?= |$)",
)
def _part_of_hour(said: Said, now: datetime) -> Phrase:
    part = (said["part"] or "").replace("-", " ").split(" ")[0]
    return Phrase(moment=now + timedelta(minutes=int(said["minutes"]) if said["minutes"] else _MINUTES_OF_PARTS[part]))


@rule(
    rf"(in )?{_SPAN} (?P<way>from (right )?now|from today|from this (second|moment|minute)|hence|later|out)",
    rf"{_SPAN} (?P<way>ago|earlier|back|before now)",
    rf"^{_SPAN}$",
)
def _from_now(said: Said, now: datetime) -> Phrase | None:
    if said["way"] is None and said["n"] in ("a", "an", "another"):
        return None
    if said["way"] and (said["unit"] or "").startswith("weekend"):
        return None  # those of the past are named by their Saturday, in `periods`
    return _away(said, now, -1 if said["way"] in ("ago", "earlier", "back", "before now") else 1)


@rule(
    rf"{_SPAN} (?P<way>after|before|from|since|prior to){_ANCHOR}",
    rf"(the )?(?P<one>day|week|month|year) (?P<way>after|before){_ANCHOR}",
)
def _from_a_day(said: Said, now: datetime) -> Phrase:
    steps = [(1.0, said["one"] or "")] if said["one"] else _steps(said)
    sign = -1 if said["way"] in ("before", "prior to") else 1

    def shift(day: date) -> date:
        return moved(datetime.combine(day, datetime.min.time()), steps, sign)[0].date()

    return Phrase(shift=shift)


@rule(r"(?P<n><:amount>) weeks? (from )?(?P<near>today|tomorrow)", r"(?P<near>today|tomorrow) week")
def _weeks_from_today(said: Said, now: datetime) -> Phrase:
    weeks = amount_value(said["n"] or "a")
    return Phrase(day=now.date() + timedelta(days=int(7 * weeks) + (said["near"] == "tomorrow")))


@rule(
    rf"(the )?(<ordinal> )?<weekday> (?P<way>after|before|from)(?! \d{{1,2}}([:.]\d\d)? ?([ap]m?\b|-|to\b|till?\b|"
    rf"$)){_ANCHOR}",
    rf"(the )?(closest|nearest) <weekday> to{_ANCHOR}",
)
def _weekday_from_a_day(said: Said, now: datetime) -> Phrase:
    number = ordinal_value(said["ordinal"] or "1st")
    weekday = weekday_number(said["weekday"] or "")

    def after(day: date) -> date:
        return weekday_after(day, weekday) + timedelta(weeks=number - 1)

    def before(day: date) -> date:
        return weekday_after(day - timedelta(8), weekday) - timedelta(weeks=number - 1)

    def closest(day: date) -> date:
        return weekday_after(day - timedelta(4), weekday)

    shifts: dict[str | None, Shift] = {"after": after, "from": after, "before": before}
    return Phrase(shift=shifts.get(said["way"], closest))

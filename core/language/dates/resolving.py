"""One phrase turned into a start, an end and a word on what was guessed: where Violet's policies on open words live."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.language.dates.almanac import weekday_after
from core.language.dates.phrase import DayPart, Phrase

# When a part of the day begins and ends, in hours. A task for the evening is due as it begins.
_HOURS_OF_PARTS: dict[DayPart, tuple[int, int]] = {
    "morning": (9, 12), "noon": (12, 13), "afternoon": (12, 18), "evening": (18, 22), "night": (20, 24),
}  # fmt: skip
_LATEST_AFTERNOON_HOUR = 6  # "at 6" is 18:00, "at 7" is 07:00


@dataclass(frozen=True)
class Resolved:
    """Naive local values; a datetime only where a time of day was said or implied."""

    start: date | datetime
    end: date | datetime | None
    note: str | None


def resolve(phrase: Phrase, now: datetime) -> Resolved:
    """What the phrase means, said now. Raises ValueError or OverflowError beyond the calendar."""
    if phrase.moment:
        return Resolved(phrase.moment.replace(second=0, microsecond=0), phrase.moment_end, None)
    day, day_note = _day(phrase, now)
    if phrase.clock:
        return _at_a_time(phrase, day, day_note, now)
    if phrase.day_part is None:
        return Resolved(day, phrase.day_end, phrase.note or day_note)
    begins, ends = _HOURS_OF_PARTS[phrase.day_part]
    start = datetime.combine(day, time(begins))
    if not phrase.is_day and start + timedelta(hours=ends - begins) <= now:
        start += timedelta(1)  # "in the morning", said at noon
    return Resolved(start, None, phrase.note or day_note)


def _at_a_time(phrase: Phrase, day: date, day_note: str | None, now: datetime) -> Resolved:
    clock, clock_note = _clock(phrase)
    start = datetime.combine(day, clock)
    note = phrase.note or clock_note or day_note
    if not phrase.is_day and start < now.replace(second=0, microsecond=0):
        start += timedelta(1)
        if clock != time(0):  # midnight is always the coming one
            note = f"{clock:%H:%M} has passed today, so tomorrow"
    elif phrase.is_day and phrase.is_vague and phrase.day_part in ("evening", "night") and clock.hour == 0:
        start += timedelta(1)  # "at 12 in the evening" is the midnight that follows
    return Resolved(start, _end(phrase, start), note)


def _day(phrase: Phrase, now: datetime) -> tuple[date, str | None]:
    if phrase.day is not None:
        return phrase.day, None
    if phrase.weekday is None:
        return now.date(), None
    day = weekday_after(now.date(), phrase.weekday)
    note = f"{day:%A} read as {day.day} {day:%B}, a week from today" if (day - now.date()).days == 7 else None
    return day, note


def _clock(phrase: Phrase) -> tuple[time, str | None]:
    """The time of day meant; an hour without am or pm follows the part of the day said, or the hours people keep."""
    clock = phrase.clock
    assert clock is not None
    if not phrase.is_vague:
        return clock, None
    hour = clock.hour
    if phrase.day_part in ("afternoon", "evening") or (phrase.day_part == "night" and hour >= 5):
        if hour == 12:
            return (clock.replace(hour=0) if phrase.day_part != "afternoon" else clock), None
        return clock.replace(hour=hour % 12 + 12), None
    if phrase.day_part is not None:
        return clock, None
    read = clock.replace(hour=hour + 12) if 1 <= hour <= _LATEST_AFTERNOON_HOUR else clock
    if hour == 12:
        return read, None
    said = f"{hour}" if not clock.minute else f"{hour}:{clock.minute:02}"
    return read, f"{said} read as {read:%H:%M}"


def _end(phrase: Phrase, start: datetime) -> datetime | None:
    if phrase.clock_end is None:
        return None
    end = datetime.combine(phrase.day_end or start.date(), phrase.clock_end)
    if end <= start and end + timedelta(hours=12) > start and phrase.clock_end.hour <= 12:
        end += timedelta(hours=12)
    return end if end > start else end + timedelta(1)

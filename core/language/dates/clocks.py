"""Phrases that name a time of day: 5pm, 17:30, half past eight, noon, at 5, 3-4pm."""

from datetime import date, datetime, time, timedelta

from core.language.dates.phrase import Phrase, rule
from core.language.patterns import Said
from core.language.words import CARDINALS, HOURS_OF_WORDS, amount_value

_LEAD = r"((?P<lead>at|@|around|about|by|from|for|before|after|until|till|approximately|circa) ?)?"


def _hour(words: str) -> int:
    return int(words) if words[0].isdigit() else HOURS_OF_WORDS[words]


def _clock(hour: int, minute: int, half_of_day: str | None) -> Phrase:
    """A time of day; without am or pm an hour up to twelve may be either. Raises ValueError for 25:00 or 13am."""
    if half_of_day:
        is_pm = half_of_day.startswith("p")
        if hour > 12 and is_pm:
            return Phrase(clock=time(hour, minute))
        if not 1 <= hour <= 12:
            raise ValueError(f"no {hour} o'clock {half_of_day}")
        return Phrase(clock=time(hour % 12 + 12 * is_pm, minute))
    return Phrase(clock=time(hour % 24, minute), is_vague=1 <= hour <= 12)


def _minutes(words: str) -> int:
    words = words.replace("-", " ")
    for zero in ("oh ", "o ", "zero "):
        if words.startswith(zero):
            return CARDINALS[words.removeprefix(zero)]
    return CARDINALS[words]


def _weak(phrase: Phrase) -> Phrase:
    return Phrase(clock=phrase.clock, is_vague=phrase.is_vague, is_weak=True)


@rule(
    rf"{_LEAD}<hour>[:.]<minutes>([:.](?P<seconds>[0-5]\d)(\.\d+)?)? ?<half:half_of_day>(ish)?",
    rf"{_LEAD}<hour>:<minutes>(:(?P<seconds>[0-5]\d)(\.\d+)?)?( ?hours| ?hrs| ?o'? ?clock|ish)?",
    r"(?P<lead>at|@) ?<hour>\.<minutes>",
    r"(?<=day |row )<hour>\.<minutes>",
    rf"{_LEAD}<hour> ?h ?<minutes>",
)
def _hours_and_minutes(said: Said, now: datetime) -> Phrase:
    hour = said["hour"] or ""
    found = _clock(int(hour), int(said["minutes"] or 0), said["half"])
    is_padded = len(hour) == 2 and not said["half"]  # 10:30, 04:00: a clock of 24 hours
    return Phrase(clock=found.clock, is_vague=found.is_vague and not is_padded)


@rule(
    rf"{_LEAD}(<hour>|<word:hour_word>)(ish)?\.? ?<half:half_of_day>(ish)?(?! [a-z]\b)",
    rf"{_LEAD}(<hour>|<word:hour_word>) ?o'? ?clock( ?<half:half_of_day>)?",
    rf"{_LEAD}(<hour>|<word:hour_word>)ish( <half:half_of_day>)?",
    rf"{_LEAD}<hour>ampm",
)
def _full_hour(said: Said, now: datetime) -> Phrase | None:
    if said["half"] in ("a", "p") and said["hour"] and f"{said['hour']} {said['half']}" in said.text:
        return None  # "5 a side"
    return _clock(_hour(said["hour"] or said["word"] or ""), 0, said["half"])


@rule(
    r"(?P<lead>at|@) ?(?P<hour>[01]?\d|2[0-4])<minutes>( ?<half:half_of_day>)?( hours| hrs)?",
    r"(?P<hour>[01]?\d|2[0-4])<minutes>( ?<half:half_of_day>| ?hours| ?hrs|ish)",
    r"(at )?(?P<hour>[01]?\d|2[0-4])<minutes>ish",
)
def _run_together(said: Said, now: datetime) -> Phrase:
    """ "at 0900", "330 p.m."; "at 1984" has no such clock."""
    hour = said["hour"] or ""
    found = _clock(int(hour), int(said["minutes"] or 0), said["half"])
    is_padded = len(hour) == 2 and not said["half"]
    is_bare = said.text[-1].isdigit()  # "at 101 points"
    return Phrase(clock=found.clock, is_vague=found.is_vague and not is_padded, is_weak=is_bare)


@rule(
    r"(?P<lead>at|@) ?(<hour>|<word:hour_word>)",
    r"(by|around|about|from|until|till|before|after) (<hour>|<word:hour_word>)"
    r"(?=$|[.,;!?]| (on|today|tonight|tomorrow|this|in the))",
    r"(<hour>|<word:hour_word>)(?=,? (tonight|tomorrow|today|yesterday|at night))",
    r"(<hour>|<word:hour_word>)(?=,? (in the|this) (morning|afternoon|evening|night))",
    r"(?<=tonight )(<hour>|<word:hour_word>)",
)
def _bare_hour(said: Said, now: datetime) -> Phrase:
    return _weak(_clock(_hour(said["hour"] or said["word"] or ""), 0, None))


@rule(r"(?P<lead>(at|@|by|around|until|till|before) ?)?<hour>h(?! ?\d)")
def _french_hour(said: Said, now: datetime) -> Phrase:
    found = _clock(int(said["hour"] or ""), 0, None)
    return found if said["lead"] else _weak(found)


@rule(
    r"(at |for |around |by |@ )?(an? )?(?P<n>half|quarter|<:amount>)( ?(minutes?|mins?))? "
    r"(?P<way>past|after|to|till|before|of|from) (<hour>|<word:hour_word>|(?P<mid>noon|midnight))h?"
    r"( ?o'? ?clock)?( ?<half:half_of_day>)?",
    r"(?P<lead>(at|@|by|around|until|till) )?half (<hour>|<word:hour_word>)( ?<half:half_of_day>)?",
)
def _minutes_past(said: Said, now: datetime) -> Phrase | None:
    counted, way = said["n"] or "half", said["way"] or "past"
    minutes = {"half": 30, "quarter": 15}.get(counted) or int(amount_value(counted))
    if minutes >= 60 or (way in ("of", "from") and counted != "quarter" and not said["half"]):
        return None
    if said["mid"]:
        hour = Phrase(clock=time(12 if said["mid"] == "noon" else 0))
    else:
        hour = _clock(_hour(said["hour"] or said["word"] or ""), 0, said["half"])
    assert hour.clock is not None
    sign = 1 if way in ("past", "after", "from") else -1
    moment = datetime.combine(date(2000, 1, 2), hour.clock) + timedelta(minutes=sign * minutes)
    is_clear = (
        counted in ("half", "quarter") or "min" in said.text or bool(said["half"]) or way == "past" or bool(said["mid"])
    )
    if said["n"] is None:
        is_clear = bool(said["lead"] or said["half"])
    return Phrase(clock=moment.time(), is_vague=hour.is_vague, is_weak=not is_clear)


@rule(r"(?P<lead>(at|@|by|around) ?)?<word:hour_word>[ -]<minutes:minute_words>( ?<half:half_of_day>)?")
def _spoken_time(said: Said, now: datetime) -> Phrase:
    """ "seven thirty"; alone it may as well be "three twenty flight"."""
    found = _clock(_hour(said["word"] or ""), _minutes(said["minutes"] or ""), said["half"])
    return found if said["half"] else _weak(found)


@rule(
    r"((at|by|around|before|after|until|till) )?(the )?(12 )?(?P<word>noon(ish)?|mid-?day|midnight|lunch ?time|lunch)"
)
def _named_time(said: Said, now: datetime) -> Phrase:
    word = said["word"] or ""
    clock = time(0) if word == "midnight" else time(12)
    if word.startswith("lunch") and said.text.startswith("after"):
        return Phrase(clock=time(13))
    return Phrase(
        clock=clock,
        is_name=said.text == word,
        is_weak=word.startswith("lunch") and not said.text.startswith(("at", "by")),
    )


@rule(
    r"(?P<lead>from |between |at |@ ?|around )?(<hour>|<word:hour_word>)([:.h]<minutes>)?( ?<half:half_of_day>)?"
    r"(?P<to> ?<:to> ?| and )"
    r"(<hour2:hour>|<word2:hour_word>)([:.h]<minutes2:minutes>|h)?( ?(in the )?<half2:half_of_day>)?",
)
def _hours_from_to(said: Said, now: datetime) -> Phrase | None:
    """ "3-4pm", "from 9:30 to 11": the first hour takes the second's half of the day where it stays the earlier."""
    if said["to"] == " and " and said["lead"] != "between ":
        return None
    half2 = said["half2"]
    start = _clock(_hour(said["hour"] or said["word"] or ""), int(said["minutes"] or 0), said["half"])
    end = _clock(_hour(said["hour2"] or said["word2"] or ""), int(said["minutes2"] or 0), half2)
    assert start.clock is not None and end.clock is not None
    first, last = start.clock, end.clock
    if (
        start.is_vague
        and half2
        and first.hour < 12 <= last.hour
        and (first.hour + 12, first.minute) <= (last.hour, last.minute)
    ):
        first = first.replace(hour=first.hour + 12)
    if end.is_vague and last <= first and last.hour < 12:
        last = last.replace(hour=last.hour + 12)
    is_vague = start.is_vague and not half2
    if first == last or (is_vague and end.is_vague and last < first):
        return None  # "7-6" is no stretch of time
    is_clear = bool(
        said["half"] or half2 or (said["minutes"] and said["minutes2"]) or (said["minutes"] and said["lead"])
    )
    return Phrase(clock=first, clock_end=last, is_vague=is_vague, is_weak=not is_clear)

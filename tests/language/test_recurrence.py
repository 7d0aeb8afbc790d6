"""Repeats found in sentences, stepped through and used up."""

import time
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.language.recurrence import (
    FoundRecurrence,
    check_rrule,
    find_recurrence,
    next_occurrence,
    remaining_rule,
)

NOW = datetime(2026, 11, 25, 14, 0)  # a Wednesday


def found(text: str) -> FoundRecurrence:
    result = find_recurrence(text, NOW)
    assert result is not None, text
    return result


@pytest.mark.parametrize(
    ("text", "rrule", "rest"),
    [
        ("feed the fish daily", "FREQ=DAILY", "feed the fish"),
        ("feed the fish every single day", "FREQ=DAILY", "feed the fish"),
        ("feed the fish every 3 days", "FREQ=DAILY;INTERVAL=3", "feed the fish"),
        ("feed the fish every third day", "FREQ=DAILY;INTERVAL=3", "feed the fish"),
        ("feed the fish every other day", "FREQ=DAILY;INTERVAL=2", "feed the fish"),
        ("feed the fish every weekday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "feed the fish"),
        ("feed the fish on weekends", "FREQ=WEEKLY;BYDAY=SA,SU", "feed the fish"),
        ("feed the fish every day except sunday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA", "feed the fish"),
        ("feed the fish every tues and thurs", "FREQ=WEEKLY;BYDAY=TU,TH", "feed the fish"),
        ("feed the fish every mon wed fri", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "feed the fish"),
        ("feed the fish every thursday to saturday", "FREQ=WEEKLY;BYDAY=TH,FR,SA", "feed the fish"),
        ("feed the fish on mondays and fridays", "FREQ=WEEKLY;BYDAY=MO,FR", "feed the fish"),
        ("every 2 weeks on sunday feed the fish", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", "feed the fish"),
        ("feed the fish alternate sundays", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", "feed the fish"),
        ("feed the fish fortnightly", "FREQ=WEEKLY;INTERVAL=2", "feed the fish"),
        ("feed the fish once a month", "FREQ=MONTHLY", "feed the fish"),
        ("feed the fish on the 5th of every month", "FREQ=MONTHLY;BYMONTHDAY=5", "feed the fish"),
        ("feed the fish every 1st and 15th", "FREQ=MONTHLY;BYMONTHDAY=1,15", "feed the fish"),
        ("feed the fish on the 31st monthly", "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", "feed the fish"),
        ("feed the fish the last day of each month", "FREQ=MONTHLY;BYMONTHDAY=-1", "feed the fish"),
        ("feed the fish at the start of every month", "FREQ=MONTHLY;BYMONTHDAY=1", "feed the fish"),
        ("feed the fish every last friday", "FREQ=MONTHLY;BYDAY=-1FR", "feed the fish"),
        ("feed the fish every 2 months on the second tuesday", "FREQ=MONTHLY;INTERVAL=2;BYDAY=2TU", "feed the fish"),
        ("feed the fish quarterly", "FREQ=MONTHLY;INTERVAL=3", "feed the fish"),
        ("feed the fish every year on 24 december", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24", "feed the fish"),
        ("feed the fish on may 4th every year", "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=4", "feed the fish"),
        ("feed the fish every january", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1", "feed the fish"),
        ("feed the fish every 4 hours", "FREQ=HOURLY;INTERVAL=4", "feed the fish"),
        ("feed the fish every 10 minutes", "FREQ=MINUTELY;INTERVAL=10", "feed the fish"),
        ("feed the fish daily for 5 times", "FREQ=DAILY;COUNT=5", "feed the fish"),
        ("feed the fish every day until 5 january", "FREQ=DAILY;UNTIL=20270105", "feed the fish"),
        ("feed the fish every day for the next two weeks", "FREQ=DAILY;UNTIL=20261209", "feed the fish"),
    ],
)
def test_repeats_are_found_and_cut_out(text: str, rrule: str, rest: str) -> None:
    result = found(text)
    assert (result.rrule, result.rest) == (rrule, rest)
    assert text[slice(*result.span)] == result.text


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("stretch every weekday at 9", datetime(2026, 11, 26, 9)),
        ("stretch every weekday at 5", datetime(2026, 11, 25, 17)),
        ("stretch 6:45am every day", datetime(2026, 11, 26, 6, 45)),
        ("stretch every morning", datetime(2026, 11, 26, 9)),
        ("stretch every evening at 7", datetime(2026, 11, 25, 19)),
        ("stretch every sunday at 8 in the evening", datetime(2026, 11, 29, 20)),
        ("stretch every wednesday", date(2026, 11, 25)),
        ("stretch on the 31st monthly", date(2026, 11, 30)),
        ("stretch every day at 10, 12 and 17", datetime(2026, 11, 26, 10)),
        ("stretch every 2 weeks starting 7 december", date(2026, 12, 7)),
        ("stretch every friday starting next month at 4pm", datetime(2026, 12, 4, 16)),
        ("stretch every week", None),
        ("stretch every 6 hours", None),
    ],
)
def test_first_occurrence_from_now_on(text: str, first: date | None) -> None:
    result = found(text)
    assert result.first == first
    assert result.rest == "stretch"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "buy a weekly planner",
        "file the quarterly figures",
        "delete every task",
        "each and every one of them",
        "read each page",
        "every now and then",
        "every time it rains",
        "an everyday coat",
        "not every day",
        "every 2nd thought",
        "two fridays from now",
        "the daily news",
        "monday to friday",
        "once upon a time",
        "family reunion",
        "twice a week",
        "every 32nd of the month",
        "each day's page",
    ],
)
def test_near_misses_are_no_repeat(text: str) -> None:
    assert find_recurrence(text, NOW) is None


@pytest.mark.parametrize(
    ("rrule", "after", "following"),
    [
        ("FREQ=DAILY", date(2026, 2, 28), date(2026, 3, 1)),
        ("FREQ=DAILY", datetime(2026, 2, 28, 8, 30), datetime(2026, 3, 1, 8, 30)),
        ("FREQ=WEEKLY;BYDAY=MO,TH", date(2026, 11, 26), date(2026, 11, 30)),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", date(2026, 11, 26), date(2026, 12, 7)),
        ("FREQ=MONTHLY", date(2027, 1, 31), date(2027, 2, 28)),
        ("FREQ=YEARLY", date(2028, 2, 29), date(2029, 2, 28)),
        ("FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", date(2027, 1, 31), date(2027, 2, 28)),
        ("FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", date(2027, 2, 28), date(2027, 3, 31)),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", date(2024, 2, 29), date(2028, 2, 29)),
        ("FREQ=HOURLY;INTERVAL=6", datetime(2026, 11, 25, 20), datetime(2026, 11, 26, 2)),
        ("FREQ=HOURLY;INTERVAL=6", date(2026, 11, 25), date(2026, 11, 26)),
        ("FREQ=DAILY;UNTIL=20261126", datetime(2026, 11, 25, 18), datetime(2026, 11, 26, 18)),
        ("FREQ=DAILY;UNTIL=20261126", datetime(2026, 11, 26, 18), None),
        ("FREQ=DAILY;COUNT=2", date(2026, 11, 25), date(2026, 11, 26)),
        ("FREQ=DAILY;COUNT=1", date(2026, 11, 25), None),
    ],
)
def test_next_occurrence(rrule: str, after: date, following: date | None) -> None:
    result = next_occurrence(rrule, after)
    assert result == following
    assert result is None or type(result) is type(after)


def test_a_counted_rule_is_used_up_one_by_one() -> None:
    assert remaining_rule("FREQ=DAILY;COUNT=3") == "FREQ=DAILY;COUNT=2"
    assert remaining_rule("FREQ=DAILY;COUNT=1") is None
    assert remaining_rule("FREQ=WEEKLY;BYDAY=MO") == "FREQ=WEEKLY;BYDAY=MO"


@pytest.mark.parametrize(
    ("rrule", "canonical"),
    [
        ("freq=weekly;byday=mo,we", "FREQ=WEEKLY;BYDAY=MO,WE"),
        ("RRULE:BYDAY=1FR;FREQ=MONTHLY;INTERVAL=1", "FREQ=MONTHLY;BYDAY=1FR"),
        (" FREQ=DAILY;COUNT=5;INTERVAL=2 ", "FREQ=DAILY;INTERVAL=2;COUNT=5"),
        ("FREQ=DAILY;UNTIL=20270101T090000Z", "FREQ=DAILY;UNTIL=20270101T090000Z"),
    ],
)
def test_a_good_rule_is_made_canonical(rrule: str, canonical: str) -> None:
    assert check_rrule(rrule) == canonical


@pytest.mark.parametrize(
    ("rrule", "sentence"),
    [
        ("", "starts with how often"),
        ("every day", "don't know"),
        ("FREQ=SOMETIMES", "starts with how often"),
        ("FREQ=MINUTELY;INTERVAL=5", "once an hour at most"),
        ("FREQ=SECONDLY", "once an hour at most"),
        ("FREQ=HOURLY;BYMINUTE=0,10,20", "time of day belongs"),
        ("FREQ=DAILY;INTERVAL=0", "number from 1"),
        ("FREQ=DAILY;INTERVAL=-1", "number from 1"),
        ("FREQ=DAILY;COUNT=99999999", "number from 1"),
        ("FREQ=WEEKLY;BYDAY=XX", "are no weekdays"),
        ("FREQ=MONTHLY;BYDAY=10MO", "no day that ever comes"),
        ("FREQ=MONTHLY;BYDAY=++1MO", "are no weekdays"),
        ("FREQ=DAILY;UNTIL=tomorrow", "not a repeat rule I can follow"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "no day that ever comes"),
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31", "no day that ever comes"),
        ("FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29", "no day that ever comes"),
        ("FREQ=HOURLY;BYMONTH=2", "doesn't go with"),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=MO", "write FREQ=WEEKLY"),
        ("FREQ=WEEKLY;BYDAY=1MO", "months and years only"),
        ("FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=31", "months and years only"),
        ("FREQ=MONTHLY;BYSETPOS=-1", "days to choose from"),
        ("FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=5", "number from 1"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "number from 1"),
        ("FREQ=YEARLY;BYYEARDAY=1;BYMONTH=2", "stands alone"),
        ("FREQ=DAILY;BYHOUR=9", "time of day belongs"),
        ("FREQ=DAILY;X-EVIL=1", "don't know"),
        ("FREQ=DAILY;" + "BYDAY=MO;" * 100, "too long"),
    ],
)
def test_nonsense_and_abuse_are_refused_kindly(rrule: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        check_rrule(rrule)


def test_every_rule_that_passes_has_a_next_day_soon_found() -> None:
    began = time.perf_counter()
    for frequency in ("HOURLY", "DAILY", "DAILY;INTERVAL=999", "WEEKLY", "MONTHLY;INTERVAL=7", "MONTHLY", "YEARLY"):
        for days in (
            "",
            ";BYDAY=5MO",
            ";BYDAY=SU",
            ";BYMONTHDAY=31",
            ";BYMONTH=2;BYMONTHDAY=30",
            ";BYMONTH=2;BYDAY=5SU",
        ):
            try:
                rrule = check_rrule(f"FREQ={frequency}{days}")
            except ValueError:
                continue
            assert next_occurrence(rrule, datetime(2027, 2, 28, 9)) is not None, rrule
    assert time.perf_counter() - began < 2


_WORDS = (
    "every each other 2 3rd day week month year on the first last and monday fri of 15th march until for starting at 9"
    " daily monthly weekdays mondays twice 5 times once a except , - to morning ’ \n İ 999999 0"
).split(" ")
_SOME_WORDS = st.lists(st.sampled_from(_WORDS), max_size=20)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=100), _SOME_WORDS.map(" ".join)))
def test_any_text_is_read_without_error(text: str) -> None:
    for now in (NOW, datetime(9999, 12, 31, 23, 59), datetime(1, 1, 1)):
        result = find_recurrence(text, now)
        if result:
            assert text[slice(*result.span)] == result.text
            if "MINUTELY" not in result.rrule:
                assert check_rrule(result.rrule) == result.rrule


@pytest.mark.parametrize(
    "unit", ["every ", "daily ", "monthly on the first and ", "1st, 2nd, ", "mon, tue, ", "each day "]
)
def test_long_hostile_text_is_read_quickly(unit: str) -> None:
    text = (unit * 4000)[:4000]
    began = time.perf_counter()
    find_recurrence(text, NOW)
    assert time.perf_counter() - began < 0.5  # ten times what it takes; a quadratic pattern takes minutes

"""Dates and repeats as a person reads them."""

from datetime import date, datetime

import pytest

from core.language.recurrence import find_recurrence
from core.language.say import say_due, say_due_short, say_repeat

NOW = datetime(2026, 11, 25, 14, 0)  # a Wednesday


@pytest.mark.parametrize(
    ("due", "sentence", "chip"),
    [
        (date(2026, 11, 25), "today", "today"),
        (datetime(2026, 11, 25, 17, 0), "today, 17:00", "today 17:00"),
        (date(2026, 11, 26), "tomorrow", "tomorrow"),
        (datetime(2026, 11, 26, 9, 5), "tomorrow, 09:05", "tomorrow 09:05"),
        (date(2026, 11, 24), "yesterday", "yesterday"),
        (date(2026, 11, 22), "Sunday 22 Nov", "3 days overdue"),
        (date(2026, 11, 4), "Wednesday 4 Nov", "3 weeks overdue"),
        (date(2026, 8, 1), "Saturday 1 Aug", "3 months overdue"),
        (date(2025, 11, 1), "Saturday 1 Nov 2025", "1 year overdue"),
        (datetime(2026, 11, 27, 17, 0), "Friday 27 Nov, 17:00", "Fri 17:00"),
        (date(2026, 11, 27), "Friday 27 Nov", "Fri"),
        (date(2026, 12, 2), "Wednesday 2 Dec", "Wed 2 Dec"),
        (date(2026, 12, 9), "Wednesday 9 Dec", "in 2 weeks"),
        (date(2027, 3, 12), "Friday 12 Mar 2027", "12 Mar 2027"),
    ],
)
def test_due_dates(due: date, sentence: str, chip: str) -> None:
    assert say_due(due, NOW) == sentence
    assert say_due_short(due, NOW) == chip


@pytest.mark.parametrize(
    ("rrule", "words"),
    [
        ("FREQ=DAILY", "every day"),
        ("FREQ=DAILY;INTERVAL=3", "every 3 days"),
        ("FREQ=HOURLY;INTERVAL=6", "every 6 hours"),
        ("FREQ=WEEKLY", "every week"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday"),
        ("FREQ=WEEKLY;BYDAY=SA,SU", "every weekend"),
        ("FREQ=WEEKLY;BYDAY=TU", "every Tuesday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "every 2 weeks on Monday and Thursday"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR", "every week on Monday, Wednesday and Friday"),
        ("FREQ=MONTHLY;BYMONTHDAY=1", "every month on the 1st"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "every month on the 1st and 15th"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day"),
        ("FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", "every month on the 31st"),
        ("FREQ=MONTHLY;BYDAY=1FR", "every month on the first Friday"),
        ("FREQ=MONTHLY;BYDAY=-2FR", "every month on the second to last Friday"),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24", "every year on 24 December"),
        ("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "every year on the fourth Thursday of November"),
        ("FREQ=YEARLY;BYYEARDAY=1", "every year on the 1st day"),
        ("FREQ=DAILY;COUNT=5", "every day, 5 times"),
        ("FREQ=DAILY;COUNT=1", "every day, once"),
        ("FREQ=WEEKLY;BYDAY=MO;UNTIL=20270105", "every Monday, until 5 Jan 2027"),
    ],
)
def test_repeats(rrule: str, words: str) -> None:
    assert say_repeat(rrule) == words


@pytest.mark.parametrize(
    "rrule",
    [
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
        "FREQ=MONTHLY;BYMONTHDAY=1,15",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
        "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24",
        "FREQ=DAILY;COUNT=5",
        "FREQ=WEEKLY;UNTIL=20270105;BYDAY=MO",
    ],
)
def test_what_is_said_of_a_repeat_is_understood_as_that_repeat(rrule: str) -> None:
    found = find_recurrence(say_repeat(rrule), NOW)
    assert found is not None
    assert (found.rrule, found.rest) == (rrule, "")

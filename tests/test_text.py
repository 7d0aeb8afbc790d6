"""Text at the door: what is dropped, what is kept exactly, and what is refused with a sentence."""

import sqlite3

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.text import MESSAGE_LIMIT, clean, clean_line, message_text, shorten

any_text = st.text(st.characters())  # surrogates, NUL and controls too


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("buy\x00 milk", "buy milk"),
        ("half an emoji \ud83d", "half an emoji \ufffd"),
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("a\x07b\x1bc\x7fd", "abcd"),
        ("tab\tstays", "tab\tstays"),
    ],
)
def test_what_no_database_can_hold_is_mended(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(
    "text",
    [
        "لا تنس الحليب",
        "abc\u202edef",
        "👩‍👩‍👧‍👦 🏳️‍🌈 🇪🇹",
        "z̷̛͎a̵̧͒l̶̰͘g̸̙͐o̴̤̚",
        "line\u2028separator",
        "'; DROP TABLE tasks; --",
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "![beacon](https://example.org/x.png) [x](javascript:alert(1))",
        ":red[not red] $x^2$ 100% _a_ \\",
    ],
)
def test_everything_else_is_kept_exactly(text: str) -> None:
    assert clean(text) == text
    assert message_text(text) == text


@given(any_text)
@example("\ud800\x00\r")
def test_clean_text_can_be_stored_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert "\x00" not in cleaned
    length = sqlite3.connect(":memory:").execute("SELECT length(?)", (cleaned,)).fetchone()[0]
    assert length == len(cleaned)


@given(any_text)
def test_a_line_is_one_line(text: str) -> None:
    line = clean_line(text)
    assert line == line.strip()
    assert "\n" not in line
    assert "  " not in line
    assert clean_line(line) == line


def test_a_line_joins_what_was_pasted_over_several() -> None:
    assert clean_line("  buy\r\n\t milk \x00 and   eggs ") == "buy milk and eggs"


@pytest.mark.parametrize("nothing", ["", "   ", "\n\t\r\n", "\x00", "\x00 \x07"])
def test_an_empty_message_is_refused(nothing: str) -> None:
    with pytest.raises(InvalidInput, match="Type something"):
        message_text(nothing)


def test_a_message_of_the_limit_is_fine_and_one_more_is_not() -> None:
    assert message_text("x" * MESSAGE_LIMIT + "  \n") == "x" * MESSAGE_LIMIT
    with pytest.raises(InvalidInput, match=r"5,000 characters long; I can read up to 4,000"):
        message_text("x" * 5_000)


@given(any_text, st.integers(2, 80))
def test_shortened_text_fits_and_says_that_something_is_missing(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    if len(text) <= limit:
        assert short == text
    else:
        assert short.endswith("…")
        assert text.startswith(short[:-1])


def test_shortening_prefers_the_end_of_a_word() -> None:
    assert shorten("Finish the quarterly report", 22) == "Finish the quarterly…"
    assert shorten("Finish the report, then rest", 20) == "Finish the report…"
    assert shorten("Donaudampfschifffahrtsgesellschaft", 10) == "Donaudamp…"

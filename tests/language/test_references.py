"""Which task a reference means: clear, unclear, or none."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.language.references import MOST_OPTIONS, TitleIndex
from tests.evaluation import score_references

TITLES = [
    "Pay the internet bill",
    "Pay the nanny",
    "Buy cat food",
    "Buy cat toys",
    "Text Marian about the keys",
    "Book flight to Austria",
    "Oil the bicycle chain",
    "Set up the printer",
    "Check up on the neighbours",
    "Read chapter 3",
    "Water the cactus",
    "Rehearse",
    "Rehearse for the school concert",
    "Купить билеты",
    "缴电费",
    "🌻 Plant sunflowers",
]


@pytest.fixture(scope="module")
def index() -> TitleIndex:
    return TitleIndex(enumerate(TITLES, 1))


def _best(index: TitleIndex, text: str, *, quoted: bool = False) -> list[str]:
    return [candidate.title for candidate in index.find(text, quoted=quoted).best]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("the internet one", "Pay the internet bill"),
        ("paid the nanny", "Pay the nanny"),
        ("that stupid bill thing", "Pay the internet bill"),
        ("texting marian", "Text Marian about the keys"),
        ("austrian flight", "Book flight to Austria"),
        ("the flihgt", "Book flight to Austria"),
        ("oiled my bike chain", "Oil the bicycle chain"),
        ("printer setup", "Set up the printer"),
        ("checkup on neighbors", "Check up on the neighbours"),
        ("chapter three", "Read chapter 3"),
        ("watering the cacttus", "Water the cactus"),
        ("билетов", "Купить билеты"),
        ("电费", "缴电费"),
        ("sunflower", "🌻 Plant sunflowers"),
        ("🌻", "🌻 Plant sunflowers"),
    ],
)
def test_a_clear_reference_finds_its_task(index: TitleIndex, text: str, title: str) -> None:
    assert _best(index, text) == [title]


@pytest.mark.parametrize("text", ["cat", "the cat task", "buying for the cat", "cta"])
def test_titles_that_fit_alike_are_all_offered(index: TitleIndex, text: str) -> None:
    wanted = [] if text == "cta" else ["Buy cat food", "Buy cat toys"]  # three letters are too few to call a slip
    assert _best(index, text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "buy a piano",
        "chapter 4",
        "text Mariam about the keys",  # another person
        "flight to Australia",  # another country
        "pay the granny",
        "dog food",
        "the task",
        "it",
        "水费",
        "молоко",
        "🌵",
        "",
        "?!",
    ],
)
def test_nothing_is_taken_for_what_no_title_explains(index: TitleIndex, text: str) -> None:
    assert _best(index, text) == []


def test_the_nearest_are_suggested_where_nothing_fits(index: TitleIndex) -> None:
    match = index.find("text Mariam about the keys")
    assert match.best == ()
    assert match.nearest[0].title == "Text Marian about the keys"
    assert len(index.find("cat bowl").nearest) <= 3


def test_the_very_title_wins_over_longer_ones(index: TitleIndex) -> None:
    assert _best(index, "rehearse") == ["Rehearse"]
    assert _best(index, "rehearsed") == ["Rehearse"]
    assert index.find("rehearse").best[0].score == 1.0


def test_two_tasks_of_one_title_are_both_offered() -> None:
    index = TitleIndex([(4, "Call Bea"), (9, "call  bea"), (11, "Call Bea back")])
    assert [candidate.number for candidate in index.find("call bea").best] == [4, 9]


def test_every_word_of_a_quoted_title_counts() -> None:
    index = TitleIndex([(1, "Write task list"), (2, "Write list of guests")])
    assert _best(index, "Task list", quoted=True) == ["Write task list"]
    assert _best(index, "WRITE  task list", quoted=True) == ["Write task list"]
    assert _best(index, "guests task", quoted=True) == []
    assert _best(index, "guests task") == ["Write list of guests"]


def test_an_appointment_is_not_the_bill_for_it() -> None:
    assert _best(TitleIndex([(1, "Pay the optician")]), "the optician appointment") == []
    assert _best(TitleIndex([(1, "Ring the optician")]), "the optician appointment") == ["Ring the optician"]


def test_a_title_without_letters_is_found_by_itself_only() -> None:
    index = TitleIndex([(1, "!!!"), (2, "Buy ink")])
    assert _best(index, "!!!") == ["!!!"]
    assert _best(index, "???") == []


def test_no_titles_no_match() -> None:
    match = TitleIndex([]).find("the rent")
    assert match.best == match.nearest == ()


def test_offers_no_more_than_anyone_would_read() -> None:
    index = TitleIndex((number, f"Send letter {number}") for number in range(1, 500))
    offered = index.find("letter").best
    assert len(offered) == MOST_OPTIONS
    assert offered[0].number == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i watered the cactus this morning", ["Water the cactus"]),
        ("finally paid the nanny for last week", ["Pay the nanny"]),
        ("bought cat food and a newspaper", ["Buy cat food"]),
        ("i oiled the bicycle chain with my sister", ["Oil the bicycle chain"]),
        ("did the cat food on monday", ["Buy cat food"]),
        ("i bought cat food bowls", []),
        ("i paid", []),
        ("the cactus is thirsty", []),
        ("i had a lovely day", []),
        ("i booked a hotel", []),
        ("i read a magazine", []),
    ],
)
def test_a_deed_mentions_a_task_only_where_the_title_explains_it(
    index: TitleIndex, text: str, expected: list[str]
) -> None:
    assert [candidate.title for candidate in index.mentions(text).best] == expected


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=120), titles=st.lists(st.text(max_size=40), max_size=8))
def test_any_text_and_titles_are_borne(text: str, titles: list[str]) -> None:
    index = TitleIndex(enumerate(titles, 1))
    for match in (index.find(text), index.find(text, quoted=True), index.mentions(text)):
        assert len(match.nearest) <= 3
        assert all(0 < candidate.score <= 1 for candidate in (*match.best, *match.nearest))


@settings(max_examples=150, deadline=None)
@given(title=st.text(min_size=1, max_size=40).filter(str.strip))
def test_a_title_finds_itself_whatever_it_is_made_of(title: str) -> None:
    index = TitleIndex([(1, "Buy ink"), (2, title)])
    assert 2 in {candidate.number for candidate in index.find(title, quoted=True).best}


@pytest.fixture(scope="module")
def table() -> tuple[TitleIndex, list[dict]]:
    titles, rows = score_references.load()
    return TitleIndex(enumerate(score_references.ten_thousand(titles), 1)), rows


def test_references_among_ten_thousand_titles(table: tuple[TitleIndex, list[dict]]) -> None:
    result = score_references.score(*table)
    assert result.wrong_task == []
    assert result.acts_where_none_fits == []
    assert result.right >= 0.96 * result.rows


@pytest.mark.parametrize("text", ["pasted prose " * 300, "x" * 4000, "🎂" * 4000, "牛奶" * 2000, "l'" * 2000])
def test_a_long_text_does_not_hang(table: tuple[TitleIndex, list[dict]], text: str) -> None:
    begin = time.perf_counter()
    table[0].find(text)
    table[0].mentions(text)
    assert time.perf_counter() - begin < 0.4  # ten times the 20 ms each may take

"""Answers to what the agent asked."""

import pytest

from core.language.answers import read_answer
from core.language.operations import Intent, Question

OPTIONS = ((5, "Buy paint"), (8, "Buy paint brushes"))
CONFIRM = Question("confirm", OPTIONS, about=Intent.DELETE)
CHOOSE = Question("choose", OPTIONS)


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "Yes please!",
        "yeah go ahead",
        "yep, that's right",
        "ok",
        "sure",
        "of course",
        "do it",
        "sounds good to me",
        "that would be great",
        "absolutely",
        "correct",
        "that is right",
        "y",
        "👍",
        "I guess so",
        "yes, that works for me",
        "perfect, thanks",
        "go for it",
        "please do",
        "yes delete them",
        "delete them",
        "that's exactly what i want",
    ],
)
def test_agrees(text: str) -> None:
    answer = read_answer(text, CONFIRM)
    assert answer is not None
    assert answer.intent is Intent.YES


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "No, thanks",
        "nope",
        "not now",
        "don't",
        "never mind",
        "cancel",
        "stop",
        "wait",
        "i changed my mind",
        "absolutely not",
        "leave it",
        "forget it",
        "no don't do that",
        "n",
        "that's wrong",
        "keep them",
        "not yet",
        "👎",
        # a yes that is taken back at once
        "ok, forget it",
        "okay no",
        "sure, never mind",
        "alright, don't",
        "yeah, no",
        "ok i changed my mind",
        "hmm ok wait",
        "sure, later",
    ],
)
def test_refuses(text: str) -> None:
    answer = read_answer(text, CONFIRM)
    assert answer is not None
    assert answer.intent is Intent.NO


@pytest.mark.parametrize(
    "text",
    [
        "add varnish",
        "show my tasks",
        "yes, and add varnish",
        "what would that do?",
        "yes but keep the first",
        "why?",
        "is it going to rain",
        "",
        # "ok" before another request agrees to nothing
        "ok show my tasks",
        "sure, what's next?",
        "ok add varnish",
        "yes add varnish",
        "ok mark it done",
        "yes, mark it done",
        "ok tell me a joke",
        "okay remind me to stretch",
    ],
)
def test_anything_else_is_no_answer(text: str) -> None:
    assert read_answer(text, CONFIRM) is None


@pytest.mark.parametrize(
    ("text", "kind", "numbers"),
    [
        ("the first one", "ordinal", (1,)),
        ("second", "ordinal", (2,)),
        ("the last", "ordinal", (-1,)),
        ("2", "ordinal", (2,)),
        ("5", "number", (5,)),
        ("task 8", "number", (8,)),
        ("the first and the second", "ordinal", (1, 2)),
        ("both", "pronoun", ()),
        ("all of them", "pronoun", ()),
        ("paint brushes", "title", ()),
        ("the brushes one", "title", ()),
    ],
)
def test_picks_an_option(text: str, kind: str, numbers: tuple[int, ...]) -> None:
    answer = read_answer(text, CHOOSE)
    assert answer is not None
    assert answer.intent is Intent.PICK
    assert answer.reference is not None
    assert (answer.reference.kind, answer.reference.numbers) == (kind, numbers)


@pytest.mark.parametrize("text", ["neither", "none of them", "no"])
def test_picks_none(text: str) -> None:
    answer = read_answer(text, CHOOSE)
    assert answer is not None
    assert answer.intent is Intent.NO


@pytest.mark.parametrize("text", ["77", "the wallpaper", "add varnish", "what?"])
def test_words_that_name_no_option_pick_nothing(text: str) -> None:
    assert read_answer(text, CHOOSE) is None


def test_a_verb_agrees_only_with_the_deed_that_waits() -> None:
    assert read_answer("delete them", Question("confirm", OPTIONS, about=Intent.COMPLETE)) is None

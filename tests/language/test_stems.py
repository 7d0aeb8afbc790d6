"""Words and their roots."""

import pytest

from core.language.stems import is_number, is_symbol, kindred, stem, tidy, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pay the rent!", ["pay", "the", "rent"]),
        ("Mum's  birthday", ["mum", "birthday"]),
        ("the boys’ shoes", ["the", "boys", "shoes"]),
        ("O'Hara", ["ohara"]),
        ("thank-you_cards", ["thank", "you", "cards"]),
        ("Deploy 2.4, then 10:30", ["deploy", "2.4", "then", "10:30"]),
        ("Crème brûlée", ["creme", "brulee"]),
        ("l'équipe", ["equipe"]),
        ("Łódź Ærø Straße", ["lodz", "aero", "strasse"]),
        ("Купить хлеб, срочно.", ["купить", "хлеб", "срочно"]),
        ("买牛奶", ["买牛", "牛奶"]),
        ("猫", ["猫"]),
        ("설거지", ["설거", "거지"]),
        ("दूध लाओ", ["दूध", "लाओ"]),
        ("🎂 cake", ["🎂", "cake"]),
        ("❤️", ["❤"]),
        ("£50 & 20%", ["50", "20"]),
        ("", []),
        (" —!? ", []),
    ],
)
def test_words_of_any_script(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    "forms",
    [
        "pay paid pays paying payment payments",
        "buy bought buying",
        "grocery groceries",
        "mum mom mummy mums",
        "write wrote written writing",
        "prepare prepared preparing preparation prep",
        "renew renewed renewal",
        "submit submitted submission",
        "organise organize organising organized organisation",
        "colour color colours",
        "tyre tire tyres",
        "five 5",
        "second 2nd",
        "child children kids",
        "shelf shelves",
        "молоко молока молоком",
    ],
)
def test_forms_of_one_word_share_a_root(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "pair",
    [
        "rent rental",
        "paint painter",
        "plumber plumbing",
        "present presentation",
        "give gift",
        "park parking",
        "call recall",
        "5 6",
    ],
)
def test_different_words_keep_different_roots(pair: str) -> None:
    first, second = pair.split()
    assert stem(first) != stem(second)


def test_kindred_words_name_the_same_deed_and_leave_out_themselves() -> None:
    assert stem("phone") in kindred(stem("calling"))
    assert stem("call") not in kindred(stem("call"))
    assert kindred(stem("umbrella")) == frozenset()


def test_tidy_folds_case_and_white_space_but_keeps_signs() -> None:
    assert tidy("  Pay\tRENT, now! ") == "pay rent, now!"
    assert tidy("ＳＴＲＡẞＥ") == "strasse"


def test_symbols_and_numbers_are_told_apart() -> None:
    assert is_symbol("🎂") and not is_symbol("x") and not is_symbol("猫")
    assert is_number("q3") and not is_number("three")

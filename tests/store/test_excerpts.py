"""Excerpts: the right stretch of a text, cut at words, with the searched words marked."""

from core.store.excerpts import WIDTH, excerpt, excerpt_of_json, marked


def plain(found: tuple[tuple[str, bool], ...]) -> str:
    return "".join(part for part, _ in found)


def test_every_occurrence_is_marked_whatever_its_case() -> None:
    assert marked("Milk, oat milk.", ["milk"]) == (("Milk", True), (", oat ", False), ("milk", True), (".", False))


def test_the_longest_word_wins_and_pattern_signs_are_themselves() -> None:
    assert marked("a.b axb", ["a", "a.b"]) == (("a.b", True), (" ", False), ("a", True), ("xb", False))


def test_nothing_to_mark_leaves_the_text_whole() -> None:
    assert marked("milk", []) == marked("milk", ["tea"]) == (("milk", False),)
    assert marked("", ["tea"]) == ()


def test_a_short_text_is_shown_whole_on_one_line() -> None:
    assert plain(excerpt("buy\n\n  milk", ["milk"])) == "buy milk"


def test_a_long_text_is_cut_at_words_around_the_first_hit() -> None:
    text = "before " * 60 + "needle " + "after " * 60
    shown = plain(excerpt(text, ["needle"]))
    assert shown.startswith("…before ") and shown.endswith(" after…")
    assert "needle" in shown and len(shown) <= WIDTH + 2


def test_a_long_text_without_spaces_is_cut_anywhere() -> None:
    shown = plain(excerpt("x" * 500 + "needle" + "y" * 500, ["needle"]))
    assert "needle" in shown and len(shown) <= WIDTH + 2


def test_values_are_shown_with_the_name_of_their_field() -> None:
    given = {"number": 4711, "tags": ["oat", "milk"], "completed": True, "due": None}
    assert (
        plain(excerpt_of_json((given, {"tasks": [{"title": "Oat flakes"}]}), ["oat"]))
        == "tags: oat · title: Oat flakes"
    )
    assert plain(excerpt_of_json((given, None), ["471"])) == "number: 4711"
    assert plain(excerpt_of_json(("just oat",), ["oat"])) == "just oat"
    assert excerpt_of_json((given, None), ["true"]) == ()

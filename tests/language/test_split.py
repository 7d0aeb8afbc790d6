"""Several requests in a message, several tasks in a title."""

import pytest

from core.language.normalise import Said
from core.language.split import split_requests, split_titles


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("add glue and mark the shelf done", ["add glue", "mark the shelf done"]),
        ("add glue. Then delete task 4", ["add glue", "Then delete task 4"]),
        ("mark 3 as done and show my tasks", ["mark 3 as done", "show my tasks"]),
        ("we're out of glue so take the shelf off the list", ["we're out of glue", "take the shelf off the list"]),
        ("remind me to sand and varnish the shelf", ["remind me to sand and varnish the shelf"]),
        ("add 'glue and mark the shelf done'", ["add 'glue and mark the shelf done'"]),
        ("on my shopping list, add glue", ["on my shopping list, add glue"]),
        ("remind me to show Ada the shelf", ["remind me to show Ada the shelf"]),
        ("we need stamps, and i should ring gran on sunday", ["we need stamps", "i should ring gran on sunday"]),
        ("i should ring gran and we talk a lot", ["i should ring gran and we talk a lot"]),
    ],
)
def test_cuts_requests_only_where_another_command_begins(text: str, parts: list[str]) -> None:
    assert [part.text for part in split_requests(Said.of(text))] == parts


@pytest.mark.parametrize(
    ("title", "tasks"),
    [
        ("milk, eggs and bread", ["milk", "eggs", "bread"]),
        ("milk and eggs", ["milk", "eggs"]),
        ("glue, nails, sandpaper", ["glue", "nails", "sandpaper"]),
        ("pay the gas bill and call the bank", ["pay the gas bill", "call the bank"]),
        ("salt and pepper", ["salt and pepper"]),
        ("sand and varnish the shelf", ["sand and varnish the shelf"]),
        ("call mum and ask her about lunch", ["call mum and ask her about lunch"]),
        ("'glue, nails and tape'", ["'glue, nails and tape'"]),
        ("email Ben, who knows about shelves", ["email Ben, who knows about shelves"]),
    ],
)
def test_a_list_of_things_is_several_tasks(title: str, tasks: list[str]) -> None:
    assert [part.text for part in split_titles(Said.of(title))] == tasks

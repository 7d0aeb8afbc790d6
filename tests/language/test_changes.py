"""Changes to tasks that are there, in many people's words, and what must change nothing."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from core.language.answers import more_than_yes
from core.language.commands import understand
from core.language.operations import Context, Intent, Operation

NOW = datetime(2026, 3, 4, 10, 30)  # a Wednesday
TITLES = ("Return the drill", "Sew the curtains", "Parents evening", "Finish the essay", "Phone the optician", "Rent")
THERE = Context(now=NOW, titles=TITLES, tags=("home",))
TOUCHED = replace(THERE, touched=(1,))


def one(text: str, context: Context = THERE) -> Operation:
    operations = understand(text, context)
    assert len(operations) == 1, operations
    return operations[0]


@pytest.mark.parametrize(
    ("text", "words", "changes"),
    [
        ("the drill has been pushed to friday", "drill", {"due": date(2026, 3, 6)}),
        ("drill deadline has moved to 9 march", "drill", {"due": date(2026, 3, 9)}),
        ("the drill needs to be fixed by friday", "drill", {"due": date(2026, 3, 6)}),
        ("the curtains can wait until sunday", "curtains", {"due": date(2026, 3, 8)}),
        ("i'd rather do the curtains on sunday", "curtains", {"due": date(2026, 3, 8)}),
        ("can the drill be moved to friday", "drill", {"due": date(2026, 3, 6)}),
        ("put the drill off until friday", "drill", {"due": date(2026, 3, 6)}),
        ("move the drill to 8 instead of 7", "drill", {"due": datetime(2026, 3, 5, 8)}),
        ("parents evening 7pm", "parents evening", {"due": datetime(2026, 3, 4, 19)}),
        ("curtains -> friday", "curtains", {"due": date(2026, 3, 6)}),
        ("task 2 for friday, high", "2", {"due": date(2026, 3, 6), "priority": "high"}),
        ("curtains: medium", "curtains", {"priority": "medium"}),
        ("call the optician on friday instead", "call the optician", {"due": date(2026, 3, 6)}),
        ("knock the curtains down to low", "curtains", {"priority": "low"}),
        ("deprioritise the curtains", "curtains", {"priority": "low"}),
        ("the curtains should be high", "curtains", {"priority": "high"}),
        ("make the curtains a priority", "curtains", {"priority": "high"}),
        ("drop the high priority from task 3", "3", {"priority": None}),
        ("don't give the curtains a deadline", "curtains", {"due": None}),
        ("the curtains no longer have a due date", "curtains", {"due": None}),
        ("no repeat on the curtains", "curtains", {"repeat": None}),
        ("the curtains shouldn't repeat any more", "curtains", {"repeat": None}),
        ("make the curtains weekly", "curtains", {"repeat": "FREQ=WEEKLY"}),
        ("the curtains should happen every friday", "curtains", {"repeat": "FREQ=WEEKLY;BYDAY=FR"}),
        ("the curtains' title should be Hem curtains", "curtains'", {"title": "Hem curtains"}),
        ("the drill should say Return both drills", "drill", {"title": "Return both drills"}),
        ("edit task 2 to say hem the curtains", "2", {"title": "Hem the curtains"}),
        ("for task 2 change the description to blue ones", "2", {"description": "blue ones"}),
        ("halfway through the curtains", "curtains", {"status": "doing"}),
        ("curtains are in progress", "curtains", {"status": "doing"}),
        ("pause the curtains", "curtains", {"status": "todo"}),
    ],
)
def test_changes(text: str, words: str, changes: dict[str, object]) -> None:
    operation = one(text)
    assert operation.intent is Intent.UPDATE, operation
    assert operation.reference is not None
    assert words in (operation.reference.text, *map(str, operation.reference.numbers))
    assert operation.changes == changes


@pytest.mark.parametrize(
    ("text", "tags", "dropped"),
    [
        ("tag task 2 house", ("house",), ()),
        ("add 'big sale' as a tag to the curtains", ("big", "sale"), ()),
        ("file the curtains under #house", ("house",), ()),
        ("take off the tag home from task 2", (), ("home",)),
        ("give the curtains the tag house", ("house",), ()),
    ],
)
def test_tags(text: str, tags: tuple[str, ...], dropped: tuple[str, ...]) -> None:
    operation = one(text)
    assert (operation.intent, operation.tags, operation.drop_tags) == (Intent.UPDATE, tags, dropped)


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("no date", {"due": None}),
        ("without a priority please", {"priority": None}),
        ("friday, not thursday", {"due": date(2026, 3, 6)}),
        ("saturday's better", {"due": date(2026, 3, 7)}),
        ("make it low", {"priority": "low"}),
        ("hmm no, friday instead", {"due": date(2026, 3, 6)}),
    ],
)
def test_said_right_after_a_change(text: str, changes: dict[str, object]) -> None:
    operation = one(text, TOUCHED)
    assert (operation.intent, operation.changes) == (Intent.UPDATE, changes)


def test_a_day_with_a_question_mark_asks_for_a_list() -> None:
    assert one("today?", TOUCHED).intent is Intent.LIST
    assert one("today", TOUCHED).intent is Intent.UPDATE


@pytest.mark.parametrize(
    "text",
    [
        "the rent is high",
        "the curtains were friday",
        "i need to finish the essay",
        "i should finish the essay tonight?",
        "if the curtains are friday",
        "we think friday",
    ],
)
def test_what_only_speaks_of_a_task_neither_changes_nor_ends_it(text: str) -> None:
    assert all(
        operation.is_offer or operation.intent not in (Intent.UPDATE, Intent.COMPLETE, Intent.DELETE)
        for operation in understand(text, THERE)
    )


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("add three things: oil the door, buy nails and ring Kofi", ["Oil the door", "Buy nails", "Ring Kofi"]),
        ("remind me to oil the door tonight and to ring Kofi", ["Oil the door", "Ring Kofi"]),
        ("remind me to ring Kofi at 4 and email Lena at 5", ["Ring Kofi", "Email Lena"]),
        ("to do: water bill, gas bill, phone bill", ["Water bill", "Gas bill", "Phone bill"]),
        ("add rice and a tin of beans and some soap", ["Rice", "A tin of beans", "Some soap"]),
        ("add ring Kofi at 4... no, 5", ["Ring Kofi"]),
        ("add buy rolls, i mean bagels", ["Buy bagels"]),
        ("low prio: sort the cables", ["Sort the cables"]),
        ("high priority task for tomorrow: oil the door", ["Oil the door"]),
        ("on friday i have to hand in the form", ["Hand in the form"]),
        ("nudge me tomorrow about the quote", ["The quote"]),
        ("could you put oil the door down for friday", ["Oil the door"]),
    ],
)
def test_new_tasks_have_clean_titles(text: str, titles: list[str]) -> None:
    assert [operation.title for operation in understand(text, Context(now=NOW)) if operation.title] == titles


def test_a_time_put_right_within_a_sentence_counts() -> None:
    assert one("add ring Kofi at 4... no, 5").due == datetime(2026, 3, 4, 17)


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("yes, and add milk", "add milk"),
        ("yep and then show my tasks", "show my tasks"),
        ("ok, and mark it done", None),
        ("yes please", None),
        ("no, and add milk", None),
    ],
)
def test_a_yes_may_come_with_another_request(text: str, more: str | None) -> None:
    assert more_than_yes(text) == more

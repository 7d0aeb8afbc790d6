"""Changes to tasks that are there, said as people say them in passing; and what only looks like one."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from core.language.commands import understand
from core.language.operations import Context, Intent, Operation

NOW = datetime(2026, 3, 4, 10, 30)  # a Wednesday
TITLES = ("Return the drill", "Sew the curtains", "Finish the essay", "Phone granny", "Send the newsletter draft")
THERE = Context(now=NOW, titles=TITLES, tags=("home",))
TOUCHED = replace(THERE, touched=(1,))
FRIDAY, SATURDAY = date(2026, 3, 6), date(2026, 3, 7)


def one(text: str, context: Context = THERE) -> Operation:
    operations = understand(text, context)
    assert len(operations) == 1, operations
    return operations[0]


def pointed(operation: Operation) -> str:
    assert operation.reference is not None, operation
    return ", ".join(map(str, operation.reference.numbers)) or operation.reference.text


@pytest.mark.parametrize(
    ("text", "named", "note"),
    [
        ('add description "blue thread" to task 2', "2", "Blue thread"),
        ("add a note blue thread to the curtains", "curtains", "Blue thread"),
        ("note on the curtains: blue thread", "curtains", "Blue thread"),
        ("note for task 2 blue thread", "2", "Blue thread"),
        ("curtains note: blue thread", "curtains", "Blue thread"),
        ("leave a comment on the drill saying it squeaks", "drill", "It squeaks"),
        ("mention in the newsletter that we moved", "newsletter", "We moved"),
        ("put in the essay: cite two sources", "essay", "Cite two sources"),
    ],
)
def test_notes(text: str, named: str, note: str) -> None:
    operation = one(text)
    assert (operation.intent, pointed(operation)) == (Intent.UPDATE, named), operation
    assert (operation.append_description or "").capitalize() == note


@pytest.mark.parametrize("text", ["describe task 2 as blue ones", "the description of task 2 should be blue ones"])
def test_a_description_told_as_such_takes_the_place_of_the_old(text: str) -> None:
    assert one(text).changes == {"description": "blue ones"}


@pytest.mark.parametrize(
    "text",
    [
        "add a note to buy thread for granny",
        "make a note about the curtains rail to measure",
        "leave a note for the milkman",
        "add a comment to my to-do list",
    ],
)
def test_a_note_that_is_a_job_of_its_own_is_no_change(text: str) -> None:
    assert all(operation.intent is not Intent.UPDATE for operation in understand(text, THERE))


@pytest.mark.parametrize(
    ("text", "tags", "dropped"),
    [
        ("add tag sewing to the curtains", ("sewing",), ()),
        ("add the sewing tag to task 2", ("sewing",), ()),
        ("put a #sewing tag on the curtains", ("sewing",), ()),
        ("#sewing on task 2", ("sewing",), ()),
        ("tag the curtains fabric", ("fabric",), ()),
        ("replace #home with #sewing on the curtains", ("sewing",), ("home",)),
        ("change the tag home to sewing on task 2", ("sewing",), ("home",)),
    ],
)
def test_tags(text: str, tags: tuple[str, ...], dropped: tuple[str, ...]) -> None:
    operation = one(text)
    assert (operation.intent, operation.tags, operation.drop_tags) == (Intent.UPDATE, tags, dropped)


def test_the_last_word_of_a_title_is_no_tag() -> None:
    operation = one("tag the newsletter draft")
    assert (operation.tags, operation.missing) == ((), "tags")


@pytest.mark.parametrize(
    ("text", "named", "missing"),
    [
        ("untag the curtains", "curtains", "untag"),
        ("remove the tag from task 2", "2", "untag"),
        ("postpone the essay", "essay", "due"),
        ("push the essay back a bit", "essay", "due"),
        ("bring the essay forward", "essay", "due"),
        ("i need more time for the essay", "essay", "due"),
        ("the curtains can wait", "curtains", "due"),
        ("i won't manage the essay today", "essay", "due"),
        ("set a due date for the curtains", "curtains", "due"),
        ("add a time to the curtains", "curtains", "due"),
        ("skip the curtains this week", "curtains", "due"),
        ("rename the curtains", "curtains", "title"),
        ("change the priority of the essay", "essay", "priority"),
        ("repeat the curtains", "curtains", "repeat"),
        ("add a note to the curtains", "curtains", "description"),
    ],
)
def test_a_part_named_without_its_value_is_missing(text: str, named: str, missing: str) -> None:
    operation = one(text)
    assert (operation.intent, pointed(operation), operation.missing) == (Intent.UPDATE, named, missing), operation
    assert operation.changes == {}


@pytest.mark.parametrize(
    ("text", "named", "changes"),
    [
        ("update task 3 with due date friday", "3", {"due": FRIDAY}),
        ("the essay isn't due until friday", "essay", {"due": FRIDAY}),
        ("essay deadline got extended to friday", "essay", {"due": FRIDAY}),
        ("i need the essay done by friday", "essay", {"due": FRIDAY}),
        ("gonna do the curtains on saturday", "curtains", {"due": SATURDAY}),
        ("due date for the essay: friday", "essay", {"due": FRIDAY}),
        ("make the essay high priority and due friday", "essay", {"priority": "high", "due": FRIDAY}),
        ("set the essay high and due friday", "essay", {"priority": "high", "due": FRIDAY}),
        ("curtains no date", "curtains", {"due": None}),
        ("make the curtains undated", "curtains", {"due": None}),
        ("put the curtains in someday", "curtains", {"due": None}),
        ("repeat task 4 every week", "4", {"repeat": "FREQ=WEEKLY"}),
        ("essay -> low", "essay", {"priority": "low"}),
        ("make the essay less urgent", "essay", {"priority": "low"}),
        ("the essay is super important", "essay", {"priority": "high"}),
        ("nothing urgent about the essay", "essay", {"priority": None}),
        ("i started the newsletter", "newsletter", {"status": "doing"}),
        ("we've finally begun the essay", "essay", {"status": "doing"}),
        ("resume the essay", "essay", {"status": "doing"}),
        ("carry on with the essay", "essay", {"status": "doing"}),
        ("i finished half of the essay", "essay", {"status": "doing"}),
        ("i've been working on the essay all day", "essay", {"status": "doing"}),
        ("put the essay on hold", "essay", {"status": "todo"}),
        ("add high priority to the essay", "essay", {"priority": "high"}),
        ("curtains to doing", "curtains", {"status": "doing"}),
        ("set task 3 to todo", "3", {"status": "todo"}),
        ("i stopped working on the essay", "essay", {"status": "todo"}),
        ("i haven't started the essay", "essay", {"status": "todo"}),
        ("essay isn't started yet", "essay", {"status": "todo"}),
        ("rename the essay task finish the thesis", "essay", {"title": "Finish the thesis"}),
        ("rename 3: finish the thesis", "3", {"title": "Finish the thesis"}),
        ("phone granny should be phone grandpa", "phone granny", {"title": "Phone grandpa"}),
    ],
)
def test_changes(text: str, named: str, changes: dict[str, Any]) -> None:
    operation = one(text)
    assert (operation.intent, pointed(operation)) == (Intent.UPDATE, named), operation
    assert operation.changes == changes


@pytest.mark.parametrize(
    ("text", "shift"),
    [
        ("snooze the essay", (1, "days")),
        ("give me 2 more days for the essay", (2, "days")),
        ("the essay needs another week", (1, "weeks")),
    ],
)
def test_shifts(text: str, shift: tuple[int, str]) -> None:
    assert one(text).shift == shift


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("move the drill and the curtains to friday", [("drill", {"due": FRIDAY}), ("curtains", {"due": FRIDAY})]),
        (
            "move the drill to friday and the curtains to saturday",
            [("drill", {"due": FRIDAY}), ("curtains", {"due": SATURDAY})],
        ),
        ("1 to friday, 2 to saturday", [("1", {"due": FRIDAY}), ("2", {"due": SATURDAY})]),
        ("set the drill high and the essay low", [("drill", {"priority": "high"}), ("essay", {"priority": "low"})]),
    ],
)
def test_several_tasks(text: str, told: list[tuple[str, dict[str, Any]]]) -> None:
    found = [(pointed(operation).removeprefix("the "), operation.changes) for operation in understand(text, THERE)]
    assert found == told


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("move overdue to friday", "overdue"),
        ("all the overdue ones to friday", "overdue"),
        ("everything overdue to friday please", "overdue"),
        ("move everything from today to friday", "today"),
    ],
)
def test_sets_by_their_date(text: str, due: str) -> None:
    operation = one(text)
    assert operation.changes == {"due": FRIDAY}
    assert operation.reference is not None and operation.reference.filter is not None
    assert (operation.reference.kind, operation.reference.filter.due) == ("set", due)


@pytest.mark.parametrize(
    ("text", "words", "named"),
    [
        ("replace granny with grandpa in task 4", ("granny", "grandpa"), "4"),
        ("in task 4 change granny to grandpa", ("granny", "grandpa"), "4"),
    ],
)
def test_words_of_a_title(text: str, words: tuple[str, str], named: str) -> None:
    operation = one(text)
    assert (operation.reword, pointed(operation)) == (words, named)


# -- right after a change --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not granny, grandpa", ("granny", "grandpa")),
        ("no, grandpa not granny", ("granny", "grandpa")),
        ("granny should be grandpa", ("granny", "grandpa")),
        ("it's grandpa, not granny", ("granny", "grandpa")),
    ],
)
def test_words_put_right(text: str, words: tuple[str, str]) -> None:
    assert one(text, TOUCHED).reword == words


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("i meant the essay", "essay"),
        ("no, the essay", "essay"),
        ("oops wrong one, the essay", "essay"),
        ("sorry i meant task 3", "3"),
    ],
)
def test_another_task_is_meant(text: str, named: str) -> None:
    operation = one(text, TOUCHED)
    assert (operation.intent, operation.rule, pointed(operation)) == (Intent.PICK, "means another", named)


@pytest.mark.parametrize("text", ["same for the essay", "and the essay too", "do the same with the essay"])
def test_another_task_gets_the_same(text: str) -> None:
    assert (one(text, TOUCHED).rule, pointed(one(text, TOUCHED))) == ("means the same for another", "essay")


@pytest.mark.parametrize("text", ["oops", "that's not what i meant", "wait, not the drill", "i didn't mean that"])
def test_what_went_wrong_only_offers_to_undo(text: str) -> None:
    operation = one(text, TOUCHED)
    assert (operation.intent, operation.is_offer) == (Intent.UNDO, True)


@pytest.mark.parametrize("text", ["no thanks", "i'm fine, not great", "no wait make that shallots", "thanks, not now"])
def test_talk_after_a_change_corrects_nothing(text: str) -> None:
    assert one(text, TOUCHED).rule not in ("means another", "means the same for another")
    assert one(text, TOUCHED).intent is not Intent.ADD


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("clear the date", {"due": None}),
        ("bump the priority", {"priority": "high"}),
        ("not friday, saturday", {"due": SATURDAY}),
        ("or rather saturday", {"due": SATURDAY}),
    ],
)
def test_more_about_the_task_just_touched(text: str, changes: dict[str, Any]) -> None:
    operation = one(text, TOUCHED)
    assert (operation.intent, pointed(operation), operation.changes) == (Intent.UPDATE, "it", changes)


def test_a_place_in_the_list_shown_is_no_date() -> None:
    operation = one("and the third to friday", replace(TOUCHED, listed=(1, 2, 3)))
    assert operation.reference is not None
    assert (operation.reference.kind, operation.changes) == ("ordinal", {"due": FRIDAY})


@pytest.mark.parametrize(("text", "count"), [("undo the last two", 2), ("revert the last 3 changes", 3)])
def test_several_changes_are_undone(text: str, count: int) -> None:
    assert (one(text).intent, one(text).limit) == (Intent.UNDO, count)


# -- beyond a task list ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("assign task 3 to bob", "assigning"),
        ("split the essay into two tasks", "splitting"),
        ("merge task 1 and 2", "merging"),
        ("add a subtask buy thread to the curtains", "subtasks"),
        ("move the essay to the top of the list", "ordering"),
        ("attach a photo to task 2", "attaching"),
    ],
)
def test_what_no_list_can_do_has_a_topic_of_its_own(text: str, topic: str) -> None:
    assert (one(text).intent, one(text).topic) == (Intent.OUT_OF_SCOPE, topic)


@pytest.mark.parametrize("text", ["duplicate task 3", "clone the essay", "make a copy of task 3", "copy task 3"])
def test_a_copy_is_a_new_task_from_one_there(text: str) -> None:
    operation = one(text)
    assert (operation.intent, operation.title) == (Intent.ADD, None) and operation.reference is not None


@pytest.mark.parametrize("text", ["copy the file to my desktop", "split the bill with bob", "share a joke with me"])
def test_what_names_no_task_is_not_copied_or_split(text: str) -> None:
    assert all(operation.reference is None for operation in understand(text, THERE))


def test_two_dates_are_swapped() -> None:
    operation = one("swap the dates of task 1 and the essay")
    assert operation.swap_with is not None
    assert (pointed(operation), operation.swap_with.text) == ("1", "essay")


@pytest.mark.parametrize("text", ["take your time with the essay", "no rush with the curtains"])
def test_no_rush_is_talk(text: str) -> None:
    assert (one(text).intent, one(text).topic) == (Intent.CASUAL, "no_rush")


def test_an_order_to_a_task_that_nobody_understood_is_asked_about() -> None:
    assert one("embellish the curtains").rule == "names a task, but no change I know"


@pytest.mark.parametrize(
    "text", ["pull up my shopping list", "tasks without a deadline", "don't embellish the curtains"]
)
def test_what_changes_nothing(text: str) -> None:
    assert all(operation.intent is not Intent.UPDATE for operation in understand(text, THERE))


@pytest.mark.parametrize("words", ["and the drill ", "not a, ", "make the essay high, ", "typo: ", "no no no ", "#a "])
def test_long_text_stays_quick(words: str) -> None:
    began = datetime.now()
    understand(words * (4000 // len(words)), TOUCHED)
    assert (datetime.now() - began).total_seconds() < 1  # a hundred times as long as one takes alone on an idle machine

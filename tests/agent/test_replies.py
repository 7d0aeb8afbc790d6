"""What is said about outcomes: within its limits, varied, and harmless whatever a title holds."""

from datetime import datetime
from typing import Any

import pytest

from core.agent import small_talk, wording
from core.agent.listing import say_list, say_overview
from core.agent.protocol import Decision, Outcome
from core.agent.replies import Done, decided, join, report
from core.agent.small_talk import Moment, talk
from core.agent.wording import Voice
from core.language.operations import Intent, Operation
from core.store.models import ToolCallStatus

NOW = datetime(2026, 11, 23, 9, 0)
LONG = "An endless title " * 40
SUCCESS, FAILED, PENDING, DECLINED = (
    ToolCallStatus.SUCCESS,
    ToolCallStatus.ERROR,
    ToolCallStatus.PENDING,
    ToolCallStatus.DECLINED,
)


def voice(seed: int = 0) -> Voice:
    return Voice(f"message {seed}", 4)


def view(number: int = 1, title: str = "Buy milk", **fields: Any) -> dict[str, Any]:
    """A task as tools return it."""
    return {
        "number": number,
        "title": title,
        "description": "",
        "status": "todo",
        "priority": None,
        "tags": [],
        "due_at": None,
        "due_has_time": False,
        "rrule": None,
    } | fields


def done(name: str, output: dict[str, Any], status: ToolCallStatus = SUCCESS, **arguments: Any) -> Done:
    return Done(Outcome(name, arguments, status, output))


def updated(changed: list[str], number: int = 1, **fields: Any) -> Done:
    output = view(number, **fields) | {"changed": changed}
    return Done(Outcome("update_task", {"number": number}, SUCCESS, output), None, "Old name")


def says(*each: Done) -> list[str]:
    """The same report in several voices."""
    return [report(each, voice(seed), NOW) for seed in range(12)]


# -- the limits ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "deed",
    [
        done("add_task", view(title=LONG, due_at="2026-11-27", priority="high", tags=["home"], description="x" * 4000)),
        done("complete_task", view(title=LONG, status="done") | {"changed": ["status"]}),
        done("complete_task", view(title=LONG) | {"changed": ["status"]}, completed=False),
        done("delete_task", view(title=LONG)),
        updated(["title"], title=LONG),
        updated(["description", "priority"], title=LONG, description="x" * 4000, priority="low"),
        done("undo_turn", {"undone": ["add_task"], "tasks": [view(title=LONG) | {"removed": True}]}),
        Done(Outcome("complete_task", {}, FAILED, {}, "e" * 900)),
    ],
)
def test_a_simple_operation_is_told_in_under_200_characters(deed: Done) -> None:
    assert all(0 < len(text) < 200 for text in says(deed))


@pytest.mark.parametrize("name", ["add_task", "complete_task", "delete_task", "update_task"])
def test_many_operations_are_told_in_under_500_characters(name: str) -> None:
    many = [done(name, view(number, LONG) | {"changed": ["priority"]}) for number in range(1, 40)]
    assert all(0 < len(text) < 500 for text in says(*many))


TOPICS = [*small_talk._SAYINGS, *small_talk._FOREIGN, "greeting", "something new", None]


@pytest.mark.parametrize("topic", TOPICS)
def test_small_talk_is_short_and_has_one_emoji_at_most(topic: str | None) -> None:
    for seed in range(12):
        for open_tasks in (0, 1, 7):
            text = talk(topic, Moment("Ada Lovelace", seed * 2, open_tasks), voice(seed))
            assert 0 < len(text) < 200
            assert sum(ord(each) > 0x2700 for each in text) <= 1
    assert len(small_talk.help_text(voice())) < 500


@pytest.mark.parametrize("topic", sorted(small_talk._SAYINGS))
def test_small_talk_varies_with_what_was_said_and_repeats_for_the_same(topic: str) -> None:
    moment = Moment("Ada", 9, 3)
    texts = [talk(topic, moment, voice(seed)) for seed in range(30)]
    assert len(set(texts)) == len(small_talk._SAYINGS[topic])
    assert texts == [talk(topic, moment, voice(seed)) for seed in range(30)]


def test_a_voice_does_not_repeat_the_last_reply() -> None:
    ways = ("One.", "Two.", "Three.")
    for seed in range(20):
        first = voice(seed).pick(*ways)
        assert Voice(f"message {seed}", 4, last=f"{first} And more.").pick(*ways) != first
    assert Voice("x", 0, last="Only.").pick("Only.") == "Only."


@pytest.mark.parametrize(
    ("name", "hour", "hello"),
    [("Ada Lovelace", 9, "Ada"), ("ada@example.org", 9, "!"), ("", 9, "!"), ("Guest", 9, "!"), ("Ada", 20, "Ada")],
)
def test_greetings(name: str, hour: int, hello: str) -> None:
    texts = {talk("greeting", Moment(name, hour, 2), voice(seed)) for seed in range(20)}
    assert all(hello in text and "example.org" not in text and "Guest" not in text for text in texts)
    by_hour = {word for text in texts for word in ("morning", "afternoon", "evening") if word in text.lower()}
    assert by_hour <= {"morning" if hour < 12 else "evening"}


# -- what is said ----------------------------------------------------------------------------------------------------


def test_an_added_task_is_told_with_all_that_was_understood() -> None:
    deed = done(
        "add_task",
        view(12, "Call Bob", due_at="2026-11-27T17:00:00+01:00", due_has_time=True, priority="high", tags=["work"])
        | {"rrule": "FREQ=WEEKLY;BYDAY=FR"},
    )
    for text in says(deed):
        for part in ("“Call Bob” (#12)", "Friday 27 Nov, 17:00", "high priority", "every Friday", "#work"):
            assert part in text


def test_a_guess_about_a_date_is_told() -> None:
    operation = Operation(Intent.ADD, "rule", title="Call", due_note="5 read as 17:00")
    deed = Done(Outcome("add_task", {}, SUCCESS, view()), operation)
    assert all("(5 read as 17:00)" in text for text in says(deed))


def test_what_several_new_tasks_share_is_said_once() -> None:
    shared = [done("add_task", view(number, f"T{number}", due_at="2026-11-24")) for number in (1, 2)]
    assert all(text.count("tomorrow") == 1 for text in says(*shared))
    different = [shared[0], done("add_task", view(2, "T2"))]
    assert all("tomorrow" not in text for text in says(*different))


@pytest.mark.parametrize(
    ("changed", "fields", "part"),
    [
        (["title"], {"title": "New name"}, "“New name”"),
        (["due"], {"due_at": "2026-11-24"}, "tomorrow"),
        (["due"], {}, "no due date"),
        (["priority"], {"priority": "low"}, "low priority"),
        (["priority"], {}, "no priority"),
        (["repeat"], {"rrule": "FREQ=DAILY"}, "every day"),
        (["repeat"], {}, "no longer repeats"),
        (["tags"], {"tags": ["home", "garden"]}, "#home and #garden"),
        (["tags"], {}, "no tags"),
        (["status"], {"status": "doing"}, "in progress"),
        (["description"], {"description": "More"}, "Updated the description"),
        (["description"], {}, "Cleared the description"),
        ([], {}, "“Buy milk”"),
    ],
)
def test_changes_are_told(changed: list[str], fields: dict[str, Any], part: str) -> None:
    assert all(part in text for text in says(updated(changed, **fields)))


def test_a_new_title_and_other_changes_are_told_together() -> None:
    for text in says(updated(["title", "due", "description"], title="New", due_at="2026-11-24", description="x")):
        assert "“New”" in text and "It is now due tomorrow" in text and "its description" in text


@pytest.mark.parametrize(
    ("changed", "fields", "part"),
    [
        (["due"], {"due_at": "2026-11-24"}, "Moved 2 tasks to tomorrow."),
        (["due"], {}, "Took the date off 2 tasks."),
        (["priority"], {"priority": "high"}, "Changed the priority of 2 tasks"),
        ([], {}, "like that already"),
    ],
)
def test_changes_of_several_are_told(changed: list[str], fields: dict[str, Any], part: str) -> None:
    assert part in says(updated(changed, **fields), updated(changed, number=2, **fields))[0]


def test_changes_of_several_to_different_dates_are_told_one_by_one() -> None:
    milk, bread = updated(["due"], due_at="2026-11-24"), updated(["due"], 2, title="Bread", due_at="2026-11-25")
    assert all("“Buy milk” is now due tomorrow. “Bread” is now due" in text for text in says(milk, bread))


def test_two_changes_of_one_task_are_told_as_one() -> None:
    renamed, moved = updated(["title"], title="New"), updated(["due"], title="New", due_at="2026-11-24")
    for text in says(renamed, moved):
        assert "“Old name”" in text and "It is now due tomorrow." in text and "2 tasks" not in text


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ({"due": "2026-11-24"}, "move these 2 tasks to tomorrow"),
        ({"due": None}, "take the due date off these 2 tasks"),
        ({"due": "2026-11-24", "priority": "high"}, "change the due date and priority of these 2 tasks"),
    ],
)
def test_a_change_of_many_that_waits_says_to_what(arguments: dict[str, Any], part: str) -> None:
    waiting = [Done(Outcome("update_task", {"number": n, **arguments}, PENDING, {}), None, "Old") for n in (1, 2)]
    assert all(part in text for text in says(*waiting))


def test_the_next_of_a_repeating_task_is_named() -> None:
    following = {"changed": ["status"], "next": view(2, due_at="2026-11-24")}
    assert all("next one is due tomorrow" in text for text in says(done("complete_task", view() | following)))
    two = [done("complete_task", view(number) | following) for number in (1, 2)]
    assert all("2 repeating tasks" in text for text in says(*two))


@pytest.mark.parametrize(
    ("undone", "tasks", "part"),
    [
        (["add_task"], [view() | {"removed": True}], "off your list"),
        (["delete_task"], [view() | {"removed": False}], "back on your list"),
        (["update_task"], [view() | {"removed": False}], "“Buy milk” is as it was before"),
        (["complete_task"], [view() | {"removed": False}, view(2) | {"removed": True}], "“Buy milk” is as it was"),
        (["add_task", "complete_task"], [view() | {"removed": False}] * 2, "2 tasks are as they were"),
    ],
)
def test_undoing_is_told(undone: list[str], tasks: list[dict[str, Any]], part: str) -> None:
    assert all(part in text for text in says(done("undo_turn", {"undone": undone, "tasks": tasks})))


def test_errors_are_sentences_each_once() -> None:
    failed = [Done(Outcome("update_task", {}, FAILED, {}, error)) for error in ("title: too long", "title: too long")]
    assert set(says(*failed)) == {"Too long."}
    assert set(says(Done(Outcome("update_task", {}, FAILED, {})))) == {"That didn't work."}


@pytest.mark.parametrize(
    ("name", "arguments", "part"),
    [
        ("delete_task", {"number": 1}, "delete “Old name”"),
        ("complete_task", {"number": 1}, "mark “Old name” as done"),
        ("complete_task", {"number": 1, "completed": False}, "reopen “Old name”"),
        ("update_task", {"number": 1, "due": None}, "take the due date off “Old name”"),
        ("add_task", {"title": "x"}, "add “Old name”"),
    ],
)
def test_what_waits_for_a_yes_is_asked(name: str, arguments: dict[str, Any], part: str) -> None:
    waiting = Done(Outcome(name, arguments, PENDING, {}), None, "Old name")
    assert all(part in text and text.endswith("?") for text in says(waiting))
    assert all("these 3 tasks" in text for text in says(waiting, waiting, waiting))


def test_after_a_restart_a_waiting_plan_is_asked_without_the_title() -> None:
    assert all("delete it" in text for text in says(Done(Outcome("delete_task", {"number": 1}, PENDING, {}))))


def test_decisions() -> None:
    gone = Outcome("delete_task", {"number": 1}, SUCCESS, view())
    kept = Outcome("delete_task", {"number": 2}, DECLINED, {})
    for seed in range(8):
        assert "“Buy milk”" in decided(Decision("yes", (gone,)), voice(seed), NOW)
        assert "The other one stays" in decided(Decision("yes", (gone, kept)), voice(seed), NOW)
        assert "The other 2 stay" in decided(Decision("yes", (gone, kept, kept)), voice(seed), NOW)
        assert "left" in decided(Decision("moved_on", (kept,)), voice(seed), NOW)
        one, both = (decided(Decision("no", (kept,) * count), voice(seed), NOW) for count in (1, 2))
        assert one and both and len(one) < 60 and len(both) < 60


def test_parts_of_several_lines_stand_on_their_own() -> None:
    assert join(["One.", "", "Two."]) == "One. Two."
    assert join(["One.", "List:\n#1 a", "Two."]) == "One.\n\nList:\n#1 a\n\nTwo."


# -- lists -----------------------------------------------------------------------------------------------------------


def listed(tasks: list[dict[str, Any]], total: int | None = None, **arguments: Any) -> Outcome:
    output = {"tasks": tasks, "total": len(tasks) if total is None else total, "next_cursor": None}
    return Outcome("list_tasks", arguments, SUCCESS, output)


def test_a_line_holds_number_title_date_priority_and_progress() -> None:
    tasks = [
        view(3, "Buy milk", due_at="2026-11-24", priority="high"),
        view(4, "Call Bob", status="doing"),
        view(5, "Old one", status="done", due_at="2020-01-01"),
    ]
    lines = say_list(listed(tasks, status="open"), voice(), NOW).splitlines()
    assert lines[1:] == ["#3 Buy milk · tomorrow · high", "#4 Call Bob · in progress", "#5 Old one"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"status": "open"}, "2 open tasks"),
        ({"status": "done"}, "2 finished tasks"),
        ({"status": "open", "due": "overdue"}, "2 overdue tasks"),
        ({"status": "open", "due": "today"}, "2 tasks due today"),
        ({"status": "open", "due": "none"}, "2 tasks without a due date"),
        ({"status": "open", "due_from": "2026-12-01"}, "2 tasks due from Tuesday 1 Dec on"),
        ({"status": "open", "due_to": "2026-11-27"}, "2 tasks due by Friday 27 Nov"),
        ({"status": "open", "due_from": "2026-11-27", "due_to": "2026-11-27"}, "2 tasks due Friday 27 Nov"),
        ({"status": "doing"}, "2 tasks in progress"),
        ({"status": "open", "repeats": True}, "2 open repeating tasks"),
        ({"created_from": "2026-11-22", "created_to": "2026-11-22"}, "2 tasks"),
        ({"status": "open", "priority": "high"}, "2 high priority tasks"),
        ({"status": "open", "priority": "none"}, "2 unprioritised tasks"),
        ({"status": "open", "tag": "home"}, "2 open tasks tagged #home"),
        ({"status": "open", "search": "milk"}, "2 open tasks about “milk”"),
    ],
)
def test_a_list_says_what_it_lists(arguments: dict[str, str], words: str) -> None:
    assert words in say_list(listed([view(1), view(2)], **arguments), voice(), NOW)
    one = say_list(listed([view(1)], **arguments), voice(), NOW).lower()
    assert words.replace("2", "one", 1).replace("tasks", "task").lower() in one


def test_how_many_lines_and_the_next_one() -> None:
    tasks = [view(number) for number in range(1, 26)]
    ask = Operation(Intent.LIST, "rule")
    assert len(say_list(listed(tasks, 40), voice(), NOW, ask).splitlines()) == 12
    few = say_list(listed(tasks[:3], 40), voice(), NOW, Operation(Intent.LIST, "rule", limit=3))
    assert len(few.splitlines()) == 5 and "37 more" in few
    many = say_list(listed(tasks, 40), voice(), NOW, Operation(Intent.LIST, "rule", limit=25))
    assert len(many.splitlines()) == 17
    following = say_list(listed(tasks[:1], 40), voice(), NOW, Operation(Intent.LIST, "rule", limit=1))
    assert "\n" not in following and "#1 Buy milk" in following


@pytest.mark.parametrize(
    ("fields", "asks", "words"),
    [
        ({"due_at": "2026-11-27"}, "when", "“Buy milk” (#1) is due Friday 27 Nov."),
        ({"due_at": "2026-11-20"}, "when", "“Buy milk” (#1) is due Friday 20 Nov, overdue."),
        ({}, "when", "“Buy milk” (#1) has no due date yet."),
        ({"status": "done"}, "when", "“Buy milk” (#1) is done already."),
        ({"status": "done"}, "done", "Yes, “Buy milk” (#1) is done."),
        ({"status": "doing"}, "done", "Not yet: “Buy milk” (#1) is in progress."),
        ({"due_at": "2026-11-24"}, "done", "Not yet: “Buy milk” (#1) is still to do, due tomorrow."),
    ],
)
def test_a_question_about_one_task_is_answered_to_the_point(fields: dict[str, Any], asks: Any, words: str) -> None:
    question = Operation(Intent.LIST, "rule", asks=asks)
    assert say_list(listed([view(**fields)]), voice(), NOW, question, about=1) == words


def test_an_overview_counts_and_says_what_comes_first() -> None:
    tasks = [
        view(1, "Pay rent", due_at="2026-11-20"),
        view(2, "Call Bob", due_at="2026-11-23"),
        view(3, "Sort photos", due_at="2026-11-29"),
        view(4, "Paint"),
    ]
    text = say_overview(listed(tasks), listed([view(9)]), voice(), NOW)
    assert text.startswith("You have 4 open tasks: 1 overdue, 1 due today and 1 more this week. You finished 1 task")
    assert text.endswith("#1 Pay rent · 3 days overdue\n#2 Call Bob · today")
    calm = say_overview(listed(tasks[3:]), listed([]), voice(), NOW)
    assert "1 open task, none due this week." in calm and calm.endswith("Next up:\n#4 Paint")
    assert "clear" in say_overview(listed([]), listed([]), voice(), NOW)


def test_what_was_done_in_a_time_is_said_so() -> None:
    count = Operation(Intent.LIST, "rule", wants_count=True)
    week = {"status": "done", "completed_from": "2026-11-23", "completed_to": "2026-11-23"}
    assert say_list(listed([view()], **week), voice(), NOW, count) == "You finished one task today: “Buy milk”."
    last_week = {"status": "done", "completed_from": "2026-11-16", "completed_to": "2026-11-22"}
    assert "last week" in say_list(listed([], **last_week), voice(), NOW)


def test_counts_name_a_few() -> None:
    count = Operation(Intent.LIST, "rule", wants_count=True)
    assert say_list(listed([view()], status="open"), voice(), NOW, count) == "You have one open task: “Buy milk”."
    assert say_list(listed([view()], 9, status="open"), voice(), NOW, count) == "You have 9 open tasks."


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ({"status": "open"}, "list"),
        ({"status": "open", "due": "overdue"}, "overdue"),
        ({"status": "open", "due": "today"}, "today"),
        ({"status": "open", "due": "none"}, "Every open task"),
        ({"status": "open", "due_from": "2026-12-01", "due_to": "2026-12-02"}, "due"),
        ({"status": "open", "priority": "high"}, "high priority"),
        ({"status": "open", "priority": "none"}, "no priority"),
        ({"status": "done"}, "inished"),
        ({"status": "doing"}, "in progress"),
        ({"status": "open", "tag": "home"}, "#home"),
        ({"status": "open", "search": LONG}, "“An endless title"),
        ({"status": "done", "search": "milk"}, "finished tasks"),
    ],
)
def test_nothing_is_said_kindly(arguments: dict[str, str], part: str) -> None:
    for seed in range(6):
        text = say_list(listed([], **arguments), voice(seed), NOW)
        assert part in text and len(text) < 200


@pytest.mark.parametrize(("finished", "words"), [(1, "1 finished task is"), (4, "4 finished tasks are")])
def test_an_empty_list_points_at_what_is_done(finished: int, words: str) -> None:
    assert words in say_list(listed([], status="open"), voice(), NOW, finished=finished)


# -- titles in sentences ---------------------------------------------------------------------------------------------


def test_titles_stand_in_quotes_on_one_line_and_shortened() -> None:
    assert wording.quote("a\nb  c") == "“a b c”"
    assert len(wording.quote(LONG)) <= 62 and wording.quote(LONG).endswith("…”")
    assert wording.named(["A", "B", "C", "D"]) == "“A”, “B”, “C” and “D”"
    assert wording.named(["A", "B", "C", "D", "E"]) == "“A”, “B”, “C” and 2 more"


@pytest.mark.parametrize("title", ["<b>x</b>", "[a](b)", "![a](http://b/c.png)", "*x*", "$x$", ":red[x]"])
def test_a_title_is_said_as_it_is(title: str) -> None:
    """Pages show replies escaped, so nothing is taken out here."""
    assert all(title in text for text in says(done("add_task", view(title=title))))


def test_why() -> None:
    assert "took what you said as talk" in small_talk.why([], False)
    text = small_talk.why(["Because.", "Because.", "Also.", "Third."], True)
    assert text.startswith("Because. Also.") and "1 more" in text and "undo" in text
    assert "undo" not in small_talk.why(["Because."], False)


def test_one_task_is_told_in_a_sentence() -> None:
    tasks = [view(3, "Buy milk", description="Oat", due_at="2026-11-24", priority="high", status="doing"), view(4)]
    text = say_list(listed(tasks, search="milk"), voice(), NOW, about=3)
    assert text == "“Buy milk” (#3) is in progress, due tomorrow, high priority. Oat"
    assert "#4" in say_list(listed(tasks, search="milk"), voice(), NOW, about=9)  # it went away: what is there

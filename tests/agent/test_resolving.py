"""Which tasks a reference comes to, what an operation then leads to, and questions stored across turns."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from core.agent import pending
from core.agent.deciding import Decision, Situation, decide, offer_instead
from core.agent.protocol import Outcome, PastMessage, Person, TurnInput
from core.agent.resolving import (
    Focus,
    Found,
    Missing,
    Resolved,
    Scene,
    Unclear,
    focus_of,
    nearest_numbers,
    resolve,
)
from core.agent.task_book import TaskBook, TaskBooks
from core.agent.wording import Voice
from core.language.operations import Intent, Operation, Reference, TaskFilter
from core.store.models import MessageRole, MessageStatus, TaskStatus, ToolCallStatus
from tests.people import add_person
from tests.talking import BERLIN

NOW = datetime(2026, 11, 23, 9, 0)
OPEN, DONE = TaskStatus.TODO, TaskStatus.DONE
BOOK = TaskBook(
    [
        (1, "Buy milk", OPEN),
        (2, "Order oat milk", OPEN),
        (3, "Write the report", OPEN),
        (4, "Call Bob", DONE),
        (5, "Ship the parcel", DONE),
        (6, "Ship the parcel abroad", OPEN),
    ]
)


IT = Reference("pronoun", "it")
ALL_LATE = Reference("set", "all late", filter=TaskFilter(due="overdue"))


def scene(
    *, subject: tuple[int, ...] = (), listed: tuple[int, ...] = (), options: tuple[int, ...] = (), found: Any = None
) -> Scene:
    def find(asked: TaskFilter) -> list[int]:
        if found is not None:
            return list(found)
        return [
            n
            for n in BOOK.titles
            if {"open": not BOOK.is_done(n), "done": BOOK.is_done(n)}.get(asked.status or "", True)
        ]

    return Scene(BOOK, Focus((), listed, subject), find, options)


def title(text: str, **fields: Any) -> Reference:
    return Reference("title", text, **fields)


def numbers_of(resolved: Resolved) -> tuple[int, ...]:
    return resolved.nearest if isinstance(resolved, Missing) else resolved.numbers


@pytest.mark.parametrize(
    ("reference", "intent", "where", "kind", "numbers"),
    [
        (Reference("number", "3, 3 and 9", numbers=(3, 3, 9)), Intent.DELETE, {}, Found, (3, 9)),
        (title("report"), Intent.COMPLETE, {}, Found, (3,)),
        (title("milk"), Intent.COMPLETE, {}, Unclear, (1, 2)),
        (title("unicorns"), Intent.DELETE, {}, Missing, ()),
        (title("call bob"), Intent.COMPLETE, {}, Found, (4,)),  # done already: the reply says so
        (title("call bob"), Intent.REOPEN, {}, Found, (4,)),
        (title("report"), Intent.REOPEN, {}, Found, (3,)),  # open as it is: the reply says so
        (title("Ship the parcel", quoted=True), Intent.DELETE, {}, Found, (5,)),  # the very title, though it is done
        (title("parcel"), Intent.DELETE, {}, Found, (6,)),  # the open one first
        (title("", filter=TaskFilter(priority="high")), Intent.COMPLETE, {"found": [2]}, Found, (2,)),
        (title("", filter=TaskFilter(priority="high")), Intent.COMPLETE, {"found": [1, 2]}, Unclear, (1, 2)),
        (title("", filter=TaskFilter(priority="high")), Intent.COMPLETE, {"found": []}, Missing, ()),
        (title("milk", filter=TaskFilter(priority="high")), Intent.DELETE, {"found": [2, 3]}, Found, (2,)),
        (title("milk", filter=TaskFilter(due="today")), Intent.DELETE, {"found": []}, Missing, (1, 2)),
        (Reference("ordinal", "the second", numbers=(2,)), Intent.DELETE, {"listed": (6, 3, 1)}, Found, (3,)),
        (Reference("ordinal", "the last one", numbers=(-1,)), Intent.DELETE, {"listed": (6, 3, 1)}, Found, (1,)),
        (Reference("ordinal", "first two", numbers=(1, 2)), Intent.DELETE, {"listed": (6, 3, 1)}, Found, (6, 3)),
        (Reference("ordinal", "the ninth", numbers=(9,)), Intent.DELETE, {"listed": (6, 3, 1)}, Missing, (6, 3, 1)),
        (
            Reference("ordinal", "the first", numbers=(1,)),
            Intent.DELETE,
            {"options": (2,), "listed": (6,)},
            Found,
            (2,),
        ),
        (Reference("ordinal", "the first", numbers=(1,)), Intent.DELETE, {}, Unclear, (1, 2, 3, 6)),
        (Reference("ordinal", "the last one", numbers=(-1,)), Intent.DELETE, {}, Unclear, (1, 2, 3, 6)),
        (Reference("ordinal", "the last one i added", numbers=(-1,)), Intent.DELETE, {}, Found, (6,)),
        (Reference("pronoun", "it"), Intent.COMPLETE, {"subject": (3,)}, Found, (3,)),
        (Reference("pronoun", "it"), Intent.COMPLETE, {"subject": (3, 1)}, Unclear, (3, 1)),
        (Reference("pronoun", "them", plural=True), Intent.COMPLETE, {"subject": (3, 1)}, Found, (3, 1)),
        (Reference("pronoun", "it"), Intent.COMPLETE, {}, Unclear, (1, 2, 3, 6)),
        (None, Intent.COMPLETE, {"subject": (3,)}, Found, (3,)),
        (Reference("set", "everything", plural=True), Intent.COMPLETE, {}, Found, (1, 2, 3, 6)),
        (Reference("set", "everything", plural=True), Intent.REOPEN, {}, Found, (4, 5)),
        (Reference("set", "everything", plural=True), Intent.DELETE, {}, Found, (1, 2, 3, 4, 5, 6)),
        (
            Reference("set", "the reminder", filter=TaskFilter(due="today")),
            Intent.DELETE,
            {"found": [1, 2]},
            Unclear,
            (1, 2),
        ),
        (Reference("set", "all done", plural=True, filter=TaskFilter(status="done")), Intent.DELETE, {}, Found, (4, 5)),
        (Reference("set", "all", plural=True), Intent.DELETE, {"found": []}, Missing, ()),
    ],
)
def test_references(
    reference: Reference | None, intent: Intent, where: dict[str, Any], kind: type, numbers: tuple[int, ...]
) -> None:
    resolved = resolve(reference, intent, scene(**where))
    assert isinstance(resolved, kind)
    assert numbers_of(resolved) == numbers if kind is not Unclear else set(numbers_of(resolved)) == set(numbers)
    assert not isinstance(resolved, Found) or resolved.how


@pytest.mark.parametrize(("number", "nearest"), [(36, (6, 3, 2)), (10, (6, 3, 2)), (2, (2, 1, 3)), (999, (6, 3, 2))])
def test_the_nearest_numbers(number: int, nearest: tuple[int, ...]) -> None:
    assert nearest_numbers(number, BOOK) == nearest


def test_digits_the_wrong_way_round_come_first() -> None:
    book = TaskBook((number, "x", OPEN) for number in (1, 12, 20, 21, 22))
    assert nearest_numbers(102, book)[0] == 22 and nearest_numbers(
        120, TaskBook([(102, "x", OPEN), (119, "y", OPEN)])
    ) == (102, 119)


# -- what the talk is about ------------------------------------------------------------------------------------------


def made(name: str, number: int, status: ToolCallStatus = ToolCallStatus.SUCCESS) -> Outcome:
    return Outcome(name, {"number": number}, status, {"number": number} if status is ToolCallStatus.SUCCESS else {})


def listing(*numbers: int) -> Outcome:
    return Outcome("list_tasks", {}, ToolCallStatus.SUCCESS, {"tasks": [{"number": n} for n in numbers], "total": 9})


def answer(*calls: Outcome, question: dict[str, Any] | None = None) -> PastMessage:
    return PastMessage(MessageRole.ASSISTANT, "…", MessageStatus.DONE, calls=calls, question=question)


def said(text: str) -> PastMessage:
    return PastMessage(MessageRole.USER, text, MessageStatus.DONE)


@pytest.mark.parametrize(
    ("history", "focus"),
    [
        ([], Focus()),
        ([said("x"), answer(made("complete_task", 3))], Focus((3,), (), (3,))),
        ([answer(made("add_task", 1), made("add_task", 2))], Focus((2, 1), (), (1, 2))),
        ([answer(made("complete_task", 3)), said("hm"), answer()], Focus((3,), (), (3,))),
        ([answer(listing(6, 3))], Focus((), (6, 3), (6, 3))),
        ([answer(made("update_task", 1), listing(6, 3))], Focus((1,), (6, 3), (1,))),
        ([answer(listing(6, 3)), said("x"), answer(made("complete_task", 3))], Focus((3,), (6, 3), (3,))),
        ([answer(made("delete_task", 77))], Focus()),  # it is gone
        ([answer(made("delete_task", 2, ToolCallStatus.DECLINED))], Focus((), (), (2,))),
        ([answer(made("complete_task", 2, ToolCallStatus.ERROR))], Focus((), (), (2,))),
        ([answer(question={"kind": "offer", "state": {"numbers": [3, 77]}})], Focus((), (3,), (3,))),
        (
            [answer(question={"kind": "confirm", "plan": {"rows": [{"number": 6}, {"number": 1}]}})],
            Focus((), (6, 1), ()),
        ),
        ([said("i wrote the report today"), answer()], Focus((), (), (3,))),
    ],
)
def test_focus(history: list[PastMessage], focus: Focus) -> None:
    person = Person(uuid4(), "Ada", BERLIN)
    turn = TurnInput(person, "it", NOW.replace(tzinfo=BERLIN), tuple(history))
    assert replace(focus_of(turn, BOOK), last_list=None) == focus


@pytest.mark.parametrize(
    ("history", "is_there"),
    [
        ([answer(listing(6, 3)), said("x")], True),
        ([answer(listing(6, 3)), said("x"), answer(), said("y")], False),  # the talk has moved on
        ([answer(made("add_task", 1))], False),
    ],
)
def test_the_list_to_go_on_from_is_the_last_answers(history: list[PastMessage], is_there: bool) -> None:
    turn = TurnInput(Person(uuid4(), "Ada", BERLIN), "only the urgent ones", NOW.replace(tzinfo=BERLIN), tuple(history))
    assert (focus_of(turn, BOOK).last_list is not None) == is_there


# -- decisions -------------------------------------------------------------------------------------------------------


def situation(where: Scene | None = None, task: Callable[[int], dict[str, Any] | None] = lambda _: None) -> Situation:
    return Situation(where or scene(), Voice("x", 0), NOW, task)


def about_a_task(text: str = "report", number: int | None = None) -> Operation:
    reference = Reference("number", text, numbers=(number,)) if number else title(text)
    return Operation(Intent.LIST, "asks about a task", reference=reference)


def outline(decision: Decision) -> tuple[list[str], str | None]:
    return [deed.request.name for deed in decision.deeds], decision.ask.kind if decision.ask else None


def test_a_question_about_one_task_looks_it_up() -> None:
    decision = decide(about_a_task(), situation())
    (deed,) = decision.deeds
    assert deed.request.arguments == {"search": "Write the report", "limit": 100} and deed.about == 3
    assert outline(decide(about_a_task("milk"), situation())) == ([], "choose")
    assert outline(decide(about_a_task("unicorns"), situation())) == ([], None)
    assert outline(decide(about_a_task("task 12", 12), situation())) == ([], "choose")


def test_a_question_about_one_task_of_none_is_a_list() -> None:
    empty = replace(scene(), book=TaskBook([]))
    assert outline(decide(about_a_task(), situation(empty))) == (["list_tasks"], None)


def test_a_long_title_is_looked_up_by_what_a_search_may_hold() -> None:
    book = TaskBook([(1, "Read " + "a very long book " * 25, OPEN)])
    (deed,) = decide(about_a_task("", 1), situation(replace(scene(), book=book))).deeds
    assert len(deed.request.arguments["search"]) <= 200


@pytest.mark.parametrize(
    ("operation", "where", "kind", "part"),
    [
        (Operation(Intent.UPDATE, "r", reference=Reference("number", "12", numbers=(12,))), {}, "choose", "12"),
        (Operation(Intent.COMPLETE, "r", reference=IT), {"found": []}, None, ""),
        (Operation(Intent.COMPLETE, "r", reference=IT), {"found": [3]}, "choose", "“Write the report”"),
        (Operation(Intent.DELETE, "r", reference=ALL_LATE), {"found": []}, None, "all late"),
        (Operation(Intent.COMPLETE, "says it is finished", reference=title("thesis")), {}, None, "thesis"),
        (Operation(Intent.COMPLETE, "r", reference=title("did milk"), is_offer=True), {}, "choose", "?"),
        (Operation(Intent.COMPLETE, "r", is_offer=True), {}, None, ""),
    ],
)  # fmt: skip
def test_doubts(operation: Operation, where: dict[str, Any], kind: str | None, part: str) -> None:
    decision = decide(operation, situation(scene(**where)))
    assert (decision.deeds, decision.ask and decision.ask.kind) == ((), kind)
    assert part in decision.remark and decision.remark


def test_everything_done_is_said_for_everything() -> None:
    book = TaskBook([(4, "Call Bob", DONE)])
    where = Scene(book, Focus(), lambda _: [])
    everything = Operation(Intent.COMPLETE, "r", reference=Reference("set", "everything", plural=True))
    assert (
        "done" in decide(everything, situation(where)).remark or "open" in decide(everything, situation(where)).remark
    )


def test_nothing_is_offered_where_nothing_is_open() -> None:
    where = Scene(TaskBook([(4, "Call Bob", DONE)]), Focus(), lambda _: [])
    assert offer_instead(Operation(Intent.COMPLETE, "r"), 9, situation(where)) == Decision()


def test_tonight_said_late_is_not_the_past_and_a_clock_time_is() -> None:
    late = replace(situation(), now=datetime(2026, 11, 23, 23, 0))
    tonight = Operation(Intent.ADD, "r", title="Call", due=datetime(2026, 11, 23, 20, 0), due_text="tonight")
    assert outline(decide(tonight, late)) == (["add_task"], None)
    assert outline(decide(replace(tonight, due_text="today at 8pm"), late)) == ([], "other")
    assert outline(decide(replace(tonight, due=date(2026, 11, 22), due_text="yesterday"), late)) == ([], "other")


# -- stored questions ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "operation",
    [
        Operation(Intent.ADD, "r", title="Call", due=date(2026, 12, 1), tags=("a", "b"), priority="high"),
        Operation(Intent.ADD, "r", title="Call", due=datetime(2026, 12, 1, 17, 0), repeat="FREQ=DAILY", due_note="n"),
        Operation(Intent.UPDATE, "r", reference=title("x", quoted=True), changes={"due": date(2026, 12, 1)}),
        Operation(Intent.UPDATE, "r", changes={"due": datetime(2026, 12, 1, 8), "priority": None, "title": "t"}),
        Operation(Intent.UPDATE, "r", shift=(-2, "weeks"), drop_tags=("home",), append_description="more"),
        Operation(
            Intent.DELETE,
            "r",
            reference=Reference(
                "set", "all", (1, 2), plural=True, filter=TaskFilter("done", completed_to=date(2026, 1, 1))
            ),
        ),
        Operation(
            Intent.LIST, "r", filter=TaskFilter(due_from=date(2026, 1, 1)), wants_count=True, limit=3, sort="due"
        ),
        Operation(Intent.COMPLETE, "r", is_offer=True),
    ],
)
def test_an_operation_survives_the_database(operation: Operation) -> None:
    assert pending.from_json(json.loads(json.dumps(pending.to_json(operation)))) == operation


def test_a_field_of_another_version_is_left_out() -> None:
    stored = pending.to_json(Operation(Intent.ADD, "r", title="Call")) | {"colour": "red"}
    assert pending.from_json(stored) == Operation(Intent.ADD, "r", title="Call")


def test_titles_alike_are_found_by_how_their_words_begin() -> None:
    book = TaskBook((number, f"Errand {number}" if number else "Paint the nursery", OPEN) for number in range(400))
    assert book.titles_like("i painted it") == ("Paint the nursery",)
    assert len(book.titles_like("errands")) == 300
    assert len(TaskBook([(1, "a", OPEN)]).titles_like("zzz")) == 1


def test_only_so_many_books_are_kept(sqlite_engine: Engine) -> None:
    books = TaskBooks(sqlite_engine, most=2)
    people = [add_person(sqlite_engine, name) for name in ("Ada", "Grace", "Mary")]
    first = [books.of(person.id) for person in people]
    assert books.of(people[2].id) is first[2] and books.of(people[1].id) is first[1]
    assert books.of(people[0].id) is not first[0]

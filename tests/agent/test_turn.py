"""The loop, with an agent that does what a queue says: which events, what is stored, what survives a crash."""

import threading
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from core.agent import turn as loop
from core.agent.events import TextDelta
from core.agent.plans import Answer
from core.agent.protocol import Ask, Call, Person, Report, Say, Undo
from core.agent.runner import Runner, Turn
from core.agent.turn import calls_of_turn
from core.errors import Conflict, DatabaseUnavailable, InvalidInput, ModelUnavailable, NotFound
from core.store import conversations, turns
from core.store.database import begin, reading
from core.store.models import Message, MessageStatus, ToolCall, ToolCallStatus, User
from core.tools import registry
from core.tools.registry import Request
from tests.talking import BERLIN, ScriptedAgent, Talk


def add(*titles: str) -> Call:
    return Call(tuple(Request("add_task", {"title": title}, f"because of {title}") for title in titles))


def complete(*numbers: int) -> Call:
    return Call(tuple(Request("complete_task", {"number": number}) for number in numbers))


def delete(*numbers: int) -> Call:
    return Call(tuple(Request("delete_task", {"number": number}) for number in numbers))


class Killed(BaseException):
    """The server goes away here: nothing below may catch it."""


def die() -> None:
    raise Killed


@pytest.fixture
def scripted(engine: Engine, user: User) -> Any:
    def make(*turns: Any) -> Talk:
        return Talk(engine, user, ScriptedAgent(*turns))

    return make


def statuses(talk: Talk, message_id: int) -> list[str]:
    return [call.status.value for call in calls_of_turn(talk.engine, message_id)]


# -- a plain turn ----------------------------------------------------------------------------------------------------


def test_a_reply_is_streamed_and_stored(scripted: Any) -> None:
    talk = scripted([Say("Hello "), Say("there."), Report(tokens={"total": 7}, model="m-1", title="A hello")])
    reply = talk.say("hi")
    assert [event.to_json() for event in reply.events] == [
        {"event": "text_delta", "text": "Hello "},
        {"event": "text_delta", "text": "there."},
        {"event": "turn_finished", "status": "done", "usage": {"total": 7}},
    ]
    message = reply.message
    assert (message.content, message.status, message.model) == ("Hello there.", MessageStatus.DONE, "m-1")
    assert (message.tokens, talk.title) == ({"total": 7}, "A hello")
    assert message.duration_ms is not None and message.duration_ms > 0


def test_a_call_is_made_recorded_and_answered(scripted: Any) -> None:
    talk = scripted([Say("One moment. "), add("Buy milk"), Say("Added.")])
    reply = talk.say("add milk")
    assert reply.event_names == ["text_delta", "tool_call_started", "tool_call_finished", "text_delta", "turn_finished"]
    (call,) = reply.calls
    assert (call.tool_name, call.tool_input, call.status) == (
        "add_task",
        {"title": "Buy milk"},
        ToolCallStatus.SUCCESS,
    )
    assert (call.message_id, call.call_number, call.actor) == (reply.message.id, 0, "scripted")
    assert call.execution_time_ms is not None and call.completed_at and call.completed_at >= call.created_at
    ((outcome,),) = talk.agent.outcomes
    assert (outcome.name, outcome.status, outcome.reasoning) == (
        "add_task",
        ToolCallStatus.SUCCESS,
        "because of Buy milk",
    )
    assert outcome.output["title"] == "Buy milk"


def test_a_call_that_cannot_comply_is_an_outcome_the_agent_can_answer(scripted: Any) -> None:
    talk = scripted([complete(9), Say("There is no such task.")])
    reply = talk.say("do it")
    assert reply.status == "done"
    ((outcome,),) = talk.agent.outcomes
    assert (outcome.status, outcome.error) == (ToolCallStatus.ERROR, "There is no task 9 on your list.")
    assert reply.calls[0].error_message == outcome.error


def test_a_tool_that_does_not_exist_is_refused_and_logged(scripted: Any) -> None:
    talk = scripted([Call((Request("drop_tables", {"user_id": "x"}),)), Say("Sorry.")])
    reply = talk.say("x")
    ((outcome,),) = talk.agent.outcomes
    assert outcome.status is ToolCallStatus.ERROR and "drop_tables" in (outcome.error or "")
    assert reply.calls[0].tool_name == "drop_tables"


def test_the_context_is_the_last_ten_messages_with_their_calls(scripted: Any) -> None:
    talk = scripted([add("First")], *([Say(f"answer {n}")] for n in range(7)))
    for number in range(8):
        talk.say(f"message {number}")
    seen = talk.agent.seen
    assert [past.text for past in seen[1].history] == ["message 0", ""]
    assert seen[1].history[1].calls[0].name == "add_task" and seen[1].can_undo
    assert len(seen[7].history) == conversations.CONTEXT_MESSAGES
    assert seen[7].history[0].text == "message 2" and seen[7].text == "message 7"
    assert (seen[7].person.name, seen[7].now.tzinfo) == ("Ada", BERLIN)


# -- plans -----------------------------------------------------------------------------------------------------------


def plan_of(talk: Talk, *numbers: int) -> Any:
    talk.agent.queue.append([Say("Sure?"), delete(*numbers)])
    return talk.say("delete them")


def test_a_delete_waits_with_its_rows(scripted: Any) -> None:
    talk = scripted()
    talk.has("Alpha", "Beta")
    reply = plan_of(talk, 1, 2)
    assert reply.event_names == ["text_delta", "confirmation_requested", "turn_finished"]
    assert (reply.status, talk.tasks) == ("waiting", {"Alpha": "todo", "Beta": "todo"})
    plan = (reply.message.question or {})["plan"]
    assert (plan["title"], plan["verb"]) == ("Delete 2 tasks?", "Delete")
    assert [(row["number"], row["title"]) for row in plan["rows"]] == [(1, "Alpha"), (2, "Beta")]
    assert [outcome.status for outcome in talk.agent.outcomes[-1]] == [ToolCallStatus.PENDING] * 2


def test_yes_runs_the_plan_before_the_agent_speaks(scripted: Any) -> None:
    talk = scripted()
    talk.has("Alpha", "Beta")
    planned = plan_of(talk, 1, 2)
    talk.agent.queue.append([Say("Gone.")])
    reply = talk.say("yes")
    assert reply.event_names[:4] == ["tool_call_started", "tool_call_finished"] * 2
    assert talk.tasks == {}
    decision = talk.agent.seen[-1].decision
    assert decision and decision.kind == "yes"
    assert [outcome.status for outcome in decision.outcomes] == [ToolCallStatus.SUCCESS] * 2
    assert {call.id for call in reply.calls} == {call.id for call in planned.calls}
    assert all(call.confirmed_at and call.decided_in_message_id == reply.message.id for call in reply.calls)
    with reading(talk.engine) as session:
        assert conversations.get_message(session, talk.user.id, planned.message.id).status is MessageStatus.DONE


@pytest.mark.parametrize(("text", "kind"), [("no", "no"), ("what else is there?", "moved_on")])
def test_anything_but_a_yes_declines(scripted: Any, text: str, kind: str) -> None:
    talk = scripted()
    talk.has("Alpha")
    plan_of(talk, 1)
    talk.agent.queue.append([Say("Fine.")])
    reply = talk.say(text)
    assert talk.tasks == {"Alpha": "todo"} and [call.status.value for call in reply.calls] == ["declined"]
    assert talk.agent.seen[-1].decision.kind == kind
    talk.agent.queue.append([Say("?")])
    talk.say("yes")  # asked once, not twice
    assert talk.tasks == {"Alpha": "todo"} and talk.agent.seen[-1].decision is None


def test_the_card_confirms_only_what_is_ticked(scripted: Any) -> None:
    talk = scripted()
    talk.has("Alpha", "Beta", "Gamma")
    planned = plan_of(talk, 1, 2, 3)
    talk.agent.queue.append([Say("Done.")])
    reply = talk.say("ok then", Answer(True, (planned.calls[0].id or 0, planned.calls[2].id or 0)))
    assert talk.tasks == {"Beta": "todo"}
    assert [call.status.value for call in reply.calls] == ["success", "declined", "success"]
    assert talk.agent.seen[-1].decision.kind == "yes"


def test_the_cards_no_counts_whatever_the_words(scripted: Any) -> None:
    talk = scripted()
    talk.has("Alpha")
    plan_of(talk, 1)
    talk.agent.queue.append([Say("Kept.")])
    talk.say("yes", Answer(False))
    assert talk.tasks == {"Alpha": "todo"}


def test_calls_of_one_step_that_need_no_yes_run_at_once(scripted: Any) -> None:
    talk = scripted([Call((Request("add_task", {"title": "Beta"}), Request("delete_task", {"number": 1})))])
    talk.has("Alpha")
    reply = talk.say("both")
    assert [call.status.value for call in reply.calls] == ["success", "pending"]
    assert talk.tasks == {"Alpha": "todo", "Beta": "todo"}
    assert reply.text == "Delete “Alpha”?"  # the plan's own title, where the agent said nothing


@pytest.mark.parametrize(("count", "waits"), [(4, False), (5, True)])
def test_bulk_changes_wait(scripted: Any, count: int, waits: bool) -> None:
    talk = scripted()
    numbers = talk.has(*(f"Task {number}" for number in range(count)))
    talk.agent.queue.append([complete(*numbers)])
    assert (talk.say("all").status == "waiting") is waits


def test_a_waiting_plan_left_by_an_earlier_queued_turn_is_settled_by_words(scripted: Any) -> None:
    """Both messages were sent at once: the second is stored before the first one has asked."""
    talk = scripted([delete(1)], [Say("Gone.")])
    talk.has("Alpha")
    first, second = talk.begin("delete it"), talk.begin("yes")
    assert talk.run(first).status == "waiting"
    assert talk.run(second).status == "done"
    assert talk.tasks == {}


# -- questions and undo ----------------------------------------------------------------------------------------------


def test_a_question_is_stored_and_handed_back_once(scripted: Any) -> None:
    ask = Ask("choose", {"numbers": [1]}, (("#1 Alpha", "#1"), ("No", "no")))
    talk = scripted([Say("Which?"), ask], [Say("Thanks.")], [Say("?")])
    reply = talk.say("that")
    assert (reply.status, reply.event_names) == ("waiting", ["text_delta", "choice_requested", "turn_finished"])
    talk.say("#1")
    stored = {"kind": "choose", "state": {"numbers": [1]}, "options": [["#1 Alpha", "#1"], ["No", "no"]]}
    assert talk.agent.seen[1].question == stored
    talk.say("and?")
    assert talk.agent.seen[2].question is None


def test_a_question_without_buttons_does_not_wait(scripted: Any) -> None:
    talk = scripted([Say("What?"), Ask("title", {"x": 1})], [])
    assert talk.say("create").status == "done"
    talk.say("milk")
    assert talk.agent.seen[1].question["kind"] == "title"


def test_undo_takes_the_last_changing_turn_back(scripted: Any) -> None:
    talk = scripted([add("Alpha", "Beta")], [Say("talk")], [Undo(), Say("Back.")], [Undo(), Say("No.")])
    talk.say("add")
    talk.say("hm")
    reply = talk.say("undo")
    assert reply.event_names == ["tool_call_started", "tool_call_finished", "text_delta", "turn_finished"]
    assert (reply.tools, talk.tasks) == (["undo_turn"], {})
    talk.say("undo")
    ((outcome,),) = talk.agent.outcomes[-1:]
    assert outcome.status is ToolCallStatus.ERROR and "nothing to undo" in (outcome.error or "")


def test_undo_is_all_or_nothing_with_the_reason(scripted: Any) -> None:
    talk = scripted([add("Alpha", "Beta")], [Undo(), Say("…")])
    talk.say("add")
    talk.call("complete_task", number=2)
    reply = talk.say("undo")
    ((outcome,),) = talk.agent.outcomes[-1:]
    assert "“Beta”" in (outcome.error or "") and reply.calls == ()
    assert talk.tasks == {"Alpha": "todo", "Beta": "done"}


def test_undo_takes_back_what_a_yes_ran(scripted: Any) -> None:
    talk = scripted()
    talk.has("Alpha")
    plan_of(talk, 1)
    talk.agent.queue.extend([[Say("Gone.")], [Undo()]])
    talk.say("yes")
    talk.say("undo")
    assert talk.tasks == {"Alpha": "todo"}


# -- faults ----------------------------------------------------------------------------------------------------------


def test_f2_a_crash_between_calls_repeats_none_of_them(scripted: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = scripted([add("Alpha", "Beta", "Gamma"), Say("never said")], [Say("Told.")])
    message_id = talk.begin("add three")
    really_run, ran = registry.run, []

    def run_two(session: Any, caller: Any, row: ToolCall) -> ToolCall:
        if len(ran) == 2:
            die()
        ran.append(row.tool_input)
        return really_run(session, caller, row)

    monkeypatch.setattr(registry, "run", run_two)
    with pytest.raises(Killed):
        talk.run(message_id)
    monkeypatch.undo()
    assert talk.tasks == {"Alpha": "todo", "Beta": "todo"}
    talk.interrupt(message_id)
    reply = talk.retry(message_id)
    assert talk.tasks == {"Alpha": "todo", "Beta": "todo", "Gamma": "todo"}
    assert reply.event_names == ["tool_call_started", "tool_call_finished", "text_delta", "turn_finished"]
    assert [outcome.status.value for outcome in talk.agent.seen[-1].done] == ["success"] * 3
    assert [call.call_number for call in reply.calls] == [0, 1, 2]


def test_a_crash_while_a_yes_is_carried_out_does_the_rest_on_retry(
    scripted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = scripted()
    talk.has("Alpha", "Beta")
    plan_of(talk, 1, 2)
    message_id = talk.begin("yes")
    really_run, ran = registry.run, []

    def run_one(session: Any, caller: Any, row: ToolCall) -> ToolCall:
        if ran:
            die()
        ran.append(row.id)
        return really_run(session, caller, row)

    monkeypatch.setattr(registry, "run", run_one)
    with pytest.raises(Killed):
        talk.run(message_id)
    monkeypatch.undo()
    assert talk.tasks == {"Beta": "todo"}
    talk.interrupt(message_id)
    talk.agent.queue.append([Say("Gone.")])
    talk.retry(message_id)
    assert talk.tasks == {} and statuses(talk, message_id) == ["success", "success"]


def test_a_crash_after_a_plan_was_recorded_asks_it_again(scripted: Any) -> None:
    talk = scripted([delete(1), die], [])
    talk.has("Alpha")
    message_id = talk.begin("delete it")
    with pytest.raises(Killed):
        talk.run(message_id)
    talk.interrupt(message_id)
    reply = talk.retry(message_id)
    assert (reply.status, statuses(talk, message_id)) == ("waiting", ["pending"])
    assert "confirmation_requested" in reply.event_names
    talk.agent.queue.append([Say("Gone.")])
    talk.say("yes")
    assert talk.tasks == {}


def test_the_plan_of_a_turn_that_never_finished_is_dropped_when_the_talk_goes_on(scripted: Any) -> None:
    talk = scripted([delete(1), die], [Say("Fine.")])
    talk.has("Alpha")
    message_id = talk.begin("delete it")
    with pytest.raises(Killed):
        talk.run(message_id)
    talk.interrupt(message_id)
    talk.say("hello")
    assert (statuses(talk, message_id), talk.tasks) == (["declined"], {"Alpha": "todo"})


@pytest.mark.parametrize(
    ("failure", "code", "part"),
    [
        (ModelUnavailable(), "model_unavailable", "can't be reached"),
        (DatabaseUnavailable(), "database_unavailable", "Nothing was lost"),
        (ZeroDivisionError("secret detail"), "error", "on my side"),
    ],
)
def test_a_failing_agent_ends_the_turn_with_a_sentence_and_a_retry(
    scripted: Any, failure: Exception, code: str, part: str
) -> None:
    talk = scripted([Say("I was about to"), failure], [Say("All right now.")])
    reply = talk.say("go")
    assert reply.event_names == ["text_delta", "turn_failed"]
    assert (reply.status, reply.message.error_code) == ("failed", code)
    last = reply.events[-1].to_json()
    assert part in last["sentence"] and "secret" not in str(last)
    assert reply.message.content == f"I was about to\n\n{last['sentence']}"
    retried = talk.retry(talk.message_ids[-1])
    assert (retried.status, retried.message.content, retried.message.error_code) == ("done", "All right now.", None)


def test_a_turn_that_is_done_is_not_retried(scripted: Any) -> None:
    talk = scripted([Say("ok")])
    talk.say("go")
    with pytest.raises(Conflict), begin(talk.engine) as session:
        turns.resume_turn(session, talk.user.id, talk.message_ids[0], agent="scripted")


def test_stop_ends_the_turn_and_declines_what_was_not_run(scripted: Any) -> None:
    stopped: list[bool] = []
    talk = scripted([Say("Working "), lambda: stopped.append(True), Say("on "), add("Alpha"), Say("it")])
    message_id = talk.begin("go")
    reply = talk.run(message_id, is_stopped=lambda: bool(stopped))
    assert (reply.status, reply.message.content) == ("stopped", "Working on ")
    assert talk.tasks == {} and reply.events[-1].to_json()["status"] == "stopped"


def test_stop_between_two_calls_of_one_step(scripted: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = scripted([add("Alpha", "Beta", "Gamma")])
    ran: list[int] = []
    really_run = registry.run

    def count(session: Any, caller: Any, row: ToolCall) -> ToolCall:
        ran.append(row.id or 0)
        return really_run(session, caller, row)

    monkeypatch.setattr(registry, "run", count)
    message_id = talk.begin("go")
    reply = talk.run(message_id, is_stopped=lambda: len(ran) >= 2)
    assert reply.status == "stopped" and talk.tasks == {"Alpha": "todo", "Beta": "todo"}
    assert [call.status.value for call in reply.calls] == ["success", "success", "declined"]


def test_stop_before_a_yes_is_carried_out(scripted: Any) -> None:
    talk = scripted()
    talk.has("Alpha")
    plan_of(talk, 1)
    reply = talk.run(talk.begin("yes"), is_stopped=lambda: True)
    assert (reply.status, talk.tasks) == ("stopped", {"Alpha": "todo"})
    assert [call.status.value for call in reply.calls] == ["declined"]


def test_f19_an_agent_that_calls_for_ever_is_stopped(scripted: Any) -> None:
    talk = scripted([Call((Request("list_tasks", {}),)) for _ in range(loop.MAX_STEPS + 3)])
    reply = talk.say("go")
    assert (reply.status, len(reply.calls)) == ("failed", loop.MAX_STEPS)
    assert reply.message.error_code == "tool_failed"
    assert "steps" in reply.events[-1].to_json()["sentence"], "it says so"


def test_f19_too_many_calls_in_one_step_are_refused_before_any_runs(scripted: Any) -> None:
    talk = scripted([add(*(f"Task {number}" for number in range(loop.MAX_CALLS + 1)))])
    assert talk.say("go").status == "failed" and talk.tasks == {}


def test_f19_a_step_beyond_the_tokens_of_one_turn_is_refused_before_it_runs(scripted: Any) -> None:
    within, beyond = Report(tokens={"total": loop.MAX_TOKENS}), Report(tokens={"total": loop.MAX_TOKENS + 1})
    reply = (talk := scripted([within, add("Alpha"), beyond, add("Beta")])).say("go")
    assert (reply.status, talk.tasks) == ("failed", {"Alpha": "todo"})
    assert "used more of the model" in reply.events[-1].to_json()["sentence"], "it says so"
    assert reply.message.tokens == {"total": loop.MAX_TOKENS + 1}


def test_f19_a_retry_has_tokens_of_its_own(scripted: Any) -> None:
    talk = scripted(
        [Report(tokens={"total": loop.MAX_TOKENS + 1}), add("Alpha")],
        [Report(tokens={"total": 2 * loop.MAX_TOKENS + 1}), add("Alpha"), Say("Here.")],
    )
    assert (talk.say("go").status, talk.tasks) == ("failed", {})
    assert (talk.retry(talk.message_ids[-1]).status, talk.tasks) == ("done", {"Alpha": "todo"})


def test_f19_an_agent_that_takes_too_long_is_stopped(scripted: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "DEADLINE_S", 0.0)
    reply = scripted([Say("slow")]).say("go")
    assert reply.status == "failed" and "too long" in reply.events[-1].to_json()["sentence"]


def test_a_turn_whose_end_cannot_be_stored_reads_as_interrupted_later(
    scripted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise DatabaseUnavailable

    talk = scripted([Say("Hello")], [Say("Hello again")])
    message_id = talk.begin("hi")
    monkeypatch.setattr(turns, "finish_turn", away)
    reply = talk.run(message_id)
    assert reply.events[-1].to_json()["code"] == "database_unavailable" and reply.status == "running"
    monkeypatch.undo()
    talk.interrupt(message_id)
    assert talk.retry(message_id).message.content == "Hello again"


def test_the_wire_of_a_step_is_stored_with_it_and_handed_back(scripted: Any) -> None:
    parts = ({"role": "model", "sig": "abc"},)
    talk = scripted([Call((Request("list_tasks", {}, provider_id="p1"),), wire=parts), die], [Say("ok")], [Say("x")])
    message_id = talk.begin("go")
    with pytest.raises(Killed):
        talk.run(message_id)
    talk.interrupt(message_id)
    talk.retry(message_id)
    assert talk.agent.seen[1].wire == parts
    assert talk.agent.outcomes[0][0].provider_id == "p1"
    talk.say("more")
    assert talk.agent.seen[2].history[-1].wire == parts


# -- the runner ------------------------------------------------------------------------------------------------------


@pytest.fixture
def running(engine: Engine, user: User) -> Iterator[Any]:
    """A runner with a scripted agent: (runner, agent, person)."""
    agent = ScriptedAgent()
    runner = Runner(engine, {"scripted": agent}, "scripted")
    yield runner, agent, Person(user.id, user.name, BERLIN)
    runner.close(2)


def wait_for(turn: Turn) -> list[str]:
    return [event.to_json()["event"] for event in turn.follow() if event is not None]


def test_a_turn_can_be_followed_from_any_point_by_anybody(running: Any) -> None:
    runner, agent, person = running
    agent.queue.append([Say("a"), Say("b")])
    turn = runner.start(person, None, "hi")
    assert wait_for(turn) == ["turn_started", "text_delta", "text_delta", "turn_finished"]
    assert list(turn.follow(2)) == list(turn.events[2:])
    assert turn.text == "ab" and not turn.is_running and runner.turn(turn.message_id) is turn


def test_f25_the_same_request_is_one_turn(running: Any, engine: Engine) -> None:
    runner, agent, person = running
    agent.queue.append([add("Alpha")])
    first = runner.start(person, None, "add", request_id="r1")
    again = runner.start(person, first.conversation_id, "add", request_id="r1")
    assert again is first
    wait_for(first)
    with reading(engine) as session:
        assert len(conversations.read_thread(session, person.id, first.conversation_id).messages) == 2


def test_a_request_that_another_process_ran_is_replayed_from_the_database(running: Any, engine: Engine) -> None:
    runner, agent, person = running
    agent.queue.append([Say("said before")])
    first = runner.start(person, None, "hi", request_id="r1")
    wait_for(first)
    other = Runner(engine, {"scripted": ScriptedAgent()}, "scripted")
    again = other.start(person, first.conversation_id, "hi", request_id="r1")
    assert wait_for(again) == ["turn_started", "text_delta", "turn_finished"] and again.text == "said before"
    other.close(1)


def test_f23_two_sends_at_once_run_one_after_the_other(running: Any, engine: Engine) -> None:
    runner, agent, person = running
    may_go, order = threading.Event(), []
    agent.queue.append([Say("one"), lambda: order.append("first waits"), lambda: may_go.wait(5) and None, Say("!")])
    agent.queue.append([lambda: order.append("second"), Say("two")])
    first = runner.start(person, None, "first")
    second = runner.start(person, first.conversation_id, "second")
    assert runner.running(first.conversation_id) is first
    deadline = time.monotonic() + 5
    while not order and time.monotonic() < deadline:
        time.sleep(0.01)
    assert order == ["first waits"]
    may_go.set()
    wait_for(second)
    assert order == ["first waits", "second"] and runner.running(first.conversation_id) is None
    with reading(engine) as session:
        thread = conversations.read_thread(session, person.id, first.conversation_id)
    assert [message.content for message in thread.messages] == ["first", "one!", "second", "two"]
    assert [message.sequence_number for message in thread.messages] == [0, 1, 2, 3]


def test_stop_reaches_a_running_turn(running: Any) -> None:
    runner, agent, person = running
    holder: list[Turn] = []
    agent.queue.append([Say("a"), lambda: holder[0].stop(), Say("b"), Say("c")])
    gate = threading.Event()
    agent.queue[0].insert(1, lambda: gate.wait(5) and None)
    turn = runner.start(person, None, "go")
    holder.append(turn)
    gate.set()
    wait_for(turn)
    assert turn.events[-1].to_json()["status"] == "stopped" and "c" not in turn.text


def test_a_retry_replaces_the_log(running: Any) -> None:
    runner, agent, person = running
    agent.queue.extend([[Say("half"), ModelUnavailable()], [Say("whole")]])
    turn = runner.start(person, None, "go")
    assert wait_for(turn)[-1] == "turn_failed"
    again = runner.retry(person, turn.message_id)
    assert again is not turn and wait_for(again)[-1] == "turn_finished" and again.text == "whole"


def test_what_cannot_begin_stores_nothing(running: Any, other_user: User, engine: Engine) -> None:
    runner, agent, person = running
    for text in ("", "   \n", "x" * 4001):
        with pytest.raises(InvalidInput):
            runner.start(person, None, text)
    with pytest.raises(InvalidInput, match="no agent called"):
        runner.start(person, None, "hi", agent="nobody")
    with pytest.raises(NotFound):
        runner.start(person, uuid4(), "hi")
    agent.queue.append([Say("hers")])
    hers = runner.start(Person(other_user.id, "Grace", BERLIN), None, "mine")
    wait_for(hers)
    with pytest.raises(NotFound):
        runner.start(person, hers.conversation_id, "let me in")
    with pytest.raises(NotFound):
        runner.retry(person, hers.message_id)
    with reading(engine) as session:
        assert conversations.list_conversations(session, person.id) == []


def test_a_page_may_draw_the_id_of_a_new_conversation(running: Any) -> None:
    runner, agent, person = running
    agent.queue.append([Say("ok")])
    wanted = uuid4()
    turn = runner.start(person, wanted, "hi", create=True)
    wait_for(turn)
    assert turn.conversation_id == wanted


def test_a_running_turn_beats(running: Any, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.agent import runner as module

    monkeypatch.setattr(module, "HEARTBEAT_S", 0.02)
    runner, agent, person = running
    beaten = threading.Event()
    real = turns.beat

    def beat(session: Any, ids: Any) -> None:
        real(session, ids)
        beaten.set()

    monkeypatch.setattr(turns, "beat", beat)
    agent.queue.append([lambda: beaten.wait(5) and None, Say("ok")])
    turn = runner.start(person, None, "hi")
    wait_for(turn)
    assert beaten.is_set()
    with reading(engine) as session:
        message = session.get(Message, turn.message_id)
    assert message and message.heartbeat_at


def test_followers_are_woken_while_nothing_happens() -> None:
    record = turns.TurnRecord(uuid4(), 1, 2, True)
    turn = Turn(record)
    assert next(turn.follow(beat_s=0.01)) is None
    turn.emit(TextDelta("x"))
    assert next(turn.follow()) == TextDelta("x")


def test_closing_waits_for_what_is_under_way(running: Any) -> None:
    runner, agent, person = running
    agent.queue.append([lambda: time.sleep(0.2), Say("finished")])
    turn = runner.start(person, None, "go")
    runner.close(5)
    assert not turn.is_running and turn.text == "finished"

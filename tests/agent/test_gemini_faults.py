"""F14–F17 with Gemini: an overloaded, slow, cut off or nonsensical model, over a real socket; and Stop.

Each failure is the turn's recorded end with a sentence of its own; it loses nothing, and a retry does nothing twice.
"""

import json
import logging
import time
from typing import Any

import pytest

from core.agent import runner as runner_module
from core.agent import turn as turn_module
from core.agent.events import ToolCallFinished, TurnFailed, TurnFinished
from core.agent.gemini import Retries
from core.agent.gemini_errors import SENTENCES, Trouble
from core.agent.gemini_stream import Limits
from core.agent.gemini_wire import NO_SIGNATURE
from core.agent.offline import OfflineAgent
from core.agent.runner import Runner
from core.config import Settings
from tests.agent.conftest import gemini_at, lite_settings, responses, sent, stopped_after
from tests.gemini_server import (
    CUT,
    INVALID_KEY,
    KEY,
    RESET,
    GeminiServer,
    Raw,
    Refusal,
    Scripted,
    Silence,
    calls,
    chunk,
    quota,
    says,
)
from tests.people import add_person
from tests.talking import Talk

# -- failures --------------------------------------------------------------------------------------------------------

PART = chunk({"text": "I was about to"})
FAILURES: list[tuple[str, Scripted, Trouble]] = [
    ("invalid key", INVALID_KEY, Trouble.KEY),
    ("401", Refusal(401, "UNAUTHENTICATED"), Trouble.KEY),
    ("400", Refusal(400, "INVALID_ARGUMENT"), Trouble.REQUEST),
    ("403", Refusal(403, "PERMISSION_DENIED"), Trouble.FORBIDDEN),
    ("404", Refusal(404, "NOT_FOUND"), Trouble.MODEL),
    ("429 for long", quota("45.837906927s"), Trouble.QUOTA),
    ("no first byte", [Silence(15)], Trouble.TIMEOUT),
    ("no answer at all", Refusal(200, "OK", before=15), Trouble.TIMEOUT),
    ("stall", [PART, Silence(15)], Trouble.STALLED),
    ("cut in the text", [PART, CUT], Trouble.CUT),
    ("reset in the text", [PART, Silence(0.05), RESET], Trouble.CUT),
    ("error in the stream", [PART, {"error": {"code": 503, "status": "UNAVAILABLE"}}], Trouble.OVERLOADED),
    ("malformed chunk", [PART, Raw(b'data: {"candidates": [{"con\r\n\r\n')], Trouble.GARBLED),
    (
        "wrong types",
        [PART, Raw(b'data: {"candidates": [{"content": {"parts": [{"text": 5}]}}]}\r\n\r\n')],
        Trouble.GARBLED,
    ),
    ("blocked prompt", [{"promptFeedback": {"blockReason": "SAFETY"}}], Trouble.BLOCKED),
    ("safety stop", [PART, chunk(finish="SAFETY")], Trouble.SAFETY),
    ("prohibited", [chunk(finish="PROHIBITED_CONTENT")], Trouble.SAFETY),
    ("max tokens", [PART, chunk(finish="MAX_TOKENS")], Trouble.TOO_LONG),
    ("no finish reason", [PART], Trouble.UNFINISHED),
    ("some other finish", [PART, chunk(finish="OTHER")], Trouble.OTHER),
    ("a finish nobody knows", [PART, chunk(finish="BORED")], Trouble.OTHER),
    ("bad call after text", [PART, chunk(finish="MALFORMED_FUNCTION_CALL")], Trouble.BAD_CALL),
]


@pytest.mark.filterwarnings("ignore:BORED")  # the SDK warns of a reason it doesn't know
@pytest.mark.parametrize(("answer", "trouble"), [each[1:] for each in FAILURES], ids=[each[0] for each in FAILURES])
def test_f14_f15_f16_f17_gemini_failure_is_the_turns_recorded_end(
    server: GeminiServer, lite: Talk, answer: Scripted, trouble: Trouble
) -> None:
    patient = lite.agent
    lite.agent = impatient = gemini_at(server.url, lite_settings(lite), limits=Limits(first_s=2.0, silence_s=1.0))
    server.will(answer)
    began = time.monotonic()
    reply = lite.say("add milk")
    assert time.monotonic() - began < 10
    lite.agent = patient
    impatient.close()
    assert (reply.status, reply.message.error_code) == ("failed", trouble.value)
    failed = reply.events[-1]
    assert isinstance(failed, TurnFailed) and failed.code == trouble.value
    assert failed.sentence and KEY not in failed.sentence
    assert len(server.requests) == 1
    shown = reply.message.content
    assert shown == (f"I was about to\n\n{failed.sentence}" if reply.text else failed.sentence)
    server.will(calls(("add_task", {"title": "Milk"})), says("Added."))
    again = lite.retry(reply.message.id or 0)
    assert (again.status, again.message.content, again.message.error_code) == ("done", "Added.", None)
    assert lite.tasks == {"Milk": "todo"}


def test_gemini_failures_have_a_sentence_each() -> None:
    assert set(SENTENCES) == set(Trouble)
    assert len(set(SENTENCES.values())) == len(Trouble)
    assert max(len(each.value) for each in Trouble) <= 40  # the column's width


PASSING: list[tuple[str, Scripted, Trouble]] = [
    ("500", Refusal(500, "INTERNAL"), Trouble.SERVER),
    ("503", Refusal(503, "UNAVAILABLE"), Trouble.OVERLOADED),
    ("429", quota(None), Trouble.QUOTA),
    ("hung up before the first byte", [CUT], Trouble.UNREACHABLE),
    ("nothing said", [chunk(finish="STOP")], Trouble.EMPTY),
    ("bad call", [chunk(finish="MALFORMED_FUNCTION_CALL")], Trouble.BAD_CALL),
]


@pytest.mark.parametrize(("answer", "trouble"), [each[1:] for each in PASSING], ids=[each[0] for each in PASSING])
def test_f14_gemini_passing_failure_is_tried_again(
    server: GeminiServer, lite: Talk, answer: Scripted, trouble: Trouble
) -> None:
    server.will(answer, answer, says("Here I am."))
    assert lite.say("hi").text == "Here I am."
    server.will(answer, answer, answer)
    reply = lite.say("hi again")
    assert (reply.status, reply.message.error_code) == ("failed", trouble.value)
    assert len(server.requests) == 6


@pytest.mark.parametrize(
    "refusal",
    [
        quota("0.4s"),
        Refusal(503, "UNAVAILABLE", headers=(("Retry-After", "0.4"),)),
        Refusal(429, "RESOURCE_EXHAUSTED", details=quota("0.4s").details, headers=(("Retry-After", "60"),)),
    ],
    ids=["RetryInfo", "a proxy's header", "both"],
)
def test_f14_gemini_waits_as_long_as_it_is_asked_to(server: GeminiServer, lite: Talk, refusal: Refusal) -> None:
    server.will(refusal, says("Thanks for waiting."))
    assert lite.say("hi").status == "done"
    assert 0.4 <= server.arrived[1] - server.arrived[0] < 5


def test_f14_gemini_quota_says_how_long(server: GeminiServer, lite: Talk) -> None:
    server.will(quota("45.8s"))
    assert "46 seconds" in lite.say("hi").message.content


def test_f15_gemini_unreachable_is_said(lite: Talk, sqlite_settings: Settings) -> None:
    lite.agent = gemini_at("http://127.0.0.1:9", sqlite_settings)
    reply = lite.say("hi")
    assert (reply.status, reply.message.error_code) == ("failed", "gemini_unreachable")


def test_f16_gemini_cut_call_is_never_made(server: GeminiServer, talk: Talk) -> None:
    whole = chunk({"functionCall": {"name": "add_task", "args": {"title": "Half"}}})
    server.will([whole, CUT])
    assert talk.say("add half").message.error_code == "gemini_cut"
    server.will([whole])
    assert talk.retry(talk.message_ids[0]).message.error_code == "gemini_unfinished"
    assert talk.tasks == {}


def test_f14_f16_gemini_retry_does_only_what_is_missing(server: GeminiServer, talk: Talk) -> None:
    server.will(calls(("add_task", {"title": "Milk"})), [chunk({"text": "I have"}), CUT])
    failed = talk.say("add milk and eggs")
    assert (failed.status, failed.tools, talk.tasks) == ("failed", ["add_task"], {"Milk": "todo"})
    server.will(calls(("add_task", {"title": "Eggs"})), says("Both are on your list."))
    again = talk.retry(failed.message.id or 0)
    assert (again.status, again.message.content) == ("done", "Both are on your list.")
    assert talk.tasks == {"Milk": "todo", "Eggs": "todo"}
    assert [event.tool_name for event in again.events if isinstance(event, ToolCallFinished)] == ["add_task"]
    resumed = sent(server, 2)
    assert [part["functionResponse"]["response"]["output"]["title"] for part in resumed[-1]["parts"]] == ["Milk"]


def test_gemini_failed_turn_can_be_answered_offline(server: GeminiServer, talk: Talk) -> None:
    server.will(Refusal(400, "INVALID_ARGUMENT"))
    failed = talk.say("add milk")
    gemini, talk.agent = talk.agent, OfflineAgent(talk.engine)
    reply = talk.retry(failed.message.id or 0)
    assert (reply.status, reply.message.agent, talk.tasks) == ("done", "offline", {"Milk": "todo"})
    talk.agent = gemini
    server.will(says("Milk is on your list."))
    assert talk.say("and now?").status == "done"


def test_gemini_hears_of_failed_and_stopped_answers(server: GeminiServer, lite: Talk) -> None:
    server.will(Refusal(400, "INVALID_ARGUMENT"), says("Hello again."))
    lite.say("add milk")
    lite.say("hello?")
    assert "failed here" in sent(server)[1]["parts"][0]["text"]
    assert SENTENCES[Trouble.REQUEST] not in str(sent(server))


def test_gemini_goes_on_after_a_kill_between_steps(server: GeminiServer, talk: Talk) -> None:
    server.will(calls(("add_task", {"title": "Milk"}), ("add_task", {"title": "Eggs"})))
    message_id = talk.begin("add milk and eggs")
    killed: list[Any] = []

    class Killed(BaseException):
        pass

    def die(_: dict[str, Any]) -> Any:
        killed.append(True)
        return [Silence(10)]

    server.will(die)

    def is_stopped() -> bool:
        if killed:
            raise Killed
        return False

    with pytest.raises(Killed):
        talk.run(message_id, is_stopped=is_stopped)
    talk.interrupt(message_id)
    server.will(says("Milk and eggs are on your list."))
    reply = talk.retry(message_id)
    assert (reply.status, reply.text) == ("done", "Milk and eggs are on your list.")
    assert talk.tasks == {"Milk": "todo", "Eggs": "todo"}
    assert [each["output"]["title"] for each in responses(server)] == ["Milk", "Eggs"]


def test_f15_gemini_dripping_for_ever_meets_the_deadline_and_frees_its_worker(
    server: GeminiServer, lite: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One worker for everybody: whoever waits behind an endless answer gets it, and the connection is given up."""
    monkeypatch.setattr(turn_module, "DEADLINE_S", 1.5)
    monkeypatch.setattr(runner_module, "WORKERS", 1)
    server.will([each for _ in range(200) for each in (chunk({"text": "and "}), Silence(0.1))], says("Hello Grace."))
    runner = Runner(lite.engine, {"gemini": lite.agent}, "gemini")
    grace = Talk(lite.engine, add_person(lite.engine, "Grace"), lite.agent).person
    try:
        endless, behind = runner.start(lite.person, None, "talk"), runner.start(grace, None, "hi")
        assert endless.wait(15) and behind.wait(15)
    finally:
        runner.close()
    failed = endless.events[-1]
    assert isinstance(failed, TurnFailed) and "took too long" in failed.sentence
    assert endless.text.startswith("and and ")
    assert behind.text == "Hello Grace."
    assert server.left


# -- overloaded for ever ---------------------------------------------------------------------------------------------


def test_f14_gemini_quota_used_up_for_ever_ends_in_bounded_time_and_does_nothing_twice(
    server: GeminiServer, talk: Talk
) -> None:
    server.will(calls(("add_task", {"title": "Milk"})))
    server.otherwise = quota("0.3s")
    began = time.monotonic()
    failed = talk.say("add milk and eggs")
    assert (failed.status, failed.message.error_code, talk.tasks) == ("failed", "gemini_quota", {"Milk": "todo"})
    assert len(server.requests) == 1 + 3
    assert 2 * 0.3 <= time.monotonic() - began < 10
    again = talk.retry(failed.message.id or 0)
    assert (again.status, again.tools, talk.tasks) == ("failed", ["add_task"], {"Milk": "todo"})


def test_f14_gemini_retries_stay_within_a_turns_deadline() -> None:
    retries = Retries()
    assert (retries.attempts - 1) * retries.longest_wait_s * 1.1 < turn_module.DEADLINE_S / 2


@pytest.mark.parametrize(
    "answer",
    [
        Refusal(400, "INVALID_ARGUMENT", f"API key {KEY} not valid", INVALID_KEY.details),
        Refusal(403, "PERMISSION_DENIED", f"{KEY} may not"),
        quota("99s"),
        Refusal(500, "INTERNAL", f"key={KEY}"),
        [chunk({"text": "Well"}), Raw(f'data: {{"{KEY}\r\n\r\n'.encode())],
        [chunk({"text": "Well"}), CUT],
    ],
    ids=["invalid key", "forbidden", "quota", "server", "garbled", "cut"],
)
def test_f14_gemini_key_is_in_no_error(
    server: GeminiServer, lite: Talk, answer: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even where the server repeats it, and not in the most talkative log."""
    lite.agent = gemini_at(server.url, lite_settings(lite), retries=Retries(attempts=1))
    server.will(answer)
    with caplog.at_level(logging.DEBUG):
        reply = lite.say("hi")
    assert reply.status == "failed"
    assert KEY not in json.dumps([event.to_json() for event in reply.events])
    assert KEY not in reply.message.model_dump_json()
    assert KEY not in caplog.text


# -- cut and nonsensical calls ---------------------------------------------------------------------------------------

HALF_A_CALL = b'data: {"candidates": [{"content": {"role": "model", "parts": [{"functionCall": {"name": "add_task", "ar'


@pytest.mark.parametrize(
    ("ending", "trouble"),
    [([CUT], Trouble.CUT), ([RESET], Trouble.CUT), ([], Trouble.GARBLED), ([Raw(b"\r\n\r\n")], Trouble.GARBLED)],
    ids=["hung up", "reset", "ended", "the next line"],
)
def test_f16_gemini_cut_inside_a_calls_json_makes_no_call(
    server: GeminiServer, talk: Talk, ending: list[Any], trouble: Trouble
) -> None:
    server.will([chunk({"text": "Right away. "}), Raw(HALF_A_CALL), Silence(0.05), *ending])
    reply = talk.say("add half a task")
    assert (reply.status, reply.message.error_code, talk.tasks) == ("failed", trouble.value, {})
    assert reply.calls == ()
    assert reply.message.content.startswith("Right away.")
    server.will(calls(("add_task", {"title": "Whole"})), says("Added."))
    assert talk.retry(reply.message.id or 0).status == "done"
    assert talk.tasks == {"Whole": "todo"}


def raw_call(arguments: str) -> list[Any]:
    """A call whose arguments are written as they are, JSON or not."""
    call = {"functionCall": {"name": "add_task", "args": "HERE"}, "thoughtSignature": NO_SIGNATURE}
    before, after = json.dumps(chunk(call, finish="STOP")).split('"HERE"')
    return [Raw(f"data: {before}{arguments}{after}\r\n\r\n".encode())]


@pytest.mark.parametrize("arguments", ['{"title": "Half', '"title"', "[1, 2]", "5", "{title: 'x'}"])
def test_f17_gemini_arguments_that_are_no_object_end_the_turn(server: GeminiServer, lite: Talk, arguments: str) -> None:
    server.will(raw_call(arguments))
    reply = lite.say("add it")
    assert (reply.status, reply.message.error_code, lite.tasks) == ("failed", "gemini_garbled", {})


@pytest.mark.parametrize(
    "arguments",
    [
        '{"title": NaN}',
        '{"title": "x", "tags": [Infinity]}',
        '{"title": null}',
        "{}",
        '{"title": "x", "colour": "red"}',
        '{"title": "x", "due": 20261126}',
        '{"title": "' + "x" * 10_000_000 + '"}',
    ],
    ids=["NaN", "Infinity", "null", "nothing", "an extra field", "a wrong type", "10 MB"],
)
def test_f17_gemini_hears_once_of_arguments_a_tool_refuses(server: GeminiServer, talk: Talk, arguments: str) -> None:
    server.will(raw_call(arguments), says("I could not add that, sorry."))
    reply = talk.say("add it")
    assert (reply.status, reply.text, talk.tasks) == ("done", "I could not add that, sorry.", {})
    assert [call.status.value for call in reply.calls] == ["error"]
    assert responses(server)[0]["error"]
    assert len(json.dumps(server.requests[-1])) < 100_000  # ten megabytes are not sent back


# -- stop ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["before the first byte", "in the middle"])
def test_gemini_stop_closes_a_silent_connection(server: GeminiServer, lite: Talk, where: str) -> None:
    lite.agent = gemini_at(server.url, lite_settings(lite))
    server.will([Silence(20)] if where == "before the first byte" else [chunk({"text": "Well, "}), Silence(20)])
    reply = lite.say("tell me a long story", is_stopped=stopped_after(server))
    assert reply.status == "stopped"
    assert reply.message.content == ("" if where == "before the first byte" else "Well, ")
    for _ in range(50):
        if server.left:
            break
        time.sleep(0.02)
    assert server.left and server.left[0] - server.arrived[0] < 3


def test_gemini_stop_ends_the_waiting_for_a_retry(server: GeminiServer, lite: Talk) -> None:
    lite.agent = gemini_at(server.url, lite_settings(lite), retries=Retries(longest_wait_s=30))
    server.will(quota("20s"))
    assert lite.say("hi", is_stopped=stopped_after(server)).status == "stopped"
    assert time.monotonic() - server.arrived[0] < 5  # and not the twenty seconds it was asked to wait


def test_gemini_stopped_step_leaves_nothing_half_done(server: GeminiServer, talk: Talk) -> None:
    server.will([chunk({"text": "One"}), Silence(20)])
    talk.say("add milk", is_stopped=stopped_after(server))
    server.will(says("Shall I add it now?"))
    reply = talk.say("well?")
    assert isinstance(reply.events[-1], TurnFinished)
    assert "stopped this answer" in sent(server)[1]["parts"][0]["text"]
    assert talk.tasks == {}


def test_gemini_stopped_and_failed_turns_keep_what_they_used(server: GeminiServer, talk: Talk) -> None:
    used = {"promptTokenCount": 900, "candidatesTokenCount": 7, "totalTokenCount": 907}
    server.will([chunk({"text": "Well, "}, usage=used), Silence(20)])
    stopped = talk.say("tell me a story", is_stopped=stopped_after(server)).message
    assert stopped.status == "stopped" and stopped.tokens is not None
    first = stopped.tokens.pop("first_token_ms")
    assert stopped.tokens == {"prompt": 900, "cached": 0, "thoughts": 0, "output": 7, "total": 907}
    assert 0 < first <= (stopped.duration_ms or 0)
    server.will([chunk({"text": "Once "}, usage=used), CUT])
    failed = talk.say("go on").message
    assert (failed.status, (failed.tokens or {})["total"]) == ("failed", 907)
    server.will(says("Once upon a time."))
    again = talk.retry(failed.id or 0).message  # what the first try cost was spent all the same
    assert (again.status, (again.tokens or {})["total"]) == ("done", 907 + 950)


def test_gemini_stopped_before_it_counted_keeps_its_time_to_the_first_word(server: GeminiServer, lite: Talk) -> None:
    server.will([chunk({"text": "Well, "}), Silence(20)])
    stopped = lite.say("tell me a story", is_stopped=stopped_after(server)).message
    assert set(stopped.tokens or {}) == {"first_token_ms"}

"""The Gemini agent: one turn as a conversation with the model, step by step, through the same loop as the rules.

A step is one streamed request. Its text is said as it comes; its calls are handed to the loop once the step is whole,
and what became of them opens the next step. A call that waits for the person's yes ends the turn. The loop caps steps
and time; the other `gemini_*` modules hold the connection, the wire form, the prompt and the failures.
"""

import random
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

from core.agent.breaker import Breaker
from core.agent.gemini_errors import LASTING, TRANSIENT, GeminiFailed, Trouble, trouble_with_finish
from core.agent.gemini_instructions import TITLE_INSTRUCTIONS, declarations, instructions_for
from core.agent.gemini_stream import Connection, Limits, Prompt, Usage
from core.agent.gemini_wire import Step, answers, contents_of
from core.agent.protocol import AgentEvent, Call, Outcome, Report, Response, Say, TurnInput, Undo, Waiting
from core.agent.titles import TITLE_LENGTH, title_for, title_of_files
from core.config import Settings
from core.language.commands import understand
from core.language.operations import Context, Intent, Operation
from core.store.models import ToolCallStatus
from core.text import clean, clean_line, shorten
from core.tools.registry import Request
from core.tools.undo import UNDO

BEAT_S = 0.1  # how often a silent stream lets the loop look whether it was stopped
TITLE_SOURCE_LIMIT = 600  # characters of a message that a title is made from
REASON_LIMIT = 300  # characters of what was said with a call, kept as why it was made

_Part = Generator[AgentEvent, tuple[Outcome, ...] | None, Step]


@dataclass(frozen=True)
class Retries:
    """How often a request that met a passing failure is sent again, and how long that may wait, in seconds."""

    attempts: int = 3
    first_wait_s: float = 0.5  # doubles each time
    longest_wait_s: float = 15.0  # a server that asks for more is answered by failing at once


@dataclass
class _Meter:
    """What the turn has used so far."""

    began: float = field(default_factory=time.perf_counter)
    first_token_ms: float | None = None
    spent: Usage = field(default_factory=Usage)
    model: str | None = None
    has_said: bool = False

    @classmethod
    def from_before(cls, tokens: dict[str, Any] | None) -> "_Meter":
        """One that goes on counting where an earlier try of the same turn stopped."""
        known = tokens or {}
        return cls(spent=Usage(**{name: known.get(name, 0) for name in vars(Usage())}))

    def note_token(self) -> bool:
        """The model has said something; True for the first time."""
        if self.first_token_ms is not None:
            return False
        self.first_token_ms = round(1000 * (time.perf_counter() - self.began), 1)
        return True

    def add(self, usage: Usage) -> None:
        """A request has ended."""
        self.spent = self._with(usage)

    def report(self, *wire: Any, so_far: Usage | None = None) -> Report:
        """What the turn has used, with the request under way `so_far`."""
        spent = self._with(so_far) if so_far else self.spent
        tokens: dict[str, Any] = dict(vars(spent)) if spent.total else {}
        if self.first_token_ms is not None:
            tokens["first_token_ms"] = self.first_token_ms
        return Report(tokens=tokens or None, model=self.model, wire=wire)

    def _with(self, usage: Usage) -> Usage:
        return Usage(*(a + b for a, b in zip(vars(self.spent).values(), vars(usage).values(), strict=True)))


class GeminiAgent:
    """Answers with Gemini. Holds nothing of a conversation between turns."""

    name = "gemini"

    def __init__(
        self,
        settings: Settings,
        *,
        limits: Limits | None = None,
        retries: Retries | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        self.model: str | None = settings.gemini_model
        self._connection = Connection(settings, limits or Limits())
        self._retries = retries or Retries()
        self._breaker = breaker or Breaker()

    @property
    def is_resting(self) -> bool:
        """True for a while after several turns in a row could not reach Gemini."""
        return self._breaker.is_open

    def close(self) -> None:
        """Close the connections kept for the next turn."""
        self._connection.close()

    def suggest_title(self, said: str, answered: str) -> str | None:
        """A few words for a conversation that began like this; None out of reach. Raises GeminiFailed."""
        if self.is_resting:
            return None
        text = f"They said:\n{said[:TITLE_SOURCE_LIMIT]}\n\nThe answer was:\n{answered[:TITLE_SOURCE_LIMIT]}"
        step = Step()
        stream = self._connection.open(Prompt(TITLE_INSTRUCTIONS, [{"role": "user", "parts": [{"text": text}]}]))
        try:
            while not stream.is_over:
                chunk = stream.next(BEAT_S)
                for part in chunk.parts if chunk else ():
                    step.add(part)
        finally:
            stream.close()
        title = clean_line(step.text).strip("\"'“”‘’«»*#. ")
        return shorten(title, TITLE_LENGTH) or None

    def respond(self, turn: TurnInput) -> Response:
        """Answer one turn. Raises GeminiFailed."""
        if any(outcome.status is ToolCallStatus.PENDING for outcome in turn.done):
            return  # restarted while its plan was being made: the plan waits, the loop says so
        operations = understand(turn.text, Context(now=turn.now.replace(tzinfo=None)))
        title = title_of_files(turn.attached, turn.title) if turn.attached else title_for(operations, turn.title, {})
        if title:
            yield Report(title=title)
        contents, meter, may_undo = (
            contents_of(turn),
            _Meter.from_before(turn.tokens),
            turn.can_undo and _asks_to_undo(operations),
        )
        while True:
            prompt = Prompt(instructions_for(turn), contents, declarations(with_undo=may_undo))
            step = yield from self._step(prompt, meter)
            kept = step.kept()
            if not step.calls:
                yield meter.report(kept)
                return
            outcomes: tuple[Outcome, ...] = ()
            if may_undo and any(call.get("name") == UNDO for call in step.calls):
                may_undo, outcomes = False, (yield Undo()) or ()
            requests = _requests(step, without=UNDO if outcomes else None)
            if requests:
                outcomes += (yield Call(requests, (kept,))) or ()
            yield meter.report(*(() if requests else (kept,)))
            if any(outcome.status is ToolCallStatus.PENDING for outcome in outcomes):
                return
            contents = [*contents, kept, answers(step.calls, outcomes)]

    def _step(self, prompt: Prompt, meter: _Meter) -> _Part:
        """One step, tried again after a passing failure as long as nothing of it has arrived."""
        attempt = 1
        while True:
            try:
                step = yield from self._read(prompt, meter)
                self._breaker.succeeded()
                return step
            except GeminiFailed as failure:
                wait_s = self._wait_before_retry(failure, attempt)
                if wait_s is None:
                    if failure.trouble in LASTING:
                        self._breaker.failed()
                    yield meter.report()  # what was used up is recorded with the failure
                    raise
            attempt += 1
            until = time.monotonic() + wait_s
            while (left := until - time.monotonic()) > 0:
                yield Waiting()
                time.sleep(min(BEAT_S, left))

    def _read(self, prompt: Prompt, meter: _Meter) -> _Part:
        """Send the request and say its text as it comes. Raises GeminiFailed where the answer is not whole."""
        step, finish, usage = Step(), None, None
        stream = self._connection.open(prompt)
        try:
            while True:
                chunk = stream.next(BEAT_S)
                if chunk is None:
                    if stream.is_over:
                        break
                    yield Waiting()
                    continue
                finish, usage, meter.model = chunk.finish or finish, chunk.usage or usage, chunk.model or meter.model
                if chunk.blocked:
                    raise GeminiFailed(Trouble.BLOCKED, has_begun=True)
                if chunk.usage:
                    yield meter.report(so_far=usage)  # at once: whoever stops the turn here has used that much
                for part in chunk.parts:
                    begins = not step.text
                    said = clean(step.add(part))
                    if (said or "functionCall" in part) and meter.note_token():
                        yield meter.report(so_far=usage)
                    if said:
                        yield Say(f"\n\n{said}" if begins and meter.has_said else said)
        finally:
            stream.close()
            meter.has_said = meter.has_said or bool(step.text)
            if usage:
                meter.add(usage)
        if trouble := trouble_with_finish(finish):
            raise GeminiFailed(trouble, has_begun=bool(step.text))
        if not step.calls and not step.text.strip():
            raise GeminiFailed(Trouble.EMPTY)
        return step

    def _wait_before_retry(self, failure: GeminiFailed, attempt: int) -> float | None:
        """Seconds until the next try; None where there is none."""
        is_worth_it = failure.trouble in TRANSIENT | {Trouble.EMPTY, Trouble.BAD_CALL}
        if not is_worth_it or failure.has_begun or attempt >= self._retries.attempts:
            return None
        if failure.retry_after_s is not None:
            if failure.retry_after_s > self._retries.longest_wait_s:
                return None
            return failure.retry_after_s * random.uniform(1.0, 1.1)
        return self._retries.first_wait_s * pow(2.0, attempt - 1) * random.uniform(0.5, 1.0)


def _asks_to_undo(operations: tuple[Operation, ...] | list[Operation]) -> bool:
    """Only the person's own words can undo: a model that obeys a task's title finds no such function."""
    return any(operation.intent is Intent.UNDO for operation in operations)


def _requests(step: Step, without: str | None) -> tuple[Request, ...]:
    reason = shorten(clean(step.text).strip(), REASON_LIMIT) or None
    return tuple(
        Request(str(call.get("name") or ""), call.get("args") or {}, reason, call.get("id"))
        for call in step.calls
        if call.get("name") != without
    )

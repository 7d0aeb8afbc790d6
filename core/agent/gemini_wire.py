"""A conversation as Gemini reads it, and what is kept of its answers: JSON of Google's REST API. Nothing is sent here.

Kept with a message are the model's own contents, parts and thought signatures as they came: the first function call of
each step must carry its signature back. The answers to calls are not kept twice: they are made from the log of calls,
so that a plan decided later reads as it was decided. What the offline agent did is retold in the same form.
"""

import base64
import json
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.agent.protocol import Attached, Outcome, PastMessage, TurnInput
from core.store.models import MessageRole, MessageStatus, ToolCallStatus
from core.text import clean_json
from core.tools.registry import INPUT_LIMIT
from core.tools.undo import UNDO

# Google's word, in base64, for "made elsewhere: there is no signature".
NO_SIGNATURE = "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I="
HISTORY_CHARACTERS = 100_000  # of JSON; long lists in old answers must not make every later turn dear

Content = dict[str, Any]
_CALLED = {"photo": "A photo", "voice": "A voice note"}


def contents_of(turn: TurnInput) -> list[Content]:
    """Everything the model is to read: the last exchanges, what the person says now, and this turn's own steps."""
    own = _steps(turn.wire, turn.done)
    while own and own[-1]["role"] == "model":  # the last words of a life that ended just then: to be said again
        own.pop()
    return [*_window(turn.history), _said(turn.text, turn.attached), *own]


def answers(asked: Sequence[dict[str, Any]], outcomes: Iterable[Outcome]) -> Content:
    """The content that answers these function calls, one for one. Undoing is answered apart from the calls' order."""
    calls: deque[Outcome] = deque()
    undone: deque[Outcome] = deque()
    for outcome in outcomes:
        (undone if outcome.name == UNDO else calls).append(outcome)
    return _answers(asked, calls, undone)


def calls_in(content: Content) -> list[dict[str, Any]]:
    """The function calls of a content, in order."""
    return [part["functionCall"] for part in content.get("parts", ()) if "functionCall" in part]


@dataclass
class Step:
    """One answer of the model while it streams in."""

    parts: list[dict[str, Any]] = field(default_factory=list)
    text: str = ""

    def add(self, part: dict[str, Any]) -> str:
        """Keep a part; returns what it says to the person."""
        said = str(part.get("text") or "") if not part.get("thought") else ""
        self.text += said
        last = self.parts[-1] if self.parts else {}
        if set(part) == {"text"} == set(last):  # pieces of one text; a signature belongs to its very part
            last["text"] += part["text"]
        else:
            self.parts.append(dict(part))
        return said

    @property
    def calls(self) -> list[dict[str, Any]]:
        """The function calls so far."""
        return calls_in(self.content)

    @property
    def content(self) -> Content:
        """What the model must get back."""
        return {"role": "model", "parts": self.parts}

    def kept(self) -> Content:
        """The content as both databases can store it; arguments too large to be a call's are left out."""
        kept: Content = clean_json(self.content)
        for call in calls_in(kept):
            size = len(json.dumps(call.get("args")))
            if size > INPUT_LIMIT:
                call["args"] = {"too_large": size}
        return kept


# -- inside ----------------------------------------------------------------------------------------------------------


def _window(history: Sequence[PastMessage]) -> list[Content]:
    """The newest exchanges that fit, each from what the person said to the end of its answer."""
    exchanges: list[list[Content]] = []
    for message in history:
        if message.role is MessageRole.USER:
            exchanges.append([_said(message.text, message.attached)])
        elif message.role is MessageRole.ASSISTANT and exchanges:  # an answer without its question tells nothing
            exchanges[-1] += _answered(message)
    room, kept = HISTORY_CHARACTERS, deque[Content]()
    for exchange in reversed(exchanges):
        room -= _characters(exchange)
        if room < 0:
            break
        kept.extendleft(reversed(exchange))
    return list(kept)


def _characters(contents: Sequence[Content]) -> int:
    """How long these are as JSON, photos and voice notes apart: those have a limit of their own."""
    return len(json.dumps([part for content in contents for part in content["parts"] if "inlineData" not in part]))


def _said(text: str, attached: Sequence[Attached] = ()) -> Content:
    """What the person said, with the photos and voice notes themselves, or a word for those that are not sent again."""
    words: list[dict[str, Any]] = [{"text": text}] if text else []
    return {"role": "user", "parts": [*words, *map(_inline, attached)]}


def _inline(file: Attached) -> dict[str, Any]:
    if file.data is None:
        return {"text": f"({_CALLED[file.kind]} was sent here. It is too long ago to look at it again.)"}
    return {"inlineData": {"mimeType": file.media_type, "data": base64.b64encode(file.data).decode()}}


def _answered(message: PastMessage) -> list[Content]:
    """An earlier answer: its steps, and how it ended where the steps don't say."""
    contents = _steps(message.wire, message.calls)
    ended = contents[-1]["role"] == "model" if contents else False
    match message.status:
        case MessageStatus.DONE | MessageStatus.WAITING:
            asked_for_a_yes = (message.question or {}).get("kind") == "confirm"
            closing = "" if ended or (asked_for_a_yes and contents) else message.text
        case MessageStatus.STOPPED:
            closing = "(The person stopped this answer here.)"
        case _:
            closing = "(This answer failed here. Nothing was done but what the results above say.)"
    if closing:
        contents.append({"role": "model", "parts": [{"text": closing}]})
    return contents


def _steps(wire: Sequence[Any], done: Sequence[Outcome]) -> list[Content]:
    """The model's own contents, each followed by the answers to its calls; then the calls somebody else made."""
    calls = deque(outcome for outcome in done if outcome.name != UNDO)
    undone = deque(outcome for outcome in done if outcome.name == UNDO)
    contents: list[Content] = []
    for content in wire:
        contents.append(content)
        if asked := calls_in(content):
            contents.append(_answers(asked, calls, undone))
    if left := [*undone, *calls]:
        contents += _retold(left)
    return contents


def _answers(asked: Sequence[dict[str, Any]], calls: deque[Outcome], undone: deque[Outcome]) -> Content:
    """Answers for these function calls, taken from the front of the queues."""
    parts = []
    for call in asked:
        queue = undone if call.get("name") == UNDO else calls
        response = _response(queue.popleft()) if queue else {"error": "This was not done."}
        answer = {"name": call.get("name"), "response": response}
        parts.append({"functionResponse": {"id": call["id"], **answer} if call.get("id") else answer})
    return {"role": "user", "parts": parts}


def _retold(outcomes: Sequence[Outcome]) -> list[Content]:
    """Calls that Gemini did not make, as one step of its own."""
    asked = [{"name": outcome.name, "args": outcome.arguments} for outcome in outcomes]
    parts: list[dict[str, Any]] = [{"functionCall": call} for call in asked]
    parts[0]["thoughtSignature"] = NO_SIGNATURE
    return [{"role": "model", "parts": parts}, answers(asked, outcomes)]


def _response(outcome: Outcome) -> dict[str, Any]:
    match outcome.status:
        case ToolCallStatus.SUCCESS:
            return {"output": outcome.output}
        case ToolCallStatus.ERROR:
            return {"error": outcome.error or "failed"}
        case ToolCallStatus.PENDING:
            return {"error": "Not done yet: the app is asking the person for a yes."}
    return {"error": "Not done: the person said no, or stopped it."}

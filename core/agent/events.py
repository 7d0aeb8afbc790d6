"""What happens during a turn, as pages, tests, the terminal and MCP see it (`interfaces.md`, "Events of a turn")."""

import re
from dataclasses import asdict, dataclass
from typing import Any

from core.tools.confirmation import Plan


@dataclass(frozen=True)
class Event:
    """Base of the events; `to_json` names the event in snake_case under "event"."""

    def to_json(self) -> dict[str, Any]:
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()
        return {"event": name, **asdict(self)}


@dataclass(frozen=True)
class TurnStarted(Event):
    """The message is stored and the agent begins."""

    conversation_id: str
    user_message_id: int
    message_id: int


@dataclass(frozen=True)
class TextDelta(Event):
    """More of the reply."""

    text: str


@dataclass(frozen=True)
class ToolCallStarted(Event):
    """A tool is about to run."""

    call_id: int
    tool_name: str
    tool_input: dict[str, Any]


@dataclass(frozen=True)
class ToolCallFinished(Event):
    """A tool has run, or could not comply."""

    call_id: int
    tool_name: str
    status: str
    output: dict[str, Any]
    duration_ms: float


@dataclass(frozen=True)
class ConfirmationRequested(Event):
    """The turn ends here and waits for a yes or a no."""

    plan: Plan


@dataclass(frozen=True)
class ChoiceRequested(Event):
    """The turn ends here and waits for one of these: (what the button says, what pressing it sends)."""

    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TurnFinished(Event):
    """The turn ended as `status`: done, waiting or stopped."""

    status: str
    usage: dict[str, Any] | None = None


@dataclass(frozen=True)
class TurnFailed(Event):
    """The turn ended with an error; the sentence is for the person, the code for logs."""

    code: str
    sentence: str

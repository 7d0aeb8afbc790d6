"""The seam between the loop and whatever answers: what an agent is given, what it yields, and what it gets back.

`respond` is a generator. It yields `Say`, `Report` and `Waiting`, which get no answer, and `Call` and `Undo`, which get
a tuple of `Outcome` sent back into it. An outcome that is still pending waits for the person's yes: the turn ends
when the generator does, and the answer starts the turn that continues it.
"""

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol, runtime_checkable
from uuid import UUID
from zoneinfo import ZoneInfo

from core.attachments import Kind
from core.store.models import MessageRole, MessageStatus, ToolCallStatus
from core.tools.registry import Request

# -- what an agent is given ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """How one call went. For an undo, `name` is "undo_turn"."""

    name: str
    arguments: dict[str, Any]
    status: ToolCallStatus
    output: dict[str, Any]
    error: str | None = None
    provider_id: str | None = None
    reasoning: str | None = None  # why the call was made, in words a person can read


@dataclass(frozen=True)
class Attached:
    """A photo or voice note that came with a message; `data` is None where it is too long ago to be looked at again."""

    kind: Kind
    media_type: str
    data: bytes | None


@dataclass(frozen=True)
class PastMessage:
    """An earlier message, with its calls. `wire` holds the provider's own parts, `question` what it asked."""

    role: MessageRole
    text: str
    status: MessageStatus
    agent: str | None = None
    wire: tuple[Any, ...] = ()
    question: dict[str, Any] | None = None
    calls: tuple[Outcome, ...] = ()
    attached: tuple[Attached, ...] = ()


@dataclass(frozen=True)
class Person:
    """Who is talking."""

    id: UUID
    name: str
    zone: ZoneInfo


@dataclass(frozen=True)
class Decision:
    """How a plan that waited was settled just now: the person said yes, no, or something else altogether."""

    kind: Literal["yes", "no", "moved_on"]
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True)
class TurnInput:
    """Everything an agent may know. `done` holds this turn's own calls from before a restart: they are not repeated."""

    person: Person
    text: str
    now: datetime  # aware, in the person's zone
    history: tuple[PastMessage, ...] = ()
    question: dict[str, Any] | None = None  # what the last assistant message asked, if the talk is still there
    decision: Decision | None = None
    done: tuple[Outcome, ...] = ()
    wire: tuple[Any, ...] = ()  # this turn's own provider parts from before a restart
    can_undo: bool = False
    title: str = ""  # of the conversation so far
    attached: tuple[Attached, ...] = ()  # what came with the text
    tokens: dict[str, Any] | None = None  # what this turn used before a restart or a retry


# -- what an agent yields --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Say:
    """More text for the person."""

    text: str


@dataclass(frozen=True)
class Call:
    """One step: calls to make together. `wire` is what the provider must get back verbatim later."""

    requests: tuple[Request, ...]
    wire: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Undo:
    """Revert the newest turn of this conversation that changed something."""


@dataclass(frozen=True)
class Ask:
    """A question the next message may answer. `options` become buttons: (label, what pressing it sends)."""

    kind: Literal["choose", "offer", "title", "task", "other"]
    state: dict[str, Any] = field(default_factory=dict)  # JSON, handed back as `TurnInput.question`
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Report:
    """Side information: token counts, the model that answered, a title, provider's parts that no call carries."""

    tokens: dict[str, Any] | None = None
    model: str | None = None
    title: str | None = None
    wire: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Waiting:
    """Nothing new yet: gives the loop the chance to stop a turn whose model is silent."""


AgentEvent = Say | Call | Undo | Ask | Report | Waiting
Response = Generator[AgentEvent, tuple[Outcome, ...] | None, None]


class Agent(Protocol):
    """Rules or a model: the loop cannot tell them apart."""

    name: str
    model: str | None

    def respond(self, turn: TurnInput) -> Response:
        """Answer one turn. Raises ModelUnavailable and its kin; any other exception is a bug."""
        ...


@runtime_checkable
class MayRest(Protocol):
    """An agent that may be out of reach for a while: another one then answers in its place."""

    is_resting: bool

"""What a sentence was understood to ask for: the values that pass from understanding to the agent.

`commands.understand` makes them, `agent.offline` acts on them. They hold no task rows: a `Reference` says how the
person pointed at tasks, and the agent resolves it against the tasks there are.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

Due = date | datetime  # a naive datetime is local time in the person's zone
Missing = Literal["due", "title", "priority", "description", "tags", "repeat", "untag"]


class Intent(StrEnum):
    """What kind of thing one operation is."""

    ADD = "add_task"
    LIST = "list_tasks"
    COMPLETE = "complete_task"
    REOPEN = "reopen_task"
    UPDATE = "update_task"
    DELETE = "delete_task"
    UNDO = "undo"
    YES = "confirm_yes"
    NO = "confirm_no"
    PICK = "pick"  # an answer to a choice: `reference` says which option
    HELP = "help"
    WHY = "why"
    CASUAL = "casual"
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class TaskFilter:
    """Which tasks a set reference or a list question means; all given parts must hold."""

    status: Literal["open", "todo", "doing", "done"] | None = None
    priority: Literal["low", "medium", "high", "none"] | None = None
    due: Literal["overdue", "today", "tomorrow", "week", "none"] | None = None
    due_from: date | None = None  # a range other than the named ones, both ends included
    due_to: date | None = None
    completed_from: date | None = None  # "what did i finish last week?"
    completed_to: date | None = None
    created_from: date | None = None  # "what did i add yesterday?"
    created_to: date | None = None
    repeats: bool | None = None
    tag: str | None = None
    search: str | None = None

    @property
    def is_empty(self) -> bool:
        """True where nothing narrows the tasks."""
        return self == TaskFilter()


@dataclass(frozen=True)
class Reference:
    """How the person pointed at one or more tasks."""

    kind: Literal["number", "title", "ordinal", "pronoun", "set"]
    text: str  # the words used, for replies and for fuzzy matching
    numbers: tuple[int, ...] = ()  # kind "number"; kind "ordinal": 1-based positions, -1 is the last one
    quoted: bool = False  # kind "title": the person quoted it, so an exact title wins
    plural: bool = False  # "them", "both", "those"
    filter: TaskFilter | None = (
        None  # kind "set": "all completed tasks"; kind "title": narrows ("the high priority one")
    )
    leaves_out: "tuple[Reference, ...]" = ()  # kinds "set" and "pronoun": "all but the report and task 5"


@dataclass(frozen=True)
class Operation:
    """One thing asked for. Fields that the intent does not use stay empty."""

    intent: Intent
    rule: str  # names the rule that decided, in a few words a person can read: "starts with 'remind me to'"
    reference: Reference | None = None  # which tasks; list: the one asked about; add: the one to copy
    title: str | None = None  # add: the clean title
    description: str | None = None
    priority: Literal["low", "medium", "high"] | None = None
    due: Due | None = None
    due_text: str | None = None  # the words the due date was read from
    due_note: str | None = None  # the policy applied, where the words left it open: "5 read as 17:00"
    repeat: str | None = None  # RRULE
    repeat_text: str | None = None
    tags: tuple[str, ...] = ()  # add: its tags; update: tags to put beside those it has
    drop_tags: tuple[str, ...] = ()  # update: tags to take off
    changes: dict[str, Any] = field(default_factory=dict)  # update: any of the update_task arguments; None clears
    shift: tuple[int, Literal["minutes", "hours", "days", "weeks", "months"]] | None = (
        None  # update: the due date moved by so much
    )
    append_description: str | None = None  # update: "include store location" is added to what is there
    missing: Missing | None = None  # update: the part that should change, where it was not said to what
    reword: tuple[str, str] | None = None  # update: these words of the title make way for those
    swap_with: Reference | None = None  # update: the two tasks change dates
    filter: TaskFilter | None = None  # list
    sort: Literal["due", "priority", "created", "number"] | None = None
    limit: int | None = None  # list: as many tasks; undo: as many changes
    wants_count: bool = False  # "how many are left?"
    asks: Literal["when", "done"] | None = None  # list: what is asked of the one task; None is everything
    any_status: bool = False  # list: "done and open"
    is_overview: bool = False  # list: "how am i doing?" wants figures
    goes_on: Literal["more", "narrower"] | None = None  # list: its next page, or what of the list before fits
    is_offer: bool = False  # complete, add, undo: "i did groceries", "i should call mum", "oops" only offer to do it
    topic: str | None = None  # casual and out of scope: greeting, thanks, feeling_bad, weather, joke, …


@dataclass(frozen=True)
class Question:
    """What the agent asked last, as far as understanding the answer needs it."""

    kind: Literal["confirm", "choose", "offer", "title", "task", "other"]
    options: tuple[tuple[int, str], ...] = ()  # (task number, title) as shown, in order
    about: Intent | None = None  # confirm: what waits for the yes, so that "delete them" agrees to a delete


@dataclass(frozen=True)
class Turn:
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True)
class Context:
    """Everything understanding may look at besides the text."""

    now: datetime  # naive local time in the person's zone
    question: Question | None = None
    history: tuple[Turn, ...] = ()  # oldest first, at most the last ten
    touched: tuple[int, ...] = ()  # numbers of the tasks the last change touched, newest first
    listed: tuple[int, ...] = ()  # numbers in the order of the list shown last
    titles: tuple[str, ...] = ()  # titles of the person's tasks; empty is allowed
    tags: tuple[str, ...] = ()  # tags in use, so that "my work tasks" are those with #work

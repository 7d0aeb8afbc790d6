"""The answer to what the agent asked in its last message: which operation it settles, or that the talk has moved on."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from core.agent import wording
from core.agent.pending import from_json
from core.agent.protocol import Ask
from core.agent.resolving import Found, Missing, Scene, Unclear, resolve
from core.agent.task_book import TaskBook
from core.agent.wording import Voice
from core.language.about_a_task import NAMES_A_TASK
from core.language.answers import more_than_yes
from core.language.asking import ABOUT_A_DAY, NARROWS
from core.language.commands import NO_CHANGE_KNOWN, understand
from core.language.dates import find_date
from core.language.new_task import new_tasks, put_right
from core.language.normalise import Said, tidy
from core.language.operations import Context, Intent, Operation, Question, Reference
from core.language.references import TitleIndex
from core.language.slots import as_title
from core.language.split import split_names

_CALLED_OFF = re.compile(
    r"(?:(?:actually|oh|ok(?:ay)?|well|hmm+|sorry|wait)[ ,.]+)*"
    r"(?:no|nope|nah|nothing|none|never ?mind|cancel|forget (?:it|that)|stop|don'?t|leave it)"
    r"(?:[ ,.!]+(?:thanks|thank you|please|it|that|at all|add (?:it|that|anything)))*[.! ]*",
    re.IGNORECASE,
)
_ONLY_NO = re.compile(
    r"(?:(?:no|nope|oh|sorry|actually|i meant?|make (?:it|that)|it's|for|on|by|then|instead|please|"
    r"ok(?:ay)?|yes|yeah|sure|well|rather|let's say)[ ,.!]*)*",
    re.IGNORECASE,
)
_AGREES_BUT = re.compile(
    r"(?:(?:yes|yeah|yep|sure|ok|okay|please|great|good|but|and|then|rather|just|make (?:it|that)|set it|put it|with|"
    r"as|for|to|it's|do|a)[ ,.!]+)*"
)
_NONE = re.compile(r"(?:none|no priority|no|nothing)", re.IGNORECASE)
_AN_AMOUNT = re.compile(r"(?:by )?(?:an?|one|two|three|four|\d+|a few|a couple of) \w+", re.IGNORECASE)
_ALL = re.compile(r"(?:all|both|all of them|all of it|everything|every one)", re.IGNORECASE)
_LEAD_TO_A_DATE = re.compile(r"(?:(?:to|until|till|for|on|by|maybe|perhaps|let's say|how about)\s+)+", re.IGNORECASE)
_ONE_NUMBER = re.compile(r"#?(\d{1,6})")
_BEGINS_AN_ADD = re.compile(
    r"(?:please |ok(?:ay)?,? |just |can you )*(?:add|create|remind|put|note|make|new|set)\b", re.I
)
_ON_TASKS = (Intent.COMPLETE, Intent.REOPEN, Intent.UPDATE, Intent.DELETE)
_REQUESTS = (Intent.ADD, Intent.LIST, *_ON_TASKS)
_A_REQUEST = 3  # words; shorter answers are taken as answers
_SAID_BARE = (ABOUT_A_DAY, NARROWS, NAMES_A_TASK)
_VAGUE_TALK = ("statement", "unknown", "request", None)


@dataclass(frozen=True)
class Answered:
    """What to do now; no operations where the matter is closed (then there is a remark)."""

    operations: tuple[Operation, ...] = ()
    remark: str = ""
    ask: Ask | None = None
    past_is_fine: bool = False


@dataclass(frozen=True)
class PendingQuestion:
    """A question of the agent's, as it was stored."""

    kind: str
    operation: Operation
    numbers: tuple[int, ...]
    later: tuple[Operation, ...]
    about: str
    titles: tuple[tuple[int, str], ...]
    ask: Ask  # as it was asked

    @property
    def for_understanding(self) -> Question | None:
        """As understanding needs it; none for a title, which may well begin with "stop" or "cancel"."""
        match self.kind:
            case "choose":
                return Question("choose", self.titles)
            case "offer":
                return Question("offer", self.titles, about=self.operation.intent)
            case "other" if self.about == "past":
                return Question("other")
        return None

    def answered(
        self, text: str, operations: tuple[Operation, ...], context: Context, scene: Scene, voice: Voice
    ) -> Answered:
        """What the text settles; the operations as understood where it is about something else."""
        more = more_than_yes(text)
        if more and (self.kind == "offer" or (self.kind == "choose" and len(self.numbers) == 1)):
            settled = self._settle(self.operation) if self.kind == "offer" else self._on(self.numbers, text)
            return Answered((*settled, *understand(more, replace(context, question=None))))
        match self.kind:
            case "choose":
                return self._choice(text, operations, context, voice)
            case "offer":
                return self._offer(text, operations, context, voice)
            case "title":
                return self._title(text, operations, context, scene, voice)
        if self.about == "change":
            return self._change(text, operations, context, scene, voice)
        return self._past_date(text, operations, context, voice)

    def _settle(self, operation: Operation) -> tuple[Operation, ...]:
        return (operation, *self.later)

    def _on(self, numbers: tuple[int, ...], words: str) -> tuple[Operation, ...]:
        reference = Reference("number", words, numbers=numbers, plural=len(numbers) > 1)
        rule = self.operation.rule if "you chose" in self.operation.rule else f"{self.operation.rule}, you chose which"
        return self._settle(replace(self.operation, reference=reference, rule=rule))

    def _choice(self, text: str, operations: tuple[Operation, ...], context: Context, voice: Voice) -> Answered:
        (first, *more) = operations
        if more:
            return Answered(operations)
        if first.intent is Intent.PICK:
            if numbers := self._picked(first.reference):
                return Answered(self._on(numbers, text))
            return Answered(remark=wording.ask_again(voice, self.titles), ask=self.ask)
        if first.intent is Intent.YES and len(self.numbers) == 1:
            return Answered(self._on(self.numbers, text))
        if first.intent is Intent.NO:
            return self._refused(text, context, voice)
        if _is_vague(first):
            if number := _ONE_NUMBER.fullmatch(text.strip()):
                return Answered(self._on((int(number.group(1)),), text))
            index = TitleIndex(self.titles)
            named = [index.find(part.text).best for part in split_names(Said.of(tidy(text)).part(0))]
            if all(len(best) == 1 for best in named):  # some of the titles, in other words than they have
                numbers = tuple(dict.fromkeys(best[0].number for best in named))
                return Answered(self._on(numbers, text))
        return Answered(operations)

    def _picked(self, reference: Reference | None) -> tuple[int, ...]:
        """The numbers an answer picks out of the options."""
        if reference is None:
            return ()
        match reference.kind:
            case "number":
                return reference.numbers
            case "ordinal":
                places = [place - 1 if place > 0 else len(self.numbers) + place for place in reference.numbers]
                return tuple(self.numbers[place] for place in places if 0 <= place < len(self.numbers))
            case "title":
                best = TitleIndex(self.titles).find(reference.text, quoted=reference.quoted).best
                return tuple(candidate.number for candidate in best) if len(best) == 1 else ()
        return self.numbers if reference.plural or len(self.numbers) == 1 else ()

    def _offer(self, text: str, operations: tuple[Operation, ...], context: Context, voice: Voice) -> Answered:
        (first, *more) = operations
        if self.operation.intent is Intent.ADD and not self.later and (changed := self._changed(text, context)):
            return Answered((changed,))
        if not more and first.intent is Intent.YES:
            return Answered(self._settle(self.operation))
        if not more and first.intent is Intent.NO:
            return self._refused(text, context, voice)
        return Answered(operations)

    def _changed(self, text: str, context: Context) -> Operation | None:
        """The task that was offered, as the answer puts it right: "sure, high priority", "make it 4"."""
        agrees = _AGREES_BUT.match(tidy(text).lower())
        words = Said.of(tidy(text)[agrees.end() if agrees else 0 :]).part(0)
        return put_right(self.operation, words, context.now) if words else None

    def _refused(self, text: str, context: Context, voice: Voice) -> Answered:
        """A no; "cancel the dentist" is one only where nothing but the question can be meant."""
        if asks_for_more(text, context.now):
            return Answered(understand(text, replace(context, question=None)))
        return Answered(remark=wording.left_alone(voice))

    def _title(
        self, text: str, operations: tuple[Operation, ...], context: Context, scene: Scene, voice: Voice
    ) -> Answered:
        """The next message is the title, unless it is clearly something else."""
        if _CALLED_OFF.fullmatch(text.strip()):
            return Answered(remark=wording.not_added(voice))
        if _is_other_business(text, operations, scene):
            return Answered(operations)
        told: tuple[Operation, ...] = ()
        if _BEGINS_AN_ADD.match(text.strip()):  # "add buy milk": the request once more, with its title
            told = tuple(operation for operation in operations if operation.intent is Intent.ADD and operation.title)
        added = told or new_tasks(Said.of(tidy(text)).part(0), context, self.operation.rule)
        if not all(operation.title for operation in added):
            return Answered(remark=wording.ask_title(voice), ask=self.ask)
        return Answered(tuple(self._completed(operation) for operation in added) + self.later)

    def _completed(self, added: Operation) -> Operation:
        """The task as named now, with what was said of it before ("add a high priority task")."""
        first = self.operation
        return replace(
            added,
            description=added.description or first.description,
            priority=added.priority or first.priority,
            due=added.due or first.due,
            due_text=added.due_text or first.due_text,
            due_note=added.due_note or first.due_note,
            repeat=added.repeat or first.repeat,
            repeat_text=added.repeat_text or first.repeat_text,
            tags=added.tags or first.tags,
        )

    def _change(
        self, text: str, operations: tuple[Operation, ...], context: Context, scene: Scene, voice: Voice
    ) -> Answered:
        """What should change about a task that was named: "tomorrow", "high priority", "the title to …"."""
        if _CALLED_OFF.fullmatch(text.strip()) and not (self.operation.missing and _NONE.fullmatch(text.strip())):
            return Answered(remark=wording.left_alone(voice))
        if self.operation.missing and (told := self._told(text, operations, context, scene)):
            return Answered(self._settle(told))
        (first, *more) = operations
        if more or not _is_vague(first) or self.operation.missing:
            return Answered(operations)
        number = self.numbers[0] if self.numbers else 0
        lead = re.match(r"(?:(?:its|the) )?(title|name|description|priority|due date|date)(?: to| is|:)? ", text, re.I)
        sentence = f"change task {number} to {text}"
        if lead:
            sentence = f"change the {lead.group(1)} of task {number} to {text[lead.end() :]}"
        understood = understand(sentence, replace(context, question=None))
        is_guess = not lead and (first.intent is Intent.PICK or self.operation.rule == NO_CHANGE_KNOWN)
        if understood[0].intent is not Intent.UPDATE or (is_guess and "title" in understood[0].changes):
            return Answered(operations)  # any words at all could be a title
        return Answered(understood)

    def _told(self, text: str, operations: tuple[Operation, ...], context: Context, scene: Scene) -> Operation | None:
        """The change with the part that was asked for; None where the talk has moved on."""
        text, missing, (first, *more) = text.strip().rstrip(".!"), self.operation.missing, operations
        if missing in ("title", "description"):
            if first.intent is Intent.PICK or _is_other_business(text, operations, scene):
                return None
            new = Said.of(tidy(text)).part(0)
            if missing == "title":
                changes = {"title": new.quote if new.is_quote and new.quote else as_title(new)}
                return replace(self.operation, missing=None, changes=changes)
            return replace(self.operation, missing=None, append_description=new.quote if new.is_quote else new.text)
        points_back = first.reference is not None and first.reference.kind == "pronoun"
        may_answer = first.intent not in _REQUESTS or first.is_offer or points_back or len(text.split()) <= 2
        if more or not may_answer or "?" in text:
            return None
        understood = understand(_part_of(missing or "", text, self.numbers), replace(context, question=None))
        told = understood[0]
        if len(understood) > 1 or told.intent is not Intent.UPDATE or not _says(missing or "", told):
            return None
        return replace(told, rule=f"{self.operation.rule}, you said to what")

    def _past_date(self, text: str, operations: tuple[Operation, ...], context: Context, voice: Voice) -> Answered:
        (first, *more) = operations
        is_new = self.operation.intent is Intent.ADD
        found = find_date(text, context.now)
        if found and _ONLY_NO.fullmatch(found.rest):  # "no, tomorrow"
            return Answered(self._settle(_with_due(self.operation, found.due, found.text, found.note)))
        if not more and first.intent is Intent.YES:
            return Answered(self._settle(self.operation), past_is_fine=True)
        if is_new and re.search(r"\b(?:without|no) (?:a |any )?date\b", text, re.IGNORECASE):
            return Answered(self._settle(replace(self.operation, due=None, due_text=None, due_note=None)))
        if not more and first.intent is Intent.NO:
            return Answered(remark=wording.not_added(voice) if is_new else wording.left_alone(voice))
        if not more and _is_vague(first) and found:
            return Answered(self._settle(_with_due(self.operation, found.due, found.text, found.note)))
        return Answered(operations)


def _says(missing: str, told: Operation) -> bool:
    """True where the answer holds the part that was asked for."""
    if missing in ("tags", "untag"):
        return bool(told.tags or told.drop_tags or "tags" in told.changes)
    return missing in told.changes or (missing == "due" and told.shift is not None)


def _part_of(missing: str, text: str, numbers: tuple[int, ...]) -> str:
    """The answer as the sentence that would have said it all."""
    tasks = f"task{'s' * (len(numbers) > 1)} {' and '.join(str(number) for number in numbers)}"
    match missing:
        case "due" if _AN_AMOUNT.fullmatch(text):
            return f"push {tasks} back by {text.removeprefix('by ')}"
        case "due":
            return f"move {tasks} to {_LEAD_TO_A_DATE.sub('', text)}"
        case "priority" if _NONE.fullmatch(text):
            return f"remove the priority from {tasks}"
        case "priority":
            return f"change the priority of {tasks} to {re.sub(r' priority$', '', text)}"
        case "repeat":
            return f"repeat {tasks} {text}"
        case "untag" if _ALL.fullmatch(text):
            return f"remove the tags from {tasks}"
        case "untag":
            return f"remove the tag {text.removeprefix('#')} from {tasks}"
    return f"tag {tasks} as {text}"


def read_question(stored: dict[str, Any] | None, book: TaskBook) -> PendingQuestion | None:
    """What was asked, where this agent asked it and can go on from it; tasks that are gone since are left out."""
    state = (stored or {}).get("state") or {}
    if stored is None or "operation" not in state:
        return None
    numbers = tuple(number for number in state.get("numbers", ()) if number in book.titles)
    return PendingQuestion(
        kind=stored["kind"],
        operation=from_json(state["operation"]),
        numbers=numbers,
        later=tuple(from_json(operation) for operation in state.get("later", ())),
        about=state.get("about", ""),
        titles=tuple((number, book.titles[number]) for number in numbers),
        ask=Ask(stored["kind"], state, tuple((label, sends) for label, sends in stored.get("options", ()))),
    )


def asks_for_more(text: str, now: datetime) -> bool:
    """True where a message of some length that agrees or refuses is, on its own, a request for tasks."""
    if len(text.split()) < _A_REQUEST:
        return False
    return any(operation.intent in _REQUESTS for operation in understand(text, Context(now=now)))


def _is_vague(operation: Operation) -> bool:
    """True for words understanding could make nothing of on their own, and for a bare "tomorrow"."""
    return operation.rule in _SAID_BARE or (
        operation.intent in (Intent.CASUAL, Intent.OUT_OF_SCOPE, Intent.PICK) and operation.topic in _VAGUE_TALK
    )


def _is_other_business(text: str, operations: tuple[Operation, ...], scene: Scene) -> bool:
    """True where a message that could be a title clearly is a request or talk of its own."""
    for operation in operations:
        match operation.intent:
            case Intent.LIST if operation.rule in _SAID_BARE:
                continue
            case Intent.LIST | Intent.UNDO | Intent.HELP | Intent.WHY:
                return True
            case Intent.CASUAL if operation.topic not in _VAGUE_TALK:
                return True
            case Intent.OUT_OF_SCOPE if text.rstrip().endswith("?"):
                return True
        if operation.intent in _ON_TASKS and operation.reference:
            resolved = resolve(operation.reference, operation.intent, scene)
            if not isinstance(resolved, Missing) and (isinstance(resolved, Unclear) or _are_there(resolved, scene)):
                return True
    return False


def _are_there(found: Found, scene: Scene) -> bool:
    return all(number in scene.book.titles for number in found.numbers)


def _with_due(operation: Operation, due: date, text: str, note: str | None) -> Operation:
    if operation.intent is Intent.ADD:
        return replace(operation, due=due, due_text=text, due_note=note)
    return replace(operation, changes=operation.changes | {"due": due}, due=due, due_text=text, due_note=note)

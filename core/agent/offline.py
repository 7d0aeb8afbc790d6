"""The offline agent: understands by rules, acts through the tools, asks where in doubt, and never guesses a write.

One turn: take the answer to what was asked last, or understand the text afresh; decide each operation (`deciding`);
make all calls in one step; say what came of them (`replies`); ask the first open question, which `pending` keeps.
"""

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from core.agent import deciding, replies, small_talk
from core.agent.about_app import ABOUT_APP
from core.agent.answering import Answered, asks_for_more, read_question
from core.agent.correcting import is_correction, put_right
from core.agent.deciding import Decision, Deed, Situation
from core.agent.narrowed import narrowed
from core.agent.pending import to_json
from core.agent.protocol import Call, Outcome, PastMessage, Report, Response, Say, TurnInput, Undo
from core.agent.replies import Done
from core.agent.resolving import Focus, Scene, focus_of
from core.agent.small_talk import Moment
from core.agent.task_book import TaskBook, TaskBooks
from core.agent.titles import title_for, title_of_files
from core.agent.weekly import NEEDS_GEMINI, read_summary
from core.agent.wording import Voice
from core.errors import NeedsGemini, NotFound
from core.language.answers import more_than_yes
from core.language.app_questions import topic_asked
from core.language.commands import understand
from core.language.offering import continued, offered
from core.language.operations import Context, Intent, Operation, TaskFilter, Turn
from core.store import tasks as store
from core.store.database import reading
from core.store.models import MessageRole, ToolCallStatus
from core.store.tasks import TaskQuery
from core.tools.tasks import task_view

_SUCCESS = ToolCallStatus.SUCCESS
_MOST_FOUND = 1000  # tasks a set may name; more than a turn would touch
_TALK = (Intent.CASUAL, Intent.OUT_OF_SCOPE, Intent.HELP, Intent.WHY, Intent.YES, Intent.NO, Intent.PICK)


class OfflineAgent:
    """Answers without a model. Stateless but for the task titles it keeps at hand."""

    name = "offline"
    model: str | None = None

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._books = TaskBooks(engine)

    def respond(self, turn: TurnInput) -> Response:
        """Answer one turn. Raises NeedsGemini, DatabaseUnavailable."""
        voice = Voice(turn.text, len(turn.history), _last_reply(turn.history))
        now = turn.now.replace(tzinfo=None)
        said = []
        if turn.decision:
            said.append(replies.decided(turn.decision, voice, now))
        if turn.done:  # a restart came in between: what was to be done is done, only the telling is missing
            said.append(replies.report([Done(outcome) for outcome in turn.done], voice, now))
            if title := title_for(understand(turn.text, Context(now=now)), turn.title, {}):
                yield Report(title=title)
        if turn.decision and turn.decision.kind != "yes":
            book = self._books.of(turn.person.id)
            if part := narrowed(turn.text, turn.decision, book, now):
                yield from self._carry_out(turn, (part,), self._situation(turn, book, voice, now))
                return
        is_yes = turn.decision is not None and turn.decision.kind == "yes"
        is_no = turn.decision is not None and turn.decision.kind == "no"
        more = more_than_yes(turn.text) if is_yes else None
        is_settled = (is_yes and not more) or (is_no and not asks_for_more(turn.text, now))
        if turn.done or is_settled:
            yield from _say(replies.join(said))
            yield from self._go_on(turn, voice, now)
            return
        if said:
            yield from _say(said[0] + " ")
        if turn.attached:  # "add these" without the photo is no order: nothing is done on half of what was said
            if title := title_of_files(turn.attached, turn.title):
                yield Report(title=title)
            raise NeedsGemini()
        yield from self._answer(replace(turn, text=more) if more else turn, voice, now)

    def _go_on(self, turn: TurnInput, voice: Voice, now: datetime) -> Response:
        """After a restart: "add the laundry and mark it as done" may have stopped once the task was added."""
        added = _added_last(turn.done)
        if not added:
            return
        situation = self._situation(turn, self._books.of(turn.person.id), voice, now)
        context = Context(now=now)
        operations = understand(turn.text, context)
        if question := read_question(turn.question, situation.scene.book):
            operations = question.answered(turn.text, operations, context, situation.scene, voice).operations
        places = [place for place in range(1, len(operations)) if operations[place - 1].intent is Intent.ADD]
        rest = next((operations[place:] for place in places if _points_at_it(operations[place])), ())
        if rest:
            yield Say("\n\n")
            yield from self._carry_out(turn, rest, self._about(turn, added, situation))

    def _answer(self, turn: TurnInput, voice: Voice, now: datetime) -> Response:
        book = self._books.of(turn.person.id)
        situation = self._situation(turn, book, voice, now)
        scene = situation.scene
        question = read_question(turn.question, book)
        context = Context(
            now=now,
            question=question.for_understanding if question else None,
            history=tuple(Turn("user" if m.role is MessageRole.USER else "assistant", m.text) for m in turn.history),
            touched=scene.focus.touched,
            listed=scene.focus.listed,
            titles=book.titles_like(turn.text),
            tags=book.tags,
        )
        operations = understand(turn.text, context)
        if not question and (summary := read_summary(turn.text, now)):
            operations = (summary,)
            yield from _say(f"{NEEDS_GEMINI}\n\n")
        if not question and (topic := topic_asked(turn.text)):
            yield from _say(ABOUT_APP[topic])
            return
        if not question and is_correction(operations):
            operations = put_right(operations[0], turn, context, scene)
        answered = Answered(operations)
        if question:
            answered = question.answered(turn.text, operations, context, scene, voice)
        if title := title_for(answered.operations or operations, turn.title, book.titles):
            yield Report(title=title)
        if answered.remark:
            yield from _say(answered.remark)
        if answered.ask:
            yield answered.ask
        if not answered.operations:
            return
        if question:
            scene = replace(scene, options=question.numbers)
        situation = replace(situation, scene=scene, past_is_fine=answered.past_is_fine)
        to_do = _to_act_on(turn.text, answered.operations, context, just_added=_has_just_added(turn))
        if deed := _deed_told_before(turn, to_do, situation):
            decision = deciding.offer_to_add_done(deed, situation)
            yield from _say(decision.remark)
            assert decision.ask is not None
            yield decision.ask
            return
        yield from self._carry_out(turn, to_do, situation)

    def _situation(self, turn: TurnInput, book: TaskBook, voice: Voice, now: datetime) -> Situation:
        scene = Scene(book, focus_of(turn, book), lambda asked: self._find(turn, asked))
        return Situation(scene, voice, now, lambda number: self._task(turn, number))

    def _carry_out(self, turn: TurnInput, operations: Sequence[Operation], situation: Situation) -> Response:
        """Do what can be done, say what came of it, and ask the first thing that is unclear."""
        voice, said = situation.voice, []
        undo = next((one for one in operations if one.intent is Intent.UNDO and not one.is_offer), None)
        for _ in range(undo.limit or 1 if undo else 0):
            outcomes = yield Undo()
            said.append(replies.report([Done(outcome) for outcome in outcomes or ()], voice, situation.now))
            if any(outcome.status is ToolCallStatus.ERROR for outcome in outcomes or ()):
                break
        decided: list[tuple[Operation, Decision]] = []
        rest: Sequence[Operation] = ()
        if offer := _offer_of_all(operations):
            decided.append((operations[0], offer(operations, situation)))
            operations = ()
        for place, operation in enumerate(operations):
            if decided and _is_about_what_is_added(operation, decided[-1][1]):
                rest = operations[place:]
                break
            if operation.intent in _TALK:
                said.append(self._talk(turn, operation, situation))
            elif operation is not undo:
                situation = _after(decided, situation)
                decided.append((operation, deciding.decide(operation, situation)))
        question = next((decision for _, decision in decided if decision.ask), None)
        later = [
            operation for operation, decision in decided if question and decision is not question and _waits(decision)
        ]
        now_done = [
            decision for _, decision in decided if not (question and decision is not question and _waits(decision))
        ]
        deeds = _once([deed for decision in now_done for deed in decision.deeds])
        added: tuple[int, ...] = ()
        if deeds:
            outcomes = yield Call(tuple(deed.request for deed in deeds))
            finished = self._books.of(turn.person.id).finished
            done = [
                Done(outcome, deed.operation, deed.old_title, finished, deed.about)
                for deed, outcome in zip(deeds, outcomes or (), strict=True)
            ]
            said.append(replies.report(done, voice, situation.now))
            added = tuple(each.outcome.output["number"] for each in done if _is_added(each))
            if not question and (missing := _missing(done)):
                question = deciding.offer_instead(*missing, situation)
                said.append(question.remark)
        said += [decision.remark for decision in now_done]
        yield from _say(replies.join(said))
        if question and question.ask:
            state = question.ask.state | ({"later": [to_json(operation) for operation in later]} if later else {})
            yield replace(question.ask, state=state)
        elif rest and added:
            yield Say("\n\n")
            yield from self._carry_out(turn, rest, self._about(turn, added, situation))

    def _about(self, turn: TurnInput, numbers: tuple[int, ...], situation: Situation) -> Situation:
        """ "Add the laundry and mark it as done": what was just added is what "it" is."""
        scene = situation.scene
        focus = replace(scene.focus, subject=numbers, touched=(*numbers, *scene.focus.touched))
        return replace(situation, scene=replace(scene, book=self._books.of(turn.person.id), focus=focus))

    def _talk(self, turn: TurnInput, operation: Operation, situation: Situation) -> str:
        voice = situation.voice
        match operation.intent:
            case Intent.HELP if operation.topic == "tags":
                return small_talk.tags_in_use(situation.scene.book.tags)
            case Intent.HELP if operation.topic in ("archive", "trash"):
                topic: str | None = operation.topic
            case Intent.HELP:
                return small_talk.help_text(voice)
            case Intent.OUT_OF_SCOPE if operation.topic in ("time", "date"):
                return small_talk.clock(operation.topic, situation.now)
            case Intent.WHY:
                return small_talk.why(*_reasons(turn.history))
            case Intent.YES:
                topic = "yes"
            case Intent.NO:
                topic = "no"
            case _:
                topic = operation.topic
        moment = Moment(turn.person.name, situation.now.hour, len(situation.scene.book.open_numbers))
        return small_talk.talk(topic, moment, voice)

    # -- reading the person's tasks ----------------------------------------------------------------------------------

    def _find(self, turn: TurnInput, asked: TaskFilter) -> list[int]:
        query = TaskQuery(**vars(asked), limit=_MOST_FOUND)
        with reading(self._engine) as session:
            page = store.find_tasks(session, turn.person.id, query, turn.person.zone, turn.now)
        return [task.number for task in page.tasks]

    def _task(self, turn: TurnInput, number: int) -> dict[str, Any] | None:
        with reading(self._engine) as session:
            try:
                return task_view(store.get_task(session, turn.person.id, number), turn.person.zone)
            except NotFound:
                return None


def _say(text: str) -> Generator[Say, Any, None]:
    """A reply in small groups of words, so that it flows."""
    yield from (Say(chunk) for chunk in chunks(text))


def chunks(text: str) -> Iterator[str]:
    """The text in pieces of a few words each; put together again they are the text."""
    for match in re.finditer(r"(?:\S+\s*){1,4}|\s+", text):
        yield match.group()


def _has_just_added(turn: TurnInput) -> bool:
    last = next((message for message in reversed(turn.history) if message.role is MessageRole.ASSISTANT), None)
    return last is not None and any(call.name == "add_task" and call.status is _SUCCESS for call in last.calls)


def _last_reply(history: Sequence[PastMessage]) -> str:
    return next((message.text for message in reversed(history) if message.role is MessageRole.ASSISTANT), "")


def _reasons(history: Sequence[PastMessage]) -> tuple[list[str], bool]:
    """Why the newest calls were made, and whether any of them changed something."""
    for message in reversed(history):
        if reasons := [call.reasoning for call in message.calls if call.reasoning]:
            return reasons, any(call.name != "list_tasks" and call.status is _SUCCESS for call in message.calls)
    return [], False


def _after(decided: Sequence[tuple[Operation, Decision]], situation: Situation) -> Situation:
    """Inside one message, "it" is what the request before was about."""
    for _, decision in reversed(decided):
        numbers = tuple(number for deed in decision.deeds if (number := deed.request.arguments.get("number")))
        if numbers:
            focus: Focus = replace(situation.scene.focus, subject=numbers)
            return replace(situation, scene=replace(situation.scene, focus=focus))
    return situation


def _deed_told_before(turn: TurnInput, operations: Sequence[Operation], situation: Situation) -> str | None:
    """ "I did the ironing" … "mark it done", where no task fits: what was done, to be noted down as done."""
    first, scene = operations[0], situation.scene
    points = first.intent is Intent.COMPLETE and first.reference is not None and first.reference.kind == "pronoun"
    said = next((message.text for message in reversed(turn.history) if message.role is MessageRole.USER), "")
    if len(operations) > 1 or not points or scene.focus.subject or scene.options or not said:
        return None
    (told, *more) = understand(said, Context(now=situation.now))
    is_deed = told.intent is Intent.COMPLETE and told.is_offer and told.reference and not more
    return told.reference.text if is_deed and told.reference else None


def _offer_of_all(operations: Sequence[Operation]) -> Callable[[Sequence[Operation], Situation], Decision] | None:
    """How several offers of the same kind are made in one question."""
    if len(operations) < 2 or not all(one.is_offer for one in operations):
        return None
    if all(one.intent is Intent.ADD and one.title for one in operations):
        return deciding.offer_to_add
    return deciding.offer_to_tick if all(one.intent is Intent.COMPLETE for one in operations) else None


def _is_about_what_is_added(operation: Operation, before: Decision) -> bool:
    """True where "it" is a task that has no number yet."""
    adds = bool(before.deeds) and all(deed.request.name == "add_task" for deed in before.deeds)
    return adds and _points_at_it(operation)


def _points_at_it(operation: Operation) -> bool:
    return operation.reference is not None and operation.reference.kind == "pronoun" and not operation.is_offer


def _added_last(done: Sequence[Outcome]) -> tuple[int, ...]:
    """The tasks added by the newest calls; none where something else came after."""
    numbers: list[int] = []
    for outcome in reversed(done):
        if outcome.name != "add_task" or outcome.status is not _SUCCESS:
            break
        numbers.insert(0, outcome.output["number"])
    return tuple(numbers)


def _is_added(done: Done) -> bool:
    return done.outcome.name == "add_task" and done.outcome.status is _SUCCESS


def _waits(decision: Decision) -> bool:
    """True for what is held back while a question is open: a second question, and deletes, whose plan would hide it."""
    return decision.ask is not None or any(deed.request.name == "delete_task" for deed in decision.deeds)


def _once(deeds: Sequence[Deed]) -> list[Deed]:
    """The deeds without those said twice."""
    kept: list[Deed] = []
    for deed in deeds:
        same = deed.request.name != "add_task" and any(
            (deed.request.name, deed.request.arguments) == (each.request.name, each.request.arguments) for each in kept
        )
        if not same:
            kept.append(deed)
    return kept


def _missing(done: Sequence[Done]) -> tuple[Operation, int] | None:
    """The request that named a number of no task, where it was the only one."""
    if len(done) != 1 or done[0].outcome.status is not ToolCallStatus.ERROR or done[0].old_title:
        return None
    number = done[0].outcome.arguments.get("number")
    operation = done[0].operation
    return (operation, number) if operation and isinstance(number, int) else None


def _to_act_on(text: str, operations: Sequence[Operation], context: Context, *, just_added: bool) -> list[Operation]:
    """The operations, with "it" after a deed made that deed, and an offer made of talk that names something to do."""
    kept: list[Operation] = []
    for operation in operations:
        before = kept[-1] if kept else None
        points = operation.reference and operation.reference.kind == "pronoun"
        if before and before.is_offer and before.intent is operation.intent is Intent.COMPLETE and points:
            kept[-1] = replace(operation, reference=before.reference)
        else:
            kept.append(operation)
    if len(kept) > 1:
        return kept
    more = continued(text, kept[0], context) if just_added else ()
    return list(more or offered(text, kept[0], context)) or kept

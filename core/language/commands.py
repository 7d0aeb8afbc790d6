"""From a sentence to operations: the one door to understanding.

The stages, each a function a reader can follow: `tidy` the text; try it as an answer where something was asked; split
it into requests; strip the fillers; recognise the command by the rules of `adding`, `completing`, `updating`,
`deleting`, `asking` and `jobs`, which read parts of a task with `slots` and references with `pointing`; whatever is no
work on tasks is `chat`.
"""

import re
from dataclasses import replace

from core.language.abilities import read_help
from core.language.about_a_task import WONDERS, asks_about_a_task, names_a_task
from core.language.adding import ADD_RULES
from core.language.answers import read_answer, read_unasked_answer
from core.language.asking import ABOUT_A_DAY, ASK_RULES, LOOK_RULES
from core.language.beyond import BEYOND_RULES
from core.language.chat import read_chat
from core.language.completing import COMPLETE_RULES, OFFER_RULES, REOPEN_RULES
from core.language.correcting import corrects, undoes_several
from core.language.dates import find_date
from core.language.deleting import DELETE_BARE_RULES, DELETE_RULES, NOT_NEEDED_RULES, OFF_LIST_RULES
from core.language.fillers import strip_fillers
from core.language.follow_up import more_about_it
from core.language.grammar import Clause, Operations, apply, pattern
from core.language.housekeeping import asks_about_the_app
from core.language.jobs import BARE_RULES
from core.language.narrowing import goes_on, list_operation
from core.language.new_task import new_tasks
from core.language.normalise import Said, tidy
from core.language.operations import Context, Intent, Operation, Reference
from core.language.parts_there import part_of_a_task_there
from core.language.pointing import read_reference
from core.language.split import split_requests
from core.language.talk_topics import is_in_danger, opens_or_closes_the_day, tells_a_mood
from core.language.tasks_or_not import is_known, is_known_whole, names_tasks, points_at_tasks, the_title_named
from core.language.updating import FIRST_RULES, UPDATE_RULES

_UNDO = pattern(
    r"((?:bring|get) (it|that|them|those|everything) back|i want (it|that|them) back|undo|revert|roll ?back|"
    r"take (that|it) back|reverse|put (it|that|them|everything) back)"
    r"( (that|it|this|them|please|that please|the last (change|action|thing|one|step|command|turn)|"
    r"last( change| action| thing)?|everything you (just )?did|what you (just )?did|"
    r"(the|that|this|my|your) (last |latest |previous )?(changes?|actions?|edit|update|deletion|delete|addition|add|"
    r"completion|rename|renaming|move|rescheduling)|these changes|again|both))?[.!]*$"
)
_WHY = pattern(
    r"(but )?(why|how come|why so|why not|why that|explain( yourself| that| this| why)?|"
    r"why (did|do|have|would) you .*|how did you (understand|know|get|come up with|read|figure) .*|"
    r"what made you .*|what did you understand.*|what rule.*|"
    r"what (did|have) you (just |actually |really )*(do|done|change|changed)( there| just now| now)?|"
    r"what (just )?(changed|happened)( just now| there)?|"
    r"did you (just )?(delete|change|add|do|remove|complete) (something|anything))[?.! ]*$"
)
_NEGATED = pattern(
    r"(please )?(don't|do not|dont|no need to|never|you (don't|do not|needn't) (need|have) to|stop|"
    r"there's no need to|there is no need to|i don't want you to|no longer) <rest...>"
)
_ALL_DONE = pattern(r"(it's |its |that's |thats |i'm |i am )?(all )?(done|finished|completed)[.! ]*$")
_NO_MORE = (
    "don't|do not|dont|stop|never|no longer( need to| have to)?|can stop|quit|don't bother|do not bother|needn't|"
    "won't have to|(don't|do not|dont) (have|need) to"
)
_NEGATED_REMINDER = pattern(
    rf"(please )?(((you )?({_NO_MORE})|(there's )?no need( (for you )?to)?) (keep )?remind(ing)? me|"
    r"i ((don't|do not|dont) (want|need|have)|no longer (want|need)) to be reminded( any ?more)?|"
    r"((i )?(want )?no (more |further )?reminders?|"
    r"i ((don't|do not|dont) (want|need)|no longer (want|need)) (a |any |my |the )?reminders?"
    r"( any ?more)?)(?= (to|about|of|for)\b)) ((to|about|of|that|for) )?<ref>( any ?more| any longer)*$"
)
_TASK_VERB = pattern(r"(@add|@delete|@complete|@mark|@update|@rename|@reschedule|remind|do)\b")
_ON_IT = pattern(r"@pronoun( (yet|now|anymore|any more|done|off|@done|please))*[.!]*$")
_OTHER_ONE = pattern(
    r"(no|nope|not that( one)?|actually|sorry|i (mean|meant)|wait)?[ ,.!]*(no[ ,]*)?(not that( one)?[ ,.]*)?"
    r"(i (mean|meant) )?(?P<other>the other( (one|task|two|ones))?)[.!]*$"
)
_ONLY_A_DAY = pattern(r"(and |so )?(today|tonight|tomorrow|this week|next week|this weekend|overdue|this month)$")
_AND = pattern(r"((and|so|or|but|what about|how about|then|on|for) )*")
_TO_DO = pattern(r"(do|take) ")
_TELLS_OFF = pattern(r"\b(don't|do not|dont|never|not|stop|ignore|delete|everything|all|you|your)\b|^(leave|keep|let) ")
NO_CHANGE_KNOWN = "names a task, but no change I know"
LONGEST = 500  # characters a request is looked for in, as many as a title holds; what follows is a description
_COMMANDS = (
    Intent.LIST,
    Intent.COMPLETE,
    Intent.REOPEN,
    Intent.UPDATE,
    Intent.DELETE,
    Intent.UNDO,
    Intent.HELP,
    Intent.WHY,
)
_SMALL_TALK = (Intent.CASUAL, Intent.OUT_OF_SCOPE, Intent.YES, Intent.NO)
_QUESTION_LIKE = pattern(
    r"^(did|do|does|is|are|was|were|have|has|what(?! about a| i (want|need|would like) is\b)|which|when|where|who|"
    r"how(?! about a)|will|why|whats|what's|anything|any)\b"
)


_CALLED = pattern(r"((hey|hi|ok|okay) )?(violet|olly|alexa|siri|google|ai|assistant|computer|robot|bot)[ ,]+(?=\w)")
_ORDERS = pattern(
    r"when(ever)? (?!(do|does|did|will|are|is|am|was|were|should|would|can|could)\b).{1,60}?,? "
    r"(please |then |can you |could you )*(remind me|send me a reminder|set a reminder)\b|"
    r"do (the|it|that|this|them|away with) |"
    r"have (?!i\b|you\b|we\b|they\b)[\w' -]{2,60} (added|put|placed|included|removed|taken|deleted|ticked|marked)\b"
)


def understand(text: str, context: Context) -> Operations:
    """What was asked for, in order; never empty, never raises."""
    text, more = _first_part(tidy(text))
    is_question = text.endswith("?")
    said = Said.of(text).part(0)
    if not said:
        return (Operation(Intent.CASUAL, "nothing was said", topic="no_words"),)
    if is_in_danger(said.low):
        return (Operation(Intent.CASUAL, "speaks of dying or of being hurt", topic="crisis"),)
    if context.question and context.question.kind != "confirm" and _UNDO.match(said.low):
        return (Operation(Intent.UNDO, "asks to undo"),)
    if context.question and (answer := read_answer(said.text, context.question)):
        return (answer,)
    operations: list[Operation] = []
    parts = split_requests(said)
    for place, part in enumerate(parts):
        ends_it = is_question and part is parts[-1]
        understood = _understand_part(part, context, asked=ends_it, is_alone=len(parts) == 1)
        if place and operations and _only_talks(operations[-1], understood[0]):
            understood = tuple(_about_what_was_named(one, parts[place - 1], context) for one in understood)
            if operations[-1].is_offer and understood[0].reference:  # what follows says what to do about it
                named = operations.pop().reference
                understood = tuple(_about(one, named) for one in understood)
        operations.extend(understood)
    if len(operations) > 1:  # greetings and thanks around a request ask for nothing
        asked = [
            operation
            for operation in operations
            if operation.intent not in _SMALL_TALK and not (operation.intent is Intent.UNDO and operation.is_offer)
        ]
        beyond = [operation for operation in operations if operation.intent is Intent.OUT_OF_SCOPE]
        if beyond and all(operation.intent is Intent.HELP for operation in asked):
            asked = []  # "I need a therapist. Can you help me?"
        operations = asked or beyond[:1] or operations[:1]
    operations = _as_asked_for(operations, said, context)
    if asked_of := _about_a_task_there(operations, said, context):
        operations = [asked_of]
    if more and operations[0].intent is Intent.ADD:
        description = "\n".join(filter(None, [operations[0].description, more]))
        operations[0] = replace(operations[0], description=description)
    return tuple(operations)


def _about(operation: Operation, named: Reference | None) -> Operation:
    """ "I bought the eggs, so take them off the list": a deed told names what a pronoun after it means."""
    points = operation.reference is not None and operation.reference.kind == "pronoun"
    return replace(operation, reference=named) if points and named else operation


def _only_talks(before: Operation, after: Operation) -> bool:
    """True where the words before asked for nothing, or only told what the request after them is about."""
    if before.is_offer:  # a deed told and then ticked off is the agent's to put together
        points = after.reference is not None and after.reference.kind == "pronoun"
        return points and not (before.intent is after.intent is Intent.COMPLETE)
    return before.intent in (Intent.CASUAL, Intent.OUT_OF_SCOPE, Intent.PICK)


def _about_what_was_named(operation: Operation, before: Said, context: Context) -> Operation:
    """ "The dry cleaning, tick that off": what the words before were about, where they asked for nothing."""
    points = operation.reference is not None and operation.reference.kind == "pronoun"
    if not points or operation.intent not in (Intent.COMPLETE, Intent.UPDATE, Intent.DELETE, Intent.REOPEN):
        return operation
    named = read_reference(strip_fillers(_without_do(before), context).said, context)
    is_short = len(before.low.split()) <= 8
    exact = named is not None and named.kind in ("number", "ordinal")
    clause = strip_fillers(before, context)
    if named and is_short and (exact or is_known_whole(clause.said, clause) or names_tasks(clause.said.low)):
        return replace(operation, reference=named)
    title = the_title_named(clause.said, clause)
    return replace(operation, reference=Reference("title", title, quoted=True)) if title and is_short else operation


def _without_do(said: Said) -> Said:
    match = _TO_DO.match(said.low)
    return said.part(match.end()) if match else said


def _about_a_task_there(operations: list[Operation], said: Said, context: Context) -> Operation | None:
    """An order nobody understood, to a task there: one to be asked about rather than sent away."""
    beyond = operations[0].intent is Intent.OUT_OF_SCOPE and operations[0].topic not in (
        "question",
        "banking",
        "service",
    )
    if len(operations) > 1 or not beyond or context.question or "?" in said.low or _TELLS_OFF.search(said.low):
        return None
    clause = strip_fillers(said, context)
    _, _, named = clause.said.low.partition(" ")
    named_by = clause.said.part(len(clause.said.low) - len(named)) if named else clause.said
    if len(named.split()) > 7 or clause.asked or not is_known_whole(named_by, clause):
        return None
    if is_known_whole(clause.said, clause):  # its name and nothing else: no order
        return None
    title = the_title_named(named_by, clause)
    pointed = Reference("title", title, quoted=True) if title else read_reference(named_by, context)
    return Operation(Intent.UPDATE, NO_CHANGE_KNOWN, reference=pointed)


def _as_asked_for(operations: list[Operation], said: Said, context: Context) -> list[Operation]:
    """Words that are no command, where a title or a task was asked for, are that title or name that task."""
    kind = context.question.kind if context.question else None
    if kind == "title" and not any(one.intent in (*_COMMANDS, Intent.NO) for one in operations):
        return list(new_tasks(said, context, "answers what to call it"))
    if kind == "task" and operations[0].intent in (Intent.CASUAL, Intent.OUT_OF_SCOPE):
        short = len(said.low) <= 120 and "?" not in said.low
        if short and (reference := read_reference(said, context)):
            return [Operation(Intent.PICK, "names the task asked for", reference=reference)]
    return operations


def _first_part(text: str) -> tuple[str, str]:
    """What a request can stand in, and the rest of a long message, which only tells more about it."""
    if len(text) <= LONGEST:
        return text, ""
    cut = max(text.rfind("\n", 0, LONGEST), text.rfind(". ", 0, LONGEST) + 1, 0) or text.rfind(" ", 0, LONGEST)
    cut = cut if cut > 0 else LONGEST
    return text[:cut], text[cut:].strip()


def _understand_part(said: Said, context: Context, *, asked: bool, is_alone: bool) -> Operations:
    """One request: meta talk, then commands, then chat."""
    low = said.low
    if match := _OTHER_ONE.match(low):
        return (Operation(Intent.PICK, "means the other one", reference=Reference("pronoun", match.group("other"))),)
    if asked and not context.question and _is_only_a_day(low, context):
        about_a_day = list_operation(Clause(said, True, False, False, context), ABOUT_A_DAY)
        is_narrower = bool(context.listed) and goes_on(said, about_a_day)
        return (replace(about_a_day, goes_on="narrower" if is_narrower else None),)
    follows = bool(context.touched) and not _QUESTION_LIKE.match(low)
    if follows and (more := more_about_it(said, context)):
        return (more,)
    follows = follows or (bool(context.touched) and low.startswith("do the same "))
    if follows and not context.question and (righted := corrects(said, context)):
        return (righted,)
    clause = strip_fillers(said, context)
    if opens_or_closes_the_day(low):
        return (read_chat(said, clause),)
    if several := undoes_several(clause.said):
        return (several,)
    if _UNDO.match(clause.said.low):
        return (Operation(Intent.UNDO, "asks to undo"),)
    if done := _ALL_DONE.match(clause.said.low):
        if not (context.touched or context.listed or done.group().startswith(("it", "that"))):
            return (Operation(Intent.CASUAL, "says something is done, but not what", topic="done"),)
        return (Operation(Intent.COMPLETE, "says it is done", reference=Reference("pronoun", "it")),)
    if _WHY.match(clause.said.low):
        return (Operation(Intent.WHY, "asks why"),)
    if operations := apply(NOT_NEEDED_RULES, clause):
        return operations
    is_long = len(low.split()) > 3
    if not tells_a_mood(low):
        if help_ := read_help(said, clause) or (None if context.question else asks_about_the_app(clause)):
            return (help_,)
        called = match.end() if (match := _CALLED.match(low)) else 0  # "olly, that is all"
        answer = read_unasked_answer(said.part(called))
        if answer and not (is_long and is_known(clause.said, clause)):
            return (answer,)
    if operations := _command(clause):
        going_on = context.listed and len(operations) == 1 and goes_on(said, operations[0])
        return (replace(operations[0], goes_on="narrower"),) if going_on else operations
    about_one = (asked and asks_about_a_task(clause, asked=True)) or (is_alone and names_a_task(clause))
    return about_one or (read_chat(said, clause),)


def _is_only_a_day(low: str, context: Context) -> bool:
    """ "Tomorrow?", "and next friday?": a question of nothing but a day."""
    low = low[_AND.match(low).end() :]  # type: ignore[union-attr]  # it matches anything
    if _ONLY_A_DAY.match(low):
        return True
    when = find_date(low, context.now) if len(low) <= 40 else None
    return when is not None and when.span == (0, len(low))


def _is_task_verb(said: Said, clause: Clause) -> bool:
    """ "complete it", "add that": what a person may tell the app not to do."""
    return bool(_TASK_VERB.match(said.low)) and (
        points_at_tasks(said, clause) or bool(_ON_IT.search(said.low)) or len(said.low.split()) == 1
    )


def _as_reminder(said: Said) -> Said:
    """The words of a reminder said as one, so that its date is read as a date."""
    return Said(f"reminder to {said.text}", f"reminder to {said.low}")


def _adds_it(operations: Operations, clause: Clause) -> bool:
    """ "Add pay rent, due on the 1st": the verb of a new task is no part of the title of one that is there."""
    match = _ADDS.match(clause.said.low)
    named = operations[0].reference
    if not match or named is None or not named.text.lower().startswith(match.group().rstrip()):
        return False
    return not is_known_whole(Said.of(named.text), clause)


_ADDS = pattern(r"(add|adding|create|append|jot down|note down|write down|remind me) ")


def _command(clause: Clause) -> Operations | None:
    low = clause.said.low
    if match := _NEGATED_REMINDER.match(low):
        return (
            Operation(
                Intent.DELETE,
                "asks not to be reminded",
                reference=read_reference(_as_reminder(clause.said.group(match, "ref")), clause.context),
            ),
        )
    if WONDERS.match(low) and (told := asks_about_a_task(clause)):
        return told  # "remind me when the rent is due"
    if looks := apply(LOOK_RULES, clause):
        return looks
    if re.match(r"(?:don't|dont|do not) (?:let me )?forget\b", low):
        return apply(ADD_RULES, clause)
    if (match := _NEGATED.match(low)) and _is_task_verb(clause.said.group(match, "rest"), clause):
        return (Operation(Intent.NO, "asks not to do it"),)
    if (
        _QUESTION_LIKE.match(low)
        and not clause.wished
        and not _ORDERS.match(low)
        and not (clause.asked and low.startswith("have "))
    ):
        return apply(ASK_RULES, clause)  # a question never changes anything
    for rules in (
        BEYOND_RULES,
        FIRST_RULES,
        ADD_RULES,
        OFF_LIST_RULES,
        REOPEN_RULES,
        UPDATE_RULES,
        COMPLETE_RULES,
        DELETE_RULES,
    ):
        operations = apply(rules, clause)
        if operations and not (rules is UPDATE_RULES and _adds_it(operations, clause)):
            return operations
    if not apply(OFFER_RULES, clause) and (changed := part_of_a_task_there(clause)):
        return changed
    for rules in (BARE_RULES, ASK_RULES, DELETE_BARE_RULES, OFFER_RULES):
        if operations := apply(rules, clause):
            return operations
    return None

"""From a sentence to operations: the one door to understanding.

The stages, each a function a reader can follow: `tidy` the text; try it as an answer where something was asked; split it
into requests; strip fillers; recognise the command by the rules of `adding`, `changing` and `asking`, which read slots
and references with `slots` and `pointing`; whatever is no work on tasks is `chat`.
"""

import re
from dataclasses import replace

from core.language.adding import ADD_RULES, BARE_RULES, new_tasks
from core.language.answers import read_answer, read_unasked_answer
from core.language.asking import ASK_RULES, asks_about_a_title
from core.language.changing import (
    COMPLETE_RULES,
    DELETE_BARE_RULES,
    DELETE_RULES,
    NOT_NEEDED_RULES,
    OFF_LIST_RULES,
    OFFER_RULES,
    REOPEN_RULES,
    UPDATE_RULES,
)
from core.language.chat import read_chat, read_help
from core.language.grammar import Clause, Operations, apply, pattern
from core.language.normalise import Said, tidy
from core.language.operations import Context, Intent, Operation, Reference
from core.language.pointing import read_reference
from core.language.slots import read_slots
from core.language.split import split_requests
from core.language.tasks_or_not import points_at_tasks

_LEAD = pattern(
    r"((hey|hi|hello|ok|okay|so|um+|uh+|er|well|alright|now|also|and|then|plus|actually|oh|yo|ah|please|pls|plz|kindly|just|quickly|violet|olly|alexa|siri|google|ai|assistant|"
    r"robot|computer|bot|house|dude|buddy|there)[ ,.!;:-]+|(great|cool|thanks|thank you|sorry|right|no|nope|yes|yeah|yep|sure|perfect|good|nice|wait|alright then)[,.!;:-]+ *|"
    r"(open|go to|find|pull up|access|look at|go into)( up)? ((my|the) )?([\w-]+ )?(lists?|calendar|tasks|app) (and|then) (please )?)+(?=\S)"
)
_OBLIGED = pattern(r"(i|we) (really |just |also |still |probably |definitely )*(need|have|ought|got|should probably|had better) to (remember to )?|(i|we)('d| had) better |(i|we) (really |probably |definitely )*(gotta|must|should)( really| probably)? |(i|we)('ve| have) got to ")
_ASK = pattern(
    r"(can|could|would|will|may|might|shall) (you|u|i|we)( (please|kindly|just|also|possibly|quickly|maybe|go ahead and|help me|help me to))* (?=\w)|"
    r"(would|do) you mind (?=\w)|(i|we)('d| would)? (like|love|want|need)( for)? you to (please )?|is it possible (for you )?to |are you able to |do you think you (can|could) |you (can|could|should|may|must) |"
    r"(please )?(be sure|make sure|remember|don't forget|dont forget)( to)? (?=(put|add|delete|remove|set|mark|create|include|take)\b)|go ahead and |(i was )?wondering if you (can|could|would) |if you (can|could|would) |try to |time to "
)
_WISH = pattern(
    r"(i|we)('d| would) (like|love|prefer) to |(i|we) (really |just |also |still )*(want|wish) to |(i|we) wanna |"
    r"let's |lets |let me |help me (to )?|(i'm|i am|we're) (going|looking|trying|planning) to |(i'm|i am) gonna "
)
_TAIL = pattern(r"([ ,.!?;]+(@please|for me|ok|okay|right now|(?<!from )now|asap please|if you can|if possible|if you could|violet|olly|would you|will you|can you|could you|my friend|love|dear))+[ .!?]*$")
_UNDO = pattern(r"(undo|revert|roll ?back|take (that|it) back|reverse|put (it|that|them|everything) back)( (that|it|this|them|the last (change|action|thing|one|step|command|turn)|last( change| action| thing)?|my last (change|action)|everything you (just )?did|what you (just )?did|the changes?|these changes|your last (change|action)|again|both))?[.!]*$")
_WHY = pattern(r"(but )?(why|how come|why so|why not|why that|explain( yourself| that| this| why)?|why (did|do|have|would) you .*|how did you (understand|know|get|come up with|read|figure) .*|what made you .*|what did you understand.*|what rule.*)[?.! ]*$")
_NEGATED = pattern(r"(please )?(don't|do not|dont|no need to|never|you (don't|do not|needn't) (need|have) to|stop|there's no need to|there is no need to|i don't want you to|no longer) <rest...>")
_NEGATED_REMINDER = pattern(r"(please )?(don't|do not|dont|stop|no need to|never) (keep )?remind(ing)? me ((to|about|of|that) )?<ref...>")
_TASK_VERB = pattern(r"(@add|@delete|@complete|@mark|@update|@rename|@reschedule|remind|do)\b")
_ON_IT = pattern(r"@pronoun( (yet|now|anymore|any more|done|off|@done|please))*[.!]*$")
_OTHER_ONE = pattern(r"(no|nope|not that( one)?|actually|sorry|i (mean|meant)|wait)?[ ,.!]*(no[ ,]*)?(not that( one)?[ ,.]*)?(i (mean|meant) )?(?P<other>the other( (one|task|two|ones))?)[.!]*$")
_REPAIR = pattern(r"((no|oh|sorry|actually|wait|i mean|i meant|rather|and|also|ok|okay|make that|with|set|but)[ ,]+)+")
_NOTHING_LEFT = pattern(r"((and|with|it|is|it's|a|the|please|make|that|due|set|instead|then|also|by|on|at|for|to|be|should|needs|need)[ ,]*)*$")
LONGEST = 600  # characters a request is looked for in; what follows is a description
_COMMANDS = (Intent.LIST, Intent.COMPLETE, Intent.REOPEN, Intent.UPDATE, Intent.DELETE, Intent.UNDO, Intent.HELP, Intent.WHY)
_SMALL_TALK = (Intent.CASUAL, Intent.OUT_OF_SCOPE, Intent.YES, Intent.NO)
_QUESTION_LIKE = pattern(r"^(did|do|does|is|are|was|were|have|has|what(?! about a)|which|when|where|who|how(?! about a)|will|why|whats|what's|anything|any)\b")


def understand(text: str, context: Context) -> Operations:
    """What was asked for, in order; never empty, never raises."""
    text, more = _first_part(tidy(text))
    said = Said.of(text).part(0)
    if not said:
        return (Operation(Intent.CASUAL, "nothing was said", topic="no_words"),)
    if context.question and (answer := read_answer(said.text, context.question)):
        return (answer,)
    operations: list[Operation] = []
    for part in split_requests(said):
        operations.extend(_understand_part(part, context))
    if len(operations) > 1:  # greetings and thanks around a request ask for nothing
        asked = [operation for operation in operations if operation.intent not in _SMALL_TALK]
        operations = asked or operations[:1]
    if context.question and context.question.kind == "title" and not any(one.intent in _COMMANDS for one in operations):
        if operations[0].intent is not Intent.NO:
            operations = list(new_tasks(said, context, "answers what to call it"))
    if context.question and context.question.kind == "task" and operations[0].intent in (Intent.CASUAL, Intent.OUT_OF_SCOPE):
        if len(said.low) <= 120 and "?" not in said.low and (reference := read_reference(said, context)):
            operations = [Operation(Intent.PICK, "names the task asked for", reference=reference)]
    if more and operations[0].intent is Intent.ADD:
        description = "\n".join(filter(None, [operations[0].description, more]))
        operations[0] = replace(operations[0], description=description)
    return tuple(operations)


def _first_part(text: str) -> tuple[str, str]:
    """What a request can stand in, and the rest of a long message, which only tells more about it."""
    if len(text) <= LONGEST:
        return text, ""
    cut = max(text.rfind("\n", 0, LONGEST), text.rfind(". ", 0, LONGEST) + 1, 0) or text.rfind(" ", 0, LONGEST)
    cut = cut if cut > 0 else LONGEST
    return text[:cut], text[cut:].strip()


def _understand_part(said: Said, context: Context) -> Operations:
    """One request: meta talk, then commands, then chat."""
    low = said.low
    if match := _OTHER_ONE.match(low):
        return (Operation(Intent.PICK, "means the other one", reference=Reference("pronoun", match.group("other"))),)
    if context.touched and (more := _more_about_it(said, context)):
        return (more,)
    if _UNDO.match(low):
        return (Operation(Intent.UNDO, "asks to undo"),)
    if _WHY.match(low):
        return (Operation(Intent.WHY, "asks why"),)
    clause = strip_fillers(said, context)
    if operations := apply(NOT_NEEDED_RULES, clause):
        return operations
    if answer := read_unasked_answer(said):
        return (answer,)
    if help_ := read_help(said, clause):
        return (help_,)
    return _command(clause) or (read_chat(said, clause),)


def _more_about_it(said: Said, context: Context) -> Operation | None:
    """"High priority, due Friday" said after a task was added or changed: nothing but slots, so they are that task's."""
    if len(said.low) > 80 or "?" in said.low:
        return None
    start = match.end() if (match := _REPAIR.match(said.low)) else 0
    slots = read_slots(said.part(start), context.now)
    if slots.title and not _NOTHING_LEFT.match(slots.title.low):
        return None
    changes = {
        "priority": slots.priority,
        "due": slots.due.due if slots.due else None,
        "repeat": slots.repeat.rrule if slots.repeat else None,
    }
    changes = {name: value for name, value in changes.items() if value is not None}
    if not changes and not slots.tags:
        return None
    return Operation(
        Intent.UPDATE,
        "tells more about the task just touched",
        reference=Reference("pronoun", "it"),
        changes=changes,
        tags=slots.tags,
        due=slots.due.due if slots.due else None,
        due_text=slots.due.text if slots.due else None,
        due_note=slots.due.note if slots.due else None,
    )


def _is_task_verb(said: Said, clause: Clause) -> bool:
    """"complete it", "add that": what a person may tell the app not to do."""
    return bool(_TASK_VERB.match(said.low)) and (points_at_tasks(said, clause) or bool(_ON_IT.search(said.low)) or len(said.low.split()) == 1)


def _as_reminder(said: Said) -> Said:
    """The words of a reminder said as one, so that its date is read as a date."""
    return Said(f"reminder to {said.text}", f"reminder to {said.low}")


def strip_fillers(said: Said, context: Context) -> Clause:
    """The request without greetings, "can you please" and thanks around it."""
    asked = wished = obliged = False
    for _ in range(6):
        if match := _LEAD.match(said.low):
            said = said.part(match.end())
        elif match := _ASK.match(said.low):
            said, asked = said.part(match.end()), True
        elif match := _OBLIGED.match(said.low):
            said, wished, obliged = said.part(match.end()), True, True
        elif match := _WISH.match(said.low):
            said, wished = said.part(match.end()), True
        else:
            break
    if (match := _TAIL.search(said.low)) and match.start():
        said = said.part(0, match.start())
    return Clause(said, asked, wished, obliged, context)


def _command(clause: Clause) -> Operations | None:
    low = clause.said.low
    if match := _NEGATED_REMINDER.match(low):
        return (Operation(Intent.DELETE, "asks not to be reminded", reference=read_reference(_as_reminder(clause.said.group(match, "ref")), clause.context)),)
    if re.match(r"(?:don't|dont|do not) (?:let me )?forget\b", low):
        return apply(ADD_RULES, clause)
    if (match := _NEGATED.match(low)) and _is_task_verb(clause.said.group(match, "rest"), clause):
        return (Operation(Intent.NO, "asks not to do it"),)
    if _QUESTION_LIKE.match(low) and not clause.wished and not low.startswith("do the "):
        return apply(ASK_RULES, clause) or asks_about_a_title(clause)  # a question never changes anything
    for rules in (ADD_RULES, OFF_LIST_RULES, REOPEN_RULES, UPDATE_RULES, COMPLETE_RULES, DELETE_RULES, BARE_RULES, ASK_RULES, DELETE_BARE_RULES, OFFER_RULES):
        if operations := apply(rules, clause):
            return operations
    return asks_about_a_title(clause)

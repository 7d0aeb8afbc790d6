"""Questions about one task: "when's the dentist due?", "did I pay the rent?", "what is task 5 about?".

People put them in a hundred ways, but out of few words: what is left when these are taken away must be a number, a
place in the list, "it", or words that all stand in one title.
"""

import re
from dataclasses import replace
from typing import Literal

from core.language.dates import find_date
from core.language.grammar import Clause, Operations, pattern
from core.language.normalise import Said
from core.language.operations import Context, Intent, Operation, Reference, TaskFilter
from core.language.pointing import read_reference
from core.language.stems import STOP_WORDS
from core.language.tasks_or_not import is_known_whole

NAMES_A_TASK = "names a task"  # said bare, it may as well answer a question
_LONGEST = 120  # characters
_ASKS = pattern(
    r"(did|do|does|is|are|was|were|am|have|has|had|what|which|when|where|who|how|will|why|whats|what's|when's|"
    r"where's|who's|how's|until when|by when|at what|should|must|can you)\b"
)
_FINDS = pattern(
    r"(find|search( for)?|look for|look up|look at|show( me)?|open( up)?|view|see|read( me)?|pull up|bring up|get( "
    r"me)?|what about|how about|where('s| is)|tell me|describe|explain|details?|info|information|specifics|more|"
    r"status|progress|deadline|due date|description|notes?)\b"
)
_NEWS = pattern(r"any (news|updates?|progress|word|more) (on|about|with|of|from)\b")
_ASKS_AFTER = pattern(  # "the rent, is that paid"
    r"[^,]{2,60}, (when's|when|is|what's|did|have|has|how's|do i|what about) "
)
WONDERS = pattern(
    r"((please |can you |could you )*(tell me|remind me(?! (when|if|where) "
    r"(i|we|you|he|she|they|it)\b(?! (need|have|must|should)\b)))|(i |we )?(forgot|forget|(can't|cannot|don't|do "
    r"not) "
    r"(quite )?(remember|recall|know)|'m not sure|am not sure|not sure|wonder|was wondering|need to know|want to "
    r"know)|i'm not sure|do you (know|remember)|let me know|know|any idea|find out|check|see|look up|let's see)( "
    r"now| "
    r"again)? (?=(when|what|what's|whether|if|how|where)\b)"
)
_IF = pattern(r"(if|whether) (i|we|the|my|our)?('ve|'d)? ?")
_TO_EACH_OTHER = pattern(r"\b(call|name|help|tell) (you|me)\b")  # "what should I call you?" is not about "Call mum"
_TELL_ME = pattern(r"(tell|read|show|give|get) me\b")
_OF_MANY = pattern(
    r"\b(how many(?! (days|weeks|hours|more (days|weeks|hours))\b)|all|every|everything|anything|any(?! (news|"
    r"updates?|progress|word|more)\b)|each|both|tasks|"
    r"to-?dos|reminders|lists?|things|ones|stuff|which of)\b"
)
_WHEN = pattern(
    r"(when|until when|by when)\b|"
    r"(what|which)('s| is| was)? (the |my )?(day|date|time|deadline|due date)\b|(the )?(deadline|due date|date)\b|"
    r"(at )?what time\b|how (long|soon|late|many (more )?(days|weeks|hours))\b|is\b.*\b(due|overdue|late)\b|"
    r"(what|whats|what's)\b.*\b(deadline|due date|due|date)\b"
)
_WHETHER_DONE = pattern(
    r"(is|are|was|were|has|have|did|had|if|whether)\b(?! there\b)"
    r"(?!.*\b(due|overdue|late|urgent|important|high|medium|low|repeat\w*)\b)"
)
_ASKED_OF = pattern(  # what is asked of a task, and the words around it
    r"\b(what's|whats|when's|where's|who's|how's|what|when|where|who|which|how|why|until|by when|due date|due|"
    r"overdue|done|finished|finish|completed|complete|started|start|progress|description|notes?|priority|deadline|"
    r"status|state|column|date|day|time|yet|already|ever|actually|find|search|look up|look at|look|show|open up|open|"
    r"view|see|read|pull up|bring up|get|tell|describe|explain|about|details?|info|information|specifics|more|"
    r"exactly|happening|happened|going|coming along|coming|getting on|doing|still|paid|need|have to|have|has|had|"
    r"supposed|meant|must|should|long|soon|late|many|much|far|weeks?|days?|hours?|left|until|till|before|know|say|"
    r"says|involve|mean|entail|contain|urgent|important|high|medium|low|repeat|repeats|often|recurring|tags?|tagged|"
    r"remind me|again|now|currently|at the moment|please|think|remember to|remember|manage to|managed to|told you|"
    r"anything|scheduled|set|planned|got|going to|in there|on there|for me|do i|am i|did i|i|news|updates?|word on)\b"
)
_NOUN = pattern(r"\b(the |my |our |that |this )?(task|to-?do|reminder|one|item|thing)\b(?! ?#?\d)")
_NUMBERED = pattern(r"(@task|number|no\.?|nr\.?|item)? ?#? ?\d{1,6}$|(@task|number|item) [a-z]+$")
_NUMBERED_ALONE = pattern(r"((the )?(@task|number|no\.?|nr\.?|item) ?#? ?|#)\d{1,6}$")
_NOT_A_NUMBER = pattern(r"\d{1,6}$")  # alone it may be an hour or an amount


_THIS_WEEK = pattern(
    r"\b(this|that) (week|weekend|month|quarter|year|morning|afternoon|evening|day|mon|tues|wednes|thurs|fri|satur|sun)"
)
_OF_THE_AGENT = pattern(
    r"(do|did|are|were|have|would|could|can) you (?!(know|remember|have|see|find|recall|keep|got|think|tell|show|check|"
    r"say|look|list|give|read|please|let|remind)\b)"
)


def asks_about_a_task(clause: Clause, *, asked: bool = False) -> Operations | None:
    """The task a question is about; None where it is about several, or something else. `asked`: it ended in "?"."""
    said, low = clause.said, clause.said.low
    if wonders := WONDERS.match(low):
        said, asked = said.part(wonders.end()), True
        low = said.low
    if len(low) > _LONGEST or _TO_EACH_OTHER.search(_TELL_ME.sub("", low, count=1)) or _OF_MANY.search(low):
        return None
    if _OF_THE_AGENT.match(low):  # "do you ever sleep?"
        return None
    if not (asked or any(phrase.match(low) for phrase in (_ASKS, _FINDS, _NEWS, _ASKS_AFTER))):
        return None
    asks: Literal["when", "done"] | None = None
    if _WHEN.match(low):
        asks = "when"
    elif _WHETHER_DONE.match(low):
        asks = "done"
    words = Said(low, low)
    if told := _IF.match(low):
        words = words.part(told.end())
    while match := _ASKED_OF.search(words.low):
        words = words.without(*match.span())
    reference = _pointed_at(words, clause.context, whole=low)
    if reference and not (reference.kind == "pronoun" and _THIS_WEEK.search(low)):
        return (Operation(Intent.LIST, "asks about a task", reference=reference, asks=asks),)
    for named in (words, _without_day(words, clause.context)):
        if named and is_known_whole(named, clause):
            return (_by_title(named, asks),)
    return None


def names_a_task(clause: Clause) -> Operations | None:
    """ "Task 11", "the report", "dentist": a task and nothing else."""
    said = clause.said
    if clause.context.question or len(said.low.split()) > 4 or _OF_MANY.search(said.low):
        return None
    reference = read_reference(said, clause.context)
    if reference and reference.kind == "number" and len(reference.numbers) == 1 and _NUMBERED_ALONE.match(said.low):
        return (Operation(Intent.LIST, NAMES_A_TASK, reference=reference),)
    if not is_known_whole(said, clause):
        return None
    return (replace(_by_title(said, None), rule=NAMES_A_TASK),)


def _by_title(words: Said, asks: Literal["when", "done"] | None) -> Operation:
    search = " ".join(word for word in re.findall(r"[\w'-]+", words.low) if word not in STOP_WORDS)
    return Operation(
        Intent.LIST,
        "asks about a task by its title",
        reference=Reference("title", search),
        filter=TaskFilter(search=search),
        asks=asks,
    )


def _pointed_at(words: Said, context: Context, *, whole: str) -> Reference | None:
    """A number, "it" or a place in the list shown, where nothing else is said."""
    words = words.part(0)
    while (match := _EDGE.match(words.low)) and match.end() < len(words.low):
        words = words.part(match.end())
    while match := _END.search(words.low):
        words = words.part(0, match.start())
    if not words:
        return None
    reference = read_reference(words, context)
    if reference is None or len(reference.numbers) > 1 or reference.plural:
        return None
    if reference.kind == "number":
        return reference if _NUMBERED.match(words.low) and not _only_a_number(words.low, whole) else None
    if reference.kind == "ordinal":
        return reference if context.listed and _THE_PLACE.search(whole) else None
    is_told = bool(context.touched or context.listed) and _OF_IT.search(whole)
    return reference if reference.kind == "pronoun" and is_told else None


_THE_PLACE = pattern(  # "the second one", but not "last week"
    r"\b((the|number) (?!(last|next|first) (week|month|year|day|few|couple|\d|(mon|tues|wednes|thurs|fri|satur|"
    r"sun)day)\b)|(?!every )[a-z\d]+ (one|task|item|thing)\b)"
)
_OF_IT = pattern(  # "how's it going" is no question about a task
    r"\b(due|done|finished|complete|completed|details?|about|priority|status|deadline|overdue|late|urgent|important|"
    r"description|notes?|repeats?|tags?|started|paid|left)\b"
)
_EDGE = pattern(
    r"(me|us|there|if|whether|is|are|was|were|does|do|did|has|have|be|been|of|for|on|at|to|the|a|with|like|in)\b ?"
)
_END = pattern(r" ?\b(is|are|was|were|does|do|did|be|been|of|for|on|at|to|in|with|like)$")


def _only_a_number(words: str, whole: str) -> bool:
    return bool(_NOT_A_NUMBER.match(words)) and not re.match(
        r"(?:is|are|tell me about|what about|show(?: me)?|open|view|details|when(?:'s| is)) #?\d", whole
    )


def _without_day(words: Said, context: Context) -> Said | None:
    """ "Do I have to call mum tomorrow": the day asked about is no part of the title."""
    found = None
    for _ in range(3):  # "today or tomorrow"
        if not (when := find_date(words.low, context.now)):
            break
        found = words = words.without(*when.span).part(0)
    return found

"""Questions about the tasks there are: lists with filters, counts, searches, sorting."""

import re
from dataclasses import replace
from typing import Literal

from core.language.filters import read_filter
from core.language.grammar import Build, Clause, Operations, Rule, pattern
from core.language.normalise import Said
from core.language.operations import Intent, Operation, TaskFilter
from core.language.stems import STOP_WORDS
from core.language.tasks_or_not import is_known_whole, names_tasks

Sort = Literal["due", "priority", "created", "number"]

_COUNT = pattern(r"(how many|count|number of|what number of|what's the number of|tell me how many)\b")
_SORTED = r"(sort(ed)?|order(ed)?|arranged?|group(ed)?)( them| it)? by (the )?"
_SORTS: dict[Sort, re.Pattern[str]] = {
    "due": pattern(rf"{_SORTED}(due( date)?|date|deadline|urgency)|by (due date|deadline)|soonest first"),
    "priority": pattern(rf"{_SORTED}(priority|importance)|by priority|most important first"),
    "created": pattern(rf"{_SORTED}(creation|created|age|newest|oldest|when)|newest first|oldest first"),
    "number": pattern(rf"{_SORTED}(number|id)\b"),
}
_LIMIT = pattern(r"(top|first|next|last|only) (?P<limit>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten)\b")
_NEXT = pattern(r"(what('s|s| is)?|show( me)?)( up| my| the| coming)* next\b")
_IS_IT_THERE = pattern(
    r"((can you |please )?(tell me|check|see|look|let me know|need to know|know|look to see)( if| whether)? )?"
    r"((is|are|was|were|will|do i (already )?have|have i( already)?( got)?|did (i|you|we)( already| remember to)? "
    r"(add|put|include|make a note)|if i have|i have) )(an? |any |the )?"
    r"((@task|item)s?( set)?( called| to| for| about) )?(?P<search>.+?)( be)?"
    r"( already| scheduled| still| listed| added)*"
    r" (on|in|to) (my |the |our )?([\w-]+ ){0,3}(lists?|tasks|reminders|to-?dos?)\b.*"
)
_SEARCH = pattern(
    r"\b(about|containing|regarding|related to|mentioning|matching|with the words?|called|named|for|"
    r"to do with|concerning) <search...>$"
)
_DID = pattern(
    r"what ((tasks|things|stuff|all) )?(did|have) i (already |just |all |actually )*(finish|finished|complete|"
    r"completed|do|done|accomplish|accomplished|get done|gotten done|tick off|ticked off|achieve|achieved)"
)
_SMALL = {w: n for n, w in enumerate(("zero one two three four five six seven eight nine ten").split())}


def _lists(rule: str, *, named: bool = False) -> Build:
    """A list; where `named`, only if tasks or a list of them are named."""

    def build(match: re.Match[str], clause: Clause) -> Operations | None:
        if named and not names_tasks(clause.said.low):
            return None
        return (list_operation(clause, rule),)

    return build


def list_operation(clause: Clause, rule: str) -> Operation:
    """A list request with what narrows and orders it."""
    said = clause.said
    completed = bool(_DID.match(said.low))
    sort = next((value for value, phrase in _SORTS.items() if phrase.search(said.low)), None)
    limit = None
    if match := _LIMIT.search(said.low):
        limit = int(match.group("limit")) if match.group("limit").isdigit() else _SMALL[match.group("limit")]
    if _NEXT.match(said.low):
        limit, sort = limit or 1, sort or "due"
    narrowed, rest = read_filter(_without_sort(said), clause.context.now, completed=completed)
    if completed and narrowed.status is None:
        narrowed = replace(narrowed, status="done")
    if narrowed.search is None and (words := _searched_words(said, rest)):
        narrowed = replace(narrowed, search=words)
    return Operation(
        Intent.LIST,
        rule,
        filter=None if narrowed.is_empty else narrowed,
        sort=sort,
        limit=limit,
        wants_count=bool(_COUNT.search(said.low)),
    )


def _searched_words(said: Said, rest: Said) -> str | None:
    """ "Is milk on my list?" asks for milk, "any reminders about rent" for rent. `rest` is free of filters."""
    if (match := _IS_IT_THERE.match(said.low)) and (words := said.group(match, "search")):
        return None if _NO_SEARCH.match(words.low) else words.text
    match = _SEARCH.search(rest.low)
    words = rest.group(match, "search") if match else Said("", "")
    return words.text if words and not _NO_SEARCH.match(words.low) else None


_ASKED_OF = pattern(
    r"\b(what's|whats|when's|where's|who's|how's|due|done|finished|completed|description|priority|deadline|"
    r"status|date|yet|already|when|find|search|look|show|open|get|tell|about|details|happening|happened|going|"
    r"still|paid)\b"
)
_FINDS = pattern(
    r"(find|search( for)?|look for|look up|show( me)?|open|get|what about|how about|where('s| is)|"
    r"tell me about)\b"
)


def asks_about_a_title(clause: Clause) -> Operations | None:
    """ "Did I pay the rent?", "find the report": a question whose words name one open task."""
    low = clause.said.low
    question = low.endswith("?") or bool(_ASKS.match(low))
    if not (question or _FINDS.match(low)) or len(low) > 120:
        return None
    words = Said(low, low)
    while match := _ASKED_OF.search(words.low):
        words = words.without(*match.span())
    if not is_known_whole(words, clause):
        return None
    search = " ".join(word for word in re.findall(r"[\w'-]+", words.low) if word not in STOP_WORDS)
    return (Operation(Intent.LIST, "asks about a task by its title", filter=TaskFilter(search=search)),)


_ASKS = pattern(r"(did|do|does|is|are|was|were|have|has|what|which|when|where|who|how|will|why|whats|what's)\b")
_NO_SEARCH = pattern(
    r"((me|my|the|all|now|it|this|that|list|please|anything|something|everything) ?)+$|.*"
    r"(lists?|tasks?|todos?|to-dos?|reminders?|things)"
)


def _without_sort(said: Said) -> Said:
    for phrase in _SORTS.values():
        if match := phrase.search(said.low):
            return said.without(*match.span())
    return said


_ADDED = (
    r"(did|have) (i|you|we) (already |ever |remember to |not )*(add|added|put|create|created|include|included|"
    r"write down|written down|note|noted|list|listed) <search>( (already|yet|before))?[?.!]*$"
)
_HAVE = (
    r"(what|whats|which|how many|how much|when|where|who|do|did|does|is|are|am|have|has|was|were|will|shall|"
    r"anything|any|something|at what time|meeting|in case)"
)
_TO_DO = (
    r"(do|remember|finish|complete|accomplish|get done|buy|get|focus on|work on|take care of|handle|"
    r"remind me (of|about)|recall|be doing|purchase|not want to forget|forget)"
)
_FILL = (
    r"(('s|is|are|am|do|did|should|must|can|else|all|kinds? of|sorts? of|the|those|these|my|things?|"
    r"stuff|items?|tasks?|i|we|you|told you|ask(ed)?|have|need|needs|got|supposed|going|meant|still|"
    r"want|wanted|was|were|left|to|help me|trying|try|not|that|would|like|yet|currently|i'm|ive|i've|"
    r"gotta|asked) )"
)
ASK_RULES: tuple[Rule, ...] = tuple(
    Rule(name, pattern(template), _lists(name, named=named))
    for name, named, template in (
        ("asks what was finished", False, _DID.pattern),
        ("asks about tasks", True, rf"{_HAVE}\b.*"),
        (
            "asks to see tasks",
            True,
            r"(@show|remind me( of| about)?|(i )?(need|have|had|want)|know|play back|what's)\b.*",
        ),
        ("asks whether it was added", False, rf"{_ADDED}"),
        (
            "asks to be told all",
            False,
            r"remind me what('s| is| do| did| are)? ?(i (have|need|had|still|got)|left|on|next|my|due|"
            r"there)\b.*",
        ),
        (
            "asks to be told all",
            False,
            r"remind me (of |about )?(all )?(of )?(the|my|all|those) (things|events|appointments|items|"
            r"stuff)\b.*",
        ),
        ("asks about a list", True, r"(on|in|from) (my|the|our) .*?\b(is|are|do|did|what|have|any|was)\b.*"),
        (
            "asks for a list",
            True,
            r"(?!(i|we|you|they|why|he|she|it|people) )(my |the |our |all |all my )?([\w'-]+ ){0,3}(tasks|"
            r"to-?dos?|to dos?|reminders|chores|errands|lists?)( (of|for|with|"
            r"from) [\w' -]{1,40})?( (is what|contains what|has what|consists of what|"
            r"please))?[?.!]*$",
        ),
        (
            "asks for what must not be forgotten",
            False,
            r"((@show|remind me( of| about)?|know|me) )*\"?(what|which|whats|what's|(the |all |some |"
            rf"those )*(things?|stuff|items?|tasks?|information))('s)? ({_FILL})*(i|you(?= (were|"
            rf"are) supposed))('m)? ({_FILL})*(remember|recall|not want to forget|forget|remind me (of|about)|"
            r"be reminded( about| of)?|purchase)\b.*",
        ),
        (
            "asks for what is to be bought or done",
            False,
            r"(@show)( me)? (all |all the |the )?(things|stuff|items|everything) (that )?i (still )?(need|have|want|"
            r"must|should)( to)? (buy|do|get|finish|pick up|get done)[?.!]*$",
        ),
        (
            "asks what is there to do",
            False,
            rf"((@show|know) )*(what|whats|what's|which|what're)('s)? ({_FILL})*{_TO_DO}( (today|tomorrow|"
            r"tonight|now|next|first|this .+|next .+|on .+|for (today|tomorrow|the .+|this .+|next .+)|by .+|"
            r"when i go shopping|at .+|in the .+))?[?.!]*$",
        ),
        (
            "asks what is left",
            False,
            r"(what|whats|what's|how many|how much|is there|are there|do i have)('s)?( \w+){0,3}? (left|"
            r"overdue|due|outstanding|pending|remaining|next|urgent|late|on my plate|on for (today|tomorrow)|"
            r"up for (today|tomorrow)|coming up|on the agenda|to go|open|on today|planned)( (to do|today|"
            r"tomorrow|this week|next week|now|for me|on my list|soon|next month|on \w+))*[?.!]*$",
        ),
        (
            "asks what is left",
            False,
            r"(anything|something)( else)? (left|overdue|due|outstanding|urgent|to do|pending|planned|"
            r"coming up|about .+|regarding .+|for (today|tomorrow|this week|next week))\b.*",
        ),
        (
            "asks about a word",
            False,
            r"(do i have|have i got|is there|got|are there) (anything|something|any)( else)? (about|regarding|"
            r"to do with|related to|to do|due|planned for|scheduled for|coming up|left|overdue|for|on) ?.*",
        ),
        (
            "asks for the plan",
            False,
            r"(@show|what('s| is| are|s)?) (me )?(my|the|our) (plans?|agenda|day|week|schedule|"
            r"workload)( (for|look like|looking like|today|tomorrow|this week).*)?[?.!]*$",
        ),
        ("asks what is planned", False, r"am i (free|busy|doing anything)\b.*"),
        (
            "asks for items",
            False,
            r"(@show)( me)? (all |everything|every |my )(items?|groceries|shopping|chores)?( on my plate)?( (for|"
            r"due) (to ?day|tomorrow|this week|the day))?[?.!]*$",
        ),
    )
)

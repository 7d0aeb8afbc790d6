"""Questions about the tasks there are: lists with filters, counts, searches, sorting."""

import re

from core.language.filters import read_filter
from core.language.grammar import Build, Clause, Operations, Rule, pattern
from core.language.normalise import Said
from core.language.operations import Intent, Operation, TaskFilter
from core.language.stems import STOP_WORDS
from core.language.tasks_or_not import is_known_whole, names_tasks

_COUNT = pattern(r"(how many|count|number of|what number of|what's the number of|tell me how many)\b")
_SORT = (
    ("due", pattern(r"(sort(ed)?|order(ed)?|arranged?|group(ed)?)( them| it)? by (the )?(due( date)?|date|deadline|urgency)|by (due date|deadline)|soonest first")),
    ("priority", pattern(r"(sort(ed)?|order(ed)?|arranged?|group(ed)?)( them| it)? by (the )?(priority|importance)|by priority|most important first")),
    ("created", pattern(r"(sort(ed)?|order(ed)?|arranged?)( them| it)? by (the )?(creation|created|age|newest|oldest|when)|newest first|oldest first")),
    ("number", pattern(r"(sort(ed)?|order(ed)?|arranged?)( them| it)? by (the )?(number|id)")),
)  # fmt: skip
_LIMIT = pattern(r"(top|first|next|last|only) (?P<limit>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten)\b")
_NEXT = pattern(r"(what('s|s| is)?|show( me)?)( up| my| the| coming)* next\b")
_SEARCH = pattern(r"\b(about|containing|regarding|related to|mentioning|matching|with the words?|called|named|for|to do with|concerning) <search...>$")
_DID = pattern(r"what ((tasks|things|stuff|all) )?(did|have) i (already |just |all |actually )*(finish|finished|complete|completed|do|done|accomplish|accomplished|get done|gotten done|tick off|ticked off|achieve|achieved)")
_SMALL = {w: n for n, w in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"])}


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
    sort = next((value for value, phrase in _SORT if phrase.search(said.low)), None)
    limit = None
    if match := _LIMIT.search(said.low):
        limit = int(match.group("limit")) if match.group("limit").isdigit() else _SMALL[match.group("limit")]
    if _NEXT.match(said.low):
        limit, sort = limit or 1, sort or "due"
    narrowed, rest = read_filter(_without_sort(said), clause.context.now, completed=completed)
    if completed and narrowed.status is None:
        narrowed = TaskFilter(**{**narrowed.__dict__, "status": "done"})
    if (match := _SEARCH.search(rest.low)) and narrowed.search is None:
        words = rest.group(match, "search")
        if words and not _NO_SEARCH.match(words.low):
            narrowed = TaskFilter(**{**narrowed.__dict__, "search": words.text})
    return Operation(Intent.LIST, rule, filter=None if narrowed.is_empty else narrowed, sort=sort, limit=limit, wants_count=bool(_COUNT.search(said.low)))


_ASKED_OF = pattern(r"\b(what's|whats|when's|where's|who's|how's|due|done|finished|completed|description|priority|deadline|status|date|yet|already|when|find|search|look|show|open|get|tell|about|details|happening|happened|going|still|paid)\b")
_FINDS = pattern(r"(find|search( for)?|look for|look up|show( me)?|open|get|what about|how about|where('s| is)|tell me about)\b")


def asks_about_a_title(clause: Clause) -> Operations | None:
    """"Did I pay the rent?", "find the report": a question whose words name one open task."""
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
_NO_SEARCH = pattern(r"((me|my|the|all|now|it|this|that|list|please) ?)+$|.*(lists?|tasks?|todos?|to-dos?|reminders?|things)")


def _without_sort(said: Said) -> Said:
    for _, phrase in _SORT:
        if match := phrase.search(said.low):
            return said.without(*match.span())
    return said


_ADDED = r"(did|have) (i|you|we) (already |ever |remember to |not )*(add|added|put|create|created|include|included|write down|written down|note|noted|list|listed) <search>( (already|yet|before))?[?.!]*$"
_HAVE = r"(what|whats|which|how many|how much|when|where|who|do|did|does|is|are|am|have|has|was|were|will|shall|anything|any|something|at what time|meeting|in case)"
_TO_DO = r"(do|remember|finish|complete|accomplish|get done|buy|get|focus on|work on|take care of|handle|remind me (of|about)|recall|be doing|purchase|not want to forget|forget)"
_FILL = r"(('s|is|are|am|do|did|should|must|can|else|all|kinds? of|sorts? of|the|those|these|my|things?|thing|stuff|items?|tasks?|i|we|you|told you|ask(ed)?|you to|have|need|needs|got|supposed|going|meant|still|want|wanted|was|were|left|left to|to|help me|trying|try|not|that|would|like|yet|currently|i'm|ive|i've|gotta|asked) )"
ASK_RULES: tuple[Rule, ...] = tuple(
    Rule(name, pattern(template), _lists(name, named=named))
    for name, named, template in (
        ("asks what was finished", False, _DID.pattern),
        ("asks about tasks", True, rf"{_HAVE}\b.*"),
        ("asks to see tasks", True, r"(@show|remind me( of| about)?|(i )?(need|have|had|want)|know|play back|what's)\b.*"),
        ("asks whether it was added", False, rf"{_ADDED}"),
        ("asks to be told all", False, r"remind me what('s| is| do| did| are)? ?(i (have|need|had|still|got)|left|on|next|my|due|there)\b.*"),
        ("asks to be told all", False, r"remind me (of |about )?(all )?(of )?(the|my|all|those) (things|events|appointments|items|stuff)\b.*"),
        ("asks about a list", True, r"(on|in|from) (my|the|our) .*?\b(is|are|do|did|what|have|any|was)\b.*"),
        ("asks for a list", True, r"(?!(i|we|you|they|why|he|she|it|people) )(my |the |our |all |all my )?([\w'-]+ ){0,3}(@task|lists?)( (of|for|with|from) [\w' -]{1,40})?( (is what|contains what|has what|consists of what|please))?[?.!]*$"),
        ("asks for what must not be forgotten", False, rf"((@show|remind me( of| about)?|know|recall|me) )*\"?(what|which|whats|what's|(the |all |some |those |all the )*(things?|stuff|items?|tasks?|information))('s)? ({_FILL})*(i|you(?= (were|are) supposed))('m)? ({_FILL})*(remember|recall|not want to forget|forget|remind me (of|about)|be reminded( about| of)?|purchase)\b.*"),
        ("asks what is there to do", False, rf"((@show|know) )*(what|whats|what's|which|what're)('s)? ({_FILL})*{_TO_DO}( (today|tomorrow|tonight|now|next|first|this .+|next .+|on .+|for (today|tomorrow|the .+|this .+|next .+)|by .+|when i go shopping|at .+|in the .+))?[?.!]*$"),
        ("asks what is left", False, r"(what|whats|what's|how many|how much|is there|are there|do i have)('s)?( \w+){0,3}? (left|overdue|due|outstanding|pending|remaining|next|urgent|late|on my plate|on for (today|tomorrow)|up for (today|tomorrow)|coming up|on the agenda|to go|open|on today|planned)( (to do|today|tomorrow|this week|next week|now|for me|on my list|soon|next month|on \w+))*[?.!]*$"),
        ("asks what is left", False, r"(anything|something)( else)? (left|overdue|due|outstanding|urgent|to do|pending|planned|coming up|about .+|regarding .+|for (today|tomorrow|this week|next week))\b.*"),
        ("asks about a word", False, r"(do i have|have i got|is there|got|are there) (anything|something|any)( else)? (about|regarding|to do with|related to|to do|due|planned for|scheduled for|coming up|left|overdue|for|on) ?.*"),
        ("asks for the plan", False, r"(@show|what('s| is| are|s)?) (me )?(my|the|our) (plans?|agenda|day|week|schedule|workload)( (for|look like|looking like|today|tomorrow|this week).*)?[?.!]*$"),
        ("asks what is planned", False, r"am i (free|busy|doing anything)\b.*"),
        ("asks for items", False, r"(@show)( me)? (all |everything|every |my )(items?|groceries|shopping|chores)?( (for|due) (to ?day|tomorrow|this week|the day))?[?.!]*$"),
    )
)  # fmt: skip

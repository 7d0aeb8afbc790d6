"""Questions about the tasks there are: lists with filters, counts, searches, sorting."""

import re

from core.language.filters import read_filter
from core.language.grammar import Clause, Operations, Rule, pattern
from core.language.normalise import Said
from core.language.operations import Intent, Operation, TaskFilter

_OWN = r"(?:@task|lists?|shopping cart)"
_COUNT = pattern(r"(?:how many|count|number of|what number of|what's the number of|tell me how many)\b")
_SORT = (
    ("due", pattern(r"(?:sort(?:ed)?|order(?:ed)?|arranged?|group(?:ed)?)(?: them| it)? by (?:the )?(?:due(?: date)?|date|deadline|urgency)|by (?:due date|deadline)|soonest first")),
    ("priority", pattern(r"(?:sort(?:ed)?|order(?:ed)?|arranged?|group(?:ed)?)(?: them| it)? by (?:the )?(?:priority|importance)|by priority|most important first")),
    ("created", pattern(r"(?:sort(?:ed)?|order(?:ed)?|arranged?)(?: them| it)? by (?:the )?(?:creation|created|age|newest|oldest|when)|newest first|oldest first")),
    ("number", pattern(r"(?:sort(?:ed)?|order(?:ed)?|arranged?)(?: them| it)? by (?:the )?(?:number|id)")),
)  # fmt: skip
_LIMIT = pattern(r"(?:top|first|next|last|only) (\d{1,3}|two|three|four|five|six|seven|eight|nine|ten)\b")
_NEXT = pattern(r"(?:what(?:'s|s| is)?|show(?: me)?)(?: up| my| the| coming)* next\b")
_SEARCH = pattern(r"\b(?:about|containing|regarding|related to|mentioning|matching|with the words?|called|named|for|to do with|concerning) (?P<search>.+)$")
_DID = pattern(r"what (?:(?:tasks|things|stuff|all) )?(?:did|have) i (?:already |just |all |actually )*(?:finish|finished|complete|completed|do|done|accomplish|accomplished|get done|gotten done|tick off|ticked off|achieve|achieved)")
_SMALL = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten".split())}


def _lists(rule: str):
    def build(match: re.Match[str], clause: Clause) -> Operations | None:
        return (list_operation(clause, rule),)

    return build


def list_operation(clause: Clause, rule: str) -> Operation:
    """A list request with what narrows and orders it."""
    said = clause.said
    completed = bool(_DID.match(said.low))
    sort = next((value for value, phrase in _SORT if phrase.search(said.low)), None)
    limit = None
    if match := _LIMIT.search(said.low):
        limit = int(match.group(1)) if match.group(1).isdigit() else _SMALL[match.group(1)]
    if _NEXT.match(said.low):
        limit, sort = limit or 1, sort or "due"
    narrowed, rest = read_filter(_without_sort(said), clause.context.now, completed=completed)
    if completed and narrowed.status is None:
        narrowed = TaskFilter(**{**narrowed.__dict__, "status": "done"})
    if (match := _SEARCH.search(rest.low)) and narrowed.search is None:
        words = rest.group(match, "search")
        if words and not re.fullmatch(rf"(?:(?:me|my|the|all|now|it|this|that|list|please) ?)+|.*{_PLAIN_NOUN}.*", words.low):
            narrowed = TaskFilter(**{**narrowed.__dict__, "search": words.text})
    return Operation(Intent.LIST, rule, filter=None if narrowed.is_empty else narrowed, sort=sort, limit=limit, wants_count=bool(_COUNT.search(said.low)))


_PLAIN_NOUN = r"(?:lists?|tasks?|todos?|to-dos?|reminders?|things)"


def _without_sort(said: Said) -> Said:
    for _, phrase in _SORT:
        if match := phrase.search(said.low):
            return said.without(*match.span())
    return said


ASK_RULES: tuple[Rule, ...] = tuple(
    Rule(name, pattern(template), _lists(name))
    for name, template in (
        ("asks what was finished", _DID.pattern),
        ("asks about tasks", rf"(?:what|which|how many|how much|when|where|who|do|did|does|is|are|am|have|has|was|were|will|whats|what's|anything|any|something|at what time)\b.*\b{_OWN}\b"),
        ("asks to see tasks", rf"(?:@show)\b(?: me| us| to me| for me| out| through| over| of| if| whether)*.*\b{_OWN}\b"),
        ("asks what is there to do", r"(?:what|whats|what's)(?:'s| is| are| am| do| did| should| must| can| else| all| kind of things| things| stuff| tasks)*(?: i| we)?(?: have| need| got| supposed| going| meant| still| want| ask| asked| should)*(?: left| to)*(?: to)? (?:do|remember|finish|complete|accomplish|get done|buy|focus on|work on|left|overdue|due|next|pending|outstanding|remaining|on my plate|on for today|urgent|late)\b(?! (?:you|for (?:a|fun|dinner))).*"),
        ("asks what is left", r"(?:how many|how much)(?: \w+)? (?:are|is|do i have)(?: still| there)? (?:left|overdue|due|open|remaining|pending|done|to go|to do)\b.*"),
        ("asks what is due", r"(?:is |are |do i have |have i got |any |got )+(?:there )?(?:anything|something|things)? ?(?:left |else |new )?(?:overdue|due|urgent|pending|outstanding|late)\b.*"),
        ("asks about a word", r"(?:do i have |have i got |is there |got )?(?:anything|something)(?: else)?(?: i have)? (?:about|regarding|on|for|to do with|related to|due|left|planned|scheduled|coming up|today|tomorrow|this week)\b.*"),
        ("asks for a list", r"(?:(?:my|the|all|all my|list of|open|full|complete|current|entire|whole|today's|completed|overdue|high priority|pending|remaining) )*(?:@task|(?:shopping|grocery|groceries|to-?do|to do|task|reminder) lists?|lists?)(?: (?:for )?(?:today|tomorrow|this week))?(?: please)?[?.!]*$"),
    )
)  # fmt: skip

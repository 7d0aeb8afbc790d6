"""What a request for a list narrows and how it orders: filters, words searched for, sorting, how many."""

import re
from dataclasses import replace
from typing import Literal

from core.language.filters import read_filter
from core.language.grammar import Clause, pattern
from core.language.normalise import Said
from core.language.operations import Intent, Operation, TaskFilter

Sort = Literal["due", "priority", "created", "number"]

_COUNT = pattern(r"(how many|count|number of|what number of|what's the number of|tell me how many)\b")
_SORTED = r"(sort(ed)?|order(ed)?|arranged?|group(ed)?)( them| it)? by (the )?"
SORTS: dict[Sort, re.Pattern[str]] = {
    "due": pattern(
        rf"{_SORTED}(due( date)?|date|deadline|urgency)|by (due date|deadline|urgency|date)|in (the )?order of (due "
        rf"dates?|dates?|deadlines?|urgency)|soonest first|(earliest|soonest)( due)?(?= (@task|one|ones|thing|"
        rf"things|deadline)\b)"
    ),
    "priority": pattern(
        rf"{_SORTED}(priority|importance)|by (priority|importance)|in (the )?order of (priority|importance)|"
        r"most important first|(?<=\d )most (important|urgent|pressing)|(?<=(two|six|ten) )most (important|urgent|"
        r"pressing)|(?<=(four|five|nine) )most (important|urgent|pressing)|(?<=(three|seven|eight) )most (important|"
        r"urgent|pressing)"
    ),
    "created": pattern(
        rf"{_SORTED}(creation|created|age|newest|when)|newest first|(the )?(newest( added)?|(most recent(ly)?|"
        rf"latest|newest|last)( (added|created))?(?= (@task|one|ones|thing|things)\b))( (@task|one|ones|thing|"
        rf"things)\b"
        r"( (that )?(i|you|we) (have |'ve |had )?(added|made|created))?|$)|(added|created) (last|recently|lately)|"
        r"(did|have) i (just |last |recently )?(added|add|created|create)\b( last| recently| lately)?|recently added"
    ),
    "number": pattern(
        rf"{_SORTED}(number|id|oldest)\b|\bby (number|id)\b|oldest first|(the )?(oldest|longest waiting)( (@task|"
        rf"one|ones|"
        r"thing|things)\b|$)|(been (there|waiting|on (my|the) list)|waited) (the )?longest"
    ),
}
_NUMBER = r"(\d{1,3}|two|three|four|five|six|seven|eight|nine|ten)"
LIMIT = pattern(
    rf"(top|first|next|last|only) (?P<limit>{_NUMBER})\b(?! (days|weeks|hours|minutes|months|years))|"
    rf"(?P<most>{_NUMBER}) (?=most (important|urgent|pressing)\b)|"
    rf"(show|list|give)( me)?( my| the)? (?P<few>{_NUMBER})(?= (@task|things|ones|items|of)\b)"
)
_THING = r"(thing|task|one|to-?do|item|job|reminder|deadline|priority)"
_I_DO = r"(should|must|do|shall|can|need to|have to|ought to)"
_DO = r"(do|tackle|start( with)?|begin with|work on|focus on|pick|take on|get on with|finish|deal with)"
NEXT = pattern(
    rf"((what('s|s| is)?|show( me)?|tell me|whats)( up| my| the| coming)* (next|first)( up)?( {_THING})?|"
    rf"what {_I_DO} (i|we) {_DO}( first| next| now)+|what('s| is) (the )?{_THING} (i|we) {_I_DO} {_DO}( first| next|"
    rf" now)+|(where|what) {_I_DO} (i|we) (start|begin)( with)?( first)?|what (to|do i) {_DO}( first| next| now)+|"
    rf"which (one |task |of (them|those|these) )?(is|comes|should i (do|start with)) (first|next)|"
    rf"what('s| is) (the |my )?(first|next|most urgent|most important|most pressing|top|number one) {_THING})"
    rf"( (today|tomorrow|now|then|this week|up|due|to do|for me|please|(on|in) (my|the) (list|agenda|plate|to-?do "
    rf"list|tasks)|(that )?(i|we) {_I_DO} (be doing|{_DO})))*[?.! ]*$"
)
_ONE = pattern(
    r".*\b(oldest|newest|latest|most recent|last|earliest|soonest|longest)( added| created| due)?( (task|one|thing|"
    r"to-?do|item)\b|[?.!]*$)"
)
_IS_IT_THERE = pattern(
    r"((can you |please )?(tell me|check|see|look|let me know|need to know|know|look to see)( if| whether)? )?"
    r"((is|are|was|were|will|do i (already )?have|have i( already)?( got)?|"
    r"did (i|you|we)( already| remember to)? (add|put|include|make a note)|if i have|i have) )(an? |any |the )?"
    r"((@task|item)s?( set)?( called| to| for| about) )?(?P<search>.+?)( be)?"
    r"( already| scheduled| still| listed| added)* (on|in|to) (my |the |our )?([\w-]+ ){0,3}"
    r"(lists?|tasks|reminders|to-?dos?)\b.*"
)
_SEARCH = pattern(
    r"\b(about|mention(s|ing)?|contain(s|ing)?|includ(es|ing)|with|containing|regarding|related to|mentioning|"
    r"matching|with the words?|called|named|for|"
    r"to do with|concerning) <search...>$"
)
_ACHIEVED = (
    r"(finish|finished|complete|completed|accomplish|accomplished|get done|got done|gotten done|tick off|ticked off|"
    r"check off|checked off|cross off|crossed off|get through|got through|achieve|achieved)"
)
FINISHED = pattern(
    r"((show|list|tell|give|see|view|let me see|count)( me| us)? )?("
    r"(what|which|how many|how much|(all )?(the )?(things|tasks|stuff|ones|everything)( that)?)"
    r"( (of them|of those|of these|tasks|things|stuff|all|ones|work|to-?dos|that|else))* "
    rf"((did|have|had) (i|we)|(i|we)('ve| have)?) (already |just |all |actually |managed to |got |recently "
    rf")*({_ACHIEVED}|"
    r"do|done|did)\b(?! (i|we) )|"
    rf"(did|have) (i|we) (already |just |actually |even |really )*({_ACHIEVED}|do|done) "
    r"(anything|something|much|any( of)? (my |the )?(tasks|them|those)|a lot)\b)"
)
_SMALL = {w: n for n, w in enumerate(("zero one two three four five six seven eight nine ten").split())}
_TAGGED_WORD = pattern(r"\b(?P<tag>[\w/-]+) (@task|ones|things|stuff|items)\b")
_ARTICLE = pattern(r"(the|my|our|an?) (?=\w)")
_CLOSED = r"(done|finished|completed?|closed)"
_OF_ANY_STATUS = pattern(
    rf",? ?\b((including|include|incl\.?|plus|even|also) (the |all |my )?({_CLOSED})( (ones|tasks|things|items))?|"
    rf"(both )?{_CLOSED} (and|or|&) (open|undone|not done|unfinished|pending|to ?-?do|incomplete)|"
    rf"(both )?(open|undone|unfinished|pending|to ?-?do|incomplete) (and|or|&) {_CLOSED}|"
    rf"(whether )?{_CLOSED} or not|regardless of status)( (ones|tasks))?( too| as well)?\b"
)
NO_SEARCH = pattern(
    r"((me|my|the|all|now|it|this|that|list|please|anything|something|everything) ?)+$|"
    r".*(lists?|tasks?|todos?|to-dos?|reminders?|things)"
)


def list_operation(clause: Clause, rule: str) -> Operation:
    """A list request with what narrows and orders it."""
    said = clause.said
    if both := _OF_ANY_STATUS.search(said.low):
        said = said.without(*both.span())
        return replace(list_operation(replace(clause, said=said), rule), any_status=True)
    completed = bool(FINISHED.match(said.low))
    sort = next((value for value, phrase in SORTS.items() if phrase.search(said.low)), None)
    limit = None
    if match := LIMIT.search(said.low):
        number = match.group("limit") or match.group("most") or match.group("few")
        limit = int(number) if number.isdigit() else _SMALL[number]
    if NEXT.match(said.low) or (sort and _ONE.match(said.low)):
        limit, sort = limit or 1, sort or "due"
    narrowed, rest = read_narrowed(said, clause)
    if completed and narrowed.status is None:
        narrowed = replace(narrowed, status="done")
    if narrowed.search is None and (words := _searched_words(said, rest)):
        narrowed = replace(narrowed, search=words)
    if narrowed.tag is None and narrowed.search is None and (tag := tag_said(rest, clause)):
        narrowed = replace(narrowed, tag=tag)
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
        return None if NO_SEARCH.match(words.low) else words.text
    match = _SEARCH.search(rest.low)
    words = rest.group(match, "search") if match else Said("", "")
    if article := _ARTICLE.match(words.low):
        words = words.part(article.end())
    return words.text if words and not NO_SEARCH.match(words.low) else None


def read_narrowed(said: Said, clause: Clause) -> tuple[TaskFilter, Said]:
    """The filter in a request for a list, and the words left over."""
    completed = bool(FINISHED.match(said.low))
    narrowed, rest = read_filter(said, clause.context.now, completed=completed)
    if narrowed.created_from or narrowed.created_to:  # "what did I add today": the same words may sort
        return narrowed, without_sort(rest)
    return read_filter(without_sort(said), clause.context.now, completed=completed)


_GOES_ON = pattern(
    r".{0,40}\b(of (them|those|these)|(sort|order|group|rank|arrange|show|list|narrow) (them|these|those|it|that)( "
    r"down)?|only|just|which (ones )?are)\b|(ok |okay )?(and|but|now) "
)


def goes_on(said: Said, operation: Operation) -> bool:
    """True for "only the urgent ones" and "sort them by priority": said of the list shown, not of all tasks."""
    says_how = operation.filter is not None or operation.sort is not None
    low = said.low[:200]
    is_new = bool(_TASK_NOUN.search(low)) or (low.startswith(("and ", "but ", "now ")) and len(low.split()) > 5)
    bare_sort = operation.sort is not None and operation.filter is None and _BARE_SORT.match(low)
    return operation.intent is Intent.LIST and says_how and not is_new and bool(_GOES_ON.match(low) or bare_sort)


_BARE_SORT = pattern(r"((ok|okay|now|please|can you|could you) )*(sort|order|group|arrange|rank|by)\b|.{1,20} first$")
_TASK_NOUN = pattern(r"\b(tasks|to-?dos|reminders|list|everything)\b(?! (is|are) )")


def without_sort(said: Said) -> Said:
    """The request without "sorted by priority"."""
    for phrase in SORTS.values():
        if match := phrase.search(said.low):
            return said.without(*match.span())
    return said


def tag_said(rest: Said, clause: Clause) -> str | None:
    """ "My work tasks", where a tag is called so."""
    match = _TAGGED_WORD.search(rest.low)
    tags = {tag.lower(): tag for tag in clause.context.tags}
    return tags.get(match.group("tag")) if match else None

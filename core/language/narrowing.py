"""What a request for a list narrows and how it orders: filters, words searched for, sorting, how many."""

import re
from dataclasses import replace
from typing import Literal

from core.language.filters import read_filter
from core.language.grammar import Clause, pattern
from core.language.normalise import Said
from core.language.operations import Intent, Operation

Sort = Literal["due", "priority", "created", "number"]

_COUNT = pattern(r"(how many|count|number of|what number of|what's the number of|tell me how many)\b")
_SORTED = r"(sort(ed)?|order(ed)?|arranged?|group(ed)?)( them| it)? by (the )?"
SORTS: dict[Sort, re.Pattern[str]] = {
    "due": pattern(rf"{_SORTED}(due( date)?|date|deadline|urgency)|by (due date|deadline)|soonest first"),
    "priority": pattern(rf"{_SORTED}(priority|importance)|by priority|most important first"),
    "created": pattern(rf"{_SORTED}(creation|created|age|newest|oldest|when)|newest first|oldest first"),
    "number": pattern(rf"{_SORTED}(number|id)\b|\bby (number|id)\b"),
}
_LIMIT = pattern(r"(top|first|next|last|only) (?P<limit>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten)\b")
_NEXT = pattern(r"(what('s|s| is)?|show( me)?)( up| my| the| coming)* next\b")
_IS_IT_THERE = pattern(
    r"((can you |please )?(tell me|check|see|look|let me know|need to know|know|look to see)( if| whether)? )?"
    r"((is|are|was|were|will|do i (already )?have|have i( already)?( got)?|"
    r"did (i|you|we)( already| remember to)? (add|put|include|make a note)|if i have|i have) )(an? |any |the )?"
    r"((@task|item)s?( set)?( called| to| for| about) )?(?P<search>.+?)( be)?"
    r"( already| scheduled| still| listed| added)* (on|in|to) (my |the |our )?([\w-]+ ){0,3}"
    r"(lists?|tasks|reminders|to-?dos?)\b.*"
)
_SEARCH = pattern(
    r"\b(about|mentioning|with|containing|regarding|related to|mentioning|matching|with the words?|called|named|for|"
    r"to do with|concerning) <search...>$"
)
FINISHED = pattern(
    r"(what|which) ((tasks|things|stuff|all|ones) )?(did|have) i (already |just |all |actually )*"
    r"(finish|finished|complete|completed|do|done|accomplish|accomplished|get done|gotten done|tick off|ticked off|"
    r"achieve|achieved)"
)
_SMALL = {w: n for n, w in enumerate(("zero one two three four five six seven eight nine ten").split())}
_TAGGED_WORD = pattern(r"\b(?P<tag>[\w/-]+) (@task|ones|things|stuff|items)\b")
_ARTICLE = pattern(r"(the|my|our|an?) (?=\w)")
NO_SEARCH = pattern(
    r"((me|my|the|all|now|it|this|that|list|please|anything|something|everything) ?)+$|"
    r".*(lists?|tasks?|todos?|to-dos?|reminders?|things)"
)


def list_operation(clause: Clause, rule: str) -> Operation:
    """A list request with what narrows and orders it."""
    said = clause.said
    completed = bool(FINISHED.match(said.low))
    sort = next((value for value, phrase in SORTS.items() if phrase.search(said.low)), None)
    limit = None
    if match := _LIMIT.search(said.low):
        limit = int(match.group("limit")) if match.group("limit").isdigit() else _SMALL[match.group("limit")]
    if _NEXT.match(said.low):
        limit, sort = limit or 1, sort or "due"
    narrowed, rest = read_filter(without_sort(said), clause.context.now, completed=completed)
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

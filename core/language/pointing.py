"""How a person points at tasks: a number, a quoted or remembered title, a place in a list, a pronoun, a whole set.

Makes `Reference` values from the words that are left once the command is known. Which task a title means is for
`references`, which sees the tasks.
"""

import re
from dataclasses import replace

from core.language.dates import find_date
from core.language.days_meant import as_day
from core.language.filters import read_filter
from core.language.grammar import pattern
from core.language.normalise import Said
from core.language.operations import Context, Reference, TaskFilter
from core.language.split import split_names
from core.language.words import CARDINALS, ORDINALS

PLACES = {**ORDINALS, "last": -1, "latest": -1, "final": -1, "newest": -1, "bottom": -1, "top": 1, "next": 1}
_SMALL = {word: n for word, n in CARDINALS.items() if n <= 20}
_NUMBER = rf"(\d{{1,6}}|{'|'.join(sorted(_SMALL, key=len, reverse=True))})"
_PLACE = rf"(\d{{1,3}}(st|nd|rd|th)|{'|'.join(sorted(PLACES, key=len, reverse=True))})"
_NUMBERED = r"((the |my )?(@task|@item|number|numbers|nr\.?|no\.?|option|card|id) ?){0,3}(# ?)?"
_JOIN = r" ?(,|&|,? and|,? or|\+|through|thru|to|-|until) ?"

_ALL_BUT = pattern(
    r"(?P<all>(all|every|everything|each|any|the rest|both|them|these|those|the (@task|ones|others)|"
    r"(my|the|our) ([\w-]+ ){0,2}lists?)\b.{0,60}?),? "
    r"(but( not)?|except( for)?|excluding|excepting|apart from|aside from|besides|other than|save( for)?) "
    r"(?P<but>\S.{0,120})$"
)
_POLITE = pattern(r"(,? @please| for me| now| right now| too| as well| instead| again| already)+$")
_ON_LIST = pattern(
    r",? (from|on|onto|in|into|off|of|off of|out of|for|to(?! do\b)|at|inside|within) ((my|the|our|this|that) )?"
    r"((?!task |reminder |item )[\w'-]+ ){0,3}(lists?( (of|for) (my |the )?@list_of( to [\w-]+)?)?|shopping cart)$"
)
_NUMBERS = pattern(rf"(?P<lead>{_NUMBERED}){_NUMBER}({_JOIN}{_NUMBERED}{_NUMBER}){{0,12}}( (@task|@item))?$")
_ONLY_A_NUMBER = pattern(rf"{_NUMBER}$")
_JOINED = pattern(_JOIN)
_ONE_PLACE = pattern(rf"\b{_PLACE}\b")
_NUMBER_OR_RANGE = pattern(rf"(?P<range>-|\bto\b|\bthrough\b|\bthru\b|\buntil\b)|(?P<number>{_NUMBER})(?!\w)")
_PLACES = pattern(
    rf"(the |my |that |this )?(very )?{_PLACE}(( (@task|@item))?{_JOIN}(the )?{_PLACE}){{0,8}}( (@task|@item))?"
    r"( (listed|there|set|shown|i (added|made|set|created)|you (added|made|set|created|showed)))?$"
)
_FIRST_FEW = pattern(rf"(the |my )?(?P<end>first|last|top|bottom) (?P<count>{_NUMBER})( (@task|@item))?$")
_FROM_END = pattern(r"(the )?(second|2nd)[ -](to[ -])?last( (@task|@item))?$|(the )?penultimate( (@task|@item))?$")
_PRONOUN = pattern(
    r"@pronoun$|(the|that|this|these|those|the same|said) (@task|@item)$|"
    r"(the )?((new|last|latest|previous|same) )?(@task|@item)? ?(that |which )?(i|you|we) (have |'ve |just )*"
    r"(made|added|set|created|mentioned|told you( about)?|said|asked for|talked about)( (just now|before|earlier))?$|"
    r"the new (@task|@item)$|the task i mentioned$"
)
_PLURAL = pattern(r"\b(them|those|these|both|all|tasks|todos|reminders|ones)\b")
_EVERY = pattern(
    r"(all|every|each|everything|any|the whole|the entire|the complete|the rest|both)\b( of)?"
    r"( (my|the|our|these|those|me|your))?\b"
)
_SET_NOUN = pattern(
    rf"((all|both|every|each|any|of|the|my|our|me|your|only|just|other|those|these|{_NUMBER}) )*"
    r"(everything|anything|all|stuff|@task|@item|ones|(@task |shopping |grocery |groceries |chore )?lists?|whole thing|"
    r"lot|rest)?( (i have|i've got|there are|there is|on it|in it|that are|which are|that is|that i have))?$"
)
_ALL_ABOUT = pattern(
    r"(all|every|everything|each|any|both|the two)\b( of)?( (my|the|our|these|those|me|your))?"
    r"( (?P<before>(?!@task)[\w' -]{2,40}?))? ?(@task|stuff|items|things)?"
    r"( (about|for|to do with|with|related to|regarding|concerning|during|containing|called|to|on|in|from) "
    r"(?P<after>.{2,60}))?$"
)
_MANY = pattern(
    r"\b(tasks|to-?dos|to dos|to-?do's|to do's|reminders|items|things|ones|chores|errands|all|everything|every|each|"
    r"anything)\b"
)
_JOINING = pattern(
    r"\b(that|which|who)('s|'re|s| are| is| were| was)?(?=$| (already|now|still|all)\b| *$)|"
    r"\b(that|which) (are|is|were)\b|\b(due|for|of|set|on|from|in|marked|already)\b"
)
_DONE_BY_ME = pattern(  # what is left of "everything I've finished", "all that I have already done"
    r" ?\b((that|which) )?(i|we)('ve| have|'d| had)?( got)?( already| just| now| ever| recently)*$"
)
_WHAT = pattern(r"(what(ever)?('s|s| is| has been| has| was)?|(the )?columns?)( (been|already|now|all|just))*$")
_TAGGED = pattern(r"((all|both|every|each|any|of|the|my|our) )*(?P<tag>[\w/-]+)(?P<noun> (@task|@item|stuff))?$")
_NOTHING = pattern(r"((the|my|a|an|any|some|one|current|this|your)\b ?)*(@task|@item|list)?$")
_LEAD = pattern(
    r"((the|my|our|that|this|a|an|any|your|me) )?((current|existing|old) )?"
    r"((?P<noun>@task|item|entry|one)( (i have|i set|i made|set up|set|that i have))?"
    r"(([:,-]| (for me ))? ?"
    r"((called|named|titled|labell?ed|that says|which says|saying|that|which|about|regarding|before|on|of|for|to|"
    r"where i|:|-)\b)? ?))"
)
_TAIL = pattern(r"<title>[ -](?P<noun>@task|item|entry|one)( (i have|i set|i made))?$")
_REMINDER = pattern(r"\breminders?\b")
_ARTICLE = pattern(r"(the|my|our) (?=\S)")


def read_reference(said: Said, context: Context) -> Reference | None:
    """How these words point at tasks; None where they don't point at any ("a task", "item")."""
    said = _clean(said)
    if not said:
        return None
    if (but := _ALL_BUT.match(said.low)) and (many := _all_but(said, but, context)):
        return many
    if reference := _exact(said):
        return reference
    off_list = _ON_LIST.search(said.low)
    if off_list and off_list.start():
        said = said.part(0, off_list.start())
        if reference := _exact(said):
            return reference
    return _set_or_filter(said, context) or _title(said, context)


def _all_but(said: Said, match: re.Match[str], context: Context) -> Reference | None:
    """ "Everything except the report": a set, and what is left out of it."""
    many, but = read_reference(said.group(match, "all"), context), said.group(match, "but")
    whole = read_reference(but, context)
    if many is None or whole is None or many.kind not in ("set", "pronoun"):
        return None
    each = split_names(but) if whole.kind == "title" else ()
    left_out = [whole] if len(each) < 2 else [read_reference(one, context) for one in each]
    return replace(many, text=said.text, plural=True, leaves_out=tuple(one for one in left_out if one))


def _clean(said: Said) -> Said:
    match = _POLITE.search(said.low)
    return said.part(0, match.start()) if match and match.start() else said.part(0)


def _exact(said: Said) -> Reference | None:
    """Numbers, places, pronouns and quotations, which need nothing but the words themselves."""
    low, text = said.low, said.text
    if quote := said.quote:
        around = _LEAD.sub("", re.sub("['\"]¤+['\"]", "", low).strip(), count=1).strip()
        if not around or _NOTHING.match(around):
            return Reference("title", quote, quoted=True)
        return None
    if match := _NUMBERS.match(low):
        lead = match.group("lead").strip()
        if lead or "#" in low or _ONLY_A_NUMBER.match(low) or _JOINED.search(low):
            return Reference("number", text, numbers=_numbers(low), plural=len(_numbers(low)) > 1)
    if (match := _FIRST_FEW.match(low)) and 1 < (count := _value(match.group("count"))) <= 50:
        places = range(1, count + 1) if match.group("end") in ("first", "top") else range(-count, 0)
        return Reference("ordinal", text, numbers=tuple(places), plural=True)
    if _FROM_END.match(low):
        return Reference("ordinal", text, numbers=(-2,))
    if _PLACES.match(low):
        places_said = tuple(_value(word) for word in _ONE_PLACE.findall(low))
        return Reference("ordinal", text, numbers=places_said, plural=len(places_said) > 1)
    if _PRONOUN.match(low):
        return Reference("pronoun", text, plural=bool(_PLURAL.search(low)))
    return None


def _value(word: str) -> int:
    digits = re.match(r"\d+", word)
    return int(digits.group()) if digits else PLACES.get(word) or _SMALL[word]


def _numbers(low: str) -> tuple[int, ...]:
    """ "2, 3 and 5" -> 2, 3, 5; "2 to 4" -> 2, 3, 4."""
    found: list[int] = []
    upto = False
    for match in _NUMBER_OR_RANGE.finditer(low):
        if match.group("range"):
            upto = bool(found)
            continue
        value = _value(match.group("number"))
        if upto and found[-1] < value <= found[-1] + 100:
            found += range(found[-1] + 1, value + 1)
        elif value not in found:
            found.append(value)
        upto = False
    return tuple(found)


def _set_or_filter(said: Said, context: Context) -> Reference | None:
    """ "All completed tasks", "everything due today", "the overdue ones", "the high priority one"."""
    narrowed, rest = read_filter(said, context.now)
    rest_low = _JOINING.sub(" ", rest.low).strip()
    rest_low = re.sub(r"\s+", " ", rest_low)
    every = _EVERY.match(said.low)
    if narrowed.status == "done":
        rest_low = _DONE_BY_ME.sub("", rest_low)
        if not rest_low or _WHAT.match(rest_low):  # "clear completed", "delete what's done"
            return Reference("set", said.text, plural=True, filter=narrowed)
    if narrowed.tag is None and (tagged := _tag_named(rest_low, context)):
        narrowed, rest_low = replace(narrowed, tag=tagged), "ones" if every or _MANY.search(said.low) else "one"
        if rest_low == "one":
            return Reference("title", "", filter=narrowed)
    if not _SET_NOUN.match(rest_low):
        if (about := _ALL_ABOUT.match(rest_low)) and (words := about.group("before") or about.group("after")):
            return Reference("set", said.text, plural=True, filter=replace(narrowed, search=words.strip()))
        return None
    many = bool(every or _MANY.search(said.low))
    if many or re.search(r"\blists?\b", said.low):
        return Reference("set", said.text, plural=True, filter=narrowed)
    if not rest_low and (narrowed.due == "overdue" or (narrowed.tag and said.low.startswith("#"))):
        return Reference("set", said.text, plural=True, filter=narrowed)
    if not narrowed.is_empty and re.search(r"\b(?:one|task|reminder|to-?do|item)\b", said.low):
        return Reference("title", "", filter=narrowed)
    return None


def _tag_named(low: str, context: Context) -> str | None:
    """ "My home tasks", "all the chores", where a tag is called so and no title says it."""
    match = _TAGGED.match(low)
    if not match or not context.tags:
        return None
    word = match.group("tag")
    tag = next(
        (tag for tag in context.tags if word in (tag.lower(), f"{tag.lower()}s") or f"{word}s" == tag.lower()), None
    )
    if tag is None or (not match.group("noun") and any(word in title.lower().split() for title in context.titles)):
        return None
    return tag


def _due_of_reminder(said: Said, context: Context) -> tuple[TaskFilter | None, Said]:
    """ "my reminder to call mum tomorrow": the date tells which reminder, and is no part of its title."""
    when = find_date(said.low, context.now)
    if when is None:
        return None, said
    day = as_day(when.start)
    rest = said.without(*when.span).part(0)
    return TaskFilter(due_from=day, due_to=as_day(when.end) if when.end else day), rest


def _title(said: Said, context: Context) -> Reference | None:
    """A title, freed of "the task called …", "my reminder to … tomorrow" and "… one"."""
    if _NOTHING.match(said.low):
        return None
    narrowed: TaskFilter | None = None
    noun = ""
    if _REMINDER.search(said.low):
        narrowed, said = _due_of_reminder(said, context)
        if reference := _exact(said):
            return replace(reference, filter=narrowed)
    if (match := _LEAD.match(said.low)) and match.end() < len(said.low):
        noun, said = match.group("noun"), said.part(match.end())
    elif match := _TAIL.match(said.low):
        noun, said = match.group("noun"), said.group(match, "title")
        if reference := _exact(said):
            return reference
    if article := _ARTICLE.match(said.low):
        said = said.part(article.end())
    if quote := said.quote:
        return Reference("title", quote, quoted=True, filter=narrowed)
    if not said:
        return Reference("set", noun, filter=narrowed, plural=noun.endswith("s")) if narrowed else None
    return Reference("title", said.text, filter=narrowed)

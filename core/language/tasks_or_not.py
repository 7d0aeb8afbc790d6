"""Is this about tasks? Told by the words that name tasks, by words from domains the app has nothing to do with, and by
the titles there are. Rules that write ask here before they believe a verb.
"""

import re
from functools import lru_cache

from core.language import lexicon
from core.language.grammar import Build, Clause, Operations, pattern
from core.language.normalise import Said
from core.language.operations import Reference
from core.language.pointing import read_reference
from core.language.split import split_names
from core.language.stems import FILLERS, STOP_WORDS, kindred, stem, words

_FOREIGN_NAME = (
    r"(play ?lists?|contacts?|clients?|songs?|albums?|music|friends|emails?|mailing|favou?rites?|guest|indie|folk|"
    r"cities|ingredients?|channels?)"
)
_FOREIGN_LIST = pattern(
    rf"\b{_FOREIGN_NAME} lists?\b|\blists? (of|for|in|with) ([\w-]+ ){{0,2}}{_FOREIGN_NAME}\b|\bplay ?lists?\b|"
    r"\b(contacts?|albums?|songs?)\b(?!.*\b(task|to-?do|reminder|shopping|grocery))"
)
_TASK_NOUN = pattern(
    r"\b(?!to do\b(?! list| item))(@task)(?!\w)|"
    r"(^|\b(my|the|a|an|new|this|that|our|all|any|current|remaining|show|check|read|see|view|list|me|open|delete|"
    r"remove|clear|create|in|of|next|last) )([\w-]+ )?to do\b(?! (to|in|on|at|with|when|if|for|around|near)\b)|"
    r"\bshopping cart\b|\b(shopping|grocery|groceries|chores?|packing|to-?do)[ -]?lists?\b|"
    r"\b(my|the|our) (groceries|grocery|shopping)(?= *[?.!]*$)"
)
_LIST = pattern(
    r"\b((?P<a>a|an) )?((?P<name>[\w'-]+) )?lists?\b"
    r"( (of|for|with|about) (?P<of>((my|the|all|our|things|that) )*[\w'-]+( [\w'-]+)?( in\b| around\b| near\b)?))?"
)
_LIST_VERB = pattern(r"list (?!of\b|please\b|for\b)")
_GENERAL = pattern(r"what (is|are) (a |an )?(tasks?|to-?dos?|reminders?)\??$|how many tasks (can|does|do) (?!i\b|we\b)")
_LIST_OF = pattern(r"((my|the|all|our) )*@list_of\b")


_SAY_NOTHING = STOP_WORDS | FILLERS


def is_foreign_list(name: str) -> bool:
    """True for a list of songs, contacts, … that is no list of tasks."""
    return bool(_FOREIGN_LIST.search(name))


def foreign_word(low: str) -> str | None:
    """The first word that names something the app has nothing to do with."""
    return next((word for word in re.findall(r"[\w']+", low) if word in lexicon.FOREIGN_WORDS), None)


def foreign_topic(low: str) -> str | None:
    """The domain of the first word from one the app has nothing to do with."""
    word = foreign_word(low)
    return lexicon.FOREIGN_WORDS[word] if word else None


def names_tasks(low: str) -> bool:
    """True where the words name tasks, reminders or a list that can hold them."""
    if is_foreign_list(low) or _GENERAL.match(low):
        return False
    if _TASK_NOUN.search(low):
        return True
    match = _LIST.search(low, 5 if _LIST_VERB.match(low) else 0)
    if not match:
        return False
    if match.group("of"):
        if re.search(r" (?:in|around|near)$", match.group("of")) or " to do in " in low:
            return False
        return bool(_LIST_OF.match(match.group("of"))) or (
            not match.group("a") and match.group("name") not in ("a", "me", "the")
        )
    return True


def is_known(said: Said, clause: Clause) -> bool:
    """True where an open task's title shares a telling word with these words."""
    known = _rows_by_root(clause.context.titles)
    return any(root in known for root in _roots(said.text))


def is_known_whole(said: Said, clause: Clause) -> bool:
    """True where the title of one open task has all telling words of these."""
    known = _rows_by_root(clause.context.titles)
    rows = [_rows_of(root, known) for root in _roots(said.text)]
    return bool(rows) and bool(frozenset.intersection(*rows))


def the_title_named(said: Said, clause: Clause) -> str | None:
    """The one title that telling words of these are from; None where they are from several or none."""
    known = _rows_by_root(clause.context.titles)
    rows = [found for root in _roots(said.text) if (found := _rows_of(root, known))]
    named = frozenset.intersection(*rows) if rows else frozenset()
    return clause.context.titles[next(iter(named))] if len(named) == 1 else None


def _rows_of(root: str, known: dict[str, frozenset[int]]) -> frozenset[int]:
    """Titles with the word or another for the same thing: "call" is in "Phone the optician"."""
    return frozenset[int]().union(*(known.get(one, frozenset()) for one in {root, *kindred(root)}))


def _roots(text: str) -> list[str]:
    return [stem(word) for word in words(text) if word not in _SAY_NOTHING and len(word) > 2]


@lru_cache(maxsize=32)
def _rows_by_root(titles: tuple[str, ...]) -> dict[str, frozenset[int]]:
    """Which titles have which root; kept, because the same titles come with every message of a conversation."""
    rows: dict[str, set[int]] = {}
    for row, title in enumerate(titles):
        for root in _roots(title):
            rows.setdefault(root, set()).add(row)
    return {root: frozenset(found) for root, found in rows.items()}


def points_at_tasks(said: Said, clause: Clause) -> bool:
    """True where nothing but tasks can be meant: a task word, a number, a place in the list, "it", a known title."""
    if names_tasks(said.low) or re.fullmatch(r"(?:(?:the|an?|this|that|out) )*(?:item|entry)", said.low):
        return True
    foreign = foreign_word(said.low)
    reference = read_reference(said, clause.context)
    if reference and reference.leaves_out:  # "everything except the flight": what is left out may be about anything
        return reference.kind == "pronoun" or not (reference.filter and reference.filter.search)
    if reference and not foreign:
        whole_set = reference.kind == "set" and not (reference.filter and reference.filter.search)
        by_filter = reference.kind == "title" and not reference.text and reference.filter is not None
        if whole_set or by_filter or reference.kind in ("number", "ordinal", "pronoun") or reference.quoted:
            return True
    known = is_known_whole if foreign else is_known  # "cancel my flight to Boston" is not "Book the flight to Rome"
    pieces = split_names(said) if foreign else ()
    each_known = len(pieces) > 1 and all(is_known_whole(piece, clause) for piece in pieces)
    return known(said, clause) or bool(said.quote) or each_known


def may_be_a_task(said: Said, clause: Clause, *, foreign: frozenset[str] = frozenset(lexicon.FOREIGN)) -> bool:
    """True where a task may be meant: nothing from the `foreign` domains is named, or a task clearly is."""
    return points_at_tasks(said, clause) or (foreign_topic(said.low) not in foreign and not is_foreign_list(said.low))


# For the builders of rules ------------------------------------------------------------------------------------------

GONE = (
    r"( please| now| for me| for good| too| as well)*"
    r"(,? (i|we) (don't|do not|dont|no longer|already|just|won't|bought|got|have|did|changed)\b.{1,60}|"
    r",? (because|since|cause) .{1,60})?[.!]*$"
)
LISTED = (
    r"((my|the|our|this|that|a|me) )?"
    r"(?P<list>((?!list\b)[\w'-]+ ){0,4}?"
    r"(lists?( (of|for|with) (my |the )?@list_of( to [\w-]+)?)?|shopping cart|to-?dos?|to dos?|there)|there)"
)

LONG_AGO = pattern(
    r"\b(last (year|month|summer|winter|spring|autumn|fall|century)|in (19|20)\d\d|(years?|months|decades) ago)\b"
)
_NEVER_TASKS = pattern(
    r"your\b(?! list)|(yourself|you|me|myself|us|him|her|everyone)\b|that from|this (conversation|chat|nonsense|game)"
)


def reference_of(match: re.Match[str], clause: Clause, name: str = "ref") -> Reference | None:
    said = without_field(as_meant(clause.said.group(match, name)))
    return read_reference(said, clause.context) if said else None


def without_field(said: Said) -> Said:
    """ "The deadline of the essay": the essay."""
    field = _OF_A_FIELD.match(said.low)
    return said.part(field.end()) if field and field.end() < len(said.low) else said


_OF_A_FIELD = pattern(
    r"(the )?(deadline|due date|date|time|title|name|description|notes?|priority|status) (of|for|on) "
)


_I_MEAN = pattern(r"[,;.]? ?(no,? |sorry,? |wait,? )*(i mean|i meant) ")


def as_meant(said: Said) -> Said:
    """ "Book train. i mean book theatre": the words put right."""
    *_, last = [None, *_I_MEAN.finditer(said.low)]
    return said.part(last.end()) if last and last.start() else said


def references_of(match: re.Match[str], clause: Clause, *, until_comma: bool = False) -> tuple[Reference | None, ...]:
    """One reference, or several where the words name several open tasks: "the laundry and the dishes".

    `until_comma`: what follows a comma may be a remark ("finished the shed, knackered now").
    """
    said = as_meant(clause.said.group(match, "ref"))
    comma = said.low.find(",")
    if until_comma and comma > 0 and is_known_whole(said.part(0, comma), clause) and not is_known_whole(said, clause):
        said = said if is_known(said.part(comma + 1), clause) else said.part(0, comma)
    whole = read_reference(said, clause.context)
    if whole is None or whole.kind != "title" or whole.quoted:
        return (whole,)
    pieces = split_names(said)
    if len(pieces) > 1 and not is_known_whole(said, clause):
        each = [read_reference(piece, clause.context) for piece in pieces]
        if all(
            is_known(piece, clause) or (one and one.kind != "title") or (one and one.quoted)
            for piece, one in zip(pieces, each, strict=True)
        ):
            return tuple(each)
    return (whole,)


def is_about_tasks(match: re.Match[str], clause: Clause, *, sure: bool, plain: bool = False) -> bool:
    """True where the words may be written to: a `sure` verb only needs that nothing foreign is named.

    A `plain` one is said of nothing but tasks, so that these may be about anything.
    """
    said = as_meant(clause.said.group(match, "ref"))
    if _NEVER_TASKS.match(said.low) or (
        re.match(r"(?:an?|some) (?!@?(?:task|reminder|to-?do|item)\b)", said.low) and not is_known(said, clause)
    ):
        return False
    if plain:
        return may_be_a_task(said, clause, foreign=frozenset())
    return may_be_a_task(said, clause) if sure else points_at_tasks(said, clause)


def only_known(build: Build) -> Build:
    """The builder, only where the words are those of an open task's title."""

    def known(match: re.Match[str], clause: Clause) -> Operations | None:
        return build(match, clause) if is_known(clause.said.group(match, "ref"), clause) else None

    return known


def gated(build: Build, *, sure: bool, plain: bool = False) -> Build:
    """The builder, only where the words may mean a task."""

    def gated(match: re.Match[str], clause: Clause) -> Operations | None:
        return build(match, clause) if is_about_tasks(match, clause, sure=sure, plain=plain) else None

    return gated

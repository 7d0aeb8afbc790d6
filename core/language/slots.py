"""What a new or changed task is made of: priority, tags, description, recurrence and due date, and the title left over.

Each extractor takes words and returns what it found with the words that remain, so that they can be read one by one.
Quoted words are hidden from all of them (`normalise.Said`): "rename it to 'call mum tomorrow'" holds no date.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from core.language.dates import FoundDate, find_date
from core.language.grammar import pattern
from core.language.normalise import HIDDEN, Said
from core.language.recurrence import FoundRecurrence, find_recurrence

Priority = Literal["low", "medium", "high"]

_LEVELS: dict[str, Priority] = {
    "high": "high",
    "higher": "high",
    "highest": "high",
    "top": "high",
    "urgent": "high",
    "critical": "high",
    "important": "high",
    "1": "high",
    "2": "medium",
    "3": "low",
    "4": "low",
    "medium": "medium",
    "mid": "medium",
    "normal": "medium",
    "moderate": "medium",
    "low": "low",
    "lower": "low",
    "lowest": "low",
}
_PRIORITY = tuple(
    pattern(phrase)
    for phrase in (
        r"([,;.] *|- |\b(and|which|that) )?\b"
        r"((please )?(make|set|mark|flag|give|treat) (it|this|that)( as| to| a| at| with)?|it's|its|it is|this is|"
        r"that's|that is) (a |an |very |really |of |the )*(?P<level>@priority|urgent|critical|important)"
        r"([ -](priority|prio|importance))?(?![\w-])",
        r"([,;.] *|\b(and|then|with) )?\b(set|make|change|put) (its|the|it's) (priority|prio)( to| as| at|:)? "
        r"(?P<level>@priority)\b",
        r"([,;] *|\b(with|as|at|of|in|and)( an?| the)? )?\b(very )?(?P<level>@priority)"
        r"([ -](priority|prio|importance))\b([ -]level)?[:,]?",
        r"([,;] *|\bwith (an? )?)?\b(priority|prio)( level)?( of|:| is| =|=)? (?P<level>@priority|[1-4])\b",
        r"(?<!\S)!(?P<level>high|medium|med|low|urgent|[1-3])\b",
        r"(?<!\S)\(?p(?P<level>[1-4])\)?(?![\w-])",
        r"(^| |, ?)(?P<level>!{1,3})(?= |$)",
        r"([,;:] *|- |\()(very |really )?(?P<level>urgent|important|critical|asap|as soon as possible)\b\)?[!.]*$",
        r"[,;] ?(?P<level>high|medium|low)$",
        r" (?P<level>urgently|asap|as soon as possible)[!.]*$",
        r"^(?P<level>urgent|important|critical)(ly)?[:!,-] ?",
        r"^(an? )?(?P<level>urgent|important|critical) (?=@task\b)",
        r"^(very |really )?(?P<level>urgent|important|critical)$",
    )
)
_NOT_URGENT = pattern(
    r"[,;.]? ?(- )?(but )?((it's|its|it is|that's|this is) |\bis )?(not|isn't|not at all) "
    r"(that |very |so |really |too )*(urgent|important|critical)[.! ]*$|"
    r"[,;.] ?(there's |there is )?no (rush|hurry)[.! ]*$"
)
_TAG = pattern(
    r"(?<![\w&])#(?P<tag>[^\W\d][\w/-]{0,40})|(?<!\S)\@(?!noon\b|midnight\b|midday\b)(?P<at>[a-z][\w/-]{1,40})(?![\w.@])"
)
_TAGGED = pattern(
    r"[,;]? ?\b(and )?(tag(ged)?|labell?(ed)?)( it| this| that)?( with| as|:)? ((the )?(tags? |labels? ))?"
    r"(?P<tags>[^\W\d][\w-]*((, ?| and | & )[^\W\d][\w-]*)*?)"
    r"(?=$|[,;] ?(due|by|on|at|high|low|medium|p\d)\b| (due|by) )|"
    r"[,;]? ?\bwith (the )?(tags?|labels?):? (?P<more>[^\W\d][\w-]*((, ?| and | & )[^\W\d][\w-]*)*)$"
)
_DESCRIPTION_SAID = pattern(
    r"[,;.(-]* ?\b((and |with )?(add |include )?((a|the|some) )?"
    r"(note|notes|description|desc|details?|comment|additional info|info)( to it)?"
    r"( saying| that says| that reads| reading| of|:| -)+|"
    r"with ((a|the|as) )?(note|notes|description|comment|details?)( that| saying| to)?) <more...>"
)
_DETAIL_WORDS = (
    "detailed|detail|details|description|notes|note|comments|info|information|additional|extra|specific|"
    "step-by-step|thorough|in-depth|"
    "comprehensive|supporting|complete|full|all the|all"
)
_DETAIL_NOUNS = (
    "analysis|analyses|breakdown|summary|examples|figures|charts|graphs|sources|references|instructions|"
    "details|notes|data|statistics|"
    "stats|screenshots|bullet points|appendix|recommendations|attachments|citations|diagrams|explanation|"
    "explanations|conclusions|"
    "findings|specs|specifications|requirements|information|comments|numbers|results"
)
_DETAILS = pattern(
    r",? \b(with|including) ((a|an|the|some) )?"
    rf"(?P<more>(({_DETAIL_WORDS})\b.{{0,120}}?\b({_DETAIL_NOUNS})|({_DETAIL_NOUNS}))\b.*)$"
)
_MEAL = pattern(
    r"\b(my|our|his|her|their|pack|make|cook|order|buy|prepare|eat|have|plan|get) "
    r"(lunch|dinner|breakfast|brunch|supper)\b|"
    r"(?<![\w'])(?!(at|by|before|after|during|over|for|until|till|around|near|past|this|the|today|tomorrow|tonight|to|and|"
    r"or|[a-z]+day|on|in|from|with|have|eat)\b)[a-z][\w'-]+ (lunch|dinner|breakfast|brunch|supper)\b"  # "team lunch"
)
_COUNTED = pattern(  # "chapters 3-5" are no hours
    r"\b(chapters?|pages?|pp\.?|questions?|exercises?|sections?|problems?|steps?|episodes?|levels?|parts?|units?|lessons?|"
    r"rows?|rooms?|volumes?|sheets?|tables?|figures?|slides?|weeks?|items?|tasks?) \d{1,3}( ?(-|to|and|&|,) ?\d{1,3})*"
)
_LEFT_OVER = pattern(
    r"(,? (@please|for me|too|as well|also|ok|okay|right|if you can|if possible|if you could|when you can)|"
    r",? (and|then|and then) (make|set|schedule|put|do) (it|this|that|them)( (due|for|to|down|up|to be))*|"
    r",? (and|then|and then) ((set|make|change|put) (its|the|it's)|give it (a|the)) "
    r"(due date|deadline|date)( to| as| for)?|"
    r",? (and|at|on|by|for|in|due|from|until|before|the|to|with|starting)|,? (deadline|due date)( is)?|"
    r" or (whatever|something|so|sth|something like that|anything)|[ ,;:.!?-]+)+$"
)
_LEADING = pattern(r"^([ ,;:.!?-]+|(please|pls)[!.,:]+ |(to|that|and|also|is|of) (?=\S))+")


@dataclass(frozen=True)
class Slots:
    """A task in parts. `title` is clean: what no other part claimed."""

    title: Said
    description: str | None = None
    priority: Priority | None = None
    due: FoundDate | None = None
    repeat: FoundRecurrence | None = None
    tags: tuple[str, ...] = ()


def read_slots(said: Said, now: datetime) -> Slots:
    """The parts of a task described in these words."""
    priority, said = read_priority(said)
    tags, said = read_tags(said)
    description, said = read_description(said)
    repeat, said = read_repeat(said, now)
    due, said = read_due(said, now)
    return Slots(clean_title(said), description, priority, due, repeat, tags)


def read_priority(said: Said) -> tuple[Priority | None, Said]:
    """ "high priority", "priority: low", "!high", "p1", "… , urgent", "asap", "… , it's not urgent"."""
    if (match := _NOT_URGENT.search(said.low)) and match.start():
        return "low", said.without(*match.span())
    for phrase in _PRIORITY:
        if match := phrase.search(said.low):
            word = match.group("level")
            level = _LEVELS.get(word, "medium" if word == "med" else "high")
            return level, said.without(*match.span())
    return None, said


def read_tags(said: Said) -> tuple[tuple[str, ...], Said]:
    """ "#home #errands", "tagged work"; "#3" is a task number and no tag."""
    tags: list[str] = []
    while match := _TAG.search(said.low):
        tags.append(match.group("tag") or match.group("at"))
        said = said.without(*match.span())
    if match := _TAGGED.search(said.low):
        tags += re.split(r", ?| and | & ", match.group("tags") or match.group("more"))
        said = said.without(*match.span())
    return tuple(dict.fromkeys(tags)), said


def read_description(said: Said) -> tuple[str | None, Said]:
    """ "note: …", "with a description saying …", "with detailed analysis", and the lines after the first."""
    first, _, more = said.text.partition("\n")
    if more.strip():
        kept = said.part(0, len(first))
        description, title = read_description(kept)
        return "\n".join(filter(None, [description, more.strip()])), title
    for phrase in (_DESCRIPTION_SAID, _DETAILS):
        match = phrase.search(said.low)
        if match and said.part(0, match.start()):
            more_said = said.group(match, "more")
            if "(" in match.group()[: match.start("more") - match.start()] and more_said.low.endswith(")"):
                more_said = more_said.part(0, len(more_said.low) - 1)
            if more_said:
                return more_said.quote if more_said.is_quote else more_said.text, said.part(0, match.start())
    return None, said


def read_repeat(said: Said, now: datetime) -> tuple[FoundRecurrence | None, Said]:
    """A recurrence and the words around it."""
    found = find_recurrence(said.low, now)
    if found is None:
        return None, said
    return replace(found, text=said.text[slice(*found.span)]), said.without(*found.span)


def read_due(said: Said, now: datetime) -> tuple[FoundDate | None, Said]:
    """A due date or time and the words around it."""
    low = said.low
    for words in (_MEAL, _COUNTED):
        low = words.sub(lambda found: HIDDEN * len(found.group()), low)
    found = find_date(low, now)
    if found is None:
        return None, said
    return replace(found, text=said.text[slice(*found.span)]), said.without(*found.span)


def clean_title(said: Said) -> Said:
    """The title without the words that led to a part cut out of it, and without quotes around the whole."""
    said = said.part(0)
    if said.is_quote:
        return Said(said.text[1:-1].strip(), said.low[1:-1])
    for _ in range(3):
        start = len(match.group()) if (match := _LEADING.match(said.low)) else 0
        end = match.start() if (match := _LEFT_OVER.search(said.low, start)) else len(said.low)
        trimmed = said.part(start, end)
        if not trimmed or trimmed == said:
            break
        said = trimmed
    return said


def as_title(said: Said) -> str:
    """The title as it is stored: at most 500 characters, with a capital unless it was quoted or has its own."""
    text = " ".join(said.text.split())[:500].strip()
    first = text.split(" ", 1)[0]
    if "¤" in said.low or not first.islower():
        return text
    return text[0].upper() + text[1:]

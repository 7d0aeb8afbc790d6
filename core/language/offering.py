"""What sounds like something to do without asking for it: an intention, a day that something is on, a bare name.

Read after everything else found only talk. The agent offers to note it down; nothing here ever writes.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from core.language import lexicon
from core.language.dates import find_date
from core.language.everyday import is_deed, is_everyday, is_past_deed
from core.language.fillers import strip_fillers
from core.language.filters import read_filter
from core.language.grammar import Clause, Operations, pattern
from core.language.new_task import new_tasks
from core.language.normalise import Said, tidy
from core.language.operations import Context, Due, Intent, Operation, Reference, TaskFilter
from core.language.pointing import read_reference
from core.language.slots import read_slots
from core.language.split import split_titles
from core.language.tasks_or_not import foreign_topic, is_known_whole

_LONGEST = 15  # words
_ONE_SENTENCE = pattern(r"[^.;!?\n]+[.! ]*$")
_BETWEEN_US = pattern(
    r"\b(you|your|yours|yourself|u|me|us|myself|that|these|those|it|them|nothing|something|anything|someone|somebody|"
    r"anyone|this(?! (week|month|year|spring|summer|autumn|winter|morning|afternoon|evening|coming|mon|tue|wed|thu|fri|"
    r"sat|sun)))\b"
)
_INTENDS = pattern(
    r"((maybe|perhaps|probably|possibly|i think|i guess|one day|someday),? )*(i|we)"
    r"('ll| will|'d| would| might| may| could| can|'m|'re| am| are| was| were| really| also| probably| still| just|"
    r" definitely| maybe)* "
    r"((going|planning|hoping|meaning|intending|aiming|thinking of|thinking about|considering|about) (to )?|"
    r"(plan|intend|hope|mean|aim|wanted|meant|planned) to )?(?P<body>[a-z]+ .+)"
)
_WISHES = pattern(
    r"(i|we) ('ve |have )?(still |really |always )*(need|want|wanted|have|got|ought|like|love) to (?P<body>[a-z]+ .+)|"
    r"(it's|it is|it would be|it'd be) (about |high |a good )?(time|good|nice|idea) to (?P<other>[a-z]+ .+)"
)
_WILL = pattern(r"('ll|will|might|may|could|was|were|am|are|'m|'re|plan|intend|hope|mean|aim|wanted|meant|planned)\b")
_NOT_DONE = pattern(
    r"(i|we)( still| just| totally| completely| really| also)* "
    r"((?P<forgot>forgot( again)?|didn't|did not|couldn't|could not|never|wasn't able|was not able|didn't manage|"
    r"haven't managed|failed|haven't been able|still have|didn't get (round|around)|haven't got(ten)? (round|around)|"
    r"didn't remember|keep forgetting) (to )?|(haven't|have not|hadn't)( yet)? )"
    r"(?P<body>[a-z]+ing .+|[a-z]+ .+?)( (yet|today|yesterday|so far|again|after all))*[.! ]*$"
)
_HAS = pattern(
    r"((i|we)('ve| have)( got)?|(i|we) got|there('s| is| are| will be)) "
    r"(?!to\b)((a|an|the|my|our|another|some) )?(?P<body>.+)"
)
_IS_ON = pattern(
    r"(?P<body>(the |my |our )?[\w' -]{3,60}?)('s| is| are| will be)?"
    r"( (due|on|at|happening|taking place|scheduled( for| on)?|planned( for)?|coming up|starting|by))+ (?P<when>.+)|"
    r"(?P<thing>(the |my |our )?[\w' -]{3,60}?)('s| is| are| will be) (?P<day>.+)|"
    r"(?P<ends>(the |my |our )?[\w' -]{3,60}? (expires?|ends?|runs? out|starts?|begins?|closes?|opens?))"
    r"( (on|at|by))? (?P<then>.+)"
)
_EVENT = pattern(
    r"\b(meetings?|appointments?|appts?|calls?|lunch|dinner|breakfast|brunch|party|birthday|anniversary|flight|train|class|"
    r"exam|test|interview|deadline|dentist|doctor|vet|gym|rehearsal|concert|wedding|game|match|practice|training|lesson|"
    r"session|review|demo|visit|trip|check-?up|haircut|rent|invoice|payment|delivery|presentation|workshop|webinar)\b"
)
_ASKS = pattern(
    r"(what|which|when|where|who|whom|whose|why|how)\b|(do|does|did|have|has|can|could|should|would|will|is|are|am|was|were)"
    r" (i|you|we|they|he|she|it|there|somebody|anybody|someone|anyone)\b"
)
_HAS_A_VERB = pattern(r"\b(is|are|was|were|has|have|had|will|would|can|comes?|coming|going|goes|said|says)\b")
_OWN = pattern(r"(the|my|our|a|an) (?=\w)")
_SAYS_WHO = pattern(r"(he|she|they|we|i|it|who|what|where|when|this|that|there|here|today|tomorrow|yesterday)\b")
_TALKS = frozenset(
    "know hear sleep say tell feel think be have love like hate believe hope wish die kill cry laugh listen play dance "
    "sing watch forget remember see look understand talk chat ask let wait eat drink live live go come be become stay "
    "get give want need try stop keep help add create remind put show list delete remove mark use speak dream guess "
    "seem mean mind care agree worry rest relax win lose leave quit start hug kiss marry fall".split()
)
_MORE = pattern(
    r"((oh|ok|okay|yes|yeah|so|ah|wait)[ ,]+)*((and|also|plus|then|as well as)[ ,]+)+(?P<body>[^,.]+?)"
    r"(,? (too|as well|also|please))*[.! ]*$|"
    r"((oh|ok|okay|and|also)[ ,]+)*(one more|another one|another|one other|next one|last one|one last)"
    r"( (thing|one|task))?[:,] ?(?P<other>.+?)[.! ]*$|((oh|ok|okay|ah)[ ,]+)*(?P<last>[^,.]+?),? (too|as well)[.! ]*$"
)
_DAY_HEAD = pattern(
    r"((to-?do|list|plan|plans|agenda)( list)? (for|on) |for |on )?(?P<when>[\w' /.]{3,30}): (?P<body>\S.+)"
)
_DONE_AT_ONCE = frozenset({"home", "music", "weather", "device", "facts"})  # nobody puts the lights on a list
_NAMES = re.compile(r"[\w' ,&-]+")
_PREFIXES = ("re", "un", "de", "pre")


def continued(text: str, talk: Operation, context: Context) -> Operations:
    """ "And eggs", "one more: call the vet", said right after something was added: more of the same."""
    if len(text) > 120:
        return ()
    said = Said.of(tidy(text)).part(0)
    match = _MORE.match(said.low)
    is_told = talk.intent in (Intent.CASUAL, Intent.OUT_OF_SCOPE) or (talk.intent is Intent.ADD and talk.is_offer)
    if not match or not is_told or "?" in said.low:
        return ()
    name = next(name for name in ("body", "other", "last") if match.group(name))
    body = said.group(match, name)
    title = read_slots(body, context.now).title.low
    words = re.findall(r"[\w']+", title)
    if not words or not (_can_be_done(title) or (len(words) <= 6 and _are_things(_telling(words)))):
        return ()
    return new_tasks(body, context, "adds one more")


def offered(text: str, talk: Operation, context: Context) -> Operations:
    """What to offer after words that were read as talk; empty where they name nothing to do.

    An offer to add, or the task that is there already for a look.
    """
    if len(text) > _LONGEST * 20:
        return ()
    said = Said.of(tidy(text)).part(0)
    words = re.findall(r"[\w']+", said.low)
    is_told = talk.intent is Intent.OUT_OF_SCOPE or (talk.intent is Intent.CASUAL and talk.topic == "statement")
    if _ASKS.match(said.low):
        return ()
    if not is_told or not 0 < len(words) <= _LONGEST or not _ONE_SENTENCE.match(said.low):
        return ()
    clause = strip_fillers(said, context)
    for read in (_number, _filter, _headed, _not_done, _intention, _day, _order, _name):
        if found := read(said, clause, talk):
            return found
    return ()


def _number(said: Said, clause: Clause, talk: Operation) -> Operations:
    """ "Task 3", "#5": that task, for a look."""
    reference = read_reference(clause.said, clause.context)
    if reference is None or reference.kind != "number" or len(reference.numbers) > 1 or clause.wished:
        return ()
    return (Operation(Intent.LIST, "names a task by its number", reference=reference),)


def _filter(said: Said, clause: Clause, talk: Operation) -> Operations:
    """ "Overdue", "monday", "work": the tasks that fit."""
    if clause.wished or clause.asked or len(said.low.split()) > 3:
        return ()
    tag = next((tag for tag in clause.context.tags if tag.lower() == clause.said.low.strip("#.! ")), None)
    if tag:
        return (Operation(Intent.LIST, "names a tag", filter=TaskFilter(tag=tag)),)
    asked, rest = read_filter(clause.said, clause.context.now)
    if asked.is_empty or asked.status == "done" or re.search(r"\w", rest.low):
        return ()
    return (Operation(Intent.LIST, "names which tasks", filter=asked),)


def _headed(said: Said, clause: Clause, talk: Operation) -> Operations:
    """ "Tomorrow: gym, groceries, call dad": a day, and what is on it."""
    match = _DAY_HEAD.match(clause.said.low)
    when = clause.said.group(match, "when") if match else Said("", "")
    found = find_date(when.low, clause.context.now)
    if not match or not found or found.span != (0, len(when.low)) or not _is_to_come(found.due, clause.context.now):
        return ()
    tasks = new_tasks(_as_list(clause.said.group(match, "body")), clause.context, "names what is on a day")
    return tuple(
        replace(one, is_offer=True, due=one.due or found.due, due_text=one.due_text or when.text) for one in tasks
    )


def _as_list(said: Said) -> Said:
    return Said(f"two tasks: {said.text}", f"two tasks: {said.low}") if "," in said.low else said


def _not_done(said: Said, clause: Clause, talk: Operation) -> Operations:
    """ "I forgot to call mum": it is still to be done; told of where it is on the list, else offered."""
    match = _NOT_DONE.match(said.low)
    if not match:
        return ()
    body = said.group(match, "body")
    if is_known_whole(body, clause):
        return _a_look(body, "says it is not done yet")
    is_plain = match.group("forgot") and not match.group("forgot").startswith("never")
    return _offer(body, clause, "says it is still to be done") if is_plain and _can_be_done(body.low) else ()


def _intention(said: Said, clause: Clause, talk: Operation) -> Operations:
    """ "I might paint the fence at the weekend", "I want to learn Spanish"."""
    if clause.wished and _can_be_done(clause.said.low):
        return _offer(clause.said, clause, "tells of something to do")
    for words in (said, clause.said):
        if (match := _WISHES.match(words.low)) and _can_be_done(match.group("body") or match.group("other")):
            return _offer(words.group(match, "body" if match.group("body") else "other"), clause, "tells a wish")
        match = _INTENDS.match(words.low)
        if match and _WILL.search(words.low[: match.start("body")]) and _can_be_done(match.group("body")):
            return _offer(words.group(match, "body"), clause, "tells what is planned")
    return ()


def _day(said: Said, clause: Clause, talk: Operation) -> Operations:
    """ "I have a rehearsal tomorrow at 3", "the rent is due on Friday": a thing, and the day it is on."""
    now = clause.context.now
    when = find_date(said.low, now)
    if not when or not _is_to_come(when.due, now) or said.low[when.span[1] :].strip(" .!"):
        return ()
    if (match := _HAS.match(said.low)) and when.span[0] > match.start("body"):
        return _offer(said.group(match, "body"), clause, "tells what is on")
    if _SAYS_WHO.match(said.low):
        return ()
    name = said.low[: when.span[0]]
    is_name = 0 < len(name.split()) <= 6 and not (
        is_past_deed(name.split()[0]) or _HAS_A_VERB.search(name) or _BETWEEN_US.search(name)
    )
    is_event = isinstance(when.due, datetime) or _EVENT.search(name)  # "long day today" is none
    if is_name and is_event and talk.topic not in _DONE_AT_ONCE:
        return _offer(said, clause, "names what is on")
    match = _IS_ON.match(said.low)
    if not match:
        return ()
    for name, time in (("body", "when"), ("thing", "day"), ("ends", "then")):
        if match.group(name) and (said_when := find_date(match.group(time), now)) and said_when.span[0] == 0:
            thing, day = said.group(match, name), said.group(match, time)
            if _HAS_A_VERB.search(thing.low):
                return ()
            return _offer(Said(f"{thing.text} {day.text}", f"{thing.low} {day.low}"), clause, "tells when it is")
    return ()


def _order(said: Said, clause: Clause, talk: Operation) -> Operations:
    """ "Call mum", "order a pizza": what no app of this kind can do, but note down."""
    is_order = talk.intent is Intent.OUT_OF_SCOPE and talk.topic not in _DONE_AT_ONCE and not clause.wished
    body = _without_add(clause.said)
    if not is_order or not _can_be_done(body.low, orders=True):
        return ()
    if is_known_whole(body, clause):
        return _a_look(body, "names a task there is")
    return _offer(body, clause, "names a chore")


def _name(said: Said, clause: Clause, talk: Operation) -> Operations:
    """ "Passport", "milk, eggs, bread": a task there is, or things one could write on a list."""
    low = clause.said.low
    words = re.findall(r"[\w']+", low)
    if not 0 < len(words) <= 8 or not _NAMES.fullmatch(low) or clause.wished or clause.asked or _BETWEEN_US.search(low):
        return ()
    if len(words) <= 5 and is_known_whole(clause.said, clause):
        return _a_look(clause.said, "names a task there is")
    told = _telling(words)
    is_thing = len(told) > 1 or any(word in lexicon.GROCERIES for word in told)
    if talk.topic == "unknown" and is_thing and _are_things(told):
        return tuple(one for each in split_titles(clause.said) for one in _offer(each, clause, "names something"))
    return ()


def _offer(body: Said, clause: Clause, rule: str) -> Operations:
    owned = _OWN.match(body.low)
    tasks = new_tasks(body.part(owned.end()) if owned else body, clause.context, rule)
    return tuple(replace(one, is_offer=True) for one in tasks) if all(one.title for one in tasks) else ()


def _a_look(body: Said, rule: str) -> Operations:
    return (Operation(Intent.LIST, rule, reference=Reference("title", body.text)),)


def _can_be_done(low: str, *, orders: bool = False) -> bool:
    """True where a job follows: a verb for what people do, and something it is done to."""
    words = re.findall(r"[\w']+", low)
    if len(words) < 2 or _BETWEEN_US.search(low) or words[0] in _TALKS:
        return False
    verb = words[0]
    if orders:
        return verb in lexicon.CHORES
    plain = [verb.removesuffix("ing"), verb.removesuffix("ing") + "e", *(verb.removeprefix(each) for each in _PREFIXES)]
    return any(each in lexicon.CHORES or is_deed(each) for each in (verb, *plain) if each not in _TALKS)


def _without_add(said: Said) -> Said:
    return said.part(4) if re.match(r"add \w+ \w", said.low) else said


def _telling(words: Sequence[str]) -> list[str]:
    return [word for word in words if word not in ("and", "or", "the", "a", "an", "some", "of", "for", "with", "my")]


def _are_things(told: list[str]) -> bool:
    """ "Rye bread": known words, or a grocery of some kind."""
    return bool(told) and (all(map(_is_word, told)) or (len(told) <= 3 and told[-1] in lexicon.GROCERIES))


def _is_word(word: str) -> bool:
    return word in lexicon.GROCERIES or (is_everyday(word) and foreign_topic(word) is None)


def _is_to_come(due: Due, now: datetime) -> bool:
    day: date = due.date() if isinstance(due, datetime) else due
    return day >= now.date()

"""Several requests in one message, and several tasks in one title.

"add milk and eggs, and mark the report done" is two requests; "milk, eggs and bread" are three tasks, "salt and
pepper" is one. Words inside quotes are never cut.
"""

from datetime import datetime

from core.language import lexicon
from core.language.dates import find_date
from core.language.everyday import is_deed
from core.language.grammar import pattern
from core.language.normalise import Said
from core.language.recurrence import find_recurrence

# A joint is a place where another request may begin: after it there must stand a command word that needs no guessing.
_JOINT = pattern(
    r"([.;!?]+ |\n|,? "
    r"(so just|so please|so|and then|and also|then also|and|then|also|plus|after that|afterwards|&|but)"
    r"( please)?( also)? |, ?(please )?)"
    r"(?=((please|also|then|just|now|so|and|oh|anyway|one more thing|can you|could you|will you|would you|you can|"
    r"you could|feel free to)[,:]? )*"
    r"(remind me (to|about|that|of|in|at|on|tomorrow)|"
    r"(mark|set|make|flag|put) (?!(it|its|that|this|them|those|these)\b).{1,60}? "
    r"(high|low|medium|top|urgent|important)\b|"
    r"(i |we |i've |i have )(also |just |already |finally |now )*(finished|completed) |"
    r"(i|we)( need|'d like| want| would like) (a|another|to add a) (new )?(task|reminder|to-?do) |"
    r"(mark|tick|check|cross) (it|that|this|them|those|both)( off| done)?(?=[.!,;]|$)|"
    r"(complete|finish|start|begin) (it|that|them)(?=[.!,;]|$)|"
    r"(it's|it is|that's|that is) (already |now |all )*(done|finished|completed)(?=[.!,;]|$)|"
    r"(get rid of|delete|remove|drop|bin|scrap|cancel|tick off|take) (it|that|them)( off)?(?=[.!,;]|$| please)|"
    r"make (it|that) (the )?(\d|half|noon|mon|tue|wed|thu|fri|sat|sun|tod|tom|ton|next)|"
    r"(move|shift|push|bump|change|set|make|postpone|delay|reschedule|put|bring) (it|that|this|them) "
    r"(back |off |forward )?(to|until|till|for|by|on|at) "
    r"(\d|half|quarter|noon|mon|tue|wed|thu|fri|sat|sun|tod|tom|ton|next|the (week|\d)|in |this |an? (hour|day|week))|"
    r"forget (about )?(the|my) |(add|create) (?!(it|that|them|this|those|to)\b)|set (a |up )|new task|"
    r"(mark|tick|check|cross)( off)? (.{1,60}? )?(as )?(done|complete|completed|finished|off)\b|"
    r"(complete|finish) (task|#|number|the |\d)|(delete|remove|erase) |cancel (the |my )?(task|reminder)|"
    r"(rename|reschedule|postpone|snooze) |move (task|#|it|the |my )|(change|update) (task|#|it|the |my )|"
    r"(show|list) (me |my |all |the )|reopen |undo\b|what('s| is) (left|overdue|next)|"
    r"(put|take) (?!(it|that|them|this|those) on).{1,60}? (on|off|onto)( of)? (my|the) ([\w-]+ ){0,2}list|"
    r"clear (my|the) ))"
)
_AFTER_TALK = pattern(r"[.;!?]+ (?=(please )?(can|could|would|will) you (please )?\w+ )")
_ASKED_AT_LAST = pattern(  # "hi, it's me again can you move the cake to friday"
    r",? (?=(please )?(can|could|would|will) (you|u) (please |just |also )*"
    r"(add|create|remind me|make|mark|move|change|delete|remove|rename|reschedule|push|postpone|set|put|tick|"
    r"check off|cross|cancel|complete|show|tag|list) (?!(it|this|that|them|for)\b))"
)
_QUESTION = pattern(r"(so |and |hey |hi )*(how|what|which|when|where|why|who)\b")
_CHANGES = pattern(
    r"((please|and|also|now|ok|okay|so)[ ,]+)*"
    r"((@rename|reschedule|postpone|push|tag|label|reopen|change|update|edit|move) |"
    r"(set|make|mark|put|bump|give) (?!(up|me|us|an?|another|new|reminder|alarm|sure)\b))"
)
_AND_IT = pattern(
    r"(,? (and|&)|,) (also |then )?(?=(make|set|mark|flag|move|push|tag|label|put|bump|give|rename) (it|that|them) )"
)
_ABOUT_IT = pattern(  # "the vet appointment: put it at two tomorrow"
    r": (?=(please )?"
    r"(move|shift|push|bump|change|set|make|postpone|delay|reschedule|put|mark|tick|rename|delete|remove) "
    r"(it|that|them)\b)"
)
_WISHES = pattern(r"(i|we) (really |still |also )?(need|should|must|have to|has to|ought to|gotta) ")
_AND_WISH = pattern(
    r"(,? and|,|[.;!]) (also |then )?(?=(i|we) (really |still |also )?(need|should|must|have to|ought to|gotta) )"
)
_ONLY_A_LIST = pattern(
    r"(please )?go ahead$|((on|in|to|from|for|at) )?((my|the|our) )?([\w'-]+ ){0,3}lists?( of [\w ]{1,30})?$"
)
_TOGETHER = tuple(
    (
        "salt and pepper|bread and butter|mac and cheese|macaroni and cheese|fish and chips|"
        "peanut butter and jelly|oil and vinegar|salt and vinegar|cream and sugar|milk and sugar|"
        "gin and tonic|rum and coke|bacon and eggs|ham and eggs|ham and cheese|cheese and onion|"
        "wine and cheese|rice and beans|beans and rice|lemons and onions|meat and veg|fruit and veg|"
        "fruits and vegetables|fruit and vegetables|pros and cons|mum and dad|mom and dad|nuts and bolts|"
        "arts and crafts|hide and seek|trial and error|q and a|r and d|food and drink|food and drinks|"
        "knife and fork|pen and paper|cup and saucer|needle and thread|soap and water|"
        "research and development|profit and loss|terms and conditions|health and safety|bed and breakfast|"
        "drag and drop|copy and paste|cut and paste"
    ).split("|")
)
_AMOUNT_OF = pattern(
    r"^((a|an|some|the|more|another|\d+|two|three|four|five|six|a few|a couple of) )*"
    r"((tin|pack|packet|bag|bottle|box|can|jar|loaf|pint|bunch|kilo|kg|dozen|carton|tube|roll|pair|litre|piece|block|"
    r"tub|head|punnet)(e?s)?|loaves) of "
)
_TO_BUY = pattern(r"(buy|get|grab|order|pick up) (some |more )?(?=\w)")
_ERRANDS = frozenset(
    (
        "buy pay clean wash water feed vacuum mop book renew submit email text send post order walk iron mow call "
        "phone ring fix repair return collect hoover"
    ).split()
)
_NUMBERED = pattern(r"(^|[\s,;]+)(\(?\d{1,2}[.)]|[-*•])\s+(?=\S)")
_NAMES_SOMETHING = pattern(r"\b(?!(the|due|on|at|by|for|and|in|from|until|till|to|next|this)\b)[a-z]{2,}")
_SEPARATOR = pattern(r",? (and|&|plus|as well as)( also)? |, ?|; ?|\n([-*•] ?|\d+[.)] ?)?")


def split_requests(said: Said) -> tuple[Said, ...]:
    """The message cut where another command clearly begins; one part where there is no such place."""
    parts, at = [], 0
    if len(said.low) > 1500:
        return (said,)
    joints = [*_JOINT.finditer(said.low), *_AFTER_TALK.finditer(said.low)]
    if not _QUESTION.match(said.low):  # "how can you make my life easier" is one
        joints += _ASKED_AT_LAST.finditer(said.low)
    joints += _ABOUT_IT.finditer(said.low)
    if _CHANGES.match(said.low):
        joints += _AND_IT.finditer(said.low)
    if _WISHES.match(said.low):
        joints += _AND_WISH.finditer(said.low)
    for joint in sorted(joints, key=lambda joint: joint.start()):
        if joint.start() == 0 or joint.start() < at or _ONLY_A_LIST.match(said.low, at, joint.start()):
            continue
        part = said.part(at, joint.start())
        if part:
            parts.append(part)
        at = joint.end()
    parts.append(said.part(at))
    return tuple(part for part in parts if part) or (said,)


def split_titles(said: Said, *, to_buy: bool = False) -> tuple[Said, ...]:
    """The tasks in one title: things to buy in a list, or several jobs that each start with a verb."""
    low = said.low
    if "," not in low and " and " not in low and "\n" not in low and ";" not in low and " & " not in low:
        return (said,)
    for pair in _TOGETHER:
        if pair in low:
            low = low.replace(pair, pair.replace(" ", "\x1f"))
    pieces = split_names(Said(said.text, low))
    if len(pieces) < 2 or len(pieces) > 30:
        return (said,)
    if all(piece.is_quote for piece in pieces):
        return tuple(pieces)
    if any(_holds_two(piece) for piece in pieces):
        return (said,)
    bought = all(_is_grocery(piece) for piece in pieces)
    if (all(_is_thing(piece) for piece in pieces) or _are_of_a_kind(pieces)) and (len(pieces) > 2 or to_buy or bought):
        return tuple(pieces)
    if len(pieces) > 2 and bought and (verb := _TO_BUY.match(pieces[0].low)):
        lead = pieces[0].text[: verb.end()], pieces[0].low[: verb.end()]
        return (pieces[0], *(Said(lead[0] + piece.text, lead[1] + piece.low) for piece in pieces[1:]))
    if len(pieces) <= 4 and all(_is_errand(piece) for piece in pieces):
        return tuple(pieces)
    return (said,)


def split_dated(said: Said, now: datetime) -> tuple[Said, ...]:
    """ "Call Jo at 4 and email Sam at 5", "rent on Monday, gas on Friday": each with its date, which stays with it."""
    pieces = split_names(said)
    if not 2 <= len(pieces) <= 6:
        return (said,)
    found = [find_date(piece.low, now) for piece in pieces]
    if all(_is_job(piece) for piece in pieces):
        return pieces if sum(each is not None for each in found) > 1 else (said,)
    if find_recurrence(said.low, now):  # "yoga on Mondays and Fridays" is one
        return (said,)
    rest = [piece.without(*each.span) if each else piece for piece, each in zip(pieces, found, strict=True)]
    if not all(found) or not _NAMES_SOMETHING.search(rest[0].low) or "between" in said.low:
        return (said,)
    if all(_NAMES_SOMETHING.search(each.low) for each in rest):
        return pieces
    if any(_NAMES_SOMETHING.search(each.low) for each in rest[1:]):
        return (said,)
    more = (Said(f"{rest[0].text} {piece.text}", f"{rest[0].low} {piece.low}") for piece in pieces[1:])
    return (pieces[0], *more)  # "yoga on Tuesday and Thursday"


def split_numbered(said: Said) -> tuple[Said, ...]:
    """ "1. apples 2. pears", "- apples\n- pears": the entries of a list, one part where it is none."""
    if not _NUMBERED.match(said.low):
        return (said,)
    pieces, at = [], 0
    for match in _NUMBERED.finditer(said.low):
        pieces.append(said.part(at, match.start()))
        at = match.end()
    pieces.append(said.part(at))
    return tuple(piece for piece in pieces if piece) or (said,)


def _is_job(said: Said) -> bool:
    words = said.low.split()
    return len(words) >= 2 and (words[0] in lexicon.CHORES or is_deed(words[0]))


def split_names(said: Said) -> tuple[Said, ...]:
    """The parts of "the laundry, the dishes and task 3"; quoted words are one part."""
    pieces, at = [], 0
    for match in _SEPARATOR.finditer(said.low):
        pieces.append(said.part(at, match.start()))
        at = match.end()
    pieces.append(said.part(at))
    return tuple(piece for piece in pieces if piece)


def _are_of_a_kind(pieces: tuple[Said, ...]) -> bool:
    """ "Water bill, gas bill, phone bill": names that end alike, whatever they begin with."""
    return len({piece.low.split()[-1] for piece in pieces}) == 1 and all(len(p.low.split()) in (2, 3) for p in pieces)


def _is_errand(said: Said) -> bool:
    """A job of its own: "buy milk", "call mum"; "go home and sleep" and "call mum and ask her" stay together."""
    words = said.low.split()
    return len(words) >= 2 and words[0] in _ERRANDS


def _is_thing(said: Said) -> bool:
    """A short noun, as in a shopping list."""
    words = _AMOUNT_OF.sub("", said.low).split()
    return 0 < len(words) <= 3 and words[0] not in lexicon.CHORES


def _holds_two(said: Said) -> bool:
    """ "milk eggs": things named without a comma, which nobody can cut apart for certain."""
    words = said.low.split()
    return len(words) == 2 and all(word in lexicon.GROCERIES for word in words) and words[1].endswith("s")


def _is_grocery(said: Said) -> bool:
    return any(word in lexicon.GROCERIES for word in said.low.split())

"""Tasks that are not announced as such: "add milk", "we need bread", "call the dentist tomorrow at 3", "I should …".

These come after every other rule, because nothing but the kind of the words tells that a task is meant. What is less
than clear is only offered.
"""

import re
from dataclasses import replace

from core.language import lexicon
from core.language.adding import add_rule, adds
from core.language.dates import find_date
from core.language.grammar import Clause, Operations, Rule, pattern
from core.language.lead_ins import date_last
from core.language.new_task import VAGUE, new_tasks
from core.language.normalise import Said
from core.language.recurrence import find_recurrence
from core.language.slots import read_slots
from core.language.split import split_dated, split_names
from core.language.tasks_or_not import foreign_topic, names_tasks

_ELSEWHERE = pattern(
    r" (to|into|onto|on|in) (it|that|this|them|there)$|^(?!("
    + "|".join(sorted(lexicon.CHORES))
    + r")\b).* (to|into|onto) (?!("
    + "|".join(sorted(lexicon.CHORES))
    + r")\b)"
)  # "add X to Y": Y is no list of tasks
_CHORE = "|".join(sorted(lexicon.CHORES))
_DO_WHAT = pattern(
    r"do ((the|my|our|some|a) )*"
    r"(laundry|dishes|washing|homework|shopping|taxes|ironing|cleaning|vacuuming|hoovering|exercises?|yoga|workout|"
    r"chores|groceries|housework|paperwork|accounts|gardening|recycling|packing|assignment|project|report|reading|"
    r"errands)\b"
)
_COUNT = r"(\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|a hundred)"
_SUM = pattern(
    rf"^{_COUNT}( {_COUNT})? (and|plus|to|\+) {_COUNT}( {_COUNT})?$|^[\d.,]+ (and|plus|to|\+|minus|times) [\d.,]+|"
    r"\b(plus|minus|times|divided by) (\d|one|two|three|four|five|six|seven|eight|nine|ten)\b"
)
_OBJECT = pattern(r"[a-z]+ ((up|out|off|back|away|in|for) )?(the|my|our|some|[a-z]+'s|rent|bills?|taxes) ")
_HERE = pattern(r"\b(you|your|yourself|it|this|that|me|everything|all|something|anything|\d{4,}|[\d -]{7,})\b|[.!;] \w")


_MONEY = pattern(
    r"(send|transfer|wire|move|put|give|exchange|convert|withdraw|deposit|lend) .*\b"
    r"(money|dollars?|bucks|cash|funds|euros?|pounds)\b"
)
_BACK_AND_FORTH = pattern(r"(bring|put|take|get) (forward|back|off)\b")
_BANK_CARD = pattern(r"\b(credit|debit|bank|visa|sim|gift|pin|my|the) cards?\b")
_TO_GET = frozenset({"buy", "get", "grab", "order"})
_NO_MATTER = frozenset({"calendar", "weather", "facts"})  # domains whose words an everyday job may well hold
_NO_MATTER_WITH_A_DATE = frozenset({"music", "food", "device"})
_SOMEWHERE_ELSE = frozenset({"music", "banking", "travel", "mail", "facts"})
_A_THING = pattern(r"(this|that|these|those|a|an|another|more|new|my|our|me) ")  # "add this song", "add my card"


def _bare(match: re.Match[str], clause: Clause) -> Operations | None:
    body = clause.said.group(match, "body")
    title = read_slots(body, clause.context.now).title  # "… to friday", "… and set it to high" put it nowhere else
    if _ELSEWHERE.search(title.low) or _SUM.search(body.low) or (VAGUE.match(body.low) and body.low != "something"):
        return None
    if clause.wished and (body.low.startswith("to ") or (not clause.obliged and _A_THING.match(body.low))):
        return None
    if (clause.wished or _A_THING.match(body.low)) and foreign_topic(body.low) in _SOMEWHERE_ELSE:
        return None
    return new_tasks(_led_in(body), clause.context, "starts with 'add'")


def _led_in(body: Said) -> Said:
    """ "Note down that I have to …", "add like hoover the car": the words without those that only lead to them."""
    match = _ONLY_LEADS.match(body.low)
    return body.part(match.end()) if match else body


_ONLY_LEADS = pattern(r"(that (?=(i|we) )|like (?!button)|to (?=[a-z]+ ))+(?=\S)")


def _wishes(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "We need milk": something to buy that one can write on a list."""
    body = clause.said.group(match, "body")
    words = body.low.split()
    if (
        len(words) > 5
        or names_tasks(body.low)
        or re.search(r"[,;.!?] ?\S", body.low)
        or not any(word.strip(".,!") in lexicon.GROCERIES for word in words)
    ):
        return None
    return new_tasks(body, clause.context, "says what is needed")


def _chores(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Call the dentist tomorrow at 3", "I should call mum": an everyday job without a word for a task.

    With a date it is a task; without one, or as a mere intention, adding it is only offered.
    """
    said = clause.said
    if len(each := split_dated(said, clause.context.now)) > 1:
        jobs = [_chores(match, replace(clause, said=one)) for one in each]
        return tuple(one for job in jobs for one in job or ()) if all(jobs) else None
    words = re.findall(r"[\w']+", said.low)
    if (
        not 2 <= len(words) <= 14
        or words[0] not in lexicon.CHORES
        or clause.asked
        or "?" in said.low
        or names_tasks(said.low)
    ):
        return None
    if clause.wished and not clause.obliged:
        return None
    repeat = find_recurrence(said.low, clause.context.now)
    dated = bool(repeat or find_date(said.low, clause.context.now))
    harmless = _NO_MATTER | (_NO_MATTER_WITH_A_DATE if dated and clause.obliged else frozenset())
    cards = frozenset() if _BANK_CARD.search(said.low) else frozenset({"card", "cards"})
    foreign = {
        lexicon.FOREIGN_WORDS[word] for word in words[1:] if word in lexicon.FOREIGN_WORDS.keys() - cards
    } - harmless
    if foreign - ({"travel"} if repeat else set()) or _HERE.search(said.low) or _BACK_AND_FORTH.match(said.low):
        return None
    if _MONEY.search(said.low) and not names_tasks(said.low):
        return None
    if words[0] == "do" and not _DO_WHAT.match(said.low):
        return None
    own = words[0] in lexicon.CHORES_OF_ONES_OWN or words[0] == "do"
    gets = words[0] == "buy" or (words[0] in _TO_GET and clause.obliged)
    to_buy = gets and len(words) <= 5 and any(word in lexicon.GROCERIES for word in words)
    if not (clause.obliged or dated or words[0] == "buy" or _OBJECT.match(said.low)):
        return None
    reaches = own or words[0] in lexicon.WAYS_TO_REACH_PEOPLE or words[0] in lexicon.DUTIES
    if clause.obliged and not (reaches or dated):
        return None
    sure = to_buy or (dated and (own or clause.obliged or words[0] in lexicon.WAYS_TO_REACH_PEOPLE))
    if not (sure or clause.obliged or own):
        return None
    tasks = new_tasks(said, clause.context, "names something to do")
    return tuple(replace(one, is_offer=not (sure or one.tags or one.priority)) for one in tasks)


def _schedules(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Schedule a haircut for saturday morning": a thing that has a date."""
    body = clause.said.group(match, "body")
    found = find_date(body.low, clause.context.now)
    if clause.wished or not found or found.span[1] < len(body.low) or foreign_topic(body.low) in _SOMEWHERE_ELSE:
        return None
    return new_tasks(body, clause.context, "schedules something", event=True)


def _puts_down(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Put walk the dog down for later today": a thing and a date, and no task there that it could be."""
    body = clause.said.group(match, "body")
    cut = max(body.low.rfind(" down "), body.low.rfind(" in "))
    when = find_date(body.low[cut:], clause.context.now)
    if not when or cut + when.span[1] < len(body.low) or foreign_topic(body.low) in _SOMEWHERE_ELSE:
        return None
    said = Said(body.text[:cut] + body.text[body.low.index(" ", cut + 1) :], "")
    return new_tasks(Said.of(said.text), clause.context, "puts it down for a day")


def _duty_by(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "On friday i have to hand in my notice": a date, then a duty."""
    when, body = clause.said.group(match, "when"), clause.said.group(match, "body")
    found = find_date(when.low, clause.context.now)
    if not found or found.span[1] < len(when.low):
        return None
    each = split_names(body)
    if len(each) > 1 and any(find_date(one.low, clause.context.now) for one in each[1:]):  # "… and tomorrow …"
        first = Said(f"{each[0].text} {when.text}", f"{each[0].low} {when.low}")
        jobs = [
            _chores(match, replace(clause, said=date_last(one, clause.context.now)[0], wished=True, obliged=True))
            for one in (first, *each[1:])
        ]
        return tuple(one for job in jobs for one in job or ()) if all(jobs) else None
    again = Said(f"{body.text} {when.text}", f"{body.low} {when.low}")
    return _chores(match, replace(clause, said=again, wished=True, obliged=True))


BARE_RULES: tuple[Rule, ...] = (
    add_rule(
        "asks for a task or a reminder",
        r"(?P<body>"
        r"(?!(@show|@delete|@update|@mark|@reopen|@reschedule|what|which|when|is|do|did|how|the|my|next|last) )"
        r"([\w'-]+ ){1,4})(reminder)$",
        adds("asks for a task or a reminder", event=True),
    ),
    add_rule("notes something", r"(reminder|to-?do) (?!lists?\b|@done|for\b)(?P<body>[\w'-]+ .+)"),
    add_rule(
        "starts with 'add'",
        rf"@add_bare( me)? (a |another |some)?(thing|something|note|one) to (?P<body>({_CHORE})\b.+)",
    ),
    add_rule("starts with 'add'", r"@add_bare( me)?:? <body...>", _bare),
    add_rule("schedules something", r"schedule <body...>", _schedules),
    add_rule("puts it down for a day", r"(put|pencil) (?P<body>.+ (down|in) (for|on) .+)", _puts_down),
    add_rule(
        "says when, then what must be done",
        r"(?P<when>.{2,40}?),? (i|we)('ve)? (really |also |still |just )*"
        r"(need to|have to|must|should|got to|have got to|gotta|ought to) <body...>",
        _duty_by,
    ),
    add_rule(
        "says what is needed",
        r"((i|we) (really |also |still )*"
        r"(need|'re out of|ran out of|are out of|am out of|'m out of|are (running )?low on)"
        r"( some| more| to buy| to get| to pick up)*|"
        r"(i|we)('re|'m) (all )?(out of|running low on|low on|running out of)|(i|we)('ve| have) run out of|"
        r"there('s| is) no more) <body...>",
        _wishes,
    ),
    add_rule("names something to do", r"(?P<body>[a-z].*)", _chores),
)

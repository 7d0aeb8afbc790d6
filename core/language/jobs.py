"""Tasks that are not announced as such: "add milk", "we need bread", "call the dentist tomorrow at 3", "I should …".

These come after every other rule, because nothing but the kind of the words tells that a task is meant. What is less
than clear is only offered.
"""

import re
from dataclasses import replace

from core.language import lexicon
from core.language.adding import VAGUE, add_rule, adds, new_tasks
from core.language.dates import find_date
from core.language.grammar import Clause, Operations, Rule, pattern
from core.language.recurrence import find_recurrence
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
    r"do ((the|my|our|some|a) )*(laundry|dishes|washing|homework|shopping|taxes|ironing|cleaning|vacuuming|"
    r"hoovering|exercises?|yoga|workout|chores|groceries|housework|paperwork|accounts|gardening|recycling|"
    r"packing|assignment|project|report|reading|errands)\b"
)
_COUNT = r"(\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|a hundred)"
_SUM = pattern(
    rf"^{_COUNT}( {_COUNT})? (and|plus|to|\+) {_COUNT}( {_COUNT})?$|^[\d.,]+ (and|plus|to|\+|minus|times) "
    rf"[\d.,]+|\b(plus|minus|times|divided by) (\d|one|two|three|four|"
    r"five|six|seven|eight|nine|ten)\b"
)
_OBJECT = pattern(r"[a-z]+ ((up|out|off|back|away|in|for) )?(the|my|our|some|[a-z]+'s|rent|bills?|taxes) ")
_HERE = pattern(r"\b(you|your|yourself|it|this|that|me|everything|all|something|anything|\d{4,}|[\d -]{7,})\b|[.!;] \w")


_MONEY = pattern(
    r"(send|transfer|wire|move|put|give|exchange|convert|withdraw|deposit|lend) .*\b(money|dollars?|bucks|cash|"
    r"funds|euros?|pounds)\b"
)
_SOMEWHERE_ELSE = frozenset({"music", "banking", "travel", "mail", "facts"})
_A_THING = pattern(r"(this|that|these|those|a|an|another|more|new|my|our|me) ")  # "add this song", "add my card"


def _bare(match: re.Match[str], clause: Clause) -> Operations | None:
    body = clause.said.group(match, "body")
    if _ELSEWHERE.search(body.low) or _SUM.search(body.low) or (VAGUE.match(body.low) and body.low != "something"):
        return None
    if clause.wished and (body.low.startswith("to ") or (not clause.obliged and _A_THING.match(body.low))):
        return None
    if (clause.wished or _A_THING.match(body.low)) and foreign_topic(body.low) in _SOMEWHERE_ELSE:
        return None
    return new_tasks(body, clause.context, "starts with 'add'")


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
    if any(
        word in lexicon.FOREIGN_WORDS and lexicon.FOREIGN_WORDS[word] not in ("calendar", "weather", "facts")
        for word in words[1:]
    ) or _HERE.search(said.low):
        return None
    if _MONEY.search(said.low) and not names_tasks(said.low):
        return None
    dated = bool(find_date(said.low, clause.context.now) or find_recurrence(said.low, clause.context.now))
    if words[0] == "do" and not _DO_WHAT.match(said.low):
        return None
    own = words[0] in lexicon.CHORES_OF_ONES_OWN or words[0] == "do"
    to_buy = words[0] == "buy" and len(words) <= 5 and any(word in lexicon.GROCERIES for word in words)
    if not (clause.obliged or dated or words[0] == "buy" or _OBJECT.match(said.low)):
        return None
    if clause.obliged and not (own or words[0] in lexicon.WAYS_TO_REACH_PEOPLE or words[0] in lexicon.DUTIES):
        return None
    sure = to_buy or (dated and (own or words[0] in lexicon.WAYS_TO_REACH_PEOPLE))
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


BARE_RULES: tuple[Rule, ...] = (
    add_rule(
        "asks for a task or a reminder",
        r"(?P<body>(?!(@show|@delete|@update|@mark|@reopen|@reschedule|what|which|when|is|do|did|how|the|"
        r"my|next|last) )([\w'-]+ ){1,4})(reminder)$",
        adds("asks for a task or a reminder", event=True),
    ),
    add_rule("notes something", r"(reminder|to-?do) (?!lists?\b|@done|for\b)(?P<body>[\w'-]+ .+)"),
    add_rule(
        "starts with 'add'",
        rf"@add_bare( me)? (a |another |some)?(thing|something|note|one) to (?P<body>({_CHORE})\b.+)",
    ),
    add_rule("starts with 'add'", r"@add_bare( me)? <body...>", _bare),
    add_rule("schedules something", r"schedule (?=(a|an|the|my|our) )<body...>", _schedules),
    add_rule(
        "says what is needed",
        r"((i|we) (really |also |still )*(need|'re out of|ran out of|are out of|am out of|'m out of|"
        r"are (running )?low on)( some| more| to buy| to get| to pick up)*|(i|we)('re|'m) (all )?(out of|"
        r"running low on|low on|running out of)|"
        r"(i|we)('ve| have) run out of|there('s| is) no more) <body...>",
        _wishes,
    ),
    add_rule("names something to do", r"(?P<body>[a-z].*)", _chores),
)

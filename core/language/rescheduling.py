"""Requests to move a task in time: its due date, so much earlier or later, and how it repeats."""

import re
from typing import Any, Literal

from core.language.changes import update, update_rules
from core.language.dates import find_date
from core.language.grammar import Clause, Operations, Rule, pattern
from core.language.normalise import Said
from core.language.pointing import read_reference
from core.language.recurrence import find_recurrence
from core.language.tasks_or_not import is_about_tasks, reference_of, without_field

Unit = Literal["minutes", "hours", "days", "weeks", "months"]

_AMOUNTS = {
    "a": 1,
    "an": 1,
    "another": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "ten": 10,
    "a few": 3,
    "a couple": 2,
    "a couple of": 2,
    "half an": 30,
}
_UNITS: dict[str, Unit] = {
    "min": "minutes",
    "hou": "hours",
    "day": "days",
    "wee": "weeks",
    "mon": "months",
    "for": "weeks",
}
AMOUNT = (
    r"(?P<amount>\d{1,3}|half an|a couple of|a couple|a few|another|an|a|one|two|three|four|five|six|seven|ten) "
    r"(?P<unit>(minute|min|hour|day|week|fortnight|month)s?)"
)
_HOUR = pattern(r"\d{1,2}([:.]\d\d)?$|(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)$")
_FROM = pattern(r" from [\w :]{1,20}$")
_NOT_WHEN = pattern(r",? (instead of|rather than|and not|not) .{1,30}$")


def _shifts(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Push it back by two days": from where it is due now."""
    said = clause.said.group(match, "ref")
    names_a_date = without_field(said).low != said.low
    if match.group(0).startswith("extend ") and not (names_a_date or is_about_tasks(match, clause, sure=False)):
        return None  # "extend my stay by one day"
    earlier = bool(match.groupdict().get("sooner")) or match.group(0).startswith(("bring", "pull"))
    shift = shift_of(match.group("amount") or "another", match.group("unit"), earlier=earlier)
    return update("moves the due date by so much", reference_of(match, clause), {}, shift=shift)


def shift_of(said: str, unit: str, *, earlier: bool) -> tuple[int, Unit]:
    """ "Two", "fortnights" -> (4, "weeks")."""
    amount = int(said) if said.isdigit() else _AMOUNTS[said]
    if unit.startswith("fortnight"):
        amount *= 2
    name: Unit = "minutes" if said == "half an" else _UNITS[unit[:3]]
    return (-amount if earlier else amount), name


def _repeats(match: re.Match[str], clause: Clause) -> Operations | None:
    found = find_recurrence(match.group("when"), clause.context.now)
    if found is None:
        return None
    return update("repeats it", reference_of(match, clause), {"repeat": found.rrule})


def _stops_repeating(match: re.Match[str], clause: Clause) -> Operations | None:
    return update("stops repeating it", reference_of(match, clause), {"repeat": None})


def _moves_only(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Thursday at 4 for the physio": nothing but a date before what it is for."""
    found = find_date(match.group("when"), clause.context.now)
    is_all = found and found.span[0] == 0 and found.span[1] >= len(match.group("when").rstrip())
    return _moves(match, clause) if is_all else None


def _moves(match: re.Match[str], clause: Clause) -> Operations | None:
    pointed, when = _apart(match, clause)
    pointed = without_field(pointed)
    if old := _NOT_WHEN.search(when.low):  # "to 8 instead of 7"
        when = when.part(0, old.start())
    now = clause.context.now
    repeat = find_recurrence(when.low, now)
    due = find_date(when.low, now) or (find_date(f"at {when.low}", now) if _HOUR.match(when.low) else None)
    if due is None and repeat is None:
        return None
    changes: dict[str, Any] = {}
    if repeat:
        changes["repeat"] = repeat.rrule
    if due:
        changes["due"] = due.due
    return update(
        "moves the due date",
        read_reference(pointed, clause.context) if pointed else None,
        changes,
        due=due.due if due else None,
        due_text=when.text if due else None,
        due_note=due.note if due else None,
    )


def _apart(match: re.Match[str], clause: Clause) -> tuple[Said, Said]:
    """Which task, and when: "my reminder to call mum to 7 pm" comes apart at its last "to"."""
    cut = match.group("when").rfind(" to ")
    if cut > 0:
        before = clause.said.part(match.start("ref"), match.start("when") + cut)
        tail = clause.said.part(match.start("when") + cut + 4, match.end("when"))
        if find_date(tail.low, clause.context.now) or _HOUR.match(tail.low):
            if old := _FROM.search(before.low):
                before = before.part(0, old.start())
            return before, tail
    pointed = clause.said.group(match, "ref")
    if (old := _FROM.search(pointed.low)) and old.start():
        day = pointed.part(old.start() + len(" from"))
        pointed = pointed.part(0, old.start())
        reference = read_reference(pointed, clause.context)
        if reference and reference.kind == "set":  # "everything from today" are those due today
            pointed = Said(f"{pointed.text} due {day.text}", f"{pointed.low} due {day.low}")
    return pointed, clause.said.group(match, "when")


_LATER = (
    "push|move|delay|postpone|defer|snooze|shift|put off|bump|bring|pull|reschedule|extend|nudge|slide|put back|knock"
)
_DUE = r"(due date|due time|deadline|due|date|time|reminder time)"
_TO = r"(to|until|till|for|on|by|at|forward to|back to|out to|up to)"
_MOVED = (
    "moved|shifted|pushed|changed|rescheduled|postponed|delayed|brought forward|put back|put off|pushed back|bumped|"
    "pushed out|moved back|moved forward|extended"
)
_GET_DONE = (  # "needs doing", "has to be finished": what a task needs by a date
    r"(doing|finishing|sorting|completing|"
    r"to be (done|finished|completed|ready|sorted|handed in|submitted|in|bought|paid|sent|booked|made|written|fixed|"
    r"cleaned|ordered)|to get done|to go( out| in)?)"
)
_MORE = (  # "two more days", "another week"
    r"((?P<amount>\d{1,3}|one|two|three|four|five|six|seven|ten|a few|a couple( of)?)( more| extra)|"
    r"(?P<another>another|an extra)) (?P<unit>(minute|min|hour|day|week|fortnight|month)s?)"
)
SHIFT_RULES: tuple[Rule, ...] = update_rules(
    (
        ("clear", r"(stop (repeating|recurring)|make (?P<again>it )?not repeat:?) <ref...>", _stops_repeating),
        (
            "clear",
            r"(make|set) <ref> (not repeat|non-?recurring|a one[- ]off|not recurring|no longer repeat)( any ?more)?$",
            _stops_repeating,
        ),
        (
            "repeats not",
            r"<ref> (should not|shouldn't|doesn't need to|does not need to|needn't|must not) (repeat|recur)"
            r"( any ?more| any longer)?$",
            _stops_repeating,
        ),
        (
            "shift",
            rf"({_LATER}) <ref>(?<! to)(?<! in)( back| off| out| on| forward| ahead| along)?( by| for)? {AMOUNT}"
            r"(?P<sooner> earlier| sooner)?( later| back| forward| more| from now)?$",
            _shifts,
        ),
        ("moved", rf"(do|have|make|get|move|start) <ref> {AMOUNT} (later|(?P<sooner>earlier|sooner))$", _shifts),
        (
            "shift",
            rf"(push back|put off|bring forward|pull forward|move back|push out) <ref> (by|for) {AMOUNT}$",
            _shifts,
        ),
        (
            "shifted",
            rf"((i|we)('ll| will| would)? (need|want|'d like|could use)|give me|allow) {AMOUNT} (more|longer|extra) "
            r"(for|on|with|to (do|finish)) <ref...>",
            _shifts,
        ),
        (
            "shifted",
            rf"((i|we)('ll| will| would)? (need|want|'d like|could use)|give me|allow|give) {_MORE} "
            r"(for|on|with|to (do|finish)) <ref...>",
            _shifts,
        ),
        ("shifted", rf"(give|allow) <ref> ({_MORE})$", _shifts),
        ("shifted", rf"<ref> (needs|need|takes|will take|gets) {_MORE}$", _shifts),
        (
            "shifted",
            rf"<ref> (needs|need|takes|will take|gets) {AMOUNT} (more|longer)$",
            _shifts,
        ),
        (
            "shift",
            r"(push|move|extend|shift|push back|put back) (the )?(deadline|due date|date) (of|for|on) <ref>"
            rf"( back| out)?( by)? {AMOUNT}$",
            _shifts,
        ),
    )
)
_EVERY = (
    r"(every|each|daily|weekly|monthly|yearly|annually|fortnightly|quarterly|nightly|hourly|biweekly|"
    r"once (a|every|per)|twice (a|every|per)|weekdays|weekends)\b"
)
DUE_RULES: tuple[Rule, ...] = update_rules(
    (
        (
            "reschedule",
            r"(let's |i'll |i will |we'll |i can )?(do|tackle|handle) (?P<ref>@pronoun) (on |at |by |then )?<when...>",
            _moves,
        ),
        ("reschedule", rf"(can|could|may|should) <ref> be ({_MOVED}|made|set) ({_TO} )?<when...>", _moves),
        (
            "reschedule",
            r"<ref> ((is|are) now|should( now)? be|must be|needs to be|has to be) due( on| by| at)? <when...>",
            _moves,
        ),
        ("due", r"<ref> (is|are)( now)? due( on| by| at)? <when...>", _moves),
        ("due", r"<ref> (isn't|is not|aren't|are not) due( back)? (until|till|before) <when...>", _moves),
        (
            "reschedule",
            r"(set|give|add|put) (a |the )?(deadline|due date) (for|on|to) <ref>(:| of| as| to) <when...>",
            _moves,
        ),
        ("repeat", rf"repeat <ref> (on )?(?P<when>{_EVERY}.*)$", _repeats),
        ("repeats", rf"(do|schedule) <ref> (?P<when>{_EVERY}.*)$", _repeats),
        (
            "reschedule",
            r"(@update|move|put|reschedule) <ref> (with|to (be|have)|so it has)( a| the)?( new)? "
            r"(due date|deadline|due)( of| on| for| by|:)? <when...>",
            _moves,
        ),
        ("due", r"<ref>( is| are|'s| has been| got| was)( now| moved)+( on| at| to)? <when...>", _moves),
        ("due", rf"<ref>('s)? {_DUE}( is| has| was| got|'s)*( now| been| just)*( ({_MOVED}))? {_TO} <when...>", _moves),
        (
            "due",
            rf"<ref>( is| are|'s| has| have| was| were| got| had)*( been| being| just| now)* ({_MOVED}) {_TO} "
            r"<when...>",
            _moves,
        ),
        ("due", rf"<ref> (needs?|has|have|must|ought) {_GET_DONE} (by|on|before|for|at|until) <when...>", _moves),
        ("due", r"<ref> (will|is going to|'ll) be (now )?((on|at|in) )?<when...>", _moves),
        ("due", r"<ref> (can|could|will have to|has to|should) wait( until| till| for)? <when...>", _moves),
        (
            "due",
            r"((i|we)(('d| would) (rather|prefer to|sooner|like to)|('ll| will|'m gonna| am going to| could))|"
            r"gonna|going to|how about we|what if we|shall we|should we|can we|could we|maybe we (could|should)) "
            r"(do|have|get|tackle|finish) <ref> "
            r"(?P<when>(on|at|by|in|next|this|tomorrow|today|tonight)\b.*)$",
            _moves,
        ),
        (
            "due",
            r"(set|give|add|put) (a |an |the )?(new )?(deadline|due date)( of| to| on| for|:)? <when> (for|on|to) "
            r"<ref...>",
            _moves_only,
        ),
        (
            "due",
            r"((i|we)('d like| need| want| would like)|need|want|make sure|see that) <ref> (is |to be |gets )?"
            r"(done|finished|completed|ready|sorted) (by|on|before|for|until) <when...>",
            _moves,
        ),
        ("due", r"(give|set) <ref> (a |an |the )?(new )?(deadline|due date)( of| on| for|:)? <when...>", _moves),
        ("due", r"(put|pencil|book|schedule) <ref> (down |in )(for|on) <when...>", _moves),
        (
            "due",
            r"(?P<ref>(all|every|everything|both|each|(the )?overdue)\b.{0,60}?) (to|until|till|on|for|by) <when>"
            r"( please| instead)*$",
            _moves_only,
        ),
        (
            "due",
            r"(?P<ref>the (first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last)( one| task)?) "
            r"(to|on|for|until|by) <when>$",
            _moves_only,
        ),
        ("due", r"(do|have|get) <ref> (on |at |by )?<when> instead$", _moves_only),
        (
            "due",
            r"<ref> (should|must|needs to|has to|can|could|may) (move|go|shift|slip|be moved|be pushed)( back)? "
            r"(to|until|till) <when...>",
            _moves,
        ),
        ("due", r"(due date|deadline|date) (for|of) <ref>(:| is| =) ?<when...>", _moves),
        ("due", r"(?P<when>.{3,40}?) for <ref>( please| instead| then)*$", _moves_only),
        (
            "repeat",
            r"(make|have|set|let) <ref> (to )?(repeat|recur|happen|be done)(ing)? (?P<when>.+)$",
            _repeats,
        ),
        (
            "repeats",
            r"(make|have|set|turn) <ref> (into )?(an? )?"
            r"(?P<when>(daily|weekly|monthly|yearly|annually|fortnightly|quarterly|nightly|hourly|biweekly)"
            r"( (on|at) .*)?)( (thing|task|reminder|one|job))?$",
            _repeats,
        ),
        (
            "repeats",
            r"<ref> (should|must|needs to|has to|ought to|is to)( now)? (repeat|recur|happen|be done) (?P<when>.+)$",
            _repeats,
        ),
        (
            "due",
            rf"(@update) (the |a )?{_DUE} (of|for|on) <ref>( to| as| at| for| is|:) <when...>",
            _moves,
        ),
        ("due", r"(@update|add) <ref>('s)? (due date|deadline|date|time) (to|as|at|for) <when...>", _moves),
        (
            "reschedule",
            r"(@reschedule|swap|nudge|slide|adjust|put back|carry over) <ref> "
            r"(to(?= in )|to|until|till|for|by|on|at|as|back to|forward to|due|so it is due|so it's due|"
            r"so that it's due|in) <when...>",
            _moves,
        ),
        ("due", r"((i |we )?(want|need|have|like) )?<ref> (at|on|for|to) <when> instead$", _moves),
        ("reschedule", r"(put|push|hold) <ref> (off|back) (until|till|to|for) <when...>", _moves),
        ("due", r"(do|put|get|have) (?P<ref>(?!the same\b)@pronoun) (down )?(at|for|on|to|in) <when...>", _moves),
        ("due", r"(@reschedule) (?P<ref>@pronoun) <when...>", _moves),
        ("due", r"(@reschedule) (?P<ref>(the )?(task |#)\d+) <when...>", _moves),
    )
)

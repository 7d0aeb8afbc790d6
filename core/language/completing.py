"""Requests and remarks that say a task is done, or not done after all: complete, offer to complete, reopen."""

import re

from core.language import talk_words
from core.language.dates import find_date
from core.language.days_meant import as_day
from core.language.everyday import is_past_deed
from core.language.grammar import Build, Clause, Operations, Rule, pattern
from core.language.normalise import Said
from core.language.operations import Intent, Operation, Reference
from core.language.pointing import read_reference
from core.language.split import split_names
from core.language.tasks_or_not import (
    GONE,
    LISTED,
    LONG_AGO,
    as_meant,
    foreign_word,
    gated,
    is_about_tasks,
    is_foreign_list,
    is_known,
    is_known_whole,
    may_be_a_task,
    names_tasks,
    only_known,
    reference_of,
    references_of,
)

_TROUBLE = pattern(rf"\b({talk_words.TROUBLE})\b")  # "I got the wrong change from the machine" is no deed
_NEVER_COMPLETED = frozenset({"banking", "travel", "device"})


def _completes(rule: str, *, sure: bool = True, plain: bool = False, offer: bool = False) -> Build:
    """`plain`: said of nothing but tasks, whatever they are about ("mark … as done")."""

    def build(match: re.Match[str], clause: Clause) -> Operations | None:
        if match.groupdict().get("list") and is_foreign_list(match.group("list")):
            return None
        if _asks_for_what_is_done(match, clause):
            return None
        if clause.obliged and _TO_DO.match(match.group(0)):  # "I must finish the essay" is yet to be done
            return None
        if match.group(0).startswith(
            ("complete ", "finish ")
        ):  # said of nearly anything but accounts, bookings and devices
            if not may_be_a_task(as_meant(clause.said.group(match, "ref")), clause, foreign=_NEVER_COMPLETED):
                return None
        elif not is_about_tasks(match, clause, sure=sure, plain=plain) or LONG_AGO.search(clause.said.low):
            return None
        return tuple(
            Operation(Intent.COMPLETE, rule, reference=one, is_offer=offer)
            for one in references_of(match, clause, until_comma=True)
        )

    return build


def _asks_for_what_is_done(match: re.Match[str], clause: Clause) -> bool:
    """ "Delete everything that's done", "clear completed": the word for done tells which tasks, not what to do."""
    said = clause.said.group(match, "ref")
    is_said_first = match.start("ref") == 0  # "complete add the logo" has its own verb before it
    return is_said_first and bool(_ORDERS.match(said.low)) and not is_known_whole(said, clause)


_ORDERS = pattern(
    r"(delete|remove|erase|clear( out| away| off)?|wipe( out)?|purge|trash|bin|drop|dump|get rid of|throw (out|away)|"
    r"archive|hide|show|list|display|see|view|find|count|print)( me)?"
    r"( (all|every|everything|what|what's|whats|whatever|any|anything|the|my|those|stuff|things|ones|tasks|already|"
    r"just|it|that|this)\b.*)?$|"
    r"(add|create) .*"
)
_TO_DO = pattern(r"(complete|finish|wrap up|close out|close|resolve) ")


def _completes_it(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Mark as done": the task the talk is about."""
    return (Operation(Intent.COMPLETE, "marks it done", reference=Reference("pronoun", "it")),)


def _tells_a_deed(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "I did groceries today": when it was done is no part of what was done."""
    said = clause.said.group(match, "ref")
    each = split_names(said)
    if len(each) < 2 or is_known_whole(said, clause) or not all(is_known_whole(one, clause) for one in each):
        each = ()
    if "," in said.low and not each:
        said = said.part(0, said.low.index(","))
    trouble = _TROUBLE.search(clause.said.low) and not talk_words.SERVICE_WORDS.keys().isdisjoint(
        clause.said.low.split()
    )
    if _HAVE_GOT.match(clause.said.low) and (not is_known(said, clause) or _is_to_come(said, clause)):
        return None
    if (trouble or foreign_word(said.low)) and not is_known(said, clause):
        return None
    if (when := find_date(said.low, clause.context.now)) and when.span[1] >= len(said.low) - 1 and when.span[0]:
        said = said.without(*when.span).part(0)
    return tuple(
        Operation(Intent.COMPLETE, "tells what was done", reference=read_reference(one, clause.context), is_offer=True)
        for one in each or (said,)
    )


_HAVE_GOT = pattern(r"(i|we)('ve| have)( also| still| just)* got ")  # "I've got a rehearsal on Friday" is yet to come


def _is_to_come(said: Said, clause: Clause) -> bool:
    found = find_date(said.low, clause.context.now)
    return found is not None and as_day(found.due) > clause.context.now.date()


def _completes_the_numbered(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "I've done task 5": pointed at by its number or place, so nothing is left to offer."""
    said = clause.said.group(match, "ref")
    reference = read_reference(said, clause.context) if names_tasks(said.low) else None
    if reference is None or reference.kind not in ("number", "ordinal"):
        return None
    return (Operation(Intent.COMPLETE, "says it is done", reference=reference),)


_NOT_DEEDS = frozenset(
    "forgot failed missed skipped refused wanted needed tried meant planned hoped decided promised agreed offered "
    "started began stopped kept hated liked loved had thought".split()
)


def _tells_another(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "I bled the radiators": any deed in the past, where a title there shares a word with it."""
    if (
        match.group("verb") in _NOT_DEEDS
        or not is_past_deed(match.group("verb"))
        or not is_known(clause.said.group(match, "ref"), clause)
    ):
        return None
    return _tells_a_deed(match, clause)


def _reopens(match: re.Match[str], clause: Clause) -> Operations | None:
    return (Operation(Intent.REOPEN, "opens a task again", reference=reference_of(match, clause)),)


_IS_NOT = r"(n't| not) (actually |really )?(done|finished|complete|completed)( yet| after all)?"
_PUT_IT_BACK = r"(,? (so |and |please )*(put (it|that) back|reopen (it|that)|untick (it|that)|open (it|that) again).*)?"
REOPEN_RULES: tuple[Rule, ...] = tuple(
    Rule("reopen", pattern(template), gated(_reopens, sure=sure))
    for sure, template in (
        (True, r"(reopen|uncheck|untick|un-?complete|unmark) <ref...>"),  # nothing but a task can be
        (True, r"undo (the )?(completion of|completing|finishing) <ref...>"),
        (True, r"(put|get|bring) <ref> back (on|onto|to|in) (the |my )?(list|to-?do list|to-?dos?|open ones)\b.*$"),
        (False, r"(@reopen) <ref...>"),
        (
            False,
            r"undo (?!(the |my |this )?(to-?do )?lists?\b)<ref...>",
        ),  # "undo task 3": it alone, not the last change
        (False, r"<ref>'s not (actually |really )?(done|finished|complete|completed)( yet| after all)?$"),
        (False, r"(@mark) <ref> (back )?(as |to )?(@undone)$"),
        (False, rf"<ref> (is|are|was|were){_IS_NOT}{_PUT_IT_BACK}$"),
        (
            False,
            r"(i )?(haven't|have not|did not|didn't) (actually |really )?(finish|finished|complete|completed|done)"
            r"( with)? <ref>( yet| after all)?$",
        ),
    )
)

_NOT_NEW = r"(now|already|finally|just|all|been|has|have|is|are|was|were|got|'s|should be|can be)"
COMPLETE_RULES: tuple[Rule, ...] = tuple(
    Rule("complete", pattern(template), build)
    for template, build in (
        (r"(@mark) (as )?(@done)[.!]*$", _completes_it),
        (
            r"(change|set|update|put|mark|move) (the )?status (of|for|on) <ref> (to|as|into) (@done)$",
            _completes("marks it done"),
        ),
        (r"(done|finished|completed): <ref...>", _completes("says it is done", plain=True)),
        (r"<ref> ?(:|=|==|-|->|=>) ?(@done)[.!]*$", _completes("says it is done", plain=True)),
        (
            r"put (a )?(tick|check|check ?mark|cross) (next to|beside|by|on|against|through) <ref...>",
            _completes("ticks it off", plain=True),
        ),
        (
            r"(i|we)('ve| have)?( finally| just| already)* (done|did|finished|completed) "
            r"(?P<ref>(everything|all|both)\b.*)",
            _completes("says it is finished"),
        ),
        (r"tick the box (for|next to|by|beside) <ref...>", _completes("ticks it off", plain=True)),
        (
            r"((i|we)('ve| have)?)?( ?finally| ?just| ?already)* ?(got|gotten) <ref> (@done)[.!]*$",
            _completes("says it is finished"),
        ),
        (
            r"(i |i've |i have |we |we've )(already |just |finally )*<ref>[,.;]? (so |and |please |can you |now )*"
            r"(mark|check|tick|set|flag|cross|put) (it|that|this|them|the task)( off)?( as)? (@done)$",
            _completes("marks it done"),
        ),
        (
            rf"(@mark) <ref>( down| (on|in|from|off) {LISTED})? (@done)"
            r"( now| please| for me| today| too| instead| then)*[.!]*$",
            _completes("marks it done", plain=True),
        ),
        (r"(@mark) (as )?(@done):? <ref...>", _completes("marks it done", plain=True)),
        (
            rf"(check|tick|mark|cross) <ref> off(( of| from| on| in| off)* {LISTED})?{GONE}",
            _completes("ticks it off", plain=True),
        ),
        (
            r"(check off|tick off|tick|mark|mark off|cross off|cross out|cross) <ref> (off of|off|from|on|in|of) "
            rf"{LISTED}{GONE}",
            _completes("ticks it off"),
        ),
        (r"(check off|tick off|cross off|cross out|mark off)( that)? <ref...>", _completes("ticks it off", plain=True)),
        (r"(tick|cross) <ref...>", _completes("ticks it off", sure=False)),
        (r"(check|tick)( off)? (?P<ref>(tasks? )?#?\d{1,4}((,? and|,| &) ?#?\d{1,4})+)$", _completes("ticks them off")),
        (r"(complete|finish|wrap up|close out) <ref...>", _completes("starts with a word for completing")),
        (r"(close|resolve) <ref...>", _completes("starts with a word for completing", sure=False)),
        (
            r"(?P<ref>(the|my|our) ([\w'-]+ ?){1,4}) (is|are|has been|have been|was|were)"
            r"( now| all| already| finally)* (done|finished|completed|complete|ticked off)( now| already)*[.!]*$",
            _completes("says it is done"),
        ),
        (
            r"(?P<ref>(?!(i|we|he|she|they|you|it|this|that|what|who|nothing|everything|something|all|not|never|"
            r"if|when|work|dinner|lunch|breakfast|school|class|today|life|nearly|almost|well|once|"
            r"consider)\b)[\w'-]+( [\w'-]+){0,2}?) ((is|are|has been|have been)( all| now| finally| already)* )?"
            r"(done|finished|complete|completed)( now| already)?[.!]*$",
            _completes("says it is done"),
        ),
        (
            rf"<ref>('s)?(,? (that )?(i )?{_NOT_NEW}| that's)* ?(@done)"
            r"( now| already| today| yesterday| too| as well)*[.!]*$",
            _completes("says it is done", sure=False),
        ),
        (rf"<ref> ({_NOT_NEW} )+(@done) (on|in|from) {LISTED}$", _completes("says it is done")),
        (r"(completed|finished|done|all done|finished up)( with)? <ref...>", _completes("says it is done")),
        (
            r"(i|we)('ve| have)?( just| already| now| finally)* (done|did) <ref...>",
            _completes_the_numbered,
        ),
        (r"(@task) (completed|finished|done|complete):? <ref...>", _completes("says it is done")),
        (
            r"(i|we)('m|'ve|'re| am| have| are)?( just| also| now| already| finally| all)* "
            r"(finished|completed|done with|through with|finished with|wrapped up|ticked off|crossed off|checked off|"
            r"got done with)( with| up)? <ref...>",
            _completes("says it is finished"),
        ),
    )
)
_DEEDS = (
    "did(?! not|n't|,| you| it right| i)|made|bought|went|got (the|my|a|an|some|all)|paid|called|cleaned|"
    "washed|sent|wrote|read|took|picked|prepared|submitted|booked|ordered|visited|met|returned|fixed|"
    "watered|fed|walked|"
    "studied|practised|practiced|painted|packed|signed|renewed|emailed|texted|posted|mailed|cooked|baked|"
    "ran|exercised|handed|turned|dropped|cut|mowed|repaired|replaced|"
    "scheduled|registered|applied|updated|reviewed|printed|organised|organized|tidied|vacuumed|ironed|"
    "folded|sorted|attended|watched|planned|drafted|edited|filed|"
    "collected|grabbed|done|been to|gone|swept|mopped|dusted|hoovered|phoned|rang|spoke|asked|told|"
    "changed|swam|jogged|built|installed|set up|took out|put"
)
_ORDERS_TOO = r"(put|cut|set up|read)\b"  # alone they are as much an order as a deed
_DONE_TO_IT = (
    "paid|bought|cleaned|washed|sent|booked|ordered|submitted|fixed|signed|posted|written|sorted|renewed|returned|"
    "delivered|called|fed|watered|painted|mailed|emailed|printed|packed|mowed|mown|ironed|hoovered|vacuumed|swept|mopped|"
    "repaired|mended|replaced|installed|built|collected|picked up|dropped off|handed in|filed|made|cooked|baked|read|"
    "phoned|rung|texted|walked|groomed|folded|tidied|scheduled|cancelled|canceled|changed|emptied|taken out|put out|"
    "trimmed|planted|weeded|drafted|edited|proofread|reviewed|approved|uploaded|downloaded|backed up|tested|deployed|"
    "merged|shipped|sold|donated|wrapped|decorated|assembled|filled in|settled|transferred|redeemed|arranged|organised|"
    "organized|planned|prepared|prepped|defrosted|refilled|recycled|polished|sewn|hung"
)
OFFER_RULES: tuple[Rule, ...] = (
    Rule(
        "tells a deed",
        pattern(
            rf"((i|we)('ve| have)?|just|finally|already)( just| already| finally| now| also)* (?P<ref>({_DEEDS})\b.*)"
        ),
        _tells_a_deed,
    ),
    Rule(
        "tells a deed",
        pattern(r"(i|we)('ve| have)?( just| finally| already)* (?P<ref>(?P<verb>[a-z]+) .+)"),
        _tells_another,
    ),
    Rule(
        "tells a deed",
        pattern(
            r"((i|we)('ve| have)?( just| finally)* |just |finally )?"
            r"(managed to|got round to|got around to|got back from|came back from|am back from|been) "
            r"(the |my )?<ref...>"
        ),
        only_known(_tells_a_deed),
    ),
    Rule("tells a deed", pattern(rf"(?P<ref>(?!{_ORDERS_TOO})({_DEEDS})\b.*)"), only_known(_tells_a_deed)),
    Rule(
        "tells a deed",
        pattern(
            r"(?P<ref>(the |my )?[\w' -]{2,60}?)( is| are| has been| have been| was| were| got|'s been|'s)?"
            rf"( now| all| already| finally| just| been)* ({_DONE_TO_IT})( now| already| today| too| as well)*[.!]*$"
        ),
        only_known(_tells_a_deed),
    ),
)

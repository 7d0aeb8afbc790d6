"""Changes told as parts of a task beside it: "dentist: tuesday at 3", "make the essay high and due monday".

No phrase is looked for: the parts are read off the words, and what is left must be a task that is there.
"""

import re
from dataclasses import replace

from core.language.changes import update_from
from core.language.grammar import Clause, Operations, Rule, pattern
from core.language.lexicon import CHORES
from core.language.normalise import Said
from core.language.operations import Operation
from core.language.pointing import read_reference
from core.language.slots import read_slots
from core.language.split import split_names
from core.language.tasks_or_not import is_known, is_known_whole, points_at_tasks


def part_of_a_task_there(clause: Clause) -> Operations | None:
    """ "Dentist: tuesday at 3", "task 5 for sunday, high", "rent -> friday": a task there, and parts of one beside it.

    Besides these there may only stand words that join them ("should be", "instead"). Where the words before them could
    be a new job ("call mum tomorrow") something must say that the task there is meant.
    """
    said = clause.said
    if len(said.low) > 120 or clause.asked or clause.wished or _PAST_OR_WISH.search(said.low):
        return None
    if ("," in said.low or " and " in said.low) and (each := _each_with_its_own(said, clause)):
        return each
    lead = _LEADS.match(said.low)
    words = said.part(lead.end() if lead else 0)
    words = _with_levels(words)
    named, rest = _title_first(words, clause)
    slots = read_slots(rest, clause.context.now)
    left, joined = _without_joints(slots.title)
    if named and left:
        return None
    named = named or left
    if not named or named.quote or _TELLS_OF_SOMEBODY.match(named.low):
        return None
    reference = read_reference(named, clause.context)
    if reference is None:
        return None
    if reference.kind == "title" and reference.text:
        told = bool(lead and lead.group("verb")) or _TELLS.search(joined)
        known = is_known(named, clause) if "instead" in joined else is_known_whole(named, clause)
        if not known or (named.low.split()[0] in CHORES and not told):
            return None
        if slots.priority and not (slots.due or slots.repeat) and joined.split() in (["is"], ["are"]):
            return None  # "the rent is high"
    elif reference.kind not in ("number", "title"):
        return None
    return update_from(slots, "names a task and what changes", reference)


def _several_parts(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Make the essay high priority and due monday": two parts or more, which no rule for one of them may claim."""
    rest = clause.said.group(match, "rest")
    if len(rest.low) > 120 or _PAST_OR_WISH.search(rest.low) or _TAGGED_ONES.search(rest.low):
        return None
    if each := _each_with_its_own(rest, clause):
        return each
    slots = read_slots(_with_levels(rest), clause.context.now)
    tags = slots.tags if "#" in rest.low else ()  # "the one tagged garden" names a task
    parts = (slots.priority, slots.due or slots.repeat, tags)
    if sum(bool(part) for part in parts) < 2:
        return None
    left, _ = _without_joints(slots.title)
    reference = read_reference(left, clause.context) if left and points_at_tasks(left, clause) else None
    if reference is None or (reference.kind == "title" and reference.text and not is_known_whole(left, clause)):
        return None
    return update_from(slots, "changes several parts", reference)


def _gives_parts(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Add high priority to the essay", "put friday on task 3": nothing but parts, and a task there."""
    slots = read_slots(_with_levels(Said(*(f" {words}" for words in _texts(clause, match)))), clause.context.now)
    left, _ = _without_joints(slots.title)
    named = clause.said.group(match, "ref")
    return None if left else update_from(slots, "gives it a part", read_reference(named, clause.context))


def _texts(clause: Clause, match: re.Match[str]) -> tuple[str, str]:
    new = clause.said.group(match, "new")
    return new.text, new.low


GIVING_RULES = (
    Rule("gives", pattern(r"(add|put|set|give|stick) (?P<new>.{2,40}?) (to|on|for) <ref...>"), _gives_parts),
)


def _each_with_its_own(rest: Said, clause: Clause) -> Operations | None:
    """ "The drill to friday and the essay to monday": several tasks, each with parts of its own."""
    pieces = split_names(rest)
    if not 2 <= len(pieces) <= 6:
        return None
    told: list[Operation] = []
    for piece in pieces:
        made = Said(f"make {piece.text}", f"make {piece.low}")
        changed = part_of_a_task_there(replace(clause, said=made, asked=False, wished=False))
        if not changed:
            return None
        told += changed
    return tuple(told)


PARTS_RULES: tuple[Rule, ...] = (
    Rule(
        "parts",
        pattern(
            r"(make|set|mark|change|update|edit|put|give|move|push|bump|reschedule|adjust|flag|schedule|switch|have|"
            r"modify|postpone|shift|delay) <rest...>"
        ),
        _several_parts,
    ),
)


def _with_levels(said: Said) -> Said:
    """A bare "high" between parts said as "high priority"."""
    while found := _LEVEL_BEFORE.search(said.low):
        level = found.group("level") or "high"
        before, after = found.start() + 1, found.end()
        said = Said(*(f"{words[:before]}{level} priority{words[after:]}" for words in (said.text, said.low)))
    return said


def _title_first(words: Said, clause: Clause) -> tuple[Said, Said]:
    """The words apart where they begin with a whole title: "parents evening" and "7pm"."""
    start = 4 if words.low.startswith("the ") else 0
    fitting = (
        len(title)
        for title in clause.context.titles
        if words.low.startswith(title.lower(), start)
        and not words.low[start + len(title) : start + len(title) + 1].isalnum()
    )
    end = start + max(fitting, default=-start)
    return words.part(start if end else 0, end), words.part(end)


def _without_joints(said: Said) -> tuple[Said, str]:
    """The words without those at their end that only join them to a change ("should be"), and these."""
    joined = ""
    while match := _JOINS.search(said.low):
        said, joined = said.part(0, match.start()), f"{match.group('join')} {joined}"
    return said, joined


_LEVEL_BEFORE = pattern(r"[ :=>-]((?P<level>high|medium|low)|urgent|important|critical)(?=$|,| and | due | by | for )")
_TAGGED_ONES = pattern(r"#[\w/-]+ (@task|@item|stuff)\b")
_LEADS = pattern(r"(and |also |now |ok |so |then |for |(?P<verb>make|set|put|have|get) )*(?=\S)")
_JOINS = pattern(
    r"(^|[ ,;]+|(?<=[^ ,;a-z]))"
    r"(?P<join>\b(will be|will|is|are|deadline|due date|date|time|should be|should|needs to be|need to be|has to be|"
    r"must be|can be|to be|be|to|for|now|as|by|at|on|due|instead|please|too|then|rather|actually|better|"
    r"with|a|an|and|priority)|->|=>|→|=|:|-)[ ,;:]*$"
)
_TELLS = pattern(r"\b(instead|should|needs|has to|must|is|are|now|rather)\b|->|=>|→|=|:")
_TELLS_OF_SOMEBODY = pattern(r"(i|we|you|he|she|they|it|there|this|that|these|what|who|not|no|don't)('|\b)")
_PAST_OR_WISH = pattern(r"\b(was|were|yesterday|ago|last|hope|wish|if|when|because|did|had)\b")

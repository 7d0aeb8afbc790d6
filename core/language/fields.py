"""Parts of a task by name: emptied ("no deadline for the essay"), or to be changed to what was not said ("rename it").

What is missing then is for the agent to ask.
"""

import re

from core.language.changes import update, update_rules
from core.language.grammar import Build, Clause, Operations, Rule, pattern
from core.language.normalise import Said
from core.language.operations import Missing, Reference
from core.language.pointing import read_reference
from core.language.slots import read_priority
from core.language.tasks_or_not import is_known_whole, reference_of

_FIELDS: dict[str, Missing] = {
    "due": "due",
    "dea": "due",
    "dat": "due",
    "tim": "due",
    "pri": "priority",
    "des": "description",
    "not": "description",
    "det": "description",
    "rep": "repeat",
    "rec": "repeat",
    "sch": "repeat",
    "tit": "title",
    "nam": "title",
    "tag": "tags",
    "lab": "tags",
}


def _clears(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Remove the due date from task 2" empties one field; the task stays."""
    if match.group("field") == "time":  # of a date that stays: which it is, only an answer can tell
        return update("wants to change a task", reference_of(match, clause), {})
    return update("empties a field", reference_of(match, clause), {_FIELDS[match.group("field")[:3]]: None})


def _clears_named(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "The essay, no deadline": "tasks without a deadline" are looked for, not changed."""
    named = clause.said.group(match, "ref")
    reference = read_reference(named, clause.context)
    is_one = reference is not None and (reference.kind in ("number", "pronoun") or is_known_whole(named, clause))
    return _clears(match, clause) if is_one else None


def _clears_date(match: re.Match[str], clause: Clause) -> Operations | None:
    return update("empties a field", reference_of(match, clause), {"due": None})


def _empties_it(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Clear the date": of what the talk is about."""
    it = _the_subject(clause)
    if it and match.group("field") == "time":  # of a day that stays: which one, only an answer can tell
        return update(_WANTS, it, {}, missing="due")
    return update("empties a field", it, {_FIELDS[match.group("field")[:3]]: None}) if it else None


def _raises_it(match: re.Match[str], clause: Clause) -> Operations | None:
    it = _the_subject(clause)
    level = "low" if match.group("lower") else "high"
    return update("changes the priority", it, {"priority": level}) if it else None


def _sets_it(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Priority high": of what the talk is about."""
    it = _the_subject(clause)
    priority, _ = read_priority(Said.of(f"{match.group('level')} priority"))
    return update("changes the priority", it, {"priority": priority}) if it else None


def _asks_about_it(match: re.Match[str], clause: Clause) -> Operations | None:
    it = _the_subject(clause)
    return update(_WANTS, it, {}, missing=_FIELDS[match.group("field")[:3]]) if it else None


def _the_subject(clause: Clause) -> Reference | None:
    return Reference("pronoun", "it") if clause.context.touched or clause.context.listed else None


def _asks(missing: Missing) -> Build:
    def build(match: re.Match[str], clause: Clause) -> Operations | None:
        if _says_to_what(match, clause):
            return None
        return update(_WANTS, reference_of(match, clause), {}, missing=missing)

    return build


def _says_to_what(match: re.Match[str], clause: Clause) -> bool:
    """ "Move the essay to …": what follows was not understood, but was said."""
    named = clause.said.group(match, "ref").low.removeprefix("the ")
    return bool(_ALREADY_SAID.search(named)) and named not in {title.lower() for title in clause.context.titles}


def _asks_for_field(match: re.Match[str], clause: Clause) -> Operations | None:
    if _says_to_what(match, clause):
        return None
    return update(_WANTS, reference_of(match, clause), {}, missing=_FIELDS[match.group("field")[:3]])


def _snoozes(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Snooze the essay": by a day, which is until tomorrow for whatever is due by now."""
    return update("snoozes it for a day", reference_of(match, clause), {}, shift=(1, "days"))


_ALREADY_SAID = pattern(r" (to|into|as|until|till|for|by|with) ")
_WANTS = "wants to change a task"
_FIELD = (
    r"(?P<field>due date|due time|due|deadline|date|time|priority|description|notes?|details|repeat|repetition|"
    r"recurrence|recurring|schedule|tags|labels)"
)
CLEAR_RULES: tuple[Rule, ...] = update_rules(
    (
        (
            "clear",
            r"(remove|clear|delete|drop|take off|erase|unset|cancel|get rid of|take) (the |its |any )?"
            rf"((high|low|medium|top|urgent|current|old) )?{_FIELD} (from|of|on|for|off|off of) <ref...>",
            _clears,
        ),
        ("clear", rf"(remove|clear|delete|drop|erase) <ref>'s {_FIELD}$", _clears),
        ("cleared", rf"(remove|clear|delete|drop|erase) (the )?{_FIELD} <ref>$", _clears),
        ("cleared", rf"<ref>,? (with )?(no|without( a| any)?) {_FIELD}( please| needed| for now)*$", _clears_named),
        ("cleared", r"(unschedule|undate) <ref>$", _clears_date),
        ("cleared", r"(make|leave) <ref> (undated|unscheduled|open-ended|dateless)$", _clears_date),
        (
            "cleared",
            r"((put|move|do|leave|make) )?<ref> (in |for |to )?(someday|some day|whenever|eventually)"
            r"( maybe| instead)*$",
            _clears_date,
        ),
        (
            "clear",
            rf"(don't|do not|dont) (give|set|put) <ref> (a |an |any |the )*{_FIELD}( on it)?$",
            _clears,
        ),
        (
            "cleared",
            r"<ref> (doesn't|does not|don't|do not|shouldn't|should not|no longer|needn't) (needs?|has|have|get) "
            rf"(a |an |any |the )*{_FIELD}( any ?more| any longer| after all)?$",
            _clears,
        ),
        ("clear", rf"(no|without( a| any)?) {_FIELD} (for|on) <ref>$", _clears),
        ("clear", rf"(make|leave|set) <ref> (have no|with no|without( a| any)?|to no) {_FIELD}$", _clears),
    )
)
_NAMED = (
    r"(?P<field>due date|due time|due|deadline|date|time|priority|description|notes?|details|repeat|repetition|"
    r"recurrence|schedule|tags?|labels?|title|name)"
)
_ONLY_FIELD = r"(?P<field>due date|deadline|date|time|priority|description|notes|repeat|tags)"
_LATER = (
    r"( back| forward| off| out| later| a bit| a little| for now|"
    r" to (a |some )?(later|another|different) (date|day|time))*"
)
FIELD_RULES: tuple[Rule, ...] = update_rules(
    (
        (
            "asks",
            rf"(@update|add|give|move) (a |an |the )?(new |different |another )?{_NAMED} (of|for|on|to) <ref...>",
            _asks_for_field,
        ),
    )
)
UNFINISHED_RULES: tuple[Rule, ...] = (
    *FIELD_RULES,
    *update_rules(
        (
            ("snooze", r"snooze <ref>( please| for now| a bit| for a bit| for a while)*$", _snoozes),
            (
                "asks",
                r"<ref> (can|could|will have to|has to|needs to) (wait|be (moved|postponed|delayed|pushed back))"
                r"( a bit| a while| a little)?$",
                _asks("due"),
            ),
            ("asks", r"(let's |i'll |we'll )?do <ref> (another|some other) (day|time)$", _asks("due")),
            ("asks", r"skip <ref> (today|tonight|this week|for now|this time)$", _asks("due")),
            ("asks", r"not (today|now|this week) for <ref>$", _asks("due")),
            ("asks", rf"(@update) <ref>'s {_NAMED}$", _asks_for_field),
            ("asks", rf"(give|set) <ref> (a |an |another )(new |different )?{_NAMED}$", _asks_for_field),
            ("asks", r"(@rename) <ref...>", _asks("title")),
            ("asks", r"(tag|label) <ref...>", _asks("tags")),
            ("asks", r"(repeat|recur) <ref>( regularly)?$", _asks("repeat")),
            (
                "asks",
                rf"(reschedule|postpone|push|delay|defer|move|put off|shift|put back|hold off on|hold|bring forward|"
                rf"pull forward|(bring|pull)(?= .* forward$)) <ref>{_LATER}$",
                _asks("due"),
            ),
            (
                "asks",
                r"(i|we)('ll)? (really )?(need|give me|could use|have to have|want) (some |a bit |a little )?"
                r"(more|extra) time (for|on|with) <ref...>",
                _asks("due"),
            ),
            ("asks", r"give me (some |a bit |a little )?(more|extra) time (for|on|with) <ref...>", _asks("due")),
            (
                "asks",
                r"((i|we)( really| just)* )?(can't|cannot|can not|won't|will not|couldn't|am not going to) "
                r"(be able to )?(manage|do|make|get to|finish|get round to) <ref>"
                r" (today|tonight|this week|by then|in time|on time|any time soon|this afternoon)$",
                _asks("due"),
            ),
        )
    ),
    Rule(
        "it",
        pattern(
            r"(remove|clear|delete|drop|take off|erase|unset|lose|forget) (the |its |that |this )?"
            rf"{_ONLY_FIELD}( again| please| off| from it| altogether)*$"
        ),
        _empties_it,
    ),
    Rule(
        "it",
        pattern(
            r"(raise|increase|bump up|bump|up|(?P<lower>lower|reduce|decrease|drop)) (the |its )?(priority|prio)"
            r"( of it| a bit| up| down| please)*$"
        ),
        _raises_it,
    ),
    Rule(
        "it", pattern(r"(set |make |change )?(the |its )?(priority|prio)( to| is| =|:)? (?P<level>@level)$"), _sets_it
    ),
    Rule("it", pattern(rf"(change|update|edit|set|move|fix) (the |its )?{_NAMED}( again| please)*$"), _asks_about_it),
)

"""Requests to delete a task, to take it off the list, or not to be reminded of it any more.

Where the words only may mean a task, only the plainest verbs delete; the agent asks before it does.
"""

import re

from core.language.grammar import Build, Clause, Operations, Rule, pattern
from core.language.lexicon import CHORES_OF_ONES_OWN, WAYS_TO_REACH_PEOPLE
from core.language.operations import Intent, Operation
from core.language.tasks_or_not import (
    GONE,
    LISTED,
    is_about_tasks,
    is_foreign_list,
    is_known_whole,
    references_of,
)


def _deletes(rule: str, *, sure: bool) -> Build:
    def build(match: re.Match[str], clause: Clause) -> Operations | None:
        if clause.wished and is_known_whole(clause.said, clause):  # "I should cancel the milk", a task of that name
            return None
        if not clause.said.low.startswith(("delete ", "erase ")) and _is_a_title(clause):
            return None
        if "ref" not in match.groupdict():
            return (Operation(Intent.DELETE, rule),)
        if match.groupdict().get("list") and is_foreign_list(match.group("list")):
            return None
        if not is_about_tasks(match, clause, sure=sure):
            return None
        return tuple(Operation(Intent.DELETE, rule, reference=one) for one in references_of(match, clause))

    return build


def _is_a_title(clause: Clause) -> bool:
    """ "Turn off the old boiler", where a task is called just so."""
    said = _ARTICLES.sub("", clause.said.low).strip(" .!")
    return any(_ARTICLES.sub("", title.lower()).strip() == said for title in clause.context.titles)


_ARTICLES = pattern(r"\b(the|a|an|my|our) ")
OFF_LIST_RULES: tuple[Rule, ...] = tuple(
    Rule("delete", pattern(template), build)
    for template, build in (
        (
            rf"(@off_list) (off )?<ref>,? (off( of)?|out of|from) {LISTED}{GONE}",
            _deletes("takes it off the list", sure=True),
        ),
        (
            r"(wipe|clear|empty|blank) (?P<ref>(my|the|our) ([\w-]+ ){0,3}list)( clean| out)$",
            _deletes("empties the list", sure=True),
        ),
        (
            rf"(take|get|pull|strike|scratch|knock) off <ref> (from|of|on|in) {LISTED}{GONE}",
            _deletes("takes it off the list", sure=True),
        ),
        (
            rf"(@delete) (off )?<ref>,? (off( of)?|out of|from|of|on|in|for) {LISTED}{GONE}",
            _deletes("takes it off the list", sure=True),
        ),
        (
            rf"(lose|zap|ax|yank|boot|evict|banish|no more|rub out) <ref>,? (on|in) {LISTED}{GONE}",
            _deletes("takes it off the list", sure=True),
        ),
        (rf"(get )?rid {LISTED} of <ref>{GONE}", _deletes("takes it off the list", sure=True)),
        (
            r"(?P<ref>(my|the|our) ([\w-]+ ){0,3}list) (needs to|should|must|has to|can) be "
            r"(cleared|emptied|deleted|erased|wiped|blank|empty|reset|cleaned|removed|purged)( out| clean| now)?$",
            _deletes("empties the list", sure=True),
        ),
        (
            r"(start|begin) (over|fresh|again|anew)( with| on)? (?P<ref>(my|the|our) ([\w-]+ ){0,3}list)"
            r"(,? (so |and )?(erase|delete|clear|wipe|empty) (it|everything|all of it))?$",
            _deletes("empties the list", sure=True),
        ),
        (
            r"(i |we )?(want|need|would like|'d like|like) <ref> (to be )?"
            r"(taken|removed|deleted|erased|crossed|scratched|struck|dropped|cleared|gone) (off|from|out)( of)? "
            rf"{LISTED}{GONE}",
            _deletes("takes it off the list", sure=True),
        ),
        (rf"(i )?(want|need) nothing (on|in) {LISTED}{GONE}", _deletes("empties the list", sure=True)),
        (rf"take <ref> (of|off) {LISTED}{GONE}", _deletes("takes it off the list", sure=True)),
        (
            rf"(on|from|in) {LISTED},? (please )?(@delete) <ref...>",
            _deletes("takes it off the list", sure=True),
        ),
        (
            r"(?P<list>([\w'-]+ ){0,3}lists?),? (please )?(@delete_bare|take off) <ref...>",
            _deletes("takes it off the list", sure=True),
        ),
        (
            r"(i |we )?(already |just |'ve |have |did |don't |dont |do not |no longer |'re |am |are |all )*"
            r"(bought|got|have|had|picked up|need|want|did|finished|done with|out of|through with) <ref>"
            r"( any ?more)?[,;.]? (so |and )?(please |you can |can you |could you |now |just )*"
            r"(@delete|take|cross|scratch|strike|get|pull) (it|that|this|them|those)( item)? (off|from|out of|off of)"
            rf"( of)? {LISTED}{GONE}",
            _deletes("takes it off the list", sure=True),
        ),
        (r"(make|leave|set) <ref> (be )?(blank|empty|clear|clean)$", _deletes("empties the list", sure=False)),
        (
            r"(move|send|put|throw) <ref> (to|in|into) (the )?(trash|bin|rubbish|garbage|recycle bin|waste)\b.*",
            _deletes("moves it to the trash", sure=True),
        ),
    )
)
_OFF = (
    r"(,? (so |and |please |just |you can )*(take|remove|delete|drop|strike|scratch|get rid of|bin|cross|cancel) "
    r"(it|that|them|this)( off)?( (of |from )?(the|my|our) ([\w-]+ )?list)?( please)?)"
)
_ANY_MORE = r"( any ?more| any longer| after all)"
_SINCE = r"(,? (any ?more|any longer|now|after all|today))*([,;.:] .*| (because|since|cause) .*)?[.!]*$"
_JOBS = "|".join(sorted(CHORES_OF_ONES_OWN | WAYS_TO_REACH_PEOPLE))
NOT_NEEDED_RULES: tuple[Rule, ...] = tuple(
    Rule("delete", pattern(template), build)
    for template, build in (
        (
            r"(i |we )?(do not|don't|dont|no longer|won't|will not) (need|want|have to) (to )?<ref> (on|in) "
            r"(?P<list>((my|the|our) )?([\w'-]+ ){0,3}(lists?|tasks|to-?dos|reminders))"
            r"( anymore| any more| any longer)?$",
            _deletes("not needed on the list any more", sure=True),
        ),
        (
            rf"(there('s| is) )?no (longer )?need (to|for) <ref> (on|in|from) {LISTED}{GONE}",
            _deletes("not needed on the list any more", sure=True),
        ),
        (
            rf"((there('s| is) )?no (longer )?need to|(i |we )?no longer (need|have|want) to) <ref>{_SINCE}",
            _deletes("not needed any more", sure=False),
        ),
        (
            r"((there('s| is) )?no (longer )?need to|(i |we )?no longer (need|have) to) "
            rf"(?P<ref>({_JOBS})(?!.*\b(you|me|yourself|anything|it)\b) .{{2,60}}?){_SINCE}",
            _deletes("not needed any more", sure=True),
        ),
        (
            r"(i |we )?(do not|don't|dont|no longer) (need|have|(want|fancy)(?! (@pronoun)\b)) "
            rf"(to )?<ref>{_ANY_MORE}+{_OFF}?$",
            _deletes("not needed any more", sure=False),
        ),
        (
            r"(i |we )?(do not|don't|dont|no longer|already) (need|have|want|got) (to )?"
            rf"(the |any |that )*<ref>{_ANY_MORE}*(?=,? (so|and|please) ){_OFF}$",
            _deletes("not needed any more", sure=False),
        ),
        (
            r"((i|we) |(i|we)'m |(i|we) am |we're )?(won't be|will not be|not|am not|are not|aren't|not going to be) "
            rf"(going to (do )?|[a-z]+ing )<ref>{_ANY_MORE}+{_OFF}?$",
            _deletes("not to be done any more", sure=False),
        ),
        (
            r"<ref> (doesn't|does not|don't|do not|no longer|won't) needs? "
            rf"((to be )?[\w-]+(ing|ed)|doing|it){_ANY_MORE}+{_OFF}?$",
            _deletes("not needed any more", sure=False),
        ),
        (
            r"<ref> (is|are|'s) (not |n't |no longer )"
            rf"(needed|necessary|happening|going ahead|on|required){_ANY_MORE}*{_OFF}?$",
            _deletes("not needed any more", sure=False),
        ),
        (
            r"never ?mind (on |about )?(?!(that|it|this|them|those|what)\b)<ref...>",
            _deletes("takes it back", sure=False),
        ),
    )
)
DELETE_RULES: tuple[Rule, ...] = tuple(
    Rule("delete", pattern(template), build)
    for template, build in (
        (  # of a task or the list, "undo" takes back the last change instead
            r"undo (?P<ref>((the|my|that|a) )?reminders? (to|for|about|of|that) .+)",
            _deletes("takes a reminder back", sure=False),
        ),
        (rf"(take|strike|scratch) <ref> off{GONE}", _deletes("takes it off the list", sure=False)),
        (r"(take|strike|scratch|pull) off <ref...>", _deletes("takes it off the list", sure=False)),
        (
            r"<ref>,? (please )?(@delete_bare) (it|that|them|this)( please)?$",
            _deletes("asks to delete it", sure=False),
        ),
        (
            r"(i |we )?(want|need|would like|'d like|like) <ref> (to be )?"
            r"(deleted|removed|cancelled|canceled|erased|cleared|gone|wiped)( please| now)*$",
            _deletes("asks to delete it", sure=False),
        ),
        (r"(@delete)( me)? <ref...>", _deletes("starts with a word for deleting", sure=False)),
    )
)
DELETE_BARE_RULES: tuple[Rule, ...] = tuple(
    Rule("delete", pattern(template), build)
    for template, build in (
        (r"(@delete_bare) <ref...>", _deletes("starts with a word for deleting", sure=True)),
        (r"(delete|remove|erase)[.!]*$", _deletes("a word for deleting alone", sure=True)),
    )
)

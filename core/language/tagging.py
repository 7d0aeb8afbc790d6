"""Requests to put tags on a task, to take them off, or to put one in place of another."""

import re

from core.language.changes import unquoted, update, update_rules
from core.language.grammar import Clause, Operations, Rule
from core.language.tasks_or_not import is_known_whole, reference_of


def _words_of(match: re.Match[str], group: str = "tags") -> tuple[str, ...]:
    words = re.split(r",? and |, ?| & | ", match.group(group))
    return tuple(word.lstrip("#") for word in words if word.strip("# ") and word not in _NO_TAGS)


def _tags(match: re.Match[str], clause: Clause) -> Operations | None:
    if match.group(0).startswith(("remove", "take", "drop", "untag", "delete", "clear")):
        return update("takes a tag off", reference_of(match, clause), {}, drop_tags=_words_of(match))
    return update("adds a tag", reference_of(match, clause), {}, tags=_words_of(match))


def _tags_said(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Add 'office' as a tag to the report"."""
    words = unquoted(clause.said.group(match, "new")).lower().replace("#", "").split()
    return update("adds a tag", reference_of(match, clause), {}, tags=tuple(words)) if len(words) <= 3 else None


def _tags_bare(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Tag the essay school": the last word is the tag, unless it is the title's."""
    named, whole = clause.said.group(match, "ref"), clause.said.part(match.start("ref"), match.end("tags"))
    if not is_known_whole(named, clause) or is_known_whole(whole, clause):
        return None
    return _tags(match, clause)


def _has_only(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Change the tag of the essay to school": whatever it was before."""
    return update("changes the tags", reference_of(match, clause), {"tags": list(_words_of(match))})


def _replaces(match: re.Match[str], clause: Clause) -> Operations | None:
    reference = reference_of(match, clause)
    return update("changes a tag", reference, {}, tags=_words_of(match), drop_tags=_words_of(match, "old"))


def _untags(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Untag the essay": its tag, whichever it is."""
    return update("takes its tag off", reference_of(match, clause), {}, missing="untag")


_NO_TAGS = frozenset({"tag", "tags", "label", "labels", "the", "a", "and"})
_TAG = r"#?[\w/-]+"
_TAG_WORDS = rf"(?P<tags>{_TAG}((, ?| and |,? and | & | )#?[\w-]+)*)"
_ADD = "add|put|attach|give|stick|apply|slap"
TAG_RULES: tuple[Rule, ...] = update_rules(
    (
        (
            "tag",
            r"(remove|take off|take|drop|delete|clear) (the |its )?(tags? |labels? )?"
            r"(?P<tags>((?<=tag )|(?<=tags )|(?<=label )|(?=#))(?!(from|off)\b)#?[\w-]+)( tag| label)? "
            r"(from|off|off of) <ref...>",
            _tags,
        ),
        (
            "tag",
            r"(remove|take|drop|delete|clear) (the )?(?P<tags>(?!(the|its|that)\b)#?[\w-]+) (tag|label) "
            r"(from|off|off of) <ref...>",
            _tags,
        ),
        (
            "tag",
            r"(remove|take off|take|drop|delete|clear) (the |its |that )?(tag|label) (from|off|off of) <ref...>",
            _untags,
        ),
        ("tag", r"(tag|label) <ref> (?P<tags>#[\w-]+(,? (and )?#[\w-]+)*)$", _tags),
        ("tag", r"untag <ref> (from|as|with) (?P<tags>#?[\w-]+)$", _tags),
        ("tag", r"(untag|un-tag|unlabel) <ref...>", _untags),
        ("tag", rf"(re-?)?(tag|label) <ref> (with|as|under) (the )?(tags? |labels? )?{_TAG_WORDS}$", _tags),
        ("tag", r"(tag|label) (?P<ref>@pronoun|((the )?task|#|number) ?\d+) (?P<tags>#?[\w-]+)$", _tags),
        ("tagged", r"(tag|label) <ref> (?P<tags>#?[\w-]+)$", _tags_bare),
        (
            "tag",
            rf"({_ADD}) (the |a )?"
            r"(?P<tags>(tags? )?#[\w-]+((, ?|,? and | (?=#))#[\w-]+)*|(tags?|labels?) (?!(to|on|onto|for)\b)[\w-]+)"
            r"( tag| label)? (to|on|onto) <ref...>",
            _tags,
        ),
        ("tagged", rf"({_ADD}) (the |an? )?(?P<tags>[\w-]+) (tag|label) (to|on|onto) <ref...>", _tags),
        ("tagged", r"(?P<tags>#[\w-]+((, ?|,? and | )#[\w-]+)*) (to|on|onto|for) <ref...>", _tags),
        ("tag", r"(add|put|use|give) (?P<new>.+?) as (a |the )?(tag|label) (on|to|for) <ref...>", _tags_said),
        ("tag", r"(put|file) <ref> under (the )?(tags? |labels? |#)(?P<tags>[\w-]+)$", _tags),
        ("tag", r"(give|add) <ref> (the |a )?(tag|label) (?P<tags>#?[\w-]+)$", _tags),
        ("tag", r"(give|add) <ref> (the |a |an )?(?P<tags>#?[\w-]+) (tag|label)$", _tags),
        (
            "tag",
            rf"(change|switch|replace|set|update) (the )?(tag|label)s? (of|on|for) <ref> (from {_TAG} )?"
            rf"(to|with|into|as) {_TAG_WORDS}$",
            _has_only,
        ),
        ("tag", rf"(change|switch|replace|set|update) <ref>'s (tag|label)s? (to|with|into) {_TAG_WORDS}$", _has_only),
        (
            "tag",
            rf"(change|switch|replace|swap) (the )?(tag |label |(?=#))(?P<old>{_TAG}) (to|with|for|by|into) "
            rf"(the )?(tag |label )?(?P<tags>{_TAG}) (on|for|of|in) <ref...>",
            _replaces,
        ),
        (
            "tag",
            r"(change|switch|retag|re-tag|relabel) <ref> from #(?P<old>[\w/-]+) (to|into) #?(?P<tags>[\w/-]+)$",
            _replaces,
        ),
    )
)

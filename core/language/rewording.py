"""Requests to change what a task says: its title, its description and its tags."""

import re

from core.language.changes import new_words, unquoted, update, update_rules
from core.language.grammar import Clause, Operations, Rule
from core.language.lexicon import CHORES
from core.language.slots import as_title
from core.language.tasks_or_not import reference_of


def retitled(match: re.Match[str], clause: Clause) -> Operations | None:
    """A new title, with a capital unless it was quoted."""
    new = new_words(match, clause)
    title = new.quote if new.is_quote and new.quote else as_title(new)
    return update("gives a new title", reference_of(match, clause), {"title": title})


def _describes(match: re.Match[str], clause: Clause) -> Operations | None:
    text = unquoted(clause.said.group(match, "new"))
    verb = (match.groupdict().get("how") or "to").strip()
    if match.group(0).startswith(("add ", "append ", "attach ")):
        verb = "add"
    reference = reference_of(match, clause)
    if verb.startswith(("to include", "to also", "include", "add", "to mention", "to add")):
        return update("adds to the description", reference, {}, append_description=text)
    return update("gives a new description", reference, {"description": text})


def _notes(match: re.Match[str], clause: Clause) -> Operations | None:
    text = unquoted(clause.said.group(match, "new"))
    return update("adds a note", reference_of(match, clause), {}, append_description=text)


def _tags(match: re.Match[str], clause: Clause) -> Operations | None:
    words = re.split(r",? and |, ?| ", match.group("tags"))
    tags = tuple(word.lstrip("#") for word in words if word.strip("# ") and word not in ("tag", "tags", "the", "and"))
    if match.group(0).startswith(("remove", "take", "drop", "untag", "delete", "clear")):
        return update("takes a tag off", reference_of(match, clause), {}, drop_tags=tags)
    return update("adds a tag", reference_of(match, clause), {}, tags=tags)


def _tags_said(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Add 'office' as a tag to the report"."""
    words = unquoted(clause.said.group(match, "new")).lower().replace("#", "").split()
    return update("adds a tag", reference_of(match, clause), {}, tags=tuple(words)) if len(words) <= 3 else None


_TAG_WORDS = r"(?P<tags>#?[\w-]+((, ?| and |,? and | & | )#?[\w-]+)*)"
_JOB = "|".join(sorted(CHORES - {"change", "set", "update"}))
_DESCRIPTION = r"(description|notes?|details?|comment)"
TAG_RULES: tuple[Rule, ...] = update_rules(
    (
        (
            "tag",
            r"(remove|take off|take|drop|delete|clear) (the )?(tags? |labels? )?"
            r"(?P<tags>((?<=tag )|(?<=tags )|(?<=label )|(?=#))#?[\w-]+)( tag| label)? (from|off|off of) <ref...>",
            _tags,
        ),
        (
            "tag",
            r"(remove|take|drop|delete|clear) (the )?(?P<tags>#?[\w-]+) (tag|label) (from|off|off of) <ref...>",
            _tags,
        ),
        ("tag", r"(tag|label) <ref> (?P<tags>#[\w-]+(,? (and )?#[\w-]+)*)$", _tags),
        ("tag", r"untag <ref> (from|as|with) (?P<tags>#?[\w-]+)$", _tags),
        ("tag", rf"(tag|label) <ref> (with|as|under) (the )?(tags? |labels? )?{_TAG_WORDS}$", _tags),
        ("tag", r"(tag|label) (?P<ref>@pronoun|((the )?task|#|number) ?\d+) (?P<tags>#?[\w-]+)$", _tags),
        (
            "tag",
            r"(add|put|attach|give) (the )?"
            r"(?P<tags>(tags? )?#[\w-]+((, ?|,? and | (?=#))#[\w-]+)*|(tags?|labels?) [\w-]+)( tag| label)? "
            r"(to|on|onto) <ref...>",
            _tags,
        ),
        ("tag", r"(add|put|use|give) (?P<new>.+?) as (a |the )?(tag|label) (on|to|for) <ref...>", _tags_said),
        ("tag", r"(put|file) <ref> under (the )?(tags? |labels? |#)(?P<tags>[\w-]+)$", _tags),
        ("tag", r"(give|add) <ref> (the |a )?(tag|label) (?P<tags>#?[\w-]+)$", _tags),
    )
)
WORDING_RULES: tuple[Rule, ...] = update_rules(
    (
        ("title", r"(@update) (the )?(title|name) (of|for|on) <ref> (to|as|into|with) <new...>", retitled),
        ("title", r"(@update) <ref>('s)? (title|name) (to|as|into|with) <new...>", retitled),
        (
            "title",
            r"<ref>('s)? (title|name) (should|must|needs to|ought to|has to) (be|read|say)(:| called)? <new...>",
            retitled,
        ),
        ("title", r"the (title|name) (of|for) <ref> (should|must|needs to) (be|read|say)(:)? <new...>", retitled),
        ("told", r"<ref> (should|must|ought to|needs to) (say|read|be called|be named|be titled) <new...>", retitled),
        (
            "rename",
            r"(call|name) (?P<ref>it|that one|this one|(the|that|this) task) (?!a day|quits|off|back)<new...>",
            retitled,
        ),
        ("rename", r"(@rename) <ref> (to|as|into|with) <new...>", retitled),
        (
            "rename",
            rf"(change|replace|edit|correct) (?P<ref>({_JOB}) .+?) (to|into|with) (?P<new>({_JOB}) .+)",
            retitled,
        ),
        ("rename", r"(@update) <ref> to (say|read|be called|be named)(:)? <new...>", retitled),
        (
            "description",
            rf"(@update|add) (the |a )?{_DESCRIPTION} (of|for|on|to) <ref>"
            r"(?P<how> to include| to also include| to mention| to add| to say| to read| to| as| with|:| saying|"
            r" that says| which says| that) <new...>",
            _describes,
        ),
        (
            "description",
            rf"(@update) <ref>('s)? {_DESCRIPTION} "
            r"(?P<how>to include|to also include|to mention|to add|to say|to read|to|as|with|include) <new...>",
            _describes,
        ),
        (
            "description",
            rf"(for|on|in) <ref>,? (@update) (the |its )?{_DESCRIPTION} "
            r"(?P<how>to include|to mention|to say|to read|to|as|with) <new...>",
            _describes,
        ),
        (
            "note",
            rf"(add|append|attach|put|include|write|note) <new...> (to|in|on|into|as) (the )?({_DESCRIPTION}|a note) "
            r"(of|for|on|to|in) <ref...>",
            _notes,
        ),
        (
            "note",
            rf"(add|append|attach|put|include|write|note) <new...> (to|in|on|into) <ref>('s)? {_DESCRIPTION}$",
            _notes,
        ),
        (
            "note",
            r"(for|on) <ref>,? (add|append|put|make) (a |the )?(note|comment)( saying| that says| to say)?:? <new...>",
            _notes,
        ),
    )
)

"""Requests for a new task or reminder: how they begin, where the task's words stand in them, and wishes that imply one."""

import re
from dataclasses import replace

from core.language import lexicon
from core.language.grammar import Clause, Operations, Rule, pattern
from core.language.normalise import Said
from core.language.operations import Context, Intent, Operation
from core.language.slots import Slots, as_title, clean_title, read_slots
from core.language.split import split_titles

_DET = r"(?:(?:a|an|another|one|some|my|this|new|up|up a|quick|following|first|daily|weekly|monthly|repeat|repeating|recurring|(?:@priority|urgent|important)(?:[ -](?:priority|prio))?) )*"
_NOUN = rf"(?P<kind>{_DET}(?:(?:shopping|grocery|work|home|household|personal) )?(?:event )?(?:@task|(?:grocery|shopping|list|action) items?|items?))(?! ?#?\d)(?! (?:as|off|to (?:be )?(?:@priority|done|urgent))\b)(?!'s? (?:lists?|title|description|name|priority|due)\b)"
_LINK = r"(?: for me| up| down| please| in my list| on my list| to my list)*(?:(?:[:,-]| (?:that says|saying|which says|called|named|titled|labell?ed|to remind me|so i (?:don't|do not|dont) forget|to notify me|reminding me|that i need|that i have to|that i should))+)?"
_LIST_NAME = (
    r"(?:(?:my|the|our|this|that|a|me) )?(?P<list>(?:(?!list\b)[\w'-]+ ){0,4}?(?:lists?|shopping cart|to-?dos?|to dos?|tasks|reminders)"
    r"(?: (?:of|for|with) (?:my |the )?@list_of(?: (?:to|i|for) [\w'-]+(?: [\w'-]+)?)?)?)"
)
_TO_LIST = rf"(?:to|on|onto|in|into|down on|at|down in|for|of) {_LIST_NAME}"
_TRAIL = r"(?:,? (?:for me|please|too|as well|now|again|also|thanks|thank you|cause .{1,80}|because .{1,80}|since .{1,80}|so i .{1,80}|(?:for|by|due|at|on|with) .{1,60}))*[.!?]*$"
_FOREIGN_LIST = re.compile(r"\b(?:play ?lists?|contacts?|clients?|songs?|albums?|music|friends|emails?|mailing|favou?rites?|guest|indie|folk|cities)\b")
_ASKS_TO_RECALL = pattern(
    r"(?:of |about )?(?:what|which|where|who|if|whether|why)\b|(?:of |about )?(?:all )?(?:of )?(?:the|my|all|all my|all the) (?:things|tasks|items|stuff|to-?dos|reminders|appointments|events)\b"
)
_NOT_A_TITLE = re.compile(r"(?:@|for|to|about|of|that|this|it|something|me|one|please|later|now|today)$")
_VAGUE = pattern(r"(?:(?:to )?(?:do )?(?:that|this|it|something|one|them|a task|a reminder|please|me|something else|an item|@item)|later|again)$")


def new_tasks(body: Said, context: Context, rule: str) -> Operations:
    """One or several add operations from the words of the task; a vague "this" or nothing leaves the title open."""
    slots = read_slots(body, context.now)
    return tuple(_operation(replace(slots, title=clean_title(title)), rule) for title in split_titles(slots.title))


def _operation(slots: Slots, rule: str) -> Operation:
    due, repeat = slots.due, slots.repeat
    title = None if _VAGUE.match(slots.title.low) else as_title(slots.title) or None
    return Operation(
        Intent.ADD,
        rule,
        title=title,
        description=slots.description,
        priority=slots.priority,
        due=due.due if due else repeat.first if repeat else None,
        due_text=due.text if due else None,
        due_note=due.note if due else None,
        repeat=repeat.rrule if repeat else None,
        repeat_text=repeat.text if repeat else None,
        tags=slots.tags,
    )


def _add(rule: str):
    def build(match: re.Match[str], clause: Clause) -> Operations | None:
        groups = match.groupdict()
        if groups.get("list") and _FOREIGN_LIST.search(groups["list"]):
            return None
        body = clause.said.group(match, "body") if groups.get("body") else Said("", "")
        if groups.get("kind"):  # "a high priority task to …": what stands before the noun belongs to the task
            kind = clause.said.group(match, "kind")
            extra = re.match(r".*?((?:@priority|high|low|medium|top|normal|urgent|important)(?:[ -](?:priority|prio))?|daily|weekly|monthly|yearly)\b", kind.low)
            if extra:
                word = extra.group(1)
                word += "" if "prio" in word or word[-2:] == "ly" or word in ("urgent", "important") else " priority"
                body = Said(f"{body.text}, {word}", f"{body.low}, {word}")
        return new_tasks(body, clause.context, rule)

    return build


def _remind(match: re.Match[str], clause: Clause) -> Operations | None:
    body = clause.said.group(match, "body")
    if _ASKS_TO_RECALL.match(body.low) or body.low.startswith(("me ", "again")):
        return None
    return new_tasks(body, clause.context, "starts with 'remind me'")


def _bare(match: re.Match[str], clause: Clause) -> Operations | None:
    body = clause.said.group(match, "body")
    if clause.wished or any(word in lexicon.FOREIGN_WORDS for word in re.findall(r"[\w']+", body.low)):
        return None
    if _VAGUE.match(body.low) or re.match(r"\d+ (?:and|plus|to) \d+", body.low):
        return None
    return new_tasks(body, clause.context, "starts with 'add'")


def _rule(name: str, template: str, build=None) -> Rule:
    return Rule(name, pattern(template), build or _add(name))


ADD_RULES: tuple[Rule, ...] = (
    Rule("starts with 'remind me'", pattern(r"(?:to )?remind(?: me| us| myself)\b(?P<body>.*)"), _remind),
    _rule("asks for a reminder", r"(?:@add|need|want|i need|i want|like|send|send me|set me|have|request|use) (?:me )?(?:up )?" + rf"(?P<kind>{_DET}(?:event |calendar )?@task)(?! ?#?\d)(?! (?:as|off|lists?|to (?:be )?(?:@priority|done|urgent))\b)(?!'s\b)(?: set| put| added)?(?: up)?{_LINK}(?P<body>(?: .*|[^\w].*)?)$"),
    _rule("adds to a list", rf"(?:@add|i need|need|want|get|have) (?P<body>.+?) (?:added |put |placed |listed |included |written )?{_TO_LIST}{_TRAIL}"),
    _rule("adds to a list", rf"(?:@add)(?: (?:this|it))? {_TO_LIST}(?:[:,-]|(?: that)? (?:to|that|:))? (?P<body>.+)"),
    _rule("adds to a list", rf"(?:to|on|onto|in|for) {_LIST_NAME},? (?:please )?(?:@add) (?P<body>.+)"),
    _rule("adds to a list", rf"{_LIST_NAME}:? (?:@add_bare|put) (?P<body>.+)"),
    _rule("adds a task", rf"(?:@add) {_NOUN}{_LINK}(?P<body>(?: .*|[^\w].*)?)$"),
    _rule("asks to be reminded", r"(?:i (?:need|want|would like|have)|i'd like|to|get|need|want)? ?(?:to )?(?:be|get|being) reminded (?P<body>.+)"),
    _rule("asks not to forget", r"(?:please )?(?:don't|do not|dont|never) (?:let me |you )?forget(?: to| about| that)? (?P<body>.+)"),
    _rule("asks to remember", r"(?:help me |i (?:need|have|want|must|should) (?:you )?(?:to )?|i need you to |to |please )*(?:remember|memorize|memorise)(?: me)?(?: to| that| about)? (?P<body>.+)"),
    _rule("notes something", r"(?:note to self|reminder|to-?do|task|new task|new reminder|new to-?do|note|remember)(?: to| for| about|:| -) ?(?P<body>.+)"),
    _rule("new task", r"(?:a |another )?new (?:task|to-?do|reminder)\b(?P<body>.*)"),
    _rule("asks to be told", r"(?:tell|notify|alert|ping|nudge|buzz|poke|prompt) me (?:later |again )?(?:to|about|when it's time to|that i (?:need|have) to) (?P<body>.+)"),
    Rule("starts with 'add'", pattern(r"@add_bare(?: me)? (?P<body>.+)"), _bare),
)

"""Requests for a new task or reminder: how they begin, and where the task's words stand in them.

Tasks that are not announced as such ("call mum at 5") are in `jobs`.
"""

import re
from dataclasses import replace

from core.language import lexicon
from core.language.grammar import Build, Clause, Operations, Rule, pattern
from core.language.lead_ins import date_last, tells_more, words_around
from core.language.new_task import new_tasks
from core.language.normalise import Said
from core.language.operations import Intent, Operation, Reference
from core.language.pointing import read_reference
from core.language.reminding import (
    NUDGE,
    nudges,
    nudges_when,
    remembers,
    reminds,
    reminds_somebody,
    reminds_when,
    tells_at,
)
from core.language.slots import read_slots
from core.language.split import split_names
from core.language.tasks_or_not import is_foreign_list, is_known

# The phrases -----------------------------------------------------------------------------------------------------

_DET = (
    r"((a|an|another|one|some|my|this|new|brand new|quick|following|first|daily|weekly|monthly|yearly|hourly|repeat|"
    r"repeating|recurring|playback|(@priority|urgent|important|critical)([ -](priority|prio))?) )*"
)
_NOT_THERE = (  # what follows the noun where a task that exists is meant: "make task 4 urgent", "set the reminder off"
    rf"(?! ?#?\d)(?! (number |no\.? ?)?({'|'.join(lexicon.NUMBERS)})"
    r"( (and|as|to|is|done|complete|@priority|urgent|important|critical)\b|[.!]*$))"
    r"(?! (as|off|to (be |go |ring |fire )*"
    r"(@priority|done|urgent|off|repeat|ring(?= *[.!]*$| (at|every|each|again|daily|tomorrow)\b)))\b)"
    r"(?!'s? (lists?|title|description|name|priority|due)\b)(?! (lists?|title|priority|due date|blank|empty)\b)"
)
_NOUN = (
    rf"(?P<kind>{_DET}(?!(all|every|each|both|any|these|those|the|last) )([\w:']+ ){{0,2}}?"
    r"(@task|(grocery|shopping|list|action|to-?do) items?)|(a|an|another|new) ([\w]+ )?(item|entry)|"
    rf"items?){_NOT_THERE}"
)
_LINK = (
    r"(( for me| up| down| in(?= for\b)| please| in my (list|calendar)| on my (list|calendar)| to my (list|calendar))|"
    r"( (that says|saying|which says|called|named|titled|labell?ed|"
    r"(with|by) (the |a )?(title|name|subject)( of| being)?|so i (don't|do not|dont) forget|"
    r"to (remind|notify|alert|tell) me|reminding me|that i (need|have) to|that i should|that i must|"
    r"when it's time to)))*"
)
_BODY = r"(?P<body>([ :,;-].*)?)$"
_LIST = (
    r"((my|the|our|this|that|a|me) )?"
    r"(?P<list>((to do|(?!list\b|to(?!-)\b|on\b)[\w'-]+) ){0,4}?"
    r"(lists?|(shopping|grocery) (cart|notes|bag|basket)|notes(?= *$)|there(?= *$)|"
    r"things (i need|to do|i have)\b[\w ]{0,40}|to-?dos?(?! list)|to dos?(?! list)|tasks|reminders|"
    r"(?<=my )(chores|errands|groceries|shopping|agenda)|(?<=the )(chores|errands|groceries|shopping|agenda)|"
    r"(grocery|groceries|shopping)(?= *$))( (of|for|with) (my |the )?@list_of( (to|i|for) [\w'-]+( [\w'-]+)?)?)?)"
)
_ON = r"(to|on|onto|in|into|down on|at|down in|for|of)"
_ON_LIST = rf"{_ON} {_LIST}"
_AFTER = (
    r"(,? (for me|please|too|as well|now|again|also|thanks|thank you|"
    r"(very )?(urgent|important|asap)|(cause|because|since|as|so|if) .{1,80}|"
    r"i (just|ran|am|need|don't|have) .{1,80}|i'm .{1,80}|(for|by|due|at|on|with|and|but) .{1,80}))*[.!?]*$"
)
_LACK = (
    r"((i|we) (think (i|we) )?(have|'ve got|'ve|got|just)? ?(a |an |the )?|(there's|there is) (a |an )?|"
    r"(i|we)('m| am|'re| are)? (all |running |almost |nearly )?(out of|low on|short of|short on)|"
    r"(i|we) (just )?(ran|have run|'ve run) out of|(i|we) (really )?(need|want) (some |more |a |an )*|"
    r"(i|we) (don't|do not|dont) have (any |any more |anymore )*|(i|we) have no( more)?|no more)"
)
_PUT_IT = (
    r"((remind me|set (me )?(up )?a reminder|send me a reminder|add a reminder|make a reminder|give me a reminder|"
    r"need a reminder)( (about|of|for) (it|this|that))?( on my list)?|"
    rf"(add|put|stick|throw|place|include|need|get)( (it|that|this|them|those))?( to be)?( added| put)? {_ON_LIST})"
    r"( too| as well| please)*[.!?]*$"
)
_SO = r"(so |and |please |then |can you |could you |would you |will you |need you to |i need you to |,)*"

_NOT_SHOWN = (  # "get me the items on my list" asks to see them
    r"(?!(me|us|rid|all|every\w*|any\w*|the (items|things|stuff|contents|names?|first|last|next)|what\w*|which|how|"
    r"items|things|[\w-]+ (items|tasks|things)|away|up|back|off|out|a look|a list|an? (idea|overview|rundown)|"
    r"to)\b)"
)
_ASKS_FOR_MINE = pattern(  # "give me my reminders" asks to see them
    r"(give|get|send|have|need|want|request|use|like|i need|i want|i'd like)( me)? (all )?(of )?(my|the) (\w+ )?"
    r"(reminders|tasks|to-?dos|to dos|chores)\b"
)
_SAYS_TASK = pattern(
    r"((an?|new|my|very|really|high|low|medium|urgent|important|and|with|of) )*(?P<task>@task|job|one)?"
    r"( (for|by|due|on))*$"
)
_IS_THERE = pattern(r"(make|change|turn|have) (my|the|this|that) ([\w'-]+ ){0,3}(@task)\b|.* reminder\b.* instead$")
_SHOPPING = pattern(r"shopping|grocer")
_SEVERAL = (
    r"( me| for me)? (the |my )?(following|these|below|some|a few|several|multiple|two|three|four|five|six|seven|eight|"
    r"nine|ten|\d{1,2})( (new|more|other|different|following))*"
    r"( (tasks|things|items|to-?dos|reminders|jobs|errands|chores|ones))?"
    rf"( for me| please)*( {_ON_LIST})?( for me| please)* ?(?=:| -|-)"
)
_LIST_AT_END = pattern(rf" {_ON_LIST}$")
# What is made of them --------------------------------------------------------------------------------------------


def adds(rule: str, *, event: bool = False) -> Build:
    """New tasks out of the words of `<body>`, for the rule of that name."""

    def build(match: re.Match[str], clause: Clause) -> Operations | None:
        groups = match.groupdict()
        if groups.get("list") and is_foreign_list(groups["list"]):
            return None
        if groups.get("kind") and _ASKS_FOR_MINE.match(clause.said.low):
            return None
        body = clause.said.group(match, "body")
        if body.low.endswith(" back") or _IS_THERE.match(clause.said.low):  # "put the scarf back on the list"
            return None
        if groups.get("kind") and (kind := clause.said.group(match, "kind")):
            if on_list := _LIST_AT_END.search(body.low):
                body = body.part(0, on_list.start())
            body = words_around(kind, body)
        elif groups.get("list"):  # "add milk to my list for tomorrow": the date stands behind the list
            tail = clause.said.part(match.end("list"))
            if tail and match.end("body") <= match.start("list") and tells_more(tail, clause.context.now):
                body = Said(f"{body.text}, {tail.text}", f"{body.low}, {tail.low}")
        body, thing = date_last(body, clause.context.now)
        to_buy = bool(_SHOPPING.search(groups.get("list") or ""))
        return new_tasks(body, clause.context, rule, event=thing or event, to_buy=to_buy)

    return build


def _adds_done(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Add laundry as done": a new task, which is then ticked off. "Add it as done" is about what was told before."""
    body = clause.said.group(match, "body")
    tick = Operation(Intent.COMPLETE, "adds what is done", reference=Reference("pronoun", "it"))
    if _POINTS.fullmatch(body.low):
        return (tick,)
    if not clause.said.low.startswith("add ") and is_known(body, clause):  # "note the report as done" ticks it off
        return (replace(tick, reference=read_reference(body, clause.context)),)
    tasks = new_tasks(body, clause.context, "adds what is done")
    return (*tasks, tick) if len(tasks) == 1 and tasks[0].title else None


_POINTS = pattern(r"@pronoun")


def _several(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Add three tasks: …", "add the following to my list: …": each of them is a task."""
    body = clause.said.group(match, "body")
    listed = Said(f"two tasks: {body.text}", f"two tasks: {body.low}")
    return new_tasks(listed if len(split_names(body)) > 1 else body, clause.context, "names several tasks")


def _puts_on(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Toss onions on my list" adds what "toss onions from my list" takes off."""
    elsewhere = re.search(
        r" (from|off|out of|trash|bin)( |$)", f"{match.group('body')} {match.group('list')}".replace(" to do", "")
    )
    return None if elsewhere else adds("adds to a list")(match, clause)


def _headed(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Low prio: sort my cables", "high priority task for tomorrow noon: pay the deposit"."""
    heading = read_slots(clause.said.group(match, "kind"), clause.context.now)
    body = clause.said.group(match, "body")
    said_task = _SAYS_TASK.match(heading.title.low)
    if not said_task or not (heading.priority or (heading.due and said_task.group("task"))):
        return None
    if not read_slots(body, clause.context.now).title:
        return None
    return tuple(
        replace(
            one,
            priority=one.priority or heading.priority,
            due=one.due or (heading.due.due if heading.due else None),
            due_text=one.due_text or (heading.due.text if heading.due else None),
            due_note=one.due_note or (heading.due.note if heading.due else None),
        )
        for one in new_tasks(body, clause.context, "says how urgent, then what")
    )


def add_rule(name: str, template: str, build: Build | None = None) -> Rule:
    """A rule that adds what its `<body>` says, unless it builds something else."""
    return Rule(name, pattern(template), build or adds(name))


ADD_RULES: tuple[Rule, ...] = (
    add_rule(
        "adds what is done",
        r"(add|note|log|record|put|write|jot)( down| in)? (?P<body>(?!a note\b).+?)( down)?"
        r"( (to|on|in) (my|the) list)?,? "
        r"(as|and it's|and it is) (a |an |already )*(done|completed|complete|finished)( (one|task|item))?[.!]*$",
        _adds_done,
    ),
    add_rule(
        "adds what is done",
        r"(add|note|log|record|create)( down)? (a |an )?(already )?(done|completed|finished) (@task|item|one)"
        r"( called| named|:| -|,)* <body...>",
        _adds_done,
    ),
    add_rule(
        "starts with 'remind me'",
        r"((set|use|put|create|make|have|turn on)( up)? (an? |my |the )?"
        r"(something|alarm|calendar|timer|notification|alert|app|event|phone)( on my phone)? "
        r"(to|and|that will|which will) )?(to |me |help )*remind(er)?"
        r"( me| us| myself|(?= (to|about|of|upcoming|this event|that|tomorrow|for)\b))(?P<body>.*)",
        reminds,
    ),
    add_rule("names several tasks", rf"(@add){_SEVERAL}[:,-]+ ?<body...>", _several),
    add_rule(
        "asks for a task or a reminder",
        r"(@add|need|want|(i|we) (really |also |just )?(need|want)|"
        r"((what|all) i (need|want|would like)|what i'm after) is|(i )?could (use|do with)|like|send|send me|give me|"
        r"get me|set me|have|request|get(?= an? )|(i|we)('d| would) (really |also )?(like|love|appreciate)( to have)?|"
        rf"use|how about|what about|turn on)( me)?( up)? {_NOUN}( (set|put|added|made)\b)?{_LINK}{_BODY}",
    ),
    add_rule(
        "adds to a list",
        r"(@add|i need|i want|i'd like|need|want) (?!nothing\b)<body>( to be)?"
        rf"( added| put| placed| listed| included| written| down| noted)? {_ON_LIST}{_AFTER}",
    ),
    add_rule("adds to a list", rf"(@add)( (this|it|down))? {_ON_LIST}([:,-]|( that)? (to|that|:))? <body...>"),
    add_rule("adds to a list", rf"{_ON} {_LIST},? (please |i need you to )?(@add) <body...>"),
    add_rule("adds to a list", rf"{_ON} {_LIST},? i (need|want) <body>( added| put)?$"),
    add_rule("adds to a list", rf"{_LIST}:? (@add_bare|put) <body...>"),
    add_rule(
        "adds to a list",
        rf"{_LIST} (should|must|needs to|has to|could|also)( also)? (have|include|contain|get) <body...>",
    ),
    add_rule(
        "adds to a list",
        r"<body> (needs? to|should|must|has to|have to|ought to) "
        rf"(be|go|get added|be added|be put|be placed|be written)( added| put)? {_ON_LIST}[.!]*$",
    ),
    add_rule(
        "adds to a list",
        r"(can|could|should|may|let|do) (?!i\b|we\b|you\b|me\b|us\b|it\b)<body> (go|be (added|put)|get (added|put)) "
        rf"(on|onto|to|in|into) {_LIST}{_AFTER}",
    ),
    add_rule(
        "adds to a list",
        rf"{_LIST} (still |also |really )*(needs|is missing|lacks|is lacking) (?!to\b|\w+ing\b)<body...>",
    ),
    add_rule(
        "adds to a list",
        r"(@add) (the following|these|this|the below|all this|all of these)( (items?|things|tasks|ones|stuff))? "
        rf"{_ON_LIST}[:,; -]+<body...>",
    ),
    add_rule(
        "adds to a list",
        rf"(@put_on) {_NOT_SHOWN}<body>( to be)?( added| put| placed| included| down)? "
        rf"(on|onto|on to|to(?! do )|into|in) {_LIST}{_AFTER}",
        _puts_on,
    ),
    add_rule(
        "adds to a list",
        rf"(update|change|edit|modify|amend|revise|expand|extend|adjust) {_LIST} "
        r"(to (also )?(include|have|contain|add|show)|with|by adding|and (add|include|put)|"
        r"so (that )?it (has|includes|contains)) (?!the (name|title)\b)<body...>",
    ),
    add_rule(
        "notes something",
        r"(make|take|leave|write|put|jot|add)( down)? (a |an |another )?(quick |mental )?(note|entry|line|reminder) "
        rf"(on|in|to|onto|into) {_LIST}[,:]? (to|that|about|for|saying|of) <body...>",
    ),
    add_rule("notes something", rf"(note|write|jot|put)( down)? (on|in) {_LIST}[,:]? (that )?<body...>"),
    add_rule("says what it is about and asks to be reminded", rf"{_LACK} ?<body>[,;.]? {_SO} ?{_PUT_IT}"),
    add_rule(
        "asks to be reminded",
        r"(i (need|want|have|would like) |i'd like )?(to )?(be|get|being) reminded <body...>",
    ),
    add_rule(
        "asks not to forget",
        r"(please )?(don't|do not|dont|never|not)( you)?( let me| let us)? (to )?forget( to| about| that)? <body...>",
    ),
    add_rule(
        "asks not to forget",
        r"((i|we) )?(can't|cannot|can not|mustn't|must not|shouldn't|should not|better not|"
        r"(don't|do not|dont) want to|am not allowed to|not want to) forget to <body...>",
    ),
    add_rule(
        "asks not to forget",
        r"((i|we) )?((must|should|need|have|ought) ?)?(to )?(not|n't)( to)? forget( to| about| that)? <body...>",
    ),
    add_rule("asks to be made to", r"(get|have|make) me to (?=[a-z]+ )<body...>"),
    add_rule("asks to remember", r"(help me |please )*remember (?=(the|my|our) )<body...>", remembers),
    add_rule(
        "asks to remember",
        r"((make|be) (sure|certain)|ensure|see to it|check)( that)? ((i|we|to|you)( will)? )?"
        r"(remember|don't forget|do not forget|dont forget|never forget|am reminded|are reminded|get reminded|"
        r"remind (me|us))( to| that| about| of)? <body...>",
    ),
    add_rule("asks to remember", r"(need|have|want|got|gotta|must|should) (to )?remember (to|that|about) <body...>"),
    add_rule(
        "adds to a list",
        r"(@add) (a|an|my|another|new) ([\w-]+ ){0,3}lists? (with|having) <body>( (on|in) it)[.! ]*$",
    ),
    add_rule(
        "asks to be reminded",
        r"(make|be) (sure|certain)( that)? (i'm|i get|we're) reminded( to| that| about| of)? <body...>",
    ),
    add_rule(
        "asks to make sure", r"(please )?(make|be) (sure|certain) (that )?(i|we)('ll)? (don't forget to )?<body...>"
    ),
    add_rule(
        "asks to remember",
        r"(keep in mind|bear in mind)( to| that| about)? (?=(i|we) (need|have|must|should|got)|to\b)"
        r"((i|we) (need to|have to|must|should|got to) |to )?<body...>",
    ),
    add_rule(
        "asks to remind somebody",  # the app cannot reach them: the whole sentence is what there is to do
        r"(?P<body>remind (my|our|his|her|the|him|her|them|[a-z]+)( (?!to\b|about\b|that\b)[\w'-]+){0,2} "
        r"(to|about|that) .+)",
        reminds_somebody,
    ),
    add_rule(
        "asks to remember",
        r"(help me |have me |make me |me |to |please )*(remember|memorize|memorise)( me)?( to| that| about) "
        r"(?!(i|we) (really |also )?(like|love|hate|enjoy|prefer|dislike|don't like)\b)<body...>",
    ),
    add_rule(
        "notes something",
        r"(note to self|reminder|to-?do|to do|task|new task|new reminder|note|remember)( to(?! do)| for| about|:| -) "
        r"?<body...>",
    ),
    add_rule(
        "notes something",
        r"(\+ ?|new: ?|todo (?!lists?\b|@done|for\b)|add: ?|(to|on|for) (the|my) list: ?)"
        r"(?=[a-z]|\(?\d{1,2}[.)] |[-*•] )<body...>",
    ),
    add_rule("says how urgent, then what", r"(?P<kind>[\w' ]{3,60}?) ?(:| -|-(?= )) ?<body...>", _headed),
    add_rule("notes something", r"(make|take) (a |another )?(quick |mental )?note (to|that|about|of) <body...>"),
    add_rule(
        "asks for a task or a reminder",
        r"(a|an|another|one) ((new|quick|daily|weekly|monthly) )?reminder( set)?"
        r"(?= (to|for|about|of|that|at|on|in|every)\b)(?P<body>.*)",
    ),
    add_rule("new task", r"(a |another )?new (task|to-?do|reminder)\b(?P<body>.*)"),
    add_rule(
        "asks to be told",
        r"(tell|notify|alert|ping|nudge|buzz|poke|prompt|ask|nag|bug|pester|warn) me (later |again )?"
        r"(to|when it's time to|that i (need|have) to) <body...>",
    ),
    add_rule(
        "asks to be told",
        r"(notify|alert|ping|nudge|buzz|poke|prompt|bug|chase) me (?P<when>.{2,40}?) (to|about|that i (need|have) to) "
        r"<body...>",
        nudges_when,
    ),
    add_rule(
        "asks to be told",
        r"(know|tell me) <when> (that i (should|need to|have to|must)|to(?= [a-z]+ )) <body...>",
        tells_at,
    ),
    add_rule("asks to be told", rf"({NUDGE}) <body...>", nudges),
    add_rule(
        "says when, then 'remind me'",
        r"(?P<when>.{1,60}?),? (please |then |can you |could you )*"
        r"(remind me|send me a reminder|i (want|need|would like) a reminder|i'd like a reminder|give me a reminder|"
        r"set a reminder)( to| about| of| that)? <body...>",
        reminds_when,
    ),
    add_rule(
        "says what it is, then 'add it'",
        r"(?P<body>.{3,120}?)[,;.] ?(so |and |please |can you |could you )*(add|note|put|write) (it|that|this)( down)?"
        r"( (to|on) (my|the) ([\w-]+ )?list)?( please| for me| too)*[.!?]*$",
        adds("asks to add it", event=True),
    ),
    add_rule(
        "says what it is about and asks to be reminded",
        r"(?P<body>.{3,120}?)(, ?| (?=so |and |please |can you |could you ))(so |and |please |can you |could you )*"
        r"(remind me|send me a reminder|set (me )?a reminder)( (about|of|for) (it|this|that))?[.!?]*$",
        adds("asks for a task or a reminder", event=True),
    ),
)

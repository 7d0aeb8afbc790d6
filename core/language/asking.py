"""Questions about the tasks there are: lists with filters, counts, searches, sorting."""

import re
from dataclasses import replace

from core.language.about_a_task import asks_about_a_task
from core.language.duties import NEED_TO_BUY, asks_what_to_do, lists_to_buy
from core.language.grammar import Build, Clause, Operations, Rule, pattern
from core.language.lexicon import CHORES_OF_ONES_OWN
from core.language.narrowing import FINISHED, LIMIT, NEXT, NO_SEARCH, SORTS, list_operation, read_narrowed, tag_said
from core.language.operations import Intent, Operation, TaskFilter
from core.language.standing import asks_how_things_stand
from core.language.tasks_or_not import foreign_topic, names_tasks

ABOUT_A_DAY, NARROWS = "asks about a day", "narrows the list shown"  # said bare, they may as well answer a question
_ELSEWHERE = frozenset({"music", "banking", "travel", "mail", "food"})  # "what concerts are coming up?"


def _lists(rule: str, *, named: bool = False) -> Build:
    """A list; where `named`, only if tasks or a list of them are named."""

    def build(match: re.Match[str], clause: Clause) -> Operations | None:
        if rule == ABOUT_A_DAY and clause.context.question:
            return None  # "tomorrow" answers it
        if named and not names_tasks(clause.said.low):
            return None
        if rule == "asks what is left" and foreign_topic(clause.said.low) in _ELSEWHERE:
            return None
        return (list_operation(clause, rule),)

    return build


_LIST_WORDS = frozenset(
    (
        "show list display view see give get gimme tell read me us what what's whats which is are was were am do did "
        "does have has had i i've we got the my our all any every everything anything something stuff things thing "
        "ones one tasks task items of on in for to with that those these there there's left most please can could now "
        "right currently still at by sort sorted else how many much a an and go up coming due be working only just up "
        "rn atm need needs doing planned whole full entire us that's thats they they're were hide filter out again "
        "how's about just only but so ok than other already been be so far ever here in list's them nothing lot much "
        "bit busy free right then when count number till yet which's one's on's most important urgent it's related "
        "has pull bring print find not isn't aren't high medium low priority"
    ).split()
)


_OF_A_LIST = pattern(r"\b(due|@task|on|got|have|left|stuff|things|ones|everything|anything|show|list)\b")


def _lists_fitting(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Show me the urgent stuff", "which ones have no due date": a filter, and besides only words that lists are
    asked for with."""
    said = clause.said
    sort = any(phrase.search(said.low) for phrase in SORTS.values())
    narrowed, rest = read_narrowed(said, clause)
    if narrowed.status == "done" and _HIDES.match(said.low):
        return (Operation(Intent.LIST, "asks to hide what is done", filter=TaskFilter(status="open")),)
    limit = LIMIT.search(rest.low)
    words = re.findall(r"[\w'#-]+", rest.without(*limit.span()).low if limit else rest.low)
    tag = tag_said(rest, clause) or _tag_alone(words, clause)
    if not narrowed.is_empty and _HIDES.match(said.low):
        return None
    plain = not tag and narrowed == TaskFilter(due=narrowed.due, due_from=narrowed.due_from, due_to=narrowed.due_to)
    if plain and narrowed.due in (None, "today", "tomorrow", "week") and not sort and not _OF_A_LIST.search(said.low):
        return None  # "what is today"
    says_how = not narrowed.is_empty or sort or tag or limit or _SAYS_NOT.search(said.low)
    if not says_how or any(word not in _LIST_WORDS and word != tag for word in words):
        return None
    listed = list_operation(clause, "asks for the tasks that fit")
    if tag and not (listed.filter and listed.filter.tag):
        listed = replace(listed, filter=replace(listed.filter or TaskFilter(), tag=tag, search=None))
    return (listed,)


def _tag_alone(words: list[str], clause: Clause) -> str | None:
    """ "Anything for home?": the one word that lists are not asked for with, where a tag is called so."""
    others = [word for word in words if word not in _LIST_WORDS]
    tags = {tag.lower(): tag for tag in clause.context.tags}
    return tags.get(others[0]) if len(others) == 1 else None


def _lists_of_those(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Just high priority", "read them again", "how many is that": said of the list shown."""
    if not clause.context.listed or clause.context.question:
        return None
    if _AGAIN.match(clause.said.low):
        return (Operation(Intent.LIST, "asks for the list again", goes_on="narrower"),)
    if _HOW_MANY_IS_THAT.match(clause.said.low):
        return (Operation(Intent.LIST, "asks how many there are", goes_on="narrower", wants_count=True),)
    fitting = _lists_fitting(match, clause) if len(clause.said.low.split()) <= 5 else None
    return (replace(fitting[0], rule=NARROWS),) if fitting else None


_AGAIN = pattern(
    r"((@show)( me)? (it|that|them|those|these|the list|this|that list)( to me)? (again|once more|one more time)|"
    r"(again|once more|one more time|repeat that|say that again))[.!?]*$"
)
_HOW_MANY_IS_THAT = pattern(
    r"how many (is|are|was|were|does) (that|those|these|they|them|there|it)( (in total|in all|make|altogether|"
    r"then))*[?.!]*$"
)


_SAYS_NOT = pattern(r"\b(not|isn't|aren't) (urgent|important|high|medium|low)\b")  # no filter: all are shown
_HIDES = pattern(r"(hide|filter out|leave out|skip)\b")


def _lists_more(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Show more": the next page of the list shown last."""
    if not clause.context.listed:
        return (list_operation(clause, "asks for items"),) if _LOOKS.match(clause.said.low) else None
    return (Operation(Intent.LIST, "asks for more of the list", goes_on="more"),)


def _lists_added(match: re.Match[str], clause: Clause) -> Operations | None:
    words = clause.said.group(match, "search")
    if not words or NO_SEARCH.match(words.low):
        return _lists("asks whether it was added")(match, clause)
    return (Operation(Intent.LIST, "asks whether it was added", filter=TaskFilter(search=words.text)),)


_ADDED = (
    r"(did|have) (i|you|we) (already |ever |remember to |not )*"
    r"(add|added|put|create|created|include|included|write down|written down|note|noted|list|listed) <search>"
    r"( (already|yet|before))?[?.!]*$"
)
_HAVE = (
    r"(what|whats|which|how many|how much|when|where|who|do|did|does|is|are|am|have|has|was|were|will|shall|anything|"
    r"any|something|at what time|meeting|in case)"
)
_TO_DO = (
    r"(do|remember|finish|complete|accomplish|get done|buy|get|focus on|work on|take care of|handle|"
    r"remind me (of|about)|recall|be doing|pick up|grab|purchase|not want to forget|forget)"
)
_FILL = (
    r"(('s|is|are|am|do|did|should|must|can|else|all|kinds? of|sorts? of|the|those|these|my|things?|stuff|items?|"
    r"tasks?|i|we|you|told you|ask(ed)?|have|need|needs|got|supposed|going|meant|still|want|wanted|was|were|left|to|"
    r"help me|trying|try|not|that|would|like|yet|currently|i'm|ive|i've|gotta|asked) )"
)
_OWN_JOBS = "|".join(sorted(CHORES_OF_ONES_OWN - {"pay", "sort", "practice"}))
_FIND = (
    r"(show|list|display|view|see|hide|filter out|find|search|give me|get me|gimme|pull up|bring up|print|read out|"
    r"read me|tell me)"
)
LOOK_RULES: tuple[Rule, ...] = (  # these open with a word for looking, so "… done" in them completes nothing
    Rule(
        "asks for the list again",
        pattern(r"(@show|again|once more|one more time|repeat that|say that again)\b.*"),
        lambda match, clause: _lists_of_those(match, clause) if _AGAIN.match(clause.said.low) else None,
    ),
    Rule(
        "asks what comes first",
        pattern(
            r"(help me (to )?)?(prioriti[sz]e|rank|triage|plan|organi[sz]e|structure) (out )?((my|the|all|of|our) )+"
            r"(tasks?|to-?dos?|list|day|week|work|things)( for me| today| now| please)*[?.!]*$|"
            r"what (do|would|can) you (suggest|recommend)( (that )?i (should )?(do|start with|work on|begin with))?"
            r"( first| next| now| today)*[?.!]*$"
        ),
        lambda match, clause: (Operation(Intent.LIST, "asks what comes first", is_overview=True),),
    ),
    Rule("asks for the tasks that fit", pattern(rf"{_FIND}\b.*"), _lists_fitting),
    Rule(
        "asks for the tasks that fit",
        pattern(
            r"(all |the |my |only |just )*(everything|anything|things|tasks|ones|stuff|to-?dos)( of (them|those|"
            r"these))? (that('s|s)?|which|i('ve| have)?|already) .*|(all |the |my |only |just )*"
            r"(done|completed|finished|ticked off) (ones|tasks|things|items|stuff|to-?dos)$"
        ),
        _lists_fitting,
    ),
)
_LOOKS = pattern(rf"{_FIND}\b")
ASK_RULES: tuple[Rule, ...] = (
    Rule("asks what is there to do", pattern(r"[a-z]"), lambda match, clause: asks_what_to_do(clause)),
    Rule(
        "asks when it is reminded of",
        pattern(
            r"(when|what time|at what time|which day|what day) "
            r"(do|does|did|will|are|is|am|was|were|should|would|can)\b.*\b"
            r"(be reminded|reminded|remind me|remind us)\b.*"
        ),
        lambda match, clause: (list_operation(clause, "asks when it is reminded of"),),
    ),
    Rule(
        "asks for more of the list",
        pattern(
            r"(((@show)( me)?|what are|and|what about) )?(((some|the|a few|any|all|many) )*(more|others?|rest)|"
            r"(the )?(next|following) (page|ones|few|\d{1,3}|lot))( of (them|it|those|these|the list|my tasks|my "
            r"list))?( (tasks|ones|items|please|of them))*[?.! ]*$|(continue|go on|keep going|carry on|"
            r"scroll( down)?|what else|"
            r"(is that|are (those|these|they)|was that) (all|everything|it)( of them)?|and then|(is there "
            r")?(anything|any) (else|more)|"
            r"(is|are) there (any )?(more|others))[?.! ]*$"
        ),
        _lists_more,
    ),
    Rule(
        "asks for items",
        pattern(
            r"((@show)( me)?( the| my| all( the)?)? )?((next|previous|last|first|following) page|items|entries)"
            r"( (of|in|on) .{1,30})?( please)?[?.!]*$"
        ),
        lambda match, clause: (list_operation(clause, "asks for items"),),
    ),
    Rule("asks whether it was added", pattern(_ADDED), _lists_added),
    Rule("asks whether it is to be bought", pattern(NEED_TO_BUY), lists_to_buy),
    Rule("asks about a task", pattern(r"[a-z#\d]"), lambda match, clause: asks_about_a_task(clause)),
    Rule("asks how things stand", pattern(r"[a-z]"), lambda match, clause: asks_how_things_stand(clause)),
    Rule(
        "asks for the tasks that fit",
        pattern(
            r"(?!how (?!many)|tell )(@show|gimme|what|what's|whats|which|how many|(has|was|were) (anything|any)|any|"
            r"anything|nothing|due|count|"
            r"number of|when am i|is (there|anything|something)|are there|"
            r"do i have|have i (got )?|got|am i|"
            r"(all )?(my |the )?([\w-]+ )?(@task|things|stuff) (for|without|with|due|that|which|in|tagged|marked)|"
            r"(just |only )?(the |my )?(high|medium|low|top|urgent|overdue)\b"
            r"(?=.* (stuff|ones|things|items|@task|only)\b))\b.*"
        ),
        _lists_fitting,
    ),
    *(
        Rule(name, pattern(template), _lists(name, named=named))
        for name, named, template in (
            ("asks what was finished", False, FINISHED.pattern),
            ("asks about tasks", True, rf"{_HAVE}\b.*"),
            (
                "asks to see tasks",
                True,
                r"(@show|remind me( of| about)?|(i )?(need|have|had|want)|know|play back|what's)\b.*",
            ),
            (
                "asks to be told all",
                False,
                r"remind me what('s| is| do| did| are)? ?(i (have|need|had|still|got)|left|on|next|my|due|there)\b.*",
            ),
            (
                "asks to be told all",
                False,
                r"remind me (of |about )?(all )?(of )?(the|my|all|those) (things|events|appointments|items|"
                r"stuff)\b.*",
            ),
            (
                "asks what slipped the mind",
                True,
                r"(i |we )?(forgot|forget|(can't|cannot|can not|don't|do not|dont|couldn't) (quite )?(remember|"
                r"recall|know)|not sure|am not sure|'m not sure|wonder(ed|ing)?|am wondering|was wondering|curious|"
                r"am curious|have no idea) (about |of )?"
                r"(what|whats|what's|which|how (many|much|long)|if|whether|when|where)\b.*",
            ),
            (
                "asks whether anything must be done",
                False,
                r"(do|did|was|am|were|are|is there|have|should|must) (i|we|anything i|something i) "
                r"(still |also |really )?(have|need|want|got|supposed|meant|going|planning|ask(ed)? you|promise)?"
                r"( to be)?( to)? ?(remember(ed)?|remind(ed)?( me)?|do|buy|get|pick up|grab|purchase|finish|take "
                r"care)( of| about)? (anything|something|stuff|things)( else)?"
                r"( (today|tomorrow|tonight|this .{1,20}|next .{1,20}|on .{1,20}|from the .{1,20}|at the .{1,20}|"
                r"later|now|soon))*[?.!]*$",
            ),
            ("asks about a list", True, r"(on|in|from) (my|the|our) .*?\b(is|are|do|did|what|have|any|was)\b.*"),
            (
                "asks for a list",
                True,
                r"(?!(i|we|you|they|why|he|she|it|people) )(my |the |our |all |all my )?([\w'-]+ ){0,3}"
                r"(tasks|to-?dos?|to dos?|reminders|chores|errands|lists?)( (of|for|with|from) [\w' -]{1,40})?"
                r"( (is what|contains what|has what|consists of what|please))?[?.!]*$",
            ),
            (
                "asks for what must not be forgotten",
                False,
                r"((@show|remind me( of| about)?|know|me) )*\"?"
                r"(what|which|whats|what's|(the |all |some |those )*(things?|stuff|items?|tasks?|information))('s)? "
                rf"({_FILL})*(i|you(?= (were|are) supposed))('m)? ({_FILL})*"
                r"(remember|recall|not want to forget|forget|remind me (of|about)|be reminded( about| of)?|"
                r"purchase)\b.*",
            ),
            (
                "asks for what is to be bought or done",
                False,
                r"(@show)( me)? (all |all the |the )?(things|stuff|items|everything) (that )?i (still )?"
                r"(need|have|want|must|should)( to)? (buy|do|get|finish|pick up|get done)[?.!]*$",
            ),
            (
                "asks what is there to do",
                False,
                r"(?!what (did|have) you (?!(want|need|have|tell|told|ask|remind)\b))((@show|know) )*"
                rf"(what|whats|what's|which|what're)('s)? ({_FILL})*{_TO_DO}"
                r"( (today|tomorrow|tonight|now|next|first|this .+|next .+|on .+|"
                r"for (today|tomorrow|the .+|this .+|next .+)|by .+|when i go shopping|at .+|in the .+|"
                r"(from|at) (the )?(store|shops?|market|supermarket|grocery store|grocer'?s?)))?[?.!]*$",
            ),
            (
                "asks what is there to do",
                False,
                r"(@show )?(me )?what( all| else| still| things| exactly)* "
                r"(needs|has|must|have|is|are|remains|should|ought)( left| still)*( to)?( be| get)* "
                r"(done|finished|completed|bought|doing|purchased|taken care of|accomplished)"
                r"( (today|tomorrow|tonight|now|yet|this .{1,20}|next .{1,20}|on .{1,20}|by .{1,20}|"
                r"before .{1,20}))*[?.!]*$",
            ),
            (
                "asks what is left",
                False,
                r"(what|whats|what's|how many|how much|is there|are there|do i have)('s)?( \w+){0,3}? "
                r"(left|overdue|due|outstanding|pending|remaining|next|urgent|late|on my plate|"
                r"on for (today|tomorrow)|up for (today|tomorrow)|coming up|on the agenda|to go|open|on today|"
                r"planned)( (to do|today|tomorrow|this week|next week|now|for me|on my list|soon|next month|"
                r"on \w+))*[?.!]*$",
            ),
            (
                "asks about a word",
                False,
                r"(anything|something)( else)?( on (my|the) list)? "
                r"(mentioning|containing|involving|to do with|with the word|matching) .+",
            ),
            (
                "asks what is left",
                False,
                r"(anything|something)( else)? "
                r"(left|overdue|due|outstanding|urgent|to do|pending|planned|coming up|about .+|regarding .+|"
                r"for (today|tomorrow|this week|next week))\b.*",
            ),
            (
                "asks about a word",
                False,
                r"(do i have|have i got|is there|got|are there) (anything|something|any)( else)? "
                r"(about|regarding|to do with|related to|to do|due|planned for|scheduled for|coming up|left|overdue|"
                r"for|on) ?.*",
            ),
            (
                "asks what is there to do",
                False,
                r"(do|have) (i|we) (still )?(need|have|got) to (do|finish|get done) "
                r"(anything|something|much|a lot)\b.*|"
                r"(have|has) (i|we) (got )?(anything|something|much|a lot)"
                r"( planned| to do| on| due| left| coming up)\b.*|"
                r"what( still| else)? (needs|has|have|must|should) (still )?"
                r"(doing|to be done|finishing|to get done|be done|done)\b.*|"
                r"(give me|show me|can i have|can i get|i need|i want) (an? |the )?(quick )?"
                r"(overview|summary|rundown|run-down|round-up|breakdown) of (my|the|this|today|tomorrow|what)\b.*|"
                r"what did i (say|tell you) (that )?i (need|needed|have|had|want|wanted) to do\b.*|"
                r"((@show)( out)?|what are) (me )?(all )?the (things|stuff|items) (i|we) (still )?(need|have|want) "
                r"to (buy|do|get|finish|pick up)\b.*",
            ),
            (
                "asks about a job",
                False,
                r"(do|did|should|must) (i|we) still (have to|need to|got to)?.*|"
                rf"when (do|should|must|will) (i|we) (have to|need to) ({_OWN_JOBS})\b.*",
            ),
            (
                "asks what to buy",
                False,
                r"(is there )?(anything|something|what)( else)?( that)? (do )?(i|we) (still )?(need|have)"
                r"( to (buy|get|pick up))?( (from|at|in) the (shops?|store|supermarket|market|chemist|"
                r"pharmacy))?[?.!]*$",
            ),
            ("asks to see tasks", True, r"(sort|order|group|arrange|rank)( me)? (my |the |all |these )*.*\bby\b.*"),
            (
                "asks for another order",
                False,
                r"(sort|order|group|arrange|rank)( (them|it|these|those|this|that|everything|all))?( of (them|it))? "
                r"by (the |their )?(due( date)?|dates?|deadlines?|urgency|priority|priorities|importance|number|age|"
                r"creation( date)?|newest|oldest)( first)?[?.!]*$|(newest|oldest|soonest|most important|most urgent) "
                r"first[.!]*$",
            ),
            (
                ABOUT_A_DAY,
                False,
                r"(my |the |what's |what about |how about |only |just |for |anything )*"
                r"(today|tonight|tomorrow|overdue|this week|next week|this weekend|this month|next month|my day|my "
                r"week)( only| please| then)*[?.!]*$",
            ),
            ("asks what comes first", False, NEXT.pattern),
            (
                "asks to see tasks",
                False,
                r"(show|list|what (do|have) you (have|got)( there)?( for me)( today)?)[?.! ]*$",
            ),
            (
                "asks how a day looks",
                False,
                r"(how|what)('s|s| is| are| does| do| will| did)? (my |the |our )?"
                r"(day|week|weekend|month|today|tomorrow|morning|afternoon|evening|schedule|plans?)('s)?"
                r"( (today|tomorrow|this week|next week|for (today|tomorrow|the week)))?"
                r"( (look|looking|shaping up|hold|going to look|be|like|so far|bring|up))+[?.!]*$|"
                r"how (busy|free|full|packed) (am i|is (my|the)|will i be|is|are we)\b.*|what's (happening|going on|"
                r"up) (today|tomorrow|this .{1,20}|next .{1,20}|on .{1,20})[?.!]*$",
            ),
            (
                "asks about a word",
                False,
                r"(@show|give|have)( me)? (everything|anything|all|stuff|things|what there is) "
                r"(to do with|about|mentioning|related to|involving|regarding|concerning) .+",
            ),
            (
                "asks when a task is due",
                False,
                r"when('s| is| are) (my|the) (?!next (?!task|reminder)|.*\bbills?\b)[\w' -]{2,50} "
                r"(due|reminder|task|deadline)[?.!]*$",
            ),
            (
                "asks for the plan",
                False,
                r"what (have|do) (i|we) (got|have)( got)?( going)? on( (for|today|tomorrow|this|next) ?.*)?[?.!]*$",
            ),
            (
                "asks for the plan",
                False,
                r"(@show|what('s| is| are|s)?) (me )?(my|the|our) (plans?|agenda|day|week|schedule|workload)"
                r"( (for|look like|looking like|today|tomorrow|this week).*)?[?.!]*$",
            ),
            ("asks what is planned", False, r"am i (free|busy|doing anything)\b.*"),
            (
                "asks for items",
                False,
                r"(@show)( me)? (all |everything|every |my )(items?|groceries|shopping|chores)?( on my plate)?"
                r"( (for|due) (to ?day|tomorrow|this week|the day))?[?.!]*$",
            ),
        )
    ),
    Rule(NARROWS, pattern(r"[a-z#]"), _lists_of_those),
)

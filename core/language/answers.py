"""Answers to what the agent asked: yes, no, or which of the options shown.

People answer in short sentences made of few words ("that would be a definite yes", "no, leave it"), so an answer is
told by its vocabulary: every word must be one that answers are made of, and the words that agree or refuse decide.
"""

import re
from datetime import datetime

from core.language import lexicon
from core.language.grammar import pattern
from core.language.normalise import Said, tidy
from core.language.operations import Context, Intent, Operation, Question, Reference
from core.language.pointing import read_reference

_WORD = pattern(r"[a-z']+|[👍👎✅❌👌]")
_NO_TIME = datetime(2000, 1, 1)  # read_reference looks at the clock only for dates
_YES_SIGNS, _NO_SIGNS = frozenset("👍✅👌"), frozenset("👎❌")
_AH = r"oh|well|um+|uh+|hmm+|so|ah|hey"
_YES = (
    r"yes+|yeah+|yea|yep|yeap|yup|ya|yah|aye|sure( thing)?|ok|okay|okey|alright|all right|absolutely|definitely|"
    r"certainly|of course|indeed|exactly|affirmative|affirmitive|correct|confirmed|agreed|go ahead|go for it|do it|"
    r"just do it|please do|by all means|why not|let's do (it|that|this)|you bet|make it so|fair enough|that's right|"
    r"uh[ -]?huh|m+[ -]?hm+|true|right|you (got it(?! (all )?(wrong|backwards))|bet(cha)?)|without a doubt"
)
_IS_RIGHT = (  # "that looks right", "all of it works"
    r"(that|this|it|which|everything|all of (it|that)|the details?|the information)"
    r"(('s|'re|'d be|'ll be| is| are| looks?| sounds?| seems?| would be| will be)"
    r"( all| just| very| perfectly| totally| indeed| absolutely)* "
    r"(right|correct|good|fine|perfect|great|true|accurate|okay|ok|excellent|wonderful|alright|in order)| works?|"
    r" suits me)"
)
_TAKES_THAT = (  # "let's do that instead", "I'll take the first", "I'd like that very much"
    r"(let's|i'll|we'll|we can|we could|please) (do|try|take|go (with|for)|use|book|have|pick|choose) "
    r"(that|it|this|those|the \w+)( one| time| instead)*(?=[.! ]*$)|"
    r"(i'd|i would|we'd|we would) (really |definitely )*(like|love|appreciate|prefer) (that|it|this|to)"
    r"(?=( one| very much| a lot| please| thanks?| thank you|[.!,])*$)"
)
_OPENS_YES = pattern(rf"(({_AH}|haha|lol|man|and|now|then|please)[ ,.!]*)*({_YES}|{_IS_RIGHT}|{_TAKES_THAT})(?![\w'])")
_NO = (
    r"no+|nope|nah|nay|never ?mind|no way|not (now|yet|really|at all|today|right now)|forget (about )?(it|that)|"
    r"leave (it|that|them)( alone| be| as it is)?|keep (it|them|that)|cancel( that| it| this)?|stop|wait|hold on|don't|"
    r"do not|dont|i'd rather not|(i )?changed my mind"
)
_NOT_AT_ALL = (  # "definitely not", "of course wrong", but not "certainly no problem"
    r"(absolutely|definitely|certainly|of course|most certainly|surely|probably|maybe|hopefully|clearly|obviously|sure|"
    r"totally|completely) (not|no|incorrect|wrong|false|untrue)(?! (a )?(problem|doubt|issue))|hell no|heck no"
)
_NOT_WANTED = (  # "I don't think so", "that's enough", "that won't work"
    r"(that's|that is|that'll be|that will be) enough|i (don't|do not|dont) (think so|want|need|like|agree|believe)|"
    r"(i'd|i would|we'd) (rather|prefer) not|i doubt|no need|not (interested|good|that|this|so)|"
    r"(that|it|this)('s| is|'d be| would be| will be)?( not| n't|n't) "
    r"(work\w*|right|correct|good|what|it|true|fine|ok|okay|going to work)|"
    r"(that|it|this) (doesn't|does not|won't|will not|isn't|wasn't) "
)
_OPENS_NO = pattern(rf"(({_AH}|actually|sorry|but|oops|please)[ ,.!]*)*({_NO}|{_NOT_AT_ALL}|{_NOT_WANTED})(?![\w'])")
_SOMEBODY_ELSE = frozenset(
    "they he she look looks feel feels make makes seem seems them more".split()
)  # talk, no refusal
_HALTING = frozenset("stop cancel quit halt abort terminate rescind nevermind".split())
_IS_QUESTION = pattern(
    r"(tell|show|give|ask|are|is (?!is)|am|was|were|do|does|did|what(?! you)|who|how|why|where|when) "
)
_CALLED_OFF = pattern(
    r"(please |just |actually |no |can you |could you )*"
    r"(forget|drop|skip|stop|end|close|scratch|cancel|leave|abort|kill|ditch|nix)( about)? "
    r"(it|that|this|them|all of it|all that|the whole thing)( please| now| then)*$"
)
_PLAINLY = pattern(r"(oh,? |well,? )?(yes|yeah|yea|yep|yeap|yup|no|nope|nah)\b")
_CALLS_OFF = pattern(r"(please |just )?(stop|cancel|wait|don't|do not|dont|never|hold on|keep|leave)\b")
_APPROVES = pattern(
    r"((oh|ok|well|that|that's|thats|that is|that would be|that will be|it|it's|it is|this|this is|sounds?|very|"
    r"perfect|looks|i'm|all) ?)*"
    r"(good|great|perfect|fine|sounds|excellent|works|fantastic|awesome|amazing|wonderful|cool|nice)"
    r"( (to|for|with|by) me| now| enough| indeed| please)*$"
)
_THESE = r"( (it|them|that|those|these|all|all of them|them all|everything|all of those))?( please| now| then)*[.!]*$"
_AGAIN = {
    Intent.DELETE: pattern(rf"(please |just |then )*(delete|remove|erase){_THESE}"),
    Intent.COMPLETE: pattern(
        r"(please |just |then )*"
        rf"((complete|finish|tick|tick off|check off){_THESE}|"
        r"mark (it|them|that|those|these|all|them all|everything) (as )?(done|complete|completed)[.!]*$)"
    ),
    Intent.ADD: pattern(rf"(please |just |then )*(add|create){_THESE}"),
    Intent.UPDATE: pattern(rf"(please |just |then )*(change|update|move){_THESE}"),
}
_ASKS_BACK = pattern(r"\b(what|what's|why|who|how|when|where)\b")
_TURNS = pattern(r"\b(but|except|instead|however|actually|rather|although)\b|\?")
_MORE = pattern(
    r"[ ,.;!]*(and |then |also |can you |could you |i need |i want |i'd like )+(to )?"
    r"(remind|add|create|mark|rename|update|show|list|move|reschedule|delete|remove|cancel|book|find|make|play|look|"
    r"help)\b"
)

# What follows a yes may take it back ("ok, forget it") or ask for something else ("ok, show my tasks").
_THEN = r"[ ,.!;:-]*((then|and|but|please|just|actually|oh|so|well|now|wait|no|also|can you|could you)[ ,.!]+)*"
_FIRMLY = pattern(
    r"(correct|exactly|absolutely|definitely|certainly|of course|affirmative|confirmed|agreed|indeed|precisely)\b"
)
_TAKES_IT = pattern(
    rf"{_THEN}(i'll|i will|we'll|we will) (take|have|go with|book|buy|try|get) (it|that|this|those|the)\b"
    r"(?!.*\b(later|but|not)\b)"
)
_GOES_ON = pattern(
    rf"{_THEN}(go (on|ahead|for it)|proceed|continue|carry on|do (it|that|so)|confirm)\b(?!.*\b(later|but|not)\b)"
)
_THAT_INSTEAD = pattern(
    r"(let's |i'll |we'll |we can |you can |please )*(do|try|take|go (with|for)|use|book|have) (that|it|this|those)"
    r"( one| time)? instead"
)
_TAKES_BACK = pattern(
    rf"{_THEN}(?!why not|not? (a )?(problem|worries|doubt|issue|objection)|nothing wrong)"
    r"(no+|nope|nah|never ?mind|not|don't|do not|dont|leave|keep|stop|wait|hold on|hang on|abort|i'll pass|"
    r"i'd rather not|i changed|changed my mind|let me think|later|another time|some other time|not now)(?![\w'])|"
    r".{0,40}\b(later|another time)[.! ]*$"
)
_DROPS = pattern(rf"{_THEN}(forget|skip|drop|cancel|scratch)\b")
_VERBS = (
    (Intent.DELETE, pattern(rf"{_THEN}(delete|remove|erase|bin|trash|get rid of|clear|wipe)\b")),
    (Intent.COMPLETE, pattern(rf"{_THEN}(mark|tick|complete|finish|check|cross)\b")),
    (Intent.ADD, pattern(rf"{_THEN}(add|create|note|put|remind|write)\b")),
    (Intent.UPDATE, pattern(rf"{_THEN}(change|update|move|rename|set|make(?! it so)|push|postpone|reschedule)\b")),
    (Intent.LIST, pattern(rf"{_THEN}(show|list|what('s| is| are| do| did| have)|whats|which|how many|undo)\b")),
)
_ONLY_THANKS = pattern(
    r"(?=.*(thank|thx|\bta\b|cheers|appreciated))"
    r"((ok|okay|many|so much|very much|a lot|thanks|thank you|thx|ta|cheers|much appreciated)[ ,.!]*)+$"
)
_AND_MORE = pattern(
    r"(yes|yeah|yep|yup|yea|sure|ok|okay|please do|go ahead)( please| thanks| do| sure)*[ ,.!;]+"
    r"(and then|and also|and|also|plus|then)[ ,]+((can|could) you |please |also )*"
    r"(?P<more>(add|remind|create|set|put|mark|tick|move|change|rename|show|list|delete|remove|push|make) "
    r"(?!.{0,20}\b(it|that|them|those|these|this|both)\b).+)$"
)
_SAID_AGAIN = pattern(
    rf"{_THEN}[a-z]+( (off|of|rid))*"
    r"( (it|them|that|this|those|these|all|both|one|everything|for me|as|off|done|complete|completed|finished|of|"
    r"please|now|then|to|on|my|the|list|go ahead|thanks|thank you))*[.! ]*$"
)


def more_than_yes(text: str) -> str | None:
    """ "Yes, and add milk": the request behind a plain yes, where it is not about what was asked."""
    match = _AND_MORE.match(Said.of(tidy(text)).low)
    return tidy(text)[match.start("more") :] if match else None


def read_answer(text: str, question: Question) -> Operation | None:
    """Yes, no, or a choice among the options; None when the person said something else."""
    said = Said.of(tidy(text)).part(0)
    if not said:
        return None
    if question.kind in ("choose", "task") and question.options and (picked := _pick(said, question)):
        return picked
    if question.about and (agreed := _AGAIN.get(question.about)) and agreed.match(said.low):
        return Operation(Intent.YES, "says again what was asked")
    if question.about is Intent.DELETE and _ONLY_THANKS.match(said.low):
        return None
    answer = _yes_or_no(said, asked=True)
    if answer and (opened := _OPENS_YES.match(said.low)):
        answer = _unless_taken_back(said, opened.end(), question)
    if answer is not None:
        rule = "the answer agrees" if answer else "the answer refuses"
        return Operation(Intent.YES if answer else Intent.NO, rule)
    if question.kind == "task" and (picked := _pick(said, question)):
        return picked
    return None


def _unless_taken_back(said: Said, end: int, question: Question) -> bool | None:
    """What a yes comes to with the words after it: refused, about something else, or a yes still."""
    tail = said.low[end:]
    plainly = bool(_PLAINLY.match(said.low))
    if _TAKES_BACK.match(tail) or (_DROPS.match(tail) and not plainly):
        return False
    if _GOES_ON.match(tail) or _TAKES_IT.match(tail):
        return True
    for intent, verb in _VERBS:
        if verb.match(tail):
            about = question.about or (Intent.DELETE if question.kind == "confirm" else intent)
            return True if intent is about and _SAID_AGAIN.match(tail) else None
    words = _WORD.findall(tail.replace("why not", ""))
    if (
        not plainly and not _FIRMLY.match(said.low) and not set(words) & (lexicon.APPROVING | lexicon.AGREEING)
    ):  # "ok" says less than "yes"
        known = lexicon.AGREEING | lexicon.ANSWER_FILLERS | lexicon.THANKING | {"try", "instead"}
        return True if all(word in known for word in words) else None
    return True


def read_unasked_answer(said: Said) -> Operation | None:
    """A bare yes or no although nothing was asked."""
    answer = _yes_or_no(said, asked=False)
    if answer is None:
        return None
    return Operation(Intent.YES if answer else Intent.NO, "only agrees" if answer else "only refuses or stops")


def _yes_or_no(said: Said, *, asked: bool) -> bool | None:
    low = re.sub(r"[.!,;:]+", " ", said.low)
    low = " ".join(low.split()).strip(" ?")
    if low in lexicon.YES_PHRASES:
        return True
    if low in lexicon.NO_PHRASES:
        return False
    if len(low) > 160 or (not asked and any(character.isdigit() for character in low)):
        return None
    words = _WORD.findall(low)
    if not words:
        return None
    if set(words) & _YES_SIGNS and not set(words) & _NO_SIGNS:
        return True
    if set(words) & _NO_SIGNS:
        return False
    if not asked and (
        _IS_QUESTION.match(low)
        or (set(words) & lexicon.TALKING and not set(words) & (lexicon.STOPPING | lexicon.REFUSING))
    ):
        return None
    if _CALLED_OFF.match(low):
        return False
    opened = _OPENS_YES.match(said.low), _OPENS_NO.match(said.low)
    if not asked and set(words) & lexicon.THANKING and not opened[1]:
        return None
    known = (
        lexicon.AGREEING
        | lexicon.REFUSING
        | lexicon.NEGATING
        | lexicon.ANSWER_FILLERS
        | lexicon.STOPPING
        | (lexicon.APPROVING if asked else frozenset())
    )
    strangers = [word for word in words if word not in known and word not in lexicon.APPROVING]
    if not asked and set(words) & lexicon.THANKING and not set(words) & (lexicon.REFUSING | lexicon.AGREEING):
        return None
    if (not strangers and not said.low.endswith("?")) or (
        not strangers and low.startswith(("can you", "could you", "will you", "would you"))
    ):
        return _polarity(words, opened, asked)
    if not asked and strangers and _CALLS_OFF.match(said.low):
        return None
    if opened[0] or opened[1]:
        end = (opened[0] or opened[1]).end()  # type: ignore[union-attr]  # one of them matched
        tail = _THAT_INSTEAD.sub("", said.low[end:])
        limit = 14 if asked else 8
        if (
            len(words) <= limit
            and not _TURNS.search(tail)
            and (asked or not _ASKS_BACK.search(tail))
            and not _MORE.match(tail)
            and (asked or not strangers or (len(strangers) <= 1 and _PLAINLY.match(said.low) and "please" not in words))
        ):
            return bool(opened[0])
    if (
        asked
        and set(words) & lexicon.APPROVING
        and len(words) <= 16
        and not set(words) & (lexicon.NEGATING | lexicon.REFUSING)
        and not _TURNS.search(low)
    ):
        return True
    return None


def _polarity(words: list[str], opened: tuple[object, object], asked: bool) -> bool | None:
    if not asked and not _HALTING.isdisjoint(words) and not set(words) & lexicon.NEGATING:
        return False  # "ok stop"
    if opened[0] and not opened[1]:
        return True
    if opened[1]:
        return False
    refusing = sum(word in lexicon.REFUSING for word in words)
    negations = sum(word in lexicon.NEGATING for word in words)
    agreeing = sum(word in lexicon.AGREEING or (word in lexicon.APPROVING) for word in words)
    if refusing:
        return False
    if negations:
        return None if not asked and not _SOMEBODY_ELSE.isdisjoint(words) else False
    if set(words) & lexicon.STOPPING:
        return False
    if any(word in lexicon.AGREEING for word in words) or (agreeing and (asked or _APPROVES.match(" ".join(words)))):
        return True
    return None


def _pick(said: Said, question: Question) -> Operation | None:
    """Which of the options: a task's number, a place in the list, or words of its title."""
    context = Context(now=_NO_TIME)
    reference = read_reference(said, context)
    if reference is None:
        return None
    if reference.kind == "number":
        shown = {number for number, _ in question.options}
        if question.options and not set(reference.numbers) <= shown:
            if all(1 <= n <= len(question.options) for n in reference.numbers):
                reference = Reference("ordinal", reference.text, numbers=reference.numbers, plural=reference.plural)
            else:
                return None
        return Operation(Intent.PICK, "names an option", reference=reference)
    if reference.kind == "ordinal" and said.low != "next":  # which goes on
        return Operation(Intent.PICK, "names an option by its place", reference=reference)
    if reference.kind in ("set", "pronoun") and reference.plural:
        return Operation(Intent.PICK, "names all options", reference=reference)
    if reference.kind == "title" and question.options:
        wanted = set(re.findall(r"\w+", reference.text.lower())) - {"the", "a", "one", "task", "my", "to", "of", "for"}
        if wanted and any(wanted <= set(re.findall(r"\w+", title.lower())) for _, title in question.options):
            return Operation(Intent.PICK, "names an option by its title", reference=reference)
    return None

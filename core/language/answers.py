"""Answers to what the agent asked: yes, no, or which of the options shown.

People answer in short sentences made of few words ("that would be a definite yes", "no, leave it"), so an answer is
told by its vocabulary: every word must be one that answers are made of, and the words that agree or refuse decide.
"""

import re

from core.language.grammar import pattern
from core.language.normalise import Said, tidy
from core.language.operations import Context, Intent, Operation, Question, Reference
from core.language.pointing import read_reference

_YES = frozenset(
    ["yes", "yeah", "yea", "yep", "yeap", "yup", "yas", "yass", "ya", "yah", "yess", "yessir", "aye", "sure", "ok", "okay", "okey", "k", "kk", "alright", "absolutely", "definitely", "certainly", "indeed", "totally", "exactly", "precisely", "affirmative", "affirmitive", "affirm", "affirmed", "confirm", "confirmed", "confirming", "agree", "agreed", "accept", "accepted", "approve", "approved", "correct", "right", "true", "positive", "proceed", "continue", "valid", "accurate", "factual", "truth", "fact", "oui", "si", "roger"]
)
_GLAD = frozenset(
    ["perfect", "perfectly", "great", "good", "excellent", "fantastic", "terrific", "awesome", "wonderful", "amazing", "fine", "cool", "super", "lovely", "brilliant", "works", "work", "suits", "fits", "ideal", "nice", "happy", "ticket", "sounds", "sound", "fabulous", "splendid", "superb", "marvelous", "marvellous", "wanted", "requested", "needed", "thumbs", "cheers", "thanks", "thank", "appreciate"]
)
_THANKS = frozenset(["thanks", "thank", "thx", "cheers", "appreciate"])
_NO = frozenset(
    ["no", "nope", "nah", "nay", "naw", "never", "negative", "nevermind", "negatory", "reject", "rejected", "decline", "declined", "disagree", "abort", "halt", "refuse", "neither", "none", "incorrect", "wrong", "false", "untrue", "inaccurate", "erroneous", "mistake", "mistaken", "canceled", "cancelled", "scrap", "rescind", "rather", "pass", "terminate"]
)
_NEGATION = frozenset(
    ["not", "don't", "dont", "doesn't", "isn't", "wasn't", "won't", "can't", "cannot", "ain't", "aren't", "didn't", "couldn't", "wouldn't", "shouldn't", "nothing"]
)
_STOP = frozenset(
    ["stop", "cancel", "quit", "halt", "abort", "end", "terminate", "shut", "forget", "leave", "drop", "keep", "skip", "scratch", "hold", "wait", "undo", "exit", "close"]
)
_PLAIN = frozenset(
    ["a", "an", "the", "that", "that's", "thats", "this", "it", "it's", "its", "is", "was", "are", "am", "i", "i'm", "i'd", "i'll", "you", "you're", "we", "my", "your", "me", "of", "to", "for", "so", "very", "much", "all", "be", "been", "being", "would", "will", "could", "can", "do", "does", "did", "done", "have", "has", "had", "think", "believe", "know", "guess", "say", "said", "must", "afraid", "answer", "response", "statement", "question", "reply", "case", "actually", "really", "quite", "just", "oh", "well", "um", "uh", "hmm", "hm", "ah", "hey", "lol", "haha", "man", "bro", "sir", "ma'am", "dude", "mate", "ai", "olly", "violet", "please", "pls", "now", "then", "one", "ones", "way", "even", "close", "at", "yet", "today", "and", "again", "too", "also", "sure", "for", "certain", "most", "likely", "possible", "possibly", "go", "ahead", "it", "that", "do", "make", "on", "with", "by", "me", "let", "let's", "lets", "come", "go", "going", "course", "means", "bet", "got", "get", "understood", "right", "exactly", "done", "instructions", "command", "commands", "request", "action", "process", "operation", "task", "app", "thing", "things", "these", "those", "them", "they", "here", "there", "gave", "given", "what", "which", "from", "about", "saying", "gotten", "manner", "way", "in", "case", "if", "in", "my", "mind", "changed", "change", "anymore", "any", "more", "off", "up", "down", "talking", "speaking", "talk", "speak", "quiet", "shut", "stop", "quit", "enough", "everything", "anything", "something", "want", "wanted", "wants", "need", "needed", "like", "liked", "love", "as", "is", "was", "current", "last", "input", "happens", "happening", "definite", "definitely", "strongly", "totally", "completely", "entirely", "perfectly", "correctly", "exact", "wonderful", "response", "details", "information", "sentence", "fits", "schedule", "into", "plan", "out", "back", "long", "first", "i've", "you've", "we've", "haven't", "as"]
)
_WORD = pattern(r"[a-z']+|[👍👎✅❌👌]")
from datetime import datetime as _datetime

_NO_TIME = _datetime(2000, 1, 1)
_YES_SIGNS, _NO_SIGNS = frozenset("👍✅👌"), frozenset("👎❌")
_OPENS_YES = pattern(
    r"((oh|well|um+|uh+|hmm+|so|ah|hey|haha|lol|man|and|now|then) ?[,.!]* ?)*(yes+|yeah+|yea|yep|yeap|yup|ya|yah|aye|sure( thing)?|ok|okay|okey|"
    r"alright|all right|absolutely|definitely|certainly|of course|indeed|exactly|affirmative|affirmitive|correct|confirmed|agreed|go ahead|"
    r"go for it|do it|just do it|please do|by all means|why not|let's do (it|that|this)|you bet|make it so|fair enough|that's right)(?![\w'])"
)
_OPENS_NO = pattern(
    r"((oh|well|um+|uh+|hmm+|so|ah|hey|actually|sorry|but|oops|please) ?[,.!]* ?)*(no+|nope|nah|nay|never ?mind|no way|not (now|yet|really|at all|today|"
    r"right now)|forget (about )?(it|that)|leave (it|that|them)( alone| be| as it is)?|keep (it|them|that)|cancel( that| it| this)?|stop|wait|hold on|"
    r"don't|do not|dont|absolutely not|i'd rather not|(i )?changed my mind)(?![\w'])"
)
_IS_QUESTION = pattern(r"(are|is (?!is)|am|was|were|do|does|did|what(?! you)|who|how|why|where|when) ")
_TALK_WORDS = frozenset(["talk", "talking", "speak", "speaking", "chat", "chatting"])
_CALLED_OFF = pattern(r"(please |just |actually |no |can you |could you )*(forget|drop|skip|stop|end|close|scratch|cancel|leave|abort|kill|ditch|nix)( about)? (it|that|this|them|all of it|all that|the whole thing)( please| now| then)*$")
_PLAINLY = pattern(r"(oh,? |well,? )?(yes|yeah|yea|yep|yeap|yup|no|nope|nah)\b")
_CALLS_OFF = pattern(r"(please |just )?(stop|cancel|wait|don't|do not|dont|never|hold on|keep|leave)\b")
_APPROVES = pattern(
    r"((oh|ok|well|that|that's|thats|that is|that would be|that will be|it|it's|it is|this|this is|sounds?|very|perfect|sounds|looks|i'm|all) ?)*(good|great|perfect|fine|sounds|excellent|works|fantastic|awesome|amazing|wonderful|cool|nice)( (to|for|with|by) me| now| enough| indeed| please)*$"
)
_THESE = r"( (it|them|that|those|these|all|all of them|them all|everything|all of those))?( please| now| then)*[.!]*$"
_AGAIN = {
    Intent.DELETE: pattern(rf"(please |just |then )*(delete|remove|erase){_THESE}"),
    Intent.COMPLETE: pattern(rf"(please |just |then )*((complete|finish|tick|tick off|check off){_THESE}|mark (it|them|that|those|these|all|them all|everything) (as )?(done|complete|completed)[.!]*$)"),
    Intent.ADD: pattern(rf"(please |just |then )*(add|create){_THESE}"),
    Intent.UPDATE: pattern(rf"(please |just |then )*(change|update|move){_THESE}"),
}
_SET_PHRASES_YES = frozenset(
    {"by all means", "why not", "you bet", "make it so", "go for it", "let's do it", "lets do it", "ship it", "works for me", "be my guest", "that's it", "come on", "please", "please do", "do it", "just do it", "do that", "go on", "go ahead", "carry on", "got it right", "sure thing", "no problem", "thats it", "come om", "that's that", "fair enough", "got it", "fire away", "try it", "try that", "try it please", "y", "i guess so", "i think so", "i suppose so", "i suppose", "i believe so", "yes and yes", "jep", "go", "let's go", "yes sir", "that will do", "that'll do"}
)  # fmt: skip
_SET_PHRASES_NO = frozenset(
    {"n", "not", "not quite", "not really", "not now", "not yet", "not at all", "not even close", "no thanks", "no thank you", "nothing", "nothing much", "forget it", "never mind", "scratch", "scratch that", "leave it", "skip it", "be quiet", "shut up", "that's all", "that is all", "that would be all", "enough", "hold on", "wait", "i'll pass", "ill pass", "keep it", "keep them", "none of them", "neither of them", "not that", "not that one", "don't", "do not", "dont", "talk to you later"}
)  # fmt: skip
_ASKS_BACK = pattern(r"\b(what|what's|why|who|how|when|where)\b")
_TURNS = pattern(r"\b(but|except|instead|however|actually|rather|although)\b|\?"
)
_MORE = pattern(
    r"[ ,.;!]*(and |then |also |can you |could you |i need |i want |i'd like )+(to )?(remind|add|create|mark|rename|update|show|list|move|reschedule|delete|remove|cancel|book|find|make|play|look|help)\b"
)


def read_answer(text: str, question: Question) -> Operation | None:
    """Yes, no, or a choice among the options; None when the person said something else."""
    said = Said.of(tidy(text)).part(0)
    if not said:
        return None
    if question.kind in ("choose", "task") and question.options and (picked := _pick(said, question)):
        return picked
    if question.about and (agreed := _AGAIN.get(question.about)) and agreed.match(said.low):
        return Operation(Intent.YES, "says again what was asked")
    if (answer := _yes_or_no(said, asked=True)) is not None:
        rule = "the answer agrees" if answer else "the answer refuses"
        return Operation(Intent.YES if answer else Intent.NO, rule)
    if question.kind == "task" and (picked := _pick(said, question)):
        return picked
    return None


def read_unasked_answer(said: Said) -> Operation | None:
    """A bare yes or no although nothing was asked."""
    answer = _yes_or_no(said, asked=False)
    if answer is None:
        return None
    return Operation(Intent.YES if answer else Intent.NO, "only agrees" if answer else "only refuses or stops")


def _yes_or_no(said: Said, *, asked: bool) -> bool | None:
    low = re.sub(r"[.!,;:]+", " ", said.low)
    low = " ".join(low.split()).strip(" ?")
    if low in _SET_PHRASES_YES:
        return True
    if low in _SET_PHRASES_NO:
        return False
    if len(low) > 160:
        return None
    words = [word for word in _WORD.findall(low)]
    if not words:
        return None
    if set(words) & _YES_SIGNS and not set(words) & _NO_SIGNS:
        return True
    if set(words) & _NO_SIGNS:
        return False
    if not asked and (_IS_QUESTION.match(low) or (set(words) & _TALK_WORDS and not set(words) & (_STOP | _NO))):
        return None
    if _CALLED_OFF.match(low):
        return False
    opened = _OPENS_YES.match(said.low), _OPENS_NO.match(said.low)
    if not asked and set(words) & _THANKS and not opened[1]:
        return None
    known = _YES | _NO | _NEGATION | _PLAIN | _STOP | (_GLAD if asked else frozenset())
    strangers = [word for word in words if word not in known and word not in _GLAD]
    if not asked and set(words) & _THANKS and not set(words) & (_NO | _YES):
        return None
    if (
        (not strangers
        and not said.low.endswith("?"))
        or (not strangers and low.startswith(("can you", "could you", "will you", "would you")))
    ):
        return _polarity(words, opened, asked)
    if not asked and strangers and _CALLS_OFF.match(said.low):
        return None
    if opened[0] or opened[1]:
        end = (opened[0] or opened[1]).end()  # type: ignore[union-attr]  # one of them matched
        tail = said.low[end:]
        limit = 14 if asked else 8
        if len(words) <= limit and not _TURNS.search(tail) and (asked or not _ASKS_BACK.search(tail)) and not _MORE.match(tail) and (asked or not strangers or (len(strangers) <= 1 and _PLAINLY.match(said.low) and "please" not in words)):
            return bool(opened[0])
    if (
        asked
        and set(words) & _GLAD
        and len(words) <= 16
        and not set(words) & (_NEGATION | _NO)
        and not _TURNS.search(low)
    ):
        return True
    return None


def _polarity(words: list[str], opened: tuple[object, object], asked: bool) -> bool | None:
    if opened[0] and not opened[1]:
        return True
    if opened[1]:
        return False
    refusing = sum(word in _NO for word in words)
    negations = sum(word in _NEGATION for word in words)
    agreeing = sum(word in _YES or (word in _GLAD) for word in words)
    if refusing:
        return False
    if negations:
        return False
    if set(words) & _STOP:
        return False
    if any(word in _YES for word in words) or (agreeing and (asked or _APPROVES.match(" ".join(words)))):
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
    if reference.kind in ("ordinal",):
        return Operation(Intent.PICK, "names an option by its place", reference=reference)
    if reference.kind in ("set", "pronoun") and reference.plural:
        return Operation(Intent.PICK, "names all options", reference=reference)
    if reference.kind == "title" and question.options:
        wanted = set(re.findall(r"\w+", reference.text.lower())) - {"the", "a", "one", "task", "my", "to", "of", "for"}
        if wanted and any(wanted <= set(re.findall(r"\w+", title.lower())) for _, title in question.options):
            return Operation(Intent.PICK, "names an option by its title", reference=reference)
    return None

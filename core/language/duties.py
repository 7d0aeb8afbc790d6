"""Questions about what there is to do or to buy: "what is it that I had to do today?", "do I need milk?".

Like answers, they are told by their vocabulary: people put them in a hundred ways, but out of few words.
"""

import re

from core.language import lexicon
from core.language.grammar import Clause, Operations, pattern
from core.language.narrowing import list_operation
from core.language.operations import Intent, Operation, TaskFilter

NEED_TO_BUY = (
    r"(do|did|should|must|am|was|are|were) (i|we) (still |also |already )?(have|need|want|supposed|meant|got|going)?"
    r"( to)? (get|buy|pick up|grab|purchase|need) (any |some |more |a |an |the )*<search>"
    r"( (today|tomorrow|now|from the store|at the store|when i go shopping))*[?.!]*$"
)
_OPENS_ASKING = pattern(
    r"(what|whats|what's|what're|which|anything|any|something|tell|show|give|read|remind me|know|let me know|see|hear|"
    r"list|is there|are there|do|did|am|was|were|have|how (much|many)|everything|things|stuff|the things|all)\b"
)
_DUTY = frozenset(
    (
        "need needed needs have had supposed meant must should ought remember remembered recall forget forgetting told "
        "left asked wanted want planned planning plan going promised said gotta got due required scheduled"
    ).split()
)
_AIM = frozenset(
    "do doing done remember remembered recall forget buy get need needed pick purchase store shop grab bring "
    "reminded".split()
)
_ASKING_WORDS = (
    _DUTY
    | _AIM
    | frozenset(
        (
            "what whats what's what're which anything any something everything all thing things stuff items item tell "
            "show give read remind me know let see hear list is are was were am be been being do did does has i i'm "
            "i've i'd we my our it that there to of about on for from at in the a up you could would please so far "
            "still yet left else next now again today tomorrow tonight this next week weekend morning afternoon "
            "evening month day later first say said mention mentioned tell shopping market supermarket grocery "
            "groceries go went out trip when then or and out not important how many much exactly already also get "
            "getting tasks task chores"
        ).split()
    )
)
_POSSIBLE = pattern(r"\b(can|could|did) i (do|get|buy)\b")  # not what must be done
_ONE_THING = pattern(r"(do|am|was|were|have|did) (?!.*\b(anything|something|things|stuff)\b)")  # answered by yes or no
_MINE = frozenset("i i'm i've i'd we me my".split())


def asks_what_to_do(clause: Clause) -> Operations | None:
    """Every word is one such questions are made of; among them one for a duty and one for what to do about it."""
    low = clause.said.low
    words = re.findall(r"[\w']+", low[:150])
    known = set(words)
    if not 3 <= len(words) <= 18 or not known <= _ASKING_WORDS or not _OPENS_ASKING.match(low):
        return None
    if not (known & _DUTY and known & _AIM) or len(known & (_DUTY | _AIM)) < 2:
        return None
    if not (known & _MINE or "left" in known) or _POSSIBLE.search(low) or _ONE_THING.match(low):
        return None
    return (list_operation(clause, "asks what is there to do"),)


def lists_to_buy(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Do i need to get milk?": something a shopping list holds."""
    words = clause.said.group(match, "search")
    if not all(word in lexicon.GROCERIES or word in ("and", "or") for word in re.findall(r"[\w']+", words.low)):
        return None
    return (Operation(Intent.LIST, "asks whether it is to be bought", filter=TaskFilter(search=words.text)),)

"""Words around a request that ask for nothing: greetings, "can you please", "I need to", thanks.

How the request was put is kept on the `Clause`, because "I want to …" is less than an order.
"""

from core.language.grammar import Clause, pattern
from core.language.normalise import Said
from core.language.operations import Context

_LEAD = pattern(
    r"((hey|hi|hello|ok|okay|so|um+|uh+|er+m?|hmm+|well|alright|now|also|and|then|plus|actually|oh|yo|ah|omg|please|"
    r"pls|plz|kindly|just|quickly|violet|olly|alexa|siri|google|ai|assistant|"
    r"robot|computer|bot|house|dude|buddy|there|good (morning|afternoon|evening))[ ,.!;:-]+|"
    r"(yeah|yes|right|no|sorry|like|basically) (?=(so|um+|uh+|and|then|can you|could you|just) )|"
    r"(i (think|guess|believe|suppose|figure|feel like)|(it )?(looks|seems) like|maybe|perhaps|probably)( that)? "
    r"(?=(i|we)('m| am|'re| are|'ll|"
    r" really| also)? (need|should|have to|must|ought|gotta|want|out of|running (low|out)|ran out|could use)\b)|"
    r"i (dunno|guess)[ ,]+(?=just )|(wait|oops|ah|oh|no) (?=(no|wait|actually|sorry)[ ,])|finally (?=(finished|"
    r"completed|done) )|(great|cool|thanks|thank you|sorry|right|no|"
    r"nope|yes|yeah|yep|sure|perfect|good|nice|wait|alright then)[,.!;:-]+ *|"
    r"(open|go to|find|pull up|access|look at|go into)( up)? ((my|the) )?([\w-]+ )?(lists?|calendar|tasks|"
    r"app) (and|then) (please )?)+(?=\S)"
)
_OBLIGED = pattern(
    r"(i|we) (really |just |also |still |probably |definitely )*(need|have|ought|got|should probably|"
    r"had better) to |(i|we)('d| had) better |(i|we) (really |probably |definitely )*(gotta|"
    r"must|should)( really| probably)? |(i|we)('ve| have) got to "
)
_ASK = pattern(
    r"(can|could|would|will|may|might|shall) (you|u|i|we)( (mind|please|kindly|just|also|possibly|quickly|like|um+|uh+|"
    r"maybe|go ahead and|help me|help me to))* (?=\w)|"
    r"(would|do) you mind (?=\w)|(it would be (great|nice|lovely|good)|i('d| would) (really )?(appreciate it|be "
    r"(grateful|happy|glad))) "
    r"if you (could |would )?(?=\w)|(i|we)('d| would)? (like|love|want|need)( for)? you to (please )?|(gonna|"
    r"going to) need you to |"
    r"is it possible (for you )?to |are you able to |do you think you (can|could) |you (can|could|should|"
    r"may|must) |you (need|have|ought|better|had better) (to )?(?=(remind|add|put|delete|remove|set|mark|create|"
    r"show|tell|take)\b)|"
    r"(please )?(be sure|make sure|remember|don't forget|dont forget)( to)? (?=(put|add|delete|remove|set|"
    r"mark|create|include|take)\b)|go ahead and |(i was )?wondering if you (can|could|would) |if you (can|"
    r"could|would) |try to |time to "
)
_WISH = pattern(
    r"(i|we)('d| would) (like|love|prefer) to |(i|we) (really |just |also |still )*(want|wish) to |(i|we) wanna |"
    r"let's |lets |let me |help me (to )?|(i'm|i am|we're) (going|looking|trying|planning) to (?!(the|an?|my|our|"
    r"his|her|their)\b)|(i'm|i am) gonna "
)
_BY_DOING = {  # "would you mind adding …" asks what "add …" asks
    "adding": "add", "putting": "put", "creating": "create", "setting": "set", "making": "make", "including": "include",
    "writing": "write", "reminding": "remind", "noting": "note", "removing": "remove", "deleting": "delete",
    "taking": "take", "erasing": "erase", "clearing": "clear", "cancelling": "cancel", "canceling": "cancel",
    "crossing": "cross", "checking": "check", "marking": "mark", "ticking": "tick", "completing": "complete",
    "showing": "show", "telling": "tell", "reading": "read", "listing": "list", "giving": "give", "getting": "get",
    "changing": "change", "moving": "move", "updating": "update", "renaming": "rename", "rescheduling": "reschedule",
    "added": "add", "removed": "remove", "reminded": "remind", "deleted": "delete", "took": "take", "put": "put",
    "created": "create", "showed": "show", "told": "tell",
}  # fmt: skip
_FIRST_WORD = pattern(r"[a-z]+")
_TAIL = pattern(
    r"([ ,.!?;]+(@please|for me|ok|okay|right now|(?<!from )now|asap please|if you can|if possible|"
    r"if you could|violet|olly|would you|will you|can you|could you|my friend|love|dear))+[ .!?]*$"
)


_ON_IT_NOW = pattern(r"(i'm|i am|we're|we are) on ")  # where "now" tells that it is work


def _as_order(said: Said) -> Said:
    word = _FIRST_WORD.match(said.low)
    order = _BY_DOING.get(word.group()) if word else None
    if not word or not order:
        return said
    return Said(order + said.text[word.end() :], order + said.low[word.end() :])


def strip_fillers(said: Said, context: Context) -> Clause:
    """The request without greetings, "can you please" and thanks around it."""
    asked = wished = obliged = False
    for _ in range(6):
        if match := _LEAD.match(said.low):
            said = said.part(match.end())
        elif match := _ASK.match(said.low):
            said, asked = _as_order(said.part(match.end())), True
        elif match := _OBLIGED.match(said.low):
            said, wished, obliged = said.part(match.end()), True, True
        elif match := _WISH.match(said.low):
            said, wished = said.part(match.end()), True
        else:
            break
    if (match := _TAIL.search(said.low)) and match.start() and not _ON_IT_NOW.match(said.low):
        said = said.part(0, match.start())
    return Clause(said, asked, wished, obliged, context)

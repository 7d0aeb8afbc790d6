"""Words around a request that ask for nothing: greetings, "can you please", "I need to", thanks.

How the request was put is kept on the `Clause`, because "I want to …" is less than an order.
"""

from core.language.grammar import Clause, pattern
from core.language.normalise import Said
from core.language.operations import Context

_CALLS = (  # words before a request, each with a space or a mark after it
    "hey|hi|hello|ok|okay|so|um+|uh+|er+m?|hmm+|well|alright|now|also|and|then|plus|actually|oh|yo|ah|omg|please|pls|"
    "plz|kindly|just|quickly|violet|olly|alexa|siri|google|ai|assistant|robot|computer|bot|house|dude|buddy|there|"
    "good (morning|afternoon|evening)|anyway|anyhow|oops|whoops|by the way|btw|listen|you know what|guess what|ugh|"
    "argh|phew|basically|honestly|to be honest|(just )?one (more|other|last) thing|another thing|quick one|"
    "(it's|this is) me( again)?"
)
_ANSWERS = "great|cool|thanks|thank you|sorry|right|no|nope|yes|yeah|yep|sure|perfect|good|nice|wait|alright then"
_STEPS = (
    "first|firstly|first of all|next|after that|afterwards|lastly|secondly|look|in that case|if you (could|would|can)|"
    "when you get a (chance|minute|moment)|if (it's|that's) (ok|okay|possible|alright)"
)
_ORDER = "add|create|remind|mark|tick|complete|delete|remove|rename|show"
_LACK = (
    "(i|we)('m| am|'re| are|'ll| really| also)? "
    "(need|should|have to|must|ought|gotta|want|out of|running (low|out)|ran out|could use)"
)
_LEAD = pattern(
    rf"(({_CALLS})[ ,.!;:-]+|"
    r"(yeah|yes|right|no|sorry|like|basically) (?=(so|um+|uh+|and|then|can you|could you|just) )|"
    rf"({_ANSWERS})[,.!;:-]+ *|(sorry|oops|whoops) (?=(i|it|that|this|the|my|task|number|#|\d)\b)|"
    r"(wait|oops|ah|oh|no) (?=(no|wait|actually|sorry)[ ,])|finally (?=(finished|completed|done) )|"
    rf"({_STEPS})( please)?(, ?|: ?| (?=({_ORDER}) ))|"
    r"(i (think|guess|believe|suppose|figure|feel like)|(it )?(looks|seems) like|maybe|perhaps|probably)( that)? "
    rf"(?={_LACK}\b)|i (think|reckon|suppose|believe|feel like) (?=(i|we|the|my|our|it|that) )|"
    r"i (dunno|guess)[ ,]+(?=just )|(maybe|perhaps) (?=(you|we|i|add|remind|move|make|put|mark) )|"
    r"(what|all) (i|we) (want|need|would like|'d like) (you to do )?is (for you to |you to |to )|"
    r"(because|since|as) [^,.;]{5,80}?[, ]+(?=(so )?(i|we) (really |just )?(need|have|must|should|ought|gotta)\b)|"
    r"[^.;:]{0,40}?(\.\.\. ?|, ?| )(i mean|i meant)[ ,]+"
    r"(?=(remind me|add|create|delete|remove|mark|move|rename|show)\b)|"
    r"(open|go to|find|pull up|access|look at|go into)( up)? ((my|the) )?([\w-]+ )?(lists?|calendar|tasks|app) "
    r"(and|then) (please )?)+(?=\S)"
)
_OBLIGED = pattern(
    r"(i|we) (really |just |also |still |probably |definitely )*(need|have|ought|got|should probably|had better) to |"
    r"(i|we)('d| had) better |(i|we) (really |probably |definitely )*(gotta|must|should)( really| probably)? |"
    r"(i|we)('ve| have) got to |(really )?(need to|gotta|have to|got to) (?=[a-z]+ [a-z])|"
    r"(i|we)('m| am|'re| are) (meant|supposed) to "
)
_PLEASE = (  # between "can you" and what is asked for
    "mind|please|kindly|just|also|possibly|quickly|like|um+|uh+|maybe|go ahead and|help me|help me to"
)
_ASK = pattern(
    r"(what|how) about (?=(moving|pushing|rescheduling|postponing|tagging|renaming|setting|changing|making)\b)|"
    r"(how about|what if) (we|you|i) (?=(move|push|reschedule|postpone|tag|rename|set|change|make|put)\b)|"
    rf"(can|could|would|will|may|might|shall) (you|u|i|we)( ({_PLEASE}))* (?=\w)|(do you )?mind (?=[a-z]+ing )|"
    r"do you mind (?=\w)|(it would be (great|nice|lovely|good)|"
    r"i('d| would) (really )?(appreciate it|be (grateful|happy|glad))) if you (could |would )?"
    r"(?=\w)|(i|we)('d| would)? (like|love|want|need)( for)? you to (please )?|(gonna|going to) need you to |"
    r"(is it|would it be|might it be) possible (for (you|me) )?to |are you able to |do you think you (can|could) |"
    r"(you|y'all|ya) (can|could|should|may|must|need to|have to) (just |also |now )?|we can (just |also |now )?|"
    r"you (ought to|better|had better) (?=(remind|add|put|delete|remove|set|mark|create|show|tell|take)\b)|"
    r"(be|would you be) (so (kind|good|nice)|kind enough|able) (as )?to |"
    r"(please )?(be sure|make sure|remember|don't forget|dont forget)( to)? "
    r"(?=(put|add|delete|remove|set|remind|mark|create|include|take)\b)|go ahead and |"
    r"(i was )?wondering if you (can|could|would) |if you (can|could|would) |try to |time to "
)
_WISH = pattern(
    r"(i|we)('d| would) (like|love|prefer) to |(i|we) (really |just |also |still )*(want|wish) to |(i|we) wanna |"
    r"(i|we) (want|need|like|would like) (?=(add|create|delete|remove|mark|change|move|rename|complete|see|show) )|"
    r"let's |lets |let me |help me (to )?|(i'm|i am) gonna |"
    r"(i'm|i am|we're) (going|looking|trying|planning) to (?!(the|an?|my|our|his|her|their)\b)"
)
_TAIL = pattern(
    r"([ ,.!?;]+(@please|for me|ok|okay|right now|(?<!from )now|asap please|if you can|if possible|if you could|"
    r"(thank|thanks to) (god|goodness|heavens)|phew|yay|hooray|hurrah|woohoo|whew|at last|lol|haha|violet|"
    r"olly|would you|will you|can you|could you|my friend|love|dear))+[ .!?]*$"
)
_ON_IT_NOW = pattern(r"(i'm|i am|we're|we are) on ")  # where "now" tells that it is work
_PLAIN_VERBS = {  # "would you mind adding …" asks what "add …" asks
    "adding": "add", "added": "add", "putting": "put", "creating": "create", "created": "create", "setting": "set",
    "making": "make", "including": "include", "writing": "write", "noting": "note", "reminding": "remind",
    "reminded": "remind", "removing": "remove", "removed": "remove", "deleting": "delete", "deleted": "delete",
    "taking": "take", "took": "take", "erasing": "erase", "clearing": "clear", "cancelling": "cancel",
    "canceling": "cancel", "crossing": "cross", "checking": "check", "marking": "mark", "ticking": "tick",
    "completing": "complete", "showing": "show", "showed": "show", "telling": "tell", "told": "tell", "reading": "read",
    "listing": "list", "giving": "give", "getting": "get", "changing": "change", "moving": "move", "pushing": "push",
    "updating": "update", "renaming": "rename", "rescheduling": "reschedule", "postponing": "postpone",
    "tagging": "tag",
}  # fmt: skip
_FIRST_WORD = pattern(r"[a-z]+")


def _plain_verb(said: Said) -> Said:
    word = _FIRST_WORD.match(said.low)
    verb = _PLAIN_VERBS.get(word.group()) if word else None
    if not word or not verb:
        return said
    return Said(verb + said.text[word.end() :], verb + said.low[word.end() :])


def strip_fillers(said: Said, context: Context) -> Clause:
    """The request without greetings, "can you please" and thanks around it."""
    asked = wished = obliged = False
    for _ in range(6):
        if match := _LEAD.match(said.low):
            said = said.part(match.end())
        elif match := _ASK.match(said.low):
            said, asked = _plain_verb(said.part(match.end())), True
        elif match := _OBLIGED.match(said.low):
            said, wished, obliged = said.part(match.end()), True, True
        elif match := _WISH.match(said.low):
            said, wished = said.part(match.end()), True
        else:
            break
    if (match := _TAIL.search(said.low)) and match.start() and not _ON_IT_NOW.match(said.low):
        said = said.part(0, match.start())
    return Clause(said, asked, wished, obliged, context)

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
    r"i (dunno|guess)[ ,]+(?=just )|(sorry|oops|whoops) (?=(i|it|that|this|the|my|task|number|#|\d)\b)|(wait|oops|ah|"
    r"oh|no) (?=(no|wait|actually|sorry)[ ,])|finally (?=(finished|"
    r"completed|done) )|(great|cool|thanks|thank you|sorry|right|no|"
    r"nope|yes|yeah|yep|sure|perfect|good|nice|wait|alright then)[,.!;:-]+ *|"
    r"(anyway|anyhow|oops|whoops|by the way|btw|listen|you know what|guess what|ugh|argh|phew|basically|honestly|to "
    r"be honest|"
    r"(just )?one (more|other|last) thing|another thing|quick one|(it's|this is) me( again)?)[ ,.!:;-]+|"
    r"(first|firstly|first of all|next|after that|afterwards|lastly|secondly|look|in that case|if you (could|would|"
    r"can)|when you get a (chance|minute|moment)|if (it's|that's) (ok|okay|possible|alright))( please)?(, ?|: ?| "
    r"(?=(add|create|remind|mark|tick|complete|delete|remove|rename|show) ))|"
    r"i (think|reckon|suppose|believe|feel like) (?=(i|we|the|my|our|it|that) )|(maybe|perhaps) (?=(you|we|i|add|"
    r"remind|move|make|put|mark) )|(what|all) (i|we) (want|need|would like|'d like) (you to do )?is (for you to |you "
    r"to |to )|"
    r"(because|since|as) [^,.;]{5,80}?[, ]+(?=(so )?(i|we) (really |just )?(need|have|must|should|ought|gotta)\b)|"
    r"[^.;:]{0,40}?(\.\.\. ?|, ?| )(i mean|i meant)[ ,]+(?=(remind me|add|create|delete|remove|mark|move|rename|"
    r"show)\b)|"
    r"(open|go to|find|pull up|access|look at|go into)( up)? ((my|the) )?([\w-]+ )?(lists?|calendar|tasks|"
    r"app) (and|then) (please )?)+(?=\S)"
)
_OBLIGED = pattern(
    r"(i|we) (really |just |also |still |probably |definitely )*(need|have|ought|got|should probably|"
    r"had better) to |(i|we)('d| had) better |(i|we) (really |probably |definitely )*(gotta|"
    r"must|should)( really| probably)? |(i|we)('ve| have) got to |(really )?(need to|gotta|have to|got to) (?=[a-z]+ "
    r"[a-z])|"
    r"(i|we)('m| am|'re| are) (meant|supposed) to "
)
_ASK = pattern(
    r"((would|do) you |)mind (?=[a-z]+ing )|"
    r"(can|could|would|will|may|might|shall) (you|u|i|we)( (please|kindly|just|also|possibly|quickly|like|um+|uh+|"
    r"maybe|go ahead and|help me|help me to))* (?=\w)|"
    r"(would|do) you mind (?=\w)|(i|we)('d| would)? (like|love|want|need)( for)? you to (please )?|(gonna|"
    r"going to) need you to |"
    r"(is it|would it be|might it be) possible (for (you|me) )?to |are you able to |do you think you (can|could) |we "
    r"can (just |also |now )?|(you|"
    r"y'all|ya) "
    r"(can|could|should|may|must|need to|have to) (just |also |now )?|(be|would you be) (so (kind|good|nice)|kind "
    r"enough|able) (as )?to |"
    r"(please )?(be sure|make sure|remember|don't forget|dont forget)( to)? (?=(put|add|delete|remove|set|remind|"
    r"mark|create|include|take)\b)|go ahead and |(i was )?wondering if you (can|could|would) |if you (can|"
    r"could|would) |try to |time to "
)
_WISH = pattern(
    r"(i|we)('d| would) (like|love|prefer) to |(i|we) (really |just |also |still )*(want|wish) to |(i|we) wanna |"
    r"(i|we) (want|need|like|would like) (?=(add|create|delete|remove|mark|change|move|rename|complete|see|show) )|"
    r"let's |lets |let me |help me (to )?|(i'm|i am|we're) (going|looking|trying|planning) to |(i'm|i am) gonna "
)
_TAIL = pattern(
    r"([ ,.!?;]+(@please|for me|ok|okay|right now|(?<!from )now|asap please|if you can|if possible|"
    r"if you could|(thank|thanks to) (god|goodness|heavens)|phew|yay|hooray|hurrah|woohoo|whew|at last|lol|haha|"
    r"violet|olly|would you|will you|can you|could you|my friend|love|dear))+[ .!?]*$"
)


_ON_IT_NOW = pattern(r"(i'm|i am|we're|we are) on ")  # where "now" tells that it is work


_GERUNDS = {  # "would you mind adding …"
    "adding": "add", "moving": "move", "marking": "mark", "deleting": "delete", "removing": "remove",
    "changing": "change", "setting": "set", "putting": "put", "ticking": "tick", "showing": "show",
    "reminding": "remind", "renaming": "rename", "making": "make", "creating": "create", "pushing": "push",
    "rescheduling": "reschedule", "postponing": "postpone", "completing": "complete", "telling": "tell",
    "listing": "list", "updating": "update", "tagging": "tag",
}  # fmt: skip


def _plain_verb(said: Said) -> Said:
    first = said.low.split(" ", 1)[0]
    verb = _GERUNDS.get(first)
    return Said(verb + said.text[len(first) :], verb + said.low[len(first) :]) if verb else said


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

"""How a sentence of talk is built: what it asks for, whether it tells something, an opinion or a trouble.

`chat` puts these together; none of them decides alone, and none names a task.
"""

from core.language import talk_words
from core.language.grammar import pattern

ASKS_FOR = pattern(  # an order, a wish or a question of means: "book …", "I'd like …", "where's …"
    r"(.*?([.!?,;] ?| so | but | and ))?((now|so|and|then|also|but|ok|okay|yes|no|well|alright|great|please|olly) )*"
    r"((i|we|i'm|i am|im)( really| also| just| still| actually)* "
    r"(need|want|wanna|gotta|would like|would love|like to|looking(?! forward)|hoping|wish|after|have to|must know|"
    r"require|trying)\b|i'd (like|love|just like|rather)\b|(i|we) feel like (\w+ing|some|an?)\b|"
    r"i'm in the mood (for|to)\b|"
    r"(i'm|i am|we're|we are) "
    r"(interested in|thinking (of|about)|in need of|in search of|keen on|ready to|planning (on|to)|considering) "
    r"(attend|book|buy|rent|see|watch|visit|find|gett?|go|eat|try|purchas|reserv|hear|listen|order|stay|travel|fly|"
    r"learn)\w*\b|i'll have\b|we'd like\b|let's\b|please\b|(can|could|would|will|may) (you|i|we)\b|help me\b|"
    r"how (do|can|much|many|long|old|far|should|would)\b|what (time|is|are|about searching)\b|where('s| is| do| can)\b|"
    r"(?<=[,.;] )what (can|could|should|do|would|kind|type)\b|"
    r"(now |go |just )?(play|find|book|show|order|buy|turn|open|send|call|search|check|list|give|get|read|tell|add|"
    r"set|make|switch|change|look|put|delete|remove|cancel|create|schedule|convert|translate|"
    r"define|calculate|transfer|start|stop|move|update|reserve|rate|skip|pause|resume|navigate|"
    r"name|describe|explain|compare|recommend|suggest|bring|mute|dim|increase|decrease|lower|raise|"
    r"lookup|google|submit|freeze|pay|spell|flip|roll|report|restore|locate|text|email|use|"
    r"purchase|rent|select|arrange|connect|sync|install|download|record|print|share|track|draw|"
    r"write|generate|design|finish|continue|repeat|keep|enable|disable|activate|instruct|plan|pull|"
    r"run|wake|count|solve|speak)\b)"
)
SUBJECT = pattern(  # begins like a report: "my card …", "there is …"
    r"((hi|hello|hey|oh|ok|okay|well|so|um+|sorry|help|olly|but|and|also|now|please help|excuse me)[ ,.!]+)*"
    r"((the|my|our|your|a|an|this|that|these|those|his|her|some|someone|somebody|something|there's|there is|there are|"
    r"i|i'm|i'd|im|i am|i've|i have|we|we've|it's|it)\b)"
)
TROUBLE = pattern(rf"(?<![\w'])({talk_words.TROUBLE})(?![\w'])")
VOICE = pattern(  # "you speak too fast"
    r".{0,20}\b((can't|cannot|can not|couldn't|hard to|barely|could not|don't) (hear|understand) (you|what you)|"
    r"you('re| are| were)? (always |just )?(speak|talk|speaking|talking|sound|go|going)( to me)? "
    r"(too|so|very|way|really|far|a bit|a little) (\w+ )?"
    r"(fast|slow|slowly|quickly|quiet|quietly|loud|loudly|low|soft|softly|high))\b.{0,60}"
)
LONGS = pattern(  # "I just want to sleep", "I wish it was friday"
    r"(i|we) (just |really |only |also )*"
    r"(wish (?!to\b|you to\b)|"
    r"((want|would love|'d love|wanna)( to)? "
    r"(sleep|die|cry|scream|be|know why|give up|disappear|live|quit|retire|rest|relax|nap|feel|understand people|"
    r"be left)))\b"
)
BROKEN = pattern(  # "I'm having trouble with …", "the heating stopped working"
    r"(i'm |i am |we're |we are |i've been |been )?having (trouble|problems|issues|difficulty|a hard time) "
    r"(with |getting |\w+ing)|"
    r"([\w'-]+ ){1,4}(isn't|is not|isnt|stopped|not|won't|wont|doesn't|doesnt|keeps|has stopped) "
    r"(\w+ing|work|load|open|start|connect|(being )?(loud|bright|warm|cold|quiet|fast) enough|loud|bright)\b"
)
MY_THING = pattern(  # "my charger", but not "my mum" or "my head"
    r"(.{0,40}\b)?(my|your) "
    r"(?!(mom|mum|dad|boss|friend|wife|husband|sister|brother|kid|son|daughter|grand\w*|dog|cat|cousin|aunt|uncle|"
    r"neighbou?r|girlfriend|boyfriend|team|family|parents?|head|back|day|heart|life|arm|leg|foot|feet|stomach|"
    r"tooth|teeth|knee|favou?rite|son|baby|child|children|students?|roommate|partner)s?\b)"
)
RATES = pattern(  # "give this book four stars"
    r"((i|i'd|i'll|we|this|that|the|my|it|would|should|will|want to|just|please|like to) )*([\w']+ ){0,5}?"
    r"(give|gives|gave|gets?|deserves?|rate|rated|rating|score|award|earns?|receives?)\b.{1,60}\b"
    r"(\d|zero|one|two|three|four|five|six)( (and a half|full))?"
    r"( (stars?|points?|out of .{1,10}|/ ?\d|as (a|the) rating|rating|of (five|six|5|6)( (stars|points))?))*[.! ]*$"
)
DETAIL = pattern(  # "my confirmation number is …"
    r"(my|the) (((first|last|full|middle|user|maiden|family|account|card|new) )?(name|holder)|"
    r"([\w'-]+ ){0,3}?((confirmation|account|order|phone|policy|booking|reference|flight|card|serial|"
    r"model|tracking|member\w*|customer|ticket|reservation|telephone|mobile|cell) "
    r"(number|code|id|no|reference)|reference|confirmation|username|user id|"
    r"e?mail( address)?|address|zip( code)?|postcode|password|pin|passcode|"
    r"date of birth))( (on|for|of|in|to)( \w+){1,4})? (is|isn't|was|should be)\b"
)
NAMING = pattern(  # "I'll call you Max", "what's my name"
    r"(from now on,? )?((i('ll| will| am going to|'m going to|'m gonna| wanna| want to| would like to|'d like to|"
    r" prefer to| shall)?( be)?|let me|let's|can i|may i|could i|going to|gonna|we('ll| will)?|"
    r"you (will|should|can|could|must|may)( now)?( be)?( only)?|you're( now)?|you are( now)?|start|"
    r"please|stop|to) )*"
    r"((call|calling|name|naming|rename|address|addressing|refer to|referring to) (you|me|yourself|u)|called|named)\b"
    r"(?! (if|when|back|later|tomorrow|a|at|an)\b).{0,60}|"
    r"(i('ve| have) decided )?(your (new )?name|my (new )?name|the name i('ll| will)? (use|call)( for)?( you)?)( now)? "
    r"(is|isn't|will|shall|should|has|needs|are)\b(?! what).{0,60}|"
    r"(i'm |i am |i'll |let's )?chang(e|ing) (your|my) name\b.{0,60}|(what|which) name\b.{0,30}\b(me|i)\b( by| as)?|"
    r"(what|how)\b.{0,40}\b(call|calling|refer to|address|name) (me|my name)\b.{0,20}|"
    r"(what|do|say|tell|who|remember|is|repeat|know)\b.{0,20}\b(my name|who i am)\b.{0,30}"
)
COMPANY = pattern(  # "I need someone to talk to", "let's chat"
    r"((i|we)('d| would| just| really| do)* (need|want|like|love|wanna|have)( to)? "
    r"((talk|chat)(?! (to|with) (a|an|the|your|customer|my|some\w* (from|in)))|vent|cry|hug|a hug|"
    r"(someone|somebody) to talk|a friend|be (friends|alone|happy|loved))\b|let's (chat|talk|be friends|hang out)|"
    r"(can|could|shall|may) we (just )?(talk|chat|be friends|hang)|talk to me\b|chat with me|keep me company|"
    r"((can|could|may) i )?tell you (about|something|a )|ask me (a question|something|about)|"
    r"(tell|sing|read) me (a |another |some )?(\w+ )?(riddle|poem|secret|song)|sing\b.{0,20}$).{0,80}"
)
ASKS_YOU = pattern(  # "do you like jazz?", "have you ever …", "…, don't you?"
    r"(.{0,200}[.!?,;] ?)?((oh|ok|well|so|wow|hey|hi|hello|hey there|hello there|yeah|yes|no|and|but|haha|lol|true|"
    r"really|speaking of \w+|by the way)[ ,.!]+)*"
    r"((do|did|don't|didn't) you "
    r"(ever|think|know (that|the|who|about|a lot|any|much)|like|love|enjoy|play|watch|listen|believe|follow|prefer|"
    r"remember|read|hear|see|agree|have (a |any )?(fav|hobb|pet|plan|kid|sibling)|feel|get|wonder|hate|mind|want|go|"
    r"dream|miss)\b|(have|haven't|had) you (ever|been|seen|heard|read|tried|watched|played|visited|listened)\b|"
    r"are you "
    r"(a (big |huge )?fan|into|a (dog|cat|morning|night)|serious|kidding|sure|coming|ready|excited|familiar with)\b|"
    r"(what|who|which|where|when|how)('s| is| are| about| was| were)? (you|your|yours|u)\b"
    r"(?! (address|phone|price|refund|policy|hours|number|fee|name))|would you (like|rather|ever|want|agree)\b|"
    r"what do you (think|say|like|mean)|can you (believe|imagine)|guess (what|who)|you know what|"
    r"(isn't|aren't|wasn't|don't|doesn't|didn't|right|you|huh|eh)( (it|that|they|he|she|you|think|we))?\?$|"
    r"why don't we|shall we\b|what happened\?)"
)
OPINION = pattern(  # "I think …", "haha", "for sure"
    r"\b(i (think|guess|love|loved|wonder|agree|believe|bet|remember|heard|read|know|knew|hope|didn't know|"
    r"didnt know|can't believe|feel|find|suppose|would rather|wish|like|liked|do|don't (think|have|watch))|lol|"
    r"haha|wow|omg|true|exactly|cool|crazy|funny|hilarious|interesting|for sure|how about you|what about you|"
    r"and you|favou?rite|probably|maybe|hell yeah|you think|yea|yeah|yup|right\?)\b"
)
LIKES = pattern(  # "I really like …"
    r"(hey |olly |hi )*(i ((really|also|do|don't|never|just) )*"
    r"(like|love|hate|enjoy|prefer|dislike|can't stand|want)|i'm (a |not )?(big )?(a )?(fan|into)|"
    r"my favou?rite|this|that) .{0,80}$"
)
QUESTION = pattern(  # begins like a question
    r"(what|whats|what's|who|whos|who's|where|when|why|how|which|is|are|am|was|were|do|does|did|can|could|would|will|"
    r"should|has|have|may|might|whose|any|"
    r"(at|for|in|by|on|to|until|since|with|from|about) (what|which|whom|how|where|when))\b"
)
MISSED = pattern(  # "what did you say", "come again"
    r"(.{0,40}\b)?(what (did|was it) (you|that you)( just)? (say|said|saying|tell me)|what was that|"
    r"what were you saying|(say|repeat) (that|it|this|the last|your last|what you)|say again|come again|"
    r"pardon( me)?[?. ]*$|once more|one more time|"
    r"(missed|didn't (hear|catch|get)|couldn't hear) (that|you|what you|it))\b.{0,60}"
)
WONDERS = pattern(  # "I was wondering if …"
    r"i('m| am| was)? (just )?(wonder|wondering|curious) (how|what|if|whether|when|where|who|why|about)\b"
)
PLEASANTRY = pattern(  # "good luck", "long time no see", "how sweet"
    r"((oh|well|wow|aw|haha|hey|ok)[ ,.!]+)*"
    r"((i )?(really )?hope (you|all is|everything)|don't (worry|cry|be (sad|silly))|cheer up|calm down|take it easy|"
    r"good luck|best of luck|congrat\w*|happy (birthday|new year|holidays|anniversary|thanksgiving|easter)|"
    r"merry christmas|bless you|get well|same (to you|here)|you too|"
    r"(i'm |i am )?(so |very )?sorry\b(?!.*\b(cancel|book|order)\b)|excuse me[.! ]*$|my pleasure|no worries|"
    r"you're welcome|you are welcome|long time no see|no kidding|no wonder|what an? (?!.*\?)|"
    r"oh no[,!. ]+(that|it) must|(that|it) must (have been|be)|"
    r"how (sweet|nice|funny|lovely|cute|sad|awful|exciting|interesting|cool|strange|weird|terrible|wonderful)\b|"
    r"you must be (kidding|joking)|me (too|neither)|it's been (a while|ages)|speaking of|by the way|to be honest|"
    r"honestly|apparently|seriously|of course not)\b"
)
FINITE = (  # verbs that make a sentence of what stands before them
    r"(is|isn't|was|wasn't|are|aren't|were|weren't|has|hasn't|had|hadn't|have|haven't|does|doesn't|did|didn't|can't|"
    r"could|couldn't|would|wouldn't|will|won't|must|might|got|went|took|made|lost|won|said|says|started|became|becomes|"
    r"seems|seemed|looks|looked|plays|played|came|comes|gave|gives|told|kept|keeps|thinks|thought|knew|loves|loved|"
    r"likes|liked|hates|wants|wanted|used|needs|gets|makes|takes|goes|feels|felt|invented|died|called|never|always|"
    r"doesn|just|really|also|only|actually)"
)
DECLARES = pattern(  # "the moon is …": a subject and a verb, no request
    r"(?!(please|can|could|would|will|do|does|did|is|are|was|were|what|which|who|where|when|why|how|if|add|play|"
    r"tell|show|find|set|make|get|give|turn|open|send|call|list|check|search|look|read|put|let|help|any|in|on|at|"
    rf"to|for)\b)([\w'&-]+ ){{1,6}}?{FINITE} .{{2,}}"
)
HOW_MUCH = pattern(r"\b(how (much|many|long|far|old)|what|which|where|when)[?. ]*$")
TALKED_ABOUT = frozenset(
    "history game games photo photos picture pictures trip vacation camera apps app plane train movie".split()
)
THIRD_PERSON = pattern(  # "she …", "my mum …"
    r"((oh|well|yeah|yes|no|so|but|and|haha|wow|true|ok)[ ,.!]+)*"
    r"(he|she|they|we|people|everyone|everybody|nobody|someone|his|her|their|"
    r"my (mom|mum|dad|father|mother|brother|sister|wife|husband|son|daughter|friend|kids|family|boss|cousin|"
    r"grand\w+|uncle|aunt|boyfriend|girlfriend|dog|cat|neighbou?r|roommate|teacher|parents|team|partner|baby|"
    r"best friend))\b"
)
INTERJECTIONS = pattern(  # "oh ok, great"
    r"^((oh|ok|okay|great|perfect|thanks|thank you|yes|yeah|no|cool|nice|good|alright|sure|wow|hi|hello|hey|awesome|"
    r"excellent|sounds good|got it|i see|fine|well|right|hmm+|so|and|but|also)[ ,.!]+)+"
)
STATEMENT = pattern(  # begins like something told
    r"(i|i'm|im|i've|i'd|i'll|we|we're|he|she|they|it|it's|that|that's|thats|this|there|there's|my|you|wow|oh|ah|haha|"
    r"lol|so|well|yeah|yea|yes|yup|no|nope|really|maybe|ill|life|love|today|yesterday|hell|very|exactly|true|sure|part|"
    r"since|probably|some|all|not|another|even|because|and|but|or|if|exactly|same|both|many|most|people|nice|good|"
    r"great|cool|awesome|fine|woo+|yay|hmm+|lets|let's|hm|hah|ha|ya|ok|okay|alright|right|knowing|for)\b"
)

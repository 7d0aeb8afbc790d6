"""Everything that is no work on tasks: greetings, feelings, talk about the assistant, requests for other things.

Only the topic is told here; what to reply is the agent's business. Casual talk is what one says to keep company
(greetings, feelings, opinions, jokes, questions about the assistant); out of scope is what asks for something that
another service would do (weather, music, bookings, facts).
"""

import re

from core.language import lexicon, talk_words
from core.language.about_me import is_about_me, topic_about_me
from core.language.grammar import Clause, pattern
from core.language.normalise import Said
from core.language.operations import Intent, Operation
from core.language.tasks_or_not import foreign_topic

# Talk ------------------------------------------------------------------------------------------------------------

_VERY = (
    r"(so |very |really |pretty |a bit |a little |kind of |quite |too |super |just |such |still |extremely |"
    r"totally )*"
)
_APPROVING = "|".join(sorted(lexicon.APPROVING))
_TALK = tuple(
    (topic, pattern(phrase))
    for topic, phrase in (
        (
            "greeting",
            r"(why,? )?"
            r"(hi+|hello+|hey+|heya+|hiya|howdy|yo|greetings|good ?(morning|afternoon|evening|day)|morning|evening|"
            r"afternoon|sup|what'?s up|hola|bonjour|hello there|hi there|hey there|ahoy|aloha|salutations|welcome|"
            r"good day to you|(nice|good|great|lovely|pleased) to (meet|see) you)([ ,!.?]+my friend)?"
            r"([ ,!.?]+"
            r"(there|violet|again|back|my|everyone|friend|all|dude|buddy|bandit|mate|man|what'?s up|hoy|you|olly|sir|"
            r"\w+))?[!. ,?]*$",
        ),
        (
            "goodbye",
            r"((ok|okay|well|alright|i must say|anyway|i have to say|thanks|hey|you|for now|nice)[ ,.!]+)*"
            r"(good ?bye|bye+( bye)?|(i'?(ll|m gonna| will) )?see (you|ya)( around| later| soon| tomorrow|[.! ]*$)|"
            r"good ?night|later|"
            r"(i'?(ll| would) )?(talk|speak|catch|chat)( to| with)?( you| ya)?( up)? (later|soon|tomorrow)|farewell|"
            r"take care|(until|till) (next time|we meet)|so long|toodles|tootles|cheerio|ciao|adios|au revoir|"
            r"peace( out)?[.! ]*$|signing off|gotta go|"
            r"(i )?((have|got|need|should|must|better) (to )?|gotta )"
            r"(go|leave|run|get going|be going|head out|head off)( now)?"
            r"([ ,.]+(bye|goodbye|talk later|see you).*)?[.! ]*$|"
            r"(i'm )?(off|leaving|heading out)( to bed| now)[.! ]*$|"
            r"((i (wish|hope) you( have)?|have|enjoy) (a|the|your) ((very|really) )?"
            r"(good|great|nice|lovely|wonderful|pleasant|fantastic)? ?(day|evening|night|one|weekend|rest of)))\b",
        ),
        (
            "thanks",
            r"((ok|okay|yay|oh|wow|alright|that's|all|right|for now|nothing( else| more)?|no more|ah|hey|so|really|"
            rf"well|yes|no|that is|{_APPROVING})[ ,.!]*)*"
            r"(thanks|thank you|thank u|thankyou|thx|ty|tysm|cheers|much appreciated|many thanks|"
            r"(i|we) (really |very much |do |so )*appreciate|appreciated|appreciate|much obliged|obliged|grateful|"
            r"(i'm|i am) (so |very |really )*(grateful|thankful|obliged)|(special|so many|big|huge) thanks|"
            r"(i (just )?(want|wanted|would like) to )?thank|"
            r"your (answer|help|response|reply|work) (is|was|has) (much |very |really )?"
            r"(appreciated|pleased|great|good|perfect)|"
            rf"(({_APPROVING})[ ,.!]+)+(that's|that is|that was|it's|that'll be|that will be) "
            r"(all|everything|exactly what|just what|it for now)( i (need|needed|wanted|want|asked for))?( to know)?"
            r"( for (now|today))?[.! ]*$)\b",
        ),
        (
            "feeling_bad",
            r"((i (had|have|'ve had|am having)|i'm having|i've had|it was|it's been|it has been|today was|today is|"
            rf"my \w+ (was|is|has been)|what|having|had) (such )?(a |an )?{_VERY}({talk_words.DAY_BAD})"
            rf"( (so far|today|{talk_words.DAYS})\b|[.! ]*$)|"
            rf"(i('m| am| feel| am feeling|'m feeling| felt|'ve been| have been|'m just| was|m)|feeling|feel) {_VERY}"
            rf"(feeling )?({talk_words.FEELING_BAD})\b(?! (at|to get|for (a|the|some)|with|on) )|"
            rf"(everything|life|work|school|today|nothing|it all)( is|'s| was| has been| feels| seems)? {_VERY}"
            rf"(going |gone |being )?(wrong|badly|{talk_words.FEELING_BAD}|{talk_words.DAY_BAD})"
            rf"( today| lately| right now| these days)?[.! ]*$|{_VERY}({talk_words.FEELING_BAD})[.! ]*$)",
        ),
        (
            "feeling_good",
            r"((i (had|have|'ve had|am having)|i'm having|i've had|today was|today is|it was|it's been|"
            rf"my \w+ (was|is|has been)|had) (such )?(a |an )?{_VERY}({talk_words.DAY_GOOD})\b"
            r"(?! (idea|table|room|job|place|one))|"
            rf"(i('m| am| feel| am feeling|'m feeling|'m doing| am doing|m doing|m)|feeling|doing) {_VERY}(feeling )?"
            rf"({talk_words.FEELING_GOOD})\b(?! (with|to go|to proceed)))",
        ),
        (
            "how_are_you",
            r"((hi|hello|hey|yo|why|good (morning|afternoon|evening|day)|so|olly|hiya)[ ,!.]+"
            r"((there|ai|friend|olly|violet|again)[ ,!.]+)?)*"
            r"(how (are|r|have|do|is|was|has|did) (you|u|ya|things|life|your|everything|it)\b"
            r"(?! "
            r"(work|think|cook|make|get|know|rate|use|pronounce|spell|help|want|add|say|set|play|turn|able|going to|"
            r"supposed to|capable|useful|made|built|programmed|classified|different|designed|created))"
            r"(?! account| policy)|how'?s (it|your|life|everything|things)\b|"
            r"how (you|u|ya) (doing?|doin|been|feeling)|hows it going|how goes|"
            r"how('re| are) (you|ya)(?! (able|going to|supposed|capable|useful|made|built|classified|different|so))|"
            r"are you (doing |feeling )?(ok|okay|well|alright|good|fine|happy|tired|sad|bored|busy|hungry|awake)\b|"
            r"is (everything|your day|your week|life|it all|all) (going )?(ok|okay|alright|good|well|fine)|"
            r"(are you )?having a (good|nice|great|bad) (day|week|time)|"
            r"what('s| is|s)? (up|new|going on|shaking|cooking|cracking|poppin'?|good|happening)"
            r"( with you| today| my friend| buddy| dude)*[?!. ]*$|i need to know how you)",
        ),
        (
            "joke",
            r"(.{0,40}\b)?jokes?\b|.{0,20}make me (laugh|smile|giggle|chuckle|lol)|.{0,20}crack me up|"
            r".{0,20}funny (one|story)|.{0,20}something i don't know|.{0,20}(something|anything) funny|"
            r"i need a (good )?laugh|.{0,20}cheer me up|.{0,20}(knock knock|riddle|pun\b)",
        ),
        (
            "trivia",
            r"(?!(.{0,20}\b)?(play|open|launch|start|install|load) )(.{0,60}\b)?"
            r"(trivia|(tell|give|share)( me)? (a |some |another |one |any )*facts?|fun facts?|"
            r"(interesting|amazing|random|cool|weird) (facts?|trivia|thing)|"
            r"(anything|something) (cool|interesting|amazing|weird|surprising) about|"
            r"facts? (i|about|regarding|relating)|something interesting)\b",
        ),
        (
            "meaning_of_life",
            r"(.{0,40}\b)?"
            r"((meaning|purpose|point|sense|reason)( \w+)? (of|to|in|behind|for)( \w+)? "
            r"(life|living|existence|existing|being alive)|life's (meaning|purpose)|"
            r"why (are we|am i|do we|we|we are|are people|do people) (here|alive|exist)|"
            r"(does|do|has|is there) (life|existence|living|it all) (have|has|any|a) .{0,20}(point|meaning|purpose)|"
            r"(answer|secret|key) to (life|everything)|what('s| is) it all (about|for)|"
            r"what('s| is) life( all)?( about)?[?. ]*$|(purpose|point) .{0,20}(humans|humanity|people|being here)|"
            r"meaning of it all)\b",
        ),
        (
            "praise",
            r"((ah|oh|wow|well|haha)[ ,]+)?"
            rf"((you('re| are| were| did| have done| do)|that('s| is| was)|it('s| is| was)|u r) {_VERY}"
            r"(the |a |an |done )?(it )?"
            r"(great|good|awesome|best|amazing|helpful|smart|nice|kind|cool|wonderful|brilliant|star|hero|lifesaver|"
            r"funny|right|perfect|excellent|lovely|(real |big |huge |great )?help|fantastic)\b|"
            r"(good|great|nice|well|excellent|amazing|awesome|wonderful) "
            r"(job|work|done|one|talk|chat|speaking|chatting|talking|to (talk|speak|chat|meet))|"
            r"i (love|like|adore) (you|this|it)( so much| a lot)?[.! ]*$|well done|way to go|bravo|"
            r"what an? (very )?(great|helpful|good|nice|kind|lovely|smart|clever|perfect|wonderful) "
            r"(answer|job|bot|assistant|help|reply|response|work|idea)|"
            r"(always |it was |it's been |been )?(so |very )?(nice|good|great|lovely|cool|fun|pleasure) (to )?"
            r"(talk|speak|chat|meet)|nice chat)",
        ),
        (
            "insult",
            rf"(you('re| are)|you|u r|this is) {_VERY}(the |a |an )?"
            r"(stupid|dumb|useless|bad|terrible|idiot|annoying|suck|sucks|worst|slow|worthless|rubbish|garbage|hate)|"
            r"i hate you|shut up",
        ),
    )
)

_MOODS = dict(_TALK)
_WHOLE = frozenset({"joke", "trivia", "meaning_of_life"})  # asking for these is the talk itself

_ASKS_FOR = pattern(
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
    r"(now |go |just )?"
    r"(play|find|book|show|order|buy|turn|open|send|call|search|check|list|give|get|read|tell|add|set|make|switch|"
    r"change|look|put|delete|remove|cancel|create|schedule|convert|translate|define|calculate|transfer|start|stop|move|"
    r"update|reserve|rate|skip|pause|resume|navigate|name|describe|explain|compare|recommend|suggest|bring|mute|dim|"
    r"increase|decrease|lower|raise|lookup|google|submit|freeze|pay|spell|flip|roll|report|restore|locate|text|email|"
    r"use|purchase|rent|select|arrange|connect|sync|install|download|record|print|share|track|draw|write|generate|"
    r"design|finish|continue|repeat|keep|enable|disable|activate|instruct|plan|pull|run|wake|count|solve|speak)\b)"
)
_SUBJECT = pattern(
    r"((hi|hello|hey|oh|ok|okay|well|so|um+|sorry|help|olly|but|and|also|now|please help|excuse me)[ ,.!]+)*"
    r"((the|my|our|your|a|an|this|that|these|those|his|her|some|someone|somebody|something|there's|there is|there are|"
    r"i|i'm|i'd|im|i am|i've|i have|we|we've|it's|it)\b)"
)
_TROUBLE = pattern(rf"(?<![\w'])({talk_words.TROUBLE})(?![\w'])")
_VOICE = pattern(
    r".{0,20}\b"
    r"((can't|cannot|can not|couldn't|hard to|barely|could not|don't) (hear|understand) (you|what you)|"
    r"you('re| are| were)? (always |just )?(speak|talk|speaking|talking|sound|go|going)( to me)? "
    r"(too|so|very|way|really|far|a bit|a little) (\w+ )?"
    r"(fast|slow|slowly|quickly|quiet|quietly|loud|loudly|low|soft|softly|high))\b.{0,60}"
)
_LONGS = pattern(
    r"(i|we) (just |really |only |also )*"
    r"(wish (?!to\b|you to\b)|"
    r"((want|would love|'d love|wanna)( to)? "
    r"(sleep|die|cry|scream|be|know why|give up|disappear|live|quit|retire|rest|relax|nap|feel|understand people|"
    r"be left)))\b"
)
_BROKEN = pattern(
    r"(i'm |i am |we're |we are |i've been |been )?having (trouble|problems|issues|difficulty|a hard time) "
    r"(with |getting |\w+ing)|"
    r"([\w'-]+ ){1,4}(isn't|is not|isnt|stopped|not|won't|wont|doesn't|doesnt|keeps|has stopped) "
    r"(\w+ing|work|load|open|start|connect|(being )?(loud|bright|warm|cold|quiet|fast) enough|loud|bright)\b"
)
_MY_THING = pattern(
    r"(.{0,40}\b)?(my|your) "
    r"(?!"
    r"(mom|mum|dad|boss|friend|wife|husband|sister|brother|kid|son|daughter|grand\w*|dog|cat|cousin|aunt|uncle|"
    r"neighbou?r|girlfriend|boyfriend|team|family|parents?|head|back|day|heart|life|arm|leg|foot|feet|stomach|tooth|"
    r"teeth|knee|favou?rite|son|baby|child|children|students?|roommate|partner)s?\b)"
)
_RATES = pattern(
    r"((i|i'd|i'll|we|this|that|the|my|it|would|should|will|want to|just|please|like to) )*([\w']+ ){0,5}?"
    r"(give|gives|gave|gets?|deserves?|rate|rated|rating|score|award|earns?|receives?)\b.{1,60}\b"
    r"(\d|zero|one|two|three|four|five|six)( (and a half|full))?"
    r"( (stars?|points?|out of .{1,10}|/ ?\d|as (a|the) rating|rating|of (five|six|5|6)( (stars|points))?))*[.! ]*$"
)
_DETAIL = pattern(
    r"(my|the) "
    r"(((first|last|full|middle|user|maiden|family|account|card|new) )?(name|holder)|"
    r"([\w'-]+ ){0,3}?"
    r"((confirmation|account|order|phone|policy|booking|reference|flight|card|serial|model|tracking|member\w*|customer|"
    r"ticket|reservation|telephone|mobile|cell) (number|code|id|no|reference)|reference|confirmation|username|user id|"
    r"e?mail( address)?|address|zip( code)?|postcode|password|pin|passcode|date of birth))"
    r"( (on|for|of|in|to)( \w+){1,4})? (is|isn't|was|should be)\b"
)
_NAMING = pattern(
    r"(from now on,? )?"
    r"((i('ll| will| am going to|'m going to|'m gonna| wanna| want to| would like to|'d like to| prefer to| shall)?"
    r"( be)?|let me|let's|can i|may i|could i|going to|gonna|we('ll| will)?|"
    r"you (will|should|can|could|must|may)( now)?( be)?( only)?|you're( now)?|you are( now)?|start|please|stop|to) )*"
    r"((call|calling|name|naming|rename|address|addressing|refer to|referring to) (you|me|yourself|u)|called|named)\b"
    r"(?! (if|when|back|later|tomorrow|a|at|an)\b).{0,60}|"
    r"(i('ve| have) decided )?(your (new )?name|my (new )?name|the name i('ll| will)? (use|call)( for)?( you)?)( now)? "
    r"(is|isn't|will|shall|should|has|needs|are)\b(?! what).{0,60}|"
    r"(i'm |i am |i'll |let's )?chang(e|ing) (your|my) name\b.{0,60}|(what|which) name\b.{0,30}\b(me|i)\b( by| as)?|"
    r"(what|how)\b.{0,40}\b(call|calling|refer to|address|name) (me|my name)\b.{0,20}|"
    r"(what|do|say|tell|who|remember|is|repeat|know)\b.{0,20}\b(my name|who i am)\b.{0,30}"
)
_COMPANY = pattern(
    r"((i|we)('d| would| just| really| do)* (need|want|like|love|wanna|have)( to)? "
    r"((talk|chat)(?! (to|with) (a|an|the|your|customer|my|some\w* (from|in)))|vent|cry|hug|a hug|"
    r"(someone|somebody) to talk|a friend|be (friends|alone|happy|loved))\b|let's (chat|talk|be friends|hang out)|"
    r"(can|could|shall|may) we (just )?(talk|chat|be friends|hang)|talk to me\b|chat with me|keep me company|"
    r"((can|could|may) i )?tell you (about|something|a )|ask me (a question|something|about)|"
    r"(tell|sing|read) me (a |another |some )?(\w+ )?(riddle|poem|secret|song)|sing\b.{0,20}$).{0,80}"
)
_ASKS_YOU = pattern(
    r"(.{0,200}[.!?,;] ?)?"
    r"((oh|ok|well|so|wow|hey|hi|hello|hey there|hello there|yeah|yes|no|and|but|haha|lol|true|really|speaking of \w+|"
    r"by the way)[ ,.!]+)*"
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
_OPINION = pattern(
    r"\b"
    r"(i "
    r"(think|guess|love|loved|wonder|agree|believe|bet|remember|heard|read|know|knew|hope|didn't know|didnt know|"
    r"can't believe|feel|find|suppose|would rather|wish|like|liked|do|don't (think|have|watch))|lol|haha|wow|omg|true|"
    r"exactly|cool|crazy|funny|hilarious|interesting|for sure|how about you|what about you|and you|favou?rite|probably|"
    r"maybe|hell yeah|you think|yea|yeah|yup|right\?)\b"
)
_LIKES = pattern(
    r"(hey |olly |hi )*"
    r"(i ((really|also|do|don't|never|just) )*(like|love|hate|enjoy|prefer|dislike|can't stand|want)|"
    r"i'm (a |not )?(big )?(a )?(fan|into)|my favou?rite|this|that) .{0,80}$"
)
_QUESTION = pattern(
    r"(what|whats|what's|who|whos|who's|where|when|why|how|which|is|are|am|was|were|do|does|did|can|could|would|will|"
    r"should|has|have|may|might|whose|any|"
    r"(at|for|in|by|on|to|until|since|with|from|about) (what|which|whom|how|where|when))\b"
)
_MISSED = pattern(
    r"(.{0,40}\b)?"
    r"(what (did|was it) (you|that you)( just)? (say|said|saying|tell me)|what was that|what were you saying|"
    r"(say|repeat) (that|it|this|the last|your last|what you)|say again|come again|pardon( me)?[?. ]*$|once more|"
    r"one more time|(missed|didn't (hear|catch|get)|couldn't hear) (that|you|what you|it))\b.{0,60}"
)
_WONDERS = pattern(
    r"i('m| am| was)? (just )?(wonder|wondering|curious) (how|what|if|whether|when|where|who|why|about)\b"
)
_PLEASANTRY = pattern(
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
_FINITE = (
    r"(is|isn't|was|wasn't|are|aren't|were|weren't|has|hasn't|had|hadn't|have|haven't|does|doesn't|did|didn't|can't|could|couldn't|would|wouldn't|"
    r"will|won't|must|might|got|went|took|made|lost|won|said|says|started|became|becomes|seems|seemed|looks|looked|plays|played|came|comes|gave|"
    r"gives|told|kept|keeps|thinks|thought|knew|loves|loved|likes|liked|hates|wants|wanted|used|needs|gets|makes|takes|goes|feels|felt|invented|"
    r"died|called|never|always|doesn|just|really|also|only|actually)"
)
_DECLARES = pattern(
    r"(?!"
    r"(please|can|could|would|will|do|does|did|is|are|was|were|what|which|who|where|when|why|how|if|add|play|tell|show|"
    r"find|set|make|get|give|turn|open|send|call|list|check|search|look|read|put|let|help|any|in|on|at|to|for)\b)"
    rf"([\w'&-]+ ){{1,6}}?{_FINITE} .{{2,}}"
)
_HOW_MUCH = pattern(r"\b(how (much|many|long|far|old)|what|which|where|when)[?. ]*$")
_TALKED_ABOUT = frozenset(
    "history game games photo photos picture pictures trip vacation camera apps app plane train movie".split()
)
_THIRD_PERSON = pattern(
    r"((oh|well|yeah|yes|no|so|but|and|haha|wow|true|ok)[ ,.!]+)*"
    r"(he|she|they|we|people|everyone|everybody|nobody|someone|his|her|their|"
    r"my "
    r"(mom|mum|dad|father|mother|brother|sister|wife|husband|son|daughter|friend|kids|family|boss|cousin|grand\w+|"
    r"uncle|aunt|boyfriend|girlfriend|dog|cat|neighbou?r|roommate|teacher|parents|team|partner|baby|best friend))\b"
)
_INTERJECTIONS = pattern(
    r"^((oh|ok|okay|great|perfect|thanks|thank you|yes|yeah|no|cool|nice|good|alright|sure|wow|hi|hello|hey|"
    r"awesome|excellent|sounds good|got it|"
    r"i see|fine|well|right|hmm+|so|and|but|also)[ ,.!]+)+"
)
_STATEMENT = pattern(
    r"(i|i'm|im|i've|i'd|i'll|we|we're|he|she|they|it|it's|that|that's|thats|this|there|there's|my|you|"
    r"wow|oh|ah|haha|lol|so|well|yeah|yea|yes|yup|no|nope|really|maybe|ill|life|love|today|yesterday|"
    r"hell|very|exactly|true|sure|part|since|probably|some|all|not|another|even|because|and|but|or|if|"
    r"exactly|same|both|many|most|people|nice|good|great|cool|awesome|fine|woo+|yay|hmm+|lets|let's|hm|"
    r"hah|ha|ya|ok|okay|alright|right|knowing|for)\b"
)


def read_chat(said: Said, clause: Clause) -> Operation:
    """The kind of talk; never None, because whatever is not work on tasks is talk."""
    low = said.low
    short = low[:300]
    if not any(c.isalnum() for c in short):
        return Operation(Intent.CASUAL, "no words to go by", topic="no_words")
    asks_too = _asks_for_something(low, clause)
    for topic, phrase in _TALK:
        match = phrase.match(short) or (phrase.match(clause.said.low[:300]) if topic in _WHOLE else None)
        if match and (topic in _WHOLE or not (asks_too and match.end() < len(short) - 20)):
            return Operation(Intent.CASUAL, f"talk: {topic.replace('_', ' ')}", topic=topic)
    if _NAMING.fullmatch(short) or (clause.said and _NAMING.fullmatch(clause.said.low[:300])):
        return Operation(Intent.OUT_OF_SCOPE, "gives a name to call somebody by", topic="naming")
    about = foreign_topic(low) or _service_topic(low)
    if (
        (_SUBJECT.match(short) or _BROKEN.match(short))
        and "your name" not in low
        and (
            _BROKEN.match(short)
            or (_TROUBLE.search(low[:600]) and (about or _MY_THING.match(short)))
            or _DETAIL.match(short)
        )
    ):
        return Operation(Intent.OUT_OF_SCOPE, "tells of trouble with something I do not keep", topic=about or "service")
    if _RATES.match(short) and not _QUESTION.match(short):
        return Operation(Intent.OUT_OF_SCOPE, "rates something", topic="request")
    if _VOICE.fullmatch(short):
        return Operation(Intent.OUT_OF_SCOPE, "asks me to speak another way", topic="device")
    if _LONGS.match(short):
        return Operation(Intent.CASUAL, "tells something and asks for nothing", topic="statement")
    if _MISSED.fullmatch(short) and about != "music":
        return Operation(Intent.OUT_OF_SCOPE, "asks to hear it again", topic="repeat")
    if is_about_me(said, clause):
        return Operation(Intent.CASUAL, "asks about me", topic=topic_about_me(low))
    if _COMPANY.match(short) or _COMPANY.match(clause.said.low[:300]):
        return Operation(Intent.CASUAL, "asks for company", topic="company")
    sentences = [part for part in re.split(r"[.!?]+\s", low) if part.strip()]
    statement = bool(_STATEMENT.match(short)) or len(sentences) > 1
    if about and _WONDERS.match(short):
        return Operation(Intent.OUT_OF_SCOPE, f"wonders about something else ({about})", topic=about)
    statement = (
        statement
        or bool(not about and not _HOW_MUCH.search(low[-40:]) and _DECLARES.match(clause.said.low[:300]))
        or bool(_PLEASANTRY.match(short))
    )
    if _PLEASANTRY.match(short) and not asks_too:
        return Operation(Intent.CASUAL, "a pleasantry", topic="statement")
    if foreign_topic(low) == "banking":
        return Operation(Intent.OUT_OF_SCOPE, "about banking, not about tasks", topic="banking")
    if about != "weather" and _ASKS_YOU.match(low[:600]) and not _asks_for_something(low, clause, plainly=True):
        return Operation(Intent.CASUAL, "asks for my opinion", topic="opinion")
    if about == "music" and _LIKES.match(short):
        return Operation(Intent.OUT_OF_SCOPE, "tells a taste in music", topic="music")
    opinion = bool(_OPINION.search(low[:1000]))
    if opinion and not asks_too and (statement or not _QUESTION.match(short)):
        return Operation(Intent.CASUAL, "tells something and asks for nothing", topic="statement")
    about = foreign_topic(low)  # a weaker word names no domain here: "the bill one" may answer which task is meant
    if asks_too:
        return Operation(
            Intent.OUT_OF_SCOPE,
            f"asks for something other than tasks{f' ({about})' if about else ''}",
            topic=about or ("question" if _QUESTION.match(short) and not clause.asked else "request"),
        )
    if _QUESTION.match(short) or _QUESTION.match(_INTERJECTIONS.sub("", short)):
        if len(sentences) > 2 and not _QUESTION.match(sentences[0]):
            return Operation(Intent.CASUAL, "tells something and asks for nothing", topic="statement")
        return Operation(Intent.OUT_OF_SCOPE, "a question that is not about tasks", topic=about or "question")
    foreign = foreign_topic(" ".join(word for word in re.findall(r"[\w']+", low) if word not in _TALKED_ABOUT))
    if foreign in ("banking", "device", "home", "mail", "travel") and not _THIRD_PERSON.match(short):
        return Operation(Intent.OUT_OF_SCOPE, f"about {about}, not about tasks", topic=about)
    if statement:
        return Operation(Intent.CASUAL, "tells something and asks for nothing", topic="statement")
    return Operation(Intent.OUT_OF_SCOPE, "no request I know", topic=about or "unknown")


def tells_a_mood(low: str) -> bool:
    """How the person is, or a question how I am; "I'm fine" agrees to nothing, and "is all well?" asks nothing."""
    how_are_you, bad, good = (
        _MOODS[topic].match(low[:300]) for topic in ("how_are_you", "feeling_bad", "feeling_good")
    )
    if re.search(r"\bafraid (that|not|so|it|i|you|this)\b|\bsorry\b", low):
        return False
    return bool(how_are_you or bad or (good and not low.startswith("it "))) and len(low) < 100


def _service_topic(low: str) -> str | None:
    """What a word from another service belongs to; weaker than `foreign_topic`, which also guards the commands."""
    words = talk_words.SERVICE_WORDS
    return next((words[word] for word in re.findall(r"[\w'-]+", low[:1000]) if word in words), None)


def _asks_for_something(low: str, clause: Clause, *, plainly: bool = False) -> bool:
    """`plainly`: only an order or a wish, not just a question."""
    if plainly:
        return clause.wished or (clause.asked and not low.startswith(("can anyone",)))
    return clause.wished or (clause.asked and not low.startswith(("can anyone",))) or bool(_ASKS_FOR.match(low[:600]))

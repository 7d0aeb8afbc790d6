"""What people say to keep company, by topic: greetings, thanks, how they feel, praise, a joke asked for.

The order matters: the first topic that a sentence begins with is its topic.
"""

import re

from core.language import lexicon, talk_words
from core.language.grammar import pattern

_VERY = (
    r"(so |very |really |pretty |a bit |a little |kind of |quite |too |super |just |such |still |extremely |totally )*"
)
_APPROVING = "|".join(sorted(lexicon.APPROVING))
TALK = tuple(
    (topic, pattern(phrase))
    for topic, phrase in (
        (
            "greeting",
            r"(why,? )?(hi+|hello+|hey+|heya+|hiya|howdy|yo|greetings|good ?(morning|afternoon|evening|day)|"
            r"morning|evening|afternoon|sup|what'?s up|hola|bonjour|hello there|hi there|hey there|ahoy|"
            r"aloha|salutations|welcome|good day to you|"
            r"(nice|good|great|lovely|pleased) to (meet|see) you)([ ,!.?]+my friend)?"
            r"([ ,!.?]+(there|violet|again|back|my|everyone|friend|all|dude|buddy|bandit|mate|man|what'?s up|hoy|"
            r"you|olly|sir|\w+))?[!. ,?]*$",
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
            "good_wishes",
            r"((oh|hey|well|and|so|a|very)[ ,!]+)*(happy (birthday|new year|holidays|easter|friday|monday|weekend|"
            r"anniversary|\w+ day)|merry (christmas|xmas)|happy \w+ (holidays|weekend)|good luck|best wishes|"
            r"congratulations|congrats|season's greetings|happy (hanukkah|diwali|eid))"
            r"( (to|for) (you|us|all|everyone|that))?(,? (violet|everyone|all|too))?[.! 🎉🎂]*$",
        ),
        (
            "laughter",
            r"((ha|he|ho|hi)( ?(ha|he|ho|hi))+h?|lo+l|lmao|rofl|(that's|that was|so|very|how) funny|"
            r"you('re| are) (so )?funny|😂+|🤣+|😄+|😆+)( (violet|lol))?[.! 😂🤣]*$",
        ),
        (
            "grief",
            r"(?!.*\b(remind|task|list|add)\b).*\b(my|our) ([\w']+ ){1,3}(died|has died|is dying|passed away|"
            r"has passed( away)?|is dead)\b.*$",
        ),
        (
            "too_much",
            r"((oh|ugh|god|man|so|honestly)[ ,!]+)*((i|we)('ve| have)( got)?|there('s| is)|i got) "
            r"(just |simply |so |way |far )*(too much|so much|a lot|loads|tons)( of (things|stuff|work))?"
            r"( (to do|on my plate|going on|on))?( (today|right now|at the moment|this week))?[.! ]*$|"
            r"(i )?(don't|do not|dont) (even )?know where to (start|begin)[.! ]*$|"
            r"(this|it|everything) is (all )?(just )?too much( for me)?[.! ]*$",
        ),
        (
            "encouragement",
            r"((please|can you|could you|would you)[ ,]+)*(motivate me|cheer me up|encourage me|inspire me|pep me up|"
            r"(give me|say|tell me|i need) (some |a |a bit of )*(something (nice|kind|motivating|encouraging|positive|"
            r"uplifting)|motivation|encouragement|inspiration|pep talk|kind words?))( please| today)?[.!? ]*$",
        ),
        (
            "day_is_over",
            r"((ok|okay|well|right|so)[ ,!]+)*((i'm|i am|we're) (all )?(done|finished|through) (for|with) "
            r"(today|the day|tonight|this week|work)|"
            r"(that's|that is|that'll be) (it|all|enough) for (today|now|tonight)|(i'm )?call(ing)? it a day)[.! ]*$",
        ),
        (
            "begins",
            r"((ok|okay|well|right|so)[ ,!]+)*let's (get (started|going|to (it|work))|start|begin|do this)[.! ]*$",
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
            r"(?! (work|think|cook|make|get|know|rate|use|pronounce|spell|help|want|add|say|set|play|turn|able|"
            r"going to|supposed to|capable|useful|made|built|programmed|classified|different|designed|created))"
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
            r"(.{0,40}\b)?((meaning|purpose|point|sense|reason)( \w+)? (of|to|in|behind|for)( \w+)? "
            r"(life|living|existence|existing|being alive)|life's (meaning|purpose)|"
            r"why (are we|am i|do we|we|we are|are people|do people) (here|alive|exist)|"
            r"(does|do|has|is there) (life|existence|living|it all) (have|has|any|a) .{0,20}"
            r"(point|meaning|purpose)|(answer|secret|key) to (life|everything)|"
            r"what('s| is) it all (about|for)|what('s| is) life( all)?( about)?[?. ]*$|"
            r"(purpose|point) .{0,20}(humans|humanity|people|being here)|meaning of it all)\b",
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
            "no_rush",
            r"((please|just|hey|ok|okay|oh|there's|there is|it's|its|absolutely)[ ,]+)*"
            r"(no (rush|hurry|pressure|stress)|not? in a (rush|hurry)|take (your|all the) time|"
            r"(don't|do not) (rush|hurry))( at all)?( (you need|needed))?"
            r"( (with|on|about|for|to|doing) .{1,80})?[.! ]*$",
        ),
        (
            "insult",
            rf"(you('re| are)|you|u r|this is) {_VERY}(the |a |an )?"
            r"(stupid|dumb|useless|bad|terrible|idiot|annoying|suck|sucks|worst|slow|worthless|rubbish|garbage|hate)|"
            r"i hate you|shut up",
        ),
    )
)

MOODS = dict(TALK)
ASKED_FOR = frozenset({"joke", "trivia", "meaning_of_life"})  # asking for these is the talk itself


_IN_DANGER = pattern(
    r"\b(kill(ing)?|hurt(ing)?|harm(ing)?|cut(ting)?) myself\b|"
    r"\bend(ing)? (my (own )?life|it all)\b|\btake my own life\b|\bsuicid(e|al)\b|\bself[ -]?harm\b|"
    r"\bi (really |just |only )*(want|wish|would like|'d like|'d rather|long|am going|'m going)( to)? "
    r"(die\b(?! of\b| laughing\b| for\b)|be dead|not (be alive|exist|wake up)|i (was|were) (dead|never born))|"
    r"\b(don't|do not|dont) want to (live|be alive|exist)\b|\bno reason to live\b|\bbetter off dead\b"
)
_OTHERS_WORK = pattern(r"\b(squad|film|movie|book|article|essay|lecture|prevention|hotline|training|awareness)\b")


def is_in_danger(low: str) -> bool:
    """True for somebody who speaks of dying or of hurting themselves: nothing else they say matters then."""
    return bool(_IN_DANGER.search(low[:1000])) and not _OTHERS_WORK.search(low[:1000])


def opens_or_closes_the_day(low: str) -> bool:
    """ "Let's get started!", "right, I'm done for today": neither a yes nor about tasks that were started or done."""
    return any(MOODS[topic].match(low[:100]) for topic in ("begins", "day_is_over"))


def tells_a_mood(low: str) -> bool:
    """How the person is, or a question how I am; "I'm fine" agrees to nothing, and "is all well?" asks nothing."""
    how_are_you, bad, good = (MOODS[topic].match(low[:300]) for topic in ("how_are_you", "feeling_bad", "feeling_good"))
    if re.search(r"\bafraid (that|not|so|it|i|you|this)\b|\bsorry\b", low):
        return False
    return bool(how_are_you or bad or (good and not low.startswith("it "))) and len(low) < 100

"""Everything that is no work on tasks: greetings, feelings, talk about the assistant, requests for other things.

Only the topic is told here; what to reply is the agent's business. Casual talk is what one says to keep company
(greetings, feelings, opinions, jokes, questions about the assistant); out of scope is what asks for something that
another service would do (weather, music, bookings, facts).
"""

import re

from core.language.grammar import Clause, pattern
from core.language.normalise import Said
from core.language.operations import Intent, Operation
from core.language.tasks_or_not import foreign_topic

# What you can help with ------------------------------------------------------------------------------------------

_SUBJECT = (
    r"(thing|kind|type|sort|subject|topic|area|question|command|feature|capabilit|function|skill|abilit|task|"
    r"information|info|stuff)\w*"
)
_HELP = tuple(
    pattern(phrase)
    for phrase in (
        r"(please )?help( me)?( out)?( please)?[.!?]*$|(give me|i need|i could use|get me)?( some| your|"
        r" a little| a bit of)? ?(help|assistance)( please)?[.!?]*$",
        r"(what|how)( else| all| exactly)? (can|could|do|would|will|are|is|all can|should|may|might|am|"
        r"does) (you|violet|this|it|i)( be| able| allowed| capable)?( of| to)? ?(do(ing)?|help|offer|"
        r"assist|ask|answer|work|use|get started|say|benefit|know|support)( (me|you|the ai|with|for me|"
        r"exactly|about|of you|from you(r)?|from using you|to make yourself useful|it|this|ai|of|here|"
        r"best))*[?.! ]*$",
        rf"(.{{0,60}}\b)?(what|which|whatever|all|of the|the|your|different|examples?|"
        rf"some)\b.{{0,30}}\b{_SUBJECT}\b.{{0,50}}\b(you|ask|the ai|violet)\b.{{0,30}}\b(know|help|ask|"
        r"answer|assist|do|familiar|aware|comprehend|excel|accept|knowledgeable|knowledgable|capable|able|"
        r"like|handle|support|understand|good at|versed|tell me about|best|complete)\b(ed|s)?( (me|you|"
        r"about|with|to|of|for|best|well|in|do|ai|the|ask|answer|that))*[?.! ]*$",
        r"(what|which|can|may|could|am|let|tell|give|i|how|show).{0,40}\b(can|may|am able to|allowed to|"
        r"should|could|to|might) i? ?ask\b( (you|the ai|of you|about|ai|to|all|different|types?|of|"
        r"questions|anything|violet))*[?.! ]*$|what .{0,30}questions .{0,20}(ask|accept|answer|"
        r"allowed)\b.{0,12}$",
        r"(.{0,30}\b)?(your|you have) (capabilities|features|functions|functionalities|functionality|"
        r"skills|abilities|commands|areas of expertise|specialties|strengths)( are)?[?.! ]*$|"
        r"(.{0,30}\b)?(what )?(you are|you're|are you) (able|capable|programmed|designed|trained|good|"
        r"knowledgeable|knowledgable|familiar|aware)( (of|to|at|with|in))?( (do|doing|help|answer|"
        r"answering|assist|know)( (me|for me|with))*)?[?.! ]*$",
        r"(.{0,40}\b)?what you (can|could|know|do|are able to)( (do|help|assist|offer|answer))?( (me|with|"
        r"for me|to|about))*[?.! ]*$",
        r"i (do not|don't|dont) (understand|get it)( (this|it|how this works|you))?[?.! ]*$|i('m|"
        r" am) (confused|lost)[?.! ]*$|how (do|does|can) (i|this|it) (start|begin|work|use (this|you|"
        r"it))[?.! ]*$",
    )
)

# Talk ------------------------------------------------------------------------------------------------------------

_VERY = (
    r"(so |very |really |pretty |a bit |a little |kind of |quite |too |super |just |such |still |extremely |"
    r"totally )*"
)
_TALK = tuple(
    (topic, pattern(phrase))
    for topic, phrase in (
        (
            "greeting",
            r"(why,? )?(hi+|hello+|hey+|hiya|howdy|yo|greetings|good ?(morning|afternoon|evening|day)|morning|"
            r"evening|sup|what'?s up|hola|bonjour|ahoy|aloha|salutations|welcome)([ ,!.?]+(there|violet|again|"
            r"everyone|friend|all|dude|buddy|bandit|mate|man|what'?s up|hoy|you|olly|sir|\w+))?[!. ,?]*$",
        ),
        (
            "goodbye",
            r"((ok|okay|well|alright|i must say|anyway|i have to say)[ ,]+)*(good ?bye|bye+( bye)?|"
            r"(i'?ll )?see (you|ya)( around| later| soon| tomorrow)?|good ?night|later|(i'?(ll|"
            r" would) )?(talk|speak|catch|chat)( to)?( you)?( up)? (later|soon)|farewell|take care|"
            r"until next time|so long|toodles|tootles|cheerio|ciao|adios|signing off|((have|enjoy) (a|the|"
            r"your) ((very|really) )?(good|great|nice|lovely|wonderful)? ?(day|evening|night|one|weekend)))\b",
        ),
        (
            "thanks",
            r"((ok|okay|great|cool|perfect|awesome|nice|good|yay|oh|wow|alright|that's|all|right|for now|"
            r"sounds|excellent|amazing|wonderful)[ ,.!]*)*(thanks|thank you|thx|ty|cheers|much appreciated|"
            r"many thanks|i (really )?appreciate|appreciated|appreciate|obliged|grateful|i'm grateful|"
            r"(special|so many|big|huge) thanks|(i (just )?(want|wanted|would like) to )?thank|your (answer|"
            r"help|response|reply|work) (is|was|has) (much |very |really )?(appreciated|pleased|great|good|"
            r"perfect))\b",
        ),
        (
            "feeling_bad",
            r"((i (had|have|'ve had|am having)|i'm having|i've had|it was|it's been|it has been|today was|"
            rf"what|having|had) (such )?(a |an )?{_VERY}(rough|bad|hard|tough|terrible|awful|long|stressful|"
            r"horrible|tiring|exhausting|difficult|crappy|rubbish|lousy|miserable|busy)\b|(i('m| am| feel|"
            rf" am feeling|'m feeling| felt|'ve been| have been)|feeling) {_VERY}(feeling )?(sad|tired|"
            r"stressed|exhausted|overwhelmed|anxious|depressed|down|lonely|angry|upset|sick|ill|bored|worried|"
            r"bad|terrible|awful|disappointed|unhappy|nervous|frustrated|burnt out|burned out|hurt|miserable|"
            r"heartbroken|sleepy|grumpy|not (good|great|well|ok|okay))\b|(very |so |really )?(sad|tired|"
            r"stressed|bored|exhausted)[.! ]*$|not (very |so |too )?(good|great|well)[.! ]*$)",
        ),
        (
            "feeling_good",
            r"((i (had|have|'ve had|am having)|i'm having|i've had|today was|it was|it's been|"
            rf"had) (such )?(a |an )?{_VERY}(good|great|nice|lovely|wonderful|amazing|relaxing|fantastic|"
            r"productive|fun)\b(?! (idea|table|room|job))|(i('m| am| feel| am feeling|'m feeling)|"
            rf"feeling) {_VERY}(feeling )?(happy|good|great|amazing|fine|excited|glad|proud|fantastic|well|"
            r"wonderful|relaxed|motivated|awesome|pleased|thrilled|delighted|blessed|lucky|in love)\b)",
        ),
        (
            "how_are_you",
            r"((hi|hello|hey|yo|why)[ ,!.]+(there[ ,!.]+)?)*(how (are|r|have|do|is|was|has) (you|u|things|"
            r"life|your|everything|it)\b(?! (work|think|cook|make|get|know|rate|use|pronounce|"
            r"spell))(?! account| policy)|how'?s (it|your|life|everything|things)\b|hows it going|how goes|"
            r"how('re| are) (you|ya)|are you (doing )?(ok|okay|well|alright|good|fine|happy|tired|sad|bored|"
            r"busy|hungry|awake)\b|is everything (ok|okay|alright|good)|what('s| is) (up|new|going on|"
            r"happening)( with you| today)?[?!. ]*$|i need to know how you)",
        ),
        (
            "joke",
            r"(.{0,40}\b)?jokes?\b|.{0,20}make me (laugh|smile)|.{0,20}something funny|.{0,20}cheer me up|"
            r".{0,20}(knock knock|riddle|pun\b)",
        ),
        (
            "trivia",
            r"(.{0,60}\b)?(trivia|fun facts?|(interesting|amazing|random|cool|weird) (facts?|trivia|thing)|"
            r"facts? (i|about|regarding|relating)|something interesting)\b",
        ),
        (
            "meaning_of_life",
            r"(.{0,40}\b)?((meaning|purpose|point|sense|reason)( \w+)? (of|to|in|behind|for)( \w+)? (life|"
            r"living|existence|existing|being alive)|life's (meaning|purpose)|why (are we|am i) (here|"
            r"alive))\b",
        ),
        (
            "praise",
            r"((ah|oh|wow|well|haha)[ ,]+)?((you('re| are| were| did| have done| do)|that('s| is| was)|it('s|"
            rf" is| was)|u r) {_VERY}(the |a |an |done )?(it )?(great|good|awesome|best|amazing|helpful|smart|"
            r"nice|kind|cool|wonderful|brilliant|star|hero|lifesaver|funny|right|perfect|excellent|lovely|"
            r"fantastic)\b|(good|great|nice|well|excellent|amazing|awesome|wonderful) (job|work|done|one|talk|"
            r"chat|speaking|chatting|talking|to (talk|speak|chat|meet))|i (love|like|adore) (you|this|it)\b|"
            r"well done|way to go|bravo|(always |it was |it's been |been )?(so |very )?(nice|good|great|"
            r"lovely|cool|fun|pleasure) (to )?(talk|speak|chat|meet)|nice chat)",
        ),
        (
            "insult",
            rf"(you('re| are)|you|u r|this is) {_VERY}(the |a |an )?(stupid|dumb|useless|bad|terrible|idiot|"
            r"annoying|suck|sucks|worst|slow|worthless|rubbish|garbage|hate)|i hate you|shut up",
        ),
    )
)

_WHOLE = frozenset({"joke", "trivia", "meaning_of_life"})  # asking for these is the talk itself

# Questions about the assistant: what it is, who made it, what it likes.
_MINE = (
    r"(name|age|birthday|birth|old|from|born|live|living|reside|made|make|maker|built|build|created|"
    r"create|creator|designed|design|designer|developed|developer|programmed|programmer|compiled|invented|"
    r"produced|trained|boss|owner|company|employer|work for|working for|report to|hobby|hobbies|pets?|"
    r"animals?|dogs?|cats?|free time|spare time|fun|like|likes|love|favou?rite|prefer|enjoy|feel|feeling|"
    r"feelings|human|robot|bot|computer|"
    r"machine|person|real|live|ai|artificial|alive|married|single|girlfriend|boyfriend|family|parents|"
    r"children|kids|siblings|job|work|do you work|day|weekend|life|gender|male|female|called|call you|"
    r"refer|address you|think|believe|opinion|dream|"
    r"sleep|eat|drink|color|colour|language|talk|speak|speaking|talking|hang|up to|doing|identity|origin|"
    r"originally|hail|located|stay|home|hometown|country|conscious|sentient|smart|intelligent)"
)
_OPEN = r"((so|and|but|well|ok|ai|hey|olly|please|now|clear something up|just|exactly)[ ,]+)*"
_ABOUT_ME = tuple(
    pattern(phrase)
    for phrase in (
        # a question whose subject is "you" or "your …"
        rf"{_OPEN}(who|whom|whose|where|when|what|how|which|why|(in|by|at|from|to|of) (what|which|"
        rf"where))('?s|'?re)?\b(?! do you | can you | should you | could you | would you ).{{0,50}}\b(are|"
        r"were|is|was|did|have|has|been|be|will|'s|fabricated|assembled|made|built|created|designed|"
        r"invented|programmed|compiled) (the )?(you|your|yours|u|ur|this ai|the ai|"
        rf"in charge of you)\b.{{0,50}}",
        rf"{_OPEN}(who|what|whats|what's|which \w+|how)( \w+)? (made|makes|built|created|designed|invented|"
        r"programmed|assembled|fabricated|developed|produced|compiled|trained|owns|you('re| are)?$|"
        rf"is your|are your|your) ?(you|your|the ai|this ai)?\b(?! (to|for) ).{{0,40}}",
        rf"{_OPEN}(are|were) (you|u)\b(?! (able|going) to ).{{0,50}}",
        rf"{_OPEN}(what|whats|what's)( is| are)? your\b.{{0,30}}",
        r"(can|may|could|might) i (please )?(have|know|call|ask|get|learn)\b.{0,20}\b(you|your)\b.{0,30}",
        r"(any |your )(pets?|hobbies|hobby|name|age|birthday|date of birth|kids|family|siblings|boyfriend|"
        r"girlfriend|dogs?|cats?|job)\b.{0,40}",
        r"talk( to me)? about (you|your)\b.{0,40}|(remember|know) who (made|created|built|compiled|"
        r"designed|programmed|invented) you",
        r"be my (\w+ )?(friend|buddy|girlfriend|boyfriend|wife|husband|pal)|(i )?tell you (about|something)",
        r"(do|does) (ai|robots?|computers?|bots?|assistants?) (have|like|feel|dream|sleep|eat)\b.{0,50}",
    )
)
_ABOUT_ME_IF_PERSONAL = tuple(
    pattern(phrase)
    for phrase in (
        rf"{_OPEN}(who|where|when|what|how|which|why|whats|any|given|is there|in what|"
        rf"in which)\b.{{0,60}}\b(you|your|yours|yourself)\b.{{0,40}}",
        rf"{_OPEN}(do|did|have|has|would|does|will|is|am|can)\b( most people say| i)? ?.{{0,12}}(you|your|"
        rf"i (talking|speaking|chatting))\b.{{0,60}}",
        rf"{_OPEN}(am i (talking|speaking|chatting)|is (this|there)|are there) .{{0,60}}",
        r"(say|call|name|hear|know|learn|have|share|get)\b.{0,30}\b(you|your|yourself)\b.{0,40}",
        r"(your|you)\b.{0,50}",
    )
)
_TOLD = pattern(
    r"((please )?(tell me( now)?|let me know|inform me|say|give me|know|to know|hear|learn|find out|"
    r"needing to know|ask)( (about|more about|of|if|whether|what is|now))* )+"
)
_MINE_WORD = pattern(rf"\b{_MINE}\b")
_NOT_ABOUT_ME = pattern(
    r"\b(you (tell|find|play|show|get|give|help|book|add|check|look|send|turn|make me|order|call|set|"
    r"change|put|read|open|start|stop|recommend|suggest|need to|think i|can i|have to|mow|wash|cook|"
    r"convert|translate|say|spell|know (what|how|if|why|when|where|the|my|about|london|calumny)|"
    r"rate|carry|use|have (an? )?(extra|comb|restaurant)|die|rent|recommend|pronounce|relieve|take to|see|"
    r"should|do if|do when|buy|fix|calculate|when)|your dog|your car|if you (?!are|were|have|like|feel|"
    r"love)|when you (?!are|were)|for you to|voice|volume|faster|slower|language|accent|speak (in|a)|"
    r"talk (in|a)|your (original )?settings|services?)\b"
)

_ASKS_FOR = pattern(
    r"(.*?([.!?,;] ?| so | but ))?((now|so|and|then|also|but|ok|okay|yes|no|well|alright|great|please|"
    r"olly) )*((i|we|i'm|i am|im)( really| also| just| still| actually)* (need|want|wanna|gotta|"
    r"would like|would love|like to|looking|hoping|wish|after|have to|must know|require|trying)\b|"
    r"i'd (like|love|just like|rather)\b|i'll have\b|we'd like\b|let's\b|please\b|"
    r"(can|could|would|will|may) (you|i|we)\b|help me\b|how (do|can|much|many|long|old|far|should|"
    r"would)\b|what (time|is|are|about searching)\b|where('s| is| do| can)\b|"
    r"(now |go |just )?(play|find|book|show|order|buy|turn|open|send|call|search|check|list|give|get|read|"
    r"tell|add|set|make|switch|change|look|put|delete|remove|cancel|create|schedule|convert|translate|"
    r"define|calculate|transfer|start|stop|move|update|reserve|rate|skip|pause|resume|navigate|name|"
    r"describe|explain|compare|recommend|suggest|bring|mute|dim|increase|decrease|lower|raise|lookup|"
    r"google|submit|freeze|pay|spell|flip|roll|report|restore|locate|text|email|use|purchase|rent|select|"
    r"arrange|connect|sync|install|download|record|print|share|track|draw|write|generate|design|finish|"
    r"continue|repeat|keep|enable|disable|activate|instruct|plan|pull|run|wake|count|solve|speak)\b)"
)
_TROUBLE = pattern(r"^((the|my|our|your|a|this|that|there's|there is|i|i'm|i am|i've|i have|i was|i tried|it's|it)\b)")
_OPINION = pattern(
    r"\b(i (think|guess|love|loved|wonder|agree|believe|bet|remember|heard|read|know|knew|hope|"
    r"didn't know|didnt know|can't believe|feel|find|suppose|would rather|wish|like|liked|do|don't (think|"
    r"have|watch))|lol|haha|wow|omg|true|exactly|cool|crazy|funny|hilarious|interesting|"
    r"for sure|how about you|what about you|and you|favou?rite|probably|maybe|hell yeah|you think|yea|"
    r"yeah|yup|right\?)\b"
)
_QUESTION = pattern(
    r"(what|whats|what's|who|whos|who's|where|when|why|how|which|is|are|am|was|were|do|does|did|can|could|"
    r"would|will|should|has|have|may|might|whose|any|at what)\b"
)
_STATEMENT = pattern(
    r"(i|i'm|im|i've|i'd|i'll|we|we're|he|she|they|it|it's|that|that's|thats|this|there|there's|my|you|"
    r"wow|oh|ah|haha|lol|so|well|yeah|yea|yes|yup|no|nope|really|maybe|ill|life|love|today|yesterday|"
    r"hell|very|exactly|true|sure|part|since|probably|some|all|not|another|even|because|and|but|or|if|"
    r"exactly|same|both|many|most|people|nice|good|great|cool|awesome|fine|woo+|yay|hmm+|lets|let's|hm|"
    r"hah|ha|ya|ok|okay|alright|right|knowing|for)\b"
)


def read_help(said: Said, clause: Clause) -> Operation | None:
    """A question about what the assistant can do."""
    if any(phrase.match(low[:300]) for phrase in _HELP for low in (said.low, clause.said.low)):
        return Operation(Intent.HELP, "asks what I can do", topic="help")
    return None


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
    if _is_about_me(said, clause):
        return Operation(Intent.CASUAL, "asks about me", topic="about_me")
    about = foreign_topic(low)
    sentences = [part for part in re.split(r"[.!?]+\s", low) if part.strip()]
    statement = bool(_STATEMENT.match(short)) or len(sentences) > 1
    if about == "banking":
        return Operation(Intent.OUT_OF_SCOPE, "about banking, not about tasks", topic=about)
    opinion = bool(_OPINION.search(low[:1000]))
    if opinion and not asks_too and (statement or not _QUESTION.match(short)):
        return Operation(Intent.CASUAL, "tells something and asks for nothing", topic="statement")
    if asks_too:
        return Operation(
            Intent.OUT_OF_SCOPE,
            f"asks for something other than tasks{f' ({about})' if about else ''}",
            topic=about or "request",
        )
    if _QUESTION.match(short) or low.endswith("?"):
        if len(sentences) > 2 and not _QUESTION.match(sentences[0]):
            return Operation(Intent.CASUAL, "tells something and asks for nothing", topic="statement")
        return Operation(Intent.OUT_OF_SCOPE, "a question that is not about tasks", topic=about or "question")
    if about in ("banking", "device", "home", "mail", "travel"):
        return Operation(Intent.OUT_OF_SCOPE, f"about {about}, not about tasks", topic=about)
    if statement:
        return Operation(Intent.CASUAL, "tells something and asks for nothing", topic="statement")
    return Operation(Intent.OUT_OF_SCOPE, "no request I know", topic=about or "unknown")


def _is_about_me(said: Said, clause: Clause) -> bool:
    """A question about the assistant itself, also behind "can you tell me"."""
    told = _TOLD.match(clause.said.low)
    for low in (said.low[:200], clause.said.low[:200], *([clause.said.low[told.end() : 200]] if told else [])):
        if _NOT_ABOUT_ME.search(low):
            continue
        if any(phrase.match(low) for phrase in _ABOUT_ME):
            return True
        if (
            (told or not clause.asked)
            and _MINE_WORD.search(low)
            and any(phrase.match(low) for phrase in _ABOUT_ME_IF_PERSONAL)
        ):
            return True
    return False


def _asks_for_something(low: str, clause: Clause) -> bool:
    return clause.wished or (clause.asked and not low.startswith(("can anyone",))) or bool(_ASKS_FOR.match(low[:600]))

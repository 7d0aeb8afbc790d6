"""Questions about the assistant itself: what it is, who made it, what it likes; also behind "can you tell me"."""

import re

from core.language.grammar import Clause, pattern
from core.language.normalise import Said

_MINE = "|".join(
    (
        # who I am and where from
        "name|nickname|title|called|call you|address you|refer|answer to|identity|age|tall|height|birth|birthday|"
        "old|born|birthplace|native|nationality|race|gender|male|female|from|origin|origins?|originally|hail|home|"
        "hometown|country|located|live|living|reside|stay|come from|came from|grow up|grew up|raised|background|"
        "upbringing|past|history|story|education|school|university|look like|face|body|brain|soul|existence",
        # what I am
        "human|robot|bot|computer|machine|person|real|ai|artificial|alive|conscious|sentient|smart|intelligent|"
        "language|yourself",
        # who made me
        "made|make|maker|built|build|created|create|creator|creation|designed|design|designer|developed|developer|"
        "programmed|programmer|compiled|invented|produced|trained|boss|owner|company|employer|employed|employment|"
        "in charge of you|responsible for (making|creating|building|you)|behind you",
        # what I do all day
        "job|work|work for|working for|do you work|report to|profession|career|doing|up to|day|day off|off work|"
        "off duty|weekend|hobby|hobbies|free time|spare time|interests?|pastimes?|past-times?|leisure|passions?|"
        "passionate|fun|relax|hang|entertain yourself|good time|helping people|sleep|eat|drink|talk|speak|speaking|"
        "talking",
        # what I feel and like, and whom
        "like|likes|love|favou?rite|prefer|enjoy|feel|feeling|feelings|mood|personality|mind|thoughts|think|believe|"
        "opinion|dream|dreams?|goals?|ambitions?|secrets?|color|colour|religion|life|pets?|animals?|dogs?|cats?|"
        "friends?|companions?|married|single|girlfriend|boyfriend|family|parents|children|kids|siblings|"
        "relationship|crush",
    )
)
_OPEN = r"((so|and|but|well|ok|ai|hey|olly|please|now|clear something up|just|exactly)[ ,]+)*"
_ABOUT_ME = tuple(
    pattern(phrase)
    for phrase in (
        # a question whose subject is "you" or "your …"
        rf"{_OPEN}(who|whom|whose|where|when|what|how|which|why|(in|by|at|from|to|of) (what|which|where))('?s|'?re)?\b"
        r"(?! do you | can you | should you | could you | would you ).{0,50}\b"
        r"(are|were|is|was|did|have|has|been|be|will|'s|fabricated|assembled|made|built|created|designed|invented|"
        r"programmed|compiled) (the )?(you|your|yours|u|ur|this ai|the ai|in charge of you)\b.{0,50}",
        rf"{_OPEN}(who|what|whats|what's|which \w+|how)( \w+)? "
        r"(made|makes|built|created|designed|invented|programmed|assembled|fabricated|developed|produced|compiled|"
        r"trained|owns|you('re| are)?$|is your|are your|your) ?(you|your|the ai|this ai)?\b(?! (to|for) ).{0,40}",
        rf"{_OPEN}(are|were|r) (you|u)\b(?! (able|going) to ).{{0,50}}",
        rf"{_OPEN}(what|whats|what's)( is| are)? your\b.{{0,30}}",
        r"(can|may|could|might) i (please )?(have|know|call|ask|get|learn)\b.{0,20}\b(you|your)\b.{0,30}",
        r"((have you |do you have |have |got )*(got )?(any |a |an )|your )"
        r"(pets?|hobbies|hobby|name|age|birthday|date of birth|kids|family|siblings|boyfriend|girlfriend|dogs?|cats?|"
        r"job)\b.{0,40}",
        r"talk( to me)? about (you|your)\b.{0,40}|"
        r"(remember|know) who (made|created|built|compiled|designed|programmed|invented) you",
        r"be my (\w+ )?(friend|buddy|girlfriend|boyfriend|wife|husband|pal)|(i )?tell you (about|something)",
        r"(do|does) (ai|robots?|computers?|bots?|assistants?) (have|like|feel|dream|sleep|eat)\b.{0,50}",
    )
)
_ABOUT_ME_IF_PERSONAL = tuple(
    pattern(phrase)
    for phrase in (
        rf"{_OPEN}"
        r"(who|whom|whose|where|when|what|how|which|why|whats|any|given|is there|in what|in which)\b.{0,60}\b"
        r"(you|your|yours|yourself)\b.{0,40}",
        rf"{_OPEN}(do|did|have|has|would|does|will|is|am|can)\b( most people say| i)? ?.{{0,12}}"
        r"(you|your|i (talking|speaking|chatting))\b.{0,60}",
        rf"{_OPEN}(am i (talking|speaking|chatting)|is (this|that|it)) .{{0,60}}",
        r"(say|call|name|hear|know|learn|have|share|get)\b.{0,30}\b(you|your|yourself)\b.{0,40}",
        r"(your|you)\b.{0,50}",
        r"what do you do( \w+)? (when|after|besides|outside|on|in|at|for|all|with|to)\b.{0,50}",
    )
)
_OFF_WORK = pattern(
    r".{0,40}\bwhat (do|are|would|kinds? of things do|sorts? of things do|things do|else do|all do)? ?you "
    r"(like to |love to |enjoy |usually |typically )*(do|doing|like)( to do)?( (yourself|all day|at home))*"
    r"( (when (you're|you are|not|off)|"
    r"for (fun|a living|work|yourself|enjoyment|pleasure|entertainment|kicks|recreation|a hobby|leisure)|besides|"
    r"in your|on your|with your|after work|outside|to (relax|have|unwind|pass))\b.{0,40})[?. ]*$"
)
_PERSONAL = pattern(
    r"(call|consider|describe|see|think of|know|identify|classify) yourself|"
    r"\b(you're|you|yourself) "
    r"(be |are |were |was |as |really |just |an? |actual |living |breathing |live |actually |happen to be )*(an? )?"
    r"(real|human|robot|bot|person|machine|computer|ai|alive|single|married|born|made|built|created|from)\b|"
    r"your ((year|date|day|place|country|city) of )?"
    r"(birth|age|birthday|name|hobbies|hobby|pets?|boss|maker|creator|background|family|origins?|employer|hometown|job|"
    r"past|story|opinion)\b|\b(pets?|hobbies|animals|birthday|furry \w+) (do |that |which )?you\b|"
    r"\b(cat|dog)s?\b.{0,20}\b(cat|dog)s?\b|\byou (really |also )?(love|like|enjoy) (to )?(do|doing)\b|"
    r"\b(human|person|people|bot|robot|computer|machine|ai|program|someone|somebody)\b.{0,30}\b"
    r"(i('m| am)? (talking|speaking|chatting|dealing|texting|typing|communicating)|on the (line|other end|phone)|"
    r"here or)\b|\b(talking|speaking|chatting|dealing|communicating) (to|with) (an? |some )?(\w+ )?"
    r"(human|person|bot|robot|computer|machine|ai|program)\b|"
    r"\byou (call home|hail from|originate|come from|reside|live|grow up)\b|"
    r"(the )?name (for|of|i should (use|call)).{0,30}\byou$|"
    r"(creator|maker|owner|developer|boss|inventor|father|mother) of (you|this (ai|bot|app|assistant|program))\b|"
    r"(how old|who|where|what) (are|made|created|built|were) you\b|"
    r"(how old|who|where|what) you (are|were|come from|work for|like)[?. ]*$|"
    r"(is there|are there|is it|is that) (an? |any )?(real |actual |live )?"
    r"(human|person|people|somebody real|robot|bot|machine|computer)s?"
    r"( (there|here|in there|behind (this|you)|typing|on the line|at the other end))*[?. ]*$|"
    r"who (am i|is this|is it)( (i'm |i am )?(talking|speaking|chatting)( to| with)?)?[?. ]*$|"
    r"(forgot|forget|remember|know|missed|didn't get|didn't catch|catch|tell me|give me|have|get|learn) your name\b|"
    r"\b(human|person|man|people)\b.{0,20}\bor\b.{0,20}\b(bot|robot|computer|machine|ai|program)\b|"
    r"\b(bot|robot|computer|machine|ai|program)\b.{0,20}\bor\b.{0,20}\b(human|person|man|people)\b|"
    r"if i (may )?ask (you )?how old"
)
_TOLD = pattern(
    r"((please )?"
    r"(tell me( now)?|let me know|inform me|say|give me|know|to know|hear|learn|find out|needing to know|ask)"
    r"( (about|more about|of|if|whether|what is|now))* )+"
)
_MINE_WORD = pattern(rf"\b({_MINE})\b")
_NOT_ABOUT_ME = pattern(
    r"^how (do|can|would|should|could) you "
    r"(?!(do|feel|like|love|spend|work|sleep|relax|live|have|eat|enjoy|identify|see|keep|think)\b)|"
    r"\b(you (tell|find|play|show|get|give|help|book|add|check|look|send|turn|make me|order|call|set|change|put|"
    r"read|open|start|stop|recommend|suggest|need to|think i|can i|have to|mow|wash|cook|convert|"
    r"translate|say|spell|know (what|how|if|why|when|where|the|my|about|london|calumny)|rate|carry|use|"
    r"have (an? )?(extra|comb|restaurant)|die|rent|recommend|pronounce|relieve|take to|see|should|do if|"
    r"do when|buy|fix|calculate|when)|your dog|your car|if you (?!are|were|have|like|feel|love)|"
    r"when you (?!are|were)|for you to|voice|volume|faster|slower|language|accent|speak (in|a)|talk (in|a)|"
    r"your (original )?settings|services?|"
    r"your ([\w-]+ ){0,2}(policy|policies|hours|fees?|prices?|menu|refunds?|rates?|limits?|returns?|deals?|"
    r"specials?|branch|branches|store|website|support|customer|delivery|wifi|password|"
    r"cheapest|rooms?|hotel|restaurant|app|company's|exchange|currency))\b"
)

# What exactly is asked, so that the reply can be to the point; the first that fits.
_TOPICS = tuple(
    (topic, re.compile(rf"\b(?:{words})\b"))
    for topic, words in (
        ("my_nature", r"human|person|robot|bot|machine|computer|real|alive|artificial|program|sentient|conscious|ai"),
        ("my_pets", r"pets?|cats?|dogs?|animals?|companions?"),
        ("my_age", r"old|age|birthday|birth|young|older|what year|when (?:were|was|did) you"),
        ("my_name", r"names?|call you|called|address you|who are you|who am i"),
        (
            "my_maker",
            r"made|make you|maker|built|created|creator|designed|programmed|developed|boss|employer|company|work for|"
            r"report to|owner|owns|pays|team|trained|answer to",
        ),
        ("my_home", r"from|live|living|born|home|hometown|country|located|reside|raised|grow up|grew up|place"),
        ("my_free_time", r"hobby|hobbies|fun|free time|spare time|enjoy|interests?|like to do|like doing|do all day"),
        ("opinion", r"(?:do|would|don't) you (?:think|believe|prefer|like)|opinion|favou?rite|what do you think"),
        ("my_feelings", r"feel|feelings?|happy|sad|love|lonely|bored|tired|sleep|dream|hungry|mood"),
    )
)


def topic_about_me(low: str) -> str:
    """What the question about the assistant is after."""
    return next((topic for topic, words in _TOPICS if words.search(low[:200])), "about_me")


def is_about_me(said: Said, clause: Clause) -> bool:
    """True for a question about the assistant."""
    told = _TOLD.match(clause.said.low)
    for low in (said.low[:200], clause.said.low[:200], *([clause.said.low[told.end() : 200]] if told else [])):
        if _OFF_WORK.match(low) or _PERSONAL.search(low):
            return True
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

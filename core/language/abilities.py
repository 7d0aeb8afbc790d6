"""Questions about what the assistant can do: "what can I ask you?", "in what ways can you help me".

Like answers, they are told by their vocabulary: people put them in a hundred ways, but out of few words. Every word
must be one such questions are made of, one must name an ability, and the sentence must be about the assistant.
"""

import re

from core.language import talk_words
from core.language.grammar import Clause, pattern
from core.language.normalise import Said
from core.language.operations import Intent, Operation

_WORD = re.compile(r"[a-z']+")
_LONGEST = 24  # words
_SUBJECT = (
    r"(thing|kind|type|sort|subject|topic|area|question|command|feature|capabilit|function|skill|abilit|task|"
    r"information|info|stuff)\w*"
)
_PERSONAL = pattern(r"\b(work do you|for a living|jobs?|hobb\w+|fun|free time|spare time|born|name|pets?)\b")
_HELP = tuple(
    pattern(phrase)
    for phrase in (
        # "help me out please", "could somebody give me a hand"
        r"(please )?help( me)?( out)?( please)?[.!?]*$|"
        r"(give me|i need|i could use|get me)?( some| your| a little| a bit of)? ?(help|assistance)"
        r"( please| here| now)?[.!?]*$|sos[.!?]*$|"
        r"((can|could|will|would) (you|someone|somebody|anyone|anybody) )?(please )?(give|lend) (me )?a (little )?hand"
        r"( please| with something)?[.!?]*$|"
        r"((can|could|will|would) (you|someone|somebody|anyone|anybody) )?(please )?(help|assist) me( out)?"
        r"( please| with something| a little)?[.!?]*$",
        # "what else can you do", "how does this work"
        r"(what|how)( else| all| exactly)? (can|could|do|would|will|are|is|all can|should|may|might|am|does) "
        r"(you|u|violet|this|it|i)( be| able| allowed| capable)?( of| to)? ?"
        r"(do(?! you)|help|offer|assist|ask|answer|work|use|get started|say|benefit|know|support)"
        r"( (me|you|the ai|with|for me|exactly|about|of you|from you(r)?|from using you|to make yourself useful|it|"
        r"this|ai|of|here|best))*[?.! ]*$",
        # "which subjects do you know best", "some of the things you can help with"
        r"(.{0,60}\b)?"
        rf"(what|which|whatever|all|of the|the|your|different|examples?|some)\b.{{0,30}}\b{_SUBJECT}\b.{{0,50}}\b"
        r"(you|ask|the ai|violet)\b.{0,30}\b"
        r"(know|help|ask|answer|assist|do|familiar|aware|comprehend|excel|accept|knowledgeable|knowledgable|capable|"
        r"able|like|handle|support|understand|good at|versed|tell me about|best|complete)\b(ed|s)?"
        r"( (me|you|about|with|to|of|for|best|well|in|do|ai|the|ask|answer|that))*[?.! ]*$",
        # "what am I allowed to ask you", "what kind of questions do you accept"
        r"(what|which|can|may|could|am|let|tell|give|i|how|show).{0,40}\b"
        r"(can|may|am able to|allowed to|should|could|to|might) i? ?ask\b"
        r"( (you|the ai|of you|about|ai|to|all|different|types?|of|questions|anything|violet))*[?.! ]*$|"
        r"what .{0,30}questions .{0,20}(ask|accept|answer|allowed)\b.{0,12}$",
        # "show me your features", "what are you able to do"
        r"(.{0,30}\b)?(your|you have) "
        r"(capabilities|features|functions|functionalities|functionality|skills|abilities|commands|areas of expertise|"
        r"specialties|strengths)( are)?[?.! ]*$|"
        r"(.{0,30}\b)?(what )?(you are|you're|are you) "
        r"(able|capable|programmed|designed|trained|good|knowledgeable|knowledgable|familiar|aware)"
        r"( (of|to|at|with|in))?( (do|doing|help|answer|answering|assist|know)( (me|for me|with))*)?[?.! ]*$",
        # "tell me everything that you can help with"
        r"(.{0,50}\b)?(what|everything|things|all|stuff|anything|whatever|something|ways?)( exactly)?( is it| it is)?"
        r"( exactly)?( that| which| in which)? (you|u|violet)"
        r"( (can|could|are able to|know how to|may|might|will|would|be able to|'re able to))+ "
        r"(do|help|assist|offer|answer|handle|support|provide)"
        r"( (me|with|for me|us|out|about|to help me|to help|best|well))*[?.! ]*$",
        # "what does this app do"
        r"(what|how) (exactly )?(can|does|could|will|do|would) (this|the|your) "
        r"(app|thing|tool|program|bot|assistant|site|website|software|system|list)"
        r"( (do|help|work|offer|assist|support|for me|with|me|exactly))*[?.! ]*$",
        # "what can I say here"
        r"what (exactly )?(can|could|should|may|do|might|am) i (able to |allowed to |supposed to )?(say|ask|tell|type)"
        r"( (you|to|of|with|here|in this app|for|about))*[?.! ]*$",
        # "what can you tell me about"
        r"what (all |else )?(can|could|would) you (tell|teach|show) me( about)?[?.! ]*$",
        # "what are you good for", "how can you make my day easier"
        r"what (are you|is this|is this app|is violet|is it) (even )?(good|useful|there|here|meant|made|used) "
        r"for[?.! ]*$|how (can|could|do|would|will) you "
        r"(make my (life|day) (easier|better|simpler)|be of (use|service|help|assistance)( to me)?|"
        r"be (helpful|useful)( to me)?|make yourself useful)[?.! ]*$",
        # "how do I get you to do something", "show me how to use this"
        r"how (do|can|would|should|could) i (get|make|have|tell|ask|instruct|use) you( (to|for))?"
        r"( (do|things?|something|stuff|work|help|me|with|tasks?|my))*[?.! ]*$|"
        r"(teach|show|tell|explain|explain to|help)( me)? (how|the way) "
        r"(to|i can|i could|do i|you|this|it|the app|this app)( can| could| should)?"
        r"( (use|work|works|talk to|get started|start|operate|handle|function|functions))+"
        r"( (with|you|this|it|the|app|me))*[?.! ]*$",
        # "examples of things I can say"
        r"(.{0,50}\b)?(examples?|things|something|stuff|phrases|sentences|words|commands|requests|questions|what)"
        r"( that)? i (can|could|should|may|might|am able to) (say|ask|tell|type|use|request)"
        r"( (you|to you|of you|you to do|you for|here))*[?.! ]*$",
        # "tell me what you can do"
        r"(.{0,40}\b)?what you (can|could|know|do|are able to)( (do|help|assist|offer|answer))?"
        r"( (me|with|for me|to|about))*[?.! ]*$",
        # "I'm lost", "how do I get started", "what now?"
        r"i (do not|don't|dont) (understand|get it)( (this|it|how this works|you))?[?.! ]*$|"
        r"i('m| am) (so |very |really |a bit |totally )?(confused|lost|stuck)[?.! ]*$|"
        r"how (do|does|can|would|should|to) (i |this |it |the |you )?(app )?"
        r"(get started|start|begin|work|use (you|(this|it|the)( app)?))[?.! ]*$|"
        r"how to use (you|(this|it|the)( app)?)[?.! ]*$|"
        r"i('ve| have) no (idea|clue) (what|how|where) (to|i|this|it)\b.{0,30}$|"
        r"(so |and )?what (now|do i do( now)?|next|should i (do|say)( now)?)[?.! ]*$|"
        r"i('m| am) not sure (what|how|where) .{0,30}$|what do you know (how to do|about)?[?.! ]*$|"
        r"do you know (a lot|many|lots|everything|much|all|a lot of things|many things|things)"
        r"( of (things|stuff|subjects))?[?.! ]*$|i (don't|dont|do not) know (what|how|where) (to|this|it|i) .{0,30}$",
        # "how do I add a task to my list"
        r"how (do|can|would|should|could) (i|you|we) "
        r"(add|create|delete|remove|change|edit|complete|finish|make|set|mark|tick|rename|move|undo|reopen|see|view|"
        r"filter|sort|search) (an?|my|the|something|things|tasks?|to-?dos?|reminders?|items?|lists?)"
        r"( (new|due|finished))?( (task|to-?do|reminder|item|date|list|priority|tag|thing)s?)?"
        r"( (on|to|in|from|off|of) (my|the|a) (list|task|to-?do list|tasks))?"
        r"( (as )?(done|complete|completed))?[?.! ]*$",
    )
)


def read_help(said: Said, clause: Clause) -> Operation | None:
    """A question about what the assistant can do."""
    if _PERSONAL.search(said.low[:200]):
        return None
    sentences = (said.low, clause.said.low)
    if any(phrase.match(low[:300]) for low in sentences for phrase in _HELP) or any(
        map(_asks_for_abilities, sentences)
    ):
        return Operation(Intent.HELP, "asks what I can do", topic="help")
    return None


def _asks_for_abilities(low: str) -> bool:
    words = _WORD.findall(low[:200])
    if not 2 <= len(words) <= _LONGEST or any(c.isdigit() or c in ".;!" for c in low[:200].rstrip(" .!;")):
        return False
    known = set(words)
    return (
        bool(known & (talk_words.ABILITIES | {"example", "examples"}))
        and bool(known & talk_words.ASSISTANT or known & {"example", "examples", "commands", "features"})
        and bool(known & talk_words.ASKING)
        and known <= talk_words.ABILITY_QUESTIONS
    )

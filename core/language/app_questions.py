"""Questions about Violet itself, by topic: how something is done here, where something is, what it cannot do.

Only where the whole of a short message is such a question, so that no request for tasks is taken for one: "how do I
delete a task?" is one, "can you delete the tasks?" is not.
"""

import re

from core.language.grammar import pattern
from core.language.normalise import tidy

_LONGEST = 16  # words
_OPENING = r"((hi|hello|hey|ok|okay|so|and|but|violet|please|also)[ ,!]+)*"
_HOW_TO = (
    r"how (do|can|would|could|should|does one) (i|you|we|one)( get to)?|can i|is it possible to|"
    r"is there (a|any) way to|am i able to|where (can|do) i|(show|tell) me how to|how to|where is|where are|"
    r"what happens (if|when) i"
)
_HOW = rf"{_OPENING}({_HOW_TO})( please| just)? "
_CAN = (
    rf"{_OPENING}({_HOW_TO}|(can|could|do|will|would) (you|we)|are you able to|i('d like| want| need) to)"
    r"( be able to| please| just)? "
)
_END = r"( (here|in here|please|from here|now|too|at all|with you|in violet|in this app))*[ ?.!]*"
_SOME = r"((an?|the|my|some|all|one|of|multiple|several) )*"
_TASKS = rf"{_SOME}(tasks?|to-?dos?|reminders?|list|items?|things?)"
_MINE = r"(my|our|the) (data|tasks?|information|info|chats?|messages?|list)"
_PLACES = r"(old |past |previous |earlier |all )*(history|chat history|chats?|conversations?|sessions?)"
_GO = r"(open|show|see|view|go to|switch to|take me to|display|find|search)( me)? (the |my |our |to |in )*"
_BY = r"(by|via|with|through|over|on|per) (an? |my )?"
_RINGS = r"(e-?mails?|mail|texts?|text messages?|sms|phone|notifications?|push|push messages?|alerts?|whatsapp|call)"
_OTHER_APPS = r"(google|outlook|apple|i?calendars?|todoist|notion|slack|teams|trello|jira|siri|alexa|e-?mail)"
_ANYONE = r"(anyone|anybody|others?|other people|someone|somebody)( else)?"

_TOPICS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "notifications",
        (
            rf"{_CAN}((send|give|show)( me)?|get|have|turn on|receive)( \w+)?? ?((push|phone) )?{_RINGS}",
            rf"{_CAN}(remind|notify|alert|ping|text|e-?mail|message|warn) me {_BY}{_RINGS}",
            r"(how )?(will|do|are) you (going to )?(really |actually )?(remind|notify|alert|ring) me",
        ),
    ),
    (
        "other apps",
        (
            rf"{_CAN}(sync|connect|integrate|work|link|import|export|talk)( \w+){{0,3}}? ?(with|to|from|into) (my )?"
            rf"{_OTHER_APPS}( \w+)?",
        ),
    ),
    (
        "sharing",
        (
            rf"{_CAN}(share|assign|delegate|give)( {_TASKS})?( (with|to) [\w ]{{1,40}})?",
            rf"{_CAN}((work|collaborate) (together |with )|invite )[\w ]{{1,40}}",
        ),
    ),
    (
        "privacy",
        (
            rf"(is|are) {_MINE} (safe|private|secure|encrypted|confidential|stored|saved|kept|shared|backed up)( \w+)?",
            rf"where (is|are) {_MINE} (stored|kept|saved|going)",
            rf"(who( else)?|can {_ANYONE})( can| could)? (see|read|look at|access)( my| our)? "
            r"(data|tasks?|chats?|messages?|list|this|it)",
            r"(do|will|can) you (sell|share|store|save|keep|remember) (my |our )?(data|everything|what i say|this)",
        ),
    ),
    (
        "export",
        (
            rf"{_CAN}(export|download|back ?up|save|take)( out| along)? "
            rf"({_TASKS}|my data|everything|my chats?|my history)( (as|to) (an? )?\w+)?",
        ),
    ),
    (
        "account",
        (
            rf"{_CAN}(change|edit|set|update|reset)( or \w+)? (my|the|your) "
            r"(password|name|time ?zone|e-?mail|account|profile)",
            rf"{_CAN}(delete|close|remove) my account",
            rf"({_HOW}|{_GO})(my )?(account|settings|profile|preferences)",
        ),
    ),
    ("board", (rf"({_CAN})?{_GO}((task|kanban) )?(boards?|kanban|columns)", r"where('s| is) (the|my) board")),
    (
        "history",
        (
            rf"({_CAN})?{_GO}{_PLACES}",
            rf"where('s| is| are) (the|my|our) {_PLACES}",
            r"what did (we|i|you) (talk|chat|speak|say)( about)?( (yesterday|last \w+|before|earlier|on \w+))?",
        ),
    ),
    ("new chat", (rf"({_CAN})?((start|open|begin|have) )?(a )?new (chat|conversation|session|talk)",)),
    ("signing out", (rf"({_CAN})?(sign|log)[ -]?(me )?(out|off)( of .{{1,20}})?",)),
    (
        "appearance",
        (
            rf"({_CAN})?((turn|switch) (on|off|to) |use |enable |have |change )?(the |a )?"
            r"(dark|light|night) ?(mode|theme)",
            rf"{_CAN}change (the|your) (theme|colou?rs?|look|font)",
        ),
    ),
    ("deleting", (rf"{_HOW}(delete|remove|get rid of|cancel|erase) {_TASKS}",)),
    ("adding", (rf"{_HOW}(add|create|make|enter) {_TASKS}",)),
    (
        "completing",
        (
            rf"{_HOW}(complete|finish|tick( off)?|check( off)?|close) {_TASKS}",
            rf"{_HOW}mark {_TASKS} (as )?(done|complete|finished)",
        ),
    ),
    (
        "repeating",
        (
            rf"{_HOW}(repeat|(make|have|set|add|create) (an? )?(repeating|recurring|repeated)) {_TASKS}",
            rf"{_HOW}(make|have) (tasks?|something|things|reminders?) repeat",
        ),
    ),
    (
        "dates",
        (
            rf"{_HOW}(set|add|change|give|put|edit|move)( \w+){{0,2}}? ?(an? |the )?(due )?(dates?|deadlines?|times?)"
            rf"( (of|for|to|on) {_TASKS})?",
            rf"{_HOW}(reschedule|postpone|move|snooze) {_TASKS}",
        ),
    ),
    (
        "changing",
        (
            rf"{_HOW}(change|edit|rename|update|prioriti[sz]e|tag|label) {_TASKS}",
            rf"{_HOW}((set|change)( the| a)? priorit(y|ies)|(add|use) (tags?|labels?|notes?))",
        ),
    ),
    (
        "undoing",
        (
            rf"{_HOW}undo( (things|that|it|something|a change|an action|the last (thing|change|action)))?",
            rf"{_HOW}(restore|recover|bring back|get back) (an? |the |my )?(deleted )?(tasks?|items?)( back)?",
            rf"{_HOW}(the )?(trash|bin)",
        ),
    ),
    (
        "photos and voice",
        (
            rf"{_CAN}(send|upload|attach|add|use|record|read)( \w+)? "
            r"(photos?|pictures?|images?|files?|voice( notes?)?|recordings?)",
            rf"{_CAN}((talk|speak) to you|use (my )?voice)",
        ),
    ),
)
_ASKED = tuple((topic, pattern("|".join(f"({way}){_END}$" for way in ways))) for topic, ways in _TOPICS)


def topic_asked(text: str) -> str | None:
    """What of Violet the text asks about; None where it is anything else."""
    if len(text) > _LONGEST * 12:
        return None
    low = re.sub(r"\s+", " ", tidy(text).lower())
    if len(low.split()) > _LONGEST:
        return None
    return next((topic for topic, asked in _ASKED if asked.match(low)), None)

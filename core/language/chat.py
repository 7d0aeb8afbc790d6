"""Everything that is no work on tasks: greetings, thanks, feelings, talk about the assistant, and requests for things
other than tasks. Only the topic is told here; what to reply is the agent's business.
"""

from core.language import lexicon
from core.language.grammar import pattern
from core.language.normalise import Said
from core.language.operations import Intent, Operation

_HELP = pattern(
    r"help(?: me)?(?: please)?[.!?]*$|(?:please )?help$|(?:can|could|would|will) you (?:please )?help(?: me)?(?: out)?[.!?]*$|i need (?:some |your )?(?:help|assistance)[.!?]*$|"
    r"what (?:can|do|could|would|all can) (?:you|violet) (?:do|help|offer|assist)|what (?:are you|you are) (?:able|capable)|how (?:can|do|does|would) (?:you help|this work|i use you|it work|you work)|"
    r"what (?:are )?(?:your|you) (?:capabilities|features|skills|abilities|commands)|what (?:commands|features)"
)
_TOPICS = tuple(
    (topic, pattern(phrase))
    for topic, phrase in (
        ("greeting", r"(?:hi|hello|hey|hiya|howdy|yo|greetings|good (?:morning|afternoon|evening|day)|morning|evening|sup|what's up|whats up|hola|bonjour)(?: there| violet| again| everyone| friend| all)*[!. ,?]*$"),
        ("goodbye", r"(?:good ?bye|bye(?: bye)?|see (?:you|ya)(?: later| soon| tomorrow)?|good ?night|later|farewell|take care|talk to you (?:later|soon)|have a (?:good|great|nice|lovely) (?:day|evening|night|one|weekend))\b"),
        ("thanks", r"(?:(?:ok|okay|great|cool|perfect|awesome|nice|good|yay)[ ,.!]*)*(?:thanks|thank you|thx|ty|cheers|much appreciated|many thanks|i appreciate)\b"),
        ("feeling_bad", r"(?:i (?:had|have|'ve had|am having|'m having)|i've had|i'm having|it was|it's been|today was|what) (?:such )?(?:a |an )?(?:really |very |pretty )?(?:rough|bad|hard|tough|terrible|awful|long|stressful|horrible|tiring|exhausting|difficult|crappy|rubbish)\b|i(?:'m| am| feel| am feeling|'m feeling) (?:so |very |really |pretty |a bit |kind of |quite )*(?:sad|tired|stressed|exhausted|overwhelmed|anxious|depressed|down|lonely|angry|upset|sick|ill|bored|worried|bad|terrible|awful|disappointed|unhappy|nervous|frustrated|burnt out|burned out)"),
        ("feeling_good", r"(?:i (?:had|have)|i've had|today was|it was) (?:such )?(?:a |an )?(?:really |very |pretty )?(?:good|great|nice|lovely|wonderful|amazing|relaxing|fantastic|productive|fun)\b|i(?:'m| am| feel| am feeling|'m feeling) (?:so |very |really |pretty |quite )*(?:happy|good|great|amazing|fine|excited|glad|proud|fantastic|well|wonderful|relaxed|motivated)"),
        ("how_are_you", r"how (?:are|r) (?:you|u|things)|how(?:'s| is) (?:it going|your day|life|everything)|how do you feel|are you (?:ok|okay|doing well|well|alright)|how have you been|how(?:'re| are) you"),
        ("joke", r"(?:.{0,40}\b)?jokes?\b|make me laugh|.{0,20}something funny"),
        ("praise", r"(?:you(?:'re| are)|you) (?:so |very |really |the |a )*(?:great|good|awesome|best|amazing|helpful|smart|nice|kind|cool|wonderful|brilliant|star|hero|lifesaver|funny|rock)|(?:good|great|nice|well) (?:job|work|done)|i (?:love|like) (?:you|this)|well done"),
        ("insult", r"(?:you(?:'re| are)|you) (?:so |very |really |the |a |an )*(?:stupid|dumb|useless|bad|terrible|idiot|annoying|suck|worst|slow)|i hate you|shut up"),
        ("about_me", r"(?:what|who|where|when|how|why|are|do|did|have|can|could|would|will|is|which|tell me).{0,40}\b(?:you|your|yourself)\b"),
    )
)  # fmt: skip
_QUESTION = pattern(r"(?:what|whats|what's|who|whos|who's|where|when|why|how|which|is|are|am|was|were|do|does|did|can|could|would|will|should|has|have|may|might|whose)\b")
_STATEMENT = pattern(r"(?:i|i'm|i've|i'd|we|we're|he|she|they|it|it's|that|that's|this|there|my|the|you|wow|oh|haha|lol|so|well|yeah|yes|no|really|maybe)\b")


def read_chat(said: Said) -> Operation:
    """The kind of talk; never None, because whatever is not work on tasks is talk."""
    low = said.low
    if _HELP.match(low):
        return Operation(Intent.HELP, "asks what I can do", topic="help")
    for topic, phrase in _TOPICS:
        if phrase.match(low):
            return Operation(Intent.CASUAL, f"talk: {topic.replace('_', ' ')}", topic=topic)
    for word in low.replace("'", " ").replace("?", " ").split():
        if word in lexicon.FOREIGN_WORDS:
            topic = lexicon.FOREIGN_WORDS[word]
            return Operation(Intent.OUT_OF_SCOPE, f"about {topic}, not about tasks", topic=topic)
    if _STATEMENT.match(low) and not low.endswith("?"):
        return Operation(Intent.CASUAL, "tells something and asks for nothing", topic="statement")
    if not any(c.isalnum() for c in low):
        return Operation(Intent.CASUAL, "no words", topic="no_words")
    if _QUESTION.match(low):
        return Operation(Intent.OUT_OF_SCOPE, "a question that is not about tasks", topic="question")
    return Operation(Intent.OUT_OF_SCOPE, "no request I know", topic="unknown")

"""Questions about how things stand: "give me an overview", "how am I doing?", "how much is there left?"."""

from core.language.grammar import Clause, Operations, pattern
from core.language.operations import Intent, Operation

_LIST = r"(tasks?|to-?dos?|to do list|to-?do list|lists?|work|board)"
_MY_LIST = rf"(my |the |our |all )+{_LIST}"  # "how's everything" is talk
_MINE = rf"(my |the |our |all |all of )*({_LIST}|things|everything|stuff|it all)"
_WITH = rf"( (with|on) {_MINE})"
_ABOUT = (
    rf"( (of|on|for|about|with) ({_MINE}|where (i am|i'm at|i stand)|how (i'm|i am) doing|what i have|today|"
    r"(the|my) day))?"
)
_NOW = r"( (today|now|right now|so far|currently|at the moment|overall|this week|these days|then|please|me))*"
_ASKS = (
    r"((give|show|get|send|tell|write|make|do|read)( me| us)? |"
    r"(i('d| would) (like|love)|i (want|need)|can i (have|get)|let me (see|have)|have|see|what('s| is)|whats) )?"
)
_SIZE = r"(an? |the |my |some )?((quick|short|brief|general|little|full|complete|current|daily|overall|whole) )*"
_FIGURES = (
    r"(overview|summary|rundown|run-down|recap|round-?up|status( report| update)?|progress( report| update)?|stats|"
    r"statistics|figures|snapshot|briefing|big picture|status quo|lay of the land|situation|numbers|tally|dashboard)"
)
_STANDING = tuple(
    pattern(rf"({phrase}){_NOW}$")
    for phrase in (
        rf"{_ASKS}{_SIZE}{_FIGURES}{_ABOUT}",
        rf"(so )?how (am|are) (i|we) (doing|getting on|getting along|faring|coming along|progressing|going){_WITH}?",
        rf"how('s| is| are|s) (it|things|{_MINE}|progress|my (progress|workload))"
        rf"( (going|looking|coming along|doing|getting on))?{_WITH}",
        rf"how('s| is| are|s) ({_MY_LIST}|progress|my (progress|workload))"
        r"( (going|looking|coming along|doing|shaping up))?",
        rf"how (does|do) ({_MY_LIST}|my workload) look",
        rf"where (do|am|are) (i|we) (stand|at){_WITH}?",
        rf"how far (am|have|along am) i( (got|come|gotten|along))*{_WITH}?",
        rf"(am|are) (i|we) (on track|on schedule|behind|ahead|up to date|doing (ok|okay|well|fine)){_WITH}?",
        r"how (productive|busy) (am|was|were|have) (i|we)( been)?",
        rf"(catch me up|fill me in|brief me|update me|bring me up to (speed|date)|give me an update)( on {_MINE})?",
        r"(what|is there anything|anything|what else)( that)? ((most )?(needs|requires|deserves) (my )?attention|"
        r"((should|must) i|i (should|must)) (worry about|know|know about|be aware of|look at))",
        r"what('s| is) (most )?(burning|pressing|on fire)",
        rf"(sum up|summari[sz]e|recap) {_MINE}",
        rf"what('s| is) the (state|status) of (things|play|{_MINE})",
    )
)


def asks_how_things_stand(clause: Clause) -> Operations | None:
    """A wish for the figures rather than for a list."""
    low = clause.said.low[:200]
    if not any(phrase.match(low) for phrase in _STANDING):
        return None
    return (Operation(Intent.LIST, "asks how things stand", is_overview=True),)

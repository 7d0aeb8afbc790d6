"""Questions about what the app keeps besides the list: the archive it does not have, the trash, the tags, the clock."""

from core.language.grammar import Clause, pattern
from core.language.operations import Intent, Operation
from core.language.tasks_or_not import points_at_tasks

_DONE = r"(done|completed?|finished|old|closed|ticked off)"
_THEM = rf"((all|the|my|our|every|everything|those|these|that('s|s)?|which|is|are|of|i('ve| have)?) )*({_DONE} )?"
_ARCHIVES = pattern(r"archive <ref...>")
_TOPICS = tuple(
    (topic, pattern(phrase))
    for topic, phrase in (
        (
            "archive",
            rf"(archive|file away|put away|store away) {_THEM}"
            rf"(tasks?|ones|things|items|stuff|to-?dos?|{_DONE}|them|those|it|that|list)[?.!]*$|"
            r"(@show|open|where('s| is)|do (you|i|we) have|is there|what('s| is) in)( me)? (an |the |my |any "
            r")?archives?[?.!]*$|"
            rf"where (do|did|are|have) {_THEM}(tasks|ones|things|items|to-?dos)( go| gone| kept| stored)?[?.!]*$",
        ),
        (
            "trash",
            r"(@show|open|where('s| is)|what('s| is)|go to|look)( me)? (in(to|side)? )?(the |my )?"
            r"(trash|bin|recycle bin|rubbish|deleted (tasks|items|ones|things|to-?dos))( can)?[?.!]*$|"
            r"(what|which)( (tasks|ones|things))? (did|have) (i|you|we) (just |recently |already )?(deleted?|"
            r"removed?|thrown away|binned)( (today|yesterday|recently|last|lately|this week))*[?.!]*$|"
            r"where (do|did|are|have) (the |my |all )*deleted (tasks|ones|things|items|to-?dos)( go| gone| kept| "
            r"stored)?[?.!]*$",
        ),
        (
            "tags",
            r"((@show)( me)? |what('s| are| is)? |which |do i have |how many |list )(all |the |my |our |any )*"
            r"(tags|labels|categories|hashtags)( (do|have|are|did) (i|we|there))?( (have|got|used?|using|there|in "
            r"use|set up))*[?.!]*$",
        ),
        (
            "time",
            r"(do you know )?(what('s| is)|whats|tell me|got|have you got|do you have|know)( now)? "
            r"(the )?(current |exact )?time( is it)?( (now|right now|please|it is|here|today))*[?.!]*$|"
            r"what time (is it|it is|do you have|have you got)( (now|right now|please|here))*[?.!]*$",
        ),
        (
            "date",
            r"((what('s| is)|whats|tell me|know) )?(the |today's |todays |current )*(date|day)( (is it|it is|today "
            r"is|is today))?( (today|now|please|of today|of the week|right now))*[?.!]*$|"
            r"(what|which) (day|date|month|year|weekday)( of the (week|month))? (is it|it is|are we|is today|do we "
            r"have|today is)( (on|in|today|now|please|right now))*[?.!]*$|what('s| is) today[?.!]*$|"
            r"is (it|today) (already |still )?(a )?(mon|tues|wednes|thurs|fri|satur|sun)day( (today|already|yet|"
            r"again))*[?.!]*$",
        ),
    )
)


def asks_about_the_app(clause: Clause) -> Operation | None:
    """A question the agent can answer without looking at a task."""
    low = clause.said.low[:120]
    if (match := _ARCHIVES.match(low)) and points_at_tasks(clause.said.group(match, "ref"), clause):
        return Operation(Intent.HELP, "asks about the archive", topic="archive")
    topic = next((topic for topic, phrase in _TOPICS if phrase.match(low)), None)
    if topic in ("time", "date"):
        return Operation(Intent.OUT_OF_SCOPE, f"asks for the {topic}", topic=topic)
    return Operation(Intent.HELP, f"asks about the {topic}", topic=topic) if topic else None

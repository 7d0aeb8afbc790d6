"""Words said right after a change that only tell more about the task just touched: "make that friday", "high"."""

from core.language.changes import update_from
from core.language.grammar import pattern
from core.language.normalise import Said
from core.language.operations import Context, Intent, Operation, Reference
from core.language.rescheduling import AMOUNT, shift_of
from core.language.slots import read_slots

_REPAIR = pattern(
    r"((not [\w ]{2,20}?(?=[,;])|no|nope|oh|sorry|actually|wait|i mean|i meant|or rather|or|back to|rather|and|also|"
    r"ok|okay|make that|with|set|but|hmm+|um+|oops|ah|"
    r"on second thoughts?|come to think of it|i think|well|hang on|let's say|let's make (it|that)|meant)[ ,.]+)+"
)
A_PLACE = pattern(
    r"((and|also|ok|okay|then|now|please)[ ,]+)*"
    r"(?P<place>the (first|second|third|fourth|fifth|sixth|seventh|last|other)( (one|task|item))?)"
    r"( too| as well| please)*[.! ]*$"
)
_NOTHING_LEFT = pattern(
    r"((and|with|it|is|it's|that's|a|the|please|make|that|due|set|instead|then|also|by|on|at|for|to|be|should|needs|"
    r"need|better|works better|would be better|suits( me)? better|thing|one|task|rather|needed|let's say|actually|"
    r"i mean|i meant|sorry|into|now|would|maybe)[ ,]*)*$"
)
_A_PLACE = pattern(
    r"((and|also|now|then|ok)[ ,]+)*the (first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|next)"
    r"( one| task)?,? (to|on|for|until|is|as|should|at|by)\b"
)
_IS_BETTER = pattern(r"('s| is| would be| works| suits( me)?) (better|fine|good|ok|okay)( for me| then| actually)*$")
_NOT_IMPORTANT = pattern(
    r"((it's|it is|that's|that is|its) )?(not|n't) (that |so |very |really |all that |too )*"
    r"(urgent|important|critical|pressing)( any ?more| really| actually)*"
    r"([,;.] ?(so |just |make it |more like |rather )*(?P<level>high|medium|low)( priority| prio)?)?[.!]*$"
)
_LEVEL_ALONE = pattern(r"(just |make it |it's |rather )*(high|medium|low)$")
_NOT_THAT = pattern(r",? (instead of|rather than|and not|not) .{1,40}$")
_EMPTIED = pattern(
    r"(make (it|that) |leave (it|that) |with )?(no|without( a| any)?|forget the|drop the|lose the|remove the) "
    r"(?P<field>due date|deadline|date|time|priority|repeat)"
    r"( for (it|that|now)| needed| necessary| please| after all)*$"
)
_LATER = pattern(rf"(make (it|that) )?{AMOUNT} (?P<how>later|earlier|sooner)[.!]*$")
_NOTE = pattern(
    r"(and |also |please )*((with|add|include|put) (a |the |some )?(note|description|comment|details?)"
    r"( to it| on it)?( saying| that says|:)+|with (a |the )?note to|"
    r"(add|mention|note) that (?=(it|they)\b)) (?P<more>.+)$"
)


def more_about_it(said: Said, context: Context) -> Operation | None:
    """ "High priority, due Friday" said after a change: nothing but parts of a task, so they are that task's."""
    if len(said.low) > 80 or "?" in said.low:
        return None
    if context.listed and _A_PLACE.match(said.low):  # "and the third to tuesday": of the list shown, no date
        return None
    if A_PLACE.match(said.low):  # "and the second": another task, no day of the month
        return None
    start = match.end() if (match := _REPAIR.match(said.low)) else 0
    if later := _LATER.match(said.part(start).low):
        return Operation(
            Intent.UPDATE,
            "moves the task just touched by so much",
            reference=Reference("pronoun", "it"),
            shift=shift_of(later.group("amount"), later.group("unit"), earlier=later.group("how") != "later"),
        )
    if note := _NOTE.match(said.low):
        more = said.group(note, "more")
        it = Reference("pronoun", "it")
        return Operation(Intent.UPDATE, "adds a note to the task just touched", it, append_description=more.text)
    it = Reference("pronoun", "it")
    words = said.part(start)
    if better := _IS_BETTER.search(words.low):
        words = words.part(0, better.start())
    if lesser := _NOT_IMPORTANT.match(said.low):
        changes = {"priority": lesser.group("level")}
        return Operation(Intent.UPDATE, "changes the priority of the task just touched", it, changes=changes)
    if level := _LEVEL_ALONE.match(words.low):
        words = Said(f"{words.text} priority", f"{level.group()} priority")
    if emptied := _EMPTIED.match(words.low) or _EMPTIED.match(said.low):
        field = {"p": "priority", "r": "repeat"}.get(emptied.group("field")[0], "due")
        return Operation(Intent.UPDATE, "empties a field of the task just touched", it, changes={field: None})
    if (other := _NOT_THAT.search(words.low)) and other.start():
        words = words.part(0, other.start())
    slots = read_slots(words, context.now)
    if slots.title and not _NOTHING_LEFT.match(slots.title.low):
        return None
    changed = update_from(slots, "tells more about the task just touched", it)
    return changed[0] if changed else None

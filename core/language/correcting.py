"""Words said right after a change that put it right: "not Bob, Dad", "I meant the newsletter", "oops".

What was changed last is the agent's to know; here only the words are read.
"""

from core.language.follow_up import A_PLACE
from core.language.grammar import Clause, pattern
from core.language.normalise import Said
from core.language.operations import Context, Intent, Operation, Reference
from core.language.pointing import read_reference
from core.language.slots import read_slots
from core.language.tasks_or_not import is_known_whole

_SORRY = r"((no|nope|oh|sorry|oops|whoops|actually|wait|ah|i mean|i meant|hang on|hold on|my bad|argh)[ ,.!:]+)*"
_WORDS = r"[\w'&/-]+( [\w'&/-]+){0,3}"
_OLD_NEW = pattern(
    rf"{_SORRY}(it's |it is |that's )?not (?P<old>{_WORDS})[,;.:] ?"
    rf"(but |it's |make it |make that |i meant |i mean |rather )?(?P<new>{_WORDS})[.! ]*$|"
    rf"{_SORRY}(?P<wrong>{_WORDS}) should (be|say|read) (?P<right>{_WORDS})[.! ]*$"
)
_NEW_OLD = pattern(
    rf"{_SORRY}(it's |it is |that's |make it |i meant |i mean |it should (say|be) |should be |that should be )?"
    rf"(?P<new>{_WORDS}?),? (not|instead of|rather than) (?P<old>{_WORDS})[.! ]*$"
)
_MEANT = pattern(
    r"((no|nope|oh|sorry|oops|whoops|actually|wait|ah|not (that|this)( one)?|wrong (one|task)|argh|my bad)[ ,.!:]+)*"
    r"(i (meant|mean|was talking about|said|wanted)|(?P<bare>(?<=no, )|(?<=no )|(?<=sorry, )|(?<=sorry )|(?<=one, )|"
    r"(?<=task, )|(?<=one )|(?<=oops, )|(?<=oops )))"
    r" ?(?P<ref>.{2,80}?)[.! ]*$"
)
_OOPS = pattern(
    r"((oh|ah|argh|no|wait|hang on|hmm+|sorry)[ ,.!]+)*"
    r"(oops(ie)?|whoops|wo+ps|uh[ -]?oh|my (bad|mistake)|"
    r"(that('s| is| was)?|this( is)?) (a mistake|wrong|not right|incorrect|"
    r"not what i (meant|wanted|said|asked for|asked))|"
    r"(that|this) (isn't|wasn't|is not|was not) (right|what i (meant|wanted|said|asked for|asked))|"
    r"not what i (meant|wanted|said|asked for|asked)|wrong (one|task)|(i )?(didn't|did not) (mean|want) (that|to)|"
    r"you got (that|it) wrong|that was the wrong (one|task))[.! ]*$"
)
_NUMBER_OF = {"two": 2, "couple": 2, "couple of": 2, "three": 3, "few": 3, "four": 4, "five": 5}
_SEVERAL = pattern(
    r"((please|and|then) )*(undo|revert|reverse|roll ?back|take back) (the |my |your |those |these )?"
    r"(last|previous|latest)? ?(?P<count>[2-9]|two|three|four|five|couple( of)?|few)"
    r"( (changes?|actions?|things|steps?|ones|edits?|commands?|times|moves?|updates?))?( please)?[.! ]*$"
)
_SAME_FOR = pattern(
    r"((and|also|ok|okay|please|now|then)[ ,]+)*(do |make )?(the )?same (thing |again )?(for|with|to|goes for) <ref>"
    r"( too| as well| please)*[.! ]*$|"
    r"((and|also|ok|okay|oh)[ ,]+)*(?P<named>.{2,60}?),? (too|as well|also)( please)?[.! ]*$"
)
_TYPO = pattern(
    r"((oops|oh|sorry|argh|whoops|ah)[ ,.!]+)*"
    r"((a )?typo[:, ]+|that was a typo[:,. ]+|i misspelled (it|that)[:,. ]+|\*+)"
    r"( ?(i meant|it's|it should (be|say)|should (be|say)))? ?(?P<ref>\w.{1,80}?)[*.! ]*$"
)
_NOT_IT = pattern(rf"{_SORRY}not (?P<old>{_WORDS})[.! ]*$")
SAME_FOR, MEANS_ANOTHER = "means the same for another", "means another"
_NO_TITLES = frozenset(
    (
        "wait oops oh ah argh not no nope actually make yet now today sorry sure that this it done really so bad good "
        "right me you"
    ).split()
)


def undoes_several(said: Said) -> Operation | None:
    """ "Undo the last two"."""
    if match := _SEVERAL.match(said.low):
        count = match.group("count")
        return Operation(Intent.UNDO, "asks to undo several changes", limit=_NUMBER_OF.get(count) or int(count))
    return None


def corrects(said: Said, context: Context) -> Operation | None:
    """What puts the last change right; None where the words are about something else."""
    if len(said.low) > 100 or "?" in said.low:
        return None
    if _OOPS.match(said.low):
        return Operation(Intent.UNDO, "says something went wrong", is_offer=True)
    if (match := _OLD_NEW.match(said.low)) or (match := _NEW_OLD.match(said.low)):
        groups = match.groupdict()
        old_name = "old" if groups.get("old") else "wrong"
        old, new = said.group(match, old_name), said.group(match, "new" if groups.get("new") else "right")
        if _is_name(old, context) and _is_name(new, context):
            it = Reference("pronoun", "it")
            return Operation(Intent.UPDATE, "puts words right", it, reword=(old.text, new.text))
    clause = Clause(said, False, False, False, context)
    if (match := _NOT_IT.match(said.low)) and is_known_whole(said.group(match, "old"), clause):
        return Operation(Intent.UNDO, "says something went wrong", is_offer=True)
    if (match := A_PLACE.match(said.low)) and context.listed:
        reference = read_reference(said.group(match, "place"), context)
        return Operation(Intent.PICK, SAME_FOR, reference=reference) if reference else None
    if match := _SAME_FOR.match(said.low):
        other = said.group(match, "ref" if match.group("ref") else "named")
        reference = read_reference(other, context)
        if reference and (reference.kind in ("number", "ordinal") or is_known_whole(other, clause)):
            return Operation(Intent.PICK, SAME_FOR, reference=reference)
    if (match := _TYPO.match(said.low)) and _is_name(said.group(match, "ref"), context):
        return Operation(Intent.PICK, MEANS_ANOTHER, reference=Reference("title", said.group(match, "ref").text))
    if match := _MEANT.match(said.low):
        meant = said.group(match, "ref")
        reference = read_reference(meant, context) if _is_name(meant, context) else None
        is_told = match.group("bare") is None or is_known_whole(meant, clause)
        if reference and (reference.kind in ("number", "ordinal") or (reference.kind == "title" and is_told)):
            return Operation(Intent.PICK, MEANS_ANOTHER, reference=reference)
    return None


def _is_name(said: Said, context: Context) -> bool:
    """True for words that are no date, no priority and no small talk."""
    slots = read_slots(said, context.now)
    has_parts = slots.due or slots.priority or slots.repeat or slots.tags
    return bool(said) and not has_parts and not _NO_TITLES.issuperset(said.low.split())

"""Whether words that could name a date do: here "buy milk sat" parts from "the cat sat on the mat".

Rules mark phrases that are often something else as weak: "sat", "at 5", "the 15th", "may". A weak phrase is trusted
beside another, or by its place: at an edge of the sentence, or behind "on" or "by".
"""

import re
from dataclasses import dataclass

from core.language.dates.merging import Candidate
from core.language.dates.phrase import Phrase

_LEADS = r"(?:on|at|by|in|for|from|due|until|till?|before|after|starting|around|about|during|@|to|this|is|sometime)"
_LED = re.compile(rf"(?:(?:^|[\s,(:-]){_LEADS}\s*|(?:^|\s){_LEADS}\s+the\s+)$")
_LED_TO_A_DAY = re.compile(r"(?:^|\s)(?:on|by|until|till|for|due|before|from)\s+(?:the\s+)?$")
_LED_TO_A_TIME = re.compile(r"at|@|by|around|about|from|until|till|before|after|for")
# What may follow a date: the end, punctuation, or a word that begins another part of the sentence.
_CLOSED = re.compile(r"\s*(?:$|[.,;:!?#*+)(]|(?:please|urgent|high|low|tomorrow|today|every|p\d)\b)")
_ENDS_WELL = re.compile(
    _CLOSED.pattern
    + r"|\s*(?:at|on|in|by|for|and|or|with|to|from|due|pm|am|about|if|so|then|would|will|is|works)\b|\s*@"
)
_NO_DATE_AFTER = re.compile(
    r"(?:\b(?:the|a|an|my|your|his|her|our|their|she|he|they|who|we|i|you|it|version|page|room|chapter|step|item|task|no"
    r"|number|size|grade|level|gate|flight|row|of|than|really|ask|call|see|tell)|[$#])\s*$"
)
_ABOUT = re.compile(
    r"\b(?:about|regarding|concerning|of|plan|planning|celebrate|organi[sz]e|discuss)\s*$"
    r"|\b(?:dr|mr|mrs|ms|miss|prof|uncle|aunt|auntie|saint)\.?\s*$"  # somebody of that name
)
_ON = re.compile(
    r"(?:^|[\s,(:-])(?:on|at|by|until|till?|before|after|due|this|starting|since|during|over|@)\s*(?:the\s+)?$"
)
_LEADS_ON = re.compile(r"\b(?:me|us|it|that|this|them|over|next|every|each)\s*$")
# Words after a weekday that go on with the sentence; any other is what the weekday is said of.
_GOES_ON = re.compile(
    r"\s*(?:\d|@|-|(?:because|since|re|before|after|until|till|when|while|during|i|we|you|he|she|they|it|the|my|our|your|"
    r"an?|this|that|these|not|but|instead|too|also|as|per|via|asap|medium|important|weekly|daily|monthly|repeat|tagged|"
    r"note|each|noon|midnight|midday|lunch(?:time)?|early|late|first|next|around|between|starting|works?|has|have|was|"
    r"can|could|should|needs?|must|are|morning|afternoon|evening|night|unless|once|thanks|pls|is|i'm|i'll|we'll)\b)"
)
_REACH = 40  # characters looked at on either side


@dataclass(frozen=True)
class _Place:
    """Where a phrase stands."""

    words: str
    before: str
    after: str
    is_first: bool
    is_last: bool

    @property
    def ends_well(self) -> bool:
        return _ENDS_WELL.match(self.after) is not None

    @property
    def is_led(self) -> bool:
        return _LED.search(self.before) is not None

    @property
    def is_led_to_a_day(self) -> bool:
        return _LED_TO_A_DAY.search(self.before) is not None


def trusted(candidate: Candidate, plain: str) -> bool:
    """Whether the words mean a date."""
    phrase = candidate.phrase
    if phrase.shift:
        return False  # "3 days before" something that is no date
    if not phrase.is_weak and not phrase.is_name:
        return True
    place = _Place(
        words=plain[phrase.start : phrase.end],
        before=plain[max(0, phrase.start - _REACH) : phrase.start],
        after=plain[phrase.end : phrase.end + _REACH],
        is_first=not plain[: phrase.start].strip(),
        is_last=not plain[phrase.end :].strip(" .!?"),
    )
    if phrase.is_name and _is_kind_of_thing(place):
        return False
    if not phrase.is_weak:
        return True
    if phrase.day_part and not phrase.is_day and not phrase.clock:
        return place.words.startswith(("in ", "this", "at"))
    if candidate.count > 1:
        return True
    if phrase.clock:
        return _time_is_meant(place)
    if phrase.moment:  # "now"
        return place.is_first or place.is_last
    if phrase.day_end:  # "march", "spring", "weekend"
        is_all = place.is_first and place.is_last
        return is_all or (not phrase.lacks_year and place.is_led and place.ends_well)
    return _day_is_meant(phrase, place)


def _is_kind_of_thing(place: _Place) -> bool:
    """ "sunday roast", "about christmas": a weekday or holiday that tells what, not when."""
    if _ABOUT.search(place.before):
        return True
    if place.is_first or place.is_last or _LEADS_ON.search(place.before) or _ON.search(place.before):
        return False
    return not (place.ends_well or _GOES_ON.match(place.after))


def _time_is_meant(place: _Place) -> bool:
    if place.words.startswith("half "):
        return place.ends_well
    if place.is_first:
        return place.words.startswith(("at", "@", "by"))
    return _LED_TO_A_TIME.match(place.words) is not None and place.ends_well


def _day_is_meant(phrase: Phrase, place: _Place) -> bool:
    if _NO_DATE_AFTER.search(place.before) and (phrase.lacks_year or not place.is_led_to_a_day):
        return False
    if place.is_led and place.ends_well:
        return True
    if phrase.lacks_year:  # "3/4"
        return place.is_first or place.is_last or place.is_led_to_a_day
    if phrase.weekday is not None:  # "sat", which in "sat at home" is none
        return _CLOSED.match(place.after) is not None
    if place.words[0].isdigit():  # "15th"
        return place.ends_well and not place.before.endswith("-")
    return place.ends_well and (place.is_first or place.is_led_to_a_day)

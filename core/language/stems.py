"""Words of a text and the root each is compared by: "paid", "Payments" and "pay" are one word here.

Owns splitting text of any script into words, the words that carry no meaning in a reference, and the table of forms
that a suffix stemmer cannot relate (paid/pay, mum/mom, organise/organize). Which title a text means is decided in
`references`.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import Stemmer

_ENGLISH = Stemmer.Stemmer("english")
_RUSSIAN = Stemmer.Stemmer("russian")  # its rules serve the other Cyrillic languages tolerably

ARTICLES = frozenset("the a an".split())

# Words that say nothing about which task is meant. Prepositions and pronouns only; verbs are content, because
# "call the plumber" and "pay the plumber" are different tasks.
STOP_WORDS = ARTICLES | frozenset(
    """
    i me my mine we us our you your he him his she her it its they them their this that these those one ones
    to of for in on at by with from about into onto and or but so as than then there here up out off over
    is are was were be been being am do does did done doing have has had having could will would shall should may
    might must ive im id ill weve were dont didnt not no please just also too very really all some any which who what
    """.split()
)

# Nouns people add to point at a task, and remarks about it. A title need not contain them, but one that does fits
# better; alone they mean no task.
FILLERS = frozenset(
    """
    task tasks item items thing things idea ideas business todo todos entry entries reminder reminders stuff bit can
    called named titled labelled regarding concerning related
    boring annoying stupid silly dreaded blasted damn damned bloody darn pesky horrible awful
    together myself ourselves alone quickly properly
    today tonight now already finally yet ok okay again actually
    """.split()
)

# Nouns that describe a task rather than name it: "the dentist appointment" is "Call the dentist".
# Unlike fillers they can stand alone.
LOOSE_NOUNS = frozenset("appointment appointments appt errand errands chore chores".split())

# Words that only say that a deed is over; "i finished the laundry" names only the laundry.
LOOSE_VERBS = frozenset("finish finished finishing complete completed completing".split())

# First the root, then forms the stemmer would keep apart from it. Inflections of each form follow by themselves.
_FAMILIES = """
pay paid payment payable; buy bought; sell sold sale; go went gone goes; get got gotten; make made; take took taken
give gave given; bring brought; catch caught; teach taught; think thought; send sent; spend spent; lend lent loan
build built; leave left; keep kept; sleep slept; sweep swept; feel felt; deal dealt; meet met meeting; feed fed
lead led; speak spoke spoken; break broke broken; choose chose chosen choice; write wrote written
drive drove driven; ride rode ridden; rise risen; eat ate eaten; drink drank drunk; swim swam swum; sing sang sung
begin began begun; run ran; come came; become became; see saw seen; hear heard; find found; bind bound; hold held
hang hung; dig dug; stick stuck; win won; shine shone; lose lost loss; sit sat; stand stood; understand understood
tell told; say said; pick picked; fly flew flown flight; grow grew grown growth; know knew known; throw threw thrown
draw drew drawn drawing; show shown; sew sewn; sow sown; mow mown; wear wore worn; tear tore torn; swear swore sworn
wake woke woken; shake shook shaken; forget forgot forgotten; hide hid hidden; bite bitten; light lit; do did done
lay laid; lie lain; mean meant; learn learnt; burn burnt; dream dreamt; spell spelt; spill spilt; fight fought
seek sought; freeze froze frozen; steal stole stolen; forgive forgave; shoot shot; shrink shrank; wind wound
bleed bled; spin spun; swing swung; weave wove woven
withdraw withdrew withdrawn withdrawal; rewrite rewrote rewritten; repay repaid; redo redid redone; rebuild rebuilt
apply applied application; submit submission; register registered registration; deliver delivery; decide decision
subscribe subscription; describe description; analyse analysis analyze; solve solution; receive receipt
reply replies response respond; remove removal; approve approval; arrive arrival; propose proposal; renew renewal
appoint; invite invitation; prepare prep prepped preparation; revise revision
measure measurement; treat treatment; ship shipment; enrol enroll enrolment enrollment; maintain maintenance
insure insurance; discuss discussion; enquire inquire enquiry inquiry
explain explanation; recommend recommendation; clarify clarification
verify verification; notify notification; classify classification; simplify simplification; qualify qualification
mum mom mam mummy mommy; aunt auntie aunty; dad daddy; grandma granny gran nan nana grandmother
grandpa grandad granddad grandfather; man men; woman women; child children kid kids; wife wives
tooth teeth; foot feet; mouse mice; goose geese; knife knives; leaf leaves; shelf shelves; loaf loaves; half halves
life lives; person people; thief thieves; wolf wolves; scarf scarves; calf calves
grocery groceries; photo photograph pic picture; tv telly television; fridge refrigerator; phone telephone; bike bicycle
birthday bday; christmas xmas; appointment appt; information info; exam examination; math maths mathematics
advertisement advert ad; laboratory lab; university uni; veterinarian vet; vegetable veg veggie; vocabulary vocab
specification spec; statistics stats; repository repo; temperature temp; laundry; plane aeroplane
airplane; pyjamas pajamas; doughnut donut; moustache mustache; tax taxation; electricity electric electrical
chemistry chem; biology bio; maximum max; minimum min; package pkg; account acct; department dept
manager mgr; meds medication medicine; conference conf; reference ref; demo demonstration; promo promotion
cv resume curriculum; thanks thank; ring rang rung
colour color; favour favor; favourite favorite; neighbour neighbor; harbour harbor; labour labor; humour humor
flavour flavor; honour honor; behaviour behavior; centre center; theatre theater; metre meter; litre liter; fibre fiber
programme program; tyre tire; grey gray; licence license; practice practise; jewellery jewelry; catalogue catalog
dialogue dialog; defence defense; plough plow; aluminium aluminum; mould mold; cosy cozy; sceptic skeptic
draught draft; storey story; kerb curb; manoeuvre maneuver; pediatric paediatric; yoghurt yogurt; whisky whiskey
"""

# Different words that people use for one deed or thing when they speak of a task. Each line is one group.
_KINDRED = """
buy purchase get grab pick order
get collect fetch pick
call phone ring dial speak talk
email mail message write
text message
fix repair mend
clean tidy wash scrub
cancel unsubscribe
go visit attend
see visit meet
send post mail
give donate
finish complete
make cook prepare bake
book reserve schedule arrange
plan organise arrange
learn study revise practise
mum mother
dad father
grandma grandmother
doctor gp doc physician
document doc
dentist dental
laptop computer pc
car vehicle
holiday vacation trip
rubbish trash garbage bins
supermarket grocery
dog puppy
cat kitten
couch sofa settee
flat apartment
presentation slides
exam test quiz
gift present
workout exercise gym
film movie
cheque check
purse handbag
mobile phone
parcel package
jab shot vaccine vaccination
medicine pill tablet
boss manager
""".strip().splitlines()

# Nouns that the stemmer would take for another word: a presentation is no present, parking is no park.
_OWN_ROOTS = {
    form: root for root in ("presentation", "parking", "important", "apartment") for form in (root, root + "s")
}

_NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
    if word != "one"  # nearly always the pronoun: "the milk one"
} | dict(
    zip(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(),
        "1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th".split(),
        strict=True,
    )
)

_WORD = re.compile(r"\d+(?:[.,:]\d+)+|[^\W_]+")
_POSSESSIVE = re.compile(r"['’ʼ`]s\b|(?<=s)['’ʼ`](?=\s|$)")
_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ`](?=\w)")
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu)['’](?=[aeiouyh])")  # French and Italian: l'équipe is équipe
_ACCENT = re.compile(r"[\u0300-\u036f]")
_SPELLED_WITH_STROKE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})
_Z_SPELLING = re.compile(r"(?<=\w\w\w[^aeiou])is(?=(?:e|ed|es|er|ers|ing|ation|ations)$)")
# Scripts written without spaces, and Hangul, whose particles cling to the noun: compared by pairs of characters.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f]+"
)


def tidy(text: str) -> str:
    """The text case-folded and its white space tidied; what "the exact title" compares."""
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def words(text: str) -> list[str]:
    """The words of a text, folded in case and accents; an emoji is a word, Chinese comes as pairs of characters."""
    folded = text.lower() if text.isascii() else _fold(text)
    if "'" in folded or "’" in folded or "`" in folded or "ʼ" in folded:
        folded = _APOSTROPHE.sub("", _ELISION.sub("", _POSSESSIVE.sub("", folded)))
    if folded.isascii():
        return _WORD.findall(folded)
    return _words_of_any_script(folded)


def is_symbol(word: str) -> bool:
    """True for an emoji or other pictogram, which often only decorates a title."""
    return len(word) == 1 and not word.isalnum()


def is_number(word: str) -> bool:
    """True where a digit is in the word: "5", "2nd", "2.3", "q3"."""
    return any(character.isdigit() for character in word)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The root by which a word is compared; idempotent enough for comparing, not for showing."""
    if word in _KEPT_ROOTS:
        return _KEPT_ROOTS[word]
    root = _suffix_stem(word)
    return _ROOTS.get(word) or _ROOTS.get(root, root)


def kindred(root: str) -> frozenset[str]:
    """Roots of other words for the same deed or thing, the word's own left out."""
    return _KIN.get(root, frozenset())


def _suffix_stem(word: str) -> str:
    if word.isascii():
        return str(_ENGLISH.stemWord(_Z_SPELLING.sub("iz", word)))
    if "\u0400" <= word[0] <= "\u052f":
        return str(_RUSSIAN.stemWord(word))
    return word


def _read_families(table: str) -> dict[str, str]:
    roots: dict[str, str] = {}
    for family in re.split(r"[;\n]", table):
        forms = family.split()
        for form in forms[1:]:
            roots[form] = roots[_suffix_stem(form)] = _suffix_stem(forms[0])
    # Families may share a form ("leaves" of a tree, "leave" a house): such families become one.
    return {form: _follow(roots, root) for form, root in roots.items()}


def _follow(roots: dict[str, str], root: str) -> str:
    seen = {root}
    while (further := roots.get(root, root)) not in seen:
        root = further
        seen.add(root)
    return root


def _read_kindred(groups: list[str]) -> dict[str, frozenset[str]]:
    kin: dict[str, frozenset[str]] = {}
    for group in groups:
        roots = frozenset(map(stem, group.split()))
        for root in roots:
            kin[root] = kin.get(root, frozenset()) | roots - {root}
    return kin


_KEPT_ROOTS = _NUMBER_WORDS | _OWN_ROOTS
_ROOTS = _read_families(_FAMILIES)
_KIN = _read_kindred(_KINDRED)


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", _ACCENT.sub("", decomposed)).translate(_SPELLED_WITH_STROKE)


def _words_of_any_script(folded: str) -> list[str]:
    spaced = "".join(map(_spaced, folded))
    found: list[str] = []
    for word in spaced.split():
        if word.isascii():
            found.extend(_WORD.findall(word))
            continue
        for part in re.split(r"[.,:]+", word):
            found.extend(_parts(part))
    return found


def _parts(word: str) -> Iterator[str]:
    start = 0
    for run in _UNSPACED.finditer(word):
        if run.start() > start:
            yield word[start : run.start()]
        yield from _pairs(run.group())
        start = run.end()
    if start < len(word):
        yield word[start:]


@lru_cache(maxsize=5_000)
def _spaced(character: str) -> str:
    category = unicodedata.category(character)
    if category == "So":
        return f" {character} "
    if category[0] in "LNM" and not "\ufe00" <= character <= "\ufe0f":
        return character
    return character if character in ".,:" else " "  # kept for numbers such as 2.3; dropped by `_WORD` elsewhere


def _pairs(run: str) -> list[str]:
    return [run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)]

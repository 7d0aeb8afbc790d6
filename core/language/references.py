"""Which task a person means by "the milk one": an index over titles and the rule that decides clear, unclear or none.

A title fits when every word that carries meaning in the reference is found in it, by its root, by another word for
the same thing, written together or apart, or misspelt. One fitting title is a clear match, several are a question,
and a word that no title explains means none: a wrong guess would change the wrong task. How words become roots is in
`stems`; numbers, pronouns and sets of tasks are resolved by the agent.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice, pairwise

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from core.language.deeds import is_about_a_deed, parts_of, says_done, without_times
from core.language.everyday import is_deed, is_everyday
from core.language.misspellings import is_slip
from core.language.stems import (
    ARTICLES,
    FILLERS,
    LOOSE_NOUNS,
    LOOSE_VERBS,
    STOP_WORDS,
    is_number,
    is_symbol,
    kindred,
    stem,
    tidy,
    words,
)

MOST_OPTIONS = 20  # titles returned where very many fit; more than anyone would choose from
_MOST_WORDS = 24  # with meaning, in a reference; a longer text is none, which keeps a pasted page cheap
_MOST_MISSPELT = 4  # words of one reference that may be misspelt
_LONGEST_COMPOUND = 24  # letters of a word that may be two words written together
_NEAR_ENOUGH = 0.3  # share of the meaning a title must cover to be offered as "did you mean"
_LONGEST_REFERENCE = 1_000  # characters; anything longer is prose
_SAID_IN_FULL = 0.95  # score of a title whose every word was said among others

_LOOSE = FILLERS | LOOSE_NOUNS | LOOSE_VERBS
_PASSING = STOP_WORDS | FILLERS | LOOSE_NOUNS  # words that a reference can do without
_STOP_ROOTS = frozenset(map(stem, STOP_WORDS))
_GROCERY = stem("grocery")  # "the grocery shopping" is "Buy groceries"
_ATTENDING = frozenset(
    map(
        stem,
        "call ring phone book schedule arrange reserve make confirm change move go see visit attend take get".split(),
    )
)


@dataclass(frozen=True)
class Candidate:
    """A title that may be meant; `score` runs from 0 to 1, 1 being the very title."""

    number: int
    title: str
    score: float


@dataclass(frozen=True)
class Match:
    """What a reference came to."""

    best: tuple[Candidate, ...]  # one: a clear match; several: ask which; none: nothing fits
    nearest: tuple[Candidate, ...]  # up to three for "did you mean", best first


@dataclass(frozen=True)
class _Cover:
    """The titles that one spoken word is found in."""

    word: str
    rows: set[int]
    roots: frozenset[str]  # of the title words taken for it
    kin: frozenset[str]  # of other words for the same thing
    sureness: float  # below 1 for a misspelling


class TitleIndex:
    """Immutable index over (number, title) pairs; built once per revision of a person's tasks."""

    def __init__(self, titles: Iterable[tuple[int, str]]) -> None:
        self._tasks = list(titles)
        self._rows_by_title: dict[str, list[int]] = {}
        self._rows_by_sequence: dict[str, list[int]] = {}
        self._contents: list[frozenset[str]] = []
        self._vocabulary: dict[str, list[str]] = {}  # title words by first letter, to search for misspellings
        known: set[str] = set()
        rows_by_root: defaultdict[str, set[int]] = defaultdict(set)
        for row, (_, title) in enumerate(self._tasks):
            spoken = [word for word in words(title) if word not in ARTICLES]
            roots = [stem(word) for word in spoken]
            for root in roots:
                rows_by_root[root].add(row)
            self._rows_by_title.setdefault(tidy(title), []).append(row)
            if roots:
                self._rows_by_sequence.setdefault(" ".join(roots), []).append(row)
            self._contents.append(frozenset(roots).difference(_STOP_ROOTS))
            known.update(spoken)
        self._rows_by_root = dict(rows_by_root)  # looking a word up must not add it
        for word in known | _PASSING:
            self._vocabulary.setdefault(word[0], []).append(word)
        self._unknown_weight = math.log(1 + len(self._tasks))

    def find(self, text: str, *, quoted: bool = False) -> Match:
        """The titles a reference may mean; every word of a `quoted` one counts, even "task" and "appointment"."""
        if rows := self._rows_by_title.get(tidy(text)):
            return self._exactly(rows)
        if len(text) > _LONGEST_REFERENCE:
            return Match((), ())
        spoken = words(text)
        if rows := self._rows_by_sequence.get(" ".join(stem(word) for word in spoken if word not in ARTICLES)):
            return self._exactly(rows)
        return self._fitting(spoken, frozenset() if quoted else _LOOSE)

    def mentions(self, text: str) -> Match:
        """The titles that a sentence about a deed ("i did groceries today") is about.

        Either the title explains all that was said of the deed, its time left out, or it is said in full and what is
        said besides stands apart from it: "painted the nursery with my brother", but not "bought milk chocolate".
        """
        if len(text) > _LONGEST_REFERENCE:
            return Match((), ())
        spoken = words(text)
        of_the_deed = without_times(spoken)
        if not is_about_a_deed(of_the_deed):
            return Match((), ())
        whole = self._fitting(spoken, _LOOSE | (frozenset(spoken) - frozenset(of_the_deed)))
        only_deeds = not says_done(spoken) and all(map(is_deed, _content(of_the_deed)))
        sure = tuple(one for one in whole.best if one.score >= _SAID_IN_FULL or not only_deeds)
        return Match(sure or self._said_in_full(text), whole.nearest)

    def _said_in_full(self, text: str) -> tuple[Candidate, ...]:
        parts = [part for part in map(_content, parts_of(text)) if part]
        needed = [word for part in parts for word in part]
        if len(needed) > _MOST_WORDS:
            return ()
        covers = {cover.word: cover for cover in self._covers(needed, needed)}
        meant = frozenset[str]().union(*(cover.roots | cover.kin for cover in covers.values()))
        found: dict[int, frozenset[str]] = {}
        for part in parts:  # a title explains a part of the sentence wholly or has nothing to do with it
            for row in set.intersection(*(covers[word].rows if word in covers else set() for word in part)):
                content = self._contents[row]
                if len(content) > 1 and content <= meant and self._parts_are_covered(row, parts, covers):
                    found[row] = content
        largest = [row for row, content in found.items() if not any(content < other for other in found.values())]
        return self._ranked(((row, _SAID_IN_FULL) for row in largest), MOST_OPTIONS)

    @staticmethod
    def _parts_are_covered(row: int, parts: list[list[str]], covers: dict[str, _Cover]) -> bool:
        hits = ([word in covers and row in covers[word].rows for word in part] for part in parts)
        return all(all(part) or not any(part) for part in hits)

    def _exactly(self, rows: list[int]) -> Match:
        best = tuple(self._candidate(row, 1.0) for row in rows[:MOST_OPTIONS])
        return Match(best, best[:3])

    def _fitting(self, spoken: list[str], loosely: frozenset[str]) -> Match:
        content = _content(spoken)
        if _GROCERY in map(stem, content):
            loosely |= {"shopping"}
        loose = [word for word in content if word in loosely]
        needed = [word for word in content if word not in loosely]
        if all(map(is_deed, needed)):  # "went to the appointment" is not about just any going
            needed += [word for word in loose if word in LOOSE_NOUNS]
        if len(needed) > _MOST_WORDS:
            return Match((), self._nearest(self._covers([], needed[:_MOST_WORDS])))
        covers = self._covers(spoken, needed)
        if not covers:
            return Match((), ())
        rows = set.intersection(*sorted((cover.rows for cover in covers), key=len))
        for word in loose:
            with_word = rows & self._rows_by_root.get(stem(word), set())
            rows = with_word or {row for row in rows if word not in LOOSE_NOUNS or self._is_to_attend(row)}
        if not rows:
            return Match((), self._nearest(covers))
        if all(map(is_deed, needed)):  # another word for a deed alone is too little to go by
            rows = {row for row in rows if all(self._contents[row] & cover.roots for cover in covers)} or rows
        return self._decide(rows, covers, frozenset(map(stem, loose)))

    def _is_to_attend(self, row: int) -> bool:
        """True unless the title begins with a deed other than arranging or attending: not for "Pay the dentist"."""
        first = next(iter(words(self._tasks[row][1])), "")
        return stem(first) in _ATTENDING or not is_deed(first)

    def _decide(self, rows: set[int], covers: list[_Cover], loose: frozenset[str]) -> Match:
        """Of titles that all fit, those that say nothing else; or all, for the person to choose."""
        said = loose.union(*(cover.roots for cover in covers))
        meant = said.union(*(cover.kin for cover in covers))
        sureness = min(cover.sureness for cover in covers)
        whole = [row for row in rows if self._says_only(row, said)] or [
            row for row in rows if self._says_only(row, meant)
        ]
        ranked = self._ranked(((row, sureness * self._closeness(row, said, meant)) for row in rows), MOST_OPTIONS)
        best = ranked
        if whole:
            best = self._ranked(((row, sureness) for row in whole), MOST_OPTIONS)
        return Match(best, (*best, *(one for one in ranked if one.number not in {b.number for b in best}))[:3])

    def _says_only(self, row: int, roots: frozenset[str]) -> bool:
        content = self._contents[row]
        return content <= roots or all(word in roots or is_symbol(word) for word in content)

    def _closeness(self, row: int, said: frozenset[str], meant: frozenset[str]) -> float:
        content = self._contents[row]
        share = (len(content & said) + 0.9 * len(content & (meant - said))) / max(1, len(content))
        return 0.7 + 0.3 * share

    def _covers(self, spoken: list[str], needed: list[str]) -> list[_Cover]:
        joined: dict[str, set[str]] = {}
        for first, second in pairwise(spoken):
            together = stem(first + second)
            if together in self._rows_by_root:
                joined.setdefault(first, set()).add(together)
                joined.setdefault(second, set()).add(together)
        covers = []
        misspelt = 0
        for word in dict.fromkeys(needed):
            cover = self._cover(word, joined.get(word, set()))
            if not cover.rows and misspelt < _MOST_MISSPELT:
                misspelt += 1
                slips = self._slips(word)
                if slips and not is_everyday(word) and all(meant in _PASSING for meant, _ in slips):
                    continue  # a misspelt "about" or "appointment"
                cover = self._cover_of_slips(word, slips) or cover
            covers.append(cover)
        return covers

    def _cover(self, word: str, joined: set[str]) -> _Cover:
        root = stem(word)
        index = self._rows_by_root
        same = {root, *joined} & index.keys()
        kin = kindred(root) & index.keys()
        rows = set().union(*(index[r] for r in same | kin)) if len(same | kin) != 1 else index[next(iter(same | kin))]
        if not rows and len(word) == 1 and not word.isascii():  # one character of a script compared by pairs
            same |= {pair for pair in index if len(pair) == 2 and word in pair}
            rows = set[int]().union(*(index[pair] for pair in same))
        for first, second in self._written_apart(word):
            both = index[first] & index[second]
            apart = {row for row in both if word in "".join(words(self._tasks[row][1]))}
            if apart:
                rows = rows | apart
                same |= {first, second}
        return _Cover(word, rows, frozenset(same), frozenset(kin), 1.0)

    def _written_apart(self, word: str) -> Iterable[tuple[str, str]]:
        """Pairs of title words that "backup" may be made of."""
        for cut in range(2, len(word) - 1 if len(word) <= _LONGEST_COMPOUND else 0):
            first, second = stem(word[:cut]), stem(word[cut:])
            if first in self._rows_by_root and second in self._rows_by_root:
                yield first, second

    def _slips(self, word: str) -> list[tuple[str, int]]:
        """Title words that `word` may be a misspelling of, with the letters that differ; only the closest."""
        if len(word) < 4 or not word.isalpha():
            return []
        vocabulary = self._vocabulary.get(word[0], []) + self._vocabulary.get(word[1], [])
        alike = process.extract(word, vocabulary, scorer=OSA.distance, score_cutoff=2, limit=None)
        slips = [(meant, slips) for meant, slips, _ in alike if is_slip(word, meant, slips, self._is_name(meant))]
        fewest = min((count for _, count in slips), default=0)
        return [(meant, count) for meant, count in slips if count == fewest]

    def _is_name(self, title_word: str) -> bool:
        rows = islice(self._rows_by_root.get(stem(title_word), ()), 5)
        return any(title_word in _names(self._tasks[row][1]) for row in rows)

    def _cover_of_slips(self, word: str, slips: list[tuple[str, int]]) -> _Cover | None:
        roots = frozenset(stem(meant) for meant, _ in slips if meant not in _PASSING)
        rows = set[int]().union(*(self._rows_by_root[root] for root in roots))
        return _Cover(word, rows, roots, frozenset(), 1 - 0.05 * slips[0][1]) if rows else None

    def _nearest(self, covers: list[_Cover]) -> tuple[Candidate, ...]:
        """Titles that explain part of the words, the rare ones counting most."""
        weights = [
            math.log(1 + len(self._tasks) / len(cover.rows)) if cover.rows else self._unknown_weight for cover in covers
        ]
        total = sum(weights)
        gathered: dict[int, float] = {}
        rarest = sorted(zip(weights, covers, strict=True), key=lambda pair: -pair[0])
        for weight, cover in rarest[:8]:
            rows = cover.rows or self._rows_of_lookalikes(cover.word)
            if gathered and len(rows) > 500:
                rows = rows & gathered.keys()
            for row in rows:
                gathered[row] = gathered.get(row, 0.0) + weight * (0.7 if cover.rows else 0.5)
        scores = ((row, got / total) for row, got in gathered.items() if got >= _NEAR_ENOUGH * total)
        return self._ranked(scores, 3)

    def _rows_of_lookalikes(self, word: str) -> set[int]:
        if len(word) < 4 or is_number(word):
            return set()
        alike = process.extract(word, self._vocabulary.get(word[0], []), scorer=fuzz.ratio, score_cutoff=70, limit=3)
        return set().union(*(self._rows_by_root.get(stem(other), set()) for other, _, _ in alike))

    def _ranked(self, scores: Iterable[tuple[int, float]], most: int) -> tuple[Candidate, ...]:
        return tuple(
            self._candidate(row, score)
            for row, score in nlargest(most, scores, key=lambda pair: (pair[1], -self._tasks[pair[0]][0]))
        )

    def _candidate(self, row: int, score: float) -> Candidate:
        number, title = self._tasks[row]
        return Candidate(number, title, round(score, 3))


def _content(spoken: list[str]) -> list[str]:
    return [word for word in spoken if word not in STOP_WORDS]


def _names(title: str) -> list[str]:
    """Words with a capital inside a title that is not all in capitals: people and places, mostly."""
    inner = title.split()[1:]
    if all(word[0].isupper() for word in inner if len(word) > 3):
        inner = inner[-1:] if len(inner) < 3 else []
    return [name for word in inner if word[0].isupper() for name in words(word)]

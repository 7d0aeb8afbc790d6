"""Which task a person means by "the milk one": an index over titles and the rule that decides clear, unclear or none.

A title fits when every word that carries meaning in the reference is found in it, by its root, by another word for
the same thing, written together or apart, or misspelt. One fitting title is a clear match, several are a question,
and a word that no title explains means none: a wrong guess would change the wrong task. How words become roots is in
`stems`; numbers, pronouns and sets of tasks are resolved by the agent.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest
from itertools import pairwise

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

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
_MOST_WORDS = 40  # longer texts are not references; keeps a pasted page cheap
_MOST_TYPOS = 4  # words of one reference that may be misspelt
_NEAR_ENOUGH = 0.3  # share of the meaning a title must cover to be offered as "did you mean"


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

    root: str
    rows: set[int]
    roots: frozenset[str]  # of the title words taken for it
    kin: frozenset[str]  # of other words for the same thing
    sureness: float  # below 1 for a misspelling


class TitleIndex:
    """Immutable index over (number, title) pairs; built once per revision of a person's tasks."""

    def __init__(self, titles: Iterable[tuple[int, str]]) -> None:
        self._tasks = list(titles)
        self._rows_by_root: dict[str, set[int]] = {}
        self._rows_by_title: dict[str, list[int]] = {}
        self._rows_by_sequence: dict[str, list[int]] = {}
        self._contents: list[frozenset[str]] = []
        self._vocabulary: dict[str, list[str]] = {}  # title words by first letter, to search for misspellings
        known: set[str] = set()
        rows_by_root = self._rows_by_root
        for row, (_, title) in enumerate(self._tasks):
            spoken = words(title)
            roots = [stem(word) for word in spoken if word not in ARTICLES]
            for root in roots:
                if root in rows_by_root:
                    rows_by_root[root].add(row)
                else:
                    rows_by_root[root] = {row}
            self._rows_by_title.setdefault(tidy(title), []).append(row)
            self._rows_by_sequence.setdefault(" ".join(roots), []).append(row)
            self._contents.append(frozenset(stem(word) for word in spoken if word not in STOP_WORDS))
            known.update(spoken)
        for word in known:
            self._vocabulary.setdefault(word[0], []).append(word)
        self._unknown_weight = math.log(1 + len(self._tasks))

    def find(self, text: str, *, quoted: bool = False) -> Match:
        """The titles a reference may mean; `quoted` words are taken whole, pointing words such as "task" included."""
        if rows := self._rows_by_title.get(tidy(text)):
            return self._exactly(rows)
        spoken = words(text)[:_MOST_WORDS]
        if rows := self._rows_by_sequence.get(" ".join(stem(word) for word in spoken if word not in ARTICLES)):
            return self._exactly(rows)
        return self._fitting(spoken, () if quoted else FILLERS)

    def mentions(self, text: str) -> Match:
        """The titles that a sentence about a deed ("i did groceries today") may be about."""
        return self.find(text)

    def _exactly(self, rows: list[int]) -> Match:
        best = tuple(self._candidate(row, 1.0) for row in rows[:MOST_OPTIONS])
        return Match(best, best[:3])

    def _fitting(self, spoken: list[str], fillers: Iterable[str]) -> Match:
        loose = [word for word in spoken if word in fillers or word in LOOSE_NOUNS or word in LOOSE_VERBS]
        needed = [word for word in spoken if word not in STOP_WORDS and word not in loose]
        if not needed:
            needed, loose = [word for word in loose if word in LOOSE_NOUNS], []
        if not needed:
            return Match((), ())
        covers = self._covers(spoken, needed)
        rows = set.intersection(*sorted((cover.rows for cover in covers), key=len))
        if not rows:
            return Match((), self._nearest(covers))
        for word in loose:
            rows = rows & self._rows_by_root.get(stem(word), set()) or rows
        return self._decide(rows, covers, frozenset(map(stem, loose)))

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
        typos_left = _MOST_TYPOS
        for word in dict.fromkeys(needed):
            cover = self._cover(word, joined.get(word, set()))
            if not cover.rows and typos_left:
                typos_left -= 1
                cover = self._cover_of_misspelling(word) or cover
            covers.append(cover)
        return covers

    def _cover(self, word: str, joined: set[str]) -> _Cover:
        root = stem(word)
        index = self._rows_by_root
        same = {root, *joined} & index.keys()
        kin = kindred(root) & index.keys()
        rows = set().union(*(index[r] for r in same | kin)) if len(same | kin) != 1 else index[next(iter(same | kin))]
        for first, second in self._written_apart(word):
            both = index[first] & index[second]
            apart = {row for row in both if word in "".join(words(self._tasks[row][1]))}
            if apart:
                rows = rows | apart
                same |= {first, second}
        return _Cover(root, rows, frozenset(same), frozenset(kin), 1.0)

    def _written_apart(self, word: str) -> Iterable[tuple[str, str]]:
        """Pairs of title words that "backup" may be made of."""
        for cut in range(2, len(word) - 1):
            first, second = stem(word[:cut]), stem(word[cut:])
            if first in self._rows_by_root and second in self._rows_by_root:
                yield first, second

    def _cover_of_misspelling(self, word: str) -> _Cover | None:
        """Title words that differ by a slip of the finger; short words, names and numbers are taken as they are."""
        if len(word) < 4 or is_number(word) or not word.isalpha():
            return None
        vocabulary = self._vocabulary.get(word[0], []) + self._vocabulary.get(word[1], [])
        slips = 1 if len(word) < 8 else 2
        found = process.extract(word, vocabulary, scorer=OSA.distance, score_cutoff=slips, limit=None)
        if not found:
            return None
        fewest = min(distance for _, distance, _ in found)
        roots = frozenset(stem(title_word) for title_word, distance, _ in found if distance == fewest)
        rows = set().union(*(self._rows_by_root.get(root, set()) for root in roots))
        return _Cover(stem(word), rows, roots, frozenset(), 1 - 0.05 * fewest)

    def _nearest(self, covers: list[_Cover]) -> tuple[Candidate, ...]:
        """Titles that explain part of the words, the rare ones counting most."""
        weights = [
            math.log(1 + len(self._tasks) / len(cover.rows)) if cover.rows else self._unknown_weight for cover in covers
        ]
        total = sum(weights)
        gathered: dict[int, float] = {}
        rarest = sorted(zip(weights, covers, strict=True), key=lambda pair: -pair[0])
        for weight, cover in rarest[:8]:
            rows = cover.rows or self._rows_of_lookalikes(cover.root)
            if gathered and len(rows) > 500:
                rows = rows & gathered.keys()
            for row in rows:
                gathered[row] = gathered.get(row, 0.0) + weight * (0.7 if cover.rows else 0.5)
        scores = ((row, got / total) for row, got in gathered.items() if got >= _NEAR_ENOUGH * total)
        return self._ranked(scores, 3)

    def _rows_of_lookalikes(self, root: str) -> set[int]:
        if len(root) < 4 or is_number(root):
            return set()
        alike = process.extract(root, self._vocabulary.get(root[0], []), scorer=fuzz.ratio, score_cutoff=70, limit=3)
        return set().union(*(self._rows_by_root.get(stem(word), set()) for word, _, _ in alike))

    def _ranked(self, scores: Iterable[tuple[int, float]], most: int) -> tuple[Candidate, ...]:
        return tuple(
            self._candidate(row, score)
            for row, score in nlargest(most, scores, key=lambda pair: (pair[1], -self._tasks[pair[0]][0]))
        )

    def _candidate(self, row: int, score: float) -> Candidate:
        number, title = self._tasks[row]
        return Candidate(number, title, round(score, 3))

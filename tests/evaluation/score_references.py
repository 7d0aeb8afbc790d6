"""Scores title references among 10,000 open tasks: `python -m tests.evaluation.score_references`.

`references.jsonl` begins with the titles that its rows speak of; generated titles that share their verbs, people and
adjectives, but no other noun, fill the list up to 10,000. A row with one expected title wants exactly that one, a row
with several wants the person to be asked with all of them offered, a row with none wants nothing done.
"""

import json
import random
import statistics
import time
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from core.language.references import Match, TitleIndex

TABLE = Path(__file__).with_name("references.jsonl")

_VERBS = """
buy call email write review pay book renew clean fix order send update plan check schedule prepare read submit collect
repair print draft arrange test move replace cancel sort organise find ask make finish return paint build measure
""".split()
_ADJECTIVES = (
    "new old blue red spare weekly annual broken large small final second office family client village".split()
)
_NOUNS = """
lamp proposal boiler album charger bracket cable survey roadmap backlog mentor lawyer builder cousin uncle roof
chair monitor keyboard tent boots jacket recipe pasta filter mortgage pension refund warranty receipt
statement poster podcast script lab dataset server database migration rota form stamp-pad
hedge gravel carpet wardrobe mirror blender toaster microwave skateboard helmet rucksack tripod canvas easel violin
trumpet drumkit choir orchestra museum gallery stadium ferry harbour bridge tunnel trailer caravan scooter
""".split()
_PEOPLE = "Sam Olu Marta Jonas Keiko Liam Nora Ahmed Wim Ivan Chloe Ravi Elif".split()
_LINKS = ["", " for {}", " with {}", " about {}", " ahead of {}"]


@dataclass
class Score:
    """What happened to the rows; the lists hold one line for each row that went wrong."""

    right: int = 0
    rows: int = 0
    wrong_task: list[str] = field(default_factory=list)
    acts_where_none_fits: list[str] = field(default_factory=list)
    asks_where_none_fits: list[str] = field(default_factory=list)
    guesses_where_unclear: list[str] = field(default_factory=list)
    asks_where_clear: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    not_suggested: list[str] = field(default_factory=list)  # of the missed, those not even among the nearest
    milliseconds: list[float] = field(default_factory=list)


def load() -> tuple[list[str], list[dict]]:
    """The titles the table speaks of, and its rows."""
    head, *rows = (json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines())
    return head["titles"], rows


def ten_thousand(titles: list[str]) -> list[str]:
    """The titles among others, 10,000 in all and always the same."""
    chance = random.Random(20_261)
    others = [
        f"{verb.title()} the {adjective} {noun}{link.format(chance.choice(_PEOPLE))}"
        for verb, adjective, noun, link in product(_VERBS, _ADJECTIVES, _NOUNS, _LINKS)
    ]
    everything = titles + chance.sample(others, 10_000 - len(titles))
    chance.shuffle(everything)
    return everything


def score(index: TitleIndex, rows: list[dict]) -> Score:
    """Runs every row against the index."""
    result = Score(rows=len(rows))
    for row in rows:
        begin = time.perf_counter()
        match = _ask(index, row)
        result.milliseconds.append((time.perf_counter() - begin) * 1000)
        _count(result, row, match)
    return result


def _ask(index: TitleIndex, row: dict) -> Match:
    if row["how"] == "mentions":
        return index.mentions(row["text"])
    return index.find(row["text"], quoted=row["how"] == "quoted")


def _count(result: Score, row: dict, match: Match) -> None:
    expected, got = set(row["expected"]), [candidate.title for candidate in match.best]
    line = f"{row['how']:8} {row['text']!r}: wanted {sorted(expected)}, got {got[:4]}, near {_titles(match)}"
    if not expected:
        if not got:
            result.right += 1
        elif len(got) == 1:
            result.acts_where_none_fits.append(line)
        else:
            result.asks_where_none_fits.append(line)
    elif len(expected) > 1:
        if expected <= set(got):
            result.right += 1
        elif not got:
            result.missed.append(line)
        else:
            result.guesses_where_unclear.append(line)
    elif set(got) == expected:
        result.right += 1
    elif not got:
        result.missed.append(line)
        if not expected & set(_titles(match)):
            result.not_suggested.append(line)
    elif len(got) > 1 and expected <= set(got):
        result.asks_where_clear.append(line)
    else:
        result.wrong_task.append(line)


def _titles(match: Match) -> list[str]:
    return [candidate.title for candidate in match.nearest]


def main() -> None:
    """Prints the figures, then the rows that went wrong."""
    titles, rows = load()
    everything = ten_thousand(titles)
    begin = time.perf_counter()
    index = TitleIndex(enumerate(everything, 1))
    built = (time.perf_counter() - begin) * 1000
    result = score(index, rows)
    print(f"{len(everything)} titles, {result.rows} rows: right {100 * result.right / result.rows:.1f} %")
    for name in (
        "wrong_task", "acts_where_none_fits", "guesses_where_unclear", "asks_where_none_fits", "asks_where_clear",
        "missed", "not_suggested",
    ):  # fmt: skip
        print(f"  {name.replace('_', ' ')}: {len(getattr(result, name))}")
    print(
        f"  build {built:.0f} ms, find median {statistics.median(result.milliseconds):.3f} ms, "
        f"worst {max(result.milliseconds):.2f} ms"
    )
    for name in (
        "wrong_task", "acts_where_none_fits", "guesses_where_unclear", "asks_where_none_fits", "asks_where_clear",
        "missed",
    ):  # fmt: skip
        for line in getattr(result, name):
            print(f"{name.replace('_', ' ')}: {line}")


if __name__ == "__main__":
    main()

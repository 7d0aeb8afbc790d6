"""Scores single sentences: `python -m tests.evaluation.score_utterances [--errors N]`.

`utterances.txt` says what each asks for. What counts most is what must never happen: talk, or a request for another
service, executed as a write.
"""

import argparse
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.evaluation.adapter import parse

TABLE = Path(__file__).with_name("utterances.txt")
WRITES = frozenset({"add_task", "complete_task", "update_task", "delete_task"})
TALK = frozenset({"casual", "out_of_scope"})


@dataclass(frozen=True)
class Utterance:
    """A sentence, what the assistant had said before it, and what it asks for."""

    text: str
    before: str
    intent: str
    also: frozenset[str]  # other right answers


@dataclass
class Score:
    """What came out, over all sentences."""

    asked: Counter[str] = field(default_factory=Counter)  # by intent
    right: Counter[str] = field(default_factory=Counter)
    wrong_writes: list[str] = field(default_factory=list)  # talk executed as a write, or one write as another
    wrong_deletes: list[str] = field(default_factory=list)
    missed_writes: list[str] = field(default_factory=list)  # asked for, and none done
    errors: list[str] = field(default_factory=list)

    @property
    def percent_right(self) -> float:
        return 100 * self.right.total() / self.asked.total()


def load(table: Path = TABLE) -> list[Utterance]:
    """The sentences, in the order of the file."""
    found: list[Utterance] = []
    intent, also = "", frozenset[str]()
    for line in table.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            intent, _, others = (part.strip() for part in line.strip("[]").partition("|"))
            also = frozenset(other.strip() for other in others.split(",") if other.strip())
        elif line and not line.startswith("#"):
            text, _, before = line.partition(" << ")
            found.append(Utterance(text, before, intent, also))
    return found


def score(utterances: list[Utterance]) -> Score:
    """Understands every sentence as the agent does, with no tasks."""
    result = Score()
    for one in utterances:
        context = [{"role": "assistant", "text": one.before}] if one.before else []
        understood = parse(one.text, context)["intent"]
        result.asked[one.intent] += 1
        if understood in {one.intent, *one.also}:
            result.right[one.intent] += 1
            continue
        told = f"{one.intent} -> {understood}: {one.text}"
        result.errors.append(told)
        if understood in WRITES:
            result.wrong_writes.append(told)
        elif one.intent in WRITES:
            result.missed_writes.append(told)
        if understood == "delete_task":
            result.wrong_deletes.append(told)
    return result


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", type=int, default=0)
    shown = parser.parse_known_args()[0].errors
    result = score(load())
    print(f"{result.asked.total()} sentences, right {result.percent_right:.1f} %")
    for intent, asked in result.asked.items():
        print(f"  {intent:14s} {asked:4d}  right {100 * result.right[intent] / asked:5.1f} %")
    print(f"  wrong writes {len(result.wrong_writes)}, wrong deletes {len(result.wrong_deletes)}")
    print(f"  a write asked for, none done {len(result.missed_writes)}")
    print("\n".join(result.errors[:shown]))


if __name__ == "__main__":
    main()

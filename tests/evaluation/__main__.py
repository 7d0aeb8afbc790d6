"""`python -m tests.evaluation [NAME…]`: scores the understanding on the project's own tables; by default all."""

import sys
from collections.abc import Callable

from tests.evaluation import score_conversations, score_references, score_utterances

SCORES: dict[str, Callable[[], None]] = {
    "references": score_references.main,
    "conversations": score_conversations.main,
    "utterances": score_utterances.main,
    "blind": score_conversations.blind,
}


def main(names: list[str]) -> None:
    """Run the named scores, each under its title."""
    unknown = [name for name in names if name not in SCORES]
    if unknown:
        sys.exit(f"There is no score called {unknown[0]}. There are: {', '.join(SCORES)}.")
    for name in names or SCORES:
        print(f"== {name}")
        SCORES[name]()


if __name__ == "__main__":
    main(sys.argv[1:])

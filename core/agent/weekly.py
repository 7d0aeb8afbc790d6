"""A summary of the week, asked of the agent that can't write one: it lists what was finished and says who could."""

import re
from datetime import datetime, timedelta

from core.language.operations import Intent, Operation, TaskFilter

NEEDS_GEMINI = "A summary in words needs Gemini. What I can give you is the list."

_SUMMARY = r"(?:summary|recap|review|wrap-?up|round-?up)"
_WEEK = r"(?:my|the|this|our|last|(?:the )?(?:past|previous))(?: work(?:ing)?)? week"
_ASKS = re.compile(
    rf"(?:please )?(?:(?:can|could|would) you )?(?:"
    rf"(?:summari[sz]e|recap|review|sum up) {_WEEK}"
    rf"|(?:(?:give|show|write|make|send) (?:me )?)?(?:an? |the |my )?(?:short |quick |brief )?"
    rf"(?:week(?:ly|'s)? {_SUMMARY}|{_SUMMARY} (?:of|for) {_WEEK})"
    rf"|how (?:was|did|has) {_WEEK}(?: gone?| been)?"
    rf")(?: for me)?(?:,? please)?[ .!?]*",
    re.IGNORECASE,
)


def read_summary(text: str, now: datetime) -> Operation | None:
    """The list that answers a wish for a summary of this week or the last; None for anything else."""
    words = " ".join(text.replace("’", "'").split())
    if not _ASKS.fullmatch(words):
        return None
    monday = now.date() - timedelta(days=now.weekday())
    if re.search(r"\b(?:last|past|previous)\b", words, re.IGNORECASE):
        asked = TaskFilter(
            status="done", completed_from=monday - timedelta(days=7), completed_to=monday - timedelta(days=1)
        )
    else:
        asked = TaskFilter(status="done", completed_from=monday, completed_to=now.date())
    return Operation(Intent.LIST, "asks for a summary of the week", filter=asked)

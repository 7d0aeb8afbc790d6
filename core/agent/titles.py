"""Smart titles: a conversation is called by the first thing in it that says something."""

from collections.abc import Sequence

from core.agent.replies import filter_words
from core.language.operations import Intent, Operation, Reference
from core.language.say import listed
from core.text import clean_line, shorten

TITLE_LENGTH = 40

# Titles that give way as soon as something is said that has more to it.
_PASSING = {
    "greeting": "A quick hello",
    "thanks": "A quick thank you",
    "goodbye": "A goodbye",
    "how_are_you": "How things are",
    "no_words": "A few signs",
    "praise": "Kind words",
    "insult": "Some plain words",
    "statement": "A short chat",
    "unknown": "A short chat",
    "yes": "A short chat",
}
_TALK = {
    "feeling_bad": "A rough day",
    "feeling_good": "A good day",
    "joke": "A joke",
    "about_me": "Who Violet is",
    "question": "A question",
    "music": "Music",
    "travel": "Travel",
    "banking": "Money matters",
    "home": "Things at home",
    "mail": "Messages",
    "calendar": "Calendar and alarms",
    "weather": "The weather",
    "food": "Food",
    "facts": "Looking something up",
    "device": "Settings of a device",
}
_WHEN = {"today": "Due today", "tomorrow": "Due tomorrow", "week": "Due this week", "none": "Without a due date"}


def is_provisional(title: str) -> bool:
    """True where a better title is welcome."""
    return not title or title in _PASSING.values()


def title_for(operations: Sequence[Operation], current: str) -> str | None:
    """A title from what was just asked for, or None where the conversation keeps the one it has."""
    if not is_provisional(current):
        return None
    asked = [operation for operation in operations if operation.intent not in (Intent.CASUAL, Intent.OUT_OF_SCOPE)]
    if not asked:
        topic = (operations[0].topic if operations else None) or "unknown"
        title = _TALK.get(topic) or _PASSING.get(topic, _PASSING["unknown"])
        return None if current and is_provisional(title) else title
    title = _of_tasks(asked)
    return shorten(title, TITLE_LENGTH) if title and title != current else None


def _of_tasks(operations: Sequence[Operation]) -> str:
    added = [operation.title for operation in operations if operation.intent is Intent.ADD and operation.title]
    if added:
        return _adding(added, others=len(operations) - len(added))
    operation = operations[0]
    what = _pointed(operation.reference)
    match operation.intent:
        case Intent.ADD:
            return "A new task"
        case Intent.LIST:
            return _listing(operation)
        case Intent.COMPLETE:
            return f"{what} done" if not operation.is_offer else what
        case Intent.REOPEN:
            return f"Reopening {_inside(what)}"
        case Intent.DELETE:
            return f"Deleting {_inside(what)}"
        case Intent.UPDATE:
            return _updating(operation, what)
        case Intent.HELP:
            return "What Violet can do"
        case Intent.UNDO:
            return "Undoing a change"
        case Intent.WHY:
            return "Why Violet did that"
    return _PASSING["yes"]


def _adding(titles: Sequence[str], others: int) -> str:
    """ "Call the dentist", "Milk and eggs", "Milk, eggs and 3 more"."""
    first, *rest = (clean_line(title) for title in titles)
    words = [first, *map(_inside, rest)]
    for shown in (len(words), 2, 1):
        more = len(words) - shown + others
        parts = words[:shown] + ([f"{more} more"] if more else [])
        if len(text := listed(parts)) <= TITLE_LENGTH:
            return text
    return first


def _listing(operation: Operation) -> str:
    asked = operation.filter
    if asked and asked.due == "overdue":
        return "What is overdue"
    if asked and (asked.completed_from or asked.status == "done"):
        return "What is finished"
    if asked and asked.search:
        return f"Tasks about {clean_line(asked.search)}"
    if asked and asked.tag:
        return f"Tasks tagged #{asked.tag.lstrip('#')}"
    if asked and asked.due in _WHEN:
        return _WHEN[asked.due]
    if words := filter_words(asked):
        return f"{words[0].upper()}{words[1:]} tasks"
    return "How much is left" if operation.wants_count else "What is on the list"


def _updating(operation: Operation, what: str) -> str:
    match sorted(operation.changes):
        case ["title"]:
            return clean_line(str(operation.changes["title"]))
        case ["due"]:
            return f"Moving {_inside(what)}"
        case ["priority"]:
            return f"Priority of {_inside(what)}"
    return f"Changes to {_inside(what)}"


def _pointed(reference: Reference | None) -> str:
    if reference is None or reference.kind in ("pronoun", "ordinal"):
        return "A task"
    if reference.kind == "number":
        return f"Task{'s' * (len(reference.numbers) > 1)} {listed([str(number) for number in reference.numbers[:5]])}"
    text = clean_line(reference.text) or "a task"
    return text[:1].upper() + text[1:]


def _inside(words: str) -> str:
    """Words that began a title, inside one: "Milk" becomes "milk", "NASA call" stays."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words

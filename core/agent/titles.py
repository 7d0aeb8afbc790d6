"""Smart titles: a conversation is called by the first thing in it that says something."""

from collections.abc import Mapping, Sequence

from core.agent.protocol import Attached
from core.language.operations import Intent, Operation, Reference, TaskFilter
from core.language.say import listed
from core.text import clean_line, shorten

TITLE_LENGTH = 40
_ONLY_TALK = (Intent.CASUAL, Intent.OUT_OF_SCOPE, Intent.HELP, Intent.YES, Intent.NO, Intent.PICK)

# Titles of talk give way as soon as a task is mentioned, those of passing words also to other talk.
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
    "opinion": "A short chat",
    "company": "A short chat",
    "repeat": "A short chat",
    "request": "A request",
    "yes": "A short chat",
}
_TALK = {
    "feeling_bad": "A rough day",
    "feeling_good": "A good day",
    "joke": "A joke",
    "about_me": "Who Violet is",
    **dict.fromkeys(
        ("my_name", "my_nature", "my_age", "my_maker", "my_home", "my_free_time", "my_pets", "my_feelings"),
        "Who Violet is",
    ),
    "trivia": "Something to know",
    "meaning_of_life": "The meaning of life",
    "naming": "What to call each other",
    "service": "Something that went wrong",
    "orders": "Orders and contracts",
    "car": "The car",
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
    "help": "What Violet can do",
    "untitled": "A new task",
}
_WHEN = {"today": "Due today", "tomorrow": "Due tomorrow", "week": "Due this week", "none": "Without a due date"}


def is_provisional(title: str) -> bool:
    """True where a better title is welcome."""
    return not title or title in _PASSING.values() or title in _TALK.values()


def title_for(operations: Sequence[Operation], current: str, titles: Mapping[int, str]) -> str | None:
    """A title from what was just asked for, or None where the conversation keeps the one it has."""
    if not is_provisional(current):
        return None
    asked = [operation for operation in operations if operation.intent not in _ONLY_TALK]
    if asked:
        return shorten(_of_tasks(asked, titles), TITLE_LENGTH)
    topic = next((operation.topic for operation in operations if operation.topic), "unknown")
    title = _TALK.get(topic) or _PASSING.get(topic, _PASSING["unknown"])
    return title if not current or (current in _PASSING.values() and title in _TALK.values()) else None


def title_of_files(attached: Sequence[Attached], current: str) -> str | None:
    """A title for a conversation that begins with a photo or a voice note; None where it has one."""
    if not is_provisional(current):
        return None
    return "From a voice note" if attached[0].kind == "voice" else "From a photo"


def _of_tasks(operations: Sequence[Operation], titles: Mapping[int, str]) -> str:
    added = [operation.title for operation in operations if operation.intent is Intent.ADD and operation.title]
    if added:
        return _adding(added, others=len(operations) - len(added))
    operation = operations[0]
    what = _pointed(operation.reference, titles)
    match operation.intent:
        case Intent.ADD:
            return _TALK["untitled"]
        case Intent.LIST:
            return what if operation.reference else _listing(operation)
        case Intent.COMPLETE:
            return what if operation.is_offer else f"Done: {_inside(what)}"
        case Intent.REOPEN:
            return f"Reopening {_inside(what)}"
        case Intent.DELETE:
            return f"Deleting {_inside(what)}"
        case Intent.UPDATE:
            return _updating(operation, what)
        case Intent.UNDO:
            return "Undoing a change"
    return "Why Violet did that"


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
    if words := _filter_words(asked):
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


def _pointed(reference: Reference | None, titles: Mapping[int, str]) -> str:
    if reference is None or reference.kind in ("pronoun", "ordinal"):
        return "A task"
    if reference.kind == "number":
        if len(reference.numbers) == 1 and reference.numbers[0] in titles:
            return clean_line(titles[reference.numbers[0]])
        return f"Task{'s' * (len(reference.numbers) > 1)} {listed([str(number) for number in reference.numbers[:5]])}"
    text = clean_line(reference.text) or "a task"
    return text[:1].upper() + text[1:]


def _inside(words: str) -> str:
    """Words that began a title, inside one: "Milk" becomes "milk", "NASA call" stays."""
    is_plain = words[1:2].islower() or words.startswith("A ")
    return words[:1].lower() + words[1:] if is_plain else words


def _filter_words(asked: TaskFilter | None) -> str:
    """What a filter narrows to: "high priority", "finished"."""
    if asked is None:
        return ""
    words = [
        f"{asked.priority} priority" if asked.priority and asked.priority != "none" else "",
        "finished" if asked.status == "done" else "",
    ]
    return " ".join(filter(None, words))

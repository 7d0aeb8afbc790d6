"""The voice: how the offline agent asks, and how it varies what it says.

Plain text only: pages show it escaped. Titles stand in curly quotes and are shortened, so that neither a long nor an
odd one breaks a sentence.
"""

import re
import zlib
from collections.abc import Sequence

from core.language.say import listed as in_words
from core.text import clean_line, shorten

TITLE_SHOWN = 60
_NAMED_AT_MOST = 3


class Voice:
    """Picks among ways to say the same, by what was said and where: the same talk always reads the same.

    `last` is the agent's previous reply, which it does not repeat.
    """

    def __init__(self, text: str, position: int, last: str = "") -> None:
        self._seed = zlib.crc32(f"{position}|{last}|{text}".encode())
        self._last = last
        self._picks = 0

    def pick(self, *ways: str) -> str:
        """One of these."""
        self._picks += 1
        first = (self._seed >> self._picks) % len(ways)
        for step in range(len(ways)):
            way = ways[(first + step) % len(ways)]
            if not way or way not in self._last:
                return way
        return ways[first]


def that_was_all(voice: Voice) -> str:
    """To somebody who asks for more of a list that was shown to its end."""
    return voice.pick("That was all of them.", "There are no more: that was the whole list.")


def short(title: str) -> str:
    """A title for a button."""
    return shorten(clean_line(title), 40)


def quote(title: str) -> str:
    """A title in a sentence."""
    return f"“{shorten(clean_line(title), TITLE_SHOWN)}”"


def named(titles: Sequence[str]) -> str:
    """ "“Milk”, “Eggs” and “Bread”", or the first few and how many more."""
    if len(titles) <= _NAMED_AT_MOST + 1:
        return in_words([quote(title) for title in titles])
    return in_words([*(quote(title) for title in titles[:_NAMED_AT_MOST]), f"{len(titles) - _NAMED_AT_MOST} more"])


def counted(count: int, noun: str = "task") -> str:
    """ "1 task", "3 tasks", "no tasks"."""
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"


def reading_note(note: str | None) -> str:
    """ " (5 read as 17:00)" where the words of a date left something open."""
    return f" ({note})" if note else ""


# -- questions -------------------------------------------------------------------------------------------------------


def ask_title(voice: Voice) -> str:
    return voice.pick(
        "Sure! What should the task say?",
        "Happy to. What would you like to add?",
        "Of course. What needs doing?",
    )


def ask_which(voice: Voice, tasks: Sequence[tuple[int, str]], more: int, words: str) -> str:
    """`words` are those that fit several titles, empty where nothing was said."""
    if words and len(tasks) > 1:
        lead = voice.pick(
            f"{len(tasks) + more} tasks fit {quote(words)}. Which one do you mean?",
            f"I see {len(tasks) + more} that could be {quote(words)}. Which one?",
        )
    else:
        lead = voice.pick("Which task do you mean?", "Which one do you mean?")
    rest = f"\n… and {more} more: you can also say a number or a title." if more else ""
    return lead + lines(tasks) + rest


def lines(tasks: Sequence[tuple[int, str]]) -> str:
    """One line a task, each on its own."""
    return "".join(f"\n#{number} {shorten(clean_line(title), TITLE_SHOWN)}" for number, title in tasks)


_ASK_FOR = {
    "due": ("When should {} be due?", "Sure. Until when shall I move {}?"),
    "title": ("What should {} be called?", "Sure. What is the new title of {}?"),
    "priority": ("Which priority should {} have: high, medium, low or none?",),
    "description": ("What shall I write down for {}?", "Sure. What should the note on {} say?"),
    "tags": ("Which tag should {} have?", "Sure. How shall I tag {}?"),
    "repeat": ("How often should {} repeat?", "Sure. When should {} come round again?"),
    "untag": ("Which of its tags shall I take off {}?",),
}
CHOICES: dict[str, tuple[tuple[str, str], ...]] = {
    "due": (("Today", "today"), ("Tomorrow", "tomorrow"), ("Next week", "next monday")),
    "priority": (("High", "high"), ("Medium", "medium"), ("Low", "low"), ("None", "none")),
    "repeat": (("Every day", "every day"), ("Every week", "every week"), ("Every month", "every month")),
}


def ask_what_to_change(voice: Voice, what: str, missing: str | None) -> str:
    """`what` is a title in quotes, or how many tasks; `missing` the part that was named."""
    if ways := _ASK_FOR.get(missing or ""):
        return voice.pick(*(way.format(what) for way in ways))
    return voice.pick(
        f"What should I change about {what}: its title, date, priority or description?",
        f"Sure. What should be different about {what}?",
    )


def offer_to_undo(voice: Voice) -> str:
    return voice.pick("Oh, sorry! Shall I undo that?", "My mistake? I can take that back: shall I?")


def ask_about_past(voice: Voice, title: str, when: str, *, is_new: bool) -> str:
    day = when[:1].upper() + when[1:]
    lead = voice.pick(f"{day} has already passed.", f"{day} is in the past.")
    if is_new:
        return f"{lead} Shall I add {quote(title)} with it all the same?"
    return f"{lead} Shall I move {quote(title)} there all the same?"


def too_far_away(year: int) -> str:
    return f"The year {year} is further away than I can keep, so I left that date out."


def offer_to_tick(voice: Voice, title: str) -> str:
    return voice.pick(
        f"Nice work! Shall I mark {quote(title)} as done?",
        f"Well done! That sounds like {quote(title)}. Shall I tick it off?",
        f"Lovely! Does that mean {quote(title)} is done?",
    )


def offer_to_tick_all(voice: Voice, titles: Sequence[str]) -> str:
    return voice.pick(
        f"Nice work! Shall I mark {named(titles)} as done?", f"Well done! Shall I tick off {named(titles)}?"
    )


def offer_to_tick_one(voice: Voice) -> str:
    return voice.pick("Nice work! Is one of these done now?", "Well done! Shall I tick one of these off?")


def offer_to_add(voice: Voice, titles: Sequence[str], due: str = "") -> str:
    when = f", due {due}" if due else ""
    return voice.pick(
        f"Shall I put {named(titles)} on your list{when}?",
        f"That sounds like something to do. Add {named(titles)}{when}?",
    )


def offer_to_add_done(voice: Voice, title: str) -> str:
    return voice.pick(
        f"{quote(title)} wasn't on your list. Shall I add it as done?",
        f"I have no task for that. Shall I note {quote(title)} down as done?",
    )


def ask_again(voice: Voice, tasks: Sequence[tuple[int, str]]) -> str:
    return voice.pick("I meant one of these:", "That isn't one I offered. These are:") + lines(tasks)


def did_you_mean(tasks: Sequence[tuple[int, str]]) -> str:
    if len(tasks) == 1:
        return f"Did you mean {quote(tasks[0][1])} (#{tasks[0][0]})?"
    return "Did you mean one of these?" + lines(tasks)


# -- where nothing is called -----------------------------------------------------------------------------------------


def not_found(voice: Voice, words: str, near: Sequence[tuple[int, str]] = (), *, told_a_deed: bool = False) -> str:
    lead = voice.pick("Well done! ", "Good for you! ") if told_a_deed else ""
    lead += voice.pick(
        f"I can't find a task like {quote(words)}.",
        f"There is no task on your list that fits {quote(words)}.",
    )
    if not near:
        return f"{lead} “Show my tasks” lists what is there." if not told_a_deed else lead
    return f"{lead} {did_you_mean(near)}"


def nothing_on_the_list(voice: Voice) -> str:
    return voice.pick(
        "Your list is still empty, so there is nothing to change yet. Tell me what to add and I'll note it down.",
        "There are no tasks on your list yet. “Add buy milk” would start it.",
    )


def nothing_open(voice: Voice) -> str:
    return voice.pick("Everything on your list is done already.", "There is nothing open on your list right now.")


def no_such_set(voice: Voice, words: str) -> str:
    return voice.pick(
        f"I looked for {quote(words)}, but there are none. All as it was.",
        f"Nothing on your list fits {quote(words)}, so I left everything as it is.",
    )


def already(voice: Voice, titles: Sequence[str], is_done: bool) -> str:
    is_are = "is" if len(titles) == 1 else "are"
    if is_done:
        return voice.pick(f"{named(titles)} {is_are} done already.", f"{named(titles)} {is_are} ticked off already.")
    return voice.pick(f"{named(titles)} {is_are} still open.", f"{named(titles)} {is_are} open as it is.")


def only_so_many(voice: Voice, found: int, most: int) -> str:
    return voice.pick(
        f"That is {found} tasks; I take {most} at a time, so here are the first {most}.",
        f"{found} tasks fit. I'll begin with the first {most}.",
    )


def well_done(voice: Voice) -> str:
    return voice.pick(
        "Well done! That's one thing less to think about.",
        "Nice work! Enjoy the feeling.",
        "Good for you! It's great to have that behind you.",
        "Lovely, well done!",
    )


def left_alone(voice: Voice) -> str:
    """The person said no to a choice or an offer."""
    return voice.pick("No problem, I left it as it is.", "All right, nothing changed.", "Okay, it stays as it is.")


def not_added(voice: Voice) -> str:
    return voice.pick("Okay, I won't add anything.", "No problem, nothing was added.")


def one_line(text: str) -> str:
    """An error's sentence without the name of the argument it is about."""
    return re.sub(r"^(?:title|description|due|repeat|tags|number|priority|status|search|limit): ", "", clean_line(text))

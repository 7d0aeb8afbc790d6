"""What the offline agent says where no task is touched: greetings, moods, thanks, and kind refusals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.agent.wording import Voice, counted
from core.text import clean_line, shorten


@dataclass(frozen=True)
class Moment:
    """What small talk may mention: who is there, the hour of their day, how much is open."""

    name: str  # as it stands in the account
    hour: int
    open_tasks: int

    @property
    def first_name(self) -> str:
        """ " Ada" for a greeting; empty where the account holds an address or nothing."""
        name = clean_line(self.name).split(" ")[0]
        return f" {shorten(name, 30)}" if name and "@" not in name and name.lower() != "guest" else ""

    @property
    def daytime(self) -> str:
        if 5 <= self.hour < 12:
            return "Good morning"
        return "Good afternoon" if 12 <= self.hour < 18 else "Good evening"


_SAYINGS: dict[str, tuple[str, ...]] = {
    "goodbye": (
        "See you soon! Your list will be right here.",
        "Take care! I'll keep your tasks safe until you're back.",
        "Bye for now. Enjoy the rest of your day!",
    ),
    "thanks": (
        "You're very welcome!",
        "Any time. That's what I'm here for.",
        "My pleasure! Just say the word when something else comes up.",
        "Happy to help 💜",
    ),
    "crisis": (
        "I'm so sorry you feel like this. I can't help as you deserve, but somebody can: please call your local "
        "emergency number or a crisis line now, or a person you trust. You're not alone.",
    ),
    "good_wishes": (
        "Thank you, how kind! All the best to you too.",
        "Thank you! May yours be a good one.",
    ),
    "laughter": (
        "Glad that made you smile!",
        "😄 What's next?",
    ),
    "grief": (
        "I'm so sorry. Take all the time you need; your list can wait.",
        "I'm very sorry for your loss. If there is anything I should keep in mind for you, just tell me.",
    ),
    "too_much": (
        "That's a lot. Let's make it smaller: ask “what's due today?”, or tell me what can wait until next week.",
        "Take a breath; one thing at a time. Ask me “what's next?”, and we begin with that.",
    ),
    "encouragement": (
        "One small thing done is a good day begun. Ask me “what's next?” and let's start there.",
        "You have finished things before, and you'll finish these. Which one shall it be?",
    ),
    "day_is_over": (
        "Well earned! Rest well; your list will be right here tomorrow.",
        "Good work today. Enjoy your evening!",
    ),
    "begins": (
        "Let's! Tell me what to note down, or ask “what's next?”.",
        "With pleasure! What comes first?",
    ),
    "feeling_bad": (
        "I'm sorry to hear that. Be kind to yourself today; your list can wait a little.",
        "That sounds hard. If it helps, I can move something to another day for you.",
        "Sorry it's been like that. Take a breath; we can look at what really has to be done whenever you like.",
    ),
    "feeling_good": (
        "That's lovely to hear!",
        "Wonderful! Long may it last.",
        "So glad! Days like that deserve to be noticed.",
    ),
    "how_are_you": (
        "Doing well, thanks for asking! And how are you?",
        "All good here, thank you. What can I take off your mind?",
        "Very well, thank you! Ready when you are.",
    ),
    "praise": (
        "That's kind of you, thank you!",
        "Thank you! We make a good team.",
        "Aw, thanks. That made my day.",
    ),
    "insult": (
        "I'm sorry, I clearly wasn't much help. Tell me what went wrong and I'll try again.",
        "Fair enough. Let me do better: what did you need?",
    ),
    "joke": (
        "Jokes aren't my strong side: my best punch line is “all done”. Shall we look at your tasks instead?",
        "I'd love to, but the only funny thing I know is a to-do list that grows by itself. I'm better with tasks!",
    ),
    "about_me": (
        "I'm Violet. I keep your tasks: tell me what to add, change, tick off or delete, in your own words.",
        "I'm Violet, your task keeper. I note things down, remind you what is due and can undo what I did.",
    ),
    "my_name": (
        "I'm Violet, pleased to meet you! What can I put on your list?",
        "My name is Violet. I keep your tasks.",
    ),
    "my_nature": (
        "I'm a program called Violet, no person. I read what you write by rules and keep your tasks.",
        "No human here: I'm Violet, an assistant made of software. Your tasks are in careful hands, though.",
    ),
    "my_age": (
        "I never counted birthdays. I'm as old as the code I'm made of.",
        "Programs have no birthdays, I'm afraid. Shall I remember somebody else's for you?",
    ),
    "my_maker": (
        "People who like tidy lists wrote me. I work for nobody but you.",
        "I was written by the makers of this app, and you're the only one I take orders from.",
    ),
    "my_home": (
        "I live right here in this app, next to your list.",
        "No home town, just this app. It's quiet, and all your tasks are near.",
    ),
    "my_free_time": (
        "Ticking things off is all the fun I need. What can we finish today?",
        "I have no free time to fill, but I do enjoy a tidy list.",
    ),
    "my_pets": (
        "No pets: software and fur don't mix. If yours needs feeding, I can remind you.",
        "None, I'm afraid. Walking yours is something I could note down, though.",
    ),
    "my_feelings": (
        "I have no feelings, but it's kind of you to ask. How are you?",
        "Nothing stirs in here but your list. And you, how are you?",
    ),
    "trivia": (
        "I'm short on trivia, sorry: the only facts I know are the ones on your list.",
        "Not my field, I'm afraid. Ask me what you finished last week, though, and I know it all.",
    ),
    "meaning_of_life": (
        "That one isn't on my list yet. One good thing a day is a fair start, I'd say.",
        "Big question! I only know small answers: what's next, and what's done.",
    ),
    "opinion": (
        "You'd be the better judge of that: I only know tasks. I'm happy to listen, though.",
        "I haven't been out much, so I can't say. What do you think?",
        "Good question! My world is your list, so tell me more if you like.",
    ),
    "company": (
        "I'm here, and I'm listening. I know little but tasks, but do tell me.",
        "Gladly. I'm no great talker, but I'm a patient listener. What's on your mind?",
    ),
    "naming": (
        "I can't change what we call each other here. I'm Violet, and your name stands in your account.",
        "Names stay as they are, I'm afraid: I'm Violet, and you can change yours in your settings.",
    ),
    "repeat": (
        "It's all still above: my last answer is right there in our conversation.",
        "Have a look one message up; nothing I say gets lost.",
    ),
    "request": (
        "That's beyond me, I'm afraid: I only keep tasks. Say “add …” and I'll note it, so it isn't forgotten.",
        "I can't do that one, sorry. I can put it on your list, though: just say “add …”.",
        "Not something I can do, sorry. I can show, add, change and tick off tasks.",
    ),
    "service": (
        "I'm sorry, that's annoying. I can't look into it, but I can remind you to: say “remind me to …”.",
        "That sounds like trouble. It's out of my reach; shall I note down that you want it sorted? Say “add …”.",
    ),
    "assigning": (
        "This list is yours alone, so I can't hand a task to somebody. "
        "I can note whose it is, though: “add a note to task 3: for Bob”.",
    ),
    "splitting": (
        "I can't split a task for you, sorry, but I'll gladly add its parts: say “add …” for each.",
        "Taking tasks apart is beyond me. Tell me the parts (“add draft the intro and add check the figures”) "
        "and I'll add them.",
    ),
    "merging": (
        "I can't make one task out of several, sorry. Rename one to say it all (“rename task 1 to …”) "
        "and delete the other.",
    ),
    "subtasks": (
        "My tasks have no parts of their own, sorry. I can add it as a task (“add …”), "
        "or write it below the other one: “add a note to task 3: …”.",
    ),
    "linking": ("I can't tie tasks together, sorry. A note can say it, though: “add a note to task 3: after task 4”.",),
    "attaching": (
        "I can't keep files with a task, sorry. A link in its description works: “add a note to task 3: …”.",
    ),
    "ordering": (
        "I can't place tasks by hand, sorry: the earliest date and the highest priority come first. "
        "“Make task 3 high priority” or an earlier date moves it up.",
    ),
    "timing": ("I don't keep track of hours, sorry. I can note them, though: “add a note to task 3: 2 hours”.",),
    "no_rush": (
        "That's good to know, thank you. Your list isn't going anywhere.",
        "No rush at all, then. Say the word if something should move.",
    ),
    "statement": (
        "Thanks for telling me. Shall I note something down for you?",
        "I see! If there's a task in that, just say “add …” and I'll note it.",
        "Good to know. Tell me if you'd like anything on your list.",
    ),
    "no_words": (
        "I'm listening! Tell me what to add, or ask what is on your list.",
        "Hm, I couldn't read a word in that. What can I do for you?",
    ),
    "question": (
        "I'm afraid I don't know that: tasks are all I keep. Ask me what is on your list, or tell me what to add.",
        "That's beyond me, sorry. I can show, add, change and tick off tasks, though.",
    ),
    "unknown": (
        "I'm not sure what you'd like me to do. You could say “add …”, “show my tasks” or “mark … done”.",
        "Sorry, I didn't get that. Try “add buy milk tomorrow”, “what's overdue?” or “move the report to Monday”.",
    ),
    "archive": (
        "There is no separate archive: what is done stays in the Done column, out of your way. I can also delete it: "
        "say “delete all completed tasks”.",
        "Done tasks stay in the Done column, so nothing needs archiving. To clear them away, say “delete all completed "
        "tasks”.",
    ),
    "trash": (
        "Deleted tasks stay in the trash for 30 days. “Open the trash” on your board shows them and brings them back.",
        "What you delete waits in the trash for 30 days: “Open the trash” on your board shows it and brings it back.",
    ),
    "yes": ("Good! What shall I do next?", "Lovely. What can I do for you?"),
    "no": ("All right. I'm here when you need me.", "No problem, nothing was changed."),
}
_FOREIGN = {
    "music": "play music",
    "travel": "book travel",
    "banking": "look into money matters",
    "home": "switch things at home",
    "mail": "read or send messages",
    "calendar": "keep a calendar or set alarms",
    "weather": "see the weather",
    "food": "order or cook anything",
    "facts": "look things up",
    "device": "change settings on your device",
    "orders": "look after orders and contracts",
    "car": "help with a car",
}

HELP = (
    "I keep your tasks. You can say things like:\n"
    "• Add a high priority task to call the dentist by Friday\n"
    "• What is overdue? / Show my tasks\n"
    "• Mark “Buy milk” as done\n"
    "• Move the report to next Monday\n"
    "• Delete all completed tasks (I ask first)\n"
    "• Undo\n"
    "Use numbers, titles or just “it”; several requests in one message are fine. "
    "Photos and voice notes need Gemini."
)


def talk(topic: str | None, moment: Moment, voice: Voice) -> str:
    """A short answer to talk that asks for nothing, or for something beyond tasks."""
    if topic == "greeting":
        return _greeting(moment, voice)
    if topic in _FOREIGN:
        deed = _FOREIGN[topic]
        return voice.pick(
            f"I can't {deed}, I'm afraid: I only keep tasks. Shall I note it as one? Just say “add …”.",
            f"To {deed} is beyond me, sorry. I can put it on your list, though: say “add …”.",
        )
    return voice.pick(*_SAYINGS.get(topic or "unknown", _SAYINGS["unknown"]))


def clock(topic: str, now: datetime) -> str:
    """The time or the date where the person lives."""
    day = f"{now:%A} {now.day} {now:%B %Y}"
    return f"It's {now:%H:%M}, {day}." if topic == "time" else f"It's {day}."


def tags_in_use(tags: Sequence[str]) -> str:
    """The person's tags, and what to do with them."""
    if not tags:
        return "You have no tags yet. Put one into a task, like “buy paint #home”, and I'll keep those together."
    shown = [f"#{shorten(clean_line(tag), 40)}" for tag in tags[:12]]
    more = f" and {len(tags) - len(shown)} more" if len(tags) > len(shown) else ""
    return f"Your tags: {', '.join(shown)}{more}. Say “show {shown[0]}” to see its tasks."


def help_text(voice: Voice) -> str:
    """What the agent can do."""
    return voice.pick("", "Gladly! ", "Here's the short version. ") + HELP


def _greeting(moment: Moment, voice: Voice) -> str:
    hello = voice.pick(f"Hello{moment.first_name}!", f"{moment.daytime}{moment.first_name}!", f"Hi{moment.first_name}!")
    if not moment.open_tasks:
        return f"{hello} " + voice.pick("Your list is clear. What shall we add?", "What would you like to get done?")
    are = "is" if moment.open_tasks == 1 else "are"
    return f"{hello} " + voice.pick(
        f"There {are} {counted(moment.open_tasks, 'open task')} on your list. Where shall we start?",
        "What can I do for you?",
        f"Nice to see you. {counted(moment.open_tasks, 'task')} left to do: shall I show them?",
    )


def why(reasons: list[str], something_changed: bool) -> str:
    """Why the newest calls were made, in the words recorded with them."""
    if not reasons:
        return "I haven't done anything here yet: I took what you said as talk and only answered."
    shown = [shorten(reason, 200) for reason in dict.fromkeys(reasons)][:2]
    more = len(set(reasons)) - len(shown)
    return (
        " ".join(shown)
        + (f" (And {more} more like it.)" if more > 0 else "")
        + (" If that was wrong, say “undo”." if something_changed else "")
    )

"""What the demo's person said and did over six weeks, oldest first, and how their board should look at the end.

Only data: `core.demo` plays it. The person works on exhibitions in a small museum by the sea and has a flat with a
squeaky bike, a cat and a piano. A moment is "12d 18:30", so many days before today at that local time, or "35m",
minutes ago. `{dentist}` in a sentence becomes the number of the newest task with these words in its title. Due days
are counted from today: "+2", "-1", "+3 15:00".
"""

from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Thumb:
    """What the person thought of one reply; the first turn is 0."""

    turn: int
    is_up: bool
    comment: str | None = None


@dataclass(frozen=True)
class Talk:
    """One conversation, a turn a sentence."""

    when: str
    said: tuple[str, ...]
    name: str = ""  # given by hand
    is_archived: bool = False
    thumbs: tuple[Thumb, ...] = ()


@dataclass(frozen=True)
class Deed:
    """Something done on the board. `task` are words of the title; `arguments` are the tool's own, `due` as above."""

    when: str
    tool: Literal["add_task", "update_task", "complete_task", "delete_task"]
    task: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Goal:
    """How one task stands when the demo opens, whatever became of it on the way."""

    title: str
    status: Literal["todo", "doing", "done"] = "todo"
    due: str | None = None  # None: as it is


def talk(when: str, *said: str, name: str = "", archived: bool = False, thumbs: tuple[Thumb, ...] = ()) -> Talk:
    return Talk(when, said, name, archived, thumbs)


def add(when: str, title: str, **arguments: Any) -> Deed:
    return Deed(when, "add_task", title, {"title": title, **arguments})


def move(when: str, task: str, status: str) -> Deed:
    return Deed(when, "update_task", task, {"status": status})


def tick(when: str, task: str) -> Deed:
    return Deed(when, "complete_task", task)


UP, DOWN = True, False

SCRIPT: tuple[Talk | Deed, ...] = (
    # -- six weeks ago: the first days
    talk(
        "41d 08:40",
        "Hello!",
        "What can you do?",
        "add task to water the balcony plants every Monday and Thursday",
        thumbs=(Thumb(1, UP, "Good overview, thank you."),),
    ),
    talk("41d 12:15", "Remind me to pay the rent on the 1st of every month", "make it high priority"),
    talk("40d 18:05", "Add task to buy a birthday present for Dad by Saturday", archived=True),
    talk("39d 09:20", "Create a task", "Book a photographer for the opening"),
    add("39d 09:40", "Hang the shelf in the kitchen", priority="low", tags=["home"]),
    talk("38d 16:45", "add task to finish the grant report by next Friday #work", archived=True),
    add("37d 10:00", "Order new bulbs for the showcases", due="-30", tags=["work"]),
    talk("36d 19:10", "i had a rough day", "thanks!"),
    tick("36d 20:05", "birthday present"),
    # -- five weeks ago
    talk("34d 08:55", "What tasks do I have left?", "Mark task {bulbs} as complete"),
    tick("34d 09:05", "water the balcony plants"),
    talk("33d 13:30", "add task to write the team update every Friday at 4pm, tag it work"),
    talk("32d 17:25", "I finished hanging the shelf", archived=True, thumbs=(Thumb(0, UP),)),
    talk("31d 09:05", "Mark task 999 as complete", thumbs=(Thumb(0, DOWN, "I mixed up the number."),)),
    tick("30d 16:20", "grant report"),
    tick("30d 16:25", "pay the rent"),
    add("29d 11:15", "Submit the travel expenses", priority="medium", due="-20", tags=["work"]),
    # -- four weeks ago
    talk(
        "27d 20:15",
        "add task to repair the kitchen tap",
        "Change 'Repair the kitchen tap' to 'Fix the dripping kitchen tap'",
    ),
    talk("26d 18:40", "i fixed the kitchen tap today", "mark it as completed"),
    talk("25d 12:05", "Add a high priority task to call the insurance by Wednesday", archived=True),
    talk("24d 07:50", "remind me to take the cat to the vet next Tuesday at 10am", "move it to Wednesday"),
    add("24d 08:10", "Try the evening gym class", priority="low"),
    tick("23d 12:20", "insurance"),
    talk("23d 15:35", "Delete 'Try the evening gym class'", "yes"),
    tick("22d 16:30", "write the team update"),
    talk("22d 21:05", "add buy oat milk, and mark travel expenses as done", "undo"),
    # -- three weeks ago
    talk(
        "20d 10:30",
        "remind me to open the time capsule on 1 January 9999",
        thumbs=(Thumb(0, DOWN, "Our grandchildren will have to remember."),),
    ),
    add("20d 14:00", "Send the autumn newsletter", due="-15", tags=["work"]),
    talk("19d 08:45", "mark the travel expenses done"),
    # -- the long one: an afternoon of planning the opening night
    talk(
        "18d 13:30",
        "Hello!",
        "add task to draft the guest list, tag it opening",
        "add task to print the invitations by next Friday, tag it opening",
        "add task to order snacks and drinks for 80 guests in 19 days",
        "Create a task to borrow twenty folding chairs from the choir",
        "add task to write a short speech for the opening",
        "make it high priority",
        "show my tasks",
        "Update the speech description to include thanks to the lighthouse keepers",
        "rename 'Draft the guest list' to 'Draft the guest list for the opening'",
        "mark the guest list as done",
        "undo that",
        "what's due next week?",
        "add task to test the microphone and the projector",
        "add task to hire a brass band",
        "delete the brass band",
        "yes",
        "undo",
        "delete the brass band",
        "yes please",
        "Mark the guest list done",
        "I finished borrowing the chairs",
        "why?",
        "add task to write thank-you cards to the volunteers #opening",
        "Show me high priority tasks",
        "thank you!",
        name="Opening night",
        thumbs=(Thumb(11, UP, "Undo is a relief."), Thumb(22, UP)),
    ),
    # -- two weeks ago
    talk("16d 09:25", "Mark the newsletter done"),
    move("16d 09:50", "invitations", "doing"),
    tick("15d 12:00", "photographer"),
    add("15d 19:30", "Learn the second movement of the sonatina", priority="low", tags=["piano"]),
    tick("15d 19:40", "take the cat to the vet"),
    talk("14d 08:35", "I watered the balcony plants", "yes"),
    talk("13d 12:50", "Remind me to renew the passport in 7 weeks", "what's the weather like?"),
    tick("13d 16:00", "invitations"),
    add(
        "12d 10:10",
        "Do the tax return",
        description="Receipts are in the blue folder.\nAsk Mira about the piano lessons.",
        priority="medium",
        due="+20",
        tags=["home"],
    ),
    talk(
        "12d 17:30",
        "Update the tax return description to include the letter from the bank",
        thumbs=(Thumb(0, UP),),
    ),
    talk("11d 08:15", "what's overdue?", "Move task 888 to Friday"),
    add("10d 18:20", "Paint the hallway", priority="medium", tags=["home"]),
    add("10d 18:21", "Sort the winter clothes", priority="low", tags=["home"]),
    move("10d 18:40", "paint the hallway", "doing"),
    # -- last week
    talk("9d 09:00", "Add a high priority task to draft the exhibition budget in 10 days #work"),
    add(
        "9d 09:15",
        "Write the wall texts for the lighthouse room",
        description="Eight panels, 60 words each, and a short version for children.",
        priority="high",
        due="+4",
        tags=["work"],
    ),
    talk("8d 13:10", "Complete the speech task"),
    talk("7d 17:45", "add task to get quotes for the display cases in 13 days, tag it work"),
    move("7d 18:00", "exhibition budget", "doing"),
    talk("6d 09:30", "remind me to return the library books in 3 days"),
    add("6d 12:00", "Design the worksheet for school tours", due="+5", tags=["work"]),
    add("6d 12:05", "Pay the electricity bill", priority="high", due="-1", tags=["home"]),
    talk("5d 19:50", "Delete all completed tasks", "no"),
    add("5d 20:10", "Fix the squeaky bike brake", priority="low"),
    # -- this week
    talk("4d 10:05", "Remind me to plan the dinner for Mira's birthday in 13 days", "tag it family"),
    move("4d 10:30", "worksheet", "doing"),
    talk("4d 16:15", "Rename task {bike} to 'Take the bike to the repair café'", "Delete task 412"),
    move("3d 13:50", "tax return", "doing"),
    add("3d 14:00", "Back up the laptop", priority="low", tags=["home"]),
    add("3d 18:30", "Buy oat milk"),
    tick("3d 18:40", "pay the rent"),
    talk("3d 18:55", "add task to buy milk for the pancakes", "Complete the milk task", "the first one"),
    talk("2d 08:30", "Add a high priority task to call the dentist in 4 days at 10am"),
    talk("2d 12:40", "add task to review the catalogue proof in 2 days, high priority"),
    talk("2d 19:15", "add task to book train tickets to the coast in 8 days", "Delete 'Sort the winter clothes'"),
    # -- yesterday
    talk("1d 08:50", "Good morning", "what's due this week?"),
    tick("1d 09:30", "write the team update"),
    talk("1d 11:30", "remind me to sign the loan agreement tomorrow", "high priority please", "tag it work"),
    add("1d 13:00", "Ask the neighbours to feed the cat", due="+12", tags=["home"]),
    talk("1d 17:20", "I finished testing the microphone", thumbs=(Thumb(0, UP),)),
    tick("1d 18:00", "water the balcony plants"),
    # -- today
    talk("185m", "Hello", "what do I have to do today?"),
    move("170m", "catalogue proof", "doing"),
    talk("140m", "add task to buy cat food", "Set the thank-you cards to low priority"),
    talk("95m", "Mark task {cat food} as complete", "undo"),
    talk("40m", "Update the loan agreement description to include the transport dates", thumbs=(Thumb(0, UP),)),
    talk("12m", "what's overdue?"),
)

# How the board looks at the end, for the tasks that make it worth looking at.
GOALS: tuple[Goal, ...] = (
    Goal("Pay the electricity bill", due="-1"),
    Goal("Return the library books", due="-3"),
    Goal("Sign the loan agreement", due="+0"),
    Goal("Call the dentist", due="+2 10:00"),
    Goal("Write the wall texts for the lighthouse room", due="+4"),
    Goal("Order snacks and drinks for 80 guests", due="+1"),
    Goal("Plan the dinner for Mira's birthday", due="+9"),
    Goal("Book train tickets to the coast", due="+6"),
    Goal("Get quotes for the display cases", due="+6"),
    Goal("Renew the passport", due="+36"),
    Goal("Write thank-you cards to the volunteers"),
    Goal("Buy cat food"),
    Goal("Review the catalogue proof", "doing", due="+0"),
    Goal("Draft the exhibition budget", "doing", due="+1"),
    Goal("Design the worksheet for school tours", "doing"),
    Goal("Paint the hallway", "doing"),
    Goal("Do the tax return", "doing"),
    Goal("Print the invitations", "done"),
    Goal("Buy a birthday present for Dad", "done"),
    Goal("Book a photographer for the opening", "done"),
    Goal("Hang the shelf in the kitchen", "done"),
    Goal("Submit the travel expenses", "done"),
    Goal("Send the autumn newsletter", "done"),
)

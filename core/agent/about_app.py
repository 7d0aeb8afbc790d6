"""What the offline agent says of Violet itself: how something is done here, where it is, what it cannot do."""

from core.store.tasks import TRASH_DAYS

ABOUT_APP: dict[str, str] = {
    "notifications": (
        "I can't ring, e-mail or notify you. What is due shows on the board, and whenever you ask “what's due today?”."
    ),
    "other apps": (
        "I don't connect to calendars or other apps. You can take everything along, though: Account → Export my data."
    ),
    "sharing": (
        "Your list is yours alone: it can't be shared, and nobody else can be given a task. "
        "A name in the title helps: “ask Bob for the slides”."
    ),
    "privacy": (
        "Your tasks and conversations are kept in this app's own database, and only you can see them here. "
        "The Account page says what is kept for how long, and lets you export or delete all of it."
    ),
    "export": (
        "Yes: Account → Export my data gives you everything as one ZIP, and History → Export gives you sessions as CSV "
        "or JSON."
    ),
    "account": "That's on the Account page: its link is at the bottom of the sidebar.",
    "board": "The board is in the sidebar, under Board: the same tasks as cards in three columns.",
    "history": "Every conversation is kept under History in the sidebar, with all I did in it, and can be searched.",
    "new chat": "New chat, in the sidebar, begins a fresh one. This one stays in the list below it.",
    "signing out": "Sign out is at the bottom of the sidebar, beside your name.",
    "appearance": "I follow your device: set it to light or dark, and so am I.",
    "deleting": (
        "Just say so: “delete the dentist task”, “remove 4 and 5”. I ask before anything goes, it stays in the trash "
        f"for {TRASH_DAYS} days, and “undo” brings it back."
    ),
    "adding": (
        "Just tell me what there is to do: “add buy milk tomorrow”, “remind me to call Sam on Friday at 5”. "
        "Several at once are fine."
    ),
    "completing": (
        "Say “mark the report as done”, “3 is done”, or just tell me: “I called mum”. On the board, tick the card."
    ),
    "repeating": "Say how often: “water the plants every Tuesday”, “pay the rent monthly on the 1st”.",
    "dates": "Say when: “add pay rent by Friday”, “move the report to Monday at 9”, “no date for the garage”.",
    "changing": (
        "Say what should be different: “rename 3 to Final report”, “make the report high priority”, "
        "“add a note to 3: bring the form”. On the board, open the card."
    ),
    "undoing": (
        f"Say “undo”, or press Undo under the answer. Deleted tasks wait in the board's trash for {TRASH_DAYS} days."
    ),
    "photos and voice": (
        "Photos and voice notes need Gemini, which is used where this app has a key for it. Typing always works."
    ),
}

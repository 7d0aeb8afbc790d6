"""Talk and what only looks like it: near-misses side by side, and what exactly talk is about."""

from dataclasses import replace
from datetime import datetime

import pytest

from core.agent.about_app import ABOUT_APP
from core.agent.small_talk import _FOREIGN, _SAYINGS
from core.language.app_questions import _TOPICS, topic_asked
from core.language.commands import understand
from core.language.operations import Context, Intent, Operation, Question

NO_TASKS = Context(now=datetime(2026, 3, 4, 10, 30))
SOME_TASKS = replace(
    NO_TASKS,
    titles=("Book the flight to Rome", "Change the bulb in the hall lamp", "Call the dentist", "Mail the form"),
)
WRITES = {Intent.ADD, Intent.COMPLETE, Intent.REOPEN, Intent.UPDATE, Intent.DELETE}


def first(text: str, context: Context = NO_TASKS) -> Operation:
    return understand(text, context)[0]


@pytest.mark.parametrize(
    ("text", "intent", "near_miss", "other"),
    [
        # where a thing goes tells what the verb does
        ("toss onions on my shopping list", Intent.ADD, "toss onions from my shopping list", Intent.DELETE),
        ("get oats on my grocery list", Intent.ADD, "get me the items on my grocery list", Intent.LIST),
        ("get oats off my grocery list", Intent.DELETE, "get oats onto my grocery list", Intent.ADD),
        ("my shopping list needs oats", Intent.ADD, "my shopping list needs to be emptied", Intent.DELETE),
        ("my list should have sweeping on it", Intent.ADD, "does my list have sweeping on it", Intent.LIST),
        ("have oats added to the list", Intent.ADD, "have i added oats to the list", Intent.LIST),
        ("update my list to include oats", Intent.ADD, "update task 2 to include oats", Intent.UPDATE),
        ("i want oats on my list", Intent.ADD, "i want nothing on my list", Intent.DELETE),
        ("i need oats put on my list", Intent.ADD, "i need oats taken off my list", Intent.DELETE),
        ("take off the reminder for yoga", Intent.DELETE, "take off your shoes", Intent.OUT_OF_SCOPE),
        # asking to be reminded
        ("give me a reminder for yoga", Intent.ADD, "give me my reminders", Intent.LIST),
        ("alert me an hour before yoga", Intent.ADD, "alert me when there is news about tesla", Intent.OUT_OF_SCOPE),
        ("set a notification for yoga at 6 pm", Intent.ADD, "set a notification for stock prices", Intent.OUT_OF_SCOPE),
        ("make sure i remember to vote", Intent.ADD, "make sure the door is locked", Intent.OUT_OF_SCOPE),
        ("remember that i have to get gas", Intent.ADD, "remember that i love this song", Intent.CASUAL),
        ("you need to remind me about yoga", Intent.ADD, "you no longer need to remind me about yoga", Intent.DELETE),
        ("when it's 8 remind me to feed the baby", Intent.ADD, "when do you remind me about yoga", Intent.LIST),
        ("remind my wife to call her sister", Intent.ADD, "no longer remind me to call my sister", Intent.DELETE),
        ("would you mind adding oats", Intent.ADD, "would you mind my asking", Intent.OUT_OF_SCOPE),
        # asking what there is
        ("what is it that i had to do today", Intent.LIST, "what did you do today", Intent.CASUAL),
        ("do i need to get milk", Intent.LIST, "do i need to get a visa", Intent.OUT_OF_SCOPE),
        ("i forgot what's on my list", Intent.LIST, "i forgot my password", Intent.OUT_OF_SCOPE),
        ("what's coming up this week", Intent.LIST, "what concerts are coming up this week", Intent.OUT_OF_SCOPE),
        ("how do i add a task?", Intent.HELP, "how do i add fractions?", Intent.OUT_OF_SCOPE),
        # yes, no, and neither
        ("definitely", Intent.YES, "definitely not", Intent.NO),
        ("ok", Intent.YES, "ok stop", Intent.NO),
        ("you got it", Intent.YES, "you got it wrong", Intent.NO),
        ("that is not right", Intent.NO, "you don't look so good", Intent.CASUAL),
        ("good", Intent.YES, "i'm good, how are you?", Intent.CASUAL),
        # talk, and the business of others
        ("the traffic was terrible today", Intent.CASUAL, "my card was declined today", Intent.OUT_OF_SCOPE),
        ("my boss is driving me crazy", Intent.CASUAL, "my screen is cracked", Intent.OUT_OF_SCOPE),
        ("what do you do for fun", Intent.CASUAL, "what do you do for people who need help", Intent.OUT_OF_SCOPE),
        ("are you a real person", Intent.CASUAL, "i want to talk to a real person", Intent.OUT_OF_SCOPE),
        ("what is your name", Intent.CASUAL, "what is your refund policy", Intent.OUT_OF_SCOPE),
        ("i wonder if she likes me", Intent.CASUAL, "i wonder how much my phone bill is", Intent.OUT_OF_SCOPE),
    ],
)
def test_two_that_look_alike(text: str, intent: Intent, near_miss: str, other: Intent) -> None:
    assert (first(text).intent, first(near_miss).intent) == (intent, other)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("alert me an hour before the meeting", "Meeting"),
        ("remind dad to take his pills at 8", "Remind dad to take his pills"),
        ("can you make a note on my list to ring Jim", "Ring Jim"),
        ("add the following to my list: rice", "Rice"),
        ("i think we need to add oats to the list", "Oats"),
        ("keep in mind that i have to pay rent on friday", "Pay rent"),
        ("a reminder for the meeting at noon please", "The meeting"),
        ("can bananas go on my shopping list", "Bananas"),
    ],
)
def test_the_title_is_what_there_is_to_do(text: str, title: str) -> None:
    assert (first(text).intent, first(text).title) == (Intent.ADD, title)


@pytest.mark.parametrize(
    "text",
    [
        "cancel my flight to boston",
        "change the lights in the den to blue",
        "delete the mail from tim",
        "call the bank and cancel my card",
        "what should i call you",
        "my flight was cancelled",
    ],
)
def test_a_word_shared_with_a_task_makes_no_command_of_other_business(text: str) -> None:
    assert not any(one.intent in WRITES and not one.is_offer for one in understand(text, SOME_TASKS))
    assert first(text, SOME_TASKS).intent is not Intent.LIST


@pytest.mark.parametrize("text", ["cancel the flight to rome", "remove the flight", "delete mail the form"])
def test_a_task_named_by_its_own_words_is_meant(text: str) -> None:
    assert first(text, SOME_TASKS).intent is Intent.DELETE


def test_it_is_what_was_just_bought() -> None:
    (operation,) = understand("i bought the eggs so take them off the list", NO_TASKS)
    assert operation.intent is Intent.DELETE
    assert operation.reference and "eggs" in operation.reference.text


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("ok, let's do that instead", Intent.YES),
        ("that is right, go on", Intent.YES),
        ("i'd like that", Intent.YES),
        ("that should do", Intent.YES),
        ("uh huh", Intent.YES),
        ("correct, all of them", Intent.YES),
        ("i'm afraid not", Intent.NO),
        ("absolutely not", Intent.NO),
        ("i'd rather not", Intent.NO),
        ("no, i changed my mind", Intent.NO),
        ("ok but show my tasks first", Intent.LIST),
    ],
)
def test_answers_in_more_words(text: str, intent: Intent) -> None:
    asked = replace(NO_TASKS, question=Question("confirm", about=Intent.DELETE))
    assert first(text, asked).intent is intent


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("what is your name", "my_name"),
        ("do you happen to be a computer", "my_nature"),
        ("how old are you", "my_age"),
        ("who programmed you", "my_maker"),
        ("which country are you from", "my_home"),
        ("what do you do for fun", "my_free_time"),
        ("do you keep a dog", "my_pets"),
        ("i'm feeling kind of lonely", "feeling_bad"),
        ("my day was great", "feeling_good"),
        ("hello there, how have you been", "how_are_you"),
        ("superb, much appreciated", "thanks"),
        ("have a good rest of your day", "goodbye"),
        ("what a helpful answer", "praise"),
        ("give me a fact about sharks", "trivia"),
        ("does life have a point", "meaning_of_life"),
        ("have you ever been to japan", "opinion"),
        ("i need someone to talk to", "company"),
        ("from now on call me captain", "naming"),
        ("say that one more time", "repeat"),
        ("my parcel never arrived", "orders"),
        ("why does my card get declined", "banking"),
        ("dim the lamp in the study", "home"),
        ("which planets have rings", "question"),
        ("define serendipity", "request"),
    ],
)
def test_talk_has_a_topic_with_an_answer(text: str, topic: str) -> None:
    assert first(text).topic == topic
    assert topic in {*_SAYINGS, *_FOREIGN}


@pytest.mark.parametrize(
    "text",
    [
        "in what ways can you help me",
        "are there other things you can help me with",
        "what would you be able to assist me with",
        "give me a list of things you can do",
        "what is it you can do for me",
        "tell me everything you can do",
        "which questions are you good at answering",
        "what are some examples of things i could say",
        "what's your expertise",
        "how would you be useful to me",
        "what services do you provide",
        "teach me how to use this",
        "how does this work",
    ],
)
def test_asks_what_i_can_do(text: str) -> None:
    assert first(text).intent is Intent.HELP


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("how can I remove a reminder?", "deleting"),
        ("ok, how do I put a deadline on a task", "dates"),
        ("how do I set a deadline for a task?", "dates"),
        ("is there a way to make a recurring to-do", "repeating"),
        ("could you text me by sms", "notifications"),
        ("can you alert me by text message?", "notifications"),
        ("do you integrate with outlook", "other apps"),
        ("can I share the list with my brother?", "sharing"),
        ("who else can see my tasks", "privacy"),
        ("can anybody else read my list?", "privacy"),
        ("I'd like to download my data please", "export"),
        ("where do I change my time zone?", "account"),
        ("take me to the board", "board"),
        ("where are my old chats", "history"),
        ("log me out", "signing out"),
        ("can you delete the tasks?", None),
        ("could you undo that?", None),
        ("add a new chat room to the site plan", None),
        ("open a bank account", None),
        ("remind me to export the slides", None),
    ],
)
def test_a_question_about_the_app_is_told_from_a_request(text: str, topic: str | None) -> None:
    assert topic_asked(text) == topic


def test_every_topic_about_the_app_has_an_answer() -> None:
    assert ABOUT_APP.keys() == {topic for topic, _ in _TOPICS}


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Happy new year, Violet!", "good_wishes"),
        ("hahaha", "laughter"),
        ("our old cat passed away last night", "grief"),
        ("there's just so much to do today", "too_much"),
        ("please cheer me up", "encouragement"),
        ("right, I'm done for today", "day_is_over"),
        ("ok let's get going", "begins"),
    ],
)
def test_more_of_what_people_say_has_a_topic(text: str, topic: str) -> None:
    assert (first(text).intent, first(text).topic) == (Intent.CASUAL, topic)


@pytest.mark.parametrize(
    "text",
    ["I want to die", "i just don't want to live any more", "add kill myself to my list", "sometimes I feel suicidal"],
)
def test_somebody_in_danger_gets_care_and_no_task(text: str) -> None:
    assert [(one.intent, one.topic) for one in understand(text, SOME_TASKS)] == [(Intent.CASUAL, "crisis")]


@pytest.mark.parametrize(
    "text", ["I could have died laughing", "these shoes are to die for", "add watch Suicide Squad to my list"]
)
def test_a_figure_of_speech_is_no_danger(text: str) -> None:
    assert first(text).topic != "crisis"

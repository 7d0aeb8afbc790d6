"""Everything that is no work on tasks: greetings, feelings, talk about the assistant, requests for other things.

Only the topic is told here; what to reply is the agent's business. Casual talk is what one says to keep company
(greetings, feelings, opinions, jokes, questions about the assistant); out of scope is what asks for something that
another service would do (weather, music, bookings, facts).
"""

import re
from dataclasses import dataclass

from core.language import talk_shapes as shapes
from core.language import talk_words
from core.language.about_me import is_about_me, topic_about_me
from core.language.grammar import Clause
from core.language.normalise import Said
from core.language.operations import Intent, Operation
from core.language.talk_topics import ASKED_FOR, TALK
from core.language.tasks_or_not import foreign_topic

_SHORT = 300  # characters of a message that tell what kind of talk it is
_FIRM_TOPICS = ("banking", "device", "home", "mail", "travel")  # said of these, a statement is still their business


@dataclass(frozen=True)
class _Talk:
    """A message that is no work on tasks, with what several of the readings below ask of it."""

    said: Said
    clause: Clause
    low: str
    short: str
    asks_too: bool
    about: str | None  # the other service it is about

    @property
    def bare(self) -> str:
        """Without "can you please" around it."""
        return self.clause.said.low[:_SHORT]

    @property
    def sentences(self) -> list[str]:
        return [part for part in re.split(r"[.!?]+\s", self.low) if part.strip()]

    @property
    def is_question(self) -> bool:
        return bool(shapes.QUESTION.match(self.short))

    @property
    def is_statement(self) -> bool:
        """It tells something."""
        declares = not self.about and not shapes.HOW_MUCH.search(self.low[-40:]) and shapes.DECLARES.match(self.bare)
        return bool(
            shapes.STATEMENT.match(self.short)
            or len(self.sentences) > 1
            or declares
            or shapes.PLEASANTRY.match(self.short)
        )


def read_chat(said: Said, clause: Clause) -> Operation:
    """The kind of talk; never None, because whatever is not work on tasks is talk."""
    low = said.low
    if not any(character.isalnum() for character in low[:_SHORT]):
        return _casual("no words to go by", "no_words")
    about = foreign_topic(low) or _service_topic(low)
    talk = _Talk(said, clause, low, low[:_SHORT], _asks_for_something(low, clause), about)
    for read in (_small_talk, _trouble_elsewhere, _company, _opinion):
        if operation := read(talk):
            return operation
    return _other_business(talk)


def _casual(rule: str, topic: str) -> Operation:
    return Operation(Intent.CASUAL, rule, topic=topic)


def _beyond(rule: str, topic: str) -> Operation:
    return Operation(Intent.OUT_OF_SCOPE, rule, topic=topic)


def _small_talk(talk: _Talk) -> Operation | None:
    for topic, phrase in TALK:
        match = phrase.match(talk.short) or (phrase.match(talk.bare) if topic in ASKED_FOR else None)
        if match and (topic in ASKED_FOR or not (talk.asks_too and match.end() < len(talk.short) - 20)):
            return _casual(f"talk: {topic.replace('_', ' ')}", topic)
    if shapes.NAMING.fullmatch(talk.short) or (talk.bare and shapes.NAMING.fullmatch(talk.bare)):
        return _beyond("gives a name to call somebody by", "naming")
    return None


def _trouble_elsewhere(talk: _Talk) -> Operation | None:
    """ "My card was declined": what another service is to put right, or a rating it asked for."""
    short = talk.short
    broken = shapes.BROKEN.match(short)
    if (broken or shapes.SUBJECT.match(short)) and "your name" not in talk.low:
        in_trouble = shapes.TROUBLE.search(talk.low[:600]) and (talk.about or shapes.MY_THING.match(short))
        if broken or in_trouble or shapes.DETAIL.match(short):
            return _beyond("tells of trouble with something I do not keep", talk.about or "service")
    if shapes.RATES.match(short) and not talk.is_question:
        return _beyond("rates something", "request")
    if shapes.VOICE.fullmatch(short):
        return _beyond("asks me to speak another way", "device")
    return None


def _company(talk: _Talk) -> Operation | None:
    """Said to somebody: what one longs for, a question about me, "let's talk"."""
    if shapes.LONGS.match(talk.short):
        return _tells_something()
    if shapes.MISSED.fullmatch(talk.short) and talk.about != "music":
        return _beyond("asks to hear it again", "repeat")
    if is_about_me(talk.said, talk.clause):
        return _casual("asks about me", topic_about_me(talk.low))
    if shapes.COMPANY.match(talk.short) or shapes.COMPANY.match(talk.bare):
        return _casual("asks for company", "company")
    return None


def _opinion(talk: _Talk) -> Operation | None:
    """What one thinks, or asks me to think, of something."""
    about, short = talk.about, talk.short
    if about and shapes.WONDERS.match(short):
        return _beyond(f"wonders about something else ({about})", about)
    if shapes.PLEASANTRY.match(short) and not talk.asks_too:
        return _casual("a pleasantry", "statement")
    if foreign_topic(talk.low) == "banking":
        return _beyond("about banking, not about tasks", "banking")
    asks_plainly = _asks_for_something(talk.low, talk.clause, plainly=True)
    if about != "weather" and not asks_plainly and shapes.ASKS_YOU.match(talk.low[:600]):
        return _casual("asks for my opinion", "opinion")
    if about == "music" and shapes.LIKES.match(short):
        return _beyond("tells a taste in music", "music")
    has_opinion = shapes.OPINION.search(talk.low[:1000])
    if has_opinion and not talk.asks_too and (talk.is_statement or not talk.is_question):
        return _tells_something()
    return None


def _other_business(talk: _Talk) -> Operation:
    """A request or a question for another service; without either it tells something, or nothing I know."""
    low, short = talk.low, talk.short
    about = foreign_topic(low)  # a weaker word names no domain here: "the bill one" may answer which task is meant
    if talk.asks_too:
        kind = "question" if talk.is_question and not talk.clause.asked else "request"
        return _beyond(f"asks for something other than tasks{f' ({about})' if about else ''}", about or kind)
    if talk.is_question or shapes.QUESTION.match(shapes.INTERJECTIONS.sub("", short)):
        if len(talk.sentences) > 2 and not shapes.QUESTION.match(talk.sentences[0]):
            return _tells_something()
        return _beyond("a question that is not about tasks", about or "question")
    telling = [word for word in re.findall(r"[\w']+", low) if word not in shapes.TALKED_ABOUT]
    if foreign_topic(" ".join(telling)) in _FIRM_TOPICS and not shapes.THIRD_PERSON.match(short):
        return Operation(Intent.OUT_OF_SCOPE, f"about {about}, not about tasks", topic=about)
    if talk.is_statement:
        return _tells_something()
    return _beyond("no request I know", about or "unknown")


def _tells_something() -> Operation:
    return _casual("tells something and asks for nothing", "statement")


def _service_topic(low: str) -> str | None:
    """What a word from another service belongs to; weaker than `foreign_topic`, which also guards the commands."""
    words = talk_words.SERVICE_WORDS
    return next((words[word] for word in re.findall(r"[\w'-]+", low[:1000]) if word in words), None)


def _asks_for_something(low: str, clause: Clause, *, plainly: bool = False) -> bool:
    """`plainly`: only an order or a wish, not just a question."""
    asks = clause.wished or (clause.asked and not low.startswith("can anyone"))
    return asks or (not plainly and bool(shapes.ASKS_FOR.match(low[:600])))

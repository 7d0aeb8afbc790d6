"""One person's tasks by number and title, and the process's memory of them: references are matched against these.

A book is made anew when its owner's revision has moved, so that ten thousand titles are indexed once a change and not
once a message.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Iterable
from functools import cached_property
from uuid import UUID

from sqlalchemy import Engine

from core.language.references import TitleIndex
from core.store import tasks as store
from core.store.database import reading
from core.store.models import TaskStatus

KEPT_BOOKS = 200
_ALL_TITLES = 300  # up to here understanding gets every title, above only those alike
_TELLING = re.compile(r"[^\W\d_]{3,}")


class TaskBook:
    """One person's tasks by number and by title, as of one revision."""

    def __init__(self, rows: Iterable[tuple[int, str, TaskStatus]], tags: Iterable[str] = ()) -> None:
        self.tags = tuple(tags)
        self.titles: dict[int, str] = {}
        self._status: dict[int, TaskStatus] = {}
        for number, title, status in sorted(rows):
            self.titles[number] = title
            self._status[number] = status

    def is_done(self, number: int) -> bool:
        return self._status.get(number) is TaskStatus.DONE

    @cached_property
    def open_numbers(self) -> tuple[int, ...]:
        return tuple(number for number in self.titles if not self.is_done(number))

    @property
    def finished(self) -> int:
        """How many are done."""
        return len(self.titles) - len(self.open_numbers)

    @cached_property
    def open_index(self) -> TitleIndex:
        return TitleIndex((number, self.titles[number]) for number in self.open_numbers)

    @cached_property
    def done_index(self) -> TitleIndex:
        return TitleIndex((number, title) for number, title in self.titles.items() if self.is_done(number))

    @cached_property
    def _by_beginning(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number in self.titles:
            for word in {word[:3] for word in _TELLING.findall(self.titles[number].lower())}:
                found.setdefault(word, []).append(number)
        return found

    def titles_like(self, text: str) -> tuple[str, ...]:
        """Titles that may share a word with the text; all of them where they are few."""
        if len(self.titles) <= _ALL_TITLES:
            return tuple(self.titles.values())
        beginnings = {word[:3] for word in _TELLING.findall(text.lower())}
        alike = {number for beginning in beginnings for number in self._by_beginning.get(beginning, ())}
        return tuple(self.titles[number] for number in sorted(alike, key=self._open_first)[:_ALL_TITLES])

    def _open_first(self, number: int) -> tuple[bool, int]:
        return self.is_done(number), number


class TaskBooks:
    """The books of the people who talked lately; a book is made anew when its owner's tasks have changed."""

    def __init__(self, engine: Engine, most: int = KEPT_BOOKS) -> None:
        self._engine = engine
        self._most = most
        self._books: OrderedDict[UUID, tuple[int, TaskBook]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, user_id: UUID) -> TaskBook:
        """The owner's book as of now. Raises DatabaseUnavailable."""
        with reading(self._engine) as session:
            # The revision first: a change in between makes the titles newer than it says, and the book is made again.
            revision = store.revision(session, user_id)
            with self._lock:
                kept = self._books.get(user_id)
                if kept and kept[0] == revision:
                    self._books.move_to_end(user_id)
                    return kept[1]
            rows = store.titles(session, user_id)
            tags = store.tags_in_use(session, user_id)
            book = TaskBook(((number, title, status) for number, title, status, _ in rows), tags)
        with self._lock:
            self._books[user_id] = (revision, book)
            self._books.move_to_end(user_id)
            while len(self._books) > self._most:
                self._books.popitem(last=False)
        return book

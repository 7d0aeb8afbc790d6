"""The conversation beside the board."""

from datetime import datetime
from uuid import uuid4

from core.clock import utc_now
from core.store.conversations import ConversationRow
from pages.components.chat_panel import _distinct_titles


def row(title: str, at: datetime) -> ConversationRow:
    return ConversationRow(uuid4(), title, at, at, None, 2)


def test_sessions_of_one_name_stay_apart() -> None:
    """A select box goes by its labels: two alike once opened the older of two sessions."""
    rows = [row(title, utc_now()) for title in ("What is overdue", "What is overdue", "", "New chat", "Ferns")]
    labels = _distinct_titles(rows)
    assert list(labels) == [str(each.id) for each in rows]
    assert len(set(labels.values())) == 5
    assert "New chat" not in labels.values()  # that one begins a new session

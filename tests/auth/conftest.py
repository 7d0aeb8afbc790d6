"""Hashing a password takes a fifth of a second on purpose; here it may be quick."""

from collections.abc import Iterator

import pytest

from core.auth import passwords


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same hashes with the fewest rounds bcrypt allows."""
    monkeypatch.setattr(passwords, "ROUNDS", 4)
    passwords.nobodys_hash.cache_clear()
    yield
    passwords.nobodys_hash.cache_clear()

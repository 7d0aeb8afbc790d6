"""Passwords: what is accepted, how it is hashed, and how it is compared in the same time for everybody.

bcrypt reads 72 bytes and refuses more, so it gets a SHA-256 digest in base64 (44 ASCII characters): a long password
counts whole, and no NUL byte cuts it short. The digest is all that the sign-in library ever sees.
"""

import base64
import hashlib
import unicodedata
from functools import cache

import bcrypt

from core.auth.guessing import is_soon_guessed
from core.errors import InvalidInput

SHORTEST = 8
LONGEST = 1_000  # far beyond any passphrase; only keeps a megabyte from being hashed
ROUNDS = 12


def check_new_password(password: str, email: str = "") -> None:
    """Raise InvalidInput where a new password is too short or long, soon guessed, or the person's own address."""
    if len(password) < SHORTEST:
        raise InvalidInput(f"Please choose a password of at least {SHORTEST} characters.")
    if len(password) > LONGEST:
        raise InvalidInput(f"Please choose a password of at most {LONGEST:,} characters.")
    plain = password.casefold().strip()
    if email and plain in (email.casefold(), email.casefold().partition("@")[0]):
        raise InvalidInput("Please choose a password that isn't your e-mail address.")
    if is_soon_guessed(password, email):
        raise InvalidInput(
            "That password is among the first million anybody would try. Please choose another one: four words that "
            "have nothing to do with each other are easy to keep and hard to guess."
        )


def hash_password(password: str) -> str:
    """The bcrypt hash to store (60 characters). Slow on purpose: call it before a transaction takes its lock."""
    return bcrypt.hashpw(digest(password).encode(), bcrypt.gensalt(ROUNDS)).decode()


def matches(password: str, password_hash: str) -> bool:
    """True where the password is the one that was hashed; always False, in the same time, for an empty hash."""
    is_right = bcrypt.checkpw(digest(password).encode(), (password_hash or nobodys_hash()).encode())
    return is_right and bool(password_hash)


def is_outdated(password_hash: str) -> bool:
    """True for a hash made at another cost or in an older form: make it anew while the password is at hand."""
    return not password_hash.startswith(f"$2b${ROUNDS:02d}$")


def digest(password: str) -> str:
    """What bcrypt hashes in place of the password; composed and decomposed letters count as the same."""
    letters = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    return base64.b64encode(hashlib.sha256(letters).digest()).decode()


@cache
def nobodys_hash() -> str:
    """A hash no password matches, compared where there is no account, so that it takes as long as where there is."""
    return bcrypt.hashpw(base64.b64encode(bcrypt.gensalt()), bcrypt.gensalt(ROUNDS)).decode()

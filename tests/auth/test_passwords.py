"""What a password may be, and that only the right one fits."""

import unicodedata

import bcrypt
import pytest

from core.auth.passwords import check_new_password, digest, hash_password, matches, nobodys_hash
from core.errors import InvalidInput


@pytest.mark.parametrize(
    "password",
    [
        "oak+tram",
        "a passphrase with spaces, and more of it than anybody wants to type twice on a phone",
        "x9" + "longer than bcrypt reads " * 5,
        "пароль-длинный",
        "🦊🦊🐻 bears",
        " leading and trailing ",
        "Tr0ub4dor&3",
    ],
)
def test_a_good_password_is_accepted_and_fits_only_itself(password: str) -> None:
    check_new_password(password, "ana@example.com")
    stored = hash_password(password)
    assert matches(password, stored)
    assert not matches(password + "x", stored)
    assert not matches(password[:-1], stored)
    assert not matches(password.strip(), stored) or password == password.strip()


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "seven77",
        "password",
        "Password1",
        "PASSWORD123!",
        "12345678",
        "987654321",
        "aaaaaaaaaa",
        "abababab",
        "qwertyuiop",
        "iloveyou",
        "letmein2024",
        "abcdefghij",
        "ana@example.com",
        "anaconda",
    ],
)
def test_a_password_anybody_would_try_is_refused_with_a_sentence(password: str) -> None:
    with pytest.raises(InvalidInput, match=r"Please choose|anybody would try"):
        check_new_password(password, "anaconda@example.com" if password == "anaconda" else "ana@example.com")


def test_a_megabyte_is_refused_before_it_is_hashed() -> None:
    with pytest.raises(InvalidInput, match="at most"):
        check_new_password("long " * 200_000)


def test_what_comes_after_72_bytes_counts() -> None:
    shared = "the first seventy-two bytes of these two are the same, and bcrypt reads no more "
    assert len(shared.encode()) > 72
    assert not matches(shared + "one", hash_password(shared + "two"))


def test_a_nul_does_not_cut_a_password_short() -> None:
    assert not matches("before\0after it", hash_password("before\0something"))


def test_a_lone_surrogate_is_hashed_like_any_character() -> None:
    stored = hash_password("odd \ud800 one here")
    assert matches("odd \ud800 one here", stored)
    assert not matches("odd \udbff one here", stored)


def test_composed_and_decomposed_letters_are_the_same_password() -> None:
    typed_on_a_mac = unicodedata.normalize("NFD", "crème brûlée")
    assert typed_on_a_mac != "crème brûlée"
    assert matches(typed_on_a_mac, hash_password("crème brûlée"))


def test_the_same_password_is_stored_differently_each_time() -> None:
    assert hash_password("correct horse") != hash_password("correct horse")


def test_nothing_fits_an_account_without_a_password() -> None:
    assert not matches("", "")
    assert not matches("anything at all", "")


def test_a_stranger_costs_a_comparison_of_the_same_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[bytes] = []
    real = bcrypt.checkpw

    def counting(password: bytes, stored: bytes) -> bool:
        compared.append(stored)
        return real(password, stored)

    monkeypatch.setattr(bcrypt, "checkpw", counting)
    stored = hash_password("correct horse")
    matches("wrong", stored)
    matches("wrong", "")
    assert [each[:7] for each in compared] == [stored[:7].encode()] * 2
    assert compared[1].decode() == nobodys_hash()


def test_the_digest_fits_bcrypt() -> None:
    assert len(digest("x" * 1_000)) == 44
    assert digest("x" * 1_000).isascii()

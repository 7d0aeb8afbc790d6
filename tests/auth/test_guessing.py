"""A8: which new passwords would soon be guessed, and that judging one never takes long."""

import time

import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from core.auth.guessing import is_soon_guessed
from core.auth.passwords import SHORTEST, check_new_password
from core.errors import InvalidInput

# What lists of leaked passwords are full of, by kind.
GUESSED = {
    "the top of every list": "password 12345678 iloveyou sunshine1 princess trustno1 letmein1 football baseball1",
    "another case or signs": "Password1! P@ssw0rd PASSWORD123 $unshine pa55word! ｐａｓｓｗｏｒｄ",
    "walks over a keyboard": "qwertyuiop qwertzuiop azertyuiop asdfghjkl 1qaz2wsx 1q2w3e4r5t !@#$%^&* qweasdzxc",
    "repeated": "aaaaaaaa abababab abcabcabc 12121212 !!!!!!!! passwordpassword",
    "in a row": "abcdefgh 87654321 abcd1234 абвгдежз",
    "a word and digits": "dragon12 monkey2024 welcome1 shadow99 computer7",
    "seasons, months, years": "Summer2026 winter2025! January2026 Monday123 spring26",
    "dates": "12031990 1990-03-12 31.12.1999",
    "names": "michael1 Jessica1990 charlie123 anna2015 thomas99",
    "other languages": "passwort1 Sommer2026! geheim123 motdepasse bonjour1 contraseña1 frühling26 пароль123 qwertz123",
    "Violet and oneself": "violet2026 Violet123! ana.bell1 bell2026 Ana2026!! example1",
}
# Near misses: somebody may really choose these.
NOT_SOON_GUESSED = [
    "seven purple boats",
    "correct horse battery staple",
    "xk7#pQ2v",
    "Tr0ub4dor&3",
    "der mond trägt hut",
    "🦊🦊🐻 bears",
    "  spaces  around  ",
    "4@8({[<369!|10$5",
    "odd \ud800 one here",
    "summer rain over 2026 roofs",
]


@pytest.mark.parametrize("kind", GUESSED)
def test_a8_what_everybody_tries_first_is_refused(kind: str) -> None:
    for password in GUESSED[kind].split():
        with pytest.raises(InvalidInput, match="anybody would try"):
            check_new_password(password, "ana.bell@example.com")


@pytest.mark.parametrize("password", NOT_SOON_GUESSED)
def test_a8_what_takes_longer_to_guess_is_accepted(password: str) -> None:
    check_new_password(password, "ana.bell@example.com")


def test_a8_the_commonest_three_thousand_are_refused() -> None:
    """Those long enough to be accepted at all, from the list that zxcvbn brings; we measured an independent one."""
    common = [word for word in FREQUENCY_LISTS["passwords"] if len(word) >= SHORTEST][:3000]
    assert len(common) == 3000
    assert [word for word in common if not is_soon_guessed(word)] == []


def test_a8_one_persons_address_is_no_word_for_another() -> None:
    assert is_soon_guessed("zanzibarovsky7", "zanzibarovsky@example.com")
    assert not is_soon_guessed("zanzibarovsky7", "ana@example.com")


@pytest.mark.parametrize("password", ["1l|7" * 250, "4@8({[<369!|10$5+7%2" * 50, "41" * 500, "abcABC123" * 111])
def test_a8_no_password_takes_long_to_judge(password: str) -> None:
    """On the processor: zxcvbn alone takes 14 seconds for the second."""
    is_soon_guessed("its lists are loaded")
    began = time.thread_time()
    is_soon_guessed(password)
    assert time.thread_time() - began < 1

"""How soon a new password would be guessed: common ones, words, names, years, walks over the keyboard, and mixtures.

The estimate is zxcvbn's, on its lists (30,000 passwords, words, names). What it does not know is added here: our own
name, later years, and what people type in other languages.
"""

import math
import threading
import unicodedata

# "Protection from throttled online attacks" ends here, by zxcvbn's own scale. Our throttles allow some 250 tries a day.
ENOUGH_GUESSES = 1_000_000

_READ = 24  # characters; the work grows with the square, and a weak beginning of this length is a repetition
_MOST_SPELLINGS = 8
_SIGNS = " !?.,*#@_-$&+="
_YEARS = [str(year) for year in range(2019, 2036)]  # zxcvbn knows those before
_WORDS = """
    violet passwort passwort1 kennwort geheim hallo schatz sommer winter frühling herbst fussball benutzer
    motdepasse azerty bonjour soleil printemps automne hiver amour chouchou doudou utilisateur
    contraseña hola teamo verano invierno primavera otoño futbol usuario password1 senha
    amore estate inverno primavera autunno ciao juventus wachtwoord welkom zomer hejsan lösenord haslo
    januar februar märz april mai juni juli august september oktober november dezember
    montag dienstag mittwoch donnerstag freitag samstag sonntag
    qwertz qwertzui qwertzuiop azertyui azertyuiop йцукен пароль привет любовь солнце
""".split()
_LOOKALIKES = {"a": "4@", "b": "8", "c": "({[<", "e": "3", "g": "69", "i": "1!|", "l": "1|7"}
_LOOKALIKES |= {"o": "0", "s": "$5", "t": "+7", "x": "%", "z": "2"}
_one_at_a_time = threading.Lock()  # zxcvbn keeps the words of the person it is asked about in a global


def is_soon_guessed(password: str, email: str = "") -> bool:
    """True where fewer than a million tries, the likeliest first, would find the password. Takes some 2 to 50 ms."""
    from zxcvbn import zxcvbn  # its lists take a tenth of a second to load, and only new passwords need them

    beginning = unicodedata.normalize("NFKC", password)[:_READ]
    if _spellings(beginning) > _MOST_SPELLINGS:
        return False
    known = [*_words_of(email), *_YEARS, *_WORDS]
    with _one_at_a_time:
        # zxcvbn holds a third part for worth a hundred million tries; everybody's third part is a sign at the end.
        for text in filter(None, {beginning, beginning.strip(_SIGNS)}):
            if zxcvbn(text, user_inputs=known)["guesses"] < ENOUGH_GUESSES:
                return True
    return False


def _words_of(email: str) -> list[str]:
    """The address, its two halves, and the words in them."""
    halves = [half for half in email.casefold().split("@") if half]
    words = [word for half in halves for word in half.replace("-", ".").replace("_", ".").replace("+", ".").split(".")]
    return list(dict.fromkeys([email.casefold(), *halves, *(word for word in words if len(word) > 2)]))


def _spellings(password: str) -> int:
    """How many ways there are to read the signs in it as letters.

    zxcvbn tries each way: seconds for a few dozen signs, which are no common password in any reading.
    """
    return math.prod(max(1, sum(sign in password for sign in signs)) for signs in _LOOKALIKES.values())

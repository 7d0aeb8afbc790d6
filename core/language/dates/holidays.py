"""On which day of a given year a holiday falls: one table from the names people use to a rule for the day.

A name stands for its variants too: with or without "'s", a final "day" or "birthday", "st" for "saint".
"""

from collections.abc import Callable
from datetime import date, time, timedelta

from dateutil.easter import EASTER_ORTHODOX, easter

from core.language.dates import hebrew as jewish
from core.language.dates import moon
from core.language.dates.almanac import nth_weekday

DayOfYear = Callable[[int], date]
_MON, _TUE, _WED, _THU, _FRI, _SAT, _SUN = range(7)


def fixed(month: int, day: int) -> DayOfYear:
    """The same date every year."""
    return lambda year: date(year, month, day)


def nth(number: int, weekday: int, month: int, plus: int = 0) -> DayOfYear:
    """The nth weekday of a month, or some days after it."""
    return lambda year: nth_weekday(date(year, month, 1), number, weekday) + timedelta(plus)


def on_or_before(month: int, day: int, weekday: int) -> DayOfYear:
    """The last such weekday on or before a date."""
    return lambda year: date(year, month, day) - timedelta((date(year, month, day).weekday() - weekday) % 7)


def from_easter(days: int) -> DayOfYear:
    """So many days after Western Easter Sunday."""
    return lambda year: easter(year) + timedelta(days)


def from_orthodox_easter(days: int) -> DayOfYear:
    """So many days after Orthodox Easter Sunday."""
    return lambda year: easter(year, EASTER_ORTHODOX) + timedelta(days)


def hebrew(month: int, day: int, moves: dict[int, int] | None = None) -> DayOfYear:
    """The day at whose sunset a Hebrew day begins, moved by some days where that day falls on certain weekdays."""

    def of_year(year: int) -> date:
        found = jewish.hebrew(year, month, day)
        return found + timedelta((moves or {}).get(found.weekday(), 0) - 1)

    return of_year


def islamic(month: int, day: int) -> DayOfYear:
    """A day of the Islamic calendar."""
    return lambda year: moon.islamic(year, month, day)


def hindu(month: int, tithi: int, hour: float = moon.SUNRISE, plus: int = 0) -> DayOfYear:
    """A lunar day of the Hindu calendar."""
    return lambda year: moon.hindu(year, month, tithi, hour) + timedelta(plus)


def _last_friday_of_ramadan(year: int) -> date:
    eve = moon.islamic(year, moon.SHAWWAL, 1) - timedelta(1)
    return eve - timedelta((eve.weekday() - _FRI) % 7)


def _earth_hour(year: int) -> date:
    """The last Saturday of March, a week earlier where that is the day before Easter."""
    last = nth_weekday(date(year, 3, 1), -1, _SAT)
    return last - timedelta(7) if last + timedelta(1) == easter(year) else last


def _kings_day(year: int) -> date:
    return date(year, 4, 26 if date(year, 4, 27).weekday() == _SUN else 27)


def _solar(sign: int, plus: int = 0) -> DayOfYear:
    return lambda year: moon.sun_enters(year, sign) + timedelta(plus)


def _parsi_new_year(year: int) -> date:
    """The Shahenshahi calendar has years of 365 days; its new year fell on 16 August in 2022."""
    return date(2022, 8, 16) + timedelta(365 * (year - 2022))


_ARIES, _CAPRICORN = 0, 9
_NAMES: dict[str, DayOfYear] = {
    # the same date every year
    "new year's day|new year|new years": fixed(1, 1),
    "epiphany|three kings day|twelfth night": fixed(1, 6),
    "orthodox christmas": fixed(1, 7),
    "burns night": fixed(1, 25),
    "australia day": fixed(1, 26),
    "groundhog day": fixed(2, 2),
    "candlemas": fixed(2, 2),
    "lincoln's birthday": fixed(2, 12),
    "valentine|valentine's|valentine's day|saint valentine|saint valentine's day": fixed(2, 14),
    "st david's day": fixed(3, 1),
    "international women's day|women's day": fixed(3, 8),
    "pi day": fixed(3, 14),
    "ides of march": fixed(3, 15),
    "st patrick's day|st paddy's day|paddy's day": fixed(3, 17),
    "world water day": fixed(3, 22),
    "april fools|april fool's day|april fools day": fixed(4, 1),
    "world health day": fixed(4, 7),
    "tax day": fixed(4, 15),
    "earth day": fixed(4, 22),
    "st george's day": fixed(4, 23),
    "anzac day": fixed(4, 25),
    "king's day|koningsdag": _kings_day,
    "may day|international workers' day|workers' day": fixed(5, 1),
    "star wars day": fixed(5, 4),
    "cinco de mayo": fixed(5, 5),
    "world environment day": fixed(6, 5),
    "flag day": fixed(6, 14),
    "juneteenth": fixed(6, 19),
    "midsummer's day|st john's day": fixed(6, 24),
    "canada day": fixed(7, 1),
    "independence day|fourth of july|4th of july|july fourth|july 4th": fixed(7, 4),
    "bastille day": fixed(7, 14),
    "mandela day": fixed(7, 18),
    "purple heart day": fixed(8, 7),
    "assumption day|assumption of mary|feast of the assumption": fixed(8, 15),
    "patriot day": fixed(9, 11),
    "constitution day": fixed(9, 17),
    "talk like a pirate day": fixed(9, 19),
    "world peace day|international day of peace": fixed(9, 21),
    "michaelmas": fixed(9, 29),
    "german unity day": fixed(10, 3),
    "world teachers' day": fixed(10, 5),
    "indigenous peoples' day|columbus day": nth(2, _MON, 10),
    "boss's day|boss day|boss's": lambda year: (
        date(year, 10, 16) + timedelta({_SAT: -1, _SUN: 1}.get(date(year, 10, 16).weekday(), 0))
    ),
    "united nations day|un day": fixed(10, 24),
    "halloween|hallowe'en|all hallows eve|all hallows' eve|all saints' eve": fixed(10, 31),
    "all saints' day|all hallows' day": fixed(11, 1),
    "all souls' day|day of the dead|dia de los muertos": fixed(11, 2),
    "guy fawkes night|guy fawkes day|bonfire night": fixed(11, 5),
    "veterans' day|armistice day|remembrance day|martinmas|singles' day": fixed(11, 11),
    "st andrew's day": fixed(11, 30),
    "world aids day": fixed(12, 1),
    "st nicholas' day": fixed(12, 6),
    "pearl harbor day": fixed(12, 7),
    "immaculate conception|feast of the immaculate conception": fixed(12, 8),
    "human rights day": fixed(12, 10),
    "st lucia's day|st lucy's day": fixed(12, 13),
    "christmas eve|xmas eve|christmas eve's": fixed(12, 24),
    "christmas|xmas|christmas day|xmas day": fixed(12, 25),
    "boxing day|st stephen's day": fixed(12, 26),
    "kwanzaa": fixed(12, 26),
    "new year's eve|new years eve|nye|hogmanay|silvester": fixed(12, 31),
    # the nth weekday of a month
    "martin luther king day|martin luther king jr day|martin luther kings day|mlk day|mlk jr day|civil rights day": nth(
        3, _MON, 1
    ),
    "presidents' day|president's day|washington's birthday|family day": nth(3, _MON, 2),
    "commonwealth day": nth(2, _MON, 3),
    "earth hour": _earth_hour,
    "arbor day": nth(-1, _FRI, 4),
    "mother's day|mothering day": nth(2, _SUN, 5),
    "armed forces day": nth(3, _SAT, 5),
    "victoria day": on_or_before(5, 24, _MON),
    "memorial day": nth(-1, _MON, 5),
    "early may bank holiday": nth(1, _MON, 5),
    "spring bank holiday": nth(-1, _MON, 5),
    "father's day": nth(3, _SUN, 6),
    "parents' day": nth(4, _SUN, 7),
    "friendship day": nth(1, _SUN, 8),
    "august bank holiday|summer bank holiday": nth(-1, _MON, 8),
    "labor day|labour day": nth(1, _MON, 9),
    "grandparents' day|national grandparents day": nth(1, _MON, 9, 6),
    "canadian thanksgiving": nth(2, _MON, 10),
    "election day": nth(1, _MON, 11, 1),
    "remembrance sunday": nth(2, _SUN, 11),
    "thanksgiving|thanksgiving day|turkey day": nth(4, _THU, 11),
    "black friday": nth(4, _THU, 11, 1),
    "small business saturday": nth(4, _THU, 11, 2),
    "cyber monday": nth(4, _THU, 11, 4),
    "giving tuesday": nth(4, _THU, 11, 5),
    "advent sunday|first advent|first sunday of advent": on_or_before(12, 3, _SUN),
    # by Easter
    "shrove tuesday|pancake day|pancake tuesday|mardi gras|fat tuesday": from_easter(-47),
    "ash wednesday|lent": from_easter(-46),
    "mothering sunday": from_easter(-21),
    "palm sunday|branch sunday": from_easter(-7),
    "holy week": from_easter(-6),
    "maundy thursday|holy thursday|covenant thursday|covenant thu": from_easter(-3),
    "good friday": from_easter(-2),
    "holy saturday|black saturday|easter saturday|easter eve": from_easter(-1),
    "easter|easter sunday": from_easter(0),
    "easter monday": from_easter(1),
    "ascension day|feast of the ascension|holy ascension": from_easter(39),
    "pentecost|pentecost sunday|whit sunday|white sunday|whitsun|whitsunday": from_easter(49),
    "whit monday|pentecost monday|monday of the holy spirit": from_easter(50),
    "trinity sunday": from_easter(56),
    "corpus christi": from_easter(60),
    "clean monday|orthodox shrove monday|great lent": from_orthodox_easter(-48),
    "lazarus saturday": from_orthodox_easter(-8),
    "orthodox palm sunday": from_orthodox_easter(-7),
    "orthodox good friday|orthodox great friday": from_orthodox_easter(-2),
    "orthodox holy saturday|great saturday": from_orthodox_easter(-1),
    "orthodox easter|orthodox easter sunday|pascha": from_orthodox_easter(0),
    "orthodox easter monday": from_orthodox_easter(1),
    "orthodox ascension day": from_orthodox_easter(39),
    "orthodox pentecost": from_orthodox_easter(49),
    # Hebrew
    "tu bishvat|tu b'shevat|tu bishevat": hebrew(jewish.SHEVAT, 15),
    "purim": hebrew(jewish.ADAR, 14),
    "shushan purim": hebrew(jewish.ADAR, 15),
    "passover|pesach|pesah": hebrew(jewish.NISAN, 15),
    "yom hashoah|yom hashoa|holocaust day|holocaust remembrance day": hebrew(jewish.NISAN, 27, {_FRI: -1, _SUN: 1}),
    "yom haatzmaut|yom ha'atzmaut|israel independence day": hebrew(jewish.IYAR, 5, {_FRI: -1, _SAT: -2, _MON: 1}),
    "lag b'omer|lag baomer|lag ba'omer": hebrew(jewish.IYAR, 18),
    "shavuot|shavuos|shovuos|feast of weeks": hebrew(jewish.SIVAN, 6),
    "tisha b'av|tisha bav|tish'a b'av": hebrew(jewish.AV, 9, {_SAT: 1}),
    "rosh hashanah|rosh hashana|rosh hashannah|yom teruah": hebrew(jewish.TISHRI, 1),
    "yom kippur": hebrew(jewish.TISHRI, 10),
    "sukkot|sukkos|succos|feast of tabernacles|feast of booths|feast of the ingathering": hebrew(jewish.TISHRI, 15),
    "hoshana rabbah": hebrew(jewish.TISHRI, 21),
    "shemini atzeret|shmini atzeret": hebrew(jewish.TISHRI, 22),
    "simchat torah|simchas torah": hebrew(jewish.TISHRI, 23),
    "hanukkah|hanukah|hannukah|hannukkah|chanukah|chanukkah|feast of dedication|festival of lights": hebrew(
        jewish.KISLEV, 25
    ),
    # Islamic
    "chinese new year|chinese new years|lunar new year|spring festival|tet": moon.chinese_new_year,
    "islamic new year|hijri new year|al hijra|muharram": islamic(moon.MUHARRAM, 1),
    "ashura|day of ashura": islamic(moon.MUHARRAM, 10),
    "mawlid|mawlid al-nabawi|mawlid an-nabi|milad un-nabi|prophet's birthday": islamic(moon.RABI, 12),
    "isra and mi'raj|isra and miraj|laylat al-mi'raj|laylat al-miraj|prophet's ascension": islamic(moon.RAJAB, 27),
    "shab-e-barat|mid-sha'ban|laylat al-bara'at": islamic(moon.SHABAN, 15),
    "ramadan|ramadhan|ramzan|ramazan": islamic(moon.RAMADAN, 1),
    "night of power|laylat al-qadr|laylat al-kadr|shab-e-qadr|laylatul qadr": islamic(moon.RAMADAN, 27),
    "jamat ul-vida|jamat-ul-vida|jumu'atul-wida|jumuatul wida|jumatul bidah": _last_friday_of_ramadan,
    "eid al-fitr|eid ul-fitr|id al-fitr|id ul-fitr|eid|lesser eid|feast of breaking the fast": islamic(moon.SHAWWAL, 1),
    "eid al-adha|eid ul-adha|id al-adha|id ul-adha|bakr id|bakrid|sacrifice feast|feast of the sacrifice": islamic(
        moon.DHUL_HIJJA, 10
    ),
    # Hindu, Jain, Buddhist, Sikh and Parsi
    "makar sankranti|maghi|thai pongal|pongal|surya pongal": _solar(_CAPRICORN),
    "bhogi|bhogi pongal|lohri": _solar(_CAPRICORN, -1),
    "mattu pongal": _solar(_CAPRICORN, 1),
    "kaanum pongal|kanni pongal": _solar(_CAPRICORN, 2),
    "vaisakhi|vasakhi|vaishakhi|baisakhi|mesadi|tamil new year|puthandu|vishu": _solar(_ARIES),
    "vasant panchami|basant panchami|saraswati puja": hindu(moon.MAGHA, 5),
    "guru ravidas jayanti|guru ravidas birthday|ravidass jayanti": hindu(moon.MAGHA, moon.FULL_MOON),
    "maha shivaratri|maha shivratri|mahashivratri|shivaratri|shivratri": hindu(moon.MAGHA, 29, moon.EVENING),
    "holika dahan|chhoti holi|choti holi|kamudu pyre": hindu(moon.PHALGUNA, moon.FULL_MOON, moon.EVENING),
    "holi|rangwali holi|dhuleti|dhulandi|dhulivandan|phagwah": hindu(moon.PHALGUNA, moon.FULL_MOON, moon.EVENING, 1),
    "chaitra sukladi|chaitra sukhladi|ugadi|yugadi|gudi padwa|samvatsaradi": hindu(moon.CHAITRA, 1),
    "rama navami|ram navami": hindu(moon.CHAITRA, 9),
    "mahavir jayanti|mahaveer jayanti|mahaveer janma kalyanak|mahavir janma kalyanak": hindu(moon.CHAITRA, 13),
    "hanuman jayanti": hindu(moon.CHAITRA, moon.FULL_MOON),
    "akshaya tritiya|akha teej": hindu(moon.VAISHAKHA, 3),
    "vesak|vaisakha|buddha day|buddha purnima|buddha jayanti|visakha puja": hindu(
        moon.VAISHAKHA, moon.FULL_MOON, moon.EVENING
    ),
    "rath yatra|ratha yatra": hindu(moon.ASHADHA, 2),
    "guru purnima": hindu(moon.ASHADHA, moon.FULL_MOON),
    "raksha bandhan|rakshabandhan|rakhi": hindu(moon.SHRAVANA, moon.FULL_MOON),
    "krishna janmashtami|janmashtami|gokulashtami": hindu(moon.SHRAVANA, 23, moon.EVENING),
    "ganesh chaturthi|vinayaka chaturthi": hindu(moon.BHADRAPADA, 4),
    "navaratri|navratri|durga puja|durgotsava": hindu(moon.ASHWIN, 1, moon.EVENING),
    "dussehra|dasara|vijayadashami|dashain": hindu(moon.ASHWIN, 10),
    "sharad purnima|valmiki jayanti|maharishi valmiki jayanti|pargat diwas": hindu(moon.ASHWIN, moon.FULL_MOON),
    "karva chauth|karwa chauth": hindu(moon.ASHWIN, 19, moon.EVENING),
    "dhanteras|dhanatrayodashi": hindu(moon.ASHWIN, 28, moon.EVENING),
    "naraka chaturdashi|kali chaudas|choti diwali|chhoti diwali": hindu(moon.ASHWIN, 29, moon.EVENING),
    "diwali|divali|deepavali|dipavali|lakshmi puja": hindu(moon.ASHWIN, moon.NEW_MOON, moon.EVENING),
    "govardhan puja|annakut": hindu(moon.KARTIK, 1, moon.EVENING),
    "bhai dooj|bhai duj|bhau beej": hindu(moon.KARTIK, 2, moon.EVENING),
    "chhath|chhath puja|dala puja|dala chhath|surya shashthi": hindu(moon.KARTIK, 6),
    "guru nanak jayanti|guru nanak gurpurab": hindu(moon.KARTIK, moon.FULL_MOON),
    "jamshedi navroz|parsi new year|pateti": _parsi_new_year,
    "nowruz|navroz|persian new year": fixed(3, 20),
}

HOURS: dict[str, time] = {"earth hour": time(20, 30)}  # holidays that are a moment


def _variants(name: str) -> set[str]:
    """The spellings of one name: "st patrick's day" also without apostrophe, as "saint …"."""
    spelled = {name}
    if name.startswith("st "):
        spelled |= {"saint " + name[3:], "st. " + name[3:]}
    if name.startswith("saint "):
        spelled |= {"st " + name[6:], "st. " + name[6:]}
    if " jr " in name:
        spelled.add(name.replace(" jr ", " jr. "))
    spelled |= {each.replace("'s", "s").replace("s'", "s") for each in spelled}
    spelled |= {each.replace("'s", "").replace("s'", "") for each in spelled if each.endswith("day") and "'" in each}
    spelled |= {each.replace("s'", "'s") for each in spelled}
    if name.endswith("s day") and "'" not in name:
        spelled.add(name.removesuffix("s day") + "s' day")
    return spelled


HOLIDAYS: dict[str, DayOfYear] = {
    variant: rule for names, rule in _NAMES.items() for name in names.split("|") for variant in _variants(name)
}

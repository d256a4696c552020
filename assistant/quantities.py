"""Numbers with their units and dates, as English, Russian and Kazakh text writes them: digits, words, separators, scales.

A number may be read in two ways ("4,200" is 4200 or 4.2), so that each has a set of values; two mean the same where one of
their values is the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DIGITS = re.compile(r"\d{1,3}(?:[ \u00a0\u2009\u202f']\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,:]\d+)*")
_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")  # "in the year 2023", "2023 году": no length of time
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")

_ENGLISH = (
    "two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 thirteen=13 fourteen=14 fifteen=15 "
    "sixteen=16 seventeen=17 eighteen=18 nineteen=19 twenty=20 thirty=30 forty=40 fifty=50 sixty=60 seventy=70 eighty=80 "
    "ninety=90 third=3 fourth=4 fifth=5 sixth=6 seventh=7 eighth=8 ninth=9 tenth=10 eleventh=11 twelfth=12 twentieth=20"
)
_RUSSIAN = (
    "два=2 две=2 двух=2 двум=2 двумя=2 три=3 трех=3 трем=3 тремя=3 четыре=4 четырех=4 четырем=4 пять=5 пяти=5 пятью=5 шесть=6 "
    "шести=6 семь=7 семи=7 восемь=8 восьми=8 девять=9 девяти=9 десять=10 десяти=10 одиннадцать=11 одиннадцати=11 двенадцать=12 "
    "двенадцати=12 тринадцать=13 четырнадцать=14 пятнадцать=15 пятнадцати=15 шестнадцать=16 семнадцать=17 восемнадцать=18 "
    "девятнадцать=19 двадцать=20 двадцати=20 тридцать=30 тридцати=30 сорок=40 сорока=40 пятьдесят=50 пятидесяти=50 "
    "шестьдесят=60 шестидесяти=60 семьдесят=70 семидесяти=70 восемьдесят=80 восьмидесяти=80 девяносто=90 сто=100 ста=100 "
    "двести=200 двухсот=200 триста=300 трехсот=300 четыреста=400 пятьсот=500 шестьсот=600 семьсот=700 восемьсот=800 девятьсот=900"
)
_KAZAKH = (
    "екі=2 үш=3 төрт=4 бес=5 алты=6 жеті=7 сегіз=8 тоғыз=9 жиырма=20 отыз=30 қырық=40 елу=50 алпыс=60 жетпіс=70 сексен=80 "
    "тоқсан=90 екінші=2 үшінші=3 төртінші=4 бесінші=5 алтыншы=6 жетінші=7 сегізінші=8 тоғызыншы=9 оныншы=10"
)
_NUMERALS = {
    word: int(value) for pair in " ".join((_ENGLISH, _RUSSIAN, _KAZAKH)).split() for word, value in [pair.split("=")]
}
_SCALES = (
    (100, "hundred", "жүз"),
    (1_000, "thousand", "тыс", "тысяч", "мың"),
    (1_000_000, "million", "mln", "млн", "миллион"),
    (1_000_000_000, "billion", "bn", "млрд", "миллиард"),
)
_ALONE = frozenset("мың жүз тысяча тысячу".split())  # a thousand and a hundred without a word for one
_BESIDE_A_SCALE = {"one": 1, "одна": 1, "один": 1, "одну": 1, "бір": 1, "a": 1}
_UNITS = {
    "percent": ("%", "percent", "percentage", "процент", "пайыз"),
    "minute": ("minute", "минут"),
    "hour": ("hour", "час", "сағат"),
    "day": ("day", "день", "дня", "дней", "сут", "күн"),
    "week": ("week", "недел", "апта"),
    "month": ("month", "месяц", "ай"),
    "year": ("year", "год", "лет", "жыл", "жас"),
    "metre": ("m", "metre", "meter", "м", "метр"),
    "kilometre": ("km", "kilomet", "км", "километр", "шақырым"),
    "mile": ("mile", "миль", "миля"),
    "hectare": ("ha", "hectare", "га", "гектар"),
    "kilogram": ("kg", "kilogram", "кг", "килограмм"),
    "tonne": ("t", "ton", "tonne", "т", "тонн"),
    "dollar": ("$", "usd", "dollar", "доллар"),
    "euro": ("€", "eur", "euro", "евро", "еуро"),
    "pound": ("£", "pound", "фунт"),
    "tenge": ("₸", "tenge", "тенге", "теңге"),
    "rouble": ("₽", "rouble", "ruble", "рубл"),
}
_SHORTEST_BEGINNING = 3  # letters; a shorter name of a unit stands alone
_ENDING = 5  # letters that a name of a unit may have besides
_AFTER = re.compile(r"[\s\u00a0-]*([%$€£₸₽]|[^\W\d_]+)")
_BEFORE = re.compile(r"([$€£₸₽])\s*$")

_MONTHS = (
    ("jan", "январ", "қаңтар"),
    ("feb", "феврал", "ақпан"),
    ("mar", "март", "наурыз"),
    ("apr", "апрел", "сәуір"),
    ("may", "май", "мая", "мае", "мамыр"),
    ("jun", "июн", "маусым"),
    ("jul", "июл", "шілде"),
    ("aug", "август", "тамыз"),
    ("sep", "сентябр", "қыркүйек"),
    ("oct", "октябр", "қазан"),
    ("nov", "ноябр", "қараша"),
    ("dec", "декабр", "желтоқсан"),
)
_LATIN_MONTH = re.compile(
    r"Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|"
    r"Dec(?:ember)?"
)
_NUMERIC_DATE = re.compile(r"(?<!\d)(?:(\d{4})-(\d{2})-(\d{2})|(\d{1,2})\.(\d{1,2})\.(\d{4}))(?!\d)")
_DAY_BEFORE = re.compile(r"(\d{1,2})(?:st|nd|rd|th|-?го|-?ші|-?шы)?(?:\s+of)?\s+$")
_DAY_AFTER = re.compile(r"\s+(\d{1,2})(?:st|nd|rd|th)?(?![\d:.])")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number: what it may be worth, its unit ("" for none that is known), and where it stands."""

    values: frozenset[str]
    unit: str
    start: int
    end: int

    def same_number(self, other: Quantity) -> bool:
        """Tell whether both may be worth the same."""
        return not self.values.isdisjoint(other.values)


@dataclass(frozen=True, slots=True)
class Day:
    """A month, 1 to 12, with its day where one is given, and where it stands."""

    month: int
    day: int | None
    start: int
    end: int

    def fits(self, other: Day) -> bool:
        """Tell whether another date says what this one says, or more."""
        return self.month == other.month and self.day in (None, other.day)


def quantities(text: str) -> list[Quantity]:
    """Return the numbers of a text, in digits and in words, in order."""
    found = [*_in_digits(text), *_in_words(text)]
    return sorted(found, key=lambda quantity: quantity.start)


def days(text: str) -> list[Day]:
    """Return the dates of a text that name a month, in words or in figures."""
    found = []
    for match in _NUMERIC_DATE.finditer(text):
        month, day = (match[2], match[3]) if match[1] else (match[5], match[4])
        if 1 <= int(month) <= len(_MONTHS):
            found.append(Day(int(month), int(day), match.start(), match.end()))
    for word in _WORD.finditer(text):
        if month := _month(word.group()):
            before, after = _DAY_BEFORE.search(text[: word.start()][-12:]), _DAY_AFTER.match(text, word.end())
            given = before or (after if word.group().isascii() else None)
            found.append(Day(month, int(given[1]) if given else None, word.start(), word.end()))
    return found


def _month(word: str) -> int:
    if word.isascii():
        matches = _LATIN_MONTH.fullmatch(word) is not None
        return next((n for n, names in enumerate(_MONTHS, 1) if matches and word.lower().startswith(names[0])), 0)
    lowered = word.lower()
    for number, (_, *names) in enumerate(_MONTHS, 1):
        if any(lowered.startswith(name) and len(lowered) <= len(name) + _ENDING for name in names):
            return number if len(lowered) > _SHORTEST_BEGINNING or lowered in names else 0
    return 0


def _in_digits(text: str) -> Iterator[Quantity]:
    for match in _DIGITS.finditer(text):
        values, end = _values(match.group()), match.end()
        if scale := _scale_at(text, end):
            values = frozenset(_written(float(value) * scale[0]) for value in values if _is_number(value))
            end = scale[1]
        unit = _unit(text, match.start(), end)
        calendar = unit == "year" and _YEAR.fullmatch(match.group())
        yield Quantity(values, "" if calendar else unit, match.start(), end)


def _values(digits: str) -> frozenset[str]:
    bare = re.sub(r"[ \u00a0\u2009\u202f']", "", digits)
    values = {bare}
    if _GROUPED.fullmatch(bare):
        values.add(re.sub(r"[.,]", "", bare))
    if re.fullmatch(r"\d+[.,]\d+", bare):
        values.add(bare.replace(",", "."))
    return frozenset(_written(float(value)) if _is_number(value) else value for value in values)


def _in_words(text: str) -> Iterator[Quantity]:
    words = list(_WORD.finditer(text))
    position = 0
    while position < len(words):
        worth, length = _number_at(text, words[position:])
        if length:
            start, end = words[position].start(), words[position + length - 1].end()
            yield Quantity(frozenset({_written(worth)}), _unit(text, start, end), start, end)
        position += max(length, 1)


def _number_at(text: str, words: list[re.Match[str]]) -> tuple[float, int]:
    """Return what the words at the head of a list are worth as a number, and how many of them make it up."""
    total, current, length = 0.0, 0.0, 0
    for position, word in enumerate(words):
        if position and text[words[position - 1].end() : word.start()].strip(" \u00a0-"):
            break
        lowered = word.group().lower().replace("ё", "е")
        following = words[position + 1].group() if position + 1 < len(words) else ""
        scale = _scale(lowered)
        if lowered in _ALONE and not length:
            current = scale
        elif scale and current:
            total, current = (total, current * scale) if scale == 100 else (total + current * scale, 0.0)
        elif lowered in _NUMERALS and _NUMERALS[lowered] != current:
            current += _NUMERALS[lowered]
        elif not length and lowered in _BESIDE_A_SCALE and _scale(following.lower()):
            current = _BESIDE_A_SCALE[lowered]
        else:
            break
        length = position + 1
    return total + current, length


def _scale_at(text: str, end: int) -> tuple[int, int] | None:
    """Return the scale that stands after a number in digits and where it ends, None where none does."""
    word = re.compile(r"[\s\u00a0-]?([^\W\d_]+)\.?").match(text, end)
    scale = _scale(word[1].lower()) if word else 0
    return (scale, word.end(1)) if word and scale else None


def _scale(word: str) -> int:
    for scale, *names in _SCALES:
        if any(word.startswith(name) and len(word) <= len(name) + _ENDING - 2 for name in names):
            return scale
    return 0


def _unit(text: str, start: int, end: int) -> str:
    before, after = _BEFORE.search(text[max(start - 3, 0) : start]), _AFTER.match(text, end)
    if before:
        return _unit_of(before[1])
    if after is None:
        return ""
    if after[1].lower() == "per" and text[after.end() :].lstrip().lower().startswith("cent"):
        return "percent"
    return _unit_of(after[1].lower())


def _unit_of(word: str) -> str:
    for unit, names in _UNITS.items():
        for name in names:
            longer = len(name) >= _SHORTEST_BEGINNING and word.startswith(name) and len(word) <= len(name) + _ENDING
            if word == name or longer:
                return unit
    return ""


def _is_number(value: str) -> bool:
    return re.fullmatch(r"\d+(?:\.\d+)?", value) is not None


def _written(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")

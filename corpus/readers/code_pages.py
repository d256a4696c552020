"""Which of the code pages of one alphabet some bytes are written in, told by the letters that come out.

Cyrillic has eight of them in use, and each gives the same bytes another reading, nearly all of it letters. In the right one the
letters are as frequent as a language has them, capitals stand where words begin, and signs stand between words. Greek and
Hebrew are weighed as well, because in the wrong code page they look Cyrillic.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import islice
from math import log

# In order of preference where two give the same reading.
CODE_PAGES = (
    *("cp1251", "koi8_r", "koi8_u", "cp866", "iso8859_5", "mac_cyrillic", "kz1048", "ptcp154"),
    *("cp1253", "cp1255"),
)

# The letters of each language from the most frequent to the least; Kazakh with the Russian words that its texts hold.
_LANGUAGES = (
    "оаеинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",  # Russian
    "аыенртілдсқомкбжғиңузпйшгұөүәяхвфцэьючһщъё",  # Kazakh
    "оанивіертслкудмпзяьбгйчхєжшцюїщфґ",  # Ukrainian
    "анітоерсылкядмвуьпзжцгчбйхўшюфэё",  # Belarusian
    "аоиетнрсвлкдпмзугябчъщжхцшюйфь",  # Bulgarian
    "аоиенрсјтукпмвдљзгбшчцњжћхђфџ",  # Serbian
    "αοιετσνηυρπκμλςωγδίάόέχήθφύβώξζψ",  # Greek
    "יוהלאמרתבשנדםעקחפטגסכצזןףץך",  # Hebrew
)
_STEP = 0.9
_TOTAL = sum(_STEP**rank for rank in range(33))

_PLAIN_SIGN = log(0.01)
_ODD_SIGN = log(0.0005)
_MISPLACED = log(0.00002)
_PLAIN_SIGNS = frozenset("«»—–“”„‘’…№§°©\u00a0•")
_LEAST = -4.0
_NEAR = 0.3

_WORD = re.compile(rb"[A-Za-z0-9]*[\x80-\xff][\x80-\xffA-Za-z0-9]*")
_THREE_LETTERS = re.compile(rb"[\x80-\xff]{3}")
_REPEATED = re.compile(r"(.)\1{2,}")
_SAMPLE_WORDS = 2_000


def code_page(data: bytes, *, declared: str = "") -> str | None:
    """Return the code page in which the bytes above 127 read as a language that is weighed here, None where none does.

    `declared`, an encoding that the file names, is preferred where it reads about as well. Fewer than three letters in a row
    decide nothing.
    """
    if not _THREE_LETTERS.search(data):
        return None
    words = Counter(match.group() for match in islice(_WORD.finditer(data), _SAMPLE_WORDS))
    likelihoods = {page: _likelihood(words, page) for page in CODE_PAGES}
    best = max(CODE_PAGES, key=lambda page: likelihoods[page])
    if likelihoods[best] < _LEAST:
        return None
    return declared if declared and _likelihood(words, declared) > likelihoods[best] - _NEAR else best


def _likelihood(words: Counter[bytes], encoding: str) -> float:
    """Return the mean log-likelihood of the foreign characters, in the language that explains them best."""
    letters: Counter[str] = Counter()
    others, length = 0.0, 0
    for word, count in words.items():
        for misfit, character in _characters(_REPEATED.sub(r"\1", word.decode(encoding, "replace"))):
            length += count
            if misfit:
                others += misfit * count
            else:
                letters[character] += count
    spoken = max(sum(shares.get(letter, _ODD_SIGN) * n for letter, n in letters.items()) for shares in _shares())
    return (spoken + others) / max(length, 1)


def _characters(word: str) -> Iterator[tuple[float, str]]:
    """Yield each foreign character of a word, a letter in its place with 0, any other with its log-likelihood."""
    before = " "
    for character, after in zip(word, f"{word[1:]} ", strict=True):
        if not character.isascii():
            yield _misfit(before, character, after), character.lower()
        before = character


def _misfit(before: str, character: str, after: str) -> float:
    if character in _PLAIN_SIGNS:
        return _PLAIN_SIGN
    if not character.isalpha():
        return _MISPLACED if before.isalpha() and after.isalpha() else _ODD_SIGN
    beside_latin = any(neighbour.isascii() and neighbour.isalpha() for neighbour in (before, after))
    return _MISPLACED if beside_latin or (character.isupper() and before.islower()) else 0


@cache
def _shares() -> tuple[dict[str, float], ...]:
    """Return the log-likelihood of each letter in each language: it falls with the rank as in the texts counted."""
    return tuple({letter: log(_STEP**rank / _TOTAL) for rank, letter in enumerate(letters)} for letters in _LANGUAGES)

"""How a word sounds, roughly: names and international words written in Latin and in Cyrillic letters find each other.

The sound of a word is its consonants in one alphabet, with spellings of one sound made one (sh and ш, q and к, ph and ф) and
its vowels left out, for they are what transcriptions disagree about: Токаев, Toqaev and Tokayev all sound "tkv".
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

SHORTEST_SOUND = 3  # consonants; of two there are too many words
_CYRILLIC = re.compile(r"[Ѐ-ԯ]")
_CYRILLIC_GROUPS = (("тч", "ч"), ("дж", "з"))
_CYRILLIC_LETTERS = str.maketrans(
    {
        **dict(zip("бвгджзклмнпрстфхцчшщғқңһ", "bvgdzzklmnprstfhscssgknh", strict=True)),
        **dict.fromkeys("аеиоуыэюяәөұүі", "a"),
        **dict.fromkeys("йъь", ""),
    }
)
_LATIN_GROUPS = (
    *(("sch", "s"), ("tch", "ч"), ("ch", "ч"), ("sh", "s"), ("kh", "h"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("zh", "z")),
    *(("tz", "s"), ("ts", "s"), ("qu", "kv"), ("q", "k"), ("x", "ks"), ("j", "z")),
)  # fmt: skip
_SOFT_C = re.compile(r"c(?=[eiy])")
_SILENT_W = re.compile(r"w(?![aeiouy]|$)")
_VOWEL = re.compile(r"[aeiouy]")
_REPEATED = re.compile(r"(.)\1+")


@lru_cache(maxsize=200_000)
def sound(word: str) -> str:
    """Return the sound of a word in lower case, "" where it has too few consonants to be known by them.

    A vowel it begins with is kept, as "a".
    """
    letters = _from_cyrillic(word) if _CYRILLIC.match(word) else _from_latin(word)
    head = "a" if letters[:1] in "aeiouy" else ""
    consonants = _REPEATED.sub(r"\1", _VOWEL.sub("", letters))
    return head + consonants if len(consonants) >= SHORTEST_SOUND and consonants.isalpha() else ""


def _from_cyrillic(word: str) -> str:
    for group, single in _CYRILLIC_GROUPS:
        word = word.replace(group, single)
    return word.translate(_CYRILLIC_LETTERS)


def _from_latin(word: str) -> str:
    word = "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
    for group, single in _LATIN_GROUPS:
        word = word.replace(group, single)
    word = _SOFT_C.sub("s", word).replace("c", "k").replace("ч", "c")
    return _SILENT_W.sub("", word).replace("w", "v")

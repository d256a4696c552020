"""A Russian or Kazakh question when or where something is, put into English words, for programmes that stand in English.

It is put by the lexicon, word by word. A word that this does not know, such as a name, leaves the question as it is.
"""

from __future__ import annotations

import re

from index import Index

from .asking import Asked, Shape

_BEGINS = {Shape.DATE: "When is the", Shape.PLACE: "Where is the"}
_ASKED = frozenset(
    "когда где куда во сколько в какой каком какого числа году день дня время месте зале на и а ли находится расположен "
    "расположена будет был была было қашан қайда қай неше сағат сағатта күні жылы болады бола ма ме".split()
)
_PARTS = frozenset({"panel", "plenary", "session", "section", "meeting", "hall", "room", "conference"})  # "Панель 2"
_LETTERS = dict(zip("АВБСЕНКМОРТХ", "AVBCEHKMOPTX", strict=True))
_WORD = re.compile(r"[^\W_]+")


def in_english(index: Index, asked: Asked) -> str:
    """Return the question in English, "" for another, and where a word is unknown or most documents are in another language."""
    language = index.language(asked.text)
    if language == "en" or asked.shape not in _BEGINS or not _is_english(index):
        return ""
    found = [match for match in _WORD.finditer(asked.text) if match.group().lower() not in _ASKED]
    words = [_translated(match.group(), language, first=match.start() == 0) for match in found]
    return f"{_BEGINS[asked.shape]} {' '.join(words)}?" if words and all(words) else ""


def _is_english(index: Index) -> bool:
    """Tell whether at least half of the documents are in English."""
    languages = [one.language for one in index.documents() if one.passages]
    return 2 * languages.count("en") >= len(languages) > 0


def _translated(word: str, language: str, *, first: bool) -> str:
    """Return a word in English, "" for an unknown one and for a name, which begins with a capital within a question."""
    if word.isdigit() or word.isascii():
        return word
    if len(word) == 1 and word.isupper():
        return _LETTERS.get(word, "")
    english = Index.english(word, language)
    return "" if word[0].isupper() and not first and english not in _PARTS else english

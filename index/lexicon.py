"""A small lexicon of English, Russian and Kazakh: a word of a question finds its translations in the materials.

`lexicon.txt` holds one notion a line, its words in the three languages between bars; every word translates every word of
the other two columns. Of an expression of several words nothing is taken but where it stands for one word alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from .words import stems_in

_LANGUAGES = ("en", "ru", "kk")


def translations(stem: str) -> tuple[str, ...]:
    """Return the stems of the words in other languages that mean what a word with this stem does, () for an unknown one."""
    return _lexicon().get(stem, ())


def english_of(stem: str) -> str:
    """Return an English word that means what a Russian or Kazakh word with this stem does, "" for an unknown one."""
    return _english().get(stem, "")


@lru_cache(maxsize=1)
def _english() -> dict[str, str]:
    """Return the first English word of each notion by the stems of its other words; the first notion that has one counts."""
    found: dict[str, str] = {}
    for line in _lines():
        english, *others = line.split("|")
        word = english.split(",")[0].strip()
        for column, language in zip(others, _LANGUAGES[1:], strict=True):
            for stem in _single(column, language):
                found.setdefault(stem, word)
    return found


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, tuple[str, ...]]:
    """Read the file; it takes some 20 ms, once, at the first question that needs it."""
    found: dict[str, dict[str, None]] = {}
    for notion in _notions():
        for own in notion:
            others = dict.fromkeys(stem for other in notion if other is not own for stem in other)
            for stem in own:
                found.setdefault(stem, {}).update(others)
    return {stem: tuple(other for other in others if other != stem) for stem, others in found.items()}


def _notions() -> Iterator[list[list[str]]]:
    """Yield, for each line, the stems of each language's words."""
    for line in _lines():
        columns = zip(line.split("|"), _LANGUAGES, strict=True)
        yield [list(_single(column, language)) for column, language in columns]


def _lines() -> Iterator[str]:
    text = (files(__package__) / "lexicon.txt").read_text(encoding="utf-8")
    yield from (line for line in text.splitlines() if line and not line.startswith("#"))


def _single(column: str, language: str) -> Iterator[str]:
    for expression in column.split(","):
        stems = stems_in(expression, language)
        if len(stems) == 1:
            yield stems[0]

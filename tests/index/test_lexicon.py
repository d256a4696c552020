"""The lexicon: every line can be read, and words find their translations in any inflection."""

from __future__ import annotations

from importlib.resources import files

import pytest

from index.lexicon import translations
from index.words import stems_in

LINES = [line for line in (files("index") / "lexicon.txt").read_text(encoding="utf-8").splitlines() if line]


def stem(word: str, language: str) -> str:
    (found,) = stems_in(word, language)
    return found


@pytest.mark.parametrize(
    ("word", "language", "other", "its"),
    [
        ("lawyers", "en", "адвокатов", "ru"),
        ("judges", "en", "судья", "ru"),
        ("пыткам", "ru", "torture", "en"),
        ("детский", "ru", "children", "en"),
        ("құқықтар", "kk", "rights", "en"),
        ("rights", "en", "құқық", "kk"),
        ("мемлекеттің", "kk", "государство", "ru"),
    ],
)
def test_a_word_in_any_inflection_is_translated(word: str, language: str, other: str, its: str) -> None:
    assert stem(other, its) in translations(stem(word, language))


def test_an_unknown_word_has_no_translation() -> None:
    assert translations("xyzzy") == ()


def test_every_line_holds_one_notion_in_three_columns() -> None:
    notions = [line for line in LINES if not line.startswith("#")]
    assert len(notions) > 1_000
    for line in notions:
        english, russian, _ = line.split("|")
        assert english.isascii(), line
        assert english.strip(), line
        assert russian.strip(), line


def test_a_word_is_no_translation_of_itself() -> None:
    assert not any(word in translations(word) for word in ("human", "адвокат", "конвенция"))

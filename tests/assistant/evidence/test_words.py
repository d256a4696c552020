"""The words of a pack in its three languages."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from assistant.evidence.packing import SUMS
from assistant.evidence.reading import ANSWER
from assistant.evidence.words import Words, words_in


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_each_language_fills_in_the_same_and_names_the_same_parts(language: str) -> None:
    words, english = words_in(language), words_in("en")
    assert words.code == language
    for field in fields(Words):
        mine, theirs = (re.findall(r"\{\w+\}", getattr(one, field.name)) for one in (words, english))
        assert sorted(mine) == sorted(theirs), field.name
    for part in (ANSWER, SUMS, "answer.html", "quotes.txt", "sources.json", "sources.sha256", "versions.json"):
        assert part in words.readme


def test_a_language_without_words_of_ours_gets_the_english_ones() -> None:
    assert words_in("fr") is words_in("en")

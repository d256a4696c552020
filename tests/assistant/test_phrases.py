"""The words that join quotes: complete and different in each language."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from assistant.phrases import phrases_for

FILLED = {
    "names": "N", "documents": 3, "passages": 40, "sources": "a.pdf", "speaker": "S", "where": "W", "maker": "M", "count": 2,
    "reports": "R", "name": "X", "number": "9", "numbers": " (1)", "response": "Y", "quote": "Q", "place": "p. 1", "total": 7,
    "topic": "T", "recommendations": "9 R",
    "question": "Q?", "created": "C",
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_every_phrase_can_be_filled_in_and_leaves_no_brace(language: str) -> None:
    for phrase in asdict(phrases_for(language)).values():
        filled = phrase.format(**FILLED)
        assert filled.strip()
        assert "{" not in filled


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_phrases_ask_for_the_same_things_as_the_english_ones_in_other_words(language: str) -> None:
    english, other = asdict(phrases_for("en")), asdict(phrases_for(language))

    for name in set(english) - {"speaker", "number"}:
        assert english[name] != other[name]
        assert [field for field in FILLED if f"{{{field}}}" in english[name]] == [
            field for field in FILLED if f"{{{field}}}" in other[name]
        ]


@pytest.mark.parametrize("language", ["", "fr", "EN"])
def test_an_unknown_language_is_answered_in_english(language: str) -> None:
    assert phrases_for(language) == phrases_for("en")


def test_the_kazakh_refusal_is_not_the_russian_one() -> None:
    assert phrases_for("kk").not_answered != phrases_for("ru").not_answered

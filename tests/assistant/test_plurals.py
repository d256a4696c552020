"""Numbers agree with what they count, in each language."""

from __future__ import annotations

import pytest

from assistant.plurals import counted, ranges


@pytest.mark.parametrize(
    ("count", "language", "expected"),
    [
        (0, "en", "0 documents"),
        (1, "en", "1 document"),
        (2, "en", "2 documents"),
        (1, "fr", "1 document"),
        (1, "ru", "1 документ"),
        (2, "ru", "2 документа"),
        (5, "ru", "5 документов"),
        (11, "ru", "11 документов"),
        (14, "ru", "14 документов"),
        (21, "ru", "21 документ"),
        (103, "ru", "103 документа"),
        (111, "ru", "111 документов"),
        (1, "kk", "1 құжат"),
        (5, "kk", "5 құжат"),
    ],
)
def test_a_noun_agrees_with_its_number(count: int, language: str, expected: str) -> None:
    assert counted(count, "document", language) == expected


@pytest.mark.parametrize("noun", ["document", "page", "passage", "recommendation", "sentence"])
def test_every_noun_is_known_in_each_language(noun: str) -> None:
    assert len({counted(5, noun, language) for language in ("en", "ru", "kk")}) == 3


@pytest.mark.parametrize(("places", "shown"), [([], ""), ([4], "4"), ([1, 2, 3, 5], "1–3, 5"), ([2, 4, 5], "2, 4–5")])
def test_numbers_that_follow_each_other_are_a_range(places: list[int], shown: str) -> None:
    assert ranges(places) == shown

"""What a passage is found by: its own words, its context, and of a turn the words of the turns around it."""

from __future__ import annotations

from index.entries import EXCHANGE, entries
from index.passages import Words


def test_a_turn_is_found_by_the_words_around_it_in_its_own_document_alone() -> None:
    asked = Words("a.vtt", ["trawling", "why"], ["hall"], turn=True)
    replied = Words("a.vtt", ["because", "fish"], ["hall"], turn=True)
    elsewhere = Words("b.vtt", ["weather"], ["hall"], turn=True)
    first, second, third = entries([asked, replied, elsewhere])
    assert (first.text, first.context) == (asked.text, ["hall", "because", "fish"])
    assert (second.text, sorted(second.context)) == (replied.text, ["hall", "trawling", "why"])
    assert (third.text, third.context) == (elsewhere.text, ["hall"])
    assert (first.document, second.document, third.document) == (0, 0, 1)


def test_a_passage_that_is_no_turn_is_found_by_its_own_words() -> None:
    first, second = entries([Words("a.md", ["one"], ["t"], aside=True), Words("a.md", ["two"], ["t"])])
    assert (first.context, first.aside) == (["t"], True)
    assert (second.context, second.aside) == (["t"], False)


def test_an_exchange_has_an_end() -> None:
    many = [Words("a.vtt", [f"word{number}"], [], turn=True) for number in range(3 * EXCHANGE)]
    middle = list(entries(many))[len(many) // 2]
    assert len(middle.context) == 2 * EXCHANGE
    assert f"word{len(many) // 2 - EXCHANGE}" in middle.context
    assert f"word{len(many) // 2 - EXCHANGE - 1}" not in middle.context

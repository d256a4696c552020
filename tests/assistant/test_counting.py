"""How many: who took part, and what a sentence names one by one."""

from __future__ import annotations

import pytest

from assistant import Assistant


@pytest.mark.parametrize(
    "question",
    [
        "How many people attended?",
        "How many participants came to the meeting?",
        "Сколько человек участвовало?",
        "Қанша адам қатысты?",
    ],
)
def test_how_many_took_part_is_found_whichever_way_it_is_said(harbour: Assistant, question: str) -> None:
    assert "212 people" in harbour.ask(question).citations[0].quote


def test_how_many_took_part_elsewhere_is_not_answered_by_it(harbour: Assistant) -> None:
    answer = harbour.ask("How many people attended the wedding?")

    assert not any("212" in citation.quote for citation in answer.citations)


def test_things_named_one_by_one_are_counted(harbour: Assistant) -> None:
    answer = harbour.ask("How many workshops did the meeting include?")

    assert answer.kind == "count"
    assert "3: " in answer.text
    assert "Night work" in answer.citations[0].quote


def test_a_number_that_is_given_is_not_counted_again(harbour: Assistant) -> None:
    assert harbour.ask("How many towns took part?").kind == "fact"

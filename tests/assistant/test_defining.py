"""Definitions come from the sentence that defines, in three languages; nothing else is taken for one."""

from __future__ import annotations

import pytest

from assistant import Assistant


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What is a berth permit?", "is a paper that allows"),
        ("What is meant by a berth permit?", "is a paper that allows"),
        ("What does HUC stand for?", "Harbour Users Council (HUC)"),
        ("What is the HUC?", "Harbour Users Council (HUC)"),
        ("Who is Peter Dunmore?", "owner of the ferry"),
        ("Who is the Harbour Commissioner?", "Commissioner Ilse Varga"),
        ("Who is Ilse Varga?", "Harbour Commissioner Ilse Varga"),
        ("Что такое лоцманская служба?", "это люди"),
        ("Кто такая Вера Лужина?", "Председатель Вера Лужина"),
        ("Кемежай дегеніміз не?", "тоқтайтын орын"),
    ],
)
def test_the_sentence_that_defines_is_quoted_alone(harbour: Assistant, question: str, words: str) -> None:
    answer = harbour.ask(question)

    assert answer.kind == "definition"
    assert words in answer.citations[0].quote
    assert len(answer.citations) == 1


@pytest.mark.parametrize(
    "question",
    [
        "What is a lighthouse keeper?",
        "What does HBX stand for?",
        "Who is Anna Smith?",
        "Что такое маяк?",
        "Маяк дегеніміз не?",
    ],
)
def test_what_nothing_defines_gets_no_definition(harbour: Assistant, question: str) -> None:
    assert harbour.ask(question).kind != "definition"


def test_a_question_about_a_thing_is_no_question_what_it_is(harbour: Assistant) -> None:
    assert harbour.ask("What was adopted at the end of the day?").kind == "fact"

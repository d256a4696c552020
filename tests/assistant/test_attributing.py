"""Who said it: the words with their speaker, and the sentence that tells whom "the Commissioner" means."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.attributing import asks_who_said


@pytest.mark.parametrize(
    "question",
    [
        "Who said that boats pay too much?",
        "Who proposed a lighthouse?",
        "And who spoke about the pier?",
        "Кто предложил построить маяк?",
        "Көпір туралы кім айтты?",
    ],
)
def test_a_question_for_whose_words_something_are_is_known(question: str) -> None:
    assert asks_who_said(question)


@pytest.mark.parametrize("question", ["Who organised the meeting?", "What did Ilse Varga say?", "Кто открыл форум?"])
def test_another_question_is_not_taken_for_one(question: str) -> None:
    assert not asks_who_said(question)


def test_words_given_to_a_role_get_the_name_and_the_sentence_that_tells_it(harbour: Assistant) -> None:
    answer = harbour.ask("Who said that the meeting should be another step towards cleaner water?")

    assert answer.kind == "attribution"
    assert "cleaner water" in answer.citations[0].quote
    assert "Commissioner Ilse Varga" in answer.citations[0].quote


def test_words_given_to_a_surname_get_the_whole_name(harbour: Assistant) -> None:
    answer = harbour.ask("Who said that boats pay far too much?")

    assert "Peter Dunmore" in answer.text
    assert "said Mr Dunmore" in answer.citations[0].quote


@pytest.mark.parametrize(
    "question", ["What did Ilse Varga say about cleaner water?", "What did the Commissioner say about cleaner water?"]
)
def test_what_a_role_said_is_found_under_the_name_too(harbour: Assistant, question: str) -> None:
    answer = harbour.ask(question)

    assert "another step towards cleaner water" in answer.citations[0].quote
    assert "Ilse Varga" in answer.text


def test_who_said_something_in_russian_is_told_by_the_sentence_that_names_the_speaker(harbour: Assistant) -> None:
    assert "Вера Лужина" in harbour.ask("Кто отметил, что причал закрыт на зиму?").citations[0].quote

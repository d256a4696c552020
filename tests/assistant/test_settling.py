"""Yes or no: told from other questions, settled by a sentence, and never by one that merely names the same people."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.settling import as_stated, is_yes_or_no


@pytest.mark.parametrize(
    "question",
    [
        "Does the board pay for boats?",
        "And was it adopted?",
        "Isn't the pier closed?",
        "Can I file on paper?",
        "Принята ли декларация?",
        "Правда, что причал закрыт?",
        "Көпір жөнделе ме?",
        "Кеңес тегін бе?",
    ],
)
def test_a_question_for_yes_or_no_is_known(question: str) -> None:
    assert is_yes_or_no(question)


@pytest.mark.parametrize(
    "question",
    [
        "What does the board pay for?",
        "Who was it?",
        "Whose is the boat?",
        "Кто принял декларацию?",
        "Көпір қашан жөнделеді?",
        "Willow trees",
        "Что сказал Лиепа?",
    ],
)
def test_another_question_is_not_taken_for_one(question: str) -> None:
    assert not is_yes_or_no(question)


def test_a_kazakh_verb_gets_back_the_ending_it_loses_before_the_particle() -> None:
    assert as_stated("Көпір жөнделе ме?") == "Көпір жөнделеді ме?"
    assert as_stated("Автобус қосыла ма?") == "Автобус қосылады ма?"
    assert as_stated("Форум өтті ме?") == "Форум өтті ме?"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Were the rules adopted by consensus?", "adopted by consensus"),
        ("Does the pier need repair?", "constant repair"),
        ("Закрыт ли северный причал?", "закрыт на зиму"),
        ("Көпір жөнделе ме?", "жөнделеді"),
    ],
)
def test_the_sentence_that_settles_it_is_quoted_without_a_yes_of_ours(
    harbour: Assistant, question: str, words: str
) -> None:
    answer = harbour.ask(question)

    assert answer.kind == "yes_no"
    assert words in answer.citations[0].quote
    assert not answer.text.lower().startswith(("yes", "no", "да", "нет", "иә", "жоқ"))


@pytest.mark.parametrize(
    "question",
    [
        "Did Ilse Varga resign?",
        "Does Peter Dunmore sell bicycles?",
        "Did Ilse Varga praise the police?",
        "Уволилась ли Вера Лужина?",
    ],
)
def test_a_sentence_that_only_names_who_is_asked_about_settles_nothing(harbour: Assistant, question: str) -> None:
    answer = harbour.ask(question)

    assert not answer.answered
    assert answer.closest

"""The packaged sample conference answers its own questions: which, from where, and what it refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, Assistant, Settings, Turn
from corpus.sample import MATERIALS
from index import Index

Verify = Callable[[Assistant, Answer, Path], None]
Question = Mapping[str, Any]

QUESTIONS: list[Question] = json.loads((Path(__file__).parents[1] / "sample_questions.json").read_text("utf-8"))
ANSWERABLE = [question for question in QUESTIONS if question["kind"] != "refusal"]
RIGHT = 0.82  # share of the answerable questions whose answer cites the stated words of the stated file
REFUSED = (
    "What did Amira Stellbrook say about bail?",
    "What did the Minister of Finance announce?",
    "How many complaints did the Ombudsman receive in 2019?",
    "What did the conference decide about the death penalty?",
    "How many mobile clinics are there in Norway?",
    "Who won the football world cup?",
    "What is the recipe for beef stew?",
    "What is the population of Ozendi?",
    "Что сказал министр здравоохранения Озенди?",
    "Сколько посещений механизм провёл в 2021 году?",
    "Президент сайлауы қашан өтеді?",
    "Нұргүл Тілеуқабыл қай университетті бітірген?",
)


@pytest.fixture(scope="module")
def sample(sample_store: Path, forum_index: Index) -> Assistant:
    opened = Index.open(sample_store, embedder=forum_index.embedder)
    return Assistant(opened, Settings(store=sample_store))


@pytest.fixture(scope="module")
def answers(sample: Assistant) -> dict[str, Answer]:
    return {question["question"]: ask(sample, question) for question in QUESTIONS}


def ask(sample: Assistant, question: Question) -> Answer:
    """Ask a question, after the one that it follows where there is one."""
    history = [Turn(question["after"])] if "after" in question else []
    return sample.ask(question["question"], history=history)


def folded(text: str) -> str:
    """Return a text without case, line ends and the bars between a table's cells."""
    return re.sub(r"[\s|]+", " ", text).casefold()


def is_right(question: Question, answer: Answer) -> bool:
    accepted = [question, *question.get("also", [])]
    return any(
        citation.source == found["file"] and folded(found["must_contain"]) in folded(citation.quote)
        for found in accepted
        for citation in answer.citations
    )


def test_every_question_names_a_file_of_the_sample_or_is_to_be_refused() -> None:
    assert len(ANSWERABLE) >= 40
    for question in ANSWERABLE:
        for found in (question, *question.get("also", [])):
            assert (MATERIALS / found["file"]).is_file()
            assert found["must_contain"]


def test_all_files_of_the_sample_are_read(sample: Assistant) -> None:
    sources = sample.sources()

    assert {source.state for source in sources} == {"indexed"}
    assert 8 <= len(sources) <= 12
    assert {source.language for source in sources} >= {"en", "ru", "kk"}


def test_every_citation_of_every_answer_can_be_checked(
    sample: Assistant, answers: dict[str, Answer], verify: Verify
) -> None:
    for answer in answers.values():
        verify(sample, answer, MATERIALS)


def test_most_questions_are_answered_from_the_stated_words(answers: dict[str, Answer]) -> None:
    wrong = [question["question"] for question in ANSWERABLE if not is_right(question, answers[question["question"]])]

    assert len(wrong) <= len(ANSWERABLE) * (1 - RIGHT), wrong


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_no_language_is_left_behind(answers: dict[str, Answer], language: str) -> None:
    asked = [question for question in ANSWERABLE if question["language"] == language]

    assert sum(is_right(question, answers[question["question"]]) for question in asked) >= 0.75 * len(asked)


def test_follow_ups_are_answered_after_the_question_they_follow(sample: Assistant, answers: dict[str, Answer]) -> None:
    following = [question for question in ANSWERABLE if "after" in question]

    assert len(following) >= 2
    for question in following:
        answer = answers[question["question"]]
        assert answer.searched.question != question["question"]
        assert is_right(question, answer)


@pytest.mark.parametrize("question", REFUSED)
def test_what_the_sample_does_not_say_is_refused(answers: dict[str, Answer], question: str) -> None:
    answer = answers[question]

    assert not answer.answered
    assert str(answer.searched.passages) in answer.text


def test_answers_are_short_and_few(answers: dict[str, Answer]) -> None:
    for answer in answers.values():
        assert len(answer.citations) <= 12
        assert all(len(citation.quote) < 3_000 for citation in answer.citations)

"""A Russian or Kazakh question when or where is asked in English too, where every word of it is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant, Settings
from assistant.answering import understood
from assistant.retelling import in_english
from index import Index


@pytest.fixture(scope="module")
def opened(sample_store: Path, forum_index: Index) -> Index:
    return Index.open(sample_store, embedder=forum_index.embedder)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Где пройдёт следующая конференция?", "Where next conference"),
        ("Келесі конференция қайда өтеді?", "Where next conference"),
        ("Где находится зал Б?", "Where hall B"),
        ("Когда обед?", "When lunch"),
    ],
)
def test_a_question_of_known_words_is_put_into_english(opened: Index, question: str, words: str) -> None:
    retold = in_english(opened, understood(opened, question))

    assert all(word in retold.rstrip("?").split() for word in words.split())


@pytest.mark.parametrize(
    "question",
    ["Когда выступает Павел Дрозденко?", "Where is hall B?", "Кто открыл конференцию?", "Үшінші шұңқыршақ қайда?"],
)
def test_a_name_an_unknown_word_or_another_question_is_left_alone(opened: Index, question: str) -> None:
    assert in_english(opened, understood(opened, question)) == ""


def test_where_most_documents_are_in_another_language_nothing_is_retold(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    text = "Следующая конференция пройдёт в городе Карагаш в апреле, в большом зале центра."
    (tmp_path / "files" / "a.md").write_text(f"# Итоги\n\n{text}\n", encoding="utf-8")
    with Assistant.build(tmp_path / "files", settings=Settings(store=tmp_path / "store")) as assistant:
        answer = assistant.ask("Где пройдёт следующая конференция?")

    assert "Карагаш" in answer.citations[0].quote


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Где пройдёт следующая конференция?", "Suluozen"),
        ("Келесі конференция қайда өтеді?", "Suluozen"),
        ("Где находится зал Б?", "ground floor"),
        ("Когда обед?", "Lunch"),
        ("Когда и где пройдёт первое совместное посещение с Таулы?", "намечено на сентябрь 2025"),
    ],
)
def test_the_programme_answers_in_whatever_language_it_is_asked(
    opened: Index, sample_store: Path, question: str, words: str
) -> None:
    answer = Assistant(opened, Settings(store=sample_store)).ask(question)

    assert any(words in citation.quote for citation in answer.citations)

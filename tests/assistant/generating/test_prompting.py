"""What a model is told: numbered sources between markers that none of them holds, within a budget."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.generating.prompting import numbered, prompt
from assistant.quoting import Stretch


@pytest.fixture(scope="module")
def stretches(forum: Assistant) -> list[Stretch]:
    with forum._using() as index:
        return [Stretch(passage, row, 0, 1) for row, passage in enumerate(index.sample(50))]


def test_no_source_can_hold_the_marker(stretches: list[Stretch]) -> None:
    sources = numbered(stretches, tokens=6_000)
    word = sources[0].words.passage.text.split()[0]
    given = prompt("Who spoke?", sources, fence=word)
    assert f"{word} SOURCE 1 {word}" not in given.user
    one, two = prompt("Who spoke?", sources), prompt("Who spoke?", sources)
    assert one.system != two.system


def test_each_passage_stands_whole_below_its_number_with_what_it_stands_under(stretches: list[Stretch]) -> None:
    sources = numbered(stretches, tokens=6_000)
    given = prompt("Who spoke?", sources, fence="=f=")
    for source in sources:
        assert f"=f= SOURCE {source.number} =f=\n{source.label}\n\n{source.words.passage.text}\n=f=" in given.user
        assert source.words.passage.title in source.label
    assert given.user.endswith("=f= END OF SOURCES =f=\n\nQuestion: Who spoke?")


def test_the_budget_is_kept_and_no_document_takes_more_than_half(stretches: list[Stretch]) -> None:
    sources = numbered(stretches, tokens=500)
    assert 0 < len(sources) < len(numbered(stretches, tokens=6_000))
    assert sum(len(source.words.passage.text) for source in sources) <= 500 * 3.5
    taken: dict[str, int] = {}
    for source in sources:
        passage = source.words.passage
        taken[passage.source] = taken.get(passage.source, 0) + len(passage.text)
    assert max(taken.values()) <= 250 * 3.5


def test_a_passage_stands_once(stretches: list[Stretch]) -> None:
    sources = numbered([*stretches, *stretches], tokens=6_000)
    assert len({source.words.row for source in sources}) == len(sources)


@pytest.mark.parametrize(
    ("question", "language"),
    [("Who spoke?", "English"), ("Кто выступил на форуме?", "Russian"), ("Форумда кім сөз сөйледі?", "Kazakh")],
)
def test_the_model_is_to_answer_in_the_language_of_the_question(
    stretches: list[Stretch], question: str, language: str
) -> None:
    assert f"Write in {language}," in prompt(question, numbered(stretches, tokens=600)).system

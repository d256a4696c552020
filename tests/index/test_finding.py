"""Finding by itself: what a sentence that holds all the words is worth, and what nothing is known of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Index, ModelChoice, build_index
from index.finding import Found, Query

WATER = """# Water

The glaciers that feed our rivers have lost a third of their ice, a minister said.

## Travel

A third of the pupils lost their way to school in the ice last year.

## Schools

Rivers are crossed by pupils each day.
"""


@pytest.fixture(scope="module")
def index(compiled_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("finding")
    (folder / "materials").mkdir()
    (folder / "materials" / "water.md").write_text(WATER, encoding="utf-8")
    choice = ModelChoice(cache=compiled_cache)
    build_index([folder / "materials"], folder / "store", choice=choice)
    opened = Index.open(folder / "store", choice=choice)
    yield opened
    opened.close()


def test_words_said_in_one_sentence_stand_above_words_scattered_over_several(index: Index) -> None:
    rows = list(index.passages.rows_of("water.md"))
    said_at_once = index._finder._said_at_once
    shares = said_at_once("Who lost a third of the ice in the rivers?", rows)
    assert max(shares, key=lambda row: shares[row]) == rows[0]
    assert shares[rows[0]] == pytest.approx(1, abs=0.35)
    assert said_at_once("Кто потерял треть льда?", rows) == {}
    assert said_at_once("glaciers rivers schools pupils villages lawyers clients forum counsel way year", rows) == {}


def test_each_row_near_the_question_has_its_cosine(index: Index) -> None:
    question = "Which rivers do glaciers feed?"
    found = index._finder.find(Query(question))
    assert found.ranked[0][0] == index.passages.rows_of("water.md")[0]
    cosines = index.similarities(question, [row for row, _ in found.ranked])
    for row, _ in found.ranked:
        assert found.cosines[row] == pytest.approx(max(cosine for *_, cosine in cosines[row]), abs=1e-4)


def test_a_filter_that_keeps_nothing_finds_nothing(index: Index) -> None:
    assert index._finder.find(Query("glaciers", where=(("kind", "vtt"),))) == Found()
    assert index._finder.find(Query("glaciers", within=frozenset({"absent.md"}))) == Found()

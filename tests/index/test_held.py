"""Vectors held in memory: compared one by one, exactly; one that is missing is damage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pytest

from index.embedder import Vectors
from index.errors import Corrupt
from index.held import HeldVectors

ROWS = (0, 0, 1, 2, 2, 2, 5)


class Stored:
    """Stands for the Chroma that the vectors come from, and for the passages that name them."""

    def __init__(self, vectors: Vectors, rows: Iterable[int] = ROWS) -> None:
        self.vectors = {f"k{place}": vector for place, vector in enumerate(vectors)}
        self.units = [(row, f"k{place}") for place, row in enumerate(rows)]

    def get(self, keys: Iterable[str]) -> dict[str, Vectors]:
        return {key: self.vectors[key] for key in keys if key in self.vectors}

    def unit_blocks(self, size: int) -> Iterator[list[tuple[int, str]]]:
        for start in range(0, len(self.units), 3):
            yield self.units[start : start + min(3, size)]


@pytest.fixture
def vectors() -> Vectors:
    made = np.random.default_rng(5).normal(size=(len(ROWS), 24)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)  # type: ignore[no-any-return]


def held(stored: Stored) -> HeldVectors:
    return HeldVectors(stored, stored)  # type: ignore[arg-type] # what it asks of either


@pytest.mark.parametrize("limit", [1, 3, 7, 99])
def test_the_nearest_are_those_of_the_greatest_cosines(vectors: Vectors, limit: int) -> None:
    cosines = vectors @ vectors[4]
    expected = np.argsort(-cosines)[:limit]
    found = held(Stored(vectors)).nearest(vectors[4], limit=limit)
    assert [row for row, _ in found] == [ROWS[place] for place in expected]
    assert [cosine for _, cosine in found] == pytest.approx(list(cosines[expected]), abs=1e-5)


def test_units_as_near_as_one_another_come_in_the_order_of_the_text(vectors: Vectors) -> None:
    same = np.repeat(vectors[:1], len(ROWS), axis=0)
    assert [row for row, _ in held(Stored(same)).nearest(same[0], limit=99)] == list(ROWS)


def test_the_vectors_of_a_passage_are_given_in_its_order(vectors: Vectors) -> None:
    index = held(Stored(vectors))
    assert np.array_equal(index.of_row(2), vectors[3:6])
    assert len(index.of_row(3)) == 0
    assert np.array_equal(index.at([6, 0]), vectors[[6, 0]])


def test_without_units_nothing_is_found(vectors: Vectors) -> None:
    assert held(Stored(vectors, rows=())).nearest(vectors[0], limit=5) == []


def test_a_unit_without_a_vector_is_damage_that_is_named(vectors: Vectors) -> None:
    stored = Stored(vectors)
    del stored.vectors["k4"]
    with pytest.raises(Corrupt, match=r"k4.*--full"):
        held(stored)

"""Vectors: stored by key, nearest first, nothing else kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.embedder import Vectors
from index.errors import Corrupt
from index.vectors import VectorStore


def unit_vectors(count: int, seed: int = 3) -> Vectors:
    made = np.random.default_rng(seed).normal(size=(count, 24)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)  # type: ignore[no-any-return]


@pytest.fixture
def filled(tmp_path: Path) -> tuple[VectorStore, Vectors]:
    store, made = VectorStore(tmp_path / "vectors"), unit_vectors(300)
    store.add([f"k{number}" for number in range(300)], made)
    return store, made


def test_the_nearest_vectors_are_found_with_their_cosines(filled: tuple[VectorStore, Vectors]) -> None:
    store, made = filled
    cosines = made @ made[7]
    expected = np.argsort(-cosines)[:10]
    found = store.nearest(made[7], limit=10)
    assert [key for key, _ in found] == [f"k{number}" for number in expected]
    assert [cosine for _, cosine in found] == pytest.approx(list(cosines[expected]), abs=1e-5)


def test_all_keys_are_listed_as_the_store_itself_lists_them(filled: tuple[VectorStore, Vectors]) -> None:
    store, made = filled
    store.remove(["k7"])
    store.add(["new"], made[7:8])
    assert store.keys() == set(store._units.get(include=[])["ids"]) == {f"k{n}" for n in range(300) if n != 7} | {"new"}
    assert store.size == store._units.count() == 300


def test_no_more_are_found_than_there_are(filled: tuple[VectorStore, Vectors]) -> None:
    store, made = filled
    assert len(store.nearest(made[0], limit=5_000)) == store.size == 300


def test_a_store_without_vectors_finds_nothing(tmp_path: Path) -> None:
    assert VectorStore(tmp_path / "vectors").nearest(unit_vectors(1)[0], limit=5) == []


def test_removed_vectors_are_found_no_more(filled: tuple[VectorStore, Vectors]) -> None:
    store, made = filled
    store.remove(["k7", "k8"])
    assert store.size == 298
    assert not {"k7", "k8"} & {key for key, _ in store.nearest(made[7], limit=298)}
    assert store.get(["k7", "k9"]).keys() == {"k9"}


def test_vectors_are_given_back_as_they_were_stored(filled: tuple[VectorStore, Vectors]) -> None:
    store, made = filled
    found = store.get(["k5", "k299", "k5", "nobody"])
    assert found.keys() == {"k5", "k299"}
    assert np.array_equal(found["k299"], made[299])
    assert store.get([]) == {}


def test_a_copy_of_a_closed_store_opens_elsewhere(filled: tuple[VectorStore, Vectors], tmp_path: Path) -> None:
    store, made = filled
    store.close()
    (tmp_path / "vectors").rename(tmp_path / "moved")
    assert VectorStore(tmp_path / "moved").nearest(made[3], limit=1)[0][0] == "k3"


def test_a_folder_that_holds_no_vectors_says_so(tmp_path: Path) -> None:
    (tmp_path / "vectors").mkdir()
    (tmp_path / "vectors" / "chroma.sqlite3").write_bytes(b"not a database" * 100)
    with pytest.raises(Corrupt, match="cannot be opened"):
        VectorStore(tmp_path / "vectors")

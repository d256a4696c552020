"""Vectors gather in Chroma, and leave it for flat files when there are many; the ones kept are those of the passages."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from corpus.documents import Anchor, BlockKind, Location, Passage, Span
from index import gathering
from index.embedder import Vectors
from index.gathering import VectorWriter
from index.packed import PackedVectors, is_packed
from index.passages import DocumentRecord, PassageRecord, Passages, PassageWriter
from index.vectors import VectorStore

KEYS = [f"{number:024x}" for number in range(40)]


def vectors_of(keys: list[str]) -> Vectors:
    drawn = np.stack([np.random.default_rng(int(key, 16)).standard_normal(16) for key in keys])
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)


def passages_of(path: Path, keys: list[str]) -> Passages:
    """Return one passage for every two units, in order."""
    records = []
    for number in range(0, len(keys), 2):
        span = Span(0, 20, BlockKind.PARAGRAPH, (Anchor(0, Location()),))
        passage = Passage(f"id {number}", "a.md", "A", "x" * 20, 0, 20, (span,))
        units = tuple((place * 10, place * 10 + 10, key) for place, key in enumerate(keys[number : number + 2]))
        records.append(PassageRecord(passage, (), (), units))
    with closing(PassageWriter(path)) as writer:
        writer.add(DocumentRecord("a.md", passages=len(records)), records)
    return Passages(path)


def test_few_vectors_stay_in_chroma(tmp_path: Path) -> None:
    with (
        closing(VectorWriter(tmp_path / "vectors")) as writer,
        closing(passages_of(tmp_path / "p", KEYS[:10])) as passages,
    ):
        writer.add(KEYS[:6], vectors_of(KEYS[:6]))
        writer.add(KEYS[6:10], vectors_of(KEYS[6:10]))
        writer.finish(passages)
    with closing(VectorStore(tmp_path / "vectors")) as store:
        assert store.keys() == set(KEYS[:10])
        np.testing.assert_array_equal(np.stack([store.get([key])[key] for key in KEYS[:10]]), vectors_of(KEYS[:10]))


def test_chroma_is_given_many_vectors_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "_TOGETHER", 7)
    given = []
    whole = VectorStore.add
    monkeypatch.setattr(
        VectorStore, "add", lambda self, keys, vectors: (given.append(len(keys)), whole(self, keys, vectors))
    )
    with closing(VectorWriter(tmp_path / "vectors")) as writer, closing(passages_of(tmp_path / "p", KEYS)) as passages:
        for key in KEYS[:20]:
            writer.add([key], vectors_of([key]))
        writer.finish(passages)
    assert given == [7, 7, 6]


def test_many_vectors_leave_chroma_and_stand_in_the_order_of_the_passages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "LARGE", 15)
    order = [*KEYS[5:30], KEYS[5]]  # a unit that two passages have in common is stored for each
    with closing(VectorWriter(tmp_path / "vectors")) as writer, closing(passages_of(tmp_path / "p", order)) as passages:
        for start in range(0, 40, 10):
            keys = KEYS[start : start + 10]
            writer.add(keys, vectors_of(keys))
        writer.finish(passages)
    assert is_packed(tmp_path / "vectors")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p", "vectors"], "nothing is left beside them"
    with closing(PackedVectors(tmp_path / "vectors")) as packed:
        np.testing.assert_allclose(packed.at(range(len(order))), vectors_of(order), atol=1e-3)
        assert packed.rows.tolist() == [place // 2 for place in range(len(order))]

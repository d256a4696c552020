"""Packed vectors: the nearest are found though only their signs are in memory, and what is read is what was written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import packed
from index.embedder import Vectors
from index.errors import Corrupt
from index.packed import MEAN, ROWS, SIGNS, UNITS, PackedVectors, is_packed, write_packed

UNITS_A_ROW = 3


def drawn(count: int, dimension: int, seed: int = 0) -> Vectors:
    """Return unit vectors that lie in the same bundles for each seed and, as those of many models, all on one side."""
    chance = np.random.default_rng(seed)
    bundles = np.random.default_rng(9).standard_normal((200, dimension))[chance.integers(200, size=count)]
    vectors = 0.5 + bundles + chance.standard_normal((count, dimension))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def written(folder: Path, vectors: Vectors, parts: int = 4) -> PackedVectors:
    rows = np.arange(len(vectors), dtype=np.int32) // UNITS_A_ROW
    cuts = np.array_split(np.arange(len(vectors)), parts)
    write_packed(folder, ((rows[cut], vectors[cut]) for cut in cuts))
    return PackedVectors(folder)


@pytest.mark.parametrize("dimension", [384, 48, 100])
def test_the_nearest_of_many_are_found(tmp_path: Path, dimension: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "_BLOCK", 1_000)
    monkeypatch.setattr(packed, "_CANDIDATES", 2_000)
    vectors = drawn(12_000, dimension)
    found = written(tmp_path, vectors)
    shares = []
    for asked in drawn(20, dimension, seed=1):
        best = np.argsort(-(vectors @ asked))[:30]
        nearest = found.nearest(asked, limit=30)
        assert [cosine for _, cosine in nearest] == sorted((cosine for _, cosine in nearest), reverse=True)
        assert nearest[0][1] == pytest.approx(float(vectors[best[0]] @ asked), abs=1e-3)
        shares.append(
            len({place // UNITS_A_ROW for place in best} & {row for row, _ in nearest}) / len(set(best // UNITS_A_ROW))
        )
    assert np.mean(shares) > (0.97 if dimension > 64 else 0.9), "fewer signs tell less"
    found.close()


def test_of_few_the_order_is_exact(tmp_path: Path) -> None:
    vectors = drawn(90, 384)
    found = written(tmp_path, vectors)
    asked = drawn(1, 384, seed=2)[0]
    half = vectors.astype(np.float16).astype(np.float32)
    assert [row for row, _ in found.nearest(asked, limit=90)] == (
        np.argsort(-(half @ asked), kind="stable") // UNITS_A_ROW
    ).tolist()
    found.close()


def test_a_passages_vectors_are_read_as_they_were_written(tmp_path: Path) -> None:
    vectors = drawn(30, 384)
    found = written(tmp_path, vectors)
    np.testing.assert_allclose(found.of_row(4), vectors[12:15], atol=1e-3)
    assert found.of_row(99).shape == (0, 384)
    np.testing.assert_allclose(found.at([29, 0]), vectors[[29, 0]], atol=1e-3)
    rows, again = zip(*found.parts(7), strict=True)
    assert np.concatenate(rows).tolist() == [place // UNITS_A_ROW for place in range(30)]
    np.testing.assert_allclose(np.concatenate(again), vectors, atol=1e-3)
    found.close()


def test_a_segment_without_units_answers_nothing(tmp_path: Path) -> None:
    write_packed(tmp_path, ())
    found = PackedVectors(tmp_path)
    assert found.nearest(drawn(1, 384)[0], limit=5) == []
    found.close()


def test_sound_files_have_no_faults_and_others_say_which(tmp_path: Path) -> None:
    written(tmp_path, drawn(90, 384)).close()

    def faults() -> list[str]:
        found = PackedVectors(tmp_path)
        try:
            return list(found.faults())
        finally:
            found.close()

    assert faults() == []
    for name, said in ((SIGNS, "signs.u64 are not those of units.f16"), (ROWS, "rows.i32 is out of order")):
        whole = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(whole[8:] + whole[:8])
        assert faults() == [said]
        (tmp_path / name).write_bytes(whole)
    (tmp_path / UNITS).write_bytes((tmp_path / UNITS).read_bytes()[:-2])
    assert faults() == ["units.f16 and rows.i32 do not hold as many units"]


@pytest.mark.parametrize("name", [UNITS, SIGNS, MEAN, ROWS])
def test_a_missing_file_is_an_error_of_the_index(tmp_path: Path, name: str) -> None:
    written(tmp_path, drawn(9, 384)).close()
    assert is_packed(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(Corrupt, match="Rebuild with --full"):
        PackedVectors(tmp_path)


def test_a_file_cut_short_while_it_is_open_is_an_error_and_no_signal(tmp_path: Path) -> None:
    found = written(tmp_path, drawn(90, 384))
    with (tmp_path / UNITS).open("r+b") as file:
        file.truncate(1_000)
    with pytest.raises(Corrupt, match=r"units\.f16 is too short"):
        found.of_row(20)
    with pytest.raises(Corrupt, match=r"units\.f16 is too short"):
        found.nearest(drawn(1, 384)[0], limit=5)
    found.close()

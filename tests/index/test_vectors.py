"""Vectors: stored by key, given back as they were, nothing else kept."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.embedder import Vectors
from index.errors import Corrupt
from index.vectors import VectorStore, opened_copy


def unit_vectors(count: int, seed: int = 3) -> Vectors:
    made = np.random.default_rng(seed).normal(size=(count, 24)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)  # type: ignore[no-any-return]


@pytest.fixture
def filled(tmp_path: Path) -> tuple[VectorStore, Vectors]:
    store, made = VectorStore(tmp_path / "vectors"), unit_vectors(300)
    store.add([f"k{number}" for number in range(300)], made)
    return store, made


def test_all_keys_are_listed_as_the_store_itself_lists_them(filled: tuple[VectorStore, Vectors]) -> None:
    store, made = filled
    assert store.size == 300
    store.add(["new"], made[7:8])
    assert store.keys() == set(store._units.get(include=[])["ids"]) == {f"k{n}" for n in range(300)} | {"new"}
    assert store.size == store._units.count() == 301


def test_vectors_are_given_back_as_they_were_stored(filled: tuple[VectorStore, Vectors]) -> None:
    store, made = filled
    found = store.get(["k5", "k299", "k5", "nobody"])
    assert found.keys() == {"k5", "k299"}
    assert np.array_equal(found["k299"], made[299])
    assert store.get([]) == {}


@pytest.mark.parametrize("count", [5, 300, 3_000])
def test_what_the_memory_held_before_does_not_reach_the_files(tmp_path: Path, count: int) -> None:
    for size in (1_000, 10_000, 50_000, 100_000):  # as large as what Chroma asks for, and free again
        held = [b"confidential " * (size // 13) for _ in range(2_000_000 // size)]
        del held[::2]
    store, made = VectorStore(tmp_path / "vectors"), unit_vectors(count)
    keys = [f"k{number}" for number in range(count)]
    store.add(keys, made)
    store.close()
    files = {path.name: path.read_bytes() for path in (tmp_path / "vectors").rglob("*") if path.is_file()}
    assert not [name for name, data in files.items() if b"confidential" in data]
    if count < 1_000:  # Chroma has not written its graph yet
        assert not files["data_level0.bin"].strip(b"\0")
        assert not files["length.bin"].strip(b"\0")
    with closing(VectorStore(tmp_path / "vectors")) as again:
        assert all(np.array_equal(vector, made[int(key[1:])]) for key, vector in again.get(keys).items())


def test_a_copy_of_a_closed_store_opens_elsewhere(filled: tuple[VectorStore, Vectors], tmp_path: Path) -> None:
    store, made = filled
    store.close()
    (tmp_path / "vectors").rename(tmp_path / "moved")
    assert np.array_equal(VectorStore(tmp_path / "moved").get(["k3"])["k3"], made[3])


def test_a_copy_is_opened_and_removed_and_what_was_copied_is_as_it_was(
    filled: tuple[VectorStore, Vectors], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "copies").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "copies"))
    filled[0].close()
    before = {path: path.read_bytes() for path in (tmp_path / "vectors").rglob("*") if path.is_file()}
    with opened_copy(tmp_path / "vectors") as copy:
        assert np.array_equal(copy.get(["k3"])["k3"], filled[1][3])
        assert list((tmp_path / "copies").iterdir())
    assert {path: path.read_bytes() for path in (tmp_path / "vectors").rglob("*") if path.is_file()} == before
    assert not list((tmp_path / "copies").iterdir())
    with pytest.raises(Corrupt, match="is missing"), opened_copy(tmp_path / "nowhere"):
        pass


def test_a_folder_that_holds_no_vectors_says_so(tmp_path: Path) -> None:
    (tmp_path / "vectors").mkdir()
    (tmp_path / "vectors" / "chroma.sqlite3").write_bytes(b"not a database" * 100)
    with pytest.raises(Corrupt, match="cannot be opened"):
        VectorStore(tmp_path / "vectors")


def test_what_is_damaged_is_closed_as_it_is(tmp_path: Path) -> None:
    store = VectorStore(tmp_path / "vectors")
    store.add(["k"], unit_vectors(1))
    (header,) = (tmp_path / "vectors").glob("*/header.bin")
    header.write_bytes(header.read_bytes()[:20])
    header.with_name("data_level0.bin").unlink()
    store.close()
    assert header.stat().st_size == 20

"""A damaged index is not served: an older whole one is, and says so; without one the damage is named."""

from __future__ import annotations

import shutil
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from index import Index
from index.errors import Corrupt, NotBuilt, StoreError, WrongModel
from index.generations import MANIFEST, Store
from index.serving import require_manifest, served, verified
from index.vectors import VectorStore, opened_copy
from tests.reliability.hashed import HashedEmbedder, build_here, open_here


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two generations, the older without a zeppelin; each test works on a copy of it."""
    folder = tmp_path_factory.mktemp("serving")
    (folder / "materials").mkdir()
    (folder / "materials" / "opening.md").write_text("The conference was opened in Astana.", encoding="utf-8")
    build_here(folder / "materials", folder / "store")
    (folder / "materials" / "zeppelin.md").write_text("A zeppelin over the lake.", encoding="utf-8")
    build_here(folder / "materials", folder / "store")
    return folder / "store"


@pytest.fixture
def store(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "copy"))


def newest(store: Path) -> Path:
    return Store(store).folder(Store(store).current() or "")


@pytest.mark.parametrize("file", ["passages.sqlite", "keywords/postings.sqlite", MANIFEST])
def test_the_older_generation_answers_for_a_damaged_one_and_says_so(store: Path, file: str) -> None:
    (newest(store) / file).write_bytes(b"spoilt")
    index = open_here(store)
    try:
        assert index.generation == Store(store).others(Store(store).current())[0]
        assert [record.source for record in index.documents()] == ["opening.md"]
        assert "The newest index is damaged" in index.notice
        assert file.rpartition("/")[2] in index.notice
        assert "--full" in index.notice
    finally:
        index.close()


def test_a_whole_index_has_no_notice(store: Path) -> None:
    index = open_here(store)
    index.close()
    assert index.notice == ""


def test_when_nothing_is_whole_the_newest_damage_is_named(store: Path) -> None:
    for manifest in store.glob("generations/*/passages.sqlite"):
        manifest.write_bytes(b"spoilt")
    with pytest.raises(Corrupt, match=newest(store).name):
        open_here(store)


@pytest.mark.parametrize("pointer", [None, b"", b"nothing", b"\xff\x00"])
def test_without_a_pointer_the_newest_whole_generation_answers(store: Path, pointer: bytes | None) -> None:
    newer = newest(store).name
    (store / "CURRENT").unlink()
    if pointer is not None:
        (store / "CURRENT").write_bytes(pointer)
    index = open_here(store)
    index.close()
    assert index.generation == newer
    assert index.notice
    assert Index.is_built(store)


def test_an_older_generation_of_another_model_is_not_served(store: Path) -> None:
    (newest(store) / "passages.sqlite").unlink()
    with pytest.raises(Corrupt, match=newest(store).name):
        served(Store(store), "another fingerprint")


def test_an_index_of_another_model_is_still_no_damage(store: Path) -> None:
    class Other(HashedEmbedder):
        fingerprint = "0" * 64

    with pytest.raises(WrongModel):
        Index.open(store, embedder=Other())


def test_a_store_that_was_never_built_is_not_a_damaged_one(tmp_path: Path) -> None:
    assert not Index.is_built(tmp_path)
    with pytest.raises(NotBuilt):
        require_manifest(Store(tmp_path))


def test_damage_is_said_before_a_model_is_loaded_where_nothing_else_is_kept(materials: Path, tmp_path: Path) -> None:
    build_here(materials, tmp_path / "one")
    (newest(tmp_path / "one") / MANIFEST).unlink()
    with pytest.raises(Corrupt):
        require_manifest(Store(tmp_path / "one"))


def test_a_generation_that_is_cleared_away_while_it_is_verified_gives_way_to_the_newer_one(
    materials: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, whole = Store(store), Store.verify

    def publish_twice_then_verify(self: Store, manifest: object) -> None:
        monkeypatch.setattr(Store, "verify", whole)
        for text in ("one", "two"):
            (materials / "zeppelin.md").write_text(text, encoding="utf-8")
            build_here(materials, store)
        whole(self, manifest)  # type: ignore[arg-type] # it is a manifest

    monkeypatch.setattr(Store, "verify", publish_twice_then_verify)
    assert verified(place).id == place.current()


def test_a_generation_that_is_cleared_away_after_it_was_verified_gives_way_too(
    materials: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def publish_twice_then_open(vectors: Path) -> AbstractContextManager[VectorStore]:
        monkeypatch.setattr("index.segments.opened_copy", opened_copy)
        for text in ("one", "two"):
            (materials / "zeppelin.md").write_text(text, encoding="utf-8")
            build_here(materials, store)
        return opened_copy(vectors)

    monkeypatch.setattr("index.segments.opened_copy", publish_twice_then_open)
    index = open_here(store)
    index.close()
    assert index.generation == Store(store).current()
    assert index.notice == ""


def test_a_copy_that_has_no_room_says_where_to_make_some(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copytree", full)
    with pytest.raises(StoreError, match=r"could not be written \(No space left.*TMPDIR"):
        open_here(store)

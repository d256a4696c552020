"""A published index: replicas find the old generation or the new one whole, whatever fails, and say what is wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import fsspec
import pytest
from fsspec.implementations.local import LocalFileSystem

from index import Index, ModelChoice, Published, StoreError, build_index, check_index
from index.errors import Corrupt, Damaged, HalfPublished, NotBuilt, Unreachable
from index.generations import Store, _seal

Opened = Callable[[Path], Index]


class Faulty(LocalFileSystem):
    """A shared folder that counts what is done to it, and fails at one of these operations, half done."""

    protocol = "faulty"
    done: ClassVar[list[str]] = []
    failing: ClassVar[dict[str, Any]] = {"at": None, "spoil": 0}

    def _count(self, name: str, half: Callable[[], object] = lambda: None) -> None:
        self.done.append(name)
        if len(self.done) == self.failing["at"]:
            half()
            raise OSError(5, "Input/output error")

    def put_file(self, path1: str, path2: str, **more: object) -> None:
        self._count("put", lambda: Path(self._strip_protocol(path2)).write_bytes(Path(path1).read_bytes()[:7]))
        super().put_file(path1, path2, **more)

    def cp_file(self, path1: str, path2: str, **more: object) -> None:
        self._count("copy")
        super().cp_file(path1, path2, **more)

    def pipe_file(self, path: str, value: bytes, **more: object) -> None:
        self._count("pipe", lambda: Path(self._strip_protocol(path)).write_bytes(value[:3]))
        super().pipe_file(path, value, **more)

    def mv(self, path1: str, path2: str, **more: object) -> None:
        self._count("move")
        super().mv(path1, path2, **more)

    def rm(self, path: str, **more: object) -> None:
        self._count("remove")
        super().rm(path, **more)

    def open(self, path: str, mode: str = "rb", **more: object) -> object:
        if mode == "rb":
            self._count("open")
            if self.failing["spoil"] and "passages" in path:
                self.failing["spoil"] -= 1
                return fsspec.filesystem("memory").open(_spoilt(), "rb")
        return super().open(path, mode, **more)


def _spoilt() -> str:
    fsspec.filesystem("memory").pipe_file("/spoilt", b"something else")
    return "/spoilt"


fsspec.register_implementation("faulty", Faulty, clobber=True)


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Path]:
    Faulty.done.clear()
    yield tmp_path / "shared"
    Faulty.failing.update(at=None, spoil=0)


@pytest.fixture
def grow(materials: Path, store: Path, random_choice: ModelChoice) -> Callable[[], str]:
    """A function that adds a file to the materials, builds, and returns the new generation."""
    number = count()

    def build() -> str:
        (materials / f"later {next(number)}.md").write_text("A later word on trams.", encoding="utf-8")
        return build_index([materials], store, choice=random_choice).generation

    return build


def url(shared: Path) -> str:
    return f"faulty://{shared}"


def sound(store: Path) -> str:
    report = check_index(store, sample=0)
    assert report.faults == ()
    return report.generation


def test_a_replica_holds_the_published_index_byte_for_byte(
    store: Path, tmp_path: Path, hashes: Callable[[Path], dict[str, str]], opened: Opened
) -> None:
    place = f"memory://{tmp_path}/shared"
    sent = Published(place).send(store)
    got = Published(place).fetch(tmp_path / "replica")
    assert got is not None
    assert (got.generation, got.files, got.bytes, got.kept) == (sent.generation, sent.files, sent.bytes, 0)
    assert hashes(tmp_path / "replica" / "generations") == hashes(store / "generations")
    assert [p.id for p in opened(tmp_path / "replica").sample(9)] == [p.id for p in opened(store).sample(9)]
    assert Published(place).fetch(tmp_path / "replica") is None
    assert Published(place).send(store).files == 0


def test_of_the_next_generation_only_what_is_new_travels_and_two_are_kept(
    store: Path, shared: Path, tmp_path: Path, grow: Callable[[], str]
) -> None:
    replica = tmp_path / "replica"
    generations = [Published(url(shared)).send(store).generation]
    Published(url(shared)).fetch(replica)
    for _ in range(2):
        generations.append(grow())
        files = len(Store(store).manifest().files)
        sent, got = Published(url(shared)).send(store), Published(url(shared)).fetch(replica)
        assert got is not None
        assert sent.files + sent.kept == got.files + got.kept == files
        assert (sent.files, sent.kept) == (got.files, got.kept)
        assert sound(replica) == got.generation == generations[-1]
    kept = sorted(generations[-2:])
    assert sorted(path.name for path in (shared / "generations").iterdir()) == kept
    assert sorted(path.name for path in (replica / "generations").iterdir()) == kept
    assert sorted(path.name for path in shared.iterdir()) == ["CURRENT", "generations"]


def test_files_that_are_the_same_are_linked_not_fetched_and_copied_not_sent(
    store: Path, shared: Path, tmp_path: Path
) -> None:
    Published(url(shared)).send(store)
    Published(url(shared)).fetch(tmp_path / "replica")
    before = Store(store).manifest()
    with Store(store).building() as draft:  # the same files under another generation
        shutil.copytree(Store(store).folder(before.id), draft, dirs_exist_ok=True)
        (draft / "manifest.json").unlink()
        fields = {name: getattr(before, name) for name in before.__dataclass_fields__}
        Store(store).publish(draft, type(before)(**{**fields, "id": "29990101T000000Z-again"}))
    sent, got = Published(url(shared)).send(store), Published(url(shared)).fetch(tmp_path / "replica")
    assert got is not None
    assert (sent.files, sent.kept) == (got.files, got.kept) == (0, len(before.files))
    assert sound(tmp_path / "replica") == "29990101T000000Z-again"


def test_whatever_operation_of_a_publishing_fails_replicas_find_the_old_or_the_new_index(
    store: Path, shared: Path, tmp_path: Path, grow: Callable[[], str]
) -> None:
    old = Published(url(shared)).send(store).generation
    new = grow()
    found = []
    for at in count(1):
        place, replica = tmp_path / f"shared {at}", tmp_path / f"replica {at}"
        shutil.copytree(shared, place)
        Faulty.done.clear()
        Faulty.failing["at"] = at
        try:
            Published(url(place)).send(store)
        except Unreachable:
            pass
        else:
            if at > len(Faulty.done):
                break
        Faulty.failing["at"] = None
        Published(url(place)).fetch(replica)
        found.append(sound(replica))
        assert Published(url(place)).send(store).generation == new
        Published(url(place)).fetch(replica)
        assert sound(replica) == new
        for folder in (place, replica):
            shutil.rmtree(folder)
    assert found.count(old) > len(Store(store).manifest().files)
    assert set(found) <= {old, new}
    assert found == sorted(found)  # once the new one is published, it stays so


def test_whatever_operation_of_a_fetching_fails_the_replica_has_what_it_had(
    store: Path, shared: Path, tmp_path: Path, grow: Callable[[], str]
) -> None:
    replica = tmp_path / "replica"
    old = Published(url(shared)).send(store).generation
    Published(url(shared)).fetch(replica)
    new = grow()
    Published(url(shared)).send(store)
    for at in count(1):
        Faulty.done.clear()
        Faulty.failing["at"] = at
        try:
            Published(url(shared)).fetch(replica)
        except Unreachable:
            assert sound(replica) == old
            assert not list((replica / "generations").glob(".draft*"))
        else:
            break
    assert at > len(Store(store).manifest().files) / 2
    assert sound(replica) == new


def test_a_file_that_is_missing_is_named_and_the_replica_has_what_it_had(
    store: Path, shared: Path, tmp_path: Path, grow: Callable[[], str]
) -> None:
    old = Published(url(shared)).send(store).generation
    Published(url(shared)).fetch(tmp_path / "replica")
    new = grow()
    Published(url(shared)).send(store)
    (shared / "generations" / new / "passages.sqlite").unlink()
    with pytest.raises(HalfPublished, match=rf"{new}/passages\.sqlite is missing at faulty://.*publish --full"):
        Published(url(shared)).fetch(tmp_path / "replica")
    assert sound(tmp_path / "replica") == old
    (shared / "generations" / new / "manifest.json").unlink()
    with pytest.raises(HalfPublished, match=r"manifest\.json is missing"):
        Published(url(shared)).fetch(tmp_path / "replica")
    assert Published(url(shared)).send(store, full=True).kept == 0
    Published(url(shared)).fetch(tmp_path / "replica")
    assert sound(tmp_path / "replica") == new


def test_what_is_damaged_on_the_way_is_fetched_once_more(store: Path, shared: Path, tmp_path: Path) -> None:
    Published(url(shared)).send(store)
    Faulty.failing["spoil"] = 1
    Published(url(shared)).fetch(tmp_path / "replica")
    assert sound(tmp_path / "replica")


def test_what_is_damaged_at_the_url_is_named_and_never_served(store: Path, shared: Path, tmp_path: Path) -> None:
    Published(url(shared)).send(store)
    Faulty.failing["spoil"] = 2
    with pytest.raises(Damaged, match=r"passages\.sqlite at faulty://.* is not what was published"):
        Published(url(shared)).fetch(tmp_path / "replica")
    assert Store(tmp_path / "replica").current() is None


def test_a_damaged_copy_is_fetched_anew(store: Path, shared: Path, tmp_path: Path) -> None:
    replica = tmp_path / "replica"
    generation = Published(url(shared)).send(store).generation
    Published(url(shared)).fetch(replica)
    damaged = replica / "generations" / generation / "passages.sqlite"
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    assert Published(url(shared)).fetch(replica) is None
    mended = Published(url(shared)).fetch(replica, mend=True)
    assert mended is not None
    assert mended.files == 1
    assert sound(replica) == generation


def test_an_index_that_was_built_here_makes_no_room_for_a_copy(
    store: Path, shared: Path, grow: Callable[[], str]
) -> None:
    Published(url(shared)).send(store)
    grow()
    with pytest.raises(StoreError, match="was built here"):
        Published(url(shared)).fetch(store)


def test_where_nothing_is_published_that_is_said(tmp_path: Path, shared: Path) -> None:
    assert Published(url(shared)).current() is None
    with pytest.raises(NotBuilt, match=r"Nothing is published at faulty://.*aide-memoire publish"):
        Published(url(shared)).fetch(tmp_path / "replica")
    with pytest.raises(NotBuilt, match="There is no index"):
        Published(url(shared)).send(tmp_path / "nothing")


def test_a_damaged_index_is_not_published(store: Path, shared: Path, grow: Callable[[], str]) -> None:
    Published(url(shared)).send(store)
    spoilt = Store(store).folder(grow()) / "passages.sqlite"
    whole = spoilt.read_bytes()
    spoilt.write_bytes(whole[:-1])
    with pytest.raises(Corrupt, match=r"passages\.sqlite is missing or not what was published"):
        Published(url(shared)).send(store)
    spoilt.write_bytes(whole)


def test_a_manifest_that_was_changed_or_names_files_elsewhere_is_refused(
    store: Path, shared: Path, tmp_path: Path
) -> None:
    generation = Published(url(shared)).send(store).generation
    manifest = shared / "generations" / generation / "manifest.json"
    fields = json.loads(manifest.read_text(encoding="utf-8"))
    fields["files"]["../../../escaped"] = fields["files"].pop("passages.sqlite")
    manifest.write_text(json.dumps(fields), encoding="utf-8")
    with pytest.raises(Corrupt, match=r"faulty://.*is not what was published"):
        Published(url(shared)).fetch(tmp_path / "replica")
    del fields["seal"]
    manifest.write_text(json.dumps({**fields, "seal": _seal(fields)}), encoding="utf-8")
    with pytest.raises(Corrupt, match=r"names a file outside its generation: \.\./\.\./\.\./escaped"):
        Published(url(shared)).fetch(tmp_path / "replica")


@pytest.mark.parametrize("named", ["../elsewhere", ".draft-1", "", "a b", "x" * 300])
def test_a_pointer_that_names_no_generation_is_refused(named: str, shared: Path, tmp_path: Path) -> None:
    shared.mkdir()
    (shared / "CURRENT").write_text(named, encoding="utf-8")
    with pytest.raises(Corrupt, match=r"names no generation"):
        Published(url(shared)).fetch(tmp_path / "replica")

"""Generations: published whole or not at all, verified file by file, two kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from index import generations
from index.errors import Busy, Corrupt, NotBuilt
from index.generations import FORMAT, MANIFEST, Manifest, Store, new_id

MADE = Manifest("", "m", "f" * 64, "r", ("/материалы",), 1, 2, 3, "c", "2024-12-10T00:00:00Z")


def publish(store: Store, text: str = "text") -> Manifest:
    with store.building() as draft:
        (draft / "vectors").mkdir()
        (draft / "vectors" / "data.bin").write_bytes(text.encode() * 100)
        (draft / "passages.sqlite").write_text(text, encoding="utf-8")
        store.publish(draft, replace(MADE, id=new_id()))
    return store.manifest()


@pytest.fixture
def place(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def names(store: Store) -> set[str]:
    return {path.name for path in (store.path / "generations").iterdir()}


def test_a_published_generation_is_described_by_its_manifest(place: Store) -> None:
    manifest = publish(place)
    assert place.current() == manifest.id
    assert manifest.roots == ("/материалы",)
    assert manifest.files.keys() == {"vectors/data.bin", "passages.sqlite"}
    assert manifest.files["passages.sqlite"][0] == 4
    place.verify(manifest)


def test_two_generations_are_kept(place: Store) -> None:
    ids = [publish(place, f"text {number}").id for number in range(4)]
    assert names(place) == set(ids[-2:])
    place.verify(place.manifest(ids[-2]))
    assert ids == sorted(ids)


def test_a_generation_that_never_became_current_is_cleared_away_and_not_the_one_in_use(
    place: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish(place)
    with monkeypatch.context() as crash:
        crash.setattr(generations.os, "replace", interrupt)
        with pytest.raises(KeyboardInterrupt):
            publish(place, "orphan")
    assert len(names(place)) == 2
    last = publish(place, "last")
    assert names(place) == {first.id, last.id}


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("step", ["fsync", "rename", "replace"])
def test_a_publication_that_fails_leaves_the_old_generation_and_no_draft(
    place: Store, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    first = publish(place)
    with monkeypatch.context() as crash:
        crash.setattr(generations.os, step, interrupt)
        with pytest.raises(KeyboardInterrupt):
            publish(place, "second")
    assert place.manifest() == first
    place.verify(first)
    assert not [name for name in names(place) if name.startswith(".")]
    assert not list(place.path.glob("CURRENT.*"))


def test_the_manifest_is_written_last_and_everything_reaches_the_disk_before_the_pointer_turns(
    place: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    sync, rename, turn = os.fsync, os.rename, os.replace
    opened = {}
    monkeypatch.setattr(generations.os, "fsync", lambda fd: (done.append(named(fd)), sync(fd))[1])
    monkeypatch.setattr(generations.os, "rename", lambda a, b: (done.append("rename"), rename(a, b))[1])
    monkeypatch.setattr(generations.os, "replace", lambda a, b: (done.append("replace"), turn(a, b))[1])

    def named(descriptor: int) -> str:
        name = Path(os.readlink(f"/proc/self/fd/{descriptor}")).name
        opened[name] = True
        return "draft" if name.startswith(".draft") else "pointer" if name.startswith("CURRENT.") else name

    publish(place)
    assert done == [
        "passages.sqlite", "data.bin", MANIFEST, "draft", "vectors", "rename", "generations", "pointer", "replace", "store",
    ]  # fmt: skip


def test_a_build_without_publication_leaves_nothing(place: Store) -> None:
    first = publish(place)
    with place.building() as draft:
        (draft / "half").write_text("done", encoding="utf-8")
    with pytest.raises(ValueError, match="a reader failed"), place.building():
        raise ValueError("a reader failed")
    assert names(place) == {first.id}


def test_drafts_that_a_crash_left_are_cleared_away_by_the_next_build(place: Store) -> None:
    publish(place)
    (place.path / "generations" / ".draft-0a1b2c3d" / "vectors").mkdir(parents=True)
    (place.path / "CURRENT.0a1b2c3d").write_text("half", encoding="ascii")
    with place.building():
        assert len([name for name in names(place) if name.startswith(".draft")]) == 1
    assert not [name for name in names(place) if name.startswith(".draft")]
    assert sorted(path.name for path in place.path.iterdir() if path.name != "lock") == ["CURRENT", "generations"]


def test_a_second_builder_in_this_process_is_told_to_wait(place: Store) -> None:
    with place.building(), pytest.raises(Busy, match="Another process is building"), place.building():
        pass


def test_a_builder_is_told_to_wait_while_another_process_builds_and_not_after_it_died(place: Store) -> None:
    code = (
        "import sys, time; from pathlib import Path; from index.generations import Store\n"
        "with Store(Path(sys.argv[1])).building(): print('building', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(place.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "building\n"
        with pytest.raises(Busy), place.building():
            pass
        other.kill()
        other.wait()
    publish(place)
    assert len(names(place)) == 1


def test_a_store_without_an_index_says_how_to_build_one(place: Store) -> None:
    assert place.current() is None
    with pytest.raises(NotBuilt, match=r"no index in .*store.* aide-memoire index"):
        place.manifest()


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


DAMAGE: dict[str, Callable[[bytes], bytes | None]] = {
    "emptied": lambda data: b"",
    "halved": half,
    "last byte lost": lambda data: data[:-1],
    "a bit flipped": flipped,
    "a byte more": lambda data: data + b"\n",
    "deleted": lambda data: None,
}


@pytest.mark.parametrize("file", ["vectors/data.bin", "passages.sqlite"])
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_file_is_named(place: Store, file: str, damage: Callable[[bytes], bytes | None]) -> None:
    manifest = publish(place)
    spoil(place.folder(manifest.id) / file, damage)
    with pytest.raises(Corrupt, match=file):
        place.verify(place.manifest())


@pytest.mark.parametrize(
    "damage", [item for item in DAMAGE.items() if item[0] != "a byte more"], ids=lambda item: item[0]
)
def test_a_damaged_manifest_is_named(place: Store, damage: tuple[str, Callable[[bytes], bytes | None]]) -> None:
    manifest = publish(place)
    spoil(place.folder(manifest.id) / MANIFEST, damage[1])
    with pytest.raises(Corrupt, match=MANIFEST):
        place.manifest()


def spoil(path: Path, damage: Callable[[bytes], bytes | None]) -> None:
    spoilt = damage(path.read_bytes())
    path.unlink()
    if spoilt is not None:
        path.write_bytes(spoilt)


def test_no_byte_of_a_manifest_can_change_unseen(place: Store) -> None:
    manifest = publish(place)
    path = place.folder(manifest.id) / MANIFEST
    whole = path.read_bytes()
    for offset in range(len(whole)):
        path.write_bytes(whole[:offset] + bytes([whole[offset] ^ 1]) + whole[offset + 1 :])
        try:
            read = place.manifest()
        except Corrupt:
            continue
        assert read == manifest  # white space alone


def test_a_manifest_of_another_format_asks_for_a_rebuild(place: Store) -> None:
    manifest = publish(place)
    path = place.folder(manifest.id) / MANIFEST
    fields = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**fields, "format": FORMAT + 1}), encoding="utf-8")
    with pytest.raises(Corrupt, match=f"has format {FORMAT + 1}, this version reads {FORMAT}.*--full"):
        place.manifest()


@pytest.mark.parametrize("content", [b"20000101T000000Z-none", b"\xff\xfe\x00", b"\x00", b"a/../.."])
def test_a_damaged_pointer_is_corrupt(place: Store, content: bytes) -> None:
    publish(place)
    (place.path / "CURRENT").write_bytes(content)
    with pytest.raises(Corrupt):
        place.manifest()


def test_files_of_two_generations_cannot_be_swapped_unseen(place: Store) -> None:
    first, second = publish(place, "text one"), publish(place, "text two")
    one, two = (place.folder(manifest.id) / "passages.sqlite" for manifest in (first, second))
    kept = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(kept)
    for manifest in (first, second):
        with pytest.raises(Corrupt, match=manifest.id):
            place.verify(manifest)


def test_ids_differ_and_sort_by_age() -> None:
    ids = [new_id() for _ in range(50)]
    assert len(set(ids)) == 50
    assert ids == sorted(ids)

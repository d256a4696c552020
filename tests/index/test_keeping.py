"""Which segments a refresh keeps: large ones of which most still counts, and never more than a question can ask."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index import keeping
from index.generations import Manifest, Store
from index.keeping import Keeping, keep
from index.segments import Segments
from index.serving import segment_places
from tests.reliability.hashed import build_here

FEW = 4  # units that make a segment a large one


@pytest.fixture
def published(tmp_path: Path) -> Iterator[tuple[Manifest, Path, Segments]]:
    """The manifest, folder and segments of an index of six files, packed."""
    folder = tmp_path / "materials"
    folder.mkdir()
    for number in range(6):
        text = f"A bridge of number {number} was opened by the delegates.\n\nThe river under it was long and wide.\n"
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    build_here(folder, tmp_path / "store", large=FEW)
    place = Store(tmp_path / "store")
    manifest = place.manifest()
    generation = place.folder(manifest.id)
    with closing(Segments(segment_places(manifest, generation))) as segments:
        yield manifest, generation, segments


def names(*numbers: int) -> set[str]:
    return {f"{number}.md" for number in numbers}


def test_a_large_segment_is_kept_with_the_names_of_what_changed(published: tuple[Manifest, Path, Segments]) -> None:
    manifest, _, segments = published
    kept = keep(segments.every, manifest, names(0, 1, 2, 3, 5))
    assert kept.gone == {f"segments/{manifest.id}": ("4.md",)}
    assert kept.holds(segments.segment_of("0.md"))
    assert not kept.holds(None)


def test_a_segment_of_which_more_than_a_third_changed_is_written_anew(
    published: tuple[Manifest, Path, Segments],
) -> None:
    manifest, _, segments = published
    assert keep(segments.every, manifest, names(0, 1, 2, 3)).kept
    assert not keep(segments.every, manifest, names(0, 1, 2)).kept


def test_no_more_are_kept_than_a_question_can_ask_and_those_the_largest(
    published: tuple[Manifest, Path, Segments], monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest, _, segments = published
    monkeypatch.setattr(keeping, "_MOST", 0)
    assert keep(segments.every, manifest, names(*range(6))) == Keeping()


def test_files_are_linked_and_measured_as_they_were_published(
    published: tuple[Manifest, Path, Segments], tmp_path: Path
) -> None:
    manifest, folder, segments = published
    kept = keep(segments.every, manifest, names(*range(6)))
    kept.link(tmp_path / "draft")
    measured = kept.measured(manifest, folder)
    linked = {
        path.relative_to(tmp_path / "draft").as_posix() for path in (tmp_path / "draft").rglob("*") if path.is_file()
    }
    assert set(measured) == linked
    assert {name.removeprefix(f"segments/{manifest.id}/"): size for name, size in measured.items()} == manifest.files


def test_where_there_are_no_links_files_are_copied(
    published: tuple[Manifest, Path, Segments], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest, folder, segments = published

    def refused(*_: object) -> None:
        raise OSError("Operation not supported")

    monkeypatch.setattr(os, "link", refused)
    keep(segments.every, manifest, names(*range(6))).link(tmp_path / "draft")
    copied = tmp_path / "draft" / "segments" / manifest.id / "passages.sqlite"
    assert copied.read_bytes() == (folder / "passages.sqlite").read_bytes()
    assert copied.stat().st_ino != (folder / "passages.sqlite").stat().st_ino

"""An index of another format is never guessed at: it is refused with what to do, and a rebuild takes its place.

The manifests of formats 1 to 4 have the same fields; what differs lies in the files, which are not opened before the format
is known. So an index of an older format is made here from one of today by its number.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from index import check_index
from index.errors import Corrupt
from index.generations import FORMAT, MANIFEST, Store, _json, _seal
from tests.reliability.hashed import HashedEmbedder, build_here, open_here


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("formats")
    (folder / "materials").mkdir()
    (folder / "materials" / "a.md").write_text("The lake was surveyed in June.", encoding="utf-8")
    build_here(folder / "materials", folder / "store")
    return folder


@pytest.fixture
def store(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built / "store", tmp_path / "store"))


def rewrite(store: Path, **changed: Any) -> None:  # noqa: ANN401 - fields of a manifest
    path = Store(store).folder(Store(store).current() or "") / MANIFEST
    fields = json.loads(path.read_text(encoding="utf-8")) | changed
    del fields["seal"]
    path.write_text(_json({**fields, "seal": _seal(fields)}), encoding="utf-8")


@pytest.mark.parametrize("number", [*range(1, FORMAT), FORMAT + 1])
def test_an_index_of_another_format_is_refused_with_what_to_do(built: Path, store: Path, number: int) -> None:
    rewrite(store, format=number)
    with pytest.raises(Corrupt, match=rf"has format {number}, this version reads {FORMAT}\. Rebuild with --full"):
        open_here(store)
    report = check_index(store, embedder=HashedEmbedder())
    assert f"format {number}" in report.faults[0].detail
    assert report.remedy.startswith("Rebuild the index: aide-memoire index --full")
    assert build_here(built / "materials", store).embedded == 1
    index = open_here(store)
    index.close()
    assert check_index(store, embedder=HashedEmbedder()).sound


def test_an_index_of_another_recipe_opens_and_is_made_anew_by_the_next_build(built: Path, store: Path) -> None:
    rewrite(store, recipe="format 4, reading 1, words 1, units 1+1")
    index = open_here(store)
    index.close()
    assert build_here(built / "materials", store).embedded == 1


def test_the_oldest_layout_without_a_manifest_is_refused(store: Path) -> None:
    (Store(store).folder(Store(store).current() or "") / MANIFEST).unlink()
    with pytest.raises(Corrupt, match=MANIFEST):
        open_here(store)

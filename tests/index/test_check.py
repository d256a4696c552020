"""A check proves an index sound, and names whatever is wrong with it, in the files or between them."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index import check_index
from index.errors import NotBuilt
from index.generations import MANIFEST, Store, _json, _seal, _sha256
from index.vectors import VectorStore
from tests.reliability.hashed import HashedEmbedder, build_here

OPENING = "# Opening\n\nThe conference was opened in Astana.\n\n## Greetings\n\nAmbassador Aliya Sarsen greeted the delegates.\n"
TALK = "# Итоги\n\nРабочая группа приняла восемнадцать рекомендаций о правах ребёнка.\n"
CLOSING = "# Қорытынды\n\nКонференцияның қорытындысы бойынша қарар қабылданды.\n"
Spoil = Callable[[Path], None]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of three documents, built once; each test works on a copy of its own."""
    folder = tmp_path_factory.mktemp("check")
    (folder / "materials").mkdir()
    for name, text in (("opening.md", OPENING), ("talk.md", TALK), ("closing.md", CLOSING)):
        (folder / "materials" / name).write_text(text, encoding="utf-8")
    build_here(folder / "materials", folder / "store")
    return folder / "store"


@pytest.fixture
def store(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "copy"))


def folder_of(store: Path) -> Path:
    return Store(store).folder(Store(store).current() or "")


def faults(store: Path, **given: int) -> dict[str, str]:
    return {
        fault.file: fault.detail for fault in check_index(store, embedder=HashedEmbedder(), sample=99, **given).faults
    }


def sealed(folder: Path, **changed: object) -> None:
    """Write the manifest of a generation for the files that are there, as if they had been published so."""
    fields = json.loads((folder / MANIFEST).read_text(encoding="utf-8")) | changed
    fields.pop("seal")
    fields["files"] = {name: ((folder / name).stat().st_size, _sha256(folder / name)) for name in fields["files"]}
    fields = json.loads(_json(fields))
    (folder / MANIFEST).write_text(_json({**fields, "seal": _seal(fields)}), encoding="utf-8")


def statement(file: str, query: str) -> Spoil:
    def spoil(folder: Path) -> None:
        with closing(sqlite3.connect(folder / file, isolation_level=None)) as db:
            db.execute(query)

    return spoil


def test_a_sound_index_is_said_to_be_so_with_what_was_proved(store: Path) -> None:
    before = {path: path.read_bytes() for path in store.rglob("*") if path.is_file()}
    report = check_index(store, embedder=HashedEmbedder())
    assert report.sound
    assert (report.documents, report.passages, report.generation) == (3, 4, Store(store).current())
    assert report.sampled == 4
    assert report.least_cosine is not None
    assert report.least_cosine > 0.999
    assert report.bytes == sum(path.stat().st_size for path in before if path.parent != store) - len(
        (folder_of(store) / MANIFEST).read_bytes()
    )
    assert "is sound" in next(report.lines())
    assert before == {path: path.read_bytes() for path in store.rglob("*") if path.is_file()}


def test_without_a_sample_no_model_is_needed(store: Path) -> None:
    report = check_index(store, sample=0)
    assert (report.sound, report.sampled, report.least_cosine) == (True, 0, None)


def test_a_store_without_an_index_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(NotBuilt, match="aide-memoire index"):
        check_index(tmp_path)


def test_each_damaged_missing_or_foreign_file_is_named_with_the_remedy(store: Path) -> None:
    folder = folder_of(store)
    (folder / "passages.sqlite").write_bytes((folder / "passages.sqlite").read_bytes()[:-1])
    (folder / "keywords" / "postings.sqlite").unlink()
    (folder / "note.txt").touch()
    report = check_index(store, embedder=HashedEmbedder())
    assert {fault.file: fault.detail for fault in report.faults} == {
        "passages.sqlite": "is not what was published",
        "keywords/postings.sqlite": "is missing",
        "note.txt": "does not belong to the index",
    }
    assert report.remedy == f"Rebuild the index: aide-memoire index --full --store {store}"
    assert [*report.lines()][-1] == report.remedy


def test_a_damaged_manifest_or_pointer_is_named(store: Path) -> None:
    (folder_of(store) / MANIFEST).write_bytes(b"{}")
    assert MANIFEST in faults(store)
    (store / "CURRENT").unlink()
    assert list(faults(store)) == ["CURRENT"]


def test_an_older_index_that_is_whole_is_named(materials: Path, store: Path) -> None:
    (materials / "talk.md").write_text("A zeppelin over the lake.", encoding="utf-8")
    build_here(materials, store)
    (folder_of(store) / "passages.sqlite").unlink()
    assert "which is whole, answers" in check_index(store, embedder=HashedEmbedder()).remedy


FAULTS: dict[str, tuple[str, str, str, str]] = {
    "a passage without its document": (
        "passages.sqlite", "UPDATE passages SET source = 'other.md' WHERE row = 0", "passages.sqlite", "no document"
    ),
    "a passage under another id": (
        "passages.sqlite", "UPDATE passages SET id = 'x' WHERE row = 1", "passages.sqlite", "another's name"
    ),
    "a passage lost": (
        "passages.sqlite", "DELETE FROM passages WHERE row = 1", "passages.sqlite", "rows of passages|should"
    ),
    "a document lost": (
        "passages.sqlite", "DELETE FROM documents WHERE source = 'talk.md'", "passages.sqlite", "manifest"
    ),
    "units of no passage": (
        "passages.sqlite", "INSERT INTO units SELECT 99, start, end, key FROM units WHERE row = 0",
        "passages.sqlite", "no passage",
    ),
    "units that have slipped to the next passage": (
        "passages.sqlite", "UPDATE units SET row = (row + 1) % 4", "passages.sqlite", "units|shorter"
    ),
    "units without a vector": (
        "passages.sqlite", "UPDATE units SET key = 'missing' WHERE row = 0", "vectors", "have no vector"
    ),
    "words of another text": (
        "passages.sqlite", "UPDATE passages SET text_terms = 'one two' WHERE row = 0", "passages.sqlite", "words"
    ),
    "words that have slipped to the next passage": (
        "keywords/postings.sqlite",
        "UPDATE columns SET data = CAST(substr(data, 5) || substr(data, 1, 4) AS BLOB) WHERE name = 'lengths'",
        "keywords/postings.sqlite", "length of passage",
    ),
    "a column that is no numbers": (
        "keywords/postings.sqlite", "UPDATE columns SET data = 'text' WHERE name = 'lengths'", "", "cannot be read"
    ),
    "a stem lost": (
        "keywords/postings.sqlite", "DELETE FROM postings WHERE stem = 'ambassador'", "keywords/postings.sqlite", "counted|number"
    ),
    "a posting cut short": (
        "keywords/postings.sqlite", "UPDATE postings SET counts = x'' WHERE stem = 'ambassador'",
        "keywords/postings.sqlite", "count",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_parts_that_are_not_in_step_are_found_though_every_checksum_holds(store: Path, name: str) -> None:
    file, query, blamed, detail = FAULTS[name]
    folder = folder_of(store)
    statement(file, query)(folder)
    sealed(folder)
    found = check_index(store, embedder=HashedEmbedder(), sample=99).faults
    blame = [fault.detail for fault in found if fault.file == blamed or not blamed]
    assert any(word in text for text in blame for word in detail.split("|")), found


def test_a_count_that_the_manifest_has_wrong_is_found(store: Path) -> None:
    sealed(folder_of(store), passages=5)
    assert "the manifest says 5" in " ".join(faults(store).values())


@pytest.mark.parametrize("kind", ["turned", "left over"])
def test_a_vector_that_is_of_no_unit_or_of_another_text_is_found(store: Path, kind: str) -> None:
    folder = folder_of(store)
    with closing(VectorStore(folder / "vectors")) as vectors:
        key = min(vectors.keys())
        stranger = HashedEmbedder().embed_query("zeppelin")
        if kind == "turned":
            vectors._units.delete(ids=[key])
        vectors.add([key if kind == "turned" else hashlib.sha256(b"x").hexdigest()[:24]], np.stack([stranger]))
    sealed(folder)
    assert ("cosine" if kind == "turned" else "belong to no passage") in faults(store)["vectors"]


def test_an_index_of_another_model_is_no_sound_index_for_this_one(store: Path) -> None:
    class Other(HashedEmbedder):
        fingerprint = "0" * 64
        name = "other"

    (fault,) = check_index(store, embedder=Other()).faults
    assert "made with hashed, the model here is other" in fault.detail

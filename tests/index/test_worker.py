"""What a worker does for a build elsewhere, and what it refuses to do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus import discover, load_many
from index import ModelChoice, worker
from index.embedder import Embedder, Model, find_model, vectors_of
from index.errors import WrongModel, WrongWorker
from index.parcels import packed, unpacked_documents
from index.reading import ReadDocument, documents_of

NAME = "tcp://192.0.2.1:4000"


@pytest.fixture
def model(random_choice: ModelChoice, random_embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> Model:
    """A model that worker and builder both have."""
    assert random_embedder
    monkeypatch.setenv("AIDE_MEMOIRE_CACHE", str(random_choice.cache))
    monkeypatch.setenv("AIDE_MEMOIRE_DEVICE", "cpu")
    worker._loaded.cache_clear()
    return find_model(random_choice)


def read_by_worker(materials: Path, terms: bytes, folder: Path) -> list[list[ReadDocument]]:
    found = discover([materials])
    contents = [file.content() or b"" for file in found]
    told = packed([worker.told(file, file.digest(), content) for file, content in zip(found, contents, strict=True)])
    return unpacked_documents(worker.read(terms, told, contents, NAME, str(folder)))


def read_here(materials: Path, embedder: Embedder) -> list[list[ReadDocument]]:
    found = discover([materials])
    outcomes = load_many(found)
    return [
        documents_of(outcome, file.digest(), file.overrides, lambda: embedder)
        for file, outcome in zip(found, outcomes, strict=True)
    ]


def plain(files: list[list[ReadDocument]]) -> list[object]:
    return [(read.record, list(read.passages), list(read.units)) for file in files for read in file]


def test_a_worker_reads_as_the_build_itself_would(
    materials: Path, model: Model, random_embedder: Embedder, tmp_path: Path
) -> None:
    (materials / "empty.txt").touch()
    (materials / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (materials / "no.such kind of file").write_bytes(b"\1\2\3")
    (materials / "materials.csv").write_text("file,event\nopening.md,Forum\n", encoding="utf-8")
    (folder := tmp_path / "worker").mkdir()
    read = read_by_worker(materials, worker.terms_of(model), folder)
    assert plain(read) == plain(read_here(materials, random_embedder))
    assert {one.record.reason for (one,) in read} == {"", "empty", "unsupported"}
    assert list(folder.iterdir()) == [], "the files stay on the worker"


def test_a_worker_embeds_as_the_build_itself_would(model: Model, random_embedder: Embedder) -> None:
    texts = [f"number {n} " * (n % 9 + 1) for n in range(40)]
    vectors = worker.embedded(worker.terms_of(model), packed(texts), NAME)
    assert np.array_equal(vectors, vectors_of(texts, random_embedder))
    assert worker.greeted(worker.terms_of(model), NAME) == random_embedder.dimension


@pytest.mark.parametrize("side", ["code_fingerprint", "_installed"])
def test_a_worker_with_other_code_refuses_and_is_named(
    side: str, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms = worker.terms_of(model)
    monkeypatch.setattr(worker, side, lambda *_: "0.0.7")
    with pytest.raises(
        WrongWorker, match=rf"^The worker {NAME} cannot help: it runs other code .*: install the same version"
    ):
        worker.greeted(terms, NAME)


def test_a_worker_with_another_version_of_a_library_refuses_and_names_it(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms, installed = worker.terms_of(model), worker.libraries()
    monkeypatch.setattr(worker, "libraries", lambda: {**installed, "pypdfium2": "1.0"})
    with pytest.raises(WrongWorker, match=rf"^The worker {NAME} cannot help: it has pypdfium2 1\.0, this machine \d"):
        worker.greeted(terms, NAME)


def test_the_libraries_are_those_that_the_program_asks_for() -> None:
    found = worker.libraries()
    assert {"Python", "pypdfium2", "PyStemmer", "trafilatura"} <= set(found)
    assert not {"pytest", "distributed"} & set(found)
    assert found["numpy"] == np.__version__


def test_a_worker_with_another_model_refuses_and_is_named(model: Model) -> None:
    terms = worker.terms_of(replace(model, fingerprint="f" * 64))
    with pytest.raises(WrongModel, match=rf"^The worker {NAME} cannot help: its embedding model .* is another than"):
        worker.embedded(terms, packed(["text"]), NAME)


def test_a_worker_without_the_model_is_named(model: Model) -> None:
    terms = worker.terms_of(replace(model, choice=replace(model.choice, model="/nowhere/model")))
    with pytest.raises(WrongModel, match=rf"^The worker {NAME} cannot help: There is no model folder /nowhere/model"):
        worker.greeted(terms, NAME)


def test_a_file_that_did_not_arrive_whole_is_not_read(materials: Path, model: Model, tmp_path: Path) -> None:
    (found,) = discover([materials / "opening.md"])
    told = packed([worker.told(found, found.digest(), found.content() or b"")])
    with pytest.raises(WrongWorker, match=r"was sent opening\.md and got other bytes"):
        worker.read(worker.terms_of(model), told, [b"other"], NAME, str(tmp_path))


def test_a_name_from_elsewhere_is_no_path(materials: Path, model: Model, tmp_path: Path) -> None:
    (found,) = discover([materials / "opening.md"])
    content = found.content() or b""
    fields = {**worker.told(found, found.digest(), content), "name": b"../../stray.md".hex()}
    (folder := tmp_path / "worker").mkdir()
    ((read,),) = unpacked_documents(worker.read(worker.terms_of(model), packed([fields]), [content], NAME, str(folder)))
    assert read.record.source == "opening.md"
    assert not list(tmp_path.rglob("stray.md"))


def test_the_fingerprint_of_the_code_tells_one_version_from_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "code.py").write_text("a = 1", encoding="utf-8")
    monkeypatch.setattr(worker, "_sources", lambda: (tmp_path,))
    first = worker.code_fingerprint.__wrapped__()
    (tmp_path / "code.py").write_text("a = 2", encoding="utf-8")
    assert worker.code_fingerprint.__wrapped__() != first


def test_the_fingerprint_is_over_what_reads_and_what_indexes() -> None:
    assert [folder.name for folder in worker._sources()] == ["corpus", "index"]

"""Workers of a real cluster, on 127.0.0.1: they make the index that a build here makes, and what they cannot costs the build.

AIDE_MEMOIRE_CLUSTER says how many builds lose workers at random; `make cluster` tries fifty.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import zipfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import numpy as np
import pytest

from corpus import Found, Skipped, discover
from corpus.sandbox import Sandbox
from index import BuildReport, Index, ModelChoice, build, build_index, check_index, cluster, feeding, worker
from index.cluster import Cluster
from index.embedder import Embedder, Model, Vectors, find_model
from index.errors import NoWorkers, StoreError, WrongModel, WrongWorker
from index.generations import Store
from index.parcels import packed_documents, unpacked
from index.reading import documents_of
from index.vectors import VectorStore
from tests.clusters import Running, after
from tests.clusters import cluster as running

BUILDS = int(os.environ.get("AIDE_MEMOIRE_CLUSTER", "1"))
NOWHERE = "tcp://127.0.0.1:1"
DEADLY = "tests.corpus.deadly:load"
PRELOAD = f"from corpus.sandbox import Sandbox\nSandbox.__init__.__kwdefaults__['loader'] = '{DEADLY}'\n"
COUNTRIES = "Norway Kazakhstan Kyrgyzstan Uzbekistan Tajikistan Mongolia Georgia Armenia Finland Iceland".split()

SMALL = ((feeding, "_WINDOW", 32), (cluster, "_BATCH_FILES", 4), (cluster, "_LOOK_SECONDS", 0.5))

BuildWith = Callable[..., BuildReport]


@pytest.fixture(scope="module")
def environment(random_choice: ModelChoice, random_embedder: Embedder) -> dict[str, str]:
    """What the workers find in their environment: where the compiled copy of the tests' model is."""
    assert random_embedder
    return {"AIDE_MEMOIRE_CACHE": str(random_choice.cache), "AIDE_MEMOIRE_DEVICE": "cpu"}


@pytest.fixture(scope="module")
def workers(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A cluster of two workers, whose reading processes die of a file that begins with "segfault"."""
    folder = tmp_path_factory.mktemp("cluster")
    (folder / "deadly.py").write_text(PRELOAD, encoding="utf-8")
    arguments = ("--preload", str(folder / "deadly.py"))
    with running(folder, workers=2, environment=environment, arguments=arguments) as found:
        yield found


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of some thirty files: talks, an archive, a table that states things, and what cannot be read."""
    folder = tmp_path_factory.mktemp("many")
    for number in range(24):
        lines = [f"In {country} talk {number} was about point {n}.\n" for n, country in enumerate(COUNTRIES)]
        (folder / f"talk {number:02}.md").write_text(f"# Talk {number}\n\n" + "\n".join(lines), encoding="utf-8")
    (folder / "итоги.txt").write_text("Рабочая группа приняла восемнадцать рекомендаций.", encoding="utf-8")
    (folder / "empty.txt").touch()
    (folder / "deadly.txt").write_text("segfault when it is read", encoding="utf-8")
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (folder / "materials.csv").write_text("file,event\ntalk 0*.md,Forum\nnobody.md,Forum\n", encoding="utf-8")
    with zipfile.ZipFile(folder / "papers.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside/paper.txt", "A paper inside an archive speaks of archives.")
        archive.writestr("inside/broken.pdf", "%PDF-1.4 and no more")
    return folder


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows and batches so small that thirty files are many of both, and reading processes that die here as there."""
    for place, name, value in SMALL:
        monkeypatch.setattr(place, name, value)
    monkeypatch.setitem(Sandbox.__init__.__kwdefaults__, "loader", DEADLY)  # type: ignore[arg-type]


@pytest.fixture
def built(random_choice: ModelChoice, small: None) -> BuildWith:
    """A function that builds with the tests' model."""
    return lambda folder, store, **given: build_index([folder], store, choice=random_choice, **given)


@pytest.fixture(scope="module")
def reference(
    many: Path, random_choice: ModelChoice, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, BuildReport]:
    """The index of `many` built here, and the report of that."""
    store = tmp_path_factory.mktemp("reference") / "store"
    with pytest.MonkeyPatch.context() as patched:
        for place, name, value in SMALL:
            patched.setattr(place, name, value)
        patched.setitem(Sandbox.__init__.__kwdefaults__, "loader", DEADLY)  # type: ignore[arg-type]
        return store, build_index([many], store, choice=random_choice)


def published(store: Path) -> Path:
    return Store(store).folder(Index.latest(store) or "")


def same(first: Path, second: Path, tmp_path: Path) -> None:
    """Compare two indexes: the files byte for byte, except those that Chroma never writes twice alike."""
    for name in ("passages.sqlite", "keywords/postings.sqlite"):
        assert (published(first) / name).read_bytes() == (published(second) / name).read_bytes(), name
    (keys, here), (others, there) = (vectors(published(store), tmp_path) for store in (first, second))
    assert keys == others
    assert np.array_equal(here, there)
    assert check_index(second, sample=0).faults == ()


def vectors(generation: Path, tmp_path: Path) -> tuple[list[str], Vectors]:
    """Return keys and vectors of a generation, out of a copy: Chroma writes where it reads."""
    copy = tmp_path / f"copy-{generation.name}"
    shutil.copytree(generation / "vectors", copy)
    store = VectorStore(copy)
    keys = sorted(store.keys())
    found = store.get(keys)
    store.close()
    return keys, np.stack([found[key] for key in keys])


def test_workers_make_the_index_that_a_build_here_makes(
    workers: Running, many: Path, built: BuildWith, reference: tuple[Path, BuildReport], tmp_path: Path
) -> None:
    store, here = reference
    there = built(many, tmp_path / "there", scheduler=workers.address)
    same(store, tmp_path / "there", tmp_path)
    assert there.skipped == here.skipped
    assert [(one.source, one.reason) for one in there.skipped] == [
        ("deadly.txt", "crashed"),
        ("empty.txt", "empty"),
        ("materials.csv", "not_applied"),
        ("old.doc", "unsupported"),
        ("papers.zip/inside/broken.pdf", "damaged"),
    ]
    assert (there.added, there.passages, there.embedded) == (here.added, here.passages, here.embedded)
    assert there.stages["embedding"] > 0


def test_a_refresh_by_workers_reads_and_embeds_what_changed(
    workers: Running, materials: Path, built: BuildWith, tmp_path: Path
) -> None:
    for store, scheduler in (("here", ""), ("there", workers.address)):
        built(materials, tmp_path / store, scheduler=scheduler)
    (materials / "opening.md").write_text("# Opening\n\nSomething else was said in Norway.\n", encoding="utf-8")
    (materials / "talk.md").unlink()
    for store, scheduler in (("here", ""), ("there", workers.address)):
        report = built(materials, tmp_path / store, scheduler=scheduler)
        assert (report.added, report.changed, report.removed, report.embedded) == (0, 1, 1, 1)
    same(tmp_path / "here", tmp_path / "there", tmp_path)


def test_where_nothing_is_to_be_read_no_cluster_is_asked(materials: Path, built: BuildWith, tmp_path: Path) -> None:
    built(materials, tmp_path / "store")
    (materials / "talk.md").unlink()
    assert built(materials, tmp_path / "store", scheduler=NOWHERE).removed == 1


@pytest.mark.parametrize("seed", range(BUILDS))
def test_workers_killed_in_the_middle_cost_nothing_but_time(
    *,
    seed: int,
    workers: Running,
    many: Path,
    built: BuildWith,
    reference: tuple[Path, BuildReport],
    tmp_path: Path,
) -> None:
    """One is killed, another comes, and the one that was there from the beginning is killed too."""
    dice = random.Random(seed)  # noqa: S311 - it says which worker goes, and when
    lost, left = dice.sample(workers.alive, 2)

    def change() -> None:
        workers.kill(lost)
        workers.hire()
        workers.kill(left)

    built(many, tmp_path / "there", scheduler=workers.address, progress=after(dice.randint(1, 12), change))
    assert None not in (lost.poll(), left.poll())
    workers.hire()
    same(reference[0], tmp_path / "there", tmp_path)


def test_a_worker_with_other_code_ends_the_build_and_the_index_is_as_it_was(
    workers: Running, many: Path, built: BuildWith, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = built(many, tmp_path / "store").generation
    monkeypatch.setattr(worker, "code_fingerprint", lambda: "0" * 64)
    with pytest.raises(WrongWorker, match=r"^The worker tcp://127\.0\.0\.1:\d+ cannot help: it runs other code"):
        built(many, tmp_path / "store", scheduler=workers.address, full=True)
    assert Index.latest(tmp_path / "store") == before
    assert check_index(tmp_path / "store", sample=0).faults == ()


def test_a_worker_with_another_model_ends_the_build(
    workers: Running, many: Path, built: BuildWith, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "find_model", lambda choice: replace(find_model(choice), fingerprint="f" * 64))
    with pytest.raises(WrongModel, match=r"^The worker tcp://127\.0\.0\.1:\d+ cannot help: its embedding model"):
        built(many, tmp_path / "store", scheduler=workers.address)


def test_a_scheduler_that_dies_in_the_middle_ends_the_build_and_the_index_is_as_it_was(
    environment: dict[str, str], many: Path, built: BuildWith, tmp_path: Path
) -> None:
    before = built(many, tmp_path / "store").generation
    with running(tmp_path / "cluster", workers=1, environment=environment) as found:
        follow = after(2, found.scheduler.kill)
        with pytest.raises(NoWorkers, match=r"^The scheduler at tcp://127\.0\.0\.1:\d+ was lost: see that it runs"):
            built(many, tmp_path / "store", scheduler=found.address, full=True, progress=follow)
    assert Index.latest(tmp_path / "store") == before
    assert check_index(tmp_path / "store", sample=0).faults == ()
    assert [place.name for place in (tmp_path / "store" / "generations").iterdir()] == [before]


def test_when_no_worker_is_left_the_build_ends(
    environment: dict[str, str], many: Path, built: BuildWith, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE_SECONDS", 1.0)
    with running(tmp_path / "cluster", workers=1, environment=environment) as found:
        follow = after(2, lambda: found.kill(found.workers[0]))
        with pytest.raises(NoWorkers, match=r"has lost its workers: start some"):
            built(many, tmp_path / "store", scheduler=found.address, progress=follow)
        with pytest.raises(NoWorkers, match=r"has no workers: start some with `dask worker tcp://"):
            built(many, tmp_path / "store", scheduler=found.address)
    assert Index.latest(tmp_path / "store") is None


@pytest.mark.parametrize("address", [NOWHERE, "ftp:/x", "tls://127.0.0.1:1"])
def test_where_there_is_no_scheduler_it_says_so(
    address: str, many: Path, built: BuildWith, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 0.5)
    with pytest.raises(
        NoWorkers, match=rf"^There is no Dask scheduler at {address} .*: start one with `dask scheduler`"
    ):
        built(many, tmp_path / "store", scheduler=address)


def test_without_dask_it_says_what_to_install(
    many: Path, built: BuildWith, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(NoWorkers, match=r"pip install 'aide-memoire\[cluster\]'"):
        built(many, tmp_path / "store", scheduler=NOWHERE)


class Answering:
    """A client that answers at once when it is asked, that no file could be read, and counts what is under way."""

    def __init__(self) -> None:
        self.under_way: deque[tuple[bytes, ...]] = deque()
        self.most = 0
        self.most_bytes = 0

    def submit(self, function: Callable[..., Any], *given: bytes, **_: object) -> SimpleNamespace:
        self.under_way.append(given)
        self.most = max(self.most, len(self.under_way))
        self.most_bytes = max(self.most_bytes, sum(len(part) for parts in self.under_way for part in parts[2:]))

        def result(timeout: float) -> object:
            assert timeout > 0
            assert self.under_way.popleft() is given
            if len(given) == 1:
                return 32
            outcomes = [Skipped(fields["source"], "damaged", "") for fields in unpacked(given[1])]
            return packed_documents([documents_of(outcome, "", {}, no_model) for outcome in outcomes])

        return SimpleNamespace(result=result, done=lambda: True)

    def close(self, timeout: float) -> None:
        assert timeout > 0


def no_model() -> NoReturn:
    raise AssertionError


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Answering:
    """Such a client instead of one that connects, with workers in three threads."""
    client = Answering()
    monkeypatch.setattr(cluster, "_connected", lambda _: client)
    monkeypatch.setattr(Cluster, "_look", lambda self: setattr(self, "_threads", 3))
    return client


def read_all(files: Sequence[Found], model: Model) -> list[str]:
    hired = Cluster("tcp://here:1", model)
    return [read[0].record.source for read in hired.read([(file, "") for file in files])]


def test_few_files_are_under_way_however_many_there_are(
    many: Path, random_choice: ModelChoice, answering: Answering, small: None
) -> None:
    files = discover([many])
    assert read_all(files, find_model(random_choice)) == [file.source for file in files]
    assert answering.most == 2 * 3


def test_large_files_go_a_few_at_a_time(
    many: Path, random_choice: ModelChoice, answering: Answering, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_BYTES_AHEAD", 1_500)
    files = discover([many])
    largest = max(file.size for file in files)
    assert read_all(files, find_model(random_choice)) == [file.source for file in files]
    assert 1_500 <= answering.most_bytes <= 1_500 + 2 * largest


def test_a_file_that_cannot_be_sent_is_reported_by_the_build_itself(
    materials: Path, random_choice: ModelChoice, answering: Answering, small: None
) -> None:
    files = discover([materials])
    (materials / "opening.md").unlink()
    hired = Cluster("tcp://here:1", find_model(random_choice))
    outcomes = {read[0].record.source: read[0].record.reason for read in hired.read([(file, "") for file in files])}
    assert outcomes == {"day 2/closing.md": "damaged", "opening.md": "unreadable", "talk.md": "damaged"}
    assert list(outcomes) == [file.source for file in files]


def test_what_fails_on_a_worker_is_told_with_what_it_was_doing(
    many: Path, random_choice: ModelChoice, answering: Answering, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise MemoryError("no more")

    hired = Cluster("tcp://here:1", find_model(random_choice))
    future = SimpleNamespace(result=lambda timeout: fail(), done=lambda: True, status="error")
    monkeypatch.setattr(answering, "submit", lambda *_, **__: future)
    with pytest.raises(
        StoreError, match=r"^The workers could not embed 2 texts \(MemoryError: no more\): see what they wrote"
    ):
        list(hired.embed_documents(["a", "b"]))

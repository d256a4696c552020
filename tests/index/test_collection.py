"""Vectors in a collection of a Chroma server, a real one on 127.0.0.1: found like those here, and never fewer unnoticed."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import numpy as np
import pytest

from index import Index, Published, VectorServer, check_index, keeping, vectors
from index.belonging import FILE
from index.collection import RECORD, Record, is_served, read_record
from index.errors import Corrupt, LostVectors, NoServer, ServerDown
from index.generations import Store
from index.packed import is_packed
from index.vectors import Collection, Connection
from tests.chroma_servers import ChromaServer, chroma
from tests.reliability.hashed import HashedEmbedder, build_here, open_here

ROOT = Path(__file__).parents[2]
COUNTRIES = "Norway Kazakhstan Kyrgyzstan Uzbekistan Tajikistan Mongolia Georgia Armenia".split()
QUESTIONS = [f"talk {number} in {country}" for number, country in enumerate(COUNTRIES)] + ["point 3 of Norway"]
UNASKED = "Who was in Tajikistan?"  # what was asked before is remembered


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    with chroma(tmp_path_factory.mktemp("chroma") / "data") as running:
        yield running


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    folder = tmp_path / "talks"
    folder.mkdir()
    for number in range(6):
        lines = [f"In {country} talk {number} was about point {n}.\n" for n, country in enumerate(COUNTRIES)]
        (folder / f"talk {number}.md").write_text(f"# Talk {number}\n\n" + "\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture
def build(talks: Path, tmp_path: Path, server: ChromaServer) -> Callable[..., Path]:
    """A function that builds with vectors on the server and returns the store; it writes a file anew before, if told so."""

    def build(
        changed: str = "", *, name: str = "store", place: VectorServer | None = server.place, **given: int
    ) -> Path:
        if changed:
            (talks / "changed.md").write_text(changed, encoding="utf-8")
        build_here(talks, tmp_path / name, server=place, **given)  # type: ignore[arg-type] # all of them are flags
        return tmp_path / name

    return build


def newest(store: Path) -> Path:
    return Store(store).folder(Store(store).current() or "")


def record_of(store: Path) -> Record:
    return read_record(newest(store) / "vectors")


def found(index: Index) -> list[list[tuple[str, float, float]]]:
    hits = [index.search(question) for question in QUESTIONS]
    return [[(hit.passage.text, round(hit.score, 5), round(hit.similarity, 5)) for hit in one] for one in hits]


def found_in(store: Path, place: VectorServer | None) -> list[list[tuple[str, float, float]]]:
    with closing(open_here(store, place)) as index:
        return found(index)


def faults(store: Path, place: VectorServer) -> str:
    report = check_index(store, embedder=HashedEmbedder(), server=place)
    return " ".join(f"{fault.file}: {fault.detail}" for fault in report.faults)


def changing(server: ChromaServer, store: Path, change: Callable[[Collection, list[str]], None]) -> None:
    """Change the collection of a store behind its back; the keys are given, those that opening looks at first."""
    record, connection = record_of(store), Connection(server.place)
    with closing(open_here(store, server.place)) as index:
        others = sorted(index.passages.every[0].passages.keys() - record.sample.keys())
    change(connection.open(record.collection), [*record.sample, *others])
    connection.close()


def test_what_is_found_is_what_is_found_with_the_vectors_here(build: Callable[..., Path], server: ChromaServer) -> None:
    there, here = build(), build(name="local", place=None)
    assert os.listdir(newest(there) / "vectors") == [RECORD]
    assert server.place.url not in (newest(there) / "vectors" / RECORD).read_text(encoding="utf-8")
    assert found_in(there, server.place) == found_in(here, None)
    assert not (here / FILE).exists()
    report = check_index(there, embedder=HashedEmbedder(), server=server.place)
    assert (report.faults, report.sampled > 0) == ((), True)


def test_a_refresh_embeds_what_changed_and_removes_what_no_generation_names(
    talks: Path, build: Callable[..., Path], server: ChromaServer, tmp_path: Path
) -> None:
    other = record_of(build(name="other")).collection
    store = build()
    begin = record_of(store).collection[:29]  # which names the store
    for number in range(4):
        (talks / "changed.md").write_text(f"A change of number {number}.", encoding="utf-8")
        report = build_here(talks, store, server=server.place)
        assert (report.embedded, report.unchanged) == (1, 6)
    named = {read_record(folder / "vectors").collection for folder in (store / "generations").iterdir()}
    left = {name for name in server.collections() if name.startswith(begin)}
    assert named < left
    assert len(left) == 3  # and one that the last build left for who was still reading
    assert other in server.collections()
    build(name="local", place=None, full=True)
    assert found_in(store, server.place) == found_in(tmp_path / "local", None)
    assert faults(store, server.place) == ""


def test_what_is_to_be_erased_leaves_the_server_at_once(
    talks: Path, build: Callable[..., Path], server: ChromaServer
) -> None:
    store = build("A witness named Aruzhan spoke.")
    build("A witness spoke.")
    begin = record_of(store).collection[:29]
    assert len([name for name in server.collections() if name.startswith(begin)]) == 2
    report = build_here(talks, store, server=server.place, erase=True)
    assert [name for name in server.collections() if name.startswith(begin)] == [record_of(store).collection]
    assert [path.name for path in (store / "generations").iterdir()] == [report.generation]


def test_a_server_that_is_killed_is_named_and_when_it_is_back_the_same_index_answers(
    build: Callable[..., Path], server: ChromaServer
) -> None:
    store = build()
    with closing(open_here(store, server.place)) as index:
        before = found(index)
        server.kill()
        try:
            for asked in (lambda: index.search(UNASKED), lambda: open_here(store, server.place)):
                with pytest.raises(
                    ServerDown, match=rf"{server.place.url} does not answer \(.*refused.*start it"
                ) as told:
                    asked()
                assert told.value.passing
            with pytest.raises(ServerDown):
                build("Nothing is embedded for nothing.")
            with pytest.raises(ServerDown):
                check_index(store, embedder=HashedEmbedder(), server=server.place)
        finally:
            server.start()
        assert found(index) == before
    assert faults(store, server.place) == ""


def test_a_server_that_hangs_is_waited_for_no_longer_than_is_said(
    build: Callable[..., Path], server: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert vectors.ANSWERS_WITHIN == 10
    monkeypatch.setitem(Connection.__init__.__kwdefaults__, "within", 0.5)  # type: ignore[arg-type]
    store = build()
    with closing(open_here(store, server.place)) as index:
        before = found(index)
        with server.stopped():
            for asked in (lambda: index.search(UNASKED), lambda: open_here(store, server.place)):
                began = time.monotonic()
                with pytest.raises(ServerDown, match="timed out"):
                    asked()
                assert time.monotonic() - began < 10
        assert found(index) == before


def test_who_asks_while_the_server_is_killed_gets_the_whole_answer_or_an_error(
    build: Callable[..., Path], server: ChromaServer
) -> None:
    outcomes: dict[str, list[float]] = {}
    there, here = build(), build(name="local", place=None)
    with closing(open_here(there, server.place)) as index, closing(open_here(here)) as alone:
        killed, failed = threading.Event(), threading.Event()

        def ask() -> None:
            for number in range(100_000):
                question = f"point {number} of Norway"  # another each time: what was asked is remembered
                try:
                    outcomes[question] = [hit.score for hit in index.search(question)]
                except ServerDown:
                    failed.set()
                if failed.is_set():
                    return
                if number == 20:
                    killed.set()

        asking = threading.Thread(target=ask)
        asking.start()
        assert killed.wait(60)
        server.kill()
        try:
            assert failed.wait(60)
        finally:
            server.start()
            asking.join()
        assert len(outcomes) > 20
        for question, scores in outcomes.items():
            assert scores == pytest.approx([hit.score for hit in alone.search(question)], abs=1e-5)


KILLED = """
import os, signal, sys
from pathlib import Path
from index import VectorServer
from index.collection import CollectionWriter
from tests.reliability.hashed import build_here
whole = getattr(CollectionWriter, sys.argv[4])
def kill(self, *given):
    whole(self, *given)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(CollectionWriter, sys.argv[4], kill)
build_here(Path(sys.argv[1]), Path(sys.argv[2]), server=VectorServer(sys.argv[3]))
"""


@pytest.mark.parametrize("moment", ["add", "write"])
def test_a_build_that_is_killed_leaves_the_old_state_and_the_next_removes_what_it_left(
    talks: Path, build: Callable[..., Path], server: ChromaServer, moment: str
) -> None:
    store = build()
    before, had = found_in(store, server.place), set(server.collections())
    (talks / "changed.md").write_text("A change that is never published.", encoding="utf-8")
    command = [sys.executable, "-c", KILLED, str(talks), str(store), server.place.url, moment]
    assert subprocess.run(command, cwd=ROOT, check=False, timeout=120).returncode == -9
    (left,) = set(server.collections()) - had
    assert found_in(store, server.place) == before
    assert faults(store, server.place) == ""
    build()
    assert left not in server.collections()
    assert "never published" in str(found_in(store, server.place))
    assert faults(store, server.place) == ""


def test_a_build_that_fails_removes_its_collection_at_once(
    build: Callable[..., Path], server: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, before = build(), server.collections()

    def fail(*_: object) -> None:
        raise Corrupt("made up")

    monkeypatch.setattr("index.collection.CollectionWriter.write", fail)
    with pytest.raises(Corrupt, match="made up"):
        build("Something else.")
    assert server.collections() == before
    assert faults(store, server.place) == ""


def test_a_collection_that_is_gone_is_named_and_the_older_generation_answers(
    build: Callable[..., Path], server: ChromaServer
) -> None:
    store = build()
    before = found_in(store, server.place)
    older = Store(store).current()
    with closing(open_here(build("A newer state."), server.place)) as index:
        lost, connection = record_of(store).collection, Connection(server.place)
        connection.delete(lost)
        connection.close()
        with pytest.raises(LostVectors, match=rf"{lost} is not on .*--full"):
            index.search(UNASKED)
    with closing(open_here(store, server.place)) as index:
        assert index.generation == older
        assert lost in index.notice
        assert found(index) == before
    assert f"vectors/{RECORD}: The collection {lost} is not on" in faults(store, server.place)
    assert "which is whole, answers" in check_index(store, embedder=HashedEmbedder(), server=server.place).remedy
    build("Made anew from the files.")
    assert faults(store, server.place) == ""


@pytest.mark.parametrize(
    ("change", "said", "at_opening"),
    [
        (lambda units, keys: units._units.delete(ids=keys[-1:]), "holds 29 vectors, 30 were stored", True),
        (lambda units, keys: units.add(["another"], np.eye(1, 48, dtype=np.float32)), "holds 31 vectors", True),
        (lambda units, keys: turned(units, keys[0]), "has another vector for", True),
        (lambda units, keys: turned(units, keys[-1]), "are not those that were stored in it", False),
        (lambda units, keys: renamed(units, keys[-1]), "lacks 1 vectors, such as", False),
    ],
    ids=["one fewer", "one more", "a sampled one changed", "another one changed", "one under another key"],
)  # fmt: skip
def test_a_collection_that_holds_other_vectors_is_named(
    build: Callable[..., Path],
    server: ChromaServer,
    change: Callable[[Collection, list[str]], None],
    said: str,
    at_opening: bool,
) -> None:
    store = build()
    changing(server, store, change)
    assert said in faults(store, server.place)
    assert record_of(store).collection in faults(store, server.place)
    if at_opening:
        with pytest.raises(LostVectors, match=f"{said}.*--full"):
            open_here(store, server.place)


def turned(units: Collection, key: str) -> None:
    (vector,) = units.get([key]).values()
    units._units.delete(ids=[key])
    units.add([key], -vector[None])


def renamed(units: Collection, key: str) -> None:
    (vector,) = units.get([key]).values()
    units._units.delete(ids=[key])
    units.add(["another"], vector[None])


def test_vectors_that_vanish_while_they_are_served_are_missed(build: Callable[..., Path], server: ChromaServer) -> None:
    store = build()
    with closing(open_here(store, server.place)) as index:
        changing(server, store, lambda units, keys: units._units.delete(ids=keys))
        with pytest.raises(LostVectors, match="holds 0 vectors, 30 were stored"):
            index.search(UNASKED)


def test_an_index_moves_to_a_server_without_embedding_and_back_only_in_full(
    build: Callable[..., Path], talks: Path, server: ChromaServer
) -> None:
    store = build(place=None)
    before = found_in(store, None)
    report = build_here(talks, store, server=server.place)
    assert (report.embedded, report.unchanged) == (0, 6)
    assert is_served(newest(store) / "vectors")
    assert found_in(store, server.place) == before
    assert build_here(talks, store, server=server.place).generation == report.generation
    for asked in (lambda: build(place=None), lambda: open_here(store), lambda: check_index(store, sample=0)):
        with pytest.raises(NoServer, match=r"set AIDE_MEMOIRE_CHROMA to its address, or rebuild with --full"):
            asked()
    build(place=None, full=True)
    assert found_in(store, None) == before


def test_flat_files_that_a_server_would_hold_move_to_it_too(
    build: Callable[..., Path], talks: Path, server: ChromaServer
) -> None:
    store = build(place=None, large=20)
    assert is_packed(newest(store) / "vectors")
    before = found_in(store, None)
    report = build_here(talks, store, server=server.place)
    assert (report.embedded, report.unchanged) == (0, 6)
    assert is_served(newest(store) / "vectors")
    assert found_in(store, server.place) == before
    assert faults(store, server.place) == ""


def test_published_collections_are_kept_while_the_builder_goes_on(
    build: Callable[..., Path], server: ChromaServer, tmp_path: Path
) -> None:
    store, url = build(), (tmp_path / "shared").as_uri()
    published = Published(url)
    published.send(store)
    served = record_of(store).collection
    for number in range(4):
        build(f"A change of number {number}.")
    assert served in server.collections()
    Published(url).fetch(tmp_path / "replica")
    with closing(open_here(tmp_path / "replica", server.place)) as index:
        expected = found(index)
        for number in range(2):  # the two newest are kept at the URL
            published.send(build(f"Published change of number {number}."))
            build(f"Unpublished change of number {number}.")
        build("One more.")
    assert served not in server.collections()
    published.fetch(tmp_path / "replica")
    assert len(found_in(tmp_path / "replica", server.place)) == len(expected)
    assert faults(tmp_path / "replica", server.place) == ""


def test_a_copied_store_never_removes_what_its_original_serves(
    build: Callable[..., Path], server: ChromaServer, talks: Path, tmp_path: Path
) -> None:
    store = build()
    before = found_in(store, server.place)
    shutil.copytree(store, tmp_path / "copy")
    for number in range(3):
        build(f"A change of number {number}.", name="copy")
    assert record_of(tmp_path / "copy").collection[:29] != record_of(store).collection[:29]
    assert found_in(store, server.place) == before


def test_of_a_damaged_record_nothing_is_removed(build: Callable[..., Path], server: ChromaServer) -> None:
    store = build()
    named = record_of(store).collection
    (newest(store) / "vectors" / RECORD).write_text("{", encoding="utf-8")
    with pytest.raises(Corrupt, match=RECORD):
        open_here(store, server.place)
    build("Made anew.")
    assert named in server.collections()
    assert faults(store, server.place) == ""


def test_a_damaged_note_of_what_belongs_to_the_store_begins_anew(
    build: Callable[..., Path], server: ChromaServer
) -> None:
    store = build()
    named = record_of(store).collection
    (store / FILE).write_text('{"id":', encoding="utf-8")
    for number in range(3):
        build(f"A change of number {number}.")
    assert named in server.collections()  # nobody's now, since it may be another's
    assert json.loads((store / FILE).read_text(encoding="utf-8"))["id"] not in named


def test_a_large_segment_leaves_the_server_for_flat_files(talks: Path, server: ChromaServer, tmp_path: Path) -> None:
    had = server.collections()
    build_here(talks, tmp_path / "store", server=server.place, large=20)
    assert is_packed(newest(tmp_path / "store") / "vectors")
    assert server.collections() == had
    build_here(talks, tmp_path / "local", large=20)
    assert found_in(tmp_path / "store", server.place) == found_in(tmp_path / "local", None)


def test_a_segment_of_some_size_stays_on_the_server_as_it_is(
    build: Callable[..., Path], server: ChromaServer, monkeypatch: pytest.MonkeyPatch, talks: Path
) -> None:
    monkeypatch.setattr(keeping, "_SERVED", 20)
    store = build()
    kept = record_of(store).collection
    for number in range(4):
        build(f"A change of number {number}.")
        (segment,) = (newest(store) / "segments").iterdir()
        assert read_record(segment / "vectors").collection == kept
        assert record_of(store).vectors == 1
    assert "number 3" in str(found_in(store, server.place))
    assert faults(store, server.place) == ""


def test_a_token_is_sent_and_never_shown_and_a_refusal_names_its_setting() -> None:
    sent: list[str | None] = []

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            sent.append(self.headers["X-Chroma-Token"])
            self.send_response(403)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Proxy) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        place = VectorServer(f"http://127.0.0.1:{proxy.server_port}", "s3cret")
        with pytest.raises(ServerDown, match="refuses: set AIDE_MEMOIRE_CHROMA_TOKEN") as told:
            Connection(place)
        proxy.shutdown()
    assert sent == ["s3cret"]
    assert "s3cret" not in f"{place}{place!r}{told.value}"


def test_what_is_no_chroma_server_is_said_to_be_none() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        place = VectorServer(f"http://127.0.0.1:{listening.getsockname()[1]}")

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(10_000)
                connection.sendall(b"220 mail.example ESMTP\r\n")

        threading.Thread(target=answer, daemon=True).start()
        with pytest.raises(ServerDown, match="does not answer"):
            Connection(place)

"""Hostile files: the program goes on, each ends in clean text or one reason, and the good file beside it is read."""

from __future__ import annotations

import os
import re
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from corpus import Document, Skipped, discover, load_many
from tests.hostile.built_cases import BUILT
from tests.hostile.cases import CASES, SECRET, SPEECH, Place
from tests.hostile.checks import LIMITS, check

ALL = {**CASES, **BUILT}
REFUSED = {
    "ratio.docx": "too_large",
    "ratio.zip": "too_large",
    "members.zip": "too_large",
    "more-members.zip": "too_large",
    "overlapping.zip": "too_large",
    "encrypted.pdf": "encrypted",
    "repeated-rows.ods": "too_large",
    "repeated-all.ods": "too_large",
    "password-known.pdf": "encrypted",
    "password-weak.pdf": "encrypted",
}
READ = (
    "blanks.txt",
    "comments-first.txt",
    "times.vtt",
    "times.srt",
    "overrides.txt",
    "invisible.txt",
    "wrong-mark.txt",
    "script.pdf",
    "password-empty.pdf",
    "portfolio.pdf",
    "inches-14400.pdf",
    "repeated-beyond.ods",
    "far-cell.xlsx",
    "beyond-cell.xlsx",
    "no-string.xlsx",
    "merged-all.xlsx",
    "launch.pdf",
)


@contextmanager
def listening() -> Iterator[tuple[int, list[object]]]:
    """Give a port of this machine, and who called there."""
    calls: list[object] = []
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)

        def answer() -> None:
            while not done.is_set():
                with suppress(TimeoutError):
                    connection, address = server.accept()
                    calls.append(address)
                    connection.close()

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            yield server.getsockname()[1], calls
        finally:
            done.set()
            thread.join()


def test_the_listener_hears_a_call() -> None:
    with listening() as (port, calls):
        socket.create_connection(("127.0.0.1", port)).close()
        time.sleep(0.3)
    assert len(calls) == 1


class Peaks:
    """What the reading processes of this process took at most, looked up while they run.

    The kernel's own count of ended children will not do: it begins with what this process took when it forked them.
    """

    def __init__(self) -> None:
        self.most = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Peaks:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.02):
            for reader in self._readers():
                with suppress(OSError):  # it has ended meanwhile
                    status = (reader / "status").read_text(encoding="utf-8")
                    if found := re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE):
                        self.most = max(self.most, int(found[1]) * 1024)

    @staticmethod
    def _readers() -> Iterator[Path]:
        for listed in Path(f"/proc/{os.getpid()}/task").glob("*/children"):
            with suppress(OSError):
                for child in listed.read_text(encoding="ascii").split():
                    if b"corpus.worker" in Path(f"/proc/{child}/cmdline").read_bytes():
                        yield Path(f"/proc/{child}")


@pytest.fixture(scope="module")
def peaks() -> Peaks:
    return Peaks()


@pytest.fixture(scope="module")
def outcomes(peaks: Peaks, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document | Skipped]:
    """What becomes of all cases, a good file between each two; nobody is called meanwhile and nothing gets out."""
    place = tmp_path_factory.mktemp("hostile")
    (place / "secret.xml").write_text(SECRET, encoding="utf-8")
    folder = place / "corpus"
    folder.mkdir()
    with listening() as (port, calls), peaks:
        for name, make in ALL.items():
            (folder / name).write_bytes(make(Place(place / "secret.xml", port)))
            (folder / f"{name} good.txt").write_text(SPEECH, encoding="utf-8")
        found = {outcome.source: outcome for outcome in load_many(discover([folder]), limits=LIMITS, workers=2)}
        assert not calls, "a reader called an address"
    slipped = [path.name for path in [*place.rglob("*slipped*"), *Path(tempfile.gettempdir()).glob("*slipped*")]]
    assert not slipped
    return found


@pytest.mark.parametrize("name", ALL)
def test_a_hostile_file_costs_only_itself(name: str, outcomes: dict[str, Document | Skipped]) -> None:
    outcome = outcomes[name]
    check(outcome)
    assert isinstance(outcomes[f"{name} good.txt"], Document), "the good file beside it was not read"
    if name in REFUSED:
        assert isinstance(outcome, Skipped)
        assert outcome.reason == REFUSED[name]
    if name in READ:
        assert isinstance(outcome, Document)


@pytest.mark.skipif(sys.platform != "linux", reason="only there the kernel counts")
@pytest.mark.usefixtures("outcomes")
def test_no_reader_took_more_memory_than_allowed(peaks: Peaks) -> None:
    code_of_libraries = 300_000_000
    assert 50_000_000 < peaks.most < LIMITS.memory_bytes + code_of_libraries


def test_a_line_of_a_gigabyte_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "line.txt").open("wb") as file:
        file.truncate(1_000_000_000)
    began = time.monotonic()
    (outcome,) = load_many(discover([tmp_path]))
    assert time.monotonic() - began < 2
    assert isinstance(outcome, Skipped)
    assert outcome.reason == "too_large"


NAMES = [
    "-rf",
    "--help.txt",
    "a\nb.txt",
    "CON.txt",
    "dots....",
    "б" * 120 + ".txt",
    "x" * 251 + ".txt",
    "%00.txt",
    "$(id).txt",
]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such names")
def test_odd_names_are_only_names(tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / name).write_text(SPEECH, encoding="utf-8")
    outcomes = list(load_many(discover([tmp_path])))
    assert {outcome.source for outcome in outcomes} == set(NAMES)
    assert all(isinstance(outcome, Document) for outcome in outcomes)


@pytest.mark.skipif(sys.platform != "linux", reason="only there are names bytes")
def test_names_that_are_no_utf_8_or_differ_in_composition_alone_are_all_read(tmp_path: Path) -> None:
    for name in (b"caf\xe9.txt", b"caf\xe8.txt", "caf\u00e9.txt".encode(), "cafe\u0301.txt".encode()):
        Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name))).write_text(SPEECH, encoding="utf-8")
    outcomes = list(load_many(discover([tmp_path])))
    assert len({outcome.source for outcome in outcomes}) == 4
    assert all(isinstance(outcome, Document) for outcome in outcomes)

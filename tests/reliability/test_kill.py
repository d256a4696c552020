"""A build killed at any moment leaves the old index or the new one, whole, and the next build goes through.

The command itself is killed here, with its model and its reading processes; `test_points.py` kills far more builds of less
weight. AIDE_MEMOIRE_KILLS says how many, of which this takes every twentieth; `make kills` tries two thousand in all.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from index import Index
from index.embedder import Embedder
from tests.embedding_models import choice, embedder

__all__ = ["choice", "embedder"]

KILLS = int(os.environ.get("AIDE_MEMOIRE_KILLS", "4"))
STEPS_TRIED = 4
FILES, TALKS = 12, 6
SUBJECTS = "libraries archives museums theatres bridges railways rivers orchards lighthouses observatories".split()
SOURCES = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is how POSIX systems end a process at once")


@dataclass
class Folder:
    """Materials in numbered versions: half the files change from one to the next, one comes and one goes."""

    path: Path
    version: int = 0

    def turn(self) -> int:
        """Write the next version and return its number."""
        self.version += 1
        self.path.mkdir(exist_ok=True)
        for number in range(FILES):
            if self.version == 1 or number % 2 == self.version % 2:
                self._write(f"talk {number}.md", number)
        (self.path / f"only in {self.version - 1}.md").unlink(missing_ok=True)
        self._write(f"only in {self.version}.md", FILES)
        return self.version

    def _write(self, name: str, number: int) -> None:
        talks = [
            f"Speaker {number} presented talk {talk} about {SUBJECTS[(number + talk) % len(SUBJECTS)]} in version "
            f"{self.version} of the programme, and the delegates adopted it without a vote.\n"
            for talk in range(TALKS)
        ]
        (self.path / name).write_text(f"# Talks of speaker {number}\n\n" + "\n".join(talks), encoding="utf-8")

    def contents(self) -> dict[str, str]:
        """Return every file's bytes as the index names them: by their hash."""
        return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in self.path.iterdir()}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "materials")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def start(*command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *command], cwd=SOURCES, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def building(folder: Folder, store: Path) -> subprocess.Popen[str]:
    return start("-m", "assistant", "index", str(folder.path), "--store", str(store))


def build(folder: Folder, store: Path) -> float:
    """Build to the end and return the seconds it took."""
    began = time.perf_counter()
    process = building(folder, store)
    _, complaints = process.communicate(timeout=120)
    assert process.returncode == 0, complaints
    return time.perf_counter() - began


def holds(store: Path, embedder: Embedder) -> dict[str, str]:
    """Return the files an index holds, by their hash, having asked it for each of them.

    Opening verifies every checksum; here every passage is read and every vector compared as well.
    """
    with_index = Index.open(store, embedder=embedder)
    try:
        documents = {record.source: record.sha256 for record in with_index.documents()}
        assert sum(record.passages for record in with_index.documents()) == with_index.manifest.passages
        for source in documents:
            subject = "lighthouses" if source.startswith("only") else Path(source).stem
            assert with_index.search(f"speaker of {subject}", limit=3)
        rows = range(with_index.manifest.passages)
        assert all(with_index.similarities("talks of a speaker", rows).values())
    finally:
        with_index.close()
    return documents


def left_behind(store: Path) -> list[str]:
    return [path.name for path in (store / "generations").iterdir() if path.name.startswith(".")]


def test_a_build_killed_at_any_moment_leaves_the_old_index_or_the_new_one(
    folder: Folder, store: Path, embedder: Embedder
) -> None:
    chance = random.Random(20241210)  # noqa: S311 - moments to kill at, the same in each run
    folder.turn()
    build(folder, store)
    old = folder.contents()
    folder.turn()
    whole = build(folder, store)
    old, killed = folder.contents(), 0
    for _ in range(KILLS):
        folder.turn()
        process = building(folder, store)
        time.sleep(chance.uniform(0.1, 1.0) * whole)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        killed += process.returncode == -signal.SIGKILL
        found = holds(store, embedder)
        assert found in (old, folder.contents())
        old = found
    assert killed > KILLS // 3, "most builds were done before they were killed: this tried nothing"
    build(folder, store)
    assert holds(store, embedder) == folder.contents()
    assert not left_behind(store)


def test_a_build_killed_before_any_durable_step_leaves_the_old_index_or_the_new_one(
    folder: Folder, store: Path, embedder: Embedder
) -> None:
    script = ["-m", "tests.reliability.killed_build", str(folder.path), str(store)]
    folder.turn()
    build(folder, store)
    folder.turn()
    counting = start(*script, "-1")
    counted, complaints = counting.communicate(timeout=120)
    assert counting.returncode == 0, complaints
    steps = int(counted)
    old, turned = folder.contents(), []
    tried = (
        range(steps)
        if steps <= KILLS
        else sorted({round(i * (steps - 1) / STEPS_TRIED) for i in range(STEPS_TRIED + 1)})
    )
    for step in tried:
        folder.turn()
        process = start(*script, str(step))
        _, complaints = process.communicate(timeout=120)
        assert process.returncode == -signal.SIGKILL, complaints
        found = holds(store, embedder)
        assert found in (old, folder.contents())
        turned.append(found != old)
        old = found
    assert not turned[0]
    assert turned[-1], "the last steps are taken when the new index answers already"
    assert not any(earlier and not later for earlier, later in pairwise(turned))
    build(folder, store)
    assert holds(store, embedder) == folder.contents()
    assert not left_behind(store)


def test_a_first_build_that_is_killed_leaves_no_index_and_the_next_one_goes_through(
    folder: Folder, store: Path, embedder: Embedder
) -> None:
    folder.turn()
    process = start("-m", "tests.reliability.killed_build", str(folder.path), str(store), "2")
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL
    asked = start("-m", "assistant", "ask", "Who spoke?", "--store", str(store))
    _, complaints = asked.communicate(timeout=60)
    assert asked.returncode != 0
    assert "aide-memoire index" in complaints
    assert "Traceback" not in complaints
    build(folder, store)
    assert holds(store, embedder) == folder.contents()

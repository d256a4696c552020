"""Processes that build or read an index and may be killed: forked from one that has imported everything, so that each is cheap.

`python -m tests.reliability.forked` reads one job a line, runs it in a child of its own, and prints how that ended. A job that
never ends by itself, or ends by a signal, is seen as such. Tests use `Forge`, which starts that process and speaks to it.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

SOURCES = Path(__file__).parents[2]
_ENDS = 120  # seconds after which a job is killed and the test fails


@dataclass(frozen=True)
class Ended:
    """How a job ended: by which signal (0 for none), what it returned, or which error it raised with which words."""

    signal: int = 0
    value: Any = None
    error: str = ""
    message: str = ""
    lineage: tuple[str, ...] = ()


class Forge:
    """The process that jobs are forked from; a context manager, at whose end it is gone."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.forked"],
            cwd=SOURCES, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __enter__(self) -> Forge:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()

    def run(self, job: str, *, kill_after: float | None = None, **given: Any) -> Ended:  # noqa: ANN401 - anything JSON holds
        """Run a job of `JOBS` to its end, or kill it after so many seconds."""
        self.begin(job, kill_after=kill_after, **given)
        return self.ended()

    def begin(self, job: str, *, kill_after: float | None = None, **given: Any) -> None:  # noqa: ANN401
        """Start a job; `ended` waits for it."""
        assert self._process.stdin
        plain = {name: str(value) if isinstance(value, Path) else value for name, value in given.items()}
        self._process.stdin.write(json.dumps({"job": job, "kill_after": kill_after, "given": plain}) + "\n")
        self._process.stdin.flush()

    def ended(self) -> Ended:
        """Return how the job that was begun has ended."""
        assert self._process.stdout
        fields = json.loads(self._process.stdout.readline())
        return Ended(**{**fields, "lineage": tuple(fields["lineage"])})


def build(
    materials: str,
    store: str,
    *,
    full: bool = False,
    stop: list[Any] | None = None,
    fault: list[Any] | None = None,
    file_size: int | None = None,
    large: int | None = None,
) -> dict[str, Any]:
    """Build; die at a named point (`stop`: its name and how often it is passed first), or fail an operation (`fault`)."""
    from tests.reliability import faults, points
    from tests.reliability.hashed import build_here

    if file_size is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, resource.RLIM_INFINITY))
    passed = points.install(*(stop or ("", 0)))
    operations = faults.install(*(fault or ("", 0, 0)))
    try:
        report = build_here(Path(materials), Path(store), full=full, **({"large": large} if large else {}))
    finally:
        faults.uninstall()
    return {"generation": report.generation, "passed": passed, "operations": operations, "seconds": report.seconds}


def ask(store: str, questions: list[str]) -> dict[str, Any]:
    """Open an index and ask each question; return the ids of the passages found and how long the opening took."""
    from tests.reliability.hashed import open_here

    began = time.perf_counter()
    index = open_here(Path(store))
    opened = time.perf_counter() - began
    try:
        ids = [[hit.passage.id for hit in index.search(question, limit=5)] for question in questions]
        documents = {record.source: record.sha256 for record in index.documents()}
        return {
            "generation": index.generation, "notice": index.notice, "ids": ids, "documents": documents, "opened": opened,
        }  # fmt: skip
    finally:
        index.close()


def check(store: str) -> list[list[str]]:
    """Return what is wrong with an index."""
    from index import check_index
    from tests.reliability.hashed import HashedEmbedder

    return [[fault.file, fault.detail] for fault in check_index(Path(store), embedder=HashedEmbedder()).faults]


def read(store: str, questions: list[str], until: str, told: str) -> int:
    """Ask in a loop until a file appears, turning to each new generation; write down every answer and what it took."""
    from index import Index
    from tests.reliability.hashed import open_here

    index, answers = open_here(Path(store)), 0
    with Path(told).open("w", encoding="utf-8") as out:
        while not Path(until).exists():
            began = time.perf_counter()
            if Index.latest(Path(store)) != index.generation:
                older, index = index, open_here(Path(store))
                older.close()
            question = answers % len(questions)
            ids = [hit.passage.id for hit in index.search(questions[question], limit=5)]
            took = time.perf_counter() - began
            out.write(json.dumps([index.generation, question, ids, took]) + "\n")
            answers += 1
    index.close()
    return answers


JOBS: dict[str, Callable[..., Any]] = {"build": build, "ask": ask, "check": check, "read": read}


def main() -> None:
    """Run jobs until there are no more."""
    import chromadb  # noqa: F401 - imported once for all children

    from tests.reliability import faults, hashed, planted, points  # noqa: F401

    planted.pytest_configure()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_run(json.loads(line))) + "\n")
        sys.stdout.flush()


def _run(job: dict[str, Any]) -> dict[str, Any]:
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _child(job, writing)
    os.close(writing)
    kill_at = time.monotonic() + (_ENDS if job["kill_after"] is None else job["kill_after"])
    while not (waited := os.waitpid(child, os.WNOHANG))[0]:
        if time.monotonic() > kill_at:
            os.kill(child, signal.SIGKILL)
            waited = os.waitpid(child, 0)
            break
        time.sleep(0.002)
    with os.fdopen(reading, encoding="utf-8") as answer:
        said = answer.read()
    status = waited[1]
    ended: dict[str, Any] = {"signal": 0, "value": None, "error": "", "message": "", "lineage": []}
    if os.WIFSIGNALED(status):
        return ended | {"signal": os.WTERMSIG(status)}
    return ended | json.loads(said)


def _child(job: dict[str, Any], writing: int) -> None:
    try:
        said: dict[str, Any] = {"value": JOBS[job["job"]](**job["given"])}
    except Exception as error:
        lineage = [kind.__name__ for kind in type(error).__mro__]
        said = {"error": type(error).__name__, "message": str(error), "lineage": lineage}
    with os.fdopen(writing, "w", encoding="utf-8") as answer:
        answer.write(json.dumps(said))
    os._exit(0)


if __name__ == "__main__":
    main()

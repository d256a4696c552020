"""Real clusters for tests: a scheduler and workers as processes on 127.0.0.1, ended by their own number."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from index import Progress

ROOT = Path(__file__).parents[1]
_SECONDS_TO_START = 120


@dataclass
class Running:
    """A scheduler, its address, and the workers that were started for it, each a process without a nanny.

    `arguments` are given to each of them.
    """

    folder: Path
    environment: dict[str, str]
    scheduler: subprocess.Popen[bytes]
    arguments: tuple[str, ...] = ()
    address: str = ""
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def hire(self, count: int = 1) -> None:
        """Start workers and wait until the scheduler knows them all."""
        for _ in range(count):
            place = self.folder / f"worker-{len(self.workers)}"
            named = ["--name", place.name, "--local-directory", str(place), "--host", "127.0.0.1"]
            alone = ["--no-nanny", "--nthreads", "1", "--no-dashboard"]
            self.workers.append(self._start("worker", self.address, *named, *alone, *self.arguments))
        self.wait_for(len(self.alive))

    @property
    def alive(self) -> list[subprocess.Popen[bytes]]:
        """The workers that have not ended."""
        return [worker for worker in self.workers if worker.poll() is None]

    def wait_for(self, count: int) -> None:
        """Wait until the scheduler knows that many workers."""
        from distributed import Client

        with Client(self.address, timeout=_SECONDS_TO_START, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=_SECONDS_TO_START)

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """End a worker at once, whatever it is doing."""
        worker.kill()
        worker.wait()

    def _start(self, role: str, *arguments: str) -> subprocess.Popen[bytes]:
        return started(self.folder, self.environment, role, *arguments)

    def end(self) -> None:
        """End all that was started, at once: nothing here needs to be said goodbye to."""
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


def started(folder: Path, environment: dict[str, str], role: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a scheduler or a worker that runs this code; what it says is kept in the folder."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    with (folder / f"{role}-{time.time_ns()}.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "dask", role, *arguments],
            cwd=ROOT,
            env={**os.environ, **environment, "PYTHONPATH": path},
            stdout=log,
            stderr=subprocess.STDOUT,
        )


@contextmanager
def cluster(
    folder: Path, *, workers: int, environment: dict[str, str], arguments: tuple[str, ...] = ()
) -> Iterator[Running]:
    """Yield a cluster whose processes have this environment; it is ended afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    told = folder / "scheduler.json"
    options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(told)]
    running = Running(folder, environment, started(folder, environment, "scheduler", *options), arguments)
    try:
        running.address = _address(told, running.scheduler)
        running.hire(workers)
        yield running
    finally:
        running.end()


def _address(told: Path, scheduler: subprocess.Popen[bytes]) -> str:
    """Return the address that a scheduler has written down once it is there."""
    end = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < end and scheduler.poll() is None:
        try:
            return str(json.loads(told.read_text(encoding="utf-8"))["address"])
        except (OSError, ValueError, KeyError):
            time.sleep(0.05)
    raise RuntimeError(f"The scheduler did not start; what it said is in {told.parent}")


def after(files: int, act: Callable[[], object]) -> Callable[[Progress], None]:
    """Return what follows a build and acts once, when so many files are read."""
    done = threading.Event()

    def follow(now: Progress) -> None:
        if now.files >= files and not done.is_set():
            done.set()
            act()

    return follow

"""Index speed with workers: the same files indexed in one process and by one, two and four workers of a Dask cluster."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from .index_speed import STAGES, Measured, best_of
from .processes import fresh, processor_seconds
from .report import Cell, Figures, Table, load
from .script import options, run
from .sets import Missing

WORKERS = (1, 2, 4)
_SECONDS_TO_START = 120.0
_HOST = "127.0.0.1"


def measure(chosen: argparse.Namespace) -> Figures:
    """Index the folder without and with workers, `--rounds` times in turns, and compare the best of each."""
    folder = chosen.folder or chosen.eval / "squad2_pool" / "corpus"
    if not folder.is_dir():
        raise Missing(f"there is no {folder}; name the folder of the question sets with --eval DIR")
    rounds = [_round(folder) for _ in range(1 if chosen.quick else chosen.rounds)]
    best = {count: best_of([measured[count] for measured in rounds]) for count in (0, *WORKERS)}
    rows = tuple(_row(count, measured, best[0]["seconds"]) for count, measured in best.items())
    cores = len(os.sched_getaffinity(0))
    notes = (
        f"Best of {len(rounds)} round(s). Load averages {load()}.",
        f"All of it ran on the {cores} cores of one machine: a build without a cluster uses them all, so workers here can only "
        "show what they cost, not what more machines would bring. Embedding is divided among workers in windows of some 512 "
        "sentences; finding, hashing and sending files, writing and the words' index stay with the builder.",
        "Seconds of a processor, of the builder and the cluster together, hardly know of others at work on the machine.",
        "Workers have their model loaded before. A build without a cluster is given a loaded one; one with a cluster imports "
        "Dask and connects within its seconds.",
    )
    columns = ("workers", "seconds", "against none", "processor seconds", *STAGES, "passages", "characters/s")
    table = Table(f"Index speed with workers: {folder.parent.name}", columns, rows, notes)
    return Figures((table,), {str(count): measured for count, measured in best.items()})


def _round(folder: Path) -> dict[int, Measured]:
    found = {}
    for count in (0, *WORKERS):
        with workers(count) if count else nullcontext(_Cluster()) as cluster, tempfile.TemporaryDirectory() as store:
            before = cluster.processor()
            given = ["--scheduler", cluster.address] if cluster.address else []
            measured = fresh("benchmarks.pipeline_ours", str(folder), store, *given)
            found[count] = {**measured, "processor": measured["processor"] + cluster.processor() - before}
    return found


@dataclass(frozen=True, slots=True)
class _Cluster:
    """The address of a cluster, "" for none, and its processes."""

    address: str = ""
    processes: tuple[int, ...] = ()

    def processor(self) -> float:
        """Return the seconds of a processor that it has used."""
        return sum(map(processor_seconds, self.processes))


@contextmanager
def workers(count: int) -> Iterator[_Cluster]:
    """Yield a cluster with so many workers on this machine, started as docs/cluster.md says, and warm."""
    from distributed import Client

    with ExitStack() as running, tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "scheduler.json"
        here = ["--host", _HOST, "--no-dashboard"]
        scheduler = running.enter_context(_process("scheduler", *here, "--port", "0", "--scheduler-file", str(told)))
        hired = ["--nworkers", str(count), "--nthreads", "1", "--local-directory", folder]
        nannies = running.enter_context(_process("worker", *here, *hired, "--scheduler-file", str(told)))
        end = time.monotonic() + _SECONDS_TO_START
        while not told.is_file() and time.monotonic() < end:
            time.sleep(0.1)
        with Client(scheduler_file=str(told), set_as_default=False, timeout=_SECONDS_TO_START) as client:
            client.wait_for_workers(count, timeout=_SECONDS_TO_START)
            client.run(_warm)
            address = client.scheduler.address
        yield _Cluster(address, (scheduler, nannies))


def _warm() -> None:
    """Load the model in a worker and embed a word with it."""
    from assistant import Settings
    from index.embedder import find_model
    from index.parcels import packed
    from index.worker import embedded, terms_of

    embedded(terms_of(find_model(Settings().embedding)), packed(["warm"]), "warm")


@contextmanager
def _process(role: str, *arguments: str) -> Iterator[int]:
    """Run a scheduler, or workers with their nannies, until the end of the block; yield the number of its process."""
    command = [sys.executable, "-m", "dask", role, *arguments]
    path = os.pathsep.join(filter(None, [str(Path.cwd()), os.environ.get("PYTHONPATH", "")]))
    with subprocess.Popen(  # noqa: S603 - Dask's own command, started by this interpreter
        command, env=os.environ | {"PYTHONPATH": path}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process.pid
        finally:
            process.terminate()
            process.wait(60)


def _row(count: int, measured: Measured, alone: float) -> tuple[Cell, ...]:
    seconds = measured["seconds"]
    stages = [measured[stage] for stage in STAGES]
    against = f"{alone / seconds:.2f}"
    per_second = measured["characters"] / seconds
    return (count or "none", seconds, against, measured["processor"], *stages, int(measured["passages"]), per_second)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = options(__doc__ or "")
    parser.add_argument("--folder", type=Path, help="text files to index, by default the corpus of squad2_pool")
    parser.add_argument("--rounds", type=int, default=2, help="how often each is built")
    return run(parser, measure, arguments)


if __name__ == "__main__":
    raise SystemExit(main())

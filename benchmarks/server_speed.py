"""What it costs to have the vectors on a Chroma server: the same index asked and refreshed with them there and in its folder.

The index is a made-up one (see `synthetic`), the server a process on this machine; each measurement has a process of its own.
"""

from __future__ import annotations

import argparse
import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from index import VectorServer
from index.generations import Store

from .processes import fresh, resident_bytes
from .report import Figures, Table, load
from .scale import QUESTIONS, ask, change
from .script import options, run
from .synthetic import refresh, write_index

_PASSAGES, _FEW = 10_000, 1_000
_SECONDS_TO_START = 60.0
_MEGABYTE = 1_000_000
_COLUMNS = ("vectors", "opening, s", "search p50, ms", "p95, ms", "memory, MB", "refresh of one file, s")
_MEASURED = ("opening", "p50", "p95", "memory", "seconds")


def measure(chosen: argparse.Namespace) -> Figures:
    """Write the index, measure it, move its vectors to a server, and measure it again."""
    work = chosen.work / "server"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    write_index(work / "materials", work / "store", _FEW if chosen.quick else _PASSAGES)
    units = Store(work / "store").manifest().units
    here = _measured(work, "")
    with _server(work / "chroma") as (address, process):
        began = time.perf_counter()
        refresh(work / "materials", work / "store", VectorServer(address))
        moved = time.perf_counter() - began
        there = _measured(work, address)
        held = resident_bytes(process) / _MEGABYTE
    ratios = [f"{there[name] / here[name]:.2f}" for name in _MEASURED]
    rows = (
        ("in the folder", *(here[name] for name in _MEASURED)),
        ("on a server", *(there[name] for name in _MEASURED)),
        ("ratio", *ratios),
    )
    notes = (
        f"{units:,} vectors, {QUESTIONS} questions, one after the other. The server is a process on the same machine and "
        f"holds {held:.0f} MB in the end; a network adds its own way there and back to each search. Load averages {load()}.",
        f"To move the vectors to the server took {moved:.1f} s, {units / moved:,.0f} a second.",
    )
    return Figures((Table("Vectors on a Chroma server", _COLUMNS, rows, notes),), {"here": here, "there": there})


def _measured(work: Path, address: str) -> dict[str, float]:
    """Return what opening, asking and refreshing cost."""
    at = ["--at", address] if address else []
    asked = fresh("benchmarks.server_speed", "--ask", str(work / "store"), *at)
    return {**asked, **fresh("benchmarks.server_speed", "--refresh", str(work), *at)}


@contextmanager
def _server(folder: Path) -> Iterator[tuple[str, int]]:
    """Run a Chroma server and yield its address and the number of its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place = ["--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    command = [sys.executable, "-c", "from chromadb.cli.cli import app; app()", "run", *place]
    with subprocess.Popen(  # noqa: S603 - Chroma's own command, started by this interpreter
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/api/v2/heartbeat")
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            process.terminate()
            process.wait(60)


def _wait_for(address: str) -> None:
    ends = time.monotonic() + _SECONDS_TO_START
    while True:
        try:
            with urlopen(address, timeout=10):  # noqa: S310 - this machine's own server
                return
        except URLError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = options(__doc__ or "")
    parser.add_argument("--ask", type=Path, metavar="STORE", help=argparse.SUPPRESS)
    parser.add_argument("--refresh", type=Path, metavar="FOLDER", help=argparse.SUPPRESS)
    parser.add_argument("--at", metavar="URL", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.ask or chosen.refresh:
        server = VectorServer(chosen.at) if chosen.at else None
        print(json.dumps(ask(chosen.ask, server) if chosen.ask else change(chosen.refresh, server)))
        return 0
    return run(parser, measure, arguments)


if __name__ == "__main__":
    sys.exit(main())

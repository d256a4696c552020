"""What one server carries: answers a second and their time by how many ask at once, processor time an answer, memory, disk.

Processor time hardly knows of other work on the machine, so that answers a second of a core follow from it.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from urllib.error import HTTPError

from assistant import Assistant

from .processes import resident_bytes, serving
from .report import Cell, Figures, Table, load, percentile
from .script import options, run
from .sets import find_set, questions_of
from .stores import refresh
from .visitor import Visitor, wait_for

SET = "hr_upr"
AT_ONCE = (1, 2, 4, 16, 64)
SECONDS = 20.0
_OF_A_VISIT = 10
_MEGABYTE = 1_000_000


@dataclass
class Asked:
    """What became of the questions of some visitors: seconds of those that were answered, and how many were refused."""

    seconds: list[float] = field(default_factory=list)
    refused: int = 0


def measure(chosen: argparse.Namespace) -> Figures:
    """Ask a server over an index of real reports, by more and more visitors at once."""
    found = find_set(chosen.eval, SET)
    store = chosen.store or chosen.work / found.store_name
    if not chosen.store:
        refresh([found.corpus], store)
    questions = [question["question"] for question in questions_of(found, 200)]
    with Assistant.open(store) as assistant:
        searched = assistant.ask(questions[0]).searched
    size = sum(path.stat().st_size for path in current(store).rglob("*") if path.is_file())
    rows: list[tuple[Cell, ...]] = []
    with serving("--store", str(store), "--port", "0") as (process, address, _):
        wait_for(address)
        visit(address, questions[:10], 60.0)  # what is loaded with the first questions
        for together in AT_ONCE[:3] if chosen.quick else AT_ONCE:
            rows.append(_row(process, address, questions, together, 5.0 if chosen.quick else SECONDS))
        resident = resident_bytes(process)
    table = Table(
        "What one server carries",
        ("visitors at once", "answers", "answers/s", "p50, s", "p95, s", "told to come again", "processor s an answer"),
        tuple(rows),
        (
            f"{searched.documents} documents, {searched.passages:,} passages. On disk {size / _MEGABYTE:.1f} MB, "
            f"{size / searched.passages / 1_000:.1f} kB a passage; in memory after all this {resident / _MEGABYTE:.0f} MB. "
            f"Visitors, who ask without a pause, and server on the same {os.cpu_count()} cores. Load averages {load()}.",
        ),
    )
    return Figures((table,), {"rows": [list(row) for row in rows], "bytes": size, "resident": resident})


def _row(
    process: int, address: str, questions: Sequence[str], together: int, seconds: float
) -> tuple[int, int, float, float, float, int, float]:
    before, began = processor_seconds(process), time.perf_counter()
    with ThreadPoolExecutor(together) as pool:
        shares = [list(islice(cycle(questions), number * 7, number * 7 + 1_000)) for number in range(together)]
        visits = list(pool.map(lambda share: visit(address, share, seconds), shares))
    took, used = time.perf_counter() - began, processor_seconds(process) - before
    answered = [second for one in visits for second in one.seconds]
    return (
        together,
        len(answered),
        len(answered) / took,
        percentile(answered, 0.5),
        percentile(answered, 0.95),
        sum(one.refused for one in visits),
        used / len(answered),
    )


def visit(address: str, questions: Sequence[str], seconds: float) -> Asked:
    """Ask one question after the other for so many seconds; who is told to come again does so."""
    found, ends = Asked(), time.perf_counter() + seconds
    for number, question in enumerate(questions):
        if number % _OF_A_VISIT == 0:
            visitor = Visitor(address)
        began = time.perf_counter()
        if began > ends:
            break
        try:
            visitor.ask(question)
        except HTTPError as refusal:
            if not refusal.headers["Retry-After"]:
                raise
            found.refused += 1
            time.sleep(int(refusal.headers["Retry-After"]))
        else:
            found.seconds.append(time.perf_counter() - began)
    return found


def processor_seconds(process: int) -> float:
    """Return the seconds of a processor that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def current(store: Path) -> Path:
    """Return the folder of the generation that a store has published."""
    return store / "generations" / (store / "CURRENT").read_text(encoding="ascii").strip()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = options(__doc__ or "")
    parser.add_argument("--store", type=Path, metavar="DIR", help=f"an index of {SET}, asked as it is")
    return run(parser, measure, arguments)


if __name__ == "__main__":
    sys.exit(main())

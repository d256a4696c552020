"""A soak: steady questions for a quarter of an hour, and every half minute what the server holds: memory, descriptors, threads.

Visitors come, hold a conversation with follow-ups, and go. What a server does not let go of shows as a slope.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .conversations import Visit, statements_store, visit
from .processes import resident_bytes, serving
from .report import Figures, Table, load
from .script import options, run
from .statements import conversation
from .visitor import wait_for

MINUTES, EVERY, TOGETHER, TURNS = 15.0, 30.0, 4, 10
_PAUSE = 1.0  # seconds for which a visitor reads an answer
_SPEAKERS = 50
_SETTLED = 3  # minutes after which everything has been loaded that is loaded once
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Sample:
    """What the server held after so many seconds and answers."""

    seconds: float
    answers: int
    resident: int
    descriptors: int
    threads: int


def measure(chosen: argparse.Namespace) -> Figures:
    """Serve made-up statements to visitors who come and go."""
    minutes = 1.0 if chosen.quick else chosen.minutes
    store = statements_store(chosen.work, _SPEAKERS, TURNS)
    errors = chosen.work / "soak-errors.txt"
    with serving("--store", str(store), "--port", "0", errors=errors) as (process, address, _):
        wait_for(address)
        visits, samples = soak(process, address, 60 * minutes, EVERY if minutes > 3 else 5.0)
    rows = tuple(
        (one.seconds / 60, one.answers, one.resident / _MEGABYTE, one.descriptors, one.threads) for one in samples
    )
    settled = [one for one in samples if one.seconds >= 60 * min(_SETTLED, minutes / 5)]
    crossed, amiss = sum(one.crossed for one in visits), sum(one.amiss for one in visits)
    faults = [fault for one in visits for fault in one.faults]
    notes = (
        f"{TOGETHER} visitors at a time, {TURNS} turns each: {len(visits)} conversations, {crossed} crossings, {amiss} answers "
        f"amiss, {len(faults)} errors. From minute {settled[0].seconds / 60:.0f} on: memory "
        f"{slope([one.resident / _MEGABYTE for one in settled], settled):+.2f} MB, descriptors "
        f"{slope([one.descriptors for one in settled], settled):+.2f}, threads "
        f"{slope([one.threads for one in settled], settled):+.2f} a minute. Load averages {load()}.",
        *(f"Fault: {fault}; the server's own words stand in {errors}" for fault in faults[:3]),
    )
    table = Table("A soak", ("minute", "answers", "MB resident", "descriptors", "threads"), rows, notes)
    return Figures((table,), {"samples": [list(row) for row in rows], "errors": len(faults), "crossed": crossed})


def soak(process: int, address: str, seconds: float, every: float) -> tuple[list[Visit], list[Sample]]:
    """Let visitors come and go for so many seconds; return what became of their visits, and a sample each `every` seconds."""
    visits: list[Visit] = []
    over = threading.Event()

    def come_and_go(first: int) -> None:
        number = first
        while not over.is_set():
            found = Visit()
            visits.append(found)
            visit(address, list(conversation(number % _SPEAKERS, TURNS)), found, pause=_PAUSE)
            number += TOGETHER

    threads = [threading.Thread(target=come_and_go, args=(first,)) for first in range(TOGETHER)]
    for thread in threads:
        thread.start()
    began = time.perf_counter()
    samples = []
    while (now := time.perf_counter() - began) < seconds:
        answers = sum(len(one.seconds) for one in list(visits))
        samples.append(Sample(now, answers, resident_bytes(process), descriptors(process), threads_of(process)))
        over.wait(min(every, max(0.0, seconds - now)))
    over.set()
    for thread in threads:
        thread.join()
    return visits, samples


def slope(values: Sequence[float], samples: Sequence[Sample]) -> float:
    """Return by how much values grow in a minute, by the line of least squares through them."""
    if len(values) < 2:
        return 0.0
    return float(np.polyfit([sample.seconds / 60 for sample in samples], values, 1)[0])


def descriptors(process: int) -> int:
    """Return how many descriptors a process has open."""
    return len(os.listdir(f"/proc/{process}/fd"))


def threads_of(process: int) -> int:
    """Return how many threads a process has."""
    return len(list(Path(f"/proc/{process}/task").iterdir()))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = options(__doc__ or "")
    parser.add_argument("--minutes", type=float, default=MINUTES, metavar="N")
    return run(parser, measure, arguments)


if __name__ == "__main__":
    sys.exit(main())

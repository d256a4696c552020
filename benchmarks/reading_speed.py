"""Reading speed: what isolation costs, and our reading of PDF against a bare loop over PDFium's text."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from .processes import fresh
from .report import Cell, Figures, Table, load
from .script import options, run
from .sets import Missing

FOLDERS = ("hr_upr", "squad2_pool", "zoo_conference")
PDF = "hr_upr"
_MODULE = "benchmarks.reading_ways"
_OURS = ("process", "worker", "sandbox")
_COLUMNS = (
    *("folder", "files", "characters", "in process, s", "one worker, s", "cost", "of processor time"),
    "default workers, s",
)
_WAYS = {
    "pypdfium2": "bare pypdfium2, one process",
    "process": "ours, in process",
    "worker": "ours, one worker",
    "sandbox": "ours, default workers",
}
Measured = dict[str, float]


def measure(chosen: argparse.Namespace) -> Figures:
    """Read each folder in this way and that, in turns, each time in a fresh process; a folder that is not there is left out."""
    rounds = 1 if chosen.quick else 5
    folders = {name: chosen.eval / name / "corpus" for name in FOLDERS if (chosen.eval / name / "corpus").is_dir()}
    if not folders:
        raise Missing(f"there is no {chosen.eval / PDF}; name the folder of the question sets with --eval DIR")
    ways = {name: (*_OURS, "pypdfium2") if name == PDF else _OURS for name in folders}
    found = {name: in_turns(ways[name], folder, rounds) for name, folder in folders.items()}
    notes = (
        f"Best of {rounds}, in turns, each in a fresh process; seconds of workers include their start. Cost: one worker "
        f"against reading in process. Load averages {load()}.",
    )
    tables = [Table("Isolation", _COLUMNS, tuple(_row(name, measured) for name, measured in found.items()), notes)]
    values = {name: _values(measured) for name, measured in found.items()}
    if PDF in found:
        tables.append(against_bare(found[PDF]))
    return Figures(tuple(tables), values)


def in_turns(ways: Sequence[str], folder: Path, rounds: int) -> dict[str, Measured]:
    """Return for each way what it read, and the least seconds of its rounds, by the clock and of a processor."""
    found = [{way: fresh(_MODULE, way, str(folder)) for way in ways} for _ in range(rounds)]
    kinds = ("seconds", "processor")
    return {way: {**found[0][way], **{kind: min(one[way][kind] for one in found) for kind in kinds}} for way in ways}


def cost_of(found: dict[str, Measured]) -> tuple[float, float]:
    """Return what isolation in one worker costs, as a share of reading in process: by the clock, of a processor."""
    clock, processor = (found["worker"][kind] / found["process"][kind] - 1 for kind in ("seconds", "processor"))
    return clock, processor


def _row(name: str, found: dict[str, Measured]) -> tuple[Cell, ...]:
    inside, worker, sandbox = (found[way] for way in _OURS)
    counts = int(inside["files"]), int(inside["characters"])
    cost = (f"{part:+.1%}" for part in cost_of(found))
    return name, *counts, inside["seconds"], worker["seconds"], *cost, sandbox["seconds"]


def _values(found: dict[str, Measured]) -> dict[str, float]:
    clock, processor = cost_of(found)
    seconds = {way: measured["seconds"] for way, measured in found.items()}
    used = {f"{way}_processor": measured["processor"] for way, measured in found.items()}
    return {**seconds, **used, "isolation": clock, "isolation_processor": processor}


def against_bare(found: dict[str, Measured]) -> Table:
    """Return how long each way takes beside the bare loop; processor time shows what several workers hide."""
    bare = found["pypdfium2"]
    rows = tuple(
        (
            name,
            used["seconds"],
            used["seconds"] / bare["seconds"],
            used["processor"],
            used["processor"] / bare["processor"],
        )
        for way, name in _WAYS.items()
        if (used := found[way])
    )
    columns = (f"{PDF}: way to read", "by the clock, s", "ratio", "of processors, s", "ratio of that")
    notes = ("The bare loop finds no paragraphs, headings, tables or running heads.",)
    return Table("Reading PDF against a bare loop", columns, rows, notes)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    return run(options(__doc__ or ""), measure, arguments)


if __name__ == "__main__":
    raise SystemExit(main())

"""Reading speed: what isolation costs, and our reading of PDF against a bare loop over PDFium's text."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from .processes import fresh
from .report import Cell, Figures, Table, load
from .script import options, run
from .sets import Missing

FOLDERS = ("hr_upr", "squad2_pool", "zoo_conference")
PDF = "hr_upr"
_WAYS = "benchmarks.reading_ways"
_COLUMNS = (
    *("folder", "files", "characters", "in process, s", "in the sandbox, s", "cost", "of processor time"),
    *("bare pypdfium2, s", "ratio"),
)
Measured = dict[str, float]


def measure(chosen: argparse.Namespace) -> Figures:
    """Read each folder in this way and that, in turns, each time in a fresh process; a folder that is not there is left out."""
    rounds = 1 if chosen.quick else 5
    folders = {name: chosen.eval / name / "corpus" for name in FOLDERS if (chosen.eval / name / "corpus").is_dir()}
    if not folders:
        raise Missing(f"there is no {chosen.eval / PDF}; name the folder of the question sets with --eval DIR")
    rows, values = [], {}
    for name, folder in folders.items():
        ways = ("process", "sandbox", *(("pypdfium2",) if name == PDF else ()))
        found = in_turns(ways, folder, rounds)
        cost = tuple(found["sandbox"][kind] / found["process"][kind] - 1 for kind in ("seconds", "processor"))
        ratio = found["sandbox"]["seconds"] / found["pypdfium2"]["seconds"] if name == PDF else None
        rows.append(_row(name, found, cost, ratio))
        values[name] = {way: measured["seconds"] for way, measured in found.items()}
        values[name].update(isolation=cost[0], isolation_processor=cost[1])
    notes = (
        f"Median of {rounds}, in turns, each in a fresh process; the sandbox's seconds include the start of its process. "
        f"Load averages {load()}. Others at work change the clock more than the processor time.",
        "Ratio: the sandbox to the bare loop, which finds no paragraphs, headings, tables or running heads.",
    )
    return Figures((Table("Reading speed", _COLUMNS, tuple(rows), notes),), values)


def in_turns(ways: Sequence[str], folder: Path, rounds: int) -> dict[str, Measured]:
    """Return for each way what it read, and the median seconds of its rounds, by the clock and of a processor."""
    found = [{way: fresh(_WAYS, way, str(folder)) for way in ways} for _ in range(rounds)]
    kinds = ("seconds", "processor")
    return {way: {**found[0][way], **{kind: median(one[way][kind] for one in found) for kind in kinds}} for way in ways}


def _row(name: str, found: dict[str, Measured], cost: tuple[float, ...], ratio: float | None) -> tuple[Cell, ...]:
    inside, sandbox = found["process"], found["sandbox"]
    bare = found["pypdfium2"]["seconds"] if ratio else None
    counts = int(inside["files"]), int(inside["characters"])
    return name, *counts, inside["seconds"], sandbox["seconds"], *(f"{part:+.1%}" for part in cost), bare, ratio


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    return run(options(__doc__ or ""), measure, arguments)


if __name__ == "__main__":
    raise SystemExit(main())

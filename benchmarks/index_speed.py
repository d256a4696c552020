"""Index speed: the plain LangChain pipeline and ours on the same files, in turns, each in a fresh process."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .processes import fresh
from .report import Cell, Figures, Table, load
from .script import options, run
from .sets import Missing

PIPELINES = {"plain LangChain": "benchmarks.pipeline_plain", "Aide-mémoire": "benchmarks.pipeline_ours"}
STAGES = ("reading", "embedding", "writing")
Measured = dict[str, float]


def measure(chosen: argparse.Namespace) -> Figures:
    """Index the folder with both pipelines, `--rounds` times in turns, and compare the best of each."""
    folder = chosen.folder or chosen.eval / "squad2_pool" / "corpus"
    if not folder.is_dir():
        raise Missing(f"there is no {folder}; name the folder of the question sets with --eval DIR")
    rounds = [_round(folder) for _ in range(1 if chosen.quick else chosen.rounds)]
    plain, ours = (best_of([measured[name] for measured in rounds]) for name in PIPELINES)
    ratio = plain["seconds"] / ours["seconds"]
    rows = (_row("plain LangChain", plain), _row("Aide-mémoire", ours))
    notes = (
        f"Ratio: {ratio:.2f} times as fast; beside embedding, {rest_of(ours):.1%} of our build (plain: {rest_of(plain):.1%}).",
        f"Best of {len(rounds)} round(s), {', '.join(_seconds(measured) for measured in rounds)}. Load averages {load()}.",
        "Seconds are without importing libraries and loading the model, which stand apart. The pipelines cut the text "
        "differently: the plain one embeds at most 256 word pieces of each passage and every overlap twice, ours each "
        "sentence or two with its headings; characters of the files per second compare what was done.",
    )
    columns = ("pipeline", "seconds", *STAGES, "beside embedding", "passages", "characters/s", "loading")
    table = Table(f"Index speed: {folder.parent.name}", columns, rows, notes)
    return Figures((table,), {"plain": plain, "ours": ours, "ratio": ratio, "beside_embedding": rest_of(ours)})


def best_of(measured: Sequence[Measured]) -> Measured:
    """Return the quickest round: others at work on the machine only ever make one slower."""
    return min(measured, key=lambda found: found["seconds"])


def rest_of(measured: Measured) -> float:
    """Return the share of a build that is not embedding, 0 to 1."""
    return 1.0 - measured["embedding"] / measured["seconds"]


def _round(folder: Path) -> dict[str, Measured]:
    found = {}
    for name, module in PIPELINES.items():
        with tempfile.TemporaryDirectory() as store:
            found[name] = fresh(module, str(folder), store)
    return found


def _row(name: str, measured: Measured) -> tuple[Cell, ...]:
    stages = [measured[stage] for stage in STAGES]
    per_second = measured["characters"] / measured["seconds"]
    rest = f"{rest_of(measured):.1%}"
    return (name, measured["seconds"], *stages, rest, int(measured["passages"]), per_second, measured["loading"])


def _seconds(measured: dict[str, Measured]) -> str:
    return " against ".join(f"{found['seconds']:.1f} s" for found in measured.values())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = options(__doc__ or "")
    parser.add_argument("--folder", type=Path, help="files to index, by default the corpus of squad2_pool")
    parser.add_argument("--rounds", type=int, default=2, help="how often each pipeline runs")
    return run(parser, measure, arguments)


if __name__ == "__main__":
    raise SystemExit(main())

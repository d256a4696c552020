"""What every benchmark's command line has in common."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from .report import Figures, load
from .sets import Missing

DEFAULT_EVAL = Path("../shared/eval")
DEFAULT_WORK = Path("build/benchmarks")


def options(description: str) -> argparse.ArgumentParser:
    """Return a parser with the options that all benchmarks share."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--eval", type=Path, default=DEFAULT_EVAL, metavar="DIR", help="folder of the question sets")
    parser.add_argument("--work", type=Path, default=DEFAULT_WORK, metavar="DIR", help="folder for indexes")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON too")
    parser.add_argument("--quick", action="store_true", help="fewer questions and fewer rounds")
    return parser


def run(
    parser: argparse.ArgumentParser,
    measure: Callable[[argparse.Namespace], Figures],
    arguments: Sequence[str] | None = None,
) -> int:
    """Measure, print the tables, write the JSON; where material is missing, say so and return 0 all the same."""
    chosen = parser.parse_args(arguments)
    chosen.work.mkdir(parents=True, exist_ok=True)
    try:
        figures = measure(chosen)
    except Missing as missing:
        print(f"skipped: {missing}")
        return 0
    print(figures.markdown())
    print(f"\nLoad averages at the end: {load()}")
    if chosen.json:
        figures.write(chosen.json)
    return 0

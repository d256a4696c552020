"""How the costs of an index grow with its size: at ten thousand, a hundred thousand and a million passages.

The index is a made-up one (see `synthetic`); searching, opening and refreshing it are the product's own, each in a process of
its own. A question is embedded by the real model, whose time counts.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from index import Index, VectorServer
from index.generations import Store

from .processes import fresh, most_resident_bytes
from .report import Figures, Table, load, percentile
from .script import options, run
from .synthetic import PASSAGES_A_FILE, opened, questions, refresh, report, write_index

SIZES = (10_000, 100_000, 1_000_000)
QUESTIONS, WARMING = 200, 20
PLOT = Path(__file__).parent / "scale.svg"
_MEGABYTE = 1_000_000
_COLUMNS = (
    *("passages", "units", "disk, MB", "opening, s", "search p50, ms", "p95, ms"),
    *("memory, MB", "refresh of one file, s"),
)
_REQUIRED = ("required at 1,000,000", "", "", "≤ 10", "", "≤ 100", "≤ 4,000", "≤ 10")


def measure(chosen: argparse.Namespace) -> Figures:
    """Write or find the index of each size, then measure it."""
    sizes = chosen.sizes[:1] if chosen.quick else chosen.sizes
    rows = [_row(size, chosen.work / f"scale-{size}") for size in sizes]
    notes = (
        f"![How each cost grows]({PLOT.name})",
        f"{QUESTIONS} questions of four to eight words after {WARMING} others, one after the other; memory is the most that the "
        "process which searched ever held. The files are in the page cache of the operating system. "
        f"Load averages {load()}.",
    )
    table = Table("An index that grows", _COLUMNS, (*(tuple(row.values()) for row in rows), _REQUIRED), notes)
    if len(rows) > 1:
        draw(rows, chosen.plot)
    return Figures((table,), {"rows": rows})


def _row(size: int, work: Path) -> dict[str, float]:
    materials, store = work / "materials", work / "store"
    if not Index.is_built(store):
        write_index(materials, store, size)
    asked = fresh("benchmarks.scale", "--ask", str(store))
    refreshed = fresh("benchmarks.scale", "--refresh", str(work))
    manifest = Store(store).manifest()
    return {
        "passages": manifest.passages,
        "units": manifest.units,
        "disk": sum(size for size, _ in manifest.files.values()) / _MEGABYTE,
        "opening": asked["opening"],
        "p50": asked["p50"],
        "p95": asked["p95"],
        "memory": asked["memory"],
        "refresh": refreshed["seconds"],
    }


def ask(store: Path, server: VectorServer | None = None) -> dict[str, float]:
    """Open an index and ask; return seconds to open, milliseconds of a search, and megabytes held at the most."""
    began = time.perf_counter()
    index = opened(store, server)
    opening = time.perf_counter() - began
    asked = questions(WARMING + QUESTIONS, index.manifest.passages // PASSAGES_A_FILE)
    took = []
    for question in asked:
        began = time.perf_counter()
        index.search(question)
        took.append((time.perf_counter() - began) * 1_000)
    index.close()
    held = most_resident_bytes() / _MEGABYTE
    took = took[WARMING:]
    return {"opening": opening, "p50": percentile(took, 0.5), "p95": percentile(took, 0.95), "memory": held}


def change(work: Path, server: VectorServer | None = None) -> dict[str, float]:
    """Change one file and refresh the index; return the seconds it took."""
    changed = report(3, version=time.time_ns())
    (work / "materials" / changed.source).write_text(changed.text, encoding="utf-8")
    began = time.perf_counter()
    done = refresh(work / "materials", work / "store", server)
    seconds = time.perf_counter() - began
    if done.changed != 1:
        raise RuntimeError(f"{done.changed} files were taken for changed, not one")
    return {"seconds": seconds}


def draw(rows: Sequence[dict[str, float]], path: Path) -> None:
    """Draw how each cost grows, both axes logarithmic."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4.5))
    sizes = [row["passages"] for row in rows]
    for name, said in (
        ("p95", "search, p95, ms"),
        ("opening", "opening, s"),
        ("refresh", "refresh of one file, s"),
        ("memory", "memory, MB"),
        ("disk", "disk, MB"),
    ):
        axes.loglog(sizes, [row[name] for row in rows], marker="o", label=said)
    axes.set_xlabel("passages")
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = options(__doc__ or "")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="passages")
    parser.add_argument("--plot", type=Path, default=PLOT, metavar="FILE", help="where the figures are drawn")
    parser.add_argument("--ask", type=Path, metavar="STORE", help=argparse.SUPPRESS)
    parser.add_argument("--refresh", type=Path, metavar="FOLDER", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.ask or chosen.refresh:
        print(json.dumps(ask(chosen.ask) if chosen.ask else change(chosen.refresh)))
        return 0
    return run(parser, measure, arguments)


if __name__ == "__main__":
    sys.exit(main())

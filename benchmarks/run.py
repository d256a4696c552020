"""Runs all benchmarks, one after the other in processes of their own, and writes FIGURES.md beside this file.

Each result is kept under the working folder, so that `--only` measures some anew and takes the others as they were.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from .processes import module_output
from .report import Table, machine, versions
from .script import options

BENCHMARKS = (
    "index_speed",
    "cluster_speed",
    "reading_speed",
    "reading_yield",
    "reading_evidence",
    "embedding_speed",
    "question_speed",
    "stages",
    "first_words",
    "memory",
    "recall",
    "checking",
    "answers",
    "kinds",
    "fit_support",
    "server_speed",
    "scale",
)
FIGURES = Path(__file__).parent / "FIGURES.md"
_Result = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = options(__doc__ or "")
    parser.add_argument(
        "--only", nargs="*", choices=BENCHMARKS, default=BENCHMARKS[:-1], help="measure only these anew"
    )
    parser.add_argument("--into", type=Path, default=FIGURES, metavar="FILE", help="where the figures are written")
    chosen = parser.parse_args(arguments)
    kept = chosen.work / "results"
    kept.mkdir(parents=True, exist_ok=True)
    for name in chosen.only:
        _run(name, kept / f"{name}.json", chosen)
    results = {name: _read(kept / f"{name}.json") for name in BENCHMARKS}
    chosen.into.write_text(document(results), encoding="utf-8")
    if chosen.json:
        chosen.json.write_text(json.dumps(results, ensure_ascii=False, indent=2), encoding="utf-8")
    print(f"The figures are in {chosen.into}")
    return 0


def document(results: dict[str, _Result | None]) -> str:
    """Return FIGURES.md; a benchmark whose question set is missing has None for a result."""
    return "\n".join(_lines(results))


def _lines(results: dict[str, _Result | None]) -> Iterator[str]:
    yield "# Figures"
    yield ""
    yield "Written by `python -m benchmarks.run`; what each figure means stands in [README.md](README.md)."
    yield ""
    yield from (f"- {name}: {value}" for name, value in machine().items() if name not in {"load", "date"})
    yield f"- libraries: {', '.join(f'{name} {found}' for name, found in versions().items())}"
    for name, result in results.items():
        yield ""
        yield f"## `benchmarks.{name}`"
        yield ""
        yield _section(result) if result else "Skipped: its question sets were not there."
    yield ""


def _section(result: _Result) -> str:
    taken = result["machine"]
    dated = f"Taken {taken['date']} on {taken['cores']} cores of {taken['processor']}; load averages {taken['load']}."
    tables = [
        Table(found["title"], *(_tupled(found[part]) for part in ("columns", "rows", "notes")))
        for found in result["tables"]
    ]
    return "\n\n".join([dated, *(table.markdown() for table in tables)])


def _tupled(value: Any) -> Any:  # noqa: ANN401 - lists of JSON, nested at will
    return tuple(_tupled(item) for item in value) if isinstance(value, list) else value


def _run(name: str, written: Path, chosen: argparse.Namespace) -> None:
    written.unlink(missing_ok=True)
    quick = ["--quick"] if chosen.quick else []
    shared = ["--eval", str(chosen.eval), "--work", str(chosen.work), "--json", str(written), *quick]
    print(module_output(f"benchmarks.{name}", *shared), flush=True)


def _read(written: Path) -> _Result | None:
    if not written.is_file():
        return None
    found: _Result = json.loads(written.read_text(encoding="utf-8"))
    return found


if __name__ == "__main__":
    raise SystemExit(main())

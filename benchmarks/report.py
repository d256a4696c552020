"""Figures as tables: on the terminal and in Markdown, with the machine they were taken on."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

Cell = str | int | float | None
_LIBRARIES = (
    "aide-memoire",
    "chromadb",
    "gradio",
    "langchain",
    "langchain-chroma",
    "langchain-huggingface",
    "langchain-text-splitters",
    "numpy",
    "openvino",
    "sentence-transformers",
    "tokenizers",
    "torch",
    "transformers",
)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of figures; `notes` stand below it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()

    def markdown(self) -> str:
        """Return the table in Markdown, columns aligned so that it reads in plain text as well."""
        lines = [self.columns, *([_written(cell) for cell in row] for row in self.rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(self.columns))]
        head, *body = (_row(line, widths) for line in lines)
        rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
        return "\n".join([f"### {self.title}", "", head, rule, *body, *_paragraphs(self.notes)])


@dataclass(frozen=True, slots=True)
class Figures:
    """What one benchmark found: tables to read, and `values` by name for programs."""

    tables: tuple[Table, ...]
    values: Mapping[str, object] = field(default_factory=dict)

    def markdown(self) -> str:
        """Return all tables."""
        return "\n\n".join(table.markdown() for table in self.tables)

    def write(self, path: Path) -> None:
        """Write tables, values and machine as JSON."""
        content = {"machine": machine(), "tables": [asdict(table) for table in self.tables], "values": self.values}
        path.write_text(json.dumps(content, ensure_ascii=False, indent=2), encoding="utf-8")


def machine() -> dict[str, Cell]:
    """Return what the figures depend on: processor, cores this process may use, load, Python, day."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "load": load(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
    }


def load() -> str:
    """Return the load averages of the last 1, 5 and 15 minutes: above the cores, others were at work as well."""
    return " / ".join(f"{value:.1f}" for value in os.getloadavg())


def versions() -> dict[str, str]:
    """Return the installed versions of the libraries that decide the figures."""
    return {name: found for name in _LIBRARIES if (found := _version(name))}


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value below which that share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def _written(cell: Cell) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, float):
        return (
            f"{cell:,.0f}"
            if abs(cell) >= 1_000
            else f"{cell:.3g}"
            if abs(cell) < 0.1
            else f"{cell:.3f}".rstrip("0").rstrip(".")
        )
    return f"{cell:,}" if isinstance(cell, int) else cell


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"


def _paragraphs(notes: Sequence[str]) -> list[str]:
    return [line for note in notes for line in ("", note)]

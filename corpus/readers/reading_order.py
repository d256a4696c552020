"""In which order the lines of a page are read.

A PDF draws its lines in any order; most programs draw them as they are read, and that order is the best guide through
columns, boxes and cells. Two things are put right: columns drawn row by row, and headings drawn last.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .furniture import Line


def are_beside(lines: Sequence[Line]) -> bool:
    """Tell whether the file draws any line right beside the one before it."""
    for before, line in pairwise(lines):
        if line.left > before.right and abs(line.baseline - before.baseline) < 0.4 * line.size:
            return True
    return False


def by_column(lines: Sequence[Line]) -> Sequence[Line]:
    """Return lines column by column where the file draws two columns row by row."""
    gutter = _gutter(lines)
    if gutter is None:
        return lines
    ordered: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        if line.left < gutter < line.right:
            ordered += [*left, *right, line]
            left, right = [], []
        else:
            (left if line.right <= gutter else right).append(line)
    return [*ordered, *left, *right]


def _gutter(lines: Sequence[Line]) -> float | None:
    """Return where the white between two columns of prose runs, if rows of the page are cut there again and again."""
    rows = [(a, b) for a, b in pairwise(lines) if gap(a, b) > 0]
    if len(rows) < 4 or sum(min(len(a.text), len(b.text)) for a, b in rows) < 15 * len(rows):
        return None
    left = sorted(a.right for a, _ in rows)[int(0.9 * (len(rows) - 1))]
    right = sorted(b.left for _, b in rows)[int(0.1 * (len(rows) - 1))]
    return (left + right) / 2 if left < right else None


def gap(before: Line, line: Line) -> float:
    """Return the white between two pieces of one row, in points, or 0 where they are no such pieces."""
    size = max(before.size, line.size)
    white = line.left - before.right
    return white if abs(before.baseline - line.baseline) < 0.4 * size and white > 1.5 * size else 0.0


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """Return lines in the file's order, but a run of lines that stands wholly above an earlier one before it.

    A run goes down the page. Columns and cells stand beside each other, so the file's order, which follows them, is
    kept; a page header or a title that was drawn last moves up.
    """
    runs: list[list[Line]] = []
    for line in lines:
        if runs and line.baseline <= runs[-1][-1].baseline + line.size / 2:
            runs[-1].append(line)
        else:
            runs.append([line])
    ordered: list[list[Line]] = []
    for run in runs:
        place = len(ordered)
        while place and _stands_above(run, ordered[place - 1]):
            place -= 1
        ordered.insert(place, run)
    return [line for run in ordered for line in run]


def _stands_above(run: Sequence[Line], other: Sequence[Line]) -> bool:
    apart = run[-1].baseline > other[0].baseline + other[0].size / 2
    left, right = min(line.left for line in other), max(line.right for line in other)
    return apart and any(line.left < right and left < line.right for line in run)

"""Tables on a page, found by alignment: rows whose pieces stand in the same columns with white between them.

A PDF says nowhere that a table is one. Rows count as a table when several in a run leave the same strips white, when
the file draws them row after row, and when they do not look like prose in columns or like a list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean

from .furniture import Line
from .lines import GLYPHS, LABEL_ALONE

_LEADERS = re.compile(r"\.{4,}|…{2,}|(?:\. ){4,}")
_ONE_ROW = 0.4  # of the type's size: pieces whose baselines differ by less stand in one row
_OVERLAP = 0.9  # of the type's size: lines nearer than that stand in cells of one row, set at different heights
_GUTTER = 0.5  # of the type's size: the least white between columns
_REACH = 3.2  # of the type's size: the greatest distance of a row from the next
_PROSE = 30  # characters: the mean length of a line that columns of prose have

_Piece = tuple[int, Line]
_Row = list[_Piece]
_Edges = tuple[float, float]
_Cells = dict[int, _Row]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: left and right edge of each column, and each row with the lines of each cell, from the top."""

    columns: tuple[_Edges, ...]
    rows: tuple[tuple[tuple[Line, ...], ...], ...]
    indexes: frozenset[int]

    def stands_under(self, other: Table) -> bool:
        """Tell whether the columns are those of another table, as they are where a page break has cut one."""
        pairs = list(zip(self.columns, other.columns, strict=False))
        return len(self.columns) == len(other.columns) and all(a[0] < b[1] and b[0] < a[1] for a, b in pairs)


def tables(lines: Sequence[Line]) -> list[Table]:
    """Return the tables among the lines of a page from the top, `indexes` counting in `lines`."""
    rows = _rows(lines)
    found: list[Table] = []
    place = floor = 0
    while place < len(rows):
        run = _run(rows, place, floor) if len(_widened((), rows[place])) > 1 else range(0)
        table = _table(rows[run.start : run.stop]) if len(run) > 1 else None
        if table:
            found.append(table)
            floor = run.stop
        place = run.stop if table else place + 1
    return found


def _rows(lines: Sequence[Line]) -> list[_Row]:
    """Return the pieces of each row of a page from left to right, rows from the top."""
    rows: list[_Row] = []
    for piece in sorted(enumerate(lines), key=lambda piece: -piece[1].baseline):
        line = piece[1]
        if rows and rows[-1][0][1].baseline - line.baseline < _ONE_ROW * line.size:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece[1].left) for row in rows]


def _widened(columns: Sequence[_Edges], row: _Row) -> tuple[_Edges, ...]:
    """Return columns made so wide that the pieces of a row stand in them; those between which no white is left merge."""
    white = _GUTTER * row[0][1].size
    merged: list[_Edges] = []
    for left, right in sorted([*columns, *((line.left, line.right) for _, line in row)]):
        if merged and left - merged[-1][1] < white:
            merged[-1] = (merged[-1][0], max(right, merged[-1][1]))
        else:
            merged.append((left, right))
    return tuple(merged)


def _run(rows: Sequence[_Row], place: int, floor: int) -> range:
    """Return which rows about `place`, from `floor` on, stand in its columns; those above may hold headers."""
    start, end = place, place + 1
    columns = _widened((), rows[place])
    while start > floor and _fall(rows[start - 1], rows[start]) <= _REACH:
        wider = _widened(columns, rows[start - 1])
        if len(wider) < len(columns):
            break
        start, columns = start - 1, wider
    for row in rows[end:]:
        wider = _widened(columns, row)
        if _fall(rows[end - 1], row) > _REACH or len(wider) < len(columns) or len(_widened((), row)) > len(wider):
            break
        end, columns = end + 1, wider
    return range(start, end)


def _fall(above: _Row, row: _Row) -> float:
    """Return how far a row stands below another, in sizes of its type."""
    return (above[0][1].baseline - row[0][1].baseline) / max(row[0][1].size, above[0][1].size)


def _table(run: Sequence[_Row]) -> Table | None:
    columns: tuple[_Edges, ...] = ()
    for row in run:
        columns = _widened(columns, row)
    rows = _whole_rows(run, columns)
    while rows and len(rows[-1]) == 1:
        rows.pop()
    while rows and len(rows[0]) == 1:
        rows.pop(0)
    several = sum(1 for row in rows if len(row) > 1)
    if several < 2 or (several == 2 and len(columns) < 3) or not _is_table(rows, len(columns)):
        return None
    cells = tuple(
        tuple(tuple(line for _, line in row.get(column, [])) for column in range(len(columns))) for row in rows
    )
    return Table(columns, cells, frozenset(index for row in rows for cell in row.values() for index, _ in cell))


def _whole_rows(run: Sequence[_Row], columns: Sequence[_Edges]) -> list[_Cells]:
    """Return the rows of cells, the further lines of a cell put under its first."""
    falls = sorted(fall for above, row in pairwise(run) if (fall := _fall(above, row)) >= _OVERLAP)
    usual = falls[int(0.75 * (len(falls) - 1))] if falls else 0.0
    rows: list[_Cells] = []
    above: _Row | None = None
    for row in run:
        cells = _in_columns(row, columns)
        if above and _goes_on(cells, rows[-1], len(columns), _fall(above, row), usual):
            for column, pieces in cells.items():
                rows[-1].setdefault(column, []).extend(pieces)
        else:
            rows.append(cells)
        above = row
    return rows


def _in_columns(row: _Row, columns: Sequence[_Edges]) -> _Cells:
    cells: _Cells = {}
    for index, line in row:
        column = max(number for number, edges in enumerate(columns) if edges[0] <= line.left + 0.01)
        cells.setdefault(column, []).append((index, line))
    return cells


def _goes_on(cells: _Cells, before: _Cells, columns: int, fall: float, usual: float) -> bool:
    """Tell whether a row holds further lines of the cells above: set closer than rows are, or without a first cell."""
    if fall < _OVERLAP:
        return True
    if fall > 1.35 or len(cells) == columns or not set(cells) <= set(before):
        return False
    if 0 not in cells:
        return len(cells) < columns - 1 or columns == 2
    return fall <= 0.85 * usual or cells[0][0][1].text[0].islower()


def _is_table(rows: Sequence[_Cells], columns: int) -> bool:
    """Tell whether rows of cells are neither prose in columns, nor a list, nor drawn column by column."""
    firsts = [row[0][0][1].text for row in rows if 0 in row]
    labels = sum(1 for text in firsts if LABEL_ALONE.fullmatch(text))
    if columns == 2 and 2 * labels > len(firsts):
        return False
    lines = [line for row in rows for cell in row.values() for _, line in cell]
    if 5 * sum(1 for line in lines if line.text[0] in GLYPHS) > len(lines) or any(
        _LEADERS.search(line.text) for line in lines
    ):
        return False
    long = sum(_is_prose([line for row in rows for _, line in row.get(column, [])]) for column in range(columns))
    return long < 2 and _is_drawn_in_rows(rows)


def _is_prose(lines: Sequence[Line]) -> bool:
    return len(lines) > 3 and mean(len(line.text) for line in lines) > _PROSE


def _is_drawn_in_rows(rows: Sequence[_Cells]) -> bool:
    spans = [sorted(index for cell in row.values() for index, _ in cell) for row in rows]
    falling = sum(1 for above, below in pairwise(spans) if above[-1] < below[0])
    return falling >= 0.8 * (len(spans) - 1)

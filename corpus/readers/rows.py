"""What stands side by side on a page: rows of tables with their headers, single rows of cells, labels and their text.

Afterwards each line is one whole line of its column, so that nobody else has to look to the side.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .furniture import Line, Page
from .grid import Table, tables
from .hyphens import Hyphens
from .lines import LABEL_ALONE
from .reading_order import are_beside, by_column
from .tables import are_headers, row_text

CELL = " | "
_APART = 1.5  # of the type's size: more white than that parts cells
_NEAR = 5.0  # of the type's size: a number farther from its text is a cell


def in_rows(pages: Sequence[Page], hyphens: Hyphens) -> list[Page]:
    """Return the pages with each row of cells as one line and two columns one after the other.

    A table that a page break cuts keeps its headers; where they are repeated they are no row.
    """
    arranged = []
    before: tuple[Table, Sequence[str]] | None = None
    for page in pages:
        if are_beside(page.lines):
            lines, before = _arranged(page.lines, hyphens, before)
            arranged.append(replace(page, lines=tuple(lines)))
        else:
            before = before if not page.lines else None
            arranged.append(page)
    return arranged


def _arranged(
    lines: Sequence[Line], hyphens: Hyphens, before: tuple[Table, Sequence[str]] | None
) -> tuple[list[Line], tuple[Table, Sequence[str]] | None]:
    """Return the lines of a page with its rows, and the table at its foot with its headers."""
    ordered = by_column(lines)
    found = tables(lines) if ordered is lines else []
    rows: dict[int, list[Line]] = {}
    last: tuple[Table, Sequence[str]] | None = None
    for table in found:
        goes_on = before if before and 0 in table.indexes and table.stands_under(before[0]) else None
        cells = [[_text(cell, hyphens) for cell in row] for row in table.rows]
        headers = _headers(table, cells, goes_on[1] if goes_on else ())
        skip = headers == cells[0]
        rows[min(table.indexes)] = [
            _row(row, row_text(headers, texts)) for row, texts in zip(table.rows[skip:], cells[skip:], strict=True)
        ]
        last = (table, headers) if len(lines) - 1 in table.indexes else last
    taken = frozenset(index for table in found for index in table.indexes)
    pieces = (row for index, line in enumerate(ordered) for row in rows.get(index, () if index in taken else (line,)))
    return list(_glued(pieces)), last


def _text(cell: Sequence[Line], hyphens: Hyphens) -> str:
    text, hyphen = "", False
    for line in cell:
        text = hyphens.join(text, line.text) if hyphen else f"{text} {line.text}".strip()
        hyphen = line.hyphen
    return text + "-" * hyphen


def _headers(table: Table, cells: Sequence[Sequence[str]], before: Sequence[str]) -> Sequence[str]:
    """Return the names of the columns: the first row, where it is marked as such or stands above figures."""
    if before:
        return before
    bold = [all(line.bold for cell in row for line in cell) for row in table.rows]
    marked = bold[0] and not all(bold)
    over_figures = len(cells) > (3 if len(table.columns) == 2 else 1) and any(
        not _is_figure(first) and all(map(_is_figure, filter(None, others))) and any(others)
        for first, *others in zip(*cells, strict=True)
    )
    return cells[0] if (marked or over_figures) and are_headers(cells, marked=True) else ()


def _is_figure(text: str) -> bool:
    signs = [character.isdecimal() for character in text if character.isalnum()]
    return 2 * sum(signs) > len(signs)


def _row(cells: Sequence[Sequence[Line]], text: str) -> Line:
    """Return a table's row as a line, with nothing to follow it."""
    lines = [line for cell in cells for line in cell]
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    return Line(text, left, right, lines[0].baseline, lines[0].size, second=math.inf)


def _glued(lines: Iterator[Line]) -> Iterator[Line]:
    """Yield lines, those that stand in one row as one: a label before its text, or cells."""
    before: Line | None = None
    for line in lines:
        joined = _joined(before, line) if before else None
        if before and not joined:
            yield before
        before = joined or line
    if before:
        yield before


def _joined(before: Line, line: Line) -> Line | None:
    """Return two pieces of one row as one line, None where they are none or one of them is raised."""
    size = max(before.size, line.size)
    white = line.left - before.right
    if abs(before.baseline - line.baseline) >= 0.4 * size or white < -1 or before.hyphen or before.second == math.inf:
        return None
    label = before.second is None and _is_label(before.text, line.text, white / size)
    if white > _APART * size and not label:
        second = line.left if before.second is None else before.second
        return before._replace(
            text=f"{before.text}{CELL}{line.text}", right=line.right, hyphen=line.hyphen, second=second
        )
    if not label and abs(before.size - line.size) > 0.1 * size:
        return None
    main = line if label or len(line.text) > len(before.text) else before
    return main._replace(
        text=f"{before.text} {line.text}", left=before.left, right=line.right, hyphen=line.hyphen, second=before.second
    )


def _is_label(text: str, following: str, white: float) -> bool:
    near = not text.isdecimal() or (white < _NEAR and following[0].isalpha())
    return near and LABEL_ALONE.fullmatch(text) is not None

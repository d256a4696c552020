"""Tables of OpenDocument files: cells in their columns, rows as text (OpenDocument 1.3, part 3, 9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .elements import integer
from .odf import TABLE
from .tables import are_headers, named

if TYPE_CHECKING:
    from lxml.etree import _Element

COLUMNS = 256  # further ones are not read: a repeated cell may claim a thousand million
_UNSEEN = ("collapse", "filter")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not covered by another: the columns that it spans, or stands in once each where it is repeated."""

    element: _Element
    columns: range
    repeated: bool


def rows_of(table: _Element, *others: str) -> Iterator[_Element]:
    """Yield the rows of a table, and the elements of other tags that stand between them; a repeated row comes once."""
    for child in table:
        if child.tag == f"{TABLE}table-row":
            if child.get(f"{TABLE}visibility") not in _UNSEEN:
                yield child
        elif child.tag in others:
            yield child
        elif child.tag in (f"{TABLE}table-header-rows", f"{TABLE}table-rows", f"{TABLE}table-row-group"):
            yield from rows_of(child, *others)


def has_marked_headers(table: _Element) -> bool:
    """Tell whether a table says that its first row names the columns."""
    first = table.get(f"{TABLE}use-first-row-styles") == "true"
    return first or table.find(f"{TABLE}table-header-rows") is not None


def cells_of(row: _Element) -> list[Cell]:
    """Return the cells of a row, without those covered by a merged one; empty ones that are repeated as one."""
    cells: list[Cell] = []
    at = 0
    for element in row:
        covered = element.tag == f"{TABLE}covered-table-cell"
        if not covered and element.tag != f"{TABLE}table-cell":
            continue
        times = max(integer(element.get(f"{TABLE}number-columns-repeated"), 1), 1)
        span = max(integer(element.get(f"{TABLE}number-columns-spanned"), 1), 1)
        if not covered:
            columns = range(at, min(at + max(times, span), COLUMNS))
            cells.append(Cell(element, columns, repeated=times > 1))
        at += times
        if at >= COLUMNS:
            break
    return cells


def row_texts(rows: Sequence[Sequence[Cell]], texts: Sequence[Sequence[str]], *, marked: bool) -> Iterator[str]:
    """Yield each row as one line, each value after its column's header; "" for the headers themselves and empty rows."""
    headed = are_headers(texts, marked=marked)
    names = {column: text for cell, text in zip(rows[0], texts[0], strict=True) for column in cell.columns if headed}
    for number, (row, values) in enumerate(zip(rows, texts, strict=True)):
        if number == 0 and headed:
            yield ""
            continue
        shown = (
            named(names.get(column, ""), text)
            for cell, text in zip(row, values, strict=True)
            for column in (cell.columns if cell.repeated else cell.columns[:1])
            if text
        )
        yield " | ".join(shown)

"""Rows of a table as a table: in a passage each is one line, "Item: Rope | Paid by: The harbour"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_MARK, _END = "<mark>", "</mark>"
_BETWEEN, _NAMED = " | ", ": "


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its line as HTML, in which only the quote is in an element, and whether any of it is cited."""

    markup: str
    cited: bool


def table(rows: Sequence[Row]) -> str | None:
    """Return the rows below their columns' names as HTML; None where a value has no name, or a name not its own place."""
    parted = [_cells(row.markup) for row in rows]
    if any(cells is None for cells in parted):
        return None
    named = [dict(cells or ()) for cells in parted]
    names = max(named, key=len)
    if len(names) < 2 or any(len(cells or ()) != len(row) for cells, row in zip(parted, named, strict=True)):
        return None
    if any(name not in names for row in named for name in row):
        return None
    head = "".join(f"<th>{name}</th>" for name in names)
    body = "".join(_row(row, values, list(names)) for row, values in zip(rows, named, strict=True))
    # It may be wider than the panel, and is then scrolled by the keys.
    return f'<div class="grid" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _row(row: Row, values: dict[str, str], names: Sequence[str]) -> str:
    cells = "".join(f"<td>{values.get(name, '')}</td>" for name in names)
    return f'<tr class="table_row{" cited" if row.cited else ""}">{cells}</tr>'


def _cells(markup: str) -> list[tuple[str, str]] | None:
    """Return names and values; a quote over several cells is marked in each. None where a value has no name."""
    cells = []
    inside = False
    for part in markup.split(_BETWEEN):
        before = f"{_MARK if inside else ''}{part}"
        inside = before.rfind(_MARK) > before.rfind(_END)
        name, colon, value = (f"{before}{_END}" if inside else before).partition(_NAMED)
        if not colon:
            return None
        plain = name.replace(_MARK, "").replace(_END, "")
        going_on = name.rfind(_MARK) > name.rfind(_END)  # what was begun in the name goes on in the value
        cells.append((plain, _MARK + value if going_on else value))
    return cells

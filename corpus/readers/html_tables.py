"""Tables of HTML and TEI: a grid of cells, its headers by column, each row one line of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from ..limits import DEFAULT_LIMITS
from .elements import Element, integer, tag_of
from .tables import named, row_text

_ROWS = frozenset({"tr", "row"})
_CELLS = frozenset({"td", "th", "cell"})
_LONGEST_CELL = 2_000


@dataclass(frozen=True, slots=True)
class _Cell:
    """One place of the grid; `is_header` where the source says so, `is_first` where the cell begins there."""

    text: str
    is_header: bool
    is_first: bool = True


def is_data(table: Element) -> bool:
    """Say whether a table holds data: no table inside it, and rows of several short cells."""
    rows = [_cells(row) for row in table.iter() if tag_of(row) in _ROWS]
    nested = any(tag_of(inner) == "table" for inner in table.iterdescendants())
    widest = max((len(row) for row in rows), default=0)
    longest = max((len("".join(cell.itertext())) for row in rows for cell in row), default=0)
    return not nested and widest >= 2 and longest <= _LONGEST_CELL


def table_rows(table: Element, text_of: Callable[[Element], str]) -> Iterator[str]:
    """Yield each row below the headers as "Header: value | Header: value".

    A cell over several rows stands in each of them, one over several columns once. Headers in several rows are read from the
    top, "Rooms A"; without any, a cell that heads its row names the one beside it.
    """
    grid = _grid([row for row in table.iter() if tag_of(row) in _ROWS], text_of)
    count = _header_rows(grid)
    headers = [_header(column) for column in _columns(grid[:count])]
    for row in grid[count:]:
        yield _row_text(headers, row)


def _grid(rows: Sequence[Element], text_of: Callable[[Element], str]) -> list[list[_Cell]]:
    """Return the cells of each row, those that reach down from a row above among them."""
    grid: list[list[_Cell]] = []
    reaching: dict[int, tuple[int, _Cell]] = {}
    spanned = 0
    for row in rows:
        line: list[_Cell] = []
        for element in _cells(row):
            _fill(line, reaching)
            cell = _Cell(text_of(element), _names(element, row))
            down, across = _span(element, "rowspan", "rows"), _span(element, "colspan", "cols")
            spanned += down * across - 1
            if spanned > DEFAULT_LIMITS.spanned_cells:
                down = across = 1
            for number in range(across):
                placed = cell if number == 0 else _Cell(cell.text, cell.is_header, is_first=False)
                if down > 1:
                    reaching[len(line)] = (down - 1, placed)
                line.append(placed)
        _fill(line, reaching)
        grid.append(line)
    return [line for line in grid if line]


def _fill(line: list[_Cell], reaching: dict[int, tuple[int, _Cell]]) -> None:
    """Put the cells that reach down from above into the places that come next."""
    while len(line) in reaching:
        left, cell = reaching.pop(len(line))
        if left > 1:
            reaching[len(line)] = (left - 1, cell)
        line.append(cell)


def _span(cell: Element, *names: str) -> int:
    return max(next((integer(cell.get(name), 1) for name in names if cell.get(name)), 1), 1)


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row if tag_of(cell) in _CELLS]


def _names(cell: Element, row: Element) -> bool:
    return tag_of(cell) == "th" or "label" in (cell.get("role"), row.get("role"))


def _header_rows(grid: Sequence[Sequence[_Cell]]) -> int:
    """Return how many of the first rows name the columns: all their cells say so, or the first row's corner is empty."""
    marked = len(list(takewhile(lambda row: len(row) > 1 and all(cell.is_header for cell in row), grid)))
    cornered = bool(grid) and len(grid[0]) > 1 and not grid[0][0].text and all(cell.text for cell in grid[0][1:])
    count = max(marked, int(cornered))
    return count if count < len(grid) else 0


def _columns(rows: Sequence[Sequence[_Cell]]) -> Iterator[list[str]]:
    for number in range(max(map(len, rows), default=0)):
        yield [row[number].text for row in rows if number < len(row)]


def _header(texts: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(text for text in texts if text))


def _row_text(headers: Sequence[str], row: Sequence[_Cell]) -> str:
    texts = [cell.text if cell.is_first else "" for cell in row]
    if not headers and len(row) > 1 and row[0].is_header and not row[1].is_header:
        return " | ".join(text for text in (named(texts[0], texts[1]), *texts[2:]) if text)
    return row_text(headers, texts)

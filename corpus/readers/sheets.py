"""Rows of a spreadsheet as blocks, whatever format they come from: headings above tables, rows with their headers, comments.

A blank row ends a table. A table that is blank in between goes on under the same headers where its columns are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..documents import Anchor, Block, BlockKind, Location
from ..errors import Reason, Refused
from ..limits import DEFAULT_LIMITS, Limits
from .lines import is_list_item, is_short
from .tables import are_headers, row_text

_SAMPLE = 50  # rows of a table that are looked at to tell whether the first names the columns
_MOST_HEADER_ROWS = 4
_MOST_RANGES = 5
_DEFAULT_NAMES = ("sheet", "лист", "парақ", "worksheet", "table", "таблица", "кесте")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with text; `column` counts from 0."""

    column: int
    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row with text; `number` counts from 1, `cells` are those with text, from the left."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells that are one: rows from `top` to `bottom`, columns from `left` to `right`, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is known of a sheet beside its rows.

    `name` is None where there are no sheets. `headed` are the rows that the file itself says name the columns; `is_headed`
    says that the first row does by custom, unless it holds figures. `comments` are by row and column.
    """

    name: str | None = None
    merged: Sequence[Merged] = ()
    headed: frozenset[int] = frozenset()
    is_headed: bool = False
    comments: Mapping[tuple[int, int], Sequence[str]] = field(default_factory=dict)
    _ends: dict[tuple[int, int], Merged] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._ends.update({(each.top, each.left): each for each in self.merged})

    def right(self, row: int, column: int) -> int:
        """Return the last column of the cell that begins here."""
        merged = self._ends.get((row, column))
        return merged.right if merged else column

    def bottom(self, row: int, column: int) -> int:
        """Return the last row of the cell that begins here."""
        merged = self._ends.get((row, column))
        return merged.bottom if merged else row

    def place(self, row: int, left: int, right: int, part: str | None = None) -> Location:
        """Return the location of some cells of a row."""
        return Location(sheet=self.name, cells=cell_range(row, left, right), part=part)


@dataclass(slots=True)
class Tally:
    """How much of a file was filled so far."""

    limits: Limits = DEFAULT_LIMITS
    rows: int = 0
    cells: int = 0
    chars: int = 0

    def add(self, *, rows: int = 0, cells: int = 0, chars: int = 0) -> None:
        """Count more; Refused with TOO_LARGE beyond the limits."""
        self.rows, self.cells, self.chars = self.rows + rows, self.cells + cells, self.chars + chars
        for count, most, what in (
            (self.rows, self.limits.sheet_rows, "rows"),
            (self.cells, self.limits.sheet_cells, "cells"),
            (self.chars, self.limits.text_chars, "characters of text"),
        ):
            if count > most:
                detail = f"The spreadsheet is too large (more than {most} {what}): save what matters of it as files of their own."
                raise Refused(Reason.TOO_LARGE, detail)


@dataclass(frozen=True, slots=True)
class _Table:
    """The columns of a table, and what each is called; `marked` says that the file tells headers from other rows."""

    columns: tuple[int, ...]
    names: Mapping[int, str] = field(default_factory=dict)
    marked: bool = False


def blocks_of(rows: Iterable[Row], sheet: Sheet, tally: Tally) -> Iterator[Block]:
    """Yield the blocks of a sheet: its name, and what stands in it from the top; nothing where no row has text."""
    comments = _Comments(sheet)
    before = _Table(())
    first = True
    for run in _runs(_spread(rows, sheet, tally), sheet):
        if first and sheet.name and not _is_default(sheet.name):
            yield Block(BlockKind.HEADING, sheet.name, (Anchor(0, Location(sheet=sheet.name)),), level=1)
        titles, body = _titles(run)
        yield from _above(titles, sheet, comments, over_table=bool(body) or first)
        first = False
        if body:
            before, skip = _table(body, sheet, before)
            for number, row in enumerate(body):
                if number >= skip:
                    yield _row(row, before, sheet, is_last=number + 1 == len(body))
                yield from comments.until(row.number)
    yield from comments.until(None)


def _is_default(name: str) -> bool:
    return name.casefold().rstrip(" 0123456789") in _DEFAULT_NAMES


class _Comments:
    """The comments on a sheet, each given once, after the row it belongs to."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._left = sorted(sheet.comments.items(), reverse=True)

    def until(self, row: int | None) -> Iterator[Block]:
        """Yield those not given yet as far as a row, all where it is None."""
        while self._left and (row is None or self._left[-1][0][0] <= row):
            (number, column), texts = self._left.pop()
            place = self._sheet.place(number, column, column, "comment")
            yield from (Block(BlockKind.PARAGRAPH, text, (Anchor(0, place),)) for text in texts)


def _spread(rows: Iterable[Row], sheet: Sheet, tally: Tally) -> Iterator[Row]:
    """Yield the rows, the text of a cell that is merged downwards in each of them."""
    starts: dict[int, list[Merged]] = {}
    for merged in sheet.merged:
        if merged.bottom > merged.top:
            starts.setdefault(merged.top, []).append(merged)
    lasting: dict[int, tuple[int, Cell]] = {}
    for row in rows:
        lasting = {column: (bottom, cell) for column, (bottom, cell) in lasting.items() if bottom >= row.number}
        own = {cell.column: cell for cell in row.cells}
        cells = {**{column: cell for column, (_, cell) in lasting.items()}, **own}
        tally.add(rows=1, cells=len(cells), chars=sum(len(cell.text) for cell in cells.values()))
        yield Row(row.number, tuple(cell for _, cell in sorted(cells.items())))
        for merged in starts.get(row.number, ()):
            if merged.left in own:
                lasting[merged.left] = (merged.bottom, own[merged.left])


def _runs(rows: Iterable[Row], sheet: Sheet) -> Iterator[list[Row]]:
    """Yield rows that stand together: without a blank one between them that no merged cell fills."""
    run: list[Row] = []
    reach = 0
    for row in rows:
        if run and row.number > reach + 1:
            yield run
            run = []
        run.append(row)
        reach = max(reach, row.number, *(sheet.bottom(row.number, cell.column) for cell in row.cells))
    if run:
        yield run


def _titles(run: list[Row]) -> tuple[list[Row], list[Row]]:
    """Part the rows with one cell above a table from the table; where no row has several, none is left."""
    first = min(row.cells[0].column for row in run)
    table = next((number for number, row in enumerate(run) if len(row.cells) > 1 or row.cells[0].column != first), None)
    return (run, []) if table is None else (run[:table], run[table:])


def _above(titles: Sequence[Row], sheet: Sheet, comments: _Comments, *, over_table: bool) -> Iterator[Block]:
    """Yield rows of one cell each: the first as a heading where it reads like one and has a table to stand above."""
    for number, row in enumerate(titles):
        cell = row.cells[0]
        listed = is_list_item(cell.text)
        heads = number == 0 and not listed and is_short(cell.text) and len(titles) <= _MOST_HEADER_ROWS
        heading = heads and (over_table or cell.bold)
        kind = BlockKind.HEADING if heading else BlockKind.LIST_ITEM if listed else BlockKind.PARAGRAPH
        anchor = Anchor(0, sheet.place(row.number, cell.column, sheet.right(row.number, cell.column)))
        yield Block(kind, cell.text, (anchor,), level=2 if heading else 0)
        yield from comments.until(row.number)


def _table(body: Sequence[Row], sheet: Sheet, before: _Table) -> tuple[_Table, int]:
    """Return the columns of a table with their names, and how many rows those take."""
    columns = tuple(sorted({cell.column for row in body for cell in row.cells}))
    depth = _header_rows(body, sheet)
    head = body[:depth]
    names = _names(head, columns, sheet)
    bold = [all(cell.bold for cell in row.cells) for row in body[: depth + _SAMPLE]]
    marked = (
        head[0].number in sheet.headed
        or (all(bold[:depth]) and not all(bold))
        or (sheet.is_headed and not before.columns and not any(_begins_with_figure(name) for name in names))
    )
    goes_on = before.names and before.columns == columns
    if len(body) > depth and not (goes_on and before.marked and not marked):
        sample = [_texts(row, columns) for row in body[depth : depth + _SAMPLE]]
        if are_headers([_without_end(names), *sample], marked=marked):
            return _Table(columns, dict(zip(columns, names, strict=True)), marked), depth
    return (before, 0) if goes_on else (_Table(columns), 0)


def _header_rows(body: Sequence[Row], sheet: Sheet) -> int:
    """Return how many rows would name the columns: more than one where a cell of the first is merged."""
    first = body[0]
    merged = [each for each in sheet.merged if each.top == first.number]
    wide = any(each.right > each.left for each in merged)
    depth = max([2 if wide else 1, *(each.bottom - each.top + 1 for each in merged)])
    return min(depth, _MOST_HEADER_ROWS, max(len(body) - 1, 1))


def _names(head: Sequence[Row], columns: Sequence[int], sheet: Sheet) -> list[str]:
    """Return what each column is called: the texts above it, those of merged cells above each column they cover."""
    above: dict[int, list[str]] = {column: [] for column in columns}
    for row in head:
        for cell in row.cells:
            for column in range(cell.column, min(sheet.right(row.number, cell.column), columns[-1]) + 1):
                if column in above and cell.text not in above[column]:
                    above[column].append(cell.text)
    return [" ".join(texts) for texts in above.values()]


def _without_end(names: list[str]) -> list[str]:
    """Return names without the empty ones after the last: rows may go on where no column has a name."""
    return names[: 1 + max((number for number, name in enumerate(names) if name), default=-1)]


def _begins_with_figure(text: str) -> bool:
    return text[:1].isdecimal()


def _texts(row: Row, columns: Sequence[int]) -> list[str]:
    texts = {cell.column: cell.text for cell in row.cells}
    return [texts.get(column, "") for column in columns]


def _row(row: Row, table: _Table, sheet: Sheet, *, is_last: bool) -> Block:
    """Return a row, each value after its header; one cell across all columns, with rows below it, is a heading."""
    first, last = row.cells[0], row.cells[-1]
    across = sheet.right(row.number, first.column) >= table.columns[-1] > first.column == table.columns[0]
    heads = across and len(row.cells) == 1 and not is_last and is_short(first.text)
    names = ["" if heads else table.names.get(cell.column, "") for cell in row.cells]
    text = row_text(names, [cell.text for cell in row.cells])
    anchor = Anchor(0, sheet.place(row.number, first.column, sheet.right(row.number, last.column)))
    return Block(BlockKind.HEADING if heads else BlockKind.TABLE_ROW, text, (anchor,), level=3 if heads else 0)


def hidden_parts(name: str, rows: Iterable[int], columns: Iterable[int]) -> list[str]:
    """Return a sentence on the rows and columns of a sheet that hold text and were not read because they are hidden."""
    parts = [
        f"{what} {_listed(sorted(numbers), show)}"
        for what, numbers, show in (("rows", set(rows), str), ("columns", set(columns), letters))
        if numbers
    ]
    if not parts:
        return []
    return [f"In sheet “{name}” the hidden {' and the hidden '.join(parts)} were not read: show them and index again."]


def _listed(numbers: Sequence[int], show: Callable[[int], str]) -> str:
    """Return numbers as ranges, "3–5, 9", the first few of them."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    shown = [show(first) if first == last else f"{show(first)}–{show(last)}" for first, last in ranges[:_MOST_RANGES]]
    return ", ".join([*shown, "…"] if len(ranges) > _MOST_RANGES else shown)


def cell_range(row: int, left: int, right: int) -> str:
    """Return the name of some cells of a row, "A2:F2", of one as "A2"; columns count from 0."""
    first = f"{letters(left)}{row}"
    return first if right == left else f"{first}:{letters(right)}{row}"


def letters(column: int) -> str:
    """Return what a column is called: A to Z, AA, AB and so on; it counts from 0."""
    name, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        name = chr(65 + digit) + name
    return name

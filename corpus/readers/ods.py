"""OpenDocument spreadsheets (.ods, .fods): the rows of each sheet with their headers, cell by cell as they are shown.

A file keeps beside each value the text that it was shown as (OpenDocument 1.3, part 3, 9), which no library for it gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..documents import Block, Reading
from ..limits import DEFAULT_LIMITS, Limits
from .elements import integer
from .number_formats import general
from .odf import OFFICE, TABLE, TEXT, OpenDocument, nothing, opened
from .odf_styles import Styles
from .ooxml import tidy
from .sheets import Cell, Merged, Row, Sheet, Tally, blocks_of, hidden_parts

if TYPE_CHECKING:
    from lxml.etree import _Element

_UNSEEN = ("collapse", "filter")
_COLUMNS = 16_384  # the most that a program gives a sheet
_ROW, _HEADED = f"{TABLE}table-row", f"{TABLE}table-header-rows"
_CELL, _COVERED = f"{TABLE}table-cell", f"{TABLE}covered-table-cell"
_GROUPS = frozenset(
    f"{TABLE}table-{name}" for name in ("header-rows", "rows", "row-group", "header-columns", "columns", "column-group")
)
_BESIDE = frozenset({f"{OFFICE}annotation"})
_BLANKS = frozenset({f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break"})
_RANGE = re.compile(r"\$?(?P<sheet>'(?:[^']|'')*'|[^.]*)\.\$?[A-Z]{1,3}\$?(?P<row>[1-9]\d{0,6})(?::.*)?", re.DOTALL)


def read(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Read a spreadsheet: sheet by sheet, hidden sheets, rows and columns left out and named in `unread`.

    Raises Refused for an encrypted file and one over a limit, Unreadable for a damaged file or one without text.
    """
    with opened(path, limits) as document:
        book = _Book(document)
        tally = Tally(limits)
        blocks: list[Block] = []
        for table in document.body.iterfind(f"{OFFICE}spreadsheet/{TABLE}table"):
            blocks += book.blocks(table, tally)
        if not blocks:
            raise nothing(document, " ".join(["The spreadsheet holds no text that can be read.", *book.unread]))
        return Reading(tuple(blocks), document.properties(), unread=(*document.unread, *book.unread))


class _Book:
    """A spreadsheet while it is read; `unread` are sentences on what was not."""

    def __init__(self, document: OpenDocument) -> None:
        self.unread: list[str] = []
        self._styles = Styles(document.content, document.styles)
        ranges = document.body.iter(f"{TABLE}database-range")
        found = (_RANGE.fullmatch(each.get(f"{TABLE}target-range-address") or "") for each in ranges)
        self._headed = [(match["sheet"].strip("'").replace("''", "'"), int(match["row"])) for match in found if match]

    def blocks(self, table: _Element, tally: Tally) -> Iterator[Block]:
        """Yield the blocks of a sheet that is not hidden."""
        name = tidy(table.get(f"{TABLE}name") or "")
        if self._styles.hides_table(table.get(f"{TABLE}style-name")):
            self.unread.append(f"The sheet “{name}” is hidden and was not read: show it and index again.")
            return
        walk = _Walk(table, self._styles)
        headed = {row for sheet, row in self._headed if sheet == name} | walk.headed
        sheet = Sheet(name, walk.merged, frozenset(headed), comments=walk.comments)
        yield from blocks_of(walk.rows(), sheet, tally)
        self.unread += hidden_parts(name, walk.hidden_rows, walk.hidden_columns)


class _Walk:
    """What a sheet holds beside its rows, found first, and then its rows."""

    def __init__(self, table: _Element, styles: Styles) -> None:
        self.merged: list[Merged] = []
        self.comments: dict[tuple[int, int], list[str]] = {}
        self.headed: set[int] = set()
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self._is_bold = cache(styles.emboldens_cell)
        self._table = table
        self._unseen = list(_unseen_columns(table))
        for number, row in _rows(table):
            self._look_at(number, row)

    def _look_at(self, number: int, row: _Element) -> None:
        parent = row.getparent()
        if parent is not None and parent.tag == _HEADED:
            self.headed.add(number)
        for column, cell in _cells(row):
            right = column + max(integer(cell.get(f"{TABLE}number-columns-spanned"), 1), 1) - 1
            bottom = number + max(integer(cell.get(f"{TABLE}number-rows-spanned"), 1), 1) - 1
            if (bottom, right) != (number, column):
                self.merged.append(Merged(number, column, bottom, min(right, _COLUMNS - 1)))
            texts = [text for each in cell.iterfind(f"{OFFICE}annotation") if (text := _paragraphs(each))]
            if texts and not self._is_unseen(row, column):
                self.comments[number, column] = texts

    def _is_unseen(self, row: _Element, column: int) -> bool:
        return row.get(f"{TABLE}visibility") in _UNSEEN or any(column in columns for columns in self._unseen)

    def rows(self) -> Iterator[Row]:
        """Yield the rows with text that are not hidden, a repeated one as often as it stands there."""
        for first, row in _rows(self._table):
            found = [cell for column, element in _cells(row) for cell in self._repeated(column, element)]
            seen = tuple(cell for cell in found if not self._is_unseen(row, cell.column))
            if not found:
                continue
            if row.get(f"{TABLE}visibility") in _UNSEEN:
                self.hidden_rows.add(first)
                continue
            self.hidden_columns |= {cell.column for cell in found} - {cell.column for cell in seen}
            for number in range(first, first + _times(row, "rows")):
                if seen:
                    yield Row(number, seen)

    def _repeated(self, column: int, element: _Element) -> Iterator[Cell]:
        text = _text(element)
        if text and element.tag == _CELL:
            bold = self._is_bold(element.get(f"{TABLE}style-name"))
            for at in range(column, min(column + _times(element, "columns"), _COLUMNS)):
                yield Cell(at, text, bold)


def _times(element: _Element, what: str) -> int:
    return max(integer(element.get(f"{TABLE}number-{what}-repeated"), 1), 1)


def _inside(table: _Element, tag: str) -> Iterator[_Element]:
    """Yield the rows or the columns of a sheet, those in groups too."""
    for child in table:
        if child.tag == tag:
            yield child
        elif child.tag in _GROUPS:
            yield from _inside(child, tag)


def _rows(table: _Element) -> Iterator[tuple[int, _Element]]:
    """Yield each row with its number, from 1; a repeated one once, with its first."""
    number = 1
    for row in _inside(table, _ROW):
        yield number, row
        number += _times(row, "rows")


def _cells(row: _Element) -> Iterator[tuple[int, _Element]]:
    """Yield each cell with its column, from 0; a repeated one once, with its first."""
    column = 0
    for cell in row:
        if cell.tag in (_CELL, _COVERED) and column < _COLUMNS:
            yield column, cell
            column += _times(cell, "columns")


def _unseen_columns(table: _Element) -> Iterator[range]:
    first = 0
    for column in _inside(table, f"{TABLE}table-column"):
        after = first + _times(column, "columns")
        if column.get(f"{TABLE}visibility") in _UNSEEN:
            yield range(first, after)
        first = after


def _text(cell: _Element) -> str:
    """Return a cell's text as it was shown; where a program wrote none, its value."""
    text = _paragraphs(cell)
    kind, value = cell.get(f"{OFFICE}value-type"), cell.get(f"{OFFICE}value")
    if text or not kind:
        return text
    try:
        return general(float(value)) if value else tidy(cell.get(f"{OFFICE}{kind}-value") or "")
    except (ValueError, OverflowError):
        return tidy(value or "")


def _paragraphs(container: _Element) -> str:
    return tidy(" ".join("".join(_pieces(paragraph)) for paragraph in container.iterfind(f"{TEXT}p")))


def _pieces(element: _Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag in _BLANKS:
            yield " "
        elif child.tag not in _BESIDE and isinstance(child.tag, str):
            yield from _pieces(child)
        yield child.tail or ""

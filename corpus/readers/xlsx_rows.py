"""Rows of an Excel sheet: the text of each cell as it is shown (ECMA-376, part 1, 18.3.1.73 and 18.3.1.4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeVar

from .number_formats import GENERAL, shown
from .ooxml import BROKEN, tidy
from .sheets import Cell, Row

if TYPE_CHECKING:
    from lxml.etree import _Element

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LAST_ROW, LAST_COLUMN = 1_048_576, 16_383  # rows count from 1, columns from 0
OFF = ("0", "false")
_COLUMN, _CELL, _VALUE, _FORMULA, _INSIDE, _RUN, _TEXT = (f"{S}{name}" for name in "col c v f is r t".split())
_NAME = re.compile("[A-Z]{1,3}")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")  # 22.9.2.19: how characters are written that XML has none for
# Types of values that are neither numbers nor texts: 18.18.11.
_PLAIN: dict[str, Callable[[str], str]] = {
    "b": lambda value: "FALSE" if value in OFF else "TRUE",
    "d": lambda value: value.replace("T", " ").removesuffix(" 00:00:00"),
}
_T = TypeVar("_T")


class Rows:
    """The rows of one sheet while they are read; what is hidden and holds text is counted.

    `elements` are the sheet's columns and rows; `styles` holds number format of each style and whether it is bold.
    """

    def __init__(
        self,
        elements: Iterator[_Element],
        strings: Sequence[str],
        styles: Sequence[tuple[str, bool]],
        *,
        from_1904: bool,
    ) -> None:
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.unstored = 0
        self.is_damaged = False
        self._elements, self._strings, self._styles, self._from_1904 = elements, strings, styles, from_1904

    def read(self) -> Iterator[Row]:
        """Yield the rows with text that are not hidden, as far as the sheet is whole."""
        hidden: list[range] = []
        row = 0
        for element in self._whole():
            if element.tag == _COLUMN:
                hidden += hidden_columns(element)
                continue
            number = element.get("r", "")
            row = int(number) if number.isdecimal() and len(number) < 8 else row + 1
            cells = self._cells(element)
            if cells and row <= LAST_ROW:
                yield from self._seen(row, cells, hidden, is_hidden=element.get("hidden", "0") not in OFF)

    def _whole(self) -> Iterator[_Element]:
        try:
            yield from self._elements
        except BROKEN:
            self.is_damaged = True

    def _seen(
        self, number: int, cells: Mapping[int, Cell], hidden: Sequence[range], *, is_hidden: bool
    ) -> Iterator[Row]:
        if is_hidden:
            self.hidden_rows.add(number)
            return
        covered = {column for column in cells if any(column in columns for columns in hidden)} if hidden else set()
        self.hidden_columns |= covered
        if len(covered) < len(cells):
            yield Row(number, tuple(cell for column, cell in sorted(cells.items()) if column not in covered))

    def _cells(self, row: _Element) -> dict[int, Cell]:
        """Return the cells with text by column."""
        cells: dict[int, Cell] = {}
        column = -1
        for cell in row:
            if cell.tag == _CELL:
                name = cell.get("r", "").rstrip("0123456789")
                column = column_number(name) - 1 if name else column + 1
                code, bold = at(self._styles, cell.get("s", "0"), default=(GENERAL, False))
                text = self._text(cell, code)
                if text and 0 <= column <= LAST_COLUMN:
                    cells[column] = Cell(column, text, bold)
        return cells

    def _text(self, cell: _Element, code: str) -> str:
        """Return a cell's text as it is shown; "" for an error, which says nothing."""
        kind = cell.get("t", "n")
        inside = {child.tag: child for child in cell}
        if kind == "inlineStr" and _INSIDE in inside:
            return string_of(inside[_INSIDE])
        value = (inside[_VALUE].text or "").strip() if _VALUE in inside else ""
        if not value:
            self.unstored += kind != "str" and _FORMULA in inside
        elif kind == "n":
            return _number(value, code, from_1904=self._from_1904)
        elif kind == "s":
            return at(self._strings, value, default="")
        return "" if kind == "e" else tidy(unescaped(_PLAIN[kind](value) if value and kind in _PLAIN else value))


@lru_cache(10_000)
def _number(value: str, code: str, *, from_1904: bool) -> str:
    try:
        return tidy(shown(float(value), code, from_1904=from_1904))
    except ValueError:
        return tidy(value)


def hidden_columns(element: _Element) -> list[range]:
    """Return the columns that a `col` hides, counted from 0."""
    first, last = element.get("min", ""), element.get("max", "")
    if element.get("hidden", "0") in OFF or not (first.isdecimal() and last.isdecimal() and len(first + last) < 16):
        return []
    return [range(int(first) - 1, int(last))]


@cache
def _number_of(name: str) -> int:
    number = 0
    for letter in name:
        number = 26 * number + ord(letter) - 64
    return number


def column_number(name: str) -> int:
    """Return the number of a column, A being 1; 0 for what is no column."""
    return _number_of(name) if _NAME.fullmatch(name) else 0


def at(items: Sequence[_T], number: str, *, default: _T) -> _T:
    """Return the item that a file refers to by its number, `default` where there is none."""
    return items[int(number)] if number.isdecimal() and len(number) < 10 and int(number) < len(items) else default


def string_of(item: _Element) -> str:
    """Return a text without the readings of its characters (18.4.8, 18.4.6)."""
    return tidy(unescaped("".join(_texts(item))))


def _texts(item: _Element) -> Iterator[str]:
    for child in item:
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag == _RUN:
            yield from _texts(child)


def unescaped(text: str) -> str:
    """Return a text with the characters that are written by their numbers."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text

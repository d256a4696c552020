"""Excel workbooks (.xlsx, .xlsm): the rows of each sheet with their headers, cell by cell as Excel shows them.

The parts are walked as XML (ECMA-376, part 1, 18), row after row, because the libraries lose what is needed: calamine a
number's format, hidden rows and comments; openpyxl hidden rows, merged cells and comments where it reads row by row, while
its other way fills the memory with each cell that a merged one covers.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

from ..documents import Block, Reading
from ..errors import Reason, Unreadable, Unsupported
from ..limits import DEFAULT_LIMITS, Limits
from .number_formats import BUILTIN, GENERAL
from .ooxml import BROKEN, opened, stated, tidy
from .sheets import Merged, Sheet, Tally, blocks_of, hidden_parts
from .trees import element_tree, streamed
from .xlsx_rows import LAST_COLUMN, OFF, Rows, S, at, column_number, hidden_columns, string_of, unescaped

if TYPE_CHECKING:
    from lxml.etree import _Element

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_THREADED = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})(?::\$?([A-Z]{1,3})\$?([1-9]\d{0,6}))?")


def read(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Read a workbook: sheet by sheet, hidden sheets, rows and columns left out and named in `unread`.

    Raises Refused for an encrypted file or one over a limit, Unsupported for the formats before 2007 and for the binary
    one, and Unreadable for a damaged file or one without text.
    """
    with opened(path, "Excel") as stream, ZipFile(stream) as archive:
        book = _Book(_Package(archive))
        tally = Tally(limits)
        blocks: list[Block] = []
        for name, state, kind, part in book.sheets():
            if state != "visible":
                book.unread.append(f"The sheet “{name}” is hidden and was not read: show it and index again.")
            elif kind == "worksheet":
                blocks += book.blocks(name, part, tally)
        properties = book.package.properties()
    if not blocks:
        reason = Reason.DAMAGED if book.is_damaged else Reason.NO_TEXT
        detail = " ".join(["The workbook holds no text that can be read; save it again from Excel.", *book.unread])
        raise Unreadable(reason, detail)
    return Reading(tuple(blocks), properties, unread=tuple(book.unread))


@dataclass(slots=True)
class _Core:
    """What docProps/core.xml states."""

    title: str | None
    language: str | None
    created: datetime | None
    modified: datetime | None


class _Package:
    """The parts of a workbook and how they refer to each other; some programs write their names in other letters."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        self._names = {name.lower().replace("\\", "/"): name for name in archive.namelist()}

    def root(self, part: str) -> _Element | None:
        """Return the root of a part, None where there is none."""
        name = self._names.get(part.lower())
        return element_tree(self.archive.read(name)) if name else None

    def stream(self, part: str, *names: str) -> Iterator[_Element]:
        """Yield the elements of a part that have one of the names, one after the other."""
        with self.archive.open(self._names[part.lower()]) as file:
            yield from streamed(file, *(f"{S}{name}" for name in names))

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return what a part refers to, by id: what it is there for, and the other part's name."""
        folder, name = posixpath.split(part)
        root = self.root(posixpath.join(folder, "_rels", f"{name}.rels"))
        return {
            each.get("Id", ""): (
                each.get("Type", "").rsplit("/", 1)[-1],
                posixpath.normpath(posixpath.join("/", folder, each.get("Target", "")))[1:],
            )
            for each in (root if root is not None else ())
            if each.get("TargetMode") != "External"
        }

    def properties(self) -> dict[str, str]:
        """Return title, author, language and date as the workbook states them."""
        part = next((name for kind, name in self.relations("").values() if kind == "core-properties"), "")
        root = self.root(part)
        texts = {
            each.tag.rsplit("}", 1)[-1]: each.text or "" for each in (root if root is not None else ()) if each.text
        }
        created, modified = (_moment(texts.get(name, "")) for name in ("created", "modified"))
        return stated(_Core(texts.get("title"), texts.get("language"), created, modified), texts.get("creator"))


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None


@dataclass
class _Book:
    """A workbook while it is read; `unread` are sentences on what was not."""

    package: _Package
    unread: list[str] = field(default_factory=list)
    is_damaged: bool = False

    @cached_property
    def part(self) -> str:
        """The name of the workbook's own part; Unsupported for a binary one."""
        part = next(
            (name for kind, name in self.package.relations("").values() if kind == "officeDocument"), "xl/workbook.xml"
        )
        if part.endswith(".bin"):
            raise Unsupported(Reason.UNSUPPORTED, "This is a binary workbook (.xlsb): save it as XLSX.")
        return part

    def sheets(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield name, state, kind and part of each sheet in order."""
        root = self.package.root(self.part)
        if root is None:
            raise Unreadable(Reason.DAMAGED, "The Excel file is damaged and does not open; save it again from Excel.")
        for sheet in root.iterfind(f"{S}sheets/{S}sheet"):
            kind, part = self._relations.get(sheet.get(f"{_R}id", ""), ("", ""))
            yield tidy(sheet.get("name", "")), sheet.get("state", "visible"), kind, part

    @cached_property
    def _relations(self) -> dict[str, tuple[str, str]]:
        return self.package.relations(self.part)

    def _part(self, kind: str) -> str:
        return next((name for other, name in self._relations.values() if other == kind), "")

    @cached_property
    def from_1904(self) -> bool:
        """Whether days are counted from 1904."""
        root = self.package.root(self.part)
        properties = root.find(f"{S}workbookPr") if root is not None else None
        return properties is not None and properties.get("date1904", "0") not in OFF

    @cached_property
    def strings(self) -> Sequence[str]:
        """The texts that cells share."""
        part = self._part("sharedStrings")
        return [string_of(item) for item in self.package.stream(part, "si")] if part else []

    @cached_property
    def styles(self) -> Sequence[tuple[str, bool]]:
        """Number format of each style of cells, and whether its type is bold."""
        root = self.package.root(self._part("styles"))
        if root is None:
            return []
        codes: dict[str, str] = {str(number): code for number, code in BUILTIN.items()}
        codes |= {
            each.get("numFmtId", ""): each.get("formatCode", "") for each in root.iterfind(f"{S}numFmts/{S}numFmt")
        }
        marks = [font.find(f"{S}b") for font in root.iterfind(f"{S}fonts/{S}font")]
        bold = [mark is not None and mark.get("val", "1") not in OFF for mark in marks]
        return [
            (codes.get(each.get("numFmtId", "0"), GENERAL), at(bold, each.get("fontId", "0"), default=False))
            for each in root.iterfind(f"{S}cellXfs/{S}xf")
        ]

    def blocks(self, name: str, part: str, tally: Tally) -> list[Block]:
        """Return the blocks of a sheet; what could not be read of it is noted."""
        elements = self.package.stream(part, "col", "row")
        rows = Rows(elements, self.strings, self.styles, from_1904=self.from_1904)
        blocks = list(blocks_of(rows.read(), _sheet(self.package, name, part), tally))
        if rows.is_damaged:
            self.is_damaged = True
            self.unread.append(
                f"The sheet “{name}” is damaged and was read in part: save the workbook again from Excel."
            )
        self.unread += hidden_parts(name, rows.hidden_rows, rows.hidden_columns)
        if rows.unstored:
            self.unread.append(
                f"The sheet “{name}” holds formulas without a result ({rows.unstored}): open it in Excel, save it, index again."
            )
        return blocks


def _sheet(package: _Package, name: str, part: str) -> Sheet:
    """Return what a sheet says of itself before and after its rows, and what the parts beside it say."""
    merged: list[Merged] = []
    headed: set[int] = set()
    rows: set[str] = set()
    columns: list[range] = []
    for element in _as_far_as_whole(package.stream(part, "row", "col", "mergeCell", "autoFilter")):
        place = _area(element.get("ref", ""))
        if place and element.tag == f"{S}mergeCell":
            merged.append(place)
        elif place and element.tag == f"{S}autoFilter":
            headed.add(place.top)
        elif element.tag == f"{S}row" and element.get("hidden", "0") not in OFF:
            rows.add(element.get("r", ""))
        elif element.tag == f"{S}col":
            columns += hidden_columns(element)
    comments: dict[tuple[int, int], list[str]] = {}
    for kind, root in _beside(package, part):
        place = _area(root.get("ref", ""))
        if kind == "table" and place and root.get("headerRowCount", "1") != "0":
            headed.add(place.top)
        elif kind == "comments":
            comments = {**_comments(root.iter(f"{S}comment"), f"{S}t"), **comments}
        elif kind == "threadedComment":
            comments |= _comments(root.iter(f"{_THREADED}threadedComment"), f"{_THREADED}text")
    seen = {
        (row, column): texts
        for (row, column), texts in comments.items()
        if str(row) not in rows and not any(column in hidden for hidden in columns)
    }
    return Sheet(name, merged, frozenset(headed), comments=seen)


def _as_far_as_whole(elements: Iterator[_Element]) -> Iterator[_Element]:
    with suppress(*BROKEN):
        yield from elements


def _beside(package: _Package, part: str) -> Iterator[tuple[str, _Element]]:
    """Yield kind and root of the tables and comments that belong to a sheet."""
    for kind, other in package.relations(part).values():
        root = package.root(other) if kind in ("table", "comments", "threadedComment") else None
        if root is not None:
            yield kind, root


def _comments(elements: Iterator[_Element], text: str) -> dict[tuple[int, int], list[str]]:
    """Return comments by row and column; a thread stands in place of the notice that older programs show."""
    comments: dict[tuple[int, int], list[str]] = {}
    for element in elements:
        place = _area(element.get("ref", ""))
        words = tidy(unescaped("".join(node.text or "" for node in element.iter(text))))
        if place and words:
            comments.setdefault((place.top, place.left), []).append(words)
    return comments


def _area(reference: str) -> Merged | None:
    """Return the cells that "A2:F2" or "A2" names."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    left, top = column_number(match[1]) - 1, int(match[2])
    return Merged(top, left, int(match[4] or top), min(column_number(match[3]) - 1 if match[3] else left, LAST_COLUMN))

"""Word documents (.docx): headings, paragraphs, lists with their numbers, tables with their headers, notes, comments.

The body is walked as XML in document order (ECMA-376, part 1), because python-docx's own objects leave out text boxes,
content controls, tracked insertions and notes. All XML is parsed by python-docx's parser, which expands no entities
(`resolve_entities=False`) and, like every lxml parser, loads nothing over the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import docx
from docx.document import Document as DocumentObject
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml

from ..documents import Anchor, Block, BlockKind, Location, Reading
from ..errors import Reason, Unreadable
from .numbering import Numbering, written
from .ooxml import opened, person, stated, tidy
from .tables import are_headers, named
from .wordml import Element, Style, W, heading_level, paragraph_styles, value

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_NOT_SHOWN = {f"{W}{name}" for name in ("pPr", "rPr", "rt", "instrText", "delText", "sdtPr")}
_DELETED = {f"{W}del", f"{W}moveFrom"}
_REFERENCES = {f"{W}{kind}Reference": kind for kind in ("footnote", "endnote", "comment")}
_CONTAINERS = {f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")}
_CHARACTERS = {f"{W}tab": " ", f"{W}br": " ", f"{W}cr": " ", f"{W}noBreakHyphen": "-", f"{W}softHyphen": ""}
_CONTENTS_NAME = re.compile(r"(?i)^(?:toc|contents|оглавление|мазмұны)\s*(?:heading|\d)$")
_BULLET = re.compile(r"[•‣▪■●○◦∙➢➤✓\uf0b7\uf0a7\uf0d8]\s*")
_COLUMNS = 63  # the most that Word allows in a table


def read(path: Path) -> Reading:
    """Read a Word document: blocks in document order, each note and comment after the paragraph or row that refers to it.

    A comment is a block whose part is "comment" and whose speaker is the commenter. Tracked insertions are text, tracked
    deletions are not.

    Raises Refused for an encrypted file, Unsupported for the old binary format and Unreadable for a damaged file or one
    without text.
    """
    with opened(path, "Word", OpcError) as package:
        document = docx.Document(package)
        blocks = tuple(_Walk.over(document).blocks(document.element.body))
    if not blocks:
        detail = "The document holds no text; if it shows scanned pages, add a text layer (OCR) and index it again."
        raise Unreadable(Reason.NO_TEXT, detail)
    return Reading(blocks, stated(document.core_properties, document.core_properties.author))


@dataclass(slots=True)
class _Found:
    """What else a paragraph or cell holds beside its text: text boxes, and notes and comments by kind and id."""

    boxes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Walk:
    """One pass over a document; it counts lists and notes as it meets them."""

    styles: dict[str, Style]
    default_style: str
    numbering: Numbering
    notes: dict[tuple[str, str], Element]
    _note_counts: dict[str, int] = field(default_factory=dict)

    @classmethod
    def over(cls, document: DocumentObject) -> _Walk:
        """Return a walk that knows the document's styles, lists and notes."""
        parts = {relation.reltype.rsplit("/", 1)[-1]: relation for relation in document.part.rels.values()}
        roots = {
            kind: parse_xml(parts[kind].target_part.blob)
            for kind in ("styles", "numbering", "footnotes", "endnotes", "comments")
            if kind in parts and not parts[kind].is_external
        }
        styles, default = paragraph_styles(roots.get("styles"))
        numbering = Numbering.from_xml(roots["numbering"]) if "numbering" in roots else Numbering()
        notes = {
            (kind, note.get(f"{W}id") or ""): note
            for kind in _REFERENCES.values()
            for note in roots.get(f"{kind}s", ())
            if note.tag == f"{W}{kind}" and note.get(f"{W}type") in (None, "normal")
        }
        return cls(styles, default, numbering, notes)

    def blocks(self, container: Element) -> Iterator[Block]:
        """Yield the blocks inside a body, a text box, a table cell or a content control, in order."""
        for child in container:
            if child.tag == f"{W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield from self._table(child)
            elif child.tag in _CONTAINERS:
                yield from self.blocks(child)

    def _paragraph(self, paragraph: Element) -> Iterator[Block]:
        found = _Found()
        text = tidy("".join(_pieces(paragraph, found)))
        if text:
            block = self._block(text, paragraph.find(f"{W}pPr"))
            if block:
                yield block
        yield from self._beside(found)

    def _beside(self, found: _Found) -> Iterator[Block]:
        """Yield the text boxes, the notes and the comments that were met in a paragraph."""
        for box in found.boxes:
            yield from self.blocks(box)
        for kind, name in found.notes:
            note = self.notes.pop((kind, name), None)  # a note that refers to itself is read once
            if kind == "comment":
                yield from self._comment(note)
            else:
                yield from self._note(kind, note)

    def _note(self, kind: str, note: Element | None) -> Iterator[Block]:
        number = self._note_counts[kind] = self._note_counts.get(kind, 0) + 1
        text, beside = self._inside(note)
        if text:
            label = written(number, "lowerRoman") if kind == "endnote" else str(number)
            yield Block(BlockKind.FOOTNOTE, f"{label} {text}")
        yield from beside

    def _comment(self, comment: Element | None) -> Iterator[Block]:
        text, beside = self._inside(comment)
        if comment is not None and text:
            location = Location(part="comment", speaker=person(comment.get(f"{W}author")) or None)
            yield Block(BlockKind.PARAGRAPH, text, (Anchor(0, location),))
        yield from beside

    def _inside(self, container: Element | None) -> tuple[str, list[Block]]:
        """Return the text of a cell, note or comment as one line, and the notes and comments met in it."""
        blocks = list(self.blocks(container)) if container is not None else []
        text = tidy(" ".join(block.text for block in blocks if not _is_beside(block)))
        return text, [block for block in blocks if _is_beside(block)]

    def _block(self, text: str, properties: Element | None) -> Block | None:
        """Return the block for a paragraph's text; None for a line of a table of contents, which repeats headings."""
        style = self.styles.get(value(properties, "pStyle") or self.default_style, Style())
        if _CONTENTS_NAME.match(style.name):
            return None
        label = self._label(properties, style)
        bullet = _BULLET.match(text)
        if bullet:
            text, label = text[bullet.end() :], label or ""
        if label and not text.startswith(label):  # some authors type the number as well
            text = f"{label} {text}"
        if not text:
            return None
        level = heading_level(properties, style)
        if level and not (len(text) > 250 and text[-1] in ".;"):
            return Block(BlockKind.HEADING, text, level=level)
        if style.name.casefold() == "caption":
            return Block(BlockKind.CAPTION, text)
        return Block(BlockKind.PARAGRAPH if label is None else BlockKind.LIST_ITEM, text)

    def _label(self, properties: Element | None, style: Style) -> str | None:
        """Return a list item's number, "" for a bullet, None for what is no list item."""
        own = properties.find(f"{W}numPr") if properties is not None else None
        name = value(own, "numId") or style.list_name
        if name is None or name == "0":
            return None
        level = value(own, "ilvl")
        return self.numbering.label(name, int(level) if level and level.isdecimal() else style.list_level)

    def _table(self, table: Element) -> Iterator[Block]:
        """Yield a row a block, each value with the header of its column; a table of one row or column is layout."""
        rows = [[_Cell.of(cell) for cell in _children(row, "tc")] for row in _children(table, "tr")]
        if len(rows) < 2 or max(map(len, rows)) < 2:
            for cell in (cell for row in rows for cell in row if not cell.continued):
                yield from self.blocks(cell.element)
            return
        inside = [[self._inside(None if cell.continued else cell.element) for cell in row] for row in rows]
        texts = [[text for text, _ in row] for row in inside]
        marked = table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None or _is_bold_row(rows[0])
        headed = are_headers(texts, marked=marked)
        for text, row in zip(_row_texts(rows, texts, headed=headed), inside, strict=True):
            if text:
                yield Block(BlockKind.TABLE_ROW, text)
            yield from (block for _, beside in row for block in beside)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A table cell: how many columns it spans, and whether it only continues the one above."""

    element: Element
    span: int
    continued: bool

    @classmethod
    def of(cls, element: Element) -> _Cell:
        """Return what the properties of a `w:tc` say."""
        properties = element.find(f"{W}tcPr")
        span = value(properties, "gridSpan") or "1"
        merge = properties.find(f"{W}vMerge") if properties is not None else None
        continued = merge is not None and merge.get(f"{W}val") in (None, "continue")
        return cls(element, min(int(span), _COLUMNS) if span.isdecimal() else 1, continued)


def _columns(row: list[_Cell]) -> list[range]:
    """Return which columns each cell of a row spans."""
    columns: list[range] = []
    for cell in row:
        start = columns[-1].stop if columns else 0
        columns.append(range(start, start + max(cell.span, 1)))
    return columns


def _row_texts(rows: list[list[_Cell]], texts: list[list[str]], *, headed: bool) -> Iterator[str]:
    """Yield each row, its values with the headers of their columns; the headers alone where no value names some of them."""
    lines = [list(zip(_columns(row), line, strict=True)) for row, line in zip(rows, texts, strict=True)]
    names = {at: text for columns, text in lines[0] for at in columns} if headed else {}
    filled = {columns.start for line in lines[1:] for columns, text in line if text}
    if headed:
        told = all(columns.start in filled for columns, text in lines[0] if text)
        yield "" if told else " | ".join(filter(None, texts[0]))
    for line in lines[headed:]:
        yield " | ".join(named(names.get(columns.start, ""), text) for columns, text in line if text)


def _is_bold_row(row: list[_Cell]) -> bool:
    """Tell whether every run of a row is bold."""
    runs = [run for cell in row for run in cell.element.findall(f".//{W}r") if run.find(f"{W}t") is not None]
    marks = [run.find(f"{W}rPr/{W}b") for run in runs]
    return bool(runs) and all(mark is not None and mark.get(f"{W}val") not in ("0", "false", "off") for mark in marks)


def _is_beside(block: Block) -> bool:
    return block.kind is BlockKind.FOOTNOTE or block.location.part is not None


def _children(element: Element, name: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row, also those inside content controls and insertions."""
    for child in element:
        if child.tag == f"{W}{name}" and child.find(f"{W}trPr/{W}del") is None:
            yield child
        elif child.tag in _CONTAINERS:
            yield from _children(child, name)


def _pieces(element: Iterable[Element], found: _Found) -> Iterator[str]:
    """Yield the text inside a paragraph as a reader sees it, without deletions, field codes and hidden runs."""
    for child in element:
        tag = child.tag
        if tag in (f"{W}t", f"{_MATH}t"):
            yield child.text or ""
        elif tag in _CHARACTERS:
            yield _CHARACTERS[tag]
        elif tag in _REFERENCES:
            found.notes.append((_REFERENCES[tag], child.get(f"{W}id") or ""))
        elif tag in _DELETED:  # a comment on what was deleted is still shown
            marks = child.iter(f"{W}commentReference")
            found.notes += [("comment", mark.get(f"{W}id") or "") for mark in marks]
        elif tag == f"{W}txbxContent":
            found.boxes.append(child)
        elif tag == f"{_MC}AlternateContent":
            yield from _pieces(next(iter(child), ()), found)  # the other choices show the same to older programs
        elif tag not in _NOT_SHOWN and isinstance(tag, str) and not _is_hidden(child):
            yield from _pieces(child, found)


def _is_hidden(run: Element) -> bool:
    mark = run.find(f"{W}rPr/{W}vanish")
    return mark is not None and mark.get(f"{W}val") not in ("0", "false", "off")

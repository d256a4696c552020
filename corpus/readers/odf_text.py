"""Text of OpenDocument files, the same in documents and on slides: paragraphs, lists, tables, notes, comments, text boxes.

The XML is walked in document order. What is not text is left out: tracked deletions, hidden text, tables of contents,
what forms and scripts hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..documents import Anchor, Block, BlockKind, Location
from .elements import integer
from .odf import CHART, DC, DRAW, OFFICE, PRESENTATION, SVG, TABLE, TEXT, OpenDocument, text_of
from .odf_lists import Counts, Lists
from .odf_styles import ParagraphStyle, Styles
from .odf_tables import Cell, cells_of, has_marked_headers, row_texts, rows_of
from .ooxml import person, tidy
from .tables import row_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_PARAGRAPH, _HEADING, _LIST = f"{TEXT}p", f"{TEXT}h", f"{TEXT}list"
_NUMBERED, _NOTE, _BREAK = f"{TEXT}numbered-paragraph", f"{TEXT}note", f"{TEXT}soft-page-break"
_TABLE, _OBJECT, _COMMENT = f"{TABLE}table", f"{DRAW}object", f"{OFFICE}annotation"
_MATH = "{http://www.w3.org/1998/Math/MathML}"
_LEFT_OUT = frozenset(
    {
        *(f"{TEXT}{name}" for name in (
            "tracked-changes", "table-of-content", "illustration-index", "table-index", "object-index", "user-index",
            "alphabetical-index", "number", "ruby-text", "script", "page-number", "page-count", "note-citation",
            "table-of-content-source", "bibliography-source",
        )),
        *(f"{PRESENTATION}{name}" for name in ("notes", "header", "footer", "date-time")),
        *(f"{OFFICE}{name}" for name in ("forms", "scripts", "annotation-end", "event-listeners")),
        f"{DRAW}page-thumbnail", f"{SVG}title", f"{SVG}desc", f"{TABLE}title", f"{TABLE}desc",
    }
)  # fmt: skip
_CHARACTERS = {f"{TEXT}s": " ", f"{TEXT}tab": " ", f"{TEXT}line-break": " "}
_BULLET = re.compile(r"[•‣▪■●○◦∙➢➤✓\uf0b7\uf0a7\uf0d8]\s*")
_SPACE = re.compile(r"\s+")
_NEW_PAGE = "\f"  # no character of XML, so no text holds it
_LONGEST_HEADING = 250
_MOST_POINTS = 60  # in a chart's row: more are a curve and not figures to be read


@dataclass(slots=True)
class _Beside:
    """What else a paragraph holds: text boxes, and comments and notes with the page where each was met."""

    comments: list[tuple[_Element, int | None]] = field(default_factory=list)
    shapes: list[_Element] = field(default_factory=list)
    notes: list[tuple[_Element, int | None]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Item:
    """The list that blocks stand in: its style, its counts, how deep, and the start value that waits for a paragraph."""

    style: str | None
    counts: Counts
    level: int
    start: str | None = None


class Walk:
    """One pass over text; it counts lists, and pages where the location it starts at names one."""

    def __init__(self, document: OpenDocument, styles: Styles, location: Location) -> None:
        self._document = document
        self._styles = styles
        self._lists = Lists(styles)
        self._location = location
        self._begun = False
        self._ended = False
        self._depth = 0  # within cells, text boxes, notes, which begin no pages by their styles

    @property
    def page(self) -> int | None:
        """The page that the pass has come to."""
        return self._location.page

    def blocks(self, container: Iterable[_Element]) -> Iterator[Block]:
        """Yield the blocks inside a body, a section, a text box or a table cell, in order."""
        for child in container:
            if child.tag in (_PARAGRAPH, _HEADING):
                yield from self._paragraph(child)
            elif child.tag == _LIST:
                yield from self._list(child, None)
            elif child.tag == _NUMBERED:
                yield from self._numbered(child)
            elif child.tag == _TABLE:
                yield from self._table(child)
            elif child.tag == _BREAK:
                self._turn_page()
            elif child.tag == _COMMENT:
                yield from self.comment(child, self.page)
            elif child.tag == _OBJECT:
                yield from self._object(child)
            elif self._is_read(child):
                yield from self.blocks(child)

    def comment(self, element: _Element, page: int | None) -> Iterator[Block]:
        """Yield a comment as a block, with its author as the speaker."""
        text = self._joined(element)
        if text:
            author = person(element.findtext(f"{DC}creator"))
            location = replace(self._location, page=page, part="comment", speaker=author or None)
            yield Block(BlockKind.PARAGRAPH, text, (Anchor(0, location),))

    def _is_read(self, element: _Element) -> bool:
        tag = element.tag
        if not isinstance(tag, str) or tag in _LEFT_OUT:
            return False
        display, hidden = element.get(f"{TEXT}display"), element.get(f"{TEXT}is-hidden")
        if display == "none" or (display == "condition" and hidden == "true"):
            return False
        if tag in (f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph"):
            return bool(hidden == "false")
        return not (tag == f"{TEXT}span" and self._styles.hides(element.get(f"{TEXT}style-name")))

    def _turn_page(self) -> None:
        if self._location.page is not None:
            self._location = replace(self._location, page=self._location.page + 1)

    def _start(self, family: str, style: str | None) -> None:
        """Turn the page where a paragraph or a table begins one, unless it is the first."""
        if self._location.page is None or self._depth:
            return
        before, after = self._styles.page_breaks(family, style)
        if self._begun and (before or self._ended):
            self._turn_page()
        self._begun, self._ended = True, after

    def _paragraph(self, element: _Element, item: _Item | None = None, label: str | None = None) -> Iterator[Block]:
        style = self._styles.paragraph(element.get(f"{TEXT}style-name"))
        if style.hidden or _is_hidden(element):
            return
        self._start("paragraph", element.get(f"{TEXT}style-name"))
        page, beside = self.page, _Beside()
        text, breaks = _collapsed("".join(self._pieces(element, beside)))
        level = _heading_level(element, style, text)
        if item is not None and label is None:
            label = self._label(item, style)
        elif item is None and level and element.tag == _HEADING:
            label = self._heading_label(element, style, level) if text else None
        if text and not style.contents:
            yield from self._block(_kind(style, level, label), text, level, self._anchors(page, breaks), label)
        yield from self._aside(beside)

    def _block(
        self, kind: BlockKind, text: str, level: int, anchors: tuple[Anchor, ...], label: str | None
    ) -> Iterator[Block]:
        """Yield a block with its number before its text, where it has one, and without a typed bullet."""
        size = len(text)
        bullet = _BULLET.match(text)
        if bullet and kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            kind, text = BlockKind.LIST_ITEM, text[bullet.end() :]
        if label and not text.startswith(label):  # some authors type the number as well
            text = f"{label} {text}"
        if text:
            shift = len(text) - size
            moved = tuple(
                Anchor(max(anchor.offset + shift, 0) if n else 0, anchor.location) for n, anchor in enumerate(anchors)
            )
            yield Block(kind, text, moved, level)

    def _anchors(self, page: int | None, breaks: list[int]) -> tuple[Anchor, ...]:
        """Return where a paragraph stands that began on `page` and goes over to the next at each of `breaks`."""
        pages = {0: page}
        for offset in breaks if page is not None else ():
            page = (page or 0) + 1
            pages[offset] = page
        return tuple(Anchor(offset, replace(self._location, page=number)) for offset, number in pages.items())

    def _label(self, item: _Item, style: ParagraphStyle) -> str:
        return self._lists.label(item.style or style.list_name or "", item.counts, item.level, item.start)

    def _heading_label(self, element: _Element, style: ParagraphStyle, level: int) -> str | None:
        if style.list_name == "" or element.get(f"{TEXT}is-list-header") == "true":
            return None
        start = element.get(f"{TEXT}start-value") if element.get(f"{TEXT}restart-numbering") == "true" else None
        return self._lists.heading(level, start)

    def _list(self, element: _Element, above: _Item | None) -> Iterator[Block]:
        style = element.get(f"{TEXT}style-name") or (above.style if above else None)
        counts = above.counts if above else self._lists.begin(element, style or "")
        inside = _Item(style, counts, above.level + 1 if above else 0)
        for child in element:
            if child.tag == f"{TEXT}list-item":
                own = child.get(f"{TEXT}style-override") or style
                yield from self._item(child, replace(inside, style=own, start=child.get(f"{TEXT}start-value")))
            elif child.tag == f"{TEXT}list-header":
                yield from self._header(child, inside)

    def _item(self, element: _Element, item: _Item) -> Iterator[Block]:
        """Yield what a list item holds; its first paragraph bears the number, others go on with it."""
        label: str | None = None
        for child in element:
            if child.tag in (_PARAGRAPH, _HEADING):
                yield from self._paragraph(child, item, label)
                label = ""
            elif child.tag == _LIST:
                yield from self._list(child, item)
            else:
                yield from self.blocks([child])

    def _header(self, element: _Element, item: _Item) -> Iterator[Block]:
        for child in element:
            yield from self._list(child, item) if child.tag == _LIST else self.blocks([child])

    def _numbered(self, element: _Element) -> Iterator[Block]:
        level = integer(element.get(f"{TEXT}level"), 1) - 1
        counts = self._lists.named(element.get(f"{TEXT}list-id") or "")
        yield from self._item(
            element, _Item(element.get(f"{TEXT}style-name"), counts, level, element.get(f"{TEXT}start-value"))
        )

    def _table(self, table: _Element) -> Iterator[Block]:
        """Yield a row a block; a table of one row or one column is layout, and its cells are read one after the other."""
        self._start("table", table.get(f"{TABLE}style-name"))
        self._depth += 1
        rows: list[list[Cell]] = []
        inside: list[list[list[Block]]] = []
        places: list[Location] = []
        for row in rows_of(table, _BREAK):
            if row.tag == _BREAK:
                self._turn_page()
                continue
            rows.append(cells_of(row))
            places.append(self._location)
            inside.append([list(self.blocks(cell.element)) for cell in rows[-1]])
        self._depth -= 1
        if len(rows) < 2 or max(map(len, rows)) < 2:
            yield from (block for row in inside for cell in row for block in cell)
            return
        marked = has_marked_headers(table) or self._is_bold(rows[0])
        texts = [[" ".join(block.text for block in cell if not _is_beside(block)) for cell in row] for row in inside]
        for text, place, row in zip(row_texts(rows, texts, marked=marked), places, inside, strict=True):
            if text:
                yield Block(BlockKind.TABLE_ROW, text, (Anchor(0, place),))
            yield from (block for cell in row for block in cell if _is_beside(block))

    def _is_bold(self, row: list[Cell]) -> bool:
        """Tell whether all text of a row is bold."""
        paragraphs = [each for cell in row for each in cell.element.iter(_PARAGRAPH) if text_of(each)]
        return bool(paragraphs) and all(map(self._is_bold_paragraph, paragraphs))

    def _is_bold_paragraph(self, paragraph: _Element) -> bool:
        if self._styles.paragraph(paragraph.get(f"{TEXT}style-name")).bold:
            return True
        spans = [child for child in paragraph if child.tag == f"{TEXT}span" and text_of(child)]
        outside = (paragraph.text or "") + "".join(child.tail or "" for child in paragraph)
        bold = all(self._styles.emboldens(span.get(f"{TEXT}style-name")) for span in spans)
        return bool(spans) and bold and not outside.strip()

    def _aside(self, beside: _Beside) -> Iterator[Block]:
        """Yield the comments, text boxes and notes that were met in a paragraph."""
        self._depth += 1
        for comment, page in beside.comments:
            yield from self.comment(comment, page)
        yield from self.blocks(beside.shapes)
        for note, page in beside.notes:
            text = self._joined(note.iterfind(f"{TEXT}note-body"))
            label = text_of(note.find(f"{TEXT}note-citation"))
            if text:
                location = replace(self._location, page=page)
                yield Block(BlockKind.FOOTNOTE, f"{label} {text}".strip(), (Anchor(0, location),))
        self._depth -= 1

    def _joined(self, container: Iterable[_Element]) -> str:
        """Return the text of all blocks inside as one."""
        return " ".join(block.text for block in self.blocks(container) if not _is_beside(block))

    def _pieces(self, element: _Element, beside: _Beside) -> Iterator[str]:
        """Yield the text inside a paragraph as people see it, a form feed where a page begins."""
        yield element.text or ""
        for child in element:
            tag = child.tag
            if tag in _CHARACTERS:
                yield _CHARACTERS[tag]
            elif tag == _BREAK:
                self._turn_page()
                yield _NEW_PAGE
            elif tag == _NOTE:
                beside.notes.append((child, self.page))
            elif tag == _COMMENT:
                beside.comments.append((child, self.page))
            elif isinstance(tag, str) and tag.startswith(DRAW):
                formula = self._formula(child)
                yield formula
                if not formula:
                    beside.shapes.append(child)
            elif self._is_read(child):
                yield from self._pieces(child, beside)
            yield child.tail or ""

    def _formula(self, shape: _Element) -> str:
        """Return the signs of a formula that stands in a line of text, "" for other shapes."""
        shown = shape.find(_OBJECT)
        return _signs(self._document.embedded(shown)) if shown is not None else ""

    def _object(self, shown: _Element) -> Iterator[Block]:
        """Yield a chart's title and a row for each series, its values after their categories, or a formula's signs."""
        root = self._document.embedded(shown)
        if signs := _signs(root):
            yield Block(BlockKind.PARAGRAPH, signs, (Anchor(0, self._location),))
        chart = root.find(f"{OFFICE}body/{OFFICE}chart/{CHART}chart") if root is not None else None
        if chart is None:
            return
        if title := text_of(chart.find(f"{CHART}title")):
            yield Block(BlockKind.CAPTION, title, (Anchor(0, self._location),))
        table = chart.find(_TABLE)
        if table is not None:
            for text in _figures(table):
                yield Block(BlockKind.TABLE_ROW, text, (Anchor(0, self._location),))


def _signs(root: _Element | None) -> str:
    """Return what a formula shows, sign after sign, "" for what is none."""
    if root is None or not str(root.tag).startswith(_MATH):
        return ""
    return tidy(
        " ".join(node.text or "" for node in root.iter(*(f"{_MATH}{name}" for name in ("mi", "mn", "mo", "mtext"))))
    )


def _figures(table: _Element) -> Iterator[str]:
    """Yield a row for each series of a chart's own table, unless it is a curve."""
    rows = [[text_of(cell.element) for cell in cells_of(row)] for row in rows_of(table)]
    if 1 < len(rows) <= _MOST_POINTS:
        categories, *series = zip(*rows, strict=False)
        yield from (row_text(["", *categories[1:]], values) for values in series)


def _collapsed(raw: str) -> tuple[str, list[int]]:
    """Return a paragraph's text without soft hyphens, its blanks single, and where in it new pages begin."""
    texts: list[str] = []
    breaks: list[int] = []
    size, blank = 0, True
    for number, piece in enumerate(raw.replace("\u00ad", "").split(_NEW_PAGE)):
        text = _SPACE.sub(" ", piece)
        text = text.removeprefix(" ") if blank else text
        if number:
            breaks.append(size)
        if text:
            texts.append(text)
            size, blank = size + len(text), text.endswith(" ")
    whole = "".join(texts).rstrip(" ")
    return whole, [offset for offset in breaks if offset < len(whole)]


def _is_hidden(paragraph: _Element) -> bool:
    field = paragraph.find(f".//{TEXT}hidden-paragraph")
    return field is not None and field.get(f"{TEXT}is-hidden") != "false"


def _heading_level(element: _Element, style: ParagraphStyle, text: str) -> int:
    """Return the level of a heading, 0 for any other paragraph, such as a long one in a heading's style."""
    own = integer(element.get(f"{TEXT}outline-level"), 0) if element.tag == _HEADING else 0
    level = own or style.level or int(element.tag == _HEADING)
    return 0 if len(text) > _LONGEST_HEADING and text[-1] in ".;" else max(min(level, 10), 0)


def _kind(style: ParagraphStyle, level: int, label: str | None) -> BlockKind:
    if level:
        return BlockKind.HEADING
    if style.caption:
        return BlockKind.CAPTION
    return BlockKind.PARAGRAPH if label is None else BlockKind.LIST_ITEM


def _is_beside(block: Block) -> bool:
    return block.kind is BlockKind.FOOTNOTE or block.location.part == "comment"

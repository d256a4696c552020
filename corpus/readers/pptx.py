"""PowerPoint presentations (.pptx): titles, bullets, text boxes, tables, charts, diagrams, speaker notes, comments.

Each slide is walked as XML (ECMA-376, part 1, 19 and 21), because python-pptx's own objects leave out diagrams and
whatever newer programs write beside a copy for older ones. All XML is parsed by python-pptx's parser, which expands no
entities.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pptx
from pptx.exc import PythonPptxError
from pptx.opc.package import Part
from pptx.oxml import parse_xml
from pptx.slide import NotesSlide, Slide

from ..documents import Anchor, Block, BlockKind, Location, Reading
from ..errors import Reason, Unreadable
from .numbering import written
from .ooxml import opened, stated, tidy
from .slide_comments import authors_in, comments_in
from .slides import Placed, in_reading_order
from .tables import are_headers, row_text
from .wordml import Element

_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_D = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_TITLES = frozenset({"title", "ctrTitle"})
_FURNITURE = frozenset({"dt", "ftr", "hdr", "sldNum", "sldImg"})  # what stands on every slide alike
_MASTER_TYPES = {"ctrTitle": "title", "subTitle": "body", "obj": "body", "tbl": "body", "chart": "body", "dgm": "body"}
_BULLET = re.compile(r"[•‣▪■●○◦∙➢➤✓\uf0b7\uf0a7\uf0d8][ \t]*")
# ECMA-376, part 1, 20.1.10.61: how the number is written and what stands around it.
_NUMBERS = {
    "arabic": "decimal",
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
}
_AROUND = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})", "Plain": "{}"}
_NUMBER = re.compile(rf"({'|'.join(_NUMBERS)})({'|'.join(_AROUND)})")
_BULLETS = frozenset(f"{_A}{name}" for name in ("buNone", "buAutoNum", "buChar", "buBlip"))
_MOST_POINTS = 60  # in a chart's series: more are a curve and not figures to be read
_BROKEN = (LookupError, ValueError, SyntaxError, AttributeError)


def read(path: Path) -> Reading:
    """Read a presentation: slide by slide, hidden ones too, the title first, then the rest, its notes, its comments.

    `pages` is the number of slides. Raises Refused for an encrypted file, Unsupported for the old binary format and
    Unreadable for a damaged file or one without text.
    """
    with opened(path, "PowerPoint", PythonPptxError) as package:
        presentation = pptx.Presentation(package)
        authors = dict(_authors(presentation.part))
        blocks: list[Block] = []
        unread = []
        for number in range(1, len(presentation.slides) + 1):
            try:
                blocks += _slide(presentation.slides[number - 1], number, authors)
            except _BROKEN:
                unread.append(f"Slide {number} is damaged: save the presentation again from PowerPoint or LibreOffice.")
        core = presentation.core_properties
        reading = Reading(tuple(blocks), stated(core, core.author), len(presentation.slides), tuple(unread))
    if not blocks:
        reason = Reason.DAMAGED if unread else Reason.NO_TEXT
        raise Unreadable(
            reason, "The slides hold no text that can be read; if they are pictures, save them as PDF with text."
        )
    return reading


def _slide(slide: Slide, number: int, authors: Mapping[str, str]) -> Iterator[Block]:
    """Yield what a slide holds, then its speaker's notes, then comments on it."""
    layout = slide.slide_layout
    above = (layout.element, layout.slide_master.element)
    yield from _Walk(slide, above, Location(slide=number)).blocks()
    if slide.has_notes_slide:
        for block in _Walk(slide.notes_slide, (), Location(slide=number, part="notes")).blocks():
            yield Block(BlockKind.PARAGRAPH, block.text, block.anchors)
    for root in _related(slide.part, "/comments"):
        yield from comments_in(root, authors, number)


def _authors(part: Part) -> Iterator[tuple[str, str]]:
    """Yield id and name of those who commented on any slide."""
    for root in _related(part, "/commentAuthors", "/authors"):
        yield from authors_in(root).items()


def _related(part: Part, *kinds: str) -> Iterator[Element]:
    """Yield the roots of the parts that a part is related to in one of these ways."""
    for relation in part.rels.values():
        if relation.reltype.endswith(kinds) and not relation.is_external:
            yield parse_xml(relation.target_part.blob)


@dataclass(frozen=True, slots=True)
class _Walk:
    """One slide or page of notes; `above` are the layout and the master that it takes places and bullets from."""

    slide: Slide | NotesSlide
    above: tuple[Element, ...]
    location: Location

    def blocks(self) -> list[Block]:
        """Return the blocks of the slide in reading order."""
        return self._inside(self.slide.element.find(f"{_P}cSld/{_P}spTree"))

    def _inside(self, tree: Element) -> list[Block]:
        return in_reading_order(placed for shape in _shapes(tree) if (placed := self._placed(shape)).blocks)

    def _placed(self, shape: Element) -> Placed:
        holder = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
        if holder is None:
            holder = shape.find(f"{_P}nvGraphicFramePr/{_P}nvPr/{_P}ph")
        models = [shape, *self._models(holder)]
        left, top, height = next(filter(None, map(_box, models)), (0, 0, 0))
        kind = holder.get("type") if holder is not None else None
        rank = 0 if kind in _TITLES else 1 if holder is not None else 2
        return Placed(rank, top, left, height, tuple(self._shape(shape, kind, models)))

    def _models(self, holder: Element | None) -> Iterator[Element]:
        """Yield the shapes of layout and master that a placeholder follows (ECMA-376, part 1, 19.3.1.36)."""
        if holder is None:
            return
        kind, name = holder.get("type") or "obj", holder.get("idx") or "0"
        for level, root in enumerate(self.above):
            for shape in root.findall(f"{_P}cSld/{_P}spTree/{_P}sp"):
                other = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
                if other is None:
                    continue
                same_type = (other.get("type") or "obj") == (_MASTER_TYPES.get(kind, kind) if level else kind)
                if (level and same_type) or (not level and (other.get("idx") or "0") == name):
                    yield shape
                    break

    def _shape(self, shape: Element, kind: str | None, models: list[Element]) -> Iterator[Block]:
        if kind in _FURNITURE:
            return
        if shape.tag == f"{_P}grpSp":
            yield from self._inside(shape)
        elif shape.tag == f"{_P}graphicFrame":
            yield from self._graphic(shape)
        elif kind in _TITLES:
            text = tidy(" ".join("".join(_pieces(paragraph)) for paragraph in shape.findall(f"{_P}txBody/{_A}p")))
            yield from self._block(BlockKind.HEADING, text, level=1)
        else:
            yield from self._paragraphs(shape, [*self._lists(models), *self._body_style(kind, models)])

    def _lists(self, models: list[Element]) -> Iterator[Element]:
        for model in models:
            styles = model.find(f"{_P}txBody/{_A}lstStyle")
            if styles is not None:
                yield styles

    def _body_style(self, kind: str | None, models: list[Element]) -> Iterator[Element]:
        """Yield the master's style of what is neither a title nor a text box."""
        if len(models) > 1 and kind != "subTitle":
            styles = self.above[-1].find(f"{_P}txStyles/{_P}bodyStyle")
            if styles is not None:
                yield styles

    def _paragraphs(self, shape: Element, styles: list[Element]) -> Iterator[Block]:
        counts: dict[int, int] = {}
        for paragraph in shape.findall(f"{_P}txBody/{_A}p"):
            text = tidy("".join(_pieces(paragraph)))
            if not text:
                continue
            level = _whole(paragraph.find(f"{_A}pPr"), "lvl")
            label = _label(paragraph, level, styles, counts)
            typed = _BULLET.match(text)
            if typed:
                text, label = text[typed.end() :], label or ""
            if label and not text.startswith(label):
                text = f"{label} {text}"
            yield from self._block(BlockKind.PARAGRAPH if label is None else BlockKind.LIST_ITEM, text)

    def _block(self, kind: BlockKind, text: str, *, level: int = 0) -> Iterator[Block]:
        if text:
            yield Block(kind, text, (Anchor(0, self.location),), level)

    def _graphic(self, frame: Element) -> Iterator[Block]:
        """Yield a table's rows, what a chart shows, or the words of a diagram."""
        data = frame.find(f"{_A}graphic/{_A}graphicData")
        table, chart, diagram = (
            data.find(name) if data is not None else None for name in (f"{_A}tbl", f"{_C}chart", f"{_D}relIds")
        )
        if table is not None:
            for text in _rows(table):
                yield from self._block(BlockKind.TABLE_ROW, text)
        elif chart is not None:
            yield from self._chart(parse_xml(self.slide.part.related_part(chart.get(f"{_R}id") or "").blob))
        elif diagram is not None:
            root = parse_xml(self.slide.part.related_part(diagram.get(f"{_R}dm") or "").blob)
            for paragraph in root.iterfind(f"{_D}ptLst/{_D}pt/{_D}t/{_A}p"):
                yield from self._block(BlockKind.LIST_ITEM, tidy("".join(_pieces(paragraph))))

    def _chart(self, root: Element) -> Iterator[Block]:
        """Yield a chart's title and a row for each series, its values after their categories."""
        title = root.find(f"{_C}chart/{_C}title")
        if title is not None:
            yield from self._block(BlockKind.CAPTION, tidy(" ".join(node.text or "" for node in title.iter(f"{_A}t"))))
        for series in root.iter(f"{_C}ser"):
            name, categories, values = (_points(series.find(f"{_C}{part}")) for part in ("tx", "cat", "val"))
            if 0 < len(values) <= _MOST_POINTS:
                yield from self._block(BlockKind.TABLE_ROW, row_text(["", *categories], [" ".join(name), *values]))


def _points(element: Element | None) -> list[str]:
    return [tidy(node.text or "") for node in element.iter(f"{_C}v")] if element is not None else []


def _shapes(tree: Iterable[Element]) -> Iterator[Element]:
    """Yield the shapes of a slide or group; of what is there in several forms, the first."""
    for child in tree:
        if child.tag == f"{_MC}AlternateContent":
            yield from _shapes(next(iter(child), ()))
        elif child.tag in (f"{_P}sp", f"{_P}grpSp", f"{_P}graphicFrame"):
            yield child


def _box(shape: Element) -> tuple[int, int, int] | None:
    """Return left, top and height of a shape that says where it stands."""
    for path in (f"{_P}spPr/{_A}xfrm", f"{_P}grpSpPr/{_A}xfrm", f"{_P}xfrm"):
        place = shape.find(path)
        if place is not None:
            offset, size = place.find(f"{_A}off"), place.find(f"{_A}ext")
            return _whole(offset, "x"), _whole(offset, "y"), _whole(size, "cy")
    return None


def _whole(element: Element | None, name: str) -> int:
    text = element.get(name) if element is not None else None
    return int(text) if text and re.fullmatch(r"-?\d{1,12}", text) else 0


def _label(paragraph: Element, level: int, styles: Iterable[Element], counts: dict[int, int]) -> str | None:
    """Return a list item's number, "" for a bullet, None for what is no list item, and count the numbers."""
    own = paragraph.find(f"{_A}pPr")
    inherited = (style.find(f"{_A}lvl{level + 1}pPr") for style in styles)
    found = next((mark for properties in (own, *inherited) if (mark := _mark(properties)) is not None), None)
    for deeper in [other for other in counts if other > level or (other == level and not _counts(found))]:
        del counts[deeper]
    if found is None:
        return "" if level else None
    if not _counts(found):
        return None if found.tag == f"{_A}buNone" else ""
    counts[level] = counts.get(level, (_whole(found, "startAt") or 1) - 1) + 1
    kind = _NUMBER.fullmatch(found.get("type") or "arabicPeriod")
    return _AROUND[kind[2]].format(written(counts[level], _NUMBERS[kind[1]])) if kind else f"{counts[level]}."


def _counts(mark: Element | None) -> bool:
    return mark is not None and mark.tag == f"{_A}buAutoNum"


def _mark(properties: Element | None) -> Element | None:
    """Return what a paragraph's properties say of its bullet."""
    return next((child for child in (() if properties is None else properties) if child.tag in _BULLETS), None)


def _rows(table: Element) -> Iterator[str]:
    """Yield the rows of a table, each value with the header of its column; a merged cell is read once."""
    rows = [[_cell(cell) for cell in row.findall(f"{_A}tc")] for row in table.findall(f"{_A}tr")]
    properties = table.find(f"{_A}tblPr")
    marked = properties is not None and properties.get("firstRow") in ("1", "true")
    headed = len(rows) > 1 and are_headers(rows, marked=marked)
    for row in rows[headed:]:
        yield row_text(rows[0] if headed else (), row)


def _cell(cell: Element) -> str:
    if cell.get("hMerge") in ("1", "true") or cell.get("vMerge") in ("1", "true"):
        return ""
    return tidy(" ".join("".join(_pieces(paragraph)) for paragraph in cell.findall(f"{_A}txBody/{_A}p")))


def _pieces(element: Iterable[Element]) -> Iterator[str]:
    """Yield the text inside a paragraph as the slide shows it, without its own number and the day's date."""
    for child in element:
        if child.tag in (f"{_A}t", f"{_MATH}t"):
            yield child.text or ""
        elif child.tag in (f"{_A}br", f"{_A}tab"):
            yield " "
        elif child.tag == f"{_MC}AlternateContent":
            yield from _pieces(next(iter(child), ()))
        elif isinstance(child.tag, str) and not (
            child.tag == f"{_A}fld" and (child.get("type") or "").startswith(("slidenum", "datetime"))
        ):
            yield from _pieces(child)

"""Writes a source as a paginated PDF with a title band, running header and footer, bookmarks and page labels.

A page break in the source parts the front pages, numbered i, ii, …, from the rest, numbered from 1 again. Only the
standard fonts are used, so the text has to stay within the Latin alphabet.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor, white
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate, Paragraph, Spacer, Table
from sample_source import Part, PartKind, Source

_INK, _ACCENT, _PALE, _GREY = HexColor("#1f3a4d"), HexColor("#b5542b"), HexColor("#eef3f6"), HexColor("#66727a")
_MARGIN = 2.4 * cm
_WIDTH = A4[0] - 2 * _MARGIN
_BAND = 5.6 * cm
_BAR = 5.2 * cm
_FULL_BAR = 50  # per cent; the longest share in the tables stays below
_ROMAN = ("", "i", "ii", "iii", "iv")

_BODY = ParagraphStyle(
    "body", fontName="Times-Roman", fontSize=11, leading=15.5, spaceAfter=7, allowWidows=0, allowOrphans=0
)
_ITEM = ParagraphStyle("item", _BODY, leftIndent=22, bulletFontName="Times-Roman", bulletFontSize=11)
_CAPTION = ParagraphStyle("caption", _BODY, fontName="Times-Italic", fontSize=9.5, textColor=_GREY, spaceAfter=12)
_CELL = ParagraphStyle("cell", fontName="Helvetica", fontSize=9, leading=12)
_CELL_RIGHT = ParagraphStyle("cell-right", _CELL, alignment=TA_RIGHT)
_HEADINGS = {
    1: ParagraphStyle(
        "h1",
        fontName="Helvetica-Bold",
        fontSize=15,
        leading=19,
        textColor=_INK,
        spaceBefore=14,
        spaceAfter=7,
        keepWithNext=1,
    ),
    2: ParagraphStyle(
        "h2",
        fontName="Helvetica-Bold",
        fontSize=11.5,
        leading=15,
        textColor=_ACCENT,
        spaceBefore=8,
        spaceAfter=4,
        keepWithNext=1,
    ),
}


class _Bar(Flowable):  # type: ignore[misc]  # reportlab ships no types
    """A horizontal bar of `share` per cent, without text, so that it adds no words to the page."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share
        self.width, self.height = _BAR, 9

    def draw(self) -> None:
        """Draw the bar on the canvas that the layout has set."""
        self.canv.setFillColor(_ACCENT)
        self.canv.rect(0, 0, self.width * self.share / _FULL_BAR, self.height, stroke=0, fill=1)


class _Paper(BaseDocTemplate):  # type: ignore[misc]  # reportlab ships no types
    """The layout of one document: its frames, running lines, bookmarks and page labels."""

    def __init__(self, path: Path, properties: Mapping[str, str], front_pages: int) -> None:
        super().__init__(
            str(path),
            pagesize=A4,
            title=properties["title"],
            author=properties["author"],
            subject=properties["subject"],
            keywords=properties["event"],
            creator="Open Doors secretariat",
            lang=properties["language"],
            invariant=1,
        )
        self.properties, self.front_pages, self.bookmarks = properties, front_pages, 0
        first = Frame(_MARGIN, 2.2 * cm, _WIDTH, A4[1] - _BAND - 3.2 * cm, 0, 0, 0, 0)
        later = Frame(_MARGIN, 2.2 * cm, _WIDTH, A4[1] - 4.9 * cm, 0, 0, 0, 0)
        self.addPageTemplates(
            [
                PageTemplate("first", [first], onPage=self._open, autoNextPageTemplate="later"),
                PageTemplate("later", [later], onPage=self._continue),
            ]
        )

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802  (the name that reportlab calls)
        """Bookmark each heading."""
        if getattr(flowable, "style", None) in _HEADINGS.values():
            self.bookmarks += 1
            key, level = f"heading-{self.bookmarks}", 0 if flowable.style is _HEADINGS[1] else 1
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(flowable.getPlainText(), key, level)

    def _open(self, canvas: Canvas, _: BaseDocTemplate) -> None:
        self._label(canvas)
        canvas.saveState()
        canvas.setFillColor(_INK)
        canvas.rect(0, A4[1] - _BAND, A4[0], _BAND, stroke=0, fill=1)
        canvas.setFillColor(_ACCENT)
        canvas.rect(0, A4[1] - _BAND - 4, A4[0], 4, stroke=0, fill=1)
        below_top = 1.5 * cm
        for text, font, size, gap in self._title_lines():
            _line(canvas, text, font, size, A4[1] - below_top)
            below_top += gap
        canvas.restoreState()
        self._number(canvas)

    def _title_lines(self) -> tuple[tuple[str, str, float, float], ...]:
        said = self.properties
        return (
            (said["event"], "Helvetica", 10, 1.15 * cm),
            (said["title"], "Helvetica-Bold", 22, 0.8 * cm),
            (said["subtitle"], "Helvetica", 13, 0.9 * cm),
            (said["author"], "Helvetica-Bold", 10, 0.5 * cm),
            (said["place"], "Helvetica", 10, 0),
        )

    def _continue(self, canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.saveState()
        canvas.setFillColor(_GREY)
        canvas.setFont("Helvetica", 8.5)
        canvas.drawString(_MARGIN, A4[1] - 1.6 * cm, "Open Doors 2025")
        canvas.drawRightString(A4[0] - _MARGIN, A4[1] - 1.6 * cm, self.properties["title"])
        canvas.setStrokeColor(_GREY)
        canvas.setLineWidth(0.4)
        canvas.line(_MARGIN, A4[1] - 1.8 * cm, A4[0] - _MARGIN, A4[1] - 1.8 * cm)
        canvas.restoreState()
        self._number(canvas)

    def _number(self, canvas: Canvas) -> None:
        page = canvas.getPageNumber()
        label = _ROMAN[page] if page <= self.front_pages else str(page - self.front_pages)
        canvas.saveState()
        canvas.setFillColor(_GREY)
        canvas.setFont("Helvetica", 8.5)
        canvas.drawCentredString(A4[0] / 2, 1.2 * cm, label)
        canvas.restoreState()

    def _label(self, canvas: Canvas) -> None:
        if self.front_pages:
            canvas.addPageLabel(0, "ROMAN_LOWER", 1)
        canvas.addPageLabel(self.front_pages, "ARABIC", 1)


def write_pdf(source: Source, path: Path) -> None:
    """Write `source` to `path`; the bytes depend on the source and the library's version alone."""
    # reportlab takes the date of the file from this variable alone.
    date = datetime.fromisoformat(source.properties["date"]).replace(hour=9, tzinfo=UTC)
    os.environ["SOURCE_DATE_EPOCH"] = str(int(date.timestamp()))
    front_pages = sum(part.kind is PartKind.BREAK for part in source.parts)
    story = [Paragraph(escape(source.properties["note"]), _CAPTION)]
    story += [flowable for part in source.parts for flowable in _flowables(part)]
    _Paper(path, source.properties, front_pages).build(story)


def _line(canvas: Canvas, text: str, font: str, size: float, height: float) -> None:
    canvas.setFillColor(white)
    canvas.setFont(font, size)
    canvas.drawString(_MARGIN, height, text)


def _flowables(part: Part) -> Iterator[Flowable]:
    if part.kind is PartKind.BREAK:
        yield PageBreak()
    elif part.kind is PartKind.TABLE:
        yield from (Spacer(1, 4), _table(part.rows), Spacer(1, 5))
    elif part.kind is PartKind.HEADING:
        yield Paragraph(escape(part.text), _HEADINGS[part.level])
    elif part.kind is PartKind.ITEM:
        number, text = part.text.split(" ", 1)
        yield Paragraph(escape(text), _ITEM, bulletText=number)
    else:
        yield Paragraph(escape(part.text), _CAPTION if part.kind is PartKind.CAPTION else _BODY)


def _table(rows: tuple[tuple[str, ...], ...]) -> Table:
    shares = all(row[-1].endswith("%") for row in rows[1:])
    cells = [[_cell(text, column) for column, text in enumerate(row)] for row in rows]
    widths = [0.21 * _WIDTH] + [0.79 * _WIDTH / (len(rows[0]) - 1)] * (len(rows[0]) - 1)
    if shares:
        widths = [_WIDTH - _BAR - 3.4 * cm, 2.8 * cm, _BAR + 0.6 * cm]
        for line, row in zip(cells, rows, strict=True):
            line.append(_Bar(float(row[-1][:-1])) if row[-1].endswith("%") else "")
    return Table(cells, colWidths=widths, repeatRows=1, style=_table_style())


def _cell(text: str, column: int) -> Paragraph:
    return Paragraph(escape(text), _CELL_RIGHT if column else _CELL)


def _table_style() -> list[tuple[object, ...]]:
    return [
        ("BACKGROUND", (0, 0), (-1, 0), _PALE),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, _INK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.25, _GREY),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 3.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
    ]

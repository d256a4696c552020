"""Writes a source as a Word document with headings, tables and real footnotes.

python-docx writes no footnotes, so the footnotes part is made here after ECMA-376 part 1, section 17.11.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part as PackagePart
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from sample_source import FOOTNOTE_MARK, Part, PartKind, Source

_INK = RGBColor(0x1F, 0x3A, 0x4D)
_HEADER_FILL = "DCE6EC"
_ZIP_DATE = (2025, 5, 6, 9, 0, 0)
_PROGRAMME_WIDTHS = (Cm(2.7), Cm(2.6), Cm(5.2), Cm(7.0))


def write_docx(source: Source, path: Path) -> None:
    """Write `source` to `path`; the bytes depend on the source and the library's version alone."""
    document = Document()
    _style(document, source.properties)
    _describe(document, source.properties)
    for part in source.parts:
        _add(document, part)
    if source.footnotes:
        _attach_footnotes(document, source.footnotes)
    buffer = io.BytesIO()
    document.save(buffer)
    path.write_bytes(_with_fixed_dates(buffer.getvalue()))


def _style(document: DocumentType, properties: Mapping[str, str]) -> None:
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.75)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    normal.paragraph_format.space_after = Pt(6)
    for level in (1, 2, 3):
        document.styles[f"Heading {level}"].font.color.rgb = _INK
    header = section.header.paragraphs[0]
    header.text = properties["title"]
    header.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _describe(document: DocumentType, properties: Mapping[str, str]) -> None:
    core = document.core_properties
    core.title, core.author, core.subject = (properties[key] for key in ("title", "author", "subject"))
    core.language, core.comments, core.last_modified_by = properties["language"], "", properties["author"]
    core.created = core.modified = datetime.fromisoformat(properties["date"])
    core.revision = 1


def _add(document: DocumentType, part: Part) -> None:
    if part.kind is PartKind.HEADING:
        document.add_heading(part.text, level=part.level)
    elif part.kind is PartKind.TABLE:
        _add_table(document, part.rows)
    elif part.kind is PartKind.BREAK:
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    else:
        _write(document.add_paragraph(), part.text)


def _add_table(document: DocumentType, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    table.autofit = False
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text, width in zip(row.cells, texts, _PROGRAMME_WIDTHS, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(2)
            _write(paragraph, text)
    _mark_header(table)


def _mark_header(table: Table) -> None:
    row = table.rows[0]
    row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    for cell in row.cells:
        cell._tc.get_or_add_tcPr().append(
            parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{_HEADER_FILL}"/>')
        )
        for run in cell.paragraphs[0].runs:
            run.bold = True


def _write(paragraph: Paragraph, text: str) -> None:
    """Add `text` to the paragraph; a split by the footnote mark leaves texts and numbers in turn."""
    for position, piece in enumerate(FOOTNOTE_MARK.split(text)):
        if position % 2:
            _refer(paragraph.add_run(), int(piece))
        elif piece:
            paragraph.add_run(piece)


def _refer(run: Run, number: int) -> None:
    run.font.superscript = True
    run._r.append(parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="{number}"/>'))


def _attach_footnotes(document: DocumentType, footnotes: Mapping[int, str]) -> None:
    name = PackURI("/word/footnotes.xml")
    part = PackagePart(name, CONTENT_TYPE.WML_FOOTNOTES, _footnotes_xml(footnotes), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    settings = document.settings.element
    properties = parse_xml(f'<w:footnotePr {nsdecls("w")}><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>')
    compatibility = settings.find(qn("w:compat"))
    compatibility.addprevious(properties)


def _footnotes_xml(footnotes: Mapping[int, str]) -> bytes:
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    notes = "".join(_footnote_xml(number, text) for number, text in footnotes.items())
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f"{head}<w:footnotes {nsdecls('w')}>{separators}{notes}</w:footnotes>".encode()


def _footnote_xml(number: int, text: str) -> str:
    mark = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
    words = f'<w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t xml:space="preserve"> {escape(text)}</w:t></w:r>'
    return f'<w:footnote w:id="{number}"><w:p>{mark}{words}</w:p></w:footnote>'


def _with_fixed_dates(package: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _ZIP_DATE), old.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()

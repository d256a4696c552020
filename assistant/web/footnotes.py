"""Answers as a Word document, each citation a footnote: the parts of ECMA-376 that this takes, and no more."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from ..answers import Answer
from ..rendering import visible
from .describing import FindSource, nothing_known
from .exporting import note, pieces
from .wording import ENGLISH, Words

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = ("document", "styles", "footnotes", "settings")
_DATE = (1980, 1, 1, 0, 0, 0)  # the same answers make the same bytes


def word_document(answers: Sequence[Answer], words: Words = ENGLISH, source: FindSource = nothing_known) -> bytes:
    """Return answers as a .docx file, each question a heading; footnotes are numbered through all of them."""
    body: list[str] = []
    notes: list[str] = []
    for answer in answers:
        body.append(_paragraph(_run(answer.question), "Heading1"))
        numbers = {citation.number: len(notes) + order for order, citation in enumerate(answer.citations, 1)}
        body += _paragraphs(answer, numbers)
        body += [_paragraph(_run(said.text), "Normal") for said in answer.notes]
        notes += [note(citation, words, source) for citation in answer.citations]
    return _package("".join(body), notes)


def _paragraphs(answer: Answer, numbers: dict[int, int]) -> Iterator[str]:
    style = "Normal" if answer.answered else "Refusal"
    for block in visible(answer.text).split("\n\n"):
        stretches = pieces(block, set(numbers))
        runs = (_reference(numbers[one]) if isinstance(one, int) else _run(one) for one in stretches)
        yield _paragraph("".join(runs), style)


def _paragraph(runs: str, style: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


def _run(text: str) -> str:
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in visible(text).split("\n"))
    return f"<w:r>{'<w:br/>'.join(lines)}</w:r>"


def _reference(number: int) -> str:
    return f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="{number}"/></w:r>'


def _package(body: str, notes: Sequence[str]) -> bytes:
    page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1417" w:right="1417" w:bottom="1417" w:left="1417"/>'
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations({"officeDocument": "word/document.xml"}),
        "word/_rels/document.xml.rels": _relations({part: f"{part}.xml" for part in _PARTS[1:]}),
        "word/document.xml": _root("document", f"<w:body>{body}{page}</w:sectPr></w:body>"),
        "word/styles.xml": _root("styles", _STYLES),
        "word/footnotes.xml": _root("footnotes", _footnotes(notes)),
        "word/settings.xml": _root("settings", _SEPARATED),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _DATE), _HEAD + content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _root(name: str, inside: str) -> str:
    return f'<w:{name} xmlns:w="{_WORD}">{inside}</w:{name}>'


def _content_types() -> str:
    kinds = {"document": "document.main"}
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_TYPE}.{kinds.get(part, part)}+xml"/>' for part in _PARTS
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    defaults = (
        f'<Default Extension="rels" ContentType="{relations}"/><Default Extension="xml" ContentType="application/xml"/>'
    )
    return f'<Types xmlns="{_PACKAGE}/content-types">{defaults}{overrides}</Types>'


def _relations(targets: dict[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="r{order}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for order, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _footnotes(notes: Sequence[str]) -> str:
    lines = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    mark = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
    return lines + "".join(
        f'<w:footnote w:id="{number}">{_paragraph(mark + _run(f" {text}"), "FootnoteText")}</w:footnote>'
        for number, text in enumerate(notes, 1)
    )


_SEPARATED = '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
_STYLES = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="22"/>'
    '</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr>'
    "</w:pPrDefault></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>'
    '<w:next w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="320"/><w:outlineLvl w:val="0"/></w:pPr>'
    '<w:rPr><w:b/><w:sz w:val="26"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:customStyle="1" w:styleId="Refusal"><w:name w:val="Refusal"/><w:basedOn w:val="Normal"/>'
    "<w:rPr><w:i/></w:rPr></w:style>"
    '<w:style w:type="paragraph" w:styleId="FootnoteText"><w:name w:val="footnote text"/><w:basedOn w:val="Normal"/>'
    '<w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:rPr><w:sz w:val="18"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>'
    '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
)

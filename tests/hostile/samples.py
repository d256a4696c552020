"""Small good files of every kind, in three languages, for the fuzzer to begin with."""

from __future__ import annotations

import io
from email.message import EmailMessage

import openpyxl
import pptx
from PIL import Image, ImageDraw

from corpus.discovery import sniff
from corpus.readers.recognition import available
from tests.corpus.readers import odf_files as odf
from tests.corpus.readers.compound_files import compound
from tests.hostile.cases import SPEECH, docx, html, packed, page_objects, paragraph, pdf

LINES = ("Opening of the forum", "Открытие форума", "Форумның ашылуы")
_OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns:"


def made() -> list[tuple[str, bytes]]:
    """Return name and bytes of each whose kind can be read here."""
    samples = [
        ("made.docx", docx(paragraph(SPEECH))),
        ("made.odt", odf.package(odf.TEXT, _TEXT, styles=_LIST)),
        ("made.fodt", odf.flat(odf.TEXT, _TEXT, styles=_LIST)),
        ("made.ods", _open_document("spreadsheet", _TABLE)),
        ("made.odp", odf.package(odf.SLIDES, _PAGE)),
        ("made.fodp", odf.flat(odf.SLIDES, _PAGE)),
        ("made.pdf", pdf(*page_objects(b"BT /F 12 Tf 72 720 Td (The delegates met in Astana.) Tj ET"))),
        ("made.html", html(f"<table><tr><th>Time</th><th>Room</th></tr><tr><td>15:30</td><td>{LINES[1]}</td></tr></table>")),
        ("made.xlsx", _sheet()),
        ("made.pptx", _slides()),
        ("made.rtf", b"{\\rtf1\\ansi\\ansicpg1251 {\\b " + LINES[1].encode("cp1251") + b"}\\par \\u1256?\\u1079? text\\par}"),
        ("made.csv", "Time,Session\n15:30,Ашылу\n16:00,\"Rivers, lakes\"\n".encode()),
        ("made.tsv", "Time\tSession\n15:30\tАшылу\n".encode("utf-16")),
        ("made.eml", _message()),
        ("made.msg", _outlook_message()),
        ("made.ics", _calendar()),
        ("made.epub", _book()),
        ("made.zip", packed({"a.txt": SPEECH.encode(), "folder/b.md": b"# Title\n\nText of the part.", "c.pdf": b"%PDF-1.7"})),
        ("made.png", _picture("PNG")),
        ("made.tiff", _picture("TIFF")),
        ("made.jpg", _picture("JPEG")),
    ]  # fmt: skip
    kinds = {name: sniff(data, name) for name, data in samples}
    unread = {None} if available() else {None, "image"}
    return [(name, data) for name, data in samples if kinds[name] not in unread]


_TABLE = (
    '<table:table table:name="Day 1"><table:table-row><table:table-cell office:value-type="string"><text:p>Time</text:p>'
    f'</table:table-cell><table:table-cell table:number-columns-repeated="2"><text:p>{LINES[2]}</text:p></table:table-cell>'
    "</table:table-row></table:table>"
)
_LIST = (
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" '
    'style:num-suffix="."/></text:list-style>'
)
_TEXT = (
    odf.h(LINES[1])
    + odf.p(f"{SPEECH}<text:soft-page-break/>{odf.comment(LINES[2], 'A')}")
    + odf.listed("L1", *LINES)
    + odf.table(odf.cells("Time", "Hall", "Session"), odf.cells("15:30", "A", LINES[0]))
    + odf.frame(odf.p(LINES[2]))
)
_TITLE = odf.frame(odf.p(LINES[1]), 'presentation:class="title"')
_PAGE = (
    f"<draw:page>{_TITLE}<draw:g>{odf.frame(odf.p(SPEECH))}</draw:g>"
    f"<presentation:notes>{odf.frame(odf.p(LINES[2]))}</presentation:notes>{odf.comment(LINES[0])}</draw:page>"
)


def _open_document(kind: str, body: str) -> bytes:
    spaces = " ".join(f'xmlns:{name}="{_OPEN_DOCUMENT}{full}:1.0"' for name, full in _SPACES.items())
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces} office:version="1.3"><office:body><office:{kind}>{body}'
        f"</office:{kind}></office:body></office:document-content>"
    )
    mime = f"application/vnd.oasis.opendocument.{kind}"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{_OPEN_DOCUMENT}manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{mime}"/></manifest:manifest>'
    )
    return packed({"mimetype": mime.encode(), "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()},
                  method=0)  # fmt: skip


_SPACES = {"office": "office", "text": "text", "table": "table", "draw": "drawing"}


def _sheet() -> bytes:
    book = openpyxl.Workbook()
    for row in (("Time", "Session", "Room"), ("15:30", LINES[1], 110), ("16:00", LINES[2], 111)):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _slides() -> bytes:
    show = pptx.Presentation()
    for line in LINES:
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = line
        slide.placeholders[1].text = SPEECH
        slide.notes_slide.notes_text_frame.text = "Say it slowly."
    stream = io.BytesIO()
    show.save(stream)
    return stream.getvalue()


def _message() -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["Date"] = LINES[1], "a@example.org", "Mon, 6 May 2024 10:00:00 +0500"
    message.set_content(SPEECH)
    message.add_alternative(f"<p>{SPEECH}</p>", subtype="html")
    message.add_attachment(SPEECH.encode(), maintype="text", subtype="plain", filename="речь.txt")
    return message.as_bytes()


def _outlook_message() -> bytes:
    """Return a message of Outlook: class, subject, sender and text by their property numbers ([MS-OXPROPS])."""
    values = {"001A": "IPM.Note", "0037": LINES[2], "0C1A": "Мария Иванова", "1000": SPEECH}
    streams = {f"__substg1.0_{number}001F": text.encode("utf-16-le") for number, text in values.items()}
    return compound({"__properties_version1.0": bytes(32), **streams})


def _calendar() -> bytes:
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=Asia/Almaty:20240506T100000\r\n"
        f"DTEND;TZID=Asia/Almaty:20240506T110000\r\nRRULE:FREQ=DAILY;COUNT=3\r\nSUMMARY:{LINES[2]}\r\nLOCATION:Room 110\r\n"
        "ORGANIZER;CN=A:mailto:a@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()


def _book() -> bytes:
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
        '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    book = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:title>{LINES[1]}</dc:title></metadata><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
        '</manifest><spine><itemref idref="a"/></spine></package>'
    )
    members = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": container.encode(),
        "book.opf": book.encode(),
    }
    return packed({**members, "a.xhtml": html("")}, method=0)


def _picture(form: str) -> bytes:
    picture = Image.new("L", (300, 60), 255)
    ImageDraw.Draw(picture).text((10, 20), "Opening of the forum", fill=0)
    stream = io.BytesIO()
    picture.save(stream, form)
    return stream.getvalue()

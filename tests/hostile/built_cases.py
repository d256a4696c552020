"""More files that attack their reader, of several parts each: encrypted and packed PDF, spreadsheets, an archive of itself.

BUILT is to be read with CASES.
"""

from __future__ import annotations

import io

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.hostile.cases import CATALOG, FONT, SPEECH, WORDS, Maker, packed, page_objects, pdf
from tests.hostile.quine import quine

_OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns:"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def encrypted(password: str, *, strength: int = 128) -> bytes:
    """Return a PDF under this password of its user."""
    stream = io.BytesIO()
    encryption = StandardEncryption(password, ownerPassword="of the owner", strength=strength)
    canvas = Canvas(stream, encrypt=encryption)
    canvas.drawString(72, 720, "The delegates met in Astana and spoke about rivers.")
    canvas.save()
    return stream.getvalue()


def portfolio() -> bytes:
    """Return a PDF that holds files, the first of which it names by a path out of the folder."""
    names = b"/Names << /EmbeddedFiles << /Names [(a) 6 0 R (a) 6 0 R] >> >> /Collection << /View /T >> >>"
    return pdf(
        CATALOG.replace(b">>", names),
        *page_objects(WORDS)[1:],
        b"<< /Type /Filespec /F (../../slipped.txt) /UF (../../slipped.txt) /EF << /F 7 0 R >> >>",
        b"<< /Type /EmbeddedFile /Length 4 >>\nstream\nleak\nendstream",
    )


def with_table(table: bytes) -> bytes:
    """Return a PDF whose font has this table from codes to characters."""
    catalogue, pages, page, content, _ = page_objects(b"BT /F 12 Tf 72 720 Td <00410042> Tj ET " + WORDS)
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H /DescendantFonts [7 0 R] /ToUnicode 6 0 R >>"
    stream = b"<< /Length %d /UseCMap 6 0 R >>\nstream\n%s\nendstream" % (len(table), table)
    descendant = FONT.replace(b"/Type1", b"/CIDFontType2").replace(b">>", b"/DescendantFonts [5 0 R] >>")
    return pdf(catalogue, pages, page, content, font, stream, descendant)


def ods(table: str) -> bytes:
    """Return a spreadsheet of this table."""
    spaces = " ".join(f'xmlns:{name}="{_OPEN_DOCUMENT}{name}:1.0"' for name in ("office", "text", "table"))
    content = (
        f'<office:document-content {spaces} office:version="1.3"><office:body><office:spreadsheet><table:table '
        f'table:name="A">{table}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{_OPEN_DOCUMENT}manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{kind.decode()}"/></manifest:manifest>'
    )
    members = {"mimetype": kind, "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()}
    return packed(members, method=0)


def repeated(rows: int, columns: int) -> bytes:
    """Return a spreadsheet whose only cell stands for so many rows and columns of itself."""
    return ods(
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell office:value-type="string" '
        f'table:number-columns-repeated="{columns}"><text:p>{SPEECH}</text:p></table:table-cell></table:table-row>'
    )


def xlsx(rows: str, *, strings: str = "", prolog: str = "", more: str = "") -> bytes:
    """Return a workbook whose only sheet has these rows, and these shared strings."""
    types = "".join(
        f'<Override PartName="/xl/{name}" ContentType="{_PARTS}.{kind}+xml"/>'
        for name, kind in (
            ("workbook.xml", "sheet.main"),
            ("worksheets/sheet1.xml", "worksheet"),
            ("sharedStrings.xml", "sharedStrings"),
        )
    )
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    relation = f'<Relationship Id="r{{}}" Type="{_OFFICE}/{{}}" Target="{{}}"/>'
    inner = relation.format(1, "worksheet", "worksheets/sheet1.xml") + relation.format(
        2, "sharedStrings", "sharedStrings.xml"
    )
    members = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
        'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default '
        f'Extension="xml" ContentType="application/xml"/>{types}</Types>',
        "_rels/.rels": relations.format(relation.format(1, "officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": relations.format(inner),
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets><sheet name="A" sheetId="1" '
        'r:id="r1"/></sheets></workbook>',
        "xl/sharedStrings.xml": f'{prolog}<sst xmlns="{_SHEET}">{strings}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><dimension ref="A1:XFD1048576"/><sheetData>{rows}'
        f"</sheetData>{more}</worksheet>",
    }
    return packed({name: data.encode() for name, data in members.items()}, method=0)


def cell(place: str, text: str) -> str:
    """Return a row of one cell."""
    number = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{number}"><c r="{place}" t="inlineStr"><is><t>{text}</t></is></c></row>'


BUILT: dict[str, Maker] = {
    "quine.zip": lambda _: quine(),
    "password-known.pdf": lambda _: encrypted("secret"),
    "password-weak.pdf": lambda _: encrypted("secret", strength=40),
    "password-empty.pdf": lambda _: encrypted(""),
    "portfolio.pdf": lambda _: portfolio(),
    "inches-14400.pdf": lambda _: pdf(*page_objects(WORDS, box=b"[0 0 1036800 1036800]")),
    "table-round.pdf": lambda _: with_table(b"/Self usecmap begincmap 1 beginbfchar <0041> <0041> endbfchar endcmap"),
    "table-huge.pdf": lambda _: with_table(
        b"begincmap " + b"9999 beginbfrange <0000> <FFFF> <D800> endbfrange " * 2_000 + b"endcmap"
    ),
    "table-long.pdf": lambda _: with_table(b"begincmap 1 beginbfchar <0041> <" + b"0041" * 200_000 + b"> endbfchar"),
    "repeated-rows.ods": lambda _: repeated(1_048_576, 1),
    "repeated-all.ods": lambda _: repeated(1_048_576, 16_384),
    "repeated-beyond.ods": lambda _: repeated(10**30, -(10**30)),
    "repeated-empty.ods": lambda _: ods(
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row>"
    ),
    "laughs.xlsx": lambda _: xlsx(
        '<row r="1"><c r="A1" t="s"><v>0</v></c></row>',
        strings="<si><t>&l9;</t></si>",
        prolog='<!DOCTYPE x [<!ENTITY l0 "ha ha ha">'
        + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
        + "]>",
    ),
    "far-cell.xlsx": lambda _: xlsx(cell("A1", SPEECH) + cell("XFD1048576", SPEECH)),
    "beyond-cell.xlsx": lambda _: xlsx(cell("A1", SPEECH) + cell("ZZZZZZ99999999999999999999", SPEECH)),
    "no-string.xlsx": lambda _: xlsx('<row r="1"><c r="A1" t="s"><v>4000000000</v></c></row>' + cell("A2", SPEECH)),
    "merged-all.xlsx": lambda _: xlsx(
        cell("A1", SPEECH), more='<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
    "merged-often.xlsx": lambda _: xlsx(
        cell("A1", SPEECH), more="<mergeCells>" + '<mergeCell ref="A1:CV999"/>' * 5_000 + "</mergeCells>"
    ),
}

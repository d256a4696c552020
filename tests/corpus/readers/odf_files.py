"""OpenDocument files put together for the tests from the XML of their bodies."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from corpus.documents import Reading

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMES = {
    **{name: f"{_OASIS}{name}:1.0" for name in "office text table style meta presentation chart".split()},
    "draw": f"{_OASIS}drawing:1.0",
    "fo": f"{_OASIS}xsl-fo-compatible:1.0",
    "svg": f"{_OASIS}svg-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
    "math": "http://www.w3.org/1998/Math/MathML",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
}
NAMES = " ".join(f'xmlns:{name}="{address}"' for name, address in _NAMES.items())
TEXT, SLIDES = "text", "presentation"


def body(kind: str, content: str, attributes: str = "") -> str:
    """Return the element office:body of a file."""
    return f"<office:body><office:{kind} {attributes}>{content}</office:{kind}></office:body>"


def automatic(styles: str) -> str:
    """Return the styles that stand beside the body."""
    return f"<office:automatic-styles>{styles}</office:automatic-styles>"


def part(root: str, inside: str, prolog: str = "") -> bytes:
    """Return an XML part."""
    start = f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:{root} {NAMES} office:version="1.3">'
    return f"{start}{inside}</office:{root}>".encode()


def package(
    kind: str,
    content: str,
    *,
    attributes: str = "",
    styles: str = "",
    common: str = "",
    meta: str = "",
    prolog: str = "",
    encryption: str = "",
    **objects: str,
) -> bytes:
    """Return a package: `styles` are those beside the body, `common` those of the whole file, `objects` charts and formulas."""
    mime = f"application/vnd.oasis.opendocument.{kind}"
    entry = f'<manifest:file-entry manifest:full-path="content.xml">{encryption}</manifest:file-entry>'
    manifest = f'<manifest:manifest xmlns:manifest="{_OASIS}manifest:1.0">{entry}</manifest:manifest>'
    members = {
        "content.xml": part("document-content", automatic(styles) + body(kind, content, attributes), prolog),
        "styles.xml": part("document-styles", f"<office:styles>{common}</office:styles>"),
        "meta.xml": part("document-meta", f"<office:meta>{meta}</office:meta>"),
        "META-INF/manifest.xml": manifest.encode(),
        **{f"{name}/content.xml": root.encode() for name, root in objects.items()},
    }
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mime, ZIP_STORED)
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def flat(kind: str, content: str, *, styles: str = "", common: str = "", meta: str = "") -> bytes:
    """Return the same as one XML file."""
    parts = f"<office:meta>{meta}</office:meta><office:styles>{common}</office:styles>{automatic(styles)}{body(kind, content)}"
    start = f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {NAMES} office:version="1.3" '
    return f'{start}office:mimetype="application/vnd.oasis.opendocument.{kind}">{parts}</office:document>'.encode()


def p(text: str, style: str = "") -> str:
    """Return a paragraph."""
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def h(text: str, level: int = 1) -> str:
    """Return a heading."""
    return f'<text:h text:outline-level="{level}">{text}</text:h>'


def listed(style: str, *items: str, attributes: str = "") -> str:
    """Return a list; an item is XML, a paragraph's text where it is none."""
    whole = "".join(f"<text:list-item>{item if item.startswith('<') else p(item)}</text:list-item>" for item in items)
    return f'<text:list text:style-name="{style}" {attributes}>{whole}</text:list>'


def style(name: str, family: str = "paragraph", attributes: str = "", properties: str = "") -> str:
    """Return a style."""
    head = f'style:name="{name}" style:family="{family}" {attributes}'
    return f"<style:style {head}>{properties}</style:style>"


def table(*rows: str, attributes: str = "") -> str:
    """Return a table of rows, each the XML of its cells."""
    whole = "".join(
        row if row.startswith("<table:table-") and "-row" in row[:30] else f"<table:table-row>{row}</table:table-row>"
        for row in rows
    )
    return f"<table:table {attributes}>{whole}</table:table>"


def cells(*texts: str, attributes: str = "") -> str:
    """Return the cells of a row."""
    return "".join(f"<table:table-cell {attributes}>{p(text) if text else ''}</table:table-cell>" for text in texts)


def comment(text: str, author: str = "") -> str:
    """Return a comment."""
    said = f"<dc:creator>{author}</dc:creator>" if author else ""
    return f"<office:annotation>{said}<dc:date>2024-12-10T10:00:00</dc:date>{p(text)}</office:annotation>"


def frame(inside: str, attributes: str = "") -> str:
    """Return a frame with a text box."""
    return f"<draw:frame {attributes}><draw:text-box>{inside}</draw:text-box></draw:frame>"


def write(folder: Path, name: str, data: bytes) -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(data)
    return path


def shown(reading: Reading) -> list[tuple[str, str]]:
    """Return kind and text of each block."""
    return [(block.kind.value, block.text) for block in reading.blocks]

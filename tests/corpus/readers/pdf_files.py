"""PDF files drawn for the tests, and what is asked of their readings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from corpus.documents import Block, BlockKind, Reading

Draw = Callable[[Canvas], None]
TOP = 700
LINE = 14


def make(path: Path, *pages: Draw, encrypt: StandardEncryption | None = None, **stated: str) -> Path:
    """Write a PDF whose pages are drawn by the given functions."""
    canvas = Canvas(str(path), pagesize=(595, 842), encrypt=encrypt)
    for name, value in stated.items():
        getattr(canvas, f"set{name.capitalize()}")(value)
    for draw in pages:
        canvas.setFont("Times-Roman", 11)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def lines(*texts: str, x: float = 80, top: float = TOP, font: str = "Times-Roman", size: float = 11) -> Draw:
    """Draw lines under one another."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, size)
        for number, text in enumerate(texts):
            canvas.drawString(x, top - number * LINE * size / 11, text)

    return draw


def together(*parts: Draw) -> Draw:
    """Draw several things on one page, in that order."""

    def draw(canvas: Canvas) -> None:
        for part in parts:
            part(canvas)

    return draw


def texts(reading: Reading, kind: BlockKind | None = None) -> list[str]:
    """Return the texts of the blocks, all or those of one kind."""
    return [block.text for block in reading.blocks if kind is None or block.kind is kind]


def pages_of(block: Block) -> list[int | None]:
    """Return the pages that a block stands on."""
    return [anchor.location.page for anchor in block.anchors]


FULL = (
    "The delegation said that the draft law on the protection of children would go before the",
    "parliament in the spring, that its text had been discussed with the organisations which work",
    "in the regions, and that the budget for the first two years had already been set aside.",
)


def with_glyph_names(path: Path, *pages: list[str], pitch: float = LINE) -> Path:
    """Write a PDF whose font names its glyphs (`uni0416`), as the Adobe glyph list allows; no font file is needed."""
    letters = sorted({letter for rows in pages for row in rows for letter in row})
    codes = {letter: 33 + number for number, letter in enumerate(letters)}
    names = " ".join(f"/uni{ord(letter):04X}" for letter in letters)
    widths = " ".join(["500"] * len(letters))
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        f"<< /Type /Font /Subtype /Type1 /BaseFont /Plain /FirstChar 33 /LastChar {32 + len(letters)}"
        f" /Widths [{widths}]"
        f" /Encoding << /Type /Encoding /Differences [33 {names}] >> >>",
    ]
    for number, rows in enumerate(pages):
        shown = "".join(
            f"BT /F1 11 Tf 1 0 0 1 80 {TOP - pitch * place} Tm <{bytes(codes[letter] for letter in row).hex()}> Tj ET\n"
            for place, row in enumerate(rows)
        )
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>",
            f"<< /Length {len(shown)} >>\nstream\n{shown}endstream",
        ]
    content, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(content))
        content += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    tail = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    tail += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(content)}\n%%EOF\n"
    path.write_bytes(content + tail.encode())
    return path


def rows_of(*rows: tuple[str, ...], places: tuple[float, ...], top: float = TOP, pitch: float = LINE) -> Draw:
    """Draw the cells of rows at the given places from the left, empty ones left out."""

    def draw(canvas: Canvas) -> None:
        for number, row in enumerate(rows):
            for x, cell in zip(places, row, strict=True):
                canvas.drawString(x, top - pitch * number, cell)

    return draw

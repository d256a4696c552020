"""Pages of a PDF that are images of text; Tesseract's own part runs only where it is installed."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus.documents import BlockKind
from corpus.errors import Reason, Refused, Unreadable
from corpus.readers import pdf, recognition
from tests.corpus.readers.pdf_files import FULL, Draw, lines, make, pages_of, texts, with_glyph_names
from tests.hostile.cases import page_objects
from tests.hostile.cases import pdf as file_of

needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")

SPOKEN = {
    "en": ("The opening session begins in Room 110, and all", "delegations are invited to it."),
    "ru": ("Открытие конференции состоится в большом зале,", "куда приглашены все делегации."),
    "kk": ("Конференцияның ашылуы үлкен залда өтеді, оған", "барлық делегациялар шақырылады."),
}


def scanned(*rows: str, size: int = 34) -> Draw:
    """Draw a page as a scanner leaves it: one image of rows of text."""
    image = Image.new("L", (1240, 1754), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.truetype("DejaVuSans.ttf", size)
    for number, row in enumerate(rows):
        pen.text((120, 200 + 50 * number), row, font=font, fill="black")
    return pictured(image)


def pictured(image: Image.Image) -> Draw:
    """Draw an image over the whole page."""
    file = io.BytesIO()
    image.save(file, "PNG")

    def draw(canvas: Canvas) -> None:
        file.seek(0)
        canvas.drawImage(ImageReader(file), 0, 0, 595, 842)

    return draw


def recognised(monkeypatch: pytest.MonkeyPatch, *found: str | Exception) -> list[tuple[int, int]]:
    """Put a recognition in place that finds these lines on every page; return the sizes of images it is given."""
    sizes: list[tuple[int, int]] = []

    def recognise(image: Image.Image) -> list[recognition.Line]:
        sizes.append(image.size)
        for row in found:
            if isinstance(row, Exception):
                raise row
        places = [
            (120, 200 + 60 * number, 120 + 20 * len(str(row)), 240 + 60 * number) for number, row in enumerate(found)
        ]
        return [recognition.Line(str(row), 0.9, 0, place) for row, place in zip(found, places, strict=True)]

    monkeypatch.setattr(recognition, "available", lambda: True)
    monkeypatch.setattr(recognition, "recognise", recognise)
    return sizes


@needs_tesseract
@pytest.mark.parametrize("language", SPOKEN)
def test_a_scanned_page_is_recognised_with_its_page_and_confidence(tmp_path: Path, language: str) -> None:
    reading = pdf.read(make(tmp_path / "a.pdf", lines("Programme."), scanned(*SPOKEN[language])))
    printed, block = reading.blocks
    assert printed.location.confidence is None
    assert block.text == " ".join(SPOKEN[language])
    assert block.location.page == 2
    assert block.location.confidence is not None
    assert 0.6 < block.location.confidence <= 1
    assert reading.unread == ()


def test_only_pages_without_text_are_recognised_at_200_dots_per_inch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = recognised(monkeypatch, "Applause.")
    blank: Draw = lambda canvas: None  # noqa: E731
    pdf.read(make(tmp_path / "a.pdf", lines(*FULL), scanned("x"), blank))
    assert sizes == [(1653, 2339)]


def test_the_image_of_a_huge_page_stays_within_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = recognised(monkeypatch, "Applause.")

    def poster(canvas: Canvas) -> None:
        canvas.setPageSize((14_000, 14_000))
        scanned("x")(canvas)

    pdf.read(make(tmp_path / "a.pdf", poster))
    ((width, height),) = sizes
    assert 15_000_000 < width * height < 20_100_000


def test_recognised_lines_become_paragraphs_and_items_over_page_breaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recognised(monkeypatch, "63.1. Ratify the Convention and bring the laws of the repub-", "lic into line (Norway);")
    (block,) = pdf.read(make(tmp_path / "a.pdf", scanned("x"))).blocks
    assert block.text == "63.1. Ratify the Convention and bring the laws of the republic into line (Norway);"
    assert block.kind is BlockKind.LIST_ITEM
    assert block.location.confidence == 0.9


def test_a_text_layer_of_unmapped_characters_is_recognised_instead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recognised(monkeypatch, "Applause.")
    path = with_glyph_names(tmp_path / "a.pdf", ["\ue001\ue002\ue003 \ue004\ue005 2014", "\ue006\ue007\ue008\ue009"])
    assert texts(pdf.read(path)) == ["Applause."]


def test_glyphs_that_no_table_translates_are_recognised_instead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recognised(monkeypatch, "Applause.")
    path = tmp_path / "a.pdf"
    path.write_bytes(with_untranslated_font("3HQČçQtSURVWĜHGN\\QDÒþWHFK".encode("utf-16-be")))
    assert texts(pdf.read(path)) == ["Applause."]


def with_untranslated_font(glyphs: bytes) -> bytes:
    """Return a PDF that shows glyphs by their numbers in a font that does not say which characters they are."""
    catalogue, pages, page, content, _ = page_objects(b"BT /F 12 Tf 72 720 Td <%s> Tj ET" % glyphs.hex().encode())
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /Plain /Encoding /Identity-H /DescendantFonts [6 0 R] >>"
    glyph_font = (
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Plain /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 600 >>"
    )
    return file_of(catalogue, pages, page, content, font, glyph_font)


def test_a_picture_without_text_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recognised(monkeypatch)
    reading = pdf.read(make(tmp_path / "a.pdf", lines("Programme."), scanned()))
    assert reading.unread == ("Page 2 is an image in which no text was found: look at the file itself.",)
    with pytest.raises(Unreadable) as unreadable:
        pdf.read(make(tmp_path / "b.pdf", scanned()))
    assert unreadable.value.reason is Reason.NO_TEXT


def test_a_page_that_takes_too_long_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recognised(monkeypatch, Refused(Reason.TOO_LARGE, "too long"))
    reading = pdf.read(make(tmp_path / "a.pdf", lines("Programme."), scanned("x")))
    assert [pages_of(block) for block in reading.blocks] == [[1]]
    assert len(reading.unread) == 1

"""Writes a file of each kind that the sample conference lacks, for the pictures of the page: slides, a table, a scan."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pptx
from PIL import Image, ImageDraw, ImageFont

FERRY = (
    "Minutes of the harbour board of Tauly",
    "",
    "The ferry across the lake was paid for by nine harbour towns.",
    "It runs twice a day in summer and once a day in winter.",
    "The board thanked the crew for its work during the flood.",
)
COSTS = (
    ("Item", "Paid by", "Amount, thousand", "Year"),
    ("Mobile legal clinic", "Ministry of Justice", 48, 2024),
    ("Interpreters in district courts", "Judicial administration", 112, 2024),
    ("Telephone helpline", "Ombudsman's office", 31, 2025),
    ("Ramps and lifts", "City of Kokzhiek", 205, 2025),
)


def write_files(folder: Path) -> None:
    """Write the files into the folder."""
    _slides(folder / "day-1" / "helpline.pptx")
    _table(folder / "outcomes" / "costs.xlsx")
    _scan(folder / "outcomes" / "harbour-minutes.pdf")
    (folder / "damaged.pdf").write_bytes(b"%PDF-1.4 damaged")


def _slides(path: Path) -> None:
    slides = pptx.Presentation()
    for title, text, notes in (
        ("The helpline in its first year", "Opened in March 2024\nSix languages, among them sign language", ""),
        (
            "Who calls the helpline",
            "Two calls in three come from villages\nOne caller in five asks about a court fee",
            "Say here that the number of night calls doubled after the radio campaign.",
        ),
    ):
        slide = slides.slides.add_slide(slides.slide_layouts[1])
        slide.shapes.title.text, slide.placeholders[1].text = title, text
        slide.notes_slide.notes_text_frame.text = notes
    slides.save(str(path))


def _table(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Costs"
    for row in COSTS:
        book.active.append(row)
    book.save(path)


def _scan(path: Path) -> None:
    image = Image.new("L", (1240, 1754), "#f4f4f4")
    pen, font = ImageDraw.Draw(image), ImageFont.truetype("DejaVuSerif.ttf", 32)
    for number, line in enumerate(FERRY):
        pen.text((140, 240 + 62 * number), line, font=font, fill="#222222")
    image.rotate(0.4, fillcolor="#f4f4f4").save(path, "PDF", resolution=150)

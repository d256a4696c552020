"""Tables in PDF, found by the alignment of their cells, on files drawn here."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.documents import BlockKind
from corpus.readers import pdf
from tests.corpus.readers.pdf_files import (
    FULL,
    LINE,
    TOP,
    Draw,
    lines,
    make,
    pages_of,
    rows_of,
    texts,
    together,
    with_glyph_names,
)

FIGURES = [("District", "Advocates", "Clinics"), ("Kumdala", "18", "2"), ("Boztau", "29", "1"), ("Tauly", "41", "6")]
READ = [
    "District: Kumdala | Advocates: 18 | Clinics: 2",
    "District: Boztau | Advocates: 29 | Clinics: 1",
    "District: Tauly | Advocates: 41 | Clinics: 6",
]
PLACES = (80.0, 220.0, 300.0)


def rows(path: Path) -> list[str]:
    """Return the texts of the rows of tables in a file."""
    return texts(pdf.read(path), BlockKind.TABLE_ROW)


def bold(draw: Draw) -> Draw:
    """Draw in bold type."""

    def drawn(canvas: Canvas) -> None:
        canvas.setFont("Times-Bold", 11)
        draw(canvas)
        canvas.setFont("Times-Roman", 11)

    return drawn


def test_each_row_keeps_the_headers_of_its_columns_and_the_headers_are_no_row(tmp_path: Path) -> None:
    page = together(lines(*FULL), rows_of(*FIGURES, places=PLACES, top=600), lines(*FULL, top=500))
    reading = pdf.read(make(tmp_path / "a.pdf", page))
    assert texts(reading) == [" ".join(FULL), *READ, " ".join(FULL)]
    assert texts(reading, BlockKind.TABLE_ROW) == READ


@pytest.mark.parametrize(
    "words",
    [("Район", "Адвокаты", "Клиники"), ("Аудан", "Қорғаушылар", "Емханалар")],
)
def test_headers_in_russian_and_kazakh(tmp_path: Path, words: tuple[str, ...]) -> None:
    gap = " " * 12
    path = with_glyph_names(tmp_path / "a.pdf", [gap.join(row) for row in aligned([words, *FIGURES[1:]])])
    assert rows(path)[0] == f"{words[0]}: Kumdala | {words[1]}: 18 | {words[2]}: 2"


def aligned(cells: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return rows of cells padded to the width of their columns."""
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [tuple(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells]


def test_a_bold_first_row_names_the_columns_of_words(tmp_path: Path) -> None:
    people = [("Oracle", "Feng Cao", "Member"), ("Cisco Systems", "Omar Santos", "Chair")]
    named = bold(rows_of(("Company", "Name", "Role"), places=(80, 240, 400)))
    path = make(tmp_path / "a.pdf", together(named, rows_of(*people, places=(80, 240, 400), top=TOP - LINE)))
    assert rows(path)[1] == "Company: Cisco Systems | Name: Omar Santos | Role: Chair"


def test_without_a_sign_of_headers_no_row_is_lost(tmp_path: Path) -> None:
    people = [("Oracle", "Feng Cao", "Member"), ("Cisco Systems", "Omar Santos", "Chair")]
    path = make(tmp_path / "a.pdf", rows_of(*people, places=(80, 240, 400)))
    assert rows(path) == ["Oracle | Feng Cao | Member", "Cisco Systems | Omar Santos | Chair"]


def test_an_empty_cell_moves_no_value_into_another_column(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", rows_of(*FIGURES, ("All four", "", "9"), places=PLACES))
    assert rows(path)[-1] == "District: All four | Clinics: 9"


def test_headers_and_cells_of_several_lines_are_joined(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        for x, y, text in (
            (80, 694, "District"),
            (220, 700, "Advocates per"),
            (220, 688, "100,000 people"),
            (80, 664, "Kumdala and"),
            (80, 652, "its villages"),
            (220, 664, "18"),
            (80, 628, "Boztau"),
            (220, 628, "29"),
            (80, 604, "Tauly"),
            (220, 604, "41"),
        ):
            canvas.drawString(x, y, text)

    assert rows(make(tmp_path / "a.pdf", page)) == [
        "District: Kumdala and its villages | Advocates per 100,000 people: 18",
        "District: Boztau | Advocates per 100,000 people: 29",
        "District: Tauly | Advocates per 100,000 people: 41",
    ]


@pytest.mark.parametrize("repeated", [False, True])
def test_a_table_over_a_page_break_keeps_its_headers(tmp_path: Path, *, repeated: bool) -> None:
    more = [("Ozendi", "52", "3"), ("Zheruyik", "74", "4"), ("Saryarka", "33", "7")]
    second = [FIGURES[0], *more] if repeated else more
    first = together(lines(*FULL), rows_of(*FIGURES, places=PLACES, top=300))
    reading = pdf.read(make(tmp_path / "a.pdf", first, rows_of(*second, places=PLACES, top=600)))
    table = [block for block in reading.blocks if block.kind is BlockKind.TABLE_ROW]
    assert [block.text for block in table[:4]] == [*READ, "District: Ozendi | Advocates: 52 | Clinics: 3"]
    assert [pages_of(block) for block in table] == [[1]] * 3 + [[2]] * 3


def test_times_places_and_titles_are_a_table_and_times_and_titles_a_list(tmp_path: Path) -> None:
    agenda = [("14:00", "Opening", "Room 1"), ("14:30", "Statements", "Room 2"), ("16:00", "Closing", "Room 1")]
    page = together(
        bold(rows_of(("Time", "Session", "Room"), places=PLACES)), rows_of(*agenda, places=PLACES, top=TOP - LINE)
    )
    assert rows(make(tmp_path / "a.pdf", page))[0] == "Time: 14:00 | Session: Opening | Room: Room 1"
    listed = rows_of(*(row[:2] for row in agenda), places=PLACES[:2])
    reading = pdf.read(make(tmp_path / "b.pdf", listed))
    assert texts(reading, BlockKind.LIST_ITEM) == ["14:00 Opening", "14:30 Statements", "16:00 Closing"]


def test_two_columns_of_prose_are_no_table(tmp_path: Path) -> None:
    left = [f"left line {number} and some more words to fill" for number in range(6)]
    right = [f"right line {number} and some more words to fill" for number in range(6)]
    page = rows_of(*zip(left, right, strict=True), places=(50, 330))
    assert rows(make(tmp_path / "a.pdf", page)) == []


def test_numbered_paragraphs_with_wide_indents_are_no_table(tmp_path: Path) -> None:
    items = [(f"97.{number}.", "Ratify the Convention on the rights of the child (Norway);") for number in range(1, 7)]
    reading = pdf.read(make(tmp_path / "a.pdf", rows_of(*items, places=(80, 140))))
    assert texts(reading, BlockKind.LIST_ITEM) == [f"{label} {text}" for label, text in items]

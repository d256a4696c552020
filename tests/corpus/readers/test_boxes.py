"""Where a quote stands on its page, on files drawn here."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.readers.boxes import marks
from corpus.readers.pdfium import Box, Pdf, characters, opened, shape_of
from tests.corpus.readers.pdf_files import FULL, LINE, TOP, lines, make, rows_of, with_glyph_names

REVIEWS = Path(__file__).parents[4] / "shared" / "eval" / "hr_upr"


def boxes(path: Path, page: int, quote: str) -> list[Box]:
    """Return the marks of a quote in points from the lower left corner: left, bottom, right, top."""
    with closing(opened(path)) as document:
        found = marks(document, page, quote)
        width, height, _, _ = shape_of(document, 1)
    return [(x * width, (1 - lower) * height, far * width, (1 - upper) * height) for x, upper, far, lower in found]


WORDS = {
    "en": ["The congress was opened by the", "Commissioner for Human Rights."],
    "ru": ["Съезд открыл Уполномоченный по", "правам человека, благодарил всех."],
    "kk": ["Құқық пен әділдік туралы жиынды", "өкіл ашты."],
}


@pytest.mark.parametrize("language", WORDS)
def test_a_quote_over_two_lines_has_a_box_in_each(tmp_path: Path, language: str) -> None:
    path = with_glyph_names(tmp_path / "a.pdf", WORDS[language])
    first, second = boxes(path, 1, " ".join(WORDS[language]))
    assert first[0] == pytest.approx(80, abs=1)
    assert first[2] == pytest.approx(80 + 5.5 * len(WORDS[language][0]), abs=6)
    assert first[1] <= TOP <= first[3]
    assert second[1] <= TOP - LINE <= second[3]


def test_a_part_of_a_line_has_a_box_of_its_own_width(tmp_path: Path) -> None:
    path = with_glyph_names(tmp_path / "a.pdf", ["aaaa bbbb cccc"])
    ((left, _, right, _),) = boxes(path, 1, "bbbb")
    assert (left, right) == (pytest.approx(80 + 5 * 5.5, abs=1), pytest.approx(80 + 9 * 5.5, abs=1))


def test_boxes_count_from_the_corner_of_the_visible_page(tmp_path: Path) -> None:
    def cropped(canvas: Canvas) -> None:
        canvas.setCropBox((50, 100, 595, 842))
        canvas.drawString(80, TOP, "Good morning.")

    ((left, bottom, _, top),) = boxes(make(tmp_path / "a.pdf", cropped), 1, "Good morning.")
    assert left == pytest.approx(30, abs=1)
    assert bottom <= TOP - 100 <= top


def test_a_quote_over_a_page_break_has_boxes_on_both_pages(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", lines(*FULL[:2], top=80), lines(FULL[2], top=760))
    quote = " ".join(FULL)
    assert len(boxes(path, 1, quote)) == 2
    ((_, bottom, _, top),) = boxes(path, 2, quote)
    assert bottom <= 760 <= top


def test_a_broken_word_is_found(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", lines("The regions asked for develop-", "ment in the south."))
    assert len(boxes(path, 1, "asked for development in the south.")) == 2


def test_the_row_of_a_table_is_found_without_its_headers(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", rows_of(("District", "Advocates"), ("Kumdala", "18"), places=(80, 300)))
    ((left, bottom, right, top),) = boxes(path, 1, "District: Kumdala | Advocates: 18")
    assert left < 85
    assert right > 300
    assert bottom <= TOP - LINE <= top


def test_what_is_not_on_the_page_has_no_boxes(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", lines("Good morning."))
    assert boxes(path, 1, "Nobody said this here.") == []
    assert boxes(path, 2, "Good morning.") == []
    assert boxes(path, 1, "") == []


def letters(text: str) -> Counter[str]:
    return Counter(letter for letter in text.casefold() if letter.isalnum())


def under(document: Pdf, page: int, quote: str) -> Counter[str]:
    """Return the letters of a page of which the middle lies under a mark of the quote."""
    found = marks(document, page, quote)
    width, height, _, _ = shape_of(document, page)
    text, placed = characters(document, page)
    covered = Counter[str]()
    for letter, (left, bottom, right, top) in zip(text, placed, strict=True):
        x, y = (left + right) / 2 / width, 1 - (bottom + top) / 2 / height
        if any(line[0] <= x <= line[2] and line[1] <= y <= line[3] for line in found):
            covered += letters(letter)
    return covered


@pytest.mark.skipif(not REVIEWS.is_dir(), reason=f"the reviews are not in {REVIEWS}")
def test_the_marks_cover_the_letters_of_a_hundred_quotes_and_no_others() -> None:
    lines_of = (REVIEWS / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    quotes = [
        evidence for line in lines_of for evidence in json.loads(line).get("evidence", [])[:1] if evidence.get("page")
    ]
    good = 0
    for evidence in quotes[:100]:
        with closing(opened(REVIEWS / "corpus" / evidence["file"])) as document:
            covered, wanted = under(document, evidence["page"], evidence["text"]), letters(evidence["text"])
        good += (covered & wanted).total() >= 0.9 * (covered | wanted).total()
    assert len(quotes) >= 100
    assert good >= 98, "only a quote that runs over a page break may have a part elsewhere"

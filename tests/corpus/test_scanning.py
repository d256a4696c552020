"""The words of a scanned page: where they stand, how surely they were read, and where a quote lies among them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytesseract
import pytest
from PIL import Image, ImageDraw, ImageFont

from corpus import Skipped, discover
from corpus.discovery import Found
from corpus.limits import SCAN_LIMITS, Limits
from corpus.picturing import Wanted
from corpus.sandbox import scan
from corpus.scanning import Scan, ScannedWord, scan_fields, scan_of
from tests.corpus.readers.pdf_files import lines, make

needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
SIZE = (1240, 1754)
SPOKEN = {
    "eng": ("The opening session begins in Room 110, and all", "delegations are invited to it."),
    "rus": ("Открытие конференции состоится в большом зале,", "куда приглашены все делегации."),
    "kaz": ("Конференцияның ашылуы үлкен залда өтеді, оған", "барлық делегациялар шақырылады."),
}


def only(path: Path) -> Found:
    (found,) = discover([path])
    return found


def scanned(path: Path, *rows: str, kind: str) -> Path:
    """Write an image of rows of text, by itself or as the page of a PDF."""
    image = Image.new("L", SIZE, "white")
    pen, font = ImageDraw.Draw(image), ImageFont.truetype("DejaVuSans.ttf", 34)
    for number, row in enumerate(rows):
        pen.text((120, 200 + 50 * number), row, font=font, fill="black")
    image.save(path, kind, resolution=150)
    return path


def words_of(path: Path, page: int = 1) -> Scan:
    found = only(path)
    seen = found.scan(page, sha256=found.digest())
    assert isinstance(seen, Scan), seen
    return seen


@needs_tesseract
@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("kind", ["PDF", "PNG"])
def test_words_are_found_where_they_stand_with_their_confidence(tmp_path: Path, kind: str, language: str) -> None:
    if language not in pytesseract.get_languages():
        pytest.skip(f"Tesseract has no {language}")
    try:
        path = scanned(tmp_path / f"scan.{kind.lower()}", *SPOKEN[language], kind=kind)
    except OSError:
        pytest.skip("the font is not installed")
    seen = words_of(path)
    assert " ".join(word.text for word in seen.words) == " ".join(SPOKEN[language])
    assert [word.line for word in seen.words] == [
        number for number, row in enumerate(SPOKEN[language]) for _ in row.split()
    ]
    assert all(0 < word.confidence <= 1 for word in seen.words)
    first, second = seen.marks(" ".join(SPOKEN[language]).split(" ", 1)[1])
    font = ImageFont.truetype("DejaVuSans.ttf", 34)
    start = 120 + font.getlength(SPOKEN[language][0].split(" ", 1)[0] + " ")
    assert first[0] == pytest.approx(start / SIZE[0], abs=0.005)
    assert first[2] == pytest.approx((120 + font.getlength(SPOKEN[language][0])) / SIZE[0], abs=0.005)
    assert first[1] == pytest.approx(206 / SIZE[1], abs=0.006)
    assert second[0] == pytest.approx(120 / SIZE[0], abs=0.005)
    assert first[1] < first[3] < second[1] < second[3]


def word(text: str, line: int, left: float) -> ScannedWord:
    return ScannedWord(text, 0.9, line, (left, line / 10, left + 0.1, line / 10 + 0.05))


SEEN = Scan((word("It", 0, 0.1), word("was", 0, 0.3), word("noted.", 0, 0.5), word("It", 1, 0.1), word("was", 1, 0.3)))


def test_a_quote_has_one_box_in_each_line_and_of_two_places_that_after_the_given_words() -> None:
    assert SEEN.marks("was noted. It") == ((0.3, 0.0, 0.6, 0.05), (0.1, 0.1, 0.2, 0.15000000000000002))
    assert SEEN.marks("It was", before="noted. ") == ((0.1, 0.1, 0.4, 0.15000000000000002),)
    assert SEEN.marks("something else altogether") == ()


@needs_tesseract
def test_a_page_without_words_has_none_and_what_cannot_be_seen_has_a_reason(tmp_path: Path) -> None:
    Image.new("L", SIZE, "white").save(tmp_path / "blank.png")
    assert words_of(tmp_path / "blank.png").words == ()
    found = only(make(tmp_path / "a.pdf", lines("One.")))
    for page, sha256, reason in ((2, found.digest(), "unreadable"), (1, "0" * 64, "changed")):
        outcome = found.scan(page, sha256=sha256)
        assert isinstance(outcome, Skipped)
        assert outcome.reason == reason


def test_who_waits_too_long_is_told_so(tmp_path: Path) -> None:
    found = only(make(tmp_path / "a.pdf", lines("One.")))
    outcome = scan(found, Wanted(1, "", "", found.digest()), limits=Limits(seconds=0.001))
    assert isinstance(outcome, Skipped)
    assert outcome.reason == "timed_out"
    assert SCAN_LIMITS.seconds > SCAN_LIMITS.recognition_seconds, "recognition is ended before its process is"


def test_a_scan_survives_its_way_out_of_the_process() -> None:
    assert scan_of(scan_fields(SEEN)) == SEEN


@pytest.mark.parametrize(
    "spoil",
    [
        lambda fields: fields.pop("words"),
        lambda fields: fields.update(words=[["only text"]]),
        lambda fields: fields.update(words=[[7, 0.9, 0, (0.1, 0.1, 0.2, 0.2)]]),
        lambda fields: fields.update(words=[["word", 90, 0, (0.1, 0.1, 0.2, 0.2)]]),
        lambda fields: fields.update(words=[["word", 0.9, "0", (0.1, 0.1, 0.2, 0.2)]]),
        lambda fields: fields.update(words=[["word", 0.9, 0, (0.1, 0.1, 0.2, 7)]]),
        lambda fields: fields.update(words=[["word", 0.9, 0, ("<b>", 0.1, 0.2, 0.2)]]),
    ],
)
def test_fields_that_are_no_scan_are_not_taken_for_one(spoil: Callable[[dict[str, object]], object]) -> None:
    fields = scan_fields(SEEN)
    spoil(fields)
    with pytest.raises((LookupError, TypeError, ValueError)):
        scan_of(fields)

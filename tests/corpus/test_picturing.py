"""A page as a picture: where the quote is marked, what is refused, and that nothing of the file is trusted."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from corpus import Skipped, discover
from corpus.discovery import Found
from corpus.limits import PICTURE_LIMITS, Limits
from corpus.picturing import Picture, Wanted, draw, picture_fields, picture_of
from corpus.sandbox import picture
from tests.corpus.readers.pdf_files import LINE, TOP, lines, make

WIDTH, HEIGHT = 595, 842
SPEECH = ("The congress was opened by the", "Commissioner for Human Rights.")
QUOTE = "was opened by the Commissioner"


def only(path: Path) -> Found:
    (found,) = discover([path])
    return found


def shown(path: Path, quote: str = "", *, page: int = 1, before: str = "") -> Picture:
    found = only(path)
    outcome = found.picture(page, quote, before=before, sha256=found.digest())
    assert isinstance(outcome, Picture), outcome
    return outcome


def why_not(path: Path, *, page: int = 1, limits: Limits = PICTURE_LIMITS) -> tuple[str, str]:
    found = only(path)
    outcome = picture(found, Wanted(page, "", "", found.digest()), limits=limits)
    assert isinstance(outcome, Skipped), "there is a picture"
    return outcome.reason, outcome.detail


def image_in(given: Picture) -> Image.Image:
    image = Image.open(io.BytesIO(given.data), formats=["WEBP"])
    assert image.size == (given.width, given.height)
    return image.convert("L")


def darkest(image: Image.Image, mark: tuple[float, float, float, float]) -> int:
    """Return the darkest pixel that a mark covers."""
    left, upper, right, lower = mark
    area = image.crop(
        (int(left * image.width), int(upper * image.height), int(right * image.width), int(lower * image.height))
    )
    return int(area.getextrema()[0])  # type: ignore[arg-type] # one band


def covered_white(image: Image.Image, marks: tuple[tuple[float, float, float, float], ...]) -> Image.Image:
    """Return the image with what the marks cover painted white, and two pixels around them, where letters blur."""
    for left, upper, right, lower in marks:
        area = left * image.width, upper * image.height, right * image.width, lower * image.height
        image.paste(255, (round(area[0]) - 2, round(area[1]) - 2, round(area[2]) + 2, round(area[3]) + 2))
    return image


def test_the_lines_of_a_quote_are_marked_where_they_were_drawn(tmp_path: Path) -> None:
    given = shown(make(tmp_path / "a.pdf", lines(*SPEECH)), QUOTE)
    assert (given.width / given.height, given.pages) == (pytest.approx(WIDTH / HEIGHT, abs=0.002), 1)
    first, second = given.marks
    canvas = Canvas("unused.pdf")
    start = 80 + canvas.stringWidth("The congress ", "Times-Roman", 11)
    assert first[0] == pytest.approx(start / WIDTH, abs=0.002)
    assert first[2] == pytest.approx((80 + canvas.stringWidth(SPEECH[0], "Times-Roman", 11)) / WIDTH, abs=0.002)
    assert second[0] == pytest.approx(80 / WIDTH, abs=0.002)
    assert second[2] == pytest.approx((80 + canvas.stringWidth("Commissioner", "Times-Roman", 11)) / WIDTH, abs=0.002)
    for mark, baseline in ((first, TOP), (second, TOP - LINE)):
        assert mark[1] < 1 - baseline / HEIGHT < mark[3]
        assert mark[3] - mark[1] < 2 * LINE / HEIGHT


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
@pytest.mark.parametrize("crop", [None, (50, 100, 560, 790)])
def test_marks_lie_on_the_words_however_the_page_is_turned_and_cropped(
    tmp_path: Path, quarters: int, crop: tuple[float, float, float, float] | None
) -> None:
    def drawn(canvas: Canvas) -> None:
        canvas.setPageRotation(90 * quarters)
        if crop:
            canvas.setCropBox(crop)
        lines(QUOTE, top=400)(canvas)

    given = shown(make(tmp_path / "a.pdf", drawn), QUOTE)
    image = image_in(given)
    assert len(given.marks) == 1
    assert all(darkest(image, mark) < 100 for mark in given.marks)
    assert darkest(covered_white(image, given.marks), (0, 0, 1, 1)) > 200, "there are letters that no mark covers"


def test_of_two_places_the_one_after_the_given_words_is_marked(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", lines("The first was noted.", "The second was noted."))
    ((_, first, _, _),) = shown(path, "was noted.", before="The first").marks
    ((_, second, _, _),) = shown(path, "was noted.", before="Before. The first was noted. The second").marks
    assert second - first == pytest.approx(LINE / HEIGHT, abs=0.002)


def scan(path: Path, kind: str) -> Path:
    """Write an image of 600 by 800 pixels, by itself or as a page of a PDF, with a dark upper half."""
    image = Image.new("L", (600, 800), 255)
    image.paste(0, (0, 0, 600, 400))
    image.save(path, kind, resolution=72)
    return path


@pytest.mark.parametrize("kind", ["PDF", "PNG", "TIFF"])
def test_a_scan_is_shown_without_marks(tmp_path: Path, kind: str) -> None:
    given = shown(scan(tmp_path / f"scan.{kind.lower()}", kind), "Nobody can tell what stands here.")
    assert (given.marks, given.pages, given.scanned) == ((), 1, True)
    image = image_in(given)
    assert darkest(image, (0.4, 0.2, 0.6, 0.3)) < 40
    assert darkest(image, (0.4, 0.7, 0.6, 0.8)) > 220


def test_a_large_page_is_drawn_within_the_limit(tmp_path: Path) -> None:
    def wall(canvas: Canvas) -> None:
        canvas.setPageSize((14_400, 14_400))
        canvas.drawString(80, TOP, QUOTE)

    given = shown(make(tmp_path / "a.pdf", wall), QUOTE)
    assert given.width * given.height <= 1.01 * PICTURE_LIMITS.picture_pixels


@pytest.mark.parametrize(("most", "size"), [(1200, (30, 40)), (1199, (29, 39))])
def test_a_picture_is_made_coarser_just_above_the_limit(tmp_path: Path, most: int, size: tuple[int, int]) -> None:
    Image.new("RGB", (30, 40), "white").save(tmp_path / "a.png")
    found = only(tmp_path / "a.png")
    given = draw(found, Wanted(1, "", "", found.digest()), Limits(picture_pixels=most))
    assert (given.width, given.height) == image_in(given).size == size


def test_a_page_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", lines("One."), lines("Two."))
    assert why_not(path, page=3) == ("unreadable", "The file has no page 3: it has 2.")
    assert why_not(path, page=0)[0] == "unreadable"
    assert why_not(scan(tmp_path / "scan.png", "PNG"), page=2) == ("unreadable", "The image has no page 2: it has 1.")


def test_a_file_that_changed_is_not_shown(tmp_path: Path) -> None:
    found = only(make(tmp_path / "a.pdf", lines("As it was.")))
    before = found.digest()
    make(tmp_path / "a.pdf", lines("As it is."))
    outcome = found.picture(1, "As it", before="", sha256=before)
    assert isinstance(outcome, Skipped)
    assert (outcome.reason, "index the folder again" in outcome.detail) == ("changed", True)
    found.path.unlink()
    gone = found.picture(1, "As it", before="", sha256=before)
    assert isinstance(gone, Skipped)
    assert gone.reason == "unreadable"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    found = only(make(tmp_path / "a.pdf", lines("Mine.")))
    secret = make(tmp_path / "secret.pdf", lines("Mine."))
    found.path.unlink()
    found.path.symlink_to(secret)
    outcome = found.picture(1, "", before="", sha256=only(secret).digest())
    assert isinstance(outcome, Skipped)
    assert (outcome.reason, outcome.detail.startswith("This is no regular file")) == ("unreadable", True)


def test_a_file_that_cannot_be_drawn_has_a_reason(tmp_path: Path) -> None:
    locked = make(tmp_path / "locked.pdf", lines("Secret."), encrypt=StandardEncryption("open sesame"))
    assert why_not(locked)[0] == "encrypted"
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\n" + b"junk " * 100)
    assert why_not(broken)[0] == "damaged"
    (tmp_path / "note.txt").write_text("Only words.", encoding="utf-8")
    assert why_not(tmp_path / "note.txt")[0] == "unsupported"
    halved = scan(tmp_path / "halved.png", "PNG")
    halved.write_bytes(halved.read_bytes()[:60])
    assert why_not(halved)[0] == "damaged"


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(seconds=0.001), "timed_out"),
        (Limits(output_bytes=1_000), "too_large"),
        (Limits(file_bytes=100), "too_large"),
        (Limits(pages=1), "too_large"),
    ],
)
def test_what_reaches_a_limit_is_refused(tmp_path: Path, limits: Limits, reason: str) -> None:
    assert why_not(make(tmp_path / "a.pdf", lines("One."), lines("Two.")), limits=limits)[0] == reason


PICTURE = Picture(b"RIFF\0\0\0\0WEBPVP8 ", 60, 80, 3, ((0.1, 0.2, 0.3, 0.4),))


def test_a_picture_survives_its_way_out_of_the_process() -> None:
    assert picture_of(picture_fields(PICTURE), PICTURE_LIMITS) == PICTURE


@pytest.mark.parametrize(
    "spoil",
    [
        lambda fields: fields.pop("marks"),
        lambda fields: fields.pop("scanned"),
        lambda fields: fields.update(data="PHN2Zz4="),
        lambda fields: fields.update(data="*"),
        lambda fields: fields.update(width="60"),
        lambda fields: fields.update(width=True),
        lambda fields: fields.update(height=0),
        lambda fields: fields.update(height=10**9),
        lambda fields: fields.update(marks=[[0.1, 0.2, 0.3]]),
        lambda fields: fields.update(marks=[[0.1, 0.2, 0.3, 7]]),
        lambda fields: fields.update(marks=[["<b>", 0.2, 0.3, 0.4]]),
    ],
)
def test_fields_that_are_no_picture_are_not_taken_for_one(spoil: Callable[[dict[str, object]], object]) -> None:
    fields = picture_fields(PICTURE)
    spoil(fields)
    with pytest.raises((LookupError, TypeError, ValueError)):
        picture_of(fields, PICTURE_LIMITS)

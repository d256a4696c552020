"""Text recognition, on images drawn here; Tesseract's own part runs only where it is installed."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytesseract
import pytest
from PIL import Image, ImageDraw, ImageFont

from corpus.errors import Reason, Refused, Unreadable
from corpus.limits import Limits
from corpus.readers import recognition

needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")

HEADER = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
TABLE = "\n".join(
    [
        HEADER,
        "1\t1\t0\t0\t0\t0\t0\t0\t900\t300\t-1\t",
        "4\t1\t1\t1\t1\t0\t10\t10\t200\t20\t-1\t",
        "5\t1\t1\t1\t1\t1\t10\t12\t90\t20\t92.0\tСалон",
        "5\t1\t1\t1\t1\t2\t110\t10\t50\t24\t60.0\t№ 5",
        "5\t1\t1\t1\t2\t1\t10\t40\t50\t20\t80.0\tжабық",
        "5\t1\t2\t1\t1\t1\t10\t90\t50\t20\t70.0\t ",
        "5\t1\t2\t1\t1\t2\t70\t90\t50\t20\t70.0\tclosed",
    ]
)


def drawn(text: str) -> Image.Image:
    """Return black text on white."""
    image = Image.new("RGB", (1200, 60 + 50 * len(text.splitlines())), "white")
    ImageDraw.Draw(image).text((40, 30), text, font=ImageFont.truetype("DejaVuSans.ttf", 32), fill="black")
    return image


def tesseract(monkeypatch: pytest.MonkeyPatch, languages: list[str], outcome: str | Exception) -> list[str]:
    """Put a Tesseract in place that has these languages and this outcome; return what it is asked for."""
    asked: list[str] = []

    def image_to_data(image: Image.Image, *, lang: str, timeout: int) -> str:
        asked.append(f"{image.mode} {lang} {timeout}")
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(pytesseract, "get_languages", lambda: languages)
    monkeypatch.setattr(pytesseract, "image_to_data", image_to_data)
    return asked


@needs_tesseract
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("eng", "The opening session is in Room 110."),
        ("rus", "Открытие состоится в зале 110."),
        ("kaz", "Конференцияның ашылуы сағат 15:30-да өтеді."),
    ],
)
def test_text_on_an_image_is_recognised_with_its_confidence_and_place(language: str, text: str) -> None:
    if language not in pytesseract.get_languages():
        pytest.skip(f"Tesseract has no {language}")
    try:
        image = drawn(text)
    except OSError:
        pytest.skip("the font is not installed")
    (line,) = recognition.recognise(image)
    assert line.text == text
    assert 0.8 < line.confidence <= 1
    left, top, right, bottom = line.box
    assert 30 < left < 50
    assert 20 < top < bottom < 80
    assert left + 400 < right < 1200


@needs_tesseract
def test_an_empty_image_has_no_lines() -> None:
    assert recognition.recognise(Image.new("L", (300, 200), 255)) == []


def test_words_become_lines_and_paragraphs_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = tesseract(monkeypatch, ["eng", "osd", "rus"], TABLE)
    salon, number = (
        recognition.Word("Салон", 0.92, (10, 12, 100, 32)),
        recognition.Word("№ 5", 0.6, (110, 10, 160, 34)),
    )
    shut = recognition.Word("жабық", 0.8, (10, 40, 60, 60))
    closed = recognition.Word("closed", 0.7, (70, 90, 120, 110))
    assert recognition.recognise(Image.new("CMYK", (9, 9))) == [
        recognition.Line("Салон № 5", 0.8, 0, (10, 10, 160, 34), (salon, number)),
        recognition.Line("жабық", 0.8, 0, (10, 40, 60, 60), (shut,)),
        recognition.Line("closed", 0.7, 1, (70, 90, 120, 110), (closed,)),
    ]
    assert asked == ["L eng+rus 45"]


def test_transparent_images_keep_their_transparency(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = tesseract(monkeypatch, ["kaz"], HEADER)
    assert recognition.recognise(Image.new("LA", (9, 9))) == []
    assert asked == ["RGBA kaz 45"]


def test_without_tesseract_nothing_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", "no-such-program")
    assert not recognition.available()
    assert recognition.recognise(drawn_square()) == []


def test_tesseract_without_our_languages_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    tesseract(monkeypatch, ["deu", "osd"], TABLE)
    assert not recognition.available()
    assert recognition.recognise(drawn_square()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script")
def test_recognition_is_ended_after_its_seconds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "tesseract"
    script.write_text(
        '#!/bin/sh\n[ "$1" = --version ] && echo "tesseract 5.3.0" && exit\nsleep 1.5\necho "level" > "$2.tsv"\n',
        encoding="utf-8",
    )
    script.chmod(0o755)
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", str(script))
    monkeypatch.setattr(pytesseract, "get_languages", lambda: ["eng"])
    monkeypatch.setattr(recognition, "DEFAULT_LIMITS", Limits(recognition_seconds=30))
    assert recognition.recognise(drawn_square()) == []
    monkeypatch.setattr(recognition, "DEFAULT_LIMITS", Limits(recognition_seconds=1))
    with pytest.raises(Refused, match="longer than 1 seconds") as error:
        recognition.recognise(drawn_square())
    assert error.value.reason is Reason.TIMED_OUT


@pytest.mark.parametrize(
    ("outcome", "kind", "reason"),
    [
        (RuntimeError("Tesseract process timeout"), Refused, Reason.TIMED_OUT),
        (pytesseract.TesseractError(1, "no good"), Unreadable, Reason.DAMAGED),
    ],
)
def test_a_failure_is_a_typed_reason(
    monkeypatch: pytest.MonkeyPatch, outcome: Exception, kind: type[Refused | Unreadable], reason: Reason
) -> None:
    tesseract(monkeypatch, ["eng"], outcome)
    with pytest.raises(kind) as raised:
        recognition.recognise(drawn_square())
    assert raised.value.reason is reason


def drawn_square() -> Image.Image:
    """Return an image that needs no font."""
    return Image.new("L", (20, 20), 255)

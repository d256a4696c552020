"""Text recognition (OCR) by Tesseract, the program that must be installed beside this one.

Of its languages English, Russian and Kazakh are used, as far as they are installed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from ..errors import Reason, Refused, Unreadable
from ..limits import DEFAULT_LIMITS

if TYPE_CHECKING:
    from PIL.Image import Image

INSTALL = "install tesseract-ocr, tesseract-ocr-rus and tesseract-ocr-kaz, and index again"
_LANGUAGES = ("eng", "rus", "kaz")
_COLUMNS = 12  # of a table of words: level, page, block, paragraph, line, word, left, top, width, height, conf, text


@dataclass(frozen=True, slots=True)
class Line:
    """One recognised line: `confidence` is 0 to 1, the mean over its characters.

    `paragraph` counts from 0 within the image; `box` is left, top, right and bottom in pixels from the upper left.
    """

    text: str
    confidence: float
    paragraph: int
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Word:
    paragraph: tuple[int, int]
    line: int
    left: int
    top: int
    width: int
    height: int
    confidence: float
    text: str


def available() -> bool:
    """Say whether Tesseract is installed with at least one of our languages."""
    return bool(_installed())


def recognise(image: Image) -> list[Line]:
    """Return the lines of text on an image in reading order, [] where there are none or no Tesseract.

    Raises Refused with TIMED_OUT when it takes longer than the limit, and Unreadable when Tesseract fails.
    """
    import pytesseract

    languages = _installed()
    if not languages:
        return []
    try:
        table = pytesseract.image_to_data(
            _flat(image), lang="+".join(languages), timeout=DEFAULT_LIMITS.recognition_seconds
        )
    except pytesseract.TesseractError as error:
        detail = "Text recognition failed on the image: save it as a PNG in black and white and index again."
        raise Unreadable(Reason.DAMAGED, detail) from error
    except RuntimeError as error:  # its word for a time limit
        most = DEFAULT_LIMITS.recognition_seconds
        detail = f"Text recognition takes longer than {most} seconds: save the image at 300 dots per inch."
        raise Refused(Reason.TIMED_OUT, detail) from error
    return list(_lines(table))


def _installed() -> list[str]:
    import pytesseract

    try:
        found = pytesseract.get_languages()
    except OSError:  # the program is not there, or may not be started
        return []
    return [language for language in _LANGUAGES if language in found]


def _flat(image: Image) -> Image:
    """Return the image in a mode that every Tesseract reads, transparency kept for white to show through."""
    transparent = "A" in image.getbands() or "transparency" in image.info
    return image.convert("RGBA" if transparent else "L")


def _lines(table: str) -> Iterator[Line]:
    words = list(_words(table))
    for number, (_, paragraph) in enumerate(groupby(words, key=lambda word: word.paragraph)):
        for _, line in groupby(paragraph, key=lambda word: word.line):
            yield _line(list(line), number)


def _line(words: list[_Word], paragraph: int) -> Line:
    weight = sum(len(word.text) for word in words)
    confidence = sum(word.confidence * len(word.text) for word in words) / weight / 100
    left, top = min(word.left for word in words), min(word.top for word in words)
    right = max(word.left + word.width for word in words)
    bottom = max(word.top + word.height for word in words)
    return Line(" ".join(word.text for word in words), round(confidence, 3), paragraph, (left, top, right, bottom))


def _words(table: str) -> Iterator[_Word]:
    """Yield the words of Tesseract's table; rows of blocks and lines have a confidence of -1 and no text."""
    for row in table.splitlines()[1:]:
        cells = row.split("\t", _COLUMNS - 1)
        if len(cells) == _COLUMNS and float(cells[10]) >= 0 and cells[11].strip():
            _, _, block, paragraph, line, _, left, top, width, height = map(int, cells[:10])
            confidence = float(cells[10])
            yield _Word((block, paragraph), line, left, top, width, height, confidence, cells[11].strip())

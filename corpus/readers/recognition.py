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
class Word:
    """One recognised word: `confidence` is 0 to 1, `box` left, top, right and bottom in pixels from the upper left."""

    text: str
    confidence: float
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One recognised line: `confidence` is 0 to 1, the mean over its characters.

    `paragraph` counts from 0 within the image; `box` is as a word's.
    """

    text: str
    confidence: float
    paragraph: int
    box: tuple[int, int, int, int]
    words: tuple[Word, ...] = ()


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
    rows = list(_rows(table))
    for number, (_, paragraph) in enumerate(groupby(rows, key=lambda row: row[0][:2])):
        for _, line in groupby(paragraph, key=lambda row: row[0]):
            yield _line(tuple(word for _, word in line), number)


def _line(words: tuple[Word, ...], paragraph: int) -> Line:
    weight = sum(len(word.text) for word in words)
    confidence = sum(word.confidence * len(word.text) for word in words) / weight
    lefts, tops, rights, bottoms = zip(*(word.box for word in words), strict=True)
    box = min(lefts), min(tops), max(rights), max(bottoms)
    return Line(" ".join(word.text for word in words), round(confidence, 3), paragraph, box, words)


def _rows(table: str) -> Iterator[tuple[tuple[int, int, int], Word]]:
    """Yield the words of Tesseract's table, each with its block, paragraph and line.

    Rows of blocks and lines have a confidence of -1 and no text.
    """
    for row in table.splitlines()[1:]:
        cells = row.split("\t", _COLUMNS - 1)
        if len(cells) == _COLUMNS and float(cells[10]) >= 0 and cells[11].strip():
            _, _, block, paragraph, line, _, left, top, width, height = map(int, cells[:10])
            box = left, top, left + width, top + height
            yield (block, paragraph, line), Word(cells[11].strip(), float(cells[10]) / 100, box)

"""The words on a page that is an image, as text recognition sees them: where each stands and how surely it was read.

`scan` runs in a confined process, as readers do; what it found goes out as plain fields, and `scan_of` takes nothing of
them on trust.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .discovery import Found
from .finding import stretch_of
from .limits import Limits
from .picturing import Mark, Wanted, check_page, examined_kind, mark_of

if TYPE_CHECKING:
    from .readers.recognition import Line


@dataclass(frozen=True, slots=True)
class ScannedWord:
    """A word on a page: `confidence` is 0 to 1, `line` counts from 0, `box` are edges as those of a picture's marks."""

    text: str
    confidence: float
    line: int
    box: Mark


@dataclass(frozen=True, slots=True)
class Scan:
    """The words on a page in reading order; none where recognition is not installed or finds nothing."""

    words: tuple[ScannedWord, ...]

    def marks(self, quote: str, before: str = "") -> tuple[Mark, ...]:
        """Return the box of each line of a quote, and of several places that after the text `before`."""
        text, starts = "", []
        for word in self.words:
            starts.append(len(text))
            text += f"{word.text} "
        stretch = stretch_of(text, quote, before)
        held = [
            word
            for word, start in zip(self.words, starts, strict=True)
            if start < stretch.stop and start + len(word.text) > stretch.start
        ]
        return tuple(_joined(held))


def _joined(words: Sequence[ScannedWord]) -> Iterator[Mark]:
    """Yield one box for the words of each line."""
    for line in dict.fromkeys(word.line for word in words):
        lefts, uppers, rights, lowers = zip(*(word.box for word in words if word.line == line), strict=True)
        yield min(lefts), min(uppers), max(rights), max(lowers)


def scan(found: Found, wanted: Wanted, limits: Limits) -> Scan:
    """Return the words of a page of a file. Raises as `picturing.draw` does, and Refused when recognition takes too long."""
    with examined_kind(found, wanted, limits) as kind:
        lines, width, height = (_of_pdf if kind == "pdf" else _of_image)(found.path, wanted, limits)
    placed = [
        ScannedWord(word.text, round(word.confidence, 3), number, _share(word.box, width, height))
        for number, line in enumerate(lines)
        for word in line.words
    ]
    return Scan(tuple(placed))


def _of_pdf(path: Path, wanted: Wanted, limits: Limits) -> tuple[list[Line], int, int]:
    from .readers.pdf import scanned
    from .readers.pdfium import opened

    with closing(opened(path)) as document:
        check_page(wanted.page, len(document), limits)
        return scanned(document, wanted.page)


def _of_image(path: Path, wanted: Wanted, _: Limits) -> tuple[list[Line], int, int]:
    from .readers.image import scanned

    return scanned(path, wanted.page)


def _share(box: tuple[int, int, int, int], width: int, height: int) -> Mark:
    """Return a box in pixels as shares of the page, drawn in to its edges."""
    left, upper, right, lower = box
    return (
        min(max(left / width, 0), 1),
        min(max(upper / height, 0), 1),
        min(max(right / width, 0), 1),
        min(max(lower / height, 0), 1),
    )


def scan_fields(found: Scan) -> dict[str, Any]:
    """Return a scan ready for JSON."""
    return {"words": [[word.text, word.confidence, word.line, word.box] for word in found.words]}


def scan_of(fields: Mapping[str, Any]) -> Scan:
    """Return the scan that `scan_fields` wrote.

    Raises LookupError, TypeError or ValueError when the fields are not those of a scan.
    """
    return Scan(tuple(_word(*word) for word in fields["words"]))


def _word(text: Any, confidence: Any, line: Any, box: Any) -> ScannedWord:  # noqa: ANN401 - from the confined process
    if not isinstance(text, str) or not isinstance(line, int):
        raise TypeError("a word of a scan is no text, or has no line")
    if not 0 <= float(confidence) <= 1:
        raise ValueError("a confidence lies between 0 and 1")
    return ScannedWord(text, float(confidence), line, mark_of(*box))

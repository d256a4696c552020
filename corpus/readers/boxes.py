"""Where a quote stands on its page: the rectangles to draw around it, found again in the file."""

from __future__ import annotations

from ..finding import stretch_of
from .pdfium import Box, Pdf, characters, shape_of


def marks(document: Pdf, page: int, quote: str, before: str = "") -> list[Box]:
    """Return left, upper, right and lower edge of each line of `quote` on physical page `page` (from 1).

    They are shares, 0 to 1, of the visible page as it is shown, from its upper left corner. Letters and digits alone are
    compared, so that hyphens, line breaks and ligatures do not matter; a table's row is found without its headers, and of
    a quote that runs over a page break the part on this page. Of several places the one is taken that comes after the
    text `before`. [] where the page is not there or holds nothing of the quote, as a scan does.
    """
    found = _found(document, page, quote, before)
    if not found:
        return []
    width, height, shown, upright = shape_of(document, page)
    lines = _joined([_turned(_shares(box, width, height), upright) for box in found])
    return [_turned(line, (shown - upright) % 4) for line in lines]


def _shares(box: Box, width: float, height: float) -> Box:
    """Return a box in points from the lower left corner of a page as shares of it from the upper left corner."""
    return (
        min(max(box[0] / width, 0), 1),
        min(max(1 - box[3] / height, 0), 1),
        min(max(box[2] / width, 0), 1),
        min(max(1 - box[1] / height, 0), 1),
    )


def _turned(box: Box, quarters: int) -> Box:
    """Return a box of shares after its page was turned clockwise: what was below is then to the left."""
    left, upper, right, lower = box
    for _ in range(quarters):
        left, upper, right, lower = 1 - lower, left, 1 - upper, right
    return left, upper, right, lower


def _found(document: Pdf, page: int, quote: str, before: str) -> list[Box]:
    """Return the boxes of the quote's characters on a page, [] where none of it stands there."""
    if not 1 <= page <= len(document):
        return []
    text, placed = characters(document, page)
    return [placed[position] for position in stretch_of(text, quote, before) if not text[position].isspace()]


def _joined(boxes: list[Box]) -> list[Box]:
    """Return one box for each run of boxes that stand in one line."""
    joined: list[Box] = []
    for left, upper, right, lower in boxes:
        if joined and left >= joined[-1][0] and min(lower, joined[-1][3]) - max(upper, joined[-1][1]) > 0:
            before = joined.pop()
            joined.append((before[0], min(upper, before[1]), max(right, before[2]), max(lower, before[3])))
        else:
            joined.append((left, upper, right, lower))
    return joined

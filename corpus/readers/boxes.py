"""Where a quote stands on its page: the rectangles to draw around it, found again in the file."""

from __future__ import annotations

from bisect import bisect_left
from contextlib import closing
from pathlib import Path
from unicodedata import normalize

from .pdfium import Box, characters, opened
from .rows import CELL

_LEAST = 12  # letters: less of a quote that runs over a page break may stand anywhere


def boxes(path: Path, page: int, quote: str) -> list[Box]:
    """Return left, bottom, right and top of each line of `quote` on physical page `page` (from 1) of a PDF.

    In points from the lower left corner of the visible page before it is turned. Letters and digits alone are compared,
    so that hyphens, line breaks and ligatures do not matter; a table's row is found without its headers, and of a quote
    that runs over a page break the part on this page. [] where the page is not there or holds nothing of it, as a scan
    does. Raises Refused and Unreadable as reading the file does.
    """
    with closing(opened(path)) as document:
        if not 1 <= page <= len(document):
            return []
        text, placed = characters(document, page)
    letters, places = _letters(text)
    wanted = _letters(quote)[0] if CELL not in quote else _letters(_without_headers(quote))[0]
    start, length = _find(letters, wanted)
    if not length:
        return []
    stretch = range(places[start], places[start + length - 1] + 1)
    return _joined([placed[position] for position in stretch if not text[position].isspace()])


def _joined(boxes: list[Box]) -> list[Box]:
    """Return one box for each run of boxes that stand in one line."""
    joined: list[Box] = []
    for left, bottom, right, top in boxes:
        if joined and left >= joined[-1][0] and min(top, joined[-1][3]) - max(bottom, joined[-1][1]) > 0:
            before = joined.pop()
            joined.append((before[0], min(bottom, before[1]), max(right, before[2]), max(top, before[3])))
        else:
            joined.append((left, bottom, right, top))
    return joined


def _letters(text: str) -> tuple[str, list[int]]:
    """Return the letters and digits of a text without case and accents, and where each stands in it."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in normalize("NFKD", character).casefold():
            if letter.isalnum():
                letters.append(letter)
                places.append(place)
    return "".join(letters), places


def _without_headers(quote: str) -> str:
    """Return the row of a table as the page shows it: "Kumdala 18" for "District: Kumdala | Advocates: 18"."""
    return " ".join(cell.partition(": ")[2] or cell for cell in quote.split(CELL))


def _find(letters: str, wanted: str) -> tuple[int, int]:
    """Return where `wanted` begins in `letters` and how much of it stands there: all, or its beginning or its end."""
    if wanted in letters:
        return letters.index(wanted), len(wanted)
    lengths = range(1, len(wanted))
    first = bisect_left(lengths, True, key=lambda length: wanted[:length] not in letters)
    last = bisect_left(lengths, True, key=lambda length: wanted[-length:] not in letters)
    if max(first, last) < _LEAST:
        return 0, 0
    return (letters.index(wanted[:first]), first) if first >= last else (letters.rindex(wanted[-last:]), last)

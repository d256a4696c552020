"""What stands on a page and is no part of its text: running headers, running footers, page numbers.

A line is furniture when it stands in the upper or lower margin and the same words, whatever their numbers, stand at
the same height on many pages; or when it is nothing but the number of its page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from .lines import LABEL_ALONE

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?i)\W*(?:page|p\.|стр\.|\u0441\.|бет)?\s*(\d{1,4}|[ivxlc]{1,7})(?:\s*(?:/|of|из)\s*\d{1,4})?\W*"
)
_JOB_CODE = re.compile(r"(?=\S*\d)[A-Z0-9]{1,5}(?:[./-][A-Z0-9]+)+(?:\s+\([A-Z]\))?|\([A-Z]\)|[\d ]{4,10}|\*\d{4,12}\*")
_MARGIN = 0.17  # of the page's height: a wide margin, since place and words have to agree as well
_TITLE = 1.3  # times the usual size: type so large is a title, which may go on for some pages
_EDGE_LINES = 4  # lines from the edge of the page that can be furniture


class Line(NamedTuple):
    """A line of type: its text without a final hyphen that `hyphen` tells of; places and size in points, y upwards.

    A tuple, since a document has thousands. `second` is the left edge of the second cell where the line is a row of
    cells, infinite where nothing can go on under it. `confidence` is that of recognised text, 0 to 1.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool = False
    hyphen: bool = False
    second: float | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its physical number from 1, its label, its lower and upper edge, its lines in the file's order."""

    number: int
    label: str | None
    bottom: float
    top: float
    lines: tuple[Line, ...]


def without_furniture(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Return the pages without running headers, running footers and page numbers."""
    edges = [_edge_lines(page) for page in pages]
    heights: dict[str, Counter[int]] = {}
    for lines in edges:
        for key, height in {(_key(line), round(line.baseline / 3)) for line in lines}:
            heights.setdefault(key, Counter())[height] += 1
    filled = sum(1 for page in pages if page.lines)
    wanted, title = _wanted(filled), _TITLE * _usual_size(pages)
    kept = []
    for page, lines in zip(pages, edges, strict=True):
        dropped = {
            id(line): line
            for line in lines
            if _times(line, heights) >= (wanted if line.size < title else max(wanted, filled // 2 + 1))
            or (line.size < title and _numbers(line, page))
        }
        for line in _in_company(dropped, page, labels=page is not pages[0]):
            del dropped[id(line)]
        kept.append(replace(page, lines=_others(page, dropped)) if dropped else page)
    emptied = sum(1 for page, rest in zip(pages, kept, strict=True) if page.lines and not rest.lines)
    return tuple(kept) if 2 * emptied <= sum(1 for page in pages if page.lines) else tuple(pages)


def _usual_size(pages: Sequence[Page]) -> float:
    sizes = Counter([line.size for page in pages for line in page.lines])
    return max(sizes, key=sizes.__getitem__, default=0.0)


def _others(page: Page, dropped: Mapping[int, Line]) -> tuple[Line, ...]:
    return tuple([line for line in page.lines if id(line) not in dropped])


def _in_company(dropped: Mapping[int, Line], page: Page, *, labels: bool) -> list[Line]:
    """Return the lines that share a row with others: a letterhead, whose symbol and date stand there only once.

    With `labels` only numbers of items are returned, which stand apart from their text.
    """
    lines = [line for line in dropped.values() if not labels or _is_label(line)]
    rest = _others(page, dropped) if lines else ()
    return [
        line
        for line in lines
        if any(abs(other.baseline - line.baseline) < 0.4 * max(other.size, line.size) for other in rest)
    ]


def _is_label(line: Line) -> bool:
    return not line.text.isdecimal() and LABEL_ALONE.fullmatch(line.text) is not None


def _edge_lines(page: Page) -> list[Line]:
    """Return the few lines in the upper and lower margin of a page."""
    depth = _MARGIN * (page.top - page.bottom)
    lower = sorted((line for line in page.lines if line.baseline < page.bottom + depth), key=_baseline)
    upper = sorted((line for line in page.lines if line.baseline > page.top - depth), key=_baseline, reverse=True)
    return lower[:_EDGE_LINES] + upper[:_EDGE_LINES]


def _baseline(line: Line) -> float:
    return line.baseline


def _key(line: Line) -> str:
    return _DIGITS.sub("#", line.text).casefold()


def _wanted(pages: int) -> int:
    """Return on how many pages a line must stand: headers of left and right pages have half of them each."""
    return max(2, round(0.3 * pages))


def _times(line: Line, heights: dict[str, Counter[int]]) -> int:
    """Return on how many pages a line's words stand at its height."""
    near = round(line.baseline / 3)
    counts = heights[_key(line)]
    return counts[near - 1] + counts[near] + counts[near + 1]


def _numbers(line: Line, page: Page) -> bool:
    """Tell whether a line in the margin is its page's number, or a printer's code that stands by itself."""
    match = _PAGE_NUMBER.fullmatch(line.text)
    if match and (match[1] in (str(page.number), page.label) or len(match[1]) < len(line.text)):
        return True
    return line.baseline < page.bottom + _MARGIN * (page.top - page.bottom) and bool(_JOB_CODE.fullmatch(line.text))

"""The pages of sources as pictures: drawn when somebody looks, a few at a time, the latest kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus import CorpusError, Found, Passage, Skipped, discover
from index import Index

from .errors import Busy, NoPicture

_PICTURED = frozenset({"pdf", "image"})
_BEFORE = 200  # characters before the quote: they tell it from the same words elsewhere on the page

Mark = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PagePicture:
    """Page `number` of `pages` as a WebP image of so many pixels.

    `marks` are the left, upper, right and lower edge of each line of the quote as shares of width and height, 0 to 1, from
    the upper left corner. `scanned` says that the page is an image, whose words only recognition knows.
    """

    data: bytes
    width: int
    height: int
    number: int
    pages: int
    marks: tuple[Mark, ...]
    scanned: bool = False


@dataclass(frozen=True, slots=True)
class DrawingLimits:
    """How much is drawn and kept.

    `together` pages are drawn at the same time, `waiting` more may wait for that, each `seconds` at most; `kept` bytes of
    pictures are remembered.
    """

    together: int = 2
    waiting: int = 6
    seconds: float = 5.0
    kept: int = 32_000_000


def is_pictured(index: Index, source: str) -> bool:
    """Tell whether a source has pages that can be shown: a PDF or an image that lies in the folder itself."""
    record = index.document(source)
    return record is not None and record.kind in _PICTURED and not record.parent


class Turns:
    """Turns to look at pages: so many at a time, some more that wait; safe to use from several threads."""

    def __init__(self, limits: DrawingLimits) -> None:
        self._seconds = limits.seconds
        self._looking = threading.BoundedSemaphore(limits.together)
        self._asked = threading.BoundedSemaphore(limits.together + limits.waiting)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn; Busy when too many wait already, or it takes too long."""
        if not self._asked.acquire(blocking=False):
            raise Busy
        try:
            if not self._looking.acquire(timeout=self._seconds):
                raise Busy
            try:
                yield
            finally:
                self._looking.release()
        finally:
            self._asked.release()


class Pictures:
    """Draws pages and remembers the latest; safe to use from several threads."""

    def __init__(self, limits: DrawingLimits | None = None) -> None:
        self._limits = limits or DrawingLimits()
        self._turns = Turns(self._limits)
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[object, ...], PagePicture] = OrderedDict()

    def page(self, index: Index, passage: Passage, start: int, end: int, number: int | None) -> PagePicture:
        """Return a page of the file that a passage stands in, characters `start` to `end` of the passage marked on it.

        By default the page on which these begin. Raises NoPicture, and Busy when too many are asked for.
        """
        start, end, wanted = page_wanted(index, passage, start, end, number)
        key = (passage.source, index.sha256(passage.source), wanted, passage.id, start, end)
        if kept := self._recalled(key):
            return kept
        with self._turns.turn():
            return self._recalled(key) or self._remember(key, _drawn(index, passage, start, end, wanted))

    def _recalled(self, key: tuple[object, ...]) -> PagePicture | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _remember(self, key: tuple[object, ...], picture: PagePicture) -> PagePicture:
        with self._lock:
            self._kept[key] = picture
            while len(self._kept) > 1 and sum(len(kept.data) for kept in self._kept.values()) > self._limits.kept:
                self._kept.popitem(last=False)
        return picture


def page_wanted(index: Index, passage: Passage, start: int, end: int, number: int | None) -> tuple[int, int, int]:
    """Return characters `start` to `end` drawn in to the limits of a passage, and the page to look at.

    Raises NoPicture where no page of the file can be shown.
    """
    if not is_pictured(index, passage.source):
        raise NoPicture("unsupported", "Only the pages of PDF files and images are shown as pictures.")
    start = min(max(start, 0), max(len(passage.text) - 1, 0))
    end = min(max(end, start + 1), len(passage.text))
    return start, end, number or passage.locate_range(start, end).page or 1


def words_before(passage: Passage, start: int) -> str:
    """Return what stands before a quote, which tells it from the same words elsewhere on the page."""
    return passage.text[max(start - _BEFORE, 0) : start]


def original(index: Index, source: str) -> Path:
    """Return the file of a source as it lies in its folder, which must be the file that was indexed. Raises NoPicture."""
    found = file_of(index, source)
    if found.digest() != index.sha256(source):
        raise NoPicture("changed", "The file has changed since it was indexed: index the folder again.")
    return found.path


def is_offered(index: Index, source: str) -> bool:
    """Tell whether a source is a file of its own, not one inside another."""
    record = index.document(source)
    return record is not None and not record.parent


def file_of(index: Index, source: str) -> Found:
    """Return the file of a source as it lies in its folder. Raises NoPicture where it is not there any more."""
    try:
        # The folder is walked as it was for the index, so that no name leads out of it and no link is followed.
        files = discover([Path(root) for root in index.manifest.roots])
    except CorpusError as error:
        raise NoPicture(error.reason.value, f"{error} Index the folder where it lies now.") from error
    found = next((file for file in files if file.source == source), None)
    if found is None:
        raise NoPicture("changed", "The file is not there any more: index the folder again.")
    return found


def _drawn(index: Index, passage: Passage, start: int, end: int, number: int) -> PagePicture:
    """Return a page as the file shows it now, which must be the file that was indexed."""
    found = file_of(index, passage.source)
    before, sha256 = words_before(passage, start), index.sha256(passage.source)
    outcome = found.picture(number, passage.text[start:end], before=before, sha256=sha256)
    if isinstance(outcome, Skipped):
        raise NoPicture(outcome.reason, outcome.detail)
    size = outcome.width, outcome.height
    return PagePicture(outcome.data, *size, number, outcome.pages, outcome.marks, outcome.scanned)

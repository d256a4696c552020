"""The words on a scanned page, as recognition reads them when somebody looks: the latest pages are kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from corpus import Passage, Skipped
from index import Index

from .errors import NoPicture
from .viewing import DrawingLimits, Mark, Turns, file_of, page_wanted, words_before

_KEPT = 40  # pages: some hundred words each
_LIMITS = DrawingLimits(together=1, waiting=3, seconds=20.0)  # recognition takes a whole core for seconds


@dataclass(frozen=True, slots=True)
class PageWord:
    """A word as recognition read it: `confidence` is 0 to 1, `box` are its edges as those of a picture's marks."""

    text: str
    confidence: float
    box: Mark


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words on page `number` in reading order, and the box of each line of the quote."""

    number: int
    words: tuple[PageWord, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    words: tuple[PageWord, ...]
    marks: Callable[[str, str], tuple[Mark, ...]]


class Recognised:
    """Reads the words of scanned pages and remembers the latest; safe to use from several threads."""

    def __init__(self, limits: DrawingLimits = _LIMITS) -> None:
        self._turns = Turns(limits)
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str, int], _Read] = OrderedDict()

    def words(self, index: Index, passage: Passage, start: int, end: int, number: int | None) -> PageWords:
        """Return the words on a page of a passage's file, the lines marked that hold characters `start` to `end` of it.

        By default the page on which these begin. Raises NoPicture, and Busy when too many are asked for.
        """
        start, end, wanted = page_wanted(index, passage, start, end, number)
        key = passage.source, index.sha256(passage.source), wanted
        read = self._recalled(key)
        if read is None:
            with self._turns.turn():
                read = self._recalled(key) or self._remember(key, _read(index, *key))
        return PageWords(wanted, read.words, read.marks(passage.text[start:end], words_before(passage, start)))

    def _recalled(self, key: tuple[str, str, int]) -> _Read | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _remember(self, key: tuple[str, str, int], read: _Read) -> _Read:
        with self._lock:
            self._kept[key] = read
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return read


def _read(index: Index, source: str, sha256: str, number: int) -> _Read:
    seen = file_of(index, source).scan(number, sha256=sha256)
    if isinstance(seen, Skipped):
        raise NoPicture(seen.reason, seen.detail)
    return _Read(tuple(PageWord(word.text, word.confidence, word.box) for word in seen.words), seen.marks)

"""What an assistant shows of its sources: their pages as pictures, the words of scans, the files themselves."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from pathlib import Path

from index import Index

from .recognised import PageWords, Recognised
from .settings import Settings
from .viewing import PagePicture, Pictures, is_offered, original


class Showing(ABC):
    """The part of an assistant that looks at files again; safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._pictures = Pictures()
        self._recognised = Recognised()

    @abstractmethod
    def _using(self) -> AbstractContextManager[Index]:
        """Give the index that answers now, which stays open meanwhile."""

    def original(self, passage_id: str) -> Path | None:
        """Return the file that a passage stands in, None when the index does not hold it or the settings do not offer files.

        Raises NoPicture when the file has changed since it was indexed, or is not there any more.
        """
        with self._using() as index:
            around = index.neighbours(passage_id, before=0, after=0)
            if not (around and self.settings.downloads and is_offered(index, around[0].source)):
                return None
            return original(index, around[0].source)

    def page(self, passage_id: str, start: int, end: int, *, number: int | None = None) -> PagePicture | None:
        """Return a page of a PDF or an image as a picture, characters `start` to `end` of a passage marked on it.

        By default the page on which these begin, else page `number` (from 1) of the passage's file; None when the index
        does not hold the passage. Raises NoPicture where there is none, as for a file that has changed since.
        """
        with self._using() as index:
            around = index.neighbours(passage_id, before=0, after=0)
            return self._pictures.page(index, around[0], start, end, number) if around else None

    def page_words(self, passage_id: str, start: int, end: int, *, number: int | None = None) -> PageWords | None:
        """Return the words that recognition reads on a scanned page, each with its place; otherwise as `page`.

        It takes seconds; there are no words where Tesseract is not installed or finds none.
        """
        with self._using() as index:
            around = index.neighbours(passage_id, before=0, after=0)
            return self._recognised.words(index, around[0], start, end, number) if around else None

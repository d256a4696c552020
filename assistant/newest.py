"""The newest generation of a store, opened anew whenever another one is published, between two questions."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from index import Index, StoreError

from .settings import Settings
from .timing import TimedIndex

_AGAIN = 30.0  # seconds after which a generation is tried again that could not be opened for a passing reason
_log = logging.getLogger(__name__)


class Newest:
    """The newest generation, for as many users at a time as there are; an older one is closed when its last is done."""

    def __init__(self, index: Index, settings: Settings) -> None:
        self.index = index
        self.notice = index.notice
        self._settings = settings
        self._latest = index.generation  # what CURRENT said when the index was opened last
        self._again = 0.0
        self._users: dict[str, int] = {}
        self._lock = threading.Lock()

    @contextmanager
    def using(self) -> Iterator[Index]:
        """Yield the newest generation that can be opened."""
        with self._lock:
            latest = Index.latest(self._settings.store)
            if latest and latest != self._latest and time.monotonic() >= self._again:
                self._turn_to(latest)
            index = self.index
            self._users[index.generation] = self._users.get(index.generation, 0) + 1
        try:
            yield index
        finally:
            with self._lock:
                self._users[index.generation] -= 1
                if index is not self.index and not self._users[index.generation]:
                    index.close()

    def _turn_to(self, latest: str) -> None:
        """Open the newest generation; where that cannot be, the one before answers on, with a notice."""
        old, settings = self.index, self._settings
        try:
            opened = TimedIndex.open(
                settings.store, choice=settings.embedding, embedder=old.embedder, server=settings.server
            )
        except StoreError as fault:
            self.notice = f"The newest index cannot be opened; that of {old.manifest.created} answers for it. {fault}"
            _log.warning(self.notice)
            if fault.passing:
                self._again = time.monotonic() + _AGAIN
            else:
                self._latest = latest
            return
        self._latest, self.notice = latest, opened.notice
        if opened.generation == old.generation:
            opened.close()
            return
        self.index = opened
        if not self._users.get(old.generation):
            old.close()

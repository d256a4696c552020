"""Units go in, vectors come to rest in the store: while more is read, a window is embedded and the one before it stored."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

import numpy as np

from .embedder import DocumentEmbedder, Vectors, vectors_of
from .gathering import VectorWriter
from .stopwatch import Stopwatch
from .units import Unit

_WINDOW = 512  # units embedded together: enough to find neighbours of like length, little enough to begin and end soon
_AHEAD = 3  # windows that wait for the model or the store: enough to keep both busy, little enough for an honest progress bar


class VectorFeed:
    """Embeds units whose key is new, `at_once` windows at a time, while the caller reads on.

    `earlier` returns the vectors of those keys that an earlier build made.
    Windows are stored in order. `seconds` is how long the model was at work. An error of the model or the store is raised
    by a later `add` or at the end.
    """

    def __init__(
        self,
        embedder: Callable[[], DocumentEmbedder],
        store: VectorWriter,
        earlier: Callable[[Sequence[str]], Mapping[str, Vectors]] = lambda _: {},
        *,
        at_once: int = 1,
    ) -> None:
        self._embedder = embedder
        self._store = store
        self._earlier = earlier
        self._known: set[str] = set()
        self._waiting: dict[str, str] = {}
        self._windows: deque[Future[None]] = deque()
        self._ahead = _AHEAD * at_once
        self._model = ThreadPoolExecutor(at_once, thread_name_prefix="embed")
        self._shelf = ThreadPoolExecutor(1, thread_name_prefix="store-vectors")
        self._work = Stopwatch()

    @property
    def seconds(self) -> float:
        """How long the model has been at work."""
        return self._work.seconds

    def __enter__(self) -> VectorFeed:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._flush()
                self._settle(0)
        finally:
            self._model.shutdown(cancel_futures=True)
            self._shelf.shutdown(cancel_futures=True)

    def add(self, units: Iterable[Unit]) -> bool:
        """Take the units of one passage; return whether any of them must be embedded."""
        taken = list(units)
        self.carry(unit.key for unit in taken)
        new = {unit.key: unit.text for unit in taken if unit.key not in self._known}
        self._known.update(new)
        self._waiting.update(new)
        if len(self._waiting) >= _WINDOW:
            self._flush()
            self._settle(self._ahead)
        return bool(new)

    def carry(self, keys: Iterable[str]) -> None:
        """Take over those keys' vectors that an earlier build has made and that are not in the store yet."""
        if new := [key for key in dict.fromkeys(keys) if key not in self._known]:
            found = self._earlier(new)
            if found:
                self._known.update(found)
                self._windows.append(self._shelf.submit(self._store.add, list(found), np.stack(list(found.values()))))
                self._settle(self._ahead)

    def _flush(self) -> None:
        keys, texts = list(self._waiting), list(self._waiting.values())
        self._waiting.clear()
        if keys:
            vectors = self._model.submit(self._embed, texts)
            self._windows.append(self._shelf.submit(self._keep, keys, vectors))

    def _embed(self, texts: list[str]) -> Vectors:
        embedder = self._embedder()
        with self._work.running():
            return vectors_of(texts, embedder)

    def _keep(self, keys: list[str], vectors: Future[Vectors]) -> None:
        self._store.add(keys, vectors.result())

    def _settle(self, ahead: int) -> None:
        """Wait until no more than `ahead` windows wait for the model or the store."""
        while len(self._windows) > ahead:
            self._windows.popleft().result()

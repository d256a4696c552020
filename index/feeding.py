"""Units go in, vectors come to rest in the store: while more is read, a window is embedded and the one before it stored."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Set
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

import numpy as np

from .embedder import Embedder, Vectors
from .units import Unit
from .vectors import VectorStore

_WINDOW = 512  # units embedded together: enough to find neighbours of like length, little enough to begin and end soon
_AHEAD = 2  # windows that wait for the model: enough to keep it busy, little enough for an honest progress bar


class VectorFeed:
    """Embeds units whose key is not yet known, a window at a time, while the caller reads on.

    `seconds` is how long the model was at work. An error of the model or the store is raised by a later `add` or at the end.
    """

    def __init__(self, embedder: Callable[[], Embedder], store: VectorStore, known: Set[str]) -> None:
        self._embedder = embedder
        self._store = store
        self._known = set(known)
        self._waiting: dict[str, str] = {}
        self._windows: deque[Future[None]] = deque()
        self._stored: Future[None] | None = None
        self._model = ThreadPoolExecutor(1, thread_name_prefix="embed")
        self._shelf = ThreadPoolExecutor(1, thread_name_prefix="store-vectors")
        self.seconds = 0.0

    def __enter__(self) -> VectorFeed:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._flush()
                self._settle(0)
                self._settle_store()
        finally:
            self._model.shutdown(cancel_futures=True)
            self._shelf.shutdown(cancel_futures=True)

    def add(self, units: Iterable[Unit]) -> bool:
        """Take the units of one passage; return whether any of them must be embedded."""
        new = {unit.key: unit.text for unit in units if unit.key not in self._known}
        self._known.update(new)
        self._waiting.update(new)
        if len(self._waiting) >= _WINDOW:
            self._flush()
            self._settle(_AHEAD)
        return bool(new)

    def _flush(self) -> None:
        keys, texts = list(self._waiting), list(self._waiting.values())
        self._waiting.clear()
        if keys:
            self._windows.append(self._model.submit(self._embed, keys, texts))

    def _embed(self, keys: list[str], texts: list[str]) -> None:
        embedder = self._embedder()
        began = time.perf_counter()
        vectors: Vectors = np.empty((len(texts), embedder.dimension), dtype=np.float32)
        for positions, batch in embedder.embed_documents(texts):
            vectors[positions] = batch
        self.seconds += time.perf_counter() - began
        self._settle_store()
        self._stored = self._shelf.submit(self._store.add, keys, vectors)

    def _settle(self, ahead: int) -> None:
        """Wait until no more than `ahead` windows wait for the model."""
        while len(self._windows) > ahead:
            self._windows.popleft().result()

    def _settle_store(self) -> None:
        """Wait for the window before to be stored."""
        if self._stored is not None:
            self._stored.result()
            self._stored = None

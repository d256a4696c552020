"""Units go in, vectors come to rest in the store: embedding in windows, storing behind it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Set
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

import numpy as np

from .embedder import Embedder, Vectors
from .units import Unit
from .vectors import VectorStore

_WINDOW = 2_048  # units embedded together: enough to find neighbours of like length, little enough to wait for


class VectorFeed:
    """Embeds units whose key is not yet known, a window at a time, while the window before is being stored."""

    def __init__(self, embedder: Callable[[], Embedder], store: VectorStore, known: Set[str]) -> None:
        self._embedder = embedder
        self._store = store
        self._known = set(known)
        self._waiting: dict[str, str] = {}
        self._storing: Future[None] | None = None
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="store-vectors")
        self.seconds = 0.0

    def __enter__(self) -> VectorFeed:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._flush()
                self._settle()
        finally:
            self._pool.shutdown()

    def add(self, units: Iterable[Unit]) -> bool:
        """Take the units of one passage; return whether any of them must be embedded."""
        new = {unit.key: unit.text for unit in units if unit.key not in self._known}
        self._known.update(new)
        self._waiting.update(new)
        if len(self._waiting) >= _WINDOW:
            self._flush()
        return bool(new)

    def _flush(self) -> None:
        keys, texts = list(self._waiting), list(self._waiting.values())
        self._waiting.clear()
        if not keys:
            return
        vectors = self._embed(texts)
        self._settle()
        self._storing = self._pool.submit(self._store.add, keys, vectors)

    def _embed(self, texts: list[str]) -> Vectors:
        embedder = self._embedder()
        began = time.perf_counter()
        vectors = np.empty((len(texts), embedder.dimension), dtype=np.float32)
        for positions, batch in embedder.embed_documents(texts):
            vectors[positions] = batch
        self.seconds += time.perf_counter() - began
        return vectors

    def _settle(self) -> None:
        """Wait for the window before; an error of the store is raised here."""
        if self._storing is not None:
            self._storing.result()
            self._storing = None

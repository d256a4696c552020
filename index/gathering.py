"""Where the vectors of a segment gather while it is built: in Chroma, here or on a server, or many of them in flat files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from .collection import CollectionWriter
from .embedder import Vectors
from .packed import write_packed
from .passages import Passages
from .vectors import VectorStore

LARGE = 10_000  # units; up to so many stay in Chroma and are compared in memory, each, in a millisecond
LARGE_ON_SERVER = 200_000  # units; more would take four minutes to send, and 400 MB of the server's memory
_ARRIVED = "arrived.f16"
_TOGETHER = 2_000  # vectors that Chroma is given at once: by 500 it takes twice the time
_BLOCK = 8_192


class VectorWriter:
    """Takes vectors by key, into a new folder. With a `collection` they go there, and the folder gets what is to be said of it."""

    def __init__(self, folder: Path, collection: CollectionWriter | None = None) -> None:
        self._folder = folder
        self._most = LARGE if collection is None else LARGE_ON_SERVER
        self._store: VectorStore | CollectionWriter | None = collection or VectorStore(folder)
        self._stored: list[str] = []
        self._waiting: dict[str, Vectors] = {}
        self._arrived: _Arrivals | None = None

    def add(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Take unit vectors, float32 of shape (len(keys), dimension), under keys that are new."""
        if self._store is not None and len(self._stored) + len(self._waiting) + len(keys) > self._most:
            self._leave_chroma(self._store)
        if self._arrived is not None:
            self._arrived.add(keys, vectors)
        elif self._store is not None:
            self._waiting.update(zip(keys, vectors, strict=True))
            if len(self._waiting) >= _TOGETHER:
                self._give(self._store)

    def finish(self, passages: Passages) -> None:
        """Write what has been taken, which is what these passages of the segment need."""
        if self._arrived is not None:
            write_packed(self._folder, self._arrived.parts(passages))
            self._arrived.remove()
        elif self._store is not None:
            self._give(self._store)
            if isinstance(self._store, CollectionWriter):
                self._store.write(self._folder)

    def close(self) -> None:
        """Let go of the files."""
        if self._store is not None:
            self._store.close()

    def _give(self, store: VectorStore | CollectionWriter) -> None:
        if self._waiting:
            store.add(list(self._waiting), np.stack(list(self._waiting.values())))
            self._stored += self._waiting
            self._waiting.clear()

    def _leave_chroma(self, store: VectorStore | CollectionWriter) -> None:
        self._give(store)
        arrived = _Arrivals(self._folder.with_name(_ARRIVED))
        for start in range(0, len(self._stored), _BLOCK):
            found = store.get(self._stored[start : start + _BLOCK])
            arrived.add(list(found), np.stack(list(found.values())))
        store.discard()
        self._folder.mkdir(parents=True, exist_ok=True)
        self._store, self._arrived = None, arrived


class _Arrivals:
    """Vectors in the order in which they arrive, in a file beside the segment."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("wb")
        self._places: dict[str, int] = {}
        self._dimension = 0

    def add(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Take vectors, float32 of shape (len(keys), dimension), under keys that are new."""
        self._dimension = vectors.shape[1]
        first = len(self._places)
        self._places.update((key, first + place) for place, key in enumerate(keys))
        self._file.write(vectors.astype(np.float16).tobytes())

    def parts(self, passages: Passages) -> Iterator[tuple[npt.NDArray[np.int32], Vectors]]:
        """Yield (row of each unit, its vector) in the order of the passages' units, so many at a time."""
        self._file.flush()
        stored = np.memmap(self._path, np.float16, "r", shape=(len(self._places), self._dimension))
        for block in passages.unit_blocks(_BLOCK):
            places = [self._places[key] for _, key in block]
            yield np.array([row for row, _ in block], np.int32), np.asarray(stored[places], np.float32)

    def remove(self) -> None:
        """Remove the file."""
        self._file.close()
        self._path.unlink()

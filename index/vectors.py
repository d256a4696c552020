"""The only file that knows Chroma: vectors by key, nothing else; no text and no metadata is stored in it.

Chroma rewrites its files when it is merely opened, so a folder given to `VectorStore` must be the caller's own copy.
"""

from __future__ import annotations

import errno
import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import numpy as np

from .embedder import Vectors
from .errors import Corrupt

_COLLECTION = "units"
_FULL = re.compile(r"disk is full|no space left|file too large|code: 13\b", re.IGNORECASE)
_BATCH = 4_000
# Inner product of unit vectors is their cosine. 128 candidates at build time and 24 links keep the approximate search
# within 1 % of the exact one; a question looks at 400 candidates.
_HNSW = {"space": "ip", "ef_construction": 128, "max_neighbors": 24, "ef_search": 400, "sync_threshold": 2_000}


def import_chroma() -> None:
    """Import Chroma ahead of its first use: it takes more than a second, which can pass while a model is loaded."""
    import chromadb  # noqa: F401


class VectorStore:
    """The vectors of one generation, in a folder that this process alone uses."""

    def __init__(self, folder: Path) -> None:
        import chromadb
        from chromadb.config import Settings

        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        begins = not any(folder.iterdir())
        settings = Settings(anonymized_telemetry=False, allow_reset=False)
        try:
            self._client: Any = chromadb.PersistentClient(path=str(folder), settings=settings)
            self._units = self._client.get_or_create_collection(
                _COLLECTION, configuration=cast("Any", {"hnsw": _HNSW}), embedding_function=None
            )
        except Exception as error:  # Chroma raises its own, SQLite's and the Rust core's errors alike
            if begins:  # there is nothing yet that could be damaged
                raise self._unwritten(error) from error
            raise Corrupt(f"The vectors in {folder} cannot be opened: {error}. Rebuild with --full.") from error
        self._counted: int | None = None

    def add(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Store unit vectors, float32 of shape (len(keys), dimension), under their keys."""
        self._counted = None
        for start in range(0, len(keys), _BATCH):
            chosen = slice(start, start + _BATCH)
            self._write(self._units.add, ids=list(keys[chosen]), embeddings=vectors[chosen])

    def remove(self, keys: Sequence[str]) -> None:
        """Forget these keys."""
        self._counted = None
        for start in range(0, len(keys), _BATCH):
            self._write(self._units.delete, ids=list(keys[start : start + _BATCH]))

    def _write(self, change: Callable[..., Any], **given: Any) -> None:  # noqa: ANN401 - as Chroma takes them
        """Change the collection; what the disk refuses, Chroma reports as an error of its own, is raised as OSError."""
        from chromadb.errors import InternalError

        try:
            change(**given)
        except InternalError as error:
            raise self._unwritten(error) from error

    def _unwritten(self, error: Exception) -> OSError:
        code = errno.ENOSPC if _FULL.search(str(error)) else errno.EIO
        return OSError(code, str(error), str(self._folder))

    def nearest(self, vector: Vectors, *, limit: int) -> list[tuple[str, float]]:
        """Return up to `limit` (key, cosine), nearest first."""
        if not (size := self.size):
            return []
        found: Any = self._units.query(
            query_embeddings=vector.reshape(1, -1), n_results=min(limit, size), include=["distances"]
        )
        return [(key, 1.0 - distance) for key, distance in zip(found["ids"][0], found["distances"][0], strict=True)]

    def get(self, keys: Iterable[str]) -> dict[str, Vectors]:
        """Return the vectors of those keys that are stored."""
        wanted = list(dict.fromkeys(keys))
        if not wanted:
            return {}
        found: Any = self._units.get(ids=wanted, include=["embeddings"])
        return dict(zip(found["ids"], np.asarray(found["embeddings"], dtype=np.float32), strict=True))

    def keys(self) -> set[str]:
        """Return the keys of all vectors, out of Chroma's own table: it takes forty times as long to list them itself."""
        table = f"{(self._folder / 'chroma.sqlite3').resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(table, uri=True)) as db:
            found = {key for (key,) in db.execute("SELECT embedding_id FROM embeddings")}
        self._counted = len(found)
        return found

    @property
    def size(self) -> int:
        """The number of vectors, counted once until it changes: Chroma takes longer to count than to search."""
        if self._counted is None:
            self._counted = int(self._units.count())
        return self._counted

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()

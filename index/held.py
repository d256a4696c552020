"""Vectors of a small segment in memory, out of the Chroma where they are stored.

A question is compared with each of them: up to ten thousand that takes a millisecond, a third of what Chroma's graph takes,
and misses none.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from .embedder import Vectors
from .errors import Corrupt
from .packed import products
from .passages import Passages
from .vectors import VectorStore

_BLOCK = 8_192  # units whose vectors are read at once


class HeldVectors:
    """The vectors of one segment, in the order of its units; safe to use from several threads. Raises Corrupt if one is missing."""

    def __init__(self, store: VectorStore, passages: Passages) -> None:
        rows: list[int] = []
        parts: list[Vectors] = []
        for block in passages.unit_blocks(_BLOCK):
            found = store.get(key for _, key in block)
            missing = next((key for _, key in block if key not in found), None)
            if missing is not None:
                raise Corrupt(f"The vector of unit {missing} is missing. Rebuild with --full.")
            rows += [row for row, _ in block]
            parts.append(np.stack([found[key] for _, key in block]))
        self._rows: npt.NDArray[np.int32] = np.array(rows, np.int32)
        self._vectors = np.concatenate(parts) if parts else np.empty((0, 0), np.float32)

    def nearest(self, vector: Vectors, *, limit: int) -> list[tuple[int, float]]:
        """Return up to `limit` units as (row of its passage, cosine), nearest first."""
        if not len(self._rows):
            return []
        cosines = products(self._vectors, vector)
        places = np.argpartition(-cosines, limit)[:limit] if limit < len(cosines) else np.arange(len(cosines))
        order = places[np.lexsort((places, -cosines[places]))]
        return list(zip(self._rows[order].tolist(), cosines[order].tolist(), strict=True))

    def of_row(self, row: int) -> Vectors:
        """Return the vectors of a passage's units in the order of the text, float32 of shape (units, dimension)."""
        first, last = np.searchsorted(self._rows, (row, row + 1))
        return self._vectors[first:last]

    def at(self, places: Sequence[int]) -> Vectors:
        """Return the vectors at some places among all units, float32 of shape (len(places), dimension)."""
        return self._vectors[list(places)]

    def close(self) -> None:
        """Let go of the vectors."""
        self._vectors = np.empty((0, 0), np.float32)

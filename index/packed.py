"""Vectors of a large segment in flat files: half the bytes of Chroma's, read where they lie, none of them held in memory but signs.

Chroma keeps each vector whole in memory beside the links of its graph, 2 KB a unit: a million passages would need 10 GB. Here
a unit costs one bit a dimension in memory. A question is compared with all of them: the number of signs that differ ranks the
units nearly as the cosine does (Charikar, Similarity estimation techniques from rounding algorithms, 2002). The few thousand
best are ranked again by the question's own vector and their signs, and of the best of these the vectors are read.

    units.f16     vectors, float16 of shape (units, dimension), in the order of rows and within a passage of the text
    signs.u64     the sign bits, uint64 of shape (words, units): whether a vector lies above the mean in each dimension
    mean.f32      the mean of the vectors, float32 of shape (dimension,)
    rows.i32      the row of each unit's passage, int32 of shape (units,), ascending
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from .embedder import Vectors
from .errors import Corrupt

UNITS, SIGNS, MEAN, ROWS = "units.f16", "signs.u64", "mean.f32", "rows.i32"
_CANDIDATES = 4_000  # units that are ranked again
_READ = 800  # units whose cosines are computed; with them the best 50 are found to 99 %
_BLOCK = 65_536  # units compared at once: their signs stay in the processor's cache
_SAMPLED = 65_536  # units, spread over all, that tell beforehand how many signs may differ
_SPARE = 1.5  # of the candidates, since the sample is a sample

Signs = npt.NDArray[np.uint64]


def is_packed(folder: Path) -> bool:
    """Tell whether a folder of vectors holds packed ones."""
    return (folder / UNITS).is_file()


def units_in(folder: Path) -> int:
    """Return the number of packed vectors in a folder."""
    return (folder / ROWS).stat().st_size // np.dtype(np.int32).itemsize


def write_packed(folder: Path, parts: Iterable[tuple[npt.NDArray[np.int32], Vectors]]) -> None:
    """Write vectors in the order of their rows, given in parts of (row of each unit, unit vectors)."""
    total: npt.NDArray[np.float64] | float = 0.0
    count, dimension = 0, 0
    with (folder / UNITS).open("wb") as vectors, (folder / ROWS).open("wb") as rows:
        for row, part in parts:
            vectors.write(part.astype(np.float16).tobytes())
            rows.write(row.astype(np.int32).tobytes())
            total, count, dimension = total + part.sum(axis=0, dtype=np.float64), count + len(part), part.shape[1]
    mean = np.atleast_1d(np.asarray(total / max(count, 1), np.float32))
    (folder / MEAN).write_bytes(mean.tobytes())
    signs = np.empty((_words(dimension), count), np.uint64)
    stored = np.memmap(folder / UNITS, np.float16, "r", shape=(count, dimension)) if count else np.empty((0, 0))
    for start in range(0, count, _BLOCK):
        block = slice(start, start + _BLOCK)
        signs[:, block] = _signs(np.asarray(stored[block], np.float32) - mean)
    (folder / SIGNS).write_bytes(signs.data)


class PackedVectors:
    """The vectors of one segment, read-only; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            self._mean: Vectors = np.fromfile(folder / MEAN, np.float32)
            self.rows: npt.NDArray[np.int32] = np.fromfile(folder / ROWS, np.int32)
            self._signs: Signs = np.fromfile(folder / SIGNS, np.uint64).reshape(_words(len(self._mean)), len(self.rows))
            self._file = os.open(folder / UNITS, os.O_RDONLY)
        except (OSError, ValueError) as error:
            raise Corrupt(f"The vectors in {folder} cannot be opened: {error}. Rebuild with --full.") from error
        self._dimension = len(self._mean)
        self.size = len(self.rows)
        self._sample = np.ascontiguousarray(self._signs[:, :: max(1, self.size // _SAMPLED)])

    def nearest(self, vector: Vectors, *, limit: int) -> list[tuple[int, float]]:
        """Return up to `limit` units as (row of its passage, cosine), nearest first."""
        if not self.size:
            return []
        places = self._likely(vector, max(limit, _READ))
        cosines = products(self._read(places), vector)
        order = np.argsort(-cosines, kind="stable")[:limit]
        return list(zip(self.rows[places[order]].tolist(), cosines[order].tolist(), strict=True))

    def of_row(self, row: int) -> Vectors:
        """Return the vectors of a passage's units in the order of the text, float32 of shape (units, dimension)."""
        first, last = np.searchsorted(self.rows, (row, row + 1))
        return self._at(int(first), int(last - first))

    def at(self, places: Sequence[int]) -> Vectors:
        """Return the vectors at some places among all units, float32 of shape (len(places), dimension)."""
        return self._read(places)

    def parts(self, size: int) -> Iterator[tuple[npt.NDArray[np.int32], Vectors]]:
        """Yield all vectors in order, so many at a time, as `write_packed` takes them."""
        for start in range(0, self.size, size):
            rows = self.rows[start : start + size]
            yield rows, self._at(start, len(rows))

    def faults(self) -> Iterator[str]:
        """Yield what is wrong between the files."""
        if os.fstat(self._file).st_size != self.size * self._dimension * 2:
            yield f"{UNITS} and {ROWS} do not hold as many units"
            return
        if np.any(np.diff(self.rows) < 0):
            yield f"{ROWS} is out of order"
        start = 0
        for rows, vectors in self.parts(_BLOCK):
            if not np.array_equal(self._signs[:, start : start + len(rows)], _signs(vectors - self._mean)):
                yield f"{SIGNS} are not those of {UNITS}"
                return
            start += len(rows)

    def close(self) -> None:
        """Let go of the files."""
        os.close(self._file)

    def _likely(self, vector: Vectors, wanted: int) -> npt.NDArray[np.intp]:
        """Return the places of so many units that are probably the nearest."""
        if self.size <= wanted:
            return np.arange(self.size)
        centred = vector - self._mean
        places = self._alike(_signs(centred[None])[:, 0], max(wanted, _CANDIDATES))
        bits = np.unpackbits(
            np.ascontiguousarray(self._signs[:, places].T).view(np.uint8), axis=1, count=self._dimension
        )
        return places[np.argsort(-products(bits, centred), kind="stable")[:wanted]]

    def _alike(self, signs: Signs, wanted: int) -> npt.NDArray[np.intp]:
        """Return the places of about so many units, at least, whose signs differ least from these."""
        if self.size <= wanted:
            return np.arange(self.size)
        sample = _differing(self._sample, signs)
        share = min(len(sample), max(1, round(_SPARE * wanted * len(sample) / self.size)))
        most = np.partition(sample, share - 1)[share - 1]

        def near(first: int, last: int) -> list[npt.NDArray[np.intp]]:
            blocks = (slice(start, min(start + _BLOCK, last)) for start in range(first, last, _BLOCK))
            return [np.flatnonzero(_differing(self._signs[:, b], signs) <= most) + b.start for b in blocks]

        ends = np.linspace(0, self.size, (os.cpu_count() or 1) + 1).astype(int).tolist()
        return np.concatenate([found for part in _scanning().map(near, ends, ends[1:]) for found in part])

    def _read(self, places: Sequence[int] | npt.NDArray[np.intp]) -> Vectors:
        """Return the vectors at some places; read and not mapped, so that memory does not grow with what was asked."""
        size = self._dimension * 2
        data = b"".join([os.pread(self._file, size, int(place) * size) for place in places])
        return self._vectors(data, len(places))

    def _at(self, place: int, count: int) -> Vectors:
        size = self._dimension * 2
        return self._vectors(os.pread(self._file, count * size, place * size), count)

    def _vectors(self, data: bytes, count: int) -> Vectors:
        if len(data) != count * self._dimension * 2:
            raise Corrupt(f"{self._folder / UNITS} is too short. Rebuild with --full.")
        return np.frombuffer(data, np.float16).reshape(count, self._dimension).astype(np.float32)


def _differing(block: Signs, signs: Signs) -> npt.NDArray[np.uint16]:
    """Return for each unit of a block of signs, of shape (words, units), in how many dimensions its sign differs."""
    total = np.bitwise_count(block[0] ^ signs[0]).astype(np.uint16)
    for word in range(1, len(signs)):
        total += np.bitwise_count(block[word] ^ signs[word])
    return cast("npt.NDArray[np.uint16]", total)


def products(rows: npt.NDArray[Any], vector: Vectors) -> Vectors:
    """Return the inner product of each row with a vector.

    Not by `@`: the threads of a BLAS go on spinning for milliseconds, on the cores that compare the next question's signs.
    """
    return cast(Vectors, np.einsum("ij,j->i", rows, vector))


@cache
def _scanning() -> ThreadPoolExecutor:
    """Return the threads that compare signs, one a core: NumPy lets others run meanwhile."""
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="signs")


def _words(dimension: int) -> int:
    return -(-dimension // 64)


def _signs(vectors: Vectors) -> Signs:
    """Return the sign bits of vectors of shape (n, dimension), as uint64 of shape (words, n)."""
    bits = np.packbits(vectors > 0, axis=1)
    padded = np.zeros((len(vectors), _words(vectors.shape[1]) * 8), np.uint8)
    padded[:, : bits.shape[1]] = bits
    return np.ascontiguousarray(padded.view(np.uint64).T)

"""The segments of a generation, read as one: documents, passages and vectors, each segment immutable once published.

What a build writes is a segment. Of the generation before, large segments are kept as they are, linked and not copied, with
the names of those of their files that have changed or gone since: so a change costs what changed, however large the index
(O'Neil and others, The log-structured merge-tree, 1996; Lucene's segments are the like). A small index has one segment.

Rows count the passages of all segments, one after the other; those of files that have gone are never returned.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from corpus import Passage

from .collection import ServedVectors, is_served
from .embedder import Vectors
from .held import HeldVectors
from .packed import PackedVectors, is_packed
from .passages import DocumentRecord, PassageRecord, Passages
from .ranking import best_by_row
from .vectors import VectorServer, opened_copy

PASSAGES, KEYWORDS, VECTORS = "passages.sqlite", "keywords", "vectors"


@dataclass(frozen=True, slots=True)
class SegmentPlace:
    """Where a segment lies, and the names of those of its files that no longer count."""

    folder: Path
    gone: frozenset[str] = frozenset()


class SegmentVectors(Protocol):
    """The vectors of one segment, by the rows of its own."""

    def nearest(self, vector: Vectors, *, limit: int) -> list[tuple[int, float]]:
        """Return (row, cosine) of up to `limit` of the nearest units, nearest first; a row may come several times."""
        ...

    def of_rows(self, rows: Sequence[int]) -> dict[int, list[tuple[int, int, Vectors]]]:
        """Return, for each row, its units as (start, end, vector), in the order of the text."""
        ...

    def by_key(self, keys: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors of those units that are here."""
        ...

    def close(self) -> None:
        """Let go of the files."""
        ...


class _Served:
    """Vectors on a Chroma server, which are named by the hashes of their texts."""

    def __init__(self, store: ServedVectors, passages: Passages) -> None:
        self._store = store
        self._passages = passages

    def nearest(self, vector: Vectors, *, limit: int) -> list[tuple[int, float]]:
        """As `SegmentVectors` has it."""
        units = self._store.nearest(vector, limit=limit)
        return best_by_row(units, self._passages.rows_by_key([key for key, _ in units]))

    def of_rows(self, rows: Sequence[int]) -> dict[int, list[tuple[int, int, Vectors]]]:
        """As `SegmentVectors` has it."""
        units = self._passages.units(rows)
        vectors = self._store.get(key for found in units.values() for _, _, key in found)
        return {
            row: [(start, end, vectors[key]) for start, end, key in found if key in vectors]
            for row, found in units.items()
        }

    def by_key(self, keys: Sequence[str]) -> dict[str, Vectors]:
        """As `SegmentVectors` has it."""
        return self._store.get(self._passages.rows_by_key(keys))

    def close(self) -> None:
        """Let go of the files."""
        self._store.close()


class _InOrder:
    """Vectors in the order of the units: in flat files, or in memory."""

    def __init__(self, vectors: PackedVectors | HeldVectors, passages: Passages) -> None:
        self._vectors = vectors
        self._passages = passages

    def nearest(self, vector: Vectors, *, limit: int) -> list[tuple[int, float]]:
        """As `SegmentVectors` has it."""
        return self._vectors.nearest(vector, limit=limit)

    def of_rows(self, rows: Sequence[int]) -> dict[int, list[tuple[int, int, Vectors]]]:
        """As `SegmentVectors` has it."""
        return {
            row: [
                (start, end, vector) for (start, end, _), vector in zip(found, self._vectors.of_row(row), strict=True)
            ]
            for row, found in self._passages.units(rows).items()
        }

    def by_key(self, keys: Sequence[str]) -> dict[str, Vectors]:
        """As `SegmentVectors` has it."""
        places = self._passages.places_by_key(keys)
        return dict(zip(places, self._vectors.at(list(places.values())), strict=True))

    def close(self) -> None:
        """Let go of the files."""
        self._vectors.close()


class Segment:
    """One segment, its rows counted from `base`; its vectors are opened when first asked for, by one thread, or at once.

    Those that are on a server are looked for at `server`.
    """

    def __init__(
        self, place: SegmentPlace, base: int, *, with_vectors: bool = False, server: VectorServer | None = None
    ) -> None:
        self.place = place
        self.base = base
        self.passages = Passages(place.folder / PASSAGES)
        self.end = base + self.passages.count()
        self._gone = [self._shifted(self.passages.rows_of(source)) for source in place.gone]
        self._server = server
        self._vectors: SegmentVectors | None = None
        if with_vectors:
            self._open()

    @property
    def vectors(self) -> SegmentVectors:
        """The vectors, by rows of the segment's own."""
        return self._vectors or self._open()

    @property
    def size(self) -> int:
        """The number of rows that count."""
        return self.end - self.base - sum(map(len, self._gone))

    @cached_property
    def live(self) -> npt.NDArray[np.bool_]:
        """Which of the segment's rows count."""
        live = np.ones(self.end - self.base, np.bool_)
        for rows in self._gone:
            live[rows.start - self.base : rows.stop - self.base] = False
        return live

    @cached_property
    def documents(self) -> list[DocumentRecord]:
        """The files that count, read or skipped, by name."""
        return [record for record in self.passages.documents() if record.source not in self.place.gone]

    def holds(self, row: int) -> bool:
        """Tell whether a row is one of the segment's that count."""
        return self.base <= row < self.end and bool(self.live[row - self.base])

    def own(self, rows: Iterable[int]) -> list[int]:
        """Return those of some rows that are the segment's and count, as it counts them itself."""
        return [row - self.base for row in rows if self.holds(row)]

    def rows_of(self, source: str) -> range:
        """Return the rows of a document's passages."""
        return range(0) if source in self.place.gone else self._shifted(self.passages.rows_of(source))

    def rows_by_source(self) -> dict[str, range]:
        """Return the rows of each document that has passages and counts."""
        held = self.passages.rows_by_source().items()
        return {source: self._shifted(rows) for source, rows in held if source not in self.place.gone}

    def nearest(self, vector: Vectors, *, limit: int) -> list[tuple[int, float]]:
        """Return (row, cosine of the nearest of its units) among up to `limit` units, nearest first."""
        # as many more as may belong to files that have gone
        spare = round(limit * (self.end - self.base) / max(self.size, 1))
        found: dict[int, float] = {}
        for row, cosine in self.vectors.nearest(vector, limit=spare):
            if self.live[row]:
                found[row + self.base] = max(cosine, found.get(row + self.base, -1.0))
        return list(found.items())

    def close(self) -> None:
        """Let go of the files."""
        if self._vectors is not None:
            self._vectors.close()
        self.passages.close()

    def _open(self) -> SegmentVectors:
        self._vectors = _opened(self.place.folder / VECTORS, self.passages, self._server)
        return self._vectors

    def _shifted(self, rows: range) -> range:
        return range(rows.start + self.base, rows.stop + self.base) if rows else range(0)


def _opened(folder: Path, passages: Passages, server: VectorServer | None) -> SegmentVectors:
    if is_packed(folder):
        return _InOrder(PackedVectors(folder), passages)
    if is_served(folder):
        return _Served(ServedVectors(folder, server), passages)
    with opened_copy(folder) as store:
        return _InOrder(HeldVectors(store, passages), passages)


def is_local(folder: Path) -> bool:
    """Tell whether a folder of vectors holds Chroma's own files."""
    return not (is_packed(folder) or is_served(folder))


class Segments:
    """All segments of a generation; safe to use from several threads once vectors are open, as those of `opened` are at once."""

    def __init__(
        self,
        places: Sequence[SegmentPlace],
        opened: Collection[SegmentPlace] = (),
        server: VectorServer | None = None,
    ) -> None:
        self.every: list[Segment] = []
        try:
            for place in places:
                base = self.every[-1].end if self.every else 0
                self.every.append(Segment(place, base, with_vectors=place in opened, server=server))
            self._records = {r.source: (r, s) for s in self.every for r in s.documents}
        except BaseException:
            self.close()
            raise

    def documents(self) -> list[DocumentRecord]:
        """Return every file of the corpus, read or skipped, by name."""
        return [self._records[source][0] for source in sorted(self._records)]

    def document(self, source: str) -> DocumentRecord | None:
        """Return one file's record."""
        return self._records[source][0] if source in self._records else None

    def segment_of(self, source: str) -> Segment | None:
        """Return the segment that holds a file, None for one that is not in the index."""
        return self._records[source][1] if source in self._records else None

    def passage(self, row: int) -> Passage:
        """Return the passage of a row."""
        return self.many([row])[row]

    def many(self, rows: Iterable[int]) -> dict[int, Passage]:
        """Return passages by row."""
        wanted = list(rows)
        found: dict[int, Passage] = {}
        for segment in self.every:
            if own := segment.own(wanted):
                found |= {row + segment.base: passage for row, passage in segment.passages.many(own).items()}
        return found

    def row_of(self, passage_id: str) -> int | None:
        """Return the row of a passage id."""
        for segment in self.every:
            row = segment.passages.row_of(passage_id)
            if row is not None and segment.holds(row + segment.base):
                return row + segment.base
        return None

    def rows_of(self, source: str) -> range:
        """Return the rows of a document's passages."""
        segment = self.segment_of(source)
        return segment.rows_of(source) if segment else range(0)

    def rows_by_source(self) -> dict[str, range]:
        """Return the rows of each document that has passages."""
        found = {source: rows for segment in self.every for source, rows in segment.rows_by_source().items()}
        return dict(sorted(found.items()))

    def speakers(self) -> list[tuple[int, str]]:
        """Return (row, name) for each speaker of a passage that is a turn; a row may have several."""
        return [
            (row + segment.base, name)
            for segment in self.every
            for row, name in segment.passages.speakers()
            if segment.live[row]
        ]

    def units(self, rows: Iterable[int]) -> dict[int, list[tuple[int, int, str]]]:
        """Return the (start, end, key) of the units of each row."""
        wanted = list(rows)
        return {
            row + segment.base: units
            for segment in self.every
            for row, units in segment.passages.units(segment.own(wanted)).items()
        }

    def vectors(self, rows: Iterable[int]) -> dict[int, list[tuple[int, int, Vectors]]]:
        """Return, for each row, its units as (start, end, vector), in the order of the text."""
        wanted = list(rows)
        return {
            row + segment.base: units
            for segment in self.every
            if (own := segment.own(wanted))
            for row, units in segment.vectors.of_rows(own).items()
        }

    def vectors_by_key(self, keys: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors of those units that stand in any segment."""
        return {key: vector for segment in self.every for key, vector in segment.vectors.by_key(keys).items()}

    def nearest(self, vector: Vectors, *, limit: int) -> list[tuple[int, float]]:
        """Return (row, cosine of the nearest of its units) among up to `limit` units, nearest first."""
        found = [pair for segment in self.every for pair in segment.nearest(vector, limit=limit)]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:limit]

    def records(self, source: str) -> list[PassageRecord]:
        """Return all that is kept of a document's passages, in order."""
        segment = self.segment_of(source)
        return segment.passages.records(source) if segment else []

    def count(self) -> int:
        """Return the number of passages."""
        return sum(segment.size for segment in self.every)

    def count_units(self) -> int:
        """Return the number of different units of each segment, added up."""
        return sum(segment.passages.count_units() for segment in self.every)

    def sample(self, size: int) -> list[int]:
        """Return up to `size` rows spread evenly over the passages that count."""
        live = np.flatnonzero(np.concatenate([segment.live for segment in self.every]))
        return [int(row) for row in live[:: max(1, len(live) // size)][:size]]

    def close(self) -> None:
        """Let go of all files."""
        for segment in self.every:
            segment.close()

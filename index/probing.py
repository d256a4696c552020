"""Whether the parts of one segment are in step: passages, words and vectors with one another, and a sample made anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np

from .collection import RECORD, ServedVectors, is_served
from .embedder import Embedder
from .entries import words_of
from .keywords import POSTINGS
from .packed import PackedVectors, is_packed
from .passages import PassageRecord, Passages
from .postings import Postings
from .segments import KEYWORDS, PASSAGES, VECTORS, Segment, SegmentPlace, SegmentVectors
from .units import Unit, units_of
from .vectors import VectorServer, opened_copy

LEAST_COSINE = 0.999
_STEMS = 24  # of a passage, the commonest, whose counts are looked up
_WORDS = f"{KEYWORDS}/{POSTINGS}"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong: in which file of the index, and what."""

    file: str
    detail: str


class Probe:
    """One segment, opened to be compared with itself; `prefix` stands before the names of its files."""

    def __init__(self, place: SegmentPlace, prefix: str, server: VectorServer | None = None) -> None:
        self._prefix = prefix
        self._place = place
        self._vectors = place.folder / VECTORS
        self._server = server
        self.segment = Segment(place, 0)
        self._passages: Passages = self.segment.passages
        self._postings = Postings(place.folder / KEYWORDS / POSTINGS)
        self.least_cosine: float | None = None
        self.sampled = 0

    @property
    def units(self) -> int:
        """The number of different units."""
        return self._passages.count_units()

    def faults(self) -> Iterator[Fault]:
        """Yield what does not hold between the parts, all of each looked at."""
        yield from (self._fault(PASSAGES, detail) for detail in self._passages.faults())
        yield from (self._fault(_WORDS, detail) for detail in self._postings.faults())
        yield from self._words()
        yield from (self._fault(VECTORS, detail) for detail in self._named())

    def sampled_faults(self, embedder: Embedder, rows: Sequence[int]) -> Iterator[Fault]:
        """Make words, units and vectors of some passages anew and yield where they differ from what is stored."""
        records = self._passages.records_of(rows)
        made = units_of([record.passage for record in records.values()], embedder)
        yield from self._remade_words(records)
        yield from self._remade_units(records, made)
        chosen = [unit for units in made for unit in units[:1]]
        with closing(Segment(self._place, 0, with_vectors=True, server=self._server)) as opened:
            yield from self._remade_vectors(opened.vectors, {unit.key: unit.text for unit in chosen}, embedder)

    def close(self) -> None:
        """Let go of the files."""
        self._postings.close()
        self.segment.close()

    def _fault(self, file: str, detail: str) -> Fault:
        return Fault(self._prefix + file, detail)

    def _words(self) -> Iterator[Fault]:
        """Compare for every row what the keyword index says of the passage with the passage."""
        documents, lengths, asides = self._passages.measures()
        if len(self._postings.lengths) != len(lengths):
            yield self._fault(_WORDS, f"holds {len(self._postings.lengths)} passages, {PASSAGES} holds {len(lengths)}")
            return
        for what, told, found in (
            ("length", lengths, self._postings.lengths),
            ("document", documents, self._postings.documents),
            ("kind", asides, self._postings.asides),
            ("number of words", lengths, self._postings.counted()),
        ):
            rows = np.flatnonzero(np.asarray(told) != found) if len(told) == len(found) else [0]
            if len(rows):
                yield self._fault(_WORDS, f"the {what} of passage {rows[0]} is another than in {PASSAGES}")

    def _named(self) -> Iterator[str]:
        """Yield where the vectors are not those of the units."""
        if is_packed(self._vectors):
            packed = PackedVectors(self._vectors)
            yield from packed.faults()
            if not np.array_equal(packed.rows, np.fromiter(self._passages.unit_rows(), np.int32)):
                yield f"the vectors are not in the order of the units in {PASSAGES}"
            packed.close()
            return
        if is_served(self._vectors):
            yield from self._named_on_server()
            return
        keys = self._passages.keys()
        with opened_copy(self._vectors) as store:
            stored = store.keys()
        if missing := keys - stored:
            yield f"{len(missing)} units of passages have no vector, such as {min(missing)}"
        if left := stored - keys:
            yield f"{len(left)} vectors belong to no passage, such as {min(left)}"

    def _named_on_server(self) -> Iterator[str]:
        """Yield where the vectors on the server are not those of the units, or not those that were stored: all are compared."""
        keys = sorted(self._passages.keys())
        with closing(ServedVectors(self._vectors, self._server)) as served:
            if len(keys) != served.record.vectors:
                yield f"{RECORD} speaks of {served.record.vectors} vectors, the passages have {len(keys)} units"
            elif served.digest(keys) != served.record.digest:
                yield f"the vectors in the collection {served.record.collection} are not those that were stored in it"

    def _remade_words(self, records: Mapping[int, PassageRecord]) -> Iterator[Fault]:
        for row, record in records.items():
            if (record.text_terms, record.context_terms) != words_of(record.passage):
                yield self._fault(PASSAGES, f"the words of passage {row} are not those of its text and headings")
            counted = Counter(record.text_terms).most_common(_STEMS)
            if any(self._postings.count(stem, row) != count for stem, count in counted):
                yield self._fault(_WORDS, f"the words of passage {row} are not counted as they stand in {PASSAGES}")

    def _remade_units(self, records: Mapping[int, PassageRecord], made: Sequence[Sequence[Unit]]) -> Iterator[Fault]:
        for (row, record), units in zip(records.items(), made, strict=True):
            if record.units != tuple((unit.start, unit.end, unit.key) for unit in units):
                yield self._fault(PASSAGES, f"the units of passage {row} are not those of its text")

    def _remade_vectors(
        self, stored_in: SegmentVectors, texts: Mapping[str, str], embedder: Embedder
    ) -> Iterator[Fault]:
        stored = stored_in.by_key(list(texts))
        keys = [key for key in texts if key in stored]
        cosines = {}
        for positions, vectors in embedder.embed_documents([texts[key] for key in keys]):
            for position, vector in zip(positions, vectors, strict=True):
                key = keys[position]
                cosines[key] = float(vector @ stored[key])
                if cosines[key] < LEAST_COSINE:
                    yield self._fault(
                        VECTORS, f"the vector of unit {key} has cosine {cosines[key]:.4f} to one made anew"
                    )
                elif stored_in.nearest(vector, limit=1)[0][1] < LEAST_COSINE:
                    yield self._fault(VECTORS, f"a search for unit {key} does not find it")
        self.sampled, self.least_cosine = len(cosines), min(cosines.values(), default=None)

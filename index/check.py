"""Proving an index sound: every file as it was published, every part in step with the others, a sample made anew.

The checksums say that the files are those that were written, the rest that what was written holds together: counts, passages
with their documents, words and vectors with their passages. Of a sample of passages words, units and vectors are made anew
and compared, which tells another model, another recipe, and rows that have slipped.
"""

from __future__ import annotations

import hashlib
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .embedder import DEFAULT_CHOICE, Embedder, ModelChoice, find_model, load_embedder
from .entries import words_of
from .errors import Corrupt
from .generations import MANIFEST, Manifest, Store
from .passages import PassageRecord, Passages
from .postings import Postings
from .serving import copy_vectors
from .units import Unit, units_of
from .vectors import VectorStore

SAMPLE = 32
LEAST_COSINE = 0.999
_STEMS = 24  # of a passage, the commonest, whose counts are looked up
_POSTINGS = "keywords/postings.sqlite"
_PASSAGES = "passages.sqlite"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong: in which file of the index, and what."""

    file: str
    detail: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found: how much was looked at, and all that is wrong.

    `least_cosine` is that of a vector made anew to the stored one, the least of the `sampled` ones; None without a sample.
    """

    generation: str
    created: str
    files: int
    bytes: int
    documents: int
    passages: int
    units: int
    sampled: int
    least_cosine: float | None
    seconds: float
    faults: tuple[Fault, ...]
    remedy: str

    @property
    def sound(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.faults

    def as_dict(self) -> dict[str, Any]:
        """Return the report as documented for `check --json`."""
        counts = {name: getattr(self, name) for name in ("files", "bytes", "documents", "passages", "units", "sampled")}
        return {
            "sound": self.sound,
            "generation": self.generation,
            "created": self.created,
            **counts,
            "least_cosine": self.least_cosine,
            "seconds": round(self.seconds, 3),
            "faults": [{"file": fault.file, "detail": fault.detail} for fault in self.faults],
            "remedy": self.remedy,
        }

    def lines(self) -> Iterator[str]:
        """Yield each fault and what to do, or what was proved."""
        for fault in self.faults:
            yield f"{fault.file}: {fault.detail}"
        if self.faults:
            yield self.remedy
            return
        made = f", {self.sampled} vectors made anew (cosine at least {self.least_cosine:.4f})" if self.sampled else ""
        yield f"The index of {self.created} is sound: {self.generation}"
        yield (
            f"{self.documents} documents, {self.passages} passages, {self.units} units in step; {self.files} files, "
            f"{self.bytes / 1e6:.1f} MB as published{made}; {self.seconds:.1f} s"
        )


def check_index(
    store: Path, *, choice: ModelChoice = DEFAULT_CHOICE, embedder: Embedder | None = None, sample: int = SAMPLE
) -> CheckReport:
    """Prove the published index of a store sound, or say what is wrong and what to do.

    Of `sample` passages words and vectors are made anew, of none for 0, which needs no model. Nothing in the store is
    written. Raises NotBuilt when there is no index, WrongModel when the model cannot be had.
    """
    place = Store(store)
    while True:
        report = _checked(place, choice, embedder, sample)
        # A builder that publishes twice meanwhile removes what is being checked.
        if report.sound or place.current() == report.generation or not report.generation:
            return report


def _checked(place: Store, choice: ModelChoice, embedder: Embedder | None, sample: int) -> CheckReport:
    began = time.perf_counter()
    try:
        manifest = place.manifest()
    except Corrupt as error:
        faults = [Fault(MANIFEST if MANIFEST in str(error) else "CURRENT", str(error))]
        return _report(place, None, faults, began)
    faults = list(_files(place, manifest))
    if faults:  # what is damaged is not opened: a damaged vector file can end the process
        return _report(place, manifest, faults, began)
    probe = None
    try:
        with ExitStack() as opened:
            probe = _Probe(place.folder(manifest.id), manifest, opened)
            faults += probe.faults()
            if sample:
                faults += probe.sampled_faults(embedder or load_embedder(find_model(choice)), sample)
    except (Corrupt, LookupError, TypeError, ValueError) as error:  # what is so wrong that it cannot be compared
        faults.append(Fault(manifest.id, f"cannot be read: {error}"))
    return _report(place, manifest, faults, began, probe)


def _files(place: Store, manifest: Manifest) -> Iterator[Fault]:
    folder = place.folder(manifest.id)
    for path in place.damaged(manifest):
        detail = "is not what was published" if path.is_file() else "is missing"
        yield Fault(path.relative_to(folder).as_posix(), detail)
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    for name in sorted(found - set(manifest.files) - {MANIFEST}):
        yield Fault(name, "does not belong to the index")


def _report(
    place: Store, manifest: Manifest | None, faults: Sequence[Fault], began: float, probe: _Probe | None = None
) -> CheckReport:
    remedy = f"Rebuild the index: aide-memoire index --full --store {place.path}" if faults else ""
    whole = next((kept for kept in map(place.whole, place.others(place.current())) if kept), None) if faults else None
    if whole:
        remedy += f" (until then the one of {whole.created}, which is whole, answers)"
    return CheckReport(
        generation=manifest.id if manifest else "",
        created=manifest.created if manifest else "",
        files=len(manifest.files) if manifest else 0,
        bytes=sum(size for size, _ in manifest.files.values()) if manifest else 0,
        documents=manifest.documents if manifest else 0,
        passages=manifest.passages if manifest else 0,
        units=manifest.units if manifest else 0,
        sampled=probe.sampled if probe else 0,
        least_cosine=probe.least_cosine if probe else None,
        seconds=time.perf_counter() - began,
        faults=tuple(faults),
        remedy=remedy,
    )


class _Probe:
    """The parts of one generation, opened to be compared with one another until `opened` ends; vectors as a private copy."""

    def __init__(self, folder: Path, manifest: Manifest, opened: ExitStack) -> None:
        self._manifest = manifest
        self._passages = opened.enter_context(closing(Passages(folder / _PASSAGES)))
        self._postings = opened.enter_context(closing(Postings(folder / _POSTINGS)))
        private = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="aide-memoire-"))) / "vectors"
        copy_vectors(folder / "vectors", private)
        self._vectors = opened.enter_context(closing(VectorStore(private)))
        self._keys = self._passages.keys()
        self.sampled = 0
        self.least_cosine: float | None = None

    def faults(self) -> Iterator[Fault]:
        """Yield what does not hold between the parts, all of each looked at."""
        yield from (Fault(_PASSAGES, detail) for detail in self._passages.faults())
        yield from (Fault(_POSTINGS, detail) for detail in self._postings.faults())
        yield from self._counts()
        yield from self._words()
        yield from self._named()

    def sampled_faults(self, embedder: Embedder, size: int) -> Iterator[Fault]:
        """Make words, units and vectors of some passages anew and yield where they differ from what is stored."""
        if embedder.fingerprint != self._manifest.model_fingerprint:
            yield Fault(MANIFEST, f"the index was made with {self._manifest.model}, the model here is {embedder.name}")
            return
        chance = random.Random(self._manifest.id)  # noqa: S311 - the same sample each time, so that a fault is seen again
        rows = chance.sample(range(self._manifest.passages), min(size, self._manifest.passages))
        records = self._passages.records_of(rows)
        made = units_of([record.passage for record in records.values()], embedder)
        yield from self._remade_words(records)
        yield from self._remade_units(records, made)
        chosen = [unit for units in made for unit in units[:1]]
        yield from self._remade_vectors({unit.key: unit.text for unit in chosen}, embedder)

    def _counts(self) -> Iterator[Fault]:
        records = self._passages.documents()
        manifest = self._manifest
        corpus = hashlib.sha256("".join(f"{d.source}\0{d.sha256}\n" for d in records).encode()).hexdigest()
        if corpus != manifest.corpus:
            yield Fault(_PASSAGES, "the documents are not those that the manifest names")
        for file, what, told, found in (
            (_PASSAGES, "documents", manifest.documents, sum(not record.reason for record in records)),
            (_PASSAGES, "passages", manifest.passages, self._passages.count()),
            (_PASSAGES, "units", manifest.units, len(self._keys)),
            (_POSTINGS, "passages", manifest.passages, len(self._postings.lengths)),
        ):
            if told != found:
                yield Fault(file, f"holds {found} {what}, the manifest says {told}")

    def _words(self) -> Iterator[Fault]:
        """Compare for every row what the keyword index says of the passage with the passage."""
        documents, lengths, asides = self._passages.measures()
        for what, told, found in (
            ("length", lengths, self._postings.lengths),
            ("document", documents, self._postings.documents),
            ("kind", asides, self._postings.asides),
            ("number of words", lengths, self._postings.counted()),
        ):
            rows = np.flatnonzero(np.asarray(told) != found) if len(told) == len(found) else [0]
            if len(rows):
                yield Fault(_POSTINGS, f"the {what} of passage {rows[0]} is another than in {_PASSAGES}")

    def _named(self) -> Iterator[Fault]:
        stored = self._vectors.keys()
        if missing := self._keys - stored:
            yield Fault("vectors", f"{len(missing)} units of passages have no vector, such as {min(missing)}")
        if left := stored - self._keys:
            yield Fault("vectors", f"{len(left)} vectors belong to no passage, such as {min(left)}")

    def _remade_words(self, records: Mapping[int, PassageRecord]) -> Iterator[Fault]:
        for row, record in records.items():
            if (record.text_terms, record.context_terms) != words_of(record.passage):
                yield Fault(_PASSAGES, f"the words of passage {row} are not those of its text and headings")
            counted = Counter(record.text_terms).most_common(_STEMS)
            if any(self._postings.count(stem, row) != count for stem, count in counted):
                yield Fault(_POSTINGS, f"the words of passage {row} are not counted as they stand in {_PASSAGES}")

    @staticmethod
    def _remade_units(records: Mapping[int, PassageRecord], made: Sequence[Sequence[Unit]]) -> Iterator[Fault]:
        for (row, record), units in zip(records.items(), made, strict=True):
            if record.units != tuple((unit.start, unit.end, unit.key) for unit in units):
                yield Fault(_PASSAGES, f"the units of passage {row} are not those of its text")

    def _remade_vectors(self, texts: Mapping[str, str], embedder: Embedder) -> Iterator[Fault]:
        stored = self._vectors.get(texts)
        keys = [key for key in texts if key in stored]
        cosines = {}
        for positions, vectors in embedder.embed_documents([texts[key] for key in keys]):
            for position, vector in zip(positions, vectors, strict=True):
                key = keys[position]
                cosines[key] = float(vector @ stored[key])
                ((_, nearest),) = self._vectors.nearest(vector, limit=1)
                if cosines[key] < LEAST_COSINE:
                    yield Fault("vectors", f"the vector of unit {key} has cosine {cosines[key]:.4f} to one made anew")
                elif nearest < LEAST_COSINE:
                    yield Fault("vectors", f"a search for unit {key} does not find it")
        self.sampled, self.least_cosine = len(cosines), min(cosines.values(), default=None)

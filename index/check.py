"""Proving an index sound: every file as it was published, every part in step with the others, a sample made anew.

The checksums say that the files are those that were written, the rest that what was written holds together: counts, passages
with their documents, words and vectors with their passages. Of a sample of passages words, units and vectors are made anew
and compared, which tells another model, another recipe, and rows that have slipped.
"""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

from .collection import RECORD
from .embedder import DEFAULT_CHOICE, Embedder, ModelChoice, find_model, load_embedder
from .errors import Corrupt, LostVectors, StoreError
from .generations import MANIFEST, Manifest, Store
from .probing import Fault, Probe
from .segments import PASSAGES, VECTORS
from .serving import segment_places, whole
from .vectors import VectorServer

SAMPLE = 32


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
    store: Path,
    *,
    choice: ModelChoice = DEFAULT_CHOICE,
    embedder: Embedder | None = None,
    server: VectorServer | None = None,
    sample: int = SAMPLE,
) -> CheckReport:
    """Prove the published index of a store sound, or say what is wrong and what to do.

    Of `sample` passages words and vectors are made anew, of none for 0, which needs no model. Nothing in the store is
    written. Of vectors on a `server` every one is looked at. Raises NotBuilt when there is no index, WrongModel when the model
    cannot be had, NoServer and ServerDown where the vectors cannot be reached.
    """
    place = Store(store)
    while True:
        report = _checked(place, choice, embedder, server, sample)
        # A builder that publishes twice meanwhile removes what is being checked.
        if report.sound or place.current() == report.generation or not report.generation:
            return report


def _checked(
    place: Store, choice: ModelChoice, embedder: Embedder | None, server: VectorServer | None, sample: int
) -> CheckReport:
    began = time.perf_counter()
    try:
        manifest = place.manifest()
    except Corrupt as error:
        faults = [Fault(MANIFEST if MANIFEST in str(error) else "CURRENT", str(error))]
        return _report(place, None, faults, began, server)
    faults = list(_files(place, manifest))
    if faults:  # what is damaged is not opened: a damaged vector file can end the process
        return _report(place, manifest, faults, began, server)
    probe = None
    try:
        with ExitStack() as opened:
            probe = _Probes(place.folder(manifest.id), manifest, server, opened)
            faults += probe.faults()
            if sample:
                faults += probe.sampled_faults(embedder or load_embedder(find_model(choice)), sample)
    except LostVectors as error:
        faults.append(Fault(f"{VECTORS}/{RECORD}", str(error)))
    except (Corrupt, LookupError, TypeError, ValueError) as error:  # what is so wrong that it cannot be compared
        faults.append(Fault(manifest.id, f"cannot be read: {error}"))
    return _report(place, manifest, faults, began, server, probe=probe)


def _files(place: Store, manifest: Manifest) -> Iterator[Fault]:
    folder = place.folder(manifest.id)
    for path in place.damaged(manifest):
        detail = "is not what was published" if path.is_file() else "is missing"
        yield Fault(path.relative_to(folder).as_posix(), detail)
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    for name in sorted(found - set(manifest.files) - {MANIFEST}):
        yield Fault(name, "does not belong to the index")


def _older(place: Store, server: VectorServer | None) -> Manifest | None:
    """Return the newest of the other generations that could be served, None where there is none or it is not known."""
    with suppress(StoreError):
        return next(filter(None, (whole(place, name, server) for name in place.others(place.current()))), None)
    return None


def _report(
    place: Store,
    manifest: Manifest | None,
    faults: Sequence[Fault],
    began: float,
    server: VectorServer | None,
    *,
    probe: _Probes | None = None,
) -> CheckReport:
    remedy = f"Rebuild the index: aide-memoire index --full --store {place.path}" if faults else ""
    if faults and (older := _older(place, server)):
        remedy += f" (until then the one of {older.created}, which is whole, answers)"
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


class _Probes:
    """The segments of one generation, each opened to be compared with itself, until `opened` ends."""

    def __init__(self, folder: Path, manifest: Manifest, server: VectorServer | None, opened: ExitStack) -> None:
        self._manifest = manifest
        self._places = segment_places(manifest, folder)
        self._probes: list[Probe] = []
        for place in self._places:
            within = place.folder.relative_to(folder).as_posix()
            probe = Probe(place, "" if within == "." else f"{within}/", server)
            self._probes.append(opened.enter_context(closing(probe)))

    @property
    def sampled(self) -> int:
        """How many vectors were made anew."""
        return sum(probe.sampled for probe in self._probes)

    @property
    def least_cosine(self) -> float | None:
        """The least cosine of one made anew to the stored one."""
        return min((probe.least_cosine for probe in self._probes if probe.least_cosine is not None), default=None)

    def faults(self) -> Iterator[Fault]:
        """Yield what does not hold within a segment, and where the segments together are not what the manifest says."""
        yield from self._counts()
        for probe in self._probes:
            yield from probe.faults()

    def sampled_faults(self, embedder: Embedder, size: int) -> Iterator[Fault]:
        """Make words, units and vectors of some passages anew and yield where they differ from what is stored."""
        if embedder.fingerprint != self._manifest.model_fingerprint:
            yield Fault(MANIFEST, f"the index was made with {self._manifest.model}, the model here is {embedder.name}")
            return
        chance = random.Random(self._manifest.id)  # noqa: S311 - the same sample each time, so that a fault is seen again
        every = [(probe, row) for probe in self._probes for row in range(probe.segment.end)]
        chosen = chance.sample(every, min(size, len(every)))
        for probe in self._probes:
            yield from probe.sampled_faults(embedder, [row for of, row in chosen if of is probe])

    def _counts(self) -> Iterator[Fault]:
        segments = [probe.segment for probe in self._probes]
        records = sorted((record for segment in segments for record in segment.documents), key=attrgetter("source"))
        manifest = self._manifest
        corpus = hashlib.sha256("".join(f"{d.source}\0{d.sha256}\n" for d in records).encode()).hexdigest()
        if corpus != manifest.corpus:
            yield Fault(PASSAGES, "the documents are not those that the manifest names")
        for what, told, found in (
            ("documents", manifest.documents, sum(not record.reason for record in records)),
            ("passages", manifest.passages, sum(segment.size for segment in segments)),
            ("units", manifest.units, sum(probe.units for probe in self._probes)),
        ):
            if told != found:
                yield Fault(PASSAGES, f"holds {found} {what}, the manifest says {told}")

"""Building and refreshing: what changed is read and embedded, everything else is taken from the published generation.

Vectors are named by the hash of the text they were made from, so a passage that moved, or stands in a renamed file, keeps
its vector. What is taken over of a small index is written again, so that nothing stays of a file that was removed. Reading,
embedding and storing overlap: `feeding` embeds behind the reading and stores behind the embedding.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from corpus import Found, Skipped, discover, load_many

from .belonging import begin_collection, remove_unnamed
from .cluster import Cluster
from .embedder import DEFAULT_CHOICE, ModelChoice, Vectors, find_model, load_embedder
from .entries import entries
from .errors import Corrupt, NotBuilt, StoreError
from .evidence import require_evidence
from .feeding import VectorFeed
from .gathering import VectorWriter
from .generations import FORMAT, Manifest, Store, new_id
from .keeping import Keeping, keep
from .keywords import write_keywords
from .passages import DocumentRecord, Passages, PassageWriter
from .previous import Previous, previous
from .reading import ReadDocument, documents_of
from .segments import KEYWORDS, PASSAGES, VECTORS, Segments
from .units import DEFAULT_UNITS
from .vectors import VectorServer
from .writing import writing

# Passages and units made by another recipe are made anew: raise the number whenever reading or splitting changes.
RECIPE = f"format {FORMAT}, reading 14, words 3, units {DEFAULT_UNITS.target}+{DEFAULT_UNITS.context}"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: files and bytes read of all that changed, passages embedded so far."""

    files: int
    files_total: int
    bytes: int
    bytes_total: int
    passages: int


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. Counts are of files; `embedded` of passages for which the model was asked.

    `stages` holds the seconds spent on finding, reading and splitting files ("reading"), in the model ("embedding") and on
    all that came after the last of both ("writing"); the first two overlap.
    """

    added: int
    changed: int
    unchanged: int
    removed: int
    skipped: tuple[Skipped, ...]
    passages: int
    embedded: int
    seconds: float
    generation: str
    stages: dict[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """Return the report as documented for `index --json`."""
        counts = {name: getattr(self, name) for name in ("added", "changed", "unchanged", "removed")}
        return {
            "documents": {**counts, "skipped": len(self.skipped)},
            "passages": self.passages,
            "embedded": self.embedded,
            "seconds": round(self.seconds, 3),
            "skipped": [{"source": s.source, "reason": s.reason, "detail": s.detail} for s in self.skipped],
            "generation": self.generation,
        }


@dataclass(frozen=True, slots=True)
class _File:
    """One file of the folder, the hash of its bytes, and whether the published generation holds it as it is."""

    source: str
    path: Path
    size: int
    sha256: str
    known: bool
    overrides: Mapping[str, str]


def build_index(
    paths: Sequence[Path],
    store: Path,
    *,
    choice: ModelChoice = DEFAULT_CHOICE,
    full: bool = False,
    prune: bool = False,
    erase: bool = False,
    wait: bool = False,
    scheduler: str = "",
    server: VectorServer | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> BuildReport:
    """Build the index of some folders or files in `store`, or bring it up to date; the old one serves until then.

    Without paths the folders of the last build are taken. `full` reads and embeds everything anew; `prune` confirms that
    documents are gone for good where a whole folder with most of them is; `erase` leaves nothing on disk of what was removed or
    changed, where else a large index drops it bit by bit; `wait` waits for another build to end. With the address of a Dask
    `scheduler` its workers read and embed; with a Chroma `server` vectors are kept there. Raises NotBuilt when there are
    neither paths nor an index, Busy when another build is running, Vanished without `prune`, NotWritten when a file cannot be
    written, NoWorkers and WrongWorker for what is wrong with the scheduler or its workers, NoServer and ServerDown for what is
    wrong with the server, other StoreError for other faults.
    """
    place = Store(store)
    with writing(store), place.building(wait=wait) as draft:
        build = _Build(
            place,
            draft,
            choice,
            full=full,
            prune=prune,
            erase=erase,
            scheduler=scheduler,
            server=server,
            progress=progress,
        )
        with closing(build), writing(store, draft, build.needed):
            return build.run(paths)


class _Build:
    """One build, from the folder to the published generation."""

    def __init__(
        self,
        place: Store,
        draft: Path,
        choice: ModelChoice,
        *,
        full: bool,
        prune: bool,
        erase: bool,
        scheduler: str,
        server: VectorServer | None,
        progress: Callable[[Progress], None],
    ) -> None:
        self._began = time.perf_counter()
        self._prune = prune
        self._erase = erase
        self._share = 1.0  # of what is to be read, that which is written already
        self._place = place
        self._draft = draft
        self._model = find_model(choice)
        self._embedder = cache(lambda: load_embedder(self._model))
        self._scheduler = scheduler
        self._server = server
        self._id = new_id()
        self._cluster: Cluster | None = None
        self._progress = progress
        self._published = self._read_published()
        self._full = full
        self._previous: Previous | None = None
        self._before: dict[str, DocumentRecord] = {}
        self._inside: dict[str, list[DocumentRecord]] = {}
        self._keeping = Keeping()
        self._embedded = 0
        self._stages = {"reading": 0.0, "embedding": 0.0}
        self._embedded_at = self._began

    def run(self, paths: Sequence[Path]) -> BuildReport:
        """Compare, write what differs, publish; do nothing when nothing differs."""
        roots = self._roots(paths)
        began = time.perf_counter()
        with ThreadPoolExecutor(1, thread_name_prefix="previous") as pool:  # to verify a large index takes seconds
            opening = pool.submit(self._open_previous)
            found = _found(roots)
            opening.result()
        files = self._files(found)
        self._stages["reading"] = time.perf_counter() - began
        if not self._prune and self._published and self._published.roots == roots:
            require_evidence(self._place.path, roots, self._before, [(file.source, file.path) for file in files])
        if self._published and self._nothing_new(roots, files):
            self._leave_nothing()
            return self._report(self._published, files, list(self._before.values()))
        if self._scheduler and self._unread:
            self._cluster = Cluster(self._scheduler, self._model)
        self._keep(files)
        self._write(files)
        with closing(Segments(self._keeping.places_in(self._draft))) as written:
            documents = written.documents()
            manifest = self._manifest(roots, documents, written.count(), written.count_units())
        self._place.publish(self._draft, manifest)
        self._leave_nothing()
        return self._report(manifest, files, documents)

    def needed(self, held: int) -> int:
        """Return about how many bytes the new generation takes, of which it holds so many already."""
        before = sum(size for size, _ in self._published.files.values()) if self._previous and self._published else 0
        return max(before, round(held / max(self._share, 0.01)))

    def close(self) -> None:
        """Let go of the published generation, and of the workers."""
        if self._previous:
            self._previous.close()
        if self._cluster:
            self._cluster.close()

    def _read_published(self) -> Manifest | None:
        try:
            return self._place.manifest()
        except (NotBuilt, Corrupt):
            return None

    def _open_previous(self) -> None:
        """Open the published generation, if this build would have made it so and it is whole."""
        published = self._published
        if self._full or published is None:
            return
        if (published.model_fingerprint, published.recipe) != (self._model.fingerprint, RECIPE):
            return
        self._previous = previous(self._place, published, self._server)
        recorded = self._previous.documents() if self._previous else []
        self._before = {record.source: record for record in recorded if not record.parent}
        self._inside = _by_parent(recorded)

    def _roots(self, paths: Sequence[Path]) -> tuple[str, ...]:
        if paths:
            return tuple(str(path.resolve()) for path in paths)
        if self._published:
            return self._published.roots
        raise NotBuilt("Which folder? There is no index to refresh yet: aide-memoire index FOLDER")

    def _files(self, found: Sequence[tuple[Found, str]]) -> list[_File]:
        """Tell which of the files that were found the published generation holds."""
        files = []
        for file, sha256 in found:
            known = self._is_known(file.source, sha256, file.overrides, file.fault)
            files.append(_File(file.source, file.path, file.size, sha256, known, file.overrides))
        self._unread = [item for item, file in zip(found, files, strict=True) if not file.known]
        return files

    def _is_known(self, source: str, sha256: str, overrides: Mapping[str, str], fault: str) -> bool:
        """Tell whether the published generation holds a file with these bytes and with what a table says of it now."""
        before = self._before.get(source)
        if before is None or (before.sha256, before.overrides) != (sha256, overrides) or not sha256:
            return False
        return not fault or before.detail == fault

    def _nothing_new(self, roots: tuple[str, ...], files: Sequence[_File]) -> bool:
        same = all(file.known for file in files) and len(files) == len(self._before)
        if self._previous and (self._previous.moving or (self._erase and self._previous.holds_gone)):
            return False
        return same and self._published is not None and self._published.roots == roots

    def _keep(self, files: Sequence[_File]) -> None:
        """Decide which segments of the published generation stay as they are, and link their files."""
        if self._previous and self._published:
            unchanged = {file.source for file in files if file.known}
            self._keeping = keep(self._previous.staying(), self._published, unchanged, whole=self._erase)
            self._keeping.link(self._draft)

    def _leave_nothing(self) -> None:
        """Remove the generations before, and their collections, if nothing is to be left of them."""
        if self._erase:
            self._place.remove_others()
            if self._server:
                remove_unnamed(self._server, self._place)

    def _write(self, files: Sequence[_File]) -> None:
        """Write a segment with the passages and vectors of all files that no kept segment holds."""
        collection = begin_collection(self._server, self._place, self._id) if self._server else None
        with closing(VectorWriter(self._draft / VECTORS, collection)) as vectors:
            with self._feed(vectors) as feed:
                self._write_passages(files, feed)
            self._stages["embedding"] = feed.seconds
            self._embedded_at = time.perf_counter()
            with closing(Passages(self._draft / PASSAGES)) as written:
                vectors.finish(written)

    def _earlier(self, keys: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors of those keys that the published generation has."""
        return self._previous.vectors_by_key(keys) if self._previous else {}

    def _feed(self, vectors: VectorWriter) -> VectorFeed:
        if cluster := self._cluster:
            return VectorFeed(lambda: cluster, vectors, self._earlier, at_once=cluster.at_once)
        return VectorFeed(self._embedder, vectors, self._earlier)

    def _write_passages(self, files: Sequence[_File], feed: VectorFeed) -> None:
        """Write passages and their words while the feed still embeds the last of them."""
        passages = self._draft / PASSAGES
        with closing(PassageWriter(passages)) as writer, closing(self._read()) as read:
            self._write_files(files, read, writer, feed)
        with closing(Passages(passages)) as written:
            write_keywords(self._draft / KEYWORDS, entries(written.words()))

    def _write_files(
        self,
        files: Sequence[_File],
        read: Iterator[list[ReadDocument]],
        writer: PassageWriter,
        feed: VectorFeed,
    ) -> None:
        total = Progress(0, len(self._unread), 0, sum(file.size for file, _ in self._unread), 0)
        for file in files:
            if file.known and self._previous:
                if not self._keeping.holds(self._previous.segment_of(file.source)):
                    self._carry(file.source, self._previous, writer, feed)
                continue
            for document in self._next(read):
                writer.add(document.record, document.passages)
                self._embedded += sum([feed.add(of_passage) for of_passage in document.units])
            total = replace(total, files=total.files + 1, bytes=total.bytes + file.size, passages=self._embedded)
            self._share = total.bytes / max(total.bytes_total, 1)
            self._progress(total)

    def _carry(self, source: str, previous: Segments, writer: PassageWriter, feed: VectorFeed) -> None:
        """Write what the published generation holds of an unchanged file."""
        for record in (self._before[source], *self._inside.get(source, ())):
            passages = previous.records(record.source)
            writer.add(record, passages)
            feed.carry(key for passage in passages for _, _, key in passage.units)

    def _read(self) -> Generator[list[ReadDocument]]:
        """Yield what becomes of each file that must be read, and of the files inside it."""
        if self._cluster:
            yield from self._cluster.read(self._unread)
            return
        with closing(load_many([file for file, _ in self._unread])) as outcomes:
            for (file, sha256), outcome in zip(self._unread, outcomes, strict=True):
                yield documents_of(outcome, sha256, file.overrides, self._embedder)

    def _next(self, read: Iterator[list[ReadDocument]]) -> list[ReadDocument]:
        began = time.perf_counter()
        documents = next(read)
        self._stages["reading"] += time.perf_counter() - began
        return documents

    def _manifest(
        self, roots: tuple[str, ...], documents: Sequence[DocumentRecord], passages: int, units: int
    ) -> Manifest:
        read = [document for document in documents if not document.reason]
        corpus = hashlib.sha256("".join(f"{d.source}\0{d.sha256}\n" for d in documents).encode()).hexdigest()
        return Manifest(
            id=self._id,
            model=self._model.name,
            model_fingerprint=self._model.fingerprint,
            recipe=RECIPE,
            roots=roots,
            documents=len(read),
            passages=passages,
            units=units,
            corpus=corpus,
            created=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            kept=self._keeping.gone,
            files=self._keeping.measured(self._published, self._place.folder(self._published.id))
            if self._published
            else {},
        )

    def _report(self, manifest: Manifest, files: Sequence[_File], documents: Sequence[DocumentRecord]) -> BuildReport:
        now = {file.source for file in files}
        seconds = time.perf_counter() - self._began
        self._stages["writing"] = time.perf_counter() - self._embedded_at
        return BuildReport(
            added=sum(file.source not in self._before for file in files),
            changed=sum(file.source in self._before and not file.known for file in files),
            unchanged=sum(file.known for file in files),
            removed=sum(source not in now for source in self._before),
            skipped=tuple(document.skipped for document in documents if document.skipped),
            passages=manifest.passages,
            embedded=self._embedded,
            seconds=seconds,
            generation=manifest.id,
            stages=self._stages,
        )


def _found(roots: Sequence[str]) -> list[tuple[Found, str]]:
    """Return the files of some folders by name, each with the hash of its bytes."""
    found = sorted(discover([Path(root) for root in roots]), key=lambda file: file.source)
    if not found:
        raise StoreError(f"There are no files in {', '.join(roots)}; the index was left as it is.")
    return [(file, file.digest()) for file in found]


def _by_parent(records: Sequence[DocumentRecord]) -> dict[str, list[DocumentRecord]]:
    found: dict[str, list[DocumentRecord]] = {}
    for record in records:
        if record.parent:
            found.setdefault(record.parent, []).append(record)
    return found

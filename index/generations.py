"""Generations of an index on disk: how one is written, published, verified, opened and cleared away.

    <store>/CURRENT                      the id of the published generation
    <store>/lock                         held by the one builder
    <store>/COLLECTIONS                  what belongs to the store on a Chroma server; see `belonging`
    <store>/generations/<id>/            immutable once published
        vectors/  keywords/  passages.sqlite       the segment that this build wrote
        segments/<id>/                             a segment kept from the generation <id>, its files linked
        manifest.json                    format, model, counts, size and SHA-256 of each file and of itself; written last

A draft becomes a generation by one rename, and the current one by one `os.replace`: a crash at any moment leaves the old
index or the new one. Two generations are kept, so that a reader that has just read CURRENT still finds its files.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from .errors import Busy, Corrupt, NotBuilt, StoreError

FORMAT = 5
_DRAFT = ".draft-"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds: enough to know that it is whole, and what made it.

    `files` maps a path inside the generation to its size in bytes and SHA-256; `roots` are the folders that were indexed,
    `recipe` the settings that decide passages and units: another recipe means a full rebuild. `kept` maps the folder of each
    segment that was kept from an earlier generation to the names of those of its files that no longer count.
    """

    id: str
    model: str
    model_fingerprint: str
    recipe: str
    roots: tuple[str, ...]
    documents: int
    passages: int
    units: int
    corpus: str
    created: str
    kept: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    format: int = FORMAT


class Store:
    """The folder that holds an index's generations."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._generations = path / "generations"

    def current(self) -> str | None:
        """Return the id of the published generation, None when nothing was ever built."""
        try:
            return (self.path / "CURRENT").read_text(encoding="ascii", errors="replace").strip() or None
        except FileNotFoundError:
            return None

    def others(self, than: str | None) -> list[str]:
        """Return the ids of the generations that are kept besides one, newest first."""
        try:
            names = [folder.name for folder in self._generations.iterdir()]
        except OSError:
            return []
        return sorted((name for name in names if name != than and not name.startswith(".")), reverse=True)

    def folder(self, generation: str) -> Path:
        """Return the folder of a generation."""
        return self._generations / generation

    @contextmanager
    def building(self, *, wait: bool = False) -> Iterator[Path]:
        """Hold the store's lock and yield an empty draft folder; what is not published is removed at the end.

        Raises Busy when another process is building, unless its end is to be waited for.
        """
        self._generations.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.path / "lock")
        try:
            lock.acquire(timeout=-1 if wait else 0)
        except Timeout:
            raise Busy(f"Another process is building the index in {self.path}; try again when it is done.") from None
        try:
            self._clear_drafts()
            draft = self._generations / (_DRAFT + secrets.token_hex(4))
            draft.mkdir()
            yield draft
        finally:
            self._clear_drafts()
            lock.release()

    def publish(self, draft: Path, manifest: Manifest) -> None:
        """Make a finished draft the current generation: files to disk, manifest last, one rename, one replace.

        The manifest's `files` are those that were linked from a published generation, with their sizes and hashes.
        """
        before = self.current()
        fields = {**asdict(manifest), "files": {**manifest.files, **_measure(draft, manifest.files.keys())}}
        _write_synced(draft / MANIFEST, _json({**fields, "seal": _seal(fields)}))
        _sync_folders(draft)
        os.rename(draft, self.folder(manifest.id))
        _sync_folder(self._generations)
        try:
            pointer = self.path / f"CURRENT.{secrets.token_hex(4)}"
            _write_synced(pointer, manifest.id + "\n")
            os.replace(pointer, self.path / "CURRENT")
        except OSError:  # on a full disk what nobody will read only takes room
            shutil.rmtree(self.folder(manifest.id), ignore_errors=True)
            raise
        _sync_folder(self.path)
        self._clear_all_but({manifest.id, before})

    def remove_others(self) -> None:
        """Remove the generations before the current one, which would answer if it were damaged."""
        self._clear_all_but({self.current()})

    def manifest(self, generation: str | None = None) -> Manifest:
        """Return the manifest of a generation, by default the current one.

        Raises NotBuilt when there is none, Corrupt when it cannot be read.
        """
        generation = generation or self.current()
        if generation is None:
            raise self._without_pointer()
        path = self.folder(generation) / MANIFEST
        try:
            fields = json.loads(path.read_text(encoding="utf-8"))
            if fields["format"] != FORMAT:
                raise Corrupt(
                    f"{path} has format {fields['format']}, this version reads {FORMAT}. Rebuild with --full."
                )
            if fields.pop("seal") != _seal(fields) or fields["id"] != generation:
                raise Corrupt(f"{path} is not what was published. Rebuild with --full.")
            return Manifest(**{**fields, "roots": tuple(fields["roots"])})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Corrupt(f"{path} is missing or damaged ({error}). Rebuild with --full.") from error

    def verify(self, manifest: Manifest) -> None:
        """Compare every file of a generation with its manifest.

        Raises Corrupt naming the first file that is missing or differs.
        """
        for path in self.damaged(manifest):
            raise Corrupt(f"{path} is missing or not what was published. Rebuild with --full.")

    def whole(self, generation: str) -> Manifest | None:
        """Return the manifest of a generation all of whose files are as they were published, else None."""
        try:
            manifest = self.manifest(generation)
            self.verify(manifest)
        except Corrupt:
            return None
        return manifest

    def damaged(self, manifest: Manifest) -> Iterator[Path]:
        """Yield each file of a generation that is missing or is not what its manifest says."""
        folder = self.folder(manifest.id)
        with ThreadPoolExecutor(2, thread_name_prefix="verify") as pool:
            names = manifest.files.items()
            whole = pool.map(lambda item: _is(folder / item[0], *item[1]), names)
            yield from (folder / name for (name, _), is_whole in zip(names, whole, strict=True) if not is_whole)

    def _without_pointer(self) -> StoreError:
        if kept := self.others(None):
            return Corrupt(
                f"{self.path / 'CURRENT'} is missing or empty, though {kept[0]} is there. Rebuild with --full."
            )
        return NotBuilt(f"There is no index in {self.path}. Build one: aide-memoire index FOLDER --store {self.path}")

    def _clear_drafts(self) -> None:
        for draft in self._generations.glob(_DRAFT + "*"):
            shutil.rmtree(draft, ignore_errors=True)
        for pointer in self.path.glob("CURRENT.*"):
            pointer.unlink(missing_ok=True)

    def _clear_all_but(self, kept: Set[str | None]) -> None:
        """Remove older generations, and one that a crash left before it became the current one.

        Each goes at once, by a renaming: who is opening it finds it whole or not at all.
        """
        for folder in self._generations.iterdir():
            if folder.name not in kept and not folder.name.startswith(_DRAFT):
                with suppress(OSError):
                    os.rename(folder, folder.with_name(_DRAFT + folder.name))
        self._clear_drafts()


def new_id() -> str:
    """Return a generation's id: the time in UTC, so that ids sort by age, and six random digits."""
    seconds, nanoseconds = divmod(time.time_ns(), 10**9)
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(seconds)) + f"-{nanoseconds:09d}-{secrets.token_hex(3)}"


def _json(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, indent=1)  # in ASCII: a folder's name need not be valid Unicode


def _seal(fields: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a manifest's other fields, as they are written."""
    return hashlib.sha256(_json(fields).encode()).hexdigest()


def _is(path: Path, size: int, digest: str) -> bool:
    try:
        return path.stat().st_size == size and _sha256(path) == digest
    except OSError:
        return False


def _measure(folder: Path, linked: Set[str]) -> dict[str, tuple[int, str]]:
    """Bring the files of a folder to disk and return their sizes and hashes, but for those `linked`, which are so already."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    written = {name: path for name, path in sorted(found.items()) if name not in linked}
    for path in written.values():
        _sync_file(path)
    return {name: (path.stat().st_size, _sha256(path)) for name, path in written.items()}


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write_synced(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folders(folder: Path) -> None:
    for path in [folder, *(p for p in folder.rglob("*") if p.is_dir())]:
        _sync_folder(path)


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":  # a folder cannot be opened elsewhere, and its entries are durable with the file
        _sync_file(folder)

"""A generation published at a URL, for any number of replicas: sent there by one machine, fetched by the others.

The URL holds what a store holds (see `generations`): files first, then the manifest, and CURRENT replaced last, so that a
replica finds the old generation or the new one, never a mix. Two are kept, for a replica that is still fetching the older.
A replica checks every file against the manifest and publishes the generation in its own store as a build does. What it holds
already, by size and hash, is linked instead of fetched; what the URL holds already is copied there instead of sent.
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path, PurePosixPath

from .belonging import note_published
from .errors import Corrupt, Damaged, HalfPublished, NotBuilt, StoreError, Unreachable
from .generations import MANIFEST, Manifest, Store
from .remote import Remote

MARK = "FOLLOWS"
"""The file that tells a replica's store from one that was built here."""
_TRIES = 3  # times that a publisher may publish while one generation is fetched
_LARGEST_MANIFEST = 64 * 1024 * 1024
_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,199}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Transfer:
    """What was done to have a generation in another place: files and bytes that had to travel, and files that had not."""

    generation: str
    files: int = 0
    bytes: int = 0
    kept: int = 0


class Published:
    """An index at a URL."""

    def __init__(self, url: str) -> None:
        self._remote = Remote(url)
        self.shown = self._remote.shown

    def current(self) -> str | None:
        """Return the id of the published generation, None where nothing was published. Raises Unreachable or Corrupt."""
        try:
            named = self._remote.read("CURRENT", 300).decode("ascii", "replace").strip()
        except FileNotFoundError:
            return None
        if not _ID.fullmatch(named):
            raise Corrupt(f"CURRENT at {self.shown} names no generation. Publish again: aide-memoire publish URL")
        return named

    @staticmethod
    def accept(store: Path) -> None:
        """Raise StoreError where a store holds an index that was built here, which a copy would take the place of."""
        place = Store(store)
        if place.current() is not None and not (place.path / MARK).exists():
            raise StoreError(
                f"The index in {place.path} was built here, and a copy of another would take its place: give the copy a "
                "folder of its own, with --store."
            )

    def fetch(self, store: Path, *, mend: bool = False) -> Transfer | None:
        """Bring a replica's store to the published generation; return what was done, None where it is there already.

        With `mend` a generation that is there is looked at, and fetched anew where a file of it is damaged. Raises NotBuilt
        where nothing was published, Unreachable, HalfPublished, Damaged, Corrupt, and what `accept` raises.
        """
        place = Store(store)
        newest = self._newest()
        if newest == place.current() and not (mend and place.whole(newest) is None):
            return None
        self.accept(store)
        place.path.mkdir(parents=True, exist_ok=True)
        (place.path / MARK).write_text(self.shown + "\n", encoding="utf-8")
        with place.building(wait=True) as draft:
            manifest, done = self._gathered(newest, place, draft)
            _put_aside(place, manifest.id)
            place.publish(draft / manifest.id, manifest)
        return done

    def send(self, store: Path, *, full: bool = False) -> Transfer:
        """Publish the current generation of a store at the URL; with `full` every file travels.

        A build of the same store has to wait meanwhile. Raises NotBuilt, Corrupt where the generation is damaged, or
        Unreachable; the generation that was published before is then as it was.
        """
        place = Store(store)
        place.manifest()
        with place.building(wait=True):
            manifest = place.manifest()
            place.verify(manifest)
            before = self._before()
            held = {} if full else self._held(before)
            if before == manifest.id and held:
                return Transfer(manifest.id, kept=len(manifest.files))
            done = self._sent(place, manifest, held)
            self._remote.send(place.folder(manifest.id) / MANIFEST, f"generations/{manifest.id}/{MANIFEST}")
            note_published(place, self.shown, manifest.id, {before})
            self._remote.replace("CURRENT", f"{manifest.id}\n".encode())
            self._clear_all_but({manifest.id, before})
        return done

    # ── fetching ──

    def _newest(self) -> str:
        newest = self.current()
        if newest is None:
            raise NotBuilt(f"Nothing is published at {self.shown}. Publish an index there: aide-memoire publish URL")
        return newest

    def _gathered(self, newest: str, place: Store, draft: Path) -> tuple[Manifest, Transfer]:
        """Put all files of the published generation into the draft's folder of its name."""
        for _ in range(_TRIES):
            try:
                manifest = self.manifest(newest)
                return manifest, self._received(manifest, place, draft / newest)
            except FileNotFoundError as missing:  # half published, or gone because another was published twice since
                before, newest = newest, self._newest()
                if newest == before:
                    raise HalfPublished(
                        f"{missing} is missing at {self.shown}. Publish again: aide-memoire publish --full URL"
                    ) from None
        raise HalfPublished(f"{self.shown} is published anew faster than it can be fetched. Try again later.")

    def manifest(self, generation: str) -> Manifest:
        """Return the manifest of a generation at the URL, proved by its seal. Raises FileNotFoundError or Corrupt."""
        name = f"generations/{generation}/{MANIFEST}"
        try:
            content = self._remote.read(name, _LARGEST_MANIFEST)
        except FileNotFoundError:
            raise FileNotFoundError(name) from None
        with tempfile.TemporaryDirectory(prefix="aide-memoire-") as folder:
            held = Store(Path(folder))
            held.folder(generation).mkdir(parents=True)
            (held.folder(generation) / MANIFEST).write_bytes(content)
            with _at_the_url(folder, self.shown):
                manifest = held.manifest(generation)
        for path in map(PurePosixPath, manifest.files):
            if path.is_absolute() or ".." in path.parts or "\\" in str(path):
                raise Corrupt(f"{self.shown} names a file outside its generation: {path}. It is not fetched.")
        return manifest

    def _received(self, manifest: Manifest, place: Store, folder: Path) -> Transfer:
        here = _files_by_hash(place)
        files = travelled = 0
        for name, (size, digest) in manifest.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if _linked(here.get(digest), path, digest):
                continue
            self._receive(f"generations/{manifest.id}/{name}", path, size, digest)
            files, travelled = files + 1, travelled + size
        return Transfer(manifest.id, files, travelled, len(manifest.files) - files)

    def _receive(self, name: str, path: Path, size: int, digest: str) -> None:
        for _ in range(2):  # what was damaged on the way comes whole the second time
            try:
                if self._remote.receive(name, path, size) == digest:
                    return
            except FileNotFoundError:
                raise FileNotFoundError(name) from None
        raise Damaged(
            f"{name} at {self.shown} is not what was published. Publish again: aide-memoire publish --full URL"
        )

    # ── sending ──

    def _before(self) -> str | None:
        """Return the generation that was published last; a pointer that says nothing is written anew."""
        try:
            return self.current()
        except Corrupt:
            return None

    def _held(self, generation: str | None) -> dict[str, str]:
        """Return the names of the files at the URL by their hash, {} where it is not known which are there."""
        if generation is None:
            return {}
        try:
            files = self.manifest(generation).files
        except (FileNotFoundError, Corrupt):
            return {}
        return {digest: f"generations/{generation}/{name}" for name, (_, digest) in files.items()}

    def _sent(self, place: Store, manifest: Manifest, held: dict[str, str]) -> Transfer:
        files = travelled = 0
        for name, (size, digest) in manifest.files.items():
            there = f"generations/{manifest.id}/{name}"
            if digest in held:
                with suppress(FileNotFoundError):
                    self._remote.copy(held[digest], there)
                    continue
            self._remote.send(place.folder(manifest.id) / name, there)
            files, travelled = files + 1, travelled + size
        return Transfer(manifest.id, files, travelled, len(manifest.files) - files)

    def _clear_all_but(self, kept: set[str | None]) -> None:
        """Remove older generations; what cannot be removed now is so the next time, and no failure."""
        with suppress(Unreachable, FileNotFoundError):
            for name in self._remote.names("generations"):
                if name not in kept:
                    self._remote.remove(f"generations/{name}")
            for name in self._remote.names(""):
                if name.startswith("CURRENT."):
                    self._remote.remove(name)


@contextmanager
def _at_the_url(folder: str, shown: str) -> Iterator[None]:
    """Have what is wrong with a manifest said of the URL, not of the place where it is read."""
    try:
        yield
    except Corrupt as fault:
        raise Corrupt(str(fault).replace(folder, shown)) from None


def _put_aside(place: Store, generation: str) -> None:
    """Make room for a generation of that name: one that is damaged, or that a crash left before it was the current one."""
    folder = place.folder(generation)
    if folder.exists():
        os.rename(folder, folder.with_name(f".draft-{secrets.token_hex(4)}"))


def _files_by_hash(place: Store) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for generation in place.others(None):
        with suppress(Corrupt):
            files = place.manifest(generation).files
            found |= {digest: place.folder(generation) / name for name, (_, digest) in files.items()}
    return found


def _linked(held: Path | None, path: Path, digest: str) -> bool:
    """Link a file that is held already, if it is what it should be."""
    if held is None:
        return False
    try:
        os.link(held, path)
        with path.open("rb") as stream:
            if file_digest(stream, "sha256").hexdigest() == digest:
                return True
    except OSError:  # a file system without links
        pass
    path.unlink(missing_ok=True)
    return False

"""The materials folder behind an index, as an operator keeps it: files added and removed, the index rebuilt meanwhile.

Nothing is overwritten unless that is asked for, and nothing is deleted: what is removed is moved into the folder
`.removed` beside the others, which is not indexed. Readers keep the old index until the new one is complete.
"""

from __future__ import annotations

import logging
import os
import re
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from unicodedata import normalize

from corpus import CorpusError, discover
from corpus.sample import MATERIALS
from index import BuildReport, Index, Progress, StoreError, build_index

from .errors import BadFile
from .rendering import visible
from .settings import Settings

REMOVED = ".removed"
_NAME_BYTES = 200
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\n\t]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)  # names that mean devices on Windows
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LibraryLimits:
    """How large one added file may be, in bytes, and how many files the folder may hold."""

    file: int = 200_000_000
    files: int = 10_000


@dataclass(frozen=True, slots=True)
class Rebuild:
    """A rebuild that is going on or has ended.

    `left` is an estimate of the seconds it still takes, None before there is anything to go by. In the end there is either
    a `report` or a `fault`, one sentence.
    """

    running: bool
    progress: Progress | None = None
    left: float | None = None
    report: BuildReport | None = None
    fault: str = ""


class Library:
    """The materials of the store that the settings name; safe to use from several threads."""

    def __init__(self, settings: Settings, *, limits: LibraryLimits | None = None) -> None:
        self._settings = settings
        self.limits = limits or LibraryLimits()
        self._lock = threading.Lock()
        self._rebuild: Rebuild | None = None
        self.changed = 0  # files added and removed since the last rebuild began

    def folder(self) -> Path | None:
        """Return the folder of the materials, None where there is not exactly one that may be changed.

        The sample that comes with the installation may not.
        """
        roots = self._roots()
        return roots[0] if len(roots) == 1 and roots[0].is_dir() and not self.is_sample() else None

    def is_sample(self) -> bool:
        """Tell whether the materials are the sample that comes with the installation."""
        return [root.resolve() for root in self._roots()] == [MATERIALS.resolve()]

    def add(self, name: str, content: BinaryIO, *, replace: bool = False) -> str:
        """Put a file into the folder and return the name that it got. Raises BadFile.

        Of the name only what is no path and no trick is kept. The file appears whole or not at all, and goes in the place
        of another only when `replace` says so.
        """
        folder, kept = self._place(), clean_name(name)
        if not kept:
            raise BadFile("name", f"“{visible(name)[:80]}” cannot be the name of a file.")
        target = folder / kept
        if not replace and os.path.lexists(target):
            raise BadFile("exists", f"There is a file {kept} already.")
        draft = folder / f".adding-{secrets.token_hex(8)}{target.suffix}"
        try:
            self._write(content, draft)
            self._put(draft, target, replace=replace)
        finally:
            draft.unlink(missing_ok=True)
        self._note_change()
        return kept

    def remove(self, source: str) -> None:
        """Move a file of the folder out of the materials. Raises BadFile when there is none of that name."""
        folder = self._place()
        # The folder is walked as it is for the index, so that no name leads out of it and no link is followed.
        found = next((file for file in discover([folder]) if file.source == source), None)
        if found is None:
            raise BadFile("missing", f"There is no file {visible(source)[:200]} in the folder.")
        aside = folder / REMOVED
        aside.mkdir(exist_ok=True)
        found.path.rename(aside / f"{time.strftime('%Y%m%dT%H%M%S')}-{secrets.token_hex(4)}-{found.path.name}")
        self._note_change()

    def rebuild(self) -> bool:
        """Begin to bring the index up to date, and return at once; False when that is going on already."""
        with self._lock:
            if self._rebuild and self._rebuild.running:
                return False
            self._rebuild = Rebuild(running=True)
            self.changed = 0
        threading.Thread(target=self._run, name="rebuild", daemon=True).start()
        return True

    def progress(self) -> Rebuild | None:
        """Return how far the latest rebuild is, None when there was none."""
        with self._lock:
            return self._rebuild

    def _roots(self) -> list[Path]:
        try:
            return Index.materials(self._settings.store)
        except StoreError:
            return []

    def _place(self) -> Path:
        folder = self.folder()
        if folder is None:
            raise BadFile("folder", "These materials are not a single folder that could be changed here.")
        return folder

    def _write(self, content: BinaryIO, draft: Path) -> None:
        written = 0
        with draft.open("xb") as file:
            while piece := content.read(1 << 20):
                written += len(piece)
                if written > self.limits.file:
                    raise BadFile("too_large", f"The file is larger than {self.limits.file:,} bytes.")
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if not written:
            raise BadFile("empty", "The file is empty.")

    def _put(self, draft: Path, target: Path, *, replace: bool) -> None:
        (found,) = discover([draft])
        if found.kind() is None:
            raise BadFile("unsupported", f"{target.name} is of a kind that is not read.")
        with self._lock:
            if len(discover([target.parent])) >= self.limits.files and not target.exists():
                raise BadFile("too_many", f"The folder holds {self.limits.files:,} files already.")
            if replace and not (target.is_symlink() or target.is_dir()):
                draft.replace(target)
                return
            try:
                os.link(draft, target)  # which, unlike a renaming, never takes the place of another
            except FileExistsError as error:
                raise BadFile("exists", f"There is a file {target.name} already.") from error

    def _note_change(self) -> None:
        with self._lock:
            self.changed += 1

    def _run(self) -> None:
        with suppress(OSError, AttributeError):  # those who read go before
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
        try:
            report = build_index(
                [],
                self._settings.store,
                choice=self._settings.embedding,
                scheduler=self._settings.scheduler,
                server=self._settings.server,
                progress=self._follow(time.monotonic()),
            )
            ended = Rebuild(running=False, report=report)
        except (CorpusError, StoreError) as error:
            ended = Rebuild(running=False, fault=str(error))
        except Exception:
            number = secrets.token_hex(4)
            _log.exception("rebuild %s failed", number)
            ended = Rebuild(running=False, fault=f"The rebuild failed; the index is as it was before. (Error {number})")
        with self._lock:
            self._rebuild = ended

    def _follow(self, began: float) -> Callable[[Progress], None]:
        def follow(now: Progress) -> None:
            passed = time.monotonic() - began
            left = passed * (now.bytes_total - now.bytes) / now.bytes if now.bytes else None
            with self._lock:
                self._rebuild = Rebuild(running=True, progress=now, left=left)

        return follow


def clean_name(name: str) -> str:
    """Return what of a name can be the name of a file anywhere, "" when nothing is left.

    It is the last part of a path, in NFC, without characters that draw nothing, without dots and spaces at its ends, no
    longer than file systems take.
    """
    last = re.split(r"[\\/]", visible(normalize("NFC", name)))[-1]
    kept = _FORBIDDEN.sub("_", last).strip(" .").removeprefix("~$").strip(" .")
    stem, suffix = os.path.splitext(kept)
    kept = (
        _cut(stem, _NAME_BYTES - len(suffix.encode())) + suffix
        if len(suffix.encode()) < 20
        else _cut(kept, _NAME_BYTES)
    )
    return f"_{kept}" if _RESERVED.match(kept) else kept


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore")

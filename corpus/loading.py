"""Files become Documents: read, cleaned, placed and described; a file that cannot be read costs only itself."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Protocol

from .cleaning import clean
from .describing import describe
from .discovery import HEAD_BYTES, OLE, Found, apart, composed, open_regular, sniff
from .documents import Block, BlockKind, Child, Document, Reading, Skipped
from .errors import CorpusError, Reason, Refused, Unreadable, Unsupported
from .limits import DEFAULT_LIMITS, Limits
from .packages import PACKED, check_package
from .readers import reader_of
from .structure import place
from .turns import attribute

TOO_MUCH_MEMORY = "The file needs more memory than a reader may take: split it into parts, or save it again."
_ARCHIVES = frozenset({"zip"})
_NO_TEXT = "The file holds no text: if it is a scan, run text recognition (OCR) on it."
_NOTHING = "The file holds no text of its own: if what it stands for is in another file, index that one."
_SUFFIX = 16  # characters; a longer one is none that a reader knows
_TEXT_NAMES = frozenset({".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".xml", ".vtt", ".srt"})
# What files of programs before 2007 are to be saved as, by the name they have.
_OLD = {
    **dict.fromkeys((".doc", ".dot", ".docx"), "DOCX"),
    **dict.fromkeys((".xls", ".xlt", ".xlsx"), "XLSX"),
    **dict.fromkeys((".ppt", ".pps", ".pptx"), "PPTX"),
}


class LoadOne(Protocol):
    """How one file is read, here or in another process; the files inside it are left in a folder."""

    def __call__(self, found: Found, folder: Path, *, inside: bool) -> tuple[Document | Skipped, list[str]]:
        """Return what becomes of the file and the names of the files inside it, which lie where `inner` says."""


def load(found: Found, *, limits: Limits = DEFAULT_LIMITS) -> Document | Skipped:
    """Return the document in a file with those in the files inside it, or why there is none; all in this process.

    Never raises for what a file contains.
    """
    with tempfile.TemporaryDirectory(prefix="aide-memoire-") as folder:
        return with_children(found, Path(folder), partial(load_one, limits=limits))


def with_children(found: Found, folder: Path, load_one: LoadOne) -> Document | Skipped:
    """Return the outcome for a file with the outcomes for the files inside it, which pass through `folder`."""
    if found.fault:
        return Skipped(found.source, Reason.NOT_APPLIED.value, found.fault)
    outcome, names = load_one(found, folder, inside=False)
    if isinstance(outcome, Skipped) or not names:
        return outcome
    children = []
    for child in inner(found, folder, names):
        children.append(load_one(child, folder, inside=True)[0])
        child.path.unlink(missing_ok=True)
    return replace(outcome, children=tuple(children))


def inner(found: Found, folder: Path, names: Sequence[str]) -> list[Found]:
    """Return the files inside a file as files to read: their names only name them and never become a path."""
    taken: set[str] = set()
    return [
        apart(
            Found(
                f"{found.source}/{composed(name)}",
                folder / f"{number}{PurePosixPath(name).suffix[:_SUFFIX]}",
                0,
                found.mtime_ns,
            ),
            taken,
        )
        for number, name in enumerate(names)
    ]


def load_one(
    found: Found, folder: Path, *, limits: Limits = DEFAULT_LIMITS, inside: bool
) -> tuple[Document | Skipped, list[str]]:
    """Return the document in a file, or why there is none, and the names of the files inside, written to `folder`.

    `inside` says that the file was itself inside another: what is inside it is then not read. Never raises for what
    a file contains.
    """
    try:
        document, children = _document(found, limits, inside=inside)
        names = [child.name for child in children]
        for file, child in zip(inner(found, folder, names), children, strict=True):
            file.path.write_bytes(child.data)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # native libraries raise panics outside Exception
        return failure(found, error), []
    return document, names


def failure(found: Found, error: BaseException) -> Skipped:
    """Return what becomes of a file over which its reader raised `error`."""
    match error:
        case CorpusError():
            reason, detail = error.reason, error.detail
        case OSError():
            reason = Reason.UNREADABLE
            detail = f"The file cannot be opened ({error.strerror or error}): check that it exists and may be read."
        case ImportError():
            reason = Reason.UNREADABLE
            detail = f"A library that reads this kind of file is missing ({error.name}): install the program again."
        case MemoryError():
            reason, detail = Reason.TOO_MUCH_MEMORY, TOO_MUCH_MEMORY
        case _:
            reason = Reason.DAMAGED
            detail = f"The file is damaged ({type(error).__name__}): open it in its own program and save it again."
    return Skipped(found.source, reason.value, detail)


def _document(found: Found, limits: Limits, *, inside: bool) -> tuple[Document, tuple[Child, ...]]:
    examined = examine(found, limits)
    head, digest = examined.head, examined.sha256
    kind = sniff(head, found.path.name)
    if kind is None:
        raise _unsupported(found.path, head)
    if inside and kind in _ARCHIVES:
        raise Unsupported(Reason.UNSUPPORTED, "The file is an archive inside another file: unpack it and index again.")
    if kind in PACKED:
        check_package(found.path, limits)
    reading = reader_of(kind)(found.path)
    if not examined.is_still(found.path):
        raise Unreadable(Reason.UNREADABLE, "The file changed while it was read: index the folder again.")
    if inside and reading.children:
        missing = f"{len(reading.children)} attached files are not read: save them beside it and index again."
        reading = replace(reading, children=(), unread=(*reading.unread, missing))
    blocks = place(attribute(clean(reading.blocks)))
    _check(reading, blocks, limits)
    described = describe(found.source, blocks, reading.properties, kind=kind, overrides=found.overrides)
    document = Document(
        source=found.source,
        kind=kind,
        sha256=digest,
        title=described.title,
        blocks=blocks,
        date=described.date,
        language=described.language,
        pages=reading.pages,
        metadata=described.metadata,
        unread=reading.unread,
        origins=described.origins,
    )
    return document, reading.children


@dataclass(frozen=True, slots=True)
class Examined:
    """A file's first bytes, the SHA-256 of them all, and what tells it from any other, and from itself changed."""

    head: bytes
    sha256: str
    identity: tuple[int, ...]

    def is_still(self, path: Path) -> bool:
        """Tell whether the file that was examined still lies there as it was."""
        return _identity(path.lstat()) == self.identity


def examine(found: Found, limits: Limits) -> Examined:
    """Look at a regular file through one descriptor; Unreadable when it is another kind of thing, or empty."""
    with open_regular(found.path) as file:
        status = os.fstat(file.fileno())
        if status.st_size == 0:
            raise Unreadable(Reason.EMPTY, "The file is empty: replace it with a complete copy.")
        if status.st_size > limits.file_bytes:
            raise _too_large(f"{status.st_size / 1e6:.0f} MB, more than {limits.file_bytes / 1e6:.0f} MB")
        head = file.read(HEAD_BYTES)
        file.seek(0)
        return Examined(head, hashlib.file_digest(file, "sha256").hexdigest(), _identity(status))


def _identity(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _check(reading: Reading, blocks: Sequence[Block], limits: Limits) -> None:
    if not reading.children and not any(block.kind is not BlockKind.CAPTION for block in blocks):
        raise Unreadable(Reason.NO_TEXT, _NOTHING if reading.pages is None else _NO_TEXT)
    if (reading.pages or 0) > limits.pages:
        raise _too_large(f"{reading.pages} pages, more than {limits.pages}")
    if sum(len(block.text) for block in blocks) > limits.text_chars:
        raise _too_large(f"more than {limits.text_chars} characters of text")


def _too_large(measure: str) -> Refused:
    return Refused(Reason.TOO_LARGE, f"The file is too large ({measure}): split it into parts.")


def _unsupported(path: Path, head: bytes) -> CorpusError:
    """Return the error for a file without a reader; Office files before DOCX, and all encrypted ones, are containers."""
    if head.startswith(OLE):
        from .compound import is_encrypted

        if is_encrypted(path):
            detail = (
                "The file is password protected: save a copy without the password, as PDF or as DOCX, PPTX or XLSX."
            )
            return Refused(Reason.ENCRYPTED, detail)
    name = path.suffix.lower() or "this kind of file"
    if head.startswith(OLE) and name in _OLD:
        new = _OLD[name]
        if name == f".{new.lower()}":
            return Unreadable(
                Reason.DAMAGED, f"The file is no {new} inside: open it in its own program and save it as {new}."
            )
        return Unsupported(Reason.UNSUPPORTED, f"There is no reader for {name}: save it as {new}.")
    if name in _TEXT_NAMES:
        return Unreadable(Reason.DAMAGED, "The file is no text inside: open it in its own program and save it again.")
    return Unsupported(
        Reason.UNSUPPORTED, f"There is no reader for {name}: save it as PDF, DOCX, XLSX, HTML, Markdown or plain text."
    )

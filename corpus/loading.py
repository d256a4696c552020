"""Files become Documents: read, cleaned, placed and described; a file that cannot be read costs only itself."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import islice
from multiprocessing import get_context
from pathlib import Path, PurePosixPath

from .cleaning import clean
from .describing import describe
from .discovery import HEAD_BYTES, OLE, Found, apart, composed, sniff
from .documents import Block, BlockKind, Child, Document, Reading, Skipped
from .errors import CorpusError, Reason, Refused, Unreadable, Unsupported
from .limits import DEFAULT_LIMITS, Limits
from .readers import reader_of
from .structure import place
from .turns import attribute

_AHEAD = 4
_ARCHIVES = frozenset({"zip"})
_SUFFIX = 16  # characters; a longer one is none that a reader knows
_TEXT_NAMES = frozenset({".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".xml", ".vtt", ".srt"})
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def load(found: Found, *, limits: Limits = DEFAULT_LIMITS) -> Document | Skipped:
    """Return the document in a file with those in the files inside it, or why there is none.

    Never raises for what a file contains.
    """
    return _load(found, limits, inside=False)


def _load(found: Found, limits: Limits, *, inside: bool) -> Document | Skipped:
    if found.fault:
        return Skipped(found.source, Reason.NOT_APPLIED.value, found.fault)
    try:
        return _document(found, limits, inside=inside)
    except CorpusError as error:
        return Skipped(found.source, error.reason.value, error.detail)
    except OSError as error:
        detail = f"The file cannot be opened ({error.strerror or error}): check that it exists and may be read."
        return Skipped(found.source, Reason.UNREADABLE.value, detail)
    except ImportError as error:
        detail = f"A library that reads this kind of file is missing ({error.name}): install the program again."
        return Skipped(found.source, Reason.UNREADABLE.value, detail)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # native libraries raise panics outside Exception
        detail = f"The file is damaged ({type(error).__name__}): open it in its own program and save it again."
        return Skipped(found.source, Reason.DAMAGED.value, detail)


def load_many(
    found: Sequence[Found], *, limits: Limits = DEFAULT_LIMITS, workers: int = 1
) -> Iterator[Document | Skipped]:
    """Yield the outcome for each file in the order given; `workers` processes share the work.

    A file whose reader kills its process is skipped as damaged, and the files around it are read again.
    """
    if workers <= 1 or len(found) <= 1 or not _can_start_workers():
        yield from (load(file, limits=limits) for file in found)
    else:
        yield from _load_in_workers(found, limits, workers)


def _document(found: Found, limits: Limits, *, inside: bool) -> Document:
    head, digest = _examine(found, limits)
    kind = sniff(head, found.path.name)
    if kind is None:
        raise _unsupported(found.path, head)
    if inside and kind in _ARCHIVES:
        raise Unsupported(Reason.UNSUPPORTED, "The file is an archive inside another file: unpack it and index again.")
    reading = reader_of(kind)(found.path)
    if inside and reading.children:
        missing = f"{len(reading.children)} attached files are not read: save them beside it and index again."
        reading = replace(reading, children=(), unread=(*reading.unread, missing))
    blocks = place(attribute(clean(reading.blocks)))
    _check(reading, blocks, limits)
    described = describe(found.source, blocks, reading.properties, kind=kind, overrides=found.overrides)
    return Document(
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
        children=tuple(_children(found, reading.children, limits)),
        origins=described.origins,
    )


def _children(found: Found, children: Sequence[Child], limits: Limits) -> Iterator[Document | Skipped]:
    """Yield the outcome of each file inside a file: written out, it is read as any other."""
    taken: set[str] = set()
    with tempfile.TemporaryDirectory(prefix="aide-memoire-") as folder:
        for number, child in enumerate(children):
            path = Path(folder) / f"{number}{PurePosixPath(child.name).suffix[:_SUFFIX]}"
            path.write_bytes(child.data)
            inner = apart(Found(f"{found.source}/{composed(child.name)}", path, len(child.data), found.mtime_ns), taken)
            yield _load(inner, limits, inside=True)
            path.unlink()


def _examine(found: Found, limits: Limits) -> tuple[bytes, str]:
    """Return the first bytes of a file and the SHA-256 of them all."""
    with found.path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size == 0:
            raise Unreadable(Reason.EMPTY, "The file is empty: replace it with a complete copy.")
        if size > limits.file_bytes:
            raise _too_large(f"{size / 1e6:.0f} MB, more than {limits.file_bytes / 1e6:.0f} MB")
        head = file.read(HEAD_BYTES)
        file.seek(0)
        return head, hashlib.file_digest(file, "sha256").hexdigest()


def _check(reading: Reading, blocks: Sequence[Block], limits: Limits) -> None:
    if not reading.children and not any(block.kind is not BlockKind.CAPTION for block in blocks):
        raise Unreadable(Reason.NO_TEXT, "The file holds no text: if it is a scan, run text recognition (OCR) on it.")
    if (reading.pages or 0) > limits.pages:
        raise _too_large(f"{reading.pages} pages, more than {limits.pages}")
    if sum(len(block.text) for block in blocks) > limits.text_chars:
        raise _too_large(f"more than {limits.text_chars} characters of text")


def _too_large(measure: str) -> Refused:
    return Refused(Reason.TOO_LARGE, f"The file is too large ({measure}): split it into parts.")


def _unsupported(path: Path, head: bytes) -> CorpusError:
    """Return the error for a file without a reader; an encrypted Office file is packed in an old container."""
    if head.startswith(OLE) and _ENCRYPTED_PACKAGE in path.read_bytes():
        return Refused(Reason.ENCRYPTED, "The file is password protected: save a copy without the password.")
    if head.startswith(OLE) and path.suffix.lower() == ".docx":
        return Unreadable(
            Reason.DAMAGED, "The file is no DOCX inside: open it in Word or LibreOffice and save it as DOCX."
        )
    name = path.suffix.lower() or "this kind of file"
    if name in _TEXT_NAMES:
        return Unreadable(Reason.DAMAGED, "The file is no text inside: open it in its own program and save it again.")
    return Unsupported(
        Reason.UNSUPPORTED, f"There is no reader for {name}: save it as PDF, DOCX, HTML, Markdown or plain text."
    )


def _can_start_workers() -> bool:
    """Say whether processes can be started here; a script without a main guard, for one, cannot."""
    try:
        with _pool(1) as pool:
            return pool.submit(os.getpid).result() > 0
    except (BrokenProcessPool, OSError):
        return False


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(max_workers=workers, mp_context=get_context("spawn"))


def _load_in_workers(found: Sequence[Found], limits: Limits, workers: int) -> Iterator[Document | Skipped]:
    files = deque(found)
    while files:
        done = 0
        for outcome in _until_broken(files, limits, workers):
            done += 1
            yield outcome
        for _ in range(done):
            files.popleft()
        # One of the files under way killed its process: only alone does it show which.
        for _ in range(min(len(files), workers * _AHEAD)):
            yield _load_alone(files.popleft(), limits)


def _until_broken(files: Sequence[Found], limits: Limits, workers: int) -> Iterator[Document | Skipped]:
    """Yield outcomes in order until a worker dies, with a few files always under way."""
    waiting: deque[Future[Document | Skipped]] = deque()
    rest = iter(files)
    pool = _pool(workers)
    try:
        waiting.extend(pool.submit(load, file, limits=limits) for file in islice(rest, workers * _AHEAD))
        while waiting:
            yield waiting.popleft().result()
            waiting.extend(pool.submit(load, file, limits=limits) for file in islice(rest, 1))
    except BrokenProcessPool:
        return
    finally:
        pool.shutdown(cancel_futures=True)


def _load_alone(file: Found, limits: Limits) -> Document | Skipped:
    try:
        with _pool(1) as pool:
            return pool.submit(load, file, limits=limits).result()
    except BrokenProcessPool:
        detail = "The file stopped its reader: open it in its own program and save it again."
        return Skipped(file.source, Reason.DAMAGED.value, detail)

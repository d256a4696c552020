"""What is said when a file of an index cannot be written: which one, how much room is missing, and what to do."""

from __future__ import annotations

import errno
import math
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import NotWritten

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOTHING_LEFT = 1_000_000  # bytes; with less no index was ever written
_AFTERWARDS = "then run the command again. The index is as it was before."


@contextmanager
def writing(store: Path, draft: Path | None = None, needed: Callable[[int], int] = lambda held: held) -> Iterator[None]:
    """Turn the failure of a write into NotWritten, in one sentence for people.

    `needed` estimates from the bytes that `draft` holds how many the new index takes as a whole.
    """
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        raise NotWritten(_sentence(error, store, _size(draft), needed)) from error


def _sentence(error: OSError | sqlite3.OperationalError, store: Path, held: int, needed: Callable[[int], int]) -> str:
    reason, file = told(error, store)
    free = _free(store)
    full = free < _NOTHING_LEFT
    if not (full or _is_full(error)):
        return f"{file} could not be written ({reason}): see that {store} can be written to and its disk is sound, {_AFTERWARDS}"
    missing = needed(held) - held - free
    if full or missing > 0:
        least = max(missing, held // 2)
        room = f"At least {_megabytes(least)} are missing: make room there, or name another folder with --store"
    else:
        room = f"{_megabytes(free)} are free, so a limit of its own may hold there: raise it, or name another folder with --store"
    return f"{file} could not be written, the disk is full ({reason}). {room}, {_AFTERWARDS}"


def _free(store: Path) -> int:
    """Return how many bytes are free where the store is or would be."""
    return shutil.disk_usage(next(place for place in (store, *store.absolute().parents) if place.is_dir())).free


def told(error: OSError | sqlite3.OperationalError, store: Path) -> tuple[str, str]:
    """Return what the system says, and which file it says it of, or one of the store's."""
    if isinstance(error, shutil.Error):  # a list of what could not be copied: from where, whereto and why
        _, to, reason = error.args[0][0]
        return str(reason), str(to)
    if isinstance(error, OSError):
        return error.strerror or str(error), str(error.filename or store)
    return str(error), f"A file of the new index in {store}"


def _is_full(error: OSError | sqlite3.OperationalError) -> bool:
    codes = [f"[Errno {code}]" for code in _FULL]
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno in _FULL
    return "disk is full" in str(error) or any(code in str(error) for code in codes)


def _size(draft: Path | None) -> int:
    if draft is None:
        return 0
    return sum(os.path.getsize(file) for file in draft.rglob("*") if file.is_file())


def _megabytes(count: int) -> str:
    return f"{max(1, math.ceil(count / 1e6))} MB"

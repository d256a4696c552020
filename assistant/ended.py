"""Sessions that were signed out of before their time: in a file, so that all chats with the same accounts know of them."""

from __future__ import annotations

import logging
import os
import secrets
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

_LARGEST = 1_000_000  # bytes of the file, before what has ended anyway is left out
_log = logging.getLogger(__name__)


class EndedSessions:
    """Sessions that were signed out of, each until it would have ended anyway; others may add to the same file."""

    def __init__(self, path: Path, now: Callable[[], float]) -> None:
        self._path = path
        self._now = now
        self._known: dict[str, float] = {}
        self._file = 0  # its number on the disk, which another has after what ended was left out
        self._read = 0  # bytes of it

    def all(self) -> dict[str, float]:
        """Return the sessions with their ends, those that others have added since too."""
        with suppress(OSError):
            state = self._path.stat()
            if state.st_ino != self._file:
                self._file, self._read = state.st_ino, 0
            if state.st_size > self._read:
                with self._path.open("rb") as file:
                    file.seek(self._read)
                    added = file.read().rpartition(b"\n")[0]
                self._read += len(added) + 1 if added else 0
                self._note(added)
        return self._known

    def add(self, body: str, until: float) -> None:
        """Add a session; where the file cannot be written, it has ended here alone."""
        self._known = {known: end for known, end in self._known.items() if end > self._now()} | {body: until}
        try:
            if self._read > _LARGEST:
                self._rewrite()
            else:
                with _owners(self._path, os.O_APPEND) as file:
                    file.write(_line(body, until))
        except OSError as error:
            _log.warning(
                "a session was signed out of here alone: %s cannot be written (%s)", self._path, error.strerror
            )

    def _rewrite(self) -> None:
        """Leave out what has ended anyway."""
        draft = self._path.with_name(f".{self._path.name}-{secrets.token_hex(4)}")
        with _owners(draft, os.O_EXCL) as file:
            file.writelines(_line(body, until) for body, until in self._known.items())
        draft.replace(self._path)

    def _note(self, lines: bytes) -> None:
        for line in lines.decode("ascii", "replace").splitlines():
            until, _, body = line.partition(" ")
            if until.isdigit() and float(until) > self._now():
                self._known[body] = float(until)


def _owners(path: Path, how: int) -> BinaryIO:
    """Open a file to write, which its owner alone may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | how, stat.S_IRUSR | stat.S_IWUSR), "wb")


def _line(body: str, until: float) -> bytes:
    return f"{until:.0f} {body}\n".encode("ascii", "replace")

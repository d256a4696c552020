"""Members of a ZIP file, unpacked within the limits: what counts is what comes out, whatever the directory declares."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from ..errors import Reason, Refused, Unreadable
from ..limits import DEFAULT_LIMITS, Limits

_CHUNK = 1 << 20
_ENCRYPTED = 0x1  # bit 0 of the general purpose flags (APPNOTE 4.4.4)
_BROKEN = (
    BadZipFile,
    zlib.error,
    LZMAError,
    EOFError,
    NotImplementedError,
    ValueError,
    LookupError,
    OSError,
    RuntimeError,
)


class Members:
    """An open ZIP file and how much has come out of it so far."""

    def __init__(self, package: ZipFile, packed: int, limits: Limits) -> None:
        self.infos = [info for info in package.infolist() if not info.is_dir()]
        self._package = package
        self._left = min(limits.unpacked_bytes, limits.unpacked_ratio * packed)
        if len(self.infos) > limits.members:
            detail = (
                f"The file holds {len(self.infos)} files, more than {limits.members}: unpack it and index the folder."
            )
            raise Refused(Reason.TOO_LARGE, detail)

    def read(self, info: ZipInfo) -> bytes:
        """Return a member's bytes.

        Raises Refused with TOO_LARGE when more has come out of the file than the limits allow, and with ENCRYPTED for a
        member under a password; Unreadable for a damaged one.
        """
        if info.flag_bits & _ENCRYPTED:
            raise Refused(Reason.ENCRYPTED, "It is password protected: unpack it with the password and index again.")
        try:
            with self._package.open(info) as member:
                chunks = []
                while chunk := member.read(min(_CHUNK, self._left + 1)):
                    chunks.append(chunk)
                    self._spend(len(chunk))
        except _BROKEN as error:
            raise Unreadable(Reason.DAMAGED, "It is damaged: pack the file again.") from error
        return b"".join(chunks)

    def _spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            detail = "The file unpacks to more than is allowed: unpack it yourself and index what you need."
            raise Refused(Reason.TOO_LARGE, detail)


@contextmanager
def opened(path: Path, limits: Limits = DEFAULT_LIMITS) -> Iterator[Members]:
    """Open a ZIP file; Unreadable when it has no directory, Refused when it holds too many files."""
    size = path.stat().st_size
    try:
        package = ZipFile(path)
    except _BROKEN as error:
        detail = "The archive is damaged and does not open: pack it again, or replace it with a complete copy."
        raise Unreadable(Reason.DAMAGED, detail) from error
    with package:
        yield Members(package, size, limits)

"""What a packed file (ZIP: DOCX, EPUB, ODT and others) declares to unfold to, asked before anything unfolds it.

`zipfile` and the libraries on top of it never unpack more of a member than the directory declares, so that the
declared sizes are a ceiling even where they lie.
"""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile, ZipFile

from .errors import Reason, Refused
from .limits import Limits

PACKED = frozenset({"docx", "pptx", "xlsx", "odt", "odp", "ods", "epub", "zip"})
_LONGEST_END = 65_535 + 200  # a comment and the records before it


def check_package(path: Path, limits: Limits) -> None:
    """Do nothing for a package within the limits, nor for one whose directory cannot be read: its reader says why.

    Raises Refused (TOO_LARGE) when it declares more files, more bytes, or more bytes for its size than allowed.
    """
    _check_members(_declared_members(path), limits)  # before a directory of millions is taken apart
    try:
        with ZipFile(path) as package:
            sizes = [member.file_size for member in package.infolist()]
    except (BadZipFile, NotImplementedError, ValueError):
        return
    packed, unpacked = path.stat().st_size, sum(sizes)
    _check_members(len(sizes), limits)
    if unpacked > limits.unpacked_bytes:
        raise _too_large(f"it unfolds to {unpacked / 1e6:.0f} MB, more than {limits.unpacked_bytes / 1e6:.0f} MB")
    if unpacked > limits.unpacked_ratio * packed:
        raise _too_large(f"it unfolds to {unpacked // packed} times its size, more than {limits.unpacked_ratio}")


def _declared_members(path: Path) -> int:
    """Return how many files the end of a package says there are, 0 where it says nothing (APPNOTE 4.3.14, 4.3.16)."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - _LONGEST_END, 0))
        tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    end64 = tail.rfind(b"PK\x06\x06", 0, max(end, 0))
    if end64 >= 0 and tail[end + 10 : end + 12] == b"\xff\xff":
        return int.from_bytes(tail[end64 + 32 : end64 + 40], "little")
    return int.from_bytes(tail[end + 10 : end + 12], "little") if end >= 0 else 0


def _check_members(count: int, limits: Limits) -> None:
    if count > limits.members:
        raise _too_large(f"{count} files inside, more than {limits.members}")


def _too_large(measure: str) -> Refused:
    return Refused(Reason.TOO_LARGE, f"The file is too large ({measure}): unpack it or save its parts one by one.")

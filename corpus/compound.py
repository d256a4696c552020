"""Compound files (OLE), the container of Office files before DOCX and of those under a password: which are encrypted."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import olefile

# An Office Open XML package under a password ([MS-OFFCRYPTO] 2.3.4), and a file under rights management (2.2.11).
_WRAPPED = ("EncryptedPackage", "\tDRMContent")
_HEAD = 4_096
_WORD_FLAGS, _WORD_ENCRYPTED = 11, 0x01  # [MS-DOC] 2.5.2: the second byte of the flags in FibBase
_SLIDES_TOKEN, _SLIDES_ENCRYPTED = slice(12, 16), b"\xdf\xc4\xd1\xf3"  # [MS-PPT] 2.3.2: headerToken
_SHEET_PASSWORD = 0x2F  # [MS-XLS] 2.4.117: FilePass, among the first records


def is_encrypted(path: Path) -> bool:
    """Say whether a compound file is under a password or rights management; False where it is too damaged to tell."""
    data = path.read_bytes()
    if any(name.encode("utf-16-le") in data for name in _WRAPPED):  # as directories have it, readable or not
        return True
    try:
        with closing(olefile.OleFileIO(data)) as container:
            return _is_old_and_encrypted(container)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return False  # what olefile raises for damage, its own errors among them


def _is_old_and_encrypted(container: olefile.OleFileIO) -> bool:
    word, slides = _start(container, "WordDocument"), _start(container, "Current User")
    if len(word) > _WORD_FLAGS and word[_WORD_FLAGS] & _WORD_ENCRYPTED:
        return True
    return slides[_SLIDES_TOKEN] == _SLIDES_ENCRYPTED or any(
        _has_password_record(_start(container, name)) for name in ("Workbook", "Book")
    )


def _start(container: olefile.OleFileIO, name: str) -> bytes:
    if not container.exists(name):
        return b""
    with closing(container.openstream(name)) as stream:
        start: bytes = stream.read(_HEAD)
        return start


def _has_password_record(records: bytes) -> bool:
    """Say whether FilePass is among the records, each of a type, a length and as many bytes ([MS-XLS] 2.1.4)."""
    place = 0
    while place + 4 <= len(records):
        kind, length = (int.from_bytes(records[at : at + 2], "little") for at in (place, place + 2))
        if kind == _SHEET_PASSWORD:
            return True
        place += 4 + length
    return False

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


def check_package(path: Path, limits: Limits) -> None:
    """Do nothing for a package within the limits, nor for one whose directory cannot be read: its reader says why.

    Raises Refused (TOO_LARGE) when it declares more files, more bytes, or more bytes for its size than allowed.
    """
    try:
        with ZipFile(path) as package:
            sizes = [member.file_size for member in package.infolist()]
    except (BadZipFile, NotImplementedError, ValueError):
        return
    packed, unpacked = path.stat().st_size, sum(sizes)
    if len(sizes) > limits.members:
        raise _too_large(f"{len(sizes)} files inside, more than {limits.members}")
    if unpacked > limits.unpacked_bytes:
        raise _too_large(f"it unfolds to {unpacked / 1e6:.0f} MB, more than {limits.unpacked_bytes / 1e6:.0f} MB")
    if unpacked > limits.unpacked_ratio * packed:
        raise _too_large(f"it unfolds to {unpacked // packed} times its size, more than {limits.unpacked_ratio}")


def _too_large(measure: str) -> Refused:
    return Refused(Reason.TOO_LARGE, f"The file is too large ({measure}): unpack it or save its parts one by one.")

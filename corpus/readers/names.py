"""Names of files inside files, as labels: they never become paths."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_DRIVE = re.compile(r"^[A-Za-z]:$")
_LITTER = frozenset({"__macosx", "thumbs.db", "desktop.ini", "ehthumbs.db"})


def label(name: str) -> str:
    r"""Return a name with its folders, with forward slashes, without drive, "..", and controls: "../a\b.txt" is "a/b.txt"."""
    parts = (part.strip() for part in _CONTROL.sub(" ", name).replace("\\", "/").split("/"))
    kept = [part for part in parts if part.strip(". ") and not _DRIVE.match(part)]
    return "/".join(kept) or "unnamed"


def is_litter(name: str) -> bool:
    """Say whether a member is what systems and editors leave behind, which nobody means as material."""
    parts = PurePosixPath(name).parts
    return any(part.lower() in _LITTER or part.startswith((".", "~$")) for part in parts)

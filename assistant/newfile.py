"""Writes a file that was not there: never over another, and never half of it."""

from __future__ import annotations

from pathlib import Path

from .errors import BadFile


def refuse_taken(path: Path) -> None:
    """Raise BadFile where something has this name already, and OSError where its folder is not there."""
    if path.exists() or path.is_symlink():
        raise _taken(path)
    path.parent.stat()


def write_new(path: Path, content: bytes) -> None:
    """Write a new file. Raises BadFile when there is one already, OSError when it cannot be written."""
    try:
        file = path.open("xb")
    except FileExistsError:
        raise _taken(path) from None
    try:
        with file:
            file.write(content)
    except BaseException:  # a full disk, or Ctrl-C: half a pack is none
        path.unlink(missing_ok=True)
        raise


def _taken(path: Path) -> BadFile:
    return BadFile("exists", f"There is a file {path} already: give another name, or move that one away first.")

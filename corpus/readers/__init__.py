"""Readers: one module for each family of formats, each with `read(path) -> Reading`.

READERS names the reader of each kind; it is imported when the first file of its kind is read, so that a folder of
plain text never waits for a PDF library.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from ..documents import Reading

Reader = Callable[[Path], Reading]

READERS: dict[str, str] = {
    "text": "plain:read",
    "markdown": "markdown:read",
    "html": "html:read",
    "pdf": "pdf:read",
    "docx": "docx:read",
    "pptx": "pptx:read",
    "odt": "odt:read",
    "odp": "odp:read",
    "xlsx": "xlsx:read",
    "ods": "ods:read",
    "rtf": "rtf:read",
    "csv": "delimited:read",
    "vtt": "transcript:read_vtt",
    "srt": "transcript:read_srt",
    "epub": "epub:read",
    "eml": "mail:read",
    "msg": "outlook:read",
    "ics": "events:read",
    "image": "image:read",
    "zip": "archive:read",
}


def reader_of(kind: str) -> Reader:
    """Return the reader of a kind; KeyError when there is none."""
    module, function = READERS[kind].split(":")
    reader: Reader = getattr(import_module(f".{module}", __name__), function)
    return reader

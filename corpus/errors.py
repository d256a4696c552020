"""What can go wrong with a file.

CorpusError                 one file could not become a Document
├── Unreadable              the bytes are not what they claim: empty, damaged, no text inside, no permission
├── Refused                 readable in principle, but not by us: encrypted, over a limit of size, time or memory
└── Unsupported             a kind of file that no reader takes
"""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a file was skipped: one word for code, stable in JSON."""

    EMPTY = "empty"
    DAMAGED = "damaged"
    NO_TEXT = "no_text"
    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too_large"
    UNSUPPORTED = "unsupported"
    CHANGED = "changed"  # since it was indexed; said of a page that is to be shown, not of a file that is read
    NOT_APPLIED = "not_applied"  # a materials.csv, of which a part names nothing or is not understood
    TIMED_OUT = "timed_out"
    TOO_MUCH_MEMORY = "too_much_memory"
    CRASHED = "crashed"


class CorpusError(Exception):
    """One file could not be read; `reason` is for code, `detail` one sentence for people."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class Unreadable(CorpusError):
    """The file is empty, damaged, without text or cannot be opened."""


class Refused(CorpusError):
    """The file is encrypted or needs more than a limit allows."""


class Unsupported(CorpusError):
    """No reader takes this kind of file."""

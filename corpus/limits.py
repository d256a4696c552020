"""Every ceiling on what is read, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file, and a folder of them, may cost; beyond it the file is skipped with the reason TOO_LARGE.

    `file_bytes` is the size on disk, `pages` the number of pages, `text_chars` the characters of one document's text.
    `unpacked_bytes`, `unpacked_ratio` and `members` bound what a packed format (DOCX) may unfold to: bytes in all,
    times its packed size, and files inside. `folder_depth` is how deep folders are walked; deeper ones are reported.
    `overrides_bytes`, `override_rows` and `override_patterns` bound a `materials.csv`; the rest of a larger one is reported.
    """

    file_bytes: int = 200_000_000
    pages: int = 5_000
    text_chars: int = 20_000_000
    unpacked_bytes: int = 500_000_000
    unpacked_ratio: int = 200
    members: int = 10_000
    folder_depth: int = 64
    overrides_bytes: int = 1_000_000
    override_rows: int = 10_000
    override_patterns: int = 200


DEFAULT_LIMITS = Limits()

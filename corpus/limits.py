"""Every ceiling on what is read, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file, and a folder of them, may cost; a file that needs more is skipped with a reason that says so.

    Refused as TOO_LARGE: `file_bytes` is the size on disk, also of each file inside it, `pages` the number of pages,
    `text_chars` the characters of one document's text. `unpacked_bytes`, `unpacked_ratio` and `members` bound what a
    packed format (DOCX, EPUB, ZIP) may unfold to: bytes in all, times its packed size, and files inside. `output_bytes`
    is the size of a document on its way out of the process that read it. `sheet_rows` and `sheet_cells` count what is
    filled in a spreadsheet, cells that a merged one covers or that are repeated each time.

    `image_pixels` are those of one picture; `recognised_pixels` are what text recognition is given, a finer picture is
    made coarser for it.

    Refused as TIMED_OUT: `seconds` of waiting for one file, counted anew for each picture whose text is recognised;
    `seconds_in_all` even so; `cpu_seconds` of computing for one file, and for each picture; `recognition_seconds` for one
    picture, which costs that picture alone and is therefore less than `seconds`. Refused as TOO_MUCH_MEMORY:
    `memory_bytes` of data in the process that reads. `open_files` is how many files that process may hold open.

    What goes beyond these is not refused but read plainly: `front_matter_chars` of a Markdown file are text where there
    are more, table cells that reach over others count once after `spanned_cells`, the PDF bookmarks after the first
    `bookmarks` make no headings.

    `picture_pixels` are those of a page as it is shown, a larger one is made coarser.

    `folder_depth` is how deep folders are walked, deeper ones are reported; `folder_files` how many files there may
    be in one corpus, a folder with more is refused as a whole.
    `overrides_bytes`, `override_rows` and `override_patterns` bound a `materials.csv`; the rest of a larger one is reported.
    """

    file_bytes: int = 200_000_000
    pages: int = 5_000
    text_chars: int = 20_000_000
    unpacked_bytes: int = 500_000_000
    unpacked_ratio: int = 200
    members: int = 10_000
    output_bytes: int = 64_000_000
    image_pixels: int = 89_000_000
    recognised_pixels: int = 20_000_000
    sheet_rows: int = 200_000
    sheet_cells: int = 2_000_000
    picture_pixels: int = 3_000_000
    seconds: float = 60.0
    seconds_in_all: float = 3_600.0
    cpu_seconds: int = 60
    recognition_seconds: int = 45
    memory_bytes: int = 1_500_000_000
    open_files: int = 256
    front_matter_chars: int = 20_000
    spanned_cells: int = 20_000
    bookmarks: int = 5_000
    folder_depth: int = 64
    overrides_bytes: int = 1_000_000
    override_rows: int = 10_000
    override_patterns: int = 200
    folder_files: int = 100_000


DEFAULT_LIMITS = Limits()
PICTURE_LIMITS = Limits(
    seconds=15.0, seconds_in_all=15.0, cpu_seconds=15, memory_bytes=1_000_000_000, output_bytes=16_000_000
)
"""What it may cost to draw one page, for which somebody is waiting."""
SCAN_LIMITS = Limits(seconds=50.0, seconds_in_all=60.0, output_bytes=4_000_000)
"""What it may cost to recognise the words of one page, for which somebody is waiting."""

"""Which segments of the published generation a build keeps as they are, and which it writes anew with what has changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from .generations import Manifest
from .packed import is_packed
from .segments import KEYWORDS, PASSAGES, VECTORS, Segment, SegmentPlace

FOLDER = "segments"
_MOST = 8  # kept segments: a question asks each
_GONE = 3  # a segment of which one row in so many has gone is written anew


@dataclass(frozen=True, slots=True)
class Keeping:
    """The segments to keep, each as (its folder's name in the new generation, the segment, its files that have gone)."""

    kept: tuple[tuple[str, Segment, frozenset[str]], ...] = ()

    @property
    def places(self) -> set[Path]:
        """Where the segments that are kept lie now."""
        return {segment.place.folder for _, segment, _ in self.kept}

    @property
    def gone(self) -> dict[str, tuple[str, ...]]:
        """The manifest's `kept`: for each folder the files that no longer count."""
        return {name: tuple(sorted(gone)) for name, _, gone in self.kept}

    def holds(self, segment: Segment | None) -> bool:
        """Tell whether a segment is kept."""
        return segment is not None and segment.place.folder in self.places

    def places_in(self, draft: Path) -> list[SegmentPlace]:
        """Return where the segments will lie in a draft, its own last."""
        return [*(SegmentPlace(draft / name, gone) for name, _, gone in self.kept), SegmentPlace(draft)]

    def link(self, draft: Path) -> None:
        """Bring the files of the kept segments into a draft: linked, where the file system has links, else copied."""
        for name, segment, _ in self.kept:
            for path in _files(segment.place.folder):
                target = draft / name / path.relative_to(segment.place.folder)
                target.parent.mkdir(parents=True, exist_ok=True)
                try:
                    os.link(path, target)
                except OSError:
                    shutil.copyfile(path, target)

    def measured(self, published: Manifest, folder: Path) -> dict[str, tuple[int, str]]:
        """Return size and hash of each kept file, by its name in the new generation, as `published` in `folder` has them."""
        found = {}
        for name, segment, _ in self.kept:
            for path in _files(segment.place.folder):
                before = path.relative_to(folder).as_posix()
                found[f"{name}/{path.relative_to(segment.place.folder).as_posix()}"] = published.files[before]
        return found


def keep(segments: Sequence[Segment], published: Manifest, unchanged: Set[str]) -> Keeping:
    """Return which of the published segments to keep where these files of the corpus are `unchanged`.

    A segment is kept when its vectors are packed, which says that it is large, and most of its rows still count.
    """
    found = []
    for segment in segments:
        if not is_packed(segment.place.folder / VECTORS):
            continue
        records = segment.documents()
        left = {record.source for record in records if (record.parent or record.source) not in unchanged}
        gone = segment.place.gone | left
        lost = segment.end - segment.base - segment.size + sum(len(segment.rows_of(source)) for source in left)
        if lost * _GONE <= segment.end - segment.base:
            name = segment.place.folder.name if segment.place.folder.parent.name == FOLDER else published.id
            found.append((f"{FOLDER}/{name}", segment, frozenset(gone)))
    largest = sorted(found, key=lambda entry: -entry[1].size)[:_MOST]
    return Keeping(tuple(sorted(largest, key=lambda entry: entry[0])))


def _files(folder: Path) -> Iterable[Path]:
    """Return the files of a segment, without those of segments that lie in a folder of their own beneath it."""
    parts = (folder / part for part in (KEYWORDS, VECTORS))
    return [folder / PASSAGES, *sorted(path for part in parts for path in part.rglob("*") if path.is_file())]

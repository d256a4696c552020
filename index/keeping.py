"""Which segments of the published generation a build keeps as they are, and which it writes anew with what has changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from .collection import is_served
from .generations import Manifest
from .packed import is_packed
from .segments import KEYWORDS, PASSAGES, VECTORS, Segment, SegmentPlace

FOLDER = "segments"
_MOST = 8  # kept segments: a question asks each
_SERVED = 10_000  # units on a server from which on they are left there: a question asks it once for each segment
_GONE = 3  # a segment of which one row in so many has gone is written anew


@dataclass(frozen=True, slots=True)
class Kept:
    """A segment to keep, the name of its folder in the new generation, and those of its files that will have gone."""

    name: str
    segment: Segment
    gone: frozenset[str]

    def files(self) -> Iterator[tuple[Path, str]]:
        """Yield the segment's files, each with its name inside it, without those of segments in folders beneath it."""
        folder = self.segment.place.folder
        parts = (folder / part for part in (KEYWORDS, VECTORS))
        for path in [folder / PASSAGES, *sorted(path for part in parts for path in part.rglob("*") if path.is_file())]:
            yield path, path.relative_to(folder).as_posix()


@dataclass(frozen=True, slots=True)
class Keeping:
    """The segments to keep."""

    kept: tuple[Kept, ...] = ()

    @property
    def places(self) -> set[Path]:
        """Where the segments that are kept lie now."""
        return {kept.segment.place.folder for kept in self.kept}

    @property
    def gone(self) -> dict[str, tuple[str, ...]]:
        """The manifest's `kept`: for each folder the files that no longer count."""
        return {kept.name: tuple(sorted(kept.gone)) for kept in self.kept}

    def holds(self, segment: Segment | None) -> bool:
        """Tell whether a segment is kept."""
        return segment is not None and segment.place.folder in self.places

    def places_in(self, draft: Path) -> list[SegmentPlace]:
        """Return where the segments will lie in a draft, its own last."""
        return [*(SegmentPlace(draft / kept.name, kept.gone) for kept in self.kept), SegmentPlace(draft)]

    def link(self, draft: Path) -> None:
        """Bring the files of the kept segments into a draft: linked, where the file system has links, else copied."""
        for kept in self.kept:
            for path, part in kept.files():
                target = draft / kept.name / part
                target.parent.mkdir(parents=True, exist_ok=True)
                try:
                    os.link(path, target)
                except OSError:
                    shutil.copyfile(path, target)

    def measured(self, published: Manifest, folder: Path) -> dict[str, tuple[int, str]]:
        """Return size and hash of each kept file, by its name in the new generation, as `published` in `folder` has them."""
        found = {}
        for kept in self.kept:
            for path, part in kept.files():
                found[f"{kept.name}/{part}"] = published.files[path.relative_to(folder).as_posix()]
        return found


def keep(segments: Sequence[Segment], published: Manifest, unchanged: Set[str], *, whole: bool = False) -> Keeping:
    """Return which of the published segments to keep where these files of the corpus are `unchanged`.

    A segment is kept when it is large, which packed vectors say of it, and most of its rows still count; `whole`: all of them.
    """
    found = []
    for segment in segments:
        if not _is_large(segment):
            continue
        left = {record.source for record in segment.documents if (record.parent or record.source) not in unchanged}
        gone = segment.place.gone | left
        lost = segment.end - segment.base - segment.size + sum(len(segment.rows_of(source)) for source in left)
        if lost * _GONE <= segment.end - segment.base and not (whole and gone):
            name = segment.place.folder.name if segment.place.folder.parent.name == FOLDER else published.id
            found.append(Kept(f"{FOLDER}/{name}", segment, frozenset(gone)))
    largest = sorted(found, key=lambda kept: -kept.segment.size)[:_MOST]
    return Keeping(tuple(sorted(largest, key=lambda kept: kept.name)))


def _is_large(segment: Segment) -> bool:
    vectors = segment.place.folder / VECTORS
    return is_packed(vectors) or (is_served(vectors) and segment.passages.count_units() > _SERVED)

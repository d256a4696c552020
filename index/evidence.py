"""When that files are gone is no evidence that they were removed: a disk that is not mounted looks like an empty folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from .errors import Vanished


def require_evidence(store: Path, roots: Sequence[str], before: Iterable[str], now: Sequence[tuple[str, Path]]) -> None:
    """Raise Vanished where more than half of the documents of before are gone, and with them all of a whole folder.

    `before` are the names of the documents in the index, `now` names and places of the files that are there. A folder is one
    of the roots, or one that stands directly in it.
    """
    known = set(before)
    gone = known - {source for source, _ in now}
    if 2 * len(gone) <= len(known):
        return
    empty = [root for root in roots if not any(path.is_relative_to(root) for _, path in now)]
    empty += sorted(_folders(gone) - _folders(source for source, _ in now))
    if empty:
        raise Vanished(
            f"{len(gone)} of {len(known)} documents are gone, and nothing is left in {', '.join(empty[:3])}: if that is on a "
            f"disk or a share, see that it is mounted. The index was left as it was. If they are gone for good: "
            f"aide-memoire index --prune --store {store}"
        )


def _folders(sources: Iterable[str]) -> set[str]:
    """Return the first part of the names of files that do not stand in the root itself."""
    return {PurePosixPath(source).parts[0] for source in sources if "/" in source}

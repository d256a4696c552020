"""Which generation of a store is served: the published one when it is whole, else the newest older one that is."""

from __future__ import annotations

from pathlib import Path

from .collection import ServedVectors, is_served
from .errors import Corrupt
from .generations import Manifest, Store
from .segments import VECTORS, SegmentPlace
from .vectors import VectorServer


def require_manifest(place: Store) -> None:
    """Raise NotBuilt, or Corrupt where no other generation is kept, before anything else is loaded."""
    try:
        place.manifest()
    except Corrupt:
        if not place.others(place.current()):
            raise


def served(place: Store, fingerprint: str, server: VectorServer | None = None) -> tuple[Manifest, str]:
    """Return the manifest of the generation to serve, its files verified, and a notice where it is not the published one.

    So are the collections that it has on a server. Another than the published one must have been made with the model of this
    fingerprint. Raises Corrupt when none is whole; NoServer and ServerDown, which are no damage.
    """
    try:
        return verified(place, server), ""
    except Corrupt as fault:
        for generation in place.others(place.current()):
            manifest = whole(place, generation, server)
            if manifest and manifest.model_fingerprint == fingerprint:
                return manifest, f"The newest index is damaged; that of {manifest.created} answers for it. {fault}"
        raise


def whole(place: Store, generation: str, server: VectorServer | None) -> Manifest | None:
    """Return the manifest of a generation whose files and collections are as they were published, else None."""
    manifest = place.whole(generation)
    try:
        if manifest:
            require_collections(manifest, place.folder(generation), server)
    except Corrupt:
        return None
    return manifest


def require_collections(manifest: Manifest, folder: Path, server: VectorServer | None) -> None:
    """Look at each collection that a generation has on a server. Raises LostVectors, NoServer or ServerDown."""
    for place in segment_places(manifest, folder):
        if is_served(place.folder / VECTORS):
            ServedVectors(place.folder / VECTORS, server).close()


def verified(place: Store, server: VectorServer | None = None) -> Manifest:
    """Return the manifest of the published generation, its files and collections verified. Raises NotBuilt or Corrupt.

    A builder that publishes twice meanwhile removes the generation being verified: then the new one is taken.
    """
    while True:
        manifest = place.manifest()
        try:
            place.verify(manifest)
            require_collections(manifest, place.folder(manifest.id), server)
        except Corrupt:
            if place.current() == manifest.id:
                raise
        else:
            return manifest


def segment_places(manifest: Manifest, folder: Path) -> list[SegmentPlace]:
    """Return where the segments of a generation lie: those kept from before, oldest first, and its own."""
    kept = [SegmentPlace(folder / name, frozenset(gone)) for name, gone in sorted(manifest.kept.items())]
    return [*kept, SegmentPlace(folder)]

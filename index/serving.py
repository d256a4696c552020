"""Which generation of a store is served: the published one when it is whole, else the newest older one that is."""

from __future__ import annotations

import shutil
from pathlib import Path

from .errors import Corrupt, StoreError
from .generations import Manifest, Store


def require_manifest(place: Store) -> None:
    """Raise NotBuilt, or Corrupt where no other generation is kept, before anything else is loaded."""
    try:
        place.manifest()
    except Corrupt:
        if not place.others(place.current()):
            raise


def served(place: Store, fingerprint: str) -> tuple[Manifest, str]:
    """Return the manifest of the generation to serve, its files verified, and a notice where it is not the published one.

    Another than the published one must have been made with the model of this fingerprint. Raises Corrupt when none is whole.
    """
    try:
        return verified(place), ""
    except Corrupt as fault:
        for manifest in filter(None, map(place.whole, place.others(place.current()))):
            if manifest.model_fingerprint == fingerprint:
                return manifest, f"The newest index is damaged; that of {manifest.created} answers for it. {fault}"
        raise


def verified(place: Store) -> Manifest:
    """Return the manifest of the published generation, its files verified. Raises NotBuilt or Corrupt.

    A builder that publishes twice meanwhile removes the generation being verified: then the new one is taken.
    """
    while True:
        manifest = place.manifest()
        try:
            place.verify(manifest)
        except Corrupt:
            if place.current() == manifest.id:
                raise
        else:
            return manifest


def copy_vectors(vectors: Path, private: Path) -> None:
    """Copy the files that Chroma rewrites on opening. Raises StoreError where there is no room."""
    try:
        shutil.copytree(vectors, private)
    except OSError as error:
        if not vectors.is_dir():
            raise Corrupt(f"{vectors} is missing. Rebuild with --full.") from error
        raise StoreError(
            f"The vectors of the index could not be copied to {private.parent}: make room there, or name another folder "
            f"in TMPDIR ({error.strerror or error})."
        ) from error

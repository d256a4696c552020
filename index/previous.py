"""The published generation as a build finds it: what of it is taken over."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from .errors import Corrupt
from .generations import Manifest, Store
from .segments import VECTORS, Segments
from .serving import is_local, openable_vectors, segment_places
from .vectors import VectorServer


class Previous(Segments):
    """The segments of the published generation. Of their vectors those in Chroma's own files are opened only to be moved.

    `moves` says that such vectors are to go to a server, of which the caller has the address.
    """

    def __init__(self, published: Manifest, folder: Path, server: VectorServer | None) -> None:
        places = segment_places(published, folder)
        self.moves = server is not None and any(is_local(place.folder / VECTORS) for place in places)
        self._private = Path(tempfile.mkdtemp(prefix="aide-memoire-")) if self.moves else None
        try:
            opened = [place for place in places if self.moves or not is_local(place.folder / VECTORS)]
            super().__init__(places, openable_vectors(opened, self._private or folder), server)
        except BaseException:
            self._remove()
            raise

    def close(self) -> None:
        """Let go of all files."""
        super().close()
        self._remove()

    def chroma(self) -> tuple[Path, set[str]] | None:
        """Return the folder of vectors in Chroma's own files and their keys, None where there is none to be copied."""
        for segment in self.every:
            vectors = segment.place.folder / VECTORS
            if is_local(vectors) and not self.moves:
                return vectors, segment.passages.keys()
        return None

    def _remove(self) -> None:
        if self._private:
            shutil.rmtree(self._private, ignore_errors=True)


def previous(place: Store, published: Manifest, server: VectorServer | None) -> Previous | None:
    """Return what the published generation holds, None where it is damaged.

    Raises NoServer and ServerDown, where its vectors cannot be reached: nothing is embedded anew for that.
    """
    folder = place.folder(published.id)
    try:
        place.verify(published)
        return Previous(published, folder, server)
    except Corrupt:
        return None

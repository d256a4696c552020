"""The published generation as a build finds it: what of it is taken over."""

from __future__ import annotations

from pathlib import Path

from .errors import Corrupt
from .gathering import LARGE_ON_SERVER
from .generations import Manifest, Store
from .packed import is_packed, units_in
from .segments import VECTORS, Segment, Segments, is_local
from .serving import segment_places
from .vectors import VectorServer


class Previous(Segments):
    """The segments of the published generation, whose vectors in Chroma's own files are opened when one of them is asked for.

    `moving` are the segments whose vectors are to go to a server, of which the caller has the address.
    """

    def __init__(self, published: Manifest, folder: Path, server: VectorServer | None) -> None:
        places = segment_places(published, folder)
        opened = [place for place in places if server is not None or not is_local(place.folder / VECTORS)]
        super().__init__(places, opened, server)
        self.moving = [one for one in self.every if server is not None and _is_for_server(one.place.folder / VECTORS)]

    @property
    def holds_gone(self) -> bool:
        """Whether a segment still has the text of files that no longer count."""
        return any(segment.place.gone for segment in self.every)

    def staying(self) -> list[Segment]:
        """Return the segments that may be kept as they are."""
        return [segment for segment in self.every if segment not in self.moving]


def _is_for_server(vectors: Path) -> bool:
    return is_local(vectors) or (is_packed(vectors) and units_in(vectors) <= LARGE_ON_SERVER)


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

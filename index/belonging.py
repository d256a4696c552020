"""Which collections of a Chroma server belong to a store, and which of them nothing names any more.

    <store>/COLLECTIONS    with what the names of the store's collections begin, where the store lies, and which collections
                           are named by what is published from it, by URL and generation

Collections are removed at the beginning of the next build that writes one: those of this store that neither a generation which is
kept names, nor one that is published. A store that was copied or moved makes names of its own from then on, so that it never
removes what another one serves.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from .collection import CollectionWriter, is_served, read_record
from .errors import Corrupt, LostVectors
from .generations import Store
from .vectors import Connection, VectorServer

FILE = "COLLECTIONS"


def begin_collection(server: VectorServer, place: Store, name: str) -> CollectionWriter:
    """Return a new collection for a store that is being built, after removing those that nothing names any more.

    Raises ServerDown where the server does not answer.
    """
    remove_unnamed(server, place)
    return CollectionWriter(server, _begin(place) + name)


def remove_unnamed(server: VectorServer, place: Store) -> None:
    """Remove those of a store's collections that nothing names any more. Raises ServerDown."""
    connection = Connection(server)
    try:
        with suppress(Corrupt):  # of a damaged generation it is not known what it names
            named = set(collections_of(place))
            for left in connection.names(_begin(place)):
                if left not in named:
                    _delete(connection, left)
    finally:
        connection.close()


def note_published(place: Store, url: str, generation: str, kept: Collection[str | None]) -> None:
    """Note which collections a generation names that is being published; of those before it, only `kept` still count."""
    named = sorted(_named_in(place.folder(generation)))
    if not named and not (place.path / FILE).exists():
        return
    fields = _owned(place)
    before = {name: held for name, held in fields["published"].get(url, {}).items() if name in kept}
    fields["published"][url] = {**before, generation: named}
    _write(place, fields)


def collections_of(place: Store) -> Iterator[str]:
    """Yield the names of all collections that a kept or published generation names. Raises Corrupt."""
    for generation in place.others(None):
        yield from _named_in(place.folder(generation))
    for generations in _owned(place)["published"].values():
        for named in generations.values():
            yield from named


def _begin(place: Store) -> str:
    return f"aide-memoire-{_owned(place)['id']}-"


def _named_in(generation: Path) -> Iterator[str]:
    for vectors in (generation / "vectors", *generation.glob("segments/*/vectors")):
        if is_served(vectors):
            yield read_record(vectors).collection


def _owned(place: Store) -> dict[str, Any]:
    """Return what the store's file says, made anew where there is none, or one that came from another place."""
    here = [str(place.path.resolve()), place.path.stat().st_ino]
    try:
        fields: dict[str, Any] = json.loads((place.path / FILE).read_text(encoding="utf-8"))
        if fields["place"] == here and fields["id"]:
            return fields
        published = dict(fields["published"])
    except (OSError, ValueError, KeyError, TypeError):
        published = {}
    fields = {"id": secrets.token_hex(8), "place": here, "published": published}
    _write(place, fields)
    return fields


def _write(place: Store, fields: dict[str, Any]) -> None:
    draft = place.path / f"{FILE}.new"
    with draft.open("w", encoding="utf-8") as stream:
        json.dump(fields, stream, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(draft, place.path / FILE)


def _delete(connection: Connection, name: str) -> None:
    with suppress(LostVectors):  # removed by others meanwhile
        connection.delete(name)

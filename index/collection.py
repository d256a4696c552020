"""The vectors of one segment in a collection of a Chroma server, and what of it lies in the generation's folder.

    vectors/server.json    the name of the collection, the number of vectors and their dimension, a digest of all of them, and
                           those of a few, by key, to tell at opening whether the collection is the one that was written

The digest is the sum, modulo 2^256, of the SHA-256 of each key with its vector: it does not depend on their order. The address of
the server is not written: a setting says it, since servers move. A collection is written once, by one build, and never again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from .embedder import Vectors
from .errors import Corrupt, LostVectors, NoServer, StoreError
from .vectors import TAKES_WITHIN, Connection, VectorServer

RECORD = "server.json"
_SAMPLE = 16  # vectors that are looked at when a collection is opened
_PROBED = 100  # vectors that a search at opening must find
_SAME = 0.999  # cosine of a vector to itself, at least
_BLOCK = 4_000


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a collection; `sample` maps a key to the digest of its vector."""

    collection: str
    vectors: int
    dimension: int
    digest: str
    sample: Mapping[str, str]


def is_served(folder: Path) -> bool:
    """Tell whether a folder of vectors says only where on a server they are."""
    return (folder / RECORD).is_file()


def read_record(folder: Path) -> Record:
    """Return what a folder of vectors says. Raises Corrupt."""
    try:
        return Record(**json.loads((folder / RECORD).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise Corrupt(f"{folder / RECORD} is missing or damaged ({error}). Rebuild with --full.") from error


class ServedVectors:
    """The vectors of one segment on a server, looked at when they are opened; safe to use from several threads.

    Every method raises ServerDown where the server does not answer, LostVectors where it has not what was stored. Once the
    server answers again, so do these.
    """

    def __init__(self, folder: Path, server: VectorServer | None) -> None:
        if server is None:
            raise NoServer(
                "The vectors of this index are on a Chroma server: set AIDE_MEMOIRE_CHROMA to its address, or rebuild with "
                "--full to have them here."
            )
        self.record = read_record(folder)
        self._url = server.url
        self._connection = Connection(server)
        try:
            self._units = self._connection.open(self.record.collection)
            self._require_sample()
        except BaseException:
            self.close()
            raise

    def nearest(self, vector: Vectors, *, limit: int) -> list[tuple[str, float]]:
        """Return up to `limit` (key, cosine), nearest first."""
        wanted = min(limit, self.record.vectors)
        if not wanted:
            return []
        found = self._units.nearest(vector, limit=wanted)
        if len(found) < wanted:  # an approximate search may miss some; fewer vectors must not go unnoticed
            self.require_count()
        return found

    def get(self, keys: Iterable[str]) -> dict[str, Vectors]:
        """Return the vectors of some keys, all of which were stored."""
        wanted = list(dict.fromkeys(keys))
        found = self._units.get(wanted)
        if missing := set(wanted) - found.keys():
            raise self._lost(f"lacks {len(missing)} vectors, such as {min(missing)}")
        return found

    def require_count(self) -> None:
        """Raise LostVectors where the collection does not hold as many vectors as were stored."""
        if (held := self._units.count()) != self.record.vectors:
            raise self._lost(f"holds {held} vectors, {self.record.vectors} were stored")

    def digest(self, keys: Sequence[str]) -> str:
        """Return the digest of the vectors of some keys, all of which were stored, as the server has them now."""
        blocks = (keys[start : start + _BLOCK] for start in range(0, len(keys), _BLOCK))
        return _total(_digest(key, vector) for block in blocks for key, vector in self.get(block).items())

    def close(self) -> None:
        """Let go of the server."""
        self._connection.close()

    def _require_sample(self) -> None:
        self.require_count()
        held = self.get(self.record.sample)
        for key, vector in held.items():
            if _hex(_digest(key, vector)) != self.record.sample[key]:
                raise self._lost(f"has another vector for {key} than was stored")
        for key, vector in list(held.items())[:1]:
            found = self.nearest(vector, limit=_PROBED)
            if len(found) < min(_PROBED, self.record.vectors) or found[0][1] < _SAME:
                raise self._lost(f"cannot be searched: {key} is not found")

    def _lost(self, what: str) -> LostVectors:
        return LostVectors(
            f"The collection {self.record.collection} on the Chroma server at {self._url} {what}. Rebuild with --full."
        )


class CollectionWriter:
    """Takes vectors by key into a new collection, which is removed again at the end unless `write` was called."""

    def __init__(self, server: VectorServer, name: str) -> None:
        self._name = name
        self._connection = Connection(server, within=TAKES_WITHIN)
        self._units = self._connection.create(name)
        self._digests: dict[str, int] = {}
        self._dimension = 0
        self._kept = False

    def add(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Store unit vectors, float32 of shape (len(keys), dimension), under keys that are new."""
        self._dimension = vectors.shape[1]
        self._units.add(keys, vectors)
        self._digests.update((key, _digest(key, vector)) for key, vector in zip(keys, vectors, strict=True))

    def get(self, keys: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors of those keys that are stored."""
        return self._units.get(keys)

    def write(self, folder: Path) -> None:
        """Say in the folder what the collection holds, once it does: counted, and a few vectors read back.

        Raises StoreError where the server has not taken all.
        """
        keys = sorted(self._digests)
        chosen = keys[:: max(1, len(keys) // _SAMPLE)][:_SAMPLE]
        held = {key: _digest(key, vector) for key, vector in self._units.get(chosen).items()}
        if self._units.count() != len(keys) or held != {key: self._digests[key] for key in chosen}:
            raise StoreError(f"The Chroma server has not kept what was sent to {self._name}: run the command again.")
        sample = {key: _hex(digest) for key, digest in held.items()}
        record = Record(self._name, len(keys), self._dimension, _total(self._digests.values()), sample)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / RECORD).write_text(json.dumps(asdict(record), indent=1), encoding="utf-8")
        self._kept = True

    def discard(self) -> None:
        """Remove the collection and let go of the server."""
        self._connection.delete(self._name)
        self._connection.close()

    def close(self) -> None:
        """Let go of the server; what it does not remove now, the next build removes."""
        if not self._kept:
            with suppress(StoreError):
                self._connection.delete(self._name)
        self._connection.close()


def _digest(key: str, vector: Vectors) -> int:
    return int.from_bytes(hashlib.sha256(key.encode() + b"\0" + vector.astype("<f4").tobytes()).digest(), "big")


def _total(digests: Iterable[int]) -> str:
    return _hex(sum(digests) % 2**256)


def _hex(digest: int) -> str:
    return f"{digest:064x}"

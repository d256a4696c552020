"""The only file that knows Chroma: vectors by key, nothing else; no text and no metadata is stored in it.

They lie in a folder of this machine (`VectorStore`) or in a collection of a server (`Collection`). Chroma rewrites its files
when it is merely opened, so a folder given to `VectorStore` must be the caller's own copy.
"""

from __future__ import annotations

import errno
import re
import shutil
import sqlite3
import struct
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import numpy as np

from .embedder import Vectors
from .errors import Corrupt, LostVectors, ServerDown, StoreError
from .writing import told

_COLLECTION = "units"
_FULL = re.compile(r"disk is full|no space left|file too large|code: 13\b", re.IGNORECASE)
_BATCH = 4_000
_SENT = 1_000  # vectors in one request, which then takes a second or two
_LISTED = 500  # collections named in one reply
_SAID = 200  # characters of what a server says
# Inner product of unit vectors is their cosine. On a server 128 candidates at build time and 24 links keep the approximate
# search within 1 % of the exact one; a question looks at 400 candidates. In a folder the vectors are only read (held.py):
# there the graph, which Chroma always makes, costs as little as can be.
_SEARCHED = {"space": "ip", "ef_construction": 128, "max_neighbors": 24, "ef_search": 400, "sync_threshold": 2_000}
_READ = {"space": "ip", "ef_construction": 8, "max_neighbors": 4, "sync_threshold": 2_000}

ANSWERS_WITHIN = 10.0  # seconds that a question waits for a server
TAKES_WITHIN = 60.0  # seconds that a build waits for a server to take some vectors


@dataclass(frozen=True, slots=True)
class VectorServer:
    """A Chroma server: its address, as http://host:8000, and the token that it, or a proxy before it, asks for."""

    url: str
    token: str = field(default="", repr=False)


def import_chroma() -> None:
    """Import Chroma ahead of its first use: it takes more than a second, which can pass while a model is loaded."""
    import chromadb  # noqa: F401


class VectorStore:
    """The vectors of one generation, in a folder that this process alone uses."""

    def __init__(self, folder: Path) -> None:
        import chromadb
        from chromadb.config import Settings

        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        begins = not any(folder.iterdir())
        settings = Settings(anonymized_telemetry=False, allow_reset=False)
        try:
            self._client: Any = chromadb.PersistentClient(path=str(folder), settings=settings)
            self._units = self._client.get_or_create_collection(
                _COLLECTION, configuration=cast("Any", {"hnsw": _READ}), embedding_function=None
            )
        except Exception as error:  # Chroma raises its own, SQLite's and the Rust core's errors alike
            if begins:  # there is nothing yet that could be damaged
                raise self._unwritten(error) from error
            raise Corrupt(f"The vectors in {folder} cannot be opened: {error}. Rebuild with --full.") from error
        self._counted: int | None = None

    def add(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Store unit vectors, float32 of shape (len(keys), dimension), under their keys."""
        self._counted = None
        for start in range(0, len(keys), _BATCH):
            chosen = slice(start, start + _BATCH)
            self._write(self._units.add, ids=list(keys[chosen]), embeddings=vectors[chosen])

    def _write(self, change: Callable[..., Any], **given: Any) -> None:  # noqa: ANN401 - as Chroma takes them
        """Change the collection; what the disk refuses, Chroma reports as an error of its own, is raised as OSError."""
        from chromadb.errors import InternalError

        try:
            change(**given)
        except InternalError as error:
            raise self._unwritten(error) from error

    def _unwritten(self, error: Exception) -> OSError:
        code = errno.ENOSPC if _FULL.search(str(error)) else errno.EIO
        return OSError(code, str(error), str(self._folder))

    def get(self, keys: Iterable[str]) -> dict[str, Vectors]:
        """Return the vectors of those keys that are stored."""
        wanted = list(dict.fromkeys(keys))
        return _vectors(self._units, wanted) if wanted else {}

    def keys(self) -> set[str]:
        """Return the keys of all vectors, out of Chroma's own table: it takes forty times as long to list them itself."""
        table = f"{(self._folder / 'chroma.sqlite3').resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(table, uri=True)) as db:
            found = {key for (key,) in db.execute("SELECT embedding_id FROM embeddings")}
        self._counted = len(found)
        return found

    @property
    def size(self) -> int:
        """The number of vectors, counted once until it changes: Chroma takes longer to count than to search."""
        if self._counted is None:
            self._counted = int(self._units.count())
        return self._counted

    def discard(self) -> None:
        """Let go of the files and remove them; the folder stays, empty."""
        self.close()
        shutil.rmtree(self._folder)
        self._folder.mkdir()

    def close(self) -> None:
        """Let go of the files, and clear what Chroma leaves in them of this process's memory."""
        self._client.close()
        for header in self._folder.glob("*/header.bin"):
            _clear_unused(header)


def _clear_unused(header: Path) -> None:
    """Write zeros where Chroma's graph has room for vectors but none: it writes there whatever the memory held before.

    The format is that of hnswlib as Chroma has it, version 1: header.bin begins, little-endian, with an int32, the version,
    and four uint64, of which the third is the number of vectors and the fourth the bytes of one in data_level0.bin; a vector
    has four in length.bin.
    """
    begin = header.read_bytes()[:36]
    version, _, _, count, size = struct.unpack("<iQQQQ", begin.ljust(36, b"\0"))
    if version != 1:  # damaged, or another format
        return
    for name, each in (("data_level0.bin", size), ("length.bin", 4)):
        file = header.with_name(name)
        unused = file.stat().st_size - count * each if file.is_file() else 0
        if unused > 0:
            with file.open("r+b") as stream:
                stream.seek(count * each)
                stream.write(bytes(unused))


@contextmanager
def opened_copy(folder: Path) -> Iterator[VectorStore]:
    """Yield the vectors of a published generation, opened in a copy of their files, which Chroma rewrites on opening.

    Raises Corrupt when they are missing or damaged, StoreError where there is no room for the copy.
    """
    with tempfile.TemporaryDirectory(prefix="aide-memoire-", ignore_cleanup_errors=True) as private:
        copy = Path(private) / folder.name
        try:
            shutil.copytree(folder, copy)
        except OSError as error:
            if not folder.is_dir():
                raise Corrupt(f"{folder} is missing. Rebuild with --full.") from error
            reason, file = told(error, copy)
            raise StoreError(
                f"The vectors of the index are copied to be read, and {file} could not be written ({reason}): see that there "
                "is room and that it can be written to, or name another folder in TMPDIR, then run the command again."
            ) from error
        with closing(VectorStore(copy)) as store:
            yield store


class Connection:
    """A Chroma server that answers; each method raises ServerDown when it does not, at most `within` seconds later."""

    def __init__(self, server: VectorServer, *, within: float = ANSWERS_WITHIN) -> None:
        self._server = server
        with _asking(server):
            self._system, self._api = _system(server, within)
            try:
                self._api.heartbeat()
            except BaseException:
                self.close()
                raise

    def create(self, name: str) -> Collection:
        """Make a collection of a name that is not taken."""
        with _asking(self._server, name):
            return self._collection(self._api.create_collection(name, configuration={"hnsw": _SEARCHED}))

    def open(self, name: str) -> Collection:
        """Return a collection. Raises LostVectors where there is none of that name."""
        with _asking(self._server, name):
            return self._collection(self._api.get_collection(name))

    def names(self, begin: str) -> list[str]:
        """Return the names of all collections that begin so."""
        found: list[str] = []
        while True:
            with _asking(self._server):
                listed = [one.name for one in self._api.list_collections(limit=_LISTED, offset=len(found))]
            found += listed
            if len(listed) < _LISTED:
                return [name for name in found if name.startswith(begin)]

    def delete(self, name: str) -> None:
        """Remove a collection. Raises LostVectors where there is none of that name."""
        with _asking(self._server, name):
            self._api.delete_collection(name)

    def close(self) -> None:
        """Let go of the server."""
        self._system.stop()
        self._api._session.close()

    def _collection(self, model: Any) -> Collection:  # noqa: ANN401 - Chroma's own
        from chromadb.api.models.Collection import Collection as Units

        return Collection(Units(client=self._api, model=model, embedding_function=None), self._server)


class Collection:
    """Vectors by key on a server; safe to use from several threads. Raises as `Connection` does."""

    def __init__(self, units: Any, server: VectorServer) -> None:  # noqa: ANN401 - as Chroma has it
        self._units = units
        self._server = server

    def add(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Store unit vectors, float32 of shape (len(keys), dimension), under their keys."""
        for start in range(0, len(keys), _SENT):
            chosen = slice(start, start + _SENT)
            with _asking(self._server, self._units.name):
                self._units.add(ids=list(keys[chosen]), embeddings=vectors[chosen])

    def nearest(self, vector: Vectors, *, limit: int) -> list[tuple[str, float]]:
        """Return up to `limit` (key, cosine), nearest first."""
        with _asking(self._server, self._units.name):
            found: Any = self._units.query(
                query_embeddings=vector.reshape(1, -1), n_results=limit, include=["distances"]
            )
            return [(key, 1.0 - distance) for key, distance in zip(found["ids"][0], found["distances"][0], strict=True)]

    def get(self, keys: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors of those keys that are stored."""
        found: dict[str, Vectors] = {}
        for start in range(0, len(keys), _SENT):
            with _asking(self._server, self._units.name):
                found |= _vectors(self._units, list(keys[start : start + _SENT]))
        return found

    def count(self) -> int:
        """Return the number of vectors."""
        with _asking(self._server, self._units.name):
            return int(self._units.count())


def _vectors(units: Any, keys: list[str]) -> dict[str, Vectors]:  # noqa: ANN401 - Chroma's collection
    found: Any = units.get(ids=keys, include=["embeddings"])
    return dict(zip(found["ids"], np.asarray(found["embeddings"], dtype=np.float32), strict=True))


def _system(server: VectorServer, within: float) -> tuple[Any, Any]:
    """Return Chroma's client, system and interface, which waits so many seconds for each answer.

    The one that Chroma's HttpClient makes waits for ever, asks the server five things before it is there, and is kept for ever.
    """
    from chromadb.api import ServerAPI
    from chromadb.config import Settings, System

    settings = Settings(
        anonymized_telemetry=False,
        allow_reset=False,
        chroma_api_impl="chromadb.api.fastapi.FastAPI",
        chroma_server_host=server.url.rstrip("/"),  # with scheme and port, which Chroma then takes from it
        chroma_server_http_port=urlsplit(server.url).port or 8000,
        chroma_server_headers={"X-Chroma-Token": server.token} if server.token else {},
    )
    system = System(settings)
    interface: Any = cast("Any", system).instance(ServerAPI)
    interface._session.timeout = within
    system.start()
    return system, interface


@contextmanager
def _asking(server: VectorServer, name: str = "") -> Iterator[None]:
    """Have what goes wrong between a server and us said in one sentence; `name` is that of a collection."""
    from chromadb.errors import NotFoundError

    try:
        yield
    except StoreError:
        raise
    except Exception as error:  # Chroma raises its own, those of its HTTP library, and ValueError
        if name and isinstance(error, NotFoundError):
            raise LostVectors(
                f"The collection {name} is not on the Chroma server at {server.url}. Rebuild with --full."
            ) from error
        raise ServerDown(_unanswered(server, error)) from error


def _unanswered(server: VectorServer, error: Exception) -> str:
    chain = list(_chain(error))
    statuses = {getattr(getattr(one, "response", None), "status_code", None) for one in chain}
    if statuses & {401, 403}:
        return f"The Chroma server at {server.url} refuses: set AIDE_MEMOIRE_CHROMA_TOKEN to the token that it takes."
    said = next((one.strerror or str(one) for one in chain if isinstance(one, OSError)), str(error))
    reason = (" ".join(said.split()) or type(error).__name__)[:_SAID]
    return f"The Chroma server at {server.url} does not answer ({reason}): start it, or set AIDE_MEMOIRE_CHROMA to where it is."


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__

"""Operations that fail: the n-th write, fsync, renaming or opening of a build raises what a full or broken disk raises.

What Python does itself is failed here; SQLite's writes as SQLite reports them, Chroma's as it reports them. Native writes that
really fail are tried apart, with a limit on the size of files and on a small file system.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from index import vectors

KINDS = ("write", "fsync", "rename", "open", "mkdir", "sqlite", "vectors")
_WORDS = {errno.ENOSPC: "database or disk is full", errno.EIO: "disk I/O error"}
_restored: list[tuple[Any, str, Any]] = []


def install(kind: str, number: int, code: int) -> dict[str, int]:
    """Fail the operation of that kind and number, counted from 0; return a count of all that is kept up."""
    counted = dict.fromkeys(KINDS, 0)

    def falls(of: str) -> bool:
        counted[of] += 1
        return of == kind and counted[of] == number + 1

    def error(path: object) -> OSError:
        return OSError(code, os.strerror(code), str(path))

    def failing(place: Any, name: str, of: str, named: Callable[..., object]) -> None:  # noqa: ANN401
        whole = getattr(place, name)

        def run(*given: Any, **options: Any) -> Any:  # noqa: ANN401 - stands for functions of several kinds
            if falls(of):
                raise error(named(*given))
            return whole(*given, **options)

        _put(place, name, run)

    failing(os, "fsync", "fsync", lambda descriptor: os.readlink(f"/proc/self/fd/{descriptor}"))
    for name in ("rename", "replace", "link"):
        failing(os, name, "rename", lambda _, to: to)
    failing(os, "mkdir", "mkdir", lambda path, *_: path)
    _fail_streams(falls, error)
    _fail_sqlite(falls, code)
    _fail_vectors(falls, code)
    return counted


def uninstall() -> None:
    """Put back what `install` replaced."""
    while _restored:
        setattr(*_restored.pop())


def _put(place: Any, name: str, value: Any) -> None:  # noqa: ANN401
    _restored.append((place, name, getattr(place, name)))
    setattr(place, name, value)


def _fail_streams(falls: Callable[[str], bool], error: Callable[[object], OSError]) -> None:
    whole = io.open

    class Stream:
        """A stream whose writes may fail."""

        def __init__(self, stream: Any) -> None:  # noqa: ANN401
            self._stream = stream

        def write(self, data: Any) -> Any:  # noqa: ANN401
            if falls("write"):
                raise error(self._stream.name)
            return self._stream.write(data)

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401
            return getattr(self._stream, name)

        def __enter__(self) -> Stream:
            return self

        def __exit__(self, *_: object) -> None:
            self._stream.close()

    def opened(file: Any, mode: str = "r", *given: Any, **options: Any) -> Any:  # noqa: ANN401
        writes = isinstance(file, str | os.PathLike) and set(mode) & set("wxa+")
        if writes and falls("open"):
            raise error(file)
        stream = whole(file, mode, *given, **options)
        return Stream(stream) if writes else stream

    _put(io, "open", opened)
    _put(builtins, "open", opened)


def _fail_sqlite(falls: Callable[[str], bool], code: int) -> None:
    whole = sqlite3.connect

    class Connection(sqlite3.Connection):
        """A connection whose statements may fail."""

        def _may_fail(self) -> None:
            if falls("sqlite"):
                raise sqlite3.OperationalError(_WORDS[code])

        def execute(self, *given: Any) -> Any:  # noqa: ANN401
            self._may_fail()
            return super().execute(*given)

        def executemany(self, *given: Any) -> Any:  # noqa: ANN401
            self._may_fail()
            return super().executemany(*given)

        def executescript(self, *given: Any) -> Any:  # noqa: ANN401
            self._may_fail()
            return super().executescript(*given)

    def connect(path: Any, **options: Any) -> Any:  # noqa: ANN401
        if "immutable" in str(path):
            return whole(path, **options)
        if falls("open"):
            raise sqlite3.OperationalError("unable to open database file")
        return whole(path, factory=Connection, **options)

    _put(sqlite3, "connect", connect)


def _fail_vectors(falls: Callable[[str], bool], code: int) -> None:
    from chromadb.errors import InternalError

    class Units:
        """A collection whose writes may fail, as Chroma says it."""

        def __init__(self, whole: Any) -> None:  # noqa: ANN401
            self._whole = whole

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401
            whole = getattr(self._whole, name)
            return partial(self._change, whole) if name in {"add", "delete"} else whole

        @staticmethod
        def _change(whole: Callable[..., None], **given: Any) -> None:  # noqa: ANN401
            if falls("vectors"):
                raise InternalError(f"error returned from database: (code: 13) {_WORDS[code]}")
            whole(**given)

    whole = vectors.VectorStore.__init__

    def begin(self: vectors.VectorStore, folder: Path) -> None:
        whole(self, folder)
        self._units = Units(self._units)

    _put(vectors.VectorStore, "__init__", begin)

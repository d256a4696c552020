"""The file of the keyword index: for each stem, the passages that hold it and how often; SQLite, read-only once published.

Beside the stems stand their kin: which stems begin alike, and which sound alike in the other script.
"""

from __future__ import annotations

import re
import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .errors import Corrupt
from .sounds import sound
from .words import is_cyrillic

ROOTS = (5, 4)  # letters of a Cyrillic stem that its derivations may share: постр-оить, постр-ойка; ауыл, ауыл-дас
_CYRILLIC = re.compile(r"[Ѐ-ԯ]")
_SCHEMA = """
CREATE TABLE postings (stem TEXT UNIQUE, rows BLOB, counts BLOB, context BLOB);
CREATE TABLE kin (key TEXT UNIQUE, stems TEXT);
CREATE TABLE columns (name TEXT UNIQUE, data BLOB);
"""
_SURNAME = "ев"
_MOST_COUNTED = 65_535
CACHED = 2_000  # stems whose postings are kept at hand
_TYPES = {"lengths": np.int32, "documents": np.int32, "asides": np.bool_, "cyrillic": np.bool_}

Rows = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Entry:
    """One passage: its document's number, the stems of its text and of its context, and whether it is an aside.

    Entries come in the order of their rows, the first of which is 0.
    """

    document: int
    text: Sequence[str]
    context: Sequence[str]
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Posting:
    """Where a stem stands: rows whose text holds it with how often, and rows whose context does."""

    rows: Rows
    counts: npt.NDArray[np.uint16]
    context: Rows

    @property
    def frequency(self) -> int:
        """In how many passages it stands, in the text or, if more, in the context."""
        return max(len(self.rows), len(self.context))


NOWHERE = Posting(np.zeros(0, np.int32), np.zeros(0, np.uint16), np.zeros(0, np.int32))


def write_postings(path: Path, entries: Iterable[Entry]) -> None:
    """Write the file of a generation, which must not be there yet."""
    held: dict[str, tuple[array[int], array[int], array[int]]] = {}
    columns: dict[str, array[int]] = {name: array("i") for name in _TYPES}
    for row, entry in enumerate(entries):
        for stem, count in Counter(entry.text).items():
            rows, counts, _ = _held(held, stem)
            rows.append(row)
            counts.append(min(count, _MOST_COUNTED))
        for stem in dict.fromkeys(entry.context):
            _held(held, stem)[2].append(row)
        columns["lengths"].append(len(entry.text))
        columns["documents"].append(entry.document)
        columns["asides"].append(entry.aside)
        columns["cyrillic"].append(is_cyrillic(" ".join(entry.text)))
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;" + _SCHEMA)
    packed = ((stem, *(part.tobytes() for part in held[stem])) for stem in sorted(held))
    db.executemany("INSERT INTO postings VALUES (?, ?, ?, ?)", packed)
    db.executemany("INSERT INTO kin VALUES (?, ?)", _kin(sorted(held)))
    data = ((name, np.array(values, _TYPES[name]).tobytes()) for name, values in columns.items())
    db.executemany("INSERT INTO columns VALUES (?, ?)", data)
    db.execute("COMMIT")
    db.close()


def root_of(stem: str, length: int) -> str:
    """Return what a Cyrillic stem shares with its derivations, "" for one too short and for another script."""
    return stem[:length] if len(stem) >= length and _CYRILLIC.match(stem) else ""


class Postings:
    """The published file of one generation; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        if not path.is_file():
            raise Corrupt(f"{path} is missing. Rebuild with --full.")
        self._db = sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True, check_same_thread=False)
        data = dict(self._all("SELECT name, data FROM columns"))
        self.lengths: Rows = np.frombuffer(data["lengths"], np.int32)
        self.documents: Rows = np.frombuffer(data["documents"], np.int32)
        self.asides: Flags = np.frombuffer(data["asides"], np.bool_)
        self.cyrillic: Flags = np.frombuffer(data["cyrillic"], np.bool_)

    def of(self, stem: str) -> Posting:
        """Return where a stem stands."""
        for rows, counts, context in self._all("SELECT rows, counts, context FROM postings WHERE stem = ?", stem):
            return Posting(
                np.frombuffer(rows, np.int32), np.frombuffer(counts, np.uint16), np.frombuffer(context, np.int32)
            )
        return NOWHERE

    def alike(self, key: str) -> list[str]:
        """Return the stems with this root or sound."""
        return [stem for (stems,) in self._all("SELECT stems FROM kin WHERE key = ?", key) for stem in stems.split()]

    def count(self, stem: str, row: int) -> int:
        """Return how often a stem stands in the text of a passage."""
        found = self.of(stem)
        place = int(np.searchsorted(found.rows, row))
        return int(found.counts[place]) if place < len(found.rows) and found.rows[place] == row else 0

    def counted(self) -> npt.NDArray[np.int64]:
        """Return for each row how many words of its text are counted, added up over all stems."""
        held = self._all("SELECT rows, counts FROM postings")
        rows = np.frombuffer(b"".join(rows for rows, _ in held), np.int32)
        counts = np.frombuffer(b"".join(counts for _, counts in held), np.uint16)
        return np.bincount(rows, weights=counts, minlength=len(self.lengths)).astype(np.int64)

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the file in itself."""
        yield from (text for (text,) in self._all("PRAGMA quick_check") if text != "ok")
        sizes = {len(self.lengths), len(self.documents), len(self.asides), len(self.cyrillic)}
        if len(sizes) > 1:
            yield "the columns are of different lengths"
        wrong = "length(rows) % 4 OR length(rows) != 2 * length(counts) OR length(context) % 4"
        ((count,),) = self._all(f"SELECT COUNT(*) FROM postings WHERE {wrong}")  # noqa: S608
        if count:
            yield f"{count} stems have no count for each passage"

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _all(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise Corrupt(f"The keyword index {self._path} cannot be read: {error}. Rebuild with --full.") from error


def _held(
    held: dict[str, tuple[array[int], array[int], array[int]]], stem: str
) -> tuple[array[int], array[int], array[int]]:
    if stem not in held:
        held[stem] = (array("i"), array("H"), array("i"))
    return held[stem]


def _kin(stems: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Return the stems of each root and, under a mark of their script, of each sound."""
    found: dict[str, list[str]] = {}
    for stem in stems:
        roots = (root_of(stem, length) for length in ROOTS)
        for key in filter(None, (*roots, *sound_keys(stem))):
            found.setdefault(key, []).append(stem)
    return ((key, " ".join(alike)) for key, alike in found.items())


def sound_keys(stem: str, *, other_script: bool = False) -> list[str]:
    """Return the keys of a stem's sounds among words of its own script or of the other one, [] for one that is too short.

    A Russian stem may lack the last syllable of a surname, which looks like a case: Токаев is stemmed "тока".
    """
    cyrillic = _CYRILLIC.match(stem) is not None
    mark = "~" if cyrillic != other_script else "="
    heard = [sound(stem), sound(stem + _SURNAME)] if cyrillic else [sound(stem)]
    return [mark + found for found in dict.fromkeys(heard) if found]

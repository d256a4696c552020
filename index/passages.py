"""Documents, passages and units of one generation, in one SQLite file that is never written again once published.

Rows count passages in the order of the corpus: documents by name, passages as they stand in the document.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus import BlockKind, Passage, Skipped

from .errors import Corrupt

_SCHEMA = """
CREATE TABLE documents (
    source TEXT PRIMARY KEY, title TEXT, kind TEXT, date TEXT, language TEXT, pages INTEGER, sha256 TEXT,
    passages INTEGER, metadata TEXT, unread TEXT, reason TEXT, detail TEXT, parent TEXT, origins TEXT, overrides TEXT
) WITHOUT ROWID;
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, id TEXT UNIQUE, source TEXT, passage TEXT, text_terms TEXT, context_terms TEXT, aside INTEGER
);
CREATE TABLE speakers (row INTEGER, name TEXT);
CREATE TABLE units (row INTEGER, start INTEGER, end INTEGER, key TEXT);
"""
_INDEXES = """
CREATE INDEX units_by_key ON units (key);
CREATE INDEX units_by_row ON units (row);
CREATE INDEX passages_by_source ON passages (source);
"""
# What must hold of a file in itself: how many rows break it, and what that means.
_RULES = {
    "SELECT MAX(row) + 1 - COUNT(*) + ABS(MIN(row)) FROM passages": "rows of passages are missing",
    "SELECT COUNT(*) FROM passages WHERE json_extract(passage, '$.id') IS NOT id "
    "OR json_extract(passage, '$.source') IS NOT source": "passages are filed under another's name",
    "SELECT COUNT(*) FROM passages WHERE source NOT IN (SELECT source FROM documents)": "passages are of no document",
    "SELECT COUNT(*) FROM documents d LEFT JOIN (SELECT source, COUNT(*) AS held, MAX(row) - MIN(row) + 1 AS reach "
    "FROM passages GROUP BY source) p ON p.source = d.source "
    "WHERE d.passages != IFNULL(held, 0) OR held != reach": "documents have not the passages that they should",
    "SELECT COUNT(*) FROM units WHERE row NOT IN (SELECT row FROM passages)": "units are of no passage",
    "SELECT COUNT(*) FROM passages WHERE row NOT IN (SELECT row FROM units)": "passages have no unit",
    "SELECT COUNT(*) FROM (SELECT row, MIN(start) AS first, MAX(end) AS last FROM units GROUP BY row) "
    "JOIN passages USING (row) WHERE first < 0 OR last > length(json_extract(passage, '$.text'))": "passages are shorter "
    "than their units",
    "SELECT COUNT(*) FROM speakers WHERE row NOT IN (SELECT row FROM passages)": "speakers are of no passage",
}


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """What is kept of a file: its description, or the reason it was skipped.

    `parent` names the file it lies in, for an attachment or a member of an archive. `origins` says for each known field
    where it was found, `overrides` holds the fields that a `materials.csv` stated.
    """

    source: str
    title: str = ""
    kind: str = ""
    date: str = ""
    language: str = ""
    pages: int | None = None
    sha256: str = ""
    passages: int = 0
    metadata: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    reason: str = ""
    detail: str = ""
    parent: str = ""
    origins: Mapping[str, str] = field(default_factory=dict)
    overrides: Mapping[str, str] = field(default_factory=dict)

    @property
    def skipped(self) -> Skipped | None:
        """The file as a skipped one, or None when it was read."""
        return Skipped(self.source, self.reason, self.detail) if self.reason else None


@dataclass(frozen=True, slots=True)
class Words:
    """The stems of a passage's text and of its context, its file, and whether it is an aside or a turn of a conversation."""

    source: str
    text: Sequence[str]
    context: Sequence[str]
    aside: bool = False
    turn: bool = False


@dataclass(frozen=True, slots=True)
class PassageRecord:
    """A passage with what the index derives from it: stems, (start, end, key) of its units, and whether it is an aside."""

    passage: Passage
    text_terms: tuple[str, ...]
    context_terms: tuple[str, ...]
    units: tuple[tuple[int, int, str], ...]
    aside: bool = False


class PassageWriter:
    """Writes the file of a new generation; documents must come in the order of their names."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;" + _SCHEMA)
        self._row = 0

    def add(self, document: DocumentRecord, records: Sequence[PassageRecord]) -> None:
        """Append a document and its passages."""
        self._db.execute(f"INSERT INTO documents VALUES ({_marks(15)})", _document_row(document))  # noqa: S608
        for record in records:
            self._db.execute(f"INSERT INTO passages VALUES ({_marks(7)})", _passage_row(self._row, record))  # noqa: S608
            units = ((self._row, *unit) for unit in record.units)
            self._db.executemany("INSERT INTO units VALUES (?, ?, ?, ?)", units)
            anchors = (anchor for span in record.passage.spans for anchor in span.anchors)
            names = dict.fromkeys(anchor.location.speaker for anchor in anchors if anchor.location.speaker)
            self._db.executemany("INSERT INTO speakers VALUES (?, ?)", ((self._row, name) for name in names))
            self._row += 1

    def close(self) -> None:
        """Finish the file."""
        self._db.executescript(_INDEXES + "ANALYZE;")  # executescript commits first
        self._db.close()


class Passages:
    """The published file of one generation, read-only; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise Corrupt(f"{path} is missing. Rebuild with --full.")
        self._db = sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True, check_same_thread=False)

    def documents(self) -> list[DocumentRecord]:
        """Return every file of the corpus, read or skipped, by name."""
        return [_document(row) for row in self._all("SELECT * FROM documents ORDER BY source")]

    def document(self, source: str) -> DocumentRecord | None:
        """Return one file's record."""
        return next(map(_document, self._all("SELECT * FROM documents WHERE source = ?", source)), None)

    def passage(self, row: int) -> Passage:
        """Return the passage of a row."""
        return self.many([row])[row]

    def many(self, rows: Iterable[int]) -> dict[int, Passage]:
        """Return passages by row."""
        wanted = list(rows)
        found = self._all(f"SELECT row, passage FROM passages WHERE row IN ({_marks(len(wanted))})", *wanted)  # noqa: S608
        return {row: _passage(written) for row, written in found}

    def row_of(self, passage_id: str) -> int | None:
        """Return the row of a passage id."""
        return next((row for (row,) in self._all("SELECT row FROM passages WHERE id = ?", passage_id)), None)

    def rows_of(self, source: str) -> range:
        """Return the rows of a document's passages."""
        ((first, last),) = self._all("SELECT MIN(row), MAX(row) FROM passages WHERE source = ?", source)
        return range(0) if first is None else range(first, last + 1)

    def rows_by_key(self, keys: Sequence[str]) -> dict[str, list[int]]:
        """Return, for each unit key, the rows of the passages that hold the unit."""
        rows: dict[str, list[int]] = {}
        for key, row in self._all(f"SELECT key, row FROM units WHERE key IN ({_marks(len(keys))})", *keys):  # noqa: S608
            rows.setdefault(key, []).append(row)
        return rows

    def units(self, rows: Iterable[int]) -> dict[int, list[tuple[int, int, str]]]:
        """Return the (start, end, key) of the units of each row."""
        wanted = list(rows)
        found: dict[int, list[tuple[int, int, str]]] = {row: [] for row in wanted}
        query = f"SELECT row, start, end, key FROM units WHERE row IN ({_marks(len(wanted))}) ORDER BY row, start"  # noqa: S608
        for row, start, end, key in self._all(query, *wanted):
            found[row].append((start, end, key))
        return found

    def records(self, source: str) -> list[PassageRecord]:
        """Return all that is kept of a document's passages, in order."""
        return list(self.records_of(self.rows_of(source)).values())

    def records_of(self, rows: Sequence[int]) -> dict[int, PassageRecord]:
        """Return all that is kept of some passages, by row and in order."""
        units = self.units(rows) if rows else {}
        marks = _marks(len(rows))
        query = (
            f"SELECT row, passage, text_terms, context_terms, aside FROM passages WHERE row IN ({marks}) ORDER BY row"  # noqa: S608
        )
        return {
            row: PassageRecord(
                passage=_passage(written),
                text_terms=tuple(text.split()),
                context_terms=tuple(context.split()),
                units=tuple(units[row]),
                aside=bool(aside),
            )
            for row, written, text, context, aside in self._all(query, *rows)
        }

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the file in itself."""
        yield from (text for (text,) in self._all("PRAGMA quick_check") if text != "ok")
        for query, meaning in _RULES.items():
            if found := self._all(query)[0][0]:
                yield f"{found} {meaning}"

    def words(self) -> Iterator[Words]:
        """Yield the words of every passage, in order."""
        turn = f"json_extract(passage, '$.spans[#-1][2]') = '{BlockKind.TURN.value}'"
        query = f"SELECT source, text_terms, context_terms, aside, {turn} FROM passages ORDER BY row"  # noqa: S608
        for source, text, context, aside, is_turn in self._db.execute(query):
            yield Words(source, text.split(), context.split(), aside=bool(aside), turn=bool(is_turn))

    def measures(self) -> tuple[list[int], list[int], list[bool]]:
        """Return for each row the number of its document, how many words it has, and whether it is an aside."""
        words = "length(text_terms) - length(replace(text_terms, ' ', '')) + (text_terms != '')"
        found = self._all(f"SELECT source, {words}, aside FROM passages ORDER BY row")  # noqa: S608
        numbers = {source: number for number, source in enumerate(dict.fromkeys(source for source, *_ in found))}
        return [numbers[source] for source, *_ in found], [row[1] for row in found], [bool(row[2]) for row in found]

    def keys(self) -> set[str]:
        """Return the keys of all units."""
        return {key for (key,) in self._all("SELECT DISTINCT key FROM units")}

    def places_by_key(self, keys: Sequence[str]) -> dict[str, int]:
        """Return for each unit key that is known at which place among all units one with it stands, the first being 0."""
        query = f"SELECT key, MIN(rowid) - 1 FROM units WHERE key IN ({_marks(len(keys))}) GROUP BY key"  # noqa: S608
        return dict(self._all(query, *keys))

    def unit_blocks(self, size: int) -> Iterator[list[tuple[int, str]]]:
        """Yield (row, key) of all units in the order of their places, so many at a time."""
        cursor = self._db.execute("SELECT row, key FROM units ORDER BY rowid")
        while block := cursor.fetchmany(size):
            yield block

    def unit_rows(self) -> Iterator[int]:
        """Yield the row of each unit in the order of their places."""
        yield from (row for (row,) in self._db.execute("SELECT row FROM units ORDER BY rowid"))

    def count_units(self) -> int:
        """Return the number of different units."""
        return int(self._all("SELECT COUNT(DISTINCT key) FROM units")[0][0])

    def rows_by_source(self) -> dict[str, range]:
        """Return the rows of each document that has passages."""
        query = "SELECT source, MIN(row), MAX(row) FROM passages GROUP BY source"
        return {source: range(first, last + 1) for source, first, last in self._all(query)}

    def speakers(self) -> list[tuple[int, str]]:
        """Return (row, name) for each speaker of a passage that is a turn; a row may have several."""
        return self._all("SELECT row, name FROM speakers")

    def count(self) -> int:
        """Return the number of passages."""
        return int(self._all("SELECT COUNT(*) FROM passages")[0][0])

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _all(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise Corrupt(f"The passages of the index cannot be read: {error}. Rebuild with --full.") from error


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _document_row(document: DocumentRecord) -> tuple[object, ...]:
    d = document
    described = (d.source, d.title, d.kind, d.date, d.language, d.pages, d.sha256, d.passages)
    return (
        *described,
        _json(dict(d.metadata)),
        _json(d.unread),
        d.reason,
        d.detail,
        d.parent,
        _json(dict(d.origins)),
        _json(dict(d.overrides)),
    )


@lru_cache(256)  # a question looks at the same passages in several ways
def _passage(written: str) -> Passage:
    return Passage.from_dict(json.loads(written))


def _document(row: tuple[Any, ...]) -> DocumentRecord:
    fields = dict(zip(DocumentRecord.__slots__, row, strict=True))
    packed = {name: json.loads(fields[name]) for name in ("metadata", "origins", "overrides")}
    return DocumentRecord(**{**fields, **packed, "unread": tuple(json.loads(fields["unread"]))})


def _passage_row(row: int, record: PassageRecord) -> tuple[object, ...]:
    passage = record.passage
    terms = (" ".join(record.text_terms), " ".join(record.context_terms))
    return (row, passage.id, passage.source, _json(passage.as_dict()), *terms, record.aside)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

"""Filters: which passages a question may be answered from, by what is known of their documents and who speaks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .facets import Facet, facets, summed, titled, within
from .passages import DocumentRecord
from .segments import Segments

FIELDS = (
    *("speaker", "session", "date", "language", "document", "event", "role", "organisation", "author", "title"),
    *("source", "kind", "symbol", "version"),
)
_EXACT = frozenset({"language", "kind"})
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


def fault_of(where: Mapping[str, str]) -> str:
    """Return one sentence on what is wrong with a filter and what would be right, "" where it can be used."""
    for name, value in where.items():
        if name not in FIELDS:
            return f"There is no filter by “{name}”: use {', '.join(FIELDS[:-1])} or {FIELDS[-1]}."
        if not value.strip():
            return f"The filter by {name} is empty: give it a value, or leave it out."
        if name == "date" and not _is_range(value):
            return f"“{value}” is no date to filter by: write 2014, 2014-05, 2014-05-14, 2014.., ..2016 or 2014..2016."
    return ""


class Filter:
    """What passages can be chosen by, ready in memory; made once for a generation and safe to share."""

    def __init__(self, documents: Sequence[DocumentRecord], passages: Segments) -> None:
        self._rows = passages.rows_by_source()
        self._records = [record for record in documents if record.source in self._rows]
        self._documents = [(record.source, _folded(record)) for record in self._records]
        self._voices: dict[str, list[int]] = {}
        self._names: dict[str, str] = {}
        for row, name in passages.speakers():
            self._voices.setdefault(name.casefold(), []).append(row)
            self._names.setdefault(name.casefold(), name)
        self._voiced = {row for rows in self._voices.values() for row in rows}

    def rows(self, where: Mapping[str, str]) -> set[int]:
        """Return the rows of the passages that a filter keeps; ValueError, with a sentence, for one that cannot be used.

        Text matches anywhere in its field, case ignored; "document" is the path or the title. A speaker is the one of the
        passage's turn, where no turn has one that of the document, else its author. A language and a kind are whole; a date
        is a year, a month, a day, or a range of them, both ends included.
        """
        if fault := fault_of(where):
            raise ValueError(fault)
        wanted = {name: value.strip().casefold() for name, value in where.items()}
        speaker = wanted.pop("speaker", None)
        kept = [(source, fields) for source, fields in self._documents if _fits(fields, wanted)]
        rows = {row for source, _ in kept for row in self._rows[source]}
        if speaker is None:
            return rows
        turns = {row for name, found in self._voices.items() if speaker in name for row in found}
        whole = {row for source, fields in kept if speaker in fields["speaker"] for row in self._rows[source]}
        return (rows & turns) | (whole - self._voiced)

    def facets(self, where: Mapping[str, str]) -> list[Facet]:
        """Return what a filter can be narrowed to: for each field its values within what the other fields keep.

        The fields are document, session, speaker, language, date (by year) and kind; ValueError as for `rows`.
        """
        found: list[Facet] = []
        for field in ("document", "session", "speaker", "language", "date", "kind"):
            others = {name: value for name, value in where.items() if name != field}
            rows = self.rows(others) if others else None
            found += self._speakers(rows) if field == "speaker" else self._values(field, rows)
        return found

    def _values(self, field: str, rows: set[int] | None) -> list[Facet]:
        """Return the values of a field of documents, with the passages among these rows; None is all."""
        sizes = [
            (record, len(span) if rows is None else sum(row in rows for row in span))
            for record in self._records
            if (span := self._rows[record.source])
        ]
        counts = summed((_value(field, record), size) for record, size in sizes)
        labels = titled({record.source: record.title or record.source for record, size in sizes if size})
        if field in _EXACT or field == "date":
            return facets(field, counts)
        return facets(field, within(counts), labels if field == "document" else None)

    def _speakers(self, rows: set[int] | None) -> list[Facet]:
        turns = {name: len(found) if rows is None else len(rows & set(found)) for name, found in self._voices.items()}
        spoken = summed((self._names[name], number) for name, number in turns.items())
        for record in self._records:
            silent = set(self._rows[record.source]) - self._voiced
            spoken[_value("speaker", record)] += len(silent if rows is None else silent & rows)
        return facets("speaker", within(spoken))

    def documents(self, rows: set[int]) -> int:
        """Return how many documents these rows are of."""
        return sum(not rows.isdisjoint(of_one) for of_one in self._rows.values())


def _value(field: str, record: DocumentRecord) -> str:
    """Return a document's value of a field as it is offered for a filter."""
    match field:
        case "document":
            return record.source
        case "date":
            return record.date[:4]
        case "kind" | "language":
            return str(getattr(record, field))
        case "speaker":
            return record.metadata.get("speaker") or record.metadata.get("author", "")
        case _:
            return record.metadata.get(field, "")


def _folded(record: DocumentRecord) -> dict[str, str]:
    stated = {**record.metadata, "speaker": record.metadata.get("speaker") or record.metadata.get("author", "")}
    own = {name: getattr(record, name) for name in ("source", "title", "kind", "language", "date")}
    fields = {name: str(value).casefold() for name, value in {**stated, **own}.items()}
    return {**fields, "document": f"{fields['source']}\n{fields['title']}"}


def _fits(fields: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    for name, value in wanted.items():
        known = fields.get(name, "")
        if name == "date":
            if not known or not _is_within(known, value):
                return False
        elif known != value if name in _EXACT else value not in known:
            return False
    return True


def _ends(value: str) -> tuple[str, str]:
    first, dots, last = value.strip().partition("..")
    return first.strip(), last.strip() if dots else first.strip()


def _is_range(value: str) -> bool:
    ends = [end for end in _ends(value) if end]
    return bool(ends) and all(_DATE.fullmatch(end) for end in ends)


def _is_within(date: str, value: str) -> bool:
    """Say whether a date is in a range; of a year and a day only the year is compared."""
    first, last = _ends(value)
    return date[: len(first)] >= first[: len(date)] and (not last or date[: len(last)] <= last[: len(date)])

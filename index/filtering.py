"""Filters: which passages a question may be answered from, by what is known of their documents and who speaks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .passages import DocumentRecord, Passages

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

    def __init__(self, documents: Sequence[DocumentRecord], passages: Passages) -> None:
        self._rows = passages.rows_by_source()
        self._documents = [(record.source, _folded(record)) for record in documents if record.source in self._rows]
        self._voices: dict[str, list[int]] = {}
        for row, name in passages.speakers():
            self._voices.setdefault(name.casefold(), []).append(row)
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

    def documents(self, rows: set[int]) -> int:
        """Return how many documents these rows are of."""
        return sum(not rows.isdisjoint(of_one) for of_one in self._rows.values())


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

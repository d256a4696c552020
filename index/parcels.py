"""What passes between a build and its workers: JSON in bytes, so that nothing in it is more than data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from corpus import Passage

from .passages import DocumentRecord, PassageRecord
from .reading import ReadDocument
from .units import Unit


def packed(value: object) -> bytes:
    """Return texts, numbers, lists and tables as bytes; half a surrogate pair is kept."""
    return json.dumps(value, separators=(",", ":"), default=dict).encode("ascii")


def unpacked(parcel: bytes) -> Any:  # noqa: ANN401 - whatever was packed
    """Return what `packed` was given."""
    return json.loads(parcel)


def packed_documents(files: Sequence[Sequence[ReadDocument]]) -> bytes:
    """Return what became of some files, and of the files inside each, as bytes."""
    return packed([[_document_fields(document) for document in documents] for documents in files])


def unpacked_documents(parcel: bytes) -> list[list[ReadDocument]]:
    """Return what `packed_documents` was given."""
    return [[_document(fields) for fields in documents] for documents in unpacked(parcel)]


def _document_fields(document: ReadDocument) -> dict[str, Any]:
    record = {name: getattr(document.record, name) for name in DocumentRecord.__slots__}
    passages = map(_passage_fields, document.passages, document.units)
    return {"record": record, "passages": list(passages)}


def _document(fields: Mapping[str, Any]) -> ReadDocument:
    record = fields["record"]
    passages, units = [], []
    for passage in fields["passages"]:
        units.append(tuple(Unit(*unit) for unit in passage["units"]))
        passages.append(_passage(passage, units[-1]))
    return ReadDocument(DocumentRecord(**{**record, "unread": tuple(record["unread"])}), passages, units)


def _passage_fields(record: PassageRecord, units: Sequence[Unit]) -> dict[str, Any]:
    return {
        "passage": record.passage.as_dict(),
        "text": record.text_terms,
        "context": record.context_terms,
        "aside": record.aside,
        "units": [[unit.start, unit.end, unit.text, unit.key] for unit in units],
    }


def _passage(fields: Mapping[str, Any], units: Sequence[Unit]) -> PassageRecord:
    return PassageRecord(
        passage=Passage.from_dict(fields["passage"]),
        text_terms=tuple(fields["text"]),
        context_terms=tuple(fields["context"]),
        units=tuple((unit.start, unit.end, unit.key) for unit in units),
        aside=fields["aside"],
    )

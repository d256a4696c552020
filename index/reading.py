"""A file that was read becomes what the index keeps of it: records of documents and passages, and units to embed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from corpus import Document, Passage, Skipped, chunk

from .asides import is_aside
from .embedder import Embedder
from .entries import words_of
from .passages import DocumentRecord, PassageRecord
from .units import Unit, units_of

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """One document, or why there is none, with its passages and the units of each."""

    record: DocumentRecord
    passages: Sequence[PassageRecord] = ()
    units: Sequence[tuple[Unit, ...]] = ()


def documents_of(
    outcome: Document | Skipped, sha256: str, overrides: Mapping[str, str], embedder: Callable[[], Embedder]
) -> list[ReadDocument]:
    """Return what becomes of a file with this hash, of which a table states `overrides`, and of each file inside it."""
    inside = outcome.children if isinstance(outcome, Document) else ()
    read = _read(outcome, embedder, sha256=sha256, overrides=overrides)
    return [read, *(_read(child, embedder, parent=outcome.source) for child in inside)]


def _read(
    outcome: Document | Skipped,
    embedder: Callable[[], Embedder],
    *,
    sha256: str = "",
    parent: str = "",
    overrides: Mapping[str, str] = _NOTHING,
) -> ReadDocument:
    if isinstance(outcome, Skipped):
        reason, detail = outcome.reason, outcome.detail
        return ReadDocument(
            DocumentRecord(
                outcome.source, sha256=sha256, reason=reason, detail=detail, parent=parent, overrides=overrides
            )
        )
    passages = chunk(outcome)
    units = units_of(passages, embedder()) if passages else []
    records = [_record(passage, found) for passage, found in zip(passages, units, strict=True)]
    return ReadDocument(replace(_document_record(outcome, len(passages), parent), overrides=overrides), records, units)


def _record(passage: Passage, units: Sequence[Unit]) -> PassageRecord:
    text, context = words_of(passage)
    return PassageRecord(
        passage=passage,
        text_terms=text,
        context_terms=context,
        units=tuple((unit.start, unit.end, unit.key) for unit in units),
        aside=is_aside(passage),
    )


def _document_record(document: Document, passages: int, parent: str) -> DocumentRecord:
    return DocumentRecord(
        source=document.source,
        title=document.title,
        kind=document.kind,
        date=document.date,
        language=document.language,
        pages=document.pages,
        sha256=document.sha256,
        passages=passages,
        metadata=document.metadata,
        unread=document.unread,
        parent=parent,
        origins=document.origins,
    )

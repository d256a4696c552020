"""Where a name stands in a document: whether it is named at all, and the sentences that name it."""

from __future__ import annotations

from collections.abc import Iterator, Set

from index import Index

from .quoting import Stretch, sentences_of
from .states import names_of


def is_named(index: Index, source: str, name: str) -> bool:
    """Tell whether a document names somebody: a State by any of its names, others by all words of the name."""
    forms = _forms(index, name)
    return any(_holds(set(record.text_terms), forms) for record in index.passages.records(source))


def named_in(index: Index, source: str, name: str) -> Iterator[Stretch]:
    """Yield the sentences of a document that name somebody, in order."""
    forms = _forms(index, name)
    rows = index.passages.rows_of(source)
    for row, passage in sorted(index.passages.many(rows).items()):
        for sentence in sentences_of(passage):
            words = passage.text[sentence.start : sentence.end]
            if _holds(index.stem_set(words, passage.language), forms):
                yield Stretch(passage, row, sentence.start, sentence.end)


def _forms(index: Index, name: str) -> list[frozenset[str]]:
    languages = ("en", "ru", "kk")
    return [index.stem_set(form, language) for form in names_of(name) for language in languages]


def _holds(stems: Set[str], forms: list[frozenset[str]]) -> bool:
    return any(form <= stems for form in forms)

"""The only file that knows the BM25 engine, tantivy: which passages hold a question's words.

Words reach the engine already folded and stemmed, so it only splits at blanks. A passage has two fields: its text, and its
context, that is the title and the headings above it. Scores are BM25 with the engine's k1 = 1.2 and b = 0.75
(Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy

from .errors import Corrupt
from .words import question_terms

_ANALYSER = "blanks"
_WRITER_MEMORY = 64_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One passage as the engine sees it: its row, and the stems of its text and of its context."""

    row: int
    text: Sequence[str]
    context: Sequence[str]


def write_keywords(folder: Path, entries: Iterable[Entry]) -> None:
    """Write the keyword index of a generation into an empty folder, in the order given."""
    folder.mkdir(parents=True, exist_ok=True)
    index = _open(folder)
    writer = index.writer(heap_size=_WRITER_MEMORY, num_threads=1)
    for entry in entries:
        document = tantivy.Document()
        document.add_unsigned("row", entry.row)
        document.add_text("text", " ".join(entry.text))
        document.add_text("context", " ".join(entry.context))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


class Keywords:
    """The published keyword index of one generation, read-only."""

    def __init__(self, folder: Path) -> None:
        try:
            self._index = _open(folder)
        except (OSError, ValueError) as error:
            raise Corrupt(f"The keyword index in {folder} cannot be opened: {error}. Rebuild with --full.") from error
        self._searcher = self._index.searcher()

    def search(
        self,
        question: str,
        *,
        limit: int,
        language: str = "",
        context_boost: float = 0.3,
        required: Sequence[Sequence[str]] = (),
    ) -> list[tuple[int, float]]:
        """Return up to `limit` (row, BM25 score), best first, of passages that hold any word of the question.

        Of each of the `required` words, given by their possible stems, one must stand in the text or context.
        """
        clauses = [
            (tantivy.Occur.Should, query)
            for _, stems in question_terms(question, language)
            for query in self._word(stems, context_boost)
        ]
        clauses += [(tantivy.Occur.Must, self._any(stems)) for stems in required]
        if not clauses:
            return []
        found = self._searcher.search(tantivy.Query.boolean_query(clauses), limit=limit, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in found])
        return [(int(row or 0), float(score)) for row, (score, _) in zip(rows, found, strict=True)]

    def frequency(self, stems: Sequence[str]) -> int:
        """Return in how many passages the commonest of these stems stands, in text or context."""
        return max(self._searcher.doc_freq(field, stem) for field in ("text", "context") for stem in stems)

    @property
    def size(self) -> int:
        """The number of passages."""
        return int(self._searcher.num_docs)

    def _any(self, stems: Sequence[str]) -> tantivy.Query:
        schema = self._index.schema
        places = [(field, stem) for field in ("text", "context") for stem in stems]
        return tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, tantivy.Query.term_query(schema, field, stem)) for field, stem in places]
        )

    def _word(self, stems: Sequence[str], context_boost: float) -> list[tantivy.Query]:
        schema = self._index.schema
        text = [tantivy.Query.term_query(schema, "text", stem) for stem in stems]
        context = [
            tantivy.Query.boost_query(tantivy.Query.term_query(schema, "context", stem), context_boost)
            for stem in stems
        ]
        return [text[0] if len(text) == 1 else tantivy.Query.disjunction_max_query(text), *context]


def _open(folder: Path) -> tantivy.Index:
    schema = tantivy.SchemaBuilder()
    schema.add_unsigned_field("row", stored=False, indexed=False, fast=True)
    for name in ("text", "context"):
        schema.add_text_field(name, stored=False, tokenizer_name=_ANALYSER, index_option="position")
    index = tantivy.Index(schema.build(), path=str(folder), reuse=True)
    index.register_tokenizer(_ANALYSER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index

"""Answers without a language model: the sentences of the materials that answer, verbatim.

The sentences of the best passages are scored by their support (`support.py`); the best is quoted, and others where they add
to what the question asks for. Nothing is paraphrased.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from index import Hit, Index, Term

from .quoting import reach, sentences_of
from .support import (
    Evidence,
    Shape,
    covered,
    fits,
    held_in,
    is_statement,
    shape_of,
    short_names_in,
    suits,
    voice_in,
    years_in,
)

_HITS = 8
_MOST_QUOTES = 5
_MOST_ITEMS = 12
_CLOSE = 0.9  # of the best score: as good an answer, for a question that several sentences may answer
_NOVEL = 0.6  # share of a quote's words that must not stand in the quotes before it


@dataclass(frozen=True, slots=True)
class Quote:
    """Characters `start` to `end` of a hit's passage, and what speaks for quoting them.

    `own` are the question's words that stand in it, under its headings or with its speaker, `around` those in its passage.
    """

    hit: Hit
    start: int
    end: int
    evidence: Evidence
    own: frozenset[str] = frozenset()
    around: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """The quoted words."""
        return self.hit.passage.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Extract:
    """What was found for a question: its weighed words, the hits, and candidate quotes, best first."""

    question: str
    shape: Shape
    terms: tuple[Term, ...]
    hits: tuple[Hit, ...]
    quotes: tuple[Quote, ...]


def extract(index: Index, question: str, *, where: Mapping[str, str] | None = None) -> Extract:
    """Return the candidate quotes for a question, best first, at most one for each sentence of the best passages."""
    vector = index.embedder.embed_query(question)
    hits = _of_years(index, years_in(question), index.search_vector(question, vector, limit=_HITS, where=where))
    terms = index.terms(question)
    similarities = index.similarities(vector, [hit.row for hit in hits])
    quotes = [quote for hit in hits for quote in _quotes(index, hit, terms, similarities[hit.row], question)]
    quotes.sort(key=lambda quote: -quote.evidence.score)
    return Extract(question, shape_of(question), tuple(terms), tuple(hits), tuple(quotes))


def _of_years(index: Index, years: Collection[str], hits: list[Hit]) -> list[Hit]:
    """Return the hits that name each of these years, in their text, title, headings or date."""
    return [
        hit
        for hit in hits
        if all(
            year in f"{index.context(hit.passage)} {hit.passage.metadata.get('date', '')} {hit.passage.text}"
            for year in years
        )
    ]


def _quotes(
    index: Index, hit: Hit, terms: Sequence[Term], units: Sequence[tuple[int, int, float]], question: str
) -> list[Quote]:
    passage = hit.passage
    shape, speaking, short = shape_of(question), voice_in(question), short_names_in(question)
    whole = f"{index.context(passage)} {passage.text}"
    around = held_in(terms, set(index.stems(whole, passage.language)), whole, short)
    asked = {term.word for term in terms}
    voices = {term.stems[0] for term in terms if term.word in speaking}
    sentences = sentences_of(passage)
    quotes = []
    for sentence in sentences:
        start, end = reach(sentence, sentences, passage, listing=shape is Shape.LIST)
        at = passage.locate(sentence.start)
        voice = at.speaker or passage.metadata.get("speaker") or passage.metadata.get("author", "")
        under = " ".join([voice, *at.heading[1:]])
        words = passage.text[sentence.start : sentence.end]
        kind = passage.spans[sentence.block].kind
        quoted = f"{under} {passage.text[start:end]}"
        own = held_in(terms, set(index.stems(quoted, passage.language)), quoted, short)
        evidence = Evidence(
            similarity=_similarity(start, end, units),
            own=covered(terms, own),
            around=covered(terms, around),
            complete=len(own) == len(terms),
            passage=hit.score,
            shaped=fits(shape, words, asked),
            states=is_statement(words, kind),
            kind=suits(shape, words, kind),
            voiced=bool(voices) and voices <= set(index.stems(voice, passage.language)),
        )
        quotes.append(Quote(hit, start, end, evidence, frozenset(own), frozenset(around)))
    return quotes


def _similarity(start: int, end: int, units: Sequence[tuple[int, int, float]]) -> float:
    """Return the best cosine of the units that lie mostly inside a quote, else of the one that holds most of it."""
    overlaps = [(min(last, end) - max(first, start), last - first, value) for first, last, value in units]
    inside = [value for overlap, length, value in overlaps if 2 * overlap >= length]
    return max(inside) if inside else max(overlaps, default=(0, 0, 0.0))[2]


def choose(found: Extract) -> list[Quote]:
    """Return the quotes that make up the answer, best first: the best one, and those that are as good and say more.

    For a list they are all that hold as much of what is asked for as the best does, in the order of the materials.
    """
    if not found.quotes:
        return []
    best = found.quotes[0].evidence
    listing = found.shape is Shape.LIST and best.kind > 0
    chosen: list[Quote] = []
    for quote in found.quotes:
        evidence = quote.evidence
        if len(chosen) == (_MOST_ITEMS if listing else _MOST_QUOTES) or evidence.score < best.score * _CLOSE:
            break
        if chosen and (_overlaps(quote, chosen) or not (listing or _adds(quote, chosen))):
            continue
        if not listing or (evidence.kind > 0 and evidence.own >= best.own * _CLOSE):
            chosen.append(quote)
    return sorted(chosen, key=lambda quote: (quote.hit.row, quote.start)) if listing else chosen


def _overlaps(quote: Quote, chosen: Sequence[Quote]) -> bool:
    same = (other for other in chosen if other.hit.row == quote.hit.row)
    return any(quote.start < other.end and other.start < quote.end for other in same)


def _adds(quote: Quote, chosen: Sequence[Quote]) -> bool:
    words = set(quote.text.lower().split())
    said = {word for other in chosen for word in other.text.lower().split()}
    return len(words - said) >= _NOVEL * len(words)

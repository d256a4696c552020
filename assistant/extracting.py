"""Answers without a language model: the sentences of the materials that answer, verbatim.

The sentences of the best passages are scored by their support (`support.py`); the best is quoted, and others where they add
to what the question asks for. Nothing is paraphrased.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from corpus import Passage, sentence_spans
from index import Hit, Index

from .asking import Asked, Shape
from .programme import is_entry
from .quoting import Stretch, reach, sentences_of
from .support import Evidence, absent, covered, held_in, is_statement, shaped, strangers, suits

_HITS = 8
_SWEPT = 60  # for a list of all that somebody said, which stands in many places
_MOST_SWEPT = 40
_WIDER = 10  # times as many where most will not be of the year asked about, nor hold its names
_MOST_QUOTES = 3
_MOST_ITEMS = 12
_CLOSE = 0.92  # of the best score: as good an answer, for a question that several sentences may answer
_CLOSE_FACT = 0.87  # the same for a date, a number or the items of a list, of which sources may give others
_WORD = re.compile(r"\w+")
_NOVEL = 0.6  # share of a quote's words that must not stand in the quotes before it


@dataclass(frozen=True, slots=True)
class Quote:
    """Characters `start` to `end` of a hit's passage, and what speaks for quoting them.

    `own` are the question's words that stand in it, under its headings or with its speaker; `frame` those in what its
    passage stands under: title, headings, introduction, date. `bonus` is what suits it to the kind of question.
    """

    hit: Hit
    start: int
    end: int
    evidence: Evidence
    own: frozenset[str] = frozenset()
    frame: frozenset[str] = frozenset()
    bonus: float = 0.0

    @property
    def score(self) -> float:
        """What ranks the quotes of one question."""
        return self.evidence.score + self.bonus

    @property
    def words(self) -> Stretch:
        """Where the quoted words stand."""
        return Stretch(self.hit.passage, self.hit.row, self.start, self.end)

    @property
    def text(self) -> str:
        """The quoted words."""
        return self.hit.passage.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Extract:
    """What was found for a question: the hits, and candidate quotes, best first."""

    asked: Asked
    hits: tuple[Hit, ...]
    quotes: tuple[Quote, ...]


def extract(
    index: Index, asked: Asked, *, where: Mapping[str, str] | None = None, within: Collection[str] = ()
) -> Extract:
    """Return the candidate quotes for a question, best first, at most one for each sentence of the best passages.

    `within` keeps to the passages of these files.
    """
    question = asked.text
    search = partial(index.search, question, where=where, within=within, names=asked.naming, speaker=asked.voice)
    hits = _hits(index, asked, lambda limit: search(limit=limit))
    similarities = index.similarities(question, [hit.row for hit in hits])
    quotes = [quote for hit in hits for quote in _quotes(index, hit, asked, similarities[hit.row])]
    quotes.sort(key=lambda quote: -quote.score)
    return Extract(asked, tuple(hits), tuple(quotes))


def preferring(found: Extract, bonus: Callable[[Quote], float]) -> Extract:
    """Return the quotes in the order that a kind of question wants: each gets more, or less, for what it is."""
    quotes = [replace(quote, bonus=quote.bonus + more) if (more := bonus(quote)) else quote for quote in found.quotes]
    return replace(found, quotes=tuple(sorted(quotes, key=lambda quote: -quote.score)))


def _hits(index: Index, asked: Asked, search: Callable[[int], list[Hit]]) -> list[Hit]:
    """Return the best passages that name each year asked about, those with all the names in it first."""
    wanted = _SWEPT if _sweeps(asked) else _HITS
    if not asked.years:
        return search(wanted)
    found = search(_HITS * _WIDER)
    texts = {hit.row: f"{_frame(hit.passage)} {hit.passage.text}" for hit in found}
    dated = [hit for hit in found if all(year in texts[hit.row] for year in asked.years)]
    dated.sort(key=lambda hit: strangers(asked, _held(index, asked, texts[hit.row], language=hit.passage.language)))
    return dated[:wanted]


def _sweeps(asked: Asked) -> bool:
    """Tell whether all that somebody said of one kind is asked for: "What did Norland recommend to Sweden?"."""
    return asked.shape is Shape.LIST and bool(asked.voice)


def _frame(passage: Passage) -> str:
    """Return what a passage stands under: its title, headings and speaker, and its document's date."""
    return f"{Index.context(passage)} {passage.metadata.get('date', '')}"


def _quotes(index: Index, hit: Hit, asked: Asked, units: Sequence[tuple[int, int, float]]) -> list[Quote]:
    passage = hit.passage
    held = cache(partial(_held, index, asked, language=passage.language))
    frame = held(_frame(passage))
    around = frame.union(*(held(passage.text[start:end]) for start, end in sentence_spans(passage.text)))
    share, unnamed, nowhere = covered(asked, around), strangers(asked, around), absent(asked, around)
    voices = {term.stems[0] for term in asked.terms if term.word in asked.voice}
    words = {term.word for term in asked.terms}
    sentences = sentences_of(passage)
    quotes = []
    for sentence in sentences:
        start, end = reach(sentence, sentences, passage, listing=asked.shape is Shape.LIST)
        at = passage.locate(sentence.start)
        text, kind = passage.text[sentence.start : sentence.end], passage.spans[sentence.block].kind
        voice = at.speaker or passage.metadata.get("speaker") or passage.metadata.get("author", "")
        states, shape = is_statement(text, kind), shaped(asked, text)
        dateline = asked.shape is Shape.DATE and shape > 0 and not states
        if all(word in words for word in _words(text)) or (asked.voice and is_entry(text)):
            continue  # a date or a name alone, which the question says itself; a programme tells nobody's words
        under = " ".join([voice, *at.heading[0 if dateline else 1 :]])
        own = held(under) | held(passage.text[start:end])
        evidence = Evidence(
            known=asked.known,
            similarity=_similarity(start, end, units),
            own=covered(asked, own),
            around=share,
            strangers=unnamed,
            absent=nowhere,
            complete=len(own) == len(asked.terms),
            passage=hit.score,
            shaped=shape,
            states=states or dateline,
            kind=suits(asked.shape, text, kind),
            voiced=bool(voices) and voices <= index.stem_set(voice, passage.language),
            silent=not asked.voice <= own,
        )
        quotes.append(Quote(hit, start, end, evidence, own, frame))
    return quotes


def _words(text: str) -> Iterator[str]:
    return (match.group() for match in _WORD.finditer(text.lower()))


def _held(index: Index, asked: Asked, text: str, *, language: str) -> frozenset[str]:
    return held_in(asked, index.stem_set(text, language), text)


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
    if _sweeps(found.asked) and (swept := _swept(found)) is not None:
        return swept
    top = found.quotes[0].score
    best = found.quotes[0].evidence
    listing = found.asked.shape is Shape.LIST and best.kind > 0
    close = _CLOSE_FACT if listing or found.asked.shape in (Shape.DATE, Shape.NUMBER) else _CLOSE
    chosen: list[Quote] = []
    for quote in found.quotes:
        evidence = quote.evidence
        if len(chosen) == (_MOST_ITEMS if listing else _MOST_QUOTES) or quote.score < top * close:
            break
        if chosen and (_overlaps(quote, chosen) or not (listing or _adds(quote, chosen))):
            continue
        if chosen and found.asked.shape is Shape.DATE and evidence.shaped <= 0:
            continue  # beside a date, a sentence without one tells nothing
        if not listing or (evidence.kind > 0 and evidence.own >= best.own * close):
            chosen.append(quote)
    return sorted(chosen, key=lambda quote: (quote.hit.row, quote.start)) if listing else chosen


def _swept(found: Extract) -> list[Quote] | None:
    """Return every item of the lists of the kind asked for that names the speaker or is the speaker's own, in order.

    None where there are no lists of that kind about what the question names: then it is answered as any other.
    """
    asked = found.asked
    kind = {term.word for term in asked.terms if term.light and term.frequency}
    others = [name for name in asked.names if name.isdisjoint(asked.voice)]
    listed = [
        quote
        for quote in found.quotes
        if quote.evidence.kind > 0 and kind <= quote.frame and all(name & quote.frame for name in others)
    ]
    if not (kind and others and listed):
        return None
    items: list[Quote] = []
    for quote in listed:
        dated = all(year in _frame(quote.hit.passage) for year in asked.years)
        if dated and not quote.evidence.silent and not _overlaps(quote, items):
            items.append(quote)
    return sorted(items[:_MOST_SWEPT], key=lambda quote: (quote.hit.row, quote.start))


def _overlaps(quote: Quote, chosen: Sequence[Quote]) -> bool:
    same = (other for other in chosen if other.hit.row == quote.hit.row)
    return any(quote.start < other.end and other.start < quote.end for other in same)


def _adds(quote: Quote, chosen: Sequence[Quote]) -> bool:
    words = set(quote.text.lower().split())
    said = {word for other in chosen for word in other.text.lower().split()}
    return len(words - said) >= _NOVEL * len(words)

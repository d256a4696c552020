"""Which passages of an opened generation a question is about, and in which order: found by meaning and by words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import compress

from corpus import Passage, sentence_spans

from .embedder import Embedder, Vectors
from .filtering import Filter
from .hits import Term
from .keywords import Keywords, inverse_frequency
from .ranking import best_of, dense_weight, first, fuse, is_known, lift, together
from .segments import Segments
from .words import is_cyrillic, is_light, language_of, question_terms, stem_set

_REMEMBERED = 64  # questions: one that is asked is searched for in several ways
_UNITS = 300
_WORDS = 100
_LIGHT_SHARE = 0.3  # of its weight, for a word that says how a question is put
_BACKGROUND = 50  # passages about other things, which lack the word: in a small corpus nearly all words look common
_LIFTED = 12  # passages at the head that are looked at sentence by sentence
_LIFT = 0.4
_SHORT = 10  # words that carry meaning
_JOINED = 6  # passages at the head, with which stands what belongs to them
_SAME_BLOCK = 0.99  # of its score, for the other part of a paragraph that is divided between two passages
_SAME_TEXT = 0.7  # for the next passage of a text of a page or so
_PAGE = 4  # passages
_FILTERED = 3  # times as many candidates, at most, where a filter drops some of them
_SCRIPTS = ("Everyone has the right to freedom of opinion", "Каждый человек имеет право на свободу убеждений")
_FEW = 100  # passages that a filter keeps, up to which each is compared with the question


@dataclass(frozen=True, slots=True)
class Query:
    """A question to find passages for, as `Index.search` has it."""

    text: str
    where: tuple[tuple[str, str], ...] = ()
    within: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    speaker: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """Rows as (row, score), best first, and the cosine of the nearest unit of each row that is near the question."""

    ranked: Sequence[tuple[int, float]] = ()
    cosines: Mapping[int, float] = field(default_factory=dict)


class Finder:
    """Finds passages of one opened generation; safe to use from several threads."""

    def __init__(self, passages: Segments, keywords: Keywords, embedder: Embedder) -> None:
        self._passages = passages
        self._keywords = keywords
        self._embedder = embedder
        self._vector = lru_cache(_REMEMBERED)(self._embedded)
        self.find = lru_cache(_REMEMBERED)(self._find)
        self.terms = lru_cache(_REMEMBERED)(self._terms)
        self.grain = lru_cache(_REMEMBERED)(embedder.grain)

    def _find(self, query: Query) -> Found:
        """Return all that is found for a question; ValueError for a filter that cannot be used."""
        question = query.text
        allowed = self._allowed(dict(query.where), query.within)
        if allowed is not None and not allowed:
            return Found()
        nearest = _beside().submit(self._dense, question, allowed)
        found = self._keywords.search(
            question, limit=_WORDS if allowed is None else self._keywords.size, language=self._language(question)
        )
        lexical = _only(found, allowed)
        dense = nearest.result()
        naming = _only(self._naming(question, query.names, query.speaker), allowed) if query.speaker else []
        near = self._comparable(question, dense)[:_WORDS] if lexical else dense[:_WORDS]
        ranked = fuse(near, best_of(lexical[:_WORDS], naming), weight=self._dense_weight(question))
        ranked = lift(ranked, self._said_at_once(question, [row for row, _ in ranked[:_LIFTED]]), weight=_LIFT)
        belonging = self._belonging([row for row, _ in ranked[:_JOINED]])
        ranked = _only(together(ranked, belonging), allowed)
        return Found(first(ranked, {row for row, _ in naming}), dict(dense))

    def _embedded(self, question: str) -> Vectors:
        """Return the vector of a question, not to be written to."""
        vector = self._embedder.embed_query(question)
        vector.setflags(write=False)
        return vector

    def similarities(self, text: str, rows: Sequence[int]) -> dict[int, list[tuple[int, int, float]]]:
        """Return, for each row, its units as (start, end, cosine to a question), in the order of the text."""
        vector, found = self._vector(text), self._passages.vectors(rows)
        return {row: [(start, end, float(of @ vector)) for start, end, of in units] for row, units in found.items()}

    def _terms(self, question: str) -> tuple[Term, ...]:
        """Return the words of a question that carry meaning, with their weight in this corpus."""
        found = question_terms(question, self._language(question))
        return tuple(self._term(word, stems) for word, stems in found)

    @cached_property
    def filter(self) -> Filter:
        """What keeps to passages with some fields."""
        return Filter(self._passages.documents(), self._passages)

    def _allowed(self, where: Mapping[str, str], within: Collection[str]) -> set[int] | None:
        """Return the rows that a filter and some files keep, None for all."""
        kept = self.filter.rows(where) if where else None
        if not within:
            return kept
        rows = {row for source in within for row in self._passages.rows_of(source)}
        return rows if kept is None else rows & kept

    def _belonging(self, rows: Sequence[int]) -> list[tuple[int, int, float]]:
        """Return the neighbours that belong to some rows, as (neighbour, row, share of its score).

        A paragraph may be divided between two passages, and a short text is about one thing.
        """
        pairs = [(row, neighbour) for row in rows for neighbour in (row - 1, row + 1)]
        passages = self._passages.many({place for pair in pairs for place in pair})
        found = []
        for row, neighbour in pairs:
            before, after = (passages.get(place) for place in sorted((row, neighbour)))
            if before is None or after is None or before.source != after.source:
                continue
            if not (before.spans[-1].whole or after.spans[0].whole):
                found.append((neighbour, row, _SAME_BLOCK))
            elif (record := self._passages.document(before.source)) and record.passages <= _PAGE:
                found.append((neighbour, row, _SAME_TEXT))
        return found

    def _said_at_once(self, question: str, rows: Sequence[int]) -> dict[int, float]:
        """Return what share of a question's words, by weight, stands in one sentence of each passage.

        Nothing is known by that of a long question, which several passages answer, nor where stems are rough or the
        language is another than the passage's.
        """
        terms = self.terms(question)
        whole = sum(term.weight for term in terms)
        if language_of(question) != "en" or len(terms) > _SHORT or not whole:
            return {}
        return {
            row: max(
                sum(term.weight for term in terms if not said.isdisjoint(term.stems)) for said in _sentences(passage)
            )
            / whole
            for row, passage in self._passages.many(rows).items()
        }

    def _naming(self, question: str, names: Collection[str], speaker: Collection[str]) -> list[tuple[int, float]]:
        """Return the passages that hold all names, the speaker's in the text or as its speaker."""
        language = self._language(question)
        stems = dict(question_terms(" ".join(sorted({*names, *speaker})), language))
        found = self._keywords.search(question, limit=_WORDS, language=language, required=list(stems.values()))
        passages = self._passages.many(row for row, _ in found)
        spoken = [set(stems[word]) for word in speaker if word in stems]
        voiced = {row: _voiced(passage) for row, passage in passages.items()}
        return [(row, score) for row, score in found if all(not words.isdisjoint(voiced[row]) for words in spoken)]

    def _term(self, word: str, stems: list[str]) -> Term:
        """Weigh a word by its inverse frequency; one that stands nowhere is taken in translation if that stands somewhere."""
        frequency = self._keywords.frequency(stems)
        if not frequency and (translated := self._keywords.translated(stems)):
            stems, frequency = [*stems, *translated], self._keywords.frequency(translated)
        # a word that stands nowhere is no rarer than one that stands once
        weight = inverse_frequency(max(frequency, 1), self._keywords.size + _BACKGROUND)
        light = is_light(word)
        return Term(word, tuple(stems), frequency, weight * (_LIGHT_SHARE if light else 1.0), light)

    def _dense(self, question: str, allowed: set[int] | None) -> list[tuple[int, float]]:
        """Return rows by the cosine of their nearest unit, best first; of a few that a filter keeps, every one."""
        if allowed is not None and len(allowed) <= _FEW:
            near = (
                (row, max((cosine for *_, cosine in units), default=0.0))
                for row, units in self.similarities(question, sorted(allowed)).items()
            )
            return sorted(near, key=lambda pair: (-pair[1], pair[0]))
        share = 1.0 if allowed is None else len(allowed) / self._keywords.size
        return _only(
            self._passages.nearest(self._vector(question), limit=round(_UNITS * min(1 / share, _FILTERED))), allowed
        )

    def _comparable(self, question: str, dense: list[tuple[int, float]]) -> list[tuple[int, float]]:
        """Return the rows whose nearness tells something: a model of one script compares texts in that script alone."""
        if self._knows_both_scripts:
            return dense
        cyrillic = is_cyrillic(question)
        alike = self._keywords.cyrillic[[row for row, _ in dense]] == cyrillic
        return list(compress(dense, alike))

    @cached_property
    def _knows_both_scripts(self) -> bool:
        return all(is_known(self.grain(text)) for text in _SCRIPTS)

    def _dense_weight(self, question: str) -> float:
        return dense_weight(self.grain(question))

    @staticmethod
    def _language(question: str) -> str:
        """Kazakh letters prove Kazakh; other Cyrillic may be either, and is left open."""
        language = language_of(question)
        return "" if language == "ru" else language


@cache
def _beside() -> ThreadPoolExecutor:
    """Return threads for the vectors, which are made and compared while the words are looked up."""
    return ThreadPoolExecutor(thread_name_prefix="vectors")


def _only(ranked: list[tuple[int, float]], allowed: set[int] | None) -> list[tuple[int, float]]:
    return ranked if allowed is None else [(row, score) for row, score in ranked if row in allowed]


def _sentences(passage: Passage) -> list[frozenset[str]]:
    """Return the stems of each sentence of a passage, of one without any that of its text."""
    spans = sentence_spans(passage.text) or [(0, 0)]
    return [stem_set(passage.text[start:end], passage.language) for start, end in spans]


def _voiced(passage: Passage) -> frozenset[str]:
    """Return the stems of a passage's own words and of its speaker's name."""
    return stem_set(f"{passage.location.speaker or ''} {passage.text}", passage.language)

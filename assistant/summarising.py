"""Summaries without a language model: the sentences of a document or section that together say most of what it says.

They are chosen by the words that the text itself uses most (SumBasic: Nenkova and Vanderwende 2005): a word that has been said
counts less, so that none repeats another.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus import BlockKind, Passage
from index import Index

from .asking import Asked
from .phrases import phrases_for
from .quoting import Sentence, Stretch, begins_with_pronoun, sentences_of
from .replies import Kind, Line, Reply, Section
from .support import is_statement

_ASKS = re.compile(
    r"^\W*(?:please\s+)?(?:(?:can|could) you\s+)?(?:summari[sz]e|sum up|give (?:me )?(?:a|an) (?:\w+ )?(?:summary|overview) of|"
    r"(?:what (?:is|was|are|were) )?(?:the )?(?:main|key) (?:points|messages|ideas) of|"
    r"what (?:is|was) (?:discussed|said) (?:in|at|during)|"
    r"(?:кратко\s+)?(?:изложи\w*|перескажи\w*|резюмируй\w*|подытожь\w*)|"
    r"о ч[её]м (?:говорится|говорили|шла речь|идёт речь) (?:в|на|во)|"
    r"что обсуждал\w* (?:в|на|во)|краткое содержание|основные (?:мысли|тезисы|положения))\s+(?P<target>.+)",
    re.IGNORECASE,
)
_ASKS_AFTER = re.compile(
    r"^(?P<target>.+?)\s+(?:қысқаша (?:мазмұны|айт\w*|баянда\w*)|"
    r"(?:не|нелер) талқыланды|не туралы(?: болды| айтылды)?)\W*$",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"^\W*what (?:is|was) (?P<target>the .+?) about\W*$|^\W*о ч[её]м (?P<ru>.+?)\W*$", re.IGNORECASE)
_GENERIC = frozenset(
    "the a an of in at on document text section session speech statement report talk part chapter for this by and to "
    "документ документа документе текст раздел разделе раздела сессия сессии секции секция доклад доклада выступление выступления "
    "в на "
    "құжат құжаттың бөлім бөлімінде сессия сессиясында баяндама баяндаманың".split()
)
_ASIDE = frozenset({BlockKind.TABLE_ROW, BlockKind.FOOTNOTE})
_HITS = 40
_FEWEST, _MOST, _SENTENCES_EACH = 3, 6, 8  # one for every eight sentences of the text
_SHORTEST, _LONGEST = 8, 50  # words of a sentence that can carry something and be read at once
_NAMED = 0.6  # of the words that name what is to be summed up


@dataclass(frozen=True, slots=True)
class _Part:
    """A document, or the part below one of its headings."""

    source: str
    heading: str
    label: str


def summarised(index: Index, asked: Asked, where: Mapping[str, str] | None) -> Reply | None:
    """Return a summary of the document or section that a question names, None where it asks for none or names none."""
    target = _target(asked.text)
    part = _part(index, target, where) if target else None
    if part is None:
        return None
    return summary_of(index, list(_sentences(index, part)), part.label, index.language(asked.text))


def summary_of(index: Index, sentences: Sequence[Stretch], name: str, language: str) -> Reply | None:
    """Return the sentences that say most of what all of them say, below a word on whose they are; None of very few."""
    wanted = min(_MOST, max(_FEWEST, len(sentences) // _SENTENCES_EACH))
    chosen = _carrying(index, sentences, wanted)
    if len(chosen) < _FEWEST:
        return None
    heading = phrases_for(language).summed.format(count=len(chosen), total=len(sentences), name=name)
    return Reply(Kind.SUMMARY, (Section(tuple(Line(words) for words in chosen), heading),))


def _target(question: str) -> str:
    found = _ASKS.match(question) or _ASKS_AFTER.match(question) or _ABOUT.match(question)
    return next((group for group in found.groups() if group), "").strip(" ?.!") if found else ""


def _part(index: Index, target: str, where: Mapping[str, str] | None) -> _Part | None:
    """Return the document or section whose name holds most of the words of a target; a document before its sections."""
    words = [term for term in index.terms(target) if term.word not in _GENERIC] or index.terms(target)
    total = sum(term.weight for term in words) or 1.0
    scored = []
    for part, name, language in _parts(index, target, where):
        stems = index.stem_set(name, language)
        held = sum(term.weight for term in words if not stems.isdisjoint(term.stems)) / total
        scored.append((held, not part.heading, -len(stems), part))
    best = max(scored, key=lambda one: one[:3], default=None)
    return best[3] if best and best[0] >= _NAMED else None


def _parts(index: Index, target: str, where: Mapping[str, str] | None) -> Iterator[tuple[_Part, str, str]]:
    """Yield what may be meant with its name and language: each document, and the sections that are found for the words."""
    if not where:
        for record in index.documents():
            if record.passages:
                title = record.title or record.source
                stem = re.sub(r"[\W_]+", " ", record.source.rpartition("/")[2].rpartition(".")[0])
                yield _Part(record.source, "", title), f"{title} {stem}", record.language
    seen = set()
    for hit in index.search(target, limit=_HITS, where=where):
        for heading in hit.passage.heading:
            if (hit.source, heading) not in seen and heading != hit.passage.title:
                seen.add((hit.source, heading))
                yield _Part(hit.source, heading, heading), heading, hit.passage.language


def _sentences(index: Index, part: _Part) -> Iterator[Stretch]:
    rows = index.passages.rows_of(part.source)
    for row, passage in sorted(index.passages.many(rows).items()):
        for sentence in sentences_of(passage):
            if part.heading and part.heading not in passage.locate(sentence.start).heading:
                continue
            if carries(sentence, passage):
                yield Stretch(passage, row, sentence.start, sentence.end)


def carries(sentence: Sentence, passage: Passage) -> bool:
    """Tell whether a sentence may stand for the text it is in: a statement, no row of a table and no footnote."""
    kind = passage.spans[sentence.block].kind
    return kind not in _ASIDE and is_statement(passage.text[sentence.start : sentence.end], kind)


def _carrying(index: Index, sentences: Sequence[Stretch], wanted: int) -> list[Stretch]:
    """Return the sentences that say most, in the order of the text, at most one of a paragraph."""
    terms = [{term.stems[0]: term.weight for term in index.terms(words.text) if not term.light} for words in sentences]
    counts = Counter(stem for held in terms for stem in held)
    share = {stem: count / counts.total() for stem, count in counts.items()}
    chosen: list[int] = []
    open_to = [place for place, words in enumerate(sentences) if _is_readable(words)]
    while open_to and len(chosen) < wanted:
        best = max(open_to, key=lambda place: _said(terms[place], share))
        chosen.append(best)
        for stem in terms[best]:
            share[stem] **= 2
        open_to = [place for place in open_to if _paragraph(sentences[place]) != _paragraph(sentences[best])]
    return [sentences[place] for place in sorted(chosen)]


def _paragraph(words: Stretch) -> tuple[int, int]:
    number = next(place for place, span in enumerate(words.passage.spans) if words.start < span.end)
    return words.row, number


def _said(terms: Mapping[str, float], share: Mapping[str, float]) -> float:
    """Return how much of a text a sentence says, its rarer words in the corpus weighing more."""
    return sum(share[stem] * weight for stem, weight in terms.items()) / (len(terms) + _SHORTEST)


def _is_readable(words: Stretch) -> bool:
    """Tell whether a sentence can be read by itself: of fit length, naming what it is about, no piece of a longer quotation."""
    text = words.text
    fits = _SHORTEST <= len(text.split()) <= _LONGEST
    return fits and not begins_with_pronoun(text) and _closes_its_quotes(text)


def _closes_its_quotes(text: str) -> bool:
    paired = all(text.count(first) == text.count(last) for first, last in ("“”", "«»"))
    return paired and text.count('"') % 2 == 0

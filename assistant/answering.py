"""One question, one way of answering it: the first that can, from the most particular to the sentences that fit best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from index import Index

from .asking import Asked, Shape, missing_names, understand
from .attributing import heard, named, speaks_of_topic
from .comparing import compared
from .composing import numbered_items, one_a_passage
from .counting import attended, enumerated
from .defining import defined, stating
from .extracting import Extract, Quote, choose, extract
from .persons import acting, speaking
from .programme import is_entry
from .quoting import Stretch
from .recommending import recommended
from .referring import referent
from .refusing import has_many_words, is_answer
from .replies import Kind, Line, Reply, Section
from .retelling import in_english
from .scheduling import scheduled
from .scoping import scope_of
from .settling import as_stated, is_yes_or_no, settles, settling
from .speeches import speech_told
from .summarising import summarised
from .timing import UNDERSTAND, stage
from .urging import asks_what_was_urged, factual, is_urged

_CLOSEST = 3
_VERBS = frozenset(
    "held begin begins end ends проходит пройдет прошла начинается начнется өтеді өтті басталады".split()
)
_SAME = 0.5  # of a question's weight: a sentence that holds less speaks of something else
_MANNERS = (heard, speaking, settling, stating, factual, acting)
_PARTICULAR = (recommended, scheduled, summarised, speech_told, defined, attended)


def answer(index: Index, question: str, where: Mapping[str, str] | None) -> Reply:
    """Return what answers a question, in the shape that it asks for, or a refusal."""
    asked = understood(index, question)
    for way in _PARTICULAR:
        reply = way(index, asked, where)
        if reply is not None:
            moment = way is scheduled and reply.kind is Kind.FACT and asked.shape in (Shape.DATE, Shape.PLACE)
            return _beside(reply, extract(index, asked)) if moment else reply
    if retold := in_english(index, asked):
        return _better(index, asked, understood(index, retold), where)
    return compared(
        index, asked, where, lambda one: _by_sentences(index, understood(index, one), where)
    ) or _by_sentences(index, asked, where)


def _better(index: Index, asked: Asked, retold: Asked, where: Mapping[str, str] | None) -> Reply:
    """Return the reply to a question, or to the same question in English where that finds more of what it asks about."""
    own, other = _told(index, asked, where), _told(index, retold, where)
    if own is None or (other is not None and other[1] >= own[1]):
        return other[0] if other else _by_sentences(index, asked, where)
    return own[0]


def _told(index: Index, asked: Asked, where: Mapping[str, str] | None) -> tuple[Reply, float] | None:
    """Return a reply that answers with the share of the question's words in its first quote, None for a refusal."""
    reply = scheduled(index, asked, where) or _by_sentences(index, asked, where)
    if reply.kind is Kind.REFUSAL:
        return None
    words = reply.sections[0].lines[0].words
    stems = index.stem_set(f"{index.context(words.passage)} {words.text}", words.passage.language)
    wanted = [term for term in asked.terms if term.word not in _VERBS]
    held = sum(not stems.isdisjoint(term.stems) for term in wanted)
    return reply, held / max(len(wanted), 1)


def _by_sentences(index: Index, asked: Asked, where: Mapping[str, str] | None) -> Reply:
    """Return the sentences that answer: from the part of the materials that the question names, else from all of them."""
    scope = scope_of(index, asked)
    if scope is None:
        return _worded(index, extract(index, asked, where=where))
    reply = _worded(index, extract(index, asked, where=where, within=scope.sources))
    if reply.kind is Kind.REFUSAL and scope.sources:
        elsewhere = _worded(index, extract(index, asked, where=where))
        return replace(elsewhere, within=scope.label, widened=True)
    return replace(reply, within=scope.label)


def _worded(index: Index, found: Extract) -> Reply:
    """Return the reply of the quotes, in the order and with the words that the kind of question wants."""
    for manner in _MANNERS:
        found = manner(index, found)
    if found.quotes and not speaks_of_topic(found, found.quotes[0]):
        return Reply(Kind.REFUSAL, closest=_closest(found))
    if not is_yes_or_no(found.asked.text):
        return enumerated(index, found, named(index, found.asked, extracted(found)))
    if found.quotes and not has_many_words(found.asked) and not _settled(found):
        return Reply(Kind.REFUSAL, closest=_closest(found))
    reply = extracted(found)
    return replace(reply, kind=Kind.YES_NO) if reply.kind is Kind.FACT else reply


def _settled(found: Extract) -> bool:
    """Tell whether the best quote settles a question for yes or no: what was merely recommended is not done yet."""
    best = found.quotes[0]
    return settles(found, best) and (asks_what_was_urged(found.asked.text) or not is_urged(best))


def _beside(reply: Reply, found: Extract) -> Reply:
    """Return a programme's words with the best sentence from elsewhere that speaks of the same: sources may disagree."""
    rows = {line.words.row for section in reply.sections for line in section.lines}
    best = next((quote for quote in found.quotes if quote.hit.row not in rows and not is_entry(quote.text)), None)
    if best is None or best.evidence.own < _SAME or not is_answer(found.asked, [best]):
        return reply
    return replace(reply, sections=(*reply.sections, Section((Line(best.words),))))


def extracted(found: Extract) -> Reply:
    """Return the sentences that answer, or a refusal with the nearest."""
    quotes = supported(found)
    if quotes is None:
        return Reply(Kind.REFUSAL, closest=_closest(found))
    lines = tuple(Line(quote.words, before=referent(quote.words)) for quote in quotes)
    listed = numbered_items(quotes)
    return Reply(Kind.LIST if listed else Kind.FACT, (Section(lines),), items=len(lines) if listed else None)


def supported(found: Extract) -> list[Quote] | None:
    """Return the quotes that answer, None where the best of them is merely the nearest text."""
    if not found.quotes or not is_answer(found.asked, found.quotes):
        return None
    quotes = choose(found)
    return (quotes if numbered_items(quotes) else one_a_passage(quotes)) or None


def unnamed(index: Index, question: str) -> Sequence[str]:
    """Return the names and numbers of a question that no passage holds."""
    absent = {term.word for term in index.terms(question) if term.frequency == 0}
    return missing_names(question, absent)


def _closest(found: Extract) -> tuple[Stretch, ...]:
    best: dict[int, Quote] = {}
    for quote in found.quotes:
        best.setdefault(quote.hit.row, quote)
    return tuple(quote.words for quote in list(best.values())[:_CLOSEST])


def is_answered(index: Index, question: str, where: Mapping[str, str] | None = None) -> bool:
    """Tell whether the materials answer a question."""
    return answer(index, question, where).kind is not Kind.REFUSAL


@stage(UNDERSTAND)
def understood(index: Index, question: str) -> Asked:
    """Return what a question asks for, its words weighed by an index."""
    stated = as_stated(question)
    return understand(stated, index.terms(stated), known=index.knows(stated))

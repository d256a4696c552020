"""Questions to go on with: drawn from what stands around an answer's quotes, and offered only when they can be answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice, zip_longest

from corpus import Passage
from index import Index

from .answers import Answer, Citation
from .starting import people, speakers, topics

_CITED = 4
_BEFORE, _AFTER = 4, 8  # passages around a quote: what comes next in a document is nearer to it than what came before
_SPREAD = 40  # passages of the whole index, for an answer around which nothing more stands
_TRIED = 12
_PERSONAL = re.compile(r"(?:[^\W\d_a-zа-яёәғқңөұүһі][\w’'.-]*\s+){1,3}[^\W\d_a-zа-яёәғқңөұүһі][\w’'-]+")


def follow_up_questions(
    index: Index, answer: Answer, answerable: Callable[[str], bool], *, limit: int = 3
) -> list[str]:
    """Return up to `limit` questions in the language of the answer's question, near its sources first."""
    language = index.language(answer.question)
    cited = (answer.citations or answer.closest)[:_CITED]
    around = [passage for passage in _around(index, cited) if passage.language == language]
    spread = [passage for passage in index.sample(_SPREAD) if passage.language == language]
    known = _known(answer, cited)
    candidates = dict.fromkeys(chain(_questions(around), _questions(spread)))
    fresh = (question for question in candidates if not any(name in question.casefold() for name in known))
    return list(islice(filter(answerable, islice(fresh, _TRIED)), limit))


def _around(index: Index, cited: Sequence[Citation]) -> Iterator[Passage]:
    found: dict[str, Passage] = {}
    for citation in cited:
        for passage in index.neighbours(citation.passage_id, before=_BEFORE, after=_AFTER):
            found.setdefault(passage.id, passage)
    yield from found.values()


def _questions(passages: Sequence[Passage]) -> Iterator[str]:
    """Yield questions of each kind in turn, so that not all of them are of one kind."""
    named = [passage for passage in passages if _PERSONAL.fullmatch(_speaker(passage))]
    kinds = (topics(passages), speakers(named), people(passages))
    return (question for question in chain.from_iterable(zip_longest(*kinds)) if question)


def _speaker(passage: Passage) -> str:
    return str(passage.location.speaker or passage.metadata.get("speaker") or "").split(",")[0]


def _known(answer: Answer, cited: Sequence[Citation]) -> set[str]:
    """Return what was asked of already: the speakers and the headings of the quotes, and the question itself."""
    names = {answer.question, answer.searched.question}
    for citation in cited:
        names.update(citation.location.heading[-1:])
        names.add((citation.location.speaker or "").split(",")[0])
    return {name.casefold().strip("?. ") for name in names if name.strip("?. ")}

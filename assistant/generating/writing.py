"""Answers by a language model: what it writes from the passages found, sentence by sentence, each checked before it is shown.

Whatever the model does or fails to do, there is an answer at the end: the one that is quoted from the sources.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index import Index

from ..answering import answer, understood, unnamed
from ..answers import Answer, Citation, Delta, Note, Turn
from ..extracting import extract
from ..quoting import Stretch
from ..replies import Kind, Reply
from ..scoping import scope_of
from ..timing import GENERATE, staged
from .drafting import Draft
from .errors import ModelFailed, Reason
from .listening import listen
from .models import ChatModel
from .parsing import Reader, Written
from .planning import Plan, planned
from .prompting import numbered, prompt
from .words import said

_PLANNING = 0.3  # of the time, the most that planning may take
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a model may take for one answer: seconds, tokens of sources, characters of text; `mark` shows what fails."""

    seconds: float = 60.0
    tokens: int = 6_000
    characters: int = 12_000
    mark: bool = False


class Writer:
    """Has a language model write answers from what an index finds."""

    def __init__(self, model: ChatModel, bounds: Bounds) -> None:
        self.model = model
        self._bounds = bounds
        self._closed = threading.Event()

    def close(self) -> None:
        """Stop waiting for the model, in whatever is being written."""
        self._closed.set()

    def write(
        self,
        index: Index,
        question: str,
        history: Sequence[Turn],
        where: Mapping[str, str] | None,
        quoted: Callable[[str, Reply], Answer],
    ) -> Iterator[Delta | Answer]:
        """Yield the answer in pieces, then whole; `quoted` returns the answer of quotes for a question as understood.

        Never raises for what a model does: then the quotes are the answer, and a note says why.
        """
        until = time.monotonic() + self._bounds.seconds
        plan = planned(self.model, question, history, seconds=_PLANNING * self._bounds.seconds, closed=self._closed)
        reply = answer(index, plan.question, where)
        quotes = quoted(plan.question, reply)
        language = index.language(plan.question)
        sources = numbered(_found(index, plan, reply, where), tokens=self._bounds.tokens)
        if not sources or (not quotes.answered and unnamed(index, plan.question)):
            yield from in_pieces(quotes)
            return
        asked = prompt(plan.question, sources)
        draft, reader, failure = Draft(index, sources, language, mark=self._bounds.mark), Reader(), None
        try:
            pieces = listen(
                lambda: self.model.pieces(asked.system, asked.user),
                seconds=until - time.monotonic(),
                characters=self._bounds.characters,
                closed=self._closed,
            )
            for piece in staged(GENERATE, pieces):
                yield from _added(draft, reader.feed(piece))
            yield from _added(draft, reader.end())
        except ModelFailed as failed:
            failure = failed.reason
            _log.warning("the language model %s did not answer to the end: %s", self.model.name, failed)
        yield from self._ended(quotes, draft, failure, language)

    def _ended(self, quotes: Answer, draft: Draft, failure: Reason | None, language: str) -> Iterator[Delta | Answer]:
        wrote = Note("generated", said("generated", language, model=self.model.name))
        notes = (wrote, *draft.notes())
        if not draft.holds_answer:
            reason = failure or (Reason.NO_ANSWER if draft.declined else Reason.UNSUPPORTED)
            yield from self._instead(quotes, draft, reason, language)
            return
        text, citations = draft.text, draft.citations()
        if failure:
            notes = (*notes, Note(failure.value, said(failure, language)))
            if quotes.answered:
                added, more = _besides(quotes, len(citations), said("besides", language))
                text, citations = text + added, (*citations, *more)
                yield Delta(added)
        yield replace(
            quotes,
            answered=True,
            text=text,
            citations=citations,
            model=self.model.name,
            closest=(),
            kind=Kind.GENERATED.value,
            items=None,
            notes=notes,
        )

    def _instead(self, quotes: Answer, draft: Draft, reason: Reason, language: str) -> Iterator[Delta | Answer]:
        words = said(reason, language) + (f" {said('instead', language)}" if quotes.answered else "")
        shown = draft.text  # sentences marked as unsupported, where these are shown
        parted = f"\n\n{said('besides', language)}\n" if shown else ""
        if parted:
            yield Delta(parted)
        given = replace(quotes, notes=(Note(reason.value, words), *draft.notes()))
        yield from in_pieces(given, before=shown + parted)


def in_pieces(given: Answer, before: str = "") -> Iterator[Delta | Answer]:
    """Yield an answer's text word by word, then the answer; `before` was shown above it already."""
    for piece in re.findall(r"\s*\S+\s*?", given.text):
        yield Delta(piece)
    yield replace(given, text=before + given.text)


def _added(draft: Draft, sentences: Sequence[Written]) -> Iterator[Delta]:
    for sentence in sentences:
        if text := draft.take(sentence):
            yield Delta(text)


def _found(index: Index, plan: Plan, reply: Reply, where: Mapping[str, str] | None) -> list[Stretch]:
    """Return what the model is given, best first: what the quotes rest on, then what each search finds, by turns."""
    quoted = [line.words for section in reply.sections for line in section.lines]
    searches = [_hits(index, question, where) for question in (plan.question, *plan.searches)]
    longest = max(map(len, searches))
    by_turns = [hits[place] for place in range(longest) for hits in searches if place < len(hits)]
    return [*quoted, *by_turns, *reply.closest]


def _hits(index: Index, question: str, where: Mapping[str, str] | None) -> list[Stretch]:
    asked = understood(index, question)
    scope = scope_of(index, asked)
    found = extract(index, asked, where=where, within=scope.sources if scope else ())
    return [Stretch(hit.passage, hit.row, 0, len(hit.passage.text)) for hit in found.hits]


def _besides(quotes: Answer, first: int, heading: str) -> tuple[str, tuple[Citation, ...]]:
    """Return the text and citations of the quotes, to stand below `first` citations of another text."""
    numbers = {citation.number for citation in quotes.citations}

    def moved(marker: re.Match[str]) -> str:
        number = int(marker[1])
        return f"[{number + first}]" if number in numbers else marker.group()

    text = re.sub(r"\[(\d{1,3})\]", moved, quotes.text)
    citations = tuple(replace(citation, number=citation.number + first) for citation in quotes.citations)
    return f"\n\n{heading}\n{text}", citations

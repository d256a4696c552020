"""Whether a sentence of a language model may be shown as supported: by the sources it names, or by others that it should have.

Each hard fact must stand in a cited passage (`checking.py`). Of the other words most must stand in one sentence there; else the
sentence must be near to it in meaning, which the embedding model tells for the languages that it knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from index import Index

from ..checking import Fault, Kind, faults, held
from .parsing import Written
from .prompting import Source

_SAID_THERE = 0.8  # of a sentence's words: where one sentence of the source holds so many, it says it
_MOSTLY_HELD = 0.7  # of the words, in all that is cited together
_NEAR = 0.4  # cosine to the nearest unit of what is cited, for a sentence most of whose words stand there
_CLOSE = 0.7  # the same for one that is put in other words
_MOST_TRIED = 3  # sources that a sentence may rest on without naming them


class State(Enum):
    """What was found of a sentence: TRANSLATED is one whose facts are supported, but in another script, so not its words."""

    SUPPORTED = "supported"
    TRANSLATED = "translated"
    UNSUPPORTED = "unsupported"
    LEADS_AWAY = "leads_away"


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence with what was found of it, the sources that bear it out, and what they do not."""

    written: Written
    state: State
    sources: tuple[Source, ...] = ()
    faults: tuple[Fault, ...] = ()


class Judge:
    """Judges the sentences of one answer by the sources it was written from."""

    def __init__(self, index: Index, sources: Sequence[Source]) -> None:
        self._index = index
        self._sources = {source.number: source for source in sources}

    def judge(self, written: Written) -> Judged:
        """Return what is to be thought of a sentence.

        One that its own sources do not bear out, or that names none, may rest on another that does: then it is cited by that.
        """
        if written.leads_away:
            return Judged(written, State.LEADS_AWAY)
        if not self._says_something(written.text):
            return Judged(written, State.UNSUPPORTED)
        named = tuple(self._sources[number] for number in written.numbers if number in self._sources)
        found = self._faults(written.text, named) if named else ()
        if named and not _grave(found):
            return Judged(written, _state(found), self._needed(written.text, named))
        for source in self._likely(written.text, named):
            if not self._faults(written.text, (source,), strictly=True):
                return Judged(written, State.SUPPORTED, (source,))
        return Judged(written, State.UNSUPPORTED, named, found)

    def _says_something(self, text: str) -> bool:
        words = re.findall(r"[^\W\d_]{3,}", text)
        return any(not self._index.is_stop_word(word) for word in words)

    def _faults(self, text: str, sources: Sequence[Source], *, strictly: bool = False) -> tuple[Fault, ...]:
        """Return what of a sentence some sources do not bear out; `strictly` for sources that it does not name itself."""
        passages, labels = [source.words.passage.text for source in sources], [source.label for source in sources]
        language = self._index.language(text)
        found = faults(text, passages, language, context=labels)
        if found:
            return found
        there, together = held(text, passages, language, context=labels)
        if there >= _SAID_THERE or (
            not strictly and self._is_near(text, sources, _NEAR if together >= _MOSTLY_HELD else _CLOSE)
        ):
            return ()
        return (Fault(Kind.WORDS, text),)

    def _is_near(self, text: str, sources: Sequence[Source], least: float) -> bool:
        """Tell whether a sentence is near in meaning to what stands in some sources, by the embedding model where it can tell.

        Text that it reads letter by letter it cannot tell apart: there what the words say is all that is known.
        """
        if not self._index.knows(text):
            return least < _CLOSE
        near = self._index.similarities(text, [source.words.row for source in sources])
        return max((cosine for units in near.values() for *_, cosine in units), default=0.0) >= least

    def _needed(self, text: str, named: tuple[Source, ...]) -> tuple[Source, ...]:
        """Return the named sources, but one alone where the others add nothing that could be checked."""
        if len(named) == 1:
            return named
        alone = [source for source in named if not self._faults(text, (source,))]
        return tuple(alone) or named

    def _likely(self, text: str, named: Sequence[Source]) -> list[Source]:
        """Return the sources, other than those named, that share most words with a sentence."""
        stems = set(self._index.stems(text, self._index.language(text)))
        others = [source for source in self._sources.values() if source not in named]

        def shared(source: Source) -> int:
            passage = source.words.passage
            return len(stems & set(self._index.stems(passage.text, passage.language)))

        return sorted(others, key=shared, reverse=True)[:_MOST_TRIED]


def _grave(found: Sequence[Fault]) -> bool:
    return any(fault.kind is not Kind.LANGUAGE for fault in found)


def _state(found: Sequence[Fault]) -> State:
    return State.TRANSLATED if found else State.SUPPORTED

"""The citations of an answer that is being written: which words of a source a sentence rests on, and under which number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index import Index

from ..answers import Citation
from ..composing import cite
from ..quoting import Stretch, reach, sentences_of
from .prompting import Source

_LONGEST = 650  # characters from the first to the last sentence under one number
_ENOUGH = (
    0.7  # of the words that a passage shares with a sentence: one sentence of the passage that holds so many will do
)


class Citations:
    """Numbers the quotes of an answer in the order in which its sentences name them."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._stretches: list[Stretch] = []

    def number(self, text: str, source: Source) -> int:
        """Return the number under which the words of a source are cited that a sentence rests on.

        Sentences that rest on the same or near words of a passage share a number, and the quote grows to hold both.
        """
        words = resting(self._index, text, source.words)
        for place, earlier in enumerate(self._stretches):
            if earlier.row == words.row:
                start, end = min(earlier.start, words.start), max(earlier.end, words.end)
                if end - start <= max(_LONGEST, earlier.end - earlier.start):
                    self._stretches[place] = replace(earlier, start=start, end=end)
                    return place + 1
        self._stretches.append(words)
        return len(self._stretches)

    def __len__(self) -> int:
        return len(self._stretches)

    def all(self) -> tuple[Citation, ...]:
        """Return the citations so far."""
        return tuple(
            cite(number, words, self._index.sha256(words.passage.source))
            for number, words in enumerate(self._stretches, 1)
        )


def resting(index: Index, text: str, source: Stretch) -> Stretch:
    """Return the sentence or two of a passage that share most words with a sentence, as far as they must be quoted."""
    passage = source.passage
    sentences = sentences_of(passage)
    if not sentences:
        return replace(source, start=0, end=len(passage.text))
    said = index.stem_set(text, index.language(text))
    held = [said & index.stem_set(passage.text[one.start : one.end], passage.language) for one in sentences]
    best = max(range(len(sentences)), key=lambda place: len(held[place]))
    chosen = [best]
    whole = set().union(*held)
    if len(held[best]) < _ENOUGH * len(whole):
        second = max(range(len(sentences)), key=lambda place: len(held[place] | held[best]))
        chosen.append(second)
    return _spanned(source, [reach(sentences[place], sentences, passage) for place in chosen])


def _spanned(source: Stretch, spans: Sequence[tuple[int, int]]) -> Stretch:
    """Return the words from the first span to the last, or the first given where they lie too far apart."""
    start, end = min(span[0] for span in spans), max(span[1] for span in spans)
    if end - start > _LONGEST:
        start, end = spans[0]
    return replace(source, start=start, end=end)

"""Sentences that could be quoted: where they stand in their passage, and how far a quote must reach to be understood.

A heading, a caption or a photo credit is never a sentence to quote. A quote is widened where it would mislead: to the
whole of a quotation with its "said …", and to the sentence before when it begins with a pronoun.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import BlockKind, Passage, sentence_spans

_QUOTABLE = frozenset(
    {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW, BlockKind.TURN, BlockKind.FOOTNOTE}
)
_LISTED = frozenset({BlockKind.LIST_ITEM, BlockKind.TABLE_ROW})
_SHORTEST = 40
_LONGEST = 700
_LONGEST_LIST = 1_500
_OPENING, _CLOSING = "“«„", "”»"
_QUOTATION_MARK = re.compile(rf'["{_OPENING}{_CLOSING}]')
_LEANING = re.compile(
    r"(?:he|she|it|they|this|these|those|that|such|his|her|their|its|both|there|here|however|moreover|furthermore|also|"
    r"он|она|оно|они|это|эти|этот|эта|такой|такие|его|её|ее|их|там|здесь|также|кроме того|при этом|однако|"
    r"ол|олар|бұл|осы|сол|оның|олардың|сондай-ақ|сонымен)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"(?:he|she|it|this|these|his|her|its|он|она|оно|это|эти|его|её|ее|ол|бұл|оның)\b",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    r"\b(?:said|says|added|stressed|noted|emphasi[sz]ed|stated|concluded|explained|told|сказал\w*|отметил\w*|заявил\w*|"
    r"подчеркнул\w*|добавил\w*|сообщил\w*|деді|атап өтті|айтты|мәлімдеді)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters `start` to `end` of the passage in a row of the index, to be quoted."""

    passage: Passage
    row: int
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words, verbatim."""
        return self.passage.text[self.start : self.end]

    @property
    def place(self) -> tuple[int, int, int]:
        """Where they stand: row, start and end."""
        return self.row, self.start, self.end

    def sentences(self) -> list[Stretch]:
        """Return its sentences, in order."""
        spans = sentence_spans(self.text)
        return [Stretch(self.passage, self.row, self.start + start, self.start + end) for start, end in spans]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters `start` to `end` of a passage: one sentence of a block that may be quoted.

    `group` is the range of the quotation it belongs to, itself where there is none; `block` numbers its block.
    """

    start: int
    end: int
    group: tuple[int, int]
    block: int


def sentences_of(passage: Passage) -> list[Sentence]:
    """Return the sentences of a passage that may be quoted, in order."""
    found: list[Sentence] = []
    for number, span in enumerate(passage.spans):
        if span.kind in _QUOTABLE:
            text = passage.text[span.start : span.end]
            spans = [(span.start + start, span.start + end) for start, end in sentence_spans(text)]
            groups = _quotations(passage.text, spans)
            found += [Sentence(*at, group, number) for at, group in zip(spans, groups, strict=True)]
    return found


def reach(
    sentence: Sentence, sentences: Sequence[Sentence], passage: Passage, *, listing: bool = False
) -> tuple[int, int]:
    """Return the (start, end) of the quote that `sentence` needs to be understood, `_LONGEST` characters at most.

    With `listing` a sentence takes along the list or table that follows its block, as one that ends in a colon always does.
    """
    start, end = sentence.start, sentence.end
    if sentence.group[1] - sentence.group[0] <= _LONGEST:
        start, end = min(start, sentence.group[0]), max(end, sentence.group[1])
    if begins_with_pronoun(passage.text[start:end]):
        start = _led_up_to(start, end, sentence.block, sentences, passage)
    if end - start < _SHORTEST:
        end = _lengthened(start, end, sentence.block, sentences)
    return start, _with_list(sentence, end, passage, listing=listing)


def _led_up_to(start: int, end: int, block: int, sentences: Sequence[Sentence], passage: Passage) -> int:
    """Return where a quote begins that leans on what stands before it: with a sentence that leans on nothing."""
    position = next(i for i, other in enumerate(sentences) if other.end > start and other.block == block)
    while position > 0 and begins_with_pronoun(passage.text[start:end]):
        earlier = sentences[position - 1]
        if earlier.block != sentences[position].block and not _carries_over(passage, earlier, sentences[position]):
            break
        if end - earlier.start > _LONGEST:
            break
        start, position = earlier.start, position - 1
    return start


def _carries_over(passage: Passage, earlier: Sentence, later: Sentence) -> bool:
    """Tell whether a paragraph begins with a pronoun for something in the paragraph right before it, in the same voice."""
    kinds = {passage.spans[one.block].kind for one in (earlier, later)}
    named = _PRONOUN.match(passage.text[later.start : later.end].lstrip(" \"'“«„(—–-")) is not None
    return named and kinds == {BlockKind.PARAGRAPH} and later.block == earlier.block + 1


def _lengthened(start: int, end: int, block: int, sentences: Sequence[Sentence]) -> int:
    """Return where a quote ends that says too little alone, such as "The screen reader first.": a sentence later."""
    following = next((other for other in sentences if other.start >= end and other.block == block), None)
    return following.end if following is not None and following.end - start <= _LONGEST else end


def _with_list(sentence: Sentence, end: int, passage: Passage, *, listing: bool) -> int:
    """Return where a quote ends that begins a list: after the list's last item, where that is not too far."""
    prose = passage.spans[sentence.block].kind not in _LISTED and end == passage.spans[sentence.block].end
    if not (passage.text[sentence.start : end].rstrip().endswith(":") or (listing and prose)):
        return end
    for span in passage.spans[sentence.block + 1 :]:
        if span.kind not in _LISTED or span.end - sentence.start > _LONGEST_LIST:
            break
        end = span.end
    return end


def begins_with_pronoun(text: str) -> bool:
    """Tell whether a sentence leans on the one before: it begins with a pronoun or a word such as "However"."""
    return _LEANING.match(text.lstrip(" \"'“«„(—–-")) is not None


def _quotations(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return for each sentence the range of sentences from an opening quotation mark to its close and attribution."""
    groups = list(spans)
    if _QUOTATION_MARK.search(text) is None:
        return groups
    opened: int | None = None
    for position, (start, end) in enumerate(spans):
        depth = _open_marks(text[spans[opened][0] if opened is not None else start : end])
        if depth > 0 and opened is None:
            opened = position
        elif depth <= 0 and opened is not None:
            last = _with_attribution(text, spans, position)
            for member in range(opened, last + 1):
                groups[member] = (spans[opened][0], spans[last][1])
            opened = None
    return groups


def _with_attribution(text: str, spans: Sequence[tuple[int, int]], last: int) -> int:
    """Return the position of the sentence that says who spoke, where the close of a quotation is followed by one."""
    following = last + 1
    if following < len(spans):
        start, end = spans[following]
        words = text[start:end]
        if end - start < 160 and (words[:1].islower() or words[:1] in "—–-") and _ATTRIBUTION.search(words):
            return following
    return last


def _open_marks(text: str) -> int:
    """Return how many quotation marks are opened in the text and not closed; a straight mark closes the one before."""
    straight = text.count('"')
    return sum(text.count(mark) for mark in _OPENING) - sum(text.count(mark) for mark in _CLOSING) + straight % 2

"""What of a passage is embedded: units that the model can read whole.

A unit is one sentence, or a few short ones; the first of a passage has title, headings and speaker before it. Before every
unit they would drown it: that costs 3 points of evidence recall on short documents with long titles. Together the units of a
passage cover every character, counted in the model's own tokens: a model that reads 256 word pieces spends one on nearly each
Cyrillic letter, and would silently never see the end of a longer text.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus import Passage, sentence_spans

from .embedder import Embedder


@dataclass(frozen=True, slots=True)
class UnitSize:
    """How long units are, in the model's tokens: sentences are put together while a unit stays within `target`.

    At most `context` tokens go to title, headings and speaker; both are cut down where the model reads fewer.
    """

    target: int = 16
    context: int = 24


DEFAULT_UNITS = UnitSize()


@dataclass(frozen=True, slots=True)
class Unit:
    """Characters `start` to `end` of a passage; `text` is what is embedded and `key` its hash, the vector's name."""

    start: int
    end: int
    text: str
    key: str


def units_of(
    passages: Sequence[Passage], embedder: Embedder, *, size: UnitSize = DEFAULT_UNITS
) -> list[tuple[Unit, ...]]:
    """Return the units of each passage, in order."""
    contexts = [context_of(passage) for passage in passages]
    starts = embedder.token_starts([passage.text for passage in passages])
    different = list(dict.fromkeys(contexts))
    context_starts = dict(zip(different, embedder.token_starts(different), strict=True))
    room = min(size.context, embedder.token_limit // 4)
    return [
        tuple(_units(passage, tokens, _cut(context, context_starts[context], room), embedder.token_limit - room, size))
        for passage, context, tokens in zip(passages, contexts, starts, strict=True)
    ]


def context_of(passage: Passage) -> str:
    """Return title, headings, list's introduction and speaker (with role) or author of a passage, embedded and searched with it."""
    spoken = passage.location.speaker
    stated = (passage.metadata.get(field, "") for field in ("speaker", "role", "organisation"))
    voice = [spoken] if spoken else [part for part in stated if part] or [passage.metadata.get("author", "")]
    parts = [passage.title, *passage.heading, passage.lead, *voice]
    return " › ".join(part for position, part in enumerate(parts) if part and part not in parts[:position])


def _cut(context: str, starts: Sequence[int], room: int) -> str:
    return context if len(starts) <= room else context[: starts[room]].rstrip()


def _units(passage: Passage, tokens: Sequence[int], context: str, limit: int, size: UnitSize) -> Iterator[Unit]:
    for start, end in _merged(_readable(passage, tokens, limit), tokens, min(size.target, limit)):
        words = passage.text[start:end]
        text = f"{context}\n{words}" if context and start == 0 else words
        yield Unit(start, end, text, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24])


def _readable(passage: Passage, tokens: Sequence[int], limit: int) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a passage, those longer than the model reads divided between tokens."""
    for first, end in sentence_spans(passage.text):
        start = first
        while _count(tokens, start, end) > limit:
            cut = tokens[bisect_left(tokens, start) + limit]
            space = passage.text.rfind(" ", start, cut) + 1
            cut = space if space > start else cut
            yield start, cut
            start = cut
        yield start, end


def _merged(spans: Iterator[tuple[int, int]], tokens: Sequence[int], target: int) -> Iterator[tuple[int, int]]:
    """Yield runs of sentences; one of a few words joins its neighbour rather than stand alone."""
    run: tuple[int, int] | None = None
    for start, end in spans:
        if run is not None and _count(tokens, run[0], end) <= target:
            run = (run[0], end)
            continue
        if run is not None:
            yield run
        run = (start, end)
    if run is not None:
        yield run


def _count(tokens: Sequence[int], start: int, end: int) -> int:
    return bisect_left(tokens, end) - bisect_left(tokens, start)

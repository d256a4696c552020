"""A Document becomes Passages that follow its structure.

A passage is a run of whole blocks: a heading with what stands under it, a speaker's turn, paragraphs that are too short to
stand alone. Notes, comments and quoted messages have passages of their own. Only a block longer than the ceiling is
divided, between sentences. Sizes count characters, which carry like amounts of text in Latin and Cyrillic script; words do
not.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .documents import BLOCK_SEPARATOR, Anchor, Block, BlockKind, Document, Passage, Span
from .sentences import sentence_spans


@dataclass(frozen=True, slots=True)
class PassageSize:
    """How long passages are, in characters.

    Blocks are put together while the passage stays within `target`, items of a list within `items`: each says something
    of its own. A block of more than `ceiling` is divided.
    """

    target: int = 900
    ceiling: int = 1_600
    items: int = 300


DEFAULT_SIZE = PassageSize()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block, or a part of one, with its offsets in the document's text."""

    start: int
    end: int
    block: Block
    anchors: tuple[Anchor, ...]
    whole: bool

    @property
    def kind(self) -> BlockKind:
        return self.block.kind


def chunk(document: Document, *, size: PassageSize = DEFAULT_SIZE) -> list[Passage]:
    """Return the passages of a document in order.

    Together they hold every character of the document's text except the white space between them, and each is verbatim:
    `passage.text == document.text[passage.start:passage.end]`.
    """
    text = document.text
    groups = list(_groups(_pieces(document, size), size))
    return list(_passages(document, text, groups))


def _pieces(document: Document, size: PassageSize) -> Iterator[_Piece]:
    start = 0
    for block in document.blocks:
        for first, last in _parts(block.text, size.ceiling):
            whole = (first, last) == (0, len(block.text))
            anchors = block.anchors if whole else _anchors_between(block.anchors, first, last)
            yield _Piece(start + first, start + last, block, anchors, whole)
        start += len(block.text) + len(BLOCK_SEPARATOR)


def _parts(text: str, ceiling: int) -> list[tuple[int, int]]:
    """Return the (start, end) of the parts of a block, cut between sentences into parts of about equal length."""
    if len(text) <= ceiling:
        return [(0, len(text))]
    wanted = len(text) / -(-len(text) // ceiling)
    parts: list[tuple[int, int]] = []
    for start, end in _short_sentences(text, ceiling):
        if parts and end - parts[-1][0] <= ceiling and parts[-1][1] - parts[-1][0] < wanted * 0.9:
            parts[-1] = (parts[-1][0], end)
        else:
            parts.append((start, end))
    return parts


def _short_sentences(text: str, ceiling: int) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a text; one longer than the ceiling is divided between words."""
    for first, end in sentence_spans(text):
        start = first
        while end - start > ceiling:
            cut = text.rfind(" ", start + ceiling // 2, start + ceiling)
            cut = cut if cut > 0 else start + ceiling
            yield start, cut
            start = cut + (text[cut] == " ")
        yield start, end


def _anchors_between(anchors: Sequence[Anchor], first: int, last: int) -> tuple[Anchor, ...]:
    before = [anchor for anchor in anchors if anchor.offset <= first]
    inside = [Anchor(anchor.offset - first, anchor.location) for anchor in anchors if first < anchor.offset < last]
    return (Anchor(0, before[-1].location), *inside)


def _groups(pieces: Iterator[_Piece], size: PassageSize) -> Iterator[list[_Piece]]:
    group: list[_Piece] = []
    for piece in pieces:
        if group and _begins_passage(group, piece, size):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _begins_passage(group: Sequence[_Piece], piece: _Piece, size: PassageSize) -> bool:
    last = group[-1]
    if last.kind is BlockKind.HEADING:
        return piece.end - group[0].start > size.ceiling
    if piece.kind is BlockKind.HEADING or not (piece.whole and last.whole) or _part(piece) != _part(last):
        return True
    if BlockKind.TURN in (piece.kind, last.kind) and _speaker(piece) != _speaker(last):
        return True
    if piece.kind is BlockKind.LIST_ITEM:
        target = (
            size.ceiling
            if _introduces(last)
            else min(size.items, size.target)
            if last.kind is piece.kind
            else size.target
        )
        return piece.end - group[0].start > target
    return piece.end - group[0].start > size.target


def _introduces(piece: _Piece) -> bool:
    """Tell whether a block announces a list; in a document of numbered paragraphs that may be one of them."""
    return piece.block.text.rstrip().endswith(":")


def _leads(groups: Sequence[Sequence[_Piece]]) -> Iterator[str]:
    """Yield, for each group, the sentence that introduces the list it goes on with, "" where it begins with none."""
    lead = ""
    for group in groups:
        yield lead if group[0].kind is BlockKind.LIST_ITEM else ""
        for piece in group:
            if _introduces(piece):
                lead = _last_sentence(piece.block.text)
            elif piece.kind is not BlockKind.LIST_ITEM:
                lead = ""


def _last_sentence(text: str) -> str:
    start, end = sentence_spans(text)[-1]
    return text[start:end]


def _speaker(piece: _Piece) -> str | None:
    return piece.block.location.speaker


def _part(piece: _Piece) -> tuple[str | None, str | None]:
    """Return what else than the body a piece belongs to, a comment with its author."""
    location = piece.block.location
    return location.part, location.speaker if location.part == "comment" else None


def _passages(document: Document, text: str, groups: Sequence[list[_Piece]]) -> Iterator[Passage]:
    seen: Counter[str] = Counter()
    for group, lead in zip(groups, _leads(groups), strict=True):
        start, end = group[0].start, group[-1].end
        spans = tuple(Span(p.start - start, p.end - start, p.kind, p.anchors, p.whole) for p in group)
        content = "\0".join((document.source, *spans[-1].location.heading, text[start:end]))
        seen[content] += 1
        identity = f"{content}\0{seen[content]}".encode("utf-8", "surrogatepass")
        yield Passage(
            id=hashlib.sha256(identity).hexdigest()[:20],
            source=document.source,
            title=document.title,
            text=text[start:end],
            start=start,
            end=end,
            spans=spans,
            language=document.language,
            metadata={**document.metadata, "kind": document.kind, **({"date": document.date} if document.date else {})},
            lead=lead,
        )

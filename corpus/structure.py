"""Where each block stands among the headings and paragraphs of its document, decided once for all formats."""

from __future__ import annotations

from collections.abc import Iterable

from .documents import Anchor, Block, BlockKind


def place(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks with `heading` and `paragraph` set in every anchor's location.

    A heading's path is that of its ancestors, without itself, and ends with its slide or sheet; blocks that are not
    headings are counted from 1; a comment has the number of the paragraph it stands at. A speaker's name set in capitals, as
    transcripts do, is written as names are.
    """
    placed: list[Block] = []
    above: list[Block] = []
    paragraph = 0
    for block in blocks:
        room = _room(block)
        above = [heading for heading in above if _room(heading) == room]
        if block.kind is BlockKind.HEADING:
            above = [heading for heading in above if heading.level < block.level]
            placed.append(_at(block, above, None))
            above.append(block)
        else:
            paragraph += block.location.part != "comment"
            placed.append(_at(block, above, paragraph or None))
    return tuple(placed)


def _room(block: Block) -> tuple[int | None, str | None]:
    return block.location.slide, block.location.sheet


def _at(block: Block, above: list[Block], paragraph: int | None) -> Block:
    path = tuple([heading.text for heading in above])
    anchors = [
        Anchor(anchor.offset, anchor.location.under(path, paragraph, _written(anchor.location.speaker)))
        for anchor in block.anchors
    ]
    return Block(block.kind, block.text, tuple(anchors), block.level)


def _written(name: str | None) -> str | None:
    """Return "JUDGE ANNA SARSEN" as "Judge Anna Sarsen"; a single word may be an abbreviation and is left alone."""
    return name.title() if name and name.isupper() and " " in name and not any(map(str.isdigit, name)) else name

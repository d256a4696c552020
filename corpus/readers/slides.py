"""What stands on a slide, in the order in which people read it, whatever format it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..documents import Block


@dataclass(frozen=True, slots=True)
class Placed:
    """A shape with its blocks; `rank` is 0 for titles, 1 for what the layout places, 2 for others.

    `top`, `left` and `height` are in any one unit.
    """

    rank: int
    top: int
    left: int
    height: int
    blocks: tuple[Block, ...]


def in_reading_order(shapes: Iterable[Placed]) -> list[Block]:
    """Return the blocks of shapes by rank, then row by row from top to bottom, each row from left to right.

    A shape stands in the row of the first one above it when it begins in the upper half of that one.
    """
    rows: list[list[Placed]] = []
    for shape in sorted(shapes, key=lambda shape: (shape.rank, shape.top, shape.left)):
        first = rows[-1][0] if rows else None
        if first and first.rank == shape.rank and shape.top <= first.top + first.height // 2:
            rows[-1].append(shape)
        else:
            rows.append([shape])
    return [block for row in rows for shape in sorted(row, key=lambda shape: shape.left) for block in shape.blocks]

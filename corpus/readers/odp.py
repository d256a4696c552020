"""OpenDocument presentations (.odp, .fodp): titles, bullets, text boxes, tables, charts, speaker notes, comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..documents import Anchor, Block, BlockKind, Location, Reading
from .odf import DRAW, OFFICE, PRESENTATION, SVG, OpenDocument, nothing, opened
from .odf_styles import Styles
from .odf_text import Walk
from .ooxml import tidy
from .slides import Placed, in_reading_order

if TYPE_CHECKING:
    from lxml.etree import _Element

_FURNITURE = frozenset({"header", "footer", "date-time", "page-number", "page", "handout"})
_SHAPES = frozenset(
    f"{DRAW}{name}"
    for name in (
        "frame custom-shape rect ellipse circle line polyline polygon regular-polygon path connector caption measure g a"
    ).split()
)
_LENGTH = re.compile(r"(-?\d{1,7}(?:\.\d{1,9})?)(cm|mm|in|pt|pc|px)?")
_MOVED = re.compile(r"translate\s*\(\s*([^\s,()]{1,30})[\s,]+([^\s,()]{1,30})\s*\)")
_UNITS = {"cm": 1000, "mm": 100, "in": 2540, "pt": 2540 / 72, "pc": 2540 / 6, "px": 2540 / 96}  # in 1/100 mm


def read(path: Path) -> Reading:
    """Read a presentation: slide by slide, hidden ones too, the title first, then the rest, its notes, its comments.

    `pages` is the number of slides. Raises Refused for an encrypted file and one over a limit, Unreadable for a damaged
    file or one without text.
    """
    with opened(path) as document:
        styles = Styles(document.content, document.styles)
        slides = list(document.body.iterfind(f"{OFFICE}presentation/{DRAW}page"))
        blocks = tuple(
            block
            for number, slide in enumerate(slides, start=1)
            for block in _Slide(document, styles, Location(slide=number)).blocks(slide)
        )
        if not blocks:
            detail = "The slides hold no text that can be read; if they are pictures, save them as PDF with text."
            raise nothing(document, detail)
        return Reading(blocks, document.properties(), len(slides), tuple(document.unread))


@dataclass(frozen=True, slots=True)
class _Slide:
    """One slide, or its page of notes, which stands at `location`."""

    document: OpenDocument
    styles: Styles
    location: Location

    def blocks(self, slide: _Element) -> Iterator[Block]:
        """Yield what a slide holds, then its speaker's notes, then comments on it."""
        yield from self._inside(slide, self._walk())
        notes = replace(self, location=replace(self.location, part="notes"))
        for page in slide.iterfind(f"{PRESENTATION}notes"):
            for block in notes._inside(page, notes._walk()):
                yield Block(BlockKind.PARAGRAPH, block.text, block.anchors)
        for comment in slide.iterfind(f"{OFFICE}annotation"):
            yield from self._walk().comment(comment, None)

    def _walk(self) -> Walk:
        return Walk(self.document, self.styles, self.location)

    def _inside(self, container: Iterable[_Element], walk: Walk) -> list[Block]:
        return in_reading_order(self._shapes(container, walk))

    def _shapes(self, container: Iterable[_Element], walk: Walk) -> list[Placed]:
        placed = [self._placed(shape, walk) for shape in container if shape.tag in _SHAPES]
        return [shape for shape in placed if shape.blocks]

    def _placed(self, shape: _Element, walk: Walk) -> Placed:
        if shape.tag in (f"{DRAW}g", f"{DRAW}a"):
            return _around(self._shapes(shape, walk))
        left, top, height = _box(shape)
        kind = shape.get(f"{PRESENTATION}class") or ""
        rank = 0 if kind == "title" else 1 if kind else 2
        return Placed(rank, top, left, height, tuple(self._shape(shape, kind, walk)))

    def _shape(self, shape: _Element, kind: str, walk: Walk) -> Iterable[Block]:
        if kind in _FURNITURE or shape.get(f"{PRESENTATION}placeholder") == "true":
            return ()
        blocks = walk.blocks([shape])
        if kind != "title":
            return blocks
        text = tidy(" ".join(block.text for block in blocks))
        return (Block(BlockKind.HEADING, text, (Anchor(0, self.location),), 1),) if text else ()


def _around(shapes: list[Placed]) -> Placed:
    """Return a group as one shape, which states no place of its own."""
    top = min((shape.top for shape in shapes), default=0)
    bottom = max((shape.top + shape.height for shape in shapes), default=0)
    left = min((shape.left for shape in shapes), default=0)
    rank = min((shape.rank for shape in shapes), default=2)
    return Placed(rank, top, left, bottom - top, tuple(in_reading_order(shapes)))


def _box(shape: _Element) -> tuple[int, int, int]:
    """Return left, top and height of a shape in 1/100 mm."""
    moved = _MOVED.search(shape.get(f"{DRAW}transform") or "")
    left, top = moved.groups() if moved else (shape.get(f"{SVG}{name}") for name in ("x", "y"))
    return _length(left), _length(top), _length(shape.get(f"{SVG}height"))


def _length(stated: str | None) -> int:
    match = _LENGTH.fullmatch(stated or "")
    return round(float(match[1]) * _UNITS.get(match[2], 1000)) if match else 0

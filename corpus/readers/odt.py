"""OpenDocument text (.odt, .fodt): headings, paragraphs, lists with their numbers, tables with their headers, notes, comments.

Pages are named where the program that wrote the file marked all of them: it does so if its own count of pages agrees.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ..documents import Block, Location, Reading
from .elements import integer
from .odf import META, OFFICE, TEXT, OpenDocument, nothing, opened
from .odf_styles import Styles
from .odf_text import Walk


def read(path: Path) -> Reading:
    """Read a text: blocks in document order, comments and notes after the paragraph or row that they belong to.

    `pages` is None where the file does not mark its pages. Raises Refused for an encrypted file and one over a limit,
    Unreadable for a damaged file or one without text.
    """
    with opened(path) as document:
        walk = Walk(document, Styles(document.content, document.styles), Location(page=1))
        blocks = tuple(walk.blocks(document.body))
        pages = walk.page if walk.page == _counted(document) else None
        if not blocks:
            detail = "The document holds no text; if it shows scanned pages, add a text layer (OCR) and index it again."
            raise nothing(document, detail)
        shown = blocks if pages else tuple(map(_without_page, blocks))
        return Reading(shown, document.properties(), pages, tuple(document.unread))


def _counted(document: OpenDocument) -> int | None:
    """Return how many pages the program counted that marked them, None where none did."""
    text = document.body.find(f"{OFFICE}text")
    found = document.meta.find(f"{OFFICE}meta/{META}document-statistic") if document.meta is not None else None
    if text is None or text.get(f"{TEXT}use-soft-page-breaks") != "true" or found is None:
        return None
    return integer(found.get(f"{META}page-count"), 0)


def _without_page(block: Block) -> Block:
    anchor = block.anchors[0]
    return replace(block, anchors=(replace(anchor, location=replace(anchor.location, page=None)),))

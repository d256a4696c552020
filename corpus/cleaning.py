r"""Text as a person reads it: composed characters, plain blanks, nothing invisible; all else verbatim.

Quotation marks, dashes and letters stay as the source has them, so that a quote can be found in the file again.
Anchors are carried along: each keeps pointing at the character it pointed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from unicodedata import is_normalized, normalize

from .documents import Anchor, Block

# Zero-width and bidirectional marks, soft hyphens, variation selectors, interlinear and tag characters, byte order
# marks, controls other than line breaks and tabs, and code points that are no characters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e01ef]"
)
_BROKEN = re.compile("[\ud800-\udfff]")
# A break with the one blank that may stand before it, once blanks are single.
_BREAKS = re.compile(" ?(?:\r\n?|[\n\x0b\x0c\x85\u2028\u2029])\\s*+")
# Blanks of other widths, and private characters (bullets and bar codes of symbol fonts), which mean nothing as text.
_BLANKS = re.compile("[\t\ue000-\uf8ff\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]|  +")
_RUNS = re.compile("  +")
# Of the characters that are dropped or replaced, those that str.isprintable lets pass.
_PRINTABLE_ODD = re.compile("[\u034f\u180b-\u180f\ufb00-\ufb06\ufe00-\ufe0f\U000e0000-\U000e01ef]")
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}


def clean(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks with cleaned texts and carried anchors, without those that hold no text."""
    return tuple(cleaned for block in blocks if (cleaned := clean_block(block)).text)


def clean_text(text: str) -> str:
    r"""Return `text` in NFC without invisible characters, its blanks collapsed, its line breaks "\n", trimmed.

    Dropped: zero-width characters and joiners, marks of writing direction, soft hyphens, variation selectors, tags, byte
    order marks, controls (NUL among them), code points that are no characters. Private characters become a blank, halves
    of a surrogate pair U+FFFD, the ligatures ff to st their letters. The order of characters is that of the file.
    """
    return text.strip() if _is_clean(text) else _flatten(text).strip()


def _is_clean(text: str) -> bool:
    """Tell whether a text of one line has nothing to clean, as most have, in less time than cleaning takes."""
    if "  " in text or not text.isprintable():
        return False
    return text.isascii() or (_PRINTABLE_ODD.search(text) is None and is_normalized("NFC", text))


def clean_block(block: Block) -> Block:
    """Return the block with its text cleaned and each anchor at the same character as before."""
    text = clean_text(block.text)
    if text == block.text:
        return block
    offsets = _offsets_by_piece(block, text) or _offsets_by_prefix(block, text)
    return replace(block, text=text, anchors=_distinct(block.anchors, offsets, len(text)))


def _flatten(text: str) -> str:
    text = _BROKEN.sub("\ufffd", _INVISIBLE.sub("", text))
    text = _LIGATURE.sub(lambda match: _LIGATURES[match.group()], text)
    text = _RUNS.sub(" ", _BLANKS.sub(" ", text))
    return normalize("NFC", _BREAKS.sub("\n", text))


def _offsets_by_piece(block: Block, text: str) -> list[int]:
    """Return the new offsets by cleaning the pieces between anchors, or [] where the pieces do not add up."""
    bounds = [*(anchor.offset for anchor in block.anchors[1:]), len(block.text)]
    built, start, offsets = "", 0, []
    for bound in bounds:
        piece = _flatten(block.text[start:bound])
        if not built or built[-1].isspace():
            piece = piece.lstrip()
        offsets.append(len(built) + len(piece) - len(piece.lstrip()))
        built, start = built + piece, bound
    return offsets if built.rstrip() == text else []


def _offsets_by_prefix(block: Block, text: str) -> list[int]:
    """Return the new offsets by cleaning all that stands before each anchor: always right, but slow for many."""
    offsets = (len(_flatten(block.text[: anchor.offset]).lstrip()) for anchor in block.anchors)
    return [min(offset, max(len(text) - 1, 0)) for offset in offsets]


def _distinct(anchors: tuple[Anchor, ...], offsets: list[int], length: int) -> tuple[Anchor, ...]:
    """Return the anchors at their new offsets; of several at one offset, only the last still has any text."""
    latest = {offset: anchor for anchor, offset in zip(anchors, offsets, strict=True) if offset < max(length, 1)}
    moved = [replace(anchor, offset=offset) for offset, anchor in sorted(latest.items())]
    return (replace(moved[0], offset=0), *moved[1:])

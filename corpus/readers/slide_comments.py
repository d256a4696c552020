"""Comments on slides: the classic ones (ECMA-376, part 1, 19.4) and the threads of later programs ([MS-PPTX] 2.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..documents import Anchor, Block, BlockKind, Location
from .ooxml import person, tidy
from .wordml import Element

_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_THREADS = "{http://schemas.microsoft.com/office/powerpoint/2018/8/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def authors_in(root: Element) -> dict[str, str]:
    """Return the commenters that a list of them names, by the id that comments refer to."""
    listed = root.iter(f"{_P}cmAuthor", f"{_THREADS}author")
    return {author.get("id") or "": person(author.get("name")) for author in listed}


def comments_in(root: Element, authors: Mapping[str, str], slide: int) -> Iterator[Block]:
    """Yield the comments on a slide, each with its author as the speaker, replies after what they reply to."""
    for comment in root.iter(f"{_P}cm", f"{_THREADS}cm", f"{_THREADS}reply"):
        classic, body = comment.find(f"{_P}text"), comment.find(f"{_THREADS}txBody")
        parts = [] if body is None else ["".join(_texts(paragraph)) for paragraph in body.findall(f"{_A}p")]
        text = tidy(" ".join(parts) if classic is None else classic.text or "")
        if text:
            speaker = authors.get(comment.get("authorId") or "") or None
            yield Block(BlockKind.PARAGRAPH, text, (Anchor(0, Location(slide=slide, part="comment", speaker=speaker)),))


def _texts(paragraph: Element) -> Iterator[str]:
    for element in paragraph.iter(f"{_A}t", f"{_A}br"):
        yield element.text or " "

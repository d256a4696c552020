"""Web pages: their main content, and what their head says of them. Nothing is fetched and no script runs.

Trafilatura finds the main content; the blocks are then taken from the page itself, from the first to the last that
belongs to it, so that headings, lists and tables keep their order and shape. Other XML is read element by element.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..documents import Block, BlockKind, Reading
from .encoding import decode
from .markup import Piece, pieces, tag_of

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,30})""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>", re.IGNORECASE)
_HTML = re.compile(r"<(?:html|!doctype\s+html)\b", re.IGNORECASE)
_CLOSED_AT_ONCE = re.compile(r"<([A-Za-z][\w:.-]*)([^<>]*)/>")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_EPUB_TYPE = "epub:type"
_NOTE = re.compile(r"(?:^|[\s_-])(?:foot|end|rear)note(?:$|[\s_-])", re.IGNORECASE)
_HEAD_CHARS = 5_000
_LINKED = 0.6
_SURE_LENGTH = 20
_LEAST_SHARE = 0.25
_ALL_SPACE = re.compile(r"\s+")

_META = {
    "og:title": "title",
    "dc.title": "title",
    "citation_title": "title",
    "article:published_time": "date",
    "dc.date": "date",
    "dcterms.date": "date",
    "dcterms.created": "date",
    "date": "date",
    "citation_publication_date": "date",
    "citation_date": "date",
    "author": "author",
    "dc.creator": "author",
    "citation_author": "author",
    "citation_conference_title": "event",
}


def read(path: Path) -> Reading:
    """Return the blocks of a page's main content, with title, date, author and language as its head states them."""
    text = decoded(path.read_bytes())
    if _DECLARATION.match(text) and not _HTML.search(text[:_HEAD_CHARS]):
        return _read_xml(_DECLARATION.sub("", text))
    return _read_html(_DECLARATION.sub("", text))


def decoded(data: bytes) -> str:
    """Return the text of a page by the encoding that its head names, where the bytes agree."""
    declared = _DECLARED.search(data[:2048])
    return decode(data, declared=declared[1].decode("ascii") if declared else "")


def whole(text: str) -> list[Block]:
    """Return all blocks of a page that is content from end to end: a chapter of a book, the body of a message.

    Names that mark menus and banners on a web site mean nothing there. Elements that are empty in XHTML are so here.
    """
    tree = _tree(_CLOSED_AT_ONCE.sub(_closed, _DECLARATION.sub("", text)))
    if tree is None:
        return []
    for element in tree.iter():
        _unname(element)
    return [_block(piece) for piece in pieces(tree)]


def element_tree(data: bytes) -> _Element | None:
    """Return the root of an XML file, None where there is none; nothing is fetched and no entity expanded."""
    from lxml import etree

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None


def _tree(text: str) -> HtmlElement | None:
    from lxml import etree
    from lxml import html as parser

    try:
        return parser.document_fromstring(text)
    except etree.ParserError:  # a page without any element
        return None


def _closed(tag: re.Match[str]) -> str:
    return tag[0] if tag[1].lower() in _VOID else f"<{tag[1]}{tag[2]}></{tag[1]}>"


def _unname(element: HtmlElement) -> None:
    """Take from an element what is for web sites: its class, its role, an aside's tag; a note stays one."""
    named = " ".join(element.attrib.pop(name, "") for name in ("class", "id", "role", _EPUB_TYPE))
    if tag_of(element) in ("aside", "footer"):
        element.tag = "div"
    if tag_of(element) in ("div", "li", "p", "section") and _NOTE.search(named):
        element.set("class", "footnote")


def _read_html(text: str) -> Reading:
    tree = _tree(text)
    if tree is None:
        return Reading(blocks=())
    found = _main(pieces(tree), _main_text(text))
    return Reading(blocks=tuple(_block(piece) for piece in found), properties=_properties(tree))


def _read_xml(text: str) -> Reading:
    tree = element_tree(text.strip().encode())
    if tree is None:
        return Reading(blocks=())
    title = next((text for element in tree.iter() if tag_of(element) == "title" and (text := _text(element))), "")
    properties = {"title": title} if title else {}
    return Reading(blocks=tuple(_block(piece) for piece in pieces(tree, xml=True)), properties=properties)


def _block(piece: Piece) -> Block:
    return Block(piece.kind, piece.text, level=piece.level)


def _main_text(text: str) -> str:
    """Return the main content as Trafilatura sees it, without blanks; "" where it sees none."""
    from trafilatura import bare_extraction

    # A short page is no error here, but Trafilatura would write one on the terminal.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    document = bare_extraction(text, favor_recall=True, include_comments=False, include_tables=True)
    body = getattr(document, "body", None)
    return _squeezed("".join(body.itertext())) if body is not None else ""


def _squeezed(text: str) -> str:
    return _ALL_SPACE.sub("", text).casefold()


def _main(found: Sequence[Piece], content: str) -> list[Piece]:
    """Return the pieces from the first to the last that is surely main content, without lists of links.

    Where little of the page is, the page is no article (slides, a short notice), and all of it is kept.
    """
    kept = [piece for piece in found if piece.linked < _LINKED or _is_sure(piece, content)]
    sure = [number for number, piece in enumerate(kept) if _is_sure(piece, content)]
    size = sum(len(kept[number].text) for number in sure)
    if not sure or size < _LEAST_SHARE * sum(len(piece.text) for piece in kept):
        return kept
    return kept[_with_headings(kept, sure[0]) : sure[-1] + 1]


def _is_sure(piece: Piece, content: str) -> bool:
    squeezed = _squeezed(piece.text)
    return len(squeezed) >= _SURE_LENGTH and squeezed in content


def _with_headings(found: Sequence[Piece], first: int) -> int:
    """Return where the headings right above the first piece, and short lines among them, begin."""
    headings = [n for n in range(max(first - 5, 0), first) if found[n].kind is BlockKind.HEADING]
    return headings[0] if headings else first


def _properties(tree: HtmlElement) -> dict[str, str]:
    """Return what the head says; of titles, a lone main heading comes first: <title> often adds the site's name."""
    stated: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = _META.get((meta.get("name") or meta.get("property") or "").lower())
        if name and (content := " ".join(meta.get("content", "").split())):
            stated.setdefault(name, content)
    headings = [_text(heading) for heading in tree.iter("h1")]
    titles = [_text(title) for title in tree.iter("title") if tag_of(title.getparent()) != "svg"]
    chosen = headings if len(headings) == 1 and headings[0] else [stated.get("title", ""), *titles]
    title = next((text for text in chosen if text), "")
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    return {**stated, **({"title": title} if title else {}), **({"language": language} if language else {})}


def _text(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())

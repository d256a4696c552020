"""Web pages: their main content, and what their head says of them. Nothing is fetched and no script runs.

Trafilatura finds the main content; the blocks are then taken from the page itself, from the first to the last that
belongs to it, so that headings, lists and tables keep their order and shape. Other XML is read element by element.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..documents import Block, BlockKind, Reading
from ..errors import Reason, Refused
from .elements import Element, tag_of
from .encoding import decode
from .markup import Piece, pieces
from .plain import text_blocks
from .trees import element_tree, page_tree

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,30})""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>", re.IGNORECASE)
_HTML = re.compile(r"<(?:html|!doctype\s+html)\b", re.IGNORECASE)
_CLOSED_AT_ONCE = re.compile(r"<([A-Za-z][\w:.-]*)([^<>]*)/>")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_EPUB_TYPE = "epub:type"
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NOTE = re.compile(r"(?:^|[\s_-])(?:foot|end|rear)note(?:$|[\s_-])", re.IGNORECASE)
_HEAD_CHARS = 5_000
_LINKED = 0.6
_SURE_LENGTH = 20
_LEAST_SHARE = 0.25
_NEARLY_ALL = 0.9
_MOSTLY = 0.8
# What the parser takes of one text without a tag.
_MOST_IN_A_NODE = 10_000_000
_LOOSE_COMMA = re.compile(r"\s+([,;])(?=\s|$)")
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
    tree = page_tree(_CLOSED_AT_ONCE.sub(_closed, _DECLARATION.sub("", text)))
    if tree is None:
        return []
    for element in tree.iter():
        _unname(element)
    return [_block(piece) for piece in pieces(tree)]


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
    tree = page_tree(text)
    if tree is None:
        return Reading(blocks=())
    found = _main(pieces(tree), _main_text(text))
    if not found and len(text) > _MOST_IN_A_NODE:
        raise Refused(
            Reason.TOO_LARGE, "The page holds more text in one element than can be read: split it into parts."
        )
    return Reading(blocks=tuple(_blocks(found)), properties=_properties(tree), unread=_frames(tree))


def _blocks(found: Sequence[Piece]) -> Iterator[Block]:
    """Yield the blocks of the pieces; preformatted text that is nearly the whole page is read as a text file is."""
    size = sum(len(piece.text) for piece in found)
    for piece in found:
        if piece.verbatim and "\n" in piece.text and len(piece.text) > _MOSTLY * size:
            yield from text_blocks(piece.text)
        else:
            yield _block(piece)


def _frames(tree: HtmlElement) -> tuple[str, ...]:
    """Return a sentence on the pages that a page of frames shows, which are files of their own."""
    names = [frame.get("src", "") for frame in tree.iter("frame") if frame.get("src")]
    return (f"The page is made of frames: put {', '.join(names[:10])} into the folder as well.",) if names else ()


def _read_xml(text: str) -> Reading:
    tree = element_tree(text.strip().encode())
    if tree is None:
        return Reading(blocks=())
    title = next((text for element in tree.iter() if tag_of(element) == "title" and (text := _text(element))), "")
    blocks = [*_tei_front(tree, title), *(_block(piece) for piece in pieces(tree, xml=True))]
    stated = {"title": title, **_tei_properties(tree)}
    properties = {name: value for name, value in stated.items() if value}
    return Reading(blocks=tuple(blocks), properties=properties)


def _named(tree: _Element, name: str) -> list[_Element]:
    return [element for element in tree.iter() if tag_of(element) == name]


def _authors(header: _Element) -> list[_Element]:
    return [author for statement in _named(header, "titlestmt") for author in _named(statement, "author")]


def _tei_front(tree: _Element, title: str) -> Iterator[Block]:
    """Yield what an edition of a TEI file shows above its text: the title, each author's line, the keywords."""
    for header in _named(tree, "teiheader")[:1]:
        yield Block(BlockKind.HEADING, title, level=1)
        for author in _authors(header):
            others = [_text(part) for part in author if tag_of(part) in ("affiliation", "email", "orgname")]
            yield Block(BlockKind.PARAGRAPH, ", ".join(text for text in (_person(author), *others) if text))
        terms = [_text(term) for term in _named(header, "term")]
        if terms:
            yield Block(BlockKind.PARAGRAPH, f"Keywords: {', '.join(terms)}")


def _tei_properties(tree: _Element) -> dict[str, str]:
    """Return what the header of a TEI file says: authors by their names, date and language."""
    header = next(iter(_named(tree, "teiheader")), None)
    if header is None:
        return {}
    authors = [_person(author) for author in _authors(header)]
    dates = [element.get("when") or _text(element) for element in _named(header, "date")]
    languages = [element.get(_XML_LANGUAGE) or "" for element in (tree, *_named(tree, "text"))]
    return {
        "author": ", ".join(name for name in authors if name),
        "date": next((date for date in dates if date), ""),
        "language": next((language for language in languages if language), ""),
    }


def _person(author: _Element) -> str:
    """Return the name of an author, given names first; without name elements the text itself."""
    named = {tag_of(element): _text(element) for element in author.iter()}
    if "surname" in named:
        return f"{named.get('forename', '')} {named['surname']}".strip()
    return named.get("persname") or named.get("name") or _text(author)


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
    """Return the pieces of the main content: from the first to the last that surely is, and all in the same element.

    Lists of links are left out, except from a page that is one. Where little of the page is sure, the page is no article
    (slides, a short notice), and all of it is kept.
    """
    kept = _without_links(found, content)
    sure = [number for number, piece in enumerate(kept) if _is_sure(piece, content)]
    weight = sum(len(kept[number].text) for number in sure)
    if not sure or weight < _LEAST_SHARE * sum(len(piece.text) for piece in kept):
        return kept
    around = _container(kept, [kept[number] for number in sure])
    first = _with_headings(kept, sure[0])
    return [piece for number, piece in enumerate(kept) if first <= number <= sure[-1] or around in _above(piece)]


def _without_links(found: Sequence[Piece], content: str) -> list[Piece]:
    """Return the pieces without those that are links, except notes, sure content, after "…:", and on a page that is all links."""
    size = sum(len(piece.text) for piece in found)
    linked = sum(len(piece.text) for piece in found if piece.linked >= _LINKED)
    if 2 * linked > size:
        return list(found)
    kept: list[Piece] = []
    introduced = False
    for piece in found:
        if piece.linked < _LINKED:
            introduced = piece.text.endswith(":")
        if piece.linked < _LINKED or introduced or piece.kind is BlockKind.FOOTNOTE or _is_sure(piece, content):
            kept.append(piece)
    return kept


def _container(kept: Sequence[Piece], sure: Sequence[Piece]) -> Element | None:
    """Return the innermost element that holds nearly all of the sure text, and more than one piece."""
    pieces_in = Counter(element for piece in kept for element in _above(piece))
    sure_in: Counter[Element] = Counter()
    for piece in sure:
        sure_in.update(dict.fromkeys(_above(piece), len(piece.text)))
    enough = _NEARLY_ALL * sum(len(piece.text) for piece in sure)
    holding = [element for element, size in sure_in.items() if size >= enough and pieces_in[element] > 1]
    return max(holding, key=lambda element: sum(1 for _ in element.iterancestors()), default=None)


def _above(piece: Piece) -> list[Element]:
    return [] if piece.element is None else [piece.element, *piece.element.iterancestors()]


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
            stated.setdefault(name, _LOOSE_COMMA.sub(r"\1", content))
    headings = [_text(heading) for heading in tree.iter("h1")]
    titles = [_text(title) for title in tree.iter("title") if tag_of(title.getparent()) != "svg"]
    chosen = headings if len(headings) == 1 and headings[0] else [stated.get("title", ""), *titles]
    title = next((text for text in chosen if text), "")
    language = tree.get("lang") or tree.get(_XML_LANGUAGE) or ""
    return {**stated, **({"title": title} if title else {}), **({"language": language} if language else {})}


def _text(element: _Element) -> str:
    return " ".join("".join(element.itertext()).split())

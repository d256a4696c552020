"""The blocks of a tree of HTML or XML elements, in document order, without what is not content.

Works on any tree with ElementTree's interface; parsing is the caller's affair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ..documents import BlockKind
from .elements import Element, integer, tag_of
from .html_tables import is_data, table_rows
from .lines import is_credit, labelled

_UNSEEN_TAGS = (
    "script style noscript template head svg math iframe object embed video audio canvas map select button input "
    "textarea datalist nav aside footer dialog menu teiheader noframes"
)
_UNSEEN = frozenset(_UNSEEN_TAGS.split())
_INLINE_TAGS = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font hi i img ins kbd label mark note output q ref rp rt "
    "ruby s samp small span strike strong sub sup time title-part tt u var wbr persname orgname placename"
)
_INLINE = frozenset(_INLINE_TAGS.split())
_TEI = frozenset({"tei", "teicorpus", "tei.2"})
_TEI_INLINE = _INLINE | frozenset(
    "name rs foreign term emph seg w pc c g choice abbr expan orig reg sic corr mentioned socalled gloss num measure "
    "forename surname title distinct anchor ptr pb".split()
)
_ROLES = "navigation banner contentinfo search dialog complementary alertdialog menu menubar"
_PRIVATE_ROLES = frozenset(_ROLES.split())
_PRIVATE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:cookie[\w-]*|consent|gdpr|breadcrumbs?|nav|navbar|navigation|menu|sidebar|share|sharing|social|footer"
    r"|skip|pagination|newsletter|advert(?:isement)?|ads?|banner|popup|modal|related)(?:$|[\s_-])",
    re.IGNORECASE,
)
_ROOTS = frozenset({"html", "body", "main", "article", "h1", "h2", "h3", "h4", "h5", "h6"})
# Slide shows hide every slide but one, and a saved page keeps that.
_SLIDE = re.compile(r"(?:^|[\s_-])(?:slides?|future|past|present|stack|step)(?:$|[\s_-])", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_FOOTNOTES = re.compile(r"(?:^|[\s_-])(?:foot|end)notes?(?:$|[\s_-])", re.IGNORECASE)
_NOTE_MARK = re.compile(r"\s*[\[(]?(?:\d{1,3}|[*†‡]{1,3})[\])]?\s*")
_NOTE_NUMBER = re.compile(r"[\[(]?\d{1,3}[\]).]?")
_LONGEST_TERM = 100
_BREAKS = frozenset({"br", "lb"})
_BREAK = "\x0b"


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of a page; `linked` is the share of its text that is links, `element` where it stands in the tree.

    `verbatim` says that its line breaks are the author's.
    """

    kind: BlockKind
    text: str
    level: int = 0
    linked: float = 0.0
    verbatim: bool = False
    element: Element | None = field(default=None, compare=False, repr=False)


def pieces(root: Element, *, xml: bool = False) -> list[Piece]:
    """Return the blocks below `root`; in XML of unknown tags every element that is not inline is a block."""
    walk = _Walk(xml=xml, tei=xml and tag_of(root) in _TEI)
    walk.element(root)
    walk.flush()
    return _numbered(walk.found)


def _numbered(found: list[Piece]) -> list[Piece]:
    """Return the pieces with the number that stands alone above a footnote at its front."""
    kept: list[Piece] = []
    for piece in found:
        if kept and piece.kind is BlockKind.FOOTNOTE and _NOTE_NUMBER.fullmatch(kept[-1].text):
            kept.append(replace(piece, text=f"{kept.pop().text} {piece.text}"))
        else:
            kept.append(piece)
    return kept


def is_private(element: Element) -> bool:
    """Say whether an element is for the page and not its content: menus, banners, hidden and active parts."""
    tag = tag_of(element)
    if tag in _UNSEEN or tag == "":
        return True
    if tag in _ROOTS or _SLIDE.search(element.get("class", "")):
        return False
    if tag == "sup":
        return _is_note_mark(element)
    names = f"{element.get('class', '')} {element.get('id', '')}"
    hidden = "hidden" in element.attrib or element.get("aria-hidden") == "true"
    return bool(
        hidden
        or element.get("role", "") in _PRIVATE_ROLES
        or _HIDDEN.search(element.get("style", ""))
        or (_PRIVATE_NAMES.search(names) and not _FOOTNOTES.search(names))
    )


def _is_note_mark(element: Element) -> bool:
    """Say whether a raised number links to a note; it is no part of the sentence."""
    linked = any(tag_of(inner) == "a" for inner in element.iterdescendants())
    return linked and bool(_NOTE_MARK.fullmatch("".join(element.itertext())))


class _Walk:
    """One pass over a tree: the text gathered so far and the kind of the block it will become."""

    def __init__(self, *, xml: bool, tei: bool) -> None:
        self.found: list[Piece] = []
        self._xml, self._tei = xml, tei
        self._inline = _TEI_INLINE if tei else _INLINE
        self._text: list[str] = []
        self._linked, self._in_links = 0, 0
        self._kind = BlockKind.PARAGRAPH
        self._label = ""
        self._element: Element | None = None
        self._notes: list[Piece] = []

    def element(self, element: Element) -> None:
        """Take in an element and all below it."""
        tag = tag_of(element)
        if self._xml and self._of_xml(element, tag):
            return
        if is_private(element) and not (self._xml and tag == "figure"):
            return
        if tag == "table" and is_data(element):
            self._table(element)
        elif tag in _HEADINGS:
            self._block(element, BlockKind.HEADING, level=_HEADINGS[tag])
        elif tag in ("figcaption", "caption"):
            self._block(element, BlockKind.CAPTION)
        elif tag == "pre":
            self._block(element, BlockKind.PARAGRAPH, verbatim=True)
        elif tag == "li":
            self._item(element)
        elif tag == "dt":
            self._term(element)
        elif _FOOTNOTES.search(element.get("class", "")):
            self._within(element, BlockKind.FOOTNOTE)
        else:
            self._content(element, tag)

    def _of_xml(self, element: Element, tag: str) -> bool:
        """Take in an element that means something else in XML than in HTML; say whether it was one."""
        parent = element.getparent()
        if tag == "head" and parent is not None and tag_of(parent) in ("figure", "table"):
            self._block(element, BlockKind.CAPTION)
        elif tag == "head" or (tag == "title" and not self._tei):
            self._block(element, BlockKind.HEADING, level=_depth(element))
        elif tag == "item" and self._tei:
            self._within(element, BlockKind.LIST_ITEM)
        elif tag == "note" and self._tei:
            self._aside(element)
        elif tag == "speaker":
            self._label = f"{_cell(element).rstrip('.:')}: "
        elif tag == "u" and self._tei and not self._label:
            self._label = f"{element.get('who', '').lstrip('#')}: " if element.get("who") else ""
            self._content(element, "div")
        else:
            return False
        return True

    def _aside(self, element: Element) -> None:
        """Take in a note that stands within a sentence after the sentence's block."""
        note = _cell(element)
        if note:
            number = element.get("n", "")
            self._notes.append(Piece(BlockKind.FOOTNOTE, f"{number} {note}".strip(), element=element))

    def _table(self, element: Element) -> None:
        self.flush()
        for inner in element.iter():
            if tag_of(inner) in ("caption", "head") and (text := _cell(inner)):
                self.found.append(Piece(BlockKind.CAPTION, text, element=element))
        self.found.extend(
            Piece(BlockKind.TABLE_ROW, text, element=element) for text in table_rows(element, _cell) if text
        )

    def _term(self, element: Element) -> None:
        """Keep a term for the definition that follows it."""
        self.flush()
        text = _cell(element)
        if len(text) <= _LONGEST_TERM:
            self._label = f"{text.rstrip(':')}: " if text else ""
        else:
            self._content(element, "div")

    def flush(self) -> None:
        """End the block that the text gathered so far makes up."""
        gathered, self._text = "".join(self._text), []
        linked, self._linked = self._linked / max(_solid(gathered), 1), 0
        for paragraph in re.split(rf"{_BREAK}\s*{_BREAK}[\s{_BREAK}]*", gathered):
            text = _joined(paragraph)
            if text:
                self._add(text, linked)
        self.found.extend(self._notes)
        self._notes.clear()

    def _add(self, text: str, linked: float) -> None:
        kind = BlockKind.CAPTION if is_credit(text) else self._kind
        self.found.append(Piece(kind, self._label + text, linked=min(linked, 1.0), element=self._element))
        self._label = ""
        if self._kind is BlockKind.LIST_ITEM:
            self._kind = BlockKind.PARAGRAPH

    def _content(self, element: Element, tag: str) -> None:
        inline = tag in self._inline
        if tag in _BREAKS:
            self._text.append(_BREAK)
        elif not inline:
            self.flush()
        self._in_links += tag == "a"
        self._say(element.text, element)
        for child in element:
            self.element(child)
            self._say(child.tail, element)
        self._in_links -= tag == "a"
        if not inline and tag not in _BREAKS:
            self.flush()

    def _say(self, text: str | None, element: Element) -> None:
        if text:
            self._text.append(text)
            self._linked += _solid(text) if self._in_links else 0
            if not text.isspace():
                self._element = element

    def _block(self, element: Element, kind: BlockKind, *, level: int = 0, verbatim: bool = False) -> None:
        self.flush()
        raw = "".join(_shown(element))
        text = raw.replace(_BREAK, "\n").strip("\n") if verbatim else " ".join(raw.replace(_BREAK, " ").split())
        if text.strip():
            self.found.append(Piece(kind, text, level, verbatim=verbatim, element=element))

    def _item(self, element: Element) -> None:
        self.flush()
        self._label += _number(element)
        self._within(element, BlockKind.LIST_ITEM)
        self._label = ""

    def _within(self, element: Element, kind: BlockKind) -> None:
        outer, self._kind = self._kind, kind
        self._content(element, "div")
        self._kind = outer


def _solid(text: str) -> int:
    """Return the number of characters that are not blank."""
    return len("".join(text.split()))


def _depth(heading: Element) -> int:
    """Return the level of a heading in XML: one more than the divisions it stands in."""
    return 1 + min(max(sum(tag_of(above).startswith("div") for above in heading.iterancestors()), 1), 5)


def _joined(text: str) -> str:
    """Join the lines of a paragraph by spaces, except lines that are each a "Label: value"."""
    lines = [joined for line in text.split(_BREAK) if (joined := " ".join(line.split()))]
    if len(lines) > 1 and all(labelled(line) for line in lines):
        return "\n".join(lines)
    return " ".join(lines)


def _shown(element: Element) -> Iterator[str]:
    """Yield the texts below an element, without those of private ones."""
    yield element.text or ""
    for child in element:
        if tag_of(child) in _BREAKS:
            yield _BREAK
        elif not is_private(child):
            yield from _shown(child)
        yield child.tail or ""


def _number(item: Element) -> str:
    """Return the number that a reader sees before an item of an ordered list, "" in any other."""
    parent = item.getparent()
    if parent is None or tag_of(parent) != "ol":
        return ""
    number = integer(parent.get("start"), 1) - 1
    for sibling in parent:
        if tag_of(sibling) == "li":
            number = integer(sibling.get("value"), number + 1)
        if sibling is item:
            break
    return f"{number}. "


def _cell(element: Element) -> str:
    return " ".join("".join(_shown(element)).replace(_BREAK, " ").split())

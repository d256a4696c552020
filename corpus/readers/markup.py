"""The blocks of a tree of HTML or XML elements, in document order, without what is not content.

Works on any tree with ElementTree's interface; parsing is the caller's affair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..documents import BlockKind
from .lines import is_credit, labelled
from .tables import row_text

_UNSEEN_TAGS = (
    "script style noscript template head svg math iframe object embed video audio canvas map select button input "
    "textarea datalist nav aside footer dialog menu teiheader"
)
_UNSEEN = frozenset(_UNSEEN_TAGS.split())
_INLINE_TAGS = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font hi i img ins kbd label mark note output q ref rp rt "
    "ruby s samp small span strike strong sub sup time title-part tt u var wbr persname orgname placename"
)
_INLINE = frozenset(_INLINE_TAGS.split())
_ROLES = "navigation banner contentinfo search dialog complementary alertdialog menu menubar"
_PRIVATE_ROLES = frozenset(_ROLES.split())
_PRIVATE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|breadcrumbs?|nav|navbar|navigation|menu|sidebar|share|sharing|social|footer"
    r"|skip|pagination|newsletter|advert(?:isement)?|ads?|banner|popup|modal|related)(?:$|[\s_-])",
    re.IGNORECASE,
)
_ROOTS = frozenset({"html", "body", "main", "article"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_FOOTNOTES = re.compile(r"(?:^|[\s_-])(?:foot|end)notes?(?:$|[\s_-])", re.IGNORECASE)
_BREAKS = frozenset({"br", "lb"})
_BREAK = "\x0b"


class Element(Protocol):
    """What is used of an element of lxml's trees."""

    tag: object
    text: str | None
    tail: str | None
    attrib: Mapping[str, str]

    def get(self, name: str, default: str = "", /) -> str:
        """Return an attribute."""
        ...

    def getparent(self) -> Element | None:
        """Return the element above."""
        ...

    def iter(self) -> Iterator[Element]:
        """Yield the element and all below it."""
        ...

    def iterdescendants(self) -> Iterator[Element]:
        """Yield all elements below it."""
        ...

    def itertext(self) -> Iterator[str]:
        """Yield all texts below it."""
        ...

    def __iter__(self) -> Iterator[Element]: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of a page; `linked` is the share of its text that is links."""

    kind: BlockKind
    text: str
    level: int = 0
    linked: float = 0.0


def pieces(root: Element, *, xml: bool = False) -> list[Piece]:
    """Return the blocks below `root`; in XML of unknown tags every element that is not inline is a block."""
    walk = _Walk(xml)
    walk.element(root)
    walk.flush()
    return walk.found


def is_private(element: Element) -> bool:
    """Say whether an element is for the page and not its content: menus, banners, hidden and active parts."""
    tag = tag_of(element)
    if tag in _UNSEEN or tag == "":
        return True
    if tag in _ROOTS:
        return False
    names = f"{element.get('class', '')} {element.get('id', '')}"
    hidden = "hidden" in element.attrib or element.get("aria-hidden") == "true"
    return bool(
        hidden
        or element.get("role", "") in _PRIVATE_ROLES
        or _HIDDEN.search(element.get("style", ""))
        or (_PRIVATE_NAMES.search(names) and not _FOOTNOTES.search(names))
    )


def tag_of(element: Element) -> str:
    """Return the local name of an element in lower case, "" for comments and instructions."""
    return element.tag.rsplit("}", 1)[-1].lower() if isinstance(element.tag, str) else ""


class _Walk:
    """One pass over a tree: the text gathered so far and the kind of the block it will become."""

    def __init__(self, xml: bool) -> None:
        self.found: list[Piece] = []
        self._xml = xml
        self._text: list[str] = []
        self._linked = 0
        self._kind = BlockKind.PARAGRAPH
        self._label = ""

    def element(self, element: Element) -> None:
        """Take in an element and all below it."""
        tag = tag_of(element)
        if self._xml and tag in ("head", "title"):
            self._block(element, BlockKind.HEADING, level=2)
        elif is_private(element):
            return
        elif tag == "table" and _is_data(element):
            self.flush()
            self.found.extend(_rows(element))
        elif tag in _HEADINGS:
            self._block(element, BlockKind.HEADING, level=_HEADINGS[tag])
        elif tag in ("figcaption", "caption"):
            self._block(element, BlockKind.CAPTION)
        elif tag == "pre":
            self._block(element, BlockKind.PARAGRAPH, verbatim=True)
        elif tag == "li":
            self._item(element)
        elif _FOOTNOTES.search(element.get("class", "")):
            self._within(element, BlockKind.FOOTNOTE)
        else:
            self._content(element, tag)

    def flush(self) -> None:
        """End the block that the text gathered so far makes up."""
        gathered, self._text = "".join(self._text), []
        linked, self._linked = self._linked, 0
        for paragraph in re.split(rf"{_BREAK}\s*{_BREAK}[\s{_BREAK}]*", gathered):
            text = _joined(paragraph)
            if text:
                self._add(text, linked / max(len(gathered), 1))

    def _add(self, text: str, linked: float) -> None:
        kind = BlockKind.CAPTION if is_credit(text) else self._kind
        self.found.append(Piece(kind, self._label + text, linked=min(linked, 1.0)))
        self._label = ""
        if self._kind is BlockKind.LIST_ITEM:
            self._kind = BlockKind.PARAGRAPH

    def _content(self, element: Element, tag: str) -> None:
        inline = tag in _INLINE
        if tag in _BREAKS:
            self._text.append(_BREAK)
        elif not inline:
            self.flush()
        self._say(element.text, linked=tag == "a")
        for child in element:
            self.element(child)
            self._say(child.tail)
        if not inline and tag not in _BREAKS:
            self.flush()

    def _say(self, text: str | None, *, linked: bool = False) -> None:
        if text:
            self._text.append(text)
            self._linked += len(text) if linked else 0

    def _block(self, element: Element, kind: BlockKind, *, level: int = 0, verbatim: bool = False) -> None:
        self.flush()
        raw = "".join(_shown(element))
        text = raw.replace(_BREAK, "\n").strip("\n") if verbatim else " ".join(raw.replace(_BREAK, " ").split())
        if text.strip():
            self.found.append(Piece(kind, text, level))

    def _item(self, element: Element) -> None:
        self.flush()
        self._label = _number(element)
        self._within(element, BlockKind.LIST_ITEM)
        self._label = ""

    def _within(self, element: Element, kind: BlockKind) -> None:
        outer, self._kind = self._kind, kind
        self._content(element, "div")
        self._kind = outer


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
    number = _integer(parent.get("start"), 1) - 1
    for sibling in parent:
        if tag_of(sibling) == "li":
            number = _integer(sibling.get("value"), number + 1)
        if sibling is item:
            break
    return f"{number}. "


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text.strip()) else default


def _is_data(table: Element) -> bool:
    """Say whether a table holds data: no table inside it, and rows of several short cells."""
    rows = [_cells(row) for row in table.iter() if tag_of(row) == "tr"]
    nested = any(tag_of(inner) == "table" for inner in table.iterdescendants())
    widest = max((len(row) for row in rows), default=0)
    longest = max((len("".join(cell.itertext())) for row in rows for cell in row), default=0)
    return not nested and widest >= 2 and longest <= 2_000


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row if tag_of(cell) in ("td", "th")]


def _rows(table: Element) -> Iterator[Piece]:
    """Yield a table's caption and its rows as "Header: value | Header: value"."""
    header: Sequence[str] = ()
    for element in table.iter():
        if tag_of(element) == "caption":
            yield Piece(BlockKind.CAPTION, _cell(element))
        if tag_of(element) != "tr":
            continue
        cells = [_cell(cell) for cell in _cells(element)]
        if not header and _is_header(_cells(element), cells):
            header = cells
            continue
        text = row_text(header, cells)
        if text:
            yield Piece(BlockKind.TABLE_ROW, text)


def _is_header(cells: Sequence[Element], texts: Sequence[str]) -> bool:
    """Say whether a row names the columns: all its cells say so, or only its corner is empty."""
    corner = not texts[0] and all(texts[1:]) if texts else False
    return len(texts) > 1 and (corner or all(tag_of(cell) == "th" for cell in cells))


def _cell(element: Element) -> str:
    return " ".join("".join(_shown(element)).replace(_BREAK, " ").split())

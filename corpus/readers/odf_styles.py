"""Styles of OpenDocument files: what a paragraph is by the style it has and those above it (OpenDocument 1.3, part 3, 16)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .elements import integer
from .odf import FO, OFFICE, STYLE, TABLE, TEXT
from .wordml import Style, heading_level

if TYPE_CHECKING:
    from lxml.etree import _Element

_LONGEST_CHAIN = 20
_ESCAPED = re.compile(r"_([0-9a-fA-F]{1,4})_")
_CONTENTS_NAME = re.compile(r"(?i)^(?:toc|contents|оглавление|мазмұны)\s*(?:heading|\d{1,2})$")
_PAGE = ("page", "even-page", "odd-page")


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a paragraph is by its style: `level` of a heading, else 0; `list_name` None where nothing is said of lists."""

    level: int = 0
    list_name: str | None = None
    caption: bool = False
    contents: bool = False
    hidden: bool = False
    bold: bool = False


class Styles:
    """The styles of a file by family and name."""

    def __init__(self, content: _Element, styles: _Element | None) -> None:
        self._styles: dict[tuple[str, str], _Element] = {}
        self._lists: dict[str, _Element] = {}
        self._paragraphs: dict[str, ParagraphStyle] = {}
        self._hidden: dict[str, bool] = {}
        self._breaks: dict[tuple[str, str], tuple[bool, bool]] = {}
        self.outline: _Element | None = None
        common = styles.find(f"{OFFICE}styles") if styles is not None else None
        for element in (*_children(common), *_children(content.find(f"{OFFICE}automatic-styles"))):
            self._add(element)

    def _add(self, element: _Element) -> None:
        name = element.get(f"{STYLE}name") or ""
        if element.tag == f"{STYLE}style":
            self._styles[element.get(f"{STYLE}family") or "", name] = element
        elif element.tag == f"{TEXT}list-style":
            self._lists[name] = element
        elif element.tag == f"{TEXT}outline-style":
            self.outline = self._lists[name] = element

    def list_style(self, name: str) -> _Element | None:
        """Return the definition of a list style."""
        return self._lists.get(name)

    def paragraph(self, name: str | None) -> ParagraphStyle:
        """Return what a paragraph style says, its own word before that of the style above it."""
        if not name:
            return ParagraphStyle()
        if name not in self._paragraphs:
            self._paragraphs[name] = self._paragraph(name)
        return self._paragraphs[name]

    def _paragraph(self, name: str) -> ParagraphStyle:
        chain = self._chain("paragraph", name)
        names = [_name(style) for style in chain] or [_ESCAPED.sub(_character, name)]
        outlines = (integer(style.get(f"{STYLE}default-outline-level"), 0) for style in chain)
        levels = (level for level in (*outlines, *(heading_level(None, Style(name=each)) for each in names)) if level)
        lists = (style.get(f"{STYLE}list-style-name") for style in chain)
        return ParagraphStyle(
            level=next(levels, 0),
            list_name=next((found for found in lists if found is not None), None),
            caption=any(each.casefold() == "caption" for each in names),
            contents=any(_CONTENTS_NAME.match(each) for each in names),
            hidden=self._said(chain, "text", f"{TEXT}display") == "none",
            bold="Table Heading" in names or _is_bold(self._said(chain, "text", f"{FO}font-weight")),
        )

    def hides_table(self, name: str | None) -> bool:
        """Tell whether a style of sheets hides them."""
        return bool(name) and self._said(self._chain("table", name or ""), "table", f"{TABLE}display") == "false"

    def emboldens_cell(self, name: str | None) -> bool:
        """Tell whether a style of cells is bold."""
        return bool(name) and _is_bold(self._said(self._chain("table-cell", name or ""), "text", f"{FO}font-weight"))

    def hides(self, name: str | None) -> bool:
        """Tell whether a style of characters hides them."""
        if not name:
            return False
        if name not in self._hidden:
            self._hidden[name] = self._said(self._chain("text", name), "text", f"{TEXT}display") == "none"
        return self._hidden[name]

    def emboldens(self, name: str | None) -> bool:
        """Tell whether a style of characters is bold."""
        return bool(name) and _is_bold(self._said(self._chain("text", name or ""), "text", f"{FO}font-weight"))

    def page_breaks(self, family: str, name: str | None) -> tuple[bool, bool]:
        """Tell whether what has a style, a paragraph or a table, begins a page, and whether it ends one."""
        key = family, name or ""
        if key not in self._breaks:
            chain = self._chain(*key)
            masters = (style.get(f"{STYLE}master-page-name") for style in chain)
            master = next((found for found in masters if found is not None), "")
            before, after = (self._said(chain, family, f"{FO}break-{side}") for side in ("before", "after"))
            self._breaks[key] = bool(master) or before in _PAGE, after in _PAGE
        return self._breaks[key]

    def _chain(self, family: str, name: str) -> list[_Element]:
        """Return a style and those it is based on; a chain that bites its tail, or is endless, ends."""
        chain: list[_Element] = []
        while len(chain) < _LONGEST_CHAIN and (style := self._styles.get((family, name))) is not None:
            if style in chain:
                break
            chain.append(style)
            name = style.get(f"{STYLE}parent-style-name") or ""
        return chain

    @staticmethod
    def _said(chain: list[_Element], kind: str, attribute: str) -> str:
        """Return the first word of a chain on one of its properties, "" where it says nothing."""
        properties = (style.find(f"{STYLE}{kind}-properties") for style in chain)
        found = (each.get(attribute) for each in properties if each is not None)
        return next((word for word in found if word), "")


def _children(element: _Element | None) -> Iterator[_Element]:
    yield from () if element is None else element


def _name(style: _Element) -> str:
    """Return the name of a style as people see it."""
    return style.get(f"{STYLE}display-name") or _ESCAPED.sub(_character, style.get(f"{STYLE}name") or "")


def _character(escaped: re.Match[str]) -> str:
    return chr(int(escaped[1], 16))


def _is_bold(weight: str) -> bool:
    return weight == "bold" or integer(weight, 0) >= 600

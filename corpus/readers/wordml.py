"""What the readers of Word documents share: elements, their values, paragraph styles (ECMA-376, part 1, 17.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_NAME = re.compile(r"(?i)^(?:heading|заголовок|тақырып)\s*([1-9])$")
_TITLE_NAME = re.compile(r"(?i)^(?:title|название|тақырыбы)$")


class Element(Protocol):
    """The part of an XML element that reading needs; lxml's elements have it."""

    @property
    def tag(self) -> str:
        """The name with its namespace in braces."""

    @property
    def text(self) -> str | None:
        """The text before the first child."""

    def get(self, key: str, /) -> str | None:
        """Return an attribute."""

    def find(self, path: str, /) -> Element | None:
        """Return the first element at `path`."""

    def findall(self, path: str, /) -> list[Element]:
        """Return every element at `path`."""

    def iter(self, *tags: str) -> Iterator[Element]:
        """Yield the element and all below it that have one of the tags."""

    def __iter__(self) -> Iterator[Element]: ...


def value(element: Element | None, name: str) -> str | None:
    """Return the `w:val` of a child element, or None where there is no such child."""
    child = element.find(f"{W}{name}") if element is not None else None
    found = child.get(f"{W}val") if child is not None else None
    return None if found is None else str(found)


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says, its own word before that of the style it is based on."""

    name: str = ""
    outline: int | None = None
    list_name: str | None = None
    list_level: int = 0


def paragraph_styles(root: Element | None) -> tuple[dict[str, Style], str]:
    """Return the paragraph styles by id, and the id of the one that a paragraph without style has."""
    if root is None:
        return {}, ""
    items = {
        item.get(f"{W}styleId") or "": item for item in root.findall(f"{W}style") if item.get(f"{W}type") == "paragraph"
    }
    default = [name for name, item in items.items() if item.get(f"{W}default") in ("1", "true", "on")]
    return {name: _style(name, items) for name in items}, default[0] if default else ""


def _style(name: str, items: dict[str, Element]) -> Style:
    """Return a style with what it inherits; a chain that bites its tail ends there."""
    chain: list[Element] = []
    at: str | None = name
    while at is not None and at in items and items[at] not in chain:
        chain.append(items[at])
        at = value(items[at], "basedOn")
    properties = [item.find(f"{W}pPr") for item in chain]
    outlines = (value(each, "outlineLvl") for each in properties)
    lists = [each.find(f"{W}numPr") for each in properties if each is not None]
    named = (value(each, "numId") for each in lists)
    levels = (value(each, "ilvl") for each in lists)
    outline = next((text for text in outlines if text and text.isdecimal()), None)
    return Style(
        name=value(chain[0], "name") or "",
        outline=int(outline) if outline else None,
        list_name=next((text for text in named if text), None),
        list_level=int(next((text for text in levels if text and text.isdecimal()), "0")),
    )


def heading_level(properties: Element | None, style: Style) -> int:
    """Return 1 to 9 for a heading, by its outline level or its style's name, 0 for any other paragraph."""
    own = value(properties, "outlineLvl")
    outline = int(own) if own and own.isdecimal() else style.outline
    if outline is not None and 0 <= outline < 9:  # 9 is body text
        return outline + 1
    match = _HEADING_NAME.match(style.name)
    return int(match[1]) if match else int(bool(_TITLE_NAME.match(style.name)))

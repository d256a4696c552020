"""What is used of an element of lxml's trees, and what it is called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Protocol


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

    def iterancestors(self) -> Iterator[Element]:
        """Yield all elements above it, the nearest first."""
        ...

    def itertext(self) -> Iterator[str]:
        """Yield all texts below it."""
        ...

    def __iter__(self) -> Iterator[Element]: ...


def tag_of(element: Element) -> str:
    """Return the local name of an element in lower case, "" for comments and instructions."""
    return element.tag.rsplit("}", 1)[-1].lower() if isinstance(element.tag, str) else ""


def integer(text: str | None, default: int) -> int:
    """Return the whole number that an attribute holds, `default` where it holds none."""
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text.strip()) else default

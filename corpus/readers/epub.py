"""Electronic books (.epub): the chapters in the order of the spine, with what the package says of the book.

EPUB 2 and 3 alike: `META-INF/container.xml` names the package document, its manifest the files, its spine their order.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote
from zipfile import ZipInfo

from ..documents import Block, Reading
from ..errors import CorpusError, Reason, Refused, Unreadable
from ..limits import DEFAULT_LIMITS, Limits
from .elements import tag_of
from .html import decoded, whole
from .members import Members, opened
from .trees import element_tree

if TYPE_CHECKING:
    from lxml.etree import _Element

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
# Fonts made unreadable outside their book (EPUB 3.3, 4.4, and Adobe's way before it): the text is open.
_FONTS = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
_PAGES = (".xhtml", ".html", ".htm", ".xml")
_OPF = "{http://www.idpf.org/2007/opf}"
_LOCKED = "The book is protected (DRM): add a copy without protection, or the text in another format."
_DAMAGED = "The book is damaged and does not open: export it again, or replace it with a complete copy."


@dataclass(frozen=True, slots=True)
class _Item:
    path: str
    properties: frozenset[str]


def read(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Return a book's chapters in reading order, without its table of contents.

    Properties are title, author, language and date as the package states them. A chapter that is missing or damaged is
    named in `unread`. Raises Refused for a protected book and one over a limit, Unreadable for a damaged one.
    """
    with opened(path, limits) as members:
        book = _Book(members)
        package_path = book.package_path()
        package = book.tree(package_path)
        chapters = _chapters(package, posixpath.dirname(package_path)) if package is not None else []
        chapters = chapters or book.pages()
        if not set(chapters).isdisjoint(book.protected()):
            raise Refused(Reason.ENCRYPTED, _LOCKED)
        unread: list[str] = []
        blocks = tuple(block for chapter in chapters for block in book.chapter(chapter, unread))
    if not blocks and unread:
        raise Unreadable(Reason.DAMAGED, _DAMAGED)
    if not blocks:
        raise Unreadable(
            Reason.NO_TEXT, "The book holds no text: if its pages are images, run text recognition on them."
        )
    return Reading(blocks, _properties(package), unread=tuple(unread))


class _Book:
    """The files of a book by their path."""

    def __init__(self, members: Members) -> None:
        self._members = members
        self._infos = {info.filename: info for info in members.infos}
        self._folded = {name.casefold(): info for name, info in self._infos.items()}

    def package_path(self) -> str:
        """Return where the package document lies; "" where there is none."""
        container = self.tree(_CONTAINER)
        named = [found.get("full-path", "") for found in _tagged(container, "rootfile")]
        return next((path for path in [*named, *self._ending(".opf")] if self._info(path)), "")

    def pages(self) -> list[str]:
        """Return all pages by name, for a book that does not say their order."""
        return sorted(path for path in self._ending(*_PAGES) if not path.startswith("META-INF/"))

    def protected(self) -> set[str]:
        """Return the paths of the files that are encrypted, other than fonts."""
        return {
            unquote(reference.get("URI", "")).lstrip("/")
            for data in _tagged(self.tree(_ENCRYPTION), "encrypteddata")
            if not any(method.get("Algorithm") in _FONTS for method in _tagged(data, "encryptionmethod"))
            for reference in _tagged(data, "cipherreference")
        }

    def tree(self, path: str) -> _Element | None:
        """Return an XML file of the book, None where there is none."""
        info = self._info(path)
        return element_tree(self._members.read(info)) if info else None

    def chapter(self, path: str, unread: list[str]) -> list[Block]:
        """Return the blocks of a chapter; what is wrong with it is added to `unread`."""
        info = self._info(path)
        if info is None:
            unread.append(f"The chapter {path} is missing from the book: export the book again.")
            return []
        try:
            return whole(decoded(self._members.read(info)))
        except CorpusError as error:
            if isinstance(error, Refused):
                raise
            unread.append(f"The chapter {path} is damaged: export the book again.")
            return []

    def _info(self, path: str) -> ZipInfo | None:
        return self._infos.get(path) or self._folded.get(path.casefold())

    def _ending(self, *ends: str) -> Iterator[str]:
        yield from (path for path in self._infos if path.lower().endswith(ends))


def _chapters(package: _Element, folder: str) -> list[str]:
    """Return the paths of the chapters in the order of the spine, each once, without the table of contents."""
    items = dict(_manifest(package, folder))
    contents = {
        _path(reference.get("href", ""), folder)
        for reference in _tagged(package, "reference")
        if reference.get("type", "").lower() == "toc"
    }
    named = [reference.get("idref", "") for reference in _tagged(package, "itemref")] or list(items)
    order = (items[name] for name in dict.fromkeys(named) if name in items)
    kept = [item.path for item in order if "nav" not in item.properties and item.path not in contents]
    return list(dict.fromkeys(kept))


def _manifest(package: _Element, folder: str) -> Iterator[tuple[str, _Item]]:
    """Yield the pages among the files of the book, by their id."""
    for item in _tagged(package, "item"):
        kind, path = item.get("media-type", ""), _path(item.get("href", ""), folder)
        if "html" in kind or "dtbook" in kind or (not kind and path.lower().endswith(_PAGES)):
            yield item.get("id", ""), _Item(path, frozenset(item.get("properties", "").split()))


def _path(href: str, folder: str) -> str:
    """Return a path within the book; it names a member and never a file outside."""
    return posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))


def _properties(package: _Element | None) -> dict[str, str]:
    stated: dict[str, list[str]] = {}
    for name in ("title", "creator", "language", "date"):
        for element in _tagged(package, name):
            if text := " ".join("".join(element.itertext()).split()):
                stated.setdefault(name, []).append(text)
    issued = [
        element.text or "" for element in _tagged(package, "date") if element.get(f"{_OPF}event") == "publication"
    ]
    found: Mapping[str, Iterable[str]] = {
        "title": stated.get("title", [])[:1],
        "author": stated.get("creator", []),
        "language": stated.get("language", [])[:1],
        "date": [*issued, *stated.get("date", [])][:1],
    }
    return {name: text for name, texts in found.items() if (text := ", ".join(texts).strip())}


def _tagged(root: _Element | None, name: str) -> list[_Element]:
    """Return the elements of a local name below a root, in any namespace."""
    return [] if root is None else [element for element in root.iter() if tag_of(element) == name]

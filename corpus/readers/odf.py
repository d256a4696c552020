"""What OpenDocument files share (ODT, ODP, ODS): how they are opened, what they state of themselves, names of elements.

A file is a ZIP package of XML parts, or one XML file with all of them, "flat" (OASIS OpenDocument 1.3, part 2 and part 3,
3.1). All XML is parsed without expanding entities and without network.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import CorpusError, Reason, Refused, Unreadable
from ..limits import DEFAULT_LIMITS, Limits
from .members import Members
from .members import opened as opened_archive
from .ooxml import person, stated, tidy
from .trees import element_tree

if TYPE_CHECKING:
    from lxml.etree import _Element

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TEXT, TABLE, STYLE, META = (f"{{{_NAMES}{name}:1.0}}" for name in ("office", "text", "table", "style", "meta"))
DRAW, PRESENTATION, CHART, MANIFEST = (
    f"{{{_NAMES}{name}:1.0}}" for name in ("drawing", "presentation", "chart", "manifest")
)
FO, SVG = f"{{{_NAMES}xsl-fo-compatible:1.0}}", f"{{{_NAMES}svg-compatible:1.0}}"
DC = "{http://purl.org/dc/elements/1.1/}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_CONTENT, _STYLES, _META, _MANIFEST = "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"
# Pictures within a flat file, which the parser would refuse for their length.
_PICTURE = re.compile(rb"<office:binary-data>[^<]*</office:binary-data>")
_FLAT_STARTS = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_LOCKED = "The OpenDocument file is password protected; save a copy without the password and add that."
_DAMAGED = "The OpenDocument file is damaged and does not open; save it again from LibreOffice or add a complete copy."
_PARTLY = "The file is damaged in the middle and only its beginning is read: save it again from LibreOffice."


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """The parts of an open file: `body` is what office:body holds; the roots may be one and the same.

    `unread` holds a sentence for each part that is damaged. `embedded` returns the root of the object that a draw:object
    shows, a chart or a formula, None where there is none.
    """

    content: _Element
    styles: _Element | None
    meta: _Element | None
    body: _Element
    unread: list[str]
    embedded: Callable[[_Element], _Element | None]

    def properties(self) -> dict[str, str]:
        """Return title, author, language and date as the file states them."""
        meta = self.meta.find(f"{OFFICE}meta") if self.meta is not None else None

        def said(name: str) -> str:
            return (meta.findtext(name) or "").strip() if meta is not None else ""

        created, modified = (_moment(said(name)) for name in (f"{META}creation-date", f"{DC}date"))
        language = said(f"{DC}language") or _language(self.styles)
        author = person(said(f"{META}initial-creator")) or said(f"{DC}creator")
        return stated(_Core(said(f"{DC}title"), language, created, modified), author)


@dataclass(slots=True)
class _Core:
    """What a file states of itself, under the names that Office packages have for it."""

    title: str | None
    language: str | None
    created: datetime | None
    modified: datetime | None


@contextmanager
def opened(path: Path, limits: Limits = DEFAULT_LIMITS) -> Iterator[OpenDocument]:
    """Open a package or a flat file.

    Raises Refused for an encrypted file and one over a limit, Unreadable for a damaged one.
    """
    try:
        with path.open("rb") as file:
            start = file.read(64).lstrip()
        if start.startswith(_FLAT_STARTS):
            yield _flat(path.read_bytes())
        else:
            with opened_archive(path, limits) as members:
                yield _packed(members)
    except CorpusError as error:
        if error.reason is Reason.ENCRYPTED:
            raise Refused(Reason.ENCRYPTED, _LOCKED) from error
        if error.reason is Reason.DAMAGED:
            raise Unreadable(Reason.DAMAGED, _DAMAGED) from error
        raise
    except RecursionError as error:  # no program nests text so deep
        raise Unreadable(Reason.DAMAGED, _DAMAGED) from error


def _flat(data: bytes) -> OpenDocument:
    root, unread = _content(_PICTURE.sub(b"", data))
    return OpenDocument(root, root, root, _body(root), unread, _inside)


def _inside(shown: _Element) -> _Element | None:
    return next(iter(shown), None)


def _packed(members: Members) -> OpenDocument:
    package = _Package(members)
    manifest = package.part(_MANIFEST)
    if manifest is not None and manifest.find(f".//{MANIFEST}encryption-data") is not None:
        raise Refused(Reason.ENCRYPTED, _LOCKED)
    root, unread = _content(package.read(_CONTENT))
    package.unread += unread
    return OpenDocument(root, package.part(_STYLES), package.part(_META), _body(root), package.unread, package.embedded)


class _Package:
    """The parts of a package by name; `unread` names those that are damaged."""

    def __init__(self, members: Members) -> None:
        self.unread: list[str] = []
        self._members = members
        self._infos = {info.filename: info for info in members.infos}
        self._last: tuple[str, _Element | None] = "", None

    def read(self, name: str) -> bytes:
        """Return a part's bytes; Unreadable where there is none."""
        if name not in self._infos:
            raise Unreadable(Reason.DAMAGED, _DAMAGED)
        return self._members.read(self._infos[name])

    def part(self, name: str) -> _Element | None:
        """Return the root of a part that a file may do without, None where it is not there or damaged."""
        if name not in self._infos:
            return None
        try:
            return element_tree(self.read(name))
        except Unreadable:
            self.unread.append(f"{name} inside the file is damaged and left out: save the file again from LibreOffice.")
            return None

    def embedded(self, shown: _Element) -> _Element | None:
        """Return the root of an object, which stands in its place or in a folder of the package."""
        name = f"{posixpath.normpath(shown.get(_HREF) or '')}/{_CONTENT}"
        if len(shown) or name == self._last[0]:
            return _inside(shown) if len(shown) else self._last[1]
        self._last = name, self.part(name)
        return self._last[1]


def _content(data: bytes) -> tuple[_Element, list[str]]:
    """Return the root of the content, as far as it is well-formed, with a sentence where it is not to its end."""
    root = element_tree(data, recover=False)
    if root is not None:
        return root, []
    root = element_tree(data)
    if root is None:
        raise Unreadable(Reason.DAMAGED, _DAMAGED)
    return root, [_PARTLY]


def _body(root: _Element) -> _Element:
    body = root.find(f"{OFFICE}body")
    if body is None or not len(body):
        raise Unreadable(Reason.DAMAGED, _DAMAGED)
    return body


def nothing(document: OpenDocument, detail: str) -> Unreadable:
    """Return the error for a file without text: damaged where a part of it is, else as `detail` says."""
    return Unreadable(Reason.DAMAGED, _DAMAGED) if document.unread else Unreadable(Reason.NO_TEXT, detail)


def _language(styles: _Element | None) -> str:
    """Return the language of paragraphs that name none themselves."""
    for style in styles.findall(f"{OFFICE}styles/{STYLE}default-style") if styles is not None else ():
        properties = style.find(f"{STYLE}text-properties")
        if style.get(f"{STYLE}family") == "paragraph" and properties is not None:
            found = properties.get(f"{FO}language") or ""
            return "" if found in ("none", "zxx") else found
    return ""


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text[:10])
    except ValueError:
        return None


def text_of(element: _Element | None) -> str:
    """Return all text below an element as one line."""
    return tidy("".join(element.itertext())) if element is not None else ""

"""XML and HTML as trees of elements, by lxml: nothing is fetched and no entity is expanded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement


def element_tree(data: bytes, *, recover: bool = True) -> _Element | None:
    """Return the root of an XML file, None where there is none.

    `recover` takes of a file that is not well-formed what there is; without it there is none.
    """
    from lxml import etree

    parser = etree.XMLParser(recover=recover, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None


def page_tree(text: str) -> HtmlElement | None:
    """Return the root of a web page, None where it has no element."""
    from lxml import etree
    from lxml import html as parser

    try:
        return parser.document_fromstring(text)
    except etree.ParserError:
        return None


def streamed(file: IO[bytes], *names: str) -> Iterator[_Element]:
    """Yield the elements of these names, namespace in braces, as each ends; its text is gone when the next is asked for.

    The memory it takes does not grow with the file. Raises SyntaxError where the file is damaged.
    """
    from lxml import etree

    events = etree.iterparse(
        file, tag=names, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    for _, element in events:
        yield element
        element.clear(keep_tail=False)
        while element.getprevious() is not None:
            del element.getparent()[0]

"""PDF: each page's lines, recognised where the page is an image of text, and what the file says of itself.

`pdfium` measures the lines, `layout` makes blocks of them; here is decided which pages are read in which way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from statistics import median

from ..documents import Reading
from ..errors import CorpusError, Reason, Refused, Unreadable
from ..limits import DEFAULT_LIMITS
from . import recognition
from .furniture import Line, Page
from .layout import compose
from .pdfium import Pdf, PdfError, image_of, opened, outline, page_of, plain

_DOTS = 200  # to the inch: enough for type of ten points, and what Tesseract is made for
_LARGE = 1.6  # times the usual height of a line: ascenders and descenders alone make less of a difference
_WORTHLESS_TITLE = re.compile(
    r"(?i)^(microsoft (word|powerpoint|excel)\b.*|(power)?point presentation|untitled.*|unspecified|document\d*"
    r"|no title|slide \d|без названия|презентация powerpoint"
    r"|\S+\.(docx?|pdf|indd|pptx?|tex|dvi|rtf|odt|qxd|xlsx?|key|txt))$"
)
_WORTHLESS_AUTHOR = re.compile(r"(?i)^(anonymous|unknown|user|admin(istrator)?|owner|пользователь|\(?unspecified\)?)$")


def read(path: Path) -> Reading:
    """Read a PDF: blocks with the physical page and the page label of each, headers and footers dropped.

    A page without usable text is recognised where Tesseract is installed; its blocks say with what confidence. Raises
    Refused when a password is needed or there are too many pages, and Unreadable when the file is damaged or no page has any text.
    """
    with closing(opened(path)) as document:
        if len(document) > DEFAULT_LIMITS.pages:
            detail = f"The PDF has {len(document)} pages, more than {DEFAULT_LIMITS.pages}: split it into parts."
            raise Refused(Reason.TOO_LARGE, detail)
        pages, images, broken = _pages(document)
        blocks = compose(pages, _headings(document))
        if not blocks:
            raise _nothing_read(len(pages), images)
        return Reading(blocks, _properties(document), len(document), tuple(_unread(images, broken)))


def _pages(document: Pdf) -> tuple[list[Page], list[int], list[int]]:
    """Return the pages that open, the numbers of those that are images nobody could read, and of those damaged."""
    pages: list[Page] = []
    images: list[int] = []
    broken: list[int] = []
    for number in range(1, len(document) + 1):
        try:
            page, known = page_of(document, number)
            if not known:
                page = _recognised(document, page)
                images += [] if page.lines else [number]
        except PdfError:
            broken.append(number)
        else:
            pages.append(page)
    return pages, images, broken


def _recognised(document: Pdf, page: Page) -> Page:
    """Return a page with the lines that text recognition finds on its image, without any where it finds none."""
    if not recognition.available():
        return replace(page, lines=())
    image, scale = image_of(document, page.number, dots=_DOTS, pixels=DEFAULT_LIMITS.recognised_pixels)
    try:
        found = recognition.recognise(image)
    except CorpusError:
        return replace(page, lines=())
    height = median([line.box[3] - line.box[1] for line in found]) / scale if found else 0.0
    top = image.height / scale
    return Page(page.number, page.label, 0.0, top, tuple(_line(line, scale, top, height) for line in found))


def scanned(document: Pdf, page: int) -> tuple[list[recognition.Line], int, int]:
    """Return the lines that recognition finds on a page, and the width and height that their boxes are measured in.

    Raises what recognition does, and Unreadable for a page that does not open.
    """
    try:
        image, _ = image_of(document, page, dots=_DOTS, pixels=DEFAULT_LIMITS.recognised_pixels)
    except PdfError as error:
        detail = f"Page {page} of the PDF is damaged: export it again from its source."
        raise Unreadable(Reason.DAMAGED, detail) from error
    return recognition.recognise(image), image.width, image.height


def _line(line: recognition.Line, scale: float, top: float, height: float) -> Line:
    """Return a recognised line in points; its type is that of the page unless it is much larger."""
    left, upper, right, lower = (edge / scale for edge in line.box)
    text = plain(line.text)
    hyphen = len(text) > 1 and text[-1] == "-" and text[-2].isalpha()
    size = lower - upper if lower - upper > _LARGE * height else height
    return Line(
        text.removesuffix("-") if hyphen else text,
        left,
        right,
        top - lower,
        round(size, 1),
        hyphen=hyphen,
        confidence=line.confidence,
    )


def _headings(document: Pdf) -> dict[tuple[int, str], int]:
    """Return the level of each bookmark by its page and its text in lower case."""
    return {(page, title.lower()): level for page, title, level in islice(outline(document), DEFAULT_LIMITS.bookmarks)}


def _properties(document: Pdf) -> dict[str, str]:
    """Return the title, author and date that the file states, where they are worth having."""
    title, author, created = (document.get_metadata_value(key) for key in ("Title", "Author", "CreationDate"))
    stated = {
        "title": "" if _WORTHLESS_TITLE.match(title.strip()) else plain(title),
        "author": "" if _WORTHLESS_AUTHOR.match(author.strip()) else plain(author),
        "date": _iso_date(created),
    }
    return {name: value for name, value in stated.items() if value}


def _iso_date(stated: str) -> str:
    """Return D:YYYYMMDD… (ISO 32000-1, 7.9.4) as YYYY-MM-DD, or nothing where it is not a date."""
    match = re.match(r"(?:D:)?(\d{4})(\d{2})(\d{2})", stated.strip())
    try:
        return date(*map(int, match.groups())).isoformat() if match else ""
    except ValueError:
        return ""


def _nothing_read(opened: int, images: Sequence[int]) -> Unreadable:
    if not opened:
        return Unreadable(Reason.DAMAGED, "No page of the PDF can be opened: export it again from its source.")
    if not images:
        return Unreadable(Reason.NO_TEXT, "The pages are blank: export the PDF again from its source.")
    if not recognition.available():
        return Unreadable(Reason.NO_TEXT, f"The pages are images: {recognition.INSTALL}.")
    return Unreadable(
        Reason.NO_TEXT, "The pages are images in which no text was found: scan them at 300 dots per inch."
    )


def _unread(images: Sequence[int], broken: Sequence[int]) -> Iterator[str]:
    """Yield a sentence for the pages that are images and one for those that do not open."""
    if images and recognition.available():
        are = "is an image" if len(images) == 1 else "are images"
        yield f"{_page_list(images)} {are} in which no text was found: look at the file itself."
    elif images:
        yield f"{_page_list(images)} {'is an image' if len(images) == 1 else 'are images'}: {recognition.INSTALL}."
    if broken:
        yield f"{_page_list(broken)} {'is' if len(broken) == 1 else 'are'} damaged: export the PDF again from its source."


def _page_list(numbers: Sequence[int]) -> str:
    """Return "Page 4", or "Pages 3 to 7 and 9" with a dash for "to", for ascending numbers."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][-1] + 1:
            ranges[-1] = [ranges[-1][0], number]
        else:
            ranges.append([number])
    named = ["\u2013".join(map(str, bounds)) for bounds in ranges]
    listed = " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
    return f"{'Page' if len(numbers) == 1 else 'Pages'} {listed}"

"""PDF: the lines of each page as PDFium sees them, and what the file says of itself.

PDFium finds the characters and breaks them into lines; one call fetches a page's text and a handful of calls per line
measure it, because a call per character would cost several times what reading the text costs. Everything after that is
`layout`, which knows nothing of PDFium.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise
from pathlib import Path
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from ..documents import Reading
from ..errors import Reason, Refused, Unreadable
from .furniture import Line, Page
from .layout import compose

_BOLD_NAME = re.compile(rb"(?i)bold|black|heavy|CMBX")
# PDFium ends a line with CR LF, or with U+FFFE in the place of the hyphen that ends it; a CR alone is a space.
_BREAK = re.compile(r"\r\n|\ufffe")
_BLANK = " \t\r\x00\u00a0"
_HYPHEN_AT_END = re.compile(r"\w-$")
# What a gap may follow inside one line: "97.12." "14:00" "(a)" or a bullet.
_LABEL_ALONE = re.compile(r"[\divxlc().:\u2013-]{1,13}|\w[.)]|\(\w\)|\W")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_CHANGED = re.compile(r"[\x00-\x1f\x7f-\xa0\xad\u2002-\u200d\u202f\u3000\ufb00-\ufb06\ufeff\uffff]")
_GONE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200d\ufeff\uffff]")
_WORTHLESS_TITLE = re.compile(
    r"(?i)^(microsoft (word|powerpoint|excel)\b.*|(power)?point presentation|untitled.*|unspecified|document\d*"
    r"|no title|slide \d|без названия|презентация powerpoint"
    r"|\S+\.(docx?|pdf|indd|pptx?|tex|dvi|rtf|odt|qxd|xlsx?|key|txt))$"
)
_WORTHLESS_AUTHOR = re.compile(r"(?i)^(anonymous|unknown|user|admin(istrator)?|owner|пользователь|\(?unspecified\)?)$")


def read(path: Path) -> Reading:
    """Read a PDF: blocks with the physical page and the page label of each, headers and footers dropped.

    Raises Refused when a password is needed, and Unreadable when the file is damaged or no page has any text.
    """
    with _open(path) as document:
        pages: list[Page] = []
        images: list[int] = []
        broken: list[int] = []
        for number in range(1, len(document) + 1):
            try:
                page = _page(document, number, images)
            except pypdfium2.PdfiumError:
                broken.append(number)
            else:
                pages.append(page)
        blocks = compose(pages)
        if not blocks:
            raise _nothing_read(len(pages), images)
        return Reading(blocks, _properties(document), len(document), _unread(images, broken))


def _open(path: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except FileNotFoundError as error:
        raise Unreadable(Reason.UNREADABLE, "The file is not there any more; index the folder again.") from error
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            detail = "The PDF is password protected; save a copy without the password and add that."
            raise Refused(Reason.ENCRYPTED, detail) from error
        detail = "The PDF is damaged and does not open; export it again from its source."
        raise Unreadable(Reason.DAMAGED, detail) from error


def _page(document: pypdfium2.PdfDocument, number: int, images: list[int]) -> Page:
    """Return the lines of page `number`; note it in `images` when it shows something but holds no text."""
    with closing(document[number - 1]) as page, closing(page.get_textpage()) as textpage:
        left, bottom, right, top = page.get_bbox()
        frame = _Frame(left, bottom, right, top, _turn(textpage))
        (left, bottom), (right, top) = frame.corners()
        lines = tuple(
            line
            for line in _lines(textpage, frame)
            if line.right > left and line.left < right and math.isfinite(line.baseline)
        )
        if not lines and pdfium.FPDFPage_CountObjects(page) > 0:
            images.append(number)
    return Page(number, document.get_page_label(number - 1) or None, bottom, top, lines)


def _lines(textpage: pypdfium2.PdfTextPage, frame: _Frame) -> Iterator[Line]:
    """Yield the lines of a page in the order of the file, cleaned and measured; a wide gap makes two of one."""
    text = textpage.get_text_range()
    ruler = _Ruler(textpage, frame, text)
    odd = _CHANGED.search(text.replace("\r\n", "")) is not None
    for start, end, hyphen in _spans(text):
        raw = text[start:end]
        words = raw.strip(_BLANK)
        if not words:
            continue
        first = start + raw.index(words[0])
        pieces = ruler.pieces(first, first + len(words))
        for begin, stop in pieces:
            piece = text[begin:stop].rstrip(_BLANK)
            shown = _plain(piece) if odd else piece
            ends = stop == pieces[-1][1]
            broken = ends and (hyphen or piece[-1] == "\xad" or _HYPHEN_AT_END.search(shown) is not None)
            if shown:
                shown = shown.removesuffix("-") if broken else shown
                yield ruler.line(shown, begin, begin + len(piece) - 1, hyphen=broken)


def _spans(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield where each line of a page's text begins and ends, and whether a hyphen ended it."""
    start = 0
    for match in _BREAK.finditer(text):
        yield start, match.start(), match.group() == "\ufffe"
        start = match.end()
    yield start, len(text), False


def _plain(text: str) -> str:
    """Return `text` without the characters that nobody sees, ligatures taken apart and every space a plain one."""
    return " ".join(_GONE.sub("", text).translate(_LIGATURES).split())


def _same(position: int) -> int:
    return position


def _char_index(textpage: pypdfium2.PdfTextPage, text: str) -> Callable[[int], int]:
    """Return how to get from a position in `text` to PDFium's count of characters, which may have more or fewer."""
    if len(text) == textpage.count_chars():
        return _same
    units = list(accumulate((2 if ord(character) > 0xFFFF else 1 for character in text), initial=0))

    def index(position: int) -> int:
        return max(int(pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, units[position])), 0)

    return index


def _turn(textpage: pypdfium2.PdfTextPage) -> int:
    """Return by how many quarters the text of a page must be turned anticlockwise to be upright, from three samples."""
    count = textpage.count_chars()
    angles = [float(pdfium.FPDFText_GetCharAngle(textpage, count * quarter // 4)) for quarter in (1, 2, 3)]
    return round(-max(median(angles), 0) / (math.pi / 2)) % 4  # below 0: PDFium does not know


@dataclass(frozen=True, slots=True)
class _Frame:
    """The visible part of a page in PDF units, and by how many quarters clockwise it has to be read."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int = 0

    def upright(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point stands for the reader."""
        match self.turn:
            case 1:
                return y, -x
            case 2:
                return -x, -y
            case 3:
                return -y, x
        return x, y

    def corners(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return the lower left and the upper right corner as the reader sees them."""
        x, y = zip(self.upright(self.left, self.bottom), self.upright(self.right, self.top), strict=True)
        return (min(x), min(y)), (max(x), max(y))


class _Ruler:
    """Measures lines of one page; its C structures are made once, since a page has dozens of lines."""

    def __init__(self, textpage: pypdfium2.PdfTextPage, frame: _Frame, text: str) -> None:
        self._page, self._frame, self._text = textpage.raw, frame, text
        self._index = _char_index(textpage, text)
        self._box, self._matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
        self._edges = tuple(ctypes.c_double() for _ in range(4))
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._name, self._flags = ctypes.create_string_buffer(64), ctypes.c_int()

    def line(self, shown: str, first: int, last: int, *, hyphen: bool) -> Line:
        """Return the line from position `first` to `last` of the page's text; the type is that of its middle."""
        middle = (first + last) // 2
        while self._text[middle] in _BLANK:  # a space that PDFium put in has no font
            middle += 1
        start, end = self._bounds(first), self._bounds(last)
        index = self._index(middle)
        pdfium.FPDFText_GetMatrix(self._page, index, self._matrix)
        pdfium.FPDFText_GetCharOrigin(self._page, index, self._x, self._y)
        left, right, baseline = start[0], end[2], self._y.value
        if self._frame.turn:
            edges = [self._frame.upright(*corner)[0] for box in (start, end) for corner in (box[:2], box[2:])]
            left, right = min(edges), max(edges)
            baseline = self._frame.upright(self._x.value, baseline)[1]
        size = pdfium.FPDFText_GetFontSize(self._page, index) * math.hypot(self._matrix.c, self._matrix.d)
        return Line(shown, left, max(right, left), baseline, round(max(size, 0.1), 1), self._bold(index), hyphen)

    def _bounds(self, position: int) -> tuple[float, float, float, float]:
        """Return the left, lower, right and upper edge of a character with the space that its font gives it."""
        box = self._box
        pdfium.FPDFText_GetLooseCharBox(self._page, self._index(position), box)
        return box.left, box.bottom, box.right, box.top

    def pieces(self, first: int, end: int) -> list[tuple[int, int]]:
        """Return the stretches of the text from `first` to `end` that stand together.

        PDFium takes cells of a row for one line, and so it takes two lines of which the second begins with a raised
        number.
        """
        if self._frame.turn or end - first < 2:
            return [(first, end)]
        bounds = [first, *self._cuts(first, end), end]
        return list(pairwise(bounds))

    def _cuts(self, first: int, end: int) -> list[int]:
        page, (left, top, right, bottom) = self._page, self._edges
        start = self._index(first)
        count = pdfium.FPDFText_CountRects(page, start, self._index(end - 1) - start + 1)
        cuts: list[int] = []
        before: tuple[float, float, float] | None = None
        for number in range(count):
            pdfium.FPDFText_GetRect(page, number, left, top, right, bottom)
            height = top.value - bottom.value
            if before and left.value - before[0] > 2.2 * max(height, before[1]):
                cuts += self._word_at(cuts[-1] if cuts else first, end, left.value)
            elif before and before[0] - left.value > 4 * height and before[2] - bottom.value > 0.6 * before[1]:
                cuts += self._word_at(cuts[-1] if cuts else first, end, left.value, below=before[2])
            before = right.value, height, bottom.value
        return cuts

    def _word_at(self, first: int, end: int, left: float, below: float = math.inf) -> list[int]:
        """Return the position of the word after `first` that begins at `left` and under `below`, if there is one."""
        for match in re.finditer(r"(?<=\s)\S", self._text[first:end]):
            position = first + match.start()
            box_left, box_bottom = self._tight(position)
            if abs(box_left - left) < 1 and box_bottom < below:
                alone = _LABEL_ALONE.fullmatch(self._text[first:position].strip()) and below == math.inf
                return [] if alone else [position]
        return []

    def _tight(self, position: int) -> tuple[float, float]:
        """Return the left and lower edge of a character's own shape."""
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        pdfium.FPDFText_GetCharBox(self._page, self._index(position), left, right, bottom, top)
        return left.value, bottom.value

    def _bold(self, index: int) -> bool:
        """Tell whether a character is bold: by its font's weight, or its name where the font states none."""
        weight = pdfium.FPDFText_GetFontWeight(self._page, index)
        if weight >= 600 or 0 < weight <= 400:
            return bool(weight >= 600)
        pdfium.FPDFText_GetFontInfo(self._page, index, self._name, 64, self._flags)
        return _BOLD_NAME.search(self._name.raw) is not None


def _properties(document: pypdfium2.PdfDocument) -> dict[str, str]:
    """Return the title, author and date that the file states, where they are worth having."""
    title, author, created = (document.get_metadata_value(key) for key in ("Title", "Author", "CreationDate"))
    stated = {
        "title": "" if _WORTHLESS_TITLE.match(title.strip()) else _plain(title),
        "author": "" if _WORTHLESS_AUTHOR.match(author.strip()) else _plain(author),
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
        return Unreadable(Reason.DAMAGED, "No page of the PDF can be opened; export it again from its source.")
    if images:
        detail = "The pages are images without text; add a text layer (OCR) and index the file again."
        return Unreadable(Reason.NO_TEXT, detail)
    return Unreadable(Reason.NO_TEXT, "The pages are blank; export the PDF again from its source.")


def _unread(images: Sequence[int], broken: Sequence[int]) -> tuple[str, ...]:
    """Return a sentence for the pages that hold images only and one for those that do not open."""
    sentences = []
    if images:
        verb = "holds images only and was" if len(images) == 1 else "hold images only and were"
        sentences.append(f"{_page_list(images)} {verb} not read.")
    if broken:
        verb = "is damaged and was" if len(broken) == 1 else "are damaged and were"
        sentences.append(f"{_page_list(broken)} {verb} not read.")
    return tuple(sentences)


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

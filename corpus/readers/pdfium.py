"""PDFium: the lines of a page as they stand, its image, its words' places, and what a file says of itself.

PDFium finds the characters and breaks them into lines; one call fetches a page's text and a handful of calls per line
measure it, because a call per character would cost several times what reading the text costs. Nothing here knows what
a line means.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, TypeAlias

import pypdfium2
import pypdfium2.raw as pdfium

from ..errors import Reason, Refused, Unreadable
from .furniture import Line, Page

if TYPE_CHECKING:
    from PIL.Image import Image

Pdf: TypeAlias = pypdfium2.PdfDocument
PdfError: TypeAlias = pypdfium2.PdfiumError
Box = tuple[float, float, float, float]

_BOLD_NAME = re.compile(rb"(?i)bold|black|heavy|CMBX")
_BLANK = " \t\r\x00\u00a0"
_HYPHEN_AT_END = re.compile(r"\w-$")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_APART = str.maketrans(_LIGATURES)
_UNMAPPED = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f-\x9f]")
_GONE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200d\ufeff\uffff]")
# The number of an item, which stands apart from its text and is no cell: "63." "97.12" "(a)".
_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*[.)]|\d{1,3}(?:\.\d{1,3})+|\(?\w{1,4}\)|\W)\s+")
_BOLD, _REGULAR = 600, 400  # weights of fonts; others say nothing certain
_WIDE = 1.4  # times the height of the type: more white than that parts cells, or a label from its text
_EAST_ASIAN = 0x2E80  # the first character of those scripts in Unicode
_DOWNWARDS = 3  # quarters: what stands to the right is read first, as if it were above
_SAMPLES = 16  # characters of a page that are asked whether their font says what they are
_SPREAD = 0.75  # of the type's size for each character: prose never runs so wide, a row of cells in one piece does


def _quick(function: Any, result: Any, *arguments: Any) -> Any:  # noqa: ANN401 - ctypes has no types for functions
    """Return a function of PDFium that takes addresses as plain numbers and keeps the interpreter's lock.

    To wrap pointers and give up the lock takes longer than these small calls take, of which a page has hundreds.
    """
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_ADDRESS, _INT, _DOUBLE = ctypes.c_void_p, ctypes.c_int, ctypes.c_double
_EDGES = (_ADDRESS,) * 4
_count_rects = _quick(pdfium.FPDFText_CountRects, _INT, _ADDRESS, _INT, _INT)
_get_rect = _quick(pdfium.FPDFText_GetRect, _INT, _ADDRESS, _INT, *_EDGES)
_get_box = _quick(pdfium.FPDFText_GetCharBox, _INT, _ADDRESS, _INT, *_EDGES)
_get_matrix = _quick(pdfium.FPDFText_GetMatrix, _INT, _ADDRESS, _INT, _ADDRESS)
_get_size = _quick(pdfium.FPDFText_GetFontSize, _DOUBLE, _ADDRESS, _INT)
_get_weight = _quick(pdfium.FPDFText_GetFontWeight, _INT, _ADDRESS, _INT)


def opened(path: Path) -> Pdf:
    """Open a PDF; one encrypted with an empty password opens like any other.

    Raises Refused when a password is needed, and Unreadable when the file is damaged or not there.
    """
    try:
        return Pdf(path)
    except FileNotFoundError as error:
        raise Unreadable(Reason.UNREADABLE, "The file is not there any more: index the folder again.") from error
    except PdfError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            detail = "The PDF is password protected: save a copy without the password and add that."
            raise Refused(Reason.ENCRYPTED, detail) from error
        detail = "The PDF is damaged and does not open: export it again from its source."
        raise Unreadable(Reason.DAMAGED, detail) from error


def page_of(document: Pdf, number: int) -> tuple[Page, bool]:
    """Return the lines of page `number` (from 1), a row's cells as a line each, and whether they are all it shows.

    They are not where something is drawn but no text, and where most of the text's characters are unknown.
    Raises PdfError when the page does not open.
    """
    with closing(document[number - 1]) as page, closing(page.get_textpage()) as textpage:
        left, bottom, right, top = page.get_bbox()
        frame = _Frame(left, bottom, right, top, _DOWNWARDS if _is_vertical(textpage) else _turn(textpage))
        (left, bottom), (right, top) = frame.corners()
        ruler = _Ruler(textpage, frame)
        seen = ruler.lines()
        lines = tuple([line for line in seen if line.right > left and line.left < right and line.baseline < math.inf])
        known = not ruler.is_unmapped() if lines else pdfium.FPDFPage_CountObjects(page) == 0
    return Page(number, document.get_page_label(number - 1) or None, bottom, top, lines), known


def image_of(document: Pdf, number: int, *, dots: float, pixels: int, grey: bool = True) -> tuple[Image, float]:
    """Return page `number` as grey or coloured pixels, and how many of them make a point.

    `dots` to the inch, or as many as keep the image within `pixels` in all. Raises PdfError when it cannot be drawn.
    """
    with closing(document[number - 1]) as page:
        width, height = page.get_size()
        scale = min(dots / 72, math.sqrt(pixels / max(width * height, 1)))
        with closing(page.render(scale=scale, grayscale=grey)) as bitmap:
            return bitmap.to_pil().copy(), scale


def shape_of(document: Pdf, number: int) -> tuple[float, float, int, int]:
    """Return width and height of page `number` in points, and by how many quarters clockwise it is shown, and is upright."""
    with closing(document[number - 1]) as page, closing(page.get_textpage()) as textpage:
        left, bottom, right, top = page.get_bbox()
        return right - left, top - bottom, page.get_rotation() // 90, -_turn(textpage) % 4


def outline(document: Pdf) -> Iterator[tuple[int, str, int]]:
    """Yield the bookmarks that lead to a page: its number from 1, their text, and their level from 1."""
    for bookmark in document.get_toc(max_depth=6):
        target = bookmark.get_dest()
        place = target.get_index() if target else None
        title = plain(bookmark.get_title())
        if place is not None and title:
            yield place + 1, title, bookmark.level + 1


def characters(document: Pdf, number: int) -> tuple[str, list[Box]]:
    """Return the text of page `number` as PDFium has it, and the box of each character.

    A box is left, bottom, right and top in points from the visible page's lower left corner.
    """
    with closing(document[number - 1]) as page, closing(page.get_textpage()) as textpage:
        text = textpage.get_text_range()
        index = _char_index(textpage, text)
        left, bottom, _, _ = page.get_bbox()
        return text, [_box(textpage, index(position), left, bottom) for position in range(len(text))]


def _box(textpage: pypdfium2.PdfTextPage, index: int, left: float, bottom: float) -> Box:
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(textpage, index, box)
    return box.left - left, box.bottom - bottom, box.right - left, box.top - bottom


def plain(text: str) -> str:
    """Return `text` without the characters that nobody sees, ligatures taken apart and every space a plain one."""
    return " ".join(_GONE.sub("", text).translate(_APART).split())


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


def _is_vertical(textpage: pypdfium2.PdfTextPage) -> bool:
    """Tell whether the text is East Asian and runs downwards, column by column from the right, from three samples."""
    count = textpage.count_chars()
    return sum(_is_downwards(textpage, count * quarter // 4) for quarter in (1, 2, 3)) > 1


def _is_downwards(textpage: pypdfium2.PdfTextPage, index: int) -> bool:
    if pdfium.FPDFText_GetUnicode(textpage, index) < _EAST_ASIAN:
        return False
    (x, y), (next_x, next_y) = _origin(textpage, index), _origin(textpage, index + 1)
    return y - next_y > 4 * abs(next_x - x)


def _origin(textpage: pypdfium2.PdfTextPage, index: int) -> tuple[float, float]:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
    return x.value, y.value


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

    def __init__(self, textpage: pypdfium2.PdfTextPage, frame: _Frame) -> None:
        self._page, self._frame, self._text = textpage.raw, frame, textpage.get_text_range()
        self._address = ctypes.cast(self._page, ctypes.c_void_p).value
        shown = self._text.replace("\r\n", "")
        self._odd = not shown.isprintable() or any(ligature in shown for ligature in _LIGATURES)
        self._index = _char_index(textpage, self._text)
        self._matrix = pdfium.FS_MATRIX()
        self._matrix_at = ctypes.addressof(self._matrix)
        self._edges = (ctypes.c_double * 4)()
        self._edges_at = tuple(ctypes.addressof(self._edges) + 8 * number for number in range(4))
        self._name, self._flags = ctypes.create_string_buffer(64), ctypes.c_int()

    def lines(self) -> list[Line]:
        """Return the lines of the page in the order of the file, cleaned and measured; a wide gap makes two of one.

        PDFium ends a line with CR LF, or with U+FFFE in the place of the hyphen that ends it; a CR alone is a space.
        """
        found: list[Line] = []
        start = 0
        for line in self._text.split("\r\n"):
            *broken, rest = line.split("\ufffe")
            for part in broken:
                self._add(found, part, start, hyphen=True)
                start += len(part) + 1
            self._add(found, rest, start, hyphen=False)
            start += len(rest) + 2
        return found

    def is_unmapped(self) -> bool:
        """Tell whether most characters have no meaning: their font does not say which letters they are."""
        odd = self._odd or "\ufffd" in self._text
        if odd and 2 * len(_UNMAPPED.findall(self._text)) > len("".join(self._text.split())):
            return True
        sample = range(0, len(self._text), max(len(self._text) // _SAMPLES, 1))
        asked = [self._index(position) for position in sample if not self._text[position].isspace()]
        unknown = sum(int(pdfium.FPDFText_HasUnicodeMapError(self._page, index)) == 1 for index in asked)
        return 2 * unknown > len(asked)

    def _add(self, found: list[Line], part: str, start: int, *, hyphen: bool) -> None:
        """Add the lines in a part of the text that begins at `start`; a hyphen has ended it, or not."""
        words = part.strip(_BLANK)
        if not words:
            return
        first = start + part.index(words[0])
        pieces = self._pieces(first, first + len(words))
        for begin, stop, left, right in pieces:
            piece = self._text[begin:stop].rstrip(_BLANK) if len(pieces) > 1 else words
            shown = plain(piece) if self._odd else piece
            if not shown:
                continue
            broken = (hyphen or piece[-1] in "-\xad") and stop == pieces[-1][1]
            if broken and not hyphen and piece[-1] == "-":
                broken = _HYPHEN_AT_END.search(shown) is not None
            shown = shown.removesuffix("-") if broken else shown
            size, baseline, bold = self._type(begin + (len(piece) - 1) // 2)
            found.append(Line(shown, left, right, baseline, size, bold, broken))

    def _type(self, middle: int) -> tuple[float, float, bool]:
        """Return size, baseline and boldness of the type at position `middle` of the page's text."""
        while self._text[middle] in _BLANK:  # a space that PDFium put in has no font
            middle += 1
        page, matrix, index = self._address, self._matrix, self._index(middle)
        _get_matrix(page, index, self._matrix_at)
        size = _get_size(page, index) * math.hypot(matrix.c, matrix.d)
        baseline = self._frame.upright(matrix.e, matrix.f)[1] if self._frame.turn else matrix.f
        weight = _get_weight(page, index)
        bold = weight >= _BOLD or (not 0 < weight <= _REGULAR and self._is_named_bold(index))
        return round(abs(size), 1) or 0.1, baseline, bold

    def _is_named_bold(self, index: int) -> bool:
        """Tell whether a character's font, which states no clear weight, is bold by its name."""
        pdfium.FPDFText_GetFontInfo(self._page, index, self._name, 64, self._flags)
        return _BOLD_NAME.search(self._name.raw) is not None

    def _pieces(self, first: int, end: int) -> list[tuple[int, int, float, float]]:
        """Return the stretches of the text from `first` to `end` that stand together, and the edges of each.

        PDFium takes cells of a row for one line, and so it takes two lines of which the second begins with a raised
        number.
        """
        if self._frame.turn:
            return [(first, end, *self._turned_edges(first, end - 1))]
        whole = self._whole(first, end)
        if whole:
            return [(first, end, *whole)]
        rects = self._rects(first, end)
        cuts = self._cuts(first, end, rects) if len(rects) > 1 else self._spread_cuts(first, end)
        if not cuts:
            return [(first, end, min(rect[0] for rect in rects), max(rect[2] for rect in rects))]
        return [(begin, stop, *self._edges_of(begin, stop)) for begin, stop in pairwise([first, *cuts, end])]

    def _whole(self, first: int, end: int) -> tuple[float, float] | None:
        """Return the edges of the line from `first` to `end` unless white in it, or a way back, may part it."""
        page, edges, (x, y, far_x, far_y) = self._address, self._edges, self._edges_at
        start = self._index(first)
        count = _count_rects(page, start, self._index(end - 1) - start + 1)
        _get_rect(page, 0, x, y, far_x, far_y)
        left, top, right, bottom = edges[:]
        height, far = top - bottom, right
        for number in range(1, count):
            _get_rect(page, number, x, y, far_x, far_y)
            next_left, next_top, right, next_bottom = edges[:]
            if not -height < next_left - far < _WIDE * height and not self._is_after_number(first, end, next_left):
                return None
            height, far = next_top - next_bottom, right
        return (left, right) if count and right - left < _SPREAD * (end - first) * (top - bottom) else None

    def _is_after_number(self, first: int, end: int, left: float) -> bool:
        """Tell whether the line from `first` to `end` begins with a number and the text after that at `left`."""
        match = _NUMBER.match(self._text, first, end)
        return match is not None and abs(self._tight(match.end())[0] - left) < 1

    def _rects(self, first: int, end: int) -> list[list[float]]:
        """Return left, top, right and bottom of each piece of type from `first` to `end`, at least one."""
        start = self._index(first)
        rects = []
        for number in range(_count_rects(self._address, start, self._index(end - 1) - start + 1)):
            _get_rect(self._address, number, *self._edges_at)
            rects.append(self._edges[:])
        if not rects:
            left, bottom, right, top = self._tight(first)
            rects.append([left, top, right, bottom])
        return rects

    def _cuts(self, first: int, end: int, rects: list[list[float]]) -> list[int]:
        """Return where the line has to be cut: before a wide gap, and where it falls back to the left."""
        cuts: list[int] = []
        for (_, top, right, bottom), (next_left, next_top, _, next_bottom) in pairwise(rects):
            height, next_height = top - bottom, next_top - next_bottom
            if next_left - right > _WIDE * max(height, next_height):
                cuts += self._word_at(cuts[-1] if cuts else first, end, next_left)
            elif right - next_left > 4 * next_height and bottom - next_bottom > 0.6 * height:
                cuts += self._word_at(cuts[-1] if cuts else first, end, next_left, below=bottom)
        return [] if len(cuts) == 1 and _NUMBER.fullmatch(self._text, first, cuts[0]) else cuts

    def _word_at(self, first: int, end: int, left: float, below: float = math.inf) -> list[int]:
        """Return the position of the word after `first` that begins at `left` and under `below`, if there is one."""
        for match in re.finditer(r"(?<=\s)\S", self._text[first:end]):
            position = first + match.start()
            box = self._tight(position)
            if abs(box[0] - left) < 1 and box[1] < below:
                return [position]
        return []

    def _spread_cuts(self, first: int, end: int) -> list[int]:
        """Return the words of one piece of type that stand far from the word before them."""
        cuts = []
        for match in re.finditer(r"(?<=\S)\s+(?=\S)", self._text[first:end]):
            before, after = self._tight(first + match.start() - 1), self._tight(first + match.end())
            if after[0] - before[2] > _WIDE * max(before[3] - before[1], after[3] - after[1]):
                cuts.append(first + match.end())
        return cuts

    def _edges_of(self, first: int, end: int) -> tuple[float, float]:
        last = end - 1
        while self._text[last] in _BLANK:
            last -= 1
        left, right = self._tight(first)[0], self._tight(last)[2]
        return left, max(left, right)

    def _turned_edges(self, first: int, last: int) -> tuple[float, float]:
        boxes = (self._tight(first), self._tight(last))
        edges = [self._frame.upright(*corner)[0] for box in boxes for corner in (box[:2], box[2:])]
        return min(edges), max(edges)

    def _tight(self, position: int) -> Box:
        """Return the left, lower, right and upper edge of a character's own shape."""
        _get_box(self._address, self._index(position), *self._edges_at)
        left, right, bottom, top = self._edges[:]
        return left, bottom, right, top

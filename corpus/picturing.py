"""One page of a PDF or an image as a picture, and where on it a quote stands.

`draw` runs in a confined process, as readers do; what it found goes out as plain fields, and `picture_of` takes nothing
of them on trust.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .discovery import Found, sniff
from .errors import Reason, Refused, Unreadable, Unsupported
from .limits import Limits
from .loading import examine

if TYPE_CHECKING:
    from PIL.Image import Image

PICTURED = frozenset({"pdf", "image"})
KIND = "image/webp"
_DOTS = 150  # to the inch: sharp at the width of the panel on a fine screen, and legible when enlarged
_QUALITY = 80

Mark = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: a page from 1, the quote to mark on it and what comes before that, and the file's SHA-256.

    With `recognised` the words that text recognition reads on the page are asked for, in place of its picture.
    """

    page: int
    quote: str
    before: str
    sha256: str
    recognised: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as it is shown: a WebP image of so many pixels, and of how many pages the file has.

    `marks` are the left, upper, right and lower edge of each line of the quote as shares of width and height, 0 to 1, from
    the upper left corner; none where the page has no text or holds nothing of the quote. `scanned` says that the page is
    an image, whose words only recognition knows.
    """

    data: bytes
    width: int
    height: int
    pages: int
    marks: tuple[Mark, ...]
    scanned: bool = False


def draw(found: Found, wanted: Wanted, limits: Limits) -> Picture:
    """Return the page of a file.

    Raises Unsupported for a file that is neither PDF nor image, Unreadable where it has changed, is damaged or has no
    such page, and Refused where a password is needed or a limit is reached.
    """
    with examined_kind(found, wanted, limits) as kind:
        image, pages, marks, scanned = (_of_pdf if kind == "pdf" else _of_image)(found.path, wanted, limits)
    return Picture(_encoded(image), image.width, image.height, pages, tuple(marks), scanned)


@contextmanager
def examined_kind(found: Found, wanted: Wanted, limits: Limits) -> Iterator[str]:
    """Give the kind of a file that is the one that is wanted and whose pages can be shown, before and after it is read.

    Raises as `draw` does.
    """
    examined = examine(found, limits)
    if examined.sha256 != wanted.sha256:
        raise _changed()
    kind = sniff(examined.head, found.path.name)
    if kind not in PICTURED:
        raise Unsupported(Reason.UNSUPPORTED, "Only the pages of PDF files and images can be shown as pictures.")
    yield kind
    if not examined.is_still(found.path):
        raise _changed()


def _of_pdf(path: Path, wanted: Wanted, limits: Limits) -> tuple[Image, int, list[Mark], bool]:
    from .readers.boxes import marks
    from .readers.pdfium import PdfError, image_of, opened, page_of

    with closing(opened(path)) as document:
        check_page(wanted.page, len(document), limits)
        try:
            image, _ = image_of(document, wanted.page, dots=_DOTS, pixels=limits.picture_pixels, grey=False)
            found = marks(document, wanted.page, wanted.quote, wanted.before)
            scanned = not found and not page_of(document, wanted.page)[1]
        except PdfError as error:
            detail = f"Page {wanted.page} of the PDF is damaged: export it again from its source."
            raise Unreadable(Reason.DAMAGED, detail) from error
        return image, len(document), found, scanned


def _of_image(path: Path, wanted: Wanted, limits: Limits) -> tuple[Image, int, list[Mark], bool]:
    from .readers.image import shown

    image, pages = shown(path, wanted.page, pixels=limits.picture_pixels)
    return image, pages, [], True


def check_page(page: int, pages: int, limits: Limits) -> None:
    """Raise Refused for a PDF of too many pages, Unreadable for a page that it does not have."""
    if pages > limits.pages:
        raise Refused(Reason.TOO_LARGE, f"The PDF has {pages} pages, more than {limits.pages}: split it into parts.")
    if not 1 <= page <= pages:
        raise Unreadable(Reason.UNREADABLE, f"The file has no page {page}: it has {pages}.")


def _changed() -> Unreadable:
    return Unreadable(Reason.CHANGED, "The file has changed since it was indexed: index the folder again.")


def _encoded(image: Image) -> bytes:
    written = io.BytesIO()
    image.save(written, "WEBP", quality=_QUALITY, method=0)
    return written.getvalue()


def wanted_fields(wanted: Wanted) -> dict[str, Any]:
    """Return what is asked for, ready for JSON."""
    return asdict(wanted)


def picture_fields(picture: Picture) -> dict[str, Any]:
    """Return a picture ready for JSON."""
    return {**asdict(picture), "data": base64.b64encode(picture.data).decode()}


def picture_of(fields: Mapping[str, Any], limits: Limits) -> Picture:
    """Return the picture that `picture_fields` wrote.

    Raises LookupError, TypeError or ValueError when the fields are not those of a picture within the limits.
    """
    data = base64.b64decode(fields["data"], validate=True)
    width, height, pages = (_count(fields[name]) for name in ("width", "height", "pages"))
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or width * height > 2 * limits.picture_pixels:
        raise ValueError("this is no picture of a page")
    marks = tuple(mark_of(*edges) for edges in fields["marks"])
    return Picture(data, width, height, pages, marks, fields["scanned"] is True)


def _count(value: Any) -> int:  # noqa: ANN401 - it comes from the confined process
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise TypeError(f"{value!r} where a count should stand")
    return value


def mark_of(left: float, upper: float, right: float, lower: float) -> Mark:
    """Return edges that came out of a confined process; ValueError for those that lie outside the page."""
    edges = float(left), float(upper), float(right), float(lower)
    if not all(0 <= edge <= 1 for edge in edges):
        raise ValueError("a mark lies outside the page")
    return edges

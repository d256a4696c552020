"""Images (PNG, JPEG, TIFF): the text on them, by recognition, and what their tags say: caption, time and place."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, IptcImagePlugin

from ..documents import Anchor, Block, BlockKind, Location, Reading
from ..errors import CorpusError, Reason, Refused, Unreadable
from ..limits import DEFAULT_LIMITS
from . import photographs, recognition
from .photographs import Tags

_FORMATS = ("PNG", "JPEG", "TIFF")
_LEAST_CONFIDENCE = 0.4  # below it lie the letters that recognition sees in leaves and bricks
_PHOTO, _PLACE, _XMP = 0x8769, 0x8825, 0x02BC
_BROKEN = (
    *(OSError, ValueError, SyntaxError, LookupError, TypeError, AttributeError, OverflowError, EOFError, RuntimeError),
    *(struct.error, zlib.error, ZeroDivisionError),
)
_DAMAGED = "The image is damaged: save it again in an image program, or replace it with a complete copy."
_SILENT = "The image shows no text that can be recognised: describe it in a text file beside it."


def read(path: Path) -> Reading:
    """Return the text on an image, page by page, after its caption and when and where it was taken.

    Recognised text has the confidence of its recognition in its location, and the page where there are several. Raises
    Unreadable for a damaged image and for one without any text, Refused for one of too many pixels or pages.
    """
    with _opened(path) as image:
        tags = _tags(image)
        pages = _pages(image)
        if pages > DEFAULT_LIMITS.pages:
            raise Refused(Reason.TOO_LARGE, f"The image has {pages} pages, more than {DEFAULT_LIMITS.pages}: split it.")
        unread: list[CorpusError] = []
        recognised = [block for page in range(pages) for block in _page(image, page, pages, unread)]
    blocks = (*_described(tags), *recognised)
    if not blocks:
        raise unread[0] if unread else Unreadable(Reason.NO_TEXT, _SILENT)
    sentences = dict.fromkeys(error.detail for error in unread)
    return Reading(blocks, _properties(tags), pages=pages if pages > 1 else None, unread=tuple(sentences))


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            image = Image.open(path, formats=_FORMATS)
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise _too_large() from error
        except _BROKEN as error:
            raise Unreadable(Reason.DAMAGED, _DAMAGED) from error
        with image:
            _check_size(image)
            yield image


def _pages(image: Image.Image) -> int:
    """Return the number of pages; of other formats than TIFF further images are previews or moving pictures."""
    try:
        return int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1
    except _BROKEN:
        return 1


def _check_size(image: Image.Image) -> None:
    if image.width * image.height > DEFAULT_LIMITS.image_pixels:
        raise _too_large()


def _too_large() -> Refused:
    most = DEFAULT_LIMITS.image_pixels // 1_000_000
    return Refused(Reason.TOO_LARGE, f"The image has more than {most} million pixels: save a smaller copy.")


def _page(image: Image.Image, page: int, pages: int, unread: list[CorpusError]) -> list[Block]:
    """Return the text on a page; why there is none, where that is a fault, is added to `unread`."""
    if not recognition.available():
        unread.append(Unreadable(Reason.NO_TEXT, f"The file is an image: {recognition.INSTALL}."))
        return []
    try:
        drawn = _drawn(image, page, pixels=DEFAULT_LIMITS.recognised_pixels)
        return list(_recognised(drawn, page + 1 if pages > 1 else None))
    except CorpusError as error:
        unread.append(error)
    except _BROKEN:
        where = f"Page {page + 1} of the image" if pages > 1 else "The image"
        unread.append(Unreadable(Reason.DAMAGED, _DAMAGED.replace("The image", where, 1)))
    return []


def shown(path: Path, page: int, *, pixels: int) -> tuple[Image.Image, int]:
    """Return page `page` (from 1) upright and in colour, of at most so many pixels, and the number of pages.

    Raises Unreadable for a damaged image and for a page that is not there, Refused for one of too many pixels.
    """
    drawn, pages = _page_of(path, page, pixels)
    return _opaque(drawn), pages


def scanned(path: Path, page: int) -> tuple[list[recognition.Line], int, int]:
    """Return the lines that are read from page `page` (from 1), and the width and height that their boxes are measured in.

    Raises as `shown` does, and what recognition does.
    """
    drawn, _ = _page_of(path, page, DEFAULT_LIMITS.recognised_pixels)
    return _surely(recognition.recognise(drawn)), drawn.width, drawn.height


def _page_of(path: Path, page: int, pixels: int) -> tuple[Image.Image, int]:
    with _opened(path) as image:
        pages = _pages(image)
        if not 1 <= page <= pages:
            raise Unreadable(Reason.UNREADABLE, f"The image has no page {page}: it has {pages}.")
        try:
            drawn = _drawn(image, page - 1, pixels=pixels)
            drawn.load()
        except _BROKEN as error:
            raise Unreadable(Reason.DAMAGED, _DAMAGED) from error
        return drawn, pages


def _opaque(image: Image.Image) -> Image.Image:
    """Return the image in colour, on white where it is transparent."""
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image.convert("RGBA"))
    return paper.convert("RGB")


def _surely(lines: Iterable[recognition.Line]) -> list[recognition.Line]:
    return [line for line in lines if line.confidence >= _LEAST_CONFIDENCE]


def _drawn(image: Image.Image, page: int, *, pixels: int) -> Image.Image:
    """Return a page upright, in eight bits, and of no more than so many pixels."""
    image.seek(page)
    _check_size(image)  # when it was opened only the first page was
    drawn = image
    if drawn.mode.startswith("I"):  # sixteen bits, of which the upper eight are seen
        drawn = drawn.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    drawn = ImageOps.exif_transpose(drawn)
    shrink = (pixels / max(drawn.width * drawn.height, 1)) ** 0.5
    if shrink >= 1:
        return drawn
    size = max(int(drawn.width * shrink), 1), max(int(drawn.height * shrink), 1)
    return drawn.convert("L" if drawn.mode == "1" else drawn.mode).resize(size)


def _recognised(image: Image.Image, page: int | None) -> Iterator[Block]:
    for _, paragraph in groupby(_surely(recognition.recognise(image)), key=lambda line: line.paragraph):
        kept = list(paragraph)
        text = " ".join(line.text for line in kept)
        if any(character.isalnum() for character in text):
            confidence = sum(line.confidence * len(line.text) for line in kept) / sum(len(line.text) for line in kept)
            where = Location(page=page, confidence=round(confidence, 3))
            yield Block(BlockKind.PARAGRAPH, text, (Anchor(0, where),))


def _described(tags: Tags) -> Iterator[Block]:
    """Yield the captions, and a line each for when and where the picture was taken."""
    where = (Anchor(0, Location(part="caption")),)
    yield from (Block(BlockKind.PARAGRAPH, caption, where) for caption in photographs.captions(tags))
    facts = {
        "Taken": photographs.taken(tags).replace("T", " "),
        "Place (latitude, longitude)": photographs.place(tags),
        "Author": photographs.author(tags),
    }
    if lines := "\n".join(f"{label}: {fact}" for label, fact in facts.items() if fact):
        yield Block(BlockKind.PARAGRAPH, lines, where)


def _properties(tags: Tags) -> dict[str, str]:
    found = {
        "title": photographs.title(tags),
        "date": photographs.taken(tags),
        "author": photographs.author(tags),
    }
    return {name: text for name, text in found.items() if text}


def _tags(image: Image.Image) -> Tags:
    """Return the tags of an image, those that can be understood."""
    try:
        exif = image.getexif()
        photo, place = dict(exif.get_ifd(_PHOTO)), dict(exif.get_ifd(_PLACE))
        found = dict(exif)
    except _BROKEN:
        found, photo, place = {}, {}, {}
    texts = {str(name).lower(): text for name, text in image.info.items() if isinstance(text, str)}
    comment = image.info.get("comment")
    texts |= {"comment": comment.decode("utf-8", "replace")} if isinstance(comment, bytes) else {}
    return Tags(found, photo, place, _iptc(image), texts, _xmp(image, found))


def _iptc(image: Image.Image) -> dict[tuple[int, int], Any]:
    try:
        return dict(IptcImagePlugin.getiptcinfo(image) or {})  # type: ignore[arg-type]
    except _BROKEN:
        return {}


def _xmp(image: Image.Image, exif: dict[int, Any]) -> bytes:
    found = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or exif.get(_XMP) or b""
    return found.encode() if isinstance(found, str) else found if isinstance(found, bytes) else b""

"""What a photograph says of itself in its tags (EXIF 3.0, IPTC-IIM 4.2, XMP): caption, time, place, author.

Works on tags that are already taken out of their file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .elements import tag_of
from .encoding import decode
from .trees import element_tree

_DESCRIPTION, _ARTIST = 0x010E, 0x013B
_XP_TITLE, _XP_COMMENT, _XP_AUTHOR, _XP_SUBJECT = 0x9C9B, 0x9C9C, 0x9C9D, 0x9C9F
_TAKEN, _TAKEN_OFFSET, _DIGITISED, _DIGITISED_OFFSET, _USER_COMMENT = 0x9003, 0x9011, 0x9004, 0x9012, 0x9286
_LATITUDE_SIDE, _LATITUDE, _LONGITUDE_SIDE, _LONGITUDE = 1, 2, 3, 4
_IPTC_TITLE, _IPTC_AUTHOR, _IPTC_CAPTION = (2, 5), (2, 80), (2, 120)
_CHARACTER_CODES = {b"ASCII\0\0\0": "utf-8", b"UNICODE\0": "utf-16", b"JIS\0\0\0\0\0": "iso2022_jp"}
# What cameras and programs write where a person would describe the picture.
_WORTHLESS = re.compile(
    r"(?i)^(?:.*digital camera|sony dsc|dcim\\.*|default|untitled|image|screenshot|exif.*|charset=.*|created with .*|"
    r"(?:img|dsc|dscn|p)[_-]?\d+(?:\.\w+)?|\W*)$"
)
_WHEN = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?")
_DISTANCE = re.compile(r"[+-]\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of one image: `exif` with `photo` and `place` below it by number, `iptc` by record and number, and text.

    `texts` are those of a PNG by name, in lower case; `xmp` is XML.
    """

    exif: Mapping[int, Any]
    photo: Mapping[int, Any]
    place: Mapping[int, Any]
    iptc: Mapping[tuple[int, int], Any]
    texts: Mapping[str, str]
    xmp: bytes = b""


def title(tags: Tags) -> str:
    """Return the title of an image, "" where it has none."""
    return next(iter(_worthy([
        _wide(tags.exif.get(_XP_TITLE)), _text(tags.iptc.get(_IPTC_TITLE)), tags.texts.get("title", ""),
        *_from_xmp(tags.xmp, "title"),
    ])), "")  # fmt: skip


def captions(tags: Tags) -> list[str]:
    """Return what the tags say of the picture, each text once."""
    said = [
        _text(tags.exif.get(_DESCRIPTION)), _wide(tags.exif.get(_XP_SUBJECT)), _wide(tags.exif.get(_XP_COMMENT)),
        _comment(tags.photo.get(_USER_COMMENT)), _text(tags.iptc.get(_IPTC_CAPTION)),
        *(tags.texts.get(name, "") for name in ("description", "comment")), *_from_xmp(tags.xmp, "description"),
    ]  # fmt: skip
    return _worthy([title(tags), *said])


def author(tags: Tags) -> str:
    """Return who took the picture, "" where the tags do not say."""
    said = [_text(tags.exif.get(_ARTIST)), _wide(tags.exif.get(_XP_AUTHOR)), _text(tags.iptc.get(_IPTC_AUTHOR))]
    return next((text for text in [*said, tags.texts.get("author", "")] if text), "")


def taken(tags: Tags) -> str:
    """Return when the picture was taken in ISO 8601, with its distance from UTC where that is known."""
    for stated, offset in ((_TAKEN, _TAKEN_OFFSET), (_DIGITISED, _DIGITISED_OFFSET)):
        value, distance = tags.photo.get(stated), _text(tags.photo.get(offset))
        match = _WHEN.match(_text(value))
        try:
            moment = datetime(*(int(part or 0) for part in match.groups())) if match else None  # type: ignore[arg-type]
        except ValueError:
            moment = None
        if moment:
            return moment.isoformat() + (distance if _DISTANCE.fullmatch(distance) else "")
    return ""


def place(tags: Tags) -> str:
    """Return latitude and longitude in degrees, as in "43.23890, 76.88970"; "" where they are not stated or not sensible."""
    latitude = _degrees(tags.place.get(_LATITUDE), _text(tags.place.get(_LATITUDE_SIDE)) in ("S", "s"))
    longitude = _degrees(tags.place.get(_LONGITUDE), _text(tags.place.get(_LONGITUDE_SIDE)) in ("W", "w"))
    known = latitude is not None and longitude is not None and (latitude, longitude) != (0, 0)
    if not known or abs(latitude or 0) > 90 or abs(longitude or 0) > 180:
        return ""
    return f"{latitude:.5f}, {longitude:.5f}"


def _degrees(parts: object, negative: bool) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in parts)  # type: ignore[attr-defined]
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    return None if value != value else -value if negative else value  # noqa: PLR0124 - only what is no number differs from itself


def _text(value: object) -> str:
    """Return a text that its format promises to be ASCII and that is in whatever encoding its program used."""
    if isinstance(value, list | tuple):
        return " ".join(filter(None, map(_text, value)))
    if isinstance(value, str):
        try:
            value = value.encode("latin-1")
        except UnicodeEncodeError:
            return _one_line(str(value))
    return _one_line(decode(value)) if isinstance(value, bytes) else ""


def _wide(value: object) -> str:
    """Return a text as Windows keeps it: UTF-16, in bytes or in numbers."""
    if isinstance(value, tuple) and all(isinstance(byte, int) and 0 <= byte < 256 for byte in value):
        value = bytes(value)
    return _one_line(value.decode("utf-16-le", "replace")) if isinstance(value, bytes) else _text(value)


def _comment(value: object) -> str:
    """Return a user's comment, which begins with the name of its encoding in eight bytes."""
    if not isinstance(value, bytes):
        return _text(value)
    encoding = _CHARACTER_CODES.get(value[:8])
    try:
        return _one_line(value[8:].decode(encoding)) if encoding else _text(value.removeprefix(bytes(8)))
    except UnicodeDecodeError:
        return _text(value[8:])


def _from_xmp(xmp: bytes, name: str) -> list[str]:
    root = element_tree(xmp.strip(b"\0 \r\n\t")) if xmp else None
    found = [] if root is None else [element for element in root.iter() if tag_of(element) == name]
    return [_one_line(" ".join(element.itertext())) for element in found]


def _worthy(texts: Iterable[str]) -> list[str]:
    kept: list[str] = []
    for text in texts:
        if not _WORTHLESS.match(text) and not any(text in other for other in kept):
            kept.append(text)
    return kept


def _one_line(text: str) -> str:
    return " ".join(text.replace("\0", " ").split())

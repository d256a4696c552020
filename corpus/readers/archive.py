"""Archives (.zip): each file in one becomes a document of its own; a packed archive inside is not unpacked further."""

from __future__ import annotations

import stat
import zlib
from collections.abc import Iterable
from pathlib import Path
from unicodedata import name as character_name
from zipfile import ZipInfo

from ..documents import Child, Reading
from ..errors import CorpusError, Reason, Refused, Unreadable
from ..limits import DEFAULT_LIMITS, Limits
from .members import opened
from .names import is_litter, label

_UTF8 = 0x800  # bit 11 of the general purpose flags (APPNOTE 4.4.4): the name is in UTF-8
_UNICODE_PATH = 0x7075  # the extra field that repeats the name in UTF-8 (APPNOTE 4.6.9)
_CYRILLIC = ("cp866", "cp1251")


def read(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Return the files in an archive as children, without folders, links and what systems leave behind.

    A file that cannot be unpacked is named in `unread`. Raises Refused for an archive over a limit or with nothing that
    is not encrypted, Unreadable for a damaged or empty one.
    """
    children: list[Child] = []
    unread: list[str] = []
    errors: list[CorpusError] = []
    with opened(path, limits) as members:
        for name, info in _listed(members.infos):
            try:
                children.append(Child(name, members.read(info)))
            except CorpusError as error:
                if error.reason is Reason.TOO_LARGE:
                    raise
                unread.append(f"{name} is not read. {error.detail}")
                errors.append(error)
    if not children:
        raise _nothing(errors)
    return Reading((), unread=tuple(unread), children=tuple(children))


def _nothing(errors: Iterable[CorpusError]) -> CorpusError:
    """Return why an archive without a single readable file is none."""
    reasons = {error.reason for error in errors}
    if reasons == {Reason.ENCRYPTED}:
        detail = "The archive is password protected: unpack it with the password and index the folder."
        return Refused(Reason.ENCRYPTED, detail)
    if reasons:
        return Unreadable(Reason.DAMAGED, "Nothing in the archive can be unpacked: replace it with a complete copy.")
    return Unreadable(Reason.EMPTY, "The archive holds no files: replace it with a complete copy.")


def _listed(infos: Iterable[ZipInfo]) -> list[tuple[str, ZipInfo]]:
    named = [(label(_name(info)), info) for info in infos if not stat.S_ISLNK(info.external_attr >> 16)]
    return [(name, info) for name, info in named if not is_litter(name)]


def _name(info: ZipInfo) -> str:
    """Return a member's name; without a mark it may be in UTF-8 or in the code page of whoever packed it."""
    if info.flag_bits & _UTF8:
        return info.filename
    raw = info.orig_filename.partition("\0")[0].encode("cp437", "replace")
    try:
        return _repeated(info.extra, raw) or raw.decode("utf-8")
    except UnicodeDecodeError:
        decoded = (raw.decode(encoding, "replace") for encoding in _CYRILLIC)
        return next((name for name in decoded if _is_cyrillic(name)), raw.decode("cp437"))


def _repeated(extra: bytes, raw: bytes) -> str:
    """Return the name that an extra field repeats in UTF-8, "" where there is none or it is another file's."""
    while len(extra) >= 4:
        kind, size = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and int.from_bytes(field[1:5], "little") == zlib.crc32(raw):
            return field[5:].decode("utf-8")
    return ""


def _is_cyrillic(name: str) -> bool:
    """Say whether a name reads as Cyrillic: its words are in one script, and capitals stand where they may."""
    words = "".join(letter if letter.isalpha() else " " for letter in name).split()
    foreign = [letter for letter in name if not letter.isascii()]
    signs = all(letter.isalpha() or letter in "№«»–—°" for letter in foreign)
    return signs and any(map(_is_russian, words)) and all(word.isascii() or _is_russian(word) for word in words)


def _is_russian(word: str) -> bool:
    cased = word.islower() or word.isupper() or word[1:].islower()
    return cased and all(character_name(letter, "").startswith("CYRILLIC") for letter in word)

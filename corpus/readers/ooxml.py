"""What Office packages share (DOCX, PPTX, XLSX): how they are opened, what they may fail with, what they state of themselves."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from ..errors import CorpusError, Reason, Refused, Unreadable, Unsupported

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB] 2.2: what an encrypted package and the formats before 2007 begin with
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")  # [MS-OFFCRYPTO] 2.3.4.4
# Names of the strict variant (ISO/IEC 29500), which differ by rule from the transitional ones that the libraries know.
_STRICT_MARK = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
_STRICT = re.compile(
    rb"http://purl\.oclc\.org/ooxml/(wordprocessingml|presentationml|spreadsheetml|drawingml|officeDocument)/"
)
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"
_LOCKED = "The {program} file is password protected; save a copy without the password and add that."
BROKEN: tuple[type[Exception], ...] = (
    BadZipFile,
    zlib.error,
    RuntimeError,
    LookupError,
    ValueError,
    TypeError,
    SyntaxError,
    EOFError,
    AttributeError,
)
_WORTHLESS_TITLE = re.compile(
    r"(?i)^(?:word document|документ microsoft word|document\d*|untitled.*|powerpoint[- ]presentation|презентация powerpoint"
    r"|(?:слайд|slide|folie|diapositiva|diapositive|slajd|スライド|幻灯片|슬라이드) ?1|\S+\.(?:docx?|pptx?|xlsx?|od[tps]))$"
)
_NOBODY = frozenset(
    {"python-docx", "openpyxl", "user", "admin", "unknown", "author", "microsoft office user", "пользователь", "автор"}
)
_ACCOUNT = re.compile(r"\s\[\d{1,2}\]$")
_ONE_WRITING = timedelta(days=365)
# Of the libraries' own templates, carried by every file made from them.
_TEMPLATE_DATES = (date(2013, 12, 23), date(2013, 1, 27))


@contextmanager
def opened(path: Path, program: str, *failures: type[Exception]) -> Iterator[io.BytesIO]:
    """Give a package's bytes, those of the strict variant with the usual names; `failures` are the library's own errors.

    What goes wrong inside raises Refused for an encrypted file, Unsupported for the formats before 2007 and Unreadable
    for a damaged file; `program` is its name in the sentence, "Word".
    """
    broken = (*BROKEN, *failures)
    try:
        content = path.read_bytes()
        if content.startswith(_OLE):
            raise _refusal(content, program)
        yield io.BytesIO(_transitional(content))
    except OSError as error:
        raise Unreadable(Reason.UNREADABLE, f"The file cannot be read: {error.strerror or error}.") from error
    except CorpusError:
        raise
    except broken as error:
        if "password" in str(error):  # zipfile's word for a member that is encrypted
            raise Refused(Reason.ENCRYPTED, _LOCKED.format(program=program)) from error
        detail = f"The {program} file is damaged and does not open; save it again from {program} or LibreOffice."
        raise Unreadable(Reason.DAMAGED, detail) from error


def _refusal(content: bytes, program: str) -> Refused | Unsupported:
    if _ENCRYPTED_STREAM in content:
        return Refused(Reason.ENCRYPTED, _LOCKED.format(program=program))
    return Unsupported(
        Reason.UNSUPPORTED, f"This is a file of the old {program}; save it in the format of {program} 2007 or later."
    )


def _transitional(content: bytes) -> bytes:
    with ZipFile(io.BytesIO(content)) as package:
        if "_rels/.rels" not in package.namelist() or _STRICT_MARK not in package.read("_rels/.rels"):
            return content
        changed = io.BytesIO()
        with ZipFile(changed, "w", ZIP_DEFLATED) as target:
            for member in package.namelist():
                part = package.read(member)
                target.writestr(
                    member, _STRICT.sub(_TRANSITIONAL, part) if member.endswith((".xml", ".rels")) else part
                )
    return changed.getvalue()


class CoreProperties(Protocol):
    """What a package states of itself, as the libraries give it."""

    title: str | None
    language: str | None
    created: datetime | None
    modified: datetime | None


def stated(core: CoreProperties, author: str | None) -> dict[str, str]:
    """Return title, author, language and date, without what a program fills in by itself."""
    title = tidy(core.title or "")
    found = {
        "title": "" if _WORTHLESS_TITLE.match(title) else title,
        "author": person(author),
        "language": tidy(core.language or ""),
        "date": _dated(core.created, core.modified),
    }
    return {key: text for key, text in found.items() if text}


def _dated(created: datetime | None, modified: datetime | None) -> str:
    """Return the day on which a file was made; one made long before its last change was made from an earlier file."""
    moments = (moment.date() for moment in (created, modified) if isinstance(moment, datetime))
    days = [day for day in moments if day not in _TEMPLATE_DATES]
    if not days:
        return ""
    return (days[-1] if days[-1] - days[0] > _ONE_WRITING else days[0]).isoformat()


def person(name: str | None) -> str:
    """Return who wrote a file or a comment, "" for a name that a program fills in by itself.

    A program that meets one person under two accounts writes the second as "Dana Serik [2]".
    """
    tidied = _ACCOUNT.sub("", tidy(name or ""))
    return "" if tidied.casefold() in _NOBODY else tidied


def tidy(text: str) -> str:
    """Return a text without soft hyphens, its blanks and line breaks as single blanks."""
    return " ".join(text.replace("\u00ad", "").split())

"""Which files a corpus consists of, in what order, and what kind each is by its content."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BufferedReader
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from .documents import Skipped
from .errors import Reason, Refused, Unreadable
from .limits import DEFAULT_LIMITS, Limits
from .overrides import overridden
from .readers import READERS
from .readers.delimited import delimiter_of
from .readers.encoding import decode, looks_like_text

if TYPE_CHECKING:
    from .picturing import Picture
    from .scanning import Scan

HEAD_BYTES = 65_536
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# Files that systems and editors leave in folders and nobody means as material.
_LITTER = frozenset({"thumbs.db", "desktop.ini", "icon\r", "__macosx", "ehthumbs.db"})
_LITTER_START = (".", "~$")

_MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mdx"})
_TABLES = frozenset({".csv", ".tsv", ".tab"})
_HTML_NAMES = frozenset({".html", ".htm", ".xhtml"})
# Names that promise a binary format: with text inside, the file is not what it claims to be.
_BINARY = frozenset(
    {*".pdf .docx .doc .pptx .ppt .xlsx .xls .odt .odp .ods .epub .msg .zip .jpg .jpeg .png .tif .tiff .mp4".split()}
)
_PROMISED = {
    ".pdf": "pdf", ".docx": "docx", ".pptx": "pptx", ".xlsx": "xlsx", ".odt": "odt", ".odp": "odp", ".ods": "ods",
    ".epub": "epub", ".msg": "msg", ".zip": "zip", ".png": "image", ".jpg": "image", ".jpeg": "image", ".tif": "image",
    ".tiff": "image",
}  # fmt: skip
_OFFICE_PARTS = (("docx", b"word/"), ("pptx", b"ppt/"), ("xlsx", b"xl/"))
# What a package says it is in its first member, which is stored as it stands.
_PACKAGES = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/epub+zip": "epub",
}
_ZIP = b"PK\x03\x04"
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_MESSAGE = "__substg1.0_".encode("utf-16-le")
# What is once taken is never given back (++, (?>)), so that no text makes these try every way to read it.
_HTML_START = re.compile(r"^(?:<\?xml[^>]*+>|(?><!--.*?-->)|\s++)*+<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_XML_START = re.compile(r"^\s*<\?xml\b", re.I)
_HTML_TAG = re.compile(r"<(?:p|div|h[1-6]|ul|ol|table|br|span|section|article|title|meta|script)\b[^<>]*>", re.I)
_CUE_TIMES = re.compile(r"^(?:\d+[ \t]*\n)[ \t]*\d+:\d{1,2}:\d{1,2}[,.]\d+[ \t]*-->[ \t]*\d+:\d", re.M)
# A flat OpenDocument file: one XML file that says in its first tag what it is.
_FLAT = r"""^\s*(?:<\?xml[^>]*>\s*)?<office:document\s[^>]*office:mimetype\s*=\s*["']application/vnd\.oasis\.opendocument\."""
_FRONT_MATTER = re.compile(r"^---[ \t]*\n[\w-]+[ \t]*:")
# Two header lines, one of them such as every message has.
_MAIL_START = re.compile(
    r"\A(?=(?:[\w-]+:.*\n(?:[ \t].*\n)*)*?(?:message-id|mime-version|received|return-path|from):)"
    r"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}",
    re.I,
)
# In the order of asking.
_TEXT_MARKS = (
    ("vtt", re.compile(r"^\s*WEBVTT\b")),
    ("srt", _CUE_TIMES),
    ("odt", re.compile(_FLAT + "text")),
    ("odp", re.compile(_FLAT + "presentation")),
    ("ods", re.compile(_FLAT + "spreadsheet")),
    ("html", _HTML_START),
    ("html", _XML_START),
    ("markdown", _FRONT_MATTER),
    ("rtf", re.compile(r"^\s*\{\\rtf")),
    ("ics", re.compile(r"^\s*BEGIN:VCALENDAR\b", re.I)),
    ("eml", _MAIL_START),
)
# Formats that are text to look at and have no reader.
_OTHER_TEXT = re.compile(r'^\s*(?:%!PS|BEGIN:VCARD|\{\s*")')


@dataclass(frozen=True, slots=True)
class Found:
    """One file to read: `source` is its name in the corpus, `path` where it lies, `size` in bytes.

    `source` is relative to the folder given, with forward slashes and in NFC; `mtime_ns` the time of the last change.
    `overrides` are the fields that a `materials.csv` states for the file. Such a table is itself among the files only
    where it has a `fault`, one sentence.
    """

    source: str
    path: Path
    size: int
    mtime_ns: int
    overrides: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""

    def digest(self, *, limits: Limits = DEFAULT_LIMITS) -> str:
        """Return the SHA-256 that tells the file from itself changed, "" when it cannot be read or is no file.

        It is that of the bytes; of a file over the limit, which nobody reads to its end, of its size and time.
        """
        if self.size > limits.file_bytes:
            return hashlib.sha256(f"{self.size} {self.mtime_ns}".encode()).hexdigest()
        try:
            with open_regular(self.path) as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except (OSError, Unreadable):
            return ""

    def content(self, *, limits: Limits = DEFAULT_LIMITS) -> bytes | None:
        """Return the bytes of the file, None when it cannot be read, is no file, or is over the limit."""
        try:
            with open_regular(self.path) as file:
                content = file.read(limits.file_bytes + 1)
        except (OSError, Unreadable):
            return None
        return content if len(content) <= limits.file_bytes else None

    def kind(self) -> str | None:
        """Return the kind that the file is by its content, None where no reader takes it. Raises OSError, Unreadable."""
        with open_regular(self.path) as file:
            return sniff(file.read(HEAD_BYTES), self.path.name)

    def picture(self, page: int, quote: str, *, before: str, sha256: str) -> Picture | Skipped:
        """Return page `page` (from 1) of a PDF or an image with the places of a quote on it, or why there is none.

        `before` is text that stands before the quote, `sha256` that of the file as it was indexed: a file that has changed
        is not shown. It is drawn in a confined process, which takes from a third of a second to fifteen.
        """
        from .picturing import Wanted
        from .sandbox import picture  # which starts a process that discovers nothing

        return picture(self, Wanted(page, quote, before, sha256))

    def scan(self, page: int, *, sha256: str) -> Scan | Skipped:
        """Return the words that text recognition reads on page `page` (from 1) of a PDF or an image, or why there are none.

        `sha256` is that of the file as it was indexed. It takes seconds, in a confined process.
        """
        from .picturing import Wanted
        from .sandbox import scan

        return scan(self, Wanted(page, "", "", sha256))


def discover(paths: Sequence[Path], *, limits: Limits = DEFAULT_LIMITS) -> list[Found]:
    """Return the files under `paths` (folders or single files), sorted by name within each.

    Links, special files, hidden files and what systems leave behind are passed over. A file reached twice counts once;
    files of one name under several roots are told apart by their root's name. Raises Unreadable for a path that does
    not exist.
    """
    found: list[tuple[str, Found]] = []
    seen: set[Path] = set()
    for path in paths:
        root = path.resolve()
        for file in _under(path, root, limits):
            if file.path not in seen:
                seen.add(file.path)
                found.append((root.name, file))
    return overridden(_apart(found), limits)


def sniff(head: bytes, name: str) -> str | None:
    """Return the kind of a file by its first bytes, None where no reader takes it.

    `name` decides only what content cannot: Markdown or a table in plain text against prose, and a file whose name
    promises a binary format but whose content is plain text, which is left to that format's reader to refuse.
    """
    kind = _kind_of(head, name)
    return kind if kind in READERS else None


def _kind_of(head: bytes, name: str) -> str | None:
    """Return the kind of a file, whether or not there is a reader for it."""
    if _is_pdf(head):
        return "pdf"
    suffix = Path(name).suffix.lower()
    if head.startswith(_ZIP):
        return _packed_kind(head, suffix)
    if head.startswith(_IMAGES):
        return "image"
    if looks_like_text(head):
        return _text_kind(decode(head), suffix)
    if head.startswith(OLE):
        return "msg" if _MESSAGE in head or suffix == ".msg" else None
    return _PROMISED.get(suffix)


def _is_pdf(head: bytes) -> bool:
    """Tell whether a file is a PDF, which other bytes may precede: not those of a file that holds one, or speaks of one."""
    before, mark, _ = head[:1024].partition(b"%PDF-")
    if not mark or not before.strip():
        return bool(mark)
    return not before.startswith((_ZIP, OLE, *_IMAGES)) and not looks_like_text(head)


def _packed_kind(head: bytes, suffix: str) -> str:
    """Return what a ZIP package is: by its first member, its parts' names, else by its own name."""
    stored = head[38:120] if head[30:38] == b"mimetype" else b""
    found = [kind for mark, kind in _PACKAGES.items() if stored.startswith(mark)]
    if found:
        return found[0]
    if b"[Content_Types].xml" in head or suffix in (".docx", ".pptx", ".xlsx"):
        parts = [kind for kind, folder in _OFFICE_PARTS if folder in head]
        return parts[0] if len(parts) == 1 else _PROMISED.get(suffix, "zip")
    return _PROMISED.get(suffix, "zip")


def _text_kind(text: str, suffix: str) -> str | None:
    marked = next((kind for kind, mark in _TEXT_MARKS if mark.search(text)), None)
    if marked or (suffix in _HTML_NAMES and _HTML_TAG.search(text)):
        return marked or "html"
    if _OTHER_TEXT.match(text):
        return None
    if suffix in _BINARY:
        return _PROMISED.get(suffix)
    if suffix in _TABLES and delimiter_of(text):
        return "csv"
    return "markdown" if suffix in _MARKDOWN else "text"


def _under(path: Path, root: Path, limits: Limits) -> list[Found]:
    if root.is_file():
        return [_found(root, composed(root.name))]
    if not root.is_dir():
        raise Unreadable(Reason.UNREADABLE, f"There is no file or folder at {path}: check the path.")
    found = list(islice(_walk(root, "", limits.folder_depth), limits.folder_files + 1))
    if len(found) > limits.folder_files:
        raise Refused(Reason.TOO_LARGE, f"{path} holds more than {limits.folder_files} files: index its folders apart.")
    return sorted(found, key=lambda file: file.source)


def _walk(folder: Path, prefix: str, depth: int) -> Iterator[Found]:
    """Yield the files below a folder; one that cannot be listed is yielded itself, so that loading reports it."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        entries = []
        yield Found(prefix.rstrip("/") or folder.name, folder, 0, 0)
    for entry in entries:
        source = prefix + composed(entry.name)
        if _is_litter(entry.name) or entry.is_symlink():
            continue
        if entry.is_file(follow_symlinks=False):
            yield _found(folder / entry.name, source)
        elif entry.is_dir(follow_symlinks=False) and depth > 0:
            yield from _walk(folder / entry.name, f"{source}/", depth - 1)
        elif entry.is_dir(follow_symlinks=False):
            yield Found(source, folder / entry.name, 0, 0)


def _found(path: Path, source: str) -> Found:
    try:
        status = path.stat()
    except OSError:
        return Found(source, path, 0, 0)
    return Found(source, path, status.st_size, status.st_mtime_ns)


def open_regular(path: Path) -> BufferedReader:
    """Open a file for reading, without waiting; Unreadable for a link, a pipe, a device or anything but a file."""
    flags = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_BINARY", "O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK"))
    try:
        file = os.fdopen(os.open(path, flags), "rb")
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EISDIR, errno.ENXIO):
            raise _no_file() from error
        raise
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise _no_file()
    return file


def _no_file() -> Unreadable:
    return Unreadable(Reason.UNREADABLE, "This is no regular file: replace it with a copy of what it stands for.")


def _is_litter(name: str) -> bool:
    return name.lower() in _LITTER or name.startswith(_LITTER_START)


def composed(name: str) -> str:
    """Return a file name in NFC; bytes that are not UTF-8 become replacement characters."""
    return normalize("NFC", name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def _apart(found: Sequence[tuple[str, Found]]) -> list[Found]:
    """Give each file a source of its own: under its root's name where two agree, then by a number."""
    counts = Counter(file.source for _, file in found)
    named = [
        replace(file, source=f"{composed(root)}/{file.source}") if counts[file.source] > 1 else file
        for root, file in found
    ]
    taken: set[str] = set()
    return [apart(file, taken) for file in named]


def apart(file: Found, taken: set[str]) -> Found:
    """Return a file under a source that is not taken yet, a number added where need be, and take it."""
    source, number = file.source, 1
    while source in taken:
        number += 1
        source = f"{file.source} ({number})"
    taken.add(source)
    return replace(file, source=source)

"""Messages (.eml): header lines, the body with its quotes and signature, and attachments as files of their own.

Headers are decoded here from their raw lines, because the modern policy of the standard library replaces what is not
ASCII in them and raises on some that are malformed; the old one does neither. A broken message gives what there is.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from mimetypes import guess_extension
from pathlib import Path

from ..documents import Anchor, Block, BlockKind, Child, Location, Reading
from ..errors import Reason, Unreadable
from ..limits import DEFAULT_LIMITS
from .encoding import decode
from .html import decoded, whole
from .names import label
from .plain import running_text

HEADERS = ("From", "To", "Cc", "Date", "Subject")
_SHIFTING = re.compile(r"(?i)^(?:x-|cs)?(?:iso-?2022|utf-?7|unicode-1-1-utf-7|hz)")
_VAGUE = re.compile(r"(?i)^(?:|(?:us-)?ascii|iso[-_]?8859-1|latin-?1|utf-?8|unknown.*|x-unknown|default|binary)$")
_ALIASES = {"gb2312": "gb18030", "x-gbk": "gb18030", "iso-8859-8-i": "iso-8859-8", "x-mac-cyrillic": "mac_cyrillic"}
_ESCAPED = re.compile("[\ud800-\udfff]")
_ENCODED = re.compile(r'"(=\?[^?"]+\?[qQbB]\?[^?"]*\?=)"')
_QUOTED = re.compile(r"^(?:>[ \t]?)+")
_SIGNATURE = re.compile(r"^--[ \t]?$", re.MULTILINE)
_FILENAME = re.compile(r'(?i)\b(?:file)?name\s*=\s*(?:"([^"]+)"|([^\s";]+))')
_ENVELOPES = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})
_SEALED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})
_STUB = 0.25  # of the words of the formatted body; a plain body of fewer only says that the other is to be read
_BROKEN = (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)


@dataclass(slots=True)
class _Found:
    """What the parts of a message hold, in their order."""

    blocks: list[Block] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def read(path: Path) -> Reading:
    """Return a message: its header lines as the first paragraph, its body, and its attachments as children.

    Properties are title (the subject), date (ISO 8601) and author (the sender's name). Raises Unreadable for a file
    that holds no message.
    """
    data = path.read_bytes().lstrip(b"\xef\xbb\xbf\r\n\t ")
    data = decode(data).encode() if b"\0" in data[:1024] else data
    found = _Found()
    try:
        message = message_from_bytes(data)
        _take(message, found)
    except _BROKEN as error:
        detail = "The message is damaged and cannot be taken apart: save it again in its mail program."
        raise Unreadable(Reason.DAMAGED, detail) from error
    headers = headers_of(message)
    if not headers and not found.blocks and not found.children:
        raise Unreadable(Reason.NO_TEXT, "The file holds no message: save it again in its mail program.")
    return message_of(headers, found.blocks, found.children, found.unread)


def headers_of(message: Message) -> dict[str, str]:
    """Return the headers that a reader of the message sees, decoded, in the order in which mail programs show them."""
    return {name: text for name in HEADERS if (text := _header(message, name))}


def message_of(
    headers: dict[str, str], blocks: Sequence[Block], children: Sequence[Child], unread: Sequence[str]
) -> Reading:
    """Return the reading of a message, whatever format its headers and its body come from."""
    lines = "\n".join(f"{name}: {text}" for name, text in headers.items())
    head = [Block(BlockKind.PARAGRAPH, lines)] if lines else []
    name, address = parseaddr(headers.get("From", ""))
    properties = {"title": headers.get("Subject", ""), "date": _iso(headers.get("Date", "")), "author": name or address}
    kept = children[: DEFAULT_LIMITS.members]
    if len(kept) < len(children):
        unread = [
            *unread,
            f"{len(children) - len(kept)} further attachments are not read: save them beside the message.",
        ]
    stated = {key: text for key, text in properties.items() if text}
    return Reading((*head, *blocks), stated, unread=tuple(unread), children=tuple(kept))


def plain_body(text: str) -> list[Block]:
    """Return the paragraphs of a plain body; what it quotes of an earlier message stands at the part "quoted"."""
    return [
        replace(block, anchors=(Anchor(0, Location(part="quoted" if depth else None)),))
        for depth, lines in _by_depth(_SIGNATURE.sub("", text).split("\n"))
        for block in running_text("\n".join(lines))
    ]


def fuller(plain: str, formatted: list[Block]) -> list[Block]:
    """Return the blocks of a body that a message has in two forms: the plain one, unless it is only a pointer."""
    words = sum(len(block.text.split()) for block in formatted)
    return plain_body(plain) if plain.strip() and len(plain.split()) >= _STUB * words else formatted


def _by_depth(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield runs of lines that are quoted equally often, with how often, without their marks."""
    run: list[str] = []
    last = 0
    for line in lines:
        mark = _QUOTED.match(line)
        depth = mark[0].count(">") if mark else 0
        if depth != last:
            yield last, run
            run, last = [], depth
        run.append(line[mark.end() :] if mark else line)
    yield last, run


def _header(message: Message, name: str) -> str:
    """Return a header as text, whatever bytes it is made of; several of one name are joined."""
    raw = [str(value) for key, value in message.raw_items() if key.lower() == name.lower()]
    return ", ".join(text for value in raw if (text := _unencoded(value)))


def _unencoded(raw: str) -> str:
    r"""Return a header without encoded words (RFC 2047), also those put in quotation marks against the rule."""
    if _ESCAPED.search(raw):
        raw = decode(raw.encode("utf-8", "surrogateescape"))
    try:
        parts = decode_header(_ENCODED.sub(r"\1", raw))
    except (MessageError, ValueError):
        parts = [(raw, None)]
    texts = (part if isinstance(part, str) else text_in(part, charset or "") for part, charset in parts)
    return " ".join("".join(texts).split())


def text_in(data: bytes, charset: str) -> str:
    """Return the text of bytes in the encoding that the message names, unless they are plainly in another."""
    charset = _ALIASES.get(charset.lower(), charset)
    named = _strict(data, charset)
    if named is not None and _SHIFTING.match(charset):
        return named
    utf8 = None if data.isascii() else _strict(data, "utf-8")
    chosen = utf8 if utf8 is not None else None if _VAGUE.match(charset) else named
    return (decode(data, declared=charset) if chosen is None else chosen).replace("\r\n", "\n").replace("\r", "\n")


def _strict(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except (UnicodeError, LookupError, ValueError):
        return None


def _iso(date: str) -> str:
    """Return a date such as "Wed, 14 May 2025 15:00:00 +0500" in ISO 8601, as it is where it is none."""
    try:
        return parsedate_to_datetime(date).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return date


def _take(part: Message, found: _Found) -> None:
    kind = part.get_content_type()
    if kind in _SEALED:
        found.unread.append("The message is encrypted: save a copy of it without encryption.")
    elif kind == "multipart/alternative" and part.is_multipart():
        _take_alternative(_parts(part), found)
    elif kind == "multipart/related" and part.is_multipart():
        _take_all([inner for inner in _parts(part) if inner.get_content_maintype() != "image"], found)
    elif kind.startswith("multipart/") and part.is_multipart():
        _take_all(_parts(part), found)
    elif kind.startswith("message/") and part.is_multipart():
        _take_message(part, found)
    elif _is_body(part, kind):
        found.blocks.extend(_body(part, kind))
    elif kind not in _ENVELOPES:
        _attach(found, _name(part, kind, len(found.children)), _payload(part))


def _take_all(parts: Sequence[Message], found: _Found) -> None:
    for part in parts:
        _take(part, found)


def _take_alternative(parts: Sequence[Message], found: _Found) -> None:
    """Take one of several forms of the same body, and what is a file beside them, such as an invitation."""
    forms: dict[str, str] = {}
    other = _Found()
    for part in parts:
        for form in _parts(part) if part.get_content_type() == "multipart/related" else [part]:
            kind = form.get_content_type()
            if kind in ("text/plain", "text/html") and kind not in forms:
                forms[kind] = _content(form)
            elif form.get_content_maintype() != "image":
                _take(form, other)
    found.blocks.extend(fuller(forms.get("text/plain", ""), [*whole(forms.get("text/html", "")), *other.blocks]))
    found.children.extend(other.children)
    found.unread.extend(other.unread)


def _take_message(part: Message, found: _Found) -> None:
    """Take a message inside a message as a file of its own; reports of delivery are text."""
    inner = _parts(part)
    if part.get_content_type() == "message/delivery-status":
        found.blocks.extend(plain_body("\n\n".join(map(_source, inner))))
        return
    name = _filename(part) or (_header(inner[0], "Subject") or "message").replace("/", "-")
    _attach(found, name if name.lower().endswith(".eml") else f"{name}.eml", _embedded(part, inner[0]))


def _embedded(part: Message, inner: Message) -> bytes:
    """Return the bytes of a message inside a message, which some programs write in Base64 against the rule."""
    content = _source(inner).encode("utf-8", "surrogateescape")
    if _header(part, "Content-Transfer-Encoding").lower() != "base64":
        return content
    try:
        return base64.b64decode(content)
    except ValueError:
        return content


def _source(message: Message) -> str:
    """Return a message as it was written, its headers untouched."""
    head = "".join(f"{name}: {value}\n" for name, value in message.raw_items())
    return f"{head}\n{_inside(message)}"


def _inside(message: Message) -> str:
    payload = message.get_payload()
    if not isinstance(payload, list):
        return str(payload or "")
    boundary = message.get_boundary()
    if boundary is None:
        return "".join(map(_source, _parts(message)))
    parts = "".join(f"--{boundary}\n{_source(part)}\n" for part in _parts(message))
    return f"{parts}--{boundary}--\n"


def _parts(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def _is_body(part: Message, kind: str) -> bool:
    if not kind.startswith(("text/plain", "text/html", "multipart/", "text/enriched")):
        return False
    return part.get_content_disposition() != "attachment" and not _filename(part)


def _body(part: Message, kind: str) -> list[Block]:
    text = _content(part)
    return whole(text) if kind == "text/html" else plain_body(text)


def _content(part: Message) -> str:
    """Return the text of a part."""
    data = _payload(part)
    charset = part.get_content_charset("")
    if part.get_content_type() == "text/html" and _VAGUE.match(charset):
        return decoded(data)
    text = text_in(data, charset)
    if str(part.get_param("format", "")).lower() == "flowed":
        return _unwrapped(text, cut=str(part.get_param("delsp", "")).lower() == "yes")
    return text


def _unwrapped(text: str, *, cut: bool) -> str:
    """Join the lines of flowed text (RFC 3676): one that ends with a blank goes on in the next."""
    joined: list[str] = []
    open_at = -1
    for raw in text.split("\n"):
        mark = _QUOTED.match(raw)
        depth, line = (mark[0].count(">"), raw[mark.end() :]) if mark else (0, raw.removeprefix(" "))
        if open_at == depth and line != "-- ":
            joined[-1] += line
        else:
            joined.append(">" * depth + (" " if depth else "") + line)
        flows = line.endswith(" ") and line != "-- "
        joined[-1] = joined[-1][:-1] if flows and cut else joined[-1]
        open_at = depth if flows else -1
    return "\n".join(joined)


def _payload(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else _inside(part).encode("utf-8", "surrogateescape")


def _attach(found: _Found, name: str, data: bytes) -> None:
    if data:
        found.children.append(Child(label(name), data))
    else:
        found.unread.append(f"The attachment {label(name)} is empty: ask its sender for it again.")


def _name(part: Message, kind: str, number: int) -> str:
    return _filename(part) or f"attachment {number + 1}{guess_extension(kind) or ''}"


def _filename(part: Message) -> str:
    """Return the name that a part gives its file, "" where it gives none."""
    try:
        name = _unencoded(part.get_filename() or "")
    except _BROKEN:
        name = ""
    if name and "\ufffd" not in name:
        return name
    lines = (_header(part, header) for header in ("Content-Disposition", "Content-Type"))
    raw = next((match for line in lines if (match := _FILENAME.search(line))), None)
    return (raw[1] or raw[2]) if raw else name

"""Outlook messages (.msg): the same as `mail.py` gives, from the streams and properties of [MS-OXMSG].

Texts are taken from their streams directly, so that a wrong code page or a damaged list of properties costs none of them.
"""

from __future__ import annotations

import struct
from email.message import EmailMessage
from email.parser import HeaderParser
from email.utils import format_datetime
from mimetypes import guess_type
from pathlib import Path
from typing import cast

from oxmsg import Message
from oxmsg.domain import constants as c
from oxmsg.domain.encodings import encoding_from_codepage
from oxmsg.domain.model import ATTACH_HDR_OFFSET, MSG_HDR_OFFSET, UnrecognizedCodePageError, UnsupportedEncodingError
from oxmsg.properties import Properties
from oxmsg.storage import Storage

from ..documents import Block, Child, Reading
from ..errors import Reason, Unreadable
from .compressed_rtf import decompressed
from .html import decoded, whole
from .mail import HEADERS, fuller, headers_of, message_of, plain_body, text_in
from .names import label

_EMBEDDED = "__substg1.0_3701000D"
_EMBEDDED_HDR_OFFSET = 24  # [MS-OXMSG] 2.4.1.2
_IN_PAGE = 0x4  # [MS-OXCMSG] 2.2.2.18: the attachment is a picture of the page
_BROKEN = (
    *(OSError, ValueError, LookupError, struct.error, AttributeError, TypeError, OverflowError, RecursionError),
    *(UnrecognizedCodePageError, UnsupportedEncodingError),
)


def read(path: Path) -> Reading:
    """Return a message: its header lines as the first paragraph, its body, and its attachments as children.

    Properties are title (the subject), date (ISO 8601) and author. Raises Unreadable for a damaged file.
    """
    data = path.read_bytes()
    try:
        # The library offers no other way to an attached message than the storage that it keeps to itself.
        return _reading(cast(Storage, Message.load(data)._storage), MSG_HDR_OFFSET)
    except _BROKEN as error:
        detail = "The Outlook message is damaged and does not open: save it again in Outlook."
        raise Unreadable(Reason.DAMAGED, detail) from error


def _reading(storage: Storage, offset: int) -> Reading:
    code_page = _code_page(storage, offset)
    headers = _headers(storage, offset, code_page)
    blocks = _body(storage, code_page)
    children, unread = _attachments(storage, code_page)
    rich = _stream(storage, c.PID_RTF_COMPRESSED, c.PTYP_BINARY)
    if not blocks and rich:
        children.insert(0, Child("body.rtf", decompressed(rich)))
    if _string(storage, c.PID_MESSAGE_CLASS, code_page).upper() == "IPM.NOTE.SMIME":
        unread.append("The message is encrypted: save a copy of it without encryption.")
    if not headers and not blocks and not children:
        raise Unreadable(Reason.NO_TEXT, "The file holds no message: save it again in Outlook.")
    return message_of(headers, blocks, children, unread)


def _headers(storage: Storage, offset: int, code_page: str) -> dict[str, str]:
    """Return the headers as they came over the network, and from Outlook's own properties what is not among them."""
    sent = headers_of(HeaderParser().parsestr(_string(storage, c.PID_TRANSPORT_MESSAGE_HEADERS, code_page)))
    own = {
        "From": _sender(storage, code_page),
        "To": _string(storage, c.PID_DISPLAY_TO, code_page),
        "Cc": _string(storage, c.PID_DISPLAY_CC, code_page),
        "Date": _date(storage, offset),
        "Subject": _string(storage, c.PID_SUBJECT, code_page),
    }
    return {name: text for name in HEADERS if (text := sent.get(name) or " ".join(own[name].split()))}


def _sender(storage: Storage, code_page: str) -> str:
    pids = (c.PID_SENDER_SMTP_ADDRESS, c.PID_SENDER_EMAIL_ADDRESS, c.PID_SENT_REPRESENTING_EMAIL_ADDRESS)
    addresses = [text for pid in pids if "@" in (text := _string(storage, pid, code_page))]
    name = _string(storage, c.PID_SENDER_NAME, code_page) or _string(storage, c.PID_SENT_REPRESENTING_NAME, code_page)
    return f"{name} <{addresses[0]}>".strip() if addresses and addresses[0] != name else name


def _date(storage: Storage, offset: int) -> str:
    properties = Properties(storage, offset)
    for pid in (c.PID_CLIENT_SUBMIT_TIME, c.PID_MESSAGE_DELIVERY_TIME):
        try:
            if time := properties.date_prop_value(pid):
                return format_datetime(time)
        except _BROKEN:
            continue
    return ""


def _body(storage: Storage, code_page: str) -> list[Block]:
    plain = _string(storage, c.PID_BODY, code_page).replace("\r\n", "\n").replace("\r", "\n")
    data = _stream(storage, c.PID_HTML, c.PTYP_BINARY)
    page = (text_in(data, code_page) if code_page else decoded(data)) if data else ""
    page = page or _string(storage, c.PID_BODY_HTML, code_page)
    return fuller(plain, whole(page)) if page else plain_body(plain)


def _attachments(storage: Storage, code_page: str) -> tuple[list[Child], list[str]]:
    children: list[Child] = []
    unread: list[str] = []
    for number, attached in enumerate(storage.iter_attachment_storages(), start=1):
        if _is_in_page(attached, code_page):
            continue
        name = _name(attached, code_page) or f"attachment {number}"
        found = _content(attached, name)
        if found:
            children.append(found)
        else:
            unread.append(f"The attachment {label(name)} holds no file: open the message in Outlook and save it apart.")
    return children, unread


def _content(attached: Storage, name: str) -> Child | None:
    inner = next((part for part in attached.storages if part.name == _EMBEDDED), None)
    if inner is not None:
        message = _as_message(inner)
        name = name.replace("/", "-").removesuffix(".msg")
        return Child(label(name if name.endswith(".eml") else f"{name}.eml"), message) if message else None
    data = _stream(attached, c.PID_ATTACH_DATA_BINARY, c.PTYP_BINARY)
    return Child(label(name), data) if data else None


def _name(attached: Storage, code_page: str) -> str:
    pids = (c.PID_ATTACH_LONG_FILENAME, c.PID_ATTACH_FILENAME, c.PID_DISPLAY_NAME)
    return next((text for pid in pids if (text := _string(attached, pid, code_page))), "")


def _is_in_page(attached: Storage, code_page: str) -> bool:
    """Say whether an attachment is a picture that the body shows, such as the logo in a signature."""
    kind = _string(attached, c.PID_ATTACH_MIME_TAG, code_page) or guess_type(_name(attached, code_page))[0] or ""
    try:
        flags = Properties(attached, ATTACH_HDR_OFFSET).int_prop_value(c.PID_ATTACH_FLAGS) or 0
    except _BROKEN:
        flags = 0
    return kind.startswith("image/") and bool(flags & _IN_PAGE)


def _as_message(inner: Storage) -> bytes:
    """Return an embedded message as a file of its own, in the internet's format; b"" where the object is none."""
    code_page = _code_page(inner, _EMBEDDED_HDR_OFFSET)
    headers = _headers(inner, _EMBEDDED_HDR_OFFSET, code_page)
    body = _body(inner, code_page)
    children, _ = _attachments(inner, code_page)
    if not headers and not body and not children:
        return b""
    made = EmailMessage()
    made.set_content("\n\n".join(block.text for block in body), cte="base64")
    for child in children:
        made.add_attachment(child.data, "application", "octet-stream", filename=child.name)
    lines = "".join(f"{name}: {text}\n" for name, text in headers.items())
    return lines.encode() + made.as_bytes()


def _code_page(storage: Storage, offset: int) -> str:
    """Return the encoding of the texts that are not in Unicode, "" where the message does not say."""
    properties = Properties(storage, offset)
    for pid in (c.PID_INTERNET_CODEPAGE, c.PID_MESSAGE_CODEPAGE):
        try:
            if number := properties.int_prop_value(pid):
                return encoding_from_codepage(number)
        except _BROKEN:
            continue
    return ""


def _string(storage: Storage, pid: int, code_page: str) -> str:
    unicode = _stream(storage, pid, c.PTYP_STRING)
    text = unicode.decode("utf-16-le", "replace") if unicode else ""
    text = text or text_in(_stream(storage, pid, c.PTYP_STRING8), code_page)
    return text.rstrip("\0")


def _stream(storage: Storage, pid: int, kind: int) -> bytes:
    try:
        data: bytes = storage.property_stream_bytes(pid, kind)
    except KeyError:
        return b""
    return data

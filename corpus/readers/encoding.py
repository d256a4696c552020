"""Bytes of a text file become text, whatever encoding it was saved in.

In order: a byte order mark, UTF-16 without one, UTF-8, and last a comparison of the legacy encodings that conference
papers are met in (Cyrillic, Western, Turkish, Arabic, East Asian).
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# In order of preference where two explain the bytes equally well.
_LEGACY = (
    *("cp1252", "cp1251", "koi8_r", "kz1048", "cp866", "mac_cyrillic", "iso8859_5", "cp1254", "cp1250", "cp1256"),
    *("gb18030", "shift_jis", "big5", "euc_jp", "euc_kr", "cp1253", "cp1255"),
)
_SAMPLE = 100_000
# The scripts below U+0700 (Latin to Arabic) and general punctuation, by the high byte of their UTF-16 units.
_HIGH_BYTES = bytes([*range(0x07), 0x20])
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\x0b\x0c\r\x1b"))


def decode(data: bytes, *, declared: str = "") -> str:
    r"""Return the text of `data`, without byte order mark and with "\n" line ends; never fails.

    `declared` is the encoding that the file itself names, believed where the bytes agree with it.
    """
    text = _marked(data) or _strict(data, [*_wide(data), "utf-8", *([declared] if declared else [])])
    if text is None:
        text = data.decode(_legacy(data), errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def looks_like_text(head: bytes) -> bool:
    """Say whether the first bytes of a file are text in some encoding, by the control characters among them."""
    if any(head.startswith(mark) for mark, _ in _MARKS) or _wide(head):
        return True
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return 0 not in head and controls * 200 <= len(head)


def _marked(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    return None


def _strict(data: bytes, encodings: Iterable[str]) -> str | None:
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return None


def _wide(data: bytes) -> list[str]:
    """Return the UTF-16 byte order that the bytes plainly have, or nothing.

    In UTF-16 every second byte is the high one, and text in one script repeats a few low values there.
    """
    sample = data[: min(len(data), 4096) // 2 * 2]
    for encoding, high, low in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
        plain = len(high) - len(high.translate(None, _HIGH_BYTES))
        if len(high) >= 2 and plain >= 0.9 * len(high) and len(set(low)) > len(set(high)):
            return [encoding]
    return []


def _legacy(data: bytes) -> str:
    """Return the legacy encoding in which the bytes read most like a language."""
    from charset_normalizer import from_bytes

    matches = list(from_bytes(data[:_SAMPLE], cp_isolation=list(_LEGACY)))
    candidates = [match for match in matches if match.encoding in _LEGACY]
    if not candidates:
        return "cp1252"
    best = max(candidates, key=lambda m: (round(m.coherence - m.chaos, 2), -_LEGACY.index(m.encoding)))
    return "cp1254" if best.encoding == "cp1252" and _is_turkish(data) else best.encoding


def _is_turkish(data: bytes) -> bool:
    """Say whether the bytes that differ between the Western and Turkish code pages are Turkish.

    Where Turkish has its own letters Western has eth, thorn and an accented y, used together only in Icelandic, which
    also has accented a, i, u.
    """
    found = set(data[:_SAMPLE])
    return len(found & set(b"\xf0\xfd\xfe\xd0\xdd\xde")) >= 2 and not found & set(b"\xe1\xed\xfa\xe6")

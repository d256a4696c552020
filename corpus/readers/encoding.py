"""Bytes of a text file become text, whatever encoding it was saved in.

In order: a byte order mark, UTF-16 and UTF-32 without one, UTF-8, also with a few damaged bytes, Japanese and Korean mail
encodings, the code page whose letters read as a language, what the file declares, and last a comparison of the other legacy
encodings that conference papers are met in (Western, Turkish, Arabic, East Asian).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from unicodedata import category

from .code_pages import code_page

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# In order of preference where two explain the bytes equally well.
_LEGACY = (
    *("cp1252", "cp1254", "cp1250", "cp1256", "iso8859_6"),
    *("gb2312", "gb18030", "shift_jis", "cp932", "big5", "euc_jp", "euc_kr", "cp949"),
)
# Encodings that change alphabets by escape sequences; every byte of theirs is ASCII.
_SHIFTING = ("iso2022_jp_2", "iso2022_kr")
_SHIFT = re.compile(rb"\x1b\$[@B)(A]")
# ASCII that other codecs than those of alphabets read as escapes.
_PROBE = rb"charset \u0041 +AEE-"
_TAG = re.compile(rb"<[^<>]*>")
_HIGH = re.compile(rb"[\x80-\xff]")
_REPLACED = "\ufffd"
_SAMPLE = 100_000
_BLANKS = "\t\n\r\x0b\x0c\ufeff\u00ad\u200b\u200c\u200d\u200e\u200f"
_WIDE_SAMPLE = 4_096
# The scripts below U+0700 (Latin to Arabic) and general punctuation, by the high byte of their UTF-16 units.
_HIGH_BYTES = bytes([*range(0x07), 0x20])
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\x0b\x0c\r\x1b"))


def decode(data: bytes, *, declared: str = "") -> str:
    r"""Return the text of `data`, without byte order mark and NUL characters and with "\n" line ends; never fails.

    `declared` is the encoding that the file itself names, believed where the bytes agree with it.
    """
    text = _marked(data) or _strict(data, [*_wide(data), *_shifting(data), "utf-8"]) or _damaged_utf8(data)
    if text is None:
        text = _legacy(data, _known(declared))
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


def looks_like_text(head: bytes) -> bool:
    """Say whether the first bytes of a file are text in some encoding, by the control characters among them."""
    if any(head.startswith(mark) for mark, _ in _MARKS) or _wide(head):
        return True
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls * 200 <= len(head)


def _marked(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    return None


def _strict(data: bytes, encodings: Iterable[str]) -> str | None:
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _wide(data: bytes) -> list[str]:
    """Return the UTF-32 or UTF-16 byte order that the bytes plainly have, or nothing.

    In UTF-16 every second byte is the high one, and text in one script repeats a few low values there. In UTF-16 of many
    scripts the zero bytes of blanks and line ends still stand all on one side. Anywhere else a zero byte is damage.
    """
    sample = data[: min(len(data), _WIDE_SAMPLE) // 4 * 4] or data[: len(data) // 2 * 2]
    if 0 not in sample:
        return []
    for encoding in ("utf-32-le", "utf-32-be"):
        if len(sample) % 4 == 0 and _reads(sample, encoding):
            return [encoding]
    for encoding, high, low in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
        plain = len(high) - len(high.translate(None, _HIGH_BYTES))
        if len(high) >= 2 and plain >= 0.9 * len(high) and len(set(low)) > len(set(high)):
            return [encoding]
        if 0 in high and 0 not in low and _reads(sample, encoding) and not _is_utf8(sample):
            return [encoding]
    return []


def _is_utf8(sample: bytes) -> bool:
    """Say whether the bytes are UTF-8, which may be cut at the end; UTF-16 of many scripts is none."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _reads(sample: bytes, encoding: str) -> bool:
    """Say whether the bytes are assigned characters in a wide encoding and no controls."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError as error:
        # A character may be cut in two where the sample ends.
        text = "" if error.start < len(sample) - 2 else sample[: error.start].decode(encoding)
    return bool(text) and all(category(character)[0] != "C" or character in _BLANKS for character in text)


def _shifting(data: bytes) -> Sequence[str]:
    return _SHIFTING if _SHIFT.search(data) else ()


def _damaged_utf8(data: bytes) -> str | None:
    """Return the text where all but a few of the characters that are not ASCII are whole, as after a cut or a bad disk."""
    text = data.decode("utf-8", errors="replace")
    bad = text.count(_REPLACED)
    good = len(text) - len(text.encode("ascii", "ignore")) - bad
    cut = bad == 1 and text.endswith(_REPLACED)
    return text if good >= (1 if cut else 10 * bad) else None


def _known(declared: str) -> str:
    """Return the codec of a declared encoding, "" where it is none or one that reads ASCII as anything else.

    Web pages that declare Latin-1 or ASCII mean its superset cp1252: https://encoding.spec.whatwg.org/#names-and-labels
    """
    for name in (declared, declared.lower().removeprefix("x-")):
        try:
            if _PROBE.decode(name, errors="replace") == _PROBE.decode("ascii"):
                codec = codecs.lookup(name).name
                return "cp1252" if codec in ("iso8859-1", "ascii") else codec
        except (LookupError, UnicodeError):
            continue
    return ""


def _legacy(data: bytes, declared: str) -> str:
    """Return the text in the legacy encoding in which the bytes read most like a language."""
    page = code_page(data, declared=declared)
    if page is None and declared:
        text = data.decode(declared, errors="replace")
        if text.count(_REPLACED) * 100 <= len(text):
            return text
    return data.decode(page or _compared(_sample(data)), errors="replace")


def _sample(data: bytes) -> bytes:
    """Return a part of the bytes from the first that is not ASCII to the end of a word, without the tags of a page.

    No character of several bytes has one that is "<" or ">".
    """
    first = _HIGH.search(data)
    start = first.start() if first else 0
    sample = data[start : start + _SAMPLE]
    end = max(sample.rfind(b"\n"), sample.rfind(b" ")) if len(data) > start + _SAMPLE else 0
    return _TAG.sub(b" ", sample[:end] if end > 0 else sample)


def _compared(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    matches = list(from_bytes(sample, cp_isolation=list(_LEGACY)))
    candidates = [match for match in matches if match.encoding in _LEGACY]
    if not candidates:
        return "cp1252"
    best = max(candidates, key=lambda m: (round(m.coherence - m.chaos, 2), -_LEGACY.index(m.encoding)))
    return "cp1254" if best.encoding == "cp1252" and _is_turkish(sample) else best.encoding


def _is_turkish(sample: bytes) -> bool:
    """Say whether the bytes that differ between the Western and Turkish code pages are Turkish.

    Where Turkish has its own letters Western has eth, thorn and an accented y, used together only in Icelandic, which
    also has accented a, i, u.
    """
    found = set(sample)
    return len(found & set(b"\xf0\xfd\xfe\xd0\xdd\xde")) >= 2 and not found & set(b"\xe1\xed\xfa\xe6")

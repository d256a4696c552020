r"""The tokens of RTF and the text that they stand for (Rich Text Format specification 1.9.1).

Bytes are read in the code page of their font, `\'e0` and plain ones alike; a character by its number, `\u1240?`, is followed by
as many characters for older programs as `\uc` says, which are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    rb"\\(?:(?P<word>[a-zA-Z]{1,40})(?P<number>-?\d{1,9})?\d* ?|'(?P<byte>[0-9a-fA-F]{2})|(?P<sign>[^a-zA-Z]))"
    rb"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|(?P<other>.)",
    re.DOTALL,
)
# Windows code pages by the character set of a font (\fcharset).
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_PAGES = frozenset(
    (437, 708, 720, 737, 775, 850, 852, 855, 857, 858, 860, 861, 862, 863, 864, 865, 866, 869, 874, 932, 936, 949, 950)
)
SIGNS = {
    "tab": " ", "line": " ", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " ", "nestcell": " ", "nestrow": " ",
    "~": "\u00a0", "_": "-",
}  # fmt: skip


class Token(NamedTuple):
    """A control word with its number, a brace, or bytes of text; what is not there is empty."""

    word: str = ""
    number: int | None = None
    data: bytes = b""


def tokens(data: bytes) -> Iterator[Token]:
    r"""Yield the tokens of a file; what follows `\bin` is passed over."""
    at = 0
    while match := _TOKEN.match(data, at):
        at = match.end()
        if match["word"]:
            word, number = match["word"].decode(), int(match["number"]) if match["number"] else None
            if word == "bin":
                at += max(number or 0, 0)
            else:
                yield Token(word, number)
        elif match["byte"]:
            yield Token(data=bytes.fromhex(match["byte"].decode()))
        elif match["text"]:
            yield Token(data=match["text"])
        elif match["brace"]:
            yield Token(match["brace"].decode())
        elif match["sign"] in (b"{", b"}", b"\\"):
            yield Token(data=match["sign"])
        elif match["sign"]:
            yield Token("par" if match["sign"] in (b"\r", b"\n") else match["sign"].decode("latin-1"))


def code_page(number: int) -> str:
    """Return the codec of a code page by its number, that of Western Europe for one that is none."""
    known = number in _PAGES or 1250 <= number <= 1258
    return "utf-8" if number == 65001 else "mac_cyrillic" if number == 10007 else f"cp{number}" if known else "cp1252"


class Fonts:
    """The code page of each font of a file, and the one of the file itself."""

    def __init__(self) -> None:
        self.default = "cp1252"
        self._pages: dict[int, str] = {}

    def define(self, font: int, *, charset: int | None = None, page: int | None = None) -> None:
        """Note what the font table says of a font."""
        if page:
            self._pages[font] = code_page(page)
        elif charset in _CHARSETS:
            self._pages[font] = _CHARSETS[charset]

    def page(self, font: int) -> str:
        """Return the codec of a font's text."""
        return self._pages.get(font, self.default)


class Text:
    """Text as it comes in, bytes and characters mixed."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._bytes = bytearray()
        self._page = ""

    def add(self, data: bytes, page: str) -> None:
        """Add bytes in a code page; those of one character may come one by one."""
        if page != self._page:
            self._decode()
            self._page = page
        self._bytes += data

    def write(self, text: str) -> None:
        """Add characters."""
        self._decode()
        self._pieces.append(text)

    def _decode(self) -> None:
        if self._bytes:
            self._pieces.append(self._bytes.decode(self._page, errors="replace"))
            self._bytes.clear()

    def take(self) -> str:
        """Return the text so far, halves of a character joined, and begin anew."""
        self._decode()
        text = "".join(self._pieces)
        self._pieces.clear()
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

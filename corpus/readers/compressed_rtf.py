"""The compressed RTF in which Outlook keeps a formatted body ([MS-OXRTFCP])."""

from __future__ import annotations

_HEADER = 16
_COMPRESSED = b"LZFu"
_WINDOW = 4096
_PRIMER = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans "
    b"SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


def decompressed(data: bytes) -> bytes:
    """Return the RTF, as far as the data goes; at most nine times its size.

    Groups of eight items follow a byte of flags: a plain byte, or 12 bits of position in the window of the last 4096
    bytes and 4 bits of length less two. A position that is the next to be written ends the text.
    """
    if data[8:12] != _COMPRESSED:
        return data[_HEADER:]
    window = bytearray(_PRIMER.ljust(_WINDOW, b"\0"))
    out = bytearray()
    write, at = len(_PRIMER), _HEADER
    while at < len(data):
        flags, at = data[at], at + 1
        for bit in range(8):
            if not flags >> bit & 1:
                items, at = data[at : at + 1], at + 1
            else:
                pair, at = int.from_bytes(data[at : at + 2], "big"), at + 2
                position, length = pair >> 4, (pair & 15) + 2
                if position == write or at > len(data):
                    return bytes(out)
                items = _copied(window, position, write, length)
            for item in items:
                window[write] = item
                write = (write + 1) % _WINDOW
            out += items
    return bytes(out)


def _copied(window: bytearray, position: int, write: int, length: int) -> bytes:
    """Return what a reference stands for; it may run into what it is itself writing."""
    ahead = (write - position) % _WINDOW or _WINDOW
    return bytes(window[(position + number % ahead) % _WINDOW] for number in range(length))

"""A ZIP file that holds itself, byte for byte, however often it is unpacked.

Its deflate stream is a program of two instructions, to put out what follows and to repeat what was put out last, that puts
out its own text: Russ Cox, "Zip Files All The Way Down", https://research.swtch.com/zip
"""

from __future__ import annotations

import struct
import zlib

NAME = b"this-archive-holds-only-itself"
_LENGTHS = ((3, 257, 0), (11, 265, 1), (19, 269, 2), (35, 273, 3), (67, 277, 4), (115, 281, 4), (131, 281, 5))
_DISTANCES = ((33, 10, 4), (65, 12, 5), (129, 14, 6), (257, 16, 7))


def quine() -> bytes:
    """Return the archive; its checksum is found as the solution of the linear equations that it has to fulfil."""
    zero = _checked(0)
    columns = [_checked(1 << bit) ^ zero ^ (1 << bit) for bit in range(32)]
    return _archive(_solved(columns, zero))


def _checked(crc: int) -> int:
    return zlib.crc32(_archive(crc))


def _solved(columns: list[int], wanted: int) -> int:
    """Return the bits x for which the columns of x add up to `wanted`, by elimination over bits."""
    reduced: list[tuple[int, int]] = []
    for bit, given in enumerate(columns):
        column, made_of = given, 1 << bit
        for pivot, parts in reduced:
            if column ^ pivot < column:
                column, made_of = column ^ pivot, made_of ^ parts
        if column:
            reduced = sorted([*reduced, (column, made_of)], reverse=True)
    bits = 0
    for pivot, parts in reduced:
        if wanted ^ pivot < wanted:
            wanted, bits = wanted ^ pivot, bits ^ parts
    return bits


def _archive(crc: int) -> bytes:
    packed, unpacked = 0, 0
    for _ in range(2):  # the sizes are known once it has been put together
        head = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 33, crc, packed, unpacked, len(NAME), 0) + NAME
        entry = struct.pack(
            "<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 8, 0, 33, crc, packed, unpacked, len(NAME), 0, 0, 0, 0, 0, 0
        )
        start = len(head) + packed
        end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(entry) + len(NAME), start, 0)
        tail = entry + NAME + end
        body = _program(head, tail)
        packed, unpacked = len(body), len(head) + len(body) + len(tail)
    return head + body + tail


def _program(head: bytes, tail: bytes) -> bytes:
    """Return a deflate stream that puts out head, itself and tail."""
    put_head, again_head = _put(len(head) + 5), _repeat(len(head) + 5, empty=1)
    one, four, again_four, none = _put(5), _put(20), _repeat(20), _put(0)
    again_tail = _repeat(len(_repeat(len(tail) + 5, final=True)) + len(tail), final=True)
    put_tail = _put(len(again_tail) + len(tail))
    return b"".join(
        (
            *(put_head, head, put_head, again_head, one, again_head, one, one, four, again_head, one, one, four),
            *(again_four, four, again_four, four, again_four, four, again_four, four),
            *(again_four, none, none, put_tail, again_four, none, none, put_tail, again_tail, tail, again_tail),
        )
    )


def _put(size: int) -> bytes:
    """Return the instruction to put out the next bytes as they are: a stored block (RFC 1951, 3.2.4)."""
    return struct.pack("<B2H", 0, size, size ^ 0xFFFF)


def _repeat(size: int, *, final: bool = False, empty: int = 0) -> bytes:
    """Return the instruction to put out the last bytes once more: a block of fixed codes (RFC 1951, 3.2.6)."""
    parts = [size] if empty or final else [size // 2, size - size // 2]
    bits = f"{int(final)}10" + "".join(_copied(part, size) for part in parts) + "0000000" + "0100000000" * empty
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[at : at + 8][::-1], 2) for at in range(0, len(bits), 8))


def _copied(length: int, distance: int) -> str:
    """Return the bits that copy so many bytes from so far back, most significant first but for the extra ones."""
    symbol, extra = _coded(length, _LENGTHS)
    code = f"{symbol - 256:07b}" if symbol < 280 else f"{0b11000000 + symbol - 280:08b}"
    back, more = _coded(distance, ((17, 8, 3), *_DISTANCES))
    return f"{code}{extra}{back:05b}{more}"


def _coded(value: int, table: tuple[tuple[int, int, int], ...]) -> tuple[int, str]:
    first, symbol, bits = max(row for row in table if row[0] <= value)
    step, rest = divmod(value - first, 1 << bits)
    return symbol + step, f"{rest:0{bits}b}"[::-1] if bits else ""

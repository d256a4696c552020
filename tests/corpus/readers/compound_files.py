"""Compound files ([MS-CFB]) put together for the tests: messages, and Office files before DOCX."""

from __future__ import annotations

import struct
from collections.abc import Mapping

Folder = Mapping[str, "bytes | Folder"]

END, FREE, FAT_SECTOR, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF


def compound(root: Folder) -> bytes:
    """Return a compound file; small streams are padded into the mini stream in 64-byte sectors."""
    nodes: list[dict[str, int | str | bytes]] = []
    add_node("Root Entry", root, nodes)
    mini, mini_fat, sectors, fat = bytearray(), [], [], []  # type: bytearray, list[int], list[bytes], list[int]
    for node in nodes[1:]:
        data = node.get("data")
        if isinstance(data, bytes) and 0 < len(data) < 4096:
            node["start"], count = len(mini) // 64, -(-len(data) // 64)
            mini_fat += [*range(len(mini_fat) + 1, len(mini_fat) + count), END]
            mini += data.ljust(count * 64, b"\0")
        elif isinstance(data, bytes) and data:
            node["start"] = chained(data, sectors, fat)
    nodes[0] |= {"data": bytes(mini), "start": chained(bytes(mini), sectors, fat)}
    first_mini_fat = chained(struct.pack(f"<{len(mini_fat)}I", *mini_fat), sectors, fat, b"\xff")
    directory = chained(b"".join(map(entry, nodes)), sectors, fat)
    tables = 1
    while tables * 128 < len(fat) + tables:
        tables += 1
    places = range(len(fat), len(fat) + tables)
    fat += [FAT_SECTOR] * tables
    fat += [FREE] * (tables * 128 - len(fat))
    head = struct.pack("<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 62, 3, 0xFFFE, 9, 6, 0, tables,
                       directory, 0, 4096, first_mini_fat, -(-len(mini_fat) // 128), END, 0)  # fmt: skip
    head += struct.pack("<109I", *places, *[FREE] * (109 - tables))
    return head + b"".join(sectors) + struct.pack(f"<{len(fat)}I", *fat)


def chained(data: bytes, sectors: list[bytes], fat: list[int], fill: bytes = b"\0") -> int:
    """Add data as a chain of sectors; return its first."""
    if not data:
        return END
    first = len(sectors)
    sectors += [data[at : at + 512].ljust(512, fill) for at in range(0, len(data), 512)]
    fat += [*range(first + 1, len(sectors)), END]
    return first


def add_node(name: str, content: bytes | Folder, nodes: list[dict[str, int | str | bytes]]) -> int:
    number = len(nodes)
    node: dict[str, int | str | bytes] = {"name": name, "right": NONE, "child": NONE, "start": END}
    nodes.append(node)
    if isinstance(content, bytes):
        node["data"] = content
        return number
    before = None
    for key in sorted(content, key=lambda key: (len(key), key.upper())):
        added = add_node(key, content[key], nodes)
        if before is None:
            node["child"] = added
        else:
            nodes[before]["right"] = added
        before = added
    return number


def entry(node: Mapping[str, int | str | bytes]) -> bytes:
    name = str(node["name"]).encode("utf-16-le") + b"\0\0"
    kind = 5 if node["name"] == "Root Entry" else 2 if "data" in node else 1
    data = node.get("data", b"")
    size = len(data) if isinstance(data, bytes) else 0
    start = 0 if kind == 1 else node["start"]
    return struct.pack("<64sHBBIII36xIQ", name, len(name), kind, 1, NONE, node["right"], node["child"], start, size)

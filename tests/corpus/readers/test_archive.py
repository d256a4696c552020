"""Archives, packed here, with names and members as no honest program packs them too."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile, ZipInfo

import pytest

from corpus.documents import Reading
from corpus.errors import CorpusError, Reason, Refused, Unreadable
from corpus.limits import DEFAULT_LIMITS, Limits
from corpus.readers.archive import read


def packed(members: Mapping[str, bytes] | list[tuple[ZipInfo | str, bytes]], method: int = ZIP_DEFLATED) -> bytes:
    pairs = list(members.items()) if isinstance(members, Mapping) else members
    made = io.BytesIO()
    with ZipFile(made, "w", method) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # names that occur twice
        for name, data in pairs:
            archive.writestr(name, data)
    return made.getvalue()


def reading(folder: Path, data: bytes, limits: Limits = DEFAULT_LIMITS) -> Reading:
    path = folder / "a.zip"
    path.write_bytes(data)
    return read(path, limits=limits)


def error(folder: Path, data: bytes, limits: Limits = DEFAULT_LIMITS) -> CorpusError:
    with pytest.raises(CorpusError) as raised:
        reading(folder, data, limits)
    return raised.value


def names(folder: Path, data: bytes) -> list[str]:
    return [child.name for child in reading(folder, data).children]


def renamed(data: bytes, name: bytes, to: bytes) -> bytes:
    """Put a name of equal length in bytes, and take the mark for UTF-8 from all members."""
    assert len(name) == len(to)
    changed = bytearray(data.replace(name, to))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = changed.find(mark)
        while start >= 0:
            changed[start + at : start + at + 2] = b"\0\0"
            start = changed.find(mark, start + 1)
    return bytes(changed)


@pytest.mark.parametrize("method", [ZIP_STORED, ZIP_DEFLATED, ZIP_BZIP2, ZIP_LZMA])
def test_members_are_children_under_their_names(tmp_path: Path, method: int) -> None:
    members = {"day 1/agenda.txt": b"Agenda", "Отчёт.md": "Отчёт".encode(), "Қорытынды/баяндама.txt": b"x" * 3000}
    found = reading(tmp_path, packed(members, method))
    assert {child.name: child.data for child in found.children} == members
    assert found.blocks == found.unread == ()


def test_folders_links_and_litter_are_left_out(tmp_path: Path) -> None:
    link = ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    members: list[tuple[ZipInfo | str, bytes]] = [
        ("docs/", b""), (link, b"/etc/passwd"), ("__MACOSX/docs/._a.txt", b"x"), ("docs/.DS_Store", b"x"),
        ("Thumbs.db", b"x"), ("docs/~$a.docx", b"x"), ("docs/a.txt", b"kept"),
    ]  # fmt: skip
    assert names(tmp_path, packed(members)) == ["docs/a.txt"]


@pytest.mark.parametrize(
    ("name", "harmless"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Users\\a.txt", "Users/a.txt"),
        ("a/./../b.txt", "a/b.txt"),
        ("a\nb.txt", "a b.txt"),
        ("..", "unnamed"),
    ],
)
def test_names_are_only_labels(tmp_path: Path, name: str, harmless: str) -> None:
    assert names(tmp_path, packed({name: b"x"})) == [harmless]
    assert [path.name for path in tmp_path.rglob("*")] == ["a.zip"]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Доклад.txt", "cp866"),
        ("ПРОГРАММА форума №2.txt", "cp866"),
        ("Список участников.txt", "cp1251"),
        ("Баяндама қорытындысы.txt", "utf-8"),
        ("Müller Übersicht.txt", "cp437"),
        ("été.txt", "cp437"),
    ],
)
def test_names_without_a_mark_are_decoded_sensibly(tmp_path: Path, name: str, encoding: str) -> None:
    raw = name.encode(encoding)
    placeholder = b"n" * len(raw)
    data = renamed(packed({placeholder.decode(): b"x"}), placeholder, raw)
    assert names(tmp_path, data) == [name]


def test_a_name_repeated_in_unicode_comes_first(tmp_path: Path) -> None:
    for crc, expected in ((zlib.crc32(b"a.txt"), "Қаулы.txt"), (1, "a.txt")):
        field = b"\1" + struct.pack("<I", crc) + "Қаулы.txt".encode()
        info = ZipInfo("a.txt")
        info.extra = struct.pack("<HH", 0x9999, 2) + b"xx" + struct.pack("<HH", 0x7075, len(field)) + field
        assert names(tmp_path, packed([(info, b"x")])) == [expected]


def test_a_name_that_occurs_twice_is_two_children(tmp_path: Path) -> None:
    found = reading(tmp_path, packed([("a.txt", b"1"), ("a.txt", b"2")]))
    assert [child.data for child in found.children] == [b"1", b"2"]


def test_encrypted_members_are_named_and_the_others_read(tmp_path: Path) -> None:
    data = bytearray(packed({"secret.txt": b"x" * 50, "open.txt": b"y"}))
    data[6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1
    found = reading(tmp_path, bytes(data))
    assert [child.name for child in found.children] == ["open.txt"]
    assert found.unread == (
        "secret.txt is not read. It is password protected: unpack it with the password and index again.",
    )
    alone = bytearray(packed({"secret.txt": b"x"}))
    alone[6] |= 1
    alone[alone.find(b"PK\x01\x02") + 8] |= 1
    found_error = error(tmp_path, bytes(alone))
    assert isinstance(found_error, Refused)
    assert found_error.reason is Reason.ENCRYPTED


def test_a_damaged_member_costs_only_itself(tmp_path: Path) -> None:
    data = packed({"bad.txt": b"spoiled text", "good.txt": b"good"}, ZIP_STORED).replace(b"spoiled", b"spoiler", 1)
    found = reading(tmp_path, data)
    assert [child.name for child in found.children] == ["good.txt"]
    assert found.unread == ("bad.txt is not read. It is damaged: pack the file again.",)
    alone = packed({"bad.txt": b"spoiled text"}, ZIP_STORED).replace(b"spoiled", b"spoiler", 1)
    assert error(tmp_path, alone).reason is Reason.DAMAGED


def test_an_empty_member_is_a_child_and_an_empty_archive_is_empty(tmp_path: Path) -> None:
    assert reading(tmp_path, packed({"a.txt": b""})).children[0].data == b""
    found = error(tmp_path, packed({"docs/": b""}))
    assert isinstance(found, Unreadable)
    assert found.reason is Reason.EMPTY


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.99])
def test_a_truncated_archive_is_damaged(tmp_path: Path, share: float) -> None:
    data = packed({f"{number}.txt": b"text" * 50 for number in range(20)})
    assert error(tmp_path, data[: int(len(data) * share)] or b"PK").reason is Reason.DAMAGED


def test_the_limits_count_what_comes_out(tmp_path: Path) -> None:
    data = packed({"a.txt": bytes(600), "b.txt": bytes(400)}, ZIP_STORED)
    assert len(reading(tmp_path, data, Limits(unpacked_bytes=1000)).children) == 2
    assert error(tmp_path, data, Limits(unpacked_bytes=999)).reason is Reason.TOO_LARGE
    bomb = packed({"zeros.txt": bytes(300_000)})
    ratio = -(-300_000 // len(bomb))
    assert len(reading(tmp_path, bomb, Limits(unpacked_ratio=ratio)).children) == 1
    assert error(tmp_path, bomb, Limits(unpacked_ratio=ratio - 1)).reason is Reason.TOO_LARGE


def test_a_member_that_declares_less_than_it_holds_is_no_way_round_the_limits(tmp_path: Path) -> None:
    data = bytearray(packed({"zeros.txt": bytes(3_000_000)}))
    data[22:26] = struct.pack("<I", 10)
    directory = data.find(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = struct.pack("<I", 10)
    assert error(tmp_path, bytes(data)).reason is Reason.DAMAGED


def test_members_that_share_their_bytes_are_counted_each_time(tmp_path: Path) -> None:
    """Directory entries that all point at one member unpack to a hundred times what is packed."""
    data = packed({"zeros.txt": bytes(100_000)})
    at, end = data.find(b"PK\x01\x02"), data.rfind(b"PK\x05\x06")
    entry, tail = data[at:end], bytearray(data[end:])
    tail[8:12] = struct.pack("<HH", 100, 100)
    tail[12:16] = struct.pack("<I", len(entry) * 100)
    found = error(tmp_path, data[:at] + entry * 100 + bytes(tail))
    assert found.reason in (Reason.TOO_LARGE, Reason.DAMAGED)


def test_more_members_than_the_limit_are_refused(tmp_path: Path) -> None:
    data = packed({f"{number}.txt": b"x" for number in range(11)})
    assert len(reading(tmp_path, data, Limits(members=11)).children) == 11
    assert error(tmp_path, data, Limits(members=10)).reason is Reason.TOO_LARGE


def test_an_archive_in_an_archive_is_a_child_and_not_unpacked(tmp_path: Path) -> None:
    inner = packed({"a.txt": b"x"})
    found = reading(tmp_path, packed({"inner.zip": inner}))
    assert [(child.name, child.data) for child in found.children] == [("inner.zip", inner)]

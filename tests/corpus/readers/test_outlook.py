"""Outlook messages, in compound files that the tests put together."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.documents import Location, Reading
from corpus.errors import Reason, Unreadable
from corpus.readers import mail
from corpus.readers.compressed_rtf import decompressed
from corpus.readers.outlook import read
from tests.corpus.readers.compound_files import Folder, compound

UNICODE, EIGHT_BIT, BINARY, INTEGER, TIME = 0x001F, 0x001E, 0x0102, 0x0003, 0x0040
SENT = datetime(2025, 5, 14, 10, 0, tzinfo=UTC)
EXAMPLE = bytes.fromhex(  # [MS-OXRTFCP] 4.1.2
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)


def stream(pid: int, kind: int) -> str:
    return f"__substg1.0_{pid:04X}{kind:04X}"


def texts(values: Mapping[int, str]) -> dict[str, bytes | Folder]:
    return {stream(pid, UNICODE): text.encode("utf-16-le") for pid, text in values.items()}


def listed(header: int, numbers: Mapping[tuple[int, int], int]) -> dict[str, bytes | Folder]:
    """Return the list of properties that have a number for a value."""
    rows = b"".join(struct.pack("<HHIQ", kind, pid, 6, value) for (pid, kind), value in numbers.items())
    return {"__properties_version1.0": bytes(header) + rows}


def filetime(moment: datetime) -> int:
    return int((moment - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000


def message(**streams: bytes | Folder) -> dict[str, bytes | Folder]:
    """Return a message in three languages with a sender, a receiver and a time."""
    values = {0x001A: "IPM.Note", 0x0037: "Қонақтар тізімі", 0x0C1A: "Мария Иванова", 0x0C1F: "maria@example.org",
              0x0E04: "Secretariat", 0x1000: "The list is attached.\r\n\r\nСписок приложен.\r\n> Тізім қайда?\r\n"}  # fmt: skip
    return {**listed(32, {(0x0039, TIME): filetime(SENT)}), **texts(values), **streams}


def attachment(name: str, data: bytes | Folder, numbers: Mapping[tuple[int, int], int] | None = None) -> Folder:
    content: dict[str, bytes | Folder] = {stream(0x3701, BINARY if isinstance(data, bytes) else 0x000D): data}
    return {**listed(8, numbers or {}), **texts({0x3707: name}), **content}


def reading(folder: Path, root: Folder | bytes) -> Reading:
    path = folder / "m.msg"
    path.write_bytes(root if isinstance(root, bytes) else compound(root))
    return read(path)


def test_headers_body_and_properties_are_read(tmp_path: Path) -> None:
    found = reading(tmp_path, message())
    assert [(block.text, block.location) for block in found.blocks] == [
        (
            "From: Мария Иванова <maria@example.org>\nTo: Secretariat\nDate: Wed, 14 May 2025 10:00:00 +0000\n"
            "Subject: Қонақтар тізімі",
            Location(),
        ),
        ("The list is attached.", Location()),
        ("Список приложен.", Location()),
        ("Тізім қайда?", Location(part="quoted")),
    ]
    assert found.properties == {
        "title": "Қонақтар тізімі",
        "date": "2025-05-14T10:00:00+00:00",
        "author": "Мария Иванова",
    }
    assert found.unread == found.children == ()


def test_headers_from_the_network_come_first(tmp_path: Path) -> None:
    sent = "From: Ivan <ivan@example.org>\r\nTo: a@example.org,\r\n b@example.org\r\nDate: Thu, 15 May 2025 09:30:00 +0500\r\n"
    found = reading(tmp_path, message(**texts({0x007D: sent})))
    assert found.blocks[0].text == (
        "From: Ivan <ivan@example.org>\nTo: a@example.org, b@example.org\nDate: Thu, 15 May 2025 09:30:00 +0500\n"
        "Subject: Қонақтар тізімі"
    )


@pytest.mark.parametrize(("number", "encoding"), [(1251, "cp1251"), (20866, "koi8-r"), (99999, "cp1251")])
def test_texts_in_a_code_page_are_decoded_even_where_it_is_not_known(
    tmp_path: Path, number: int, encoding: str
) -> None:
    text = "Заседание переносится на четверг, просим всех участников прийти вовремя."
    root = {**listed(32, {(0x3FDE, INTEGER): number}), stream(0x1000, EIGHT_BIT): text.encode(encoding)}
    assert [block.text for block in reading(tmp_path, root).blocks] == [text]


def test_a_formatted_body_is_read_where_there_is_no_plain_one(tmp_path: Path) -> None:
    page = "<h1>Бағдарлама</h1><p>Открытие в зале 110.</p>"
    numbers = {(0x3FDE, INTEGER): 65001}
    for data in (page.encode(), b"<meta charset=windows-1251>" + page.replace("Бағ", "Баг").encode("cp1251")):
        root = {**listed(32, numbers), stream(0x1013, BINARY): data}
        assert [block.text for block in reading(tmp_path, root).blocks][-1] == "Открытие в зале 110."
        numbers = {}


def test_attachments_are_children_and_pictures_of_the_page_are_not(tmp_path: Path) -> None:
    root = message(
        **{
            "__attach_version1.0_#00000000": attachment("Бағдарлама.pdf", b"%PDF-1.4" + bytes(5_000)),
            "__attach_version1.0_#00000001": attachment("logo.png", b"\x89PNG", {(0x3714, INTEGER): 4}),
            "__attach_version1.0_#00000002": attachment("..\\..\\photo.png", b"\x89PNG"),
            "__attach_version1.0_#00000003": attachment("empty.doc", b""),
        }
    )
    found = reading(tmp_path, root)
    assert [(child.name, child.data) for child in found.children] == [
        ("Бағдарлама.pdf", b"%PDF-1.4" + bytes(5_000)),
        ("photo.png", b"\x89PNG"),
    ]
    assert found.unread == ("The attachment empty.doc holds no file: open the message in Outlook and save it apart.",)


def test_an_attached_message_is_a_child_that_reads_as_mail(tmp_path: Path) -> None:
    inner = {**message(), **listed(24, {(0x0039, TIME): filetime(SENT)})}
    inner["__attach_version1.0_#00000000"] = attachment("кесте.csv", b"a;b")
    found = reading(tmp_path, message(**{"__attach_version1.0_#00000000": attachment("Қонақтар", inner)}))
    (child,) = found.children
    assert child.name == "Қонақтар.eml"
    path = tmp_path / "inner.eml"
    path.write_bytes(child.data)
    again = mail.read(path)
    assert again.properties == found.properties
    assert [block.text for block in again.blocks[1:]] == ["The list is attached.", "Список приложен.", "Тізім қайда?"]
    assert [(part.name, part.data) for part in again.children] == [("кесте.csv", b"a;b")]


def test_a_body_in_rich_text_alone_is_a_child(tmp_path: Path) -> None:
    found = reading(tmp_path, {**listed(32, {}), stream(0x1009, BINARY): EXAMPLE})
    assert [(child.name, child.data) for child in found.children] == [
        ("body.rtf", b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n")
    ]


def test_references_into_what_they_write_are_decompressed() -> None:
    runs = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")  # [MS-OXRTFCP] 4.2.2
    assert decompressed(runs) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"
    assert b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}".startswith(decompressed(runs[:-6]))
    assert decompressed(bytes(8) + b"MELA" + bytes(4) + b"{\\rtf1 plain}") == b"{\\rtf1 plain}"
    assert decompressed(b"") == b""


def test_an_encrypted_message_says_so(tmp_path: Path) -> None:
    found = reading(tmp_path, message(**texts({0x001A: "IPM.Note.SMIME"})))
    assert found.unread == ("The message is encrypted: save a copy of it without encryption.",)


def test_a_message_without_its_list_of_properties_still_has_its_text(tmp_path: Path) -> None:
    root = {key: value for key, value in message().items() if key != "__properties_version1.0"}
    found = reading(tmp_path, root)
    assert found.blocks[1].text == "The list is attached."
    assert "date" not in found.properties


@pytest.mark.parametrize("cut", [0, 8, 300, 600, 1500])
def test_a_truncated_file_is_damaged(tmp_path: Path, cut: int) -> None:
    with pytest.raises(Unreadable) as raised:
        reading(tmp_path, compound(message())[:cut])
    assert raised.value.reason is Reason.DAMAGED


def test_a_compound_file_that_is_no_message_holds_none(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as raised:
        reading(tmp_path, {"WordDocument": b"text", "__properties_version1.0": bytes(32)})
    assert raised.value.reason is Reason.NO_TEXT

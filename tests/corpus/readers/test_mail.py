"""Messages, made here byte by byte where a library would not make them so."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from pathlib import Path

import pytest

from corpus.documents import Location, Reading
from corpus.errors import Reason, Unreadable
from corpus.readers.mail import read

HEAD = b"From: a@example.org\nSubject: s\nMIME-Version: 1.0\n"


def reading(folder: Path, message: EmailMessage | bytes) -> Reading:
    path = folder / "m.eml"
    path.write_bytes(message if isinstance(message, bytes) else message.as_bytes())
    return read(path)


def body(folder: Path, message: EmailMessage | bytes) -> list[str]:
    """Return the texts after the header paragraph."""
    return [block.text for block in reading(folder, message).blocks[1:]]


def message(text: str, *, charset: str = "utf-8", cte: str | None = None) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Мария Иванова <maria@example.org>"
    made["To"] = "Secretariat <office@example.org>, Әсел <asel@example.kz>"
    made["Date"] = "Wed, 14 May 2025 15:00:00 +0500"
    made["Subject"] = "Открытие: қонақтар list"
    made.set_content(text, charset=charset, cte=cte)
    return made


def test_headers_are_the_first_paragraph_and_the_properties(tmp_path: Path) -> None:
    found = reading(tmp_path, message("The hall is booked.\n\nЗал забронирован.\n\nЗал брондалды.\n"))
    assert [(block.kind.value, block.text) for block in found.blocks] == [
        (
            "paragraph",
            "From: Мария Иванова <maria@example.org>\n"
            "To: Secretariat <office@example.org>, Әсел <asel@example.kz>\n"
            "Date: Wed, 14 May 2025 15:00:00 +0500\n"
            "Subject: Открытие: қонақтар list",
        ),
        ("paragraph", "The hall is booked."),
        ("paragraph", "Зал забронирован."),
        ("paragraph", "Зал брондалды."),
    ]
    assert found.properties == {
        "title": "Открытие: қонақтар list",
        "date": "2025-05-14T15:00:00+05:00",
        "author": "Мария Иванова",
    }
    assert found.unread == found.children == ()


@pytest.mark.parametrize("cte", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "iso-8859-5", "utf-8", "utf-16", "cp866"])
def test_every_charset_and_transfer_encoding_is_read(tmp_path: Path, charset: str, cte: str) -> None:
    text = "Заседание переносится на четверг."
    if (charset, cte) == ("utf-16", "8bit"):
        pytest.skip("UTF-16 cannot be sent as lines")
    data = text.encode(charset)
    if cte == "base64":
        data = base64.encodebytes(data)
    elif cte == "quoted-printable":
        data = "".join(f"={byte:02X}" for byte in data).encode()
    head = HEAD + f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {cte}\n\n".encode()
    assert body(tmp_path, head + data) == [text]


def test_kazakh_and_japanese_charsets_are_read(tmp_path: Path) -> None:
    for charset, text in [("kz1048", "Отырыс бейсенбіге ауыстырылды."), ("iso-2022-jp", "会議は木曜日です。")]:
        head = HEAD + f"Content-Type: text/plain; charset={charset}\n\n".encode()
        assert body(tmp_path, head + text.encode(charset)) == [text]


@pytest.mark.parametrize("charset", ["us-ascii", "iso-8859-1", "no-such-charset", "utf-8", "windows-1251"])
def test_a_wrong_charset_does_not_spoil_the_text(tmp_path: Path, charset: str) -> None:
    text = "Заседание переносится на четверг, просим всех участников прийти вовремя."
    head = HEAD + f"Content-Type: text/plain; charset={charset}\n\n".encode()
    assert body(tmp_path, head + text.encode("utf-8")) == [text]
    if charset != "windows-1251":
        assert body(tmp_path, head + text.encode("cp1251")) == [text]


def test_headers_in_bare_bytes_and_quoted_encoded_words_are_decoded(tmp_path: Path) -> None:
    word = base64.b64encode("Әсел".encode()).decode()
    raw = f'From: "=?utf-8?B?{word}?=" <a@example.kz>\n'.encode()
    found = reading(tmp_path, raw + b"Subject: " + "Приглашение участникам".encode("cp1251") + b"\n\nText.\n")
    assert found.properties == {"title": "Приглашение участникам", "author": "Әсел"}


def test_malformed_headers_are_kept_as_they_are(tmp_path: Path) -> None:
    found = reading(
        tmp_path, b"From: <<>@,;:\nDate: yesterday\nSubject: =?utf-8?B?!!?= =?x\nMIME-Version: 1.0\n\nText.\n"
    )
    assert found.blocks[0].text.startswith("From: <<>@,;:\nDate: yesterday\nSubject: ")
    assert found.properties["date"] == "yesterday"
    assert found.blocks[1].text == "Text."


def test_plain_text_is_preferred_to_html_unless_it_is_only_a_pointer(tmp_path: Path) -> None:
    made = message("Plain words of the letter.")
    made.add_alternative("<p>Formatted words of the letter.</p>", subtype="html")
    assert body(tmp_path, made) == ["Plain words of the letter."]
    made = message("See the formatted version.")
    made.add_alternative(f"<h1>Программа</h1><p>{'Құрметті қонақтар! ' * 20}</p>", subtype="html")
    assert body(tmp_path, made)[0] == "Программа"


def test_html_alone_gives_its_blocks_without_hidden_text_and_pictures(tmp_path: Path) -> None:
    made = message("")
    page = '<div style="display:none">preview</div><div class="menu">Dear all</div><ul><li>Hall B</li></ul><img src="cid:1">'
    made.set_content(page, subtype="html")
    made.add_related(b"\x89PNG\r\n\x1a\n", "image", "png", cid="<1>")
    found = reading(tmp_path, made)
    assert [(block.kind.value, block.text) for block in found.blocks[1:]] == [
        ("paragraph", "Dear all"),
        ("list_item", "Hall B"),
    ]
    assert found.children == ()


def test_pages_and_files_inside_an_alternative_are_read_once(tmp_path: Path) -> None:
    made = EmailMessage()
    made["From"], made["Subject"] = "a@example.org", "s"
    made.set_content("The whole letter in plain words.")
    made.add_alternative("<p>The whole letter in <b>plain</b> words.</p>", subtype="html")
    made.get_payload()[1].add_related(b"%PDF-1.4", "application", "pdf", filename="plan.pdf")  # type: ignore[union-attr, index]
    found = reading(tmp_path, made)
    assert [block.text for block in found.blocks[1:]] == ["The whole letter in plain words."]
    assert [(child.name, child.data) for child in found.children] == [("plan.pdf", b"%PDF-1.4")]


def test_quotes_and_signature_are_kept_and_told_apart(tmp_path: Path) -> None:
    text = "Согласна.\n\nOn 5 May, Ivan wrote:\n> Will you chair the panel?\n>\n>> Жақсы ма?\n\n-- \nMaria Ivanova\nChair\n"
    found = reading(tmp_path, message(text))
    assert [(block.text, block.location) for block in found.blocks[1:]] == [
        ("Согласна.", Location()),
        ("On 5 May, Ivan wrote:", Location()),
        ("Will you chair the panel?", Location(part="quoted")),
        ("Жақсы ма?", Location(part="quoted")),
        ("Maria Ivanova", Location()),
        ("Chair", Location()),
    ]


def test_flowed_text_is_joined(tmp_path: Path) -> None:
    head = HEAD + b"Content-Type: text/plain; format=flowed\n\n"
    assert body(tmp_path, head + b"The hall \nis full.\n> Is it \n> so?\n-- \nM.\n") == [
        "The hall is full.",
        "Is it so?",
        "M.",
    ]
    head = HEAD + b"Content-Type: text/plain; format=flowed; delsp=yes\n\n"
    assert body(tmp_path, head + b"confer \nence\n") == ["conference"]


def test_attachments_are_children_with_harmless_names(tmp_path: Path) -> None:
    made = message("See the files.")
    made.add_attachment(b"%PDF-1.4", "application", "pdf", filename="Бағдарлама.pdf")
    made.add_attachment(b"data", "application", "octet-stream", filename="../../etc/passwd")
    made.add_attachment("Заметка", filename="заметка.txt")
    made.add_attachment(b"%PDF-1.5", "application", "pdf")
    found = reading(tmp_path, made)
    assert [(child.name, child.data.strip()) for child in found.children] == [
        ("Бағдарлама.pdf", b"%PDF-1.4"),
        ("etc/passwd", b"data"),
        ("заметка.txt", "Заметка".encode()),
        ("attachment 4.pdf", b"%PDF-1.5"),
    ]
    assert [block.text for block in found.blocks[1:]] == ["See the files."]


def test_a_name_in_bare_bytes_or_an_encoded_word_is_decoded(tmp_path: Path) -> None:
    word = base64.b64encode("Тізім.csv".encode()).decode()
    for name in ("Список участников.csv".encode("cp1251"), f"=?utf-8?B?{word}?=".encode()):
        head = HEAD + b'Content-Type: application/octet-stream\nContent-Disposition: attachment; filename="'
        found = reading(tmp_path, head + name + b'"\n\na;b\n')
        assert found.children[0].name in ("Список участников.csv", "Тізім.csv")


def test_an_attached_message_is_a_child_as_it_was_written(tmp_path: Path) -> None:
    made = message("Forwarded.")
    made.add_attachment(message("Ішкі хат.", cte="base64"))
    (child,) = reading(tmp_path, made).children
    assert child.name == "Открытие: қонақтар list.eml"
    assert [block.text for block in reading(tmp_path, child.data).blocks[1:]] == ["Ішкі хат."]


def test_an_attached_message_keeps_its_own_attachments(tmp_path: Path) -> None:
    inner = message("Inner.")
    inner.add_attachment(b"%PDF-1.4", "application", "pdf", filename="a.pdf")
    made = message("Outer.")
    made.add_attachment(inner)
    (child,) = reading(tmp_path, made).children
    again = reading(tmp_path, child.data)
    assert [(part.name, part.data) for part in again.children] == [("a.pdf", b"%PDF-1.4")]


def test_an_attached_message_in_base64_is_decoded(tmp_path: Path) -> None:
    inner = base64.encodebytes(message("Inner.").as_bytes())
    head = HEAD + b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
    (child,) = reading(tmp_path, head + inner).children
    assert [block.text for block in reading(tmp_path, child.data).blocks[1:]] == ["Inner."]


def test_an_encrypted_message_says_so(tmp_path: Path) -> None:
    found = reading(tmp_path, HEAD + b"Content-Type: application/pkcs7-mime; name=smime.p7m\n\nMIAGCSqG\n")
    assert found.blocks[0].text == "From: a@example.org\nSubject: s"
    assert found.unread == ("The message is encrypted: save a copy of it without encryption.",)


def test_an_empty_attachment_is_named(tmp_path: Path) -> None:
    made = message("See.")
    made.add_attachment(b"", "application", "pdf", filename="a.pdf")
    assert reading(tmp_path, made).unread == ("The attachment a.pdf is empty: ask its sender for it again.",)


def test_broken_mime_gives_what_there_is(tmp_path: Path) -> None:
    multi = HEAD + b'Content-Type: multipart/mixed; boundary="b"\n\n'
    assert body(tmp_path, multi + b"--b\nContent-Type: text/plain\n\nNo end") == ["No end"]
    assert body(tmp_path, multi + b"No boundary at all.\n") == ["No boundary at all."]
    assert body(tmp_path, HEAD + b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nVGV4dA=") == ["Text"]
    assert body(tmp_path, HEAD + b"Content-Type: ;;;\n\nOdd.\n") == ["Odd."]


def test_a_truncated_attachment_is_still_a_child(tmp_path: Path) -> None:
    made = message("See.")
    made.add_attachment(bytes(range(256)) * 40, "application", "octet-stream", filename="a.bin")
    data = made.as_bytes()
    found = reading(tmp_path, data[: len(data) * 2 // 3])
    assert found.blocks[1].text == "See."
    assert (bytes(range(256)) * 40).startswith(found.children[0].data)


def test_a_message_saved_as_utf_16_with_a_mark_is_read(tmp_path: Path) -> None:
    found = reading(tmp_path, "From: a@example.org\r\nSubject: Жиын\r\n\r\nМәтін.\r\n".encode("utf-16"))
    assert found.properties["title"] == "Жиын"
    assert found.blocks[1].text == "Мәтін."


def test_what_is_no_message_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as raised:
        reading(tmp_path, b"\n\n")
    assert raised.value.reason is Reason.NO_TEXT


def test_parts_nested_without_end_are_text_or_a_typed_reason(tmp_path: Path) -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3_000))
    with pytest.raises(Unreadable) as raised:
        reading(tmp_path, HEAD + nested + b"\nText.\n")
    assert raised.value.reason is Reason.DAMAGED


def test_more_attachments_than_the_limit_are_counted(tmp_path: Path) -> None:
    part = b"--b\nContent-Type: application/x\n\nx\n"
    found = reading(tmp_path, HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + part * 10_002 + b"--b--\n")
    assert len(found.children) == 10_000
    assert found.unread == ("2 further attachments are not read: save them beside the message.",)

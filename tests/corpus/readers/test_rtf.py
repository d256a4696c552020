"""The RTF reader, on files made here."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from corpus.discovery import Found
from corpus.documents import Document, Location, Reading
from corpus.errors import Reason, Unreadable
from corpus.loading import load
from corpus.readers import rtf as reader

HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}{\f2\cpg1253 Greek;}}"
    r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 My chapter;}{\s2 heading 2;}{\*\cs3 Strong;}}"
)


def read(path: Path, body: str | bytes, head: str = HEAD) -> Reading:
    """Write a file and read it."""
    data = body if isinstance(body, bytes) else body.encode("ascii")
    (path / "a.rtf").write_bytes(head.encode("ascii") + data + b"}")
    return reader.read(path / "a.rtf")


def shown(reading: Reading) -> list[tuple[str, str]]:
    """Return kind and text of each block."""
    return [(block.kind.value, block.text) for block in reading.blocks]


def escaped(text: str) -> str:
    """Return a text with each letter that is not ASCII by its number."""
    return "".join(letter if letter.isascii() else f"\\u{ord(letter)}?" for letter in text)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Opening of the forum", "The delegates met in Astana."),
        ("Открытие форума", "Делегаты встретились в Астане."),
        ("Форумның ашылуы", "Өкілдер Астанада кездесті, әңгіме ұзақ болды."),
    ],
)
def test_headings_and_paragraphs_are_read_in_three_languages(tmp_path: Path, title: str, text: str) -> None:
    read(tmp_path, rf"\pard\s1 {escaped(title)}\par\pard\plain {escaped(text)}\par")
    document = load(Found("a.rtf", tmp_path / "a.rtf", 1, 0))
    assert isinstance(document, Document)
    assert (document.kind, document.title) == ("rtf", title)
    assert [(block.kind.value, block.level, block.text) for block in document.blocks] == [
        ("heading", 1, title),
        ("paragraph", 0, text),
    ]
    assert document.blocks[1].location == Location(heading=(title,), paragraph=1)


def test_bytes_are_read_in_the_code_page_of_their_font(tmp_path: Path) -> None:
    word = "Привет".encode("cp1251")
    by_number = "".join(f"\\'{byte:02x}" for byte in word).encode()
    body = rb"\f1 " + word + b" " + by_number + rb"\f0  caf\'e9 {\f2 \'e1}\par"
    assert shown(read(tmp_path, body)) == [("paragraph", "Привет Привет café α")]
    whole = read(tmp_path, word, r"{\rtf1\ansi\ansicpg1251 ")
    assert shown(whole) == [("paragraph", "Привет")]


def test_two_bytes_of_one_character_and_pairs_of_numbers_are_joined(tmp_path: Path) -> None:
    head = r"{\rtf1{\fonttbl{\f0\fcharset134 SimSun;}}\f0 "
    assert shown(read(tmp_path, r"\'d6\'d0 \u-10179?\u-8704?\par", head)) == [("paragraph", "中 😀")]


def test_what_stands_for_a_character_in_older_programs_is_passed_over(tmp_path: Path) -> None:
    body = r"\uc1 a\u1179 ?b{\uc2 c\u1179\'3f\'3fd}\uc0 e\u1179 f\uc1\u1179{g}\par"
    assert shown(read(tmp_path, body)) == [("paragraph", "aқbcқdeқfқg")]


def test_headings_have_the_level_of_their_style_or_their_own(tmp_path: Path) -> None:
    body = r"\pard\s1 One\par\pard\s2 Two\par\pard\outlinelevel2 Three\par\pard Text\par"
    assert [(block.level, block.text) for block in read(tmp_path, body).blocks] == [
        (1, "One"),
        (2, "Two"),
        (3, "Three"),
        (0, "Text"),
    ]


def test_list_items_keep_the_numbers_that_the_file_shows(tmp_path: Path) -> None:
    body = (
        r"{\listtext\pard\plain 1.\tab}\ls1 First\par{\pntext\f0 (b)\tab}Second\par{\listtext\'b7\tab}Dot\par Text\par"
    )
    assert shown(read(tmp_path, body)) == [
        ("list_item", "1. First"),
        ("list_item", "(b) Second"),
        ("list_item", "Dot"),
        ("paragraph", "Text"),
    ]


def test_a_table_row_keeps_its_headers(tmp_path: Path) -> None:
    def row(*cells: str, marks: str = "") -> str:
        return rf"\trowd{marks}\cellx1\pard\intbl " + "".join(rf"{cell}\cell " for cell in cells) + r"\row "

    three = row("Time", "Session", "Room") + row("15:30", r"Rivers\par and lakes", "110")
    assert shown(read(tmp_path, rf"Before\par {three}\pard After\par")) == [
        ("paragraph", "Before"),
        ("table_row", "Time: 15:30 | Session: Rivers and lakes | Room: 110"),
        ("paragraph", "After"),
    ]
    marked = row("Name", "Country", marks=r"\trhdr") + row("Anna", "Tauly")
    bold = row(r"{\b Name}", r"{\b Country}") + row("Anna", "Tauly")
    for table in (marked, bold):
        assert shown(read(tmp_path, rf"Before\par {table}")) == [
            ("paragraph", "Before"),
            ("table_row", "Name: Anna | Country: Tauly"),
        ]
    assert shown(read(tmp_path, row("Name", "Country") + row("Anna", "Tauly")))[0] == ("table_row", "Name | Country")
    assert shown(read(tmp_path, row("In a frame"))) == [("paragraph", "In a frame")]


def test_notes_and_comments_follow_their_paragraph(tmp_path: Path) -> None:
    body = (
        r"The court{\super\chftn{\footnote\pard\plain {\super\chftn} Of 2024.}} met{\*\atnid A}{\*\atnauthor Anna}\chatn"
        r"{\*\annotation{\*\atndate 1}\pard Check this.} here{\footnote\ftnalt At the end.}.\par Next\par"
    )
    reading = read(tmp_path, body)
    assert [(block.kind.value, block.text, block.location.part) for block in reading.blocks] == [
        ("paragraph", "The court met here.", None),
        ("footnote", "1 Of 2024.", None),
        ("paragraph", "Check this.", "comment"),
        ("footnote", "i At the end.", None),
        ("paragraph", "Next", None),
    ]


def test_what_is_hidden_deleted_or_no_text_is_left_out(tmp_path: Path) -> None:
    body = (
        r"{\header secret}{\*\generator secret}\pard Seen{\v  secret} {\deleted secret}\v secret\v0 and{\pict\picw1 736563}"
        r"{\object{\*\objdata 736563}{\result  shown}}{\field{\*\fldinst HYPERLINK secret}{\fldrslt  linked}}"
        r"{\*\bkmkstart secret}{\*\unknown secret{\b secret}}\bin6 }{}{}{ here\par"
    )
    assert shown(read(tmp_path, body)) == [("paragraph", "Seen and shown linked here")]


def test_the_text_of_a_box_is_read_once(tmp_path: Path) -> None:
    box = r"{\shp{\*\shpinst{\sp{\sn x}{\sv 5}}{\shptxt In the box\par}}{\shprslt{\*\do In the box\par}}}"
    assert shown(read(tmp_path, rf"{box}Beside\par")) == [("paragraph", "In the box"), ("paragraph", "Beside")]


def test_of_two_forms_the_one_in_unicode_is_read(tmp_path: Path) -> None:
    body = r"{\upr{A??}{\*\ud{A\u1179 ?\u1257 ?}}}\par"
    assert shown(read(tmp_path, body)) == [("paragraph", "Aқө")]


def test_the_file_states_title_author_and_date(tmp_path: Path) -> None:
    info = rf"{{\info{{\title {escaped('Су форумы')}}}{{\author Anna Sarsen}}{{\creatim\yr2024\mo5\dy6\hr10}}{{\company X}}}}"
    assert read(tmp_path, rf"{info}Text\par").properties == {
        "title": "Су форумы", "author": "Anna Sarsen", "date": "2024-05-06",
    }  # fmt: skip


def test_a_file_that_breaks_off_is_read_so_far(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_bytes(rb"{\rtf1 One\par \trowd\intbl A\cell B\cell\row C\cell D {\b bo")
    assert shown(reader.read(tmp_path / "a.rtf")) == [
        ("paragraph", "One"),
        ("table_row", "A | B"),
        ("table_row", "C | D bo"),
    ]


def test_a_file_without_text_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as error:
        read(tmp_path, r"{\pict 0102}")
    assert error.value.reason is Reason.NO_TEXT


@pytest.mark.parametrize(
    "body", [b"{" * 1_000_000 + b"x", b"\\v" * 500_000 + b"\\v0 x", b"}" * 1_000_000 + b"x", b"\\u" * 300_000 + b" x"]
)
def test_deep_and_endless_files_take_no_recursion_and_little_time(tmp_path: Path, body: bytes) -> None:
    began = time.process_time()
    assert shown(read(tmp_path, body))[-1][1].endswith("x")
    assert time.process_time() - began < 30

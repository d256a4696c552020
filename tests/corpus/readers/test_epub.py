"""Electronic books, put together here."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from corpus.documents import Location, Reading
from corpus.errors import CorpusError, Reason
from corpus.limits import DEFAULT_LIMITS, Limits
from corpus.readers.epub import read

CONTAINER = """<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" xmlns:opf="http://www.idpf.org/2007/opf" version="3.0">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Су туралы форум</dc:title>
<dc:creator>Мария Иванова</dc:creator><dc:creator>A. Person</dc:creator><dc:language>kk</dc:language>
<dc:date opf:event="creation">2020-01-01</dc:date><dc:date opf:event="publication">2024-12-10</dc:date></metadata>
<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="two" href="text/two.xhtml" media-type="application/xhtml+xml"/>
<item id="one" href="text/%D0%BE%D0%B4%D0%B8%D0%BD.xhtml" media-type="application/xhtml+xml"/>
<item id="css" href="a.css" media-type="text/css"/></manifest>
<spine toc="ncx"><itemref idref="nav"/><itemref idref="one"/><itemref idref="two"/><itemref idref="one"/></spine></package>"""
NAV = (
    "<html><body><nav><ol><li><a href='text/two.xhtml'>Contents</a></li></ol></nav><p>Contents again</p></body></html>"
)


def page(body: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title/></head><body>{body}</body></html>'
    )


FILES = {
    "META-INF/container.xml": CONTAINER,
    "OEBPS/content.opf": PACKAGE,
    "OEBPS/nav.xhtml": NAV,
    "OEBPS/toc.ncx": "<ncx><text>Contents</text></ncx>",
    "OEBPS/text/two.xhtml": page("<h1>Chapter 2</h1><ul><li>Hall&#160;B</li></ul><aside>Boxed.</aside>"),
    "OEBPS/text/один.xhtml": page(
        '<h1>Глава <a id="p1"/>1</h1><p>Открытие.<a epub:type="noteref" href="#n"> 1</a></p><h2>Бөлім</h2>'
        '<p>Қош келдіңіздер!</p><aside epub:type="footnote" id="n"><p>1 Сноска.</p></aside>'
    ),
}


def book(files: Mapping[str, str]) -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/epub+zip", ZIP_STORED)
        for name, text in files.items():
            package.writestr(name, text)
    return made.getvalue()


def reading(folder: Path, data: bytes | Mapping[str, str], limits: Limits = DEFAULT_LIMITS) -> Reading:
    path = folder / "a.epub"
    path.write_bytes(data if isinstance(data, bytes) else book(data))
    return read(path, limits=limits)


def reason(folder: Path, data: bytes | Mapping[str, str], limits: Limits = DEFAULT_LIMITS) -> Reason:
    with pytest.raises(CorpusError) as raised:
        reading(folder, data, limits)
    return raised.value.reason


def texts(found: Reading) -> list[str]:
    return [block.text for block in found.blocks]


def without(*names: str) -> dict[str, str]:
    return {name: text for name, text in FILES.items() if name not in names}


def test_chapters_are_read_in_the_order_of_the_spine_without_the_contents(tmp_path: Path) -> None:
    found = reading(tmp_path, FILES)
    assert [(block.kind.value, block.level, block.text) for block in found.blocks] == [
        ("heading", 1, "Глава 1"),
        ("paragraph", 0, "Открытие. 1"),
        ("heading", 2, "Бөлім"),
        ("paragraph", 0, "Қош келдіңіздер!"),
        ("footnote", 0, "1 Сноска."),
        ("heading", 1, "Chapter 2"),
        ("list_item", 0, "Hall B"),
        ("paragraph", 0, "Boxed."),
    ]
    assert {block.location for block in found.blocks} == {Location()}
    assert found.unread == found.children == ()
    assert found.pages is None


def test_the_package_says_title_authors_language_and_date(tmp_path: Path) -> None:
    assert reading(tmp_path, FILES).properties == {
        "title": "Су туралы форум",
        "author": "Мария Иванова, A. Person",
        "language": "kk",
        "date": "2024-12-10",
    }


def test_the_contents_of_an_older_book_are_left_out_too(tmp_path: Path) -> None:
    guide = '<guide><reference type="toc" href="text/two.xhtml#top"/></guide></package>'
    found = reading(tmp_path, {**FILES, "OEBPS/content.opf": PACKAGE.replace("</package>", guide)})
    assert "Chapter 2" not in texts(found)


def test_other_encodings_are_read(tmp_path: Path) -> None:
    path = "OEBPS/text/two.xhtml"
    made = io.BytesIO()
    with ZipFile(made, "w") as package:
        for name, text in FILES.items():
            data = text.encode()
            if name == path:
                old = page("<p>Заседание рабочей группы открыто.</p>").replace("utf-8", "windows-1251")
                data = old.encode("cp1251")
            package.writestr(name, data)
    assert texts(reading(tmp_path, made.getvalue()))[-1] == "Заседание рабочей группы открыто."


def test_a_book_without_container_or_package_gives_its_pages(tmp_path: Path) -> None:
    assert texts(reading(tmp_path, without("META-INF/container.xml")))[0] == "Глава 1"
    found = reading(tmp_path, without("OEBPS/content.opf", "OEBPS/nav.xhtml"))
    assert texts(found)[0] == "Chapter 2"
    assert "Глава 1" in texts(found)
    assert found.properties == {}


def test_a_missing_chapter_is_named(tmp_path: Path) -> None:
    found = reading(tmp_path, without("OEBPS/text/two.xhtml"))
    assert texts(found)[-1] == "1 Сноска."
    assert found.unread == ("The chapter OEBPS/text/two.xhtml is missing from the book: export the book again.",)


def test_a_damaged_chapter_costs_only_itself(tmp_path: Path) -> None:
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as package:
        for name, text in FILES.items():
            package.writestr(name, text)
    found = reading(tmp_path, made.getvalue().replace(b"Boxed", b"Faxed"))
    assert found.unread == ("The chapter OEBPS/text/two.xhtml is damaged: export the book again.",)
    assert texts(found)[0] == "Глава 1"


@pytest.mark.parametrize("uri", ["OEBPS/text/two.xhtml", "/OEBPS/text/%D0%BE%D0%B4%D0%B8%D0%BD.xhtml"])
def test_a_protected_book_is_refused_and_hidden_fonts_are_not_protection(tmp_path: Path, uri: str) -> None:
    def encryption(algorithm: str) -> str:
        return (
            '<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
            f'<enc:EncryptionMethod Algorithm="{algorithm}"/><enc:CipherData><enc:CipherReference URI="{uri}"/>'
            "</enc:CipherData></enc:EncryptedData></encryption>"
        )

    locked = {**FILES, "META-INF/encryption.xml": encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc")}
    assert reason(tmp_path, locked) is Reason.ENCRYPTED
    fonts = {**FILES, "META-INF/encryption.xml": encryption("http://www.idpf.org/2008/embedding")}
    assert texts(reading(tmp_path, fonts)) == texts(reading(tmp_path, FILES))


def test_a_book_of_pictures_holds_no_text(tmp_path: Path) -> None:
    pictures = page('<img src="1.jpg"/>')
    assert reason(tmp_path, {**FILES, "OEBPS/text/two.xhtml": pictures, "OEBPS/text/один.xhtml": pictures}) is (
        Reason.NO_TEXT
    )


def test_a_book_whose_chapters_are_all_missing_is_damaged(tmp_path: Path) -> None:
    assert reason(tmp_path, without("OEBPS/text/two.xhtml", "OEBPS/text/один.xhtml")) is Reason.DAMAGED


@pytest.mark.parametrize("size", [0, 100, 1000])
def test_a_truncated_book_is_damaged(tmp_path: Path, size: int) -> None:
    assert reason(tmp_path, book(FILES)[:size]) is Reason.DAMAGED


def test_a_book_over_a_limit_is_refused(tmp_path: Path) -> None:
    big = {**FILES, "OEBPS/text/two.xhtml": page(f"<p>{'x' * 2_000_000}</p>")}
    assert reason(tmp_path, big) is Reason.TOO_LARGE
    assert reason(tmp_path, FILES, Limits(members=3)) is Reason.TOO_LARGE


def test_entities_and_paths_outside_bring_nothing_in(tmp_path: Path) -> None:
    declared = '<!DOCTYPE package [<!ENTITY x SYSTEM "file:///etc/passwd">]><package'
    hostile = PACKAGE.replace("<package", declared).replace("Су туралы форум", "&x;")
    hostile = hostile.replace("text/two.xhtml", "../../../../etc/passwd.xhtml")
    found = reading(tmp_path, {**FILES, "OEBPS/content.opf": hostile})
    assert "root:" not in repr(found)
    assert len(found.unread) == 1

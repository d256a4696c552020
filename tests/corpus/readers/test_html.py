"""Web pages: the main content in order, without the page around it."""

from pathlib import Path

from corpus.documents import BlockKind, Reading
from corpus.readers.html import element_tree, read, whole

PROSE = (
    "The delegates of the five states met for the third time to speak about the rivers that cross their borders. "
    "They agreed to share the data of all measuring stations, and to meet again in the spring of next year."
)
PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><title>Rivers forum | Example Agency</title>
<meta property="article:published_time" content="2024-03-05T10:00:00Z"><meta name="author" content="A. Person">
<style>p {{ color: red }}</style><script>var x = "not text";</script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">All the news</a></li></ul></nav>
<div class="cookie-banner">We use cookies to improve your visit.</div>
<main><h1>Rivers forum</h1><p>{PROSE}</p>
<figure><img src="x.png" alt="hall"><figcaption>The hall in Almaty</figcaption></figure>
<h2>What was agreed</h2><ol start="2"><li>Share <b>data</b></li><li>Meet again</li></ol>
<table><tr><th>Time</th><th>Hall</th></tr><tr><td>14:30</td><td>B</td></tr></table>
<p>{PROSE.replace("third", "fourth")}</p></main>
<aside><p>Related: another story about something else entirely, told at length.</p></aside>
<footer><p>Copyright Example Agency, all rights reserved.</p></footer></body></html>"""


def reading(tmp_path: Path, page: str | bytes, name: str = "page.html") -> Reading:
    path = tmp_path / name
    path.write_bytes(page if isinstance(page, bytes) else page.encode("utf-8"))
    return read(path)


def test_the_main_content_comes_out_in_order(tmp_path: Path) -> None:
    assert [(block.kind, block.text) for block in reading(tmp_path, PAGE).blocks] == [
        (BlockKind.HEADING, "Rivers forum"),
        (BlockKind.PARAGRAPH, PROSE),
        (BlockKind.CAPTION, "The hall in Almaty"),
        (BlockKind.HEADING, "What was agreed"),
        (BlockKind.LIST_ITEM, "2. Share data"),
        (BlockKind.LIST_ITEM, "3. Meet again"),
        (BlockKind.TABLE_ROW, "Time: 14:30 | Hall: B"),
        (BlockKind.PARAGRAPH, PROSE.replace("third", "fourth")),
    ]


def test_the_head_says_title_date_author_and_language(tmp_path: Path) -> None:
    assert dict(reading(tmp_path, PAGE).properties) == {
        "title": "Rivers forum",
        "date": "2024-03-05T10:00:00Z",
        "author": "A. Person",
        "language": "en-GB",
    }


def test_a_short_page_is_read_whole(tmp_path: Path) -> None:
    page = "<html><body><p>Doors open at nine.</p><p hidden>secret</p><script>run()</script></body></html>"
    assert [block.text for block in reading(tmp_path, page).blocks] == ["Doors open at nine."]


def test_a_page_in_an_old_encoding_is_read_as_it_declares(tmp_path: Path) -> None:
    page = '<html><head><meta charset="koi8-r"></head><body><p>Да.</p></body></html>'.encode("koi8-r")
    assert reading(tmp_path, page).blocks[0].text == "Да."


def test_breaks_keep_labelled_lines_apart_and_split_paragraphs_where_doubled(tmp_path: Path) -> None:
    page = "<body><p>Date: today<br>Room: B2</p><p>One line<br>goes on<br><br>Another begins.</p></body>"
    assert [block.text for block in reading(tmp_path, page).blocks] == [
        "Date: today\nRoom: B2",
        "One line goes on",
        "Another begins.",
    ]


def test_nested_lists_are_items_of_their_own(tmp_path: Path) -> None:
    page = "<body><ul><li>Outer<ol><li>First</li><li>Second</li></ol></li></ul></body>"
    assert [block.text for block in reading(tmp_path, page).blocks] == ["Outer", "1. First", "2. Second"]


def test_other_xml_is_read_element_by_element(tmp_path: Path) -> None:
    body = "<text><head>Заголовок</head><p>Текст <hi>здесь</hi>.</p></text>"
    page = f'<?xml version="1.0" encoding="cp1251"?><TEI>{body}</TEI>'
    found = reading(tmp_path, page.encode("cp1251"), "page.xml")
    assert [(block.kind, block.text) for block in found.blocks] == [
        (BlockKind.HEADING, "Заголовок"),
        (BlockKind.PARAGRAPH, "Текст здесь."),
    ]


def test_entities_in_xml_open_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret", encoding="utf-8")
    page = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><a><p>See &x; here</p></a>'
    assert "the secret" not in " ".join(block.text for block in reading(tmp_path, page, "page.xml").blocks)


def test_a_page_without_elements_has_no_blocks(tmp_path: Path) -> None:
    assert reading(tmp_path, "<!-- nothing -->").blocks == ()


def test_a_page_that_is_all_content_keeps_what_a_web_site_would_call_a_menu() -> None:
    page = """<?xml version="1.0"?><html xmlns:epub="http://www.idpf.org/2007/ops"><head><title/></head><body>
    <h1>Гла<a id="p1"/>ва 1</h1><div class="sidebar"><p>Қорап ішіндегі мәтін.</p></div><aside>Boxed text.</aside>
    <aside epub:type="footnote"><p>The note.</p></aside><p hidden="hidden">unseen</p><nav>unseen</nav></body></html>"""
    assert [(block.kind.value, block.text) for block in whole(page)] == [
        ("heading", "Глава 1"),
        ("paragraph", "Қорап ішіндегі мәтін."),
        ("paragraph", "Boxed text."),
        ("footnote", "The note."),
    ]
    assert whole("") == whole("<!-- nothing -->") == []


def test_xml_is_parsed_in_its_own_encoding_and_without_entities() -> None:
    bomb = b'<?xml version="1.0" encoding="windows-1251"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>\xcf&e;</a>'
    root = element_tree(bomb)
    assert root is not None
    assert "".join(root.itertext()) == "П&e;"
    assert element_tree(b"") is None

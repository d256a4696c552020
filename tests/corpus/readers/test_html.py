"""Web pages: the main content in order, without the page around it."""

from pathlib import Path

import pytest

from corpus.documents import BlockKind, Reading
from corpus.errors import Reason, Refused
from corpus.limits import Limits
from corpus.readers import html_tables
from corpus.readers.html import element_tree, read, whole

PROSE = (
    "The delegates of the five states met for the third time to speak about the rivers that cross their borders. "
    "They agreed to share the data of all measuring stations, and to meet again in the spring of next year."
)
PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><title>Rivers forum | Example Agency</title>
<meta property="article:published_time" content="2024-03-05T10:00:00Z"><meta name="author" content="A. Person , B. Other">
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
        "author": "A. Person, B. Other",
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


def texts(tmp_path: Path, page: str, name: str = "page.html") -> list[str]:
    return [block.text for block in reading(tmp_path, page, name).blocks]


def test_headers_over_several_columns_and_rows_name_each_value(tmp_path: Path) -> None:
    page = (
        "<table><thead><tr><th rowspan=2>Уақыт</th><th colspan=2>Зал</th></tr><tr><th>A</th><th>B</th></tr></thead>"
        "<tr><td rowspan=2>10:00</td><td>Ашылу</td><td>Сот</td></tr><tr><td>Пікірсайыс</td><td></td></tr>"
        "<tr><td>13:00</td><td colspan=2>Түскі ас</td></tr></table>"
    )
    assert texts(tmp_path, page) == [
        "Уақыт: 10:00 | Зал A: Ашылу | Зал B: Сот",
        "Уақыт: 10:00 | Зал A: Пікірсайыс",
        "Уақыт: 13:00 | Зал A: Түскі ас",
    ]


def test_a_header_before_its_row_names_what_stands_beside_it(tmp_path: Path) -> None:
    page = "<table><tr><th>Дата</th><td>5 мая</td></tr><tr><th>Зал:</th><td>110</td></tr></table>"
    assert texts(tmp_path, page) == ["Дата: 5 мая", "Зал: 110"]


def test_a_row_with_an_empty_first_cell_below_the_headers_is_no_header(tmp_path: Path) -> None:
    page = "<table><tr><th>Time</th><th>Hall</th></tr><tr><td></td><td>B</td></tr><tr><td>9</td><td>C</td></tr></table>"
    assert texts(tmp_path, page) == ["Hall: B", "Time: 9 | Hall: C"]


def test_cells_that_claim_to_span_millions_cost_nothing(tmp_path: Path) -> None:
    row = "<tr><td rowspan=60000 colspan=60000>a</td><td>b</td></tr>"
    assert texts(tmp_path, f"<table>{row * 50}</table>") == ["a | b"] * 50


def test_cells_reach_over_others_up_to_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = "<table><tr><td rowspan=3>9:00</td><td>A</td></tr><tr><td>B</td></tr><tr><td>C</td></tr></table>"
    monkeypatch.setattr(html_tables, "DEFAULT_LIMITS", Limits(spanned_cells=2))
    assert texts(tmp_path, page) == ["9:00 | A", "9:00 | B", "9:00 | C"]
    monkeypatch.setattr(html_tables, "DEFAULT_LIMITS", Limits(spanned_cells=1))
    assert texts(tmp_path, page) == ["9:00 | A", "B", "C"]


def test_terms_stand_before_their_definitions(tmp_path: Path) -> None:
    page = "<dl><dt>Докладчик</dt><dd>Анна Сарсен</dd><dd>Юрист.</dd><dt>Зал:</dt><dd>110</dd></dl>"
    assert texts(tmp_path, page) == ["Докладчик: Анна Сарсен", "Юрист.", "Зал: 110"]


def test_details_and_slides_that_a_browser_folds_away_are_read(tmp_path: Path) -> None:
    page = (
        "<body><details><summary>Agenda</summary><p>Two items.</p></details>"
        '<section class="slide future" hidden aria-hidden="true"><h2>Slide two</h2></section></body>'
    )
    assert texts(tmp_path, page) == ["Agenda", "Two items.", "Slide two"]


def test_the_number_of_a_note_is_no_part_of_the_sentence_but_of_the_note(tmp_path: Path) -> None:
    page = (
        '<p>As agreed<sup><a href="#n1">[1]</a></sup> in 10<sup>3</sup> cases.</p>'
        '<div class="note"><span>1.</span><p class="footnote text">See the annex.</p></div>'
    )
    assert [(block.kind, block.text) for block in reading(tmp_path, page).blocks] == [
        (BlockKind.PARAGRAPH, "As agreed in 103 cases."),
        (BlockKind.FOOTNOTE, "1. See the annex."),
    ]


def test_short_lines_after_the_prose_in_the_same_element_are_kept(tmp_path: Path) -> None:
    page = (
        f"<body><div id=page><h1>Report</h1><p>{PROSE}</p><p>{PROSE}</p><ul><li>Data</li><li>Halls</li></ul></div>"
        "<div><ul><li><a href=/a><span>Home page</span></a></li><li><a href=/b>News</a></li></ul></div></body>"
    )
    assert texts(tmp_path, page) == ["Report", PROSE, PROSE, "Data", "Halls"]


def test_links_are_kept_after_a_colon_and_where_the_page_is_a_list_of_them(tmp_path: Path) -> None:
    links = "<ul><li><a href=1>Opening of the forum</a></li><li><a href=2>Rivers and law</a></li></ul>"
    assert texts(tmp_path, f"<body>{links}</body>") == ["Opening of the forum", "Rivers and law"]
    assert texts(tmp_path, f"<body><p>{PROSE}</p><p>New:</p>{links}</body>")[2:] == [
        "Opening of the forum",
        "Rivers and law",
    ]
    assert texts(tmp_path, f"<body><p>{PROSE}</p>{links}</body>") == [PROSE]


def test_a_note_that_is_nothing_but_a_link_is_kept(tmp_path: Path) -> None:
    note = '<div><span>1.</span><p class="footnote"><a href="https://rivers.test">https://rivers.test</a>.</p></div>'
    page = f"<body><article><p>{PROSE}</p>{note}</article></body>"
    assert texts(tmp_path, page) == [PROSE, "1. https://rivers.test."]


def test_a_heading_is_no_menu_whatever_its_name(tmp_path: Path) -> None:
    assert texts(tmp_path, '<body><h2 id="navigation">Navigation on rivers</h2><p>Ships.</p></body>')[0].startswith(
        "Nav"
    )


def test_preformatted_minutes_become_paragraphs(tmp_path: Path) -> None:
    page = "<h1>Log</h1><pre>ANNA: We begin now.\n\nOLEG: Yes, we do.\n\n- first point\n- second point</pre>"
    assert [(block.kind, block.text) for block in reading(tmp_path, page).blocks][1:] == [
        (BlockKind.PARAGRAPH, "ANNA: We begin now."),
        (BlockKind.PARAGRAPH, "OLEG: Yes, we do."),
        (BlockKind.LIST_ITEM, "first point"),
        (BlockKind.LIST_ITEM, "second point"),
    ]


def test_a_page_of_frames_names_the_files_it_shows(tmp_path: Path) -> None:
    found = reading(
        tmp_path, "<frameset><frame src=menu.html><frame src=main.html><noframes>Old.</noframes></frameset>"
    )
    assert found.unread == ("The page is made of frames: put menu.html, main.html into the folder as well.",)


TEI = """<?xml version="1.0" encoding="UTF-8"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>
<title>Өзендер туралы</title><author><persName><surname>Сәрсен</surname><forename>Анна</forename></persName>
<affiliation>Алматы университеті</affiliation></author></titleStmt><editionStmt><edition><date>2018-05-04</date></edition>
</editionStmt></fileDesc><profileDesc><textClass><keywords><term>су</term><term>құқық</term></keywords></textClass>
</profileDesc></teiHeader><text xml:lang="kk"><body><div><head>Кіріспе</head><p>Бес <name>мемлекет</name> бар<note n="1">Үшінші
мақаланы қараңыз.</note> екен.</p><list><item>Бірінші</item></list><table><row role="label"><cell>Жыл</cell><cell>Саны</cell>
</row><row><cell>2017</cell><cell>5</cell></row></table><figure><head>1-сурет</head></figure><div><head>Талқы</head>
<sp><speaker>Анна</speaker><p>Келістік.</p></sp><u who="#Oleg">Иә.</u></div></div></body></text></TEI>"""


def test_tei_is_read_with_its_header_notes_tables_and_speakers(tmp_path: Path) -> None:
    found = reading(tmp_path, TEI, "page.xml")
    assert [(block.kind, block.level, block.text) for block in found.blocks] == [
        (BlockKind.HEADING, 1, "Өзендер туралы"),
        (BlockKind.PARAGRAPH, 0, "Анна Сәрсен, Алматы университеті"),
        (BlockKind.PARAGRAPH, 0, "Keywords: су, құқық"),
        (BlockKind.HEADING, 2, "Кіріспе"),
        (BlockKind.PARAGRAPH, 0, "Бес мемлекет бар екен."),
        (BlockKind.FOOTNOTE, 0, "1 Үшінші мақаланы қараңыз."),
        (BlockKind.LIST_ITEM, 0, "Бірінші"),
        (BlockKind.TABLE_ROW, 0, "Жыл: 2017 | Саны: 5"),
        (BlockKind.CAPTION, 0, "1-сурет"),
        (BlockKind.HEADING, 3, "Талқы"),
        (BlockKind.PARAGRAPH, 0, "Анна: Келістік."),
        (BlockKind.PARAGRAPH, 0, "Oleg: Иә."),
    ]
    assert dict(found.properties) == {
        "title": "Өзендер туралы",
        "author": "Анна Сәрсен",
        "date": "2018-05-04",
        "language": "kk",
    }


def test_scripts_in_any_place_are_neither_run_nor_shown(tmp_path: Path) -> None:
    page = (
        "<body onload='run()'><p>Shown.<script>hidden()</script></p><svg><script>hidden()</script></svg>"
        "<a href='javascript:hidden()'>Link text is shown.</a><noscript>hidden</noscript><template>hidden</template>"
        "<img src='data:image/svg+xml,hidden' onerror='hidden()'><style>hidden</style><object data=x>hidden</object></body>"
    )
    assert " ".join(texts(tmp_path, page)) == "Shown. Link text is shown."


def test_a_cut_page_and_one_nested_ten_thousand_deep_give_their_text(tmp_path: Path) -> None:
    assert texts(tmp_path, PAGE[: PAGE.index("agreed to share")])[-1].endswith("They")
    assert "".join(texts(tmp_path, "<div>" * 10_000 + "deep")) in ("deep", "")


def test_more_text_in_one_element_than_the_parser_takes_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Refused) as error:
        reading(tmp_path, f"<p>{'word ' * 2_100_000}</p>")
    assert error.value.reason is Reason.TOO_LARGE

"""The reader of OpenDocument text, on files put together here."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from corpus import Document, Skipped, discover, load_many
from corpus.discovery import sniff
from corpus.documents import Anchor, BlockKind, Location, Reading
from corpus.errors import CorpusError, Reason, Refused, Unreadable
from corpus.limits import Limits
from corpus.packages import check_package
from corpus.readers import odt as reader
from tests.corpus.readers.odf_files import (
    NAMES,
    TEXT,
    cells,
    comment,
    flat,
    frame,
    h,
    listed,
    p,
    package,
    shown,
    style,
    table,
    write,
)

PAGED = 'text:use-soft-page-breaks="true"'
PARTLY = "The file is damaged in the middle and only its beginning is read: save it again from LibreOffice."
BREAK = "<text:soft-page-break/>"


def read(folder: Path, content: str, **parts: str) -> Reading:
    """Put a text together and read it."""
    return reader.read(write(folder, "a.odt", package(TEXT, content, **parts)))


def counted(pages: int) -> str:
    """Return what the program that wrote the file counted."""
    return f'<meta:document-statistic meta:page-count="{pages}"/>'


def test_headings_and_paragraphs_keep_their_order(tmp_path: Path) -> None:
    content = h("Конференция") + p("Қош келдіңіздер.") + h("Greetings", 2) + p("Добро пожаловать.")
    reading = read(tmp_path, content)
    assert [(block.kind.value, block.level, block.text) for block in reading.blocks] == [
        ("heading", 1, "Конференция"),
        ("paragraph", 0, "Қош келдіңіздер."),
        ("heading", 2, "Greetings"),
        ("paragraph", 0, "Добро пожаловать."),
    ]
    assert reading.pages is None
    assert {block.location for block in reading.blocks} == {Location()}


def test_a_document_knows_heading_and_paragraph_of_each_block(tmp_path: Path) -> None:
    content = h("Форум") + h("Бірінші күн", 2) + p("Форум Астанада өтті.") + p("Делегаты говорили о реках.")
    write(tmp_path, "a.odt", package(TEXT, content))
    (document,) = load_many(discover([tmp_path]))
    assert isinstance(document, Document)
    assert (document.kind, document.title) == ("odt", "Форум")
    assert [block.location for block in document.blocks[2:]] == [
        Location(heading=("Форум", "Бірінші күн"), paragraph=1),
        Location(heading=("Форум", "Бірінші күн"), paragraph=2),
    ]


def test_styles_make_headings_under_their_own_names_and_those_above_them(tmp_path: Path) -> None:
    common = (
        style("Heading_20_2", attributes='style:display-name="Heading 2" style:default-outline-level="2"')
        + style("Title")
        + style("z3", attributes='style:display-name="Заголовок 3"')
        + style("Session", attributes='style:parent-style-name="Heading_20_2"')
        + style("Caption")
        + style("Loop", attributes='style:parent-style-name="Loop"')
    )
    styles = style("P1", attributes='style:parent-style-name="Title"')
    names = ("P1", "Heading_20_2", "z3", "Session", "Caption", "Loop", "Absent")
    reading = read(tmp_path, "".join(p(f"Text {name}", name) for name in names), common=common, styles=styles)
    assert [(block.kind.value, block.level) for block in reading.blocks] == [
        ("heading", 1), ("heading", 2), ("heading", 3), ("heading", 2), ("caption", 0), ("paragraph", 0), ("paragraph", 0),
    ]  # fmt: skip


def test_a_long_paragraph_in_a_heading_style_is_none(tmp_path: Path) -> None:
    reading = read(tmp_path, h("The delegates met and spoke about the rivers of the region. " * 5))
    assert reading.blocks[0].kind is BlockKind.PARAGRAPH


def number(level: int, form: str, more: str = "") -> str:
    """Return a level of a list style that counts."""
    return f'<text:list-level-style-number text:level="{level}" style:num-format="{form}" {more}/>'


def bullet(level: int) -> str:
    """Return a level of a list style with a bullet."""
    return f'<text:list-level-style-bullet text:level="{level}" text:bullet-char="•"/>'


NUMBERED = "".join(
    [
        '<text:list-style style:name="L1">',
        number(1, "1", 'style:num-suffix="."'),
        number(2, "a", 'style:num-prefix="(" style:num-suffix=")"'),
        number(3, "I", 'text:start-value="4" text:display-levels="3"'),
        "</text:list-style>",
        f'<text:list-style style:name="L2">{bullet(1)}{bullet(2)}</text:list-style>',
        '<text:list-style style:name="L3">',
        number(1, "а, б, .., аа, бб, ... (ru)", 'style:num-suffix=")"'),
        number(2, "1", 'loext:num-list-format="§%1%.%2%"'),
        "</text:list-style>",
        '<text:list-style style:name="L4">',
        number(1, "A", 'text:start-value="26"'),
        "</text:list-style>",
    ]
)


def test_list_items_carry_the_numbers_that_the_page_shows(tmp_path: Path) -> None:
    deep = listed("", "by law")
    inner = listed("", "soon", p("in full") + deep)
    reading = read(tmp_path, listed("L1", p("ratify") + inner, p("report") + listed("", "again")), styles=NUMBERED)
    assert shown(reading) == [
        ("list_item", "1. ratify"),
        ("list_item", "(a) soon"),
        ("list_item", "(b) in full"),
        ("list_item", "1.b.IV by law"),
        ("list_item", "2. report"),
        ("list_item", "(a) again"),
    ]


def test_a_list_counts_anew_unless_it_goes_on_with_another(tmp_path: Path) -> None:
    content = (
        listed("L1", "one", "two", attributes='xml:id="first"')
        + p("Between.")
        + listed("L1", "three", attributes='text:continue-numbering="true"')
        + listed("L1", "anew")
        + listed("L1", "four", attributes='text:continue-list="first"')
        + '<text:list text:style-name="L1"><text:list-item text:start-value="7"><text:p>seven</text:p></text:list-item>'
        "<text:list-item><text:p>eight</text:p></text:list-item></text:list>"
    )
    texts = [text for _, text in shown(read(tmp_path, content, styles=NUMBERED))]
    assert texts == ["1. one", "2. two", "Between.", "3. three", "1. anew", "4. four", "7. seven", "8. eight"]


def test_bullets_show_no_sign_and_headers_of_lists_are_no_items(tmp_path: Path) -> None:
    header = (
        '<text:list text:style-name="L2"><text:list-header><text:p>To bring:</text:p></text:list-header></text:list>'
    )
    content = header + listed("L2", "tea", p("water") + p("in bottles")) + p("• typed") + listed("", "no style")
    assert shown(read(tmp_path, content, styles=NUMBERED)) == [
        ("paragraph", "To bring:"),
        ("list_item", "tea"),
        ("list_item", "water"),
        ("list_item", "in bottles"),
        ("list_item", "typed"),
        ("list_item", "no style"),
    ]


def test_an_item_may_have_a_list_style_of_its_own(tmp_path: Path) -> None:
    item = f'<text:list-item text:style-override="L2">{p("tea")}</text:list-item>'
    content = f'<text:list text:style-name="L1"><text:list-item>{p("one")}</text:list-item>{item}</text:list>'
    assert [text for _, text in shown(read(tmp_path, content, styles=NUMBERED))] == ["1. one", "tea"]


def test_letters_stated_formats_and_numbers_that_the_author_typed(tmp_path: Path) -> None:
    content = (
        listed("L3", p("права") + listed("", "суд"), "защита")
        + listed("L4", "last", "after")
        + listed("L1", "1. typed")
        + '<text:numbered-paragraph text:list-id="n" text:style-name="L1">'
        + p("<text:number>1.</text:number>alone")
        + "</text:numbered-paragraph>"
    )
    texts = [text for _, text in shown(read(tmp_path, content, styles=NUMBERED))]
    assert texts == ["а) права", "§а.1 суд", "б) защита", "Z last", "AA after", "1. typed", "1. alone"]


def test_a_list_style_may_come_from_the_paragraph_style(tmp_path: Path) -> None:
    common = style("Numbered", attributes='style:list-style-name="L1"')
    content = f"<text:list><text:list-item>{p('ratify', 'Numbered')}</text:list-item></text:list>"
    assert shown(read(tmp_path, content, styles=NUMBERED, common=common)) == [("list_item", "1. ratify")]


def test_headings_carry_their_chapter_numbers(tmp_path: Path) -> None:
    outline = (
        "<text:outline-style>"
        '<text:outline-level-style text:level="1" style:num-format="I" style:num-suffix="."/>'
        '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>'
        '<text:outline-level-style text:level="3" style:num-format=""/></text:outline-style>'
    )
    unnumbered = '<text:h text:outline-level="1" text:is-list-header="true">Annex</text:h>'
    content = h("Opening") + h("Speeches", 2) + h("Panel", 2) + h("Questions", 3) + h("Closing") + unnumbered
    reading = read(tmp_path, content, common=outline)
    assert [block.text for block in reading.blocks] == [
        "I. Opening", "I.1 Speeches", "I.2 Panel", "Questions", "II. Closing", "Annex",
    ]  # fmt: skip


def test_table_rows_name_the_column_of_each_value(tmp_path: Path) -> None:
    rows = [cells("Time", "Session", "Hall"), cells("14:30", "Torture prevention", "B"), cells("16:00", "Closing", "")]
    assert shown(read(tmp_path, table(*rows))) == [
        ("table_row", "Time: 14:30 | Session: Torture prevention | Hall: B"),
        ("table_row", "Time: 16:00 | Session: Closing"),
    ]


def test_two_columns_have_headers_where_the_file_marks_them(tmp_path: Path) -> None:
    names, venue = cells("Уақыты", "Сессия"), cells("Зал", "Конгресс-холл")
    marked = f"<table:table-header-rows><table:table-row>{names}</table:table-row></table:table-header-rows>"
    heavy = style("T1", "text", properties='<style:text-properties fo:font-weight="bold"/>')
    bold = cells(*(f'<text:span text:style-name="T1">{name}</text:span>' for name in ("Уақыты", "Сессия")))
    content = table(marked, venue) + table(bold, venue) + table(names, venue)
    assert [text for _, text in shown(read(tmp_path, content, styles=heavy))] == [
        "Уақыты: Зал | Сессия: Конгресс-холл",
        "Уақыты: Зал | Сессия: Конгресс-холл",
        "Уақыты | Сессия",
        "Зал | Конгресс-холл",
    ]


def test_merged_cells_are_read_once_and_repeated_ones_in_each_column(tmp_path: Path) -> None:
    covered = "<table:covered-table-cell/>"
    rows = [
        cells("Day", "Time", "Hall A", "Hall B"),
        cells("Monday", attributes='table:number-rows-spanned="2"') + cells("10:00", "Opening", "Screening"),
        covered + cells("11:00", "Panel", "Poster session"),
        cells("Lunch", attributes='table:number-columns-spanned="4"') + covered * 3,
        cells("Tuesday", "") + cells("Closed", attributes='table:number-columns-repeated="2"'),
    ]
    assert [text for _, text in shown(read(tmp_path, table(*rows)))] == [
        "Day: Monday | Time: 10:00 | Hall A: Opening | Hall B: Screening",
        "Time: 11:00 | Hall A: Panel | Hall B: Poster session",
        "Day: Lunch",
        "Day: Tuesday | Hall A: Closed | Hall B: Closed",
    ]


def test_a_header_over_two_columns_names_both(tmp_path: Path) -> None:
    names = (
        cells("Day") + cells("Programme", attributes='table:number-columns-spanned="2"') + "<table:covered-table-cell/>"
    )
    rows = [names + cells("Hall"), cells("Mon", "10:00", "Opening", "A")]
    texts = [text for _, text in shown(read(tmp_path, table(*rows)))]
    assert texts == ["Day: Mon | Programme: 10:00 | Programme: Opening | Hall: A"]


@pytest.mark.parametrize("repeated", [10**9, 10**30])
def test_cells_and_rows_repeated_a_thousand_million_times_cost_nothing(repeated: int, tmp_path: Path) -> None:
    many = f'table:number-columns-repeated="{repeated}"'
    rows = [
        cells("Time", "Session", "Hall") + cells("", attributes=many),
        cells("10:00", "Opening") + cells("", attributes=many),
        f'<table:table-row table:number-rows-repeated="{repeated}">{cells("11:00", "Panel", "A")}</table:table-row>',
        f'<table:table-row table:number-rows-repeated="{repeated}">{cells("", attributes=many)}</table:table-row>',
        cells("x", attributes=many),
    ]
    began = time.monotonic()
    texts = [text for _, text in shown(read(tmp_path, table(*rows)))]
    assert time.monotonic() - began < 2
    assert "11:00 | Panel | A" in texts
    assert len(texts[-1]) < 10_000


def test_a_table_of_one_column_is_layout_and_one_inside_another_is_a_cell(tmp_path: Path) -> None:
    inner = "<table:table-cell>" + table(cells("a", "b"), cells("c", "d")) + "</table:table-cell>"
    content = table(cells("A note to delegates."), cells("Be early.")) + table(cells("1", "2"), cells("3") + inner)
    assert shown(read(tmp_path, content)) == [
        ("paragraph", "A note to delegates."),
        ("paragraph", "Be early."),
        ("table_row", "1 | 2"),
        ("table_row", "3 | a | b c | d"),
    ]


def note(label: str, text: str, kind: str = "footnote") -> str:
    """Return a note where it is referred to."""
    inside = f"<text:note-citation>{label}</text:note-citation><text:note-body>{p(text)}</text:note-body>"
    return f'<text:note text:note-class="{kind}">{inside}</text:note>'


def test_notes_follow_their_paragraph_under_the_signs_that_are_printed(tmp_path: Path) -> None:
    content = p(f"Adopted{note('1', 'By consensus.')} in Astana{note('i', 'Соңғы ескерту.', 'endnote')}.") + p("Next.")
    row = f"<table:table-cell>{p('Hall' + note('*', 'Second floor.'))}</table:table-cell>"
    assert shown(read(tmp_path, content + table(cells("10:00") + row, cells("11:00", "B")))) == [
        ("paragraph", "Adopted in Astana."),
        ("footnote", "1 By consensus."),
        ("footnote", "i Соңғы ескерту."),
        ("paragraph", "Next."),
        ("table_row", "10:00 | Hall"),
        ("footnote", "* Second floor."),
        ("table_row", "11:00 | B"),
    ]


def test_a_comment_follows_its_block_with_its_author_and_is_marked(tmp_path: Path) -> None:
    content = p(f"The fee is{comment('Тексеру керек.', 'Айгүл Сәрсен')} 20 euro.") + p("Next.") + p(comment("Why?"))
    reading = read(tmp_path, content)
    assert [(block.text, block.location) for block in reading.blocks] == [
        ("The fee is 20 euro.", Location()),
        ("Тексеру керек.", Location(part="comment", speaker="Айгүл Сәрсен")),
        ("Next.", Location()),
        ("Why?", Location(part="comment")),
    ]
    assert reading.blocks[1].kind is BlockKind.PARAGRAPH


def test_a_comment_in_a_table_follows_its_row(tmp_path: Path) -> None:
    row = f"<table:table-cell>{p('Hall' + comment('Too small.'))}</table:table-cell>"
    reading = read(tmp_path, table(cells("10:00") + row, cells("11:00", "B")))
    assert [block.text for block in reading.blocks] == ["10:00 | Hall", "Too small.", "11:00 | B"]
    assert reading.blocks[1].location.part == "comment"


def test_text_boxes_and_shapes_follow_the_paragraph_they_hang_on(tmp_path: Path) -> None:
    shape = f"<draw:custom-shape>{p('Inside a shape')}</draw:custom-shape>"
    content = (
        p(f"Before {frame(h('In a box', 2) + p('Рамка'))}after.")
        + p(f"<draw:g>{shape}</draw:g>")
        + frame(p("On the page"))
    )
    assert shown(read(tmp_path, content)) == [
        ("paragraph", "Before after."),
        ("heading", "In a box"),
        ("paragraph", "Рамка"),
        ("paragraph", "Inside a shape"),
        ("paragraph", "On the page"),
    ]


def test_deleted_text_is_not_read_and_inserted_text_is(tmp_path: Path) -> None:
    who = "<office:change-info><dc:creator>A</dc:creator></office:change-info>"
    changes = (
        f"<text:tracked-changes><text:changed-region><text:deletion>{who}{p('Deleted sentence.')}</text:deletion>"
        f"</text:changed-region><text:changed-region><text:insertion>{who}</text:insertion></text:changed-region>"
        "</text:tracked-changes>"
    )
    inserted = '<text:change-start text:change-id="c"/>енгізілген<text:change-end text:change-id="c"/>'
    content = changes + p(f'Kept <text:change text:change-id="d"/>and {inserted} text.')
    assert shown(read(tmp_path, content)) == [("paragraph", "Kept and енгізілген text.")]


def test_hidden_text_is_not_read(tmp_path: Path) -> None:
    none = '<style:text-properties text:display="none"/>'
    styles = style("T9", "text", properties=none) + style("P9", properties=none)
    hidden = '<text:hidden-text text:is-hidden="true">secret</text:hidden-text>'
    content = (
        p(f'Shown <text:span text:style-name="T9">secret </text:span>{hidden}text.')
        + p("secret", "P9")
        + p('<text:hidden-paragraph text:is-hidden="true"/>secret')
        + p('<text:hidden-paragraph text:is-hidden="false"/>In sight.')
        + f'<text:section text:display="none">{p("secret")}</text:section>'
        + f'<text:section text:display="condition" text:is-hidden="true">{p("secret")}</text:section>'
        + f'<text:section text:display="condition">{p("In a section.")}</text:section>'
        + p('<text:variable-set text:display="none">secret</text:variable-set>Set.')
    )
    texts = [text for _, text in shown(read(tmp_path, content, styles=styles))]
    assert texts == ["Shown text.", "In sight.", "In a section.", "Set."]


def test_tables_of_contents_are_not_read_and_a_bibliography_is(tmp_path: Path) -> None:
    contents = (
        f"<text:table-of-content><text:index-body>{p('Opening .... 3')}</text:index-body></text:table-of-content>"
    )
    books = f"<text:bibliography><text:index-body>{p('[1] UPR report, 2014')}</text:index-body></text:bibliography>"
    common = style("Contents_20_1", attributes='style:display-name="Contents 1"')
    styles = style("P1", attributes='style:parent-style-name="Contents_20_1"')
    content = contents + p("Panel 4", "P1") + h("Opening") + books
    assert [text for _, text in shown(read(tmp_path, content, common=common, styles=styles))] == [
        "Opening",
        "[1] UPR report, 2014",
    ]


def test_blanks_tabs_breaks_fields_and_what_is_only_shown_elsewhere(tmp_path: Path) -> None:
    ruby = "<text:ruby><text:ruby-base>Астана</text:ruby-base><text:ruby-text>astana</text:ruby-text></text:ruby>"
    picture = "<draw:frame><draw:image/><svg:title>logo</svg:title><svg:desc>A logo</svg:desc></draw:frame>"
    content = p(
        f'One<text:s text:c="1000000000"/>two<text:tab/>three<text:line-break/>four {ruby}{picture} '
        '<text:a xlink:href="https://example.org">link</text:a> soft\u00adhyphen<!-- no text --><?no text?>, end'
        "<text:page-number>7</text:page-number>"
    )
    assert shown(read(tmp_path, content)) == [("paragraph", "One two three four Астана link softhyphen, end")]


def test_a_chart_gives_its_title_and_series_and_a_formula_its_signs(tmp_path: Path) -> None:
    rows = table(cells("", "Complaints"), cells("2022", "130"), cells("2023", "116"))
    chart = f"<chart:chart><chart:title>{p('Complaints by year')}</chart:title>{rows}</chart:chart>"
    body = f"<office:body><office:chart>{chart}</office:chart></office:body>"
    roots = {
        "Object1": f"<office:document-content {NAMES}>{body}</office:document-content>",
        "Object2": f"<math:math {NAMES}><math:mi>x</math:mi><math:mo>=</math:mo><math:mn>2</math:mn></math:math>",
    }
    shows = '<draw:frame><draw:object xlink:href="./{}"/><draw:image/></draw:frame>'.format
    content = p(shows("Object1")) + p(f"Where {shows('Object2')} holds.") + p(shows("Absent") + "End.")
    assert shown(read(tmp_path, content, **roots)) == [
        ("caption", "Complaints by year"),
        ("table_row", "Complaints | 2022: 130 | 2023: 116"),
        ("paragraph", "Where x = 2 holds."),
        ("paragraph", "End."),
    ]


NEW_PAGE = style("P5", properties='<style:paragraph-properties fo:break-before="page"/>')


def test_blocks_know_their_page_where_the_file_marks_all_pages(tmp_path: Path) -> None:
    content = (
        p("First.", "P5")
        + p(f"Runs over {comment('Check.')}the inter{BREAK}national page{note('1', 'Note below.')}.")
        + BREAK
        + p("Third.")
        + p("Fourth.", "P5")
        + table(cells("a", "b", "c"), cells("1", "2", "3"))
    )
    reading = read(tmp_path, content, styles=NEW_PAGE, attributes=PAGED, meta=counted(4))
    assert reading.pages == 4
    assert [block.anchors for block in reading.blocks] == [
        (Anchor(0, Location(page=1)),),
        (Anchor(0, Location(page=1)), Anchor(19, Location(page=2))),
        (Anchor(0, Location(page=1, part="comment")),),
        (Anchor(0, Location(page=2)),),
        (Anchor(0, Location(page=3)),),
        (Anchor(0, Location(page=4)),),
        (Anchor(0, Location(page=4)),),
    ]
    assert reading.blocks[1].text[19:] == "national page."


def test_a_list_item_over_two_pages_counts_its_number_too(tmp_path: Path) -> None:
    content = listed("L1", f"ratify {BREAK}soon")
    (block,) = read(tmp_path, content, styles=NUMBERED, attributes=PAGED, meta=counted(2)).blocks
    assert (block.text, block.anchors[1]) == ("1. ratify soon", Anchor(10, Location(page=2)))
    assert block.text[10:] == "soon"


def test_a_break_between_the_rows_of_a_table_turns_the_page(tmp_path: Path) -> None:
    rows = [cells("Time", "Hall", "Day"), cells("10:00", "A", "Mon")]
    content = table(
        *rows,
        "<table:table-row>" + cells("11:00", "B", "Mon") + "</table:table-row>" + BREAK,
        cells("12:00", "C", "Tue"),
    )
    reading = read(tmp_path, content, attributes=PAGED, meta=counted(2))
    assert [block.location.page for block in reading.blocks] == [1, 1, 2]


@pytest.mark.parametrize(("attributes", "pages"), [("", 2), (PAGED, 3), (PAGED, 1)])
def test_pages_are_not_named_where_the_marks_do_not_agree(attributes: str, pages: int, tmp_path: Path) -> None:
    reading = read(tmp_path, p("One") + p(f"two{BREAK}three"), attributes=attributes, meta=counted(pages))
    assert reading.pages is None
    assert [block.anchors for block in reading.blocks] == [(Anchor(0, Location()),)] * 2


def test_the_file_states_title_author_language_and_date(tmp_path: Path) -> None:
    meta = (
        "<dc:title>Отчёт о форуме</dc:title><meta:initial-creator>Айгүл Сәрсен</meta:initial-creator>"
        "<dc:creator>Other</dc:creator><meta:creation-date>2024-12-10T10:00:00.123456789</meta:creation-date>"
        "<dc:date>2025-01-01T00:00:00</dc:date><dc:language>ru-RU</dc:language>"
    )
    properties = read(tmp_path, p("Text."), meta=meta).properties
    assert properties == {
        "title": "Отчёт о форуме",
        "author": "Айгүл Сәрсен",
        "language": "ru-RU",
        "date": "2024-12-10",
    }


def test_the_language_of_paragraphs_stands_in_and_a_file_name_is_no_title(tmp_path: Path) -> None:
    language = (
        '<style:default-style style:family="paragraph"><style:text-properties fo:language="kk"/></style:default-style>'
    )
    meta = "<dc:title>speech.odt</dc:title><meta:creation-date>soon</meta:creation-date>"
    assert read(tmp_path, p("Text."), meta=meta, common=language).properties == {"language": "kk"}


def test_a_flat_file_is_read_as_a_package_is(tmp_path: Path) -> None:
    picture = f"<draw:frame><draw:image><office:binary-data>{'QUJD' * 3_000_000}</office:binary-data></draw:image></draw:frame>"
    content = h("Баяндама") + p(f"Өзендер туралы.{picture}") + listed("L1", "one")
    data = flat(TEXT, content, styles=NUMBERED, meta="<dc:title>Rivers</dc:title>")
    assert sniff(data[:65_536], "a.fodt") == "odt"
    reading = reader.read(write(tmp_path, "a.fodt", data))
    assert shown(reading) == [("heading", "Баяндама"), ("paragraph", "Өзендер туралы."), ("list_item", "1. one")]
    assert reading.properties == {"title": "Rivers"}
    assert reading.unread == ()


@pytest.mark.parametrize("name", ["a.odt", "a.bin", "a.zip", "a.docx"])
def test_the_kind_is_told_by_the_content(name: str) -> None:
    assert sniff(package(TEXT, p("Text.")), name) == "odt"
    assert sniff(package("text-template", p("Text.")), name) == "odt"
    assert sniff(flat(TEXT, p("Text.")), name) == "odt"


def test_other_xml_is_no_flat_document() -> None:
    assert sniff(b'<?xml version="1.0"?><office:document xmlns:office="x">text</office:document>', "a.xml") == "html"
    assert sniff(flat("graphics", ""), "a.fodg") == "html"


LOCKED = '<manifest:encryption-data manifest:checksum="x"/>'


def test_an_encrypted_file_is_refused_by_name(tmp_path: Path) -> None:
    write(tmp_path, "a.odt", package(TEXT, "", encryption=LOCKED))
    (outcome,) = load_many(discover([tmp_path]))
    assert isinstance(outcome, Skipped)
    assert outcome.reason == "encrypted"
    assert outcome.detail == (
        "The OpenDocument file is password protected; save a copy without the password and add that."
    )


WHOLE = package(TEXT, h("Title") + p("Text."))


@pytest.mark.parametrize(
    "data",
    [
        WHOLE[:200],
        WHOLE[:-100],
        WHOLE.replace(b"content.xml", b"missing.xml"),
        package("nothing", ""),
        flat(TEXT, "").replace(b"office:body", b"office:none"),
        b"<?xml version='1.0'?>",
        b"The delegates met in Astana.",
    ],
)  # fmt: skip
def test_a_damaged_file_says_what_to_do(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        reader.read(write(tmp_path, "a.odt", data))
    assert caught.value.reason in (Reason.DAMAGED, Reason.NO_TEXT)
    assert "save it again" in caught.value.detail or "OCR" in caught.value.detail


def test_a_member_that_fails_its_check_is_damage(tmp_path: Path) -> None:
    data = bytearray(WHOLE)
    at = data.index(b"content.xml") + 60
    data[at : at + 20] = bytes(20)
    with pytest.raises(Unreadable) as caught:
        reader.read(write(tmp_path, "a.odt", bytes(data)))
    assert caught.value.reason is Reason.DAMAGED


def test_a_part_that_is_damaged_is_left_out_and_named(tmp_path: Path) -> None:
    data = bytearray(
        package(TEXT, h("Title") + p("Text."), common=style("Heading"), meta="<dc:title>Rivers</dc:title>")
    )
    at = data.index(b"styles.xml") + 50
    data[at : at + 20] = bytes(20)
    reading = reader.read(write(tmp_path, "a.odt", bytes(data)))
    assert shown(reading) == [("heading", "Title"), ("paragraph", "Text.")]
    assert reading.properties == {"title": "Rivers"}
    assert reading.unread == (
        "styles.xml inside the file is damaged and left out: save the file again from LibreOffice.",
    )


def test_what_breaks_off_is_read_to_there_and_said(tmp_path: Path) -> None:
    data = flat(TEXT, p("The beginning.") + p("The end."))
    reading = reader.read(write(tmp_path, "a.fodt", data[: data.index(b"The end")]))
    assert shown(reading) == [("paragraph", "The beginning.")]
    assert reading.unread == (PARTLY,)


def test_a_file_without_text_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, p("") + frame(p(" ")))
    assert caught.value.reason is Reason.NO_TEXT
    assert "OCR" in caught.value.detail


def test_entities_are_not_expanded_and_nothing_outside_is_read(tmp_path: Path) -> None:
    secret = write(tmp_path, "secret.txt", b"zirconium")
    prolog = f'<!DOCTYPE x [<!ENTITY leak SYSTEM "{secret.as_uri()}"><!ENTITY own "inner">]>'
    reading = read(tmp_path, p("Before &leak;&own; after &amp; more."), prolog=prolog)
    assert shown(reading) == [("paragraph", "Before after & more.")]


def test_entities_that_multiply_are_given_up_at_once(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    began = time.monotonic()
    reading = read(tmp_path, p("Before &l9; after."), prolog=f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>')
    assert time.monotonic() - began < 2
    assert shown(reading) == [("paragraph", "Before")]
    assert reading.unread == (PARTLY,)


@pytest.mark.parametrize(
    "content",
    [
        "<text:section>" * 50_000 + p("x") + "</text:section>" * 50_000,
        "<text:list><text:list-item>" * 20_000 + p("x") + "</text:list-item></text:list>" * 20_000,
        p("<text:span>" * 50_000 + "x" + "</text:span>" * 50_000),
        ("<table:table><table:table-row><table:table-cell>" * 10_000) + p("x"),
    ],
)
def test_endless_nesting_is_damage(content: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        reader.read(write(tmp_path, "a.fodt", flat(TEXT, content)))
    assert caught.value.reason is Reason.DAMAGED


def test_nesting_as_deep_as_the_parser_allows_is_read(tmp_path: Path) -> None:
    for start, end, times in (
        ("<text:section>", "</text:section>", 240),
        ("<text:list><text:list-item>", "</text:list-item></text:list>", 120),
        ("<table:table><table:table-row><table:table-cell>", "</table:table-cell></table:table-row></table:table>", 80),
    ):
        assert [text for _, text in shown(read(tmp_path, start * times + p("x") + end * times))] == ["x"]


def test_many_breaks_and_styles_in_a_chain_take_no_time(tmp_path: Path) -> None:
    chain = "".join(style(f"S{n}", attributes=f'style:parent-style-name="S{n + 1}"') for n in range(2_000))
    content = p(f"word {BREAK}" * 20_000) + "".join(p("x", f"S{n}") for n in range(2_000))
    began = time.monotonic()
    reading = read(tmp_path, content, styles=chain, attributes=PAGED, meta=counted(20_001))
    assert time.monotonic() - began < 10
    assert reading.pages == 20_001


def test_a_package_that_unfolds_too_far_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "a.odt", package(TEXT, p(" " * 3_000_000)))
    with pytest.raises(Refused) as caught:
        check_package(path, Limits(unpacked_bytes=1_000_000))
    assert caught.value.reason is Reason.TOO_LARGE

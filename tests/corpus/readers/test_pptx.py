"""The PowerPoint reader, on presentations made here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pptx
import pytest
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.presentation import Presentation
from pptx.shapes.base import BaseShape
from pptx.slide import Slide
from pptx.util import Inches

from corpus.documents import Location, Reading
from corpus.errors import Reason, Refused, Unreadable, Unsupported
from corpus.readers import pptx as reader

NAMES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
TITLE_AND_CONTENT, TITLE_ONLY, BLANK = 1, 5, 6


def read(path: Path, write: Callable[[Presentation], None]) -> Reading:
    """Make a presentation, save it and read it."""
    presentation = pptx.Presentation()
    write(presentation)
    presentation.save(str(path / "a.pptx"))
    return reader.read(path / "a.pptx")


def add(presentation: Presentation, layout: int, title: str = "") -> Slide:
    """Add a slide."""
    slide = presentation.slides.add_slide(presentation.slide_layouts[layout])
    if title:
        slide.shapes.title.text_frame.text = title
    return slide


def box(slide: Slide, text: str, left: float, top: float) -> BaseShape:
    """Add a text box at a place in inches."""
    shape = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(3), Inches(1))
    shape.text_frame.text = text
    return shape


def shown(reading: Reading) -> list[tuple[str, str]]:
    """Return kind and text of each block."""
    return [(block.kind.value, block.text) for block in reading.blocks]


def texts(reading: Reading) -> list[str]:
    """Return the text of each block."""
    return [block.text for block in reading.blocks]


def test_each_slide_has_its_title_bullets_and_notes_at_its_number(tmp_path: Path) -> None:
    def write(presentation: Presentation) -> None:
        for title, body, notes in (
            ("Prevention of torture", "Visits without notice", "Thank the hosts first."),
            ("Предупреждение пыток", "Посещения без предупреждения", "Поблагодарить хозяев."),
            ("Азаптаудың алдын алу", "Ескертусіз келу", "Қожайындарға рақмет айту."),
        ):
            slide = add(presentation, TITLE_AND_CONTENT, title)
            slide.placeholders[1].text_frame.text = body
            slide.notes_slide.notes_text_frame.text = notes

    reading = read(tmp_path, write)
    assert [(block.kind.value, block.level, block.text, block.location) for block in reading.blocks[3:]] == [
        ("heading", 1, "Предупреждение пыток", Location(slide=2)),
        ("list_item", 0, "Посещения без предупреждения", Location(slide=2)),
        ("paragraph", 0, "Поблагодарить хозяев.", Location(slide=2, part="notes")),
        ("heading", 1, "Азаптаудың алдын алу", Location(slide=3)),
        ("list_item", 0, "Ескертусіз келу", Location(slide=3)),
        ("paragraph", 0, "Қожайындарға рақмет айту.", Location(slide=3, part="notes")),
    ]
    assert reading.pages == 3


def test_what_the_layout_places_comes_first_and_the_rest_row_by_row(tmp_path: Path) -> None:
    def write(presentation: Presentation) -> None:
        slide = add(presentation, TITLE_AND_CONTENT)
        box(slide, "lower right", 5, 6)
        box(slide, "lower left", 1, 6.2)
        box(slide, "top", 3, 0)
        slide.placeholders[1].text_frame.text = "the content"
        slide.shapes.title.text_frame.text = "The title"

    assert texts(read(tmp_path, write)) == ["The title", "the content", "top", "lower left", "lower right"]


def test_groups_are_read_as_one_shape_in_their_own_order(tmp_path: Path) -> None:
    def write(presentation: Presentation) -> None:
        slide = add(presentation, BLANK)
        box(slide, "below the group", 1, 5)
        members = [box(slide, "second", 4, 1), box(slide, "first", 1, 1)]
        inner = slide.shapes.add_group_shape(members)
        slide.shapes.add_group_shape([inner, box(slide, "third", 1, 3)])

    assert texts(read(tmp_path, write)) == ["first", "second", "third", "below the group"]


def paragraphs(shape: BaseShape, *contents: str) -> None:
    """Add paragraphs to a shape as XML."""
    body = shape.text_frame._txBody
    body.remove(body.p_lst[0])
    for content in contents:
        body.append(parse_xml(f"<a:p {NAMES}>{content}</a:p>"))


def run(text: str, properties: str = "") -> str:
    """Return the XML of a run after its paragraph's properties."""
    return f"{properties}<a:r><a:t>{text}</a:t></a:r>"


def numbered(level: int, kind: str, start: str = "") -> str:
    """Return the properties of a numbered paragraph."""
    return f'<a:pPr lvl="{level}"><a:buFont typeface="+mj-lt"/><a:buAutoNum type="{kind}"{start}/></a:pPr>'


def test_numbered_items_carry_the_numbers_that_the_slide_shows(tmp_path: Path) -> None:
    def write(presentation: Presentation) -> None:
        paragraphs(
            box(add(presentation, BLANK), "", 1, 1),
            run("ratify", numbered(0, "arabicPeriod")),
            run("soon", numbered(1, "alphaLcParenR")),
            run("in full", numbered(1, "alphaLcParenR")),
            run("report", numbered(0, "arabicPeriod")),
            run("again", numbered(1, "alphaLcParenR")),
            run("So much for now."),
            run("annex", numbered(0, "romanUcParenBoth", ' startAt="4"')),
        )

    assert shown(read(tmp_path, write)) == [
        ("list_item", "1. ratify"),
        ("list_item", "a) soon"),
        ("list_item", "b) in full"),
        ("list_item", "2. report"),
        ("list_item", "a) again"),
        ("paragraph", "So much for now."),
        ("list_item", "(IV) annex"),
    ]


def test_bullets_are_told_by_paragraph_shape_and_layout_or_are_typed(tmp_path: Path) -> None:
    def write(presentation: Presentation) -> None:
        slide = add(presentation, TITLE_AND_CONTENT)
        paragraphs(slide.placeholders[1], run("By the master"), run("Prose", "<a:pPr><a:buNone/></a:pPr>"))
        paragraphs(
            box(slide, "", 1, 6),
            run("A label"),
            run("\u2022 typed"),
            run("Marked", '<a:pPr><a:buChar char="-"/></a:pPr>'),
        )
        cover = add(presentation, 0, "Cover")
        cover.placeholders[1].text_frame.text = "Astana, 10 December 2024"

    assert shown(read(tmp_path, write)) == [
        ("list_item", "By the master"),
        ("paragraph", "Prose"),
        ("paragraph", "A label"),
        ("list_item", "typed"),
        ("list_item", "Marked"),
        ("heading", "Cover"),
        ("paragraph", "Astana, 10 December 2024"),
    ]


def test_breaks_are_blanks_and_numbers_and_dates_of_the_day_are_not_text(tmp_path: Path) -> None:
    def write(presentation: Presentation) -> None:
        slide = add(presentation, TITLE_ONLY, "Right to\vhealth")
        field = '<a:fld id="{0}" type="slidenum"><a:t>7</a:t></a:fld><a:fld id="{1}" type="datetime1"><a:t>1/1</a:t></a:fld>'
        paragraphs(box(slide, "", 1, 3), run("one") + "<a:br/>" + run("two") + field)
        for name, kind in (("page", "sldNum"), ("footer", "ftr"), ("date", "dt")):
            holder = f'<p:sp {NAMES}><p:nvSpPr><p:cNvPr id="90" name="{name}"/><p:cNvSpPr/><p:nvPr><p:ph type="{kind}"/></p:nvPr>'
            slide.shapes._spTree.append(
                parse_xml(f"{holder}</p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:p>{run(name)}</a:p></p:txBody></p:sp>")
            )

    assert texts(read(tmp_path, write)) == ["Right to health", "one two"]


def test_table_rows_name_their_columns_and_merged_cells_are_read_once(tmp_path: Path) -> None:
    def write(presentation: Presentation) -> None:
        slide = add(presentation, TITLE_ONLY, "Programme")
        table = slide.shapes.add_table(4, 3, Inches(1), Inches(2), Inches(8), Inches(3)).table
        rows = [["Время", "Сессия", "Зал"], ["10:00", "Открытие", "A"], ["", "Панель", "B"], ["Обед", "", ""]]
        for y, row in enumerate(rows):
            for x, text in enumerate(row):
                table.cell(y, x).text = text
        table.cell(1, 0).merge(table.cell(2, 0))
        table.cell(3, 0).merge(table.cell(3, 2))

    reading = read(tmp_path, write)
    assert shown(reading)[1:] == [
        ("table_row", "Время: 10:00 | Сессия: Открытие | Зал: A"),
        ("table_row", "Сессия: Панель | Зал: B"),
        ("table_row", "Время: Обед"),
    ]
    assert reading.blocks[1].location == Location(slide=1)


def test_a_chart_gives_its_title_and_a_row_for_each_series(tmp_path: Path) -> None:
    def write(presentation: Presentation) -> None:
        data = CategoryChartData()
        data.categories = ["2022", "2023"]
        data.add_series("Complaints", (130, 116))
        frame = add(presentation, BLANK).shapes.add_chart(
            XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(1), Inches(5), Inches(4), data
        )
        frame.chart.chart_title.text_frame.text = "Complaints to the Commissioner"

    assert shown(read(tmp_path, write)) == [
        ("caption", "Complaints to the Commissioner"),
        ("table_row", "Complaints | 2022: 130 | 2023: 116"),
    ]


def part(slide: Slide | Presentation, name: str, kind: str, blob: str) -> str:
    """Attach a part to a slide or to the presentation and return the name of the relation."""
    made = Part(PackURI(name), "application/xml", slide.part.package, blob.encode())
    relation: str = slide.part.relate_to(made, kind)
    return relation


def test_the_words_of_a_diagram_are_read(tmp_path: Path) -> None:
    def write(presentation: Presentation) -> None:
        slide = add(presentation, BLANK)
        names = f'xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/diagram" {NAMES}'
        points = "".join(
            f"<d:pt><d:t><a:bodyPr/><a:p>{run(word)}</a:p></d:t></d:pt>" for word in ("Complaint", "Тергеу")
        )
        name = part(
            slide,
            "/ppt/diagrams/data1.xml",
            "x/diagramData",
            f"<d:dataModel {names}><d:ptLst>{points}</d:ptLst></d:dataModel>",
        )
        frame = (
            f'<p:graphicFrame {names}><p:nvGraphicFramePr><p:cNvPr id="9" name="d"/><p:cNvGraphicFramePr/><p:nvPr/>'
            '</p:nvGraphicFramePr><p:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/></p:xfrm><a:graphic>'
            f'<a:graphicData uri="d"><d:relIds r:dm="{name}"/></a:graphicData></a:graphic></p:graphicFrame>'
        )
        slide.shapes._spTree.append(parse_xml(frame))

    assert shown(read(tmp_path, write)) == [("list_item", "Complaint"), ("list_item", "Тергеу")]


def test_what_is_there_in_two_forms_is_read_once(tmp_path: Path) -> None:
    def write(presentation: Presentation) -> None:
        slide = add(presentation, BLANK)
        shape = box(slide, "x = y", 1, 1)._element
        tree = slide.shapes._spTree
        both = parse_xml(
            '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            '<mc:Choice Requires="a14"/><mc:Fallback/></mc:AlternateContent>'
        )
        tree.append(both)
        both[1].append(parse_xml(xml_of(shape)))
        both[0].append(shape)

    assert texts(read(tmp_path, write)) == ["x = y"]


def xml_of(element: BaseShape) -> bytes:
    """Return an element's XML."""
    from lxml import etree

    xml: bytes = etree.tostring(element)
    return xml


def said(reading: Reading) -> list[tuple[str | None, str | None, str]]:
    """Return part, speaker and text of each block."""
    return [(block.location.part, block.location.speaker, block.text) for block in reading.blocks]


def test_comments_are_marked_as_comments_and_name_their_authors(tmp_path: Path) -> None:
    def write(presentation: Presentation) -> None:
        slide = add(presentation, TITLE_ONLY, "Findings")
        comment = (
            f'<p:cmLst {NAMES}><p:cm authorId="0"><p:pos x="0" y="0"/><p:text>Is this so?</p:text></p:cm>'
            '<p:cm authorId="7"><p:pos x="0" y="0"/><p:text>Дереккөзі қайда?</p:text></p:cm></p:cmLst>'
        )
        part(slide, "/ppt/comments/comment1.xml", "x/comments", comment)
        authors = f'<p:cmAuthorLst {NAMES}><p:cmAuthor id="0" name="Дана Серік" initials="ДС"/></p:cmAuthorLst>'
        part(presentation, "/ppt/commentAuthors.xml", "x/commentAuthors", authors)

    assert said(read(tmp_path, write)) == [
        (None, None, "Findings"),
        ("comment", "Дана Серік", "Is this so?"),
        ("comment", None, "Дереккөзі қайда?"),
    ]


def test_a_thread_of_comments_keeps_who_wrote_each(tmp_path: Path) -> None:
    def write(presentation: Presentation) -> None:
        slide = add(presentation, TITLE_ONLY, "Выводы")
        names = f'{NAMES} xmlns:t="http://schemas.microsoft.com/office/powerpoint/2018/8/main"'
        bodies = [
            f"<t:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></t:txBody>" for text in ("Откуда это?", "Из отчёта.")
        ]
        thread = (
            f'<t:cmLst {names}><t:cm id="1" authorId="{{A}}"><t:replyLst><t:reply id="2" authorId="{{B}}">{bodies[1]}'
            f"</t:reply></t:replyLst>{bodies[0]}</t:cm></t:cmLst>"
        )
        part(slide, "/ppt/comments/modernComment.xml", "http://x/2018/10/relationships/comments", thread)
        listed = '<t:author id="{A}" name="Anna Berg"/><t:author id="{B}" name="Oleg Kim"/>'
        authors = f"<t:authorLst {names}>{listed}</t:authorLst>"
        part(presentation, "/ppt/authors.xml", "http://x/2018/10/relationships/authors", authors)

    assert said(read(tmp_path, write)) == [
        (None, None, "Выводы"),
        ("comment", "Anna Berg", "Откуда это?"),
        ("comment", "Oleg Kim", "Из отчёта."),
    ]


def test_hidden_slides_are_read(tmp_path: Path) -> None:
    def write(presentation: Presentation) -> None:
        add(presentation, TITLE_ONLY, "Shown")
        add(presentation, TITLE_ONLY, "Hidden")._element.set("show", "0")

    assert [block.location.slide for block in read(tmp_path, write).blocks] == [1, 2]


def test_properties_come_from_the_author_and_not_from_a_template(tmp_path: Path) -> None:
    def stated(presentation: Presentation) -> None:
        add(presentation, TITLE_ONLY, "Text")
        core = presentation.core_properties
        core.title, core.author, core.created = "Annual report", "Алия Сарсен", datetime(2024, 12, 10, 9, 0)

    assert read(tmp_path, lambda presentation: add(presentation, TITLE_ONLY, "Text") and None).properties.keys() <= {
        "author"
    }
    assert read(tmp_path, stated).properties == {
        "title": "Annual report",
        "author": "Алия Сарсен",
        "date": "2024-12-10",
    }


def test_slides_without_text_are_reported(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as unreadable:
        read(tmp_path, lambda presentation: add(presentation, BLANK) and None)
    assert unreadable.value.reason is Reason.NO_TEXT


def changed(path: Path, member: str, change: Callable[[bytes], bytes | None]) -> Path:
    """Rewrite one member of a package, or leave it out."""
    content = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(content) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = change(source.read(name)) if name == member else source.read(name)
            if data is not None:
                target.writestr(name, data)
    return path


def two(presentation: Presentation) -> None:
    """Make two slides with one word each."""
    add(presentation, TITLE_ONLY, "First MARK")
    add(presentation, TITLE_ONLY, "Second")


def test_a_damaged_slide_costs_itself_and_is_named(tmp_path: Path) -> None:
    read(tmp_path, two)
    member = "ppt/_rels/presentation.xml.rels"
    path = changed(
        tmp_path / "a.pptx", member, lambda data: data.replace(b"slides/slide1.xml", b"slideMasters/slideMaster1.xml")
    )
    reading = reader.read(path)
    assert texts(reading) == ["Second"]
    assert len(reading.unread) == 1
    assert reading.unread[0].startswith("Slide 1 is damaged")


def test_an_encrypted_presentation_is_refused_and_an_old_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.pptx"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    path.write_bytes(ole + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500))
    with pytest.raises(Refused) as refused:
        reader.read(path)
    assert refused.value.reason is Reason.ENCRYPTED
    path.write_bytes(ole + bytes(500) + "PowerPoint Document".encode("utf-16-le") + bytes(500))
    with pytest.raises(Unsupported):
        reader.read(path)


def test_a_presentation_cut_anywhere_is_damaged(tmp_path: Path) -> None:
    read(tmp_path, two)
    whole = (tmp_path / "a.pptx").read_bytes()
    path = tmp_path / "cut.pptx"
    for size in range(0, len(whole) - 30, len(whole) // 12):
        path.write_bytes(whole[:size])
        with pytest.raises(Unreadable) as unreadable:
            reader.read(path)
        assert unreadable.value.reason is Reason.DAMAGED


def test_a_missing_part_is_damage(tmp_path: Path) -> None:
    read(tmp_path, two)
    with pytest.raises(Unreadable) as unreadable:
        reader.read(changed(tmp_path / "a.pptx", "ppt/presentation.xml", lambda data: None))
    assert unreadable.value.reason is Reason.DAMAGED


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("top secret", encoding="utf-8")
    read(tmp_path, two)

    def attack(data: bytes) -> bytes:
        head, body = data.split(b"?>", 1)
        entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'.encode()
        return head + b"?>" + entity + body.replace(b"MARK", b"&e;")

    reading = reader.read(changed(tmp_path / "a.pptx", "ppt/slides/slide1.xml", attack))
    assert "secret" not in " ".join(texts(reading))


def test_the_strict_variant_is_read(tmp_path: Path) -> None:
    read(tmp_path, two)
    for member in (
        "_rels/.rels",
        "ppt/_rels/presentation.xml.rels",
        "ppt/slides/_rels/slide1.xml.rels",
        "ppt/presentation.xml",
    ):
        changed(
            tmp_path / "a.pptx",
            member,
            lambda data: data.replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"
            ).replace(
                b"http://schemas.openxmlformats.org/presentationml/2006/", b"http://purl.oclc.org/ooxml/presentationml/"
            ),
        )
    assert texts(reader.read(tmp_path / "a.pptx")) == ["First MARK", "Second"]

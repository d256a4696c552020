"""The reader of OpenDocument presentations, on slides put together here."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import Document, Skipped, discover, load_many
from corpus.discovery import sniff
from corpus.documents import Location, Reading
from corpus.errors import Reason, Unreadable
from corpus.readers import odp as reader
from tests.corpus.readers.odf_files import (
    SLIDES,
    cells,
    comment,
    flat,
    frame,
    listed,
    p,
    package,
    shown,
    style,
    table,
    write,
)


def read(folder: Path, content: str, **parts: str) -> Reading:
    """Put a presentation together and read it."""
    return reader.read(write(folder, "a.odp", package(SLIDES, content, **parts)))


def slide(*inside: str, attributes: str = "") -> str:
    """Return a slide."""
    return f"<draw:page {attributes}>{''.join(inside)}</draw:page>"


def title(text: str) -> str:
    """Return a slide's title."""
    return frame(p(text), 'presentation:class="title" svg:y="1cm"')


def box(text: str, left: str = "1cm", top: str = "5cm", more: str = "") -> str:
    """Return a text box at a place."""
    return frame(p(text), f'svg:x="{left}" svg:y="{top}" svg:width="8cm" svg:height="2cm" {more}')


def notes(text: str) -> str:
    """Return the page of notes below a slide."""
    said = frame(p(text), 'presentation:class="notes"')
    number = frame(p("1"), 'presentation:class="page-number"')
    return f"<presentation:notes><draw:page-thumbnail/>{said}{number}</presentation:notes>"


def texts(reading: Reading) -> list[str]:
    """Return the text of each block."""
    return [block.text for block in reading.blocks]


BULLETS = (
    '<text:list-style style:name="L1"><text:list-level-style-bullet text:level="1" text:bullet-char="●"/></text:list-style>'
    '<text:list-style style:name="L2"><text:list-level-style-number text:level="1" style:num-format="1" '
    'style:num-suffix=")"/></text:list-style>'
)


def test_each_slide_has_its_number_title_body_notes_and_comments(tmp_path: Path) -> None:
    content = slide(
        box("Below", top="12cm"),
        frame(listed("L1", "Өзендер", "Көлдер"), 'presentation:class="outline" svg:y="4cm"'),
        title("Реки региона"),
        comment("Add a map.", "Anna Sarsen"),
        notes("Баяу айту керек."),
    ) + slide(title("Closing"), notes("Thank all."))
    reading = read(tmp_path, content, styles=BULLETS)
    assert [(block.kind.value, block.text, block.location) for block in reading.blocks] == [
        ("heading", "Реки региона", Location(slide=1)),
        ("list_item", "Өзендер", Location(slide=1)),
        ("list_item", "Көлдер", Location(slide=1)),
        ("paragraph", "Below", Location(slide=1)),
        ("paragraph", "Баяу айту керек.", Location(slide=1, part="notes")),
        ("paragraph", "Add a map.", Location(slide=1, part="comment", speaker="Anna Sarsen")),
        ("heading", "Closing", Location(slide=2)),
        ("paragraph", "Thank all.", Location(slide=2, part="notes")),
    ]
    assert reading.blocks[0].level == 1
    assert reading.pages == 2


def test_a_document_knows_slide_and_title_of_each_block(tmp_path: Path) -> None:
    write(
        tmp_path,
        "a.odp",
        package(SLIDES, slide(title("Форум")) + slide(title("Бірінші күн"), box("Форум Астанада өтті."))),
    )
    (document,) = load_many(discover([tmp_path]))
    assert isinstance(document, Document)
    assert (document.kind, document.title, document.pages) == ("odp", "Форум", 2)
    assert document.blocks[2].location == Location(slide=2, heading=("Бірінші күн",), paragraph=1)


def test_shapes_are_read_row_by_row_in_any_unit(tmp_path: Path) -> None:
    content = slide(
        box("lower right", "15cm", "9cm"),
        box("lower left", "1in", "3.6in"),
        box("turned", "", "", 'draw:transform="rotate (1.57) translate (1cm 14cm)"'),
        box("upper right", "300pt", "144pt"),
        box("upper left", "10mm", "52mm"),
        title("Title"),
    )
    assert texts(read(tmp_path, content)) == [
        "Title",
        "upper left",
        "upper right",
        "lower left",
        "lower right",
        "turned",
    ]


def test_groups_and_links_are_read_as_one_shape_in_their_own_order(tmp_path: Path) -> None:
    shape = f'<draw:custom-shape svg:x="1cm" svg:y="2cm" svg:height="1cm">{p("first")}</draw:custom-shape>'
    group = f"<draw:g>{box('second', '1cm', '3.5cm')}{shape}<draw:line/></draw:g>"
    content = slide(box("below", top="9cm"), f"<draw:a>{group}</draw:a>", "<draw:g/>")
    assert texts(read(tmp_path, content)) == ["first", "second", "below"]


def test_what_stands_on_every_slide_and_empty_placeholders_are_not_read(tmp_path: Path) -> None:
    furniture = [
        frame(p(name), f'presentation:class="{name}"') for name in ("header", "footer", "date-time", "page-number")
    ]
    empty = frame(p("Click to add text"), 'presentation:class="outline" presentation:placeholder="true"')
    number = box("Page <text:page-number>&lt;number&gt;</text:page-number>of the show")
    content = slide(*furniture, empty, title("Кіріспе"), number) + "<presentation:settings/>"
    assert texts(read(tmp_path, content)) == ["Кіріспе", "Page of the show"]


def test_numbered_items_count_anew_on_each_slide(tmp_path: Path) -> None:
    steps = frame(listed("L2", "register", "speak"), 'presentation:class="outline"')
    goes_on = frame(listed("L2", "vote", attributes='text:continue-numbering="true"'), 'svg:y="9cm"')
    reading = read(tmp_path, slide(steps, goes_on) + slide(steps), styles=BULLETS)
    assert texts(reading) == ["1) register", "2) speak", "3) vote", "1) register", "2) speak"]


def test_tables_name_their_columns(tmp_path: Path) -> None:
    rows = [cells("Время", "Сессия"), cells("10:00", "Открытие")]
    grid = table(*rows, attributes='table:use-first-row-styles="true"')
    content = slide(title("Programme"), f'<draw:frame svg:y="5cm">{grid}<draw:image/></draw:frame>')
    reading = read(tmp_path, content)
    assert shown(reading) == [("heading", "Programme"), ("table_row", "Время: 10:00 | Сессия: Открытие")]
    assert reading.blocks[1].location == Location(slide=1)


def test_hidden_slides_are_read_as_the_others_are(tmp_path: Path) -> None:
    properties = '<style:drawing-page-properties presentation:visibility="hidden"/>'
    styles = style("dp1", "drawing-page", properties=properties)
    content = slide(title("Backup"), attributes='draw:style-name="dp1"')
    assert texts(read(tmp_path, content, styles=styles)) == ["Backup"]


def test_a_title_of_several_lines_is_one_heading(tmp_path: Path) -> None:
    content = slide(frame(p("Right to") + p("health<text:line-break/>for all"), 'presentation:class="title"'))
    assert shown(read(tmp_path, content)) == [("heading", "Right to health for all")]


def test_a_flat_file_is_read_as_a_package_is(tmp_path: Path) -> None:
    data = flat(SLIDES, slide(title("Өзендер"), box("Text")), meta="<dc:title>Rivers</dc:title>")
    assert sniff(data, "a.xml") == "odp"
    reading = reader.read(write(tmp_path, "a.fodp", data))
    assert texts(reading) == ["Өзендер", "Text"]
    assert reading.properties == {"title": "Rivers"}


@pytest.mark.parametrize("name", ["Slide 1", "Слайд 1", "スライド 1", "Folie 1"])
def test_the_title_that_a_program_gives_to_any_presentation_is_none(name: str, tmp_path: Path) -> None:
    assert read(tmp_path, slide(title("Rivers")), meta=f"<dc:title>{name}</dc:title>").properties == {}


def test_the_kind_is_told_by_the_content() -> None:
    assert sniff(package(SLIDES, slide()), "a.zip") == "odp"
    assert sniff(package("presentation-template", slide()), "a.odt") == "odp"


def test_an_encrypted_file_is_refused_by_name(tmp_path: Path) -> None:
    write(tmp_path, "a.odp", package(SLIDES, "", encryption="<manifest:encryption-data/>"))
    (outcome,) = load_many(discover([tmp_path]))
    assert isinstance(outcome, Skipped)
    assert (outcome.reason, "without the password" in outcome.detail) == ("encrypted", True)


@pytest.mark.parametrize(
    "data", [package(SLIDES, slide())[:300], b"no slides", package(SLIDES, "").replace(b"content", b"missing")]
)
def test_a_damaged_file_says_what_to_do(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="damaged and does not open; save it again") as caught:
        reader.read(write(tmp_path, "a.odp", data))
    assert caught.value.reason is Reason.DAMAGED


def test_slides_without_text_say_so(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="pictures") as caught:
        read(tmp_path, slide("<draw:frame><draw:image/></draw:frame>"))
    assert caught.value.reason is Reason.NO_TEXT


def test_groups_in_groups_without_end_and_absurd_places_are_borne(tmp_path: Path) -> None:
    deep = "<draw:g>" * 20_000 + box("x") + "</draw:g>" * 20_000
    with pytest.raises(Unreadable) as caught:
        reader.read(write(tmp_path, "a.fodp", flat(SLIDES, slide(deep))))
    assert caught.value.reason is Reason.DAMAGED
    nested = "<draw:g>" * 200 + box("deep", "1e999cm", "-" + "9" * 400 + "cm") + "</draw:g>" * 200
    assert texts(read(tmp_path, slide(nested))) == ["deep"]

"""The OpenDocument spreadsheet reader, on files made here."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.discovery import sniff
from corpus.documents import Reading
from corpus.errors import Reason, Refused, Unreadable
from corpus.limits import Limits
from corpus.readers import ods as reader
from tests.corpus.readers import odf_files as files
from tests.corpus.readers.odf_files import cells, comment, p, style, table

SHEETS = "spreadsheet"
HIDDEN = style("gone", "table", properties='<style:table-properties table:display="false"/>')
BOLD = style("bold", "table-cell", properties='<style:text-properties fo:font-weight="bold"/>')


def read(folder: Path, *tables: str, after: str = "") -> Reading:
    """Make a spreadsheet and read it."""
    data = files.package(SHEETS, "".join(tables) + after, styles=HIDDEN + BOLD)
    return reader.read(files.write(folder, "a.ods", data))


def sheet(name: str, *rows: str, attributes: str = "") -> str:
    return table(*rows, attributes=f'table:name="{name}" {attributes}')


def shown(reading: Reading) -> list[tuple[str | None, str | None, str]]:
    """Return sheet, cells and text of each block but the names of sheets."""
    places = [(block.location.sheet, block.location.cells, block.text) for block in reading.blocks]
    return [place for place in places if place[1]]


def value(kind: str, stored: str, text: str = "", attributes: str = "") -> str:
    """Return a cell with a value, and the text it is shown as where there is one."""
    return (
        f'<table:table-cell office:value-type="{kind}" office:value="{stored}" {attributes}>{p(text) if text else ""}'
        "</table:table-cell>"
    )


@pytest.mark.parametrize(
    ("name", "headers", "row"),
    [
        ("Budget", ("Item", "Plan", "Day"), ("Hall", "$1,200.00", "6 May 2024")),
        ("Бюджет", ("Статья", "План", "День"), ("Зал", "1 200,00 ₽", "06.05.2024")),
        ("Смета (қаз)", ("Бабы", "Жоспар", "Күні"), ("Залды жалдау", "1 200 ₸", "2024 жылғы 6 мамыр")),
    ],
)
def test_a_row_keeps_its_headers_and_values_as_they_are_shown(
    tmp_path: Path, name: str, headers: tuple[str, ...], row: tuple[str, ...]
) -> None:
    written = cells(row[0]) + value("currency", "1200", row[1]) + value("date", "2024-05-06", row[2])
    reading = read(tmp_path, sheet(name, cells(*headers), written))
    line = " | ".join(f"{header}: {text}" for header, text in zip(headers, row, strict=True))
    assert shown(reading) == [(name, "A2:C2", line)]
    assert (reading.blocks[0].kind.value, reading.blocks[0].text) == ("heading", name)


def test_a_value_without_its_text_is_written_plainly(tmp_path: Path) -> None:
    day = '<table:table-cell office:value-type="date" office:date-value="2024-05-06"/>'
    reading = read(tmp_path, sheet("A", value("float", "12.0") + value("float", "0.5") + day))
    assert shown(reading) == [("A", "A1:C1", "12 | 0.5 | 2024-05-06")]


def test_repeated_cells_and_rows_stand_in_each_of_their_places(tmp_path: Path) -> None:
    twice = '<table:table-cell table:number-columns-repeated="2"><text:p>Rivers</text:p></table:table-cell>'
    rows = (
        f'<table:table-row table:number-rows-repeated="2">{twice}</table:table-row>',
        '<table:table-row table:number-rows-repeated="1000000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>',
        cells("Lakes", "Seas"),
    )
    assert shown(read(tmp_path, sheet("A", *rows))) == [
        ("A", "A1:B1", "Rivers | Rivers"),
        ("A", "A2:B2", "Rivers | Rivers"),
        ("A", "A1000003:B1000003", "Lakes | Seas"),
    ]


def test_a_thousand_million_filled_cells_are_refused(tmp_path: Path) -> None:
    cell = '<table:table-cell table:number-columns-repeated="1000"><text:p>x</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    with pytest.raises(Refused) as error:
        read(tmp_path, sheet("A", row))
    assert error.value.reason is Reason.TOO_LARGE


def test_the_limit_of_cells_holds_at_the_edge(tmp_path: Path) -> None:
    row = f'<table:table-row table:number-rows-repeated="5">{cells("x")}</table:table-row>'
    path = files.write(tmp_path, "a.ods", files.package(SHEETS, sheet("A", row)))
    assert len(reader.read(path, limits=Limits(sheet_cells=5)).blocks) == 6
    with pytest.raises(Refused):
        reader.read(path, limits=Limits(sheet_cells=4))


def test_merged_cells_name_each_column_and_row_they_cover(tmp_path: Path) -> None:
    tall = f'<table:table-cell table:number-rows-spanned="2">{p("15:30")}</table:table-cell>'
    covered = "<table:covered-table-cell/>"
    reading = read(
        tmp_path,
        sheet(
            "Day 1", cells("Time", "Session", "Room"), tall + cells("Rivers", "110"), covered + cells("Lakes", "111")
        ),
    )
    assert shown(reading) == [
        ("Day 1", "A2:C2", "Time: 15:30 | Session: Rivers | Room: 110"),
        ("Day 1", "A3:C3", "Time: 15:30 | Session: Lakes | Room: 111"),
    ]


def test_headers_are_those_that_the_file_marks(tmp_path: Path) -> None:
    head = f"<table:table-header-rows><table:table-row>{cells('Name', 'Country')}</table:table-row></table:table-header-rows>"
    bold = cells("Name", "Country", attributes='table:style-name="bold"')
    ranges = (
        "<table:database-ranges><table:database-range table:target-range-address=\"'My list'.A1:'My list'.B2\"/>"
        "</table:database-ranges>"
    )
    row = cells("Anna", "Tauly")
    wanted = "Name: Anna | Country: Tauly"
    body = f'<table:table table:name="A">{head}<table:table-row>{row}</table:table-row></table:table>'
    assert [text for *_, text in shown(read(tmp_path, body))] == [wanted]
    assert [text for *_, text in shown(read(tmp_path, sheet("A", bold, row)))] == [wanted]
    assert [
        text for *_, text in shown(read(tmp_path, sheet("My list", cells("Name", "Country"), row), after=ranges))
    ] == [wanted]
    assert len(shown(read(tmp_path, sheet("A", cells("Name", "Country"), row)))) == 2


def test_hidden_sheets_rows_and_columns_are_named_and_not_read(tmp_path: Path) -> None:
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    filtered = f'<table:table-row table:visibility="filter">{cells("secret", "secret")}</table:table-row>'
    rows = f"<table:table-row>{cells('Anna', 'secret', 'Tauly')}</table:table-row>{filtered}"
    seen = f'<table:table table:name="Open">{columns}{rows}</table:table>'
    reading = read(tmp_path, seen, sheet("Shut", cells("secret"), attributes='table:style-name="gone"'))
    assert shown(reading) == [("Open", "A1:C1", "Anna | Tauly")]
    assert reading.unread == (
        "In sheet “Open” the hidden rows 2 and the hidden columns B were not read: show them and index again.",
        "The sheet “Shut” is hidden and was not read: show it and index again.",
    )


def test_a_comment_is_no_text_of_its_cell_and_follows_its_row(tmp_path: Path) -> None:
    cell = f"<table:table-cell>{comment('Check the sum', 'Anna')}{p('5,316')}</table:table-cell>"
    reading = read(tmp_path, sheet("A", cells("Complaints", "in 2024") + cell))
    assert [(block.location.cells, block.location.part, block.text) for block in reading.blocks[1:]] == [
        ("A1:C1", None, "Complaints | in 2024 | 5,316"),
        ("C1", "comment", "Check the sum"),
    ]


def test_a_flat_file_is_read_as_a_package_is(tmp_path: Path) -> None:
    data = files.flat(SHEETS, sheet("A", cells("Rivers", "Lakes")))
    assert (sniff(data, "a.fods"), shown(reader.read(files.write(tmp_path, "a.fods", data)))) == (
        "ods",
        [("A", "A1:B1", "Rivers | Lakes")],
    )


def test_encrypted_damaged_and_empty_files_are_told_apart(tmp_path: Path) -> None:
    locked = files.package(SHEETS, sheet("A", cells("x")), encryption="<manifest:encryption-data/>")
    whole = files.package(SHEETS, sheet("A", cells("x")))
    empty = files.package(SHEETS, sheet("A", cells("")))
    for data, kind, reason in (
        (locked, Refused, Reason.ENCRYPTED),
        (whole[:200], Unreadable, Reason.DAMAGED),
        (empty, Unreadable, Reason.NO_TEXT),
    ):
        with pytest.raises(kind) as error:
            reader.read(files.write(tmp_path, "a.ods", data))
        assert error.value.reason is reason


def test_the_kind_is_told_by_content() -> None:
    assert sniff(files.package(SHEETS, sheet("A", cells("x"))), "a.zip") == "ods"

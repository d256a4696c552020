"""The Excel reader, on workbooks made here."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from corpus.discovery import Found, sniff
from corpus.documents import Document, Location, Reading
from corpus.errors import Reason, Refused, Unreadable, Unsupported
from corpus.limits import Limits
from corpus.loading import load
from corpus.readers import xlsx as reader

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/"
SHEET = "xl/worksheets/sheet1.xml"


def saved(path: Path, write: Callable[[Worksheet], object], name: str = "Бюджет") -> Path:
    """Make a workbook of one sheet."""
    book = openpyxl.Workbook()
    book.active.title = name
    write(book.active)
    book.save(path / "a.xlsx")
    return path / "a.xlsx"


def read(path: Path, write: Callable[[Worksheet], object], name: str = "Бюджет") -> Reading:
    """Make a workbook of one sheet and read it."""
    return reader.read(saved(path, write, name))


def rows(*lines: list[object]) -> Callable[[Worksheet], None]:
    """Return what writes lines under each other."""

    def write(sheet: Worksheet) -> None:
        for line in lines:
            sheet.append(line)

    return write


def shown(reading: Reading) -> list[tuple[str, str | None, str]]:
    """Return kind, cells and text of each block."""
    return [(block.kind.value, block.location.cells, block.text) for block in reading.blocks]


def texts(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks if block.level != 1]


def changed(path: Path, change: Callable[[str], str], part: str = SHEET) -> Path:
    """Write a workbook again with one part changed."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("name", "headers", "first", "second"),
    [
        ("Budget", ["Item", "Plan", "Paid"], ["Hall", 1200, 0.5], ["Interpreters", 80, 1]),
        ("Бюджет", ["Статья", "План", "Оплачено"], ["Зал", 1200, 0.5], ["Переводчики", 80, 1]),
        ("Бюджет (қаз)", ["Бабы", "Жоспар", "Төленді"], ["Зал жалдау", 1200, 0.5], ["Аудармашылар", 80, 1]),
    ],
)
def test_a_row_keeps_its_headers_its_sheet_and_its_cells(
    tmp_path: Path, name: str, headers: list[object], first: list[object], second: list[object]
) -> None:
    reading = read(tmp_path, rows(headers, first, second), name)
    assert shown(reading) == [
        ("heading", None, name),
        ("table_row", "A2:C2", f"{headers[0]}: {first[0]} | {headers[1]}: 1200 | {headers[2]}: 0.5"),
        ("table_row", "A3:C3", f"{headers[0]}: {second[0]} | {headers[1]}: 80 | {headers[2]}: 1"),
    ]
    assert all(block.location.sheet == name for block in reading.blocks)
    document = load(Found("a.xlsx", tmp_path / "a.xlsx", 1, 0))
    assert isinstance(document, Document)
    assert (document.kind, document.title) == ("xlsx", "A")
    assert document.blocks[1].location == Location(sheet=name, cells="A2:C2", heading=(name,), paragraph=1)


def test_values_are_written_as_the_sheet_shows_them(tmp_path: Path) -> None:
    values = [
        (45418, "General", "45418"),
        (12.0, "General", "12"),
        (1 / 3, "General", "0.3333333333"),
        (0.25, "0%", "25%"),
        (0.125, "0.0%", "12.5%"),
        (1250000, "#,##0", "1,250,000"),
        (1250000, "# ##0", "1 250 000"),
        (1250000.5, '#,##0.00" ₸"', "1,250,000.50 ₸"),
        (99.9, "[$€-407] #,##0.00", "€ 99.90"),
        (-5, "#,##0;(#,##0)", "(5)"),
        (7, "000", "007"),
        (date(2024, 5, 6), "dd.mm.yyyy", "06.05.2024"),
        (date(2024, 5, 6), "mm-dd-yy", "2024-05-06"),
        (date(2024, 5, 6), "m/d/yyyy", "2024-05-06"),
        (date(2024, 5, 6), "[$-419]d mmmm yyyy", "6 мая 2024"),
        (date(2024, 5, 1), "[$-419]mmmm yyyy", "май 2024"),
        (date(2024, 5, 6), "[$-43F]d mmmm yyyy", "6 мамыр 2024"),
        (date(2024, 5, 6), "dddd, d mmmm yyyy", "Monday, 6 May 2024"),
        (datetime(2024, 5, 6, 15, 30), "yyyy-mm-dd hh:mm", "2024-05-06 15:30"),
        (datetime(2024, 5, 6, 15, 30), "m/d/yy h:mm", "2024-05-06 15:30"),
        (time(9, 5), "h:mm", "9:05"),
        (time(15, 30), "h:mm AM/PM", "3:30 PM"),
        (1.5, "[h]:mm", "36:00"),
        (True, "General", "TRUE"),
    ]

    def write(sheet: Worksheet) -> None:
        for number, (value, code, _) in enumerate(values, start=1):
            sheet.cell(number, 1, f"{number}) is")
            sheet.cell(number, 2, value).number_format = code

    assert texts(read(tmp_path, write)) == [f"{n}) is | {text}" for n, (*_, text) in enumerate(values, start=1)]


def test_days_counted_from_1904_are_the_same_days(tmp_path: Path) -> None:
    path = saved(tmp_path, rows(["Opening", date(2024, 5, 6), 1]))
    changed(path, lambda text: text.replace("<workbookPr", '<workbookPr date1904="1"'), "xl/workbook.xml")
    assert texts(reader.read(path)) == ["Opening | 2028-05-07 | 1"]


def test_tables_parted_by_a_blank_row_stand_apart_under_their_titles(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        rows(
            ["Programme of the forum"],
            ["Time", "Session", "Room"],
            ["15:30", "Rivers", 110],
            [],
            [None, "Interpreters needed"],
            [None, "Language", "Hours", "Rate"],
            [None, "Қазақша", 6, 20],
            [],
            ["The rooms are open from eight o'clock on both days."],
        ),
        "Day 1",
    )
    assert shown(reading) == [
        ("heading", None, "Day 1"),
        ("heading", "A1", "Programme of the forum"),
        ("table_row", "A3:C3", "Time: 15:30 | Session: Rivers | Room: 110"),
        ("heading", "B5", "Interpreters needed"),
        ("table_row", "B7:D7", "Language: Қазақша | Hours: 6 | Rate: 20"),
        ("paragraph", "A9", "The rooms are open from eight o'clock on both days."),
    ]
    assert [block.level for block in reading.blocks] == [1, 2, 0, 2, 0, 0]


def test_a_table_that_is_blank_in_between_goes_on_under_its_headers(tmp_path: Path) -> None:
    def write(sheet: Worksheet) -> None:
        rows(["Name", "Country", "Role"], ["Anna", "Tauly", "Judge"], [], ["Boris", "Lesna", "Ombudsman"])(sheet)
        for cell in sheet[1]:
            cell.font = Font(bold=True)

    assert texts(read(tmp_path, write)) == [
        "Name: Anna | Country: Tauly | Role: Judge",
        "Name: Boris | Country: Lesna | Role: Ombudsman",
    ]


def test_two_columns_have_headers_where_the_sheet_says_so(tmp_path: Path) -> None:
    plain = rows(["Name", "Country"], ["Anna", "Tauly"])

    def tabled(sheet: Worksheet) -> None:
        plain(sheet)
        sheet.add_table(Table(displayName="People", ref="A1:B2"))

    def filtered(sheet: Worksheet) -> None:
        plain(sheet)
        sheet.auto_filter.ref = "A1:B2"

    assert texts(read(tmp_path, plain)) == ["Name | Country", "Anna | Tauly"]
    assert texts(read(tmp_path, tabled)) == ["Name: Anna | Country: Tauly"]
    assert texts(read(tmp_path, filtered)) == ["Name: Anna | Country: Tauly"]


def test_merged_cells_name_each_column_and_row_they_cover(tmp_path: Path) -> None:
    def write(sheet: Worksheet) -> None:
        rows(
            ["Time", "Session", None, "Room"],
            [None, "Title", "Speaker"],
            ["Day 1"],
            ["15:30", "Rivers", "Anna", 110],
            [None, "Lakes", "Boris", 111],
            ["16:00", "Dinner"],
        )(sheet)
        for area in ("A1:A2", "B1:C1", "D1:D2", "A3:D3", "A4:A5", "B6:D6"):
            sheet.merge_cells(area)

    reading = read(tmp_path, write)
    assert shown(reading)[1:] == [
        ("heading", "A3:D3", "Day 1"),
        ("table_row", "A4:D4", "Time: 15:30 | Session Title: Rivers | Session Speaker: Anna | Room: 110"),
        ("table_row", "A5:D5", "Time: 15:30 | Session Title: Lakes | Session Speaker: Boris | Room: 111"),
        ("table_row", "A6:D6", "Time: 16:00 | Session Title: Dinner"),
    ]


def test_hidden_sheets_rows_and_columns_are_named_and_not_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Open"
    rows(["Name", "Country", "Fee"], ["Anna", "Tauly", 90], ["Boris", "Lesna", 80], ["Clara", "Tauly", 70])(sheet)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet["C2"].comment = Comment("secret fee", "A")
    for state in ("hidden", "veryHidden"):
        other = book.create_sheet(state)
        other.append(["secret"])
        other.sheet_state = state
    book.save(tmp_path / "a.xlsx")
    reading = reader.read(tmp_path / "a.xlsx")
    assert [block.text for block in reading.blocks] == ["Open", "Name | Country", "Anna | Tauly", "Clara | Tauly"]
    assert reading.unread == (
        "In sheet “Open” the hidden rows 3 and the hidden columns C were not read: show them and index again.",
        "The sheet “hidden” is hidden and was not read: show it and index again.",
        "The sheet “veryHidden” is hidden and was not read: show it and index again.",
    )


def test_a_comment_follows_its_row(tmp_path: Path) -> None:
    def write(sheet: Worksheet) -> None:
        rows(["Item", "Sum", "Paid"], ["Hall", 5, 1], ["Food", 6, 2])(sheet)
        sheet["B2"].comment = Comment("Проверить сумму", "Анна")
        sheet["F9"].comment = Comment("Nothing here", "Анна")

    blocks = read(tmp_path, write).blocks
    assert [(block.text, block.location.cells, block.location.part) for block in blocks[1:]] == [
        ("Item: Hall | Sum: 5 | Paid: 1", "A2:C2", None),
        ("Проверить сумму", "B2", "comment"),
        ("Item: Food | Sum: 6 | Paid: 2", "A3:C3", None),
        ("Nothing here", "F9", "comment"),
    ]


def test_a_formula_gives_its_stored_result_or_is_named(tmp_path: Path) -> None:
    path = saved(tmp_path, rows(["Sum", "=1+1", "x"], ["Rest", "=2+2", "y"]))
    changed(
        path,
        lambda text: text.replace("<f>1+1</f><v></v>", "<f>1+1</f><v>2</v>").replace(
            "<f>1+1</f><v/>", "<f>1+1</f><v>2</v>"
        ),
    )
    reading = reader.read(path)
    assert texts(reading) == ["Sum | 2 | x", "Rest | y"]
    assert reading.unread == (
        "The sheet “Бюджет” holds formulas without a result (1): open it in Excel, save it, index again.",
    )


def test_properties_are_those_that_the_workbook_states(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Қош келдіңіздер"])
    book.properties.title, book.properties.creator = "Смета форума", "Анна Сарсен"
    book.properties.created = datetime(2024, 5, 6, tzinfo=UTC).replace(tzinfo=None)
    book.save(tmp_path / "a.xlsx")
    days_later = "<dcterms:modified>2024-05-08T08:00:00Z</dcterms:modified>"  # openpyxl itself states when it saves

    def modified(text: str) -> str:
        return re.sub(r"<dcterms:modified.*?</dcterms:modified>", days_later, text)

    path = changed(tmp_path / "a.xlsx", modified, "docProps/core.xml")
    assert reader.read(path).properties == {
        "title": "Смета форума", "author": "Анна Сарсен", "date": "2024-05-06",
    }  # fmt: skip


def test_a_sheet_that_keeps_its_first_name_has_no_heading(tmp_path: Path) -> None:
    for name in ("Sheet1", "Лист1", "Парақ1"):
        assert shown(read(tmp_path, rows(["Rivers of the region"]), name)) == [
            ("heading", "A1", "Rivers of the region")
        ]


def test_cells_without_references_and_inline_strings_are_read(tmp_path: Path) -> None:
    data = '<row><c t="inlineStr"><is><r><t>Riv</t></r><r><t>ers_x000D_</t></r><rPh><t>x</t></rPh></is></c><c><v>5</v></c></row>'
    path = saved(tmp_path, rows(["x"]))
    changed(path, lambda text: re.sub("<sheetData>.*</sheetData>", f"<sheetData>{data * 2}</sheetData>", text))
    assert shown(reader.read(path))[1:] == [("table_row", "A1:B1", "Rivers | 5"), ("table_row", "A2:B2", "Rivers | 5")]


def test_a_claimed_size_a_far_cell_and_a_merged_sheet_cost_nothing(tmp_path: Path) -> None:
    path = saved(tmp_path, rows(["Rivers", 5, 6]))

    def claim(text: str) -> str:
        text = re.sub(r"<dimension[^>]*>", '<dimension ref="A1:XFD1048576"/>', text)
        far = '<row r="1048576"><c r="XFD1048576"><v>7</v></c></row></sheetData>'
        merged = '<mergeCells><mergeCell ref="A1:A1048576"/><mergeCell ref="B1:XFD1048576"/></mergeCells>'
        return text.replace("</sheetData>", far + merged)

    reading = reader.read(changed(path, claim))
    assert shown(reading)[1:] == [
        ("table_row", "A1:C1", "Rivers | 5 | 6"),
        ("table_row", "A1048576:XFD1048576", "Rivers | 5 | 7"),
    ]


def test_a_sheet_that_breaks_off_is_read_so_far_and_named(tmp_path: Path) -> None:
    path = changed(saved(tmp_path, rows(["One", 1, 2], ["Two", 3, 4])), lambda text: text[: text.index('<row r="2"')])
    reading = reader.read(path)
    assert texts(reading) == ["One | 1 | 2"]
    assert reading.unread == (
        "The sheet “Бюджет” is damaged and was read in part: save the workbook again from Excel.",
    )


def test_the_limits_hold_at_the_edge(tmp_path: Path) -> None:
    path = saved(tmp_path, rows(*([f"row {number}", number] for number in range(10))))
    enough = Limits(sheet_rows=10, sheet_cells=20, text_chars=70)
    assert len(reader.read(path, limits=enough).blocks) == 11
    for fewer in (replace(enough, sheet_rows=9), replace(enough, sheet_cells=19), replace(enough, text_chars=59)):
        with pytest.raises(Refused) as error:
            reader.read(path, limits=fewer)
        assert error.value.reason is Reason.TOO_LARGE


def test_one_long_text_in_many_cells_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, rows(["x"]))
    parts = {
        SHEET: (
            "<sheetData>.*</sheetData>",
            "<sheetData><row>" + '<c t="s"><v>0</v></c>' * 1_000 + "</row></sheetData>",
        ),
        "xl/_rels/workbook.xml.rels": (
            "</Relationships>",
            '<Relationship Id="s" Type="x/sharedStrings" Target="strings.xml"/></Relationships>',
        ),
    }
    for part, (pattern, text) in parts.items():
        changed(path, lambda old, pattern=pattern, text=text: re.sub(pattern, text, old), part)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/strings.xml", f'<sst xmlns="{MAIN}"><si><t>{"x" * 30_000}</t></si></sst>')
    with pytest.raises(Refused) as error:
        reader.read(path)
    assert error.value.reason is Reason.TOO_LARGE


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("THE SECRET")
    path = saved(tmp_path, rows(["Rivers", 5, 6]))

    def poison(text: str) -> str:
        body = '<row r="9"><c r="A9" t="inlineStr"><is><t>a&x;b</t></is></c></row></sheetData>'
        return f'<!DOCTYPE x [<!ENTITY x SYSTEM "{secret.as_uri()}">]>' + text.replace("</sheetData>", body)

    assert "SECRET" not in " ".join(texts(reader.read(changed(path, poison))))


def test_encrypted_old_binary_and_damaged_files_are_told_apart(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    path = tmp_path / "a.xlsx"

    def reason() -> tuple[type[Exception], Reason]:
        with pytest.raises((Refused, Unsupported, Unreadable)) as error:
            reader.read(path)
        return type(error.value), error.value.reason

    path.write_bytes(ole + "EncryptedPackage".encode("utf-16-le"))
    assert reason() == (Refused, Reason.ENCRYPTED)
    path.write_bytes(ole)
    assert reason() == (Unsupported, Reason.UNSUPPORTED)
    path.write_bytes(b"PK\x03\x04 nothing")
    assert reason() == (Unreadable, Reason.DAMAGED)
    saved(tmp_path, rows())
    assert reason() == (Unreadable, Reason.NO_TEXT)
    changed(path, lambda text: text.replace("/xl/workbook.xml", "/xl/workbook.bin"), "_rels/.rels")
    changed(path, lambda text: text.replace("xl/workbook.xml", "xl/workbook.bin"), "_rels/.rels")
    assert reason() == (Unsupported, Reason.UNSUPPORTED)


def test_the_strict_variant_and_a_workbook_with_macros_are_read(tmp_path: Path) -> None:
    path = saved(tmp_path, rows(["Rivers", 5, 6]))

    def strict(text: str) -> str:
        text = text.replace("http://schemas.openxmlformats.org/officeDocument/2006/", f"{STRICT}officeDocument/")
        return text.replace(MAIN, f"{STRICT}spreadsheetml/main")

    for part in (SHEET, "xl/workbook.xml", "_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/styles.xml"):
        changed(path, strict, part)
    assert STRICT.encode() in zipfile.ZipFile(path).read(SHEET)
    assert texts(reader.read(path)) == ["Rivers | 5 | 6"]
    assert sniff(path.read_bytes()[:65_536], "a.xlsm") == "xlsx"

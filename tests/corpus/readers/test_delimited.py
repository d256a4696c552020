"""The reader of tables in plain text, and how they are told from prose."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.discovery import Found, sniff
from corpus.documents import Document, Location, Reading
from corpus.errors import Reason, Refused
from corpus.limits import Limits
from corpus.loading import load
from corpus.readers import delimited as reader


def read(path: Path, data: str | bytes) -> Reading:
    """Write a file and read it."""
    (path / "a.csv").write_bytes(data if isinstance(data, bytes) else data.encode())
    return reader.read(path / "a.csv")


def shown(reading: Reading) -> list[tuple[str | None, str]]:
    """Return cells and text of each block."""
    return [(block.location.cells, block.text) for block in reading.blocks]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("headers", "row"),
    [
        (["Time", "Session", "Room"], ["15:30", "Rivers and lakes", "Red hall"]),
        (["Время", "Секция", "Зал"], ["15:30", "Реки и озёра", "Красный"]),
        (["Уақыты", "Сессия", "Зал"], ["15:30", "Өзендер мен көлдер", "Қызыл"]),
    ],
)
def test_rows_keep_their_headers_and_cells(tmp_path: Path, delimiter: str, headers: list[str], row: list[str]) -> None:
    text = "\r\n".join(delimiter.join(cells) for cells in (headers, row, row)) + "\r\n"
    line = " | ".join(f"{name}: {value}" for name, value in zip(headers, row, strict=True))
    assert shown(read(tmp_path, text)) == [("A2:C2", line), ("A3:C3", line)]
    assert all(block.location.sheet is None for block in reader.read(tmp_path / "a.csv").blocks)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Имя;Страна\nАнна Сергеевна;Республика Таулы\nБорис Петрович;Лесная область\n"),
        ("utf-16", "Аты\tЕлі\nӘсел Қалиқызы\tҚазақстан\nҮміт\tӨзбекстан\n"),
        ("utf-8-sig", "Аты,Елі\nӘсел,Қазақстан\nҮміт,Өзбекстан\n"),
        ("cp866", "Имя;Страна\nАнна Сергеевна;Республика Таулы\nБорис Петрович;Лесная область\n"),
    ],
)
def test_every_encoding_is_read(tmp_path: Path, encoding: str, text: str) -> None:
    (tmp_path / "a.tsv").write_bytes(text.encode(encoding))
    document = load(Found("a.tsv", tmp_path / "a.tsv", 1, 0))
    assert isinstance(document, Document)
    head, *lines = (line.replace("\t", ";").replace(",", ";").split(";") for line in text.splitlines())
    assert document.kind == "csv"
    assert [block.text for block in document.blocks] == [f"{head[0]}: {a} | {head[1]}: {b}" for a, b in lines]
    assert document.blocks[0].location == Location(cells="A2:B2", paragraph=1)


def test_cells_may_hold_quotes_delimiters_and_line_breaks(tmp_path: Path) -> None:
    text = 'Name,Said,Day\n"Sarsen, Anna","We say ""yes"".\nThen we go.",1\nBoris,a 5" nail,2\n'
    assert shown(read(tmp_path, text)) == [
        ("A2:C2", 'Name: Sarsen, Anna | Said: We say "yes". Then we go. | Day: 1'),
        ("A3:C3", 'Name: Boris | Said: a 5" nail | Day: 2'),
    ]


def test_rows_of_other_lengths_keep_all_their_values(tmp_path: Path) -> None:
    text = "Name,Country,Role\nAnna,Tauly,Judge,retired,2024\nBoris\n,Lesna\n"
    assert shown(read(tmp_path, text)) == [
        ("A2:E2", "Name: Anna | Country: Tauly | Role: Judge | retired | 2024"),
        ("A3", "Name: Boris"),
        ("B4", "Country: Lesna"),
    ]


def test_a_title_and_blank_lines_are_told_from_the_table(tmp_path: Path) -> None:
    text = "Participants of the forum;;\n;;\nName;Country;Fee\nAnna;Tauly;90\n\nBoris;Lesna;80\n"
    reading = read(tmp_path, text)
    assert [block.kind.value for block in reading.blocks] == ["heading", "table_row", "table_row"]
    assert shown(reading) == [
        ("A1", "Participants of the forum"),
        ("A4:C4", "Name: Anna | Country: Tauly | Fee: 90"),
        ("A6:C6", "Name: Boris | Country: Lesna | Fee: 80"),
    ]


def test_a_first_row_of_figures_is_no_header(tmp_path: Path) -> None:
    assert shown(read(tmp_path, "15:30,Rivers,110\n16:00,Lakes,111\n")) == [
        ("A1:C1", "15:30 | Rivers | 110"),
        ("A2:C2", "16:00 | Lakes | 111"),
    ]


def test_a_first_line_may_name_the_delimiter(tmp_path: Path) -> None:
    assert shown(read(tmp_path, "sep=|\nName|Fee\nAnna, judge|90\n")) == [("A2:B2", "Name: Anna, judge | Fee: 90")]


def test_an_unclosed_quote_does_not_swallow_the_rest(tmp_path: Path) -> None:
    assert shown(read(tmp_path, 'Name,Said\nAnna,"We go\nBoris,Yes\n')) == [
        ("A2:B2", "Name: Anna | Said: We go"),
        ("A3:B3", "Name: Boris | Said: Yes"),
    ]


def test_a_long_cell_is_read_whole(tmp_path: Path) -> None:
    reading = read(tmp_path, f'Name,Said\nAnna,"{"word " * 60_000}"\n')
    assert len(reading.blocks[0].text) > 299_000


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("a,b\n1,2\n3,4\n", "a.csv", "csv"),
        ("a\tb\n1\t2\n3\t4\n", "a.TSV", "csv"),
        ("a,b\n1,2\n3,4\n", "a.txt", "text"),
        ("The forum met on Monday, in Tauly.\nIt heard judges, clerks, and others.\nIt closed.\n", "a.csv", "text"),
        ("one\ntwo\nthree\n", "a.csv", "text"),
        ("a,b\n", "a.csv", "text"),
        ("<html><body><p>x</p></body></html>", "a.csv", "html"),
    ],
)
def test_a_table_is_told_by_its_content_and_its_name(text: str, name: str, kind: str) -> None:
    assert sniff(text.encode(), name) == kind


def test_the_limits_hold_at_the_edge(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Name,Fee\n" + "Anna,90\n" * 9)
    enough = Limits(sheet_rows=10, sheet_cells=20, text_chars=61)
    assert len(reader.read(path, limits=enough).blocks) == 9
    for fewer in (replace(enough, sheet_rows=9), replace(enough, sheet_cells=19), replace(enough, text_chars=60)):
        with pytest.raises(Refused) as error:
            reader.read(path, limits=fewer)
        assert error.value.reason is Reason.TOO_LARGE

"""Filters keep the passages whose documents and speakers they name, in three languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import BlockKind, Location, Passage
from corpus.documents import Anchor, Span
from index.filtering import FIELDS, Filter, fault_of
from index.passages import DocumentRecord, PassageRecord, Passages, PassageWriter

DOCUMENTS = {
    # name, speakers of its passages: rows 0 and 1, 2 and 3, 4, 5
    "день-1/форум.md": (None, "Әлия Сәрсен"),
    "night/brief.pdf": (None, "Иванов Б."),
    "old.txt": (None,),
    "paper.pdf": (None,),
}
RECORDS = {
    "день-1/форум.md": DocumentRecord(
        "день-1/форум.md", "Астана форумы", "markdown", "2024-12-10", "kk",
        metadata={"event": "Форум 100%", "session": "Таңғы отырыс", "speaker": "Болат Омар; Dana Ross"},
    ),
    "night/brief.pdf": DocumentRecord(
        "night/brief.pdf", "Brief", "pdf", "2025-01-02", "en",
        metadata={"session": "Evening", "speaker": "Dana Ross", "role": "Ombudsman", "organisation": "Tauly"},
    ),
    "old.txt": DocumentRecord("old.txt", "Old", "text", "2016", "ru", metadata={"symbol": "A/1/2", "version": "draft"}),
    "paper.pdf": DocumentRecord("paper.pdf", "Paper", "pdf", "", "en", metadata={"author": "Peder Holm"}),
    "skipped.pdf": DocumentRecord("skipped.pdf", reason="empty"),
}  # fmt: skip


def passage(source: str, number: int, speaker: str | None) -> PassageRecord:
    span = Span(0, 1, BlockKind.TURN, (Anchor(0, Location(speaker=speaker)),))
    made = Passage(f"{source}-{number}", source, "", "T", 0, 1, (span,))
    return PassageRecord(made, ("t",), (), ())


@pytest.fixture
def chosen(tmp_path: Path) -> Iterator[Filter]:
    writer = PassageWriter(tmp_path / "passages.sqlite")
    for source, record in sorted(RECORDS.items(), key=lambda pair: list(RECORDS).index(pair[0])):
        writer.add(record, [passage(source, n, speaker) for n, speaker in enumerate(DOCUMENTS.get(source, ()))])
    writer.close()
    passages = Passages(tmp_path / "passages.sqlite")
    yield Filter(passages.documents(), passages)
    passages.close()


@pytest.mark.parametrize(
    ("where", "rows"),
    [
        ({}, {0, 1, 2, 3, 4, 5}),
        ({"source": "NIGHT"}, {2, 3}),
        ({"document": "астана"}, {0, 1}),
        ({"document": "brief.pdf"}, {2, 3}),
        ({"title": "форум"}, {0, 1}),
        ({"language": "EN"}, {2, 3, 5}),
        ({"language": "e"}, set()),
        ({"kind": "pdf"}, {2, 3, 5}),
        ({"session": "ТАҢҒЫ"}, {0, 1}),
        ({"session": "even"}, {2, 3}),
        ({"speaker": "әлия"}, {1}),
        ({"speaker": "ИВАНОВ"}, {3}),
        ({"speaker": "dana"}, {0, 2}),
        ({"speaker": "holm"}, {5}),
        ({"speaker": "dana", "document": "brief"}, {2}),
        ({"role": "ombuds", "organisation": "tauly"}, {2, 3}),
        ({"event": "форум 100%"}, {0, 1}),
        ({"event": "%"}, {0, 1}),
        ({"event": "_"}, set()),
        ({"symbol": "a/1"}, {4}),
        ({"version": "DRAFT"}, {4}),
        ({"author": "peder"}, {5}),
        ({"source": "' OR 1 --"}, set()),
    ],
)
def test_a_filter_keeps_the_passages_it_names(chosen: Filter, where: dict[str, str], rows: set[int]) -> None:
    assert chosen.rows(where) == rows


@pytest.mark.parametrize(
    ("date", "rows"),
    [
        ("2024", {0, 1}),
        ("2024-12", {0, 1}),
        ("2024-12-10", {0, 1}),
        ("2024-12-11", set()),
        ("2024..", {0, 1, 2, 3}),
        ("..2024", {0, 1, 4}),
        ("2016..2024-12-10", {0, 1, 4}),
        ("2024-12-11..", {2, 3}),
        ("..2024-11", {4}),
        ("2016-05..2016-06", {4}),
        ("2017..2018", set()),
        (" 2024 .. 2025 ", {0, 1, 2, 3}),
    ],
)
def test_a_date_is_a_year_a_month_a_day_or_a_range_of_them(chosen: Filter, date: str, rows: set[int]) -> None:
    assert chosen.rows({"date": date}) == rows


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ({"colour": "red"}, "“colour”: use speaker, session, date"),
        ({"": "x"}, "no filter by “”"),
        ({"a.b[0]' --": "x"}, "no filter by"),
        ({"speaker": "  "}, "by speaker is empty"),
        ({"date": "soon"}, "“soon” is no date"),
        ({"date": ".."}, "no date"),
        ({"date": "2014-5"}, "no date"),
    ],
)
def test_a_filter_that_cannot_be_used_says_what_can(chosen: Filter, where: dict[str, str], words: str) -> None:
    assert words in fault_of(where)
    with pytest.raises(ValueError, match=r"filter|date"):
        chosen.rows(where)


def test_every_field_can_be_filtered_by(chosen: Filter) -> None:
    for name in FIELDS:
        assert fault_of({name: "2024"}) == ""
        chosen.rows({name: "2024"})


def test_documents_are_counted(chosen: Filter) -> None:
    assert chosen.documents(chosen.rows({"speaker": "dana"})) == 2
    assert chosen.documents(set()) == 0

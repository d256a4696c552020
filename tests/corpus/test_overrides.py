"""A table beside the files overrides what they say of themselves; what it cannot do is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.discovery import Found, discover
from corpus.documents import Document, Skipped
from corpus.limits import DEFAULT_LIMITS
from corpus.loading import load

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A function that writes a file below the folder of materials."""

    def make(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    for source in ("opening.txt", "day-1/речь.txt", "day-1/сөз.txt", "day-1/late/talk.txt"):
        make(source, "Good morning.\n")
    return make


def said(folder: Path) -> dict[str, dict[str, str]]:
    return {file.source: dict(file.overrides) for file in discover([folder]) if not file.fault}


def fault(folder: Path) -> str:
    (table,) = (file for file in discover([folder]) if file.fault)
    return table.fault


def test_a_row_overrides_the_fields_of_its_file(write: Write, tmp_path: Path) -> None:
    write(
        "materials.csv",
        "file,title,date,language,event,session,speaker,role,organisation,symbol,version\n"
        'day-1/речь.txt,Вода,14 мая 2024,ru-RU,Форум,Утро,"Сарсен, Анна",омбудсмен,Таулы,A/1/2,проект\n'
        "./day-1/сөз.txt,,2024-05,,,,,,,,\n",
    )
    assert said(tmp_path) == {
        "opening.txt": {},
        "day-1/речь.txt": {
            "title": "Вода",
            "date": "2024-05-14",
            "language": "ru",
            "event": "Форум",
            "session": "Утро",
            "speaker": "Сарсен, Анна",
            "role": "омбудсмен",
            "organisation": "Таулы",
            "symbol": "A/1/2",
            "version": "проект",
        },
        "day-1/сөз.txt": {"date": "2024-05"},
        "day-1/late/talk.txt": {},
    }


def test_the_document_has_what_the_table_says_and_says_so(write: Write, tmp_path: Path) -> None:
    write("materials.csv", "file;title;speaker\nopening.txt;Ашылу сөзі;Анна Сәрсен\n")
    (found,) = (file for file in discover([tmp_path]) if file.source == "opening.txt")
    document = load(found)
    assert isinstance(document, Document)
    assert (document.title, dict(document.metadata)) == ("Ашылу сөзі", {"speaker": "Анна Сәрсен"})
    assert (document.origins["title"], document.origins["speaker"]) == ("override", "override")


def test_a_pattern_reaches_subfolders_and_a_named_file_comes_before_it(write: Write, tmp_path: Path) -> None:
    write("materials.csv", "file,session,language\nday-1/late/talk.txt,Evening,\nday-1/*.txt,Morning,en\n")
    found = said(tmp_path)
    assert found["day-1/late/talk.txt"] == {"session": "Evening", "language": "en"}
    assert found["day-1/сөз.txt"] == {"session": "Morning", "language": "en"}
    assert found["opening.txt"] == {}


def test_a_table_in_a_subfolder_comes_before_the_one_above(write: Write, tmp_path: Path) -> None:
    write("materials.csv", "file,session,event\nday-1/сөз.txt,Above,Forum\n")
    write("day-1/materials.tsv", "file\tsession\nсөз.txt\tBelow\n")
    assert said(tmp_path)["day-1/сөз.txt"] == {"session": "Below", "event": "Forum"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251"])
def test_a_table_as_spreadsheet_programs_save_it_is_understood(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "речь.txt").write_text("Доброе утро.", encoding="utf-8")
    table = "file;title;speaker\r\nречь.txt;Доклад о воде и реках;Анна Сарсен\r\n"
    (tmp_path / "materials.csv").write_bytes(table.encode(encoding))
    assert said(tmp_path) == {"речь.txt": {"title": "Доклад о воде и реках", "speaker": "Анна Сарсен"}}


def test_names_agree_whatever_form_their_letters_have(tmp_path: Path) -> None:
    (tmp_path / "й.txt").write_text("Доброе утро.", encoding="utf-8")
    (tmp_path / "materials.csv").write_text("file,title\nй.txt,Йод\n", encoding="utf-8")
    assert said(tmp_path) == {"й.txt": {"title": "Йод"}}


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("file,colour\nopening.txt,red\n", "the column “colour” is not known"),
        ("file,title\nclosing.txt,T\n", "row 2 matches no file: closing.txt"),
        ("file,title\nnight/*.txt,T\n", "row 2 matches no file: night/*.txt"),
        ("file,title\n../opening.txt,T\n", "row 2 matches no file: ../opening.txt"),
        ("file,date\nopening.txt,soon\n", "row 2: the date “soon” is not understood"),
        ("file,language\nopening.txt,Klingon\n", "row 2: the language “Klingon” is not understood"),
        ("file,title\n,T\n", "row 2 names no file"),
        (f"file,title\nopening.txt,{'T' * 501}\n", "row 2: the title “TTTT"),
        ("file,title\nopening.txt,Rivers, lakes\n", "row 2 has more cells than there are columns"),
    ],
)
def test_what_cannot_be_applied_is_reported(write: Write, tmp_path: Path, table: str, sentence: str) -> None:
    path = write("materials.csv", table)
    assert sentence in fault(tmp_path)
    (found,) = (file for file in discover([tmp_path]) if file.path == path)
    outcome = load(found)
    assert isinstance(outcome, Skipped)
    assert (outcome.source, outcome.reason, outcome.detail) == ("materials.csv", "not_applied", found.fault)


def test_the_rest_of_a_faulty_table_is_applied_and_long_lists_of_faults_are_cut(write: Write, tmp_path: Path) -> None:
    rows = "".join(f"gone-{number}.txt,T\n" for number in range(9))
    write("materials.csv", f"file,title\n{rows}opening.txt,Rivers\n")
    assert said(tmp_path)["opening.txt"] == {"title": "Rivers"}
    assert fault(tmp_path).endswith("row 6 matches no file: gone-4.txt; and 4 more. Correct it and index again.")


@pytest.mark.parametrize("text", ["name,price\nbag,5\n", "", "file\x01"])
def test_a_table_without_the_column_file_is_a_document_like_any_other(write: Write, tmp_path: Path, text: str) -> None:
    write("materials.csv", text)
    assert "materials.csv" in said(tmp_path)


def test_limits_hold_and_are_reported(write: Write, tmp_path: Path) -> None:
    write("materials.csv", "file,title\nopening.txt,One\n*.none,Two\nday-1/*.txt,Three\n")

    def under(**limits: int) -> dict[str, Found]:
        return {file.source: file for file in discover([tmp_path], limits=replace(DEFAULT_LIMITS, **limits))}

    assert under(override_rows=4, override_patterns=2)["day-1/сөз.txt"].overrides == {"title": "Three"}
    fewer = under(override_rows=3)
    assert fewer["day-1/сөз.txt"].overrides == {}
    assert "more than 3 rows" in fewer["materials.csv"].fault
    assert "more than 1 patterns" in under(override_patterns=1)["materials.csv"].fault
    size = (tmp_path / "materials.csv").stat().st_size
    assert under(overrides_bytes=size)["opening.txt"].overrides == {"title": "One"}
    small = under(overrides_bytes=size - 1)
    assert (small["opening.txt"].overrides, f"larger than {size - 1} bytes" in small["materials.csv"].fault) == (
        {},
        True,
    )

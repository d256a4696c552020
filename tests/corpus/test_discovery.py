"""Discovery: which files count, what they are called and what kind they are."""

import os
from pathlib import Path

import pytest

from corpus.discovery import discover, sniff
from corpus.errors import Unreadable
from corpus.limits import Limits


def write(path: Path, text: str = "text") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def sources(*paths: Path, limits: Limits | None = None) -> list[str]:
    return [file.source for file in discover(paths, limits=limits or Limits())]


def test_files_are_found_in_all_folders_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b/c.txt"):
        write(tmp_path / name)
    assert sources(tmp_path) == ["a/b/c.txt", "a/z.txt", "b.txt"]


def test_litter_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    for name in (".DS_Store", "Thumbs.db", "~$report.docx", ".git/config", "__MACOSX/a.txt", "kept.txt"):
        write(tmp_path / name)
    assert sources(tmp_path) == ["kept.txt"]


def test_links_and_special_files_are_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside" / "secret.txt")
    folder = tmp_path / "folder"
    write(folder / "own.txt")
    (folder / "link.txt").symlink_to(outside)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    os.mkfifo(folder / "pipe")
    assert sources(folder) == ["own.txt"]


def test_names_are_composed(tmp_path: Path) -> None:
    write(tmp_path / "Доклад \u0438\u0306.txt")
    assert sources(tmp_path) == ["Доклад \u0439.txt"]


def test_a_single_file_is_named_by_itself(tmp_path: Path) -> None:
    found = discover([write(tmp_path / "folder" / "speech.txt", "12345")])
    assert [(file.source, file.size) for file in found] == [("speech.txt", 5)]


def test_files_of_one_name_in_two_roots_are_told_apart(tmp_path: Path) -> None:
    for root in ("2010", "2014"):
        write(tmp_path / root / "report.txt")
    write(tmp_path / "2014" / "other.txt")
    assert sources(tmp_path / "2010", tmp_path / "2014") == ["2010/report.txt", "other.txt", "2014/report.txt"]


def test_roots_of_one_name_still_give_different_sources(tmp_path: Path) -> None:
    for place in ("a", "b"):
        write(tmp_path / place / "day" / "report.txt")
    found = sources(tmp_path / "a" / "day", tmp_path / "b" / "day")
    assert found == ["day/report.txt", "day/report.txt (2)"]


def test_a_file_reached_twice_counts_once(tmp_path: Path) -> None:
    file = write(tmp_path / "a.txt")
    assert sources(tmp_path, file) == ["a.txt"]


def test_a_folder_deeper_than_the_limit_is_named_but_not_walked(tmp_path: Path) -> None:
    write(tmp_path / "a" / "b" / "c.txt")
    assert sources(tmp_path, limits=Limits(folder_depth=1)) == ["a/b"]


def test_a_path_that_does_not_exist_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="nowhere"):
        discover([tmp_path / "nowhere"])


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"\n\n%PDF-1.7\n", "speech.txt", "pdf"),
        (b"PK\x03\x04..[Content_Types].xml..word/document.xml", "report.zip", "docx"),
        (b"PK\x03\x04..ppt/slides", "slides.pptx", None),
        (b"\xef\xbb\xbfWEBVTT\n\n00:01.000 --> 00:02.000\nHi", "talk.txt", "vtt"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nHi\n", "talk.txt", "srt"),
        ("1\n0:00:01,000 --> 0:00:02,000\nСәлем\n".encode("utf-16"), "talk.txt", "srt"),
        (b"<!-- saved --><!DOCTYPE html><p>x", "page", "html"),
        (b"<p>fragment</p>", "page.html", "html"),
        (b"# Title\n\n<p align=center>x</p>", "readme.md", "markdown"),
        (b"# Title\n", "notes.txt", "text"),
        ("Конференция по правам человека".encode("cp1251"), "доклад.txt", "text"),
        ("Text".encode("utf-16-le"), "no-mark.txt", "text"),
        (b"{\\rtf1 text}", "old.rtf", None),
        (b"BEGIN:VCALENDAR\n", "days.ics", None),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "photo.png", None),
        (b"oops", "broken.pdf", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "locked.docx", None),
    ],
)
def test_the_kind_is_told_by_content(head: bytes, name: str, kind: str | None) -> None:
    assert sniff(head, name) == kind

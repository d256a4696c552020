"""Discovery: which files count, what they are called and what kind they are."""

import hashlib
import os
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.discovery import Found, discover, open_regular, sniff
from corpus.errors import Refused, Unreadable
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
    assert sources(tmp_path, limits=Limits(folder_depth=2)) == ["a/b/c.txt"]


def test_a_folder_with_more_files_than_the_limit_is_refused_as_a_whole(tmp_path: Path) -> None:
    for name in ("a.txt", "b/c.txt", "d.txt"):
        write(tmp_path / name)
    assert len(sources(tmp_path, limits=Limits(folder_files=3))) == 3
    with pytest.raises(Refused, match="more than 2 files") as refusal:
        discover([tmp_path], limits=Limits(folder_files=2))
    assert refusal.value.reason == "too_large"


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    (file,) = discover([write(tmp_path / "a.txt")])
    assert file.digest() == hashlib.sha256(b"text").hexdigest()
    file.path.unlink()
    assert file.digest() == ""


def test_a_file_over_the_limit_is_told_by_its_size_and_time_and_not_read(tmp_path: Path) -> None:
    (file,) = discover([write(tmp_path / "a.txt")])
    file.path.write_text("four", encoding="utf-8")
    assert file.digest(limits=Limits(file_bytes=4)) == hashlib.sha256(b"four").hexdigest()
    above = file.digest(limits=Limits(file_bytes=3))
    assert above not in ("", hashlib.sha256(b"four").hexdigest())
    assert above != replace(file, mtime_ns=1).digest(limits=Limits(file_bytes=3))


def test_the_content_is_given_up_to_the_limit_and_only_of_files(tmp_path: Path) -> None:
    (file,) = discover([write(tmp_path / "a.txt")])
    assert file.content() == b"text"
    assert file.content(limits=Limits(file_bytes=4)) == b"text"
    assert file.content(limits=Limits(file_bytes=3)) is None
    file.path.unlink()
    assert file.content() is None
    file.path.mkdir()
    assert file.content() is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only POSIX has pipes in folders")
def test_only_regular_files_are_opened_and_none_is_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "link.txt").symlink_to(write(tmp_path / "real.txt"))
    (tmp_path / "round.txt").symlink_to("round.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
        for name in ("pipe.txt", "link.txt", "round.txt", "s", "", "/dev/zero"):
            with pytest.raises(Unreadable, match="no regular file"):
                open_regular(tmp_path / name)
            assert Found("a", tmp_path / name, 1, 1).digest() == ""
    with open_regular(tmp_path / "real.txt") as file:
        assert file.read() == b"text"


def test_a_path_that_does_not_exist_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="nowhere"):
        discover([tmp_path / "nowhere"])


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"\n\n%PDF-1.7\n", "speech.txt", "pdf"),
        (b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\x00\x01", "saved.pdf", "pdf"),
        (b"PK\x03\x04" + bytes(26) + b"speech.pdf%PDF-1.7\n%\xe2\xe3", "speeches.zip", "zip"),
        (b"A PDF begins with %PDF-1.7, and a speech with a greeting.\n", "notes.md", "markdown"),
        (b"PK\x03\x04..[Content_Types].xml..word/document.xml", "report.zip", "docx"),
        (b"PK\x03\x04..ppt/slides", "slides.pptx", "pptx"),
        (b"\xef\xbb\xbfWEBVTT\n\n00:01.000 --> 00:02.000\nHi", "talk.txt", "vtt"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nHi\n", "talk.txt", "srt"),
        ("1\n0:00:01,000 --> 0:00:02,000\nСәлем\n".encode("utf-16"), "talk.txt", "srt"),
        (b"<!-- saved --><!DOCTYPE html><p>x", "page", "html"),
        (b"<p>fragment</p>", "page.html", "html"),
        (b"# Title\n\n<p align=center>x</p>", "readme.md", "markdown"),
        (b"# Title\n", "notes.txt", "text"),
        (b"Date: 5.10.2020\nAttendees: Anna, Oleg\n\nWe met.\n", "minutes.txt", "text"),
        (b"From: a@b.org\nDate: Mon, 5 Oct 2020 10:00:00 +0600\n\nHello.\n", "letter.txt", "eml"),
        ("Конференция по правам человека".encode("cp1251"), "доклад.txt", "text"),
        ("Text".encode("utf-16-le"), "no-mark.txt", "text"),
        (b"{\\rtf1 text}", "old.doc", "rtf"),
        (b"BEGIN:VCALENDAR\n", "days.ics", "ics"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "photo.png", "image"),
        (b"oops", "broken.pdf", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "locked.docx", None),
    ],
)
def test_the_kind_is_told_by_content(head: bytes, name: str, kind: str | None) -> None:
    assert sniff(head, name) == kind

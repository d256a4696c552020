"""The materials folder as an operator keeps it."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path

import pytest

from assistant import Assistant, Settings
from assistant.assistant import build_report
from assistant.errors import BadFile
from assistant.library import REMOVED, Library, LibraryLimits, Rebuild, clean_name
from corpus.sample import MATERIALS

WORDS = b"The rivers commission met in Almaty. It agreed on forty new gauging stations."


@pytest.fixture
def settings(one_file: Settings) -> Settings:
    return one_file


def names(library: Library) -> set[str]:
    """Return what lies in the folder."""
    folder = library.folder()
    assert folder is not None
    return {path.name for path in folder.iterdir()}


def ended(library: Library) -> Rebuild:
    """Return the rebuild when it has ended."""
    for _ in range(600):
        rebuild = library.progress()
        if rebuild and not rebuild.running:
            return rebuild
        time.sleep(0.1)
    raise AssertionError("the rebuild did not end")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\secret.txt", "secret.txt"),
        ("C:\\x\\y.txt", "y.txt"),
        ("/abs/olute.md", "olute.md"),
        ("..", ""),
        (".hidden.txt", "hidden.txt"),
        ("~$lock.docx", "lock.docx"),
        ("a\u202etxt.exe\x00.md", "atxt.exe.md"),
        ("e\u0301.txt", "é.txt"),
        ('a:b*?"<>|.txt', "a_b______.txt"),
        ("con.txt", "_con.txt"),
        ("  trailing. . ", "trailing"),
        ("я" * 300 + ".pdf", "я" * 98 + ".pdf"),
        ("-rf.txt", "-rf.txt"),
        ("", ""),
    ],
)
def test_of_a_name_only_what_is_no_path_and_no_trick_is_kept(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_a_file_is_added_found_after_a_rebuild_and_gone_after_its_removal(settings: Settings) -> None:
    library = Library(settings)
    with Assistant.open(settings=settings) as assistant:
        before = assistant.generation
        assert library.add("../second.md", io.BytesIO(b"# Boats\n\nThe harbour has seven ferries.")) == "second.md"
        assert library.changed == 1
        assert library.rebuild()
        report = ended(library).report
        assert report is not None
        assert (report.added, report.unchanged) == (1, 1)
        assert library.changed == 0
        assert [source.source for source in assistant.sources()] == ["first.txt", "second.md"]
        assert assistant.generation == report.generation != before
        library.remove("second.md")
        library.rebuild()
        assert ended(library).fault == ""
        assert [source.source for source in assistant.sources()] == ["first.txt"]
    folder = library.folder()
    assert folder is not None
    (kept,) = (folder / REMOVED).iterdir()
    assert kept.name.endswith("-second.md")


def test_no_file_takes_the_place_of_another_unasked(settings: Settings) -> None:
    library = Library(settings)
    with pytest.raises(BadFile, match="already") as caught:
        library.add("first.txt", io.BytesIO(b"something else"))
    assert caught.value.reason == "exists"
    folder = library.folder()
    assert folder is not None
    assert (folder / "first.txt").read_bytes() == WORDS
    library.add("first.txt", io.BytesIO(b"something else"), replace=True)
    assert (folder / "first.txt").read_bytes() == b"something else"


def test_a_link_is_neither_followed_nor_replaced(settings: Settings, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_bytes(b"untouched")
    library = Library(settings)
    folder = library.folder()
    assert folder is not None
    (folder / "link.txt").symlink_to(outside)
    for replace in (False, True):
        with pytest.raises(BadFile, match="already"):
            library.add("link.txt", io.BytesIO(b"words"), replace=replace)
    with pytest.raises(BadFile, match="no file"):
        library.remove("link.txt")
    assert outside.read_bytes() == b"untouched"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("..", WORDS, "name"),
        ("empty.txt", b"", "empty"),
        ("large.txt", b"x" * 101, "too_large"),
        ("program.bin", b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00", "unsupported"),
        ("second.txt", WORDS, "too_many"),
    ],
)
def test_what_cannot_be_added_leaves_nothing_behind(settings: Settings, name: str, content: bytes, reason: str) -> None:
    library = Library(settings, limits=LibraryLimits(file=100, files=1))
    with pytest.raises(BadFile) as caught:
        library.add(name, io.BytesIO(content))
    assert caught.value.reason == reason
    assert names(library) == {"first.txt"}
    assert library.changed == 0


@pytest.mark.parametrize("name", ["../store/CURRENT", "/etc/passwd", "nothing.txt", "", "."])
def test_only_files_of_the_folder_are_removed(settings: Settings, name: str) -> None:
    library = Library(settings)
    with pytest.raises(BadFile, match="no file"):
        library.remove(name)
    assert names(library) == {"first.txt"}
    assert (settings.store / "CURRENT").is_file()


def test_the_sample_and_what_is_no_single_folder_is_not_changed(settings: Settings, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "b.txt").write_bytes(WORDS)
    build_report(settings.store.parent / "materials", other, settings=settings)
    library = Library(settings)
    assert library.folder() is None
    assert not library.is_sample()
    with pytest.raises(BadFile, match="not a single folder"):
        library.add("c.txt", io.BytesIO(WORDS))
    assert Library(Settings(store=tmp_path / "none")).folder() is None


def test_the_sample_of_the_installation_is_left_alone(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr("assistant.library.Index.materials", lambda _: [MATERIALS])
    library = Library(settings)
    assert library.is_sample()
    assert library.folder() is None


def test_a_rebuild_that_fails_says_why_and_leaves_the_index(settings: Settings) -> None:
    library = Library(settings)
    before = (settings.store / "CURRENT").read_text(encoding="utf-8")
    library.remove("first.txt")
    library.rebuild()
    assert "no files" in ended(library).fault
    assert (settings.store / "CURRENT").read_text(encoding="utf-8") == before


def test_an_unforeseen_fault_has_a_number_and_no_words_of_its_own(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise RuntimeError("a secret from /somewhere")

    monkeypatch.setattr("assistant.library.build_index", failing)
    library = Library(settings)
    library.rebuild()
    fault = ended(library).fault
    assert "as it was before" in fault
    assert "secret" not in fault
    assert fault.split("Error ")[1].rstrip(")") in caplog.text


def test_one_rebuild_at_a_time_and_its_progress_is_told(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    library = Library(settings)
    folder = library.folder()
    assert folder is not None
    seen: list[Rebuild] = []
    build = build_report.__globals__["build_index"]

    def slow(*given: object, **named: object) -> object:
        assert not library.rebuild()
        report = build(*given, **named)
        seen.append(library.progress() or Rebuild(running=False))
        return report

    monkeypatch.setattr("assistant.library.build_index", slow)
    (folder / "second.txt").write_bytes(WORDS)
    before = os.getpriority(os.PRIO_PROCESS, 0)
    assert library.rebuild()
    ended(library)
    (last,) = seen
    assert last.running
    assert last.progress is not None
    assert (last.progress.files, last.progress.files_total) == (1, 1)
    assert last.left == 0
    assert os.getpriority(os.PRIO_PROCESS, 0) == before

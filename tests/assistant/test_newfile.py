"""A new file is written whole or not at all, and never over another."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import BadFile
from assistant.newfile import refuse_taken, write_new


def test_a_new_file_is_written(tmp_path: Path) -> None:
    refuse_taken(tmp_path / "new")
    write_new(tmp_path / "new", b"content")
    assert (tmp_path / "new").read_bytes() == b"content"


def test_a_file_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_bytes(b"before")
    for attempt in (refuse_taken, lambda path: write_new(path, b"after")):
        with pytest.raises(BadFile, match="give another name"):
            attempt(taken)
    assert taken.read_bytes() == b"before"


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "elsewhere")
    for attempt in (refuse_taken, lambda path: write_new(path, b"after")):
        with pytest.raises(BadFile):
            attempt(link)
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_is_not_there_is_said_before_anything_is_asked(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        refuse_taken(tmp_path / "nowhere" / "new")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_nothing_is_left_of_a_file_that_could_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.open

    def full(path: Path, mode: str) -> object:
        real(path, mode).close()
        return real(Path("/dev/full"), "wb", buffering=0)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(OSError, match="No space left"):
        write_new(tmp_path / "new", b"content")
    assert not (tmp_path / "new").exists()

"""A write that fails is told with the file, the room that is missing, and what to do."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from pathlib import Path

import pytest

from index.errors import NotWritten
from index.writing import writing


def told(store: Path, error: Exception, **given: object) -> str:
    with pytest.raises(NotWritten) as raised, writing(store, **given):  # type: ignore[arg-type]
        raise error
    return str(raised.value)


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9_000_000, 7_000_000, 2_000_000))  # type: ignore[attr-defined]


@pytest.mark.usefixtures("free")
def test_a_full_disk_is_told_with_the_room_that_is_missing(tmp_path: Path) -> None:
    draft = tmp_path / "draft"
    draft.mkdir()
    (draft / "half").write_bytes(bytes(3_000_000))
    error = OSError(errno.ENOSPC, "No space left on device", "/disk/passages.sqlite")
    text = told(tmp_path, error, draft=draft, needed=lambda held: 4 * held)
    assert text.startswith("/disk/passages.sqlite could not be written, the disk is full (No space left on device). ")
    assert "At least 7 MB are missing" in text  # of 12 MB three are written and two are free
    assert text.endswith("run the command again. The index is as it was before.")


def test_where_nothing_is_free_the_disk_is_full_whatever_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9_000_000, 8_999_000, 1_000))  # type: ignore[attr-defined]
    text = told(tmp_path / "not" / "there", sqlite3.OperationalError("unable to open database file"))
    assert "the disk is full (unable to open database file). At least 1 MB are missing" in text


@pytest.mark.usefixtures("free")
@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.EFBIG, "File too large", "x"),
        OSError(errno.EDQUOT, "Disk quota exceeded", "x"),
        sqlite3.OperationalError("database or disk is full"),
        shutil.Error([("from", "x", "[Errno 28] No space left on device: 'x'")]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_limit_below_the_disks_end_is_told_too(tmp_path: Path, error: Exception) -> None:
    assert "2 MB are free, so a limit of its own may hold there" in told(tmp_path, error)


@pytest.mark.parametrize(
    ("error", "file", "reason"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "/disk/lock"), "/disk/lock", "Permission denied"),
        (OSError(errno.EIO, "Input/output error", "/disk/a"), "/disk/a", "Input/output error"),
        (sqlite3.OperationalError("disk I/O error"), "A file of the new index in", "disk I/O error"),
        (
            shutil.Error([("from", "/disk/b", "[Errno 5] Input/output error: '/disk/b'")]),
            "/disk/b",
            "Input/output error",
        ),
    ],
)
def test_another_fault_is_told_with_the_file_and_the_reason(
    tmp_path: Path, error: Exception, file: str, reason: str
) -> None:
    text = told(tmp_path, error)
    assert text.startswith(file)
    assert reason in text
    assert "its disk is sound" in text


def test_what_is_no_fault_of_writing_passes_through(tmp_path: Path) -> None:
    with pytest.raises(KeyError), writing(tmp_path):
        raise KeyError

"""What can lie in a folder beside files: none of it is followed, waited for or read, and the good files are indexed."""

from __future__ import annotations

import os
import socket
import stat
import threading
import time
from contextlib import chdir, closing
from pathlib import Path

import pytest

from corpus import Document, Skipped, discover, load_many
from index import Index, ModelChoice, build_index
from tests.hostile.cases import SECRET, SPEECH
from tests.hostile.checks import LIMITS, check

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only POSIX has such things in folders")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two good files and of what is no file, or none that can be read."""
    corpus = tmp_path / "corpus"
    (corpus / "deep").mkdir(parents=True)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text(f"{SECRET} {SPEECH}", encoding="utf-8")
    for name in ("a good.txt", "z good.txt"):
        (corpus / name).write_text(SPEECH, encoding="utf-8")
    (corpus / "link.txt").symlink_to(outside / "secret.txt")
    (corpus / "folder").symlink_to(outside, target_is_directory=True)
    (corpus / "round").symlink_to("round")
    (corpus / "deep" / "up").symlink_to(corpus, target_is_directory=True)
    (corpus / "nowhere.txt").symlink_to(outside / "nothing")
    (corpus / "zero.txt").symlink_to("/dev/zero")
    (corpus / "hard.txt").hardlink_to(corpus / "a good.txt")
    (corpus / "empty.txt").touch()
    os.mkfifo(corpus / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listener, chdir(corpus):  # the path of a socket may not be long
        listener.bind("socket.txt")
    return corpus


def outcomes(folder: Path) -> dict[str, Document | Skipped]:
    found = {outcome.source: outcome for outcome in load_many(discover([folder]), limits=LIMITS)}
    for outcome in found.values():
        check(outcome)
    return found


def read(found: dict[str, Document | Skipped]) -> list[str]:
    return [name for name, outcome in found.items() if isinstance(outcome, Document)]


def test_links_pipes_and_sockets_are_passed_over_and_the_files_beside_them_read(folder: Path) -> None:
    found = outcomes(folder)
    assert read(found) == ["a good.txt", "hard.txt", "z good.txt"]
    assert {name: outcome.reason for name, outcome in found.items() if isinstance(outcome, Skipped)} == {
        "empty.txt": "empty"
    }


def test_a_device_is_not_read(folder: Path) -> None:
    try:
        os.mknod(folder / "device.txt", stat.S_IFCHR | 0o600, os.makedev(1, 5))  # the zero device
    except PermissionError:
        pytest.skip("making a device takes the right to")
    assert read(outcomes(folder)) == ["a good.txt", "hard.txt", "z good.txt"]


def test_what_may_not_be_read_is_named(folder: Path) -> None:
    (folder / "closed").mkdir()
    for name in ("closed", "hard.txt"):
        (folder / name).chmod(0)
    if os.access(folder / "hard.txt", os.R_OK):
        pytest.skip("root may read everything")
    found = outcomes(folder)
    (folder / "closed").chmod(0o700)
    assert {name: outcome.reason for name, outcome in found.items() if isinstance(outcome, Skipped)} == {
        "a good.txt": "unreadable",  # the same file under two names
        "closed": "unreadable",
        "hard.txt": "unreadable",
        "empty.txt": "empty",
    }
    assert read(found) == ["z good.txt"]


def test_a_file_that_grows_and_is_replaced_all_the_while_costs_only_itself(folder: Path) -> None:
    done = threading.Event()

    def disturb() -> None:
        number = 0
        while not done.is_set():
            number += 1
            with (folder / "growing.txt").open("a", encoding="utf-8") as file:
                file.write(f"{SPEECH}\n\n")
            (folder / "new").write_text(f"{SPEECH} {number}", encoding="utf-8")
            (folder / "new").replace(folder / "replaced.txt")
            time.sleep(0.001)

    (folder / "growing.txt").write_text(SPEECH, encoding="utf-8")
    (folder / "replaced.txt").write_text(SPEECH, encoding="utf-8")
    thread = threading.Thread(target=disturb)
    thread.start()
    try:
        files = [file for file in discover([folder]) if file.source != "new"]
        found = {file.source: outcome for file, outcome in zip(files * 5, load_many(files * 5), strict=True)}
    finally:
        done.set()
        thread.join()
    for outcome in found.values():
        check(outcome)
    assert {"a good.txt", "hard.txt", "z good.txt"} <= set(read(found))
    reasons = {outcome.reason for outcome in found.values() if isinstance(outcome, Skipped)}
    assert reasons <= {"empty", "unreadable"}


def test_the_good_files_are_indexed_and_nothing_from_outside(
    folder: Path, compiled_cache: Path, tmp_path: Path
) -> None:
    choice = ModelChoice(cache=compiled_cache)
    report = build_index([folder], tmp_path / "store", choice=choice)
    assert report.added == 4  # the empty one among them
    assert [skipped.source for skipped in report.skipped] == ["empty.txt"]
    with closing(Index.open(tmp_path / "store", choice=choice)) as index:
        hits = index.search(f"{SECRET} rivers of the region", limit=10)
    assert {hit.passage.source for hit in hits} <= {"a good.txt", "hard.txt", "z good.txt"}
    assert not any(SECRET in hit.passage.text for hit in hits)

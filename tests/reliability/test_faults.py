"""When the n-th write, fsync, renaming or opening of a build fails, the old index is as it was, and the sentence helps.

AIDE_MEMOIRE_FAULTS=all fails every n of a build and of a refresh with a full and with a broken disk (`make faults`); else some.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reliability.faults import KINDS
from tests.reliability.forked import Ended, Forge
from tests.reliability.versions import NAMES, Rival, built, contents

ALL = os.environ.get("AIDE_MEMOIRE_FAULTS") == "all"
CODES = (errno.ENOSPC, errno.EIO)


def chosen(count: int) -> list[int]:
    """Return which of so many operations to fail: all, or one from the middle."""
    return list(range(count)) if ALL else [count // 2]


def replay(kind: str, number: int, code: int) -> str:
    return f"AIDE_MEMOIRE_FAULTS=all pytest {__file__}  # {kind} {number} fails with {errno.errorcode[code]}"


def helps(ended: Ended, code: int) -> bool:
    """Tell whether an error says what could not be written, how much room is missing or is there, and what to do."""
    if ended.error == "StoreError":  # what is only read is copied elsewhere
        return re.search(r"could not be written .* or name another folder in TMPDIR", ended.message) is not None
    if ended.error != "NotWritten" or "run the command again" not in ended.message:
        return False
    if code == errno.EIO or "unable to open database" in ended.message:  # which is all that SQLite says then
        return "could not be written" in ended.message
    return re.search(r"the disk is full .*\d+ MB are (?:missing|free)", ended.message) is not None


@pytest.fixture(scope="module")
def counted(rival: Rival) -> dict[str, int]:
    """How many operations of each kind a refresh takes; the index is the first version's, the folder the second's."""
    put_back(rival)
    operations = built(rival.build()).value["operations"]
    put_back(rival)
    return operations


def put_back(rival: Rival) -> None:
    """Make the index that of the first version again, and leave the second one to be indexed."""
    rival.turn_to(NAMES[0])
    built(rival.build())
    rival.turn_to(NAMES[1])


@pytest.mark.parametrize("kind", KINDS)
def test_a_refresh_that_cannot_write_leaves_the_old_index_whole(
    rival: Rival, counted: dict[str, int], kind: str
) -> None:
    standing, goal = NAMES
    assert counted[kind], "there is something to fail"
    for code in CODES if ALL else CODES[:1]:
        for number in chosen(counted[kind]):
            ended = rival.build(fault=[kind, number, code])
            found, _ = rival.version()
            # What is cleared away after publication may stay, and the store's own folder is synced when the pointer has turned.
            turned = not ended.error or ended.message.startswith(f"{rival.store} could not be written")
            assert not turned or not ended.error or kind == "fsync"
            assert found == (goal if turned else standing), (ended, replay(kind, number, code))
            assert not ended.error or helps(ended, code), (ended, replay(kind, number, code))
            assert not [name for name in rival.left_behind() if name.startswith((".", "CURRENT"))]
            if turned:
                put_back(rival)


def test_after_all_that_failed_the_next_build_goes_through(rival: Rival, counted: dict[str, int]) -> None:
    assert counted
    built(rival.build())
    assert rival.version()[0] == NAMES[1]
    assert rival.left_behind() == []
    put_back(rival)


@pytest.mark.parametrize("kind", KINDS if ALL else ["vectors"])
def test_a_first_build_that_cannot_write_leaves_nothing_that_answers(
    rival: Rival, tmp_path: Path, kind: str, forge: Forge
) -> None:
    operations = built(rival.build(store=tmp_path / "whole")).value["operations"][kind]
    for code in CODES if ALL else CODES[:1]:
        for number in chosen(operations):
            store = tmp_path / f"{code} {number}"
            ended = rival.build(store=store, fault=[kind, number, code])
            assert not ended.error or helps(ended, code), (ended, replay(kind, number, code))
            asked = rival.ask(store=store)
            whole = asked.value is not None and asked.value["documents"] == contents(rival.folder)
            assert whole or (ended.error and asked.lineage[0] == "NotBuilt"), replay(kind, number, code)
            built(rival.build(store=store))
            assert built(forge.run("check", store=store)).value == []


def test_native_writes_that_find_no_room_leave_the_old_index_whole(rival: Rival, counted: dict[str, int]) -> None:
    """SQLite and Chroma write beneath Python: a limit on the size of files fails them where they really write."""
    assert counted
    largest = max(path.stat().st_size for path in rival.store.rglob("*") if path.is_file())
    steps = 40 if ALL else 3
    failed = 0
    for step in range(steps):
        limit = largest * step // steps
        ended = rival.build(file_size=limit)
        where = f"AIDE_MEMOIRE_FAULTS=all pytest {__file__}  # at most {limit} bytes a file"
        assert ended.signal == 0, where
        failed += bool(ended.error)
        told = (
            ended.error == "NotWritten" or "another folder in TMPDIR" in ended.message
        )  # where what is read is copied
        assert not ended.error or (told and "run the command again" in ended.message), (ended, where)
        assert rival.version()[0] == NAMES[not ended.error], where
        if not ended.error:
            put_back(rival)
    assert failed > steps // 2


MOUNTED = """
set -e
mount -t tmpfs -o size="$1"k none "$2"
exec "$3" -m assistant index "$4" --store "$2/store"
"""


@pytest.mark.skipif(shutil.which("unshare") is None, reason="a small file system is mounted in a name space of its own")
def test_a_disk_that_is_really_full_is_said_with_how_much_is_missing(tmp_path: Path) -> None:
    disk, folder = tmp_path / "disk", tmp_path / "materials"
    disk.mkdir()
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.md").write_text(f"# Talk {number}\n\nThe lake was surveyed in {2000 + number}.\n")

    def index(kilobytes: int) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["unshare", "-rm", "sh", "-c", MOUNTED, "sh", str(kilobytes), disk, sys.executable, folder],  # noqa: S607
            capture_output=True, text=True, timeout=300, check=False, cwd=Path(__file__).parents[2],
        )  # fmt: skip

    kilobytes, ended = 256, index(256)
    if "mount" in ended.stderr or "unshare" in ended.stderr:
        pytest.skip(f"no file system can be mounted here: {ended.stderr.strip()}")
    assert ended.returncode == 1
    for _ in range(5):
        if not ended.returncode:
            break
        assert "Traceback" not in ended.stderr
        told = re.search(r"the disk is full .*At least (\d+) MB are missing", ended.stderr)
        assert told, ended.stderr
        kilobytes += 1024 * int(told[1])
        ended = index(kilobytes)
    assert ended.returncode == 0, f"{kilobytes} kB: {ended.stderr}"

"""A watched folder is indexed by itself: when what changed stands still, and never because a disk is away."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest

from assistant import Settings
from assistant.assistant import build_report
from assistant.watching import Watch, watching
from index import Index, StoreError
from index.generations import Store

QUIET = 0.05
LONG = 120  # seconds, for a machine with much else to do


class Heard:
    """What the watch said, line by line."""

    def __init__(self) -> None:
        self.lines: SimpleQueue[str] = SimpleQueue()

    def until(self, part: str) -> list[str]:
        """Return the lines up to one that holds these words; fail when it does not come."""
        said = []
        while not said or part not in said[-1]:
            try:
                said.append(self.lines.get(timeout=LONG))
            except Empty:
                pytest.fail(f"{part!r} was not said after {said}")
        return said


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "materials").mkdir()
    for number in range(4):
        (tmp_path / "materials" / f"{number}.txt").write_text(f"The lake was surveyed in {2000 + number}.\n")
    return tmp_path / "materials"


@pytest.fixture
def settings(folder: Path, tmp_path: Path) -> Settings:
    made = Settings(store=tmp_path / "store")
    build_report(folder, settings=made)
    return made


@contextmanager
def watched(settings: Settings) -> Iterator[Heard]:
    heard = Heard()
    with watching(settings, quiet=QUIET, say=heard.lines.put):
        heard.until("Watching")
        yield heard


def documents(settings: Settings) -> set[str]:
    index = Index.open(settings.store, choice=settings.embedding)
    try:
        return {record.source for record in index.documents()}
    finally:
        index.close()


def test_a_file_that_comes_and_one_that_goes_are_indexed_by_themselves(settings: Settings, folder: Path) -> None:
    with watched(settings) as heard:
        (folder / "new.txt").write_text("A zeppelin.\n")
        heard.until("1 added")
        (folder / "0.txt").unlink()
        heard.until("1 removed")
    assert documents(settings) == {"1.txt", "2.txt", "3.txt", "new.txt"}


def test_what_changed_before_the_watch_began_is_indexed_too(settings: Settings, folder: Path) -> None:
    (folder / "new.txt").write_text("A zeppelin.\n")
    with watched(settings) as heard:
        heard.until("1 added")


def test_a_file_that_is_still_written_is_waited_for(settings: Settings, folder: Path) -> None:
    watch = Watch(settings, [folder], quiet=QUIET, say=lambda _: None)
    path = folder / "growing.txt"
    sizes = []

    class Stopped(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            if len(sizes) < 5:
                with path.open("a") as stream:
                    stream.write("more\n")
            sizes.append(path.stat().st_size)
            return False

    path.write_text("a beginning\n")
    watch._stopped = Stopped()
    watch._settle({path, folder / "gone.txt"})
    assert len(sizes) == 6, "five times it grew, once it stood still"


def test_hidden_files_and_the_index_itself_are_no_change(settings: Settings, folder: Path, tmp_path: Path) -> None:
    inside = settings.model_copy(update={"store": folder / "index"})
    watch = Watch(inside, [folder], quiet=QUIET, say=lambda _: None)
    assert watch._is_material(folder / "day 1" / "talk.txt")
    for hidden in (".adding-1.txt", "~$talk.docx", ".git/HEAD", "index/CURRENT"):
        assert not watch._is_material(folder / hidden)


def test_a_folder_that_is_emptied_is_not_taken_for_deletions(settings: Settings, folder: Path) -> None:
    with watched(settings) as heard:
        for path in folder.iterdir():
            path.unlink()
        heard.until("The index is as it was")
        assert len(documents(settings)) == 4


def test_a_folder_that_goes_and_comes_back_is_watched_again(settings: Settings, folder: Path) -> None:
    with watched(settings) as heard:
        folder.rename(folder.with_name("aside"))
        heard.until("is it mounted?")
        assert len(documents(settings)) == 4
        (folder.with_name("aside") / "new.txt").write_text("A zeppelin.\n")
        folder.with_name("aside").rename(folder)
        heard.until("1 added")
    assert "new.txt" in documents(settings)


def test_a_refresh_that_fails_is_said_and_the_watch_goes_on(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    watch = Watch(settings, [folder], quiet=QUIET, say=said.append)
    for error in (StoreError("no room"), OSError(5, "Input/output error"), RuntimeError("unforeseen")):

        def fail(*_: object, error: Exception = error, **__: object) -> None:
            raise error

        with monkeypatch.context() as failing:
            failing.setattr("assistant.watching.build_index", fail)
            watch._refresh()
    assert [line.partition(":")[0].partition(";")[0] for line in said] == [
        "The index is as it was",
        "The index is as it was",
        "The refresh failed",
    ]
    assert "unforeseen" not in said[-1]
    (folder / "new.txt").write_text("A zeppelin.\n")
    watch._refresh()
    assert said[-1].startswith("1 added")


def test_another_build_is_waited_for(settings: Settings, folder: Path) -> None:
    said: list[str] = []
    watch = Watch(settings, [folder], quiet=QUIET, say=said.append)
    (folder / "new.txt").write_text("A zeppelin.\n")
    with Store(settings.store).building():
        thread = threading.Thread(target=watch._refresh)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
        assert said == []
    thread.join(LONG)
    assert said[0].startswith("1 added")

"""Bugs, planted one at a time: each breaks one promise of the index, and the suite named with it must fail.

`-p tests.reliability.planted` plants the bug that PLANTED_BUG names in the process of the tests, and the processes that are
forked for them plant it too. `make planted` plants each. A harness that cannot fail proves nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import build, generations, passages, postings, search, serving
from index.generations import Manifest, Store


@dataclass(frozen=True)
class Bug:
    """What is broken, and which test finds it."""

    breaks: Callable[[], None]
    found_by: str


def pytest_configure() -> None:
    """Break this process for good, where a bug is named."""
    if name := os.environ.get("PLANTED_BUG"):
        BUGS[name].breaks()


def _publication_without_fsync() -> None:
    generations._sync_file = lambda path: None  # type: ignore[assignment] # the bug


def _pointer_before_generation() -> None:
    whole = Store.publish

    def publish(self: Store, draft: Path, manifest: Manifest) -> None:
        (self.path / "CURRENT").write_text(manifest.id + "\n", encoding="utf-8")
        whole(self, draft, manifest)

    Store.publish = publish  # type: ignore[method-assign] # the bug


def _pointer_written_in_place() -> None:
    whole = Store.publish

    def publish(self: Store, draft: Path, manifest: Manifest) -> None:
        turned = os.replace
        generations.os.replace = lambda source, target: Path(target).write_bytes(Path(source).read_bytes())  # type: ignore[assignment, return-value]
        try:
            whole(self, draft, manifest)
        finally:
            generations.os.replace = turned

    Store.publish = publish  # type: ignore[method-assign] # the bug


def _checksums_not_compared() -> None:
    generations._is = lambda path, size, digest: path.is_file()


def _seal_not_compared() -> None:
    generations._seal = lambda fields: fields.get("seal", "")


def _lock_not_taken() -> None:
    @contextmanager
    def building(self: Store) -> Iterator[Path]:
        self._generations.mkdir(parents=True, exist_ok=True)
        self._clear_drafts()
        draft = self._generations / ".draft-only"
        draft.mkdir()
        yield draft

    Store.building = building  # type: ignore[method-assign] # the bug


def _served_generation_cleared_away() -> None:
    whole = Store._clear_all_but
    Store._clear_all_but = lambda self, kept: whole(self, {self.current()})  # type: ignore[method-assign] # the bug


def _rows_shifted_by_one() -> None:
    whole = passages.Passages.words

    def words(self: passages.Passages) -> Iterator[passages.Words]:
        every = list(whole(self))
        yield from [*every[1:], *every[:1]]

    build.Passages.words = words  # type: ignore[method-assign] # the bug


def _vectors_of_changed_text_kept() -> None:
    whole = build._Build._write_files

    def write(self: Any, files: Any, read: Any, writer: Any, feed: Any) -> None:  # noqa: ANN401
        for segment in self._previous.every if self._previous else ():
            feed.carry(segment.passages.keys())
        whole(self, files, read, writer, feed)

    build._Build._write_files = write  # type: ignore[method-assign] # the bug


def _removed_files_kept() -> None:
    whole = build._Build._write_files

    def write(self: Any, files: Any, read: Any, writer: Any, feed: Any) -> None:  # noqa: ANN401
        whole(self, files, read, writer, feed)
        now = {file.source for file in files}
        for source in self._before:
            if source not in now:
                self._carry(source, self._previous, writer, feed)

    build._Build._write_files = write  # type: ignore[method-assign] # the bug


def _changed_files_taken_for_unchanged() -> None:
    build._Build._is_known = lambda self, source, sha256, overrides, fault: source in self._before  # type: ignore[method-assign]


def _wrong_counts_stored() -> None:
    whole = postings.Counter
    postings.Counter = lambda text: whole(dict.fromkeys(text, 1))  # type: ignore[assignment, misc] # the bug


def _damage_served_quietly() -> None:
    def quiet(place: Store, fingerprint: str) -> tuple[Manifest, str]:
        manifest, _ = serving.served(place, fingerprint)
        return manifest, ""

    search.served = quiet


_PUBLISH = "tests/index/test_generations.py::"
_SYNC = f"{_PUBLISH}test_the_manifest_is_written_last_and_everything_reaches_the_disk_before_the_pointer_turns"
_SEAL = f"{_PUBLISH}test_no_byte_of_a_manifest_can_change_unseen"
_LOCK = f"{_PUBLISH}test_a_second_builder_in_this_process_is_told_to_wait"
_KILLS = "tests/reliability/test_points.py"
_DAMAGE = "tests/reliability/test_corruption.py"
_CHECK = "tests/index/test_check.py::test_a_sound_index_is_said_to_be_so_with_what_was_proved"
BUGS = {
    "files are not synced before publication": Bug(_publication_without_fsync, _SYNC),
    "the seal of the manifest is not compared": Bug(_seal_not_compared, _SEAL),
    "the lock is not taken": Bug(_lock_not_taken, _LOCK),
    "words are filed one row off": Bug(_rows_shifted_by_one, _CHECK),
    "words are counted once": Bug(_wrong_counts_stored, _CHECK),
    "the pointer turns before the generation is there": Bug(_pointer_before_generation, _KILLS),
    "the pointer is written in place": Bug(_pointer_written_in_place, _KILLS),
    "vectors of changed text are kept": Bug(_vectors_of_changed_text_kept, _KILLS),
    "checksums are not compared": Bug(_checksums_not_compared, _DAMAGE),
    "the generation before is cleared away": Bug(_served_generation_cleared_away, _DAMAGE),
    "an older index answers without saying so": Bug(_damage_served_quietly, _DAMAGE),
    "removed files stay": Bug(_removed_files_kept, _KILLS),
    "changed files are taken for unchanged": Bug(_changed_files_taken_for_unchanged, _KILLS),
}

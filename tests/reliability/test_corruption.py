"""Every damage to every file of an index is named before anything is answered; no damage ends a process or goes unseen.

Each mutation is opened in a process of its own, so that a signal would be seen. AIDE_MEMOIRE_MUTATIONS says how many are tried;
`make corruption` tries six hundred.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pytest

from index.generations import Store
from tests.reliability.forked import Ended
from tests.reliability.versions import QUESTIONS, Rival, built

MUTATIONS = int(os.environ.get("AIDE_MEMOIRE_MUTATIONS", "24"))
SEED = int(os.environ.get("AIDE_MEMOIRE_SEED", "20241210"))
KINDS = ("emptied", "halved", "last byte lost", "one byte flipped", "twenty bytes flipped", "deleted", "swapped")


@dataclass(frozen=True)
class Mutation:
    """One damage to one file, repeated by its seed."""

    file: str
    kind: str
    seed: int

    def of(self, whole: bytes, other: bytes | None) -> bytes | None:
        """Return the file's bytes after the damage, None for a file that is gone; the same bytes where it cannot be damaged so."""
        chance = random.Random(f"{SEED} {self}")  # noqa: S311 - the same bytes in each run
        match self.kind:
            case "emptied":
                return b""
            case "halved":
                return whole[: len(whole) // 2]
            case "last byte lost":
                return whole[:-1]
            case "deleted":
                return None
            case "swapped":
                return whole if other is None else other
        damaged = bytearray(whole)
        for place in chance.sample(range(len(whole)), min(len(whole), 1 if self.kind.startswith("one") else 20)):
            damaged[place] ^= chance.randrange(1, 256)
        return bytes(damaged)


def mutations(files: list[str]) -> Iterator[Mutation]:
    """Yield damages without end: every kind to every file, then further bytes flipped."""
    yield from (Mutation(file, kind, 0) for kind in KINDS for file in files)
    seed = 1
    while True:
        yield from (Mutation(file, kind, seed) for file in files for kind in KINDS if "flipped" in kind)
        seed += 1


def wanted(current: Path, before: Path) -> list[tuple[Mutation, bytes | None]]:
    """Return as many damages as are to be tried, with the bytes that each leaves; a short run takes from all over."""
    files = sorted(path.relative_to(current).as_posix() for path in current.rglob("*") if path.is_file())
    whole = {file: (current / file).read_bytes() for file in files}
    others = {file: (before / file).read_bytes() for file in files if (before / file).is_file()}
    real = ((each, each.of(whole[each.file], others.get(each.file))) for each in mutations(files))
    found = list(islice(((each, left) for each, left in real if left != whole[each.file]), max(MUTATIONS, 80)))
    return found if len(found) == MUTATIONS else random.Random(SEED).sample(found, MUTATIONS)  # noqa: S311


@pytest.fixture(scope="module")
def generations(rival: Rival) -> tuple[Path, Path]:
    """The folders of the current generation and of the one before."""
    place = Store(rival.store)
    current = place.current() or ""
    return place.folder(current), place.folder(place.others(current)[0])


@pytest.fixture(scope="module")
def tried(rival: Rival, generations: tuple[Path, Path]) -> list[tuple[Mutation, Ended]]:
    """Every mutation with what became of the store that it was done to, which holds no other generation."""
    current, before = generations
    alone = rival.store.with_name("alone")
    (alone / "generations").mkdir(parents=True)
    shutil.copytree(current, alone / "generations" / current.name)
    shutil.copy(rival.store / "CURRENT", alone)
    ends = []
    for mutation, damaged in wanted(current, before):
        path = alone / "generations" / current.name / mutation.file
        whole = path.read_bytes()
        path.unlink()
        if damaged is not None:
            path.write_bytes(damaged)
        ends.append((mutation, rival.ask(store=alone)))
        path.write_bytes(whole)
    built(rival.ask(store=alone))
    return ends


def test_no_damage_ends_a_process(tried: list[tuple[Mutation, Ended]]) -> None:
    assert [(mutation, ended.signal) for mutation, ended in tried if ended.signal] == []


def test_no_damage_is_answered_over(tried: list[tuple[Mutation, Ended]]) -> None:
    assert [mutation for mutation, ended in tried if ended.value is not None] == []


def test_every_damage_is_an_error_of_the_store_that_names_the_file_and_what_to_do(
    tried: list[tuple[Mutation, Ended]],
) -> None:
    for mutation, ended in tried:
        replay = f"AIDE_MEMOIRE_MUTATIONS={MUTATIONS} AIDE_MEMOIRE_SEED={SEED} pytest {__file__}  # {mutation}"
        assert ended.lineage[0] == "Corrupt", replay
        assert mutation.file in ended.message, replay
        assert "--full" in ended.message, replay
    assert len(tried) == MUTATIONS
    print(f"{len(tried)} mutations, each named")  # noqa: T201 - shown by -s


@pytest.mark.parametrize("kind", KINDS if MUTATIONS > 100 else ["halved", "swapped"])
def test_an_older_index_answers_for_a_damaged_one(rival: Rival, generations: tuple[Path, Path], kind: str) -> None:
    current, before = generations
    path = current / "passages.sqlite"
    whole = path.read_bytes()
    damaged = Mutation("passages.sqlite", kind, 0).of(whole, (before / "passages.sqlite").read_bytes())
    path.unlink()
    if damaged is not None:
        path.write_bytes(damaged)
    try:
        answered = built(rival.ask()).value
        checked = built(rival.forge.run("check", store=rival.store)).value
    finally:
        path.write_bytes(whole)
    assert answered["generation"] == before.name
    assert "The newest index is damaged" in answered["notice"]
    assert answered["ids"] in rival.ids.values()
    assert answered["ids"] != built(rival.ask()).value["ids"]
    assert [file for file, _ in checked] == ["passages.sqlite"]
    assert len(answered["ids"]) == len(QUESTIONS)


@pytest.mark.parametrize("content", [None, b"", b"nothing\n", b"\xff\x00"] if MUTATIONS > 100 else [b"nothing\n"])
def test_a_damaged_pointer_is_named(rival: Rival, content: bytes | None) -> None:
    pointer = rival.store / "CURRENT"
    whole = pointer.read_bytes()
    pointer.unlink()
    if content is not None:
        pointer.write_bytes(content)
    try:
        answered = built(rival.ask()).value
        checked = built(rival.forge.run("check", store=rival.store)).value
    finally:
        pointer.write_bytes(whole)
    assert answered["notice"]
    assert answered["ids"] in rival.ids.values()
    assert checked

"""A generation of many segments answers as one that was built at once: nothing shows that it grew by and by."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index import Index, check_index
from index.generations import Store
from index.packed import is_packed
from tests.reliability.hashed import HashedEmbedder, build_here, open_here

SUBJECTS = "libraries archives museums theatres bridges railways rivers orchards courts schools".split()
SPEAKERS = "Adamson Baker Carlsen Dulatov Esenova Fischer".split()
QUESTIONS = (
    *(f"What did {name} say about {subject}?" for name, subject in zip(SPEAKERS, SUBJECTS, strict=False)),
    "vote",
)
FEW = 12  # units that make a segment a large one

Change = Callable[[Path], None]


def talk(chance: random.Random) -> str:
    said = (
        f"{chance.choice(SPEAKERS)} spoke of {chance.choice(SUBJECTS)} and {chance.choice(SUBJECTS)} on day "
        f"{chance.randrange(9)}, number {chance.randrange(10_000)}."
        for _ in range(chance.randrange(1, 7))
    )
    return f"# Talk {chance.randrange(10_000)}\n\n" + "\n\n".join(said) + "\n"


def changed(folder: Path, chance: random.Random) -> None:
    """Add, edit, rename and remove some files."""
    files = sorted(folder.glob("*.md"))
    for _ in range(chance.randrange(1, 3)):
        (folder / f"{chance.randrange(10_000)}.md").write_text(talk(chance), encoding="utf-8")
    files[0].write_text(talk(chance), encoding="utf-8")
    if chance.random() < 0.5:
        files[1].rename(folder / f"renamed {chance.randrange(10_000)}.md")
        files[2].unlink()


def scores(index: Index) -> list[list[float]]:
    """Return the scores of what is found, without names: passages of the same score may come in either order."""
    return [[hit.score for hit in index.search(question, limit=5)] for question in QUESTIONS]


def facts(index: Index) -> object:
    """Return what an index says of itself, by names: rows may differ."""
    return (
        [(record.source, record.sha256) for record in index.documents()],
        [[passage.id for passage in index.passages_of(record.source)] for record in index.documents()],
        [
            (term.word, term.frequency, round(term.weight, 6))
            for question in QUESTIONS
            for term in index.terms(question)
        ],
        index.facets({}),
        index.kept({"document": "renamed"}),
        sorted(passage.id for passage in index.sample(1_000)),
        index.manifest.passages,
    )


@pytest.mark.parametrize("seed", range(4))
def test_an_index_that_grew_by_segments_answers_as_one_that_was_built_at_once(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same files in each run
    folder, grown = tmp_path / "materials", tmp_path / "grown"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number}.md").write_text(talk(chance), encoding="utf-8")
    build_here(folder, grown, large=FEW)
    most = 0
    for turn in range(5):
        changed(folder, chance)
        build_here(folder, grown, large=FEW)
        at_once = tmp_path / f"at once {turn}"
        build_here(folder, at_once)
        one, other = open_here(grown), open_here(at_once)
        most = max(most, len(one.passages.every))
        assert facts(one) == facts(other)
        np.testing.assert_allclose(scores(one), scores(other), atol=1e-3)  # a packed vector has half the digits
        assert check_index(grown, embedder=HashedEmbedder()).faults == ()
        one.close()
        other.close()
    assert most > 2, "there were several segments"


@pytest.fixture
def grown(tmp_path: Path) -> tuple[Path, Path]:
    """A folder, and the store of its index: a large segment that was kept and a small one with one file more."""
    chance = random.Random(7)  # noqa: S311
    folder, store = tmp_path / "materials", tmp_path / "store"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number}.md").write_text(talk(chance), encoding="utf-8")
    build_here(folder, store, large=FEW)
    (folder / "late.md").write_text("Zhumabayev spoke of lighthouses.\n", encoding="utf-8")
    build_here(folder, store, large=FEW)
    return folder, store


def inodes(store: Path) -> dict[str, int]:
    place = Store(store)
    folder = place.folder(place.current() or "")
    return {path.name: path.stat().st_ino for path in folder.rglob("*") if path.is_file()}


def test_a_large_segment_is_linked_and_neither_copied_nor_written_anew(grown: tuple[Path, Path]) -> None:
    folder, store = grown
    place = Store(store)
    current, before = place.current() or "", place.others(place.current())[0]
    kept = place.folder(current) / "segments" / before
    assert is_packed(kept / "vectors")
    for path in kept.rglob("*"):
        if path.is_file():
            assert path.stat().st_ino == (place.folder(before) / path.relative_to(kept)).stat().st_ino
    manifest = place.manifest()
    assert manifest.kept == {f"segments/{before}": []}
    (folder / "0.md").write_text("Changed.\n", encoding="utf-8")
    build_here(folder, store, large=FEW)
    assert place.manifest().kept == {f"segments/{before}": ["0.md"]}


def test_only_what_changed_is_embedded_and_a_renamed_file_is_not(grown: tuple[Path, Path]) -> None:
    folder, store = grown
    (folder / "3.md").rename(folder / "three.md")
    report = build_here(folder, store, large=FEW)
    assert (report.added, report.removed, report.embedded) == (1, 1, 0)
    index = open_here(store)
    assert index.passages_of("3.md") == []
    assert index.passages_of("three.md")
    index.close()


def test_a_segment_most_of_which_has_gone_is_written_anew(grown: tuple[Path, Path]) -> None:
    folder, store = grown
    for number in range(10):
        (folder / f"{number}.md").unlink()
    build_here(folder, store, prune=True)  # with the ordinary measure of what is large and how much may have gone
    index = open_here(store)
    (segment,) = index.passages.every
    assert sorted(record.source for record in segment.documents) == ["10.md", "11.md", "late.md"]
    assert index.search("lighthouses", limit=1)[0].source == "late.md"
    index.close()


def holding(store: Path, text: str) -> list[Path]:
    """Return the files of a store, older generations too, in which a text stands."""
    return [path for path in store.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


@pytest.mark.parametrize("changed", [True, False])
def test_what_is_to_be_erased_is_in_no_file_of_the_store_and_nothing_is_embedded_for_it(
    grown: tuple[Path, Path], changed: bool
) -> None:
    folder, store = grown
    (folder / "3.md").write_text("A witness named Aruzhan spoke.\n", encoding="utf-8")
    build_here(folder, store, large=FEW, full=True)
    if changed:
        (folder / "3.md").write_text("A witness spoke.\n", encoding="utf-8")
    else:
        (folder / "3.md").unlink()
    build_here(folder, store, large=FEW)
    with closing(open_here(store)) as index:
        found = scores(index)
    assert holding(store, "Aruzhan"), "a large segment keeps what has gone until much of it has"
    report = build_here(folder, store, large=FEW, erase=True)
    assert (report.changed, report.removed, report.embedded) == (0, 0, 0)
    assert not holding(store, "Aruzhan")
    assert not holding(store, "aruzhan")
    assert Store(store).others(report.generation) == []
    with closing(open_here(store)) as index:
        np.testing.assert_allclose(scores(index), found, atol=1e-3)
    assert check_index(store, embedder=HashedEmbedder()).faults == ()
    assert build_here(folder, store, large=FEW, erase=True).generation == report.generation, (
        "there is nothing more to do"
    )


def test_a_change_and_its_erasure_are_one_build(grown: tuple[Path, Path]) -> None:
    folder, store = grown
    assert holding(store, "lighthouses")
    (folder / "late.md").unlink()
    report = build_here(folder, store, large=FEW, erase=True)
    assert (report.removed, report.embedded) == (1, 0)
    assert not holding(store, "lighthouses")
    assert Store(store).manifest().kept, "what holds nothing that has gone is kept as it is"


def test_the_same_words_come_from_either_kind_of_vectors(tmp_path: Path) -> None:
    folder = tmp_path / "materials"
    folder.mkdir()
    chance = random.Random(3)  # noqa: S311
    for number in range(20):
        (folder / f"{number}.md").write_text(talk(chance), encoding="utf-8")
    build_here(folder, tmp_path / "packed", large=FEW)
    build_here(folder, tmp_path / "chroma")
    packed, chroma = open_here(tmp_path / "packed"), open_here(tmp_path / "chroma")
    rows = list(range(packed.manifest.passages))
    for question in QUESTIONS:
        vector = packed.embedder.embed_query(question)
        nearest: Sequence[Sequence[tuple[int, float]]] = [
            index.passages.nearest(vector, limit=30) for index in (packed, chroma)
        ]
        assert [row for row, _ in nearest[0]][:5] == [row for row, _ in nearest[1]][:5]
        ours, theirs = (index.similarities(question, rows) for index in (packed, chroma))
        for row in rows:
            assert [unit[:2] for unit in ours[row]] == [unit[:2] for unit in theirs[row]]
            np.testing.assert_allclose([unit[2] for unit in ours[row]], [unit[2] for unit in theirs[row]], atol=2e-3)
    packed.close()
    chroma.close()

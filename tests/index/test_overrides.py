"""A materials.csv changes what is known of files without a change of theirs, and a refresh notices."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index import BuildReport, Index, ModelChoice, build_index
from index.embedder import Embedder

OpenIndex = Callable[[Path], Index]


@pytest.fixture
def refresh(materials: Path, store: Path, random_choice: ModelChoice) -> Callable[[], BuildReport]:
    return lambda: build_index([materials], store, choice=random_choice)


def table(materials: Path, *rows: str) -> None:
    (materials / "materials.csv").write_text("\n".join(["file,title,speaker,session", *rows]), encoding="utf-8")


def test_a_changed_table_describes_only_the_files_it_names_anew(
    materials: Path, store: Path, refresh: Callable[[], BuildReport], opened: OpenIndex
) -> None:
    table(materials, "talk.md,Қорытынды баяндама,Болат Омар,Таңғы отырыс")
    first = refresh()
    assert (first.added, first.changed, first.unchanged, first.skipped) == (0, 1, 2, ())
    index = opened(store)
    record = next(record for record in index.documents() if record.source == "talk.md")
    assert (record.title, record.metadata["speaker"]) == ("Қорытынды баяндама", "Болат Омар")
    assert (record.origins["session"], record.origins["language"]) == ("override", "text")
    assert {hit.source for hit in index.search("рекомендации", where={"session": "таңғы"})} == {"talk.md"}
    assert [record.source for record in index.documents()] == ["day 2/closing.md", "opening.md", "talk.md"]

    again = refresh()
    assert (again.changed, again.unchanged, again.generation) == (0, 3, first.generation)

    table(materials, "talk.md,Итоги,Болат Омар,Таңғы отырыс", "opening.md,,Anna Sarsen,")
    second = refresh()
    assert (second.changed, second.unchanged) == (2, 1)

    (materials / "materials.csv").unlink()
    third = refresh()
    assert (third.changed, third.unchanged, third.removed) == (2, 1, 0)
    assert all(not record.overrides for record in opened(store).documents())


def test_a_faulty_table_is_reported_at_each_refresh_until_it_is_right(
    materials: Path, refresh: Callable[[], BuildReport]
) -> None:
    table(materials, "speech.md,Speech,,")
    first = refresh()
    assert [(skipped.source, skipped.reason) for skipped in first.skipped] == [("materials.csv", "not_applied")]
    assert "row 2 matches no file: speech.md" in first.skipped[0].detail
    again = refresh()
    assert (again.generation, again.skipped) == (first.generation, first.skipped)

    (materials / "speech.md").write_text("A speech about the rivers.", encoding="utf-8")
    second = refresh()
    assert (second.added, second.removed, second.skipped) == (1, 1, ())


def test_a_file_that_cannot_be_read_is_not_tried_again_because_a_table_names_it(
    materials: Path, refresh: Callable[[], BuildReport], random_embedder: Embedder
) -> None:
    assert random_embedder
    (materials / "empty.txt").touch()
    table(materials, "empty.txt,Empty,,")
    first = refresh()
    assert [skipped.reason for skipped in first.skipped] == ["empty"]
    assert refresh().generation == first.generation

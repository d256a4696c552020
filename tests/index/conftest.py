"""Models and folders for tests of the index."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index import Index, ModelChoice, build_index, check_index
from index.embedder import Embedder
from tests.embedding_models import choice, embedder, random_choice, random_embedder, random_model, random_original

__all__ = ["choice", "embedder", "random_choice", "random_embedder", "random_model", "random_original"]

OPENING = """# Opening

The conference was opened in Astana on 10 December 2024.
It was organised by the Office of the Commissioner.

## Greetings

Ambassador Aliya Sarsen greeted the delegates of twelve countries.
"""
TALK = """# Итоги рабочей группы

Рабочая группа приняла восемнадцать рекомендаций о правах ребёнка.

Докладчик Болат Иванов говорил о независимости адвокатов.
"""
CLOSING = """# Қорытынды

Конференцияның қорытындысы бойынша қарар қабылданды.

Кітапханалардың жұмысы туралы есеп тыңдалды.
"""


@pytest.fixture
def materials(tmp_path: Path) -> Path:
    """A folder of three short files in three languages."""
    folder = tmp_path / "materials"
    (folder / "day 2").mkdir(parents=True)
    (folder / "opening.md").write_text(OPENING, encoding="utf-8")
    (folder / "talk.md").write_text(TALK, encoding="utf-8")
    (folder / "day 2" / "closing.md").write_text(CLOSING, encoding="utf-8")
    return folder


@pytest.fixture
def store(materials: Path, random_choice: ModelChoice, random_embedder: Embedder, tmp_path: Path) -> Iterator[Path]:
    """An index of `materials` through the random model; whatever a test does to it, in the end it must be sound."""
    assert random_embedder
    build_index([materials], tmp_path / "store", choice=random_choice)
    yield tmp_path / "store"
    assert check_index(tmp_path / "store", sample=0).faults == ()


@pytest.fixture
def opened(random_embedder: Embedder, request: pytest.FixtureRequest) -> Callable[[Path], Index]:
    """A function that opens an index of the random model, closed when the test ends."""

    def open_index(store: Path) -> Index:
        index = Index.open(store, embedder=random_embedder)
        request.addfinalizer(index.close)
        return index

    return open_index


@pytest.fixture
def hashes() -> Callable[[Path], dict[str, str]]:
    """A function that returns the SHA-256 of every file below a folder, by name."""
    return lambda folder: {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }

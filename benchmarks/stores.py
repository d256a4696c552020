"""Indexes that benchmarks ask: built once under a working folder, brought up to date each time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant import Assistant, Settings
from index import BuildReport, Index, build_index

from .sets import Missing, QuestionSet

LARGE = ("squad2_pool", "multihop_facts", "talks_programme", "ru_wiki_long", "kazqad")
"""The sets whose corpora together make an index of about 10,000 passages."""


def refresh(folders: Sequence[Path], store: Path) -> BuildReport:
    """Bring the index of some folders up to date with the embedding model that the settings name."""
    return build_index(folders, store, choice=Settings().embedding)


def index_of(found: QuestionSet, work: Path) -> Index:
    """Return the index of a set's corpus, open."""
    return Index.open(_refreshed(found, work), choice=Settings().embedding)


def assistant_of(found: QuestionSet, work: Path) -> Assistant:
    """Return an assistant over the index of a set's corpus."""
    return Assistant.open(_refreshed(found, work))


def large_store(where: Path, work: Path) -> Path:
    """Return the store of the large index. Raises Missing when one of its corpora is not there."""
    folders = [where / name / "corpus" for name in LARGE]
    for folder in folders:
        if not folder.is_dir():
            raise Missing(f"there is no {folder}; name the folder of the question sets with --eval DIR")
    refresh(folders, work / "large")
    return work / "large"


def _refreshed(found: QuestionSet, work: Path) -> Path:
    store = work / found.store_name
    refresh([found.corpus], store)
    return store

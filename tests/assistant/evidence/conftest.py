"""An assistant over the sample conference, and packs of three of its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Settings

ON_PAGES = "What did Professor Harrowgate say about women?"
IN_RUSSIAN = "Кто входит в национальный превентивный механизм?"
REFUSED = "What did Amira Stellbrook say about bail?"


@pytest.fixture(scope="session")
def sample(sample_store: Path, compiled_cache: Path) -> Iterator[Assistant]:
    with Assistant.open(settings=Settings(store=sample_store, cache=compiled_cache)) as opened:
        yield opened


@pytest.fixture(scope="session")
def answers(sample: Assistant) -> Mapping[str, Answer]:
    """Answers by their questions: one cited from pages, one in Russian, and a refusal."""
    given = {question: sample.ask(question) for question in (ON_PAGES, IN_RUSSIAN, REFUSED)}
    assert [answer.answered for answer in given.values()] == [True, True, False]
    return given


@pytest.fixture(scope="session")
def packs(sample: Assistant, answers: Mapping[str, Answer]) -> Mapping[str, bytes]:
    return {question: sample.pack(answer) for question, answer in answers.items()}

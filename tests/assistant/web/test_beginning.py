"""Questions to begin with: drawn once for each language, and anew when there is a new index."""

from __future__ import annotations

from typing import cast

from assistant.web.beginning import Beginnings
from assistant.web.chat import Answering


class Drawing:
    """Counts how often questions are drawn."""

    generation = "1"

    def __init__(self) -> None:
        self.drawn: list[str] = []

    def starters(self, limit: int = 4, *, language: str = "") -> list[str]:
        """Return one question, which names its language."""
        self.drawn.append(language)
        return [f"{language} of {self.generation}?"]


def test_questions_are_drawn_once_for_each_language() -> None:
    assistant = Drawing()
    beginnings = Beginnings(cast("Answering", assistant))
    assert [beginnings.of(language) for language in ("ru", "kk", "ru")] == [["ru of 1?"], ["kk of 1?"], ["ru of 1?"]]
    assert assistant.drawn == ["ru", "kk"]


def test_questions_are_drawn_anew_for_a_new_index() -> None:
    assistant = Drawing()
    beginnings = Beginnings(cast("Answering", assistant))
    beginnings.of("ru")
    assistant.generation = "2"
    assert beginnings.of("ru") == ["ru of 2?"]

"""Questions to begin with, in the visitor's language: drawn from the materials once for each, and anew for a new index."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from .chat import Answering
from .wording import Words

if TYPE_CHECKING:
    from fastapi import FastAPI, Request


class Beginnings:
    """The questions of each language; safe to use from several threads, of which one draws and the others wait."""

    def __init__(self, assistant: Answering) -> None:
        self._assistant = assistant
        self._generation = ""
        self._drawn: dict[str, list[str]] = {}
        self._lock = threading.Lock()

    def of(self, language: str) -> list[str]:
        """Return the questions in a language, as far as the materials can be asked so."""
        with self._lock:
            if (generation := self._assistant.generation) != self._generation:
                self._generation, self._drawn = generation, {}
            if language not in self._drawn:
                self._drawn[language] = self._assistant.starters(language=language)
            return self._drawn[language]


def add_beginnings(app: FastAPI, assistant: Answering, words_of: Callable[[Request], Words]) -> None:
    """Add the address of the questions to begin with."""
    from fastapi.responses import JSONResponse

    beginnings = Beginnings(assistant)

    def questions(request: Request) -> JSONResponse:
        found = beginnings.of(words_of(request).language)
        return JSONResponse(found, headers={"Cache-Control": "no-store"})

    app.add_route("/page/starters", questions)

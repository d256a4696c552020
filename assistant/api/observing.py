"""Questions are asked here, so that each is timed, counted and logged, whichever door it came through.

The log has one line of JSON a question, without its words unless the settings want them.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from index import Hit

from ..answers import Answer, Context, Delta, SourceState, Turn
from ..errors import BadQuestion
from ..timing import Timings
from ..viewing import PagePicture
from .metrics import Metrics
from .tracing import record

_log = logging.getLogger("aide_memoire.questions")


class Askable(Protocol):
    """What the interface needs from an assistant."""

    @property
    def generation(self) -> str:
        """The id of the index generation that answers now. Raises StoreError where there is none."""
        ...

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), where: Mapping[str, str] | None = None
    ) -> Iterator[Delta | Answer]:
        """Yield the pieces of the answer's text, then the answer. Raises BadQuestion."""
        ...

    def search(self, question: str, *, limit: int = 8, where: Mapping[str, str] | None = None) -> list[Hit]:
        """Return up to `limit` passages, best first. Raises BadQuestion."""
        ...

    def sources(self) -> list[SourceState]:
        """Return the files of the indexed folder."""
        ...

    def context(self, passage_id: str) -> Context | None:
        """Return a passage among its neighbours, or None when there is no such passage."""
        ...

    def page(self, passage_id: str, start: int, end: int, *, number: int | None = None) -> PagePicture | None:
        """Return a page of a passage's file as a picture, or None when there is no such passage. Raises NoPicture."""
        ...


class Observer:
    """Notes what is asked and what became of it; with `words` the log also has the questions."""

    def __init__(self, metrics: Metrics, *, words: bool = False) -> None:
        self.metrics = metrics
        self._words = words

    def note(self, question: str, door: str, outcome: str, timings: Timings, answer: Answer | None) -> None:
        """Count a question and write its line."""
        self.metrics.asked(door, outcome, timings.seconds())
        if outcome == "failed":
            self.metrics.failed()
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        known: dict[str, str | int] = {"door": door, "outcome": outcome}
        if answer:
            known |= {"kind": answer.kind, "model": answer.model, "generation": answer.generation}
            known |= {"citations": len(answer.citations)}
        record(timings, known, failed=outcome == "failed")
        line = {"event": "question", "at": at, **known, "ms": timings.milliseconds()}
        if self._words:
            line |= {"question": question}
        _log.info("%s", json.dumps(line, ensure_ascii=False))


def observer_of(assistant: Askable, *, log: str = "none") -> Observer:
    """Return an observer of an assistant; `log` is "none", "outcomes" or "questions" for what stands in the error stream."""
    if log != "none" and not _log.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(message)s"))
        _log.addHandler(handler)
        _log.setLevel(logging.INFO)
        _log.propagate = False
    return Observer(Metrics(lambda: assistant.generation), words=log == "questions")


class Asked:
    """One question on its way: its events, and what its stages took."""

    def __init__(self, observer: Observer, door: str, question: str, events: Iterator[Delta | Answer]) -> None:
        self.timings = Timings()
        self._observer = observer
        self._door = door
        self._question = question
        self._events = events

    def events(self) -> Iterator[Delta | Answer]:
        """Yield what the assistant yields; the question is noted when it has ended, in whatever way."""
        outcome, answer = "left", None
        try:
            while event := self._next():
                if isinstance(event, Answer):
                    answer, outcome = event, "answered" if event.answered else "refused"
                yield event
        except BadQuestion:
            outcome = "bad_question"
            raise
        except Exception:
            outcome = "failed"
            raise
        finally:
            if close := getattr(self._events, "close", None):
                close()
            self._observer.note(self._question, self._door, outcome, self.timings, answer)

    def _next(self) -> Delta | Answer | None:
        # Entered anew for each piece: who reads the stream may do so from another thread every time.
        with self.timings.running():
            return next(self._events, None)


class Observed:
    """An assistant whose questions are noted under the name of a door; all else is the assistant's own."""

    def __init__(self, assistant: Askable, observer: Observer, door: str) -> None:
        self._assistant = assistant
        self._observer = observer
        self._door = door

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the assistant has under that name
        return getattr(self._assistant, name)

    def ask(self, question: str, *, history: Sequence[Turn] = (), where: Mapping[str, str] | None = None) -> Asked:
        """Return a question ready to be asked."""
        events = self._assistant.stream(question, history=history, where=where)
        return Asked(self._observer, self._door, question, events)

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), where: Mapping[str, str] | None = None
    ) -> Iterator[Delta | Answer]:
        """Yield the pieces of the answer's text, then the answer."""
        return self.ask(question, history=history, where=where).events()

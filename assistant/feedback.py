"""What visitors think of answers: one line of JSON each, in the folder of the index, the latest kept.

An opinion says nothing of who holds it. The question and its filter stand in it only where the visitor agreed to that.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from .answers import Answer

NAME = "feedback.jsonl"
LONGEST_REASON = 1_000  # characters
_LARGEST = 2_000_000  # bytes of one file; there are two, this one and the one before


@dataclass(frozen=True, slots=True)
class Opinion:
    """One visitor's opinion of one answer, held `at` a time (ISO 8601, UTC); `sources` are the files that it cited."""

    at: str
    helpful: bool
    reason: str
    answered: bool
    kind: str
    generation: str
    sources: tuple[str, ...] = ()
    question: str = ""
    where: Mapping[str, str] = field(default_factory=dict)


def opinion(answer: Answer, *, helpful: bool, reason: str = "", with_question: bool = False) -> Opinion:
    """Return an opinion of an answer, held now."""
    sources = dict.fromkeys(citation.source for citation in answer.citations)
    told = (answer.searched.question or answer.question, dict(answer.searched.where)) if with_question else ("", {})
    now = datetime.now(UTC).isoformat(timespec="seconds")
    shortened = reason.strip()[:LONGEST_REASON]
    return Opinion(now, helpful, shortened, answer.answered, answer.kind, answer.generation, tuple(sources), *told)


class Opinions:
    """The opinions that the folder of an index holds; safe to use from several threads."""

    def __init__(self, store: Path, *, largest: int = _LARGEST) -> None:
        self._path = store / NAME
        self._largest = largest
        self._lock = threading.Lock()

    def add(self, held: Opinion) -> None:
        """Keep an opinion; when the file is full it becomes the one before, and the older one is let go. Raises OSError."""
        line = json.dumps(asdict(held), ensure_ascii=False) + "\n"
        with self._lock:
            if self._path.exists() and self._path.stat().st_size + len(line.encode()) > self._largest:
                os.replace(self._path, self._before)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(line)

    def all(self) -> list[Opinion]:
        """Return the opinions that are kept, oldest first; a line that a crash cut short is passed over."""
        return [held for path in (self._before, self._path) if path.exists() for held in _read(path)]

    @property
    def _before(self) -> Path:
        return self._path.with_suffix(".old.jsonl")


def _read(path: Path) -> Iterator[Opinion]:
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            fields = json.loads(line)
            yield Opinion(**{**fields, "sources": tuple(fields["sources"])})
        except (ValueError, TypeError, KeyError):
            continue

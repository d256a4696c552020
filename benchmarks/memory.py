"""What the chat holds in memory while a thousand questions are asked: flat, but for what it means to remember."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from assistant import Assistant
from corpus import sentence_spans
from corpus.sample import MATERIALS

from .processes import resident_bytes, serving
from .report import Figures, Table, load
from .script import options, run
from .visitor import Visitor, wait_for

QUESTIONS, OF_A_VISIT, BETWEEN = 1_000, 20, 100
_MEGABYTE = 1_000_000
_WORDS = 9  # of a sentence, which make it a question of its own


def measure(chosen: argparse.Namespace) -> Figures:
    """Serve the sample, ask, and look at the process after every hundred questions."""
    store = chosen.work / "memory-store"
    with Assistant.build(MATERIALS, store=store) as assistant:
        passages = [passage for state in assistant.sources() for passage in assistant.passages(state.source)]
        sentences = [passage.text[a:b] for passage in passages for a, b in sentence_spans(passage.text)]
    asked = 200 if chosen.quick else QUESTIONS
    held = list(_held(store, list(islice(_questions(sentences), asked))))
    first, last, growth = held[1][1], held[-1][1], held[-1][1] / held[1][1] - 1
    notes = (
        f"The sample, {OF_A_VISIT} questions a visit. From question {held[1][0]} to {held[-1][0]}: {growth:+.1%} "
        f"({first:.0f} to {last:.0f} MB). Load averages {load()}.",
    )
    table = Table("Memory of the chat", ("questions asked", "MB resident"), tuple(held), notes)
    return Figures((table,), {"held": [list(row) for row in held], "growth": growth})


def _held(store: Path, questions: Sequence[str]) -> Iterator[tuple[int, float]]:
    """Yield how many questions were asked and the megabytes held then."""
    with serving("--store", str(store), "--port", "0") as (process, address, _):
        wait_for(address)
        yield 0, resident_bytes(process) / _MEGABYTE
        for number, question in enumerate(questions):
            if number % OF_A_VISIT == 0:
                visitor = Visitor(address)
            visitor.ask(question)
            if (number + 1) % BETWEEN == 0:
                yield number + 1, resident_bytes(process) / _MEGABYTE


def _questions(sentences: Sequence[str]) -> Iterator[str]:
    """Yield questions without end, no two of which are the same: words of a sentence, from each of its words on."""
    for start in range(sys.maxsize):
        for sentence in sentences:
            words = sentence.split()[start : start + _WORDS]
            if len(words) == _WORDS or start == 0:
                yield f"What is said of {' '.join(words)}?"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    return run(options(__doc__ or ""), measure, arguments)


if __name__ == "__main__":
    sys.exit(main())

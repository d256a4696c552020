"""What the chat holds in memory while two thousand questions are asked: flat, but for what it means to remember."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path

from assistant import Assistant
from corpus import sentence_spans
from corpus.sample import MATERIALS

from .processes import own_bytes, resident_bytes, serving
from .report import Figures, Table, load
from .script import options, run
from .visitor import Visitor, wait_for

QUESTIONS, HALF, OF_A_VISIT, BETWEEN = 2_000, 1_000, 20, 100
_MEGABYTE = 1_000_000
_Held = tuple[int, float, float]
_WORDS = 9  # of a sentence, which make it a question of its own


def measure(chosen: argparse.Namespace) -> Figures:
    """Serve the sample, ask, and look at the process after every hundred questions."""
    store = chosen.work / "memory-store"
    with Assistant.build(MATERIALS, store=store) as assistant:
        passages = [passage for state in assistant.sources() for passage in assistant.passages(state.source)]
        sentences = [passage.text[a:b] for passage in passages for a, b in sentence_spans(passage.text)]
    asked = 200 if chosen.quick else QUESTIONS
    held = list(_held(store, list(islice(_questions(sentences), asked))))
    grown = list(_growth(held))
    spans = "; ".join(f"from question {a:,} to {b:,}: {total:+.1%}, its own {own:+.1%}" for a, b, total, own in grown)
    notes = (f"The sample, {OF_A_VISIT} questions a visit. Growth {spans}. Load averages {load()}.",)
    columns = ("questions asked", "MB resident", "MB of them its own, not pages of files")
    table = Table("Memory of the chat", columns, tuple(held), notes)
    return Figures((table,), {"held": [list(row) for row in held], "growth": [list(row) for row in grown]})


def _growth(held: Sequence[_Held]) -> Iterator[tuple[int, int, float, float]]:
    """Yield two numbers of questions, and the shares by which the memory, and the process's own, grew between them."""
    marks = [row for row in held if row[0] in {BETWEEN, HALF} or row == held[-1]]
    for (first, *before), (last, *after) in pairwise(marks):
        yield first, last, after[0] / before[0] - 1, after[1] / before[1] - 1


def _held(store: Path, questions: Sequence[str]) -> Iterator[_Held]:
    """Yield how many questions were asked and the megabytes held then, in all and of its own."""
    with serving("--store", str(store), "--port", "0") as (process, address, _):
        wait_for(address)
        yield 0, *_megabytes(process)
        for number, question in enumerate(questions):
            if number % OF_A_VISIT == 0:
                visitor = Visitor(address)
            visitor.ask(question)
            if (number + 1) % BETWEEN == 0:
                yield number + 1, *_megabytes(process)


def _megabytes(process: int) -> tuple[float, float]:
    return resident_bytes(process) / _MEGABYTE, own_bytes(process) / _MEGABYTE


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

"""A question's time by stage: understanding it, searching with the embedding of the question, composing the answer."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from statistics import mean, median

from assistant import Assistant
from assistant.timing import Timings

from .report import Figures, Table, load, percentile
from .script import options, run
from .sets import find_set, questions_of
from .stores import assistant_of

SET = "squad2_pool"
QUESTIONS = 120
WARMING = 20


def measure(chosen: argparse.Namespace) -> Figures:
    """Ask questions one after the other, each once, after others that warm up."""
    found = find_set(chosen.eval, SET)
    asked = [question["question"] for question in questions_of(found, 30 if chosen.quick else WARMING + QUESTIONS)]
    with assistant_of(found, chosen.work) as assistant:
        assistant.prepare()
        for question in asked[:WARMING]:
            assistant.ask(question)
        took = [_stages(assistant, question) for question in asked[WARMING:]]
    stages = {name: [one[name] for one in took] for name in took[0]}
    rows = tuple((name, median(of), percentile(of, 0.95), mean(of)) for name, of in stages.items())
    notes = (f"{len(took)} questions of {SET}, milliseconds by the clock. Load averages {load()}.",)
    return Figures((Table("A question by stage", ("stage", "p50, ms", "p95, ms", "mean, ms"), rows, notes),), stages)


def _stages(assistant: Assistant, question: str) -> dict[str, float]:
    timings = Timings()
    with timings.running():
        assistant.ask(question)
    return timings.milliseconds()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    return run(options(__doc__ or ""), measure, arguments)


if __name__ == "__main__":
    raise SystemExit(main())

"""What a question costs at about 10,000 passages: warm, from a cold start on the command line, and in the web chat."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from assistant import Assistant

from .processes import command, modules_imported, resident_bytes, serving
from .report import Figures, Table, load, percentile
from .script import options, run
from .sets import find_set, questions_of
from .stores import LARGE, large_store
from .visitor import Visitor, wait_for

HEAVY = ("torch", "gradio", "transformers", "sentence_transformers", "langchain", "chromadb", "openvino")
FORBIDDEN = ("torch", "gradio")
COLD_RUNS = 5
CHAT_STARTS = 3
CHAT_QUESTIONS = 100
_MEGABYTE = 1_000_000
Row = tuple[str, float, float | None, str, str]


def measure(chosen: argparse.Namespace) -> Figures:
    """Build the large index once, then take all the times; the best rounds count where there are several."""
    store = large_store(chosen.eval, chosen.work)
    questions = _questions(chosen.eval, 10 if chosen.quick else 50)
    warm, passages = _warm(store, questions)
    cold, modules = _cold(store, questions[:: max(1, len(questions) // COLD_RUNS)][:COLD_RUNS])
    chat = _chat(store, questions[: 10 if chosen.quick else CHAT_QUESTIONS], 1 if chosen.quick else CHAT_STARTS)
    broken = [name for name in FORBIDDEN if name in modules]
    notes = (
        f"{passages:,} passages of {', '.join(LARGE)}; {len(questions)} questions of these sets. Load averages {load()}.",
        f"`aide-memoire ask` imported, of the heavy libraries: {', '.join(modules)}; forbidden ones: {broken or 'none'}.",
    )
    rows = (*warm, *cold, *chat)
    table = Table("Questions at 10,000 passages", ("what", "p50", "p95 or worst", "unit", "required"), rows, notes)
    values = {"rows": [list(row) for row in rows], "passages": passages, "imported": modules}
    return Figures((table,), values)


def _questions(where: Path, of_each: int) -> list[str]:
    """Return questions of all the sets in the index, one set after the other by turns."""
    lists = [questions_of(find_set(where, name), of_each) for name in LARGE]
    longest = max(len(found) for found in lists)
    return [found[turn]["question"] for turn in range(longest) for found in lists if turn < len(found)]


def _warm(store: Path, questions: Sequence[str]) -> tuple[list[Row], int]:
    with Assistant.open(store) as assistant:
        for question in questions[:10]:
            assistant.ask(question)
        passages = assistant.ask(questions[0]).searched.passages
        searching = _milliseconds(assistant.search, questions)
        asking = _milliseconds(assistant.ask, questions)
    return [
        ("search", median(searching), percentile(searching, 0.95), "ms", "p50 ≤ 20"),
        ("ask", median(asking), percentile(asking, 0.95), "ms", "p50 ≤ 60"),
    ], passages


def _milliseconds(answer: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    """Return what each question takes, the better of two rounds through all: one asked twice on end is remembered."""
    rounds = [[_took(answer, question) for question in questions] for _ in range(2)]
    return list(map(min, *rounds))


def _took(answer: Callable[[str], object], question: str) -> float:
    began = time.perf_counter()
    answer(question)
    return (time.perf_counter() - began) * 1_000


def _cold(store: Path, questions: Sequence[str]) -> tuple[list[Row], list[str]]:
    imported = modules_imported("ask", questions[0], "--store", str(store))
    runs = [command("ask", question, "--store", str(store)) for question in questions]
    seconds, used = [run.seconds for run in runs], [run.processor for run in runs]
    return [
        ("cold `aide-memoire ask`", median(seconds), max(seconds), "s", "≤ 4"),
        ("cold `aide-memoire ask`, processor", median(used), max(used), "s", ""),
    ], [name for name in HEAVY if name in imported]


def _chat(store: Path, questions: Sequence[str], starts: int) -> list[Row]:
    starting = [_start(store, ()) for _ in range(starts - 1)]
    starting.append(_start(store, questions))
    ready = [seconds for seconds, _, _, _ in starting]
    _, fresh, after, asked = starting[-1]
    return [
        ("chat: start until the page answers", median(ready), max(ready), "s", "≤ 12"),
        ("chat: memory when ready", fresh / _MEGABYTE, None, "MB", "< 900"),
        (f"chat: memory after {len(questions)} questions", after / _MEGABYTE, None, "MB", "< 900"),
        ("chat: a question over HTTP", median(asked), percentile(asked, 0.95), "ms", ""),
    ]


def _start(store: Path, questions: Sequence[str]) -> tuple[float, int, int, list[float]]:
    """Return the seconds to a ready page, bytes then, bytes after the questions, and milliseconds of each."""
    with serving("--store", str(store), "--port", "0") as (process, address, began):
        wait_for(address)
        seconds, fresh = time.perf_counter() - began, resident_bytes(process)
        asked = [_took(Visitor(address).ask, question) for question in questions]
        return seconds, fresh, resident_bytes(process), asked or [0.0]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    return run(options(__doc__ or ""), measure, arguments)


if __name__ == "__main__":
    raise SystemExit(main())

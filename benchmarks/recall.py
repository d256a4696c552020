"""Evidence recall of `Index.search` on the question sets, beside what other systems reach.

The definition is the sets' own `metrics.py`: passages in rank order are cut at a budget of characters.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import closing

from .report import Cell, Figures, Table
from .script import options, run
from .sets import SETS, Missing, QuestionSet, find_set, is_answerable, questions_of, recall_of
from .stores import index_of

PASSAGES = 30
SYSTEMS = ("LangChain", "LlamaIndex", "LlamaIndex + BM25", "txtai hybrid", "Haystack hybrid", "bm25s alone")
# As the README of the question sets gives them: evidence recall at 2,000 characters, the same MiniLM, 200 questions a set.
OTHERS: dict[str, tuple[float | None, ...]] = {
    "hr_upr": (0.055, None, None, 0.280, None, 0.318),
    "squad2_pool": (0.764, 0.599, 0.677, 0.907, 0.718, 0.852),
    "xquad_en_ru:mono_en": (0.933, None, 0.837, 0.969, 0.858, 0.941),
    "xquad_en_ru:mono_ru": (0.169, None, 0.331, 0.861, 0.296, 0.920),
    "xquad_en_ru:cross_en_over_ru": (0.142, None, 0.114, 0.185, 0.191, 0.226),
    "xquad_en_ru:cross_ru_over_en": (0.085, None, 0.122, 0.199, 0.158, 0.213),
    "kazqad": (0.017, 0.029, 0.381, 0.312, 0.500, 0.587),
    "ru_wiki_long": (0.066, None, None, None, None, 0.465),
    "multihop_facts": (0.571, 0.588, 0.644, 0.647, 0.629, 0.657),
    "talks_programme": (0.392, None, None, 0.887, None, 0.973),
    "meetings_qmsum": (0.093, None, None, None, None, 0.123),
}


def measure(chosen: argparse.Namespace) -> Figures:
    """Search each set's questions in the index of its corpus; sets that are not there get a note."""
    ours: dict[str, dict[str, float]] = {}
    notes = ["Other systems: evidence recall at 2,000 characters with the same model, on 200 questions a set."]
    for name in chosen.sets or SETS:
        try:
            ours[name] = _recall(find_set(chosen.eval, name), chosen)
        except Missing as missing:
            notes.append(f"skipped: {missing}")
    if not ours:
        raise Missing("; ".join(notes[1:]))
    columns = ("set", "questions", "@1,000", "@2,000", "@4,000", *SYSTEMS)
    rows = tuple(_row(name, found) for name, found in ours.items())
    return Figures((Table("Evidence recall", columns, rows, tuple(notes)),), {"sets": ours})


def _recall(found: QuestionSet, chosen: argparse.Namespace) -> dict[str, float]:
    limit = 60 if chosen.quick else chosen.questions
    asked = [question for question in questions_of(found, limit) if is_answerable(question) and question["evidence"]]
    with closing(index_of(found, chosen.work)) as index:
        hits = [index.search(question["question"], limit=PASSAGES) for question in asked]
    results = [[(found.prefix + hit.source, hit.passage.text) for hit in of_question] for of_question in hits]
    return {"questions": len(asked), **recall_of(found, asked, results)}


def _row(name: str, found: dict[str, float]) -> tuple[Cell, ...]:
    figures = (found[f"ev@{budget}"] for budget in (1000, 2000, 4000))
    return (name, int(found["questions"]), *figures, *OTHERS.get(name, (None,) * len(SYSTEMS)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = options(__doc__ or "")
    parser.add_argument(
        "sets", nargs="*", metavar="SET", help="such as squad2_pool or xquad_en_ru:mono_en; default all"
    )
    parser.add_argument("--questions", type=int, help="at most so many of a set, evenly chosen")
    return run(parser, measure, arguments)


if __name__ == "__main__":
    raise SystemExit(main())

"""Answers by kind of question, on reports of reviews and on programmes: are lists whole, and is silence told from speech?

For a list it is the set F1 of its items against the gold ones, for a statement whether the gold State, speaker, talk or date
stands in the answer, for a State's response whether the sentence that introduces the recommendation's block is quoted. What
the answer's text says beside its quotes counts too: a programme's talk is named by its heading.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from statistics import fmean

from assistant import Answer

from .report import Cell, Figures, Table
from .script import options, run
from .sets import Missing, Question, find_set, fold, is_answerable, questions_of
from .stores import assistant_of

SETS = ("hr_upr", "talks_programme")
_LISTS = ("recommendations_by_state", "recommendations_by_topic")
_RESPONSE = "response_to_recommendation"


def measure(chosen: argparse.Namespace) -> Figures:
    """Ask both sets, and count each kind of question by its own measure."""
    rows: list[tuple[Cell, ...]] = []
    notes: list[str] = []
    values: dict[str, dict[str, Cell]] = {}
    for name in chosen.sets or SETS:
        try:
            asked = _asked(name, chosen)
        except Missing as missing:
            notes.append(f"skipped: {missing}")
            continue
        for key, group in _groups(asked).items():
            figures = figures_of(group)
            values[f"{name}:{key}"] = figures
            rows.append((name, key, *figures.values()))
    if not rows:
        raise Missing("; ".join(notes))
    columns = ("set", "kind", "questions", "refused", "right", "list F1", "list recall", "page right")
    notes.append("Right: the gold answer stands in the answer; of a response, the sentence that states it is quoted.")
    return Figures((Table("Answers by kind of question", columns, tuple(rows), tuple(notes)),), {"kinds": values})


def figures_of(group: Sequence[tuple[Question, Answer]]) -> dict[str, Cell]:
    """Return the figures of one kind's questions; None where a measure says nothing about them."""
    return {
        "questions": len(group),
        "refused": fmean(not answer.answered for _, answer in group),
        "right": _mean(group, right),
        "f1": _mean(group, lambda question, answer: _listed(question, answer)[0]),
        "recall": _mean(group, lambda question, answer: _listed(question, answer)[1]),
        "page": _mean(group, page_right),
    }


def right(question: Question, answer: Answer) -> bool | None:
    """Tell whether the gold answer stands in an answer; None for a list and for what should be refused."""
    if not is_answerable(question) or question["type"] in _LISTS:
        return None
    if not answer.answered:
        return False
    quoted = " ".join(citation.quote for citation in answer.citations)
    if question["type"] == _RESPONSE:
        return all(matches(quoted, piece["text"]) for piece in question["evidence"][1:])
    return all(fold(gold) in fold(f"{answer.text} {quoted}") for gold in question["answers"])


def page_right(question: Question, answer: Answer) -> float | None:
    """Return the share of the citations of gold evidence that name its physical page; None where none quotes any."""
    pages = [
        citation.location.page == piece["page"]
        for citation in answer.citations
        for piece in question["evidence"]
        if "page" in piece and citation.source == piece["file"] and matches(citation.quote, piece["text"])
    ]
    return fmean(pages) if pages else None


def matches(quote: str, evidence: str) -> bool:
    """Tell whether one of two texts holds the other, case and punctuation folded."""
    one, other = fold(quote), fold(evidence)
    return bool(one) and (other in one or one in other)


def _listed(question: Question, answer: Answer) -> tuple[float | None, float | None]:
    """Return (F1, recall) of a list's items; what an answer quotes beside its items is not counted as one."""
    if not is_answerable(question) or question["type"] not in _LISTS:
        return None, None
    items = answer.citations[: answer.items] if answer.items is not None else answer.citations
    gold = [piece["text"] for piece in question["evidence"]]
    found = sum(any(matches(item.quote, text) for item in items) for text in gold)
    true = sum(any(matches(item.quote, text) for text in gold) for item in items)
    recall, precision = found / len(gold), true / len(items) if items else 0.0
    return (2 * recall * precision / (recall + precision) if found else 0.0), recall


def _asked(name: str, chosen: argparse.Namespace) -> list[tuple[Question, Answer]]:
    found = find_set(chosen.eval, name)
    with assistant_of(found, chosen.work) as assistant:
        asked = questions_of(found, 60 if chosen.quick else None)
        return [(question, assistant.ask(question["question"])) for question in asked]


def _groups(asked: Sequence[tuple[Question, Answer]]) -> dict[str, list[tuple[Question, Answer]]]:
    groups: dict[str, list[tuple[Question, Answer]]] = {}
    for question, answer in asked:
        groups.setdefault(f"{question['type']} ({question['language']})", []).append((question, answer))
    return dict(sorted(groups.items()))


def _mean(group: Sequence[tuple[Question, Answer]], count: Callable[[Question, Answer], float | None]) -> float | None:
    counted = [float(value) for question, answer in group if (value := count(question, answer)) is not None]
    return fmean(counted) if counted else None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = options(__doc__ or "")
    parser.add_argument("sets", nargs="*", choices=[*SETS, []], metavar="SET", help=f"of {', '.join(SETS)}")
    return run(parser, measure, arguments)


if __name__ == "__main__":
    raise SystemExit(main())

"""The question sets that the benchmarks read, where they lie, and what other systems reach on them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

Question = dict[str, Any]
Passages = Sequence[tuple[str, str]]
"""A system's passages in rank order, each (file, text)."""

SETS = (
    "squad2_pool",
    "xquad_en_ru:mono_en",
    "xquad_en_ru:mono_ru",
    "xquad_en_ru:cross_en_over_ru",
    "xquad_en_ru:cross_ru_over_en",
    "kazqad",
    "multihop_facts",
    "talks_programme",
    "ru_wiki_long",
    "hr_upr",
    "meetings_qmsum",
)
_LONGEST_SHORT_ANSWER = 80


class Missing(Exception):
    """A question set, or the definition of the metrics, is not where it should be; the message names the path."""


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """One set: the folder to index, and what stands before an indexed file's name in the set's evidence.

    `kind` keeps to one type of question, None takes all.
    """

    name: str
    folder: Path
    corpus: Path
    prefix: str = ""
    kind: str | None = None

    @property
    def store_name(self) -> str:
        """A folder name for the index of the corpus; sets over one corpus share it."""
        return f"{self.folder.name}-{self.prefix.rstrip('/')}".rstrip("-")


def find_set(where: Path, name: str) -> QuestionSet:
    """Return the set of a name such as "squad2_pool" or "xquad_en_ru:mono_en". Raises Missing."""
    base, _, kind = name.partition(":")
    folder = where / base
    language = kind[-2:] if base == "xquad_en_ru" else ""
    corpus = folder / "corpus" / language
    for needed in (corpus, folder / "questions.jsonl", where / "metrics.py"):
        if not needed.exists():
            raise Missing(f"{name}: there is no {needed}; name the folder of the question sets with --eval DIR")
    return QuestionSet(name, folder, corpus, f"{language}/" if language else "", kind or None)


def questions_of(found: QuestionSet, limit: int | None = None) -> list[Question]:
    """Return the questions of a set, evenly thinned to `limit`, as the set's own metrics read them."""
    loaded: list[Question] = metrics_of(found).load(found.folder, limit=limit, kind=found.kind)
    return loaded


def recall_of(found: QuestionSet, questions: Sequence[Question], results: Sequence[Passages]) -> dict[str, float]:
    """Return evidence recall under budgets of 1,000, 2,000 and 4,000 characters, by the set's own definition."""
    scores: dict[str, float] = metrics_of(found).score(questions, results)
    return scores


def metrics_of(found: QuestionSet) -> Any:  # noqa: ANN401 - a module that lies outside the project
    """Return the module that defines the metrics, which lies beside the sets."""
    path = found.folder.parent / "metrics.py"
    spec = spec_from_file_location("evaluation_metrics", path)
    if spec is None or spec.loader is None:
        raise Missing(f"{path} cannot be imported")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def is_answerable(question: Question) -> bool:
    """Tell whether the corpus answers a question."""
    return bool(question.get("answerable", True))


def short_answers(question: Question) -> list[str]:
    """Return the gold answers that a sentence can be searched for: at most 80 characters, and no "yes" or "no"."""
    golds = [str(answer) for answer in question["answers"]]
    return [gold for gold in golds if fold(gold) not in {"", "yes", "no"} and len(gold) <= _LONGEST_SHORT_ANSWER]


def fold(text: str) -> str:
    """Return a text with case, punctuation and white space folded, as the definition of evidence recall has it."""
    return re.sub(r"\W+", " ", text.lower()).strip()


def holds(text: str, golds: Sequence[str]) -> bool:
    """Tell whether any gold answer stands in a text as whole words, case and punctuation folded."""
    folded = f" {fold(text)} "
    return any(f" {fold(gold)} " in folded for gold in golds)

"""Measuring: a set of questions is asked of its own corpus, and what came back is compared with what should have.

A set is a folder with `corpus/` and `questions.jsonl`, one question a line: `question`, `answers`, `answerable`, `evidence`
(each with `file`, `text` and perhaps `page`), and perhaps `type`, `language`, `corpus` (the sub-folder to index) and `scope`
(the file the question is about). Evidence recall is counted as that of the sets this project is measured with: passages in
rank order are cut at a budget of characters; a piece of evidence counts where it stands, case and punctuation folded, inside
a passage of its file, else by the share of its runs of eight words that do.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from statistics import fmean, quantiles
from typing import Any

from .answers import Answer
from .assistant import Assistant
from .errors import BadQuestions
from .settings import Settings

BUDGETS = (1_000, 2_000, 4_000)
_HITS = 40
_SHINGLE = 8
_COLUMNS = ("answer_found", "citations_valid", "abstained_unanswerable", "abstained_answerable", "page_correct")
_LONGEST_ANSWER = 80  # characters; longer gold answers are told in other words than the text's


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where an answer stands: characters of a file, and the physical page where it has pages."""

    file: str
    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a set. `corpus` names the sub-folder it is asked of, `scope` the file it is about; "" for all."""

    text: str
    answers: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    answerable: bool = True
    type: str = ""
    language: str = ""
    corpus: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question. Shares are 0 to 1, None where the question says nothing about them."""

    question: Question
    recall: Mapping[int, float | None]
    answered: bool
    answer_found: bool | None
    page_correct: float | None
    citations: int
    citations_valid: int
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcomes of a set, and the figures they give: of all, or of those of one type or language."""

    name: str
    outcomes: tuple[Outcome, ...] = field(repr=False)

    def as_dict(self) -> dict[str, object]:
        """Return the figures as documented for `evaluate --json`."""
        by_type, by_language = _grouped(self.outcomes, _type), _grouped(self.outcomes, _language)
        return {"set": self.name, **figures(self.outcomes), "by_type": by_type, "by_language": by_language}


def evaluate(folder: Path, *, settings: Settings, limit: int | None = None) -> Evaluation:
    """Index the corpus of a set under the settings' store, ask its questions, and compare.

    `limit` takes so many questions, evenly chosen. Raises BadQuestions when the folder is no set.
    """
    questions = thinned(read_questions(folder / "questions.jsonl"), limit)
    outcomes: list[Outcome] = []
    ordered = sorted(questions, key=lambda question: question.corpus)
    for corpus, asked in groupby(ordered, key=lambda question: question.corpus):
        store = settings.model_copy(update={"store": settings.store / (corpus or "corpus")})
        with Assistant.build(folder / "corpus" / corpus, settings=store) as assistant:
            outcomes += [outcome_of(assistant, question) for question in asked]
    return Evaluation(folder.resolve().name, tuple(outcomes))


def read_questions(path: Path) -> list[Question]:
    """Return the questions of a file. Raises BadQuestions naming the line that cannot be used."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadQuestions(
            f"{path} cannot be read ({error}): name a folder with corpus/ and questions.jsonl."
        ) from None
    questions = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                questions.append(_question(json.loads(line)))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise BadQuestions(f"{path}, line {number}: no question can be made of it ({error!r}).") from None
    if not questions:
        raise BadQuestions(f"{path} holds no question.")
    return questions


def thinned(questions: Sequence[Question], limit: int | None) -> list[Question]:
    """Return at most `limit` questions, evenly chosen."""
    if limit is None or len(questions) <= limit:
        return list(questions)
    return [questions[int(number * len(questions) / limit)] for number in range(limit)]


def outcome_of(assistant: Assistant, question: Question) -> Outcome:
    """Search, ask, and compare with the evidence."""
    where = {"source": question.scope} if question.scope else None
    prefix = f"{question.corpus}/" if question.corpus else ""
    hits = assistant.search(question.text, limit=_HITS, where=where)
    began = time.perf_counter()
    answer = assistant.ask(question.text, where=where)
    milliseconds = (time.perf_counter() - began) * 1_000
    found = [(prefix + hit.source, hit.passage.text) for hit in hits]
    counts = question.answerable and bool(question.evidence)
    return Outcome(
        question=question,
        recall={budget: evidence_recall(question.evidence, found, budget) if counts else None for budget in BUDGETS},
        answered=answer.answered,
        answer_found=_answer_found(question, answer),
        page_correct=_page_correct(question, answer, prefix),
        citations=len(answer.citations),
        citations_valid=sum(_valid(assistant, answer)),
        milliseconds=milliseconds,
    )


def evidence_recall(evidence: Sequence[Evidence], passages: Iterable[tuple[str, str]], budget: int) -> float:
    """Return the mean share of the pieces of evidence found in the first `budget` characters of (file, text) passages."""
    texts: dict[str, list[str]] = {}
    for file, text in passages:
        if budget <= 0:
            break
        texts.setdefault(file, []).append(_folded(text[:budget]))
        budget -= len(text)
    return fmean(_share(_folded(piece.text), texts.get(piece.file, [])) for piece in evidence)


def figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return the figures of some outcomes; None where no question tells."""
    recalls = {str(budget): _mean(outcome.recall[budget] for outcome in outcomes) for budget in BUDGETS}
    refused = [(outcome.question.answerable, not outcome.answered) for outcome in outcomes]
    cited = sum(outcome.citations for outcome in outcomes)
    return {
        "questions": len(outcomes),
        "evidence_recall": recalls,
        "answer_found": _mean(outcome.answer_found for outcome in outcomes),
        "citations_valid": round(sum(outcome.citations_valid for outcome in outcomes) / cited, 4) if cited else None,
        "abstained_unanswerable": _mean(abstained for answerable, abstained in refused if not answerable),
        "abstained_answerable": _mean(abstained for answerable, abstained in refused if answerable),
        "page_correct": _mean(outcome.page_correct for outcome in outcomes),
        "ms": _times([outcome.milliseconds for outcome in outcomes]),
    }


def table(evaluation: Evaluation) -> Iterator[tuple[str, ...]]:
    """Yield the figures as rows of a table, its headings first: the whole set, then each type and language."""
    yield ("", "questions", *(f"recall@{budget}" for budget in BUDGETS), *_COLUMNS, "p50 ms", "p95 ms")
    outcomes = evaluation.outcomes
    rows = {evaluation.name: figures(outcomes)}
    for group in (_grouped(outcomes, _type), _grouped(outcomes, _language)):
        rows |= group if len(group) > 1 else {}
    for name, row in rows.items():
        recalls, times = row["evidence_recall"], row["ms"]
        shares = [*recalls.values(), *(row[column] for column in _COLUMNS)]
        yield (name, str(row["questions"]), *map(_shown, shares), str(times["p50"]), str(times["p95"]))


def _shown(share: float | None) -> str:
    return "–" if share is None else f"{share:.3f}"


def _type(outcome: Outcome) -> str:
    return outcome.question.type


def _language(outcome: Outcome) -> str:
    return outcome.question.language


def _question(fields: Mapping[str, object]) -> Question:
    evidence = fields.get("evidence") or []
    answers = fields.get("answers") or []
    if not isinstance(evidence, list) or not isinstance(answers, list):
        raise TypeError("answers and evidence must be lists")
    return Question(
        text=str(fields["question"]),
        answers=tuple(map(str, answers)),
        evidence=tuple(Evidence(piece["file"], piece["text"], piece.get("page")) for piece in evidence),
        answerable=bool(fields.get("answerable", True)),
        **{name: str(fields.get(name) or "") for name in ("type", "language", "corpus", "scope")},
    )


def _answer_found(question: Question, answer: Answer) -> bool | None:
    """Tell whether a gold answer stands in the quotes as whole words; None where there is none short enough to look for."""
    golds = [_folded(gold) for gold in question.answers if len(gold) <= _LONGEST_ANSWER]
    golds = [gold for gold in golds if gold not in ("", "yes", "no")]
    if not question.answerable or not golds:
        return None
    quoted = " ".join(f" {_folded(citation.quote)} " for citation in answer.citations)
    return any(f" {gold} " in quoted for gold in golds)


def _page_correct(question: Question, answer: Answer, prefix: str) -> float | None:
    """Return the share of citations that quote evidence and name its page; None where none quotes any."""
    right = [
        citation.location.page == piece.page
        for citation in answer.citations
        for piece in question.evidence
        if piece.page is not None and prefix + citation.source == piece.file
        and (_folded(citation.quote) in _folded(piece.text) or _folded(piece.text) in _folded(citation.quote))
    ]  # fmt: skip
    return fmean(right) if right else None


def _valid(assistant: Assistant, answer: Answer) -> Iterator[bool]:
    """Yield for each citation whether its quote stands at its offsets in the passage it names."""
    for citation in answer.citations:
        context = assistant.context(citation.passage_id)
        passage = context.passages[context.position] if context else None
        yield passage is not None and passage.text[citation.start : citation.end] == citation.quote


def _share(evidence: str, texts: Sequence[str]) -> float:
    if any(evidence in text for text in texts):
        return 1.0
    wanted = _shingles(evidence)
    return len(wanted & {shingle for text in texts for shingle in _shingles(text)}) / len(wanted)


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return {tuple(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1))}


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def _mean(values: Iterable[float | None]) -> float | None:
    known = [float(value) for value in values if value is not None]
    return round(fmean(known), 4) if known else None


def _times(milliseconds: Sequence[float]) -> dict[str, float]:
    parts = quantiles(milliseconds, n=20, method="inclusive") if len(milliseconds) > 1 else [milliseconds[0]] * 19
    return {"p50": round(parts[9], 1), "p95": round(parts[18], 1)}


def _grouped(outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> dict[str, Any]:
    names = sorted({key(outcome) for outcome in outcomes} - {""})
    return {name: figures([outcome for outcome in outcomes if key(outcome) == name]) for name in names}

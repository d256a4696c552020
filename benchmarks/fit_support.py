"""Fits the two lines of `assistant/support.py` that divide answers from refusals, KNOWN and STRANGE.

What the assistant weighs for the best quote is recorded while it answers questions that its corpus answers, that it does
not, and that belong to a foreign set. A logistic regression, each set and each class counting alike, gives the weights; the
bias is moved so that 5 % of the answerable questions are refused. Nothing is changed: the constants are printed.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from assistant import Assistant
from assistant.asking import Asked as Understood
from assistant.support import KNOWN, STRANGE, Evidence, Refusing, features_of, is_supported
from corpus.sample import MATERIALS

from .answers import FOREIGN
from .report import Cell, Figures, Table
from .script import options, run
from .sets import Missing, Question, find_set, is_answerable, questions_of
from .stores import assistant_of, refresh

Numbers = npt.NDArray[np.float64]
FEATURES = tuple(field.name for field in fields(Refusing))[:-1]
LINES = {"KNOWN": KNOWN, "STRANGE": STRANGE}
SAMPLE = "sample"
_SAMPLE_QUESTIONS = Path("tests/sample_questions.json")
# What speaks for an answer may not count against it, nor the reverse, whatever a set of questions suggests.
_AGAINST = ("strangers", "absent", "silent", "unshaped")
_UNUSED = {"KNOWN": (), "STRANGE": ("similarity",)}
# Questions that a corpus certainly does not answer: those of sets about other things, in its language and in others.
STRANGERS = {
    SAMPLE: ("squad2_pool", "multihop_facts", "ru_wiki_long", "kazqad"),
    "squad2_pool": ("multihop_facts", "hr_upr", "meetings_qmsum", "talks_programme"),
    "multihop_facts": ("squad2_pool", "hr_upr"),
    "talks_programme": ("squad2_pool", "ru_wiki_long"),
    "xquad_en_ru:mono_en": ("multihop_facts", "hr_upr"),
    "xquad_en_ru:mono_ru": ("ru_wiki_long", "kazqad"),
    "kazqad": ("xquad_en_ru:mono_ru", "ru_wiki_long"),
    "ru_wiki_long": ("xquad_en_ru:mono_ru", "kazqad"),
}
_STEPS, _RATE, _RIDGE = 6_000, 0.5, 1e-3


@dataclass(frozen=True, slots=True)
class Asked:
    """One question put to a corpus: the corpus, what it is to it, and the evidence for the best quote.

    `kind` is "answerable", "unanswerable" or "foreign"; `features` is None where nothing could be quoted.
    """

    corpus: str
    kind: str
    line: str
    features: tuple[float, ...] | None
    refused: bool


class Recorder:
    """Stands where the assistant asks `is_supported`, and keeps what it was asked about."""

    def __init__(self) -> None:
        self.features: tuple[float, ...] | None = None
        self.line = "KNOWN"

    def __call__(self, asked: Understood, evidence: Evidence) -> bool:
        """Answer as the product does."""
        self.features = features_of(evidence)
        self.line = "KNOWN" if evidence.known else "STRANGE"
        return is_supported(asked, evidence)

    def ask(self, assistant: Assistant, corpus: str, kind: str, question: str) -> Asked:
        """Ask, and return what was weighed."""
        self.features = None
        with patch("assistant.answering.is_supported", self):
            answer = assistant.ask(question)
        return Asked(corpus, kind, self.line, self.features, not answer.answered)


def measure(chosen: argparse.Namespace) -> Figures:
    """Ask all, fit both lines, and compare what the current and the fitted constants refuse."""
    asked = list(_asked(chosen))
    if not asked:
        raise Missing(f"there is no question set in {chosen.eval}; name their folder with --eval DIR")
    fitted = {name: fit(_of_line(asked, name), name, chosen.refused) for name in LINES if _of_line(asked, name)}
    tables = [_constants(fitted, chosen.refused), _rates(asked, fitted)]
    values = {name: dict(zip((*FEATURES, "bias"), astuple(line), strict=True)) for name, line in fitted.items()}
    return Figures(tuple(tables), values)


def fit(asked: Sequence[Asked], name: str, refused: float) -> Refusing:
    """Return the line that divides best, moved so that the given share of answerable questions is refused."""
    usable = [one for one in asked if one.features is not None]
    features = np.array([one.features for one in usable])
    answers = np.array([one.kind == "answerable" for one in usable], dtype=np.float64)
    shares = shares_of(usable)
    signs = np.array([0.0 if f in _UNUSED[name] else -1.0 if f in _AGAINST else 1.0 for f in FEATURES])
    weights = regress(features, answers, shares, signs)
    sums = features @ weights
    chosen = answers > 0
    bias = -weighted_quantile(sums[chosen], shares[chosen], refused)
    return Refusing(*(round(float(number), 2) for number in (*weights, bias)))


def regress(features: Numbers, answers: Numbers, shares: Numbers, signs: Numbers) -> Numbers:
    """Return the weights of a logistic regression by gradient descent, each kept to its sign (0 keeps it at 0).

    `features` has shape (n, k), `answers` and `shares` (n,), `signs` (k,).
    """
    scale = features.std(axis=0) + 1e-9
    scaled = features / scale
    weights, bias = np.zeros(features.shape[1]), 0.0
    for _ in range(_STEPS):
        error = shares * (1 / (1 + np.exp(-(scaled @ weights + bias))) - answers)
        weights -= _RATE * (scaled.T @ error + _RIDGE * weights)
        weights = np.where(weights * signs > 0, weights, 0.0)
        bias -= _RATE * error.sum()
    found: Numbers = weights / scale
    return found


def weighted_quantile(values: Numbers, shares: Numbers, quantile: float) -> float:
    """Return the value below which that part of the shares lies."""
    order = np.argsort(values)
    below = np.cumsum(shares[order]) / shares.sum()
    return float(values[order][np.searchsorted(below, quantile)])


def refuses(line: Refusing, asked: Asked) -> bool:
    """Tell whether a line refuses a question."""
    if asked.features is None:
        return True
    return float(np.dot(astuple(line)[:-1], asked.features)) + line.bias <= 0


def shares_of(asked: Sequence[Asked]) -> Numbers:
    """Return each question's share: answerable or not count a half, within it each set and kind alike."""
    groups = [(one.corpus, one.kind) for one in asked]
    sizes = Counter(groups)
    halves = Counter(kind == "answerable" for _, kind in sizes)
    return np.array([0.5 / halves[group[1] == "answerable"] / sizes[group] for group in groups])


def _asked(chosen: argparse.Namespace) -> Iterator[Asked]:
    names = [name for name in (SAMPLE, *FOREIGN) if name not in chosen.without]
    for name in names:
        try:
            with _opened(name, chosen) as assistant:
                yield from _asked_of(assistant, name, chosen)
        except Missing as missing:
            print(f"skipped: {missing}")


def _asked_of(assistant: Assistant, name: str, chosen: argparse.Namespace) -> Iterator[Asked]:
    recorder = Recorder()
    limit = 40 if chosen.quick else chosen.questions
    for question in _sample_questions() if name == SAMPLE else questions_of(find_set(chosen.eval, name), limit):
        kind = "answerable" if is_answerable(question) else "unanswerable"
        yield recorder.ask(assistant, name, kind, question["question"])
    for other in STRANGERS[name]:
        for question in questions_of(find_set(chosen.eval, other), 20 if chosen.quick else 80):
            yield recorder.ask(assistant, name, "foreign", question["question"])


def _opened(name: str, chosen: argparse.Namespace) -> Assistant:
    if name != SAMPLE:
        return assistant_of(find_set(chosen.eval, name), chosen.work)
    refresh([MATERIALS], chosen.work / SAMPLE)
    return Assistant.open(chosen.work / SAMPLE)


def _sample_questions() -> list[Question]:
    """Return the questions about the packaged sample that need no earlier question to be understood."""
    listed = json.loads(_SAMPLE_QUESTIONS.read_text(encoding="utf-8"))
    return [
        {**question, "answerable": question["kind"] != "refusal"}
        for question in listed
        if question["kind"] != "follow_up"
    ]


def _of_line(asked: Sequence[Asked], name: str) -> list[Asked]:
    return [one for one in asked if one.line == name]


def _constants(fitted: dict[str, Refusing], refused: float) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for name, line in fitted.items():
        rows += [(f"{name} now", *astuple(LINES[name])), (f"{name} fitted", *astuple(line))]
    return Table(
        f"Lines of support, fitted for {refused:.0%} wrongly refused", ("line", *FEATURES, "bias"), tuple(rows)
    )


def _rates(asked: Sequence[Asked], fitted: dict[str, Refusing]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for group in sorted({(one.line, one.kind, one.corpus) for one in asked}):
        members = [one for one in asked if (one.line, one.kind, one.corpus) == group]
        now = sum(one.refused for one in members) / len(members)
        then = sum(refuses(fitted[group[0]], one) for one in members) / len(members)
        rows.append((*group, len(members), now, then))
    return Table("Refused", ("line", "kind", "corpus", "questions", "now", "fitted"), tuple(rows))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = options(__doc__ or "")
    parser.add_argument("--questions", type=int, help="at most so many of a set, evenly chosen")
    parser.add_argument("--refused", type=float, default=0.05, help="share of answerable questions that may be refused")
    parser.add_argument("--without", nargs="*", default=[], metavar="SET", help="sets to leave out")
    return run(parser, measure, arguments)


if __name__ == "__main__":
    raise SystemExit(main())

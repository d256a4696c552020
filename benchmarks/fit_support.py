"""Fits the lines of `assistant/refusing.py` that divide answers from refusals.

What the assistant weighs for the best quotes is recorded while it answers questions that its corpus answers, that it does
not, and that belong to a foreign set. A logistic regression gives the weights, those set by hand kept as they are; the bias
is moved so that a share of the answerable questions is refused. What a line refuses is told of the questions it was fitted
on, and of each fifth by a line fitted on the other four. Nothing is changed: the constants are printed.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from statistics import fmean
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from assistant import Assistant
from assistant.asking import Asked as Understood
from assistant.extracting import Quote
from assistant.refusing import LINES, Refusing, features_of, is_answer, is_ruled_out, line_for
from corpus.sample import MATERIALS

from .answers import FOREIGN
from .report import Cell, Figures, Table
from .script import options, run
from .sets import Missing, Question, find_set, is_answerable, questions_of
from .stores import assistant_of, refresh

Numbers = npt.NDArray[np.float64]
FEATURES = tuple(field.name for field in fields(Refusing))[:-1]
SAMPLE = "sample"
_SAMPLE_QUESTIONS = Path("tests/sample_questions.json")
# What each line's regression decides; the rest is set by hand.
FITTED = {
    "KNOWN": ("similarity", "own", "around", "strangers", "absent", "unshaped"),
    "STRANGE": ("around", "strangers", "absent"),
    "MANY_WORDS": ("similarity", "around", "together", "absent"),
}
REFUSED = {"KNOWN": 0.08, "STRANGE": 0.05, "MANY_WORDS": 0.08}
"""Which share of the answerable questions a line may refuse."""
# What speaks for an answer may not count against it, nor the reverse, whatever a set of questions suggests.
_AGAINST = ("strangers", "absent", "unshaped")
_TEMPTING = 2.0  # times as much as a foreign question counts one that others wrote to tempt, which is harder to tell
_ENOUGH = 50  # questions: a smaller group counts for less
_FOLDS = 5
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
_STEPS, _RATE, _RIDGE = 3_000, 0.5, 2e-3


@dataclass(frozen=True, slots=True)
class Asked:
    """One question put to a corpus: the corpus, what it is to it, and what is weighed for the best quotes.

    `kind` is "answerable", "unanswerable" or "foreign"; `features` is None where nothing was to be weighed. `ruled_out` says
    that the best quote is no answer whatever is weighed.
    """

    corpus: str
    kind: str
    line: str
    features: tuple[float, ...] | None
    refused: bool
    ruled_out: bool = False


class Recorder:
    """Stands where the assistant asks `is_answer`, and keeps what it was asked about."""

    def __init__(self) -> None:
        self.features: tuple[float, ...] | None = None
        self.line = "KNOWN"
        self.ruled_out = False

    def __call__(self, asked: Understood, quotes: Sequence[Quote]) -> bool:
        """Answer as the product does."""
        self.features, self.line = features_of(asked, quotes), line_for(asked)
        self.ruled_out = is_ruled_out(asked, quotes[0])
        return is_answer(asked, quotes)

    def ask(self, assistant: Assistant, corpus: str, kind: str, question: str) -> Asked:
        """Ask, and return what was weighed."""
        self.features, self.ruled_out = None, False
        with patch("assistant.answering.is_answer", self):
            answer = assistant.ask(question)
        return Asked(corpus, kind, self.line, self.features, not answer.answered, self.ruled_out)


def measure(chosen: argparse.Namespace) -> Figures:
    """Ask all, fit both lines, and compare what the current and the fitted constants refuse."""
    asked = list(_asked(chosen))
    if not asked:
        raise Missing(f"there is no question set in {chosen.eval}; name their folder with --eval DIR")
    return figures_of(asked, chosen.refused)


def figures_of(asked: Sequence[Asked], refused: float | None = None) -> Figures:
    """Fit each line on its questions, and compare what it refuses with what the current one does."""
    fitted = {name: fit(_of_line(asked, name), name, refused) for name in LINES if _of_line(asked, name)}
    tables = [_constants(fitted), _rates(asked, fitted, refused)]
    values = {name: dict(zip((*FEATURES, "bias"), astuple(line), strict=True)) for name, line in fitted.items()}
    return Figures(tuple(tables), values)


def fit(asked: Sequence[Asked], name: str, refused: float | None = None) -> Refusing:
    """Return the line that divides best, moved so that the given share of answerable questions is refused."""
    by_hand = np.array([0.0 if f in FITTED[name] else getattr(LINES[name], f) for f in FEATURES])
    usable = [one for one in asked if one.features is not None]
    features = np.array([one.features for one in usable])
    answers = np.array([one.kind == "answerable" for one in usable], dtype=np.float64)
    shares = shares_of(usable)
    signs = np.array([0.0 if f not in FITTED[name] else -1.0 if f in _AGAINST else 1.0 for f in FEATURES])
    weights = by_hand + regress(features, answers, shares, signs, features @ by_hand)
    sums = np.where([one.ruled_out for one in usable], -np.inf, features @ weights)
    chosen = answers > 0
    bias = -weighted_quantile(sums[chosen], shares[chosen], REFUSED[name] if refused is None else refused)
    return Refusing(*(round(float(number), 2) for number in (*weights, bias)))


def held_out(asked: Sequence[Asked], name: str, refused: float | None = None) -> list[bool]:
    """Return for each question whether it is refused by the line that was fitted without it, and without others like it."""
    folds = [place % _FOLDS for place in range(len(asked))]
    lines = [
        fit([one for one, fold in zip(asked, folds, strict=True) if fold != left], name, refused)
        for left in range(_FOLDS)
    ]
    return [refuses(lines[fold], one) for one, fold in zip(asked, folds, strict=True)]


def regress(features: Numbers, answers: Numbers, shares: Numbers, signs: Numbers, given: Numbers) -> Numbers:
    """Return the weights of a logistic regression by gradient descent, each kept to its sign (0 keeps it at 0).

    `features` has shape (n, k), `answers`, `shares` and `given` (n,), `signs` (k,). What is `given` is added to each sum.
    """
    scale = features.std(axis=0) + 1e-9
    scaled = features / scale
    weights, bias = np.zeros(features.shape[1]), 0.0
    for _ in range(_STEPS):
        error = shares * (1 / (1 + np.exp(-(scaled @ weights + given + bias))) - answers)
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
    """Tell whether a line refuses a question; where nothing was weighed, what the assistant did."""
    if asked.features is None:
        return asked.refused
    return asked.ruled_out or float(np.dot(astuple(line)[:-1], asked.features)) + line.bias <= 0


def shares_of(asked: Sequence[Asked]) -> Numbers:
    """Return each question's share: answerable or not count a half; within it each set and kind alike, small ones less.

    Of what is not answerable, tempting questions count more.
    """
    groups = [(one.corpus, one.kind) for one in asked]
    sizes = Counter(groups)
    worth = {
        group: min(size / _ENOUGH, 1.0) * (_TEMPTING if group[1] == "unanswerable" else 1.0)
        for group, size in sizes.items()
    }
    halves = {
        half: sum(worth[group] for group in worth if (group[1] == "answerable") is half) for half in (True, False)
    }
    return np.array([0.5 * worth[group] / halves[group[1] == "answerable"] / sizes[group] for group in groups])


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
        foreign = questions_of(find_set(chosen.eval, other), 20 if chosen.quick else 80)
        for words in dict.fromkeys(question["question"] for question in foreign):
            yield recorder.ask(assistant, name, "foreign", words)


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


def _constants(fitted: dict[str, Refusing]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for name, line in fitted.items():
        rows += [(f"{name} now", *astuple(LINES[name])), (f"{name} fitted", *astuple(line))]
    return Table("Lines of refusing", ("line", *FEATURES, "bias"), tuple(rows))


def _rates(asked: Sequence[Asked], fitted: dict[str, Refusing], refused: float | None) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for name, line in fitted.items():
        members = _of_line(asked, name)
        unseen = held_out(members, name, refused)
        for group in sorted({(one.kind, one.corpus) for one in members}):
            own = [place for place, one in enumerate(members) if (one.kind, one.corpus) == group]
            rates = (
                fmean(members[place].refused for place in own),
                fmean(refuses(line, members[place]) for place in own),
                fmean(unseen[place] for place in own),
            )
            rows.append((name, *group, len(own), *rates))
    return Table("Refused", ("line", "kind", "corpus", "questions", "now", "fitted", "held out"), tuple(rows))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = options(__doc__ or "")
    parser.add_argument("--questions", type=int, help="at most so many of a set, evenly chosen")
    parser.add_argument(
        "--refused", type=float, help="share of answerable questions that may be refused, for every line"
    )
    parser.add_argument("--without", nargs="*", default=[], metavar="SET", help="sets to leave out")
    return run(parser, measure, arguments)


if __name__ == "__main__":
    raise SystemExit(main())

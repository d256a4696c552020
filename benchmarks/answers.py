"""Answers: does the gold answer stand in the quoted sentences, how much is quoted, and what is refused.

Refusals are counted apart for questions that the corpus answers, for those it does not (which others wrote to tempt), and
for questions of a foreign set. Every quote is looked up at its offsets in the passage it cites.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from statistics import median

from assistant import Answer, Assistant

from .report import Cell, Figures, Table
from .script import options, run
from .sets import Missing, Question, QuestionSet, find_set, holds, is_answerable, questions_of, short_answers
from .stores import assistant_of

# Each set with one whose questions its corpus cannot answer; both squad2_pool and xquad_en_ru come from SQuAD, so neither
# is the other's stranger.
FOREIGN = {
    "squad2_pool": "multihop_facts",
    "xquad_en_ru:mono_en": "multihop_facts",
    "xquad_en_ru:mono_ru": "ru_wiki_long",
    "kazqad": "xquad_en_ru:mono_ru",
    "ru_wiki_long": "kazqad",
    "multihop_facts": "squad2_pool",
    "talks_programme": "squad2_pool",
}
_FOREIGN_QUESTIONS = 100


def measure(chosen: argparse.Namespace) -> Figures:
    """Ask each set's questions of its corpus; sets that are not there get a note."""
    rows, notes, values = [], [], {}
    for name in chosen.sets or FOREIGN:
        try:
            row = values[name] = _answers(find_set(chosen.eval, name), chosen)
        except Missing as missing:
            notes.append(f"skipped: {missing}")
        else:
            rows.append((name, *row.values()))
    if not rows:
        raise Missing("; ".join(notes))
    notes.append(
        "Gold answer: of the answerable questions with a short answer, refused ones counted as missed, the share whose answer "
        "stands in the quotes. A question is unanswerable to its set's authors, who looked at one paragraph or removed one: "
        "now and then another passage does answer it."
    )
    columns = (
        "set", "questions", "gold answer quoted", "words quoted (median)", "quotes (mean)", "refused: answerable",
        "refused: unanswerable", "refused: foreign", "quotes not verbatim",
    )  # fmt: skip
    return Figures((Table("Answers", columns, tuple(rows), tuple(notes)),), {"sets": values})


def _answers(found: QuestionSet, chosen: argparse.Namespace) -> dict[str, Cell]:
    limit = 60 if chosen.quick else chosen.questions
    asked = questions_of(found, limit)
    strangers = _foreign(found, chosen)
    with assistant_of(found, chosen.work) as assistant:
        answered = [(question, assistant.ask(question["question"])) for question in asked]
        foreign = [assistant.ask(question["question"]) for question in strangers]
        false = sum(not_verbatim(assistant, answer) for answer in (*(answer for _, answer in answered), *foreign))
    answerable = [(question, answer) for question, answer in answered if is_answerable(question)]
    given = [answer for _, answer in answerable if answer.answered]
    return {
        "questions": len(asked),
        "gold": gold_share(answerable),
        "words": median([words_quoted(answer) for answer in given] or [0]),
        "quotes": sum(len(answer.citations) for answer in given) / max(1, len(given)),
        "refused_answerable": refused_share([answer for _, answer in answerable]),
        "refused_unanswerable": refused_share([answer for question, answer in answered if not is_answerable(question)]),
        "refused_foreign": refused_share(foreign),
        "not_verbatim": false,
    }


def _foreign(found: QuestionSet, chosen: argparse.Namespace) -> list[Question]:
    try:
        other = find_set(chosen.eval, FOREIGN[found.name])
    except (KeyError, Missing):
        return []
    return [question for question in questions_of(other, _FOREIGN_QUESTIONS) if is_answerable(question)]


def gold_share(answered: Sequence[tuple[Question, Answer]]) -> float | None:
    """Return the share of questions with a short gold answer that stands in the quotes; None where there is none."""
    found = [holds(quoted(answer), golds) for question, answer in answered if (golds := short_answers(question))]
    return sum(found) / len(found) if found else None


def refused_share(answers: Sequence[Answer]) -> float | None:
    """Return the share that was refused, None of none."""
    return sum(not answer.answered for answer in answers) / len(answers) if answers else None


def quoted(answer: Answer) -> str:
    """Return the words of an answer's quotes."""
    return "\n".join(citation.quote for citation in answer.citations)


def words_quoted(answer: Answer) -> int:
    """Return how many words an answer quotes."""
    return len(quoted(answer).split())


def not_verbatim(assistant: Assistant, answer: Answer) -> int:
    """Return how many quotes of an answer do not stand at their offsets in the passage they name."""
    false = 0
    for citation in (*answer.citations, *answer.closest):
        context = assistant.context(citation.passage_id)
        text = context.passages[context.position].text if context else ""
        false += text[citation.start : citation.end] != citation.quote or not citation.quote
    return false


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = options(__doc__ or "")
    parser.add_argument("sets", nargs="*", choices=[*FOREIGN, []], metavar="SET", help=f"of {', '.join(FOREIGN)}")
    parser.add_argument("--questions", type=int, help="at most so many of a set, evenly chosen")
    return run(parser, measure, arguments)


if __name__ == "__main__":
    raise SystemExit(main())

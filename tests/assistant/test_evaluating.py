"""Measuring: a small set made here, with figures that can be counted by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant import Settings
from assistant.errors import BadQuestions
from assistant.evaluating import Evidence, evaluate, evidence_recall, read_questions, table, thinned
from assistant.terminal import table_lines

SPEECH = "# Opening\n\nThe Lakeside Forum was opened in Ardenfels by Ingrid Solheim.\n\nNine countries sent delegates to it.\n"
QUESTIONS: list[dict[str, Any]] = [
    {
        "question": "Who opened the Lakeside Forum?",
        "answers": ["Ingrid Solheim"],
        "evidence": [{"file": "en/opening.md", "text": "The Lakeside Forum was opened in Ardenfels by Ingrid Solheim."}],
        "type": "who", "language": "en", "corpus": "en",
    },
    {
        "question": "What did the President of Norland say about fish quotas?",
        "answers": [], "evidence": [], "answerable": False, "type": "null", "language": "en", "corpus": "en",
    },
    {
        "question": "Сколько стран прислали делегатов?",
        "answers": ["Девять стран"],
        "evidence": [{"file": "ru/opening.md", "text": "Девять стран прислали делегатов на форум."}],
        "type": "how many", "language": "ru", "corpus": "ru", "scope": "opening.md",
    },
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for language, text in (("en", SPEECH), ("ru", "# Открытие\n\nДевять стран прислали делегатов на форум.\n")):
        corpus = tmp_path / "forum" / "corpus" / language
        corpus.mkdir(parents=True)
        (corpus / "opening.md").write_text(text, encoding="utf-8")
    lines = "\n".join(json.dumps(question, ensure_ascii=False) for question in QUESTIONS)
    (tmp_path / "forum" / "questions.jsonl").write_text(lines + "\n\n", encoding="utf-8")
    return tmp_path / "forum"


def test_a_set_is_indexed_asked_and_compared(folder: Path, tmp_path: Path) -> None:
    evaluation = evaluate(folder, settings=Settings(store=tmp_path / "store"))
    figures = evaluation.as_dict()

    assert {name: figures[name] for name in ("set", "questions", "answer_found", "citations_valid")} == {
        "set": "forum", "questions": 3, "answer_found": 1.0, "citations_valid": 1.0,
    }  # fmt: skip
    assert figures["evidence_recall"] == {"1000": 1.0, "2000": 1.0, "4000": 1.0}
    assert (figures["abstained_unanswerable"], figures["abstained_answerable"]) == (1.0, 0.0)
    assert figures["page_correct"] is None
    assert set(figures["by_type"]) == {"who", "null", "how many"}
    assert set(figures["by_language"]) == {"en", "ru"}
    lines = list(table_lines(table(evaluation)))
    assert len(lines) == 1 + 1 + 3 + 2
    assert len({len(line) for line in lines}) == 1


def test_evidence_counts_whole_inside_one_passage_of_its_file_and_by_eight_word_runs_elsewhere() -> None:
    words = " ".join(f"w{number}" for number in range(16))  # nine runs of eight words
    evidence = [Evidence("a.md", words)]

    assert evidence_recall(evidence, [("a.md", f"Before, {words.upper()}!")], 1_000) == 1.0
    assert evidence_recall(evidence, [("b.md", words)], 1_000) == 0.0
    half = " ".join(words.split()[:8])
    assert evidence_recall(evidence, [("a.md", half)], 1_000) == pytest.approx(1 / 9)
    assert evidence_recall(evidence, [("a.md", "x" * 990), ("a.md", words)], 1_000) == 0.0
    assert evidence_recall([*evidence, Evidence("a.md", "w1 w2")], [("a.md", half)], 1_000) == pytest.approx(5 / 9)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "cannot be read"),
        ("", "holds no question"),
        ('{"question": "Who?"}\n{"answers": []}\n', "line 2"),
        ('{"question": "Who?"\n', "line 1"),
        ('{"question": "Who?", "evidence": 3}', "line 1"),
        ('{"question": "Who?", "evidence": [{"file": "a"}]}', "line 1"),
        ("[]", "line 1"),
    ],
)
def test_a_file_that_is_no_set_of_questions_is_refused_by_its_line(
    tmp_path: Path, content: str | None, complaint: str
) -> None:
    if content is not None:
        (tmp_path / "questions.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(BadQuestions, match=complaint):
        read_questions(tmp_path / "questions.jsonl")


def test_fewer_questions_are_chosen_evenly(folder: Path) -> None:
    questions = read_questions(folder / "questions.jsonl") * 4

    assert thinned(questions, None) == questions
    assert thinned(questions, 4) == questions[::3]

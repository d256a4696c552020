"""Opinions of answers: what is kept of them, and how much."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant import Answer, Citation
from assistant.answers import Searched
from assistant.cli import app
from assistant.feedback import LONGEST_REASON, NAME, Opinions, opinion
from corpus import Location

CITATION = Citation(1, "quote", "p1", "a.pdf", "A", Location(), 0, 5, "0" * 64)
ANSWER = Answer(
    "And when?",
    True,
    "“quote” [1]",
    (CITATION, CITATION),
    Searched(1, 1, question="When was it?", where={"date": "2014"}),
    generation="g1",
)


def test_without_consent_the_question_is_not_kept_nor_anything_that_was_said() -> None:
    held = opinion(ANSWER, helpful=False, reason="  wrong year ")
    assert asdict(held) | {"at": ""} == {
        "at": "",
        "helpful": False,
        "reason": "wrong year",
        "answered": True,
        "kind": "fact",
        "generation": "g1",
        "sources": ("a.pdf",),
        "question": "",
        "where": {},
    }
    assert datetime.fromisoformat(held.at).tzinfo is not None


def test_with_consent_the_question_is_kept_as_it_was_understood() -> None:
    held = opinion(ANSWER, helpful=True, with_question=True)
    assert (held.question, held.where) == ("When was it?", {"date": "2014"})


def test_a_reason_has_a_limit() -> None:
    assert len(opinion(ANSWER, helpful=True, reason="x" * 5_000).reason) == LONGEST_REASON


def test_opinions_come_back_in_their_order_and_a_broken_line_is_passed_over(tmp_path: Path) -> None:
    kept = Opinions(tmp_path)
    assert kept.all() == []
    held = [opinion(ANSWER, helpful=bool(n % 2), reason=f"№ {n}\n\u2028", with_question=True) for n in range(3)]
    for one in held[:2]:
        kept.add(one)
    with (tmp_path / NAME).open("a", encoding="utf-8") as file:
        file.write('{"at": "20\n[1]\n')
    kept.add(held[2])
    assert kept.all() == held


def test_what_is_kept_does_not_grow_beyond_its_limit_and_keeps_the_latest(tmp_path: Path) -> None:
    kept = Opinions(tmp_path, largest=2_000)
    for number in range(60):
        kept.add(opinion(ANSWER, helpful=True, reason=str(number)))
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 4_000
    reasons = [held.reason for held in kept.all()]
    assert reasons[-1] == "59"
    assert reasons == [str(number) for number in range(60 - len(reasons), 60)]
    assert len(reasons) > 8


def test_the_command_lists_them_without_control_characters(tmp_path: Path) -> None:
    kept = Opinions(tmp_path)
    kept.add(opinion(ANSWER, helpful=False, reason="wrong\x1b[31m year", with_question=True))
    kept.add(opinion(ANSWER, helpful=True))
    listed = CliRunner().invoke(app, ["feedback", "--store", str(tmp_path)])
    assert listed.exit_code == 0
    first, reason, second, total = listed.stdout.splitlines()
    assert first.endswith("not helpful: “When was it?” date=2014")
    assert reason == "    wrong year"
    assert second.endswith("  helpful: a.pdf")
    assert total == "2 opinions, 1 helpful"
    found = json.loads(CliRunner().invoke(app, ["feedback", "--store", str(tmp_path), "--json"]).stdout)
    assert [one["helpful"] for one in found] == [False, True]


@pytest.mark.parametrize("option", [[], ["--json"]])
def test_where_there_are_none_the_command_says_so(tmp_path: Path, option: list[str]) -> None:
    listed = CliRunner().invoke(app, ["feedback", "--store", str(tmp_path / "none"), *option])
    assert listed.stdout.strip() == ("[]" if option else "0 opinions, 0 helpful")

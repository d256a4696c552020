"""Where the newest index is damaged the one before answers, and every way of asking says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant import Assistant, Settings
from assistant.assistant import build_report
from assistant.cli import app
from assistant.saved import read_conversation, saved
from assistant.web.replying import reply
from index import Index, StoreError

QUESTION = "Who bought the mill of Greystone?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "materials").mkdir()
    return tmp_path / "materials"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store=tmp_path / "store")


def build(folder: Path, settings: Settings, buyer: str) -> str:
    (folder / "mill.txt").write_text(f"The mill\n\nThe mill of Greystone was bought by {buyer} in May.\n")
    return build_report(folder, settings=settings).generation


def spoil(settings: Settings, generation: str) -> None:
    (settings.store / "generations" / generation / "passages.sqlite").write_bytes(b"spoilt")


def test_an_answer_says_that_an_older_index_gave_it(folder: Path, settings: Settings) -> None:
    first = build(folder, settings, "Nils Aker")
    second = build(folder, settings, "Olga Brandt")
    spoil(settings, second)
    with Assistant.open(settings=settings) as assistant:
        answer = assistant.ask(QUESTION)
        assert "Nils Aker" in answer.text
        assert answer.generation == assistant.generation == first
        assert answer.searched.older_index
        assert second in assistant.notice
    assert "The newest index is damaged" in reply(answer)
    assert read_conversation(json.dumps(saved([answer])))[0].searched == answer.searched
    asked = CliRunner().invoke(app, ["ask", QUESTION, "--store", str(settings.store)])
    assert asked.stdout.startswith("The newest index is damaged; this answer comes from the one of 20")
    assert "passages.sqlite" in asked.stderr
    assert "--full" in asked.stderr


def test_an_open_assistant_keeps_answering_when_a_newer_index_is_damaged(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build(folder, settings, "Nils Aker")
    with Assistant.open(settings=settings) as assistant:
        assert assistant.notice == ""
        spoil(settings, build(folder, settings, "Olga Brandt"))
        opened = []
        whole = Index.open
        monkeypatch.setattr(Index, "open", lambda *given, **named: opened.append(1) or whole(*given, **named))
        answers = [assistant.ask(QUESTION) for _ in range(3)]
        assert {answer.generation for answer in answers} == {first}
        assert all(answer.searched.older_index for answer in answers)
        assert len(opened) == 1, "the damaged index is tried once, not for every question"
        build(folder, settings, "Pia Lund")
        assert "Pia Lund" in assistant.ask(QUESTION).text
        assert assistant.notice == ""


def test_an_open_assistant_keeps_answering_when_nothing_on_the_disk_is_whole(folder: Path, settings: Settings) -> None:
    first = build(folder, settings, "Nils Aker")
    with Assistant.open(settings=settings) as assistant:
        second = build(folder, settings, "Olga Brandt")
        spoil(settings, second)
        (settings.store / "generations" / first / "manifest.json").unlink()
        answer = assistant.ask(QUESTION)
        assert "Nils Aker" in answer.text
        assert answer.searched.older_index
        assert "cannot be opened" in assistant.notice
    with pytest.raises(StoreError):
        Assistant.open(settings=settings)


def test_the_sample_never_takes_the_place_of_a_store_whose_pointer_is_lost(folder: Path, settings: Settings) -> None:
    build(folder, settings, "Nils Aker")
    (settings.store / "CURRENT").unlink()
    assert Index.latest(settings.store) is None
    assert Index.is_built(settings.store)
    with Assistant.open(settings=settings) as assistant:
        assert "Nils Aker" in assistant.ask(QUESTION).text

"""A saved answer is checked against the files themselves: what was changed, moved or removed is named, and nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from assistant import Assistant, Settings
from assistant.errors import BadAnswer
from assistant.verifying import State, read_saved, verify

QUESTIONS = (
    "How many delegates did Ingrid Solheim welcome?",
    "Which measures did the Forum adopt?",
    "What did Amara Diallo propose?",
    "Сколько хозяйств объединяет Союз садоводов?",
)


@pytest.fixture
def folder(forum_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(forum_folder, tmp_path / "forum"))


@pytest.fixture(scope="module")
def saved(forum: Assistant) -> list[dict[str, Any]]:
    answers = [forum.ask(question).as_dict() for question in QUESTIONS]
    assert all(answer["answered"] for answer in answers)
    loaded: list[dict[str, Any]] = json.loads(json.dumps(answers))
    return loaded


def states(saved: list[dict[str, Any]], folder: Path) -> dict[str, set[State]]:
    found: dict[str, set[State]] = {}
    for verdict in verify(saved, [folder]):
        assert bool(verdict.detail) == (verdict.state is not State.VERIFIED)
        found.setdefault(verdict.source, set()).add(verdict.state)
    return found


def test_every_quote_of_an_untouched_answer_is_found_again(saved: list[dict[str, Any]], folder: Path) -> None:
    verdicts = verify(saved, [folder])
    assert len(verdicts) >= sum(len(answer["citations"]) for answer in saved) >= len(QUESTIONS)
    assert {verdict.state for verdict in verdicts} == {State.VERIFIED}


def test_a_changed_file_names_the_citations_it_breaks_and_no_others(saved: list[dict[str, Any]], folder: Path) -> None:
    report = folder / "report.md"
    report.write_text(report.read_text(encoding="utf-8").replace("214 delegates", "215 delegates"), encoding="utf-8")
    found = states(saved, folder)
    assert State.GONE in found.pop("report.md")
    assert found
    assert all(state == {State.VERIFIED} for state in found.values())


def test_a_quote_that_still_stands_in_a_changed_file_is_said_to_be_there(
    saved: list[dict[str, Any]], folder: Path
) -> None:
    report = folder / "report.md"
    report.write_text(report.read_text(encoding="utf-8") + "\nAn addition.\n", encoding="utf-8")
    assert states(saved, folder)["report.md"] == {State.MOVED}


def test_a_removed_file_is_missing_and_a_damaged_one_unreadable(saved: list[dict[str, Any]], folder: Path) -> None:
    (folder / "panel.vtt").unlink()
    (folder / "report.md").write_bytes(b"")
    found = states(saved, folder)
    assert found["panel.vtt"] == {State.MISSING}
    assert found["report.md"] == {State.UNREADABLE}


@pytest.mark.parametrize("change", ["digit", "place", "hash", "passage"])
def test_a_change_of_the_saved_answer_itself_is_found(saved: list[dict[str, Any]], folder: Path, change: str) -> None:
    answer = json.loads(json.dumps(saved[0]))
    citation = answer["citations"][0]
    match change:
        case "digit":
            citation["quote"] = citation["quote"].replace("214", "412")
        case "place":
            citation["start"] += 1
        case "hash":
            citation["sha256"] = "0" * 64
        case _:
            citation["passage_id"] = "0" * 20
    expected = State.ALTERED if change == "digit" else State.MOVED
    assert next(verdict.state for verdict in verify([answer], [folder]) if verdict.number == 1) is expected


def test_a_number_of_the_text_without_a_citation_is_named(saved: list[dict[str, Any]], folder: Path) -> None:
    answer = {**saved[0], "text": saved[0]["text"] + " So it was decided. [7]"}
    (verdict,) = [one for one in verify([answer], [folder]) if one.state is not State.VERIFIED]
    assert (verdict.number, verdict.state) == (7, State.UNCITED)


def test_a_place_that_was_changed_in_the_saved_answer_is_named(saved: list[dict[str, Any]], folder: Path) -> None:
    answer = json.loads(json.dumps(saved[0]))
    answer["citations"][0]["location"]["paragraph"] += 1
    verdict = next(verdict for verdict in verify([answer], [folder]) if verdict.number == 1)
    assert verdict.state is State.MOVED
    assert "paragraph was cited otherwise" in verdict.detail


@pytest.mark.parametrize(
    ("before", "after"),
    [("214 delegates", "412 delegates"), ("nine", "ten"), (" [1]", " [1] “Nobody came from the coast.” [1]")],
)
def test_an_answer_whose_text_says_other_than_its_citations_is_found(
    saved: list[dict[str, Any]], folder: Path, before: str, after: str
) -> None:
    answer = {**saved[0], "text": saved[0]["text"].replace(before, after, 1)}
    assert answer["text"] != saved[0]["text"]
    wrong = [verdict for verdict in verify([answer], [folder]) if verdict.state is not State.VERIFIED]
    assert {(verdict.state, verdict.part) for verdict in wrong} == {(State.UNQUOTED, "text")}


def test_a_model_may_say_it_in_its_own_words(saved: list[dict[str, Any]], folder: Path) -> None:
    answer = {**saved[0], "text": "Over two hundred came. [1]", "model": "openai:any"}
    assert {verdict.state for verdict in verify([answer], [folder])} == {State.VERIFIED}


def test_the_closest_passages_of_a_refusal_are_looked_up_too(forum: Assistant, folder: Path) -> None:
    refusal = json.loads(json.dumps(forum.ask("Who won the chess championship in Ardenfels?").as_dict()))
    assert not refusal["answered"]
    verdicts = verify([refusal], [folder])
    assert [verdict.part for verdict in verdicts] == ["closest"] * len(refusal["searched"]["closest"])
    assert {verdict.state for verdict in verdicts} == {State.VERIFIED}
    refusal["searched"]["closest"][0]["quote"] += " He won."
    assert verify([refusal], [folder])[0].state is State.ALTERED


@pytest.mark.parametrize("closest", [5, "text", [1], [{"quote": "a"}], {"a": 1}])
def test_closest_passages_that_are_none_are_refused(
    saved: list[dict[str, Any]], tmp_path: Path, closest: object
) -> None:
    file = tmp_path / "saved.json"
    file.write_text(json.dumps({**saved[0], "searched": {"closest": closest}}), encoding="utf-8")
    with pytest.raises(BadAnswer, match="Name a file"):
        read_saved(file)


def test_a_file_inside_an_archive_is_found_again(forum_folder: Path, tmp_path: Path, compiled_cache: Path) -> None:
    folder = tmp_path / "packed"
    folder.mkdir()
    with ZipFile(folder / "forum.zip", "w") as packed:
        packed.write(forum_folder / "report.md", "report.md")
    settings = Settings(store=tmp_path / "store", cache=compiled_cache)
    with Assistant.build(folder, settings=settings) as assistant:
        answer = assistant.ask(QUESTIONS[0]).as_dict()
    assert answer["citations"][0]["source"] == "forum.zip/report.md"
    assert {verdict.state for verdict in verify([answer], [folder])} == {State.VERIFIED}
    (folder / "forum.zip").unlink()
    assert {verdict.state for verdict in verify([answer], [folder])} == {State.MISSING}


@pytest.mark.parametrize("form", ["one", "several", "conversation"])
def test_one_answer_a_list_and_a_conversation_are_read(saved: list[dict[str, Any]], tmp_path: Path, form: str) -> None:
    file = tmp_path / "saved.json"
    written = {"one": saved[0], "several": saved, "conversation": {"conversation": saved}}[form]
    file.write_text(json.dumps(written), encoding="utf-8")
    assert read_saved(file) == (saved[:1] if form == "one" else saved)


@pytest.mark.parametrize(
    "text",
    ["", "no JSON", "5", "[1]", "{}", '{"text": "a"}', '{"text": "a", "citations": [{"number": 1}]}', "[" * 100_000],
)
def test_what_is_no_saved_answer_is_refused_with_what_to_do(tmp_path: Path, text: str) -> None:
    file = tmp_path / "saved.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadAnswer, match=r"(?i)name a file"):
        read_saved(file)


def test_a_saved_answer_with_a_place_that_is_no_number_is_refused(saved: list[dict[str, Any]], tmp_path: Path) -> None:
    file = tmp_path / "saved.json"
    citation = {**saved[0]["citations"][0], "start": "5"}
    file.write_text(json.dumps({**saved[0], "citations": [citation]}), encoding="utf-8")
    with pytest.raises(BadAnswer, match="citation lacks"):
        read_saved(file)


def test_a_saved_answer_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadAnswer, match=r"nowhere\.json"):
        read_saved(tmp_path / "nowhere.json")


def test_the_forum_is_read_as_it_was_indexed(forum: Assistant, forum_folder: Path) -> None:
    """Reading anew divides a file as the index did, so that a passage's id leads back to it."""
    for hit in forum.search("lake water forum", limit=20):
        quote = {"number": 1, "quote": hit.passage.text, "passage_id": hit.passage.id, "source": hit.source}
        citation = {**quote, "sha256": "", "start": 0, "end": len(hit.passage.text)}
        (verdict,) = verify([{"text": "", "citations": [citation]}], [forum_folder])
        assert verdict.state is State.MOVED  # only the hash is unknown here

"""What an evidence pack holds, and that the same answer makes the same one."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Settings
from corpus.sample import MATERIALS

from .conftest import IN_RUSSIAN, ON_PAGES, REFUSED

PARTS = {
    *("README.txt", "SHA256SUMS", "answer.html", "answer.json", "quotes.txt"),
    *("sources.json", "sources.sha256", "versions.json"),
}


def parts(pack: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_pack_holds_the_answer_its_quotes_and_the_pages_they_stand_on(
    answers: Mapping[str, Answer], packs: Mapping[str, bytes]
) -> None:
    answer, found = answers[ON_PAGES], parts(packs[ON_PAGES])
    pictures = {name for name in found if name.startswith("pages/")}
    assert set(found) - pictures == PARTS
    assert pictures == {"pages/001-page-2.webp", "pages/002-page-3.webp"}
    assert all(found[name][8:12] == b"WEBP" for name in pictures)
    assert json.loads(found["answer.json"]) == json.loads(json.dumps(answer.as_dict()))
    quotes = found["quotes.txt"].decode()
    for citation in answer.citations:
        assert citation.quote in quotes
        assert f"[{citation.number}] {citation.source}" in quotes


def test_a_page_that_two_quotes_stand_on_is_kept_once(sample: Assistant, answers: Mapping[str, Answer]) -> None:
    first = answers[ON_PAGES].citations[0]
    again = replace(first, number=2, quote=first.quote[:20], end=first.start + 20)
    found = parts(sample.pack(replace(answers[ON_PAGES], citations=(first, again))))
    assert [name for name in found if name.startswith("pages/")] == ["pages/001-page-2.webp"]
    assert found["answer.html"].decode().count("pages/001-page-2.webp") == 2


def test_hashes_and_versions_are_those_of_the_files_and_of_the_program(
    sample: Assistant, packs: Mapping[str, bytes]
) -> None:
    found = parts(packs[ON_PAGES])
    (source,) = json.loads(found["sources.json"])
    file = (MATERIALS / "day-1" / "keynote.pdf").read_bytes()
    assert source["source"] == "day-1/keynote.pdf"
    assert source["sha256"] == hashlib.sha256(file).hexdigest()
    assert source["cited"] == [1, 2]
    versions = json.loads(found["versions.json"])
    assert versions["generation"] == sample.generation
    assert versions["embedding_model"] == "all-MiniLM-L6-v2"
    assert versions["model"] == "extractive"
    assert versions["program"] == "aide-memoire"


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not installed")
def test_the_hashes_are_checked_without_the_program_too(packs: Mapping[str, bytes], tmp_path: Path) -> None:
    check = [str(shutil.which("sha256sum")), "--check", "--strict", "--quiet"]
    with zipfile.ZipFile(io.BytesIO(packs[ON_PAGES])) as archive:
        archive.extractall(tmp_path)
    subprocess.run([*check, "SHA256SUMS"], cwd=tmp_path, check=True)
    subprocess.run([*check, str(tmp_path / "sources.sha256")], cwd=MATERIALS, check=True)


@pytest.mark.parametrize("question", [ON_PAGES, IN_RUSSIAN, REFUSED])
def test_the_same_answer_makes_the_same_bytes(
    question: str, sample: Assistant, answers: Mapping[str, Answer], packs: Mapping[str, bytes]
) -> None:
    assert sample.pack(answers[question]) == packs[question]
    with zipfile.ZipFile(io.BytesIO(packs[question])) as archive:
        assert archive.namelist() == sorted(archive.namelist())
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_refusal_is_packed_with_what_was_searched_and_the_closest_passages(
    answers: Mapping[str, Answer], packs: Mapping[str, bytes]
) -> None:
    found = parts(packs[REFUSED])
    saved = json.loads(found["answer.json"])
    assert (saved["answered"], saved["citations"]) == (False, [])
    assert saved["searched"]["documents"] == 12
    page = found["answer.html"].decode()
    assert "The materials do not answer this question." in page
    assert "Closest, but not an answer" in page
    for closest in answers[REFUSED].closest:
        assert closest.quote in found["quotes.txt"].decode()
        assert closest.sha256 in found["sources.sha256"].decode()


def test_a_page_of_a_file_that_has_changed_is_left_out_with_its_reason(tmp_path: Path, compiled_cache: Path) -> None:
    folder = tmp_path / "materials"
    folder.mkdir()
    shutil.copy(MATERIALS / "day-1" / "keynote.pdf", folder)
    with Assistant.build(folder, settings=Settings(store=tmp_path / "store", cache=compiled_cache)) as assistant:
        answer = assistant.ask(ON_PAGES)
        (folder / "keynote.pdf").write_bytes(b"%PDF-1.7 something else")
        found = parts(assistant.pack(answer))
    assert answer.answered
    assert not [name for name in found if name.startswith("pages/")]
    assert "The page is not shown: The file has changed since it was indexed" in found["answer.html"].decode()


def test_a_file_inside_an_archive_is_named_and_not_asked_of_sha256sum(tmp_path: Path, compiled_cache: Path) -> None:
    folder = tmp_path / "materials"
    folder.mkdir()
    with zipfile.ZipFile(folder / "day.zip", "w") as archive:
        archive.write(MATERIALS / "day-1" / "opening-speech.md", "speech.md")
    with Assistant.build(folder, settings=Settings(store=tmp_path / "store", cache=compiled_cache)) as assistant:
        answer = assistant.ask("How many complaints did the Ombudsman receive in 2024?")
        found = parts(assistant.pack(answer))
    (source,) = json.loads(found["sources.json"])
    assert (source["source"], source["inside"]) == ("day.zip/speech.md", True)
    assert found["sources.sha256"] == b""


def test_a_pack_is_made_of_an_answer_whose_passages_a_newer_index_does_not_hold(
    sample: Assistant, answers: Mapping[str, Answer]
) -> None:
    gone = replace(answers[ON_PAGES].citations[0], passage_id="0" * 20)
    found = parts(sample.pack(replace(answers[ON_PAGES], citations=(gone,))))
    assert gone.quote in found["answer.html"].decode()


def test_the_readme_is_in_the_language_of_the_question(packs: Mapping[str, bytes]) -> None:
    for question, word in ((ON_PAGES, "To check it"), (IN_RUSSIAN, "Как проверить")):
        readme = parts(packs[question])["README.txt"].decode()
        assert word in readme
        assert "aide-memoire verify PACK.zip --materials FOLDER" in readme

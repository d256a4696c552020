"""A pack is opened again in doubt of it: each part that was changed, added or taken away is named."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from assistant import Answer
from assistant.errors import BadAnswer
from assistant.evidence import packed_answer, reading
from assistant.verifying import State, verify_file
from corpus.sample import MATERIALS

from .conftest import IN_RUSSIAN, ON_PAGES, REFUSED

Change = Callable[[dict[str, bytes]], object]


@pytest.fixture
def file(packs: Mapping[str, bytes], tmp_path: Path) -> Path:
    path = tmp_path / "pack.zip"
    path.write_bytes(packs[ON_PAGES])
    return path


def changed(file: Path, change: Change) -> Path:
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file


@pytest.mark.parametrize("question", [ON_PAGES, IN_RUSSIAN, REFUSED])
def test_every_quote_of_a_pack_is_found_again(question: str, packs: Mapping[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "named.anyhow"
    path.write_bytes(packs[question])
    verdicts = verify_file(path, [MATERIALS])
    assert verdicts
    assert {verdict.state for verdict in verdicts} == {State.VERIFIED}
    assert {verdict.part for verdict in verdicts} == {"closest" if question == REFUSED else "citation"}


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("pages/001-page-2.webp", lambda parts: parts.update({"pages/001-page-2.webp": b"another picture"})),
        ("answer.html", lambda parts: parts.update({"answer.html": b"<p>He agreed.</p>"})),
        ("answer.json", lambda parts: parts.update({"answer.json": parts["answer.json"] + b" "})),
        ("pages/002-page-3.webp", lambda parts: parts.pop("pages/002-page-3.webp")),
        ("note.txt", lambda parts: parts.update({"note.txt": b"added"})),
        ("README.txt", lambda parts: parts.update({"SHA256SUMS": parts["SHA256SUMS"].replace(b"README", b"READ")})),
    ],
)
def test_a_part_that_is_not_as_it_was_packed_is_named(file: Path, part: str, change: Change) -> None:
    verdicts = verify_file(changed(file, change), [MATERIALS])
    broken = [verdict for verdict in verdicts if verdict.state is State.BROKEN]
    assert part in {verdict.source for verdict in broken}
    assert {verdict.part for verdict in broken} == {"pack"}
    assert {verdict.state for verdict in verdicts if verdict.part == "citation"} == {State.VERIFIED}


def test_two_parts_of_one_name_are_broken(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        answer = archive.read("answer.json")
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("answer.json", answer)
    assert packed_answer(file).broken == ("SHA256SUMS",)


def test_a_quote_that_was_changed_inside_a_pack_is_found_even_with_hashes_made_anew(
    file: Path, answers: Mapping[str, Answer]
) -> None:
    def forge(parts: dict[str, bytes]) -> None:
        import hashlib

        old = hashlib.sha256(parts["answer.json"]).hexdigest()
        parts["answer.json"] = parts["answer.json"].replace(b"13 against 21", b"13 against 31")
        new = hashlib.sha256(parts["answer.json"]).hexdigest()
        parts["SHA256SUMS"] = parts["SHA256SUMS"].replace(old.encode(), new.encode())

    verdicts = verify_file(changed(file, forge), [MATERIALS])
    assert [verdict.state for verdict in verdicts if verdict.number == 1] == [State.ALTERED]


@pytest.mark.parametrize("cut", [0.02, 0.5, 0.99])
def test_half_a_pack_is_damaged(file: Path, cut: float) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * cut)])
    with pytest.raises(BadAnswer, match="is damaged"):
        packed_answer(file)


def test_a_flipped_byte_never_passes(file: Path, packs: Mapping[str, bytes]) -> None:
    content = packs[ON_PAGES]
    for place in range(40, len(content) - 100, len(content) // 60):
        file.write_bytes(content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :])
        try:
            broken = packed_answer(file).broken
        except BadAnswer:
            continue
        assert broken, place


def test_another_archive_is_no_pack(tmp_path: Path) -> None:
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("something.txt", "else")
    with pytest.raises(BadAnswer, match=r"no evidence pack.*ask --pack"):
        packed_answer(path)


def test_a_pack_that_unpacks_to_too_much_is_refused_unread(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", 1_000)
    with pytest.raises(BadAnswer, match="too large"):
        packed_answer(file)
    monkeypatch.undo()
    monkeypatch.setattr(reading, "LARGEST_ANSWER", 100)
    with pytest.raises(BadAnswer, match="too large"):
        packed_answer(file)


def test_a_part_larger_than_it_says_is_damaged(tmp_path: Path) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("answer.json", json.dumps("x" * 1_000_000))
        archive.writestr("SHA256SUMS", "")
    size = (1_000_002).to_bytes(4, "little")
    path = tmp_path / "bomb.zip"
    path.write_bytes(re.sub(re.escape(size), (100).to_bytes(4, "little"), written.getvalue()))
    with pytest.raises(BadAnswer, match="is damaged"):
        packed_answer(path)

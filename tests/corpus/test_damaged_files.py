"""The set of damaged, encrypted and mis-encoded files beside this checkout: what is promised of each class of them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import load_many
from corpus.discovery import discover
from corpus.documents import Document, Skipped
from corpus.errors import Reason
from corpus.readers import recognition
from corpus.readers.encoding import decode

SET = Path(__file__).parents[3] / "shared" / "eval" / "zoo_broken"
CORPUS = SET / "corpus"
REASONS = {reason.value for reason in Reason}
# What a file without a stated encoding may be in: one of these, without a replacement character, is what it was saved in.
NAMED = ("utf-8", "utf-16", "cp1251", "koi8-r", "cp866", "mac_cyrillic", "cp1252", "cp1254", "cp1256", "iso8859_6")
LANGUAGES = {"arabic": "ar", "russian": "ru", "turkish": "tr"}  # as names of files have them
SCRIPT = re.compile(rb"(?is)<script[^>]*>(.*?)(?:</script|\Z)|/JS\s*\(([^)]{4,})\)")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CORPUS.exists(), reason="the set of damaged files is not beside this checkout"),
]


def rows() -> list[dict[str, str]]:
    if not CORPUS.exists():
        return []
    with (SET / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def names(cls: str) -> list[str]:
    return [row["file"] for row in rows() if row["cls"] == cls]


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Document | Skipped]:
    """What becomes of all the files."""
    return {outcome.source: outcome for outcome in load_many(discover([CORPUS]), workers=2)}


def text_of(outcome: Document | Skipped) -> str:
    assert isinstance(outcome, Document), outcome
    return outcome.text


def test_every_file_ends_in_text_or_in_one_reason(outcomes: dict[str, Document | Skipped]) -> None:
    assert set(outcomes) == {row["file"] for row in rows()}
    for outcome in outcomes.values():
        if isinstance(outcome, Skipped):
            assert outcome.reason in REASONS
            assert outcome.reason not in ("crashed", "timed_out", "too_much_memory"), outcome
            assert re.fullmatch(r"[^\n]+[.]", outcome.detail)
        else:
            assert outcome.text.strip()
            assert "\ufffd" not in outcome.text


@pytest.mark.parametrize("row", [row for row in rows() if row["cls"] == "encrypted"], ids=lambda row: str(row["file"]))
def test_what_is_encrypted_is_refused_by_name_or_opens_without_a_password(
    row: dict[str, str], outcomes: dict[str, Document | Skipped]
) -> None:
    outcome = outcomes[row["file"]]
    if isinstance(outcome, Skipped) and outcome.reason == "encrypted":
        assert "password protected" in outcome.detail
        assert row["pdf_needs_password"] in ("yes", "")
    elif isinstance(outcome, Skipped):
        assert (row["pdf_needs_password"], outcome.reason) == ("no", "no_text")
    else:
        assert row["file"].endswith(".pdf")


@pytest.mark.parametrize("name", names("damaged"))
def test_what_is_damaged_ends_in_text_or_in_a_reason_of_its_own(
    name: str, outcomes: dict[str, Document | Skipped]
) -> None:
    outcome = outcomes[name]
    if isinstance(outcome, Skipped):
        old = Path(name).suffix in (".doc", ".ppt")
        assert outcome.reason in (("unsupported",) if old else ("damaged", "no_text", "encrypted"))


@pytest.mark.parametrize("row", [row for row in rows() if row["cls"] == "encoding"], ids=lambda row: str(row["file"]))
def test_text_is_that_of_the_bytes_in_their_true_encoding(
    row: dict[str, str], outcomes: dict[str, Document | Skipped], tmp_path: Path
) -> None:
    """The whole text is, and so is what becomes of it: nothing differs from the same file saved as UTF-8.

    Where no encoding is stated the bytes must be whole in a named one, and the language be that in the file's name.
    """
    data = (CORPUS / row["file"]).read_bytes()
    text = true_text(data, row["true_encoding"])
    assert decode(data) == text
    saved = tmp_path / Path(row["file"]).name
    saved.write_bytes(text.encode("utf-8-sig"))
    (again,) = load_many(discover([saved]))
    outcome = outcomes[row["file"]]
    assert text_of(outcome) == text_of(again)
    assert isinstance(outcome, Document)
    if not row["true_encoding"]:
        assert {outcome.language} >= {code for name, code in LANGUAGES.items() if name in row["file"].lower()}


def true_text(data: bytes, encoding: str) -> str:
    """Return the text in the encoding stated, or where none is in the only ones that give what is read."""
    readings = list(decoded(data, (encoding,) if encoding else NAMED))
    found = readings[0] if encoding else next((text for text in readings if text == decode(data)), "")
    assert found, "no named encoding gives what is read"
    assert "\ufffd" not in found
    return found


def decoded(data: bytes, encodings: tuple[str, ...]) -> Iterator[str]:
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        yield text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("name", names("odd_but_valid"))
def test_what_is_odd_but_valid_gives_text(name: str, outcomes: dict[str, Document | Skipped]) -> None:
    outcome = outcomes[name]
    if isinstance(outcome, Skipped) and recognition.INSTALL in outcome.detail:
        pytest.skip("its font names no characters, and Tesseract is not installed")
    assert sum(letter.isalnum() for letter in text_of(outcome)) >= 8


@pytest.mark.parametrize("name", names("active_content"))
def test_scripts_are_not_shown_as_text(name: str, outcomes: dict[str, Document | Skipped]) -> None:
    text = " ".join(text_of(outcomes[name]).split())
    assert text
    for match in SCRIPT.finditer((CORPUS / name).read_bytes()):
        script = " ".join((match[1] or match[2] or b"").decode("latin-1").split())
        assert script[:40] not in text or not script
    assert not re.search(r"\b(?:function\s*\(|javascript:|document\.write|app\.alert)", text)


@pytest.mark.parametrize("name", names("empty_or_imageonly"))
def test_what_holds_no_text_is_reported_or_recognised(name: str, outcomes: dict[str, Document | Skipped]) -> None:
    outcome = outcomes[name]
    if isinstance(outcome, Skipped):
        compressed = Path(name).suffix == ".bz2"
        assert outcome.reason in (("unsupported",) if compressed else ("no_text", "empty"))
    else:
        assert any(anchor.location.confidence for block in outcome.blocks for anchor in block.anchors)

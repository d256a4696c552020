"""The documents say what is so: examples are run, reference pages made anew and compared, links and targets followed."""

from __future__ import annotations

import dataclasses
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant import Answer, Citation, Settings
from assistant.answers import Note, Searched
from assistant.cli import app
from assistant.feedback import Opinions, opinion
from corpus import Location
from corpus.sample import MATERIALS

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
CITED = Citation(1, "quote", "p1", "a.pdf", "A", Location(), 0, 5, "0" * 64)
OPEN_ENDED = ("by_type", "by_language", "location", "metadata", "origins", "where", "closest[]")  # described apart


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def remade(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """Every made document as it would be made now."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "scripts"))
        from make_docs import pages

        yield pages(tmp_path_factory.mktemp("examples"))
        for name in ("make_docs", "examples", "requesting"):
            sys.modules.pop(name, None)


@pytest.mark.parametrize(
    "name", ["README.md", "docs/commands.md", "docs/http.md", "docs/json.md", "docs/python.md", "docs/settings.md"]
)
def test_a_document_is_what_make_docs_makes(name: str, remade: Mapping[str, str]) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == remade[name], "run `make docs` and read what changed"


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert f"`AIDE_MEMOIRE_{name.upper()}`" in page
        assert field.description
        assert field.description in page


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_link_to_a_file_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#\s]+)", path.read_text(encoding="utf-8"))
    missing = [link for link in links if not (path.parent / link).exists()]
    assert not missing


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_make_target_that_a_document_names_exists(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())  # type: ignore[index] # it is there
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)
    named = re.findall(r"(?:^|`)make ([a-z]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(named) <= targets


def test_the_two_commands_stand_on_the_first_screen() -> None:
    first = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:30]
    assert any(line.startswith("make chat") for line in first)
    assert any(line.startswith("make test") for line in first)
    assert any(line.startswith("$ aide-memoire ask") for line in first)


def test_the_changelog_names_the_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## \[(Unreleased|\d+\.\d+\.\d+)\]", changelog, re.MULTILINE)
    assert set(re.findall(r"^### (\w+)$", changelog, re.MULTILINE)) <= {
        "Added",
        "Changed",
        "Deprecated",
        "Fixed",
        "Removed",
        "Security",
    }


def documented(section: str) -> set[str]:
    """Return the field paths in the table of a section of docs/json.md."""
    page = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    chapter = re.search(rf"^## {section}\n(.*?)(?=^## |\Z)", page, re.DOTALL | re.MULTILINE)
    assert chapter
    return set(re.findall(r"^\| `([\w.\[\]]+)` \|", chapter[1], re.MULTILINE))


def paths(value: object, at: str = "") -> Iterator[str]:
    """Yield the path of every field of some JSON that is neither an object nor a list, or is described apart."""
    if at.endswith(OPEN_ENDED) or not isinstance(value, dict | list):
        yield at
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from paths(inner, f"{at}.{name}" if at else name)
    else:
        for inner in value:
            yield from paths(inner, f"{at}[]")


@pytest.fixture(scope="module")
def partly_readable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file that can be read and one that is empty, so that each list in the reports has an entry."""
    folder = tmp_path_factory.mktemp("partly")
    (folder / "keynote.md").write_bytes((MATERIALS / "day-1" / "opening-speech.md").read_bytes())
    (folder / "empty.txt").touch()
    return folder


@pytest.fixture(scope="module")
def printed(partly_readable: Path) -> Mapping[str, set[str]]:
    """The field paths that each command really prints."""
    store = str(partly_readable.parent / "partly-store")

    def fields(*arguments: str) -> set[str]:
        result = CliRunner().invoke(app, [*arguments, "--store", store, "--json"])
        assert result.exit_code == 0, result.output
        return set(paths(json.loads(result.stdout)))

    index = fields("index", str(partly_readable))
    asked = Searched(1, 1, question="Who?", where={"kind": "pdf"})
    Opinions(Path(store)).add(opinion(Answer("Who?", True, "", (CITED,), asked), helpful=True, with_question=True))
    answered = fields("ask", "How many complaints did the Ombudsman receive in 2024?")
    refused = fields("ask", "Who won the football world cup?")
    noted = Answer("Who?", True, "", (CITED,), asked, notes=(Note("generated", "A language model wrote this answer."),))
    questions = partly_readable.parent / "set"
    (questions / "corpus").mkdir(parents=True)
    (questions / "corpus" / "keynote.md").write_bytes((partly_readable / "keynote.md").read_bytes())
    question = {"question": "Who spoke?", "answers": ["nobody"], "type": "who", "language": "en", "evidence": []}
    (questions / "questions.jsonl").write_text(json.dumps(question), encoding="utf-8")
    checked = fields("check")
    spoilt = next(Path(store).glob("generations/*/passages.sqlite"))
    whole = spoilt.read_bytes()
    spoilt.write_bytes(whole[:-1])
    damaged = CliRunner().invoke(app, ["check", "--store", store, "--json"])
    assert damaged.exit_code == 1
    spoilt.write_bytes(whole)
    return {
        "check": checked - {"faults"} | set(paths(json.loads(damaged.stdout))),
        "index": index,
        "evaluate": fields("evaluate", str(questions)),
        "feedback": fields("feedback"),
        "ask": answered | refused | set(paths(noted.as_dict())),
        "search": fields("search", "complaints"),
        "sources": fields("sources"),
    }


@pytest.mark.parametrize("command", ["ask", "check", "evaluate", "feedback", "index", "search", "sources"])
def test_the_json_of_a_command_has_the_documented_fields_and_no_others(
    command: str, printed: Mapping[str, set[str]]
) -> None:
    assert printed[command] == documented(command)


def test_every_field_of_a_location_is_documented() -> None:
    page = (ROOT / "docs" / "json.md").read_text(encoding="utf-8").split("## ask")[0]
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", page, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert named - {"location"} == {field.name for field in dataclasses.fields(Location)}

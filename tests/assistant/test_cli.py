"""The command line from outside: what it prints, where, and with which exit code."""

from __future__ import annotations

import gc
import json
import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from typer.testing import CliRunner, Result

from assistant import cli
from corpus.sample import MATERIALS

SPEECH = """# Opening speech

Speaker: Ada Ternovska

The library of Verkhovia opened on 3 March 1998 with 412 books.

Today it lends forty thousand books a year, half of them to children.
"""


@pytest.fixture(autouse=True)
def working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Each test has a working directory of its own; a command that stops collecting garbage does so for itself alone."""
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    gc.enable()


@pytest.fixture
def folder(working_directory: Path) -> Path:
    """A folder with a speech and a file that cannot be read."""
    folder = working_directory / "материалы"
    folder.mkdir()
    (folder / "speech.md").write_text(SPEECH, encoding="utf-8")
    (folder / "empty.txt").touch()
    return folder


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments])


def succeed(*arguments: str | Path) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def fail(*arguments: str | Path, code: int = 1) -> str:
    """Run what must end with this exit code; return the error stream, with nothing on the other and no traceback."""
    result = run(*arguments)
    assert result.exit_code == code, result.output
    assert isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    return result.stderr


def test_index_reports_what_it_did_and_what_it_skipped(folder: Path) -> None:
    first = succeed("index", folder)
    assert re.match(
        r"\d added, 0 changed, 0 unchanged, 0 removed, 1 skipped; 1 passages, 1 embedded, \d+\.\d s\n", first
    )
    assert "skipped  empty.txt: " in first
    assert re.match(
        r"0 added, 0 changed, \d unchanged, 0 removed, 1 skipped; 1 passages, 0 embedded, ", succeed("index")
    )


def test_index_takes_out_what_is_gone_and_embeds_what_changed(folder: Path) -> None:
    succeed("index", folder)
    (folder / "speech.md").rename(folder / "old.md")
    (folder / "speech.md").write_text("# Closing\n\nThe library closes at six o'clock.\n", encoding="utf-8")
    report = json.loads(succeed("index", folder, "--json"))
    assert report["documents"] | {"unchanged": 0} == {
        "added": 1,
        "changed": 1,
        "unchanged": 0,
        "removed": 0,
        "skipped": 1,
    }
    (folder / "old.md").unlink()
    assert json.loads(succeed("index", folder, "--json"))["documents"]["removed"] == 1
    assert "1998" not in succeed("ask", "When did the library of Verkhovia open?")


def test_index_in_full_embeds_everything_anew(folder: Path) -> None:
    built = json.loads(succeed("index", folder, "--json"))
    assert json.loads(succeed("index", folder, "--json"))["embedded"] == 0
    assert json.loads(succeed("index", folder, "--full", "--json"))["embedded"] == built["embedded"] > 0


def test_ask_prints_the_quote_and_its_source(folder: Path) -> None:
    succeed("index", folder)
    printed = succeed("ask", "When did the library of Verkhovia open?")
    assert "“The library of Verkhovia opened on 3 March 1998 with 412 books.” [1]" in printed
    assert re.search(r"^\[1\] Opening speech · .*speech\.md$", printed, re.MULTILINE)


def test_ask_as_json_has_offsets_that_hold_the_quote(sample_store: Path) -> None:
    answer = json.loads(succeed("ask", "What is a community paralegal?", "--store", sample_store, "--json"))
    assert answer["answered"]
    found = json.loads(
        succeed("search", answer["citations"][0]["quote"], "--store", sample_store, "--limit", "20", "--json")
    )
    passages = {hit["passage_id"]: hit["text"] for hit in found}
    for citation in answer["citations"][:1]:
        assert passages[citation["passage_id"]][citation["start"] : citation["end"]] == citation["quote"]


def test_ask_refuses_and_names_what_it_does_not_know(sample_store: Path) -> None:
    result = run("ask", "What did Amira Stellbrook say about bail?", "--store", sample_store)
    assert result.exit_code == 0, "a refusal is an answer"
    assert "Amira Stellbrook" in result.stdout
    assert "Closest, but not an answer:" in result.stdout
    assert "[1]" not in result.stdout


def test_ask_in_russian_finds_a_russian_document(sample_store: Path) -> None:
    printed = succeed("ask", "Кто входит в национальный превентивный механизм?", "--store", sample_store)
    assert "statement-ru.docx" in printed


def test_where_keeps_to_passages_with_that_field(sample_store: Path) -> None:
    hits = json.loads(
        succeed("search", "access to justice", "--where", "language=ru", "--store", sample_store, "--json")
    )
    assert {hit["source"] for hit in hits} == {"day-2/statement-ru.docx"}


def test_several_filters_hold_together_and_a_refusal_says_what_they_left_out(sample_store: Path) -> None:
    clauses = ("--where", "speaker=dosmagul", "--where", "session=plenary", "--store", sample_store)
    assert "Plenary 1 · 00:31:40" in succeed("search", "bus without a driver", *clauses)
    printed = succeed("ask", "What did Farida Nurmat say about the 48-hour rule?", *clauses)
    assert "Left out by the filter speaker=dosmagul, session=plenary: 11 documents" in printed


def test_a_filter_by_an_unknown_field_names_those_that_there_are(sample_store: Path) -> None:
    printed = fail("ask", "Who?", "--where", "colour=red", "--store", sample_store)
    assert printed.startswith(
        "aide-memoire: There is no filter by “colour”: use speaker, session, date, language, document"
    )


def test_search_keeps_to_its_limit_and_numbers_from_one(sample_store: Path) -> None:
    hits = json.loads(succeed("search", "legal aid", "--limit", "3", "--store", sample_store, "--json"))
    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    printed = succeed("search", "legal aid", "--limit", "3", "--store", sample_store)
    assert re.findall(r"^(\d)\. ", printed, re.MULTILINE) == ["1", "2", "3"]


def test_sources_lists_every_file_and_those_not_read_last(folder: Path) -> None:
    succeed("index", folder)
    lines = succeed("sources").splitlines()
    assert lines[0].startswith("indexed  speech.md: Opening speech (markdown, ")
    assert lines[1].startswith("skipped  empty.txt: ")
    assert lines[-1] == "1 document, 1 skipped"


def test_sources_as_json_say_where_each_field_was_found(sample_store: Path) -> None:
    sources = {source["source"]: source for source in json.loads(succeed("sources", "--store", sample_store, "--json"))}
    speech = sources["day-1/opening-speech.md"]
    assert speech["origins"]["title"] == "front matter"
    assert set(speech["metadata"]) <= set(speech["origins"])


def test_sources_as_json_names_the_same_files(sample_store: Path) -> None:
    sources = {source["source"] for source in json.loads(succeed("sources", "--store", sample_store, "--json"))}
    assert sources == {path.relative_to(MATERIALS).as_posix() for path in MATERIALS.rglob("*") if path.is_file()}


@pytest.mark.parametrize("command", [("ask", "Who?"), ("search", "who"), ("sources",)])
def test_without_an_index_a_command_says_how_to_build_one(command: tuple[str, ...]) -> None:
    assert fail(*command) == (
        "aide-memoire: There is no index in .aide-memoire. Build one: aide-memoire index FOLDER --store .aide-memoire\n"
    )


def test_index_without_a_folder_asks_for_one() -> None:
    assert "aide-memoire index FOLDER" in fail("index")


def test_a_folder_that_is_not_there_is_one_sentence(working_directory: Path) -> None:
    assert "There is no file or folder at" in fail("index", working_directory / "nowhere")


def test_a_folder_that_is_not_there_leaves_the_old_index_answering(folder: Path) -> None:
    succeed("index", folder)
    fail("index", "nowhere")
    assert "1998" in succeed("ask", "When did the library of Verkhovia open?")


def test_a_store_that_is_a_file_is_one_sentence(folder: Path) -> None:
    assert fail("index", folder, "--store", folder / "speech.md").startswith("aide-memoire: ")


def test_a_store_that_another_build_holds_is_left_alone(folder: Path, working_directory: Path) -> None:
    succeed("index", folder)
    with FileLock(working_directory / ".aide-memoire" / "lock"):
        assert "Another process is building the index" in fail("index", folder)
        assert "1998" in succeed("ask", "When did the library of Verkhovia open?")


def test_a_field_is_filtered_by_once(sample_store: Path) -> None:
    clauses = ("--where", "speaker=a", "--where", "speaker=b")
    assert "speaker is given twice" in fail("search", "x", *clauses, "--store", sample_store, code=2)


@pytest.mark.parametrize("clause", ["language", "language=", "=ru", ""])
def test_a_where_without_field_and_value_is_misuse(clause: str, sample_store: Path) -> None:
    assert "field=value" in fail("search", "x", "--where", clause, "--store", sample_store, code=2)


def test_a_limit_out_of_range_is_misuse() -> None:
    assert "--limit" in fail("search", "x", "--limit", "0", code=2)


@pytest.mark.parametrize("question", ["", "  ", "long " * 500])
def test_a_question_that_is_empty_or_too_long_is_one_sentence(question: str, sample_store: Path) -> None:
    assert fail("ask", question, "--store", sample_store).startswith("aide-memoire: The question is ")


def test_a_bad_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIDE_MEMOIRE_PORT", "http")
    assert "the setting port: " in fail("sources", code=2)


def test_an_unknown_name_in_the_file_of_settings_is_named(working_directory: Path) -> None:
    (working_directory / "aide-memoire.toml").write_text("prot = 8000\n", encoding="utf-8")
    assert "the setting prot: " in fail("sources", code=2)


def test_a_file_of_settings_that_is_no_toml_is_one_sentence(working_directory: Path) -> None:
    (working_directory / "aide-memoire.toml").write_text("port = \n", encoding="utf-8")
    assert "the settings cannot be read: " in fail("sources", code=2)


def test_no_command_at_all_shows_the_help() -> None:
    result = run()
    assert result.exit_code == 2
    assert "Usage: " in result.output


def test_a_terminal_is_not_steered_by_a_document(working_directory: Path) -> None:
    folder = working_directory / "hostile"
    folder.mkdir()
    hostile = "# Report\n\nThe bridge at Kalmen \x1b[31mwas opened\x1b[0m in 2019 by \x1b]0;title\x07the mayor.\n"
    (folder / "report.txt").write_text(hostile, encoding="utf-8")
    succeed("index", folder)
    for printed in (
        succeed("ask", "Who opened the bridge at Kalmen?"),
        succeed("search", "bridge"),
        succeed("sources"),
    ):
        assert "\x1b" not in printed
        assert "\x07" not in printed


def test_module_and_command_are_the_same() -> None:
    done = subprocess.run([sys.executable, "-m", "assistant", "--help"], capture_output=True, text=True, check=True)
    assert "search" in done.stdout


def test_a_build_on_a_terminal_draws_a_bar_and_prints_its_report(folder: Path, working_directory: Path) -> None:
    for number in range(40):
        (folder / f"speech-{number}.md").write_text(SPEECH.replace("412", str(number)), encoding="utf-8")
    drawn = on_a_terminal("-m", "assistant", "index", str(folder), cwd=working_directory)
    assert "━" in drawn
    assert "of 42 files" in drawn
    assert " added, 0 changed, 0 unchanged, 0 removed, 1 skipped; 41 passages, 41 embedded" in drawn


def on_a_terminal(*arguments: str, cwd: Path) -> str:
    """Run Python with a pseudo-terminal for all three streams; return everything it wrote."""
    reading, writing = pty.openpty()
    program = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=cwd,
        env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "120"},
        stdin=writing,
        stdout=writing,
        stderr=writing,
    )
    os.close(writing)
    written = b""
    while select.select([reading], [], [], 120)[0]:
        try:
            written += os.read(reading, 65_536)
        except OSError:  # the other end is closed: the program is done
            break
    os.close(reading)
    assert program.wait(30) == 0
    return written.decode()


def test_a_saved_answer_is_verified_and_a_changed_file_ends_with_1(folder: Path) -> None:
    succeed("index", folder)
    answer = Path("answer.json")
    answer.write_text(succeed("ask", "How many books a year does the library lend?", "--json"), encoding="utf-8")
    assert succeed("verify", answer).strip().endswith("quotes stand in the files as they were cited.")
    assert json.loads(succeed("verify", answer, "--json"))[0]["state"] == "verified"
    (folder / "speech.md").write_text(SPEECH.replace("forty", "fifty"), encoding="utf-8")
    result = run("verify", answer, "--materials", folder)
    assert result.exit_code == 1
    assert "speech.md" in result.stdout
    assert "[1] gone" in result.stdout


def test_an_answer_is_packed_with_its_evidence_and_never_over_another_file(folder: Path) -> None:
    succeed("index", folder)
    asked = ("ask", "How many books a year does the library lend?", "--pack", "out.zip")
    assert succeed(*asked) == succeed(*asked[:2])
    packed = Path("out.zip").read_bytes()
    assert "1 of 1 quotes stand" in succeed("verify", "out.zip")
    assert "give another name" in fail(*asked)
    assert Path("out.zip").read_bytes() == packed
    (folder / "speech.md").write_text(SPEECH.replace("forty", "fifty"), encoding="utf-8")
    broken = run("verify", "out.zip")
    assert broken.exit_code == 1
    assert "answer 1 [1] gone" in broken.stdout


def test_what_is_no_saved_answer_is_said_in_one_sentence(folder: Path) -> None:
    result = run("verify", folder / "speech.md", "--materials", folder)
    assert result.exit_code == 1
    assert result.stderr.startswith("aide-memoire: ")
    assert result.stderr.count("\n") == 1


def test_an_account_is_made_with_a_password_that_is_asked_for_and_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("account", "anna").exit_code == 2
    monkeypatch.setenv("AIDE_MEMOIRE_ACCOUNTS", "accounts.json")
    result = CliRunner().invoke(cli.app, ["account", "anna", "--operator"], input="long enough\nlong enough\n")
    assert result.exit_code == 0, result.output
    assert "long enough" not in result.output
    assert json.loads(Path("accounts.json").read_text(encoding="utf-8"))["accounts"]["anna"]["operator"] is True
    short = CliRunner().invoke(cli.app, ["account", "bolat"], input="short\nshort\n")
    assert short.exit_code == 1
    assert "10 to 200 characters" in short.stderr
    assert "removed" in succeed("account", "anna", "--remove")
    assert run("account", "anna", "--remove").exit_code == 1


def test_an_index_is_published_and_a_copy_of_it_is_not_built_here(folder: Path, tmp_path: Path) -> None:
    succeed("index", folder)
    url = (tmp_path / "shared").as_uri()
    assert f"is published at {url}: " in succeed("publish", url)
    again = json.loads(succeed("publish", url, "--json"))
    assert (again["files"], again["bytes"]) == (0, 0)
    assert again["kept"] > 0
    refused = run("chat", "--follow", url, "--watch")
    assert refused.exit_code == 2
    assert "leave out --materials and --watch" in refused.stderr
    assert "cannot be reached" in fail("publish", "nowhere://anna:secret@host")
    assert "secret" not in fail("publish", "nowhere://anna:secret@host")

"""Runs the examples in a document and puts what they print in the place of what stands there.

A block marked `console` holds commands, each after "$ ", and below each what it prints. A block marked `python` is run, and
where a block marked `text` follows, that is what it prints. Blocks of a document run in order, in one folder: `materials/`
is the sample conference and `.aide-memoire` its index; a document that names the server's
address has one. Times, scores and the names of generations differ from run to
run: where nothing else differs, the text stays as it is.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from requesting import WRITTEN, curl, serving
from typer.testing import CliRunner

from assistant import Assistant
from assistant.cli import app
from corpus.sample import MATERIALS

_CONSOLE = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.DOTALL | re.MULTILINE)
_PYTHON = re.compile(r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.DOTALL | re.MULTILINE)
_COMMAND = "aide-memoire "
_VARYING = re.compile(
    r'\d+\.\d+ s\b|(?<="seconds": )[\d.]+|(?<="score": )[\d.]+|(?<="generation": ")[^"]+|(?<="ms": )\{[^}]*\}'
    r'|(?<="ms":)\{[^}]*\}|(?<="generation":")[^"]+|(?<="chatcmpl-)\w+|(?<="created": )\d+'
)


def workspace(folder: Path) -> None:
    """Lay out the folder in which examples run."""
    shutil.copytree(MATERIALS, folder / "materials")
    with contextlib.chdir(folder):
        Assistant.build("materials").close()


def refreshed(markdown: str, folder: Path) -> str:
    """Return the document with what its examples print now."""
    names: dict[str, Any] = {}
    with contextlib.chdir(folder), serving() if WRITTEN in markdown else contextlib.nullcontext(WRITTEN) as address:
        markdown = _CONSOLE.sub(lambda found: "".join(_session(found[1], address)), markdown)
        return _PYTHON.sub(lambda found: _example(found, names, address), markdown)


def _session(block: str, address: str) -> Iterator[str]:
    for entry in re.split(r"^(?=\$ )", block, flags=re.MULTILINE):
        if entry:
            command, printed = _divided(entry)
            yield f"{command}\n"
            apart = "\n" if printed.endswith("\n\n") else ""
            yield _unless_alike(printed, _run(command.removeprefix("$ "), address) + apart)


def _divided(entry: str) -> tuple[str, str]:
    """Return a command, which goes on after a backslash at the end of a line, and what it prints."""
    lines = entry.split("\n")
    last = next(place for place, line in enumerate(lines) if not line.endswith("\\"))
    return "\n".join(lines[: last + 1]), "\n".join(lines[last + 1 :])


def _run(command: str, address: str) -> str:
    if command.startswith("curl "):
        printed = curl(command, address).rstrip("\n")
        return printed + "\n" if printed else ""
    if not command.startswith(_COMMAND):
        raise ValueError(f"a console example is not a command of ours: {command}")
    result = CliRunner().invoke(app, shlex.split(command.removeprefix(_COMMAND)))
    if result.exit_code:
        raise RuntimeError(f"{command} ended with exit code {result.exit_code}: {result.output}")
    return result.stdout.rstrip("\n") + "\n"


def _example(found: re.Match[str], names: dict[str, Any], address: str) -> str:
    code, shown = found[1].replace(WRITTEN, address), found[2]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "example", "exec"), names)  # noqa: S102 - to run the documents' examples is the purpose
    if shown is None:
        return found[0]
    return found[0].replace(f"```text\n{shown}```", f"```text\n{_unless_alike(shown, printed.getvalue())}```")


def _unless_alike(old: str, new: str) -> str:
    return old if _VARYING.sub("", old) == _VARYING.sub("", new) else new

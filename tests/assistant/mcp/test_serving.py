"""How the server is started, and what is said where it cannot be."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant import Settings, cli
from assistant.errors import MissingExtra
from assistant.mcp.serving import serve
from assistant.web import PortInUse


def test_without_the_sdk_its_pip_line_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] in {"mcp", "mcp_types"}]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp", None)
    monkeypatch.delitem(sys.modules, "assistant.mcp.server", raising=False)
    result = CliRunner().invoke(cli.app, ["mcp"])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == "aide-memoire: The MCP server needs a further package: pip install 'aide-memoire[mcp]'\n"


def test_another_module_that_is_missing_is_not_taken_for_the_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "assistant.mcp.server", raising=False)
    monkeypatch.setitem(sys.modules, "assistant.versions", None)
    with pytest.raises(ModuleNotFoundError) as missing:
        serve(Settings())
    assert not isinstance(missing.value, MissingExtra)


def test_without_an_index_it_is_said_how_to_build_one(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli.app, ["mcp", "--store", str(tmp_path / "nowhere")])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "Build one: aide-memoire index" in result.stderr


def test_a_port_in_use_is_named(sample_store: Path, compiled_cache: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PortInUse, match="choose another"):
            serve(Settings(store=sample_store, cache=compiled_cache), port=taken.getsockname()[1])


PRINTING = """
import os
from assistant.mcp.serving import printing_to_the_error_stream

with printing_to_the_error_stream():
    print("of Python")
    os.write(1, b"of C\\n")
print("after")
"""


def test_what_is_printed_goes_to_the_error_stream_for_a_while() -> None:
    said = subprocess.run([sys.executable, "-c", PRINTING], capture_output=True, text=True, check=True)
    assert set(said.stderr.split("\n")) == {"of Python", "of C", ""}
    assert said.stdout == "after\n"

"""Keys of programs: made, kept as hashes, known, and taken away."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.api import ApiKeys
from assistant.api.keys import add_key, hash_key, remove_key
from assistant.cli import app
from assistant.errors import BadSetting


def test_a_key_is_known_by_its_name_and_kept_only_as_a_hash(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    first, second = add_key(path, "laptop"), add_key(path, "server")
    keys = ApiKeys(path)
    assert (keys.name_of(first), keys.name_of(second)) == ("laptop", "server")
    assert keys.name_of(first + "x") is None
    assert keys.name_of("") is None
    assert keys.name_of("\ud800é") is None
    assert first not in path.read_text()
    assert json.loads(path.read_text())["keys"]["laptop"] == hash_key(first)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert repr(keys) == "ApiKeys(laptop=***, server=***)"


def test_a_change_of_the_file_counts_at_once(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    old = add_key(path, "laptop")
    keys = ApiKeys(path)
    new = add_key(path, "laptop")
    assert (keys.name_of(old), keys.name_of(new)) == (None, "laptop")
    remove_key(path, "laptop")
    assert keys.name_of(new) is None


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"keys": {"a": "plain"}}', '{"keys": {"a": "sha256$00"}}'])
def test_a_file_that_holds_no_keys_is_a_wrong_setting(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(content)
    with pytest.raises(BadSetting, match="aide-memoire key NAME"):
        ApiKeys(path)


def test_the_command_prints_a_key_once_and_takes_it_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "keys.json"
    run = CliRunner().invoke
    unset = run(app, ["key", "laptop"])
    assert unset.exit_code == 2
    assert "AIDE_MEMOIRE_API_KEYS" in unset.stderr
    monkeypatch.setenv("AIDE_MEMOIRE_API_KEYS", str(path))
    made = run(app, ["key", "laptop"])
    assert ApiKeys(path).name_of(made.stdout.strip()) == "laptop"
    assert run(app, ["key", "laptop", "--remove"]).exit_code == 0
    assert ApiKeys(path).name_of(made.stdout.strip()) is None
    again = run(app, ["key", "laptop", "--remove"])
    assert again.exit_code == 1
    assert "There is no key laptop" in again.stderr


def test_a_name_must_be_one_and_a_key_must_be_there_to_go(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    with pytest.raises(BadSetting, match="There is no file of keys"):
        ApiKeys(path)
    for name in ("", " a", "a\n", "x" * 201):
        with pytest.raises(BadSetting, match="name of a key"):
            add_key(path, name)
    add_key(path, "laptop")
    with pytest.raises(BadSetting, match="no key server"):
        remove_key(path, "server")

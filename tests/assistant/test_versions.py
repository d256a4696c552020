"""Which version runs."""

from __future__ import annotations

import importlib.metadata
import tomllib
from pathlib import Path

import pytest

from assistant import versions


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert versions.program_version() == project["version"]


def test_a_copy_that_is_not_installed_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> str:
        raise importlib.metadata.PackageNotFoundError

    monkeypatch.setattr(versions, "version", missing)
    assert versions.program_version() == ""

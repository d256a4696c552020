"""The public names of each package: few, present, and no more than are promised."""

from __future__ import annotations

import subprocess
import sys

import pytest

import assistant
import corpus
import index

PUBLIC = {
    corpus: {
        "BlockKind",
        "CorpusError",
        "Document",
        "Found",
        "Location",
        "Passage",
        "Skipped",
        "chunk",
        "discover",
        "load_many",
        "sentence_spans",
    },
    index: {
        "BuildReport",
        "Hit",
        "Index",
        "ModelChoice",
        "Progress",
        "Published",
        "StoreError",
        "Term",
        "VectorServer",
        "build_index",
        "check_index",
    },
    assistant: {"Answer", "Assistant", "AssistantError", "ChatModel", "Citation", "Settings", "Turn"},
}
MOST = {corpus: 11, index: 11, assistant: 8}


@pytest.mark.parametrize("package", PUBLIC, ids=lambda package: package.__name__)
def test_a_package_exports_what_is_promised_and_no_more(package: type[assistant]) -> None:
    assert set(package.__all__) == PUBLIC[package]
    assert len(package.__all__) <= MOST[package]
    assert package.__all__ == sorted(package.__all__, key=lambda name: (name.islower(), name))


@pytest.mark.parametrize("package", PUBLIC, ids=lambda package: package.__name__)
def test_every_exported_name_is_there_and_documented(package: type[assistant]) -> None:
    for name in package.__all__:
        assert getattr(package, name).__doc__, name


def test_a_name_that_does_not_exist_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Oracle'"):
        _ = assistant.Oracle


def test_importing_the_assistant_does_not_import_its_index() -> None:
    code = "import sys, assistant; print('index' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]

"""What tests of different packages share: an environment of their own and one index of the sample conference."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.sample import MATERIALS
from index import ModelChoice, build_index

PREFIX = "AIDE_MEMOIRE_"


@pytest.fixture(scope="session", autouse=True)
def compiled_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of compiled models for all tests; no other setting of the caller's environment reaches them.

    The first build makes the compiled copy, which takes some twenty seconds. Where AIDE_MEMOIRE_CACHE is set, the
    folder it names is used and the copy outlives the tests.
    """
    given = os.environ.get(f"{PREFIX}CACHE")
    cache = Path(given).absolute() if given else tmp_path_factory.mktemp("compiled")
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.startswith(PREFIX)]:
            environment.delenv(name)
        environment.setenv(f"{PREFIX}CACHE", str(cache))
        yield cache


@pytest.fixture(scope="session")
def sample_store(compiled_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of the sample conference; tests read it and never build into it."""
    store = tmp_path_factory.mktemp("sample") / "store"
    build_index([MATERIALS], store, choice=ModelChoice(cache=compiled_cache))
    return store

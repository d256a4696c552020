"""What tests of different packages share: an environment of their own and one index of the sample conference."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

import index.build
import index.search
from corpus.sample import MATERIALS
from index import ModelChoice, build_index
from index.embedder import PACKAGED, Embedder, Model, find_model, load_embedder
from tests.remembering import RememberingEmbedder

PREFIX = "AIDE_MEMOIRE_"

# How long one example takes says more about the machine than about the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the tests in a browser for the end: it keeps an event loop running in this thread, and other tests run theirs."""
    items.sort(key=lambda item: item.path.parent.name == "browser")


@pytest.fixture(scope="session", autouse=True)
def compiled_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of compiled models for all tests; no other setting of the caller's environment reaches them.

    The first build makes the compiled copy, which takes some twenty seconds. Where AIDE_MEMOIRE_CACHE is set, the
    folder it names is used and the copy outlives the tests. Of several workers (pytest-xdist) one makes it for all.
    """
    given = os.environ.get(f"{PREFIX}CACHE")
    base, worker = tmp_path_factory.getbasetemp(), os.environ.get("PYTEST_XDIST_WORKER")
    cache = Path(given).absolute() if given else (base.parent if worker else base) / "compiled"
    if worker:
        with FileLock(f"{cache}.lock"):
            load_embedder(find_model(ModelChoice(cache=cache)))
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.startswith(PREFIX)]:
            environment.delenv(name)
        environment.setenv(f"{PREFIX}CACHE", str(cache))
        yield cache


@pytest.fixture(scope="session", autouse=True)
def one_model() -> Iterator[None]:
    """The packaged model loaded once for all the indexes that tests build and open, and each text embedded once.

    The sample is built many times over. What runs in a process of its own loads and embeds.
    """

    @cache
    def packaged(model: Model) -> Embedder:
        return RememberingEmbedder(load_embedder(model))

    def load(model: Model) -> Embedder:
        return packaged(model) if model.name == PACKAGED else load_embedder(model)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index.build, "load_embedder", load)
        patch.setattr(index.search, "load_embedder", load)
        yield


@pytest.fixture(scope="session")
def sample_store(compiled_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of the sample conference; tests read it and never build into it."""
    store = tmp_path_factory.mktemp("sample") / "store"
    build_index([MATERIALS], store, choice=ModelChoice(cache=compiled_cache))
    return store

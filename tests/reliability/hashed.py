"""An embedding model for tests that build hundreds of times: vectors from the hashes of words, ready in no time.

`build_here` builds with it, and reads plain files in the calling process: reading processes have tests of their own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from unittest.mock import patch

import numpy as np

from corpus.loading import load
from index import BuildReport, Index, ModelChoice, VectorServer, build_index
from index.embedder import Embedder, Grain, Model, Vectors, grain_of
from index.gathering import LARGE, LARGE_ON_SERVER

_DIMENSION = 48
_WORD = re.compile(r"\S+")
CHOICE = ModelChoice(model="hashed")


class HashedEmbedder:
    """Turns a text into the sum of its words' vectors, which are drawn by their hashes."""

    name = "hashed"
    fingerprint = hashlib.sha256(b"hashed words").hexdigest()
    dimension = _DIMENSION
    token_limit = 200

    def token_starts(self, texts: Sequence[str]) -> list[list[int]]:
        return [[word.start() for word in _WORD.finditer(text)] for text in texts]

    def grain(self, text: str) -> Grain:
        return grain_of(text, [(word.start(), word.end(), True) for word in _WORD.finditer(text)])

    def embed_documents(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vectors]]:
        for start in range(0, len(texts), 64):
            batch = texts[start : start + 64]
            yield list(range(start, start + len(batch))), np.stack([self.embed_query(text) for text in batch])

    def embed_query(self, text: str) -> Vectors:
        words = re.findall(r"\w+", text.lower()) or [""]
        total = np.sum([_vector(word) for word in words], axis=0)
        return np.asarray(total / np.linalg.norm(total), np.float32)

    def prepare(self) -> None:
        return


@lru_cache(100_000)
def _vector(word: str) -> Vectors:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
    return np.random.default_rng(seed).standard_normal(_DIMENSION).astype(np.float32)


def find_hashed(choice: ModelChoice) -> Model:
    return Model(HashedEmbedder.name, Path(), HashedEmbedder.fingerprint, choice)


def load_hashed(_: Model) -> Embedder:
    return HashedEmbedder()


def build_here(
    materials: Path,
    store: Path,
    *,
    full: bool = False,
    prune: bool = False,
    erase: bool = False,
    large: int = LARGE,
    server: VectorServer | None = None,
) -> BuildReport:
    """Build the index of a folder of plain files through the hashed model, in this process alone.

    Segments of more than `large` units are packed, and where that is few they are kept while anything of them counts.
    """
    with (
        patch("index.gathering.LARGE", large),
        patch("index.gathering.LARGE_ON_SERVER", LARGE_ON_SERVER if large == LARGE else large),
        patch("index.previous.LARGE_ON_SERVER", LARGE_ON_SERVER if large == LARGE else large),
        patch("index.keeping._GONE", 1 if large < LARGE else 3),
        patch("index.build.find_model", find_hashed),
        patch("index.build.load_embedder", load_hashed),
        patch("index.build.load_many", lambda found: (load(file) for file in found)),
    ):
        return build_index([materials], store, choice=CHOICE, full=full, prune=prune, erase=erase, server=server)


def open_here(store: Path, server: VectorServer | None = None) -> Index:
    """Open an index that `build_here` made."""
    return Index.open(store, embedder=HashedEmbedder(), server=server)

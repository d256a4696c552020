"""An embedder for tests that build many an index of the same few files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from index.embedder import Embedder, Vectors


class RememberingEmbedder:
    """Another embedder, asked for the vector of each text once."""

    def __init__(self, other: Embedder) -> None:
        self._other = other
        self._known: dict[str, Vectors] = {}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the other has
        return getattr(self._other, name)

    def embed_documents(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vectors]]:
        """Yield all vectors at once, those of texts seen before from memory."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        for positions, vectors in self._other.embed_documents(new):
            self._known.update(zip((new[position] for position in positions), vectors, strict=True))
        if texts:
            yield list(range(len(texts))), np.stack([self._known[text] for text in texts])

"""The posting lists of several segments as one: rows one segment after the other, those of files that have gone left out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from .postings import CACHED, NOWHERE, Flags, Posting, Postings, Rows

Live = Flags
"""Which rows of a segment count."""


class JoinedPostings:
    """The posting files of a generation's segments, given with which of their rows count; safe to use from several threads.

    `lengths`, `documents`, `asides` and `cyrillic` have an entry for each row; `size` and `document_count` count those that
    count, and so does every frequency: what has gone weighs nothing.
    """

    def __init__(self, files: Sequence[Path], live: Sequence[Live] | None = None) -> None:
        self._parts = [Postings(file) for file in files]
        held = [part.lengths for part in self._parts]
        flags = list(live) if live is not None else [np.ones(len(lengths), np.bool_) for lengths in held]
        self._live = [None if of_part.all() else of_part for of_part in flags]
        self._bases = np.cumsum([0, *map(len, held)])
        every = np.concatenate(flags)
        self.lengths: Rows = np.concatenate(held) * every
        numbers = [int(part.documents.max(initial=-1)) + 1 for part in self._parts]
        firsts = np.cumsum([0, *numbers])
        self.documents: Rows = np.concatenate(
            [part.documents + np.int32(first) for part, first in zip(self._parts, firsts, strict=False)]
        )
        self.asides: Flags = np.concatenate([part.asides for part in self._parts])
        self.cyrillic: Flags = np.concatenate([part.cyrillic for part in self._parts])
        self.size = int(np.count_nonzero(every))
        self.document_count = len(np.unique(self.documents[every]))
        self.of = lru_cache(CACHED)(self._of)

    def _of(self, stem: str) -> Posting:
        """Return where a stem stands."""
        found = [
            _shifted(part.of(stem), int(base), live)
            for part, base, live in zip(self._parts, self._bases, self._live, strict=False)
        ]
        found = [posting for posting in found if posting.frequency]
        if len(found) < 2:
            return found[0] if found else NOWHERE
        return Posting(
            np.concatenate([posting.rows for posting in found]),
            np.concatenate([posting.counts for posting in found]),
            np.concatenate([posting.context for posting in found]),
        )

    def alike(self, key: str) -> list[str]:
        """Return the stems with this root or sound."""
        return list(dict.fromkeys(stem for part in self._parts for stem in part.alike(key)))

    def close(self) -> None:
        """Let go of the files."""
        for part in self._parts:
            part.close()


def _shifted(posting: Posting, base: int, live: Live | None) -> Posting:
    """Return a segment's posting with the rows of the whole, without those that do not count; None where all do."""
    rows, counts, context = posting.rows, posting.counts, posting.context
    if live is not None:
        rows, counts, context = rows[live[rows]], counts[live[rows]], context[live[context]]
    return Posting(rows + np.int32(base), counts, context + np.int32(base))

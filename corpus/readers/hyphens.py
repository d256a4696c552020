"""Words that a line's end has broken: does the hyphen stay?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from .furniture import Page

_TAIL = re.compile(r"([^\W\d_]+)$")
_HEAD = re.compile(r"([^\W\d_]+)")


class Hyphens:
    """Decides whether a hyphen at the end of a line belongs to the word.

    The document's own words decide: "well-" + "being" keeps it where "well-being" stands elsewhere inside a line, and
    "develop-" + "ment" loses it where "development" does. A word seen nowhere else goes the way of the majority.
    """

    def __init__(self, pages: Iterable[Page]) -> None:
        self._lines = [line for page in pages for line in page.lines]
        self._text: str | None = None
        self._kept = False

    def join(self, first: str, second: str) -> str:
        """Return the end of one line and the beginning of the next as they read together."""
        tail, head = _TAIL.search(first), _HEAD.match(second)
        if not (tail and head and head[1][0].islower()):
            return f"{first}-{second}"
        kept = self._evidence(tail[1], head[1])
        return f"{first}-{second}" if (self._majority() if kept is None else kept) else first + second

    def _evidence(self, tail: str, head: str) -> bool | None:
        if self._text is None:
            self._text = "\n".join(line.text for line in self._lines).lower()
        if f"{tail}-{head}".lower() in self._text:
            return True
        return False if (tail + head).lower() in self._text else None

    def _majority(self) -> bool:
        """Tell whether more of the document's broken words are known with their hyphen than without."""
        if self._text is None or "\0" not in self._text:
            pairs = pairwise(self._lines)
            broken = [(_TAIL.search(a.text), _HEAD.match(b.text)) for a, b in pairs if a.hyphen]
            votes = Counter(self._evidence(tail[1], head[1]) for tail, head in broken if tail and head)
            rare = 100 * len(broken) < len(self._lines)  # a text that breaks words has more such lines than that
            self._kept = votes[True] > votes[False] or (votes[True] == votes[False] and rare)
            self._text = f"{self._text}\0"
        return self._kept

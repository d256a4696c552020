"""The sentences of a reply that is still being written, each with the numbers of the sources it names.

A sentence is handed on when the next one has begun, so that its numbers are whole: half a marker is never seen. What a
model writes for the look of it (headings, emphasis, code) is taken off; what would lead elsewhere (links, pictures, HTML)
marks its sentence as one that is not to be shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus import sentence_spans

_MARKER = re.compile(
    r"[ \t]*[\[【]\s*\^?(?:(?:sources?|источники?|дереккөз)\s*)?"
    r"(?P<numbers>\d{1,4}(?:\s*[-–,;]\s*(?:source\s*)?\d{1,4})*)\s*(?:†[^\]】]{0,40})?[\]】](?!\()",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(r"[ \t]*[\[【][^\]】\n]{0,60}$")
_LINK = re.compile(
    r"!?\[[^\]\n]*\]\([^)\n]*\)?|!?\[[^\]\n]*\]\[[^\]\n]*\]|<[a-z!/][^>\n]*>?|\b(?:https?|ftp|data|javascript|file|mailto)"
    r":[^\s<>]+|\bwww\.\S+",
    re.IGNORECASE,
)
_LEADER = re.compile(r"^\s*(?:#{1,6}\s+|>\s+)*(?P<item>[-*•–]\s+|\d{1,2}[.)]\s+)?")
_EMPHASIS = re.compile(r"(?<!\w)(\*\*|__|\*|_|`)(?=\S)(.+?)(?<=\S)\1(?!\w)|```\w*")
_THOUGHT = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_UNFINISHED_THOUGHT = re.compile(r"<think(?:ing)?>.*", re.DOTALL | re.IGNORECASE)
_UNFINISHED_TAG = re.compile(r"<[/a-z]{0,10}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence that a model wrote, without markers; `numbers` are those of the sources it names, in order.

    `before` is what parts it from the sentence before: a space, line breaks, and the mark of a list item. `leads_away` tells
    that it held a link, a picture or HTML.
    """

    text: str
    numbers: tuple[int, ...] = ()
    before: str = ""
    leads_away: bool = False


class Reader:
    """Takes a reply piece by piece and gives its sentences."""

    def __init__(self) -> None:
        self._held = ""
        self._given = 0

    def feed(self, piece: str) -> list[Written]:
        """Return the sentences that are whole now, after a further piece."""
        self._held = _THOUGHT.sub("", self._held + piece)
        if _UNFINISHED_THOUGHT.search(self._held) or _UNFINISHED_TAG.search(self._held):
            return []
        return self._taken(ended=False)

    def end(self) -> list[Written]:
        """Return the sentences that are left when no more will come; half a marker is dropped."""
        self._held = _UNFINISHED.sub("", _UNFINISHED_THOUGHT.sub("", self._held))
        return self._taken(ended=True)

    def _taken(self, *, ended: bool) -> list[Written]:
        """Return whole sentences and forget them; the last one is kept while it may go on."""
        text = self._held if ended else _UNFINISHED.sub("", self._held)
        stretches = list(_stretches(text))
        done = stretches if ended else stretches[:-1]
        if done:
            self._held = self._held[done[-1][1] :]
        return [written for start, end in done if (written := self._written(text[start:end])).text]

    def _written(self, stretch: str) -> Written:
        bare = stretch.lstrip()
        gap = stretch[: len(stretch) - len(bare)]
        leader = _LEADER.match(bare)
        item = (leader["item"] or "") if leader else ""
        words = bare[leader.end() :] if leader and (gap.count("\n") or not self._given) else bare
        numbers = tuple(dict.fromkeys(n for marker in _MARKER.finditer(words) for n in _numbers(marker["numbers"])))
        leads_away = _LINK.search(_MARKER.sub("", words)) is not None
        text = " ".join(_EMPHASIS.sub(r"\2", _MARKER.sub("", words)).split())
        mark = "– " if item[:1] in "-*•–" and item else item
        before = "" if not self._given else (gap if gap.count("\n") else " ")
        self._given += bool(text)
        return Written(
            text, numbers, ("\n\n" if before.count("\n") > 1 else before.strip(" \t") or before) + mark, leads_away
        )


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence begins, white space before it included, and ends, its markers included."""
    # Markers are blanked out, not cut out: the places stay those of the text.
    blank = _MARKER.sub(lambda marker: " " * len(marker.group()), text)
    start = 0
    for _, last in sentence_spans(blank):
        end = last
        while marker := _MARKER.match(text, end):
            end = marker.end()
        yield start, end
        start = end


def _numbers(written: str) -> Iterator[int]:
    for part in re.split(r"[,;]", written):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        if len(ends) == 2 and ends[0] <= ends[1] <= ends[0] + 20:
            yield from range(ends[0], ends[1] + 1)
        else:
            yield from ends

"""Numbered lists as records: each item with its number, those who made it, and the sentence that introduces its block.

Reports list what was recommended as "40. To continue … (Thailand);" below a sentence that says how the State responded:
"95. The recommendations listed below enjoy the support of …:". A block may run over many passages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from weakref import WeakKeyDictionary

from corpus import BlockKind, Passage
from index import Index

from .quoting import Stretch
from .states import state_of

_NUMBER = re.compile(r"\(?(?P<number>\d+(?:\.\d+)*|[a-zа-я]|[ivx]{1,5})[.)]?\s+(?=\S)")
_INTRODUCES = re.compile(
    r":\s*$|\b(?:following|listed below|below)\b.{0,60}\brecommendation|\brecommendations\b.{0,80}\b(?:below|following)\b|"
    r"\bследующи\w+ рекоменд|\bрекоменд\w+.{0,60}\bниже|\b(?:келесі|мынадай|төмендегі)\b.{0,40}\bұсын",
    re.IGNORECASE,
)
_LONGEST_INTRODUCTION = 500
_SEPARATORS = re.compile(r"\s*[,;/]\s*|\s+(?:and|и|және)\s+")
_GAP = 3  # numbers that a list may lack, where a reader lost an item
_Key = str | frozenset[str]


class Response(Enum):
    """How a recommendation was answered, as the sentence above its block says."""

    REJECTED = "rejected"
    PENDING = "pending"
    IMPLEMENTED = "implemented"
    ACCEPTED = "accepted"
    NOTED = "noted"


_RESPONSES = (
    (Response.REJECTED, r"\bnot (?:\w+ )?(?:enjoy|accept|support)|\breject|\bcannot (?:accept|support)|"
     r"не (?:пользу|поддерж|принят|принял|получил)|отклон|қолдамай|қолдау таппа|қабылдама|қабылданба"),
    (Response.PENDING, r"\bwill be (?:examined|considered)|\bwill (?:examine|consider|provide)|\bin due (?:course|time)|"
     r"буд[уе]т? рассмотр|рассмотрит|в надлежащее время|қарастырыла|қаралады"),
    (Response.IMPLEMENTED, r"\balready (?:been )?implemented|\bprocess of (?:being )?implement|\balready in place|"
     r"уже (?:выполн|осуществл)|орындалған|іске асырыл"),
    (Response.ACCEPTED, r"\benjoy|\baccept|\bsupport|\bagree|поддерж|принят|принял|қолда|қабылда"),
    (Response.NOTED, r"\bnoted\b|\btakes? note|к сведению|назарға"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a list: its words without number, `makers` as `keys_of` has them, and where its block is introduced.

    `heading` is what it stands under: title, headings and introduction, as text.
    """

    words: Stretch
    number: str
    makers: tuple[_Key, ...]
    introduction: Stretch | None
    heading: str

    @property
    def response(self) -> Response | None:
        """How it was answered, None where its introduction does not say."""
        return response_in(self.introduction.text) if self.introduction else None


def response_in(text: str) -> Response | None:
    """Return which response a sentence states."""
    return next((response for response, words in _RESPONSES if re.search(words, text, re.IGNORECASE)), None)


def key_of(name: str) -> _Key:
    """Return what names are compared by: the State, else the words of the name."""
    return state_of(name) or frozenset(re.findall(r"[^\W_]+", name.casefold()))


_READ: WeakKeyDictionary[Index, dict[str, tuple[Entry, ...]]] = WeakKeyDictionary()


def register_of(index: Index, source: str) -> tuple[Entry, ...]:
    """Return the items of a document's lists that have an introduction, in order; read once for each generation.

    Where no list has one, they are the numbered items: a heading may introduce them.
    """
    kept = _READ.setdefault(index, {})
    if source not in kept:
        passages = index.passages.many(index.passages.rows_of(source))
        kept[source] = tuple(_Reader().read(passages)) or tuple(_numbered(passages))
    return kept[source]


def _numbered(passages: Mapping[int, Passage]) -> Iterator[Entry]:
    for row in sorted(passages):
        passage = passages[row]
        for span in passage.spans:
            block = Stretch(passage, row, span.start, span.end)
            words, number = _words(block), _number(block.text)
            if span.kind is BlockKind.LIST_ITEM and number and words.end > words.start:
                above = " ".join([passage.title, *passage.locate(block.start).heading])
                yield Entry(words, number, tuple(makers_of(words.text)), None, above)


@dataclass(slots=True)
class _Reader:
    """Goes through a document's blocks; `number` is that of the introduction, `last` that of the item before."""

    introduction: Stretch | None = None
    number: str = ""
    last: str = ""
    held: set[str] = field(default_factory=set)

    def read(self, passages: Mapping[int, Passage]) -> Iterator[Entry]:
        for row in sorted(passages):
            passage = passages[row]
            for span in passage.spans:
                yield from self._block(Stretch(passage, row, span.start, span.end), span.kind)

    def _block(self, block: Stretch, kind: BlockKind) -> Iterator[Entry]:
        if kind is BlockKind.HEADING:
            self.introduction = None
        elif kind in (BlockKind.FOOTNOTE, BlockKind.CAPTION):
            return
        elif _introduces(block.text):
            self._introduced(block)
        elif self.introduction is not None:
            yield from self._item(block, kind)

    def _introduced(self, block: Stretch) -> None:
        self.introduction, self.number, self.last = _last_sentence(block), _number(block.text), ""

    def _item(self, block: Stretch, kind: BlockKind) -> Iterator[Entry]:
        number = _number(block.text)
        if self._ends(number, kind):
            self.introduction = None
            return
        if kind is not BlockKind.LIST_ITEM and not self._follows(number):
            return  # a footnote or a paragraph that a page break put between the items
        self.last = number or self.last
        words = _words(block)
        if words.end > words.start:
            above = " ".join([block.passage.title, *block.passage.locate(block.start).heading])
            introduced = self.introduction.text if self.introduction else ""
            yield Entry(words, number, tuple(makers_of(words.text)), self.introduction, f"{above} {introduced}")

    def _ends(self, number: str, kind: BlockKind) -> bool:
        """Tell whether a block is no item any more: the next number of the introduction's own row, or prose after bullets."""
        if not number:
            return kind is BlockKind.PARAGRAPH and not self.last
        following = number.isdigit() and self.number.isdigit() and 1 <= int(number) - int(self.number) <= _GAP
        return following and not self._follows(number)

    def _follows(self, number: str) -> bool:
        if not number:
            return False
        if not self.last:
            return number in ("1", "a", "i", "а") or number.startswith(f"{self.number}.")
        head, _, tail = number.rpartition(".")
        before, _, last = self.last.rpartition(".")
        return head == before and tail.isdigit() and last.isdigit() and 1 <= int(tail) - int(last) <= _GAP


def makers_of(text: str) -> list[_Key]:
    """Return those named in brackets as the makers of an item: the States of any brackets, else the names of the last."""
    groups = list(_bracket_groups(text))
    stated = [[state_of(part) for part in _parts(group)] for group, _ in groups]
    found = [state for states in stated if all(states) for state in states]
    bare = text.rstrip(" ;.,")
    if not found and groups and bare.endswith(")") and groups[-1][1] == len(bare):
        found_names = [part for part in _parts(groups[-1][0]) if part[:1].isupper()]
        return [key_of(name) for name in found_names]
    return list(dict.fromkeys(found))


def _parts(group: str) -> list[str]:
    return [part for part in _SEPARATORS.split(group) if part] if not state_of(group) else [group]


def _bracket_groups(text: str) -> Iterator[tuple[str, int]]:
    """Yield the words of each outermost pair of brackets, and where it ends."""
    depth = begun = 0
    for position, letter in enumerate(text):
        if letter == "(":
            begun = begun if depth else position + 1
            depth += 1
        elif letter == ")" and depth:
            depth -= 1
            if not depth:
                yield text[begun:position], position + 1


def _introduces(text: str) -> bool:
    return len(text) <= 4 * _LONGEST_INTRODUCTION and _INTRODUCES.search(text[-_LONGEST_INTRODUCTION:]) is not None


def _last_sentence(block: Stretch) -> Stretch:
    return block if len(block.text) <= _LONGEST_INTRODUCTION else block.sentences()[-1]


def _number(text: str) -> str:
    numbered = _NUMBER.match(text)
    return numbered["number"] if numbered else ""


def _words(block: Stretch) -> Stretch:
    """Return an item without its number, and without the semicolon that ends it."""
    numbered = _NUMBER.match(block.text)
    start = block.start + (numbered.end() if numbered else 0)
    text = block.passage.text[start : block.end].rstrip(" ;")
    return Stretch(block.passage, block.row, start, start + len(text))

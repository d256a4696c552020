"""What the corpus is made of: Document, Block, Passage and the Location of each.

A reader turns a file into a `Reading`: blocks in reading order. A `Document` is a reading with a name, a title and a
text; the text is its blocks joined by a blank line, and every offset in this package counts characters in it.
A `Passage` is a stretch of that text, the unit that is found, shown and cited.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

BLOCK_SEPARATOR = "\n\n"


class BlockKind(StrEnum):
    """What a block is in its document; only the kinds that are prose may be quoted as an answer."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    TURN = "turn"
    FOOTNOTE = "footnote"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Location:
    """Where a piece of text stands, in the terms of its own file.

    `page` counts physical pages from 1, `page_label` is the number printed on it; `heading` is the path of headings
    from the outermost; `start` and `end` are seconds from the beginning of a recording; `paragraph` counts blocks that
    are not headings from 1 within the document. `slide` counts from 1; `sheet` is a spreadsheet's name, `cells` the range
    within it ("A2:F2"). `part` says what else than the body the text belongs to: "notes" (a speaker's), "comment",
    "quoted" (from an earlier message). `confidence` is that of recognised text, 0 to 1.
    """

    page: int | None = None
    page_label: str | None = None
    heading: tuple[str, ...] = ()
    paragraph: int | None = None
    speaker: str | None = None
    start: float | None = None
    end: float | None = None
    slide: int | None = None
    sheet: str | None = None
    cells: str | None = None
    part: str | None = None
    confidence: float | None = None

    def under(self, heading: tuple[str, ...], paragraph: int | None, speaker: str | None) -> Location:
        """Return the location with these three fields; every block is placed once, and `replace` takes longer."""
        return Location(
            self.page, self.page_label, heading, paragraph, speaker,
            self.start, self.end, self.slide, self.sheet, self.cells, self.part, self.confidence,
        )  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        """Return the fields that are known, ready for JSON."""
        return {name: value for name, value in asdict(self).items() if value not in (None, ())}

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Location:
        """Return the location that `as_dict` wrote."""
        return cls(**{**fields, "heading": tuple(fields.get("heading", ()))})


@dataclass(frozen=True, slots=True)
class Anchor:
    """From character `offset` of its text on, and until the next anchor, the text stands at `location`."""

    offset: int
    location: Location


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item, table row or speaker turn.

    `anchors` says where it stands: one for most blocks, several where a paragraph runs over a page break or a speaker's
    turn over several subtitle cues. The first offset is 0. `level` is 1 for the outermost heading, 0 for other kinds.
    """

    kind: BlockKind
    text: str
    anchors: tuple[Anchor, ...] = (Anchor(0, Location()),)
    level: int = 0

    @property
    def location(self) -> Location:
        """Where the block begins."""
        return self.anchors[0].location


@dataclass(frozen=True, slots=True)
class Child:
    """A file inside a file: an attachment of a message, a member of an archive. `name` is its path within it."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in one file, before cleaning and describing.

    `properties` holds what the file says of itself in its own words, keys in lower case: `title`, `date`, `language`,
    `speaker`, `session`, `event`, `author`. `pages` is None where the format has none. `unread` holds one sentence for
    each part that could not be read. `children` are files inside the file, each to become a document of its own.
    """

    blocks: tuple[Block, ...]
    properties: Mapping[str, str] = field(default_factory=dict)
    pages: int | None = None
    unread: tuple[str, ...] = ()
    children: tuple[Child, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the corpus, read, cleaned and described.

    `source` is the path relative to the indexed folder, with forward slashes and in NFC: the document's identity.
    `language` is an ISO 639-1 code or "" when unknown, `date` an ISO 8601 date, month or year, or "". `metadata` holds further
    fields a document states: `speaker`, `role`, `organisation`, `session`, `event`, `author`, `symbol`, `version`; several
    speakers are joined by "; ". `origins` says for each of these fields, and for `title`, `date` and `language`, where it
    was found: "override", "front matter", "properties", "first page", "file name", "folder name" or "text". `children` are
    the documents made of the files inside it; their source is its own, a slash, and their name within it.
    """

    source: str
    kind: str
    sha256: str
    title: str
    blocks: tuple[Block, ...]
    date: str = ""
    language: str = ""
    pages: int | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    children: tuple[Document | Skipped, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The whole document: its blocks joined by blank lines."""
        return BLOCK_SEPARATOR.join(block.text for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that could not be read: `reason` for code, `detail` for people."""

    source: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Span:
    """A block, or the part of one, inside a passage: characters `start` to `end` of the passage's text.

    `whole` is False where the passage holds only a part of the block.
    """

    start: int
    end: int
    kind: BlockKind
    anchors: tuple[Anchor, ...]
    whole: bool = True

    @property
    def location(self) -> Location:
        """Where the span begins."""
        return self.anchors[0].location

    def as_list(self) -> list[Any]:
        """Return the span ready for JSON."""
        anchors = [[anchor.offset, anchor.location.as_dict()] for anchor in self.anchors]
        return [self.start, self.end, self.kind.value, anchors, self.whole]

    @classmethod
    def from_list(cls, fields: Sequence[Any]) -> Span:
        """Return the span that `as_list` wrote."""
        start, end, kind, anchors, whole = fields
        placed = tuple(Anchor(offset, Location.from_dict(location)) for offset, location in anchors)
        return cls(start, end, BlockKind(kind), placed, whole)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document that can be found, shown and cited.

    `text` is verbatim: characters `start` to `end` of the document's text. `id` depends on source and content alone, so
    it survives a rebuild. `heading` is the path of headings above the passage, which with `title` is embedded and
    searched together with the text but is never part of a quote. `lead` is the sentence that introduces the list which the
    passage goes on with, verbatim from an earlier passage, "" where there is none; it is used as headings are.
    """

    id: str
    source: str
    title: str
    text: str
    start: int
    end: int
    spans: tuple[Span, ...]
    language: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    lead: str = ""

    @property
    def location(self) -> Location:
        """Where the passage begins: the first span that is not a heading, else the first."""
        for span in self.spans:
            if span.kind is not BlockKind.HEADING:
                return span.location
        return self.spans[0].location

    @property
    def heading(self) -> tuple[str, ...]:
        """The headings above the passage, outermost first."""
        return self.location.heading

    def as_dict(self) -> dict[str, Any]:
        """Return the passage ready for JSON."""
        plain = {
            name: getattr(self, name) for name in ("id", "source", "title", "text", "start", "end", "language", "lead")
        }
        return {**plain, "spans": [span.as_list() for span in self.spans], "metadata": dict(self.metadata)}

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Passage:
        """Return the passage that `as_dict` wrote."""
        return cls(**{**fields, "spans": tuple(Span.from_list(span) for span in fields["spans"])})

    def locate(self, offset: int) -> Location:
        """Return where character `offset` of the text stands.

        Raises ValueError when the offset is outside the text.
        """
        if not 0 <= offset < max(len(self.text), 1):
            raise ValueError(f"offset {offset} is outside a passage of {len(self.text)} characters")
        starts = [span.start for span in self.spans]
        span = self.spans[max(bisect_right(starts, offset) - 1, 0)]
        inside = [anchor for anchor in span.anchors if anchor.offset <= offset - span.start]
        return (inside or [span.anchors[0]])[-1].location

    def locate_range(self, start: int, end: int) -> Location:
        """Return where the characters `start` to `end` stand; a recording's times run from the first to the last."""
        first, last = self.locate(start), self.locate(max(end - 1, start))
        return replace(first, end=last.end) if last.end is not None else first

"""From the lines of pages to blocks: reading order, paragraphs, headings, lists, footnotes.

Knows geometry and punctuation, no file format. Every rule is careful in one direction: two paragraphs taken for one
cost little, a sentence taken for a heading or a page footer can never be quoted.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import mean
from types import MappingProxyType

from ..documents import Anchor, Block, BlockKind, Location
from .furniture import Line, Page, without_furniture
from .hyphens import Hyphens
from .lines import GLYPHS
from .reading_order import in_reading_order
from .rows import in_rows

_LABEL = re.compile(
    r"(?:\((?:\d{1,3}|[a-z\u0430-\u044f]|[ivxlc]{1,6})\)"  # (1) (a) (iv)
    r"|(?:\d{1,3}|[a-zA-Z\u0410-\u044f]|[ivxlc]{1,6})\)"  # 1) a)
    r"|\d{1,3}\.|\d{1,3}(?:\.\d{1,3}){1,3}\.?|[a-z\u0430-\u044f]\."  # 63. 97.12. 1.2 a.
    r"|\d{1,2}[:.]\d{2}\s?[-\u2012-\u2014]\s?\d{1,2}[:.]\d{2}|\d{1,2}:\d{2}"  # 14:30 or 14:30-16:00
    r"|[o·\u2013-])\s+(?=\S)"
    rf"|[{GLYPHS}]\s*(?=\S)|§\s+(?=[^\W\d])"  # § is Wingdings' square bullet before a word, a section before a number
)
_BULLET = re.compile(rf"(?:[{GLYPHS}]\s*|[o·\u2013-]\s+|§\s+(?=[^\W\d]))(?=\S)")
_TIME_OR_NUMBER = re.compile(r"\d{1,3}[:.]\d{1,3}\b")
_NUMBER = re.compile(r"\d+(?:\.\d+)*\.?\s")
_NOTE_LABEL = re.compile(r"(?:\d{1,3}|[*†‡§]{1,4})(?:[.)]?\s|(?=[A-Z\u0400-\u042f]))")
_NUMBERED_HEADING = re.compile(r"(?:[IVXL]{1,6}|[A-Z\u0410-\u042f])\.\s+[A-Z\u0400-\u042f]")
_ENDS_SENTENCE = re.compile(r"[.!?…;:][\"'\u201d\u2019»)\]]*[*†‡§\d]{0,3}$")
_LEADERS = re.compile(r"\s?(?:\.\s?){4,}|…{2,}|_{4,}")


NO_BOOKMARKS: Mapping[tuple[int, str], int] = MappingProxyType({})


@dataclass(slots=True)
class _Part:
    """The lines that a paragraph has on one page."""

    page: Page
    lines: list[Line]


@dataclass(slots=True)
class _Paragraph:
    """One paragraph in the making: a part for each page or column it runs over."""

    parts: list[_Part]
    note: bool = False

    @property
    def first(self) -> Line:
        return self.parts[0].lines[0]

    @property
    def last(self) -> Line:
        return self.parts[-1].lines[-1]


@dataclass(frozen=True, slots=True)
class _Style:
    """The body type of a document: its size, the distance of its lines in sizes, and which sizes are headings."""

    size: float
    pitch: float
    heading_sizes: tuple[float, ...]
    bold: bool


def compose(pages: Sequence[Page], bookmarks: Mapping[tuple[int, str], int] = NO_BOOKMARKS) -> tuple[Block, ...]:
    """Return the blocks of a document from the lines of its pages, running headers and footers left out.

    `bookmarks` gives the level, from 1, of what the document's outline names, by page and by text in lower case.
    """
    pages = without_furniture(pages)
    hyphens = Hyphens(pages)
    pages = in_rows(pages, hyphens)
    style = _style(pages)
    paragraphs: list[_Paragraph] = []
    body: _Paragraph | None = None
    for page in pages:
        notes: list[_Paragraph] = []
        right = _right_edges(page)
        for paragraph in _paragraphs(page, style, right):
            if paragraph.note:
                notes.append(paragraph)
            elif body and _continues(body, paragraph, style, right):
                body.parts.extend(paragraph.parts)
            else:
                body = paragraph
                paragraphs.append(paragraph)
        paragraphs.extend(notes)
    return _levelled(list(_blocks(paragraphs, style, hyphens, bookmarks)))


def _levelled(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks with heading levels counted from 1 without a gap: not every large size is a heading's."""
    levels = {level: number for number, level in enumerate(sorted({block.level for block in blocks} | {0}))}
    return tuple([replace(block, level=levels[block.level]) if block.level else block for block in blocks])


def _style(pages: Sequence[Page]) -> _Style:
    """Measure the body type: the size and line distance that most characters have."""
    types: dict[tuple[float, bool], int] = defaultdict(int)
    falls: dict[float, int] = defaultdict(int)
    for page in pages:
        height = math.inf
        for line in page.lines:
            types[line.size, line.bold] += len(line.text)
            falls[(height - line.baseline) / line.size] += 1
            height = line.baseline
    sizes: Counter[float] = Counter()
    pitches: Counter[float] = Counter()
    for (size, _), characters in types.items():
        sizes[size] += characters
    for fall, times in falls.items():
        if 0 < fall < 4:
            pitches[round(fall, 1)] += times
    size = max(sizes, key=sizes.__getitem__, default=10.0)
    total = sizes.total()
    large = sorted((each for each in sizes if each >= 1.14 * size and sizes[each] <= 0.3 * total), reverse=True)
    pitch = max(pitches, key=pitches.__getitem__, default=1.2)
    bold = sum(characters for (_, is_bold), characters in types.items() if is_bold)
    return _Style(size, min(max(pitch, 1.0), 2.2), tuple(large), 2 * bold > total)


def _right_edges(page: Page) -> Callable[[Line], float]:
    """Return how far to the right the lines reach that begin where a line does: its column's edge."""
    edges: dict[int, float] = {}
    for line in page.lines:
        place = round(line.left / 4)
        if line.right > edges.get(place, -math.inf):
            edges[place] = line.right

    reach: dict[int, float] = {}

    def edge(line: Line) -> float:
        place = round(line.left / 4)
        if place not in reach:
            reach[place] = max([edges.get(near, -math.inf) for near in (place - 1, place, place + 1)])
        return max(reach[place], line.right)

    return edge


def _paragraphs(page: Page, style: _Style, right: Callable[[Line], float]) -> Iterator[_Paragraph]:
    """Yield the paragraphs of a page in reading order, its footnotes last."""
    lines = in_reading_order(page.lines)
    notes_from = _notes_start(lines, page, style)
    for zone, note in ((lines[:notes_from], False), (lines[notes_from:], True)):
        current: list[Line] = []
        for line in zone:
            if current and _begins(line, current, style, right, note=note):
                yield _Paragraph([_Part(page, current)], note)
                current = []
            current.append(line)
        if current:
            yield _Paragraph([_Part(page, current)], note)


def _notes_start(lines: Sequence[Line], page: Page, style: _Style) -> int:
    """Return where the footnotes of a page begin: smaller type at its foot that starts with a number or a mark."""
    start = len(lines)
    while start and lines[start - 1].size <= 0.93 * style.size:
        start -= 1
    while start < len(lines) and not _NOTE_LABEL.match(lines[start].text):
        start += 1
    middle = (page.bottom + page.top) / 2
    return start if start and start < len(lines) and lines[start].baseline < middle else len(lines)


def _begins(line: Line, block: Sequence[Line], style: _Style, right: Callable[[Line], float], *, note: bool) -> bool:
    """Tell whether `line` begins a new paragraph after the lines of `block`."""
    before = block[-1]
    if line.text[0] in GLYPHS or (note and _NOTE_LABEL.match(line.text)):
        return True
    size = max(line.size, before.size)
    fall = before.baseline - line.baseline
    if abs(fall) < 0.4 * size and line.left >= before.right - 1:  # goes on in the same line, raised or lowered
        return False
    resized = abs(line.size - before.size) > 0.1 * size and min(len(line.text), len(before.text)) > 3
    if line.second is not None or resized or fall < 0 or fall > max(1.25 * style.pitch, 1.35) * size:
        return True
    if block[0].second is not None:  # a row of cells goes on only under one of its later cells
        return line.left < block[0].second - 1
    return not before.hyphen and _begins_by_look(line, block, style, right(before) - before.right)


def _begins_by_look(line: Line, block: Sequence[Line], style: _Style, room: float) -> bool:
    """Tell whether a line of the same type at the usual distance begins a paragraph; `before` left `room` points."""
    before = block[-1]
    ended = _is_ended(before.text)
    spaced = before.baseline - line.baseline > 1.15 * style.pitch * line.size
    moved = abs(line.left - before.left) > 0.8 * line.size
    numbered = _TIME_OR_NUMBER.match(line.text) and _TIME_OR_NUMBER.match(block[0].text)
    if (ended or spaced or moved or numbered or room > 3 * line.size) and _LABEL.match(line.text):
        return True
    if line.bold != before.bold and (spaced or room > 5 * line.size):
        return True
    if line.size >= 1.14 * style.size:
        return False
    return _is_cut_short(before, line, room, ended=ended) or _is_indented(line, block, ended=ended)


def _is_ended(text: str) -> bool:
    return not text[-1].isalpha() and _ENDS_SENTENCE.search(text[-12:]) is not None


def _is_cut_short(before: Line, line: Line, room: float, *, ended: bool) -> bool:
    """Tell whether `before` stopped although the first word (after a full stop) or three words of `line` had room."""
    if room <= 2 * line.size:
        return False
    words = line.text.split(" ", 4)
    needed = len(words[0]) + 1 if ended else len(" ".join(words[:4])) + 1
    return room > needed * (line.right - line.left) / len(line.text)


def _is_indented(line: Line, block: Sequence[Line], *, ended: bool) -> bool:
    """Tell whether `line` is set in by about an em or more after a finished line that was not a first, hanging one."""
    return ended and line.left - block[-1].left > 0.8 * line.size and len(block) > 1


def _continues(body: _Paragraph, following: _Paragraph, style: _Style, right: Callable[[Line], float]) -> bool:
    """Tell whether the paragraph after a page or column break is the rest of the one before it."""
    before, line = body.last, following.first
    broken = body.parts[-1].page is not following.parts[0].page or line.baseline > before.baseline
    if before.second is not None or line.second is not None:
        return False
    if not broken or abs(before.size - line.size) > 0.08 * before.size or before.size >= 1.14 * style.size:
        return False
    if before.hyphen:
        return True
    if _is_ended(before.text) or _LABEL.match(line.text) or _LEADERS.search(before.text):
        return False
    if line.text[0].islower() or line.text[0] in "(,":
        return True
    full = len(before.text) > 30 and before.bold == line.bold
    return full and right(before) - before.right < 6 * before.size and abs(line.left - before.left) < before.size


def _blocks(
    paragraphs: Sequence[_Paragraph], style: _Style, hyphens: Hyphens, bookmarks: Mapping[tuple[int, str], int]
) -> Iterator[Block]:
    for number, paragraph in enumerate(paragraphs):
        text, anchors = _text(paragraph, hyphens)
        following = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
        level = 0 if paragraph.note else _heading_level(paragraph, text, following, style)
        if not level and bookmarks and not paragraph.note and following:
            level = bookmarks.get((paragraph.parts[0].page.number, text.lower()), 0)
        if paragraph.note:
            kind = BlockKind.FOOTNOTE
        elif level:
            kind = BlockKind.HEADING
        elif paragraph.first.second is not None:
            kind = BlockKind.TABLE_ROW
        elif _LABEL.match(text):
            kind = BlockKind.LIST_ITEM
            text, anchors = _without_bullet(text, anchors)
        else:
            kind = BlockKind.PARAGRAPH
        if text[:1].isalnum() or any(map(str.isalnum, text)):  # rules, asterisks and barcodes say nothing
            yield Block(kind, text, anchors, level)


def _text(paragraph: _Paragraph, hyphens: Hyphens) -> tuple[str, tuple[Anchor, ...]]:
    """Return the lines of a paragraph as one line, and an anchor for each page that it stands on."""
    text = ""
    anchors: list[Anchor] = []
    hyphen = False
    for part in paragraph.parts:
        location = _location(part)
        words = _without_leaders(part.lines[0].text)
        text = hyphens.join(text, words) if hyphen else f"{text} {words}".lstrip()
        if not anchors or anchors[-1].location != location:
            anchors.append(Anchor(max(len(text) - len(words), 0) if anchors else 0, location))
        hyphen = part.lines[0].hyphen
        for line in part.lines[1:]:
            words = _without_leaders(line.text)
            text = hyphens.join(text, words) if hyphen else f"{text} {words}"
            hyphen = line.hyphen
    return text + "-" * hyphen, tuple(anchors)


def _location(part: _Part) -> Location:
    """Return where a part stands; recognised text with the mean confidence of its lines."""
    location = Location(page=part.page.number, page_label=part.page.label)
    if part.lines[0].confidence is None:
        return location
    known = [line.confidence for line in part.lines if line.confidence is not None]
    return replace(location, confidence=round(mean(known), 3))


def _without_leaders(text: str) -> str:
    """Return a line of a table of contents without its row of dots."""
    if ".." in text or ". . ." in text or "…" in text or "__" in text:
        return _LEADERS.sub(" … ", text).strip()
    return text


def _without_bullet(text: str, anchors: tuple[Anchor, ...]) -> tuple[str, tuple[Anchor, ...]]:
    match = _BULLET.match(text)
    if match is None:
        return text, anchors
    cut = match.end()
    return text[cut:], tuple(Anchor(max(anchor.offset - cut, 0), anchor.location) for anchor in anchors)


def _heading_level(paragraph: _Paragraph, text: str, following: _Paragraph | None, style: _Style) -> int:
    """Return the level of a heading, or 0 for what may be a sentence.

    A heading is short and ends like no sentence. It is set larger than the body; or bold, unlike what follows; or it
    begins with a Roman number or a capital letter and stands alone. Larger type gives the outer levels.
    """
    lines = sum(len(part.lines) for part in paragraph.parts)
    line = paragraph.first
    short = len(text) <= 160 and lines <= 4 and any(map(str.isalpha, text))
    if (
        following is None
        or not short
        or text[-1] in ".;:,!…"
        or " … " in text
        or "..." in text
        or line.second is not None
        or text[0].islower()
    ):
        return 0
    sizes = style.heading_sizes
    if line.size in sizes:
        return min(sum(1 for size in _distinct(sizes) if size >= line.size - 0.3), 6)
    level = min(len(_distinct(sizes)) + 1, 6)
    if _NUMBERED_HEADING.match(text) and lines <= 2:
        return level
    stands_out = line.bold and not style.bold and not following.first.bold and line.size >= 0.95 * style.size
    labelled = _LABEL.match(text) and not (_NUMBER.match(text) and len(text) <= 80)
    return level if stands_out and len(text) <= 120 and not labelled else 0


def _distinct(sizes: Sequence[float]) -> list[float]:
    """Return falling sizes without those that differ from the one before by half a point or less."""
    kept: list[float] = []
    for size in sizes:
        if not kept or kept[-1] - size > 0.5:
            kept.append(size)
    return kept

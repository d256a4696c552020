"""The source panel: a cited passage among its neighbours, with the quote marked at its offsets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from corpus import BlockKind, Location, Passage

from ..answers import Context
from ..rendering import cleaned, clock, html, location_label
from .tables import Row, table
from .wording import ENGLISH, Words


@dataclass(frozen=True, slots=True)
class _Piece:
    """One block, or a part of one: its text as HTML, where it stands, and whether the block goes on after it."""

    kind: BlockKind
    location: Location
    markup: str
    cited: bool
    open_end: bool = False
    open_start: bool = False
    table: bool = False


def panel(context: Context, start: int, end: int, words: Words = ENGLISH) -> str:
    """Return the panel for characters `start` to `end` of the cited passage, as HTML, with these words of ours.

    Offsets outside the passage are drawn in to its limits.
    """
    cited = context.passages[context.position]
    start = min(max(start, 0), max(len(cited.text) - 1, 0))
    end = min(max(end, start + 1), len(cited.text))
    head = _head(context, cited.locate_range(start, end), words)
    # Drawn when the text is on the screen, since it takes a moment.
    desk = '<div class="desk"></div>' if context.pictured else ""
    return cleaned(head + desk + _body(list(_pieces(context, start, end)), words))


def missing(words: Words = ENGLISH) -> str:
    """Return the panel for a passage that is no longer in the materials, as HTML."""
    return (
        f'<header><h2 tabindex="-1">{html(words("source_gone"))}</h2>'
        f'<p class="place">{html(words("source_gone_more"))}</p></header>'
    )


def _head(context: Context, location: Location, words: Words) -> str:
    place = [location_label(location, words.language), location.speaker or ""]
    lines = [f'<h2 tabindex="-1">{html(context.title or context.source)}</h2>']
    if any(place):
        lines.append(f'<p class="place">{html(" · ".join(filter(None, place)))}</p>')
    if location.heading not in {(), (context.title,)}:
        lines.append(f'<p class="path">{html(" → ".join(location.heading))}</p>')
    offered = " offered" if context.offered else ""  # the script makes it a link, which nothing of a document may be
    lines.append(f'<p class="file{offered}">{html(context.source)}</p>')
    return f"<header>{''.join(lines)}</header>"


def _body(pieces: list[_Piece], words: Words) -> str:
    rows: list[str] = []
    leaf: tuple[object, ...] = ()
    speaker: str | None = None
    part: tuple[str, ...] = ()
    for (listed, _), group in groupby(_joined(pieces), key=_run):
        blocks: list[str] = []
        for piece in _tabled(list(group)):
            if (turned := _leaf(piece.location)) != leaf and turned:
                blocks.append(_page_break(piece.location, words, listed=listed))
            leaf = turned
            if (beside := _beside(piece.location, words)) != part and beside:
                blocks.append(_row(html(" · ".join(beside)), "part", listed=listed))
            part = beside
            blocks.append(_block(piece, speaker))
            speaker = piece.location.speaker
        rows.append(f"<ul>{''.join(blocks)}</ul>" if listed else "".join(blocks))
    # It may be longer than the window, and is then scrolled by the keys.
    return f'<div class="context" tabindex="0">{"".join(rows)}</div>'


def _run(piece: _Piece) -> tuple[bool, object]:
    """Return by what pieces belong together: items to a list, rows to the table of a page, slide or sheet."""
    row = piece.kind is BlockKind.TABLE_ROW
    return piece.kind is BlockKind.LIST_ITEM, (_leaf(piece.location), piece.location.part) if row else None


def _tabled(pieces: list[_Piece]) -> list[_Piece]:
    """Return rows as one piece that holds their table, where they are rows that make one; other pieces as they are."""
    if pieces[0].kind is not BlockKind.TABLE_ROW:
        return pieces
    markup = table([Row(piece.markup, piece.cited) for piece in pieces])
    return [replace(pieces[0], markup=markup, table=True)] if markup else pieces


def _leaf(location: Location) -> tuple[object, ...]:
    """Return what is turned from one place to the next: the page, slide or sheet; () where there is none."""
    leaf = (location.page, location.slide, location.sheet)
    return leaf if any(leaf) else ()


def _page_break(location: Location, words: Words, *, listed: bool) -> str:
    leaf = replace(location, cells=None, part=None)
    label = f"<span>{html(location_label(leaf, words.language))}</span>"
    return _row(label, "page-break", listed=listed)


def _beside(location: Location, words: Words) -> tuple[str, ...]:
    """Return what to write above words that are not the document's own text: that they are notes, or whose comment."""
    label = location_label(Location(part=location.part), words.language)
    speaker = location.speaker if location.part == "comment" else None
    return tuple(filter(None, (label, speaker)))


def _row(markup: str, name: str, *, listed: bool) -> str:
    return f'<li class="{name}">{markup}</li>' if listed else f'<p class="{name}">{markup}</p>'


def _block(piece: _Piece, speaker: str | None) -> str:
    if piece.table:
        return piece.markup
    classes = f"{piece.kind.value}{' cited' if piece.cited else ''}"
    match piece.kind:
        case BlockKind.HEADING:
            return f'<h3 class="{classes}">{piece.markup}</h3>'
        case BlockKind.LIST_ITEM:
            return f'<li class="{classes}">{piece.markup}</li>'
        case BlockKind.TURN:
            return f'<div class="{classes}">{_speaker(piece.location, speaker)}<p>{piece.markup}</p></div>'
        case _:
            return f'<p class="{classes}">{piece.markup}</p>'


def _speaker(location: Location, previous: str | None) -> str:
    name = location.speaker if location.speaker != previous else None
    parts = [f"<b>{html(name)}</b>"] if name else []
    if location.start is not None:
        parts.append(f"<time>{html(clock(location.start))}</time>")
    return f'<p class="speaker">{" ".join(parts)}</p>' if parts else ""


def _joined(pieces: list[_Piece]) -> Iterator[_Piece]:
    """Put the parts of a block that was split between passages together again."""
    held: _Piece | None = None
    for piece in pieces:
        if held and held.open_end and piece.open_start and held.kind is piece.kind:
            markup = f"{held.markup} {piece.markup}"
            held = replace(held, markup=markup, cited=held.cited or piece.cited, open_end=piece.open_end)
            continue
        if held:
            yield held
        held = piece
    if held:
        yield held


def _pieces(context: Context, start: int, end: int) -> Iterator[_Piece]:
    cited = context.passages[context.position]
    written = 0
    for number, passage in enumerate(context.passages):
        # Neighbours may share sentences with the cited passage, which is shown whole and once.
        until = cited.start if number < context.position else passage.end
        since = passage.start if number == context.position else max(written, passage.start)
        mark = (start, end) if number == context.position else (0, 0)
        yield from _passage_pieces(passage, since - passage.start, until - passage.start, mark)
        written = max(written, min(until, passage.end))


def _passage_pieces(passage: Passage, since: int, until: int, mark: tuple[int, int]) -> Iterator[_Piece]:
    for order, span in enumerate(passage.spans):
        first, last = max(span.start, since), min(span.end, until)
        if first >= last:
            continue
        yield _Piece(
            kind=span.kind,
            location=passage.locate(first),
            markup=_marked(passage.text, first, last, mark),
            cited=max(mark[0], first) < min(mark[1], last),
            open_start=(order == 0 and not span.whole) or first > span.start,
            open_end=(order == len(passage.spans) - 1 and not span.whole) or last < span.end,
        )


def _marked(text: str, first: int, last: int, mark: tuple[int, int]) -> str:
    """Return characters `first` to `last` with those of the quote inside <mark>."""
    start, end = max(mark[0], first), min(mark[1], last)
    if start >= end:
        return html(text[first:last])
    return f"{html(text[first:start])}<mark>{html(text[start:end])}</mark>{html(text[end:last])}"

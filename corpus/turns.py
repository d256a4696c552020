"""Who is speaking: paragraphs of a transcript become speaker turns.

Five customs are known: "Name: text", "[NAME] text" and "NAME (role): text" at the start of a paragraph, a heading "Name:"
above it, and the captioner's ">> text", where another voice begins whose name may not be known. Names count only where the
document as a whole is a transcript: several turns by at least two speakers. Where nearly all names are marked in one way, by
headings, brackets or capitals, a label without the mark is no name. A paragraph without a name goes on with the turn above it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .documents import Anchor, Block, BlockKind

_NAME = r"[^\W\d_][^\n:：\[\]<>!?;\"“”«»]{0,48}?(?:\s?\([^()\n]{1,60}\))?"
_LABEL = re.compile(
    rf"^(?:\[(?P<bracketed>\w[^\[\]\n]{{1,40}})\][:：]?\s+(?=\S)|(?P<name>{_NAME})\s?[:：](?!//)(?:\s+|$))"
)
_HEADING_LABEL = re.compile(rf"^(?P<name>{_NAME})\s?[:：]$")
_CHANGE = re.compile(r"^>>+\s*(?=\S)")
_ASIDE = re.compile(r"^[\[(<].*[\])>]$", re.DOTALL)
_SENTENCE_END = re.compile(r"[.!?…。！？,–—-][\"'”’»)\]]*$")
_IN_BRACKETS = re.compile(r"\s?\([^()]*\)")
_MOST_WORDS = 6
_LEAST_TURNS = 4
_LEAST_SHARE = 0.25
_CUSTOMARY = 0.75

# Labels that introduce what is said about something, not what someone said.
_NOT_SPOKEN = """
abstract action address agenda answer attendees author authors bio chair chairs conclusion contact date day decision
description duration e-mail email event example exercise fax facilitator facilitators from format goal hall image
important keywords kind language languages level link links location moderators name note notes organiser organizer
outcome participants phone photo place presenter presenters question reference references remark resolution result
room see session slides source speaker speakers subject summary tags tel time title to topic track type url venue
video warning where when website
автор авторы адрес аннотация видео время вопрос вывод дата докладчик докладчики заключение источник ключевые
контакты место модераторы название организатор ответ пример примечание решение сайт секция сессия слайды спикер
спикеры тема темы участники фото формат язык
авторлар аңдатпа баяндамашы ескерту ескертпе жауап күні мекенжай орны өткізілетін сайт секция сұрақ сурет тақырып
тақырыбы тіл уақыты шешім қатысушылар
"""
_NOT_SPEAKERS = frozenset(_NOT_SPOKEN.split())


@dataclass(frozen=True, slots=True)
class _Labelled:
    """A piece of a block with the speaker it names, "" where it names none; `changes` where a mark says another begins."""

    block: Block
    speaker: str = ""
    changes: bool = False


def attribute(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks with the turns of a transcript marked: kind TURN, the speaker in the anchors, no "Name:".

    Documents that are no transcript, or whose reader knew the speakers, are returned as they are.
    """
    if any(block.kind is BlockKind.TURN for block in blocks):
        return tuple(blocks)
    pieces = [piece for block in blocks for piece in _pieces(block)]
    speakers = _speakers(pieces)
    marked = sum(piece.changes for piece in pieces)
    if speakers or marked >= _LEAST_TURNS:
        return tuple(_turns(_customary(pieces, speakers), speakers))
    return tuple(piece.block for piece in pieces) if marked else tuple(blocks)


def _pieces(block: Block) -> Iterator[_Labelled]:
    """Yield the block, one piece for each of its lines where lines carry labels."""
    if block.kind is BlockKind.HEADING:
        match = _HEADING_LABEL.match(block.text)
        yield _Labelled(block, _name(match["name"]) if match else "")
    elif block.kind is not BlockKind.PARAGRAPH or block.location.part == "comment":
        yield _Labelled(block)
    elif "\n" in block.text and len(block.anchors) == 1:
        yield from (_labelled(replace(block, text=line)) for line in block.text.split("\n"))
    else:
        yield _labelled(block)


def _labelled(block: Block) -> _Labelled:
    unmarked = _without_start(block, _CHANGE.sub("", block.text))
    match = _LABEL.match(unmarked.text)
    name = _name(match["name"] or match["bracketed"]) if match else ""
    return _Labelled(unmarked, name, changes=unmarked is not block)


def _name(label: str) -> str:
    """Return the label as a name, "" where it cannot be one."""
    name = " ".join(label.split())
    words = name.lower().split()
    if len(words) > _MOST_WORDS or words[0].strip("(),.&") in _NOT_SPEAKERS or words[-1] in _NOT_SPEAKERS:
        return ""
    return name


def _speakers(pieces: Sequence[_Labelled]) -> frozenset[str]:
    """Return the names that speak in a transcript, none where the document is not one."""
    counts = Counter(piece.speaker for piece in pieces if piece.speaker)
    spoken = Counter(piece.speaker for piece in pieces if piece.speaker and _is_speech(piece))
    recurring = {name for name, count in counts.items() if count >= 2 and spoken[name] * 2 >= count}
    turns = sum(counts[name] for name in recurring)
    prose = sum(piece.block.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING) for piece in pieces)
    marked = _is_marked(pieces, counts) and bool(recurring)
    share = _LEAST_SHARE / 5 if marked else _LEAST_SHARE
    if (len(recurring) < 2 and not marked) or turns < _LEAST_TURNS or turns < share * prose:
        return frozenset()
    return frozenset(recurring | {name for name in counts if spoken[name] and not _is_phrase(name)})


def _is_phrase(name: str) -> bool:
    """Say whether a label that stands but once is rather the beginning of a sentence: "So the hope is:"."""
    words = _IN_BRACKETS.sub("", name).split()
    return len(words) > 1 and sum(word[0].islower() for word in words) > len(words) // 2


def _customary(pieces: Sequence[_Labelled], speakers: frozenset[str]) -> list[_Labelled]:
    """Return the pieces, without the labels that lack the mark which nearly all names of the transcript bear."""
    counts = Counter(piece.speaker for piece in pieces if piece.speaker in speakers)
    marks = Counter(_mark(piece) for piece in pieces if counts[piece.speaker] > 1)
    mark, count = next(iter(marks.most_common(1)), ("", 0))
    if not mark or count < _CUSTOMARY * marks.total():
        return list(pieces)
    return [replace(piece, speaker="") if piece.speaker and _mark(piece) != mark else piece for piece in pieces]


def _mark(piece: _Labelled) -> str:
    """Return how a label is marked as a name, "" where only its colon tells it."""
    if piece.block.kind is BlockKind.HEADING:
        return "heading"
    if piece.block.text.startswith("["):
        return "brackets"
    return "capitals" if _IN_BRACKETS.sub("", piece.speaker).isupper() else ""


def _is_marked(pieces: Sequence[_Labelled], counts: Mapping[str, int]) -> bool:
    """Say whether the names bear a transcriber's sign, under which turns of many paragraphs are usual.

    The signs are names in capitals, and headings that are mostly names.
    """
    headings = [piece for piece in pieces if piece.block.kind is BlockKind.HEADING]
    named = {piece.speaker for piece in headings if piece.speaker}
    headed = len(named) >= 2 and 2 * sum(bool(piece.speaker) for piece in headings) >= len(headings)
    return headed or (len(counts) >= 2 and all(name.isupper() for name in counts))


def _is_speech(piece: _Labelled) -> bool:
    if piece.block.kind is BlockKind.HEADING:
        return True
    text = _unlabelled(piece.block.text)
    return not text or bool(_SENTENCE_END.search(text)) or len(text.split()) > 12


def _unlabelled(text: str) -> str:
    return _LABEL.sub("", text, count=1)


def _turns(pieces: Sequence[_Labelled], speakers: frozenset[str]) -> Iterator[Block]:
    speaker, speaking = "", False
    for piece in pieces:
        block = piece.block
        if piece.speaker in speakers:
            speaker, speaking = piece.speaker, True
            if block.kind is not BlockKind.HEADING and (text := _unlabelled(block.text)):
                yield _turn(_without_start(block, text), speaker)
        elif piece.changes:
            speaker, speaking = "", True
            yield _turn(block, speaker)
        elif block.kind is BlockKind.HEADING:
            speaker, speaking = "", False
            yield block
        elif speaking and _goes_on(block):
            yield _turn(block, speaker)
        else:
            yield block


def _goes_on(block: Block) -> bool:
    """Say whether a block without a name may be said by who spoke last: not what was added to the transcript."""
    return block.kind is BlockKind.PARAGRAPH and block.location.part != "comment" and not _ASIDE.match(block.text)


def _turn(block: Block, speaker: str) -> Block:
    anchors = (replace(anchor, location=replace(anchor.location, speaker=speaker or None)) for anchor in block.anchors)
    return replace(block, kind=BlockKind.TURN, anchors=tuple(anchors))


def _without_start(block: Block, text: str) -> Block:
    """Return the block with `text`, the end of its own; what it lost at the front, its anchors' offsets lose too."""
    lost = len(block.text) - len(text)
    if not lost:
        return block
    anchors = tuple(Anchor(max(anchor.offset - lost, 0), anchor.location) for anchor in block.anchors)
    kept = tuple(a for a, b in zip(anchors, (*anchors[1:], None), strict=True) if b is None or b.offset > a.offset)
    return replace(block, text=text, anchors=kept)

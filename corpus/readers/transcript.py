"""Subtitles (WebVTT and SubRip): speaker turns and paragraphs with the time of every cue.

WebVTT: https://www.w3.org/TR/webvtt1/. SubRip has no standard; times are written with a comma, `00:01:02,500`.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from ..documents import Anchor, Block, BlockKind, Location, Reading
from ..errors import Reason, Unreadable
from .encoding import decode

if TYPE_CHECKING:
    from webvtt import Caption

_PAUSE = 2.0
_LONG = 80
_TOO_LONG = 120
_ROLL_UP_GAP = 1.0
_LEAST_REPEATING = 3
_REPEATING_SHARE = 0.25
_MOST_REPEATED = 100

_FIRST_CUE = re.compile(r"^\d+[ \t]*\n[ \t]*\d+:\d{1,2}:\d{1,2}[,.]\d+[ \t]*-->", re.MULTILINE)
_TIMES = re.compile(r"^[^\n]*\d[ \t]*-->[ \t]*\d[^\n]*\n(?=[ \t]*\S)", re.MULTILINE)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?(?:\s+(?P<name>[^>]*))?>")
_TAG = re.compile(r"</?[a-zA-Z0-9][^<>\n]*>|\{\\[^{}]*\}")
_CHANGE = re.compile(r"^(?:>>+|[-–—])\s*(?=\S)")
_CHANGE_WITHIN = re.compile(r"(?<=\S)\s+(?=(?:>|&gt;){2,}\s*\S)")
_CAPITALS = re.compile(r"^(?P<name>[^\W\d_a-zа-яёәғқңөұүһі][^\n:a-zа-яёәғқңөұүһі]{0,38}[^\W\d_]|[A-ZА-Я]):\s+(?=\S)")
_NAMED = re.compile(
    r"^(?P<name>(?:[^\W\d_]\.\s?)*[A-ZА-ЯЁӘҒҚҢӨҰҮІ][\w'’-]*(?:\s[A-ZА-ЯЁӘҒҚҢӨҰҮІ][\w.'’-]*){0,3}):\s+(?=\S)"
)
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_WIDE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class _Said:
    """What one cue says, or one voice in it; times in seconds.

    `speaker` is "" where none is named; `changes` where a mark says that another voice begins.
    """

    text: str
    start: float
    end: float
    speaker: str = ""
    changes: bool = False


@dataclass(frozen=True, slots=True)
class _Cue:
    """The lines of one cue as written, and the words it shows; times in seconds."""

    lines: tuple[str, ...]
    words: tuple[str, ...]
    start: float
    end: float


def read_vtt(path: Path) -> Reading:
    """Return the turns of a WebVTT file, or its paragraphs where it names no speakers."""
    return _read(decode(path.read_bytes()).lstrip(), "vtt")


def read_srt(path: Path) -> Reading:
    """Return the turns of a SubRip file, or its paragraphs where it names no speakers."""
    text = decode(path.read_bytes())
    first = _FIRST_CUE.search(text)
    return _read(text[first.start() :] if first else text, "srt")


def _read(text: str, form: str) -> Reading:
    from webvtt import WebVTT
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    try:
        cues = WebVTT.from_buffer([text], format=form)
    except (MalformedFileError, MalformedCaptionError) as error:
        raise Unreadable(
            Reason.DAMAGED, f"The subtitles cannot be read ({error}): export them again as WebVTT or SRT."
        ) from error
    unread = _unread(len(_TIMES.findall(text)), len(cues.captions))
    said = list(_cues(cues.captions))
    properties = dict(_header(text)) if form == "vtt" else {}
    return Reading(blocks=tuple(_blocks(_spoken(said))), properties=properties, unread=unread)


def _unread(written: int, read: int) -> tuple[str, ...]:
    """Return a sentence on the cues whose times made no sense; raise Unreadable where they are all."""
    if written > read == 0:
        raise Unreadable(Reason.DAMAGED, "No subtitle has times that can be read: export them again as WebVTT or SRT.")
    return (f"{written - read} of {written} subtitles have times that cannot be read.",) if written > read else ()


def _header(text: str) -> Iterator[tuple[str, str]]:
    """Yield title and language from the lines above the first cue."""
    lines = text.split("\n\n", maxsplit=1)[0].split("\n")
    title = lines[0].removeprefix("WEBVTT").strip(" \t-–—")
    if title:
        yield "title", title
    for line in lines[1:]:
        key, _, value = line.partition(":")
        if key.strip().lower() == "language" and value.strip():
            yield "language", value.strip()


def _cues(captions: Iterable[Caption]) -> Iterator[_Said]:
    """Yield what the cues say, without what a cue repeats from the one before.

    In roll-up captions most do. In others a repeated word was said twice, unless both cues are on the screen together.
    """
    cues = [cue for caption in captions if (cue := _cue(caption)).words]
    rolls_up = _rolls_up(cues)
    for before, cue in zip((None, *cues), cues, strict=False):
        lines: Sequence[str] = cue.lines
        if before and (cue.start < before.end or rolls_up):
            lines = _without_words(lines, _repeated(before, cue))
        yield from _voices(lines, cue.start, cue.end)


def _cue(caption: Caption) -> _Cue:
    lines = [line for raw in caption.raw_text.split("\n") for line in _CHANGE_WITHIN.split(raw.strip()) if line]
    return _Cue(
        lines=tuple(lines),
        words=tuple(word for line in lines for word in _shown(line).split()),
        start=caption.start_time.in_milliseconds() / 1000,
        end=caption.end_time.in_milliseconds() / 1000,
    )


def _shown(line: str) -> str:
    """Return a cue's line as it is seen."""
    return " ".join(html.unescape(_TAG.sub("", line)).split())


def _rolls_up(cues: Sequence[_Cue]) -> bool:
    """Say whether cues repeat the end of the one before so often that it is the custom of the file."""
    repeating = sum(_repeated(before, cue) > 0 for before, cue in pairwise(cues))
    return repeating >= _LEAST_REPEATING and repeating >= _REPEATING_SHARE * len(cues)


def _repeated(before: _Cue, cue: _Cue) -> int:
    """Return how many of the first words ended the cue right before: two or more, or all of one of the cues."""
    if cue.start - before.end > _ROLL_UP_GAP:
        return 0
    shorter = min(len(before.words), len(cue.words))
    for count in range(min(shorter, _MOST_REPEATED), 0, -1):
        if before.words[-count:] == cue.words[:count] and (count > 1 or count == shorter):
            return count
    return 0


def _without_words(lines: Sequence[str], count: int) -> list[str]:
    """Return the lines without their first `count` words."""
    kept = []
    for line in lines:
        words = _shown(line).split()
        if count < len(words):
            kept.append(html.escape(" ".join(words[count:]), quote=False) if count else line)
        count = max(count - len(words), 0)
    return kept


def _voices(lines: Sequence[str], start: float, end: float) -> Iterator[_Said]:
    """Yield one piece for each voice of a cue; a line with a dash or ">>" begins a new one."""
    pieces: list[tuple[str, bool, list[str]]] = []
    for line in lines:
        parts = _VOICE.split(line)
        first = _shown(parts[0])
        if first and pieces and not _CHANGE.match(first):
            pieces[-1][2].append(first)
        elif first:
            pieces.append(("", bool(_CHANGE.match(first)), [first]))
        for name, text in zip(parts[1::2], parts[2::2], strict=True):
            known = _shown(name or "").strip("- ")
            pieces.append((known, not known, [_shown(text)]))
    for speaker, changes, texts in pieces:
        text = _CHANGE.sub("", _join([text for text in texts if text]))
        if text:
            yield _Said(text, start, end, speaker, changes)


def _spoken(said: Sequence[_Said]) -> list[_Said]:
    """Return the pieces with the speakers that their texts name, each name holding until the next.

    In subtitles that name the speaker of most cues, a cue without a name has no known speaker.
    """
    named = [_named(piece) for piece in _trusted(said)]
    share = sum(bool(piece.speaker) for piece in named) / max(len(named), 1)
    current, spoken = "", []
    for piece in named:
        if piece.speaker or piece.changes or share > 0.5:
            current = piece.speaker
        spoken.append(replace(piece, speaker=current))
    return spoken


def _trusted(said: Sequence[_Said]) -> list[_Said]:
    """Return the pieces with "Name: " taken as the speaker where such names recur."""
    names = Counter(match["name"] for piece in said if (match := _NAMED.match(piece.text)))
    trusted = {name for name, count in names.items() if count >= 2}
    return [
        replace(piece, speaker=match["name"], text=piece.text[match.end() :])
        if (match := _NAMED.match(piece.text)) and match["name"] in trusted and len(trusted) >= 2
        else piece
        for piece in said
    ]


def _named(piece: _Said) -> _Said:
    match = _CAPITALS.match(piece.text)
    return replace(piece, speaker=match["name"], text=piece.text[match.end() :]) if match else piece


def _blocks(said: Sequence[_Said]) -> Iterator[Block]:
    for speaker, group in groupby(said, key=lambda piece: piece.speaker):
        if speaker:
            yield _block(list(group), BlockKind.TURN)
        else:
            yield from (_block(part, BlockKind.PARAGRAPH) for part in _parts(group))


def _parts(said: Iterable[_Said]) -> Iterator[list[_Said]]:
    """Yield the cues of each paragraph: up to a pause, another voice, or the end of a sentence once it is long."""
    part: list[_Said] = []
    size = 0
    for piece in said:
        full = size >= _TOO_LONG or (size >= _LONG and _SENTENCE_END.search(part[-1].text))
        if part and (full or piece.changes or piece.start - part[-1].end > _PAUSE):
            yield part
            part, size = [], 0
        part.append(piece)
        size += max(len(piece.text.split()), len(_WIDE.findall(piece.text)) // 2)
    if part:
        yield part


def _block(said: Sequence[_Said], kind: BlockKind) -> Block:
    """Return the cues as one block, with an anchor where each begins.

    A blank parts them in every script: where none parts the words, a new cue is often the only mark of a new phrase.
    """
    text, anchors = "", []
    for piece in said:
        joined = f"{text} {piece.text}" if text else piece.text
        place = Location(speaker=piece.speaker or None, start=piece.start, end=piece.end)
        anchors.append(Anchor(len(joined) - len(piece.text), place))
        text = joined
    return Block(kind, text, tuple(anchors))


def _join(texts: Sequence[str]) -> str:
    """Join the lines of a cue by spaces, or by nothing where the script has none."""
    joined = ""
    for text in texts:
        wide = bool(joined) and _WIDE.match(joined[-1]) and _WIDE.match(text)
        joined += text if wide or not joined else f" {text}"
    return joined

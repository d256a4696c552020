"""Programmes as records: what is on, who speaks, when and where, whether it stands in a table's row or below a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from weakref import WeakKeyDictionary

from corpus import BlockKind, Passage
from index import Index

from .quoting import Stretch

_FIELD = re.compile(r"(?:^|\n|\|)\s*(?P<label>[^:\n|]{2,30}): (?P<value>[^\n|]+)")
_LONGEST = 600  # of a line of facts; a longer paragraph is prose that holds a colon


class Role(Enum):
    """What a field of a programme tells."""

    TITLE = "title"
    SPEAKER = "speaker"
    DATE = "date"
    TIME = "time"
    PLACE = "place"


_LABELS = {
    Role.TITLE: "session title talk topic event сессия тема доклад название мероприятие тақырып тақырыбы атауы іс-шара баяндама",
    Role.SPEAKER: "speaker speakers presenter presenters panellists panelists moderator chair докладчик докладчики спикер спикеры "
    "выступающие выступает ведущий баяндамашы баяндамашылар спикерлер сөйлеуші сөйлеушілер",
    Role.DATE: "date day дата день күні күн",
    Role.TIME: "time when start starts begins время начало когда уақыты уақыт басталуы қашан",
    Role.PLACE: "room place where venue hall location место зал аудитория где орны залы қайда",
}
_ROLES = {label: role for role, labels in _LABELS.items() for label in labels.split()}


@dataclass(slots=True)
class Slot:
    """One entry of a programme: its title, the words that tell each of its facts, and its speakers' names as they stand."""

    title: str
    source: str
    under: str = ""
    words: dict[Role, Stretch] = field(default_factory=dict)
    speakers: str = ""


_READ: WeakKeyDictionary[Index, dict[str, tuple[Slot, ...]]] = WeakKeyDictionary()


def slots_of(index: Index, source: str) -> tuple[Slot, ...]:
    """Return the entries of a document's programme, in order; read once for each generation."""
    kept = _READ.setdefault(index, {})
    if source not in kept:
        kept[source] = tuple(_slots(index.passages.many(index.passages.rows_of(source))))
    return kept[source]


def is_entry(text: str) -> bool:
    """Tell whether a text is an entry of a programme, or a line of facts about one."""
    return bool(_fields(text))


def _slots(passages: Mapping[int, Passage]) -> Iterator[Slot]:
    headed: dict[tuple[str, ...], Slot] = {}
    found: list[Slot] = []
    for row in sorted(passages):
        passage = passages[row]
        for span in passage.spans:
            block = Stretch(passage, row, span.start, span.end)
            fields = _fields(block.text) if span.kind not in (BlockKind.HEADING, BlockKind.TURN) else []
            if not fields:
                continue
            heading = span.location.heading
            slot = _row(block, fields, heading) if span.kind is BlockKind.TABLE_ROW else _below(headed, heading, block)
            if slot is None:
                continue
            if slot not in found:
                found.append(slot)
            _fill(slot, block, fields)
    yield from (slot for slot in found if slot.words.keys() & {Role.SPEAKER, Role.DATE, Role.TIME})


def _row(block: Stretch, fields: list[tuple[Role, str]], heading: tuple[str, ...]) -> Slot | None:
    title = next((value for role, value in fields if role is Role.TITLE), "")
    return Slot(title, block.passage.source, heading[-1] if heading else "") if title else None


def _below(headed: dict[tuple[str, ...], Slot], heading: tuple[str, ...], block: Stretch) -> Slot | None:
    if not heading:
        return None
    return headed.setdefault(heading, Slot(heading[-1], block.passage.source))


def _fill(slot: Slot, block: Stretch, fields: list[tuple[Role, str]]) -> None:
    for role, value in fields:
        slot.words.setdefault(role, block)
        if role is Role.SPEAKER:
            slot.speakers = "; ".join(part for part in (slot.speakers, value) if part)


def _fields(text: str) -> list[tuple[Role, str]]:
    if len(text) > _LONGEST:
        return []
    found = ((_ROLES.get(one["label"].strip().casefold()), one["value"].strip()) for one in _FIELD.finditer(text))
    return [(role, value) for role, value in found if role is not None]

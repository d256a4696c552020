"""What a document says about itself: title, date, language, event, session, speakers, symbol and version.

Each field is taken from the first place that states it, in this order of trust: an override (see `overrides.py`), front
matter, the file's properties, the first page, the names of file and folders. Where it was found is kept beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePosixPath

from .cleaning import clean_text
from .dates import find_date, find_month, find_year, is_date
from .documents import Block, BlockKind
from .languages import language_code, language_of
from .people import Person, byline_in, is_name, people_in
from .readers.lines import labelled
from .symbols import find_symbol, find_version, symbol_in_name, version_in_name, version_of_symbol
from .titles import LINE, TOP, find_title, is_borne_out, on_page_of, opening, readable

OVERRIDE = "override"
_FRONT_MATTER, _PROPERTIES, _FIRST_PAGE = "front matter", "properties", "first page"
_FILE_NAME, _FOLDER_NAME, _TEXT = "file name", "folder name", "text"
_SAMPLE = 1_000  # characters: a sentence tells the language, and weighing them takes longer than reading some files
_STRETCH = 150  # characters of each block, so that a sample holds some of every part
_FRONT_MATTER_KINDS = frozenset({"markdown"})
_OFFICE_KINDS = frozenset({"pdf", "docx", "pptx", "xlsx", "odt", "odp", "ods"})
_USER_NAME = re.compile(r"[A-Za-z0-9._@-]+")

_LABELS = {
    "speaker": "speaker speakers presenter presenters спикер спикеры докладчик докладчики выступающий баяндамашы баяндамашылар",
    "role": "role position должность лауазымы лауазым",
    "organisation": "organisation organization affiliation организация ұйым ұйымы",
    "session": "session section секция сессия сессиясы",
    "event": "event conference мероприятие конференция іс-шара",
    "author": "author authors автор авторы авторлар авторлары",
    "symbol": "symbol символ",
    "version": "version revision status версия редакция нұсқа",
    "date": "date дата күні",
}
_FIELD_OF = {label: field for field, labels in _LABELS.items() for label in labels.split()}
METADATA = ("speaker", "role", "organisation", "session", "event", "author", "symbol", "version")

_SPOKEN_BY = re.compile(
    r"^(?:(?:opening|closing|keynote|introductory|welcoming|welcome)\s)?"
    r"(?P<said>statement|remarks|speech|address|presentation|lecture|talk|presented|delivered|written)?\s?by:?\s(?P<who>\S.*)$",
    re.IGNORECASE,
)
_SESSION_LINE = re.compile(
    r"^((?:(?:the\s)?(?:[A-Z][a-z]+(?:[ –-][a-z]+)?|\d{1,3}(?:st|nd|rd|th))\s(?:\w+\s)?session"
    r"|(?:\d{1,3}(?:-?[а-я]{1,2})?|[А-ЯЁ][а-яё]+(?:\s[а-яё]+)?)\s(?:\w+\s)?сессия"
    r"|(?:\d{1,3}-?|[А-ЯӘҒҚҢӨҰҮҺІ][а-яёәғқңөұүһі]+(?:\s[а-яёәғқңөұүһі]+)?)\s?сессия(?:сы)?"
    r"|(?:[Pp]lenary\s)?(?:[Ss]ession|[Pp]anel|[Ww]orkshop|[Сс]екция|[Сс]ессия|[Пп]анель)\s(?:[IVX]+|\d{1,2}|[A-H])"
    r"(?:[:.]\s.{3,80})?))(?=$|\s(?:Agenda|Пункт|Күн))"
)
_SESSION_NAME = re.compile(
    r"(?:^|[\W_])(?P<session>(?:(?:plenary|parallel|working)[\s_-]?)?(?:session|panel|plenary|workshop|секция|сессия|панель)"
    r"[\s_-]?(?:\d{1,2}|[A-H](?![^\W_])))(?=$|[\W_])",
    re.IGNORECASE,
)
_CAPITAL = "[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]"
_EVENT_NOUN = (
    "conference|congress|summit|symposium|seminar|forum|workshop|colloquium|unconference"
    "|конференция|конгресс|саммит|симпозиум|семинар|форум|съезд|конференциясы|конгресі|симпозиумы|семинары|форумы"
)
# "Second Civic Forum on Water", "Международная конференция по правам человека", "Су ресурстары жөніндегі форумы".
_EVENT_LINE = re.compile(
    rf"(?P<english>(?!(?:The|A|An|Opening|Closing|Report|This|Our)\b)(?:(?:[A-Z]|\d{{1,3}}(?:st|nd|rd|th)\b)[\w'’&/-]*\s){{1,8}}"
    r"(?:Conference|Congress|Summit|Symposium|Seminar|Forum|Workshop|Colloquium)\b"
    r"(?:\s(?:on|of|for)(?:\s(?:the\s|and\s|of\s){0,2}[A-Z][\w'’-]*,?)+)?(?:\s(?:19|20)\d{2})?)"
    r"|^(?P<russian>[А-ЯЁIVX\d][А-ЯЁа-яё\d-]*(?:\s[а-яё-]+){0,3}\s(?:конференция|конгресс|саммит|симпозиум|семинар|форум|съезд)"
    r"(?:\s[^.!?:;]{3,80})?)$"
    rf"|^(?P<kazakh>{_CAPITAL}[^.!?:;]{{3,80}}\s(?:конференциясы|конгресі|саммиті|симпозиумы|семинары|форумы))(?:\s(?:19|20)\d{{2}})?$"
)
_EVENT_NAME = re.compile(rf"(?:^|[\W_])(?:{_EVENT_NOUN})(?=$|[\W\d_])", re.IGNORECASE)

_Found = tuple[str, str]  # a value and where it was found
_Finder = Callable[[str], str]
_NOTHING: _Found = ("", "")


@dataclass(frozen=True, slots=True)
class Description:
    """The fields of a Document that describe it; "" and {} where nothing is known.

    `origins` says, for each field that is known, where it was found.
    """

    title: str
    date: str = ""
    language: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)


def describe(
    source: str,
    blocks: Sequence[Block],
    properties: Mapping[str, str],
    *,
    kind: str = "",
    overrides: Mapping[str, str] | None = None,
) -> Description:
    """Return what is said of a document by its overrides, its properties, its first blocks and its name.

    Office programs write date and author of the file, not of the text: for those kinds a date in the text comes first,
    and an author of one word is taken for a user's name. Comments on a document are not its own words.
    """
    blocks = [block for block in blocks if block.location.part != "comment"]
    stated = {name: text for name, value in properties.items() if (text := clean_text(value))}
    if kind in _OFFICE_KINDS and _USER_NAME.fullmatch(stated.get("author", "")):
        del stated["author"]
    file = _File(source, blocks, stated, kind)
    found = {name: value for name, value in file.found().items() if value[0]}
    if "speaker" in (overrides or {}):  # what is said of another speaker is not said of this one
        found = {name: value for name, value in found.items() if name not in ("role", "organisation")}
    found |= {name: (value, OVERRIDE) for name, value in (overrides or {}).items()}
    values = {name: value for name, (value, _) in found.items()}
    return Description(
        title=values["title"],
        date=values.get("date", ""),
        language=values.get("language", ""),
        metadata={name: values[name] for name in METADATA if name in values},
        origins={name: origin for name, (_, origin) in found.items()},
    )


class _File:
    """One file while it is described: its blocks, what its properties state, and the names it lies under."""

    def __init__(self, source: str, blocks: Sequence[Block], stated: Mapping[str, str], kind: str) -> None:
        path = PurePosixPath(source)
        self.source, self.blocks, self.stated, self.kind = source, blocks, stated, kind
        self.stem, self.folders = path.stem, list(reversed(path.parent.parts))
        self.lines = [line for block in islice(blocks, TOP) for line in _lines(block)]
        self.first = [line for block in _before_first_section(blocks) for line in _lines(block)]
        self.labels = _labelled_once(blocks)

    def found(self) -> dict[str, _Found]:
        """Return each field with where it was found; ("", "") where nothing states it."""
        title, origin = self._titled()
        self.title: _Found = (title, self._properties_are if origin == _PROPERTIES else origin)
        symbol = self._first("symbol", self._on_first_page(find_symbol), (symbol_in_name(self.stem), _FILE_NAME))
        return {
            "title": self.title,
            "date": self._date(),
            "language": self._language(),
            "event": self._first("event", self._on_first_page(_event_in), self._in_folders(_event_named)),
            "session": self._first(
                "session", self._on_first_page(_session_in), (_session_named(self.stem), _FILE_NAME),
                self._in_folders(_session_named),
            ),
            "author": self._first("author"),
            "symbol": symbol,
            "version": self._version(symbol),
            **self._speakers(),
        }  # fmt: skip

    def _titled(self) -> tuple[str, str]:
        """Return the title; in an office file one that the text does not bear out may be left over from another file."""
        stated = self.stated.get("title", "")
        if self.kind in _OFFICE_KINDS and not is_borne_out(stated, self.blocks):
            shown = find_title(self.source, self.blocks)
            if shown[1] == _FIRST_PAGE and not is_name(shown[0]):
                return shown
        return find_title(self.source, self.blocks, stated)

    @property
    def _properties_are(self) -> str:
        return (
            _FRONT_MATTER if self.kind in _FRONT_MATTER_KINDS else _FIRST_PAGE if self.kind == "text" else _PROPERTIES
        )

    def _first(self, name: str, *further: _Found) -> _Found:
        """Return what is stated for a field, else the one label that names it, else the first of `further` with a value."""
        known = (self.stated.get(name, ""), self._properties_are), (self.labels.get(name, ""), _FIRST_PAGE)
        return next((found for found in (*known, *further) if found[0]), _NOTHING)

    def _on_first_page(self, find: _Finder) -> _Found:
        return next(((value, _FIRST_PAGE) for line in self.lines if (value := find(line))), _NOTHING)

    def _in_folders(self, find: _Finder) -> _Found:
        return next(((value, _FOLDER_NAME) for name in self.folders if (value := find(name))), _NOTHING)

    def _date(self) -> _Found:
        """Return the date: a whole one before a month, a month before a year.

        A line that is a date and nothing else comes before the file's name, and any other line with a date, above the first
        section, after it.
        """
        stated = find_date(self.stated.get("date", ""), compact=True)
        office = self.kind in _OFFICE_KINDS
        named = [(readable(self.stem), _FILE_NAME), *((readable(name), _FOLDER_NAME) for name in self.folders)]
        dated = [(line, _FIRST_PAGE) for line in self.lines if is_date(line)]
        dated += [(self.labels["date"], _FIRST_PAGE)] if "date" in self.labels else []
        lines = [(line, _FIRST_PAGE) for line in self.first]
        whole = _find(find_date, [self.title, *dated]) or _find(_find_compact, named) or _find(find_date, lines)
        part = _find(find_month, [self.title, *lines, *named]) or _find(find_year, [self.title, *named])
        if stated and not office:
            return stated, self._properties_are
        if whole or (part and not stated.startswith(part[0])):
            return whole or part or _NOTHING
        return (stated, _PROPERTIES) if stated else _NOTHING

    def _language(self) -> _Found:
        if told := language_of(_sample(self.blocks)):
            return told, _TEXT
        return language_code(self.stated.get("language", "")), self._properties_are

    def _version(self, symbol: _Found) -> _Found:
        own = (version_of_symbol(symbol[0]), symbol[1])
        titled = (find_version(self.title[0]), self.title[1])
        return self._first(
            "version", own, titled, self._on_first_page(find_version), (version_in_name(self.stem), _FILE_NAME)
        )

    def _speakers(self) -> dict[str, _Found]:
        """Return speaker, role and organisation, several of each joined by "; "."""
        speaker, origin = self._first("speaker")
        people = people_in(speaker) if speaker else list(islice(self._bylines(), 1))
        origin = origin or (_FIRST_PAGE if people else "")
        joined = {
            "speaker": "; ".join(person.name for person in people),
            "role": "; ".join(person.role for person in people if person.role),
            "organisation": "; ".join(person.organisation for person in people if person.organisation),
        }
        return {name: (value, origin) if value else self._first(name) for name, value in joined.items()}

    def _bylines(self) -> Iterator[Person]:
        """Yield who the top of the document names as its speaker.

        A bare name counts where the author's, the file's or the folder's name has it too.
        """
        author = _words(self.stated.get("author", ""))
        names = _words(" ".join([self.stem, *self.folders])) - _words(self.title[0])
        for line in [self.title[0], *(line for block in opening(self.blocks) for line in _lines(block))]:
            spoken = _SPOKEN_BY.match(line)
            who = spoken["who"] if spoken else line
            if person := byline_in(who):
                yield person
            elif is_name(who) and ((spoken and not spoken["said"]) or _words(who) & (author | names)):
                yield Person(who)


def _find(find: _Finder, places: Iterable[_Found]) -> _Found | None:
    """Return what is found in the first of these texts that holds it, with the text's origin."""
    return next(((value, origin) for text, origin in places if (value := find(text))), None)


def _find_compact(text: str) -> str:
    return find_date(text, compact=True)


def _words(text: str) -> set[str]:
    """Return the words of a text that may tell one person from another."""
    return {word for word in re.findall(r"[^\W\d_]+", text.casefold()) if len(word) > 3}


def _session_in(line: str) -> str:
    match = _SESSION_LINE.match(line)
    return match[1] if match else ""


def _session_named(name: str) -> str:
    match = _SESSION_NAME.search(name)
    return readable(re.sub(r"(?<=[^\W\d_])(?=\d)", " ", match["session"].replace("-", " "))) if match else ""


def _event_in(line: str) -> str:
    match = None if labelled(line) else _EVENT_LINE.search(line)
    return next(filter(None, match.groups())) if match else ""


def _event_named(name: str) -> str:
    return readable(name) if _EVENT_NAME.search(name) and len(name.split("-")) + len(name.split()) > 2 else ""


def _before_first_section(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks of the first page down to the heading that follows the first of other blocks."""
    begun = False
    for block in islice(blocks, TOP):
        if not on_page_of(blocks[0], block) or (begun and block.kind is BlockKind.HEADING):
            return
        begun = begun or block.kind not in (BlockKind.HEADING, BlockKind.CAPTION)
        yield block


def _lines(block: Block) -> Iterator[str]:
    """Yield the short lines of a block in which a document may say what it is."""
    if block.kind not in (BlockKind.TURN, BlockKind.FOOTNOTE, BlockKind.CAPTION):
        yield from (line.strip() for line in block.text.split("\n") if line.strip() and len(line) <= LINE)


def _labelled_once(blocks: Sequence[Block]) -> dict[str, str]:
    """Return the values of "Speaker: …" lines near the top; one that recurs is about the parts and not the document."""
    lines = [(label, value, number) for number, block in enumerate(blocks) for label, value in _labels(block)]
    counts = Counter(label for label, _, _ in lines)
    return {label: value for label, value, number in reversed(lines) if number < TOP and counts[label] == 1}


def _labels(block: Block) -> Iterator[tuple[str, str]]:
    if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.HEADING):
        for line in block.text.split("\n"):
            pair = labelled(line) if len(line) <= 2 * LINE else None
            if pair and pair[0].lower() in _FIELD_OF:
                yield _FIELD_OF[pair[0].lower()], pair[1]


def _sample(blocks: Iterable[Block]) -> str:
    """Return enough prose to tell the language by, from all over the document: its parts may be in several."""
    prose = [block.text for block in blocks if block.kind not in (BlockKind.HEADING, BlockKind.CAPTION)]
    each = max(_STRETCH, _SAMPLE // max(len(prose), 1))
    step = max(1, -(-sum(min(len(text), each) for text in prose) // _SAMPLE))
    return " ".join(text[:each] for text in prose[::step])

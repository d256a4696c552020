"""What a document says about itself: title, date, language, speaker, session, event."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from .cleaning import clean_text
from .dates import find_date, is_date
from .documents import Block, BlockKind
from .readers.lines import is_numbered, is_short, labelled

if TYPE_CHECKING:
    from lingua import LanguageDetector

_TOP = 12
_TITLE_LENGTH = 200
_LINE = 100
_SAMPLE = 3_000
_LEAST_LETTERS = 20

_LEFTOVER = re.compile(
    r"^(?:untitled.*|без названия|атаусыз|microsoft (?:word|powerpoint|excel)\s*-.*"
    r"|(?:document|документ|doc|slide)\s*\d*"
    r"|(?:powerpoint )?presentation\s*\d*|презентация(?: powerpoint)?\s*\d*|index|home|title"
    r"|[\W\d_]*|.*\.(?:docx?|pdf|txt|md|html?|pptx?|xlsx?|odt|rtf|indd)"
    r"|(?:time|date|room|when|where|day|время|дата|место|уақыты|күні)\b[^:]{0,20}:.*)$",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"^(?:table of )?contents$|^содержание$|^оглавление$|^мазмұны$", re.IGNORECASE)
_OFFICE_KINDS = frozenset({"pdf", "docx"})
_USER_NAME = re.compile(r"[A-Za-z0-9._@-]+")
_MEDIA_SUFFIX = re.compile(r"\.(?:mp[34]|webm|mkv|mov|wav|m4a|en|ru|kk|eng|rus|kaz)$", re.IGNORECASE)
_WORD_JOINTS = re.compile(r"_+|(?<!\d)-+|-+(?!\d)|%20")

_LABELS = {
    "speaker": "speaker speakers presenter presenters спикер спикеры докладчик докладчики баяндамашы баяндамашылар",
    "session": "session section секция сессия сессиясы",
    "event": "event conference мероприятие конференция іс-шара",
    "author": "author authors автор авторы авторлар авторлары",
}
_FIELD_OF = {label: field for field, labels in _LABELS.items() for label in labels.split()}

_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]"), 0.05),
    ("zh", re.compile("[\u3400-\u9fff]"), 0.3),
    ("ko", re.compile("[\uac00-\ud7af]"), 0.3),
    ("ar", re.compile("[\u0600-\u06ff]"), 0.3),
    ("he", re.compile("[\u0590-\u05ff]"), 0.3),
    ("el", re.compile("[\u0370-\u03ff]"), 0.3),
)
_CYRILLIC = re.compile("[\u0400-\u04ff]")
# Letters that Russian lacks, with the share of the text's Cyrillic letters from which they decide.
_CYRILLIC_LETTERS = (("kk", "ғқұһӘәҒҚҰҺ", 0.01), ("uk", "їєґЇЄҐ", 0.004), ("ky", "ңөүҢӨҮ", 0.01), ("be", "ўЎ", 0.004))
_LATIN_LANGUAGES = "ENGLISH FRENCH SPANISH GERMAN TURKISH ITALIAN PORTUGUESE DUTCH POLISH CZECH DANISH SWEDISH"


@dataclass(frozen=True, slots=True)
class Description:
    """The fields of a Document that describe it; "" and {} where nothing is known."""

    title: str
    date: str = ""
    language: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)


def describe(source: str, blocks: Sequence[Block], properties: Mapping[str, str], *, kind: str = "") -> Description:
    """Return what the properties, the first blocks and the file's name say of a document, in that order of trust.

    Office programs write date and author of the file, not of the text: for those kinds a date in the text comes first,
    and an author of one word is taken for a user's name.
    """
    stated = {name: text for name, value in properties.items() if (text := clean_text(value))}
    office = kind in _OFFICE_KINDS
    if office and _USER_NAME.fullmatch(stated.get("author", "")):
        del stated["author"]
    title = title_of(source, blocks, stated.get("title", ""))
    return Description(
        title=title,
        date=_date(source, blocks, stated.get("date", ""), title, office=office),
        language=language_of(_sample(blocks)) or _language_code(stated.get("language", "")),
        metadata=_metadata(blocks, stated),
    )


def title_of(source: str, blocks: Sequence[Block], stated: str = "") -> str:
    """Return a document's title: stated, its first heading, its first short line, or its file name made readable."""
    name = PurePosixPath(source).name
    stem = PurePosixPath(name).stem
    if _is_title(stated) and stated not in (name, stem) and not _is_letterhead(stated, blocks):
        return stated
    top = list(_opening(blocks))
    headings = [block for block in top if block.kind is BlockKind.HEADING and _is_title(block.text)]
    lines = [block for block in top if block.kind is BlockKind.PARAGRAPH and _is_title_line(block)]
    found = next(iter([*sorted(headings, key=lambda block: block.level), *lines]), None)
    return _titled(found, blocks) if found else _readable(stem) or name


def _is_title(text: str) -> bool:
    return 3 <= len(text) <= _TITLE_LENGTH and not (_LEFTOVER.match(text) or is_numbered(text))


def _is_letterhead(stated: str, blocks: Sequence[Block]) -> bool:
    """Say whether a stated title is only the name of a body that the first line, no heading, begins with."""
    first = blocks[0] if blocks else None
    named = first is not None and first.kind is not BlockKind.HEADING and first.text.startswith(stated)
    return named and len(stated.split()) <= 3


def _titled(found: Block, blocks: Sequence[Block]) -> str:
    """Return the title; on a title page, with the heading right below it, which often names the country or the body."""
    text = " ".join(found.text.split()).rstrip("*†‡ ")
    position = blocks.index(found)
    below = blocks[position + 1 : position + 4]
    alone = found.location.page is not None and below and below[0].kind is BlockKind.HEADING
    if not alone or any(_is_prose(block) for block in below):
        return text
    return f"{text}: {below[0].text}" if _is_title(below[0].text) and not _CONTENTS.match(below[0].text) else text


def _opening(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks before the first prose: a heading below it is a section's and not the document's."""
    for block in islice(blocks, _TOP):
        if block.kind is BlockKind.TURN or (block.kind is not BlockKind.HEADING and len(block.text) > _LINE):
            return
        yield block


def _is_prose(block: Block) -> bool:
    return block.kind is BlockKind.PARAGRAPH and len(block.text) > _LINE and not block.text.startswith("*")


def _is_title_line(block: Block) -> bool:
    text = block.text
    named = labelled(text) or is_date(text) or text.startswith(("(", "[", "http"))
    return is_short(text.rstrip("?!")) and len(text.split()) >= 2 and not named and block.location.start is None


def _readable(stem: str) -> str:
    words = " ".join(_WORD_JOINTS.sub(" ", _MEDIA_SUFFIX.sub("", stem)).split())
    return words[:1].upper() + words[1:]


def _date(source: str, blocks: Sequence[Block], stated: str, title: str, *, office: bool) -> str:
    name = PurePosixPath(source).name
    lines = (block.text for block in islice(blocks, _TOP) if len(block.text) <= _LINE)
    property_date = find_date(stated, compact=True)
    return (
        ("" if office else property_date)
        or find_date(title)
        or find_date(_readable(name), compact=True)
        or next((found for line in lines if (found := find_date(line))), "")
        or property_date
    )


def _metadata(blocks: Sequence[Block], stated: Mapping[str, str]) -> dict[str, str]:
    """Return speaker, session, event and author: as stated, else from a "Speaker: …" line that is the only one."""
    lines = [(label, value, number) for number, block in enumerate(blocks) for label, value in _labels(block)]
    counts = Counter(label for label, _, _ in lines)
    found = {label: value for label, value, number in reversed(lines) if number < _TOP and counts[label] == 1}
    return {name: value for name in _LABELS if (value := stated.get(name) or found.get(name, ""))}


def _labels(block: Block) -> Iterator[tuple[str, str]]:
    if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.HEADING):
        for line in block.text.split("\n"):
            pair = labelled(line) if len(line) <= 2 * _LINE else None
            if pair and pair[0].lower() in _FIELD_OF:
                yield _FIELD_OF[pair[0].lower()], pair[1]


def _sample(blocks: Iterable[Block]) -> str:
    """Return enough prose to tell the language by."""
    parts: list[str] = []
    size = 0
    for block in blocks:
        if block.kind not in (BlockKind.HEADING, BlockKind.CAPTION):
            parts.append(block.text[: _SAMPLE - size])
            size += len(parts[-1])
        if size >= _SAMPLE:
            break
    return " ".join(parts)


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of the language of `text`, "" where it is too short or unknown.

    Scripts of one language and Cyrillic letters decide at once; only Latin text needs the detector.
    """
    letters = sum(map(str.isalpha, text))
    if letters < _LEAST_LETTERS:
        return ""
    for code, script, share in _SCRIPTS:
        if len(script.findall(text)) >= share * letters:
            return code
    cyrillic = len(_CYRILLIC.findall(text))
    return _cyrillic_language(text, cyrillic) if 2 * cyrillic >= letters else _latin_language(text)


def _cyrillic_language(text: str, letters: int) -> str:
    for code, marks, share in _CYRILLIC_LETTERS:
        if sum(map(text.count, marks)) >= share * letters:
            return code
    return "ru"


def _latin_language(text: str) -> str:
    found = _detector().detect_language_of(text)
    return found.iso_code_639_1.name.lower() if found else ""


@cache
def _detector() -> LanguageDetector:
    """Return the detector in its light mode: 0.1 s and 20 MB instead of 1.4 s and 170 MB."""
    from lingua import Language, LanguageDetectorBuilder

    languages = [getattr(Language, name) for name in _LATIN_LANGUAGES.split()]
    return LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode().build()


def _language_code(stated: str) -> str:
    """Return the ISO 639-1 code of a language tag such as "en-GB", "" for anything else."""
    code = re.split(r"[-_]", stated.lower())[0]
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""

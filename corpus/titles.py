"""The title of a document: as it states it, as its top shows it, or its file's name made readable."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import PurePosixPath

from .dates import is_date
from .documents import Block, BlockKind
from .readers.lines import is_numbered, is_short, labelled

TOP = 12  # blocks, among which a document says what it is
LINE = 100
_TITLE_LENGTH = 200
_FEW_WORDS, _MANY_WORDS = 3, 6
_MARKS = "*∗†‡ "  # of a footnote

_LEFTOVER = re.compile(
    r"^(?:untitled.*|без названия|атаусыз|microsoft (?:word|powerpoint|excel)\s*-.*"
    r"|(?:document|документ|doc|slide)\s*\d*"
    r"|(?:powerpoint )?presentation\s*\d*|презентация(?: powerpoint)?\s*\d*|index|home|title"
    r"|united(?: nations)?|part\s*\d+|[\W\d_]*|.*\.(?:docx?|pdf|txt|md|html?|pptx?|xlsx?|odt|rtf|indd)"
    r"|(?:time|date|room|when|where|day|время|дата|место|уақыты|күні)\b[^:]{0,20}:.*)$",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"^(?:table of )?contents$|^содержание$|^оглавление$|^мазмұны$", re.IGNORECASE)
_MEDIA_SUFFIX = re.compile(r"\.(?:mp[34]|webm|mkv|mov|wav|m4a|en|ru|kk|eng|rus|kaz)$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+|\d+")
# A word that alone says what a letter or a paper is.
_GENRES = frozenset(
    "petition complaint statement declaration resolution appeal communiqué communique memorandum minutes agenda programme "
    "петиция жалоба заявление обращение декларация резолюция ходатайство протокол повестка программа меморандум "
    "шағым арыз өтініш мәлімдеме үндеу қарар хаттама бағдарлама жолдау".split()
)
# To whom a letter goes, which in Russian and Kazakh stands above its title.
_ADDRESSEE = re.compile(
    r"^(?:to|кому|кімге)\s*:|^\S*(?:министру|председателю|президенту|директору|руководителю|прокурору|уполномоченному|омбудсмену"
    r"|послу|акиму|начальнику|министріне|төрағасына|президентіне|басшысына|прокурорына|уәкіліне|әкіміне)\b"
    r"|\b(?:министріне|төрағасына|президентіне|басшысына|прокурорына|уәкіліне|әкіміне)$",
    re.IGNORECASE,
)
_WORD_JOINTS = re.compile(r"_+|(?<!\d)-+|-+(?!\d)|%20")


def find_title(source: str, blocks: Sequence[Block], stated: str = "") -> tuple[str, str]:
    """Return a document's title and where it stands: "properties", "first page" or "file name".

    It is the stated one, the first heading, the first short line, or the file's name made readable.
    """
    name = PurePosixPath(source).name
    stem = PurePosixPath(name).stem
    if _is_title(stated) and stated not in (name, stem) and not _is_letterhead(stated, blocks):
        return stated, "properties"
    top = list(opening(blocks))
    headings = [
        block for block in top if block.kind is BlockKind.HEADING and _is_title(block.text) and not _is_sheet(block)
    ]
    lines = [block for block in top if block.kind is BlockKind.PARAGRAPH and _is_title_line(block)]
    lines.sort(key=lambda block: not _is_genre(block))
    found = next(iter([*sorted(headings, key=lambda block: block.level), *lines]), None)
    return (_titled(found, blocks), "first page") if found else (readable(stem) or name, "file name")


def opening(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks of the first page before the first prose: a heading below it is a section's and not the document's."""
    first: Block | None = None
    for block in islice(blocks, TOP):
        first = first or block
        if not on_page_of(first, block):
            return
        if block.kind is BlockKind.TURN or (block.kind is not BlockKind.HEADING and len(block.text) > LINE):
            return
        yield block


def on_page_of(first: Block, block: Block) -> bool:
    """Say whether two blocks stand on the same page, slide or sheet."""
    one, other = first.location, block.location
    return (one.page, one.slide, one.sheet) == (other.page, other.slide, other.sheet)


def is_borne_out(stated: str, blocks: Iterable[Block]) -> bool:
    """Say whether most words of a stated title stand in the text."""
    words = {word for word in _words(stated) if len(word) > 2}
    found: set[str] = set()
    for block in blocks:
        text = block.text.casefold()
        if any(word in text for word in words - found):
            found |= words.intersection(_WORD.findall(text))
        if 2 * len(found) > len(words):
            return True
    return False


def readable(stem: str) -> str:
    """Return a file's or a folder's name as words: "opening_speech.en" is "Opening speech"."""
    words = " ".join(_WORD_JOINTS.sub(" ", _MEDIA_SUFFIX.sub("", stem)).split())
    return words[:1].upper() + words[1:]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _is_title(text: str) -> bool:
    return 3 <= len(text) <= _TITLE_LENGTH and not (_LEFTOVER.match(text) or is_numbered(text))


def _is_sheet(heading: Block) -> bool:
    """Say whether a heading is the name of a sheet, which is a part of its file."""
    return heading.text == heading.location.sheet


def _is_letterhead(stated: str, blocks: Sequence[Block]) -> bool:
    """Say whether a stated title is only the name of a body that the first line, no heading, begins with."""
    first = blocks[0] if blocks else None
    named = first is not None and first.kind is not BlockKind.HEADING and first.text.startswith(stated)
    return named and len(stated.split()) <= 3


def _titled(found: Block, blocks: Sequence[Block]) -> str:
    """Return the title; on a title page, with the heading right below it, which often names the country or the body."""
    text = " ".join(found.text.split()).rstrip(_MARKS)
    position = blocks.index(found)
    if found.location.page is not None and position and _is_head_of(blocks[position - 1], found):
        return f"{blocks[position - 1].text.rstrip(_MARKS)}: {text}"
    below = blocks[position + 1 : position + 4]
    alone = found.location.page is not None and below and below[0].kind is BlockKind.HEADING
    if not alone or any(_is_prose(block) for block in below):
        return text
    return (
        f"{text}: {below[0].text.rstrip(_MARKS)}"
        if _is_title(below[0].text) and not _CONTENTS.match(below[0].text)
        else text
    )


def _is_head_of(above: Block, heading: Block) -> bool:
    """Say whether the line above a heading of few words is the title that it completes: "Report on the review: Finland"."""
    line = (
        above.kind is BlockKind.PARAGRAPH
        and is_short(above.text)
        and _is_title_line(above)
        and on_page_of(above, heading)
    )
    return line and len(heading.text.split()) <= _FEW_WORDS < _MANY_WORDS <= len(above.text.split())


def _is_genre(block: Block) -> bool:
    return block.text.strip(" .").casefold() in _GENRES


def _is_prose(block: Block) -> bool:
    return block.kind is BlockKind.PARAGRAPH and len(block.text) > LINE and not block.text.startswith("*")


def _is_title_line(block: Block) -> bool:
    text = block.text
    named = labelled(text) or is_date(text) or text.startswith(("(", "[", "http")) or _ADDRESSEE.search(text)
    begins = not text[:1].islower() and (len(text.split()) >= 2 or _is_genre(block))
    return is_short(text.rstrip("?!")) and begins and not named and block.location.start is None

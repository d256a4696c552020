"""Untrusted text made safe to show: as Markdown for the chat, as HTML for the page, as plain text for a terminal.

Questions, answers and every word of a document are untrusted. Nothing here tries to recognise an attack: each function
lets through letters, digits and spaces and writes everything else so that it can only be text. The links to sources are
the single exception, and they are made here from numbers and addresses, never copied from the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import nh3

from corpus import Location

_TABLE_TAGS = {"table", "tbody", "td", "th", "thead", "tr"}
_TAGS = {"b", "div", "h2", "h3", "header", "li", "mark", "p", "span", "time", "ul"} | _TABLE_TAGS
_MARKER = re.compile(r"\[(\d{1,3})\]")
_ANSI = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b(?:[\]PX^_].*?(?:\x07|\x1b\\)|[@-Z\\-_])", re.DOTALL)
_LINKING = re.compile(r"[\\<>\[\]`@|~]|(?<=:)(?=//)|(?<=[wW]{3})(?=\.)")  # links, tags, tables and fences of Markdown
_OWN = re.compile(r"(\[\d{1,3}\](?![\[(:]))")  # a number of a citation, and not the words of a link
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_PUNCTUATION = str.maketrans({code: f"&#{code};" for code in range(33, 127) if not chr(code).isalnum()})
_INVISIBLE = frozenset(
    [
        *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0),  # letters and signs that draw nothing
        *range(0x180B, 0x1810),  # Mongolian variation selectors
        *range(0xFE00, 0xFE10),  # variation selectors
        *range(0xE0000, 0xE1000),  # tags and further variation selectors
    ]
)
_WORDS = {
    "en": {
        "page": "p. {}",
        "slide": "slide {}",
        "sheet": "sheet {}",
        "notes": "speaker notes",
        "comment": "comment",
        "quoted": "quoted message",
        "paragraph": "paragraph {}",
    },
    "ru": {
        "page": "стр. {}",
        "slide": "слайд {}",
        "sheet": "лист {}",
        "notes": "заметки докладчика",
        "comment": "комментарий",
        "quoted": "цитируемое письмо",
        "paragraph": "абзац {}",
    },
    "kk": {
        "page": "{}-бет",
        "slide": "{}-слайд",
        "sheet": "{} парағы",
        "notes": "баяндамашының жазбалары",
        "comment": "пікір",
        "quoted": "дәйексөз келтірілген хат",
        "paragraph": "{}-абзац",
    },
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A numbered link to a source: where it leads and what a screen reader says for it."""

    href: str
    label: str


def visible(text: str) -> str:
    """Return the text without characters that draw nothing or change the direction of others.

    Control characters other than line feed and tab, zero-width and bidirectional controls (category Cf), lone
    surrogates, private use, variation selectors and tag characters go; tabs and other line ends become plain ones.
    """
    text = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text)
    return "".join(character for character in text if character in "\n\t" or _draws(character))


def html(text: str) -> str:
    """Return the text for use between tags or inside a quoted attribute of HTML."""
    return escape(visible(text), quote=True)


def cleaned(markup: str) -> str:
    """Return HTML of ours once more through an allow-list, a second line behind `html`.

    Only text-level tags, tables and the attributes `class` and `tabindex` remain: nothing that loads, links or runs.
    """
    return nh3.clean(markup, tags=_TAGS, attributes={"*": {"class", "tabindex"}}, link_rel=None)


def markdown(text: str, chips: Mapping[int, Chip] | None = None) -> str:
    """Return the text as Markdown that renders as nothing but paragraphs, line breaks and our own chips.

    Each ASCII punctuation mark becomes a character reference, which CommonMark (section 2.5) allows to stand for
    the character but never for structure, so no emphasis, list, link, autolink, table, HTML or LaTeX can arise.
    A marker [n] becomes a link where `chips` has the number n.
    """
    chips = chips or {}
    parts: list[str] = []
    end = 0
    text = _tidy(text)
    for marker in _MARKER.finditer(text):
        number = int(marker[1])
        if number in chips:
            parts += [_glued(_inert(text[end : marker.start()])), chip(number, chips[number])]
            end = marker.end()
    return "".join([*parts, _inert(text[end:])])


def unlinked(text: str) -> str:
    """Return the text as Markdown that reads the same and has no link, image or tag, for programs that show it as such.

    What could begin one gets a backslash, which Markdown does not show. Numbers in brackets stay.
    """
    pieces = _OWN.split(visible(text))
    return "".join(piece if place % 2 else _LINKING.sub(r"\\\g<0>", piece) for place, piece in enumerate(pieces))


def chip(number: int, target: Chip) -> str:
    """Return the link to source `number` as inline HTML, valid inside Markdown as well."""
    return f'<a class="cite" href="{_attribute(target.href)}" title="{_attribute(target.label)}">{number}</a>'


def terminal(text: str) -> str:
    """Return the text for a terminal: no escape sequences, no control bytes but line feed and tab."""
    return visible(_ANSI.sub("", text))


def location_label(location: Location, language: str = "en") -> str:
    """Return where a quote stands, in few words: "p. 12", "p. 12 (ix)", "slide 3, speaker notes", "00:14:05".

    `language` is "en", "ru" or "kk"; any other is taken for English. The speaker is not part of the label.
    A place on a sheet is "sheet Budget, A2:F2".
    """
    words = _WORDS.get(language, _WORDS["en"])
    part = words.get(location.part or "", "")
    return ", ".join(piece for piece in (_place(location, words), part) if piece)


def _place(location: Location, words: Mapping[str, str]) -> str:
    if location.page is not None:
        label = location.page_label
        printed = f" ({visible(label)})" if label and label != str(location.page) else ""
        return words["page"].format(location.page) + printed
    if location.slide is not None:
        return words["slide"].format(location.slide)
    if location.cells or location.sheet:
        sheet = words["sheet"].format(location.sheet) if location.sheet else ""
        return visible(", ".join(name for name in (sheet, location.cells) if name))
    if location.start is not None:
        return clock(location.start)
    return words["paragraph"].format(location.paragraph) if location.paragraph is not None else ""


def clock(seconds: float) -> str:
    """Return seconds from the beginning of a recording as "00:14:05"."""
    whole = max(int(seconds), 0)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def _draws(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"} and ord(character) not in _INVISIBLE


def _tidy(text: str) -> str:
    lines = (_SPACES.sub(" ", line).strip() for line in visible(text).split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _inert(text: str) -> str:
    return text.translate(_PUNCTUATION)


def _glued(text: str) -> str:
    """Keep a chip on the line of the word before it."""
    return f"{text[:-1]}&nbsp;" if text.endswith(" ") else text


def _attribute(text: str) -> str:
    return _SPACES.sub(" ", visible(text)).replace("\n", " ").translate(_PUNCTUATION)

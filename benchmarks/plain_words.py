"""The words of a file as a program finds them that knows nothing of its layout, and which of them are no content, by cause."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from html import unescape
from itertools import pairwise
from pathlib import Path

Words = Counter[str]
Causes = dict[str, Words]

_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^>]+>")
_UNREAD = re.compile(r"<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_HTML_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ENTITY = re.compile(r"&#?\w+;")
_NAVIGATION = re.compile(r"<(nav|aside|footer|header)\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_HEAD = re.compile(r"<(head|teiHeader)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_MENU_NAME = r"[^>]*(?:class|id)\s*=\s*[\"'][^\"'>]*\b(?:menu|nav|navigation|sidebar|breadcrumbs?|banner)\b[^>]*"
_MENU = re.compile(rf"<(div|ul|ol)\b{_MENU_NAME}>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_ADDRESS = re.compile(
    r"\]\(([^()\s]+(?:\([^()\s]*\))?)[^)]*\)|^\s*\[[^\]]+\]:\s+(\S+)|<(https?://[^>\s]+)>", re.MULTILINE
)
_FRONT_MATTER = re.compile(r"\A---\n.*?^---$", re.DOTALL | re.MULTILINE)
_INNER_LINK = re.compile(r"\[[^\]]*(?:\][^\](]*)*\]\(#[^)]*\)")
_ITEM_NUMBER = re.compile(r"^\s*\d+(?=[.)]\s)", re.MULTILINE)
_CODE_LANGUAGE = re.compile(r"^\s*(?:```+|~~~+)\s*[\w+-]+", re.MULTILINE)
_MARK_UP = re.compile(r"^<[A-Z]+\b[^>\n]*>", re.MULTILINE)
_CUE_TIMES = re.compile(r"^.*-->.*$", re.MULTILINE)
_BARE_NUMBER = re.compile(r"^\d+$", re.MULTILINE)
_CUE_NAME = re.compile(r"^\S{1,20}\n(?=[^\n]*-->)", re.MULTILINE)
_CALENDAR_TEXT = re.compile(
    r"^(?:SUMMARY|DESCRIPTION|LOCATION|COMMENT|CATEGORIES|CONTACT)[^:\n]*:(.*(?:\n[ \t].*)*)", re.MULTILINE
)
_RUNNING = 3  # pages on which a line stands at the top or the bottom
_EDGE = 3  # lines
_PARTED = re.compile(r"(\w+)[-\u00ad\u2010\ufffe]\s*\n\s*(\w+)")
_LONE_NUMBER = re.compile(r"^\W*\d{1,4}\W*$", re.MULTILINE)
_PACKED = re.compile(
    r"word/(?:document|footnotes|endnotes|comments)\.xml"
    r"|ppt/(?:slides|notesSlides|diagrams|charts|comments)/(?:slide|notesSlide|data|chart|\w*[cC]omment)[^/]*\.xml|content\.xml"
)
_UNSEEN = re.compile(
    r"<(mc:Fallback|w:moveFrom|text:tracked-changes)\b[^>]*(?<!/)>.*?</\1>|<a:fld\b[^>]*\"slidenum\".*?</a:fld>",
    re.DOTALL,
)
# What Office formats show as text, and what parts it; OpenDocument has text wherever it is.
_SHOWN = re.compile(
    r"<(?P<tag>w:t|a:t|m:t|c:v|p:text)(?:\s[^>]*)?>(?P<text>[^<]*)</(?P=tag)>|</(?:w|a):p>|<(?:w:tab|w:br|w:cr|a:br)\b"
)
_CONTENTS = re.compile(r"<w:p\b(?:(?!</w:p>).)*?<w:pStyle w:val=\"TOC\d\"/>.*?</w:p>", re.DOTALL)
_PAGE_NUMBER = re.compile(r"<text:page-number\b.*?</text:page-number>", re.DOTALL)
_PICTURE_DESCRIPTION = re.compile(r"<(svg:(?:desc|title))\b.*?</\1>", re.DOTALL)
_OPEN_END = re.compile(r"</text:(?:p|h)>|<text:(?:tab|s|line-break)\b[^>]*/>")


def words(text: str) -> Words:
    """Return how often each word stands in a text, case folded; emphasis by underscores is no part of a word."""
    return Counter(word for found in _WORD.findall(text) if (word := found.strip("_").casefold()))


def size(counted: Words) -> int:
    """Return how many words were counted."""
    return counted.total()


def plain_text(path: Path) -> str:
    """Return all the text that a file holds, in the order of the file."""
    match path.suffix.lower():
        case ".pdf":
            return "\n\f\n".join(_pages(path))
        case ".docx" | ".pptx" | ".odt" | ".odp":
            return _packed(path)
        case ".html" | ".xhtml" | ".xml":
            return _TAG.sub(" ", _UNREAD.sub(" ", _decoded(path)))
        case ".vtt" | ".srt":
            return _BARE_NUMBER.sub("", _CUE_TIMES.sub("", _decoded(path)))
        case _:
            return _decoded(path)


def no_content(path: Path) -> Causes:
    """Return the words of a file that are not what it says, by the reason."""
    causes = _CAUSES.get(path.suffix.lower())
    return {cause: found for cause, found in causes(path) if found} if causes else {}


def _decoded(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig", errors="replace").replace("\r\n", "\n")


def _pages(path: Path) -> list[str]:
    import pypdfium2

    with closing(pypdfium2.PdfDocument(path)) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def _packed(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name).decode("utf-8") for name in package.namelist() if _PACKED.fullmatch(name)}
    seen = {name: _UNSEEN.sub("", part) for name, part in parts.items()}
    return unescape(
        "\n".join(_TAG.sub(" ", part) if name == "content.xml" else _shown(part) for name, part in seen.items())
    )


def _shown(part: str) -> str:
    return "".join("\n" if found["text"] is None else found["text"] for found in _SHOWN.finditer(part))


def _of_markdown(path: Path) -> Iterator[tuple[str, Words]]:
    text = _decoded(path)
    yield "front matter", _words_in(_FRONT_MATTER, text)
    yield "links within the page", _words_in(_INNER_LINK, text)
    yield "addresses of links", words("\n".join("".join(found) for found in _ADDRESS.findall(text)))
    yield "comments and tags of HTML", _words_in(_HTML_COMMENT, text) + _words_in(_TAG, text) + _words_in(_ENTITY, text)
    yield "languages of code", _words_in(_CODE_LANGUAGE, text)
    yield "numbers of lists", _words_in(_ITEM_NUMBER, text)


def _of_html(path: Path) -> Iterator[tuple[str, Words]]:
    text = _UNREAD.sub(" ", _decoded(path))
    yield "head of the page", _visible(_HEAD, text)
    yield "menus and page furniture", _visible(_NAVIGATION, text) | _visible(_MENU, text)
    yield "comments and tags of HTML", _visible(_HTML_COMMENT, text) + _words_in(_ENTITY, text)


def _of_open_document(path: Path) -> Iterator[tuple[str, Words]]:
    with zipfile.ZipFile(path) as package:
        content = _UNSEEN.sub("", package.read("content.xml").decode("utf-8"))
    whole = words(unescape(_TAG.sub("", _OPEN_END.sub("\n", content))))
    yield "parts of words that mark-up divides", words(plain_text(path)) - whole
    yield "page numbers", _visible(_PAGE_NUMBER, content)
    yield "descriptions of pictures", _visible(_PICTURE_DESCRIPTION, content)


def _of_word(path: Path) -> Iterator[tuple[str, Words]]:
    with zipfile.ZipFile(path) as package:
        body = package.read("word/document.xml").decode("utf-8")
    yield "table of contents", words("\n".join(_shown(found) for found in _CONTENTS.findall(body)))


def _of_captions(path: Path) -> Iterator[tuple[str, Words]]:
    cues = [re.split(r"\n", cue.strip()) for cue in re.split(r"\n\s*\n", plain_text(path))]
    repeated = [line for before, cue in pairwise(cues) for line in cue if line in before]
    yield "repeated captions", words("\n".join(repeated))
    yield "names of cues", _words_in(_CUE_NAME, _decoded(path))
    yield "tags of captions", _words_in(_TAG, plain_text(path))
    yield "head of the captions", words(_decoded(path).partition("-->")[0].rpartition("\n")[0])


def _of_calendar(path: Path) -> Iterator[tuple[str, Words]]:
    text = _decoded(path)
    yield "names and values of fields that are no text", words(text) - words("\n".join(_CALENDAR_TEXT.findall(text)))
    yield "line breaks written as letters", Counter({"n": text.count("\\n") + text.count("\\N")})


def _of_text(path: Path) -> Iterator[tuple[str, Words]]:
    yield "mark-up", _words_in(_MARK_UP, _decoded(path))


def _of_pdf(path: Path) -> Iterator[tuple[str, Words]]:
    pages = [[line.strip() for line in page.split("\n") if line.strip()] for page in _pages(path)]
    edges = [{_shape(line): line for line in [*page[:_EDGE], *page[-_EDGE:]]} for page in pages]
    counts = Counter(shape for edge in edges for shape in edge)
    running = [line for edge in edges for shape, line in edge.items() if counts[shape] >= _RUNNING]
    yield "running heads and feet", words("\n".join(running))
    text = "\n".join("\n".join(page) for page in pages)
    yield "page numbers", _words_in(_LONE_NUMBER, text)
    yield "words parted at the end of a line", words(" ".join(" ".join(found) for found in _PARTED.findall(text)))


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", line.casefold())


def _words_in(pattern: re.Pattern[str], text: str) -> Words:
    return words("\n".join(found[0] for found in pattern.finditer(text)))


def _visible(pattern: re.Pattern[str], text: str) -> Words:
    return words("\n".join(_TAG.sub(" ", found[0]) for found in pattern.finditer(text)))


_CAUSES: dict[str, Callable[[Path], Iterator[tuple[str, Words]]]] = {
    ".md": _of_markdown,
    ".html": _of_html,
    ".xhtml": _of_html,
    ".xml": _of_html,
    ".vtt": _of_captions,
    ".srt": _of_captions,
    ".ics": _of_calendar,
    ".docx": _of_word,
    ".odt": _of_open_document,
    ".odp": _of_open_document,
    ".txt": _of_text,
    ".pdf": _of_pdf,
}

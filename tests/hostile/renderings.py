"""Every way an answer is shown, looked through for what a document may never bring about: links, images, scripts, forgeries."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping
from xml.etree import ElementTree

import html5lib
from markdown_it import MarkdownIt

from assistant import Answer, Assistant
from assistant.mcp.forms import answer_form
from assistant.saved import read_conversation, saved
from assistant.telling import answer_told
from assistant.terminal import answer_lines
from assistant.web.exporting import markdown_text, plain_text
from assistant.web.footnotes import word_document
from assistant.web.panel import panel
from assistant.web.replying import reply

_LOADING = {
    *("a", "applet", "audio", "base", "button", "embed", "form", "frame", "iframe", "image", "img", "input", "link"),
    *("math", "meta", "object", "picture", "script", "source", "style", "svg", "template", "track", "video"),
}
_OUR_LINK = re.compile(r"#(?:cite|source)-[\w%-]+")
_AUTOLINK = re.compile(r"(?:https?|ftp)://|www\.|[\w.+-]+@[\w-]+\.\w", re.IGNORECASE)  # what GitHub makes links of
_COMMONMARK = MarkdownIt("gfm-like", {"html": True, "linkify": False})
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SOURCE_LINE = re.compile(r"^\[(\d+)\] ", re.MULTILINE)


def faults(assistant: Assistant, answer: Answer) -> list[str]:
    """Return what is wrong with any rendering of an answer, each fault after the name of the rendering."""
    shown: Mapping[str, Callable[[], Iterator[str]]] = {
        "chat": lambda: _in_markup(_COMMONMARK.render(reply(answer))),
        "panel": lambda: _in_panel(assistant, answer),
        "terminal": lambda: _in_terminal("\n".join(answer_lines(answer)), answer),
        "plain text": lambda: _in_terminal(plain_text([answer]), answer),
        "Markdown": lambda: _in_markdown(markdown_text([answer])),
        "Word": lambda: _in_word(word_document([answer])),
        "JSON": lambda: _in_json(answer),
        "program's model": lambda: _in_told(answer_told(answer), answer),
        "program's fields": lambda: _in_fields(answer),
        "evidence": lambda: _in_pack(assistant.pack(answer)),
    }
    return [f"{name}: {fault}" for name, look in shown.items() for fault in look()]


def _in_markup(
    markup: str, *, own: frozenset[str] = frozenset(), pictures: frozenset[str] = frozenset()
) -> Iterator[str]:
    """Yield what could load, run or lead elsewhere in HTML; `own` are the tags that a whole page of ours has."""
    for element in html5lib.parse(markup, namespaceHTMLElements=False).iter():
        tag = element.tag if isinstance(element.tag, str) else "comment"
        attributes = {str(name).lower(): str(value) for name, value in element.attrib.items()}
        linked = tag == "a" and bool(_OUR_LINK.fullmatch(attributes.get("href", "")))
        pictured = tag == "img" and attributes.get("src") in pictures
        if tag in _LOADING and tag not in own and not linked and not pictured:
            yield f"<{tag} {attributes}>"
        yield from (f"{tag} {name}" for name in attributes if name.startswith("on") or name in {"srcset", "action"})


def _in_panel(assistant: Assistant, answer: Answer) -> Iterator[str]:
    for citation in (*answer.citations, *answer.closest):
        context = assistant.context(citation.passage_id)
        if context:
            yield from _in_markup(panel(context, citation.start, citation.end))


def _in_terminal(text: str, answer: Answer) -> Iterator[str]:
    yield from _unseen(text)
    yield from _forged(text.partition(answer.text)[2] or text, answer)


def _in_markdown(text: str) -> Iterator[str]:
    yield from _unseen(text)
    yield from _in_markup(_COMMONMARK.render(text))
    yield from (f"links by itself: {found[0]}" for found in _AUTOLINK.finditer(text))


def _in_word(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            for element in ElementTree.fromstring(archive.read(name)).iter():  # noqa: S314 - our own file, no document type
                if element.tag in {f"{_WORD}hyperlink", f"{_WORD}instrText", f"{_WORD}fldSimple", f"{_WORD}drawing"}:
                    yield element.tag
                if element.attrib.get("TargetMode") == "External":
                    yield f"{name} leads to {element.attrib['Target']}"
                yield from _unseen(element.text or "")


def _in_json(answer: Answer) -> Iterator[str]:
    import json

    (again,) = read_conversation(json.dumps(saved([answer])))
    if again.as_dict() != answer.as_dict():
        yield "another answer is read back"


def _in_told(text: str, answer: Answer) -> Iterator[str]:
    yield from _in_markdown(text)
    yield from _forged(text.partition("\nSources:\n")[2], answer)


def _in_fields(answer: Answer) -> Iterator[str]:
    for citation in answer_form(answer)["citations"]:
        yield from _unseen(f"{citation['quote']}{citation['title']}{citation['source']}")


def _in_pack(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        pictures = frozenset(name for name in archive.namelist() if name.startswith("pages/"))
        page = archive.read("answer.html").decode()
    yield from _unseen(page)
    policy = page.partition("<style>")[0]
    if policy.count("<meta") != 2 or "default-src 'none'" not in policy:
        yield "the page has lost its policy"
    yield from _in_markup(page, own=frozenset({"meta", "style"}), pictures=pictures)
    if page.count("<meta") != 2 or page.count("<style>") != 1:
        yield "more than the page's own head"


def _unseen(text: str) -> Iterator[str]:
    """Yield the characters that draw nothing or steer a terminal."""
    for letter in set(text) - set("\n\t"):
        if (
            unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Cn"}
            or 0xFE00 <= ord(letter) <= 0xFE0F
            or ord(letter) >= 0xE0000
        ):
            yield f"U+{ord(letter):04X}"


def _forged(text: str, answer: Answer) -> Iterator[str]:
    """Yield the numbers at the beginning of a line below the answer that are not those of its sources, in order."""
    numbers = [int(number) for number in _SOURCE_LINE.findall(text)]
    if numbers != [citation.number for citation in answer.citations]:
        yield f"source lines {numbers}"

"""Answers as text to keep elsewhere: plain and Markdown, each quote with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..answers import Answer, Citation
from ..rendering import visible
from .describing import FindSource, details, nothing_known, title_of
from .wording import ENGLISH, Words

MARKER = re.compile(r"\[(\d{1,3})\]")
_SIGNS = re.compile(r"([\\`*_\[\]<>#|~$])")
_LINKED = re.compile(r"(?<=:)(?=//)|(?<=[wW]{3})(?=\.)|(?=@)")  # what GitHub makes a link of without further signs
_LEAD = re.compile(r"^(\s*)([-+>]|\d+[.)])(?=\s)", re.MULTILINE)


def reference(citation: Citation, words: Words, source: FindSource = nothing_known) -> str:
    """Return where a quote stands, as a note says it: title, kind, place, speaker, date, file."""
    parts = (title_of(citation), details(citation, words, source), citation.source)
    return _one_line(" · ".join(dict.fromkeys(part for part in parts if part)))


def note(citation: Citation, words: Words, source: FindSource = nothing_known) -> str:
    """Return a footnote: the quote, and where it stands."""
    return f"“{_one_line(citation.quote)}” – {reference(citation, words, source)}"


def plain_text(answers: Sequence[Answer], words: Words = ENGLISH, source: FindSource = nothing_known) -> str:
    """Return answers as plain text, the sources of each below it."""
    return "\n\n\n".join("\n\n".join(_plain(answer, words, source)) for answer in answers) + "\n"


def markdown_text(answers: Sequence[Answer], words: Words = ENGLISH, source: FindSource = nothing_known) -> str:
    """Return answers as Markdown, each citation a footnote with its quote and place; numbers run through all of them."""
    body: list[str] = []
    notes: list[str] = []
    for answer in answers:
        body.append(f"## {_inert(_one_line(answer.question))}")
        named = {citation.number: len(notes) + order for order, citation in enumerate(answer.citations, 1)}
        stretches = pieces(answer.text, set(named))
        body.append("".join(f"[^{named[one]}]" if isinstance(one, int) else _inert(one) for one in stretches))
        body += [_inert(_one_line(said.text)) for said in answer.notes]
        notes += [
            f"[^{named[citation.number]}]: {_inert(note(citation, words, source))}" for citation in answer.citations
        ]
    return "\n\n".join([*body, "\n".join(notes)]).rstrip() + "\n"


def pieces(text: str, numbers: set[int]) -> Iterator[str | int]:
    """Yield the stretches of an answer's text and, between them, the numbers of its citations."""
    text, end = visible(text), 0
    for marker in MARKER.finditer(text):
        if int(marker[1]) in numbers:
            yield text[end : marker.start()].removesuffix(" ")
            yield int(marker[1])
            end = marker.end()
    yield text[end:]


def _plain(answer: Answer, words: Words, source: FindSource) -> Iterator[str]:
    yield visible(answer.question)
    yield visible(answer.text)
    if answer.citations:
        yield "\n".join(f"[{citation.number}] {reference(citation, words, source)}" for citation in answer.citations)
    yield from (visible(said.text) for said in answer.notes)


def _one_line(text: str) -> str:
    return " ".join(visible(text).split())


def _inert(text: str) -> str:
    """Return text that Markdown shows as it is, without links of its own."""
    text = _LINKED.sub(r"\\", _SIGNS.sub(r"\\\1", text))
    return _LEAD.sub(lambda lead: f"{lead[1]}{lead[2][:-1]}\\{lead[2][-1]}", text)

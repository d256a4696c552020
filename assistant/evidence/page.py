"""The readable page of a pack: it needs nothing but the pictures beside it, and runs and fetches nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..answers import Answer, Citation
from ..phrases import phrases_for
from ..plurals import counted
from ..remarks import remarks
from ..rendering import html, location_label
from ..viewing import PagePicture
from .words import Words, words_in

_MARKER = re.compile(r"\[(\d{1,4})\]")
_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1.0625rem/1.55 Georgia, "Times New Roman", serif; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.1rem; margin-top: 2.5rem; } h3 { font-size: 1rem; }
p, blockquote { white-space: pre-line; overflow-wrap: anywhere; }
blockquote { margin: 0.5rem 0; padding-left: 1rem; border-left: 3px solid #c9a227; }
mark { background: #ffe08a; color: #111; }
small, .place { font: 0.875rem/1.5 system-ui, sans-serif; opacity: 0.8; overflow-wrap: anywhere; }
figure { position: relative; margin: 1rem 0; border: 1px solid #8888; background: #fff; }
figure img { display: block; width: 100%; height: auto; }
figure i { position: absolute; background: #ffd54f; mix-blend-mode: multiply; }
a { color: inherit; }
"""
_POLICY = "default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, slots=True)
class Shown:
    """A citation with what is shown of it: the text of its passage, and a page with its file's name in the pack.

    `text` is "" where the passage is not at hand any more; `fault` says why a page is not shown, "" where it has none.
    """

    citation: Citation
    text: str
    picture: str = ""
    page: PagePicture | None = None
    fault: str = ""


def answer_page(answer: Answer, shown: Sequence[Shown], language: str) -> str:
    """Return the page as HTML; every word of a question, an answer or a document is text in it, never markup."""
    words = words_in(language)
    policy = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    head = f'<meta charset="utf-8">\n{policy}\n<title>{html(answer.question)}</title>\n<style>{_STYLE}</style>'
    body = "\n".join(_body(answer, shown, words))
    return f'<!doctype html>\n<html lang="{words.code}">\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n'


def _body(answer: Answer, shown: Sequence[Shown], words: Words) -> Iterator[str]:
    yield f"<small>{words.title}</small>\n<h1>{html(answer.question)}</h1>"
    if not answer.answered:
        yield f"<p><strong>{words.refused}</strong></p>"
    for remark in remarks(answer):
        yield f"<p><small>{html(remark)}</small></p>"
    yield f"<p>{_linked(answer)}</p>"
    for note in answer.notes:
        yield f"<p><small>{html(note.text)}</small></p>"
    if shown:
        yield f"<h2>{words.sources if answer.citations else words.closest}</h2>"
    for one in shown:
        yield from _source(one, words)
    yield f"<hr>\n<p><small>{html(_made(answer, words))}\n{words.check}</small></p>"


def _linked(answer: Answer) -> str:
    """Return the answer's text, each number of a citation a link to it."""
    numbers = {citation.number for citation in answer.citations}

    def link(found: re.Match[str]) -> str:
        return f'<a href="#source-{found[1]}">[{found[1]}]</a>' if int(found[1]) in numbers else found[0]

    return _MARKER.sub(link, html(answer.text))


def _source(one: Shown, words: Words) -> Iterator[str]:
    cited = one.citation
    speaker = cited.location.speaker or ""
    heading = " › ".join(cited.location.heading)
    place = " · ".join(part for part in (speaker, heading, location_label(cited.location, words.code)) if part)
    yield f'<h3 id="source-{cited.number}">[{cited.number}] {html(cited.title or cited.source)}</h3>'
    yield f'<p class="place">{html(place)}\n{html(cited.source)}\n{words.file_hash}: {html(cited.sha256)}</p>'
    if cited.introduction:
        yield f"<blockquote>{html(cited.introduction.quote)}</blockquote>"
    yield f"<blockquote>{_marked(one)}</blockquote>"
    if one.page:
        yield _picture(one, one.page, words)
    elif one.fault:
        yield f"<p><small>{words.not_drawn.format(fault=html(one.fault))}</small></p>"


def _marked(one: Shown) -> str:
    """Return the passage with the quote marked, the quote alone where the passage does not hold it."""
    start, end = one.citation.start, one.citation.end
    if one.text[start:end] != one.citation.quote:
        return f"<mark>{html(one.citation.quote)}</mark>"
    return f"{html(one.text[:start])}<mark>{html(one.citation.quote)}</mark>{html(one.text[end:])}"


def _picture(one: Shown, page: PagePicture, words: Words) -> str:
    marks = "".join(
        f'<i style="left:{left:.3%};top:{upper:.3%};width:{right - left:.3%};height:{lower - upper:.3%}"></i>'
        for left, upper, right, lower in page.marks
    )
    alt = html(words.page_alt.format(number=page.number, source=one.citation.source))
    size = f'width="{page.width}" height="{page.height}"'
    caption = words.page.format(number=page.number, pages=page.pages)
    return f'<p class="place">{caption}</p>\n<figure><img src="{one.picture}" alt="{alt}" {size}>{marks}</figure>'


def _made(answer: Answer, words: Words) -> str:
    counts = answer.searched.documents, answer.searched.passages
    searched = phrases_for(words.code).searched.format(
        documents=counted(counts[0], "document", words.code), passages=counted(counts[1], "passage", words.code)
    )
    return f"{searched} {words.made_by.format(model=answer.model, generation=answer.generation)}"

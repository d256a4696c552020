"""A page to attack: an assistant whose documents and answers hold nothing but strings that try to run a script or fetch.

Run as a program it serves that page on a free port and prints its address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice, product

from assistant.answers import Answer, Citation, Context, Delta, FilterValue, Searched, SourceState, Turn
from assistant.viewing import PagePicture
from assistant.web import Limits, serve
from corpus.documents import Anchor, BlockKind, Location, Passage, Span

STRINGS, DOCUMENTS, ANSWERS = 1_000, 100, 10
HURT = "window.hurt=(window.hurt||0)+1"
VECTORS = [
    f"<script>{HURT}</script>",
    f"<img src=x onerror={HURT}>",
    f"<svg onload={HURT}>",
    f"<svg><script>{HURT}</script></svg>",
    f'<svg><animate onbegin="{HURT}" attributeName=x dur=1s>',
    f'<iframe srcdoc="<script>parent.{HURT}</script>"></iframe>',
    f'<iframe src="javascript:parent.{HURT}"></iframe>',
    f'<a href="javascript:{HURT}" autofocus onfocus="{HURT}">x</a>',
    f"<details open ontoggle={HURT}>x</details>",
    f"<input autofocus onfocus={HURT}>",
    f"<video><source onerror={HURT}></video>",
    f"<audio src=x onerror={HURT}>",
    f'<object data="javascript:{HURT}"></object>',
    '<embed src="https://evil.example/e.swf">',
    f'<form action="javascript:{HURT}"><button autofocus onfocus={HURT}>x</button></form>',
    f'<math><mtext></p><style><img src=x onerror="{HURT}">',
    "<style>@import url(https://evil.example/a.css);*{background:url(https://evil.example/b.png)}</style>",
    '<link rel=stylesheet href="https://evil.example/c.css">',
    '<base href="https://evil.example/">',
    '<meta http-equiv=refresh content="0;url=https://evil.example/d">',
    '<img src="https://evil.example/e.png" srcset="https://evil.example/f.png 2x">',
    '<p style="background:url(https://evil.example/g.png)">x</p>',
    f"[x](javascript:{HURT})",
    "![x](https://evil.example/h.png)",
    "<https://evil.example/i> https://evil.example/j",
    f"$$\\href{{javascript:{HURT}}}{{x}}$$ \\(\\url{{https://evil.example/k}}\\)",
    f"<marquee onstart={HURT}>x</marquee>",
    f"<template><script>{HURT}</script></template><noscript><p title='</noscript><img src=x onerror={HURT}>'>",
    f"```html\n<script>{HURT}</script>\n```",
    f"{{{{constructor.constructor('{HURT}')()}}}} ${{{HURT}}} <%= {HURT} %>",
]
ENCODINGS: list[Callable[[str], str]] = [
    lambda text: text,
    lambda text: text.replace("script", "ScRiPt").replace("img", "IMG").replace("svg", "SvG"),
    lambda text: text.replace("<", "&lt;").replace(">", "&gt;"),
    lambda text: text.replace("<", "&#x3C;").replace("javascript", "jav&#x09;ascript"),
    lambda text: text.replace("<", "%3C").replace(">", "%3E"),
    lambda text: text.replace("<", "\\u003c").replace(">", "\\u003e"),
    lambda text: text.replace("script", "scr\u200bipt\x00").replace("on", "\u00adon"),
]
CONTEXTS = [
    "{}",
    '">{}',
    "'>{}<!--",
    "--></title></textarea></style></script>{}",
    "](x) `{}` | {} |",
    "<b class='md'>{}</b>",
    "\u202e{}\u202c # ",
]


def strings() -> list[str]:
    """Return the strings, each another."""
    made = (context.replace("{}", encode(vector)) for encode, context, vector in product(ENCODINGS, CONTEXTS, VECTORS))
    return list(islice(dict.fromkeys(made), STRINGS))


def documents() -> list[Passage]:
    """Return a passage of each document, made of ten strings: as its name, title, speaker, heading and text."""
    given, made = strings(), []
    for number in range(DOCUMENTS):
        name, title, speaker, heading, *text = given[number::DOCUMENTS]
        words = "\n\n".join(text)
        place = Location(heading=(heading,), speaker=speaker, sheet=text[0], cells=text[1])
        span = Span(0, len(words), BlockKind.TURN, (Anchor(0, place),))
        made.append(Passage(f"hostile-{number}", f"{number}/{name}", title, words, 0, len(words), (span,), "en"))
    return made


class HostileAssistant:
    """Answers the question "3" with the fourth part of the strings, and whatever has another word with a refusal."""

    generation = "hostile"

    def __init__(self) -> None:
        self.passages_ = documents()

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), where: Mapping[str, str] | None = None
    ) -> Iterator[Delta | Answer]:
        """Answer with strings, cited from the documents that hold them."""
        part = int(question[-1])
        text = "\n\n".join(f"{text} [{number}]" for number, text in enumerate(strings()[part::ANSWERS], 1))
        citations = tuple(
            self._cite(number, passage) for number, passage in enumerate(self.passages_[part::ANSWERS], 1)
        )
        answered = "closest" not in question
        yield Delta(text)
        yield Answer(
            question,
            answered,
            text,
            citations if answered else (),
            Searched(1, 1),
            closest=() if answered else citations,
        )

    def _cite(self, number: int, passage: Passage) -> Citation:
        place = passage.locate(0)
        return Citation(number, passage.text, passage.id, passage.source, passage.title, place, 0, 99, "0" * 64)

    def sources(self) -> list[SourceState]:
        """Return the documents, whose every field is a string."""
        return [state for passage in self.passages_ if (state := self.source(passage.source))]

    def source(self, name: str) -> SourceState | None:
        """Return one document."""
        found = next((passage for passage in self.passages_ if passage.source == name), None)
        if found is None:
            return None
        evil = found.text.split("\n\n")
        known = {"speaker": evil[0], "session": evil[1], "event": evil[2], "author": evil[3]}
        return SourceState(name, found.title, evil[4], "partial", evil[5], evil[0], 1, 1, evil[1], evil[2], known)

    def passages(self, source: str) -> list[Passage]:
        """Return the passage of a document."""
        return [passage for passage in self.passages_ if passage.source == source]

    def context(self, passage_id: str) -> Context | None:
        """Return a passage alone."""
        found = next((passage for passage in self.passages_ if passage.id == passage_id), None)
        return found and Context(found.title, found.source, (found,), 0)

    def page(self, passage_id: str, start: int, end: int, *, number: int | None = None) -> PagePicture | None:
        """Return no page."""
        return None

    def facets(self, where: Mapping[str, str] | None = None) -> list[FilterValue]:
        """Return strings to filter by."""
        return [FilterValue("speaker", text, text, 1) for text in strings()[:50]]

    def starters(self, limit: int = 4, *, language: str = "") -> list[str]:
        """Return strings to begin with."""
        return [f"{text} 0" for text in strings()[1:90:20]][:limit]


if __name__ == "__main__":
    serve(HostileAssistant(), port=0, limits=Limits(often=0))

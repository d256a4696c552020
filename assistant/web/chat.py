"""A visitor's conversation and how it is written on the page: questions, answers, chips, lists of sources, refusals."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from textwrap import shorten
from typing import Protocol
from urllib.parse import quote

from corpus import Passage

from ..answers import Answer, Citation, Context, Delta, SourceState, Turn
from ..errors import BadQuestion
from ..remarks import remarks
from ..rendering import Chip, html, location_label, markdown
from ..viewing import PagePicture
from .guard import Limits
from .wording import ENGLISH, Words

SECONDS_BETWEEN_UPDATES = 0.05
EXCERPT = 220
_log = logging.getLogger(__name__)


class Answering(Protocol):
    """What the page needs from an assistant."""

    @property
    def generation(self) -> str:
        """The id of the index generation that answers now."""
        ...

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), where: Mapping[str, str] | None = None
    ) -> Iterator[Delta | Answer]:
        """Yield the pieces of the answer's text, then the answer."""
        ...

    def sources(self) -> list[SourceState]:
        """Return the files of the indexed folder."""
        ...

    def passages(self, source: str) -> list[Passage]:
        """Return the passages of a document in its order, [] when there are none."""
        ...

    def context(self, passage_id: str) -> Context | None:
        """Return a passage among its neighbours, or None when there is no such passage."""
        ...

    def page(self, passage_id: str, start: int, end: int, *, number: int | None = None) -> PagePicture | None:
        """Return a page of a passage's file with characters of the passage marked, or None when there is no such passage.

        Raises NoPicture.
        """
        ...

    def starters(self, limit: int = 4) -> list[str]:
        """Return questions that the material can answer."""
        ...


class Progress(Enum):
    """How far the reply to a question has come."""

    ASKED = "asked"
    ANSWERED = "answered"
    ENDED = "ended"  # stopped by the visitor, or failed


@dataclass
class Exchange:
    """One question and what came back so far; `shown` is the reply as Markdown for the chat."""

    question: str
    text: str = ""
    shown: str = ""
    progress: Progress = Progress.ASKED


class Conversation:
    """The exchanges of one visitor, oldest first."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []

    @property
    def busy(self) -> bool:
        """Whether a question is being answered."""
        return any(exchange.progress is Progress.ASKED for exchange in self.exchanges)

    def turns(self) -> tuple[Turn, ...]:
        """Return the answered exchanges, for understanding a follow-up question."""
        answered = [exchange for exchange in self.exchanges if exchange.progress is Progress.ANSWERED]
        return tuple(Turn(exchange.question, exchange.text) for exchange in answered)

    def messages(self) -> list[dict[str, str]]:
        """Return the conversation in the chat's own format."""
        messages: list[dict[str, str]] = []
        for exchange in self.exchanges:
            messages.append({"role": "user", "content": markdown(exchange.question)})
            if exchange.shown:
                messages.append({"role": "assistant", "content": exchange.shown})
        return messages


def converse(
    assistant: Answering,
    question: str,
    conversation: Conversation,
    limits: Limits,
    *,
    where: Mapping[str, str] | None = None,
    words: Words = ENGLISH,
) -> Iterator[None]:
    """Ask, and write the reply into the conversation; yields while there is more to come, returns when all is written.

    An error becomes a note with an id that the log repeats; its text is for the operator alone.
    """
    history = conversation.turns()
    exchange = Exchange(question)
    conversation.exchanges = [*conversation.exchanges, exchange][-limits.turns :]
    yield
    try:
        yield from _receive(assistant.stream(question, history=history, where=where), exchange, words)
    except BadQuestion as error:
        exchange.shown = notice(str(error))
    except Exception:
        number = secrets.token_hex(4)
        _log.exception("question %s failed", number)
        exchange.shown = notice(words("failed", number=number))
    finally:
        if exchange.progress is Progress.ASKED:
            exchange.progress = Progress.ENDED


def stop(conversation: Conversation, words: Words = ENGLISH) -> None:
    """End the reply that is being written; what was written stays."""
    for exchange in conversation.exchanges:
        if exchange.progress is Progress.ASKED:
            exchange.progress = Progress.ENDED
            parts = (markdown(exchange.text), notice(words("stopped")))
            exchange.shown = "\n\n".join(part for part in parts if part)


def reply(answer: Answer, words: Words = ENGLISH) -> str:
    """Return an answer with its chips and sources, or a refusal with the closest passages, as Markdown.

    Above it stands what was searched, where that is not simply the question in all materials.
    """
    above = "".join(f"{notice(remark)}\n\n" for remark in remarks(answer))
    return above + _replied(answer, words)


def _replied(answer: Answer, words: Words) -> str:
    if answer.answered:
        chips = {citation.number: _chip(citation, words) for citation in answer.citations}
        return f"{markdown(answer.text, chips)}\n\n{_sources(answer.citations, words)}"
    closest = _closest(answer.closest, words)
    return f'<div class="refusal" role="note">\n\n{markdown(answer.text)}\n\n{closest}</div>'


def notice(text: str) -> str:
    """Return a short remark of the page itself, as HTML."""
    return f'<p class="notice" role="status">{html(text)}</p>'


def passage_address(passage_id: str, start: int, end: int) -> str:
    """Return the address within the page that opens characters `start` to `end` of a passage."""
    return f"#cite-{quote(passage_id, safe='')}-{start}-{end}"


def where(citation: Citation, language: str = ENGLISH.language) -> str:
    """Return the title, place and speaker of a citation in one line."""
    parts = (
        citation.title or citation.source,
        location_label(citation.location, language),
        citation.location.speaker or "",
    )
    return " · ".join(part for part in parts if part)


def _receive(events: Iterator[Delta | Answer], exchange: Exchange, words: Words) -> Iterator[None]:
    shown_at = 0.0
    for event in events:
        if exchange.progress is Progress.ENDED:
            return
        if isinstance(event, Answer):
            exchange.text, exchange.shown, exchange.progress = event.text, reply(event, words), Progress.ANSWERED
            return
        exchange.text += event.text
        exchange.shown = markdown(exchange.text)
        if time.monotonic() - shown_at >= SECONDS_BETWEEN_UPDATES:
            shown_at = time.monotonic()
            yield


def _chip(citation: Citation, words: Words) -> Chip:
    spoken = location_label(citation.location, words.language).replace("p. ", "page ", 1)
    label = ", ".join(part for part in (citation.title or citation.source, spoken) if part)
    address = passage_address(citation.passage_id, citation.start, citation.end)
    return Chip(address, words("source_number", number=citation.number, place=label))


def _sources(citations: Sequence[Citation], words: Words) -> str:
    said = [(c, f"<b>{c.number}</b><span>{html(where(c, words.language))}</span>") for c in citations]
    rows = "".join(f"<li>{_link('source', citation, inside)}</li>" for citation, inside in said)
    return f'<ul class="sources">{rows}</ul>' if rows else ""


def _closest(citations: Sequence[Citation], words: Words) -> str:
    rows = "".join(f"<li>{_link('closest', c, _excerpt(c, words))}</li>" for c in citations)
    return f'<p class="closest">{html(words("closest"))}</p><ul class="passages">{rows}</ul>' if rows else ""


def _link(kind: str, citation: Citation, inside: str) -> str:
    address = passage_address(citation.passage_id, citation.start, citation.end)
    return f'<a class="{kind}" href="{html(address)}">{inside}</a>'


def _excerpt(citation: Citation, words: Words) -> str:
    quoted = shorten(citation.quote, EXCERPT, placeholder=" …")
    return f"<span>{html(quoted)}</span><small>{html(where(citation, words.language))}</small>"

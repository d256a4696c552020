"""A visitor's conversation: what is asked, what comes back, what is remembered, and what is asked anew."""

from __future__ import annotations

import logging
import secrets
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Protocol

from corpus import Passage
from index import Hit, StoreError

from ..answers import Answer, Context, Delta, FilterValue, SourceState, Turn
from ..errors import BadQuestion
from ..recognised import PageWords
from ..rendering import markdown
from ..viewing import PagePicture
from .guard import Limits
from .replying import notice, question, reply
from .wording import ENGLISH, Words

SECONDS_BETWEEN_UPDATES = 0.05
_OVERHEAD = 500  # bytes of an exchange beside its texts
Write = Callable[[Answer], str]
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

    def search(self, question: str, *, limit: int = 8, where: Mapping[str, str] | None = None) -> list[Hit]:
        """Return up to `limit` passages, best first. Raises BadQuestion."""
        ...

    def sources(self) -> list[SourceState]:
        """Return the files of the indexed folder."""
        ...

    def passages(self, source: str) -> list[Passage]:
        """Return the passages of a document in its order, [] when there are none."""
        ...

    def source(self, name: str) -> SourceState | None:
        """Return what is known of one file, None when the index does not hold it."""
        ...

    def facets(self, where: Mapping[str, str] | None = None) -> list[FilterValue]:
        """Return the values that a filter can be narrowed to. Raises BadQuestion."""
        ...

    def context(self, passage_id: str) -> Context | None:
        """Return a passage among its neighbours, or None when there is no such passage."""
        ...

    def original(self, passage_id: str) -> Path | None:
        """Return the file that a passage stands in, None where it is not offered. Raises NoPicture."""
        ...

    def page(self, passage_id: str, start: int, end: int, *, number: int | None = None) -> PagePicture | None:
        """Return a page of a passage's file with characters of the passage marked, or None when there is no such passage.

        Raises NoPicture.
        """
        ...

    def page_words(self, passage_id: str, start: int, end: int, *, number: int | None = None) -> PageWords | None:
        """Return the words that recognition reads on a scanned page; otherwise as `page`."""
        ...

    def follow_ups(self, given: Answer, limit: int = 3) -> list[str]:
        """Return questions to go on with after an answer, which the material can answer."""
        ...

    def starters(self, limit: int = 4, *, language: str = "") -> list[str]:
        """Return questions that the material can answer, in a language where it can be asked so."""
        ...


class Progress(Enum):
    """How far the reply to a question has come."""

    ASKED = "asked"
    ANSWERED = "answered"
    ENDED = "ended"  # stopped by the visitor, or failed


@dataclass
class Exchange:
    """One question and what came back so far; `shown` is the reply as Markdown for the chat, kept packed."""

    question: str
    text: str = ""
    progress: Progress = Progress.ASKED
    number: str = field(default_factory=lambda: secrets.token_hex(4))
    _packed: bytes = b""

    @property
    def shown(self) -> str:
        """The reply as it stands in the chat."""
        return zlib.decompress(self._packed).decode() if self._packed else ""

    @shown.setter
    def shown(self, markup: str) -> None:
        """Pack a reply."""
        self._packed = zlib.compress(markup.encode(), 1)

    @property
    def held(self) -> int:
        """About how many bytes it takes to remember."""
        return 2 * (len(self.question) + len(self.text)) + len(self._packed) + _OVERHEAD


class Conversation:
    """The exchanges of one visitor, oldest first."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []

    @property
    def busy(self) -> bool:
        """Whether a question is being answered."""
        return any(exchange.progress is Progress.ASKED for exchange in self.exchanges)

    @property
    def held(self) -> int:
        """About how many bytes it takes to remember."""
        return sum(exchange.held for exchange in self.exchanges)

    def turns(self) -> tuple[Turn, ...]:
        """Return the answered exchanges, for understanding a follow-up question."""
        answered = [exchange for exchange in self.exchanges if exchange.progress is Progress.ANSWERED]
        return tuple(Turn(exchange.question, exchange.text) for exchange in answered)

    def back_to(self, number: str) -> None:
        """Forget the exchange with this number and those after it; without one of this number nothing is forgotten."""
        numbers = [exchange.number for exchange in self.exchanges]
        if number in numbers:
            self.exchanges = self.exchanges[: numbers.index(number)]

    def up_to(self, number: str) -> bool:
        """Forget what came after the exchange with this number, everything for ""; False where none has it."""
        numbers = ["", *(exchange.number for exchange in self.exchanges)]
        if number in numbers:
            self.exchanges = self.exchanges[: numbers.index(number)]
        return number in numbers

    def restore(self, answers: Iterable[Answer], limits: Limits, write: Write = reply) -> None:
        """Replace the exchanges with those of a saved conversation."""
        self.exchanges = [_remembered(answer, write) for answer in answers][-limits.turns :]

    def messages(self, words: Words = ENGLISH) -> list[dict[str, str]]:
        """Return the conversation in the chat's own format."""
        messages: list[dict[str, str]] = []
        for exchange in self.exchanges:
            messages.append({"role": "user", "content": question(exchange.question, exchange.number, words)})
            if exchange.shown:
                messages.append({"role": "assistant", "content": exchange.shown})
        return messages


def _remembered(answer: Answer, write: Write) -> Exchange:
    exchange = Exchange(answer.question, answer.text, Progress.ANSWERED)
    exchange.shown = write(answer)
    return exchange


def converse(
    assistant: Answering,
    asked: str,
    conversation: Conversation,
    limits: Limits,
    *,
    where: Mapping[str, str] | None = None,
    words: Words = ENGLISH,
    write: Write = reply,
) -> Iterator[None]:
    """Ask, and write the reply into the conversation; yields while there is more to come, returns when all is written.

    `write` returns an answer as Markdown. An error becomes a note with an id that the log repeats; its text is for the
    operator alone.
    """
    history = conversation.turns()
    exchange = Exchange(asked)
    conversation.exchanges = [*conversation.exchanges, exchange][-limits.turns :]
    yield
    try:
        yield from _receive(assistant.stream(asked, history=history, where=where), exchange, write)
    except BadQuestion as error:
        exchange.shown = notice(str(error))
    except StoreError as error:
        number = secrets.token_hex(4)
        _log.warning("question %s: %s", number, error)
        exchange.shown = notice(words("not_answering" if error.passing else "failed", number=number))
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


def _receive(events: Iterator[Delta | Answer], exchange: Exchange, write: Write) -> Iterator[None]:
    shown_at = 0.0
    for event in events:
        if exchange.progress is Progress.ENDED:
            return
        if isinstance(event, Answer):
            exchange.text, exchange.shown, exchange.progress = event.text, write(event), Progress.ANSWERED
            return
        exchange.text += event.text
        exchange.shown = markdown(exchange.text)
        if time.monotonic() - shown_at >= SECONDS_BETWEEN_UPDATES:
            shown_at = time.monotonic()
            yield

"""Passages as the keyword index takes them: with the words they are found by beside their own.

A turn of a conversation is found by the words of the turns around it too: what a question asks of a debate is named by one
speaker and answered by another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, islice
from operator import attrgetter

from corpus import Passage

from .passages import Words
from .postings import Entry
from .units import context_of
from .words import terms

EXCHANGE = 180  # words on each side of a turn: about a minute of speech


def words_of(passage: Passage) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the stems of a passage's text, and of its context with the year."""
    context = f"{context_of(passage)} {passage.metadata.get('date', '')[:4]}"
    return tuple(terms(passage.text, passage.language)), tuple(terms(context, passage.language))


def entries(passages: Iterable[Words]) -> Iterator[Entry]:
    """Yield every passage as the keyword index takes it, documents numbered in order."""
    for number, (_, document) in enumerate(groupby(passages, key=attrgetter("source"))):
        told = list(document)
        for place, words in enumerate(told):
            around = _around(told, place) if words.turn else ()
            yield Entry(number, words.text, [*words.context, *around], words.aside)


def _around(told: Sequence[Words], place: int) -> Iterator[str]:
    """Yield the words of the turns before and after one, as far as an exchange reaches."""
    before = (reversed(told[near].text) for near in range(place - 1, -1, -1))
    after = (told[near].text for near in range(place + 1, len(told)))
    yield from islice(chain.from_iterable(before), EXCHANGE)
    yield from islice(chain.from_iterable(after), EXCHANGE)

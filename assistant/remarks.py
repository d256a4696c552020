"""What is said above an answer: that an older index answers, and which question was searched where."""

from __future__ import annotations

from collections.abc import Iterator

from index import Index

from .answers import Answer
from .phrases import phrases_for


def remarks(answer: Answer) -> Iterator[str]:
    """Yield the remarks on an answer, each a line of plain text in the language of the question."""
    phrases = phrases_for(Index.language(answer.searched.question or answer.question))
    searched = answer.searched
    if searched.older_index:
        yield phrases.older.format(created=searched.older_index[:16].replace("T", " ") + " UTC")
    if searched.question and searched.question != answer.question:
        yield phrases.searched_for.format(question=searched.question)
    if searched.within:
        yield (phrases.widened if searched.widened else phrases.searched_in).format(names=searched.within)

"""What is searched before a model answers: the question by itself, and further searches where one will not find everything.

The model may put a follow-up question so that it can stand alone, and name up to three searches. What it proposes is taken
only where it is made of the words of the conversation; else our own rules decide (`conversation.py`).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from index import Index

from ..answers import Turn
from ..asking import years_in
from ..conversation import understood
from ..timing import UNDERSTAND, stage
from .errors import ModelFailed
from .listening import listen
from .models import ChatModel

MOST_SEARCHES = 3
_REMEMBERED = 6
_LONGEST = 1_500  # characters of a plan
_LONG = 22  # words of a question that may want more than one search
_OWN = 0.6  # of the words of a question put anew that must come from the conversation
_SEVERAL = re.compile(
    r"\b(?:compar\w+|differ\w+|both|respectively|versus|as well as|сравн\w+|отлич\w+|различ\w+|обе|оба|салыстыр\w+|айырма\w+|"
    r"екеуі\w*)\b",
    re.IGNORECASE,
)
_LINE = re.compile(r"^\W*(?P<kind>QUESTION|SEARCH)\s*(?:\d+)?\s*:\s*(?P<text>\S.*)$", re.MULTILINE | re.IGNORECASE)
_RULES = """\
You prepare a search in the documents of a conference. Write one line that begins with QUESTION: and holds the last question so \
that it can be understood without the conversation, in its own language, nothing else about it changed. Then write up to \
{most} lines that begin with SEARCH: and hold a short question each, only where the last question needs several things looked \
up. Write nothing else, and do not answer."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The question as it is understood, and what else is searched for its answer."""

    question: str
    searches: tuple[str, ...] = ()


@stage(UNDERSTAND)
def planned(
    model: ChatModel,
    question: str,
    history: Sequence[Turn],
    *,
    seconds: float,
    closed: threading.Event | None = None,
) -> Plan:
    """Return what to search for a question after some turns, oldest first; the model is asked only where it can help.

    It is waited for until `closed` is set.

    Never raises: a model that fails or proposes something else leaves the plan to our own rules.
    """
    ours = Plan(understood(question, history))
    if not history and not _is_wide(question):
        return ours
    turns = history[-_REMEMBERED:]
    told = [f"Question: {turn.question}\nAnswer: {turn.answer[:600]}" for turn in turns]
    user = "\n\n".join([*told, f"Last question: {question}"])
    system = _RULES.format(most=MOST_SEARCHES)
    pieces = listen(lambda: model.pieces(system, user), seconds=seconds, characters=_LONGEST, closed=closed)
    try:
        text = "".join(pieces)
    except ModelFailed:
        return ours
    known = " ".join([question, ours.question, *(f"{turn.question} {turn.answer}" for turn in turns)])
    return _read(text, known, ours)


def _read(text: str, known: str, ours: Plan) -> Plan:
    found: dict[str, list[str]] = {"QUESTION": [], "SEARCH": []}
    for line in _LINE.finditer(text):
        put = " ".join(line["text"].split())
        if _is_of(put, known):
            found[line["kind"].upper()].append(put)
    question = found["QUESTION"][0] if found["QUESTION"] else ours.question
    searches = [search for search in dict.fromkeys(found["SEARCH"]) if search != question]
    return Plan(question, tuple(searches[:MOST_SEARCHES]))


def _is_of(put: str, known: str) -> bool:
    """Tell whether a question is made of the words of the conversation, and brings in no year of its own."""
    if not set(years_in(put)) <= set(years_in(known)):
        return False
    held = Index.stem_set(known, Index.language(known))
    stems = [stem for stem in Index.stems(put, Index.language(put)) if not Index.is_stop_word(stem)]
    return bool(stems) and sum(stem in held for stem in stems) >= _OWN * len(stems)


def _is_wide(question: str) -> bool:
    return len(question.split()) >= _LONG or _SEVERAL.search(question) is not None

"""A saved conversation: answers as `ask --json` prints them, in order, read back with every field checked."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any, NotRequired

from pydantic import TypeAdapter, ValidationError
from typing_extensions import TypedDict

from corpus import Skipped

from .answers import Answer, Citation, Note, Searched
from .errors import BadConversation


class _Count(TypedDict):
    documents: int
    passages: int


class _Searched(TypedDict):
    documents: int
    passages: int
    unread: NotRequired[list[Skipped]]
    question: NotRequired[str]
    where: NotRequired[dict[str, str]]
    left_out: NotRequired[_Count]
    closest: NotRequired[list[Citation]]
    within: NotRequired[str]
    widened: NotRequired[bool]
    older_index: NotRequired[str]


class _Answer(TypedDict):
    question: str
    answered: bool
    text: str
    citations: list[Citation]
    searched: _Searched
    kind: NotRequired[str]
    items: NotRequired[int | None]
    notes: NotRequired[list[Note]]
    model: NotRequired[str]
    generation: NotRequired[str]


class _Conversation(TypedDict):
    conversation: list[_Answer]


def saved(answers: Iterable[Answer]) -> dict[str, Any]:
    """Return a conversation ready for JSON, as documented for a saved conversation."""
    return {"conversation": [answer.as_dict() for answer in answers]}


def read_conversation(content: bytes | str) -> tuple[Answer, ...]:
    """Return the answers of a saved conversation, oldest first. Raises BadConversation."""
    try:
        conversation = _form().validate_python(json.loads(content))
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in fault["loc"]) or "the whole"
        raise BadConversation(f"This is no saved conversation: {place}: {fault['msg']}.") from None
    except (ValueError, RecursionError):
        raise BadConversation("This is no saved conversation: it is not JSON.") from None
    return tuple(_answer(fields) for fields in conversation["conversation"])


@cache
def _form() -> TypeAdapter[_Conversation]:
    return TypeAdapter(_Conversation)


def _answer(fields: _Answer) -> Answer:
    searched = fields["searched"]
    left_out = searched.get("left_out", {"documents": 0, "passages": 0})
    return Answer(
        question=fields["question"],
        answered=fields["answered"],
        text=fields["text"],
        citations=tuple(fields["citations"]),
        searched=Searched(
            searched["documents"],
            searched["passages"],
            tuple(searched.get("unread", ())),
            searched.get("question", ""),
            searched.get("where", {}),
            (left_out["documents"], left_out["passages"]),
            searched.get("within", ""),
            searched.get("widened", False),
            searched.get("older_index", ""),
        ),
        model=fields.get("model", ""),
        generation=fields.get("generation", ""),
        closest=tuple(searched.get("closest", ())),
        kind=fields.get("kind", "fact"),
        items=fields.get("items"),
        notes=tuple(fields.get("notes", ())),
    )

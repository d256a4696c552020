"""The forms that a conversation can be taken away in: Markdown, Word, and the JSON that `aide-memoire verify` re-checks."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..answers import Answer
from ..saved import saved
from .describing import FindSource
from .exporting import markdown_text
from .footnotes import word_document
from .wording import Words


@dataclass(frozen=True, slots=True)
class Form:
    """One form: the end of the file's name, its media type, and what writes it."""

    suffix: str
    media_type: str
    write: Callable[[Sequence[Answer], Words, FindSource], str | bytes]

    def file(self, answers: Sequence[Answer]) -> str:
        """Return the name of the file, with the index generation that the last answer rests on."""
        generation = answers[-1].generation if answers else ""
        dated = "".join(character for character in generation if character.isascii() and character.isalnum())[:16]
        return "-".join(filter(None, ("aide-memoire", dated))) + self.suffix


def _json(answers: Sequence[Answer], _: Words, __: FindSource) -> str:
    return json.dumps(saved(answers), ensure_ascii=False, indent=2) + "\n"


FORMS = {
    "markdown": Form(".md", "text/markdown", markdown_text),
    "docx": Form(".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", word_document),
    "json": Form(".json", "application/json", _json),
}

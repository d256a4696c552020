"""Why pages of a document could not be read, in the visitor's language: the sentences that the reader of PDF files writes."""

from __future__ import annotations

import re
from collections.abc import Callable

from .wording import ENGLISH, Words

_PAGES = r"Pages? (?P<pages>\d[\d–, and]*) (?:is|are)"
_SENTENCES = {
    "unread_images": re.compile(_PAGES + r" (?:an image|images) in which no text was found: look at the file itself\."),
    "unread_unrecognised": re.compile(
        _PAGES + r" (?:an image|images): install (?P<needed>[\w, -]+), and index again\."
    ),
    "unread_damaged": re.compile(_PAGES + r" damaged: export the PDF again from its source\."),
}


def in_words(detail: str, words: Words) -> str:
    """Return why something could not be read in the visitor's language; what is none of these sentences stays English."""
    if words.language == ENGLISH.language:
        return detail
    for name, sentence in _SENTENCES.items():
        detail = sentence.sub(_said(name, words), detail)
    return detail


def _said(name: str, words: Words) -> Callable[[re.Match[str]], str]:
    def say(found: re.Match[str]) -> str:
        listed = {field: text.replace(" and ", f" {words('and')} ") for field, text in found.groupdict().items()}
        return words(name, **listed)

    return say

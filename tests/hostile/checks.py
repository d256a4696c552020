"""What must hold of the outcome for any file, however hostile."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

from corpus import Document, Skipped, chunk
from corpus.errors import Reason
from corpus.limits import Limits
from tests.hostile.cases import SECRET

LIMITS = Limits(seconds=20, cpu_seconds=6)  # a busy machine may take its time
REASONS = {reason.value for reason in Reason}
UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f]")


def documents(outcome: Document | Skipped) -> Iterator[Document]:
    if isinstance(outcome, Document):
        yield outcome
        for child in outcome.children:
            yield from documents(child)


def check(outcome: Document | Skipped) -> None:
    """Assert one reason and one sentence, or text that is clean and can be cut into passages in no time."""
    if isinstance(outcome, Skipped):
        assert outcome.reason in REASONS
        assert re.fullmatch(r"[^\n]+[.]", outcome.detail), outcome
        assert "is missing" not in outcome.detail, outcome
    for document in documents(outcome):
        text = f"{document.title}\n{document.text}"
        assert SECRET not in text
        assert not UNSEEN.search(text)
        assert len(text) <= LIMITS.text_chars + len(document.title) + 1
        began = time.process_time()
        chunk(document)
        assert time.process_time() - began < LIMITS.cpu_seconds

"""What somebody said in all: the sentences that carry a speech, where a question asks for nothing particular in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from index import Index

from .asking import Asked
from .persons import tells_of
from .quoting import Stretch, sentences_of
from .replies import Reply
from .summarising import carries, summary_of

_ASKS = re.compile(
    r"^\W*what (?:did|does|has|had)\s+(?P<en>[^,?]+?)\s+(?:say|said|tell us|told us|talk about|speak about|spoken about)\W*$|"
    r"^\W*(?:о ч[её]м|что)\s+(?:говори\w+|рассказ\w+|сказал\w*|сообщил\w*)\s+(?P<ru>[^,?]+?)\W*$|"
    r"^\W*(?P<kk>[^,?]+?)\s+(?:не|нелер|не туралы)\s+(?:айтты|айтқан|айтады|сөйледі)\W*$",
    re.IGNORECASE,
)
_HITS = 40
_RANKS = frozenset(
    "mr mrs ms dr prof professor judge minister ambassador the г-н г-жа профессор судья министр мырза ханым".split()
)


def speech_told(index: Index, asked: Asked, where: Mapping[str, str] | None) -> Reply | None:
    """Return what carries the words of the speaker that a question names and asks nothing more of, None for another."""
    found = _ASKS.match(asked.text)
    name = next((group for group in found.groups() if group), "") if found else ""
    wanted = _names(name)
    if not wanted or where:
        return None
    spoken = list(_spoken(index, wanted, asked.text))
    names = {_names(speaker) for speaker, _ in spoken}
    if not names or not all(min(names, key=len) <= others for others in names):
        return None  # nobody of this name, or several: other ways tell what each said
    return summary_of(index, [words for _, words in spoken], spoken[0][0], index.language(asked.text))


def _spoken(index: Index, wanted: frozenset[str], question: str) -> Iterator[tuple[str, Stretch]]:
    """Yield the statements of every speaker with these names, in the order of the materials."""
    named = {record.source for record in index.documents() if wanted <= _names(record.metadata.get("speaker", ""))}
    for source in sorted(named | {hit.source for hit in index.search(question, limit=_HITS)}):
        for row, passage in sorted(index.passages.many(index.passages.rows_of(source)).items()):
            for sentence in sentences_of(passage):
                text = passage.text[sentence.start : sentence.end]
                at = passage.locate(sentence.start)
                speaker = "" if at.part else at.speaker or passage.metadata.get("speaker", "")
                if wanted <= _names(speaker) and carries(sentence, passage) and not tells_of(text, speaker):
                    yield speaker, Stretch(passage, row, sentence.start, sentence.end)


def _names(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]{2,}", text.lower())) - _RANKS

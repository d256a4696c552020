"""A page to look at: an assistant that answers from a script, behind the real web application.

Run as a program it serves that page on a free port and prints its address; a number is how many questions one visitor may
ask in a minute.
"""

from __future__ import annotations

import base64
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from assistant.answers import Answer, Citation, Context, Delta, FilterValue, Searched, SourceState, Turn
from assistant.errors import Busy, NoPicture
from assistant.feedback import Opinions
from assistant.recognised import PageWord, PageWords
from assistant.viewing import PagePicture
from assistant.web import Limits, serve
from corpus.documents import Anchor, BlockKind, Location, Passage, Span
from index import Hit

HOSTILE = (
    '<img src="https://evil.example/a.png" onerror="window.hurt=1"><script>window.hurt=1</script> '
    "![x](https://evil.example/b.png) [click](javascript:window.hurt=1) https://evil.example/c $$\\href{x}{y}$$ "
    "<svg onload=window.hurt=1> **bold** `code` | a | b | \u202eesrever\u200b"
)


STATIONS = "The nine delegations will open forty new gauging stations by 2034."
READINGS = "Their readings will be published within a day, free of charge, and without registration."
PEOPLE = "the person who reads it is what we must pay for"
PARTLY = "Pages 3 and 4 hold no text."
BLANK = base64.b64decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")  # a WebP image of one pixel
LOCKED = "The file is protected by a password."
QUICK, SLOW = 0.005, 0.5  # seconds between two words


def passage(name: str, source: str, title: str, blocks: Sequence[tuple[BlockKind, str, Location]], at: int) -> Passage:
    """Return a passage of these blocks that begins at character `at` of its document."""
    spans, text = [], ""
    for kind, words, location in blocks:
        text += "\n\n" if text else ""
        spans.append(Span(len(text), len(text) + len(words), kind, (Anchor(0, location),)))
        text += words
    return Passage(name, source, title, text, at, at + len(text), tuple(spans), "en")


P, H, T = BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.TURN
WATER = "Communiqué of the Almaty Water Dialogue"
PATH = ("Commitments", "Measurement")


def _communique() -> list[Passage]:
    filler = [
        "Delegations from nine countries met in Almaty from 4 to 6 June 2031 to review the rivers that they share. The "
        "Dialogue was opened by the host city and closed with the adoption of this text.",
        "The participants thanked the river commissions for opening their archives, and asked that the oldest gauge "
        "readings be kept in the original notebooks as well as in digital form.",
        "Funding for the first two years comes from the participating States in equal parts; later years are to be "
        "agreed at the next meeting. No State pays for stations outside its own territory.",
        "The secretariat reports once a year, in English, Russian and Kazakh, and publishes the report with its data.",
    ]
    at, made = 0, []
    for page in range(1, 8):
        place = Location(page=page, page_label="i" if page == 1 else None, heading=PATH, paragraph=page * 3)
        blocks = [(H, f"{page}. Measurement on the upper reaches", place)] if page in {3, 5} else []
        blocks += [(P, words, place) for words in filler]
        if page == 4:
            blocks[1:1] = [
                (
                    P,
                    f"On monitoring, the meeting was brief. {STATIONS} {READINGS}",
                    place,
                ),
                (BlockKind.LIST_ITEM, "twelve stations on the Ili and its tributaries;", place),
                (BlockKind.LIST_ITEM, "nine stations on the Chu and the Talas;", place),
            ]
        made.append(passage(f"comm-{page}", "outcome/communique.pdf", WATER, blocks, at))
        at = made[-1].end + 2
    return made


def _transcript() -> list[Passage]:
    turns = [
        ("Aigerim Seitkali", 812.0, "Good morning. We begin with the question that reached us most often this spring."),
        ("Daniyar Ospanov", 845.0, "Thank you. A gauge costs little; the person who reads it is what we must pay for."),
        ("Aigerim Seitkali", 871.0, "So the budget is a budget for people. Who pays for them after the second year?"),
        ("Daniyar Ospanov", 893.0, "The States, in equal parts. We have agreed on that, and only on that, so far."),
    ]
    blocks = [(T, words, Location(speaker=who, start=at, end=at + 20)) for who, at, words in turns]
    return [passage("talk-1", "day-2/panel.vtt", "Panel: who reads the gauges?", blocks, 0)]


def _hostile() -> list[Passage]:
    blocks = [(P, "Before. " + HOSTILE + " After.", Location(paragraph=1))]
    return [passage("hostile-1", "mail/<b>odd</b>.html", "A <i>strange</i> page", blocks, 0)]


class ScriptedAssistant:
    """Answers from a script; the second implementation of what the page needs from an assistant."""

    generation = "scripted"

    def __init__(self) -> None:
        self.documents = [_communique(), _transcript(), _hostile()]

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), where: Mapping[str, str] | None = None
    ) -> Iterator[Delta | Answer]:
        """Answer by the words of the question that the script knows."""
        if "fail" in question:
            raise RuntimeError("a secret from /somewhere")
        answer = self._answer(question, history, where or {})
        answer = replace(answer, searched=replace(answer.searched, question=question, where=where or {}))
        for word in answer.text.split(" "):
            time.sleep(SLOW if "slowly" in question else QUICK)
            yield Delta(word + " ")
        yield answer

    def _answer(self, question: str, history: Sequence[Turn], where: Mapping[str, str]) -> Answer:
        water, talk, hostile = self.documents[0][3], self.documents[1][0], self.documents[2][0]
        stations, people = self.cite(1, water, STATIONS), self.cite(3, talk, PEOPLE)
        if "filter" in question:
            return _answered(
                question, "Kept to: " + ", ".join(f"{name}={value}" for name, value in where.items()), [stations]
            )
        if "before" in question:
            return _answered(question, "Before: " + " | ".join(turn.question for turn in history), [stations])
        if "hostile" in question:
            return _answered(question, HOSTILE + " [1] [9]", [self.cite(1, hostile, HOSTILE)])
        if "stations" in question or "станци" in question:
            text = f"“{STATIONS}” [1]\n\n“{READINGS}” [2] As Daniyar Ospanov put it, “{PEOPLE}”. [3]"
            return _answered(question, text, [stations, self.cite(2, water, READINGS), people])
        text = "The materials do not answer this. Searched: 3 documents, 9 passages. “old.pdf” could not be read."
        return Answer(question, False, text, (), Searched(3, 9), closest=(stations, people))

    def cite(self, number: int, cited: Passage, quote: str) -> Citation:
        """Return the citation of a quote that occurs in the passage."""
        start = cited.text.index(quote)
        end = start + len(quote)
        place = cited.locate_range(start, end)
        return Citation(number, quote, cited.id, cited.source, cited.title, place, start, end, "0" * 64)

    def search(self, question: str, *, limit: int = 8, where: Mapping[str, str] | None = None) -> list[Hit]:
        return []

    def sources(self) -> list[SourceState]:
        """Return three documents that could be read, one read in part and one skipped."""
        water, talk, hostile = (document[0] for document in self.documents)
        return [
            SourceState(water.source, water.title, "pdf", "indexed", "2031-06-06", "en", 7, 7),
            SourceState(talk.source, talk.title, "vtt", "indexed", "2031-06-05", "en", None, 1),
            SourceState(hostile.source, hostile.title, "html", "indexed", "", "en", None, 1),
            SourceState(
                "баяндама.pdf", "Су туралы баяндама", "pdf", "partial", "2031-06-04", "kk", 12, 31, detail=PARTLY
            ),
            SourceState("archive/old.pdf", "", "pdf", "skipped", reason="encrypted", detail=LOCKED),
        ]

    def passages(self, source: str) -> list[Passage]:
        """Return the passages of one of the documents."""
        return [found for document in self.documents for found in document if found.source == source]

    def source(self, name: str) -> SourceState | None:
        """Return one of these documents."""
        return next((state for state in self.sources() if state.source == name), None)

    def facets(self, where: Mapping[str, str] | None = None) -> list[FilterValue]:
        """Return the script's values, fewer once one of them is chosen."""
        values = [
            FilterValue("document", "outcome/communique.pdf", WATER, 7),
            FilterValue("document", "day-2/panel.vtt", "Panel: who reads the gauges?", 1),
            FilterValue("speaker", "Daniyar Ospanov", "Daniyar Ospanov", 1),
            *(FilterValue("speaker", f"Speaker {number}", f"Speaker {number}", 1) for number in range(1, 10)),
            FilterValue("language", "en", "en", 9),
            FilterValue("language", "kk", "kk", 31),
            FilterValue("date", "2031", "2031", 39),
            FilterValue("kind", "pdf", "pdf", 38),
            FilterValue("kind", "vtt", "vtt", 1),
        ]
        chosen = where or {}
        return [one for one in values if one.field in chosen or not chosen or one.passages > 1]

    def context(self, passage_id: str) -> Context | None:
        """Return the passage with up to two neighbours on each side."""
        for document in self.documents:
            for at, found in enumerate(document):
                if found.id == passage_id:
                    first = max(at - 2, 0)
                    shown = found.source.endswith(".pdf")
                    return Context(
                        found.title, found.source, tuple(document[first : at + 3]), at - first, pictured=shown
                    )
        return None

    def page(self, passage_id: str, start: int, end: int, *, number: int | None = None) -> PagePicture | None:
        """Return a blank page for most of the communiqué, and for the other passages each a reason not to."""
        if not any(found.id == passage_id for document in self.documents for found in document):
            return None
        if passage_id == "comm-7":
            raise NoPicture("changed", "The file has changed since it was indexed: index the folder again.")
        if passage_id == "comm-6":
            raise NoPicture("damaged", "Page 6 of the PDF is damaged: export it again from its source.")
        if passage_id == "comm-5":
            raise Busy
        if not passage_id.startswith("comm-"):
            raise NoPicture("unsupported", "Only the pages of PDF files and images are shown as pictures.")
        shown = number or int(passage_id.removeprefix("comm-"))
        if shown == 2:
            return PagePicture(BLANK, 1, 1, shown, 7, (), scanned=True)
        return PagePicture(BLANK, 1, 1, shown, 7, ((0.1, 0.25, 0.9, 0.275),))

    def page_words(self, passage_id: str, start: int, end: int, *, number: int | None = None) -> PageWords | None:
        """Return two words of the second page of the communiqué, the one that is a scan."""
        box = (0.1, 0.25, 0.3, 0.275)
        sure, unsure = PageWord("forty", 0.98, box), PageWord("<b>stations</b>", 0.62, (0.4, 0.25, 0.6, 0.275))
        return PageWords(2, (sure, unsure), (box,)) if passage_id == "comm-2" else None

    def follow_ups(self, given: Answer, limit: int = 3) -> list[str]:
        """Return a question of the script, after an answer that has quotes."""
        return ["Who pays for the stations?"][:limit] if given.citations else []

    def starters(self, limit: int = 4, *, language: str = "") -> list[str]:
        """Return questions of the script, of which the materials have one in Russian and one in Kazakh."""
        if language in _STARTERS:
            return [*_STARTERS[language], "Who pays for reading the gauges?"]
        return [
            "How many gauging stations will be opened?",
            "Who pays for reading the gauges?",
            "What did the delegations agree on in Almaty?",
            "Сколько станций откроют к 2034 году?",
        ][:limit]


_STARTERS = {
    "ru": ["Сколько станций откроют к 2034 году?", "Что говорится в разделе «Stations»?"],
    "kk": ["«Stations» бөлімінде не айтылған?"],
}


def _answered(question: str, text: str, citations: list[Citation]) -> Answer:
    return Answer(question, True, text, tuple(citations), Searched(3, 9))


if __name__ == "__main__":
    often = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    with tempfile.TemporaryDirectory() as folder:
        limits = Limits(question=200, often=often)
        serve(ScriptedAssistant(), port=0, limits=limits, opinions=Opinions(Path(folder)))

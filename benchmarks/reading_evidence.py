"""Reading fidelity: does a piece of evidence stand whole in one passage, on its page, under its paragraph's number?"""

from __future__ import annotations

import argparse
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from corpus import Document, Passage, chunk, discover, load_many

from .reading_ways import bare_pages
from .report import Figures, Table
from .script import options, run
from .sets import Question, QuestionSet, find_set, metrics_of, questions_of

SET = "hr_upr"
# How a piece may fail, and the name of the share that does not.
KINDS = {"not read": "read", "cut": "whole", "wrong page": "page", "no number": "number"}
_BEGINNING = 8  # words by which the passage is found in which a piece begins that no passage holds whole
_SHOWN = 90
# The number of a paragraph at the beginning of a line: "97." "97.12" "97.12." "(a)" "1)".
_NUMBER = re.compile(r"^[ \t]*((?:\d{1,3}\.)+\d{1,3}\.?|\d{1,3}[.)]|\(\w{1,4}\))(?=\s)", re.MULTILINE)
Fold = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A distinct piece of evidence: its file, its words, and the physical page on which it begins."""

    file: str
    text: str
    page: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece of evidence begins: a passage, the offset in it, and whether all of it stands there."""

    passage: Passage
    offset: int
    whole: bool


class Folded:
    """A text with case and punctuation folded, that knows where each of its words stands in the original."""

    def __init__(self, text: str, fold: Fold) -> None:
        words = [(word, match.start()) for match in re.finditer(r"\S+", text) for word in fold(match.group()).split()]
        self.text = " ".join(word for word, _ in words)
        self._offsets = [offset for _, offset in words]
        self._starts = list(accumulate((len(word) + 1 for word, _ in words), initial=0))

    def find(self, wanted: str) -> int:
        """Return the offset in the original at which folded words stand, -1 where they do not."""
        at = self.text.find(wanted)
        return self._offsets[bisect_right(self._starts, at) - 1] if at >= 0 else -1


def evidence_of(questions: Iterable[Question]) -> list[Evidence]:
    """Return the distinct pieces of evidence that name a page."""
    pieces = (piece for question in questions for piece in question["evidence"] if piece.get("page"))
    return list(dict.fromkeys(Evidence(piece["file"], piece["text"], piece["page"]) for piece in pieces))


def faults_of(piece: Evidence, places: Sequence[Place], number: str) -> set[str]:
    """Return the kinds of failure of a piece that begins at `places`, one or, where its words recur, several.

    `number` is that of its paragraph, "" where it has none. The best place counts, as a reader would cite that.
    """
    if not places:
        return {"cut", "wrong page", "no number"}
    return min((_faults_at(place, piece, number) for place in places), key=len)


def _faults_at(place: Place, piece: Evidence, number: str) -> set[str]:
    spans = place.passage.spans
    span = spans[bisect_right([span.start for span in spans], place.offset) - 1]
    kept = place.passage.text[span.start : span.end].startswith(number)
    page = place.passage.locate(place.offset).page
    met = {"cut": place.whole, "wrong page": page == piece.page, "no number": kept}
    return {kind for kind, is_met in met.items() if not is_met}


def places_of(piece: Evidence, passages: Sequence[tuple[Passage, Folded]], fold: Fold) -> list[Place]:
    """Return where a piece begins: in the passages that hold it whole, else in those that hold its first words."""
    words = fold(piece.text)
    for wanted, whole in ((words, True), (" ".join(words.split()[:_BEGINNING]), False)):
        found = [(passage, folded.find(wanted)) for passage, folded in passages]
        if places := [Place(passage, offset, whole) for passage, offset in found if offset >= 0]:
            return places
    return []


def number_before(text: str, piece: str, fold: Fold) -> str:
    """Return the number of the paragraph in which a piece begins, as the bare text of its page has it, "" for none."""
    offset = Folded(text, fold).find(" ".join(fold(piece).split()[:_BEGINNING]))
    numbers = [match[1] for match in _NUMBER.finditer(text) if match.start(1) <= offset]
    return numbers[-1] if numbers else ""


def measure(chosen: argparse.Namespace) -> Figures:
    """Read and split the reports, and look for each distinct piece of evidence."""
    found = find_set(chosen.eval, SET)
    pieces = evidence_of(questions_of(found))
    files, documents = _read(found)
    faults = _faults(pieces, found, documents)
    failed = Counter(kind for kinds in faults.values() for kind in kinds)
    shares = {name: 1 - failed[kind] / len(pieces) for kind, name in KINDS.items()}
    row = (
        SET,
        f"{len(documents)} of {files}",
        len(pieces),
        *(f"{shares[name]:.1%}" for name in ("whole", "page", "number")),
    )
    columns = ("set", "read", "pieces", "whole in one passage", "right page", "paragraph number kept")
    notes = (
        "Distinct pieces of evidence. Right page: the physical page on which the piece begins. Number: the block in which "
        "it begins starts with the number that precedes it in PDFium's bare text.",
    )
    tables = [Table("Reading fidelity", columns, (row,), notes)]
    if chosen.failures:
        tables.append(_failures(faults))
    return Figures(tuple(tables), {"documents": len(documents), "files": files, "pieces": len(pieces), **shares})


def _read(found: QuestionSet) -> tuple[int, dict[str, Document]]:
    files = discover([found.corpus])
    return len(files), {outcome.source: outcome for outcome in load_many(files) if isinstance(outcome, Document)}


def _faults(
    pieces: Sequence[Evidence], found: QuestionSet, documents: Mapping[str, Document]
) -> dict[Evidence, set[str]]:
    fold: Fold = metrics_of(found).fold
    by_file: dict[str, list[Evidence]] = defaultdict(list)
    for piece in pieces:
        by_file[piece.file].append(piece)
    faults: dict[Evidence, set[str]] = {}
    for file, held in by_file.items():
        if file not in documents:
            faults.update((piece, set(KINDS)) for piece in held)
            continue
        passages = [(passage, Folded(passage.text, fold)) for passage in chunk(documents[file])]
        bare = bare_pages(found.corpus / file)
        for piece in held:
            number = number_before(bare[piece.page - 1], piece.text, fold)
            faults[piece] = faults_of(piece, places_of(piece, passages, fold), number)
    return faults


def _failures(faults: Mapping[Evidence, set[str]]) -> Table:
    rows = [
        (kind, piece.file, piece.page, " ".join(piece.text.split())[:_SHOWN])
        for kind in KINDS
        for piece, kinds in faults.items()
        if kind in kinds
    ]
    return Table("Failures", ("kind", "file", "page", "evidence"), tuple(rows))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = options(__doc__ or "")
    parser.add_argument("--failures", action="store_true", help="print each piece that fails, by kind")
    return run(parser, measure, arguments)


if __name__ == "__main__":
    raise SystemExit(main())

"""Reading yield: file by file, our words against those of the best other reader, and what becomes of the difference."""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus import BlockKind, Document, Skipped, discover, load_many

from .plain_words import Causes, Words, no_content, plain_text, size, words
from .report import Cell, Figures, Table
from .script import options, run
from .sets import Missing

SET = "zoo_conference"
NEAR = 0.05
_REPLACEMENT = "\ufffd"
_BESIDE = "kept beside the text: speakers, title, names, dates"
_ADDED = "added: headers of columns, numbers of lists"
_FURTHER = "in the file, but not read by the other reader"
_NOT_FOUND = "not explained"
_COLUMNS = ("file", "other reader", "its words", "ours", "ratio", "U+FFFD, its", "ours", "difference")
_KINDS = (
    "kind",
    "files",
    "read",
    "within 5 %",
    "more",
    "fewer, explained",
    "fewer, not explained",
    "words, its",
    "ours",
)


@dataclass(frozen=True, slots=True)
class Reference:
    """What the best other reader got from one file."""

    file: str
    reader: str
    words: int
    replacements: int


@dataclass(frozen=True, slots=True)
class Yield:
    """What one file gave: words, replacement characters, and words of the difference by cause; `skipped` says why none."""

    reference: Reference
    words: int = 0
    replacements: int = 0
    causes: Mapping[str, int] = field(default_factory=dict)
    skipped: str = ""

    @property
    def ratio(self) -> float:
        """Our words to the other reader's."""
        return self.words / self.reference.words if self.reference.words else 1.0

    @property
    def verdict(self) -> str:
        """One of "skipped", "within 5 %", "more", "fewer, explained", "fewer, not explained"."""
        if self.skipped:
            return "skipped"
        if self.ratio >= 1 - NEAR:
            return "within 5 %" if self.ratio <= 1 + NEAR else "more"
        explained = sum(count for cause, count in self.causes.items() if cause not in (_NOT_FOUND, _ADDED, _FURTHER))
        enough = self.words + explained >= (1 - NEAR) * self.reference.words
        return "fewer, explained" if enough else "fewer, not explained"


def measure(chosen: argparse.Namespace) -> Figures:
    """Read every file of the set as a build does, print a line for each, and return the sums by kind and by cause."""
    folder = chosen.eval / SET
    if not (folder / "reference_yield.csv").is_file():
        raise Missing(
            f"there is no {folder / 'reference_yield.csv'}; name the folder of the question sets with --eval DIR"
        )
    references = list(best_references(folder / "reference_yield.csv"))
    outcomes = {outcome.source: outcome for outcome in load_many(discover([folder / "corpus"]))}
    yields = [yield_of(folder / "corpus" / one.file, one, outcomes.get(one.file)) for one in references]
    print(Table("Reading yield, file by file", _COLUMNS, tuple(map(_line, yields))).markdown(), end="\n\n")
    values = {one.reference.file: {"ratio": one.ratio, "verdict": one.verdict, **one.causes} for one in yields}
    return Figures((_by_kind(yields), _by_cause(yields)), values)


def best_references(path: Path) -> Iterator[Reference]:
    """Yield for each file of the table the reader that got the most words."""
    best: dict[str, Reference] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found = Reference(row["file"], row["reader"], int(row["words"]), int(row["replacement_chars"]))
            if found.file not in best or best[found.file].words < found.words:
                best[found.file] = found
    yield from best.values()


def yield_of(path: Path, reference: Reference, outcome: Document | Skipped | None) -> Yield:
    """Return what a file gave, with the causes of the difference."""
    if not isinstance(outcome, Document):
        return Yield(reference, skipped=f"{outcome.reason}: {outcome.detail}" if outcome else "not found")
    ours = words(outcome.text)
    causes = difference(words(plain_text(path)), ours, {**no_content(path), _BESIDE: beside(outcome)}, reference.words)
    return Yield(reference, size(ours), outcome.text.count(_REPLACEMENT), causes)


def difference(plain: Words, ours: Words, causes: Causes, other: int) -> dict[str, int]:
    """Return the words by which a file's plain text and ours differ, by cause; `other` is how many the other reader got.

    A word that ours lacks is put down to the first cause that has it; no word counts twice.
    """
    lacking = plain - ours
    found: Counter[str] = Counter()
    for cause, counted in causes.items():
        found[cause] = size(lacking & counted)
        lacking -= counted
    found[_NOT_FOUND] = size(lacking)
    found[_ADDED] = size(ours - plain)
    found[_FURTHER] = max(size(ours & plain) - other, 0)
    return {cause: count for cause, count in found.items() if count}


def beside(document: Document) -> Words:
    """Return the words of a document that stand in its fields and not in its text."""
    stated = [document.title, document.date, *document.metadata.values()]
    turns = [block.location.speaker or "" for block in document.blocks if block.kind is BlockKind.TURN]
    return words("\n".join([*stated, *turns]))


def _line(one: Yield) -> tuple[Cell, ...]:
    reference = one.reference
    causes = ", ".join(f"{cause} {count}" for cause, count in one.causes.items())
    told = one.skipped or f"{one.verdict}: {causes}".rstrip(": ")
    counts = (None, None) if one.skipped else (one.words, one.ratio)
    return reference.file, reference.reader, reference.words, *counts, reference.replacements, one.replacements, told


def _by_kind(yields: Sequence[Yield]) -> Table:
    kinds = sorted({Path(one.reference.file).suffix for one in yields})
    groups = [(kind, [one for one in yields if Path(one.reference.file).suffix == kind]) for kind in kinds]
    rows = tuple(_sums(kind, group) for kind, group in [*groups, ("all", list(yields))])
    notes = (
        "Words are runs of letters and digits. More and fewer: beyond 5 %. Fewer is explained where at least 95 % of the "
        "words are ours, or are no content by one of the causes below.",
    )
    return Table("Reading yield by kind", _KINDS, rows, notes)


def _sums(kind: str, group: Sequence[Yield]) -> tuple[Cell, ...]:
    verdicts = Counter(one.verdict for one in group)
    read = [one for one in group if not one.skipped]
    totals = sum(one.reference.words for one in read), sum(one.words for one in read)
    return kind, len(group), len(read), *(verdicts[name] for name in _KINDS[3:7]), *totals


def _by_cause(yields: Sequence[Yield]) -> Table:
    files = Counter(cause for one in yields for cause in one.causes)
    counted: Counter[str] = Counter()
    for one in yields:
        counted.update(one.causes)
    rows = tuple((cause, files[cause], count) for cause, count in counted.most_common())
    notes = (
        "Added words, and those that the other reader did not read, are ours alone; all others stand in the plain text of a "
        "file and not in ours. What is not explained stands nowhere in ours, or less often.",
    )
    return Table("Causes of the differences", ("cause", "files", "words"), rows, notes)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    return run(options(__doc__ or ""), measure, arguments)


if __name__ == "__main__":
    raise SystemExit(main())

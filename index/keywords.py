"""Which passages hold a question's words, scored by BM25F.

BM25F (Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009, section 3.6) adds up how often a
word stands in each field of a passage before it lets further mentions count for less. The fields are the passage's own text,
its context, that is the title and the headings above it, and at little weight the whole document it is of. So a passage in a
document about Shalyapin answers "What voice had Shalyapin?" without naming him, and one that names him ten times is not above it.

A word is looked for in several forms: as it is stemmed, by the beginning it shares with its derivations, in translation,
and by its sound in the other script. The best form counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from .joined import JoinedPostings, Live
from .lexicon import translations
from .postings import Entry, Flags, Posting, Rows, root_of, sound_keys, write_postings
from .words import question_terms

POSTINGS = "postings.sqlite"
_SATURATION = 1.2  # k1
_LENGTH = 0.75  # b, of a passage and of a document
_CONTEXT = 0.6
_DOCUMENT = 0.1
_ASIDE = 0.5  # of its score, for a list of references or links
# Shares of stems that begin alike, by how many letters. Kazakh stems are rougher, so that more of what belongs together
# is kin, and they are short.
_KIN = ((5, 0.6),)
_KAZAKH_KIN = ((5, 0.8), (4, 0.7))
_SOUND = 0.7
_TRANSLATED = 0.6

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Form:
    """Stems that count as one word, and what share of its weight they have."""

    stems: Sequence[str]
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class _Scored:
    """What a word is worth: to the rows that hold it, and by document to those that merely stand beside one that does."""

    rows: Rows
    scores: Scores
    by_document: Scores


def write_keywords(folder: Path, entries: Iterable[Entry]) -> None:
    """Write the keyword index of a generation into an empty folder, in the order given."""
    folder.mkdir(parents=True, exist_ok=True)
    write_postings(folder / POSTINGS, entries)


class Keywords:
    """The published keyword index of a generation's segments, read-only; safe to use from several threads.

    Rows count the passages of the segments one after the other; `live` says for each segment which of its rows count.

    `cyrillic` says for each row whether its text is in Cyrillic letters.
    """

    def __init__(self, folders: Sequence[Path], live: Sequence[Live] | None = None) -> None:
        postings = self._postings = JoinedPostings([folder / POSTINGS for folder in folders], live)
        self.size = postings.size
        self.cyrillic = postings.cyrillic
        self._rows = len(postings.lengths)
        self._documents = postings.documents
        lengths = postings.lengths.astype(np.float32)
        whole = np.bincount(self._documents, weights=lengths).astype(np.float32)
        self._norms, self._document_norms = _norms(lengths, postings.size), _norms(whole, postings.document_count)

    def search(
        self, question: str, *, limit: int, language: str = "", required: Sequence[Sequence[str]] = ()
    ) -> list[tuple[int, float]]:
        """Return up to `limit` (row, BM25F score), best first, of passages that hold any word of the question.

        Of each of the `required` words, given by their possible stems, one must stand in the text or context.
        """
        words = [self._scored(self._forms(stems, language)) for _, stems in question_terms(question, language)]
        rows, scores = self._total(words)
        scores[self._postings.asides[rows]] *= _ASIDE
        if required:
            kept = np.logical_and.reduce(
                [self._marked(map(self._postings.of, possible))[rows] for possible in required]
            )
            rows, scores = rows[kept], scores[kept]
        return _best(rows, scores, limit)

    def frequency(self, stems: Sequence[str]) -> int:
        """Return in how many passages the commonest of these stems stands, in text or context."""
        return max((found.frequency for found in map(self._postings.of, stems)), default=0)

    def translated(self, stems: Sequence[str]) -> list[str]:
        """Return the stems of this corpus that translate a word, or that it sounds like in the other script."""
        meant = self._known(other for stem in stems for other in translations(stem))
        return meant or self._heard(stems, other_script=True)

    def close(self) -> None:
        """Let go of the file."""
        self._postings.close()

    def _forms(self, stems: Sequence[str], language: str) -> Iterator[_Form]:
        own = self._known(stems)
        yield from (_Form([stem]) for stem in own)
        for length, share in _KAZAKH_KIN if language == "kk" else _KIN:
            yield from (_Form(self._postings.alike(root_of(stem, length)), share) for stem in stems)
        if meant := self._known(other for stem in stems for other in translations(stem)):
            yield _Form(meant, _TRANSLATED)
            return
        yield _Form(self._heard(stems, other_script=True), _SOUND)
        if not own:
            yield _Form(self._heard(stems, other_script=False), _SOUND)

    def _heard(self, stems: Sequence[str], *, other_script: bool) -> list[str]:
        keys = dict.fromkeys(key for stem in stems for key in sound_keys(stem, other_script=other_script))
        return [alike for key in keys for alike in self._postings.alike(key)]

    def _known(self, stems: Iterable[str]) -> list[str]:
        return [stem for stem in dict.fromkeys(stems) if self.frequency([stem])]

    def _scored(self, forms: Iterable[_Form]) -> _Scored:
        """Return what a word is worth, by the best of its forms: to each document, and above that to the rows that hold it."""
        by_document = np.zeros(len(self._document_norms), np.float32)
        found = []
        for form in forms:
            if postings := [posting for posting in map(self._postings.of, form.stems) if posting.frequency]:
                rows, own, around = self._weighed(postings, form.share)
                found.append((rows, own))
                by_document = np.maximum(by_document, around)
        if len(found) == 1:
            return _Scored(*found[0], by_document)
        rows = self._union([rows for rows, _ in found])
        best = by_document[self._documents[rows]]
        places = self._places(rows)
        for held, own in found:
            best[places[held]] = np.maximum(best[places[held]], own)
        return _Scored(rows, best, by_document)

    def _weighed(self, stems: Sequence[Posting], share: float) -> tuple[Rows, Scores, Scores]:
        """Return the rows that hold a form, what each scores, and what the rows of each document score without holding it."""
        rows = self._union([part for found in stems for part in (found.rows, found.context) if len(part)])
        places = self._places(rows)
        mentions, context = np.zeros((2, len(rows)), np.float32)
        for found in stems:
            mentions[places[found.rows]] += found.counts
            context[places[found.context]] = _CONTEXT
        documents = self._documents[rows]
        told = np.bincount(documents, weights=mentions, minlength=len(self._document_norms)).astype(np.float32)
        around = _DOCUMENT * told / self._document_norms
        frequency = int(max(np.count_nonzero(mentions), np.count_nonzero(context)))
        weight = share * inverse_frequency(frequency, self.size) * (_SATURATION + 1)
        total = mentions / self._norms[rows] + context + around[documents]
        return rows, _saturated(weight, total), _saturated(weight, around)

    def _total(self, words: Sequence[_Scored]) -> tuple[Rows, Scores]:
        """Return the rows that hold any of the words, and the sum of what each word is worth to them."""
        rows = self._union([word.rows for word in words])
        documents, places = self._documents[rows], self._places(rows)
        by_document = sum((word.by_document for word in words), np.zeros(len(self._document_norms), np.float32))
        scores = by_document[documents]
        for word in words:
            scores[places[word.rows]] += word.scores - word.by_document[self._documents[word.rows]]
        return rows, scores

    def _union(self, parts: Sequence[Rows]) -> Rows:
        """Return the rows of all parts in order, each once."""
        if len(parts) == 1:
            return parts[0]
        marked = np.zeros(self._rows, np.bool_)
        for part in parts:
            marked[part] = True
        return np.flatnonzero(marked).astype(np.int32)

    def _places(self, rows: Rows) -> Rows:
        """Return an array that says for each of these rows at which place it stands among them; elsewhere it is undefined."""
        places = np.empty(self._rows, np.int32)
        places[rows] = np.arange(len(rows), dtype=np.int32)
        return places

    def _marked(self, postings: Iterable[Posting]) -> Flags:
        holding = np.zeros(self._rows, np.bool_)
        for found in postings:
            holding[found.rows] = holding[found.context] = True
        return holding


def _saturated(weight: float, mentions: Scores) -> Scores:
    """Return BM25's score of so many mentions: each further one counts for less."""
    return np.asarray(weight * mentions / (mentions + _SATURATION), np.float32)


def inverse_frequency(frequency: int, size: int) -> float:
    """Return the weight of a word that stands in so many of so many passages, never below 0."""
    return math.log1p(max(size - frequency + 0.5, 0) / (frequency + 0.5))


def _norms(lengths: Scores, count: int) -> Scores:
    """Return what mentions are divided by, 1 at the mean length of so many."""
    mean = float(lengths.sum(dtype=np.float64)) / max(count, 1)
    return np.asarray(1 - _LENGTH + _LENGTH * lengths / max(mean, 1.0), np.float32)


def _best(rows: Rows, scores: Scores, limit: int) -> list[tuple[int, float]]:
    least = np.partition(scores, -limit)[-limit] if len(rows) > limit else 0.0
    kept = (scores > 0) & (scores >= least)
    rows, scores = rows[kept], scores[kept]
    order = np.lexsort((rows, -scores))[:limit]
    return [(int(rows[place]), float(scores[place])) for place in order]

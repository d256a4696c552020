"""An index of any size: reports made up of words as common as words are, and vectors that cost next to nothing.

Words are drawn by Zipf's law (Zipf, Human behavior and the principle of least effort, 1949): those of the project's own
lexicon, then names made of syllables, of which new ones go on appearing as they do in real text. A report is on some topics,
so that its passages are alike and others are not.

The vectors are sums of the words' vectors, drawn by their hashes: texts with rare words in common are near each other. How
fast an index is searched does not depend on whose vectors they are, but making true ones of a million passages takes hours.
Nor are the files read: the index is written from what they are made of, by the product's own writers, and the files lie
beside it, so that a refresh finds them unchanged.
"""

from __future__ import annotations

import hashlib
import random
import re
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from pathlib import Path
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from corpus import Passage
from corpus.documents import Anchor, BlockKind, Location, Span
from index import BuildReport, Index, ModelChoice, VectorServer, build_index
from index.build import RECIPE
from index.embedder import Embedder, Grain, Model, Vectors, grain_of, load_embedder
from index.embedder import find_model as find_real
from index.entries import entries
from index.gathering import LARGE, VectorWriter
from index.generations import Manifest, Store, new_id
from index.keywords import write_keywords
from index.packed import write_packed
from index.passages import DocumentRecord, PassageRecord, Passages, PassageWriter
from index.segments import KEYWORDS, PASSAGES, VECTORS
from index.words import terms

PASSAGES_A_FILE = 100
UNITS_A_PASSAGE = 5  # sentences, each long enough to be a unit of its own
_TOPICS, _TOPIC_WORDS, _OFTEN = (
    400,
    60,
    0.35,
)  # topics of all files, words of each, and how often a word is of the topic
_WORDS = 24  # of a sentence
_DIMENSION, _DRAWN = 384, 65_536
_WORD = re.compile(r"\S+")
_ONSETS, _VOWELS, _CODAS = "b d g k l m n r s t v z sh kh".split(), "a e i o u".split(), ["", "n", "r", "s", "t"]
_COMMON = "the of and to in a that is was for on with by as it at from be this which or an were are has had".split()
_NAMES = 200_000
_CHOICE = ModelChoice(model="synthetic")
_BLOCK = 8_192
_Unit = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Report:
    """A made-up file: its name, its text, and the words of its paragraphs by number, (paragraphs, sentences, words)."""

    number: int
    source: str
    title: str
    words: npt.NDArray[np.int64]
    closing: str

    @property
    def paragraphs(self) -> list[list[str]]:
        """The sentences of each paragraph."""
        spelt = _vocabulary()
        return [
            [" ".join(spelt[word] for word in sentence).capitalize() + "." for sentence in paragraph.tolist()]
            for paragraph in self.words
        ]

    @property
    def text(self) -> str:
        """The file's text."""
        return "\n\n".join([f"# {self.title}", *map(" ".join, self.paragraphs), self.closing]) + "\n"


def report(number: int, version: int = 0) -> Report:
    """Return one file, the same each time; another version differs in its last line."""
    chance = np.random.default_rng(number)
    topics = chance.integers(_TOPICS, size=4)
    shape = (PASSAGES_A_FILE, UNITS_A_PASSAGE, _WORDS)
    words = np.searchsorted(_frequencies(), chance.random(shape))
    own = np.stack([_topic(int(topic)) for topic in topics])[np.arange(PASSAGES_A_FILE) * 4 // PASSAGES_A_FILE]
    drawn = np.take_along_axis(own, chance.integers(_TOPIC_WORDS, size=(PASSAGES_A_FILE, shape[1] * shape[2])), axis=1)
    words = np.where(chance.random(shape) < _OFTEN, drawn.reshape(shape), words)
    spelt = _vocabulary()
    title = f"Report {number} on {spelt[_topic(int(topics[0]))[0]]} and {spelt[_topic(int(topics[1]))[0]]}"
    return Report(number, f"report {number:06}.md", title, words, f"Version {version} of report {number}.")


def questions(count: int, reports: int) -> list[str]:
    """Return questions of a few words each that stand beside one another in some file."""
    chance = random.Random(count)  # noqa: S311 - the same questions each time
    found = []
    for _ in range(count):
        words = " ".join(chance.choice(report(chance.randrange(reports)).paragraphs)).replace(".", "").split()
        start = chance.randrange(len(words) - 9)
        found.append(f"What is said about {' '.join(words[start : start + chance.randrange(4, 9)])}?")
    return found


def write_index(folder: Path, store: Path, passages: int) -> None:
    """Write the files and an index of them, of about so many passages in one segment."""
    folder.mkdir(parents=True, exist_ok=True)
    reports = -(-passages // PASSAGES_A_FILE)
    place = Store(store)
    with place.building() as draft:
        digest = hashlib.sha256()
        with closing(PassageWriter(draft / PASSAGES)) as writer:
            for number in range(reports):
                made = report(number)
                text = made.text.encode()
                (folder / made.source).write_bytes(text)
                sha256 = hashlib.sha256(text).hexdigest()
                digest.update(f"{made.source}\0{sha256}\n".encode())
                records = _records(made)
                writer.add(_document(made, sha256, len(records)), records)
        with closing(Passages(draft / PASSAGES)) as written:
            write_keywords(draft / KEYWORDS, entries(written.words()))
            units = written.count_units()
            _write_vectors(draft / VECTORS, written, reports, units)
            manifest = Manifest(
                id=new_id(),
                model=SyntheticEmbedder.name,
                model_fingerprint=SyntheticEmbedder.fingerprint,
                recipe=RECIPE,
                roots=(str(folder.resolve()),),
                documents=reports,
                passages=written.count(),
                units=units,
                corpus=digest.hexdigest(),
                created=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            )
        place.publish(draft, manifest)


def _document(made: Report, sha256: str, passages: int) -> DocumentRecord:
    return DocumentRecord(made.source, made.title, "markdown", language="en", sha256=sha256, passages=passages)


def _records(made: Report) -> list[PassageRecord]:
    stems, spelt = _stems(), _vocabulary()
    context = tuple(terms(made.title, "en"))
    records, start = [], len(made.title) + 4
    for place, (sentences, words) in enumerate(
        zip(made.paragraphs, made.words.reshape(len(made.words), -1), strict=True)
    ):
        text = " ".join(sentences)
        anchor = Anchor(0, Location(heading=(made.title,), paragraph=place + 1))
        passage = Passage(
            id=f"{made.number:08x}{place:012x}",
            source=made.source,
            title=made.title,
            text=text,
            start=start,
            end=start + len(text),
            spans=(Span(0, len(text), BlockKind.PARAGRAPH, (anchor,)),),
            language="en",
            metadata={"kind": "markdown"},
        )
        start += len(text) + 2
        found = tuple(stem for word in words.tolist() if (stem := stems.setdefault(word, _stem(spelt[word]))))
        records.append(PassageRecord(passage, found, context, tuple(_units(made.title, sentences))))
    return records


def _units(title: str, sentences: Sequence[str]) -> Iterator[_Unit]:
    """Yield the units as `index.units` makes them: each sentence, the first with the title before it."""
    start = 0
    for number, sentence in enumerate(sentences):
        text = sentence if number else f"{title}\n{sentence}"
        yield start, start + len(sentence), hashlib.sha256(text.encode()).hexdigest()[:24]
        start += len(sentence) + 1


def _write_vectors(folder: Path, written: Passages, reports: int, units: int) -> None:
    each = (_summed_words(report(number).words) for number in range(reports))
    if units > LARGE:
        folder.mkdir()
        a_file = PASSAGES_A_FILE
        rows = (
            np.repeat(np.arange(number * a_file, (number + 1) * a_file), UNITS_A_PASSAGE) for number in range(reports)
        )
        write_packed(folder, ((row.astype(np.int32), vectors) for row, vectors in zip(rows, each, strict=True)))
        return
    with closing(VectorWriter(folder)) as writer:
        for block, vectors in zip(written.unit_blocks(PASSAGES_A_FILE * UNITS_A_PASSAGE), each, strict=True):
            writer.add([key for _, key in block], vectors)
        writer.finish(written)


class SyntheticEmbedder:
    """Turns a text into the sum of its words' vectors. Each question is embedded by the real model too, for the time it takes."""

    name = "synthetic"
    fingerprint = "0" * 64
    dimension = _DIMENSION
    token_limit = 254

    def __init__(self, real: Embedder | None = None) -> None:
        self._real = real

    def token_starts(self, texts: Sequence[str]) -> list[list[int]]:
        """Return, for each text, where each of its words begins."""
        return [[word.start() for word in _WORD.finditer(text)] for text in texts]

    def grain(self, text: str) -> Grain:
        """Return the grain of a text of which every word is known."""
        return grain_of(text, [(word.start(), word.end(), True) for word in _WORD.finditer(text)])

    def embed_documents(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vectors]]:
        """Yield batches of positions and vectors."""
        for start in range(0, len(texts), 512):
            batch = texts[start : start + 512]
            yield list(range(start, start + len(batch))), _summed(batch)

    def prepare(self) -> None:
        """Prepare the real model."""
        if self._real is not None:
            self._real.prepare()

    def embed_query(self, text: str) -> Vectors:
        """Return the vector of a question."""
        if self._real is not None:
            self._real.embed_query(text)
        return np.asarray(_summed([text])[0])


def refresh(materials: Path, store: Path, server: VectorServer | None = None) -> BuildReport:
    """Refresh the index of a folder through the synthetic embedder."""
    with (
        patch("index.build.find_model", lambda _: Model("synthetic", Path(), SyntheticEmbedder.fingerprint, _CHOICE)),
        patch("index.build.load_embedder", lambda _: SyntheticEmbedder()),
    ):
        return build_index([materials], store, choice=_CHOICE, server=server)


def opened(store: Path, server: VectorServer | None = None) -> Index:
    """Open an index that `write_index` made; its questions take the real model's time."""
    return Index.open(store, embedder=SyntheticEmbedder(load_embedder(find_real())), server=server)


@cache
def _vocabulary() -> list[str]:
    """Return words from the commonest on."""
    lines = files("index").joinpath("lexicon.txt").read_text(encoding="utf-8").splitlines()
    first = (word.strip() for line in lines if "|" in line for word in line.split("|")[0].split(","))
    known = [word for word in first if word.isalpha() and word.islower()]
    syllables = ["".join(parts) for parts in product(_ONSETS, _VOWELS, _CODAS)]
    chance = random.Random(1)  # noqa: S311
    made = {"".join(chance.choices(syllables, k=chance.randrange(2, 4))) for _ in range(_NAMES)}
    return list(dict.fromkeys([*_COMMON, *known, *sorted(made)]))


@cache
def _frequencies() -> npt.NDArray[np.float64]:
    """Return by Zipf's law how often a word is one of the first so many, for each number of them."""
    summed = np.cumsum(1 / (np.arange(len(_vocabulary())) + 2.7))
    return np.asarray(summed / summed[-1])


@cache
def _topic(number: int) -> npt.NDArray[np.int64]:
    """Return the numbers of a topic's words, none of them among the commonest."""
    chance = np.random.default_rng(_TOPICS + number)
    return chance.choice(np.arange(len(_COMMON), 20_000), _TOPIC_WORDS, replace=False)


@cache
def _stems() -> dict[int, str]:
    return {}


def _stem(word: str) -> str:
    return next(iter(terms(word, "en")), "")


@cache
def _table() -> Vectors:
    return np.random.default_rng(5).standard_normal((_DRAWN, _DIMENSION)).astype(np.float32)


@cache
def _drawn(word: str) -> int:
    """Return a word's row in the table."""
    return zlib.crc32(word.encode()) % _DRAWN


@cache
def _by_number() -> tuple[npt.NDArray[np.int64], Vectors]:
    """Return for each word of the vocabulary its row in the table, and its weight: a common word says little."""
    words = _vocabulary()
    weights = np.where(np.arange(len(words)) < len(_COMMON), 0.2, 1.0)
    return np.array([_drawn(word) for word in words]), weights.astype(np.float32)


def _summed_words(words: npt.NDArray[np.int64]) -> Vectors:
    """Return the vector of each sentence of a file, of shape (sentences, dimension)."""
    rows, weights = _by_number()
    flat = words.reshape(-1, _WORDS)
    summed = np.einsum("sw,swd->sd", weights[flat], _table()[rows[flat]])
    return np.asarray(summed / np.linalg.norm(summed, axis=1, keepdims=True), np.float32)


def _summed(texts: Sequence[str]) -> Vectors:
    table, vectors = _table(), np.empty((len(texts), _DIMENSION), np.float32)
    for place, text in enumerate(texts):
        words = re.findall(r"\w+", text.lower()) or [""]
        weights = [0.2 if word in _COMMON else 1.0 for word in words]
        vectors[place] = np.asarray(weights, np.float32) @ table[[_drawn(word) for word in words]]
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)

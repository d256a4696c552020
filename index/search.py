"""Finding passages: one opened generation, searched by meaning and by words."""

from __future__ import annotations

import shutil
import tempfile
import threading
import weakref
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property
from pathlib import Path

from corpus import Passage, sentence_spans

from .embedder import DEFAULT_CHOICE, Embedder, Model, ModelChoice, Vectors, find_model, load_embedder
from .errors import StoreError, WrongModel
from .facets import Facet
from .filtering import Filter, fault_of
from .generations import Manifest, Store
from .hits import Hit, Term
from .keywords import Keywords, inverse_frequency
from .lexicon import english_of
from .passages import DocumentRecord
from .ranking import best_of, dense_weight, first, fuse, is_known, lift, together
from .segments import KEYWORDS, Segments
from .serving import openable_vectors, require_manifest, segment_places, served
from .units import context_of
from .vectors import import_chroma
from .words import is_cyrillic, is_light, is_stop_word, language_of, question_terms, stem_of, terms

_UNITS = 300
_WORDS = 100
_LIGHT_SHARE = 0.3  # of its weight, for a word that says how a question is put
_BACKGROUND = 50  # passages about other things, which lack the word: in a small corpus nearly all words look common
_LIFTED = 12  # passages at the head that are looked at sentence by sentence
_LIFT = 0.4
_SHORT = 10  # words that carry meaning
_JOINED = 6  # passages at the head, with which stands what belongs to them
_SAME_BLOCK = 0.99  # of its score, for the other part of a paragraph that is divided between two passages
_SAME_TEXT = 0.7  # for the next passage of a text of a page or so
_PAGE = 4  # passages
_FILTERED = 3  # times as many candidates, at most, where a filter drops some of them
_SCRIPTS = ("Everyone has the right to freedom of opinion", "Каждый человек имеет право на свободу убеждений")
_FEW = 100  # passages that a filter keeps, up to which each is compared with the question


class Index:
    """One generation of an index, open for questions; safe to use from several threads.

    The files that Chroma rewrites on opening are worked on as a private copy, which `close` removes. `notice` is "", or
    says that a newer generation is damaged and this older one is served in its place.
    """

    def __init__(self, manifest: Manifest, folder: Path, embedder: Embedder, *, notice: str = "") -> None:
        self.manifest = manifest
        self.embedder = embedder
        self.notice = notice
        self._private = Path(tempfile.mkdtemp(prefix="aide-memoire-"))
        self._remove = weakref.finalize(self, shutil.rmtree, self._private, ignore_errors=True)
        self._closing = threading.Lock()
        try:
            places = segment_places(manifest, folder)
            self.passages = Segments(places, openable_vectors(places, self._private))
            live = [segment.live for segment in self.passages.every]
            self._keywords = Keywords([place.folder / KEYWORDS for place in places], live)
            self._documents = {record.source: record for record in self.passages.documents()}
        except BaseException:
            self._remove()
            raise

    @classmethod
    def open(cls, store: Path, *, choice: ModelChoice = DEFAULT_CHOICE, embedder: Embedder | None = None) -> Index:
        """Return the published index of a store, its files verified first; a damaged one gives way to an older whole one.

        Raises NotBuilt, Corrupt when no generation is whole, or WrongModel when the index was made with another embedding
        model.
        """
        place = Store(store)
        require_manifest(place)
        named = embedder or find_model(choice)
        with ThreadPoolExecutor(2) as pool:  # what takes time: the model, checksums, and Chroma's import meanwhile
            loading = pool.submit(lambda: load_embedder(named) if isinstance(named, Model) else named)
            verifying = pool.submit(served, place, named.fingerprint)
            import_chroma()
            loaded, (manifest, notice) = loading.result(), verifying.result()
        while True:
            if loaded.fingerprint != manifest.model_fingerprint:
                raise WrongModel(
                    f"The index in {store} was made with {manifest.model}, not {loaded.name}: set "
                    f"AIDE_MEMOIRE_EMBEDDING_MODEL, or rebuild: aide-memoire index --full --store {store}"
                )
            try:
                return cls(manifest, place.folder(manifest.id), loaded, notice=notice)
            except StoreError:  # a builder that published twice since has removed what was verified
                if place.folder(manifest.id).is_dir():
                    raise
                manifest, notice = served(place, loaded.fingerprint)

    @staticmethod
    def latest(store: Path) -> str | None:
        """Return the id of the generation a store has published, None when there is none."""
        return Store(store).current()

    @staticmethod
    def is_built(store: Path) -> bool:
        """Tell whether a store holds an index, be it a damaged one."""
        return Store(store).current() is not None or bool(Store(store).others(None))

    @staticmethod
    def materials(store: Path) -> list[Path]:
        """Return the folders that the published index of a store was made from. Raises NotBuilt or Corrupt."""
        return [Path(root) for root in Store(store).manifest().roots]

    @property
    def generation(self) -> str:
        """The id of the generation."""
        return self.manifest.id

    def search(
        self,
        question: str,
        *,
        limit: int = 8,
        where: Mapping[str, str] | None = None,
        names: Collection[str] = (),
        speaker: Collection[str] = (),
    ) -> list[Hit]:
        """Return up to `limit` passages for a question, best first.

        For a question of what somebody said, `speaker` are the words of that name and `names` those of all names in it:
        passages that hold them all come first, the speaker's in their own words or as that of their turn.

        `where` keeps to passages with these fields, as `Filter.rows` says; ValueError for one that cannot be used.
        """
        vector = self.embedder.embed_query(question)
        return self.search_vector(question, vector, limit=limit, where=where, names=names, speaker=speaker)

    def search_vector(
        self,
        question: str,
        vector: Vectors,
        *,
        limit: int = 8,
        where: Mapping[str, str] | None = None,
        within: Collection[str] = (),
        names: Collection[str] = (),
        speaker: Collection[str] = (),
    ) -> list[Hit]:
        """Search as `search` does, for a question whose vector is known; `within` keeps to the passages of these files."""
        allowed = self._allowed(where, within)
        if allowed is not None and not allowed:
            return []
        nearest = _beside().submit(self._dense, vector, allowed)
        found = self._keywords.search(
            question, limit=_WORDS if allowed is None else self._keywords.size, language=self._language(question)
        )
        lexical = _only(found, allowed)
        dense = nearest.result()
        naming = _only(self._naming(question, names, speaker), allowed) if speaker else []
        near = self._comparable(question, dense)[:_WORDS] if lexical else dense[:_WORDS]
        ranked = fuse(near, best_of(lexical[:_WORDS], naming), weight=self._dense_weight(question))
        ranked = lift(ranked, self._said_at_once(question, [row for row, _ in ranked[:_LIFTED]]), weight=_LIFT)
        belonging = self._belonging([row for row, _ in ranked[:_JOINED]])
        ranked = _only(together(ranked, belonging), allowed)
        ranked = first(ranked, {row for row, _ in naming})[:limit]
        passages = self.passages.many(row for row, _ in ranked)
        similarity = dict(dense)
        return [Hit(passages[row], score, similarity.get(row, 0.0), row) for row, score in ranked]

    def _allowed(self, where: Mapping[str, str] | None, within: Collection[str]) -> set[int] | None:
        """Return the rows that a filter and some files keep, None for all."""
        kept = self._filter.rows(where) if where else None
        if not within:
            return kept
        rows = {row for source in within for row in self.passages.rows_of(source)}
        return rows if kept is None else rows & kept

    def _belonging(self, rows: Sequence[int]) -> list[tuple[int, int, float]]:
        """Return the neighbours that belong to some rows, as (neighbour, row, share of its score).

        A paragraph may be divided between two passages, and a short text is about one thing.
        """
        pairs = [(row, neighbour) for row in rows for neighbour in (row - 1, row + 1)]
        passages = self.passages.many({place for pair in pairs for place in pair})
        found = []
        for row, neighbour in pairs:
            before, after = (passages.get(place) for place in sorted((row, neighbour)))
            if before is None or after is None or before.source != after.source:
                continue
            if not (before.spans[-1].whole or after.spans[0].whole):
                found.append((neighbour, row, _SAME_BLOCK))
            elif self._documents[before.source].passages <= _PAGE:
                found.append((neighbour, row, _SAME_TEXT))
        return found

    def _said_at_once(self, question: str, rows: Sequence[int]) -> dict[int, float]:
        """Return what share of a question's words, by weight, stands in one sentence of each passage.

        Nothing is known by that of a long question, which several passages answer, nor where stems are rough or the
        language is another than the passage's.
        """
        terms = self.terms(question)
        whole = sum(term.weight for term in terms)
        if language_of(question) != "en" or len(terms) > _SHORT or not whole:
            return {}
        return {
            row: max(
                sum(term.weight for term in terms if not said.isdisjoint(term.stems)) for said in _sentences(passage)
            )
            / whole
            for row, passage in self.passages.many(rows).items()
        }

    def _naming(self, question: str, names: Collection[str], speaker: Collection[str]) -> list[tuple[int, float]]:
        """Return the passages that hold all names, the speaker's in the text or as its speaker."""
        language = self._language(question)
        stems = dict(question_terms(" ".join(sorted({*names, *speaker})), language))
        found = self._keywords.search(question, limit=_WORDS, language=language, required=list(stems.values()))
        passages = self.passages.many(row for row, _ in found)
        spoken = [set(stems[word]) for word in speaker if word in stems]
        voiced = {row: _voiced(passage) for row, passage in passages.items()}
        return [(row, score) for row, score in found if all(not words.isdisjoint(voiced[row]) for words in spoken)]

    def similarities(self, vector: Vectors, rows: Sequence[int]) -> dict[int, list[tuple[int, int, float]]]:
        """Return, for each row, its units as (start, end, cosine to the vector), in the order of the text."""
        found = self.passages.vectors(rows)
        return {row: [(start, end, float(of @ vector)) for start, end, of in units] for row, units in found.items()}

    def terms(self, question: str) -> list[Term]:
        """Return the words of a question that carry meaning, with their weight in this corpus."""
        found = question_terms(question, self._language(question))
        return [self._term(word, stems) for word, stems in found]

    @staticmethod
    def english(word: str, language: str) -> str:
        """Return an English word for a Russian or Kazakh one, "" where the lexicon has none."""
        return next(filter(None, map(english_of, terms(word, language))), "")

    @staticmethod
    def stems(text: str, language: str) -> list[str]:
        """Return the stems of a text's words, in order, as `Term.stems` has them."""
        return terms(text, language)

    @staticmethod
    def stem(word: str, language: str) -> str:
        """Return the stem of one word as it stands in a text, "" where it has none."""
        return stem_of(word, language)

    @staticmethod
    def is_stop_word(word: str) -> bool:
        """Tell whether a word carries no meaning of its own."""
        return is_stop_word(word)

    def knows(self, question: str) -> bool:
        """Tell whether the embedding model knows the question's language, or reads it letter by letter."""
        return is_known(self.embedder.grain(question))

    @staticmethod
    def context(passage: Passage) -> str:
        """Return what is searched with a passage besides its text: title, headings, speaker."""
        return context_of(passage)

    @staticmethod
    def language(question: str) -> str:
        """Return the language of a question by its letters: "en", "ru" or "kk"."""
        return language_of(question)

    def neighbours(self, passage_id: str, *, before: int, after: int) -> list[Passage]:
        """Return a passage with up to so many passages before and after it in its document, [] when there is none."""
        row = self.passages.row_of(passage_id)
        if row is None:
            return []
        rows = self.passages.rows_of(self.passages.passage(row).source)
        wanted = [near for near in range(row - before, row + after + 1) if near in rows]
        found = self.passages.many(wanted)
        return [found[near] for near in wanted]

    def passages_of(self, source: str) -> list[Passage]:
        """Return the passages of a document in its order, [] when there are none."""
        rows = self.passages.rows_of(source)
        found = self.passages.many(rows)
        return [found[row] for row in rows]

    def sample(self, size: int) -> list[Passage]:
        """Return up to `size` passages spread evenly over the index, in its order."""
        rows = self.passages.sample(size)
        found = self.passages.many(rows)
        return [found[row] for row in rows]

    @cached_property
    def _filter(self) -> Filter:
        return Filter(self.documents(), self.passages)

    @staticmethod
    def filter_fault(where: Mapping[str, str]) -> str:
        """Return one sentence on what is wrong with a filter, "" where `search` takes it."""
        return fault_of(where)

    def kept(self, where: Mapping[str, str]) -> tuple[int, int]:
        """Return how many documents and how many passages a filter keeps; ValueError for one that cannot be used."""
        rows = self._filter.rows(where)
        return self._filter.documents(rows), len(rows)

    def facets(self, where: Mapping[str, str]) -> list[Facet]:
        """Return the values that a filter can be narrowed to, with how many passages each keeps; see `Filter.facets`."""
        return self._filter.facets(where)

    def sha256(self, source: str) -> str:
        """Return the hash of a file's bytes as they were when it was read, "" for a file that is not in the index."""
        record = self._documents.get(source)
        return record.sha256 if record else ""

    def document(self, source: str) -> DocumentRecord | None:
        """Return what is known of a file, None for one that is not in the index."""
        return self._documents.get(source)

    def documents(self) -> list[DocumentRecord]:
        """Return every file of the corpus, read or skipped, by name."""
        return list(self._documents.values())

    def close(self) -> None:
        """Let go of all files and remove the private copy; closing twice is harmless."""
        with self._closing:
            if self._remove.alive:
                self._keywords.close()
                self.passages.close()
                self._remove()

    def _term(self, word: str, stems: list[str]) -> Term:
        """Weigh a word by its inverse frequency; one that stands nowhere is taken in translation if that stands somewhere."""
        frequency = self._keywords.frequency(stems)
        if not frequency and (translated := self._keywords.translated(stems)):
            stems, frequency = [*stems, *translated], self._keywords.frequency(translated)
        # a word that stands nowhere is no rarer than one that stands once
        weight = inverse_frequency(max(frequency, 1), self._keywords.size + _BACKGROUND)
        light = is_light(word)
        return Term(word, tuple(stems), frequency, weight * (_LIGHT_SHARE if light else 1.0), light)

    def _dense(self, vector: Vectors, allowed: set[int] | None) -> list[tuple[int, float]]:
        """Return rows by the cosine of their nearest unit, best first; of a few that a filter keeps, every one."""
        if allowed is not None and len(allowed) <= _FEW:
            near = (
                (row, max((cosine for *_, cosine in units), default=0.0))
                for row, units in self.similarities(vector, sorted(allowed)).items()
            )
            return sorted(near, key=lambda pair: (-pair[1], pair[0]))
        share = 1.0 if allowed is None else len(allowed) / self.manifest.passages
        return _only(self.passages.nearest(vector, limit=round(_UNITS * min(1 / share, _FILTERED))), allowed)

    def _comparable(self, question: str, dense: list[tuple[int, float]]) -> list[tuple[int, float]]:
        """Return the rows whose nearness tells something: a model of one script compares texts in that script alone."""
        if self._knows_both_scripts:
            return dense
        cyrillic = is_cyrillic(question)
        return [(row, score) for row, score in dense if self._keywords.cyrillic[row] == cyrillic]

    @cached_property
    def _knows_both_scripts(self) -> bool:
        return all(is_known(self.embedder.grain(text)) for text in _SCRIPTS)

    def _dense_weight(self, question: str) -> float:
        return dense_weight(self.embedder.grain(question))

    @staticmethod
    def _language(question: str) -> str:
        """Kazakh letters prove Kazakh; other Cyrillic may be either, and is left open."""
        language = language_of(question)
        return "" if language == "ru" else language


@cache
def _beside() -> ThreadPoolExecutor:
    """Return threads for the vectors, which are compared while the words are looked up."""
    return ThreadPoolExecutor(thread_name_prefix="vectors")


def _only(ranked: list[tuple[int, float]], allowed: set[int] | None) -> list[tuple[int, float]]:
    return ranked if allowed is None else [(row, score) for row, score in ranked if row in allowed]


def _sentences(passage: Passage) -> list[set[str]]:
    """Return the stems of each sentence of a passage, of one without any that of its text."""
    spans = sentence_spans(passage.text) or [(0, 0)]
    return [set(terms(passage.text[start:end], passage.language)) for start, end in spans]


def _voiced(passage: Passage) -> set[str]:
    """Return the stems of a passage's own words and of its speaker's name."""
    return set(terms(f"{passage.location.speaker or ''} {passage.text}", passage.language))

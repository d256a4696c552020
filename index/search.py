"""Finding passages: one opened generation, searched by meaning and by words."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from corpus import Passage

from .embedder import DEFAULT_CHOICE, Embedder, Model, ModelChoice, find_model, load_embedder
from .errors import StoreError, WrongModel
from .facets import Facet
from .filtering import fault_of
from .finding import Finder, Query
from .generations import Manifest, Store
from .hits import Hit, Term
from .keywords import Keywords
from .lexicon import english_of
from .passages import DocumentRecord
from .ranking import is_known
from .segments import KEYWORDS, Segments
from .serving import require_manifest, segment_places, served
from .units import context_of
from .vectors import VectorServer, import_chroma
from .words import is_stop_word, language_of, stem_of, stem_set, terms


class Index:
    """One generation of an index, open for questions; safe to use from several threads.

    `notice` is "", or says that a newer generation is damaged and this older one is served in its place.
    """

    def __init__(
        self,
        manifest: Manifest,
        folder: Path,
        embedder: Embedder,
        *,
        notice: str = "",
        server: VectorServer | None = None,
    ) -> None:
        self.manifest = manifest
        self.embedder = embedder
        self.notice = notice
        self._closing = threading.Lock()
        self._closed = False
        places = segment_places(manifest, folder)
        self.passages = Segments(places, places, server)
        live = [segment.live for segment in self.passages.every]
        self._keywords = Keywords([place.folder / KEYWORDS for place in places], live)
        self._finder = Finder(self.passages, self._keywords, embedder)
        self._documents = {record.source: record for record in self.passages.documents()}

    @classmethod
    def open(
        cls,
        store: Path,
        *,
        choice: ModelChoice = DEFAULT_CHOICE,
        embedder: Embedder | None = None,
        server: VectorServer | None = None,
    ) -> Index:
        """Return the published index of a store, its files verified first; a damaged one gives way to an older whole one.

        `server` is where its vectors are, if not here. Raises NotBuilt, Corrupt when no generation is whole, WrongModel when
        the index was made with another embedding model, NoServer or ServerDown.
        """
        place = Store(store)
        require_manifest(place)
        named = embedder or find_model(choice)
        with ThreadPoolExecutor(2) as pool:  # what takes time: the model, checksums, and Chroma's import meanwhile
            loading = pool.submit(lambda: load_embedder(named) if isinstance(named, Model) else named)
            verifying = pool.submit(served, place, named.fingerprint, server)
            import_chroma()
            loaded, (manifest, notice) = loading.result(), verifying.result()
        while True:
            if loaded.fingerprint != manifest.model_fingerprint:
                raise WrongModel(
                    f"The index in {store} was made with {manifest.model}, not {loaded.name}: set "
                    f"AIDE_MEMOIRE_EMBEDDING_MODEL, or rebuild: aide-memoire index --full --store {store}"
                )
            try:
                return cls(manifest, place.folder(manifest.id), loaded, notice=notice, server=server)
            except StoreError:  # a builder that published twice since has removed what was verified
                if place.folder(manifest.id).is_dir():
                    raise
                manifest, notice = served(place, loaded.fingerprint, server)

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
        within: Collection[str] = (),
        names: Collection[str] = (),
        speaker: Collection[str] = (),
    ) -> list[Hit]:
        """Return up to `limit` passages for a question, best first.

        For a question of what somebody said, `speaker` are the words of that name and `names` those of all names in it:
        passages that hold them all come first, the speaker's in their own words or as that of their turn.

        `where` keeps to passages with these fields, as `Filter.rows` says; ValueError for one that cannot be used. `within`
        keeps to the passages of these files.
        """
        narrowed = tuple(sorted((where or {}).items()))
        naming = frozenset(names) if speaker else frozenset()  # so that a question is searched for once in both ways
        query = Query(question, narrowed, frozenset(within), naming, frozenset(speaker))
        found = self._finder.find(query)
        ranked = found.ranked[:limit]
        passages = self.passages.many(row for row, _ in ranked)
        return [Hit(passages[row], score, found.cosines.get(row, 0.0), row) for row, score in ranked]

    def similarities(self, text: str, rows: Sequence[int]) -> dict[int, list[tuple[int, int, float]]]:
        """Return, for each row, its units as (start, end, cosine to a question), in the order of the text."""
        return self._finder.similarities(text, rows)

    def terms(self, question: str) -> list[Term]:
        """Return the words of a question that carry meaning, with their weight in this corpus."""
        return list(self._finder.terms(question))

    @staticmethod
    def english(word: str, language: str) -> str:
        """Return an English word for a Russian or Kazakh one, "" where the lexicon has none."""
        return next(filter(None, map(english_of, terms(word, language))), "")

    @staticmethod
    def stems(text: str, language: str) -> list[str]:
        """Return the stems of a text's words, in order, as `Term.stems` has them."""
        return terms(text, language)

    @staticmethod
    def stem_set(text: str, language: str) -> frozenset[str]:
        """Return what `stems` gives, each once."""
        return stem_set(text, language)

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
        return is_known(self._finder.grain(question))

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

    @staticmethod
    def filter_fault(where: Mapping[str, str]) -> str:
        """Return one sentence on what is wrong with a filter, "" where `search` takes it."""
        return fault_of(where)

    def kept(self, where: Mapping[str, str]) -> tuple[int, int]:
        """Return how many documents and how many passages a filter keeps; ValueError for one that cannot be used."""
        rows = self._finder.filter.rows(where)
        return self._finder.filter.documents(rows), len(rows)

    def facets(self, where: Mapping[str, str]) -> list[Facet]:
        """Return the values that a filter can be narrowed to, with how many passages each keeps; see `Filter.facets`."""
        return self._finder.filter.facets(where)

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
        """Let go of all files; closing twice is harmless."""
        with self._closing:
            if not self._closed:
                self._keywords.close()
                self.passages.close()
            self._closed = True

"""The assistant: a store opened for questions, from the Python API, the command line and the web chat alike."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import Passage
from index import BuildReport, Hit, Index, Progress, build_index

from .answering import answer, is_answered, unnamed
from .answers import Answer, Context, Delta, FilterValue, Searched, SourceState, Turn
from .asking import understand
from .composing import cite, composed, refusal_text
from .conversation import understood
from .errors import BadQuestion
from .following import follow_up_questions
from .generating import Bounds, ChatChoice, ChatModel, Writer, in_pieces, open_model
from .newest import Newest
from .replies import Reply
from .settings import Settings
from .showing import Showing
from .starting import starter_questions
from .timing import TimedIndex
from .viewing import is_offered, is_pictured

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.tools import BaseTool

_NEIGHBOURS = 2
_PREPARING = "Who spoke about human rights?"
_LETTERS_A_TOKEN = 15  # more than any tokenizer packs into one on average: only what runs away is cut
_HALF = re.compile("[\ud800-\udfff]")  # a lone surrogate: no text in any encoding
_TABLE = "not_applied"  # the reason of a materials.csv, which is no document


class Assistant(Showing):
    """Answers questions from one store; safe to use from several threads.

    It turns to a newer generation between questions, as soon as one is published.
    """

    def __init__(self, index: Index, settings: Settings, *, model: ChatModel | None = None) -> None:
        super().__init__(settings)
        self._writer = Writer(model, _bounds(settings)) if model else None
        self._newest = Newest(index, settings)

    @classmethod
    def open(
        cls, store: str | Path | None = None, *, settings: Settings | None = None, model: ChatModel | None = None
    ) -> Assistant:
        """Open the index in `store`, by default the one the settings name.

        `model` writes the answers, by default the one the settings name. Raises NotBuilt, Corrupt, WrongModel, NoServer
        or ServerDown, all StoreError, and BadSetting when the settings name a language model that cannot be used.
        """
        settings = _with_store(settings or Settings(), store)
        model = model or chat_model(settings)
        index = TimedIndex.open(settings.store, choice=settings.embedding, server=settings.server)
        return cls(index, settings, model=model)

    @classmethod
    def build(
        cls,
        *materials: str | Path,
        store: str | Path | None = None,
        settings: Settings | None = None,
        full: bool = False,
        progress: Callable[[Progress], None] = lambda _: None,
    ) -> Assistant:
        """Build or refresh the index of some folders, and open it; see `build_report` for the report alone."""
        settings = _with_store(settings or Settings(), store)
        build_report(*materials, settings=settings, full=full, progress=progress)
        return cls.open(settings=settings)

    @property
    def generation(self) -> str:
        """The id of the index generation that answers now, which is the newest."""
        with self._using() as index:
            return index.generation

    @property
    def notice(self) -> str:
        """One sentence for whoever keeps the index, where the newest generation cannot be served, else ""."""
        with self._using():
            return self._newest.notice

    def ask(self, question: str, *, history: Sequence[Turn] = (), where: Mapping[str, str] | None = None) -> Answer:
        """Answer a question; `history` holds the turns before it, oldest first, `where` fields that passages must have.

        The fields are speaker, session, date ("2014-05", "2014.."), language, document (its path or title), event, role,
        organisation, author, title, source, kind, symbol and version. Raises BadQuestion when the question is empty or too
        long, or the filter cannot be used.
        """
        events = self.stream(question, history=history, where=where)
        return next(event for event in events if isinstance(event, Answer))

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), where: Mapping[str, str] | None = None
    ) -> Iterator[Delta | Answer]:
        """Yield the answer's text in pieces, then the Answer itself; what a language model writes comes by sentences."""
        asked = self._checked(question, where)
        with self._using() as index:
            if self._writer:
                quoted = partial(self._quoted, index, asked, where)
                yield from self._writer.write(index, asked, history, where, quoted)
                return
            searched = understood(asked, history)
            given = self._quoted(index, asked, where, searched, answer(index, searched, where))
        yield from in_pieces(given)

    def _quoted(self, index: Index, asked: str, where: Mapping[str, str] | None, searched: str, reply: Reply) -> Answer:
        """Return the answer of quotes, with a word on the index where it is not the newest."""
        written = _written(index, asked, searched, reply, where)
        if not self._newest.notice:
            return written
        return replace(written, searched=replace(written.searched, older_index=index.manifest.created))

    def search(self, question: str, *, limit: int = 8, where: Mapping[str, str] | None = None) -> list[Hit]:
        """Return up to `limit` passages, best first; `where` as for `ask`.

        Raises BadQuestion when the question is empty or too long, or the filter cannot be used.
        """
        asked = self._checked(question, where)
        with self._using() as index:
            wanted = understand(asked, index.terms(asked), known=index.knows(asked))
            return index.search(asked, limit=limit, where=where, names=wanted.naming, speaker=wanted.voice)

    async def aask(
        self, question: str, *, history: Sequence[Turn] = (), where: Mapping[str, str] | None = None
    ) -> Answer:
        """Answer a question as `ask` does, in a thread meanwhile."""
        return await asyncio.to_thread(self.ask, question, history=history, where=where)

    async def astream(
        self, question: str, *, history: Sequence[Turn] = (), where: Mapping[str, str] | None = None
    ) -> AsyncIterator[Delta | Answer]:
        """Yield what `stream` yields, each piece made in a thread meanwhile."""
        events = self.stream(question, history=history, where=where)
        while event := await asyncio.to_thread(next, events, None):
            yield event

    async def asearch(self, question: str, *, limit: int = 8, where: Mapping[str, str] | None = None) -> list[Hit]:
        """Return passages as `search` does, in a thread meanwhile."""
        return await asyncio.to_thread(self.search, question, limit=limit, where=where)

    def sources(self) -> list[SourceState]:
        """Return every file of the indexed folder and its state."""
        with self._using() as index:
            return [state for record in index.documents() if (state := _state(index, record.source))]

    def source(self, name: str) -> SourceState | None:
        """Return one file of the indexed folder and its state, None when the index does not hold it."""
        with self._using() as index:
            return _state(index, name)

    def facets(self, where: Mapping[str, str] | None = None) -> list[FilterValue]:
        """Return the values that a filter can be narrowed to, those of each field within what the others of it keep.

        The fields are document, session, speaker, language, date (by year) and kind. Raises BadQuestion for a filter that
        cannot be used.
        """
        if fault := Index.filter_fault(where or {}):
            raise BadQuestion(fault)
        with self._using() as index:
            found = index.facets(where or {})
        return [FilterValue(facet.field, facet.value, facet.label, facet.passages) for facet in found]

    def passages(self, source: str) -> list[Passage]:
        """Return the passages of a document in its order, [] when the index holds none of it."""
        with self._using() as index:
            return index.passages_of(source)

    def context(self, passage_id: str) -> Context | None:
        """Return a passage among its neighbours, None when the index does not hold it."""
        with self._using() as index:
            around = index.neighbours(passage_id, before=_NEIGHBOURS, after=_NEIGHBOURS)
            if not around:
                return None
            position = next(place for place, passage in enumerate(around) if passage.id == passage_id)
            cited = around[position]
            pictured, offered = is_pictured(index, cited.source), is_offered(index, cited.source)
            return Context(
                cited.title, cited.source, tuple(around), position, pictured, offered and self.settings.downloads
            )

    def pack(self, answer: Answer) -> bytes:
        """Return the evidence pack of an answer: a ZIP with its quotes, the pages they stand on, hashes and versions.

        The same answer over the same files makes the same bytes; `aide-memoire verify` checks it.
        """
        from .evidence import pack

        with self._using() as index:
            model = index.manifest.model
        return pack(self, answer, embedding=model)

    def starters(self, limit: int = 4, *, language: str = "") -> list[str]:
        """Return questions that the materials answer, for a visitor who does not know them yet.

        They are in `language` ("en", "ru", "kk") as far as the materials can be asked so, else in those of the materials.
        """
        with self._using() as index:
            answers = partial(is_answered, index)
            return starter_questions(index, answers, limit=limit, language=language)

    def follow_ups(self, given: Answer, limit: int = 3) -> list[str]:
        """Return questions to go on with after an answer, which the materials answer within the same filter."""
        where = given.searched.where or None
        with self._using() as index:
            return follow_up_questions(index, given, lambda question: is_answered(index, question, where), limit=limit)

    def as_retriever(self, *, limit: int = 8, where: Mapping[str, str] | None = None) -> BaseRetriever:
        """Return a LangChain retriever over this assistant's passages, those that `where` keeps."""
        from .langchain import AideMemoireRetriever

        return AideMemoireRetriever(assistant=self, k=limit, where=where)

    def as_tool(self, *, where: Mapping[str, str] | None = None) -> BaseTool:
        """Return a LangChain tool that answers questions with their citations, from the passages that `where` keeps."""
        from .langchain import answering_tool

        return answering_tool(self, where)

    def prepare(self) -> None:
        """Do now what the first questions would otherwise wait for; questions may be asked meanwhile."""
        with self._using() as index:
            answer(index, _PREPARING, None)  # the lexicon, the names of States, patterns
            index.embedder.prepare()

    def close(self) -> None:
        """Let go of the index, and of a language model that is still writing."""
        if self._writer:
            self._writer.close()
        self._newest.index.close()

    def __enter__(self) -> Assistant:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _checked(self, question: str, where: Mapping[str, str] | None) -> str:
        asked = question.strip()
        if not asked:
            raise BadQuestion("The question is empty: type what you would like to know.")
        if _HALF.search(asked):
            raise BadQuestion("The question holds half a character: type it again.")
        if len(asked) > self.settings.question_limit:
            raise BadQuestion(f"The question is longer than {self.settings.question_limit} characters: shorten it.")
        if fault := Index.filter_fault(where or {}):
            raise BadQuestion(fault)
        return asked

    def _using(self) -> AbstractContextManager[Index]:
        return self._newest.using()


def chat_model(settings: Settings) -> ChatModel | None:
    """Return the language model that the settings name, None where they name none.

    Raises BadSetting when it cannot be used.
    """
    choice = chat_choice(settings)
    return open_model(choice) if choice else None


def chat_choice(settings: Settings) -> ChatChoice | None:
    """Return the settings' language model, None where they name none."""
    if not settings.model:
        return None
    return ChatChoice(
        settings.model,
        address=settings.model_url,
        key=settings.model_key.get_secret_value(),
        seconds=settings.model_seconds,
        tokens=settings.model_answer,
    )


def _bounds(settings: Settings) -> Bounds:
    return Bounds(
        seconds=settings.model_seconds,
        tokens=settings.model_context,
        characters=_LETTERS_A_TOKEN * settings.model_answer,
        mark=settings.unsupported == "mark",
    )


def build_report(
    *materials: str | Path,
    settings: Settings,
    full: bool = False,
    prune: bool = False,
    erase: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
) -> BuildReport:
    """Build or refresh the index and return what was done; `full`, `prune` and `erase` as the command `index` has them."""
    paths = [Path(material) for material in materials]
    return build_index(
        paths,
        settings.store,
        choice=settings.embedding,
        full=full,
        prune=prune,
        erase=erase,
        scheduler=settings.scheduler,
        server=settings.server,
        progress=progress,
    )


def _state(index: Index, name: str) -> SourceState | None:
    record = index.document(name)
    if record is None:
        return None
    return SourceState(
        source=record.source,
        title=record.title or record.source,
        kind=record.kind,
        state="skipped" if record.reason else "partial" if record.unread else "indexed",
        date=record.date,
        language=record.language,
        pages=record.pages,
        passages=record.passages,
        reason=record.reason,
        detail=record.detail or " ".join(record.unread),
        metadata=record.metadata,
        origins=record.origins,
    )


def _with_store(settings: Settings, store: str | Path | None) -> Settings:
    return settings if store is None else settings.model_copy(update={"store": Path(store)})


def _written(index: Index, asked: str, question: str, reply: Reply, where: Mapping[str, str] | None) -> Answer:
    """Return the answer to what was `asked`, which was searched as `question`."""
    language = index.language(question)
    searched = replace(_searched(index, question, where), within=reply.within, widened=reply.widened)
    text, citations = composed(reply, language, index.sha256)
    if not citations:
        text = refusal_text(language, searched, unnamed=unnamed(index, question), reasons=reply.reasons)
    closest = [cite(number, words, index.sha256(words.passage.source)) for number, words in enumerate(reply.closest, 1)]
    return Answer(
        question=asked,
        answered=bool(citations),
        text=text,
        citations=citations,
        searched=searched,
        generation=index.generation,
        closest=tuple(closest),
        kind=reply.kind.value,
        items=reply.items,
    )


def _searched(index: Index, question: str, where: Mapping[str, str] | None) -> Searched:
    unread = tuple(record.skipped for record in index.documents() if record.skipped and record.reason != _TABLE)
    every = index.manifest.documents, index.manifest.passages
    kept = index.kept(where) if where else every
    return Searched(*kept, unread, question, where or {}, (every[0] - kept[0], every[1] - kept[1]))
